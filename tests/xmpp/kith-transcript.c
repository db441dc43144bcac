/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-transcript.h"

#include <stdarg.h>
#include <string.h>

#include "kith-stanza-parser.h"
#include "kith-xmpp-enums.h"
#include "kith-xmpp-error.h"

struct _KithTranscript
{
  KithRouter *router;    /* owned */
  GHashTable *calls;     /* name (owned) → KithTranscriptCall */
  GHashTable *kept;      /* name (owned) → value (owned) */
  GQueue      sent;      /* of KithStanza (owned) */
  GQueue      said;      /* of char * (owned) */
};

typedef struct
{
  KithStanza         *steps; /* owned */
  KithTranscriptSetup setup;
} Case;

#define HEADER "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"

static KithStanza *
load (const char *file)
{
  static const KithStanzaLimits limits = { 1 << 22, 64, 64, 10000, 100000 };
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "xmpp", "transcripts", file, NULL);
  g_autoptr(KithStanzaParser) parser = kith_stanza_parser_new (&limits);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  KithParsedKind kind;
  KithStanza *stanza = NULL;
  gsize length = 0;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  g_assert_true (kith_stanza_parser_feed (parser, HEADER, strlen (HEADER), &error));
  kith_stanza_parser_feed (parser, text, length, &error);
  g_assert_no_error (error);

  g_assert_true (kith_stanza_parser_pop (parser, &kind, &stanza));
  g_clear_pointer (&stanza, kith_stanza_unref);
  g_assert_true (kith_stanza_parser_pop (parser, &kind, &stanza));
  g_assert_cmpint (kind, ==, KITH_PARSED_STANZA);

  return stanza;
}

static void
sent_cb (KithTranscript *self, KithStanza *stanza)
{
  g_queue_push_tail (&self->sent, kith_stanza_copy (stanza));
}

static KithTranscript *
transcript_new (void)
{
  g_autoptr(KithJid) bound = kith_jid_new ("juliet@capulet.example/balcony", NULL);
  KithTranscript *self = g_new0 (KithTranscript, 1);

  self->router = kith_router_new (bound);
  kith_router_set_bound (self->router, bound);
  g_signal_connect_swapped (self->router, "send", G_CALLBACK (sent_cb), self);
  self->calls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

static void
transcript_free (KithTranscript *self)
{
  kith_router_offline (self->router);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->router);
  g_hash_table_unref (self->calls);
  g_hash_table_unref (self->kept);
  g_queue_clear_full (&self->sent, (GDestroyNotify)kith_stanza_unref);
  g_queue_clear_full (&self->said, g_free);
  g_free (self);
}

/* Asynchronous answers within the same turn come by the main context. */
static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
value_matches (KithTranscript *self, const char *expected, const char *value)
{
  const char *kept = NULL;

  if (value == NULL)
    return FALSE;
  if (g_str_equal (expected, "*"))
    return TRUE;
  if (expected[0] != '$')
    return g_str_equal (expected, value);

  kept = g_hash_table_lookup (self->kept, expected);
  if (kept != NULL)
    return g_str_equal (kept, value);

  g_hash_table_insert (self->kept, g_strdup (expected), g_strdup (value));

  return TRUE;
}

static gboolean
attributes_match (KithTranscript *self, KithStanza *expected, KithStanza *stanza)
{
  const char *attributes[128];
  int n = 0;

  if (xmpp_stanza_get_attribute_count (expected) != xmpp_stanza_get_attribute_count (stanza))
    return FALSE;

  n = xmpp_stanza_get_attributes (expected, attributes, G_N_ELEMENTS (attributes));
  for (int i = 0; i + 1 < n; i += 2)
    {
      if (!value_matches (self, attributes[i + 1], kith_stanza_get (stanza, attributes[i])))
        return FALSE;
    }

  return TRUE;
}

static gboolean
matches (KithTranscript *self, KithStanza *expected, KithStanza *stanza)
{
  KithStanza *child = kith_stanza_first (stanza);
  g_autofree char *expected_text = g_strstrip (kith_stanza_dup_text (expected));
  g_autofree char *text = g_strstrip (kith_stanza_dup_text (stanza));

  if (!kith_stanza_is (stanza, kith_stanza_get_name (expected), kith_stanza_get_ns (expected)) ||
      !attributes_match (self, expected, stanza) || !value_matches (self, expected_text, text))
    return FALSE;

  for (KithStanza *other = kith_stanza_first (expected); other != NULL; other = kith_stanza_next (other))
    {
      if (child == NULL || !matches (self, other, child))
        return FALSE;
      child = kith_stanza_next (child);
    }

  return child == NULL;
}

static void
fail_on_stanza (const char *why, KithStanza *stanza)
{
  g_autofree char *text = kith_stanza_to_text (stanza);

  g_error ("%s: %s", why, text);
}

static void
assert_nothing_left (KithTranscript *self)
{
  settle ();
  if (!g_queue_is_empty (&self->sent))
    fail_on_stanza ("sent without a step", g_queue_peek_head (&self->sent));
  if (!g_queue_is_empty (&self->said))
    g_error ("said without a step: %s", (const char *)g_queue_peek_head (&self->said));
}

/* Fills in what was kept. */
static void
substitute (KithTranscript *self, KithStanza *stanza)
{
  const char *attributes[128];
  int n = xmpp_stanza_get_attributes (stanza, attributes, G_N_ELEMENTS (attributes));

  for (int i = 0; i + 1 < n; i += 2)
    {
      const char *kept = attributes[i + 1][0] == '$' ? g_hash_table_lookup (self->kept, attributes[i + 1]) : NULL;

      if (kept != NULL)
        kith_stanza_set (stanza, attributes[i], kept);
    }

  for (KithStanza *child = kith_stanza_first (stanza); child != NULL; child = kith_stanza_next (child))
    substitute (self, child);
}

static void
do_in (KithTranscript *self, KithStanza *step)
{
  g_autoptr(KithStanza) stanza = kith_stanza_copy (kith_stanza_first (step));

  assert_nothing_left (self);
  substitute (self, stanza);
  kith_router_dispatch (self->router, stanza);
}

static void
do_out (KithTranscript *self, KithStanza *step)
{
  g_autoptr(KithStanza) stanza = NULL;

  settle ();
  stanza = g_queue_pop_head (&self->sent);
  if (stanza == NULL)
    fail_on_stanza ("not sent", kith_stanza_first (step));
  if (!matches (self, kith_stanza_first (step), stanza))
    {
      g_autofree char *expected = kith_stanza_to_text (kith_stanza_first (step));

      g_test_message ("expected: %s", expected);
      fail_on_stanza ("sent something else", stanza);
    }
}

static void
do_said (KithTranscript *self, KithStanza *step)
{
  g_autofree char *expected = g_strstrip (kith_stanza_dup_text (step));
  g_autofree char *said = NULL;

  settle ();
  said = g_queue_pop_head (&self->said);
  g_assert_cmpstr (said, ==, expected);
}

static void
do_call (KithTranscript *self, KithStanza *step)
{
  KithTranscriptCall call = g_hash_table_lookup (self->calls, kith_stanza_get (step, "name"));

  assert_nothing_left (self);
  g_assert_nonnull (call);
  call (self, step);
}

static void
run_step (KithTranscript *self, KithStanza *step)
{
  const char *name = kith_stanza_get_name (step);

  if (g_str_equal (name, "in"))
    do_in (self, step);
  else if (g_str_equal (name, "out"))
    do_out (self, step);
  else if (g_str_equal (name, "said"))
    do_said (self, step);
  else if (g_str_equal (name, "call"))
    do_call (self, step);
  else if (g_str_equal (name, "online"))
    kith_router_online (self->router, kith_stanza_get (step, "resumed") != NULL);
  else if (g_str_equal (name, "offline"))
    kith_router_offline (self->router);
  else
    g_error ("no such step: %s", name);
}

static void
run_case (gconstpointer data)
{
  const Case *test = data;
  KithTranscript *self = transcript_new ();

  test->setup (self);
  for (KithStanza *step = kith_stanza_first (test->steps); step != NULL; step = kith_stanza_next (step))
    run_step (self, step);
  assert_nothing_left (self);
  transcript_free (self);
}

static void
case_free (gpointer data)
{
  Case *test = data;

  kith_stanza_unref (test->steps);
  g_free (test);
}

/* Adds a test for each case in transcripts/@file, which @setup prepares. */
void
kith_transcript_add_tests (const char *path, const char *file, KithTranscriptSetup setup)
{
  g_autoptr(KithStanza) root = load (file);

  g_assert_nonnull (kith_stanza_first (root));
  for (KithStanza *child = kith_stanza_first (root); child != NULL; child = kith_stanza_next (child))
    {
      Case *test = g_new0 (Case, 1);
      g_autofree char *name = g_strconcat (path, "/", kith_stanza_get (child, "name"), NULL);

      g_assert_true (kith_stanza_is (child, "case", NULL));
      test->steps = kith_stanza_copy (child);
      test->setup = setup;
      g_test_add_data_func_full (name, test, run_case, case_free);
    }
}

KithRouter *
kith_transcript_get_router (KithTranscript *self)
{
  return self->router;
}

gpointer
kith_transcript_add_module (KithTranscript *self, GType type)
{
  g_autoptr(KithModule) module = g_object_new (type, NULL);

  kith_router_add_module (self->router, module);

  return module;
}

gpointer
kith_transcript_get_module (KithTranscript *self, GType type)
{
  gpointer module = kith_router_get_module (self->router, type);

  g_assert_nonnull (module);

  return module;
}

void
kith_transcript_add_call (KithTranscript *self, const char *name, KithTranscriptCall call)
{
  g_hash_table_insert (self->calls, g_strdup (name), call);
}

void
kith_transcript_say (KithTranscript *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_queue_push_tail (&self->said, g_strdup_vprintf (format, args));
  va_end (args);
}

void
kith_transcript_say_result (KithTranscript *self, const char *what, const GError *error)
{
  if (error == NULL)
    kith_transcript_say (self, "%s done", what);
  else if (error->domain == KITH_STANZA_ERROR)
    kith_transcript_say (self, "%s failed: %s", what, kith_stanza_error_to_condition (error->code));
  else if (error->domain == KITH_XMPP_ERROR)
    {
      g_autoptr(GEnumClass) codes = g_type_class_ref (KITH_TYPE_XMPP_ERROR);

      kith_transcript_say (self, "%s failed: %s", what, g_enum_get_value (codes, error->code)->value_nick);
    }
  else
    kith_transcript_say (self, "%s failed: %s", what, g_quark_to_string (error->domain));
}
