/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-conversation-private.h"

#include "kith-account-private.h"
#include "kith-message-private.h"

/* What the person does in a chat: into the model at once, then on to the account. */

/**
 * kith_conversation_send:
 *
 * Writes a message: into the store, then to the server as soon as there is one. A failure shows in the message.
 *
 * Returns: (transfer none) (nullable): the new message, pending; %NULL if @body has nothing but white space
 */
KithMessage *
kith_conversation_send (KithConversation *self,
                        const char       *body)
{
  g_autoptr(KithMessage) message = NULL;
  g_autofree char *text = NULL;
  g_autofree char *trimmed = NULL;
  g_autofree char *id = NULL;
  KithAccount *account;
  const char *sender;
  gint64 now;

  g_return_val_if_fail (KITH_IS_CONVERSATION (self), NULL);
  g_return_val_if_fail (body != NULL, NULL);

  text = g_utf8_make_valid (body, -1);
  trimmed = g_strdup (text);
  if (*g_strstrip (trimmed) == '\0')
    return NULL;

  kith_conversation_accept (self);
  id = g_uuid_string_random ();
  account = kith_conversation_get_account (self);
  sender = account != NULL ? kith_account_get_address (account) : NULL;
  /* What is written now is the last, whatever the clock says. It is asked once: it may jump before MAX asks again. */
  now = g_get_real_time ();
  message = kith_message_new (self, KITH_DIRECTION_OUT, sender, text,
                              MAX (now, kith_conversation_get_last_time (self)), id);
  kith_message_set_ids (message, id, NULL);
  kith_conversation_swap_own_chat_state (self, KITH_CHAT_STATE_ACTIVE);
  kith_conversation_add_message (self, message, TRUE);
  kith_conversation_mark_read (self);

  if (account != NULL)
    kith_account_send_message (account, message);

  return message;
}

/**
 * kith_conversation_accept:
 *
 * Makes a chat like any other of a request; does nothing for what is none.
 */
void
kith_conversation_accept (KithConversation *self)
{
  KithAccount *account;

  g_return_if_fail (KITH_IS_CONVERSATION (self));

  if (!kith_conversation_get_request (self))
    return;

  kith_conversation_set_request (self, FALSE);
  account = kith_conversation_get_account (self);
  if (account != NULL)
    kith_account_settle_request (account, self, TRUE);
}

/**
 * kith_conversation_decline:
 *
 * Forgets a request and its messages; nobody is told. Whoever writes again asks anew. Does nothing for what is no request.
 */
void
kith_conversation_decline (KithConversation *self)
{
  g_autoptr(KithConversation) keep = NULL;
  KithAccount *account;

  g_return_if_fail (KITH_IS_CONVERSATION (self));

  account = kith_conversation_get_account (self);
  if (!kith_conversation_get_request (self) || account == NULL)
    return;

  keep = g_object_ref (self);
  kith_account_drop_conversation (account, self);
  kith_account_settle_request (account, self, FALSE);
}

/**
 * kith_conversation_retry:
 *
 * Sends a message that failed again, under the same id: whoever has it already sees it once.
 */
void
kith_conversation_retry (KithConversation *self,
                         KithMessage      *message)
{
  KithAccount *account;

  g_return_if_fail (KITH_IS_CONVERSATION (self));
  g_return_if_fail (KITH_IS_MESSAGE (message));

  if (kith_message_get_delivery (message) != KITH_DELIVERY_FAILED)
    return;

  kith_conversation_set_delivery (self, message, KITH_DELIVERY_PENDING, NULL);
  account = kith_conversation_get_account (self);
  if (account != NULL)
    kith_account_send_message (account, message);
}

/**
 * kith_conversation_discard:
 *
 * Forgets a message that failed.
 */
void
kith_conversation_discard (KithConversation *self,
                           KithMessage      *message)
{
  g_autoptr(KithMessage) keep = NULL;
  KithAccount *account;

  g_return_if_fail (KITH_IS_CONVERSATION (self));
  g_return_if_fail (KITH_IS_MESSAGE (message));

  if (kith_message_get_delivery (message) != KITH_DELIVERY_FAILED)
    return;

  keep = g_object_ref (message);
  kith_conversation_remove_message (self, message);
  account = kith_conversation_get_account (self);
  if (account != NULL)
    kith_account_forget_message (account, message);
}

/**
 * kith_conversation_set_own_chat_state:
 *
 * Says what the person does here (XEP-0085); only a change is sent, and only to whom it may be told.
 */
void
kith_conversation_set_own_chat_state (KithConversation *self,
                                      KithChatState     state)
{
  KithAccount *account;

  g_return_if_fail (KITH_IS_CONVERSATION (self));

  if (kith_conversation_swap_own_chat_state (self, state) == state)
    return;

  account = kith_conversation_get_account (self);
  if (account != NULL)
    kith_account_send_chat_state (account, self, state);
}

/**
 * kith_conversation_fill_gap:
 * @gap: one of this conversation's messages
 *
 * Asks for what is missing in @gap, if that has not been done already.
 */
void
kith_conversation_fill_gap (KithConversation *self,
                            KithGap          *gap)
{
  KithAccount *account;
  KithAccountBackend *backend;

  g_return_if_fail (KITH_IS_CONVERSATION (self));
  g_return_if_fail (KITH_IS_GAP (gap));

  account = kith_conversation_get_account (self);
  backend = account != NULL ? kith_account_get_backend (account) : NULL;
  if (backend != NULL && kith_gap_get_state (gap) != KITH_GAP_LOADING)
    kith_account_backend_fill_gap (backend, self, gap);
}

/**
 * kith_conversation_load_page_async:
 * @before_id: 0 for the newest page
 *
 * Answers at most @limit messages before the one named, oldest first; none if nobody acts for the account.
 */
void
kith_conversation_load_page_async (KithConversation   *self,
                                   gint64              before_id,
                                   guint               limit,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  KithAccount *account = kith_conversation_get_account (self);
  KithAccountBackend *backend = account != NULL ? kith_account_get_backend (account) : NULL;

  g_task_set_source_tag (task, kith_conversation_load_page_async);

  if (backend == NULL)
    g_task_return_pointer (task, g_ptr_array_new_with_free_func (g_object_unref),
                           (GDestroyNotify)g_ptr_array_unref);
  else
    kith_account_backend_load_page (backend, self, before_id, limit, g_steal_pointer (&task));
}

/**
 * kith_conversation_load_page_finish:
 *
 * Returns: (transfer full) (element-type KithMessage): the page; %NULL with an error of %KITH_MODEL_ERROR
 */
GPtrArray *
kith_conversation_load_page_finish (KithConversation *self,
                                    GAsyncResult     *result,
                                    GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
