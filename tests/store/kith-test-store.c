/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-test-store.h"

#include <glib/gstdio.h>

/* What the tests of the store share: calls that wait, on the thread of the test. */

void
kith_test_store_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  GAsyncResult **place = user_data;

  g_assert_null (*place);
  *place = g_object_ref (result);
}

GAsyncResult *
kith_test_store_wait (GAsyncResult **result)
{
  while (*result == NULL)
    {
      g_main_context_iteration (NULL, TRUE);
    }
  return *result;
}

char *
kith_test_store_make_directory (void)
{
  g_autoptr(GError) error = NULL;
  char *directory = g_dir_make_tmp ("kith-store-XXXXXX", &error);

  g_assert_no_error (error);
  return directory;
}

/* Removes the folder with the files in it, and frees the name. */
void
kith_test_store_remove_directory (char *directory)
{
  g_autoptr(GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (directory), ==, 0);
  g_free (directory);
}

gboolean
kith_test_store_try_open (KithStore *store,
                          GError   **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kith_store_open_async (store, NULL, kith_test_store_cb, &result);
  return kith_store_open_finish (store, kith_test_store_wait (&result), error);
}

KithStore *
kith_test_store_open (const char *path)
{
  g_autoptr(GError) error = NULL;
  KithStore *store = kith_store_new (path);

  kith_test_store_try_open (store, &error);
  g_assert_no_error (error);
  return store;
}

/* Closes the store and sees that nothing else holds it. */
void
kith_test_store_end (KithStore *store)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  kith_store_close_async (store, NULL, kith_test_store_cb, &result);
  kith_store_close_finish (store, kith_test_store_wait (&result), &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  g_assert_finalize_object (store);
}

gint64
kith_test_store_add_account (KithStore  *store,
                             const char *jid)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(KithAccountRecord) record = kith_account_record_new ();
  gint64 id;

  record->jid = g_strdup (jid);
  record->enabled = TRUE;
  KITH_TEST_CALL (save_account, result, store, record);
  id = kith_store_save_account_finish (store, result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (id, >, 0);
  return id;
}

KithMessageRecord *
kith_test_store_make_message (gint64        account_id,
                              const char   *peer,
                              KithDirection direction,
                              gint64        time,
                              const char   *body)
{
  KithMessageRecord *record = kith_message_record_new ();

  record->account_id = account_id;
  record->peer = g_strdup (peer);
  record->sender = direction == KITH_DIRECTION_IN
                   ? g_strconcat (peer, "/phone", NULL)
                   : g_strdup ("me@kith.example/desk");
  record->direction = direction;
  record->delivery = direction == KITH_DIRECTION_IN ? KITH_DELIVERY_NONE : KITH_DELIVERY_PENDING;
  record->time = time;
  record->body = g_strdup (body);
  return record;
}

GPtrArray *
kith_test_store_add (KithStore *store,
                     GPtrArray *records,
                     GError   **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  KITH_TEST_CALL (add_messages, result, store, records);
  return kith_store_add_messages_finish (store, result, error);
}

/* Takes @record; answers it as it was stored. */
KithMessageRecord *
kith_test_store_add_one (KithStore         *store,
                         KithMessageRecord *record)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) records =
    g_ptr_array_new_with_free_func ((GDestroyNotify)kith_message_record_free);
  g_autoptr(GPtrArray) added = NULL;

  g_ptr_array_add (records, record);
  added = kith_test_store_add (store, records, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (added->len, ==, 1);
  return kith_message_record_copy (g_ptr_array_index (added, 0));
}

GPtrArray *
kith_test_store_page (KithStore *store,
                      gint64     conversation_id,
                      gint64     before_id,
                      guint      limit)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  GPtrArray *page;

  KITH_TEST_CALL (load_messages, result, store, conversation_id, before_id, limit);
  page = kith_store_load_messages_finish (store, result, &error);
  g_assert_no_error (error);
  return page;
}

GPtrArray *
kith_test_store_search (KithStore  *store,
                        const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  GPtrArray *found;

  KITH_TEST_CALL (search, result, store, text, 1000);
  found = kith_store_search_finish (store, result, &error);
  g_assert_no_error (error);
  return found;
}

GPtrArray *
kith_test_store_conversations (KithStore *store,
                               gint64     account_id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  GPtrArray *conversations;

  KITH_TEST_CALL (load_conversations, result, store, account_id);
  conversations = kith_store_load_conversations_finish (store, result, &error);
  g_assert_no_error (error);
  return conversations;
}

KithConversationRecord *
kith_test_store_conversation (KithStore  *store,
                              gint64      account_id,
                              const char *peer)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  KithConversationRecord *record;

  KITH_TEST_CALL (ensure_conversation, result, store, account_id, peer);
  record = kith_store_ensure_conversation_finish (store, result, &error);
  g_assert_no_error (error);
  return record;
}
