/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-caps-store-private.h"
#include "kith-conversation-private.h"
#include "kith-drafts-private.h"
#include "kith-memory-secrets.h"
#include "kith-model-error.h"
#include "kith-model-fixture.h"
#include "kith-sign-in-private.h"
#include "kith-store-conversations.h"

/* What is kept for later: drafts, capabilities, secrets. */

static void
features_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  GStrv features = kith_caps_cache_load_finish (KITH_CAPS_CACHE (source), result, &error);

  g_assert_no_error (error);
  *(GStrv *)user_data = features != NULL ? features : g_new0 (char *, 1);
}

static void
test_caps (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithCapsCache *cache = kith_caps_store_new (fixture->store);
  const char *const features[] = { "urn:one", "urn:two", NULL };
  g_auto(GStrv) none = NULL;
  g_auto(GStrv) known = NULL;

  kith_caps_cache_load_async (cache, "sha-1/abc", NULL, features_cb, &none);
  kith_model_test_wait (none != NULL);
  g_assert_null (none[0]);
  kith_caps_cache_save (cache, "sha-1/abc", features);
  kith_caps_cache_load_async (cache, "sha-1/abc", NULL, features_cb, &known);
  kith_model_test_wait (known != NULL);
  g_assert_cmpuint (g_strv_length (known), ==, 2);
  kith_model_fixture_settle (fixture);
  g_assert_finalize_object (cache);
}

static void
conversations_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  *(GPtrArray **)user_data = kith_store_load_conversations_finish (KITH_STORE (source), result, NULL);
}

static void
test_drafts (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithDrafts *drafts = kith_drafts_new (fixture->account_id, fixture->store);
  g_autoptr(KithJid) jid = kith_jid_new ("ben@kith.example", NULL);
  KithConversation *conversation = kith_account_get_conversation (fixture->account, jid);
  g_autoptr(GPtrArray) early = NULL;
  g_autoptr(GPtrArray) later = NULL;

  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *draft = g_strnfill (i + 1, 'x');

      kith_conversation_set_draft (conversation, draft);
      kith_drafts_add (drafts, conversation);
    }
  kith_store_load_conversations_async (fixture->store, fixture->account_id, NULL, conversations_cb, &early);
  kith_model_test_wait (early != NULL);
  g_assert_cmpuint (early->len, ==, 0);

  kith_drafts_flush (drafts);
  kith_model_fixture_settle (fixture);
  kith_store_load_conversations_async (fixture->store, fixture->account_id, NULL, conversations_cb, &later);
  kith_model_test_wait (later != NULL);
  g_assert_cmpuint (later->len, ==, 1);
  g_assert_cmpuint (strlen (((KithConversationRecord *)later->pdata[0])->draft), ==, 50);
  g_assert_cmpint (kith_conversation_get_id (conversation), >, 0);
  g_assert_finalize_object (drafts);
}

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
  kith_model_test_run (5);
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
  kith_model_test_run (5);
  g_assert_finalize_object (sign_in);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/caps-store/all", test_caps);
  g_test_add_func ("/drafts/all", test_drafts);
  g_test_add_func ("/sign-in/secrets", test_secrets);

  return g_test_run ();
}
