/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "kith-memory-secrets.h"
#include "kith-model-error.h"
#include "kith-model-fixture.h"
#include "kith-sign-in-private.h"
#include "kith-test-peer.h"

static guint n_changed;

static void
changed_cb (void)
{
  n_changed++;
}

static void
test_secrets (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  g_autoptr(KithSecrets) secrets = kith_memory_secrets_new ();
  KithMemorySecrets *memory = KITH_MEMORY_SECRETS (secrets);
  g_autoptr(KithAccountRecord) record = kith_account_record_new ();
  g_autoptr(GError) locked =
    g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_KEYRING_LOCKED, "locked");
  KithSignIn *sign_in;

  record->jid = g_strdup ("ada@kith.example");
  sign_in = kith_sign_in_new (fixture->account, record, secrets, fixture->session);
  g_signal_connect (sign_in, "record-changed", G_CALLBACK (changed_cb), NULL);

  kith_sign_in_set_password (sign_in, "secret", TRUE);
  g_assert_cmpstr (kith_memory_secrets_peek (memory, record->jid, "password"), ==, "secret");
  g_signal_emit_by_name (fixture->session, "token-changed", "HT-SHA-256-NONE", "t0ken", (gint64)0);
  g_assert_cmpstr (kith_memory_secrets_peek (memory, record->jid, "token"), ==, "HT-SHA-256-NONE t0ken");
  g_signal_emit_by_name (fixture->session, "token-changed", NULL, NULL, (gint64)0);
  g_assert_null (kith_memory_secrets_peek (memory, record->jid, "token"));

  g_object_set (fixture->session, "best-mechanism", "SCRAM-SHA-256-PLUS", NULL);
  g_object_notify (G_OBJECT (fixture->session), "best-mechanism");
  g_assert_cmpstr (record->best_mechanism, ==, "SCRAM-SHA-256-PLUS");
  g_assert_cmpuint (n_changed, >=, 1);

  /* Not to be remembered: nothing stays behind, and it is asked for each time. */
  kith_sign_in_set_password (sign_in, "other", FALSE);
  kith_model_test_drain ();
  g_assert_null (kith_memory_secrets_peek (memory, record->jid, "password"));
  g_assert_true (record->ask_password);

  /* To be remembered, but the keyring does not: said, and asked for each time. */
  kith_memory_secrets_set_error (memory, locked);
  kith_sign_in_set_password (sign_in, "third", TRUE);
  kith_model_test_wait (kith_account_get_keyring_error (fixture->account) != NULL);
  g_assert_error (kith_account_get_keyring_error (fixture->account), KITH_MODEL_ERROR,
                  KITH_MODEL_ERROR_KEYRING_LOCKED);
  g_assert_true (record->ask_password);
  kith_memory_secrets_set_error (memory, NULL);
  kith_sign_in_forget (sign_in);
  kith_model_test_drain ();
  g_assert_finalize_object (sign_in);
}

static char *
get_string (KithModelFixture *fixture,
            const char       *property)
{
  char *value = NULL;

  g_object_get (fixture->session, property, &value, NULL);

  return value;
}

/* An account of which the keyring knows something, and a server on loopback that says no word by itself. */
typedef struct
{
  KithModelFixture  *model;
  KithSecrets       *secrets;
  KithAccountRecord *record;
  KithSignIn        *sign_in;
  GSocketListener   *listener;
  GTlsCertificate   *certificate;
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  g_autoptr(GTlsDatabase) database = NULL;
  guint16 port;

  f->model = kith_model_fixture_new ();
  f->certificate = kith_test_certificate_new ("kith.example", g_get_real_time () / G_USEC_PER_SEC + 3600);
  database = kith_test_database_new (f->certificate);
  g_object_set (f->model->session, "tls-database", database, NULL);
  f->secrets = kith_memory_secrets_new ();
  f->listener = kith_test_listen (&port);
  f->record = kith_account_record_new ();
  f->record->jid = g_strdup ("ada@kith.example");
  f->record->host = g_strdup ("127.0.0.1");
  f->record->port = port;
  f->record->direct_tls = TRUE;
  f->record->best_mechanism = g_strdup ("SCRAM-SHA-256");
  f->sign_in = kith_sign_in_new (f->model->account, f->record, f->secrets, f->model->session);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  kith_sign_in_stop (f->sign_in);
  kith_model_test_wait (kith_session_get_state (f->model->session) == KITH_SESSION_OFFLINE);
  kith_model_test_drain ();
  g_assert_finalize_object (f->sign_in);
  g_clear_object (&f->listener);
  g_clear_object (&f->certificate);
  kith_account_record_free (f->record);
  kith_model_fixture_free (f->model);
  g_assert_finalize_object (f->secrets);
}

static void
keep (Fixture    *f,
      const char *kind,
      const char *secret)
{
  kith_secrets_save_async (f->secrets, f->record->jid, kind, secret, NULL, NULL, NULL);
}

/* Returns: (transfer full): what is said to a server with these features, up to @end */
static char *
meet (Fixture    *f,
      const char *features,
      const char *end)
{
  g_autoptr(KithTestPeer) peer = kith_test_accept (f->listener);
  g_autofree char *words = g_strconcat ("<?xml version='1.0'?><stream:stream xmlns='jabber:client' id='s1' from='kith.example' "
                                        "version='1.0' xmlns:stream='http://etherx.jabber.org/streams'><stream:features>",
                                        features, "</stream:features>", NULL);

  g_assert_true (kith_test_peer_start_tls (peer, f->certificate));
  kith_test_peer_send (peer, words);

  return kith_test_peer_take (peer, end);
}

/* The password in the keyring goes to the server that the settings name. */
static void
test_password (Fixture      *f,
               gconstpointer data)
{
  g_autofree char *said = NULL;

  keep (f, "password", "secret");
  f->record->allow_plain = TRUE;
  g_clear_pointer (&f->record->best_mechanism, g_free);
  kith_sign_in_start (f->sign_in);
  g_assert_cmpint (kith_account_get_state (f->model->account), ==, KITH_ACCOUNT_CONNECTING);
  g_assert_cmpint (kith_session_get_state (f->model->session), ==, KITH_SESSION_OFFLINE);
  said = meet (f, "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms>", "</auth>");
  g_assert_nonnull (strstr (said, "AGFkYQBzZWNyZXQ="));
}

/* A token alone is enough. */
static void
test_token (Fixture      *f,
            gconstpointer data)
{
  g_autofree char *said = NULL;

  f->record->user_agent_id = g_uuid_string_random ();
  keep (f, "token", "HT-SHA-256-EXPR t0ken");
  kith_sign_in_start (f->sign_in);
  said = meet (f, "<authentication xmlns='urn:xmpp:sasl:2'><mechanism>SCRAM-SHA-256</mechanism><inline>"
               "<fast xmlns='urn:xmpp:fast:0'><mechanism>HT-SHA-256-EXPR</mechanism></fast></inline></authentication>",
               "</authenticate>");
  g_assert_nonnull (strstr (said, "mechanism=\"HT-SHA-256-EXPR\""));
}

/* Nothing is known, or it need not be asked for: the person is asked. */
static void
test_nothing (Fixture      *f,
              gconstpointer data)
{
  kith_sign_in_start (f->sign_in);
  kith_model_test_wait (kith_account_get_state (f->model->account) == KITH_ACCOUNT_FAILED);
  g_assert_error (kith_account_get_error (f->model->account), KITH_MODEL_ERROR, KITH_MODEL_ERROR_PASSWORD_NEEDED);
  g_assert_no_error (kith_account_get_keyring_error (f->model->account));

  keep (f, "password", "secret");
  f->record->ask_password = TRUE;
  kith_account_set_state (f->model->account, KITH_ACCOUNT_OFFLINE, NULL);
  kith_sign_in_start (f->sign_in);
  g_assert_cmpint (kith_account_get_state (f->model->account), ==, KITH_ACCOUNT_FAILED);
  g_assert_cmpint (kith_session_get_state (f->model->session), ==, KITH_SESSION_OFFLINE);
}

/* Who gave up while the keyring was asked does not come. */
static void
test_stopped (Fixture      *f,
              gconstpointer data)
{
  keep (f, "password", "secret");
  kith_sign_in_start (f->sign_in);
  kith_sign_in_stop (f->sign_in);
  kith_model_fixture_settle (f->model);
  g_assert_cmpint (kith_session_get_state (f->model->session), ==, KITH_SESSION_OFFLINE);

  kith_sign_in_start (f->sign_in);
  kith_model_test_wait (kith_session_get_state (f->model->session) != KITH_SESSION_OFFLINE);
}

/* Once: until Kith is closed, what was seen here before is not asked for, and not forgotten. Always: it is forgotten. */
static void
test_weaker (Fixture      *f,
             gconstpointer data)
{
  g_autofree char *once = NULL;

  keep (f, "password", "secret");
  kith_sign_in_accept_weaker (f->sign_in, FALSE);
  kith_sign_in_start (f->sign_in);
  kith_model_test_wait (kith_session_get_state (f->model->session) != KITH_SESSION_OFFLINE);
  once = get_string (f->model, "best-mechanism");
  g_assert_null (once);
  g_object_set (f->model->session, "best-mechanism", "PLAIN", NULL);
  g_object_notify (G_OBJECT (f->model->session), "best-mechanism");
  g_assert_cmpstr (f->record->best_mechanism, ==, "SCRAM-SHA-256");

  kith_sign_in_accept_weaker (f->sign_in, TRUE);
  g_assert_null (f->record->best_mechanism);
  g_object_notify (G_OBJECT (f->model->session), "best-mechanism");
  g_assert_cmpstr (f->record->best_mechanism, ==, "PLAIN");
}

/* A new password ends the token that came with the old one; forgetting ends both. */
static void
test_forget (Fixture      *f,
             gconstpointer data)
{
  KithMemorySecrets *secrets = KITH_MEMORY_SECRETS (f->secrets);

  keep (f, "password", "old");
  keep (f, "token", "HT-SHA-256-EXPR t");
  kith_sign_in_set_password (f->sign_in, "new", TRUE);
  g_assert_cmpstr (kith_memory_secrets_peek (secrets, f->record->jid, "password"), ==, "new");
  g_assert_null (kith_memory_secrets_peek (secrets, f->record->jid, "token"));
  g_signal_emit_by_name (f->model->session, "token-changed", "HT-SHA-256-EXPR", "u", (gint64)0);
  g_assert_nonnull (kith_memory_secrets_peek (secrets, f->record->jid, "token"));

  kith_sign_in_forget (f->sign_in);
  g_assert_null (kith_memory_secrets_peek (secrets, f->record->jid, "password"));
  g_assert_null (kith_memory_secrets_peek (secrets, f->record->jid, "token"));
  kith_sign_in_start (f->sign_in);
  kith_model_test_wait (kith_account_get_state (f->model->account) == KITH_ACCOUNT_FAILED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sign-in/secrets", test_secrets);

  g_test_add ("/sign-in/password", Fixture, NULL, set_up, test_password, tear_down);
  g_test_add ("/sign-in/token", Fixture, NULL, set_up, test_token, tear_down);
  g_test_add ("/sign-in/nothing", Fixture, NULL, set_up, test_nothing, tear_down);
  g_test_add ("/sign-in/stopped", Fixture, NULL, set_up, test_stopped, tear_down);
  g_test_add ("/sign-in/weaker", Fixture, NULL, set_up, test_weaker, tear_down);
  g_test_add ("/sign-in/forget", Fixture, NULL, set_up, test_forget, tear_down);

  return g_test_run ();
}
