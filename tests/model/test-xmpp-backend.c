/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "kith-contact-private.h"
#include "kith-conversation-private.h"
#include "kith-memory-secrets.h"
#include "kith-model-error.h"
#include "kith-model-fixture.h"
#include "kith-ns.h"
#include "kith-roster-private.h"
#include "kith-store-accounts.h"
#include "kith-store-conversations.h"
#include "kith-test-session.h"
#include "kith-xmpp-backend-private.h"

/* An account with its backend, a store in a file, and a server on loopback in the hands of the test. */

#define BEN "ben@example.com"
#define SOON (g_get_real_time () / 1000000 + 3600)

typedef struct
{
  KithModelFixture   *model;       /* for its store; its account is another one's */
  KithAccount        *account;
  KithAccountBackend *backend;     /* the account's */
  KithSecrets        *secrets;
  GSocketListener    *listener;
  GTlsCertificate    *certificate;
  KithTestPeer       *peer;        /* the server's end of the last connection */
  KithAccountRecord  *record;
} Fixture;

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  *(gint64 *)user_data = kith_store_save_account_finish (KITH_STORE (source), result, NULL);
}

static KithAccountRecord *
store_account (KithModelFixture *model,
               guint16           port)
{
  KithAccountRecord *record = kith_account_record_new ();

  record->jid = g_strdup ("ada@example.com");
  record->host = g_strdup ("127.0.0.1");
  record->port = port;
  record->direct_tls = TRUE;
  record->allow_plain = TRUE;
  record->enabled = TRUE;
  record->show = KITH_SHOW_AVAILABLE;
  kith_store_save_account_async (model->store, record, NULL, saved_cb, &record->id);
  kith_model_test_wait (record->id > 0);

  return record;
}

static void
make_account (Fixture *f)
{
  g_autoptr(KithJid) jid = kith_jid_new (f->record->jid, NULL);
  g_autoptr(GTlsDatabase) database = kith_test_database_new (f->certificate);
  g_autoptr(KithAccountSettings) settings = kith_account_settings_new ();

  settings->host = g_strdup (f->record->host);
  settings->port = f->record->port;
  settings->direct_tls = f->record->direct_tls;
  settings->allow_plain = f->record->allow_plain;
  f->account = kith_account_new (jid);
  kith_account_restore (f->account, settings, f->record->enabled, f->record->show, f->record->status);
  f->backend = KITH_ACCOUNT_BACKEND (kith_xmpp_backend_new (f->account, f->record, f->model->store, f->secrets, database));
  kith_account_take_backend (f->account, f->backend);
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  guint16 port;

  f->model = kith_model_fixture_new_on_disk ();
  f->listener = kith_test_listen (&port);
  f->certificate = kith_test_certificate_new ("example.com", SOON);
  f->secrets = kith_memory_secrets_new ();
  kith_secrets_save_async (f->secrets, "ada@example.com", "password", "secret", NULL, NULL, NULL);
  f->record = store_account (f->model, port);
  make_account (f);
}

static void
end_account (Fixture *f)
{
  g_object_add_weak_pointer (G_OBJECT (f->backend), (gpointer *)&f->backend);
  g_assert_finalize_object (g_steal_pointer (&f->account));
  kith_model_test_wait (f->backend == NULL);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  if (f->account != NULL)
    end_account (f);
  g_clear_object (&f->peer);
  g_clear_object (&f->listener);
  g_clear_object (&f->certificate);
  kith_model_fixture_settle (f->model);
  kith_model_fixture_free (f->model);
  g_assert_finalize_object (f->secrets);
  kith_account_record_free (f->record);
}

/* Up to the word of the server about the password. */
static void
accept (Fixture *f)
{
  g_clear_object (&f->peer);
  f->peer = kith_test_accept (f->listener);
  g_assert_true (kith_test_peer_start_tls (f->peer, f->certificate));
}

static void
serve (Fixture *f)
{
  g_autofree char *id = NULL;

  accept (f);
  kith_test_session_plain (f->peer);
  id = kith_test_session_take_bind (f->peer);
  kith_test_session_answer_bind (f->peer, id);
  kith_model_test_wait (kith_account_get_state (f->account) == KITH_ACCOUNT_ONLINE);
}

static void
go_online (Fixture *f)
{
  kith_account_connect (f->account);
  serve (f);
}

/* Answers who is on the roster: Ben, who sees us, and whom we see. */
static void
say_roster (Fixture *f)
{
  g_autofree char *asked = kith_test_peer_take (f->peer, KITH_NS_ROSTER);
  const char *id = g_strrstr (asked, " id=\"") + strlen (" id=\"");
  g_autofree char *answer = g_strdup_printf (
    "<iq type='result' id='%.*s'><query xmlns='" KITH_NS_ROSTER "'><item jid='" BEN "' subscription='both'/></query></iq>",
    (int)strcspn (id, "\""), id);

  kith_test_peer_send (f->peer, answer);
}

static void
wait_state (Fixture         *f,
            KithAccountState state)
{
  kith_model_test_wait (kith_account_get_state (f->account) == state);
}

static KithConversation *
talk_to_ben (Fixture *f)
{
  g_autoptr(KithJid) jid = kith_jid_new (BEN, NULL);

  return kith_account_get_conversation (f->account, jid);
}

static void
accounts_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  *(GPtrArray **)user_data = kith_store_load_accounts_finish (KITH_STORE (source), result, NULL);
}

/* Returns: (transfer full) (nullable): the account as the store has it */
static KithAccountRecord *
load_record (Fixture *f)
{
  g_autoptr(GPtrArray) records = NULL;

  kith_store_load_accounts_async (f->model->store, NULL, accounts_cb, &records);
  kith_model_test_wait (records != NULL);
  for (guint i = 0; i < records->len; i++)
    {
      const KithAccountRecord *record = g_ptr_array_index (records, i);

      if (record->id == f->record->id)
        return kith_account_record_copy (record);
    }

  return NULL;
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_assert_null (*(GAsyncResult **)user_data);
  *(GAsyncResult **)user_data = g_object_ref (result);
}

/* Asks the backend for @call, which answers a boolean. */
static gboolean
ask (Fixture *f,
     void ( *call ) (KithAccountBackend *backend, GTask *task),
     GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  call (f->backend, g_task_new (f->account, NULL, answered_cb, &result));
  kith_model_test_wait (result != NULL);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* What the person left behind is there again, and is sent as soon as there is a server; with the presence that was chosen. */
static void
test_restart (Fixture      *f,
              gconstpointer data)
{
  KithMessage *message = kith_conversation_send (talk_to_ben (f), "written before");

  g_assert_cmpint (kith_account_backend_get_id (f->backend), ==, f->record->id);
  kith_conversation_set_own_chat_state (talk_to_ben (f), KITH_CHAT_STATE_COMPOSING);
  kith_conversation_set_draft (talk_to_ben (f), "half a tho");
  kith_model_test_wait (kith_message_get_id (message) != 0);
  end_account (f);

  make_account (f);
  g_assert_true (ask (f, kith_account_backend_load, NULL));
  g_assert_cmpint (kith_account_get_state (f->account), ==, KITH_ACCOUNT_OFFLINE);
  g_assert_cmpstr (kith_conversation_get_last_body (talk_to_ben (f)), ==, "written before");
  g_assert_cmpstr (kith_conversation_get_draft (talk_to_ben (f)), ==, "half a tho");
  g_assert_cmpuint (kith_outbox_get_n_waiting (kith_xmpp_backend_get_outbox (KITH_XMPP_BACKEND (f->backend))), ==, 1);

  kith_account_set_presence (f->account, KITH_SHOW_AWAY, "tea");
  g_assert_cmpint (kith_account_get_state (f->account), ==, KITH_ACCOUNT_CONNECTING);
  serve (f);
  kith_test_peer_expect (f->peer, "<show>away</show>");
  kith_test_peer_expect (f->peer, "<status>tea</status>");
  kith_test_peer_expect (f->peer, "written before");
  g_assert_no_error (kith_account_get_error (f->account));
}

/* Everything that is asked of it while there is a server reaches the server, the words that were said without one do not. */
static void
test_online (Fixture      *f,
             gconstpointer data)
{
  g_autofree char *before = NULL;
  KithContact *contact = kith_conversation_get_contact (talk_to_ben (f));

  kith_conversation_set_own_chat_state (talk_to_ben (f), KITH_CHAT_STATE_PAUSED);
  go_online (f);

  /* What the others do is heard, and they hear what they may. */
  say_roster (f);
  kith_test_peer_send (f->peer, "<presence from='" BEN "/phone'/>"
                       "<message from='" BEN "/phone' type='chat'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>");
  kith_model_test_wait (kith_conversation_get_chat_state (talk_to_ben (f)) == KITH_CHAT_STATE_COMPOSING);
  kith_model_test_wait (kith_contact_get_show (contact) == KITH_SHOW_AVAILABLE);
  kith_conversation_set_own_chat_state (talk_to_ben (f), KITH_CHAT_STATE_COMPOSING);
  before = kith_test_peer_take (f->peer, "<composing");
  g_assert_null (strstr (before, "<paused"));
  kith_conversation_send (talk_to_ben (f), "hello");
  kith_test_peer_expect (f->peer, "<body>hello</body>");
  kith_contact_stop_seeing (contact);
  kith_test_peer_expect (f->peer, "type=\"unsubscribe\"");
  kith_account_set_presence (f->account, KITH_SHOW_DO_NOT_DISTURB, "busy");
  kith_test_peer_expect (f->peer, "<show>dnd</show>");

  /* The connection goes: nobody is typing any more, and it tries again by itself. */
  kith_test_peer_drop (f->peer);
  wait_state (f, KITH_ACCOUNT_WAITING);
  g_assert_nonnull (kith_account_get_error (f->account));
  g_assert_true (kith_account_get_error (f->account)->domain == KITH_MODEL_ERROR);
  g_assert_cmpint (kith_conversation_get_chat_state (talk_to_ben (f)), ==, KITH_CHAT_STATE_NONE);
  kith_model_test_wait (kith_contact_get_show (contact) == KITH_SHOW_UNKNOWN);
  serve (f);
}

/* Away by choice: the server is told, and the choice is kept. Not enabled, it does not come. */
static void
test_choices (Fixture      *f,
              gconstpointer data)
{
  g_autoptr(KithAccountRecord) away = NULL;
  g_autoptr(KithAccountRecord) disabled = NULL;
  g_autoptr(KithAccountRecord) back = NULL;

  go_online (f);
  kith_account_set_presence (f->account, KITH_SHOW_OFFLINE, "gone");
  g_assert_cmpint (kith_account_get_state (f->account), ==, KITH_ACCOUNT_OFFLINE);
  kith_test_peer_expect (f->peer, "type=\"unavailable\"");
  kith_test_peer_expect (f->peer, "</stream:stream>");
  away = load_record (f);
  g_assert_cmpint (away->show, ==, KITH_SHOW_OFFLINE);
  g_assert_cmpstr (away->status, ==, "gone");

  kith_account_set_enabled (f->account, FALSE);
  kith_account_set_enabled (f->account, TRUE);
  g_assert_cmpint (kith_account_get_state (f->account), ==, KITH_ACCOUNT_OFFLINE);

  kith_account_set_presence (f->account, KITH_SHOW_AVAILABLE, NULL);
  serve (f);
  kith_account_set_enabled (f->account, FALSE);
  g_assert_cmpint (kith_account_get_state (f->account), ==, KITH_ACCOUNT_OFFLINE);
  kith_test_peer_expect (f->peer, "</stream:stream>");
  disabled = load_record (f);
  g_assert_false (disabled->enabled);
  kith_account_connect (f->account);
  g_assert_cmpint (kith_account_get_state (f->account), ==, KITH_ACCOUNT_OFFLINE);

  kith_account_set_enabled (f->account, TRUE);
  serve (f);
  back = load_record (f);
  g_assert_true (back->enabled);
}

/* Who asks for a connection is wanted by the server again, whatever was chosen before. */
static void
test_come_back (Fixture      *f,
                gconstpointer data)
{
  g_autoptr(KithAccountRecord) stored = NULL;

  kith_account_set_presence (f->account, KITH_SHOW_OFFLINE, NULL);
  go_online (f);
  g_assert_cmpint (kith_account_get_show (f->account), ==, KITH_SHOW_AVAILABLE);
  stored = load_record (f);
  g_assert_cmpint (stored->show, ==, KITH_SHOW_AVAILABLE);
  kith_account_disconnect (f->account);
  g_assert_cmpint (kith_account_get_state (f->account), ==, KITH_ACCOUNT_OFFLINE);
  g_assert_cmpint (kith_account_get_show (f->account), ==, KITH_SHOW_AVAILABLE);
}

/* Where the server is: kept at once; a connection that stands stays, one that does not is tried there. */
static void
test_settings (Fixture      *f,
               gconstpointer data)
{
  g_autoptr(KithAccountSettings) settings = kith_account_settings_copy (kith_account_get_settings (f->account));
  g_autoptr(GSocketListener) other = NULL;
  g_autoptr(KithAccountRecord) stored = NULL;
  guint16 port;

  other = kith_test_listen (&port);
  go_online (f);
  settings->port = port;
  kith_account_set_settings (f->account, settings);
  g_assert_cmpint (kith_account_get_state (f->account), ==, KITH_ACCOUNT_ONLINE);
  stored = load_record (f);
  g_assert_cmpuint (stored->port, ==, port);

  kith_account_disconnect (f->account);
  g_assert_cmpint (kith_account_get_state (f->account), ==, KITH_ACCOUNT_OFFLINE);
  g_clear_object (&f->listener);
  f->listener = g_object_ref (other);
  kith_account_set_settings (f->account, settings);
  serve (f);
}

/* Somebody who is not the server: no word before the person has looked at the certificate. */
static void
test_certificate (Fixture      *f,
                  gconstpointer data)
{
  g_autoptr(GTlsCertificate) other = kith_test_certificate_new ("example.com", SOON);
  g_autoptr(KithAccountRecord) stored = NULL;

  g_set_object (&f->certificate, other);
  kith_account_connect (f->account);
  f->peer = kith_test_accept (f->listener);
  kith_test_peer_start_tls (f->peer, f->certificate);
  wait_state (f, KITH_ACCOUNT_FAILED);
  g_assert_error (kith_account_get_error (f->account), KITH_MODEL_ERROR, KITH_MODEL_ERROR_CERTIFICATE);
  g_assert_true (g_tls_certificate_is_same (kith_account_get_certificate (f->account), other));
  g_assert_cmpuint (kith_account_get_certificate_flaws (f->account), !=, 0);

  kith_account_trust_certificate (f->account);
  serve (f);
  g_assert_no_error (kith_account_get_error (f->account));
  g_assert_null (kith_account_get_certificate (f->account));
  stored = load_record (f);
  g_assert_cmpstr (stored->pinned_certificate, ==, kith_account_get_settings (f->account)->pinned_certificate);
}

/* A server that was better once: it is no lost network, and the person can take it all the same. */
static void
test_weaker (Fixture      *f,
             gconstpointer data)
{
  g_autoptr(KithAccountRecord) stored = NULL;

  end_account (f);
  f->record->best_mechanism = g_strdup ("SCRAM-SHA-256");
  make_account (f);
  kith_account_connect (f->account);
  accept (f);
  kith_test_peer_send (f->peer, KITH_TEST_HEADER KITH_TEST_FEATURES_SASL (KITH_TEST_PLAIN));
  wait_state (f, KITH_ACCOUNT_FAILED);
  g_assert_error (kith_account_get_error (f->account), KITH_MODEL_ERROR, KITH_MODEL_ERROR_WEAKER_MECHANISM);

  kith_account_accept_weaker_sign_in (f->account, TRUE);
  serve (f);
  stored = load_record (f);
  g_assert_cmpstr (stored->best_mechanism, ==, "PLAIN");
}

/* One that never was better, and is not good enough. */
static void
test_weak (Fixture      *f,
           gconstpointer data)
{
  end_account (f);
  f->record->allow_plain = FALSE;
  make_account (f);
  kith_account_connect (f->account);
  accept (f);
  kith_test_peer_send (f->peer, KITH_TEST_HEADER KITH_TEST_FEATURES_SASL (KITH_TEST_PLAIN));
  wait_state (f, KITH_ACCOUNT_FAILED);
  g_assert_error (kith_account_get_error (f->account), KITH_MODEL_ERROR, KITH_MODEL_ERROR_WEAK_MECHANISM);
}

/* Leaving: what is half written is stored, the stream ends in order, and only then it is done. */
static void
test_leave (Fixture      *f,
            gconstpointer data)
{
  g_autoptr(GAsyncResult) result = NULL;

  go_online (f);
  kith_conversation_set_draft (talk_to_ben (f), "half a tho");
  kith_account_backend_leave (f->backend, g_task_new (f->account, NULL, answered_cb, &result));
  g_assert_cmpint (kith_account_get_state (f->account), ==, KITH_ACCOUNT_OFFLINE);
  kith_test_peer_expect (f->peer, "</stream:stream>");
  kith_model_fixture_settle (f->model);
  g_assert_null (result);
  kith_test_peer_send (f->peer, "</stream:stream>");
  kith_model_test_wait (result != NULL);
  g_assert_true (g_task_propagate_boolean (G_TASK (result), NULL));
  g_clear_object (&result);
  end_account (f);

  make_account (f);
  g_assert_true (ask (f, kith_account_backend_load, NULL));
  g_assert_cmpstr (kith_conversation_get_draft (talk_to_ben (f)), ==, "half a tho");
}

/* Forgetting: nothing of the account is left, not in the store and not in the keyring. */
static void
test_forget (Fixture      *f,
             gconstpointer data)
{
  KithMemorySecrets *secrets = KITH_MEMORY_SECRETS (f->secrets);

  go_online (f);
  g_assert_nonnull (kith_memory_secrets_peek (secrets, "ada@example.com", "password"));
  g_assert_true (ask (f, kith_account_backend_forget, NULL));
  g_assert_cmpint (kith_account_get_state (f->account), ==, KITH_ACCOUNT_OFFLINE);
  kith_test_peer_expect (f->peer, "</stream:stream>");
  g_assert_null (load_record (f));
  g_assert_null (kith_memory_secrets_peek (secrets, "ada@example.com", "password"));
}

static void
closed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_assert_true (kith_store_close_finish (KITH_STORE (source), result, NULL));
  *(gboolean *)user_data = TRUE;
}

/* A store that answers nothing any more: that is said, and in the model's own words. */
static void
test_store_fails (Fixture      *f,
                  gconstpointer data)
{
  g_autoptr(KithStore) whole = g_steal_pointer (&f->model->store);
  g_autoptr(GError) load_error = NULL;
  g_autoptr(GError) forget_error = NULL;
  gboolean closed = FALSE;

  end_account (f);
  f->model->store = kith_model_test_open_store (NULL);
  make_account (f);
  kith_store_close_async (f->model->store, NULL, closed_cb, &closed);
  kith_model_test_wait (closed);
  g_assert_false (ask (f, kith_account_backend_load, &load_error));
  g_assert_true (load_error->domain == KITH_MODEL_ERROR);
  g_assert_false (ask (f, kith_account_backend_forget, &forget_error));
  g_assert_true (forget_error->domain == KITH_MODEL_ERROR);
  end_account (f);
  g_assert_finalize_object (f->model->store);
  f->model->store = g_steal_pointer (&whole);
}

/* An account that goes away leaves its stream in order, and nothing behind. */
static void
test_end (Fixture      *f,
          gconstpointer data)
{
  go_online (f);
  g_object_add_weak_pointer (G_OBJECT (f->backend), (gpointer *)&f->backend);
  g_assert_finalize_object (g_steal_pointer (&f->account));
  kith_test_peer_expect (f->peer, "type=\"unavailable\"");
  kith_test_peer_expect (f->peer, "</stream:stream>");
  kith_test_peer_send (f->peer, "</stream:stream>");
  kith_test_peer_expect_end (f->peer);
  kith_model_test_wait (f->backend == NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/xmpp-backend/restart", Fixture, NULL, set_up, test_restart, tear_down);
  g_test_add ("/xmpp-backend/online", Fixture, NULL, set_up, test_online, tear_down);
  g_test_add ("/xmpp-backend/choices", Fixture, NULL, set_up, test_choices, tear_down);
  g_test_add ("/xmpp-backend/come-back", Fixture, NULL, set_up, test_come_back, tear_down);
  g_test_add ("/xmpp-backend/settings", Fixture, NULL, set_up, test_settings, tear_down);
  g_test_add ("/xmpp-backend/certificate", Fixture, NULL, set_up, test_certificate, tear_down);
  g_test_add ("/xmpp-backend/weaker", Fixture, NULL, set_up, test_weaker, tear_down);
  g_test_add ("/xmpp-backend/weak", Fixture, NULL, set_up, test_weak, tear_down);
  g_test_add ("/xmpp-backend/leave", Fixture, NULL, set_up, test_leave, tear_down);
  g_test_add ("/xmpp-backend/forget", Fixture, NULL, set_up, test_forget, tear_down);
  g_test_add ("/xmpp-backend/store-fails", Fixture, NULL, set_up, test_store_fails, tear_down);
  g_test_add ("/xmpp-backend/end", Fixture, NULL, set_up, test_end, tear_down);

  return g_test_run ();
}
