/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-archive-module.h"
#include "kith-conversation-private.h"
#include "kith-doubts-private.h"
#include "kith-message-private.h"
#include "kith-model-fixture.h"
#include "kith-test-archive.h"

/* Whether the server has what it was given on a stream that is over: the archive is the test's. */

#define MAM "urn:xmpp:mam:2"
#define OWN "ada@kith.example"
#define BEN "ben@kith.example"
#define CLEO "cleo@kith.example"

typedef struct
{
  KithModelFixture  *model;
  KithOutgoingQueue *queue;
  KithDoubts        *doubts;
  GString           *found; /* bodies of what the server has */
  guint              n_settled;
} Fixture;

static void
found_cb (Fixture     *f,
          KithMessage *message)
{
  if (f->found->len > 0)
    g_string_append_c (f->found, ' ');
  g_string_append (f->found, kith_message_get_body (message));
}

static void
settled_cb (Fixture *f)
{
  f->n_settled++;
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->model = kith_model_fixture_new ();
  f->queue = kith_outgoing_queue_new ();
  f->found = g_string_new (NULL);
  f->doubts = kith_doubts_new (f->queue, f->model->store, f->model->session);
  g_signal_connect_swapped (f->doubts, "found", G_CALLBACK (found_cb), f);
  g_signal_connect_swapped (f->doubts, "settled", G_CALLBACK (settled_cb), f);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  kith_doubts_go_offline (f->doubts);
  kith_model_fixture_settle (f->model);
  g_assert_finalize_object (f->doubts);
  kith_outgoing_queue_unref (f->queue);
  kith_model_fixture_free (f->model);
  g_string_free (f->found, TRUE);
}

/* Of which nobody knows whether the server has it; owned by the queue. */
static KithOutgoing *
doubt (Fixture    *f,
       const char *peer,
       const char *body)
{
  return kith_outgoing_queue_add (f->queue, kith_model_fixture_write (f->model, peer, body), KITH_OUTGOING_UNCERTAIN);
}

/* The server has one of ours as this entry. */
static KithTestEntry
held (const KithOutgoing *outgoing,
      const char         *id)
{
  KithTestEntry entry = { id, OWN "/old", outgoing->peer, kith_message_get_stanza_id (outgoing->message),
                          kith_message_get_time (outgoing->message) };

  return entry;
}

static void
say_archive (Fixture *f)
{
  kith_model_fixture_say_features (f->model, MAM, NULL);
}

static gboolean
has_asked (Fixture *f)
{
  kith_model_fixture_settle (f->model);

  return kith_model_fixture_has_sent (f->model, "iq", MAM);
}

static void
assert_asked (KithStanza *question,
              const char *text)
{
  g_autofree char *xml = kith_stanza_to_text (question);

  if (strstr (xml, text) == NULL)
    g_error ("“%s” is not in %s", text, xml);
}

/* It waits until the server has said what it can. One that keeps nothing cannot be asked: everything is sent again. */
static void
test_no_archive (Fixture      *f,
                 gconstpointer data)
{
  KithOutgoing *first = doubt (f, BEN, "one");
  KithOutgoing *second = doubt (f, CLEO, "two");
  KithOutgoing *handed = doubt (f, CLEO, "three");

  handed->step = KITH_OUTGOING_HANDED;
  kith_doubts_go_online (f->doubts);
  g_assert_false (has_asked (f));
  g_assert_cmpint (first->step, ==, KITH_OUTGOING_UNCERTAIN);
  g_assert_cmpuint (f->n_settled, ==, 0);

  kith_model_fixture_say_features (f->model, "urn:xmpp:blocking", NULL);
  kith_model_test_wait (f->n_settled > 0);
  g_assert_cmpint (first->step, ==, KITH_OUTGOING_READY);
  g_assert_cmpint (second->step, ==, KITH_OUTGOING_READY);
  g_assert_cmpint (handed->step, ==, KITH_OUTGOING_HANDED);
  g_assert_cmpstr (f->found->str, ==, "");
  g_assert_false (has_asked (f));
}

/* What is there is told, what is not may go; each chat is asked about once, and what somebody else wrote with our id is not ours. */
static void
test_found (Fixture      *f,
            gconstpointer data)
{
  KithOutgoing *one = doubt (f, BEN, "one");
  KithOutgoing *two = doubt (f, BEN, "two");
  KithOutgoing *three = doubt (f, CLEO, "three");
  KithTestEntry to_ben[] = { held (two, "a1"), held (one, "a2") };
  KithTestEntry from_cleo[] = { held (three, "a3") };
  g_autoptr(KithStanza) about_ben = NULL;
  g_autoptr(KithStanza) about_cleo = NULL;

  say_archive (f);
  g_assert_false (has_asked (f));
  kith_doubts_go_online (f->doubts);
  kith_doubts_go_online (f->doubts);
  to_ben[1].from = BEN "/phone";
  to_ben[1].to = OWN;
  about_ben = kith_test_archive_say_page (f->model, TRUE, to_ben, G_N_ELEMENTS (to_ben));
  assert_asked (about_ben, "<value>" BEN "</value>");
  assert_asked (about_ben, "<before/>");
  g_assert_cmpstr (f->found->str, ==, "two");
  g_assert_cmpint (one->step, ==, KITH_OUTGOING_READY);
  g_assert_cmpint (three->step, ==, KITH_OUTGOING_UNCERTAIN);
  g_assert_cmpuint (f->n_settled, ==, 1);

  about_cleo = kith_test_archive_say_page (f->model, TRUE, from_cleo, 1);
  assert_asked (about_cleo, "<value>" CLEO "</value>");
  g_assert_cmpstr (f->found->str, ==, "two three");
  g_assert_cmpuint (f->n_settled, ==, 2);
  g_assert_false (has_asked (f));
}

/* What is in doubt while its chat is being asked about waits for the next look; what is settled meanwhile is left as it is. */
static void
test_meanwhile (Fixture      *f,
                gconstpointer data)
{
  KithOutgoing *one = doubt (f, BEN, "one");
  KithOutgoing *two = doubt (f, BEN, "two");
  KithOutgoing *late;
  g_autoptr(KithStanza) first = NULL;
  g_autoptr(KithStanza) second = NULL;

  say_archive (f);
  kith_doubts_go_online (f->doubts);
  g_assert_true (has_asked (f));
  one->step = KITH_OUTGOING_HANDED;
  kith_outgoing_queue_remove (f->queue, two);
  late = doubt (f, BEN, "late");
  first = kith_test_archive_say_page (f->model, TRUE, NULL, 0);
  g_assert_cmpint (one->step, ==, KITH_OUTGOING_HANDED);
  g_assert_cmpint (late->step, ==, KITH_OUTGOING_UNCERTAIN);
  g_assert_cmpuint (f->n_settled, ==, 1);

  kith_doubts_go_online (f->doubts);
  second = kith_test_archive_say_page (f->model, TRUE, NULL, 0);
  g_assert_cmpint (late->step, ==, KITH_OUTGOING_READY);
}

/* One that is not in the newest page is looked for in the next, behind it. */
static void
test_pages (Fixture      *f,
            gconstpointer data)
{
  KithOutgoing *one = doubt (f, BEN, "one");
  KithTestEntry newer[] = { { "a8", BEN "/phone", OWN, "b1", g_get_real_time () }, { "a9", OWN "/x", BEN, "b2", g_get_real_time () } };
  KithTestEntry older[] = { held (one, "a7") };
  g_autoptr(KithStanza) first = NULL;
  g_autoptr(KithStanza) second = NULL;

  say_archive (f);
  kith_doubts_go_online (f->doubts);
  first = kith_test_archive_say_page (f->model, FALSE, newer, G_N_ELEMENTS (newer));
  g_assert_cmpuint (f->n_settled, ==, 0);
  second = kith_test_archive_say_page (f->model, FALSE, older, 1);
  assert_asked (second, "<before>a8</before>");
  assert_asked (second, "<value>" BEN "</value>");
  g_assert_cmpstr (f->found->str, ==, "one");
  g_assert_false (has_asked (f));
}

/* What @peer wrote, as it lies in the archive as @archive_id. */
static void
receive_stored (Fixture    *f,
                const char *peer,
                const char *archive_id,
                gint64      time)
{
  g_autoptr(KithMessageRecord) record = kith_model_fixture_new_record (f->model, peer, archive_id, time);

  record->archive_id = g_strdup (archive_id);
  g_assert_cmpint (kith_model_fixture_store_record (f->model, record), >, 0);
}

/* What is older than a message that was here before ours was written, whatever the clocks said, cannot be ours; neither can what is older
 * than it by a day, where none was here. */
static void
test_far_enough (Fixture      *f,
                 gconstpointer data)
{
  gint64 now = g_get_real_time ();
  KithTestEntry late[] = { { "a6", BEN "/phone", OWN, "b6", now - 2 * G_TIME_SPAN_HOUR } };
  KithTestEntry known[] = { { "a5", BEN "/phone", OWN, "b5", now - G_TIME_SPAN_HOUR } };
  KithTestEntry old[] = { { "a7", CLEO "/phone", OWN, "c7", now - 23 * G_TIME_SPAN_HOUR } };
  KithTestEntry older[] = { { "a6", CLEO "/phone", OWN, "c6", now - 25 * G_TIME_SPAN_HOUR } };
  KithOutgoing *to_ben, *to_cleo;
  g_autoptr(KithStanza) about_ben = NULL;
  g_autoptr(KithStanza) about_cleo = NULL;
  g_autoptr(KithStanza) more_of_ben = NULL;
  g_autoptr(KithStanza) more_of_cleo = NULL;

  receive_stored (f, BEN, "a4", now);
  receive_stored (f, BEN, "a5", known[0].time);
  to_ben = doubt (f, BEN, "one");
  receive_stored (f, BEN, "a6", late[0].time);
  to_cleo = doubt (f, CLEO, "two");
  say_archive (f);
  kith_doubts_go_online (f->doubts);
  about_ben = kith_test_archive_say_page (f->model, FALSE, late, 1);
  assert_asked (about_ben, "<value>" BEN "</value>");
  about_cleo = kith_test_archive_say_page (f->model, FALSE, old, 1);
  assert_asked (about_cleo, "<value>" CLEO "</value>");
  g_assert_cmpint (to_ben->step, ==, KITH_OUTGOING_UNCERTAIN);
  g_assert_cmpint (to_cleo->step, ==, KITH_OUTGOING_UNCERTAIN);

  more_of_ben = kith_test_archive_say_page (f->model, FALSE, known, 1);
  assert_asked (more_of_ben, "<before>a6</before>");
  g_assert_cmpint (to_ben->step, ==, KITH_OUTGOING_READY);
  more_of_cleo = kith_test_archive_say_page (f->model, FALSE, older, 1);
  assert_asked (more_of_cleo, "<before>a7</before>");
  g_assert_cmpint (to_cleo->step, ==, KITH_OUTGOING_READY);
  g_assert_cmpstr (f->found->str, ==, "");
  g_assert_false (has_asked (f));
}

/* The server keeps messages for a while only, and has forgotten where the next page ends: it has forgotten what was before it, too. */
static void
test_expired (Fixture      *f,
              gconstpointer data)
{
  KithOutgoing *one = doubt (f, BEN, "one");
  KithOutgoing *two = doubt (f, BEN, "two");
  KithTestEntry newer[] = { held (two, "a9") };
  g_autoptr(KithStanza) first = NULL;
  g_autoptr(KithStanza) second = NULL;

  say_archive (f);
  kith_doubts_go_online (f->doubts);
  first = kith_test_archive_say_page (f->model, FALSE, newer, 1);
  second = kith_test_archive_refuse (f->model, "item-not-found");
  g_assert_cmpint (one->step, ==, KITH_OUTGOING_READY);
  g_assert_cmpstr (f->found->str, ==, "two");
}

/* A server that says no is not asked again: that chat goes on, the other is still looked at. */
static void
test_refused (Fixture      *f,
              gconstpointer data)
{
  KithOutgoing *one = doubt (f, BEN, "one");
  KithOutgoing *two = doubt (f, CLEO, "two");
  g_autoptr(KithStanza) question = NULL;

  say_archive (f);
  kith_doubts_go_online (f->doubts);
  question = kith_test_archive_refuse (f->model, "internal-server-error");
  g_assert_cmpint (one->step, ==, KITH_OUTGOING_READY);
  g_assert_cmpint (two->step, ==, KITH_OUTGOING_UNCERTAIN);
  g_assert_cmpuint (f->n_settled, ==, 1);
  g_assert_cmpstr (f->found->str, ==, "");
}

/* One that does not answer is asked three times. */
static void
test_silent (Fixture      *f,
             gconstpointer data)
{
  KithOutgoing *one = doubt (f, BEN, "one");

  kith_archive_module_set_timeout (kith_session_get_module (f->model->session, KITH_TYPE_ARCHIVE_MODULE), 5);
  kith_doubts_set_retry_delay (f->doubts, 5);
  say_archive (f);
  kith_doubts_go_online (f->doubts);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(KithStanza) question = kith_model_fixture_take (f->model, "iq", MAM);

      g_assert_nonnull (question);
      g_assert_cmpint (one->step, ==, KITH_OUTGOING_UNCERTAIN);
    }
  kith_model_test_wait (f->n_settled > 0);
  g_assert_cmpint (one->step, ==, KITH_OUTGOING_READY);
  g_assert_false (has_asked (f));
}

/* An answer that comes when the connection is gone is none: it is asked again on the next. */
static void
test_cut (Fixture      *f,
          gconstpointer data)
{
  KithOutgoing *one = doubt (f, BEN, "one");
  KithTestEntry entry = held (one, "a1");
  g_autoptr(KithStanza) lost = NULL;
  g_autoptr(KithStanza) again = NULL;

  say_archive (f);
  kith_doubts_go_online (f->doubts);
  g_assert_true (has_asked (f));
  kith_doubts_go_offline (f->doubts);
  lost = kith_test_archive_say_page (f->model, TRUE, NULL, 0);
  kith_model_fixture_settle (f->model);
  g_assert_cmpint (one->step, ==, KITH_OUTGOING_UNCERTAIN);
  g_assert_cmpuint (f->n_settled, ==, 0);

  /* Gone while the store was asked. */
  kith_doubts_go_online (f->doubts);
  kith_doubts_go_offline (f->doubts);
  g_assert_false (has_asked (f));

  kith_doubts_go_online (f->doubts);
  again = kith_test_archive_say_page (f->model, TRUE, &entry, 1);
  g_assert_cmpstr (f->found->str, ==, "one");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/doubts/no-archive", Fixture, NULL, set_up, test_no_archive, tear_down);
  g_test_add ("/doubts/found", Fixture, NULL, set_up, test_found, tear_down);
  g_test_add ("/doubts/meanwhile", Fixture, NULL, set_up, test_meanwhile, tear_down);
  g_test_add ("/doubts/pages", Fixture, NULL, set_up, test_pages, tear_down);
  g_test_add ("/doubts/far-enough", Fixture, NULL, set_up, test_far_enough, tear_down);
  g_test_add ("/doubts/expired", Fixture, NULL, set_up, test_expired, tear_down);
  g_test_add ("/doubts/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/doubts/silent", Fixture, NULL, set_up, test_silent, tear_down);
  g_test_add ("/doubts/cut", Fixture, NULL, set_up, test_cut, tear_down);

  return g_test_run ();
}
