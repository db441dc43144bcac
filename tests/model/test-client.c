/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>

#include "kith-client-private.h"
#include "kith-conversation-private.h"
#include "kith-memory-secrets.h"
#include "kith-message-list-private.h"
#include "kith-model-error.h"
#include "kith-model-fixture.h"
#include "kith-store-messages.h"
#include "kith-xmpp-backend-private.h"

/* Opening and closing profiles, accounts in them, history and search over a real store; nothing here reaches a network. */

static GAsyncResult *answer;

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_assert_null (answer);
  g_set_object (&answer, result);
}

static KithClient *
open_client (const char  *directory,
             KithSecrets *secrets,
             GError     **error)
{
  KithClient *client = kith_client_new (directory, secrets);

  kith_client_set_auto_connect (client, FALSE);
  kith_client_open_async (client, NULL, answered_cb, NULL);
  kith_model_test_wait (answer != NULL);
  kith_client_open_finish (client, answer, error);
  g_clear_object (&answer);

  return client;
}

static void
close_client (KithClient *client)
{
  g_autoptr(GError) error = NULL;

  kith_client_close_async (client, NULL, answered_cb, NULL);
  kith_model_test_wait (answer != NULL);
  kith_client_close_finish (client, answer, &error);
  g_assert_no_error (error);
  g_clear_object (&answer);
  kith_model_test_drain ();
  g_assert_finalize_object (client);
}

static KithAccount *
add_account (KithClient *client,
             const char *address,
             GError    **error)
{
  g_autoptr(KithJid) jid = kith_jid_new (address, NULL);
  KithAccount *account;

  kith_client_add_account_async (client, jid, "secret", TRUE, NULL, NULL, answered_cb, NULL);
  kith_model_test_wait (answer != NULL);
  account = kith_client_add_account_finish (client, answer, error);
  g_clear_object (&answer);

  return account;
}

static KithConversation *
get_conversation (KithAccount *account,
                  const char  *address)
{
  g_autoptr(KithJid) jid = kith_jid_new (address, NULL);

  return kith_account_get_conversation (account, jid);
}

static void
load_older (KithMessageList *list)
{
  kith_message_list_load_older_async (list, NULL, answered_cb, NULL);
  kith_model_test_wait (answer != NULL);
  g_assert_true (kith_message_list_load_older_finish (list, answer, NULL));
  g_clear_object (&answer);
}

static void
remove_tree (const char *directory)
{
  g_autoptr(GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      g_unlink (path);
    }
  g_rmdir (directory);
}

static void
test_accounts (void)
{
  g_autoptr(KithSecrets) secrets = kith_memory_secrets_new ();
  KithClient *client = open_client (NULL, secrets, NULL);
  g_autoptr(GError) error = NULL;
  KithAccount *account;

  g_assert_true (kith_client_get_loaded (client));
  account = add_account (client, "ada@kith.example/x", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (kith_account_get_address (account), ==, "ada@kith.example");
  g_assert_cmpint (kith_account_get_state (account), ==, KITH_ACCOUNT_OFFLINE);
  kith_model_test_drain ();
  g_assert_cmpstr (kith_memory_secrets_peek (KITH_MEMORY_SECRETS (secrets), "ada@kith.example", "password"),
                   ==, "secret");

  g_assert_null (add_account (client, "ada@kith.example", &error));
  g_assert_error (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_ACCOUNT_EXISTS);
  g_clear_error (&error);
  g_assert_null (add_account (client, "kith.example", &error));
  g_assert_error (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_ADDRESS);

  kith_client_remove_account_async (client, account, NULL, answered_cb, NULL);
  kith_model_test_wait (answer != NULL);
  g_assert_true (kith_client_remove_account_finish (client, answer, NULL));
  g_clear_object (&answer);
  kith_model_test_drain ();
  g_assert_cmpuint (g_list_model_get_n_items (kith_client_get_accounts (client)), ==, 0);
  g_assert_null (kith_memory_secrets_peek (KITH_MEMORY_SECRETS (secrets), "ada@kith.example", "password"));
  close_client (client);
}

static void
test_restart (void)
{
  g_autofree char *directory = g_dir_make_tmp ("kith-XXXXXX", NULL);
  g_autoptr(KithSecrets) secrets = kith_memory_secrets_new ();
  KithClient *client = open_client (directory, secrets, NULL);
  KithAccount *account = add_account (client, "ada@kith.example", NULL);
  KithConversation *conversation = get_conversation (account, "ben@kith.example");
  KithConversation *empty = get_conversation (account, "cleo@kith.example");
  g_autoptr(KithAccount) again = NULL;
  g_autoptr(KithConversation) back = NULL;
  g_autoptr(KithMessage) message = NULL;

  kith_conversation_send (conversation, "written and not sent");
  kith_conversation_set_draft (conversation, "half a tho");
  kith_conversation_set_pinned (conversation, TRUE);
  g_assert_nonnull (empty);
  kith_account_set_presence (account, KITH_SHOW_OFFLINE, "gone fishing");
  close_client (client);

  client = open_client (directory, secrets, NULL);
  again = g_list_model_get_item (kith_client_get_accounts (client), 0);
  g_assert_cmpint (kith_account_get_show (again), ==, KITH_SHOW_OFFLINE);
  g_assert_cmpstr (kith_account_get_status (again), ==, "gone fishing");
  g_assert_cmpuint (g_list_model_get_n_items (kith_client_get_conversations (client)), ==, 1);
  back = g_list_model_get_item (kith_client_get_conversations (client), 0);
  g_assert_cmpstr (kith_conversation_get_draft (back), ==, "half a tho");
  g_assert_true (kith_conversation_get_pinned (back));
  g_assert_cmpstr (kith_conversation_get_last_body (back), ==, "written and not sent");
  g_assert_cmpuint (kith_outbox_get_n_waiting (kith_xmpp_backend_get_outbox (KITH_XMPP_BACKEND (kith_account_get_backend (again)))), ==, 1);
  load_older (kith_conversation_get_messages (back));
  message = g_list_model_get_item (G_LIST_MODEL (kith_conversation_get_messages (back)), 0);
  g_assert_cmpint (kith_message_get_delivery (message), ==, KITH_DELIVERY_PENDING);
  g_clear_object (&message);
  g_clear_object (&back);
  g_clear_object (&again);
  close_client (client);
  remove_tree (directory);
}

static void
fill (KithClient *client,
      guint       n)
{
  g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_message_record_free);

  for (guint i = 0; i < n; i++)
    {
      KithMessageRecord *record = kith_message_record_new ();

      record->account_id = 1;
      record->peer = g_strdup ("ben@kith.example");
      record->sender = g_strdup ("ben@kith.example/x");
      record->body = g_strdup_printf ("message number%u", i);
      record->time = 1000 + i / 2;
      record->stanza_id = g_strdup_printf ("s%u", i);
      g_ptr_array_add (records, record);
    }
  kith_store_add_messages_async (kith_client_get_store (client), records, NULL, answered_cb, NULL);
  kith_model_test_wait (answer != NULL);
  {
    g_autoptr(GPtrArray) added = kith_store_add_messages_finish (kith_client_get_store (client), answer, NULL);

    g_assert_nonnull (added);
  }
  g_clear_object (&answer);
}

static void
check_order (GListModel *list)
{
  gint64 last = 0;

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(KithMessage) message = g_list_model_get_item (list, i);

      g_assert_cmpint (kith_message_get_id (message), >, last);
      last = kith_message_get_id (message);
    }
}

static guint n_changes;

static void
changed_cb (void)
{
  n_changes++;
}

static void
test_pages (void)
{
  g_autofree char *directory = g_dir_make_tmp ("kith-XXXXXX", NULL);
  g_autoptr(KithSecrets) secrets = kith_memory_secrets_new ();
  KithClient *client = open_client (directory, secrets, NULL);
  g_autoptr(KithConversation) conversation = NULL;
  g_autoptr(KithMessage) newest = NULL;
  GListModel *list;

  add_account (client, "ada@kith.example", NULL);
  fill (client, 1000);
  close_client (client);

  client = open_client (directory, secrets, NULL);
  conversation = g_list_model_get_item (kith_client_get_conversations (client), 0);
  g_assert_cmpuint (kith_conversation_get_unread (conversation), ==, 1000);
  list = G_LIST_MODEL (kith_conversation_get_messages (conversation));
  g_signal_connect (list, "items-changed", G_CALLBACK (changed_cb), NULL);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 0);
  load_older (KITH_MESSAGE_LIST (list));
  g_assert_cmpuint (g_list_model_get_n_items (list), >=, 20);
  g_assert_cmpuint (g_list_model_get_n_items (list), <=, 100);
  g_assert_cmpuint (n_changes, ==, 1);
  newest = g_list_model_get_item (list, g_list_model_get_n_items (list) - 1);
  g_assert_cmpstr (kith_message_get_body (newest), ==, "message number999");

  while (kith_message_list_get_has_older (KITH_MESSAGE_LIST (list)))
    load_older (KITH_MESSAGE_LIST (list));
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 1000);
  check_order (list);

  kith_message_list_trim (KITH_MESSAGE_LIST (list));
  g_assert_cmpuint (g_list_model_get_n_items (list), <=, 100);
  g_assert_true (kith_message_list_get_has_older (KITH_MESSAGE_LIST (list)));
  load_older (KITH_MESSAGE_LIST (list));
  check_order (list);

  /* Read, also after a restart. */
  kith_conversation_set_active (conversation, TRUE);
  g_clear_object (&newest);
  g_clear_object (&conversation);
  kith_model_test_settle (kith_client_get_store (client));
  close_client (client);
  client = open_client (directory, secrets, NULL);
  g_assert_cmpuint (kith_client_get_unread (client), ==, 0);
  close_client (client);
  remove_tree (directory);
}

static void
test_search (void)
{
  g_autoptr(KithSecrets) secrets = kith_memory_secrets_new ();
  KithClient *client = open_client (NULL, secrets, NULL);
  KithAccount *account = add_account (client, "ada@kith.example", NULL);
  KithConversation *conversation = get_conversation (account, "ben@kith.example");
  KithMessage *written = kith_conversation_send (conversation, "the quick brown fox");
  g_autoptr(GListModel) found = NULL;
  g_autoptr(KithMessage) first = NULL;

  kith_client_search_async (client, "quick", NULL, answered_cb, NULL);
  kith_model_test_wait (answer != NULL);
  found = kith_client_search_finish (client, answer, NULL);
  g_clear_object (&answer);
  g_assert_cmpuint (g_list_model_get_n_items (found), ==, 1);
  first = g_list_model_get_item (found, 0);
  g_assert_true (first == written);
  g_assert_true (kith_message_get_conversation (first) == conversation);
  g_clear_object (&first);
  g_clear_object (&found);
  close_client (client);
}

static void
test_corrupt (void)
{
  g_autofree char *directory = g_dir_make_tmp ("kith-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, KITH_STORE_FILE, NULL);
  g_autoptr(KithSecrets) secrets = kith_memory_secrets_new ();
  g_autofree char *garbage = g_strnfill (8192, 'x');
  g_autoptr(GError) error = NULL;
  KithClient *client;

  g_assert_true (g_file_set_contents (path, garbage, -1, NULL));
  client = open_client (directory, secrets, &error);
  g_assert_error (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_STORE_CORRUPT);
  g_assert_false (kith_client_get_loaded (client));
  close_client (client);
  remove_tree (directory);
}

static void
test_password_needed (void)
{
  g_autofree char *directory = g_dir_make_tmp ("kith-XXXXXX", NULL);
  g_autoptr(KithSecrets) secrets = kith_memory_secrets_new ();
  g_autoptr(KithSecrets) other = kith_memory_secrets_new ();
  g_autoptr(GError) unavailable =
    g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_KEYRING_UNAVAILABLE, "none");
  KithClient *client = open_client (directory, secrets, NULL);
  g_autoptr(KithAccount) account = NULL;

  add_account (client, "ada@kith.example", NULL);
  close_client (client);

  /* Nothing in the keyring. */
  client = open_client (directory, other, NULL);
  account = g_list_model_get_item (kith_client_get_accounts (client), 0);
  kith_account_connect (account);
  g_assert_cmpint (kith_account_get_state (account), ==, KITH_ACCOUNT_CONNECTING);
  kith_model_test_wait (kith_account_get_state (account) == KITH_ACCOUNT_FAILED);
  g_assert_error (kith_account_get_error (account), KITH_MODEL_ERROR, KITH_MODEL_ERROR_PASSWORD_NEEDED);
  g_assert_null (kith_account_get_keyring_error (account));

  /* No keyring: that is said beside it. */
  kith_memory_secrets_set_error (KITH_MEMORY_SECRETS (other), unavailable);
  kith_account_connect (account);
  kith_model_test_wait (kith_account_get_keyring_error (account) != NULL);
  g_assert_error (kith_account_get_keyring_error (account), KITH_MODEL_ERROR, KITH_MODEL_ERROR_KEYRING_UNAVAILABLE);
  kith_model_test_wait (kith_account_get_state (account) == KITH_ACCOUNT_FAILED);

  /* A person may look for it no longer. */
  kith_account_set_presence (account, KITH_SHOW_OFFLINE, NULL);
  g_assert_cmpint (kith_account_get_state (account), ==, KITH_ACCOUNT_OFFLINE);
  kith_account_set_enabled (account, FALSE);
  kith_account_connect (account);
  g_assert_cmpint (kith_account_get_state (account), ==, KITH_ACCOUNT_OFFLINE);
  g_clear_object (&account);
  close_client (client);
  remove_tree (directory);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/client/accounts", test_accounts);
  g_test_add_func ("/client/restart", test_restart);
  g_test_add_func ("/client/corrupt", test_corrupt);
  g_test_add_func ("/client/search", test_search);
  g_test_add_func ("/message-list/pages", test_pages);
  g_test_add_func ("/sign-in/password-needed", test_password_needed);

  return g_test_run ();
}
