/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-conversation-private.h"
#include "kith-history-private.h"
#include "kith-message-list-private.h"
#include "kith-model-error.h"
#include "kith-model-fixture.h"
#include "kith-outbox-private.h"
#include "kith-roster-private.h"
#include "kith-test-archive.h"

/* Over the routes of a session and a store in memory; the stream's numbers are the test's. */

#define BEN "ben@kith.example"

static void
end_outbox (KithModelFixture *fixture,
            KithOutbox       *outbox)
{
  kith_outbox_go_offline (outbox);
  kith_model_fixture_settle (fixture);
  g_assert_finalize_object (outbox);
}

/* As the conversation does, with an outbox of the test's own. */
static KithMessage *
write_message (KithModelFixture *fixture,
               KithOutbox       *outbox,
               const char       *body)
{
  KithMessage *message = kith_conversation_send (kith_model_fixture_talk_to (fixture, BEN), body);

  kith_outbox_send (outbox, message);

  return message;
}

static void
receive_receipt (KithModelFixture *fixture,
                 const char       *from,
                 KithMessage      *message)
{
  g_autofree char *xml = g_strdup_printf (
    "<message xmlns='jabber:client' from='%s' id='r1'><received xmlns='urn:xmpp:receipts' id='%s'/></message>", from,
    kith_message_get_stanza_id (message));

  kith_model_fixture_receive (fixture, xml);
  kith_model_fixture_settle (fixture);
}

static void
test_out (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithOutbox *outbox =
    kith_outbox_new (fixture->account, fixture->account_id, fixture->store, fixture->session);
  KithMessage *first = write_message (fixture, outbox, "one");
  KithMessage *second = write_message (fixture, outbox, "two");
  g_autoptr(KithStanza) stanza = NULL;
  g_autoptr(KithStanza) next = NULL;

  /* Written without a connection: stored, and waiting. */
  kith_model_fixture_settle (fixture);
  g_assert_cmpint (kith_message_get_id (first), >, 0);
  g_assert_cmpint (kith_message_get_delivery (first), ==, KITH_DELIVERY_PENDING);
  g_assert_false (kith_model_fixture_has_sent (fixture, "message", NULL));

  kith_outbox_go_online (outbox, KITH_SESSION_RESUMPTION_NONE);
  stanza = kith_model_fixture_take (fixture, "message", NULL);
  g_assert_cmpstr (kith_stanza_get (stanza, "id"), ==, kith_message_get_stanza_id (first));
  g_assert_cmpstr (kith_stanza_get (stanza, "to"), ==, BEN);
  next = kith_model_fixture_take (fixture, "message", NULL);
  g_assert_cmpstr (kith_stanza_get (next, "id"), ==, kith_message_get_stanza_id (second));
  g_assert_cmpint (kith_message_get_delivery (first), ==, KITH_DELIVERY_PENDING);

  kith_model_fixture_pong (fixture);
  kith_model_test_wait (kith_message_get_delivery (second) == KITH_DELIVERY_SENT);
  g_assert_cmpint (kith_message_get_delivery (first), ==, KITH_DELIVERY_SENT);
  g_assert_cmpuint (kith_outbox_get_n_waiting (outbox), ==, 0);

  /* Only the one who got it can say so. */
  receive_receipt (fixture, "mallory@kith.example/x", first);
  g_assert_cmpint (kith_message_get_delivery (first), ==, KITH_DELIVERY_SENT);
  receive_receipt (fixture, BEN "/phone", first);
  g_assert_cmpint (kith_message_get_delivery (first), ==, KITH_DELIVERY_DELIVERED);
  g_assert_cmpint (kith_message_get_delivery (second), ==, KITH_DELIVERY_SENT);
  end_outbox (fixture, outbox);
}

/* The name goes with the first message to a stranger, also when we answer them, and never to a contact. */
static void
test_introduction (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithOutbox *outbox = kith_outbox_new (fixture->account, fixture->account_id, fixture->store, fixture->session);
  const char *bodies[] = { "first", "second", "third" };

  kith_account_set_profile (fixture->account, "Countess", NULL);
  kith_outbox_go_online (outbox, KITH_SESSION_RESUMPTION_NONE);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr(KithStanza) stanza = NULL;
      g_autofree char *nick = NULL;

      write_message (fixture, outbox, bodies[i]);
      stanza = kith_model_fixture_take (fixture, "message", bodies[i]);
      nick = kith_stanza_dup_child_text (stanza, "nick", "http://jabber.org/protocol/nick");
      g_assert_cmpstr (nick, ==, i == 0 ? "Countess" : NULL);
    }
  end_outbox (fixture, outbox);
}

static void
test_no_introduction (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithOutbox *outbox = kith_outbox_new (fixture->account, fixture->account_id, fixture->store, fixture->session);
  g_autoptr(KithStanza) stanza = NULL;
  g_autoptr(KithJid) ben = kith_jid_new (BEN, NULL);
  g_autoptr(KithRosterItem) item = kith_roster_item_new (ben);
  g_autoptr(GPtrArray) items = g_ptr_array_new ();

  kith_account_set_profile (fixture->account, "Countess", NULL);
  g_ptr_array_add (items, item);
  kith_roster_update (kith_account_get_roster (fixture->account), items, FALSE);
  kith_outbox_go_online (outbox, KITH_SESSION_RESUMPTION_NONE);
  write_message (fixture, outbox, "to a contact");
  stanza = kith_model_fixture_take (fixture, "message", "to a contact");
  g_assert_null (kith_stanza_find (stanza, "nick", "http://jabber.org/protocol/nick"));
  end_outbox (fixture, outbox);
}

static void
test_cut (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithOutbox *outbox =
    kith_outbox_new (fixture->account, fixture->account_id, fixture->store, fixture->session);
  g_autoptr(KithStanza) lost = NULL;
  g_autoptr(KithStanza) again = NULL;
  g_autoptr(KithStanza) ping = NULL;
  KithMessage *message;

  kith_outbox_go_online (outbox, KITH_SESSION_RESUMPTION_NONE);
  message = write_message (fixture, outbox, "into the void");
  lost = kith_model_fixture_take (fixture, "message", NULL);
  ping = kith_model_fixture_take (fixture, "iq", "urn:xmpp:ping");
  kith_outbox_go_offline (outbox);
  kith_model_fixture_settle (fixture);
  g_assert_cmpint (kith_message_get_delivery (message), ==, KITH_DELIVERY_PENDING);

  /* The server keeps no archive: it is given the message once more. */
  kith_outbox_go_online (outbox, KITH_SESSION_RESUMPTION_NONE);
  kith_model_fixture_settle (fixture);
  g_assert_false (kith_model_fixture_has_sent (fixture, "message", NULL));
  kith_model_fixture_say_features (fixture, "urn:xmpp:blocking", NULL);
  again = kith_model_fixture_take (fixture, "message", NULL);
  g_assert_cmpstr (kith_stanza_get (again, "id"), ==, kith_stanza_get (lost, "id"));
  kith_model_fixture_pong (fixture);
  kith_model_test_wait (kith_message_get_delivery (message) == KITH_DELIVERY_SENT);
  end_outbox (fixture, outbox);
}

static void
test_bounce_and_retry (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithOutbox *outbox =
    kith_outbox_new (fixture->account, fixture->account_id, fixture->store, fixture->session);
  KithConversation *conversation = kith_model_fixture_talk_to (fixture, BEN);
  g_autoptr(KithStanza) sent = NULL;
  g_autoptr(KithStanza) again = NULL;
  g_autofree char *xml = NULL;
  KithMessage *message;

  kith_outbox_go_online (outbox, KITH_SESSION_RESUMPTION_NONE);
  message = write_message (fixture, outbox, "anybody?");
  sent = kith_model_fixture_take (fixture, "message", NULL);
  xml = g_strdup_printf (
    "<message xmlns='jabber:client' from='" BEN "' type='error' id='%s'><error type='cancel'>"
    "<remote-server-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>",
    kith_message_get_stanza_id (message));
  kith_model_fixture_receive (fixture, xml);
  kith_model_test_wait (kith_message_get_delivery (message) == KITH_DELIVERY_FAILED);
  g_assert_error (kith_message_get_error (message), KITH_MODEL_ERROR,
                  KITH_MODEL_ERROR_REMOTE_SERVER_NOT_FOUND);
  g_assert_cmpuint (kith_outbox_get_n_waiting (outbox), ==, 0);

  kith_conversation_retry (conversation, message);
  kith_outbox_send (outbox, message);
  again = kith_model_fixture_take (fixture, "message", NULL);
  g_assert_cmpstr (kith_stanza_get (again, "id"), ==, kith_stanza_get (sent, "id"));
  g_assert_null (kith_message_get_error (message));

  kith_outbox_forget (outbox, message);
  g_assert_cmpuint (kith_outbox_get_n_waiting (outbox), ==, 0);
  end_outbox (fixture, outbox);
}

static void
store_closed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_assert_true (kith_store_close_finish (KITH_STORE (source), result, NULL));
  *(gboolean *)user_data = TRUE;
}

/* A store that takes nothing any more: the message is there, and says that it failed. */
static void
test_store_fails (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithStore *store = kith_model_test_open_store (NULL);
  KithOutbox *outbox =
    kith_outbox_new (fixture->account, fixture->account_id, store, fixture->session);
  gboolean closed = FALSE;
  KithMessage *message;

  kith_store_close_async (store, NULL, store_closed_cb, &closed);
  kith_model_test_wait (closed);
  kith_outbox_go_online (outbox, KITH_SESSION_RESUMPTION_NONE);
  message = write_message (fixture, outbox, "no room");
  kith_model_test_wait (kith_message_get_delivery (message) == KITH_DELIVERY_FAILED);
  g_assert_nonnull (kith_message_get_error (message));
  g_assert_false (kith_model_fixture_has_sent (fixture, "message", NULL));
  g_assert_cmpuint (kith_outbox_get_n_waiting (outbox), ==, 0);
  end_outbox (fixture, outbox);
  g_assert_finalize_object (store);
}

static void
test_restore (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithOutbox *outbox =
    kith_outbox_new (fixture->account, fixture->account_id, fixture->store, fixture->session);
  g_autoptr(GPtrArray) pending = NULL;
  g_autoptr(KithStanza) first = NULL;
  g_autoptr(KithStanza) second = NULL;

  write_message (fixture, outbox, "one");
  write_message (fixture, outbox, "two");
  pending = kith_model_fixture_load_pending (fixture);
  g_assert_cmpuint (pending->len, ==, 2);
  end_outbox (fixture, outbox);

  outbox = kith_outbox_new (fixture->account, fixture->account_id, fixture->store, fixture->session);
  kith_outbox_restore (outbox, pending);
  kith_outbox_go_online (outbox, KITH_SESSION_RESUMPTION_NONE);
  first = kith_model_fixture_take (fixture, "message", ">one<");
  second = kith_model_fixture_take (fixture, "message", ">two<");
  end_outbox (fixture, outbox);
}

/* What the stream has been given: each gets the next number. */
static gint64
number_cb (KithModelFixture *fixture,
           KithStanza       *stanza)
{
  g_queue_push_tail (&fixture->sent, kith_stanza_copy (stanza));

  return ++fixture->n_numbered;
}

static gint64
get_stored_number (KithModelFixture *fixture,
                   guint             i)
{
  g_autoptr(GPtrArray) pending = kith_model_fixture_load_pending (fixture);

  return ((KithMessageRecord *)g_ptr_array_index (pending, i))->sequence;
}

static KithOutbox *
new_numbered (KithModelFixture *fixture)
{
  g_signal_connect_swapped (fixture->router, "send-gated", G_CALLBACK (number_cb), fixture);

  return kith_outbox_new (fixture->account, fixture->account_id, fixture->store, fixture->session);
}

/* With stream management: the number is stored, and what the server says it has handled is sent. */
static void
test_numbers (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithOutbox *outbox = new_numbered (fixture);
  KithMessage *first, *second;

  kith_outbox_go_online (outbox, KITH_SESSION_RESUMPTION_NONE);
  first = write_message (fixture, outbox, "one");
  second = write_message (fixture, outbox, "two");
  kith_model_test_wait (fixture->n_numbered == 2);
  g_assert_false (kith_model_fixture_has_sent (fixture, "iq", "urn:xmpp:ping"));
  kith_model_fixture_settle (fixture);
  g_assert_cmpint (get_stored_number (fixture, 0), ==, 1);
  g_assert_cmpint (get_stored_number (fixture, 1), ==, 2);

  g_signal_emit_by_name (fixture->session, "acknowledged", (gint64)1);
  kith_model_test_wait (kith_message_get_delivery (first) == KITH_DELIVERY_SENT);
  g_assert_cmpint (kith_message_get_delivery (second), ==, KITH_DELIVERY_PENDING);
  g_assert_cmpuint (kith_outbox_get_n_waiting (outbox), ==, 1);

  /* The connection goes and the stream stays: nothing is sent again by us. */
  kith_outbox_go_offline (outbox);
  kith_outbox_go_online (outbox, KITH_SESSION_RESUMPTION_CONTINUED);
  kith_model_fixture_settle (fixture);
  g_assert_cmpint (fixture->n_numbered, ==, 2);
  g_signal_emit_by_name (fixture->session, "acknowledged", (gint64)9);
  kith_model_test_wait (kith_message_get_delivery (second) == KITH_DELIVERY_SENT);
  g_assert_cmpuint (kith_outbox_get_n_waiting (outbox), ==, 0);
  end_outbox (fixture, outbox);
}

/* Another process had the stream: what the server did not get of it is sent with new numbers. */
static void
test_restored (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithOutbox *outbox = new_numbered (fixture);
  g_autoptr(GPtrArray) pending = NULL;
  g_autoptr(KithStanza) lost = NULL;
  g_autoptr(KithStanza) again = NULL;
  KithMessage *had;

  kith_outbox_go_online (outbox, KITH_SESSION_RESUMPTION_NONE);
  had = write_message (fixture, outbox, "one");
  write_message (fixture, outbox, "two");
  kith_model_test_wait (fixture->n_numbered == 2);
  kith_model_fixture_settle (fixture);
  pending = kith_model_fixture_load_pending (fixture);
  g_object_run_dispose (G_OBJECT (outbox));
  kith_model_fixture_settle (fixture);
  g_assert_finalize_object (outbox);
  lost = kith_model_fixture_take (fixture, "message", ">one<");
  g_clear_pointer (&lost, kith_stanza_unref);
  lost = kith_model_fixture_take (fixture, "message", ">two<");

  outbox = kith_outbox_new (fixture->account, fixture->account_id, fixture->store, fixture->session);
  kith_outbox_restore (outbox, pending);
  g_signal_emit_by_name (fixture->session, "acknowledged", (gint64)1);
  kith_outbox_go_online (outbox, KITH_SESSION_RESUMPTION_RESTORED);
  kith_model_test_wait (kith_message_get_delivery (had) == KITH_DELIVERY_SENT);
  again = kith_model_fixture_take (fixture, "message", NULL);
  g_assert_cmpstr (kith_stanza_get (again, "id"), ==, kith_stanza_get (lost, "id"));
  g_assert_cmpint (fixture->n_numbered, ==, 3);
  kith_model_fixture_settle (fixture);
  g_assert_cmpint (get_stored_number (fixture, 0), ==, 3);
  g_assert_false (kith_model_fixture_has_sent (fixture, "message", NULL));
  end_outbox (fixture, outbox);
}

/* The stream is over: what the archive has is not sent again, the rest is, and nothing overtakes it. */
static void
test_refused (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithOutbox *outbox = new_numbered (fixture);
  KithTestEntry held = { "a1", "ada@kith.example/old", BEN, NULL, 1 };
  g_autoptr(KithStanza) question = NULL;
  g_autoptr(KithStanza) second_again = NULL;
  g_autoptr(KithStanza) third_now = NULL;
  KithMessage *first, *second, *third;

  kith_model_fixture_say_features (fixture, "urn:xmpp:mam:2", NULL);
  kith_outbox_go_online (outbox, KITH_SESSION_RESUMPTION_NONE);
  first = write_message (fixture, outbox, "one");
  second = write_message (fixture, outbox, "two");
  kith_model_test_wait (fixture->n_numbered == 2);
  kith_model_fixture_settle (fixture);
  g_queue_clear_full (&fixture->sent, (GDestroyNotify)kith_stanza_unref);

  kith_outbox_go_offline (outbox);
  third = write_message (fixture, outbox, "three");
  g_signal_emit_by_name (fixture->session, "stream-state-changed", NULL);
  kith_model_fixture_settle (fixture);
  g_assert_cmpint (get_stored_number (fixture, 0), ==, KITH_SEQUENCE_UNCERTAIN);
  g_assert_cmpint (get_stored_number (fixture, 2), ==, 0);

  kith_outbox_go_online (outbox, KITH_SESSION_RESUMPTION_NONE);
  kith_model_fixture_settle (fixture);
  g_assert_false (kith_model_fixture_has_sent (fixture, "message", NULL));
  held.stanza_id = kith_message_get_stanza_id (first);
  question = kith_test_archive_say_page (fixture, TRUE, &held, 1);
  second_again = kith_model_fixture_take (fixture, "message", NULL);
  g_assert_cmpstr (kith_stanza_get (second_again, "id"), ==, kith_message_get_stanza_id (second));
  third_now = kith_model_fixture_take (fixture, "message", NULL);
  g_assert_cmpstr (kith_stanza_get (third_now, "id"), ==, kith_message_get_stanza_id (third));
  kith_model_test_wait (kith_message_get_delivery (first) == KITH_DELIVERY_SENT);
  g_assert_false (kith_model_fixture_has_sent (fixture, "message", NULL));
  end_outbox (fixture, outbox);
}

/* Without stream management nobody knows after a crash what the server has: the archive does. */
static void
test_crash_without_numbers (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithOutbox *outbox = kith_outbox_new (fixture->account, fixture->account_id, fixture->store, fixture->session);
  KithTestEntry held = { "a1", "ada@kith.example/old", BEN, NULL, 1 };
  g_autoptr(GPtrArray) pending = NULL;
  g_autoptr(KithStanza) lost = NULL;
  g_autoptr(KithStanza) question = NULL;
  KithMessage *message;

  kith_model_fixture_say_features (fixture, "urn:xmpp:mam:2", NULL);
  kith_outbox_go_online (outbox, KITH_SESSION_RESUMPTION_NONE);
  message = write_message (fixture, outbox, "one");
  lost = kith_model_fixture_take (fixture, "message", NULL);
  kith_model_test_run (5);
  kith_model_fixture_settle (fixture);
  g_assert_cmpint (get_stored_number (fixture, 0), ==, KITH_SEQUENCE_UNCERTAIN);

  /* Another process. */
  pending = kith_model_fixture_load_pending (fixture);
  g_object_run_dispose (G_OBJECT (outbox));
  kith_model_fixture_settle (fixture);
  g_assert_finalize_object (outbox);
  outbox = kith_outbox_new (fixture->account, fixture->account_id, fixture->store, fixture->session);
  kith_outbox_restore (outbox, pending);
  kith_outbox_go_online (outbox, KITH_SESSION_RESUMPTION_NONE);
  kith_model_fixture_settle (fixture);
  g_assert_false (kith_model_fixture_has_sent (fixture, "message", NULL));
  held.stanza_id = kith_stanza_get (lost, "id");
  question = kith_test_archive_say_page (fixture, TRUE, &held, 1);
  kith_model_test_wait (kith_message_get_delivery (message) == KITH_DELIVERY_SENT);
  g_assert_false (kith_model_fixture_has_sent (fixture, "message", NULL));
  end_outbox (fixture, outbox);
}

/* Nothing that has no number in the store is let out: while the disk is full it waits. */
static void
test_full (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new_on_disk ();
  KithOutbox *outbox = new_numbered (fixture);
  KithMessage *message = write_message (fixture, outbox, "one");

  kith_model_test_wait (kith_message_get_id (message) != 0);
  kith_delivery_notes_set_retry_delay (kith_outbox_get_notes (outbox), 20);
  kith_model_test_set_room (FALSE);
  kith_outbox_go_online (outbox, KITH_SESSION_RESUMPTION_NONE);
  kith_model_test_wait (fixture->n_numbered == 1);
  g_signal_emit_by_name (fixture->session, "acknowledged", (gint64)1);
  kith_model_test_run (50);
  g_assert_cmpint (kith_message_get_delivery (message), ==, KITH_DELIVERY_PENDING);
  g_assert_cmpuint (kith_outbox_get_n_waiting (outbox), ==, 0);

  kith_model_test_set_room (TRUE);
  kith_model_test_wait (kith_message_get_delivery (message) == KITH_DELIVERY_SENT);
  g_object_run_dispose (G_OBJECT (outbox));
  end_outbox (fixture, outbox);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/outbox/way", test_out);
  g_test_add_func ("/outbox/introduction", test_introduction);
  g_test_add_func ("/outbox/no-introduction", test_no_introduction);
  g_test_add_func ("/outbox/cut", test_cut);
  g_test_add_func ("/outbox/bounce", test_bounce_and_retry);
  g_test_add_func ("/outbox/store-fails", test_store_fails);
  g_test_add_func ("/outbox/restore", test_restore);
  g_test_add_func ("/outbox/numbers", test_numbers);
  g_test_add_func ("/outbox/restored", test_restored);
  g_test_add_func ("/outbox/refused", test_refused);
  g_test_add_func ("/outbox/crash-without-numbers", test_crash_without_numbers);
  g_test_add_func ("/outbox/full", test_full);

  return g_test_run ();
}
