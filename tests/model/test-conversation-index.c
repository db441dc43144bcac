/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-contact-private.h"
#include "kith-conversation-index-private.h"
#include "kith-conversation-private.h"

static KithConversation *
new_conversation (const char *address)
{
  g_autoptr(KithJid) jid = kith_jid_new (address, NULL);
  g_autoptr(KithContact) contact = kith_contact_new (NULL, jid);

  return kith_conversation_new (NULL, contact);
}

static void
count_cb (GListModel *model,
          guint       position,
          guint       removed,
          guint       added,
          guint      *count)
{
  *count += 1;
}

static void
test_visible (void)
{
  KithConversationIndex *index = kith_conversation_index_new ();
  GListModel *visible = kith_conversation_index_get_visible (index);
  g_autoptr(GPtrArray) conversations = g_ptr_array_new_with_free_func (g_object_unref);
  guint count = 0;

  g_signal_connect (visible, "items-changed", G_CALLBACK (count_cb), &count);
  g_ptr_array_add (conversations, new_conversation ("ada@kith.example"));
  g_ptr_array_add (conversations, new_conversation ("ben@kith.example"));
  g_ptr_array_add (conversations, new_conversation ("cleo@kith.example"));
  kith_conversation_set_hidden (conversations->pdata[1], TRUE);
  kith_conversation_index_add (index, conversations);
  g_assert_cmpuint (count, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (visible), ==, 2);
  g_assert_true (kith_conversation_index_lookup (index, "ben@kith.example") == conversations->pdata[1]);
  g_assert_null (kith_conversation_index_lookup (index, "nobody@kith.example"));

  kith_conversation_set_hidden (conversations->pdata[1], FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (visible), ==, 3);
  kith_conversation_set_hidden (conversations->pdata[0], TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (visible), ==, 2);

  kith_conversation_index_clear (index);
  g_assert_cmpuint (g_list_model_get_n_items (visible), ==, 0);
  g_assert_null (kith_conversation_index_lookup (index, "ben@kith.example"));
  g_assert_finalize_object (index);
}

/* A request is in no list but its own, from the beginning; once it is accepted it is a conversation like any other. */
static void
test_requests (void)
{
  KithConversationIndex *index = kith_conversation_index_new ();
  GListModel *visible = kith_conversation_index_get_visible (index);
  GListModel *requests = kith_conversation_index_get_requests (index);
  g_autoptr(GPtrArray) conversations = g_ptr_array_new_with_free_func (g_object_unref);
  guint count = 0;

  g_signal_connect (visible, "items-changed", G_CALLBACK (count_cb), &count);
  g_ptr_array_add (conversations, new_conversation ("ada@kith.example"));
  g_ptr_array_add (conversations, new_conversation ("ben@kith.example"));
  kith_conversation_set_request (conversations->pdata[0], TRUE);
  kith_conversation_set_request (conversations->pdata[1], TRUE);
  kith_conversation_index_add (index, conversations);
  kith_conversation_set_hidden (conversations->pdata[0], TRUE);
  kith_conversation_set_hidden (conversations->pdata[0], FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (visible), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (requests), ==, 2);

  kith_conversation_accept (conversations->pdata[0]);
  g_assert_cmpuint (g_list_model_get_n_items (visible), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (requests), ==, 1);

  kith_conversation_index_remove (index, conversations->pdata[1]);
  g_assert_cmpuint (g_list_model_get_n_items (requests), ==, 0);
  g_assert_null (kith_conversation_index_lookup (index, "ben@kith.example"));
  kith_conversation_set_request (conversations->pdata[1], FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (visible), ==, 1);

  g_assert_finalize_object (index);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/conversation-index/visible", test_visible);

  g_test_add_func ("/conversation-index/requests", test_requests);

  return g_test_run ();
}
