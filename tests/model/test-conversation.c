/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-account-private.h"
#include "kith-client-private.h"
#include "kith-contact-private.h"
#include "kith-conversation-private.h"
#include "kith-message-list-private.h"
#include "kith-message-private.h"
#include "kith-model-error.h"

/* Message, list, conversation, request, account and client in memory, as the tests of windows use them. */

static guint n_added;

static void
added_cb (void)
{
  n_added++;
}

static KithAccount *
new_account (void)
{
  g_autoptr(KithJid) jid = kith_jid_new ("ada@kith.example", NULL);

  return kith_account_new (jid);
}

static KithConversation *
get_conversation (KithAccount *account,
                  const char  *address)
{
  g_autoptr(KithJid) jid = kith_jid_new (address, NULL);

  return kith_account_get_conversation (account, jid);
}

static KithMessage *
add_incoming (KithConversation *conversation,
              gint64            id,
              gint64            time)
{
  g_autoptr(KithMessage) message =
    kith_message_new (conversation, KITH_DIRECTION_IN, "ben@kith.example", "hello", time, "s");

  kith_message_set_id (message, id);
  kith_conversation_add_message (conversation, message, TRUE);

  return message;
}

static void
test_list_order (void)
{
  KithAccount *account = new_account ();
  KithConversation *conversation = get_conversation (account, "ben@kith.example");
  KithMessageList *list = kith_conversation_get_messages (conversation);
  g_autoptr(GPtrArray) page = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(KithMessage) first = NULL;
  KithMessage *written;

  written = kith_conversation_send (conversation, "written before the page came");
  for (gint64 i = 1; i <= 3; i++)
    {
      KithMessage *message =
        kith_message_new (conversation, KITH_DIRECTION_IN, "b@c", "old", i * 10, NULL);

      kith_message_set_id (message, i);
      g_ptr_array_add (page, message);
    }
  kith_message_list_prepend (list, page, FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 4);
  g_assert_true (kith_message_list_get_newest (list) == written);
  add_incoming (conversation, 9, 15);
  first = g_list_model_get_item (G_LIST_MODEL (list), 1);
  g_assert_cmpint (kith_message_get_id (first), ==, 9);
  g_assert_false (kith_message_list_get_has_older (list));

  /* One object for a message. */
  g_assert_true (kith_message_list_find (list, 9) == first);
  g_clear_object (&first);
  g_ptr_array_set_size (page, 0);
  kith_message_list_remove (list, kith_message_list_find (list, 9));
  g_assert_null (kith_message_list_find (list, 9));
  g_assert_finalize_object (account);
}

static void
test_unread (void)
{
  KithAccount *account = new_account ();
  KithConversation *conversation = get_conversation (account, "ben@kith.example");
  KithMessageList *list = kith_conversation_get_messages (conversation);
  g_autoptr(GPtrArray) page = g_ptr_array_new ();
  KithMessage *second;

  kith_message_list_prepend (list, page, FALSE);
  add_incoming (conversation, 1, 10);
  second = add_incoming (conversation, 2, 20);
  kith_conversation_mark_read (conversation);
  g_assert_cmpuint (kith_conversation_get_unread (conversation), ==, 0);
  add_incoming (conversation, 3, 30);
  add_incoming (conversation, 4, 40);
  g_assert_cmpuint (kith_conversation_get_unread (conversation), ==, 2);
  g_assert_cmpstr (kith_conversation_get_last_body (conversation), ==, "hello");
  g_assert_cmpint (kith_conversation_get_last_time (conversation), ==, 40);

  kith_conversation_set_active (conversation, TRUE);
  g_assert_cmpuint (kith_conversation_get_unread (conversation), ==, 0);
  g_assert_cmpint (kith_message_get_id (kith_message_list_get_first_unread (list)), ==, 3);
  add_incoming (conversation, 5, 50);
  g_assert_cmpuint (kith_conversation_get_unread (conversation), ==, 0);
  g_assert_cmpint (kith_message_get_id (kith_message_list_get_first_unread (list)), ==, 3);
  kith_conversation_set_active (conversation, FALSE);
  kith_conversation_set_active (conversation, TRUE);
  g_assert_null (kith_message_list_get_first_unread (list));
  g_assert_cmpint (kith_message_get_id (second), ==, 2);
  g_assert_finalize_object (account);
}

static void
test_conversation (void)
{
  KithAccount *account = new_account ();
  KithConversation *conversation = get_conversation (account, "ben@kith.example/phone");
  GListModel *shown = kith_account_get_conversations (account);
  g_autoptr(GError) error =
    g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_STORE_FULL, "full");
  KithMessage *message;

  g_assert_true (get_conversation (account, "ben@kith.example") == conversation);
  g_assert_cmpuint (g_list_model_get_n_items (shown), ==, 1);
  g_assert_cmpstr (kith_conversation_get_title (conversation), ==, "ben");
  kith_contact_set_presence (kith_conversation_get_contact (conversation), "x", KITH_SHOW_AWAY, NULL,
                             0, 0, 1);

  kith_conversation_set_draft (conversation, "half a tho");
  g_assert_cmpstr (kith_conversation_get_draft (conversation), ==, "half a tho");
  kith_conversation_set_draft (conversation, "");
  g_assert_null (kith_conversation_get_draft (conversation));

  g_assert_null (kith_conversation_send (conversation, " \n\t"));
  n_added = 0;
  g_signal_connect (conversation, "message-added", G_CALLBACK (added_cb), NULL);
  message = kith_conversation_send (conversation, " hello ");
  g_assert_cmpuint (n_added, ==, 1);
  g_assert_cmpstr (kith_message_get_body (message), ==, " hello ");
  g_assert_cmpint (kith_conversation_get_last_delivery (conversation), ==, KITH_DELIVERY_PENDING);
  kith_conversation_retry (conversation, message);
  kith_conversation_discard (conversation, message);
  g_assert_cmpint (kith_message_get_delivery (message), ==, KITH_DELIVERY_PENDING);
  kith_conversation_set_delivery (conversation, message, KITH_DELIVERY_FAILED, error);
  g_assert_cmpint (kith_conversation_get_last_delivery (conversation), ==, KITH_DELIVERY_FAILED);
  kith_conversation_discard (conversation, message);
  g_assert_cmpint (kith_conversation_get_last_time (conversation), ==, 0);

  kith_conversation_set_hidden (conversation, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (shown), ==, 0);
  add_incoming (conversation, 1, 10);
  g_assert_false (kith_conversation_get_hidden (conversation));
  g_assert_cmpuint (g_list_model_get_n_items (shown), ==, 1);
  g_assert_finalize_object (account);
}

static guint n_client_added;

static void
client_added_cb (KithClient       *client,
                 KithConversation *conversation,
                 KithMessage      *message,
                 gboolean          live)
{
  g_assert_true (kith_message_get_conversation (message) == conversation);
  n_client_added++;
}

static void
test_client (void)
{
  KithClient *client = kith_client_new (NULL, NULL);
  KithAccount *account = new_account ();
  KithConversation *conversation = get_conversation (account, "ben@kith.example");
  KithConversation *muted = get_conversation (account, "cleo@kith.example");

  g_signal_connect (client, "message-added", G_CALLBACK (client_added_cb), NULL);
  kith_client_attach (client, account);
  g_assert_cmpuint (g_list_model_get_n_items (kith_client_get_conversations (client)), ==, 2);
  kith_conversation_set_muted (muted, TRUE);
  add_incoming (conversation, 1, 10);
  add_incoming (muted, 2, 10);
  g_assert_cmpuint (n_client_added, ==, 2);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (kith_client_get_unread (client), ==, 1);

  /* Shown again after it was hidden: heard of once. */
  kith_conversation_set_hidden (conversation, TRUE);
  add_incoming (conversation, 3, 20);
  g_assert_cmpuint (n_client_added, ==, 3);

  kith_client_set_presence (client, KITH_SHOW_AWAY, "tea");
  g_assert_cmpint (kith_account_get_show (account), ==, KITH_SHOW_AWAY);
  g_assert_cmpstr (kith_account_get_status (account), ==, "tea");

  kith_client_detach (client, account);
  g_assert_cmpuint (g_list_model_get_n_items (kith_client_get_conversations (client)), ==, 0);
  g_assert_cmpuint (kith_client_get_unread (client), ==, 0);
  g_assert_finalize_object (client);
  g_assert_finalize_object (account);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/message-list/order", test_list_order);
  g_test_add_func ("/message-list/unread", test_unread);
  g_test_add_func ("/conversation/all", test_conversation);
  g_test_add_func ("/client/lists", test_client);

  return g_test_run ();
}
