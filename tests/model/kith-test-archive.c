/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-test-archive.h"

#include <stdlib.h>
#include <string.h>

#include "kith-datetime.h"
#include "kith-stanza.h"

#define MAM "urn:xmpp:mam:2"
#define RSM "http://jabber.org/protocol/rsm"
#define OWN "ada@kith.example"

const char *const kith_test_archive_peers[] = { "ben@kith.example", "cleo@kith.example", "dan@kith.example" };

/* What a query asks for: entries from @first up to, and without, @end. */
typedef struct
{
  const char *with;
  guint       first;
  guint       end;
  guint       max;
  gboolean    newest;
  gboolean    unknown;  /* it names an entry that is not there */
} Range;

gint64
kith_test_archive_get_time (guint entry)
{
  return (1700000000 + (gint64)entry) * G_USEC_PER_SEC;
}

void
kith_test_archive_announce (KithTestArchive *self)
{
  g_autoptr(KithStanza) question = kith_model_fixture_take (self->fixture, "iq", "to=\"" OWN "\"");
  g_autofree char *xml = g_strdup_printf (
    "<iq xmlns='jabber:client' type='result' from='" OWN "' id='%s'><query xmlns='http://jabber.org/protocol/disco#info'>"
    "<identity category='account' type='registered'/><feature var='" MAM "'/><feature var='urn:xmpp:sid:0'/>%s</query></iq>",
    kith_stanza_get (question, "id"), self->extended ? "<feature var='" MAM "#extended'/>" : "");

  kith_model_fixture_receive (self->fixture, xml);
}

static const char *
get_peer (guint entry)
{
  return kith_test_archive_peers[entry % G_N_ELEMENTS (kith_test_archive_peers)];
}

/* Entry "e<n>" → n */
static guint
find_entry (KithTestArchive *self,
            const char      *id,
            Range           *range)
{
  guint n = id[0] == 'e' ? (guint)atoi (id + 1) : G_MAXUINT;

  if (n < self->n_expired || n >= self->n_entries)
    range->unknown = TRUE;
  /* As Prosody: one of another conversation stands nowhere. */
  else if (range->with != NULL && g_strcmp0 (range->with, get_peer (n)) != 0)
    range->end = 0;

  return n;
}

static void
read_field (KithTestArchive *self,
            KithStanza      *field,
            Range           *range)
{
  const char *name = kith_stanza_get (field, "var");
  g_autofree char *value = kith_stanza_dup_child_text (field, "value", "jabber:x:data");
  gint64 time = 0;

  if (g_strcmp0 (name, "with") == 0)
    range->with = kith_test_archive_peers[value[0] - 'b'];
  if (g_strcmp0 (name, "after-id") == 0)
    range->first = MAX (range->first, find_entry (self, value, range) + 1);
  if (g_strcmp0 (name, "before-id") == 0)
    range->end = MIN (range->end, find_entry (self, value, range));
  if (g_strcmp0 (name, "start") == 0 && kith_datetime_parse (value, &time))
    while (range->first < range->end && kith_test_archive_get_time (range->first) < time)
      range->first++;
  if (g_strcmp0 (name, "end") == 0 && kith_datetime_parse (value, &time))
    while (range->end > range->first && kith_test_archive_get_time (range->end - 1) > time)
      range->end--;
}

static Range
read_query (KithTestArchive *self,
            KithStanza      *query)
{
  Range range = { NULL, self->n_expired, self->n_entries, 50, FALSE, FALSE };
  KithStanza *form = kith_stanza_find (query, "x", "jabber:x:data");
  KithStanza *set = kith_stanza_find (query, "set", RSM);
  g_autofree char *max = kith_stanza_dup_child_text (set, "max", RSM);
  g_autofree char *before = kith_stanza_dup_child_text (set, "before", RSM);
  g_autofree char *after = kith_stanza_dup_child_text (set, "after", RSM);

  for (KithStanza *field = kith_stanza_first (form); field != NULL; field = kith_stanza_next (field))
    if (kith_stanza_is (field, "field", "jabber:x:data"))
      read_field (self, field, &range);

  range.max = max != NULL ? (guint)atoi (max) : range.max;
  range.newest = kith_stanza_find (set, "before", RSM) != NULL;
  if (before != NULL && *before != '\0')
    range.end = MIN (range.end, find_entry (self, before, &range));
  if (after != NULL && *after != '\0')
    range.first = MAX (range.first, find_entry (self, after, &range) + 1);

  return range;
}

static void
send_entry (KithTestArchive *self,
            const char      *query_id,
            guint            entry)
{
  g_autofree char *stamp = kith_datetime_format (kith_test_archive_get_time (entry));
  gboolean ours = entry % 5 == 4;
  g_autofree char *xml = g_strdup_printf (
    "<message xmlns='jabber:client' from='" OWN "'><result xmlns='" MAM "' queryid='%s' id='e%u'>"
    "<forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='%s'/>"
    "<message xmlns='jabber:client' from='%s/phone' to='%s' type='chat' id='m%u'><body>number %u</body></message>"
    "</forwarded></result></message>", query_id, entry, stamp, ours ? OWN : get_peer (entry),
    ours ? get_peer (entry) : OWN, entry, entry);

  kith_model_fixture_receive (self->fixture, xml);
}

static void
send_page (KithTestArchive *self,
           KithStanza      *iq,
           const char      *query_id,
           const Range     *range)
{
  g_autoptr(GArray) entries = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr(GString) reply = g_string_new (NULL);
  guint first = 0, n;
  gboolean complete;

  for (guint i = range->first; i < range->end; i++)
    if (range->with == NULL || g_strcmp0 (range->with, get_peer (i)) == 0)
      g_array_append_val (entries, i);

  n = MIN (entries->len, range->max);
  complete = n == entries->len;
  if (range->newest)
    first = entries->len - n;
  for (guint i = first; i < first + n; i++)
    send_entry (self, query_id, g_array_index (entries, guint, i));
  self->n_last = n;

  g_string_append_printf (reply, "<iq xmlns='jabber:client' type='result' id='%s'><fin xmlns='" MAM "' %s><set xmlns='" RSM "'>",
                          kith_stanza_get (iq, "id"), complete ? "complete='true'" : "");
  if (n > 0)
    g_string_append_printf (reply, "<first>e%u</first><last>e%u</last>", g_array_index (entries, guint, first),
                            g_array_index (entries, guint, first + n - 1));
  g_string_append (reply, "</set></fin></iq>");
  kith_model_fixture_receive (self->fixture, reply->str);
}

KithStanza *
kith_test_archive_say_page (KithModelFixture    *fixture,
                            gboolean             complete,
                            const KithTestEntry *entries,
                            guint                n_entries)
{
  KithStanza *question = kith_model_fixture_take (fixture, "iq", MAM);
  const char *query_id = kith_stanza_get (kith_stanza_find (question, "query", MAM), "queryid");
  g_autoptr(GString) end = g_string_new (NULL);

  for (guint i = 0; i < n_entries; i++)
    {
      const KithTestEntry *entry = &entries[i];
      g_autofree char *stamp = kith_datetime_format (entry->time);
      g_autofree char *xml = g_strdup_printf (
        "<message xmlns='jabber:client' from='" OWN "'><result xmlns='" MAM "' queryid='%s' id='%s'>"
        "<forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='%s'/>"
        "<message xmlns='jabber:client' from='%s' to='%s' type='chat' id='%s'><body>x</body>"
        "<origin-id xmlns='urn:xmpp:sid:0' id='%s'/></message></forwarded></result></message>", query_id, entry->id, stamp,
        entry->from, entry->to, entry->stanza_id, entry->stanza_id);

      kith_model_fixture_receive (fixture, xml);
    }

  g_string_append_printf (end, "<iq xmlns='jabber:client' type='result' id='%s'><fin xmlns='" MAM "' complete='%s'>"
                          "<set xmlns='" RSM "'>", kith_stanza_get (question, "id"), complete ? "true" : "false");
  if (n_entries > 0)
    g_string_append_printf (end, "<first>%s</first><last>%s</last>", entries[0].id, entries[n_entries - 1].id);
  g_string_append (end, "</set></fin></iq>");
  kith_model_fixture_receive (fixture, end->str);
  kith_model_fixture_settle (fixture);

  return question;
}

KithStanza *
kith_test_archive_refuse (KithModelFixture *fixture,
                          const char       *condition)
{
  KithStanza *question = kith_model_fixture_take (fixture, "iq", MAM);
  g_autofree char *xml = g_strdup_printf (
    "<iq xmlns='jabber:client' type='error' id='%s'><error type='cancel'>"
    "<%s xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>", kith_stanza_get (question, "id"), condition);

  kith_model_fixture_receive (fixture, xml);
  kith_model_fixture_settle (fixture);

  return question;
}

void
kith_test_archive_answer (KithTestArchive *self)
{
  const char *text = self->only_with ? "var=\"with\"" : MAM;

  while (!self->silent && kith_model_fixture_has_sent (self->fixture, "iq", text))
    {
      g_autoptr(KithStanza) iq = kith_model_fixture_take (self->fixture, "iq", text);
      KithStanza *query = kith_stanza_find (iq, "query", MAM);
      Range range = read_query (self, query);

      self->n_queries++;
      if (range.unknown || self->condition != NULL)
        {
          g_autofree char *xml = g_strdup_printf (
            "<iq xmlns='jabber:client' type='error' id='%s'><error type='cancel'>"
            "<%s xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>", kith_stanza_get (iq, "id"),
            range.unknown ? "item-not-found" : self->condition);

          kith_model_fixture_receive (self->fixture, xml);
          continue;
        }
      send_page (self, iq, kith_stanza_get (query, "queryid"), &range);
    }
}
