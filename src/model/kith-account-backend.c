/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-account-backend-private.h"

G_DEFINE_INTERFACE (KithAccountBackend, kith_account_backend, G_TYPE_OBJECT)

static void
kith_account_backend_default_init (KithAccountBackendInterface *iface)
{
}

/**
 * kith_account_backend_load:
 * @task: (transfer full): answers a boolean
 *
 * Fills the account with what lies in the store, so that everybody is there before the network is.
 */
void
kith_account_backend_load (KithAccountBackend *self,
                           GTask              *task)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->load (self, task);
}

/**
 * kith_account_backend_leave:
 * @task: (transfer full): answers a boolean when the server has let go
 *
 * Hands what is to be stored to the store and signs out, as before the profile is closed.
 */
void
kith_account_backend_leave (KithAccountBackend *self,
                            GTask              *task)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->leave (self, task);
}

/**
 * kith_account_backend_forget:
 * @task: (transfer full): answers a boolean when nothing is stored any more
 *
 * Signs out and forgets the account, its secrets and all that is stored of it here.
 */
void
kith_account_backend_forget (KithAccountBackend *self,
                             GTask              *task)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->forget (self, task);
}

void
kith_account_backend_set_tls_database (KithAccountBackend *self,
                                       GTlsDatabase       *database)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->set_tls_database (self, database);
}

gint64
kith_account_backend_get_id (KithAccountBackend *self)
{
  g_return_val_if_fail (KITH_IS_ACCOUNT_BACKEND (self), 0);

  return KITH_ACCOUNT_BACKEND_GET_IFACE (self)->get_id (self);
}

/**
 * kith_account_backend_connect:
 *
 * Signs in, unless the account is switched off.
 */
void
kith_account_backend_connect (KithAccountBackend *self)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->connect (self);
}

/**
 * kith_account_backend_disconnect:
 *
 * Signs out, in order.
 */
void
kith_account_backend_disconnect (KithAccountBackend *self)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->disconnect (self);
}

/**
 * kith_account_backend_check_connection:
 *
 * Finds out soon whether the other side is still there.
 */
void
kith_account_backend_check_connection (KithAccountBackend *self)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->check_connection (self);
}

/**
 * kith_account_backend_set_active:
 * @active: whether somebody looks at Kith; %TRUE unless set
 *
 * What nobody looks at need not be told at once.
 */
void
kith_account_backend_set_active (KithAccountBackend *self,
                                 gboolean            active)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->set_active (self, active);
}

/**
 * kith_account_backend_presence_changed:
 *
 * The person chose another presence: signs in or out, where that is what it means.
 */
void
kith_account_backend_presence_changed (KithAccountBackend *self)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->presence_changed (self);
}

/**
 * kith_account_backend_enabled_changed:
 *
 * The account was switched on or off.
 */
void
kith_account_backend_enabled_changed (KithAccountBackend *self)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->enabled_changed (self);
}

/**
 * kith_account_backend_settings_changed:
 *
 * The server is to be reached another way, from the next connection on.
 */
void
kith_account_backend_settings_changed (KithAccountBackend *self)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->settings_changed (self);
}

/**
 * kith_account_backend_accept_weaker:
 * @always: from now on; else until the process ends
 *
 * Signs in in a way that is weaker than one that was used before.
 */
void
kith_account_backend_accept_weaker (KithAccountBackend *self,
                                    gboolean            always)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->accept_weaker (self, always);
}

/**
 * kith_account_backend_set_password:
 * @remember: keep it in the keyring; else it is asked for at each start
 *
 * For the next sign-in.
 */
void
kith_account_backend_set_password (KithAccountBackend *self,
                                   const char         *password,
                                   gboolean            remember)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->set_password (self, password, remember);
}

/**
 * kith_account_backend_set_nickname:
 * @nickname: (nullable): what we call ourselves from now on
 * @task: (transfer full): answers a boolean when the server has it, or it is kept to be told to the server later
 *
 * Lets others know us by @nickname.
 */
void
kith_account_backend_set_nickname (KithAccountBackend *self,
                                   const char         *nickname,
                                   GTask              *task)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->set_nickname (self, nickname, task);
}

/**
 * kith_account_backend_set_keeping:
 * @task: (transfer full): answers a boolean when the server does so, or it is kept to be told to the server later
 *
 * What the server is to keep of chats that have no choice of their own.
 */
void
kith_account_backend_set_keeping (KithAccountBackend *self,
                                  KithKeeping         keeping,
                                  GTask              *task)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->set_keeping (self, keeping, task);
}

/**
 * kith_account_backend_store_conversation:
 *
 * Keeps what the person did with @conversation (draft, pin, mute, hide), soon.
 */
void
kith_account_backend_store_conversation (KithAccountBackend *self,
                                         KithConversation   *conversation)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->store_conversation (self, conversation);
}

/**
 * kith_account_backend_set_kept:
 *
 * Keeps the choice, and tells the server as soon as there is one that can be told.
 */
void
kith_account_backend_set_kept (KithAccountBackend *self,
                               KithConversation   *conversation,
                               gboolean            kept)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->set_kept (self, conversation, kept);
}

/**
 * kith_account_backend_mark_read:
 * @last: (nullable): the last one that has been seen, %NULL: everything that is stored
 *
 * Notes how far @conversation has been seen.
 */
void
kith_account_backend_mark_read (KithAccountBackend *self,
                                KithConversation   *conversation,
                                KithMessage        *last)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->mark_read (self, conversation, last);
}

/**
 * kith_account_backend_settle_request:
 * @accepted: whether it is a conversation like any other from now on; else it is to be forgotten with its messages
 *
 * The person decided about a stranger who wrote.
 */
void
kith_account_backend_settle_request (KithAccountBackend *self,
                                     KithConversation   *conversation,
                                     gboolean            accepted)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->settle_request (self, conversation, accepted);
}

/**
 * kith_account_backend_send_chat_state:
 *
 * Tells the other side what the person does in @conversation, if it may be told.
 */
void
kith_account_backend_send_chat_state (KithAccountBackend *self,
                                      KithConversation   *conversation,
                                      KithChatState       state)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->send_chat_state (self, conversation, state);
}

/**
 * kith_account_backend_send_message:
 * @message: pending: new, or one that failed before
 *
 * Stores @message and sends it, now or when there is a connection. What becomes of it shows in its delivery.
 */
void
kith_account_backend_send_message (KithAccountBackend *self,
                                   KithMessage        *message)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->send_message (self, message);
}

/**
 * kith_account_backend_forget_message:
 *
 * Sends @message no more, and keeps it no longer.
 */
void
kith_account_backend_forget_message (KithAccountBackend *self,
                                     KithMessage        *message)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->forget_message (self, message);
}

/**
 * kith_account_backend_load_page:
 * @before_id: 0 for the newest page
 * @task: (transfer full)
 *
 * Lets @task answer a GPtrArray of at most @limit KithMessage before the one named, oldest first.
 */
void
kith_account_backend_load_page (KithAccountBackend *self,
                                KithConversation   *conversation,
                                gint64              before_id,
                                guint               limit,
                                GTask              *task)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->load_page (self, conversation, before_id, limit, task);
}

/**
 * kith_account_backend_fill_gap:
 *
 * Asks for what is missing there, ahead of the rest; the gap says how it goes.
 */
void
kith_account_backend_fill_gap (KithAccountBackend *self,
                               KithConversation   *conversation,
                               KithGap            *gap)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->fill_gap (self, conversation, gap);
}

/**
 * kith_account_backend_set_item:
 * @name: (nullable): how the roster shall call them
 * @groups: (nullable): names of groups
 * @task: (transfer full): answers a boolean
 *
 * Puts @contact into the roster, or changes how it stands there.
 */
void
kith_account_backend_set_item (KithAccountBackend *self,
                               KithContact        *contact,
                               const char         *name,
                               const char *const  *groups,
                               GTask              *task)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->set_item (self, contact, name, groups, task);
}

/**
 * kith_account_backend_remove_item:
 * @task: (transfer full): answers a boolean
 *
 * Takes @contact out of the roster, which ends both subscriptions.
 */
void
kith_account_backend_remove_item (KithAccountBackend *self,
                                  KithContact        *contact,
                                  GTask              *task)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->remove_item (self, contact, task);
}

/**
 * kith_account_backend_set_blocked:
 * @task: (transfer full): answers a boolean
 *
 * Lets nothing come from @contact any more, or lets it come again.
 */
void
kith_account_backend_set_blocked (KithAccountBackend *self,
                                  KithContact        *contact,
                                  gboolean            blocked,
                                  GTask              *task)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->set_blocked (self, contact, blocked, task);
}

/**
 * kith_account_backend_report:
 *
 * Blocks @contact, and reports them for spam.
 */
void
kith_account_backend_report (KithAccountBackend *self,
                             KithContact        *contact,
                             GTask              *task)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->report (self, contact, task);
}

/**
 * kith_account_backend_ask_presence:
 * @text: (nullable): for them to read with the question
 *
 * Asks to see the presence of @contact.
 */
void
kith_account_backend_ask_presence (KithAccountBackend *self,
                                   KithContact        *contact,
                                   const char         *text)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->ask_presence (self, contact, text);
}

/**
 * kith_account_backend_stop_seeing:
 *
 * Sees the presence of @contact no longer, or no longer asks to.
 */
void
kith_account_backend_stop_seeing (KithAccountBackend *self,
                                  KithContact        *contact)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->stop_seeing (self, contact);
}

/**
 * kith_account_backend_share_presence:
 *
 * Lets @contact see our presence, also in advance.
 */
void
kith_account_backend_share_presence (KithAccountBackend *self,
                                     KithContact        *contact)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->share_presence (self, contact);
}

/**
 * kith_account_backend_stop_sharing:
 *
 * Lets @contact see our presence no longer, or refuses to.
 */
void
kith_account_backend_stop_sharing (KithAccountBackend *self,
                                   KithContact        *contact)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->stop_sharing (self, contact);
}

/**
 * kith_account_backend_forget_request:
 *
 * The request of @contact has left the account's list.
 */
void
kith_account_backend_forget_request (KithAccountBackend *self,
                                     KithContact        *contact)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BACKEND (self));

  KITH_ACCOUNT_BACKEND_GET_IFACE (self)->forget_request (self, contact);
}
