/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-archive-query.h"

#include "kith-datetime.h"

#define FORM(fields) "<query queryid=\"q\" xmlns=\"urn:xmpp:mam:2\"><x xmlns=\"jabber:x:data\" type=\"submit\">" \
  "<field type=\"hidden\" var=\"FORM_TYPE\"><value>urn:xmpp:mam:2</value></field>" fields "</x>"
#define FIELD(var, value) "<field var=\"" var "\"><value>" value "</value></field>"
#define SET(content) "<set xmlns=\"http://jabber.org/protocol/rsm\">" content "</set></query>"

static void
assert_stanza (const KithArchiveQuery *query, gboolean extended, const char *expected)
{
  g_autoptr(KithStanza) stanza = kith_archive_query_to_stanza (query, "q", extended);
  g_autofree char *text = kith_stanza_to_text (stanza);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_empty (void)
{
  g_autoptr(KithArchiveQuery) query = kith_archive_query_new ();

  assert_stanza (query, FALSE, FORM ("") "<set xmlns=\"http://jabber.org/protocol/rsm\"/></query>");
  query->newest = TRUE;
  query->max = 50;
  assert_stanza (query, TRUE, FORM ("") SET ("<max>50</max><before/>"));
}

static void
test_filters (void)
{
  g_autoptr(KithArchiveQuery) query = kith_archive_query_new ();

  query->with = kith_jid_new ("romeo@montague.example", NULL);
  g_assert_true (kith_datetime_parse ("2010-06-07T00:00:00Z", &query->start));
  g_assert_true (kith_datetime_parse ("2010-07-07T13:23:54Z", &query->end));
  assert_stanza (query, FALSE, FORM (FIELD ("with", "romeo@montague.example") FIELD ("start", "2010-06-07T00:00:00Z")
                                     FIELD ("end", "2010-07-07T13:23:54Z"))
                 "<set xmlns=\"http://jabber.org/protocol/rsm\"/></query>");

  /* Not a microsecond of the end is left out. */
  query->end++;
  assert_stanza (query, FALSE, FORM (FIELD ("with", "romeo@montague.example") FIELD ("start", "2010-06-07T00:00:00Z")
                                     FIELD ("end", "2010-07-07T13:23:54.001Z"))
                 "<set xmlns=\"http://jabber.org/protocol/rsm\"/></query>");
}

static void
test_pages (void)
{
  g_autoptr(KithArchiveQuery) query = kith_archive_query_new ();

  query->max = 10;
  query->after_id = g_strdup ("a");
  g_assert_null (kith_archive_query_get_bound (query));
  assert_stanza (query, TRUE, FORM ("") SET ("<max>10</max><after>a</after>"));

  query->before_id = g_strdup ("z");
  g_assert_cmpstr (kith_archive_query_get_bound (query), ==, "z");
  assert_stanza (query, TRUE, FORM (FIELD ("before-id", "z")) SET ("<max>10</max><after>a</after>"));
  assert_stanza (query, FALSE, FORM ("") SET ("<max>10</max><after>a</after>"));

  query->newest = TRUE;
  g_assert_cmpstr (kith_archive_query_get_bound (query), ==, "a");
  assert_stanza (query, TRUE, FORM (FIELD ("after-id", "a")) SET ("<max>10</max><before>z</before>"));
}

static void
test_ids (void)
{
  g_autoptr(KithArchiveQuery) query = kith_archive_query_new ();

  query->ids = g_strsplit ("a b", " ", -1);
  query->newest = TRUE;
  assert_stanza (query, TRUE, FORM ("<field var=\"ids\"><value>a</value><value>b</value></field>") "</query>");
}

static void
test_copy (void)
{
  KithArchiveQuery *query = kith_archive_query_new ();
  g_autoptr(KithArchiveQuery) copy = NULL;

  query->with = kith_jid_new ("romeo@montague.example", NULL);
  query->after_id = g_strdup ("a");
  query->before_id = g_strdup ("z");
  query->ids = g_strsplit ("b c", " ", -1);
  query->max = 7;
  query->newest = TRUE;
  copy = kith_archive_query_copy (query);
  kith_archive_query_free (query);

  g_assert_cmpstr (kith_jid_get_text (copy->with), ==, "romeo@montague.example");
  g_assert_cmpstr (copy->after_id, ==, "a");
  g_assert_cmpstr (copy->before_id, ==, "z");
  g_assert_cmpuint (g_strv_length (copy->ids), ==, 2);
  g_assert_cmpuint (copy->max, ==, 7);
  g_assert_true (copy->newest);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/archive-query/empty", test_empty);
  g_test_add_func ("/archive-query/filters", test_filters);
  g_test_add_func ("/archive-query/pages", test_pages);
  g_test_add_func ("/archive-query/ids", test_ids);
  g_test_add_func ("/archive-query/copy", test_copy);

  return g_test_run ();
}
