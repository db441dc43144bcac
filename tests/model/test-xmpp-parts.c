/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-conversation-private.h"
#include "kith-message-private.h"
#include "kith-model-fixture.h"
#include "kith-xmpp-parts-private.h"

#define BEN "ben@kith.example"

typedef struct
{
  KithModelFixture *model;
  KithXmppParts    *parts;
  KithXmppLoad     *load;
} Fixture;

static void
make_parts (Fixture *f)
{
  f->parts = kith_xmpp_parts_new (f->model->account, f->model->account_id, f->model->store, f->model->session);
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->model = kith_model_fixture_new ();
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  g_clear_pointer (&f->parts, kith_xmpp_parts_free);
  g_clear_pointer (&f->load, kith_xmpp_load_free);
  kith_model_fixture_settle (f->model);
  kith_model_fixture_free (f->model);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  *(KithXmppLoad **)user_data = kith_xmpp_load_take (result, &error);
  g_assert_no_error (error);
}

/* What is in the store is with whom it concerns: the message waits in the outbox. */
static void
test_restore (Fixture      *f,
              gconstpointer data)
{
  kith_model_fixture_write (f->model, BEN, "not sent");
  make_parts (f);
  kith_xmpp_load_start (f->model->store, f->model->account_id, NULL, loaded_cb, &f->load);
  kith_model_test_wait (f->load != NULL);
  g_assert_cmpuint (kith_outbox_get_n_waiting (f->parts->outbox), ==, 0);
  kith_xmpp_parts_restore (f->parts, f->load, NULL);
  g_assert_cmpuint (kith_outbox_get_n_waiting (f->parts->outbox), ==, 1);
}

/* While the stream may still be resumed, what was learned of others counts; then nobody is typing any more. */
static void
test_set_online (Fixture      *f,
                 gconstpointer data)
{
  KithConversation *conversation = NULL;

  make_parts (f);
  conversation = kith_model_fixture_talk_to (f->model, BEN);
  kith_xmpp_parts_set_online (f->parts, TRUE, TRUE);
  g_assert_true (f->parts->online);
  g_assert_true (f->parts->known);
  kith_conversation_set_chat_state (conversation, KITH_CHAT_STATE_COMPOSING);

  kith_xmpp_parts_set_online (f->parts, FALSE, TRUE);
  g_assert_false (f->parts->online);
  g_assert_true (f->parts->known);
  g_assert_cmpint (kith_conversation_get_chat_state (conversation), ==, KITH_CHAT_STATE_COMPOSING);

  kith_xmpp_parts_set_online (f->parts, FALSE, FALSE);
  g_assert_false (f->parts->known);
  g_assert_cmpint (kith_conversation_get_chat_state (conversation), ==, KITH_CHAT_STATE_NONE);
}

/* What was written without a server goes out when there is one. */
static void
test_send (Fixture      *f,
           gconstpointer data)
{
  g_autoptr(KithMessage) message = NULL;
  g_autoptr(KithStanza) sent = NULL;

  make_parts (f);
  message = kith_message_new (kith_model_fixture_talk_to (f->model, BEN), KITH_DIRECTION_OUT, "ada@kith.example", "hello", 5, "s");
  kith_outbox_send (f->parts->outbox, message);
  kith_model_fixture_settle (f->model);
  g_assert_false (kith_model_fixture_has_sent (f->model, "message", "hello"));
  kith_xmpp_parts_set_online (f->parts, TRUE, TRUE);
  sent = kith_model_fixture_take (f->model, "message", "hello");
  g_assert_nonnull (sent);
}

/* The account goes first: what is said of the connection then concerns nobody. */
static void
test_account_gone (Fixture      *f,
                   gconstpointer data)
{
  g_autoptr(KithJid) jid = kith_jid_new ("ada@kith.example", NULL);
  KithAccount *account = kith_account_new (jid);

  f->parts = kith_xmpp_parts_new (account, f->model->account_id, f->model->store, f->model->session);
  kith_xmpp_parts_set_online (f->parts, TRUE, TRUE);
  g_assert_finalize_object (account);
  kith_xmpp_parts_set_online (f->parts, FALSE, FALSE);
  g_assert_null (f->parts->account);
  g_assert_false (f->parts->known);
}

#define ADD(path, function) g_test_add ("/xmpp-parts/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("restore", test_restore);
  ADD ("set-online", test_set_online);
  ADD ("send", test_send);
  ADD ("account-gone", test_account_gone);

  return g_test_run ();
}
