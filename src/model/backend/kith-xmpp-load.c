/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-xmpp-load-private.h"

#include "kith-account-private.h"
#include "kith-conversation-private.h"
#include "kith-store-blocks.h"
#include "kith-store-cache.h"
#include "kith-store-conversations.h"
#include "kith-store-messages.h"
#include "kith-store-roster.h"
#include "kith-store-wishes.h"

/* Asks the store for all parts at once; it answers in order, and the last answer ends it. */

static void
clear (GPtrArray **array)
{
  g_clear_pointer (array, g_ptr_array_unref);
}

void
kith_xmpp_load_free (KithXmppLoad *self)
{
  clear (&self->roster);
  clear (&self->requests);
  clear (&self->blocks);
  clear (&self->profiles);
  clear (&self->wishes);
  clear (&self->conversations);
  clear (&self->pending);
  g_clear_pointer (&self->stream, kith_stream_record_free);
  g_free (self);
}

/* Notes one answer; the first that is an error ends it. */
static gboolean
take (GTask      *task,
      GPtrArray **place,
      GPtrArray  *answer,
      GError     *error)
{
  KithXmppLoad *load = g_task_get_task_data (task);

  if (answer == NULL)
    {
      if (!load->failed)
        g_task_return_error (task, error);
      else
        g_error_free (error);
      load->failed = TRUE;
      return FALSE;
    }

  *place = answer;

  return TRUE;
}

static KithXmppLoad *
get_load (GTask *task)
{
  return g_task_get_task_data (task);
}

static void
roster_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *answer = kith_store_load_roster_finish (KITH_STORE (source), result, &error);

  take (task, &get_load (task)->roster, answer, error);
}

static void
requests_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *answer = kith_store_load_requests_finish (KITH_STORE (source), result, &error);

  take (task, &get_load (task)->requests, answer, error);
}

static void
blocks_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *answer = kith_store_load_blocks_finish (KITH_STORE (source), result, &error);

  take (task, &get_load (task)->blocks, answer, error);
}

static void
profiles_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *answer = kith_store_load_profiles_finish (KITH_STORE (source), result, &error);

  take (task, &get_load (task)->profiles, answer, error);
}

static void
wishes_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *answer = kith_store_load_wishes_finish (KITH_STORE (source), result, &error);

  take (task, &get_load (task)->wishes, answer, error);
}

static void
conversations_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *answer = kith_store_load_conversations_finish (KITH_STORE (source), result, &error);

  take (task, &get_load (task)->conversations, answer, error);
}

/* Without it the account signs in as if it had never been there. */
static void
stream_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  get_load (task)->stream = kith_store_load_stream_finish (KITH_STORE (source), result, NULL);
}

static gpointer
steal_load (GTask *task)
{
  KithXmppLoad *load = get_load (task);
  KithXmppLoad *stolen = g_new0 (KithXmppLoad, 1);

  *stolen = *load;
  memset (load, 0, sizeof *load);

  return stolen;
}

static void
pending_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *answer = kith_store_load_pending_finish (KITH_STORE (source), result, &error);

  if (take (task, &get_load (task)->pending, answer, error) && !get_load (task)->failed)
    g_task_return_pointer (task, steal_load (task), (GDestroyNotify)kith_xmpp_load_free);
}

/**
 * kith_xmpp_load_start:
 *
 * Reads all that is stored of the account but for the messages.
 */
void
kith_xmpp_load_start (KithStore          *store,
                      gint64              account_id,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, kith_xmpp_load_start);
  g_task_set_task_data (task, g_new0 (KithXmppLoad, 1), (GDestroyNotify)kith_xmpp_load_free);

  kith_store_load_roster_async (store, account_id, NULL, roster_cb, g_object_ref (task));
  kith_store_load_requests_async (store, account_id, NULL, requests_cb, g_object_ref (task));
  kith_store_load_blocks_async (store, account_id, NULL, blocks_cb, g_object_ref (task));
  kith_store_load_profiles_async (store, account_id, NULL, profiles_cb, g_object_ref (task));
  kith_store_load_wishes_async (store, account_id, NULL, wishes_cb, g_object_ref (task));
  kith_store_load_conversations_async (store, account_id, NULL, conversations_cb,
                                       g_object_ref (task));
  kith_store_load_stream_async (store, account_id, NULL, stream_cb, g_object_ref (task));
  kith_store_load_pending_async (store, account_id, NULL, pending_cb, g_object_ref (task));
}

/**
 * kith_xmpp_load_take:
 *
 * Returns: (transfer full): what was read; %NULL with an error of the store
 */
KithXmppLoad *
kith_xmpp_load_take (GAsyncResult *result,
                     GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static KithConversation *
make_conversation (KithAccount                  *account,
                   const KithConversationRecord *record)
{
  g_autoptr(KithJid) peer = kith_jid_new (record->peer, NULL);
  KithConversation *conversation;
  gboolean empty;

  if (peer == NULL || kith_account_lookup_conversation (account, kith_jid_get_text (peer)) != NULL)
    return NULL;

  /* One that was opened once, and in which nothing was said, need not come back. */
  empty = record->last_time == 0 && record->draft == NULL && !record->pinned;

  conversation = kith_conversation_new (account, kith_roster_get_contact (kith_account_get_roster (account),
                                                                          peer));
  kith_conversation_set_id (conversation, record->id);
  kith_conversation_restore (conversation, record->draft, record->draft_time, record->pinned,
                             record->muted, record->hidden || empty);
  kith_conversation_restore_kept (conversation, record->archiving != KITH_ARCHIVING_NEVER && record->archiving != KITH_ARCHIVING_LISTED);
  kith_conversation_set_last (conversation, record->last_time, record->last_body,
                              record->last_direction, record->last_delivery);
  kith_conversation_set_unread (conversation, record->unread);
  kith_conversation_set_request (conversation, record->request);

  return conversation;
}

void
kith_xmpp_load_conversations (KithXmppLoad *self,
                              KithAccount  *account)
{
  g_autoptr(GPtrArray) conversations = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->conversations->len; i++)
    {
      KithConversation *conversation =
        make_conversation (account, g_ptr_array_index (self->conversations, i));

      if (conversation != NULL)
        g_ptr_array_add (conversations, conversation);
    }

  kith_account_add_conversations (account, conversations);
}
