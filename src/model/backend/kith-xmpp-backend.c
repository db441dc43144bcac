/* SPDX-License-Identifier: GPL-3.0-or-later */
/* size: one interface of many functions, most of them a line; what they do is in the parts */

#include "kith-xmpp-backend-private.h"

#include "kith-account-private.h"
#include "kith-block-keeper-private.h"
#include "kith-caps-module.h"
#include "kith-caps-store-private.h"
#include "kith-conversation-private.h"
#include "kith-drafts-private.h"
#include "kith-error-map-private.h"
#include "kith-history-private.h"
#include "kith-inbox-private.h"
#include "kith-message-module.h"
#include "kith-presence-module.h"
#include "kith-profiles-private.h"
#include "kith-request-keeper-private.h"
#include "kith-roster-keeper-private.h"
#include "kith-sign-in-private.h"
#include "kith-store-accounts.h"
#include "kith-xmpp-load-private.h"

/* Owned by the account, which it knows weakly; main thread. Owns the session and everything that listens to it. */

struct _KithXmppBackend
{
  GObject            parent_instance;

  KithAccountRecord *record;   /* owned: the account as it is stored */
  KithStore         *store;    /* owned */
  KithSession       *session;  /* owned */
  KithSignIn        *sign_in;  /* owned */
  KithInbox         *inbox;    /* owned */
  KithOutbox        *outbox;   /* owned */
  KithRosterKeeper  *keeper;   /* owned */
  KithRequestKeeper *requests; /* owned */
  KithBlockKeeper   *blocks;   /* owned */
  KithProfiles      *profiles; /* owned */
  KithDrafts        *drafts;   /* owned */

  KithAccount       *account;  /* weak */

  guint              online : 1;
};

static void kith_xmpp_backend_iface_init (KithAccountBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KithXmppBackend, kith_xmpp_backend, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (KITH_TYPE_ACCOUNT_BACKEND,
                                                      kith_xmpp_backend_iface_init))

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (kith_store_save_account_finish (KITH_STORE (source), result, &error) < 0)
    g_message ("The account could not be stored: %s", error->message);
}

static void
save (KithXmppBackend *self)
{
  kith_store_save_account_async (self->store, self->record, NULL, saved_cb, NULL);
}

/* Takes the person's choices into the record. */
static void
gather (KithXmppBackend *self)
{
  const KithAccountSettings *settings = kith_account_get_settings (self->account);
  KithAccountRecord *record = self->record;

  g_free (record->host);
  record->host = g_strdup (settings->host);
  record->port = settings->port;
  record->direct_tls = settings->direct_tls;
  record->allow_plain = settings->allow_plain;
  g_free (record->pinned_certificate);
  record->pinned_certificate = g_strdup (settings->pinned_certificate);
  record->enabled = kith_account_get_enabled (self->account);
  record->show = kith_account_get_show (self->account);
  g_free (record->status);
  record->status = g_strdup (kith_account_get_status (self->account));
}

static void
forget_chat_states (KithXmppBackend *self)
{
  GListModel *conversations = kith_account_get_conversations (self->account);
  guint n = g_list_model_get_n_items (conversations);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(KithConversation) conversation = g_list_model_get_item (conversations, i);

      kith_conversation_set_chat_state (conversation, KITH_CHAT_STATE_NONE);
    }
}

static void
set_online (KithXmppBackend *self,
            gboolean         online)
{
  if (self->online == !!online)
    return;

  self->online = !!online;
  kith_roster_keeper_set_online (self->keeper, online);
  kith_outbox_set_online (self->outbox, online);
  kith_profiles_set_online (self->profiles, online);
  if (!online)
    forget_chat_states (self);
}

static void
apply_presence (KithXmppBackend *self)
{
  KithPresenceModule *module = kith_session_get_module (self->session, KITH_TYPE_PRESENCE_MODULE);

  kith_presence_module_set_own (module, self->record->show, self->record->status, 0);
}

static void
sign_in (KithAccountBackend *backend)
{
  KithXmppBackend *self = KITH_XMPP_BACKEND (backend);

  if (self->account == NULL || !kith_account_get_enabled (self->account))
    return;

  gather (self);

  /* Whoever wants to connect does not want to stay away any longer. */
  if (self->record->show == KITH_SHOW_OFFLINE)
    {
      self->record->show = KITH_SHOW_AVAILABLE;
      kith_account_restore (self->account, NULL, TRUE, KITH_SHOW_AVAILABLE, self->record->status);
      save (self);
    }

  apply_presence (self);
  kith_sign_in_start (self->sign_in);
}

static void
sign_out (KithAccountBackend *backend)
{
  KithXmppBackend *self = KITH_XMPP_BACKEND (backend);

  kith_sign_in_stop (self->sign_in);

  /* The session may take a moment to leave, in which nothing is heard of anybody. */
  set_online (self, FALSE);
  if (self->account != NULL)
    kith_account_set_state (self->account, KITH_ACCOUNT_OFFLINE, NULL);
}

static void
presence_changed (KithAccountBackend *backend)
{
  KithXmppBackend *self = KITH_XMPP_BACKEND (backend);

  gather (self);
  save (self);

  if (self->record->show == KITH_SHOW_OFFLINE)
    {
      sign_out (backend);
      return;
    }

  apply_presence (self);
  if (kith_account_get_state (self->account) == KITH_ACCOUNT_OFFLINE)
    sign_in (backend);
}

static void
enabled_changed (KithAccountBackend *backend)
{
  KithXmppBackend *self = KITH_XMPP_BACKEND (backend);

  gather (self);
  save (self);

  if (!self->record->enabled)
    sign_out (backend);
  else if (self->record->show != KITH_SHOW_OFFLINE)
    sign_in (backend);
}

static void
settings_changed (KithAccountBackend *backend)
{
  KithXmppBackend *self = KITH_XMPP_BACKEND (backend);

  gather (self);
  save (self);

  if (kith_account_get_state (self->account) == KITH_ACCOUNT_ONLINE)
    return;

  sign_out (backend);
  if (self->record->show != KITH_SHOW_OFFLINE)
    sign_in (backend);
}

static void
set_password (KithAccountBackend *backend,
              const char         *password,
              gboolean            remember)
{
  kith_sign_in_set_password (KITH_XMPP_BACKEND (backend)->sign_in, password, remember);
}

static void
store_conversation (KithAccountBackend *backend,
                    KithConversation   *conversation)
{
  kith_drafts_add (KITH_XMPP_BACKEND (backend)->drafts, conversation);
}

static void
mark_read (KithAccountBackend *backend,
           KithConversation   *conversation)
{
  kith_history_mark_read (KITH_XMPP_BACKEND (backend)->store, conversation);
}

static void
send_chat_state (KithAccountBackend *backend,
                 KithConversation   *conversation,
                 KithChatState       state)
{
  KithXmppBackend *self = KITH_XMPP_BACKEND (backend);

  if (self->online)
    kith_message_module_send_chat_state (kith_session_get_module (self->session,
                                                                  KITH_TYPE_MESSAGE_MODULE),
                                         kith_contact_get_jid (kith_conversation_get_contact (conversation)),
                                         state, NULL);
}

static void
send_message (KithAccountBackend *backend,
              KithMessage        *message)
{
  kith_outbox_send (KITH_XMPP_BACKEND (backend)->outbox, message);
}

static void
forget_message (KithAccountBackend *backend,
                KithMessage        *message)
{
  kith_outbox_forget (KITH_XMPP_BACKEND (backend)->outbox, message);
}

static void
load_page (KithAccountBackend *backend,
           KithConversation   *conversation,
           gint64              before_id,
           guint               limit,
           GTask              *task)
{
  kith_history_load_page (KITH_XMPP_BACKEND (backend)->store, conversation, before_id, limit, task);
}

static void
set_item (KithAccountBackend *backend,
          KithContact        *contact,
          const char         *name,
          const char *const  *groups,
          GTask              *task)
{
  kith_roster_keeper_set_item (KITH_XMPP_BACKEND (backend)->keeper, kith_contact_get_jid (contact), name,
                               groups, task);
}

static void
remove_item (KithAccountBackend *backend,
             KithContact        *contact,
             GTask              *task)
{
  kith_roster_keeper_remove_item (KITH_XMPP_BACKEND (backend)->keeper, kith_contact_get_jid (contact), task);
}

static void
set_blocked (KithAccountBackend *backend,
             KithContact        *contact,
             gboolean            blocked,
             GTask              *task)
{
  kith_roster_keeper_set_blocked (KITH_XMPP_BACKEND (backend)->keeper, kith_contact_get_jid (contact),
                                  blocked, task);
}

static void
ask_presence (KithAccountBackend *backend,
              KithContact        *contact,
              const char         *text)
{
  kith_roster_keeper_ask (KITH_XMPP_BACKEND (backend)->keeper, contact, text);
}

static void
stop_seeing (KithAccountBackend *backend,
             KithContact        *contact)
{
  kith_roster_keeper_stop (KITH_XMPP_BACKEND (backend)->keeper, contact);
}

static void
share_presence (KithAccountBackend *backend,
                KithContact        *contact)
{
  kith_roster_keeper_approve (KITH_XMPP_BACKEND (backend)->keeper, contact);
}

static void
stop_sharing (KithAccountBackend *backend,
              KithContact        *contact)
{
  kith_roster_keeper_refuse (KITH_XMPP_BACKEND (backend)->keeper, contact);
}

static void
forget_request (KithAccountBackend *backend,
                KithContact        *contact)
{
  kith_request_keeper_forget (KITH_XMPP_BACKEND (backend)->requests, contact);
}

static void
kith_xmpp_backend_iface_init (KithAccountBackendInterface *iface)
{
  iface->connect = sign_in;
  iface->disconnect = sign_out;
  iface->presence_changed = presence_changed;
  iface->enabled_changed = enabled_changed;
  iface->settings_changed = settings_changed;
  iface->set_password = set_password;
  iface->store_conversation = store_conversation;
  iface->mark_read = mark_read;
  iface->send_chat_state = send_chat_state;
  iface->send_message = send_message;
  iface->forget_message = forget_message;
  iface->load_page = load_page;
  iface->set_item = set_item;
  iface->remove_item = remove_item;
  iface->set_blocked = set_blocked;
  iface->ask_presence = ask_presence;
  iface->stop_seeing = stop_seeing;
  iface->share_presence = share_presence;
  iface->stop_sharing = stop_sharing;
  iface->forget_request = forget_request;
}

static KithAccountState
map_state (KithSessionState state)
{
  switch (state)
    {
    case KITH_SESSION_OFFLINE:
      return KITH_ACCOUNT_OFFLINE;
    case KITH_SESSION_CONNECTING:
    case KITH_SESSION_AUTHENTICATING:
    case KITH_SESSION_RESUMING:
      return KITH_ACCOUNT_CONNECTING;
    case KITH_SESSION_ONLINE:
      return KITH_ACCOUNT_ONLINE;
    case KITH_SESSION_WAITING:
      return KITH_ACCOUNT_WAITING;
    case KITH_SESSION_FAILED:
      return KITH_ACCOUNT_FAILED;
    }

  return KITH_ACCOUNT_OFFLINE;
}

static void
session_state_cb (KithXmppBackend *self)
{
  KithSessionState state = kith_session_get_state (self->session);
  g_autoptr(GError) error = NULL;

  if (self->account == NULL)
    return;

  if (state == KITH_SESSION_WAITING || state == KITH_SESSION_FAILED)
    error = kith_error_map (kith_session_get_error (self->session));

  if (state != KITH_SESSION_ONLINE)
    set_online (self, FALSE);

  kith_account_set_certificate (self->account,
                                kith_session_get_refused_certificate (self->session),
                                kith_session_get_certificate_flaws (self->session));
  kith_account_set_state (self->account, map_state (state), error);

  if (state == KITH_SESSION_ONLINE)
    set_online (self, TRUE);
}

static void
left_cb (KithSession *session)
{
  if (kith_session_get_state (session) != KITH_SESSION_OFFLINE)
    return;

  g_signal_handlers_disconnect_by_func (session, left_cb, NULL);
  g_object_unref (session);
}

/* Takes @session. A stream is left in order: the session lives until the server has ended its side, or has had the time to. */
static void
let_leave (KithSession *session)
{
  kith_session_disconnect (session);

  if (kith_session_get_state (session) == KITH_SESSION_OFFLINE)
    g_object_unref (session);
  else
    g_signal_connect (session, "notify::state", G_CALLBACK (left_cb), NULL);
}

static void
record_changed_cb (KithXmppBackend *self)
{
  save (self);
}

static void
kith_xmpp_backend_dispose (GObject *object)
{
  KithXmppBackend *self = KITH_XMPP_BACKEND (object);

  if (self->drafts != NULL)
    kith_drafts_flush (self->drafts);
  g_clear_object (&self->sign_in);
  g_clear_object (&self->inbox);
  g_clear_object (&self->outbox);
  g_clear_object (&self->keeper);
  g_clear_object (&self->requests);
  g_clear_object (&self->blocks);
  g_clear_object (&self->profiles);
  g_clear_object (&self->drafts);
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      let_leave (g_steal_pointer (&self->session));
    }
  g_clear_weak_pointer (&self->account);

  G_OBJECT_CLASS (kith_xmpp_backend_parent_class)->dispose (object);
}

static void
kith_xmpp_backend_finalize (GObject *object)
{
  KithXmppBackend *self = KITH_XMPP_BACKEND (object);

  g_clear_pointer (&self->record, kith_account_record_free);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (kith_xmpp_backend_parent_class)->finalize (object);
}

static void
kith_xmpp_backend_class_init (KithXmppBackendClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_xmpp_backend_dispose;
  object_class->finalize = kith_xmpp_backend_finalize;
}

static void
kith_xmpp_backend_init (KithXmppBackend *self)
{
}

/**
 * kith_xmpp_backend_new:
 * @account: not kept alive
 * @record: copied
 * @tls_database: (nullable): against which certificates are checked instead of the system's
 *
 * Returns: (transfer full): a backend that stands still
 */
KithXmppBackend *
kith_xmpp_backend_new (KithAccount             *account,
                       const KithAccountRecord *record,
                       KithStore               *store,
                       KithSecrets             *secrets,
                       GTlsDatabase            *tls_database)
{
  KithXmppBackend *self = g_object_new (KITH_TYPE_XMPP_BACKEND, NULL);
  g_autoptr(KithCapsCache) caps = NULL;

  g_set_weak_pointer (&self->account, account);
  self->record = kith_account_record_copy (record);
  self->store = g_object_ref (store);
  self->session = g_object_new (KITH_TYPE_SESSION,
                                "account", kith_account_get_jid (account),
                                "tls-database", tls_database,
                                NULL);

  caps = kith_caps_store_new (store);
  kith_caps_module_set_cache (kith_session_get_module (self->session, KITH_TYPE_CAPS_MODULE), caps);

  self->sign_in = kith_sign_in_new (account, self->record, secrets, self->session);
  self->inbox = kith_inbox_new (account, record->id, store, self->session);
  self->outbox = kith_outbox_new (account, record->id, store, self->session);
  self->keeper = kith_roster_keeper_new (account, record->id, store, self->session);
  self->requests = kith_request_keeper_new (account, record->id, store, self->session);
  self->blocks = kith_block_keeper_new (account, self->session);
  self->profiles = kith_profiles_new (account, record->id, store, self->session);
  self->drafts = kith_drafts_new (record->id, store);

  g_signal_connect_object (self->session, "notify::state", G_CALLBACK (session_state_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sign_in, "record-changed", G_CALLBACK (record_changed_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  KithXmppBackend *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(KithXmppLoad) load = kith_xmpp_load_take (result, &error);

  if (load == NULL)
    {
      kith_error_map_return (task, g_steal_pointer (&error));
      return;
    }

  if (self->account != NULL)
    {
      kith_roster_keeper_restore (self->keeper, load->roster, self->record->roster_version);
      kith_request_keeper_restore (self->requests, load->requests);
      kith_profiles_restore (self->profiles, load->profiles);
      kith_xmpp_load_conversations (load, self->account);
      kith_outbox_restore (self->outbox, load->pending);
    }

  g_task_return_boolean (task, TRUE);
}

/**
 * kith_xmpp_backend_load_async:
 *
 * Fills the account with what lies in the store, so that everybody is there before the network is.
 */
void
kith_xmpp_backend_load_async (KithXmppBackend    *self,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (KITH_IS_XMPP_BACKEND (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, kith_xmpp_backend_load_async);
  kith_xmpp_load_start (self->store, self->record->id, cancellable, loaded_cb, task);
}

gboolean
kith_xmpp_backend_load_finish (KithXmppBackend *self,
                               GAsyncResult    *result,
                               GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * kith_xmpp_backend_set_tls_database:
 * @database: (nullable): against which certificates are checked from the next connection on
 */
void
kith_xmpp_backend_set_tls_database (KithXmppBackend *self,
                                    GTlsDatabase    *database)
{
  g_return_if_fail (KITH_IS_XMPP_BACKEND (self));

  g_object_set (self->session, "tls-database", database, NULL);
}

gint64
kith_xmpp_backend_get_account_id (KithXmppBackend *self)
{
  return self->record->id;
}

KithSession *
kith_xmpp_backend_get_session (KithXmppBackend *self)
{
  return self->session;
}

KithOutbox *
kith_xmpp_backend_get_outbox (KithXmppBackend *self)
{
  return self->outbox;
}

void
kith_xmpp_backend_forget_secrets (KithXmppBackend *self)
{
  g_return_if_fail (KITH_IS_XMPP_BACKEND (self));

  kith_sign_in_forget (self->sign_in);
}

/**
 * kith_xmpp_backend_flush:
 *
 * Hands what is to be stored to the store now, as before it is closed.
 */
void
kith_xmpp_backend_flush (KithXmppBackend *self)
{
  g_return_if_fail (KITH_IS_XMPP_BACKEND (self));

  kith_drafts_flush (self->drafts);
}
