/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-account-private.h"

#include "kith-conversation-private.h"
#include "kith-text.h"

/* In characters: as many bytes as others take, in any script. */
#define MAX_NICKNAME 255

/* What the person does with an account: noted here, and made true by who acts for it, if there is anybody. */

/**
 * kith_account_set_enabled:
 *
 * One that is not enabled stays away, and is left out when presence is set for all.
 */
void
kith_account_set_enabled (KithAccount *self,
                          gboolean     enabled)
{
  KithAccountBackend *backend;

  g_return_if_fail (KITH_IS_ACCOUNT (self));

  if (kith_account_get_enabled (self) == !!enabled)
    return;

  kith_account_restore (self, NULL, enabled, kith_account_get_show (self),
                        kith_account_get_status (self));

  backend = kith_account_get_backend (self);
  if (backend != NULL)
    kith_account_backend_enabled_changed (backend);
}

/**
 * kith_account_set_settings:
 *
 * How to reach the server from the next connection on; tries at once if there is none.
 */
void
kith_account_set_settings (KithAccount               *self,
                           const KithAccountSettings *settings)
{
  KithAccountBackend *backend;

  g_return_if_fail (KITH_IS_ACCOUNT (self));
  g_return_if_fail (settings != NULL);

  kith_account_restore (self, settings, kith_account_get_enabled (self),
                        kith_account_get_show (self), kith_account_get_status (self));

  backend = kith_account_get_backend (self);
  if (backend != NULL)
    kith_account_backend_settings_changed (backend);
}

static char *
get_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr(GByteArray) der = NULL;

  g_object_get (certificate, "certificate", &der, NULL);
  if (der == NULL)
    return NULL;

  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
}

/**
 * kith_account_trust_certificate:
 *
 * Pins the certificate that was refused, for this account alone, and connects.
 */
void
kith_account_trust_certificate (KithAccount *self)
{
  g_autoptr(KithAccountSettings) settings = NULL;
  GTlsCertificate *certificate;
  char *fingerprint;

  g_return_if_fail (KITH_IS_ACCOUNT (self));

  certificate = kith_account_get_certificate (self);
  fingerprint = certificate != NULL ? get_fingerprint (certificate) : NULL;
  if (fingerprint == NULL)
    return;

  settings = kith_account_settings_copy (kith_account_get_settings (self));
  g_free (settings->pinned_certificate);
  settings->pinned_certificate = fingerprint;
  kith_account_set_settings (self, settings);
}

/**
 * kith_account_accept_weaker_sign_in:
 * @always: from now on; else until Kith is closed
 *
 * Signs in although the server offers only what is weaker than what this account has used before.
 */
void
kith_account_accept_weaker_sign_in (KithAccount *self,
                                    gboolean     always)
{
  KithAccountBackend *backend;

  g_return_if_fail (KITH_IS_ACCOUNT (self));

  backend = kith_account_get_backend (self);
  if (backend != NULL)
    kith_account_backend_accept_weaker (backend, always);
}

/**
 * kith_account_keep_password:
 * @remember: keep it in the keyring; else it is asked for at each start
 *
 * A new password for the next sign-in.
 */
void
kith_account_keep_password (KithAccount *self,
                            const char  *password,
                            gboolean     remember)
{
  KithAccountBackend *backend;

  g_return_if_fail (KITH_IS_ACCOUNT (self));
  g_return_if_fail (password != NULL);

  backend = kith_account_get_backend (self);
  if (backend != NULL)
    kith_account_backend_set_password (backend, password, remember);
}

/**
 * kith_account_set_password:
 * @remember: keep it in the keyring; else it is asked for at each start
 *
 * A new password for signing in. Connects.
 */
void
kith_account_set_password (KithAccount *self,
                           const char  *password,
                           gboolean     remember)
{
  g_return_if_fail (KITH_IS_ACCOUNT (self));
  g_return_if_fail (password != NULL);

  kith_account_keep_password (self, password, remember);
  kith_account_disconnect (self);
  kith_account_connect (self);
}

void
kith_account_connect (KithAccount *self)
{
  KithAccountBackend *backend;

  g_return_if_fail (KITH_IS_ACCOUNT (self));

  backend = kith_account_get_backend (self);
  if (backend != NULL)
    kith_account_backend_connect (backend);
}

void
kith_account_disconnect (KithAccount *self)
{
  KithAccountBackend *backend;

  g_return_if_fail (KITH_IS_ACCOUNT (self));

  backend = kith_account_get_backend (self);
  if (backend != NULL)
    kith_account_backend_disconnect (backend);
}

/**
 * kith_account_set_presence:
 * @show: %KITH_SHOW_OFFLINE signs out; anything else signs in where needed
 * @status: (nullable): a text for all to read
 *
 * The choice is kept over a restart.
 */
void
kith_account_set_presence (KithAccount *self,
                           KithShow     show,
                           const char  *status)
{
  KithAccountBackend *backend;

  g_return_if_fail (KITH_IS_ACCOUNT (self));

  kith_account_restore (self, NULL, kith_account_get_enabled (self), show, status);

  backend = kith_account_get_backend (self);
  if (backend != NULL)
    kith_account_backend_presence_changed (backend);
}

static KithConversation *
make_conversation (KithAccount *self,
                   KithJid     *peer,
                   gboolean     request)
{
  KithContact *contact = kith_roster_get_contact (kith_account_get_roster (self), peer);
  KithConversation *conversation = kith_conversation_new (self, contact);
  g_autoptr(GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);

  kith_conversation_set_request (conversation, request);
  g_ptr_array_add (added, conversation);
  kith_account_add_conversations (self, added);

  return conversation;
}

/**
 * kith_account_get_conversation:
 * @peer: any address; only the bare part counts
 *
 * Returns: (transfer none): the chat with @peer, made if there is none
 */
KithConversation *
kith_account_get_conversation (KithAccount *self,
                               KithJid     *peer)
{
  KithConversation *conversation;

  g_return_val_if_fail (KITH_IS_ACCOUNT (self), NULL);

  conversation = kith_account_lookup_conversation (self, kith_jid_get_bare_text (peer));

  return conversation != NULL ? conversation : make_conversation (self, peer, FALSE);
}

KithConversation *
kith_account_get_conversation_of_stranger (KithAccount *self,
                                           KithJid     *peer)
{
  KithConversation *conversation;

  g_return_val_if_fail (KITH_IS_ACCOUNT (self), NULL);

  conversation = kith_account_lookup_conversation (self, kith_jid_get_bare_text (peer));

  return conversation != NULL ? conversation : make_conversation (self, peer, TRUE);
}

void
kith_account_store_conversation (KithAccount      *self,
                                 KithConversation *conversation)
{
  KithAccountBackend *backend = kith_account_get_backend (self);

  if (backend != NULL)
    kith_account_backend_store_conversation (backend, conversation);
}

void
kith_account_send_message (KithAccount *self,
                           KithMessage *message)
{
  KithAccountBackend *backend = kith_account_get_backend (self);

  if (backend != NULL)
    kith_account_backend_send_message (backend, message);
}

void
kith_account_forget_message (KithAccount *self,
                             KithMessage *message)
{
  KithAccountBackend *backend = kith_account_get_backend (self);

  if (backend != NULL)
    kith_account_backend_forget_message (backend, message);
}

void
kith_account_set_kept (KithAccount      *self,
                       KithConversation *conversation,
                       gboolean          kept)
{
  KithAccountBackend *backend = kith_account_get_backend (self);

  if (backend != NULL)
    kith_account_backend_set_kept (backend, conversation, kept);
}

void
kith_account_mark_read (KithAccount      *self,
                        KithConversation *conversation,
                        KithMessage      *last)
{
  KithAccountBackend *backend = kith_account_get_backend (self);

  if (backend != NULL)
    kith_account_backend_mark_read (backend, conversation, last);
}

void
kith_account_settle_request (KithAccount      *self,
                             KithConversation *conversation,
                             gboolean          accepted)
{
  KithAccountBackend *backend = kith_account_get_backend (self);

  if (backend != NULL)
    kith_account_backend_settle_request (backend, conversation, accepted);
}

void
kith_account_send_chat_state (KithAccount      *self,
                              KithConversation *conversation,
                              KithChatState     state)
{
  KithAccountBackend *backend = kith_account_get_backend (self);

  if (backend != NULL)
    kith_account_backend_send_chat_state (backend, conversation, state);
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * kith_account_set_nickname_async:
 * @nickname: (nullable): what we call ourselves; without its outer blanks, and what is too long is cut
 *
 * Publishes it for our contacts to see (XEP-0172). It shows at once.
 */
void
kith_account_set_nickname_async (KithAccount        *self,
                                 const char         *nickname,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *name = NULL;
  KithAccountBackend *backend;

  g_return_if_fail (KITH_IS_ACCOUNT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, kith_account_set_nickname_async);
  name = g_strstrip (kith_text_dup_start (nickname, MAX_NICKNAME));
  if (*name == '\0')
    g_clear_pointer (&name, g_free);

  backend = kith_account_get_backend (self);
  if (backend != NULL)
    {
      kith_account_backend_set_nickname (backend, name, g_task_new (self, cancellable, answered_cb, g_steal_pointer (&task)));
    }
  else
    {
      kith_account_set_profile (self, name, kith_account_get_avatar (self));
      g_task_return_boolean (task, TRUE);
    }
}

/**
 * kith_account_set_nickname_finish:
 *
 * Returns: %TRUE if the server has it, or will be told; else an error of %KITH_MODEL_ERROR, and the name is the old one
 */
gboolean
kith_account_set_nickname_finish (KithAccount  *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * kith_account_set_keeping_async:
 * @keeping: %KITH_KEEPING_ALWAYS, %KITH_KEEPING_CONTACTS or %KITH_KEEPING_NEVER
 *
 * Has the server keep that of all chats that have no choice of their own (XEP-0441). It shows at once.
 */
void
kith_account_set_keeping_async (KithAccount        *self,
                                KithKeeping         keeping,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  KithAccountBackend *backend;

  g_return_if_fail (KITH_IS_ACCOUNT (self));
  g_return_if_fail (keeping == KITH_KEEPING_ALWAYS || keeping == KITH_KEEPING_CONTACTS || keeping == KITH_KEEPING_NEVER);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, kith_account_set_keeping_async);

  backend = kith_account_get_backend (self);
  if (backend != NULL)
    {
      kith_account_backend_set_keeping (backend, keeping, g_task_new (self, cancellable, answered_cb, g_steal_pointer (&task)));
    }
  else
    {
      kith_account_restore_keeping (self, keeping);
      g_task_return_boolean (task, TRUE);
    }
}

/**
 * kith_account_set_keeping_finish:
 *
 * Returns: %TRUE if the server does so, or will be told; else an error of %KITH_MODEL_ERROR, and it keeps what it kept
 */
gboolean
kith_account_set_keeping_finish (KithAccount  *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
