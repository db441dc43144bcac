/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-engine-private.h"

#include "kith-account-private.h"
#include "kith-caps-module.h"
#include "kith-caps-store-private.h"
#include "kith-conversation-private.h"
#include "kith-drafts-private.h"
#include "kith-engine-load-private.h"
#include "kith-error-map-private.h"
#include "kith-inbox-private.h"
#include "kith-message-module.h"
#include "kith-presence-module.h"
#include "kith-profiles-private.h"
#include "kith-sign-in-private.h"
#include "kith-store-accounts.h"
#include "kith-store-conversations.h"
#include "kith-store-messages.h"

/* Owned by the account, which it knows weakly; main thread. Owns the session and everything that listens to it. */

struct _KithEngine
{
  GObject            parent_instance;

  KithAccountRecord *record;   /* owned: the account as it is stored */
  KithStore         *store;    /* owned */
  KithSession       *session;  /* owned */
  KithSignIn        *sign_in;  /* owned */
  KithInbox         *inbox;    /* owned */
  KithOutbox        *outbox;   /* owned */
  KithRosterKeeper  *keeper;   /* owned */
  KithProfiles      *profiles; /* owned */
  KithDrafts        *drafts;   /* owned */

  KithAccount       *account;  /* weak */

  guint              online : 1;
};

G_DEFINE_FINAL_TYPE (KithEngine, kith_engine, G_TYPE_OBJECT)

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
save (KithEngine *self)
{
  kith_store_save_account_async (self->store, self->record, NULL, saved_cb, NULL);
}

/* Takes the person's choices into the record. */
static void
gather (KithEngine *self)
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
forget_chat_states (KithEngine *self)
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
set_online (KithEngine *self,
            gboolean    online)
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
session_state_cb (KithEngine *self)
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
record_changed_cb (KithEngine *self)
{
  save (self);
}

static void
kith_engine_dispose (GObject *object)
{
  KithEngine *self = KITH_ENGINE (object);

  if (self->drafts != NULL)
    kith_drafts_flush (self->drafts);
  g_clear_object (&self->sign_in);
  g_clear_object (&self->inbox);
  g_clear_object (&self->outbox);
  g_clear_object (&self->keeper);
  g_clear_object (&self->profiles);
  g_clear_object (&self->drafts);
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      let_leave (g_steal_pointer (&self->session));
    }
  g_clear_weak_pointer (&self->account);

  G_OBJECT_CLASS (kith_engine_parent_class)->dispose (object);
}

static void
kith_engine_finalize (GObject *object)
{
  KithEngine *self = KITH_ENGINE (object);

  g_clear_pointer (&self->record, kith_account_record_free);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (kith_engine_parent_class)->finalize (object);
}

static void
kith_engine_class_init (KithEngineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_engine_dispose;
  object_class->finalize = kith_engine_finalize;
}

static void
kith_engine_init (KithEngine *self)
{
}

/**
 * kith_engine_new:
 * @account: not kept alive
 * @record: copied
 * @tls_database: (nullable): against which certificates are checked instead of the system's
 *
 * Returns: (transfer full): an engine that stands still
 */
KithEngine *
kith_engine_new (KithAccount             *account,
                 const KithAccountRecord *record,
                 KithStore               *store,
                 KithSecrets             *secrets,
                 GTlsDatabase            *tls_database)
{
  KithEngine *self = g_object_new (KITH_TYPE_ENGINE, NULL);
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
  KithEngine *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(KithEngineLoad) load = kith_engine_load_take (result, &error);

  if (load == NULL)
    {
      kith_error_map_return (task, g_steal_pointer (&error));
      return;
    }

  if (self->account != NULL)
    {
      kith_roster_keeper_restore (self->keeper, load->roster, load->requests,
                                  self->record->roster_version);
      kith_profiles_restore (self->profiles, load->profiles);
      kith_engine_load_conversations (load, self->account);
      kith_outbox_restore (self->outbox, load->pending);
    }

  g_task_return_boolean (task, TRUE);
}

/**
 * kith_engine_load_async:
 *
 * Fills the account with what lies in the store, so that everybody is there before the network is.
 */
void
kith_engine_load_async (KithEngine         *self,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (KITH_IS_ENGINE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, kith_engine_load_async);
  kith_engine_load_start (self->store, self->record->id, cancellable, loaded_cb, task);
}

gboolean
kith_engine_load_finish (KithEngine   *self,
                         GAsyncResult *result,
                         GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * kith_engine_set_tls_database:
 * @database: (nullable): against which certificates are checked from the next connection on
 */
void
kith_engine_set_tls_database (KithEngine   *self,
                              GTlsDatabase *database)
{
  g_return_if_fail (KITH_IS_ENGINE (self));

  g_object_set (self->session, "tls-database", database, NULL);
}

gint64
kith_engine_get_account_id (KithEngine *self)
{
  return self->record->id;
}

KithStore *
kith_engine_get_store (KithEngine *self)
{
  return self->store;
}

KithSession *
kith_engine_get_session (KithEngine *self)
{
  return self->session;
}

KithOutbox *
kith_engine_get_outbox (KithEngine *self)
{
  return self->outbox;
}

KithRosterKeeper *
kith_engine_get_keeper (KithEngine *self)
{
  return self->keeper;
}

static void
apply_presence (KithEngine *self)
{
  KithPresenceModule *module = kith_session_get_module (self->session, KITH_TYPE_PRESENCE_MODULE);

  kith_presence_module_set_own (module, self->record->show, self->record->status, 0);
}

/**
 * kith_engine_connect:
 *
 * Signs in, unless the account is switched off.
 */
void
kith_engine_connect (KithEngine *self)
{
  g_return_if_fail (KITH_IS_ENGINE (self));

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

void
kith_engine_disconnect (KithEngine *self)
{
  g_return_if_fail (KITH_IS_ENGINE (self));

  kith_sign_in_stop (self->sign_in);

  /* The session may take a moment to leave, in which nothing is heard of anybody. */
  set_online (self, FALSE);
  if (self->account != NULL)
    kith_account_set_state (self->account, KITH_ACCOUNT_OFFLINE, NULL);
}

void
kith_engine_presence_changed (KithEngine *self)
{
  g_return_if_fail (KITH_IS_ENGINE (self));

  gather (self);
  save (self);

  if (self->record->show == KITH_SHOW_OFFLINE)
    {
      kith_engine_disconnect (self);
      return;
    }

  apply_presence (self);
  if (kith_account_get_state (self->account) == KITH_ACCOUNT_OFFLINE)
    kith_engine_connect (self);
}

void
kith_engine_enabled_changed (KithEngine *self)
{
  g_return_if_fail (KITH_IS_ENGINE (self));

  gather (self);
  save (self);

  if (!self->record->enabled)
    kith_engine_disconnect (self);
  else if (self->record->show != KITH_SHOW_OFFLINE)
    kith_engine_connect (self);
}

void
kith_engine_settings_changed (KithEngine *self)
{
  g_return_if_fail (KITH_IS_ENGINE (self));

  gather (self);
  save (self);

  if (kith_account_get_state (self->account) == KITH_ACCOUNT_ONLINE)
    return;

  kith_engine_disconnect (self);
  if (self->record->show != KITH_SHOW_OFFLINE)
    kith_engine_connect (self);
}

/**
 * kith_engine_set_password:
 * @remember: keep it in the keyring; else it is asked for at each start
 *
 * For the next sign-in.
 */
void
kith_engine_set_password (KithEngine *self,
                          const char *password,
                          gboolean    remember)
{
  g_return_if_fail (KITH_IS_ENGINE (self));

  kith_sign_in_set_password (self->sign_in, password, remember);
}

void
kith_engine_forget_secrets (KithEngine *self)
{
  g_return_if_fail (KITH_IS_ENGINE (self));

  kith_sign_in_forget (self->sign_in);
}

void
kith_engine_store_conversation (KithEngine       *self,
                                KithConversation *conversation)
{
  g_return_if_fail (KITH_IS_ENGINE (self));

  kith_drafts_add (self->drafts, conversation);
}

/**
 * kith_engine_flush:
 *
 * Hands what is to be stored to the store now, as before it is closed.
 */
void
kith_engine_flush (KithEngine *self)
{
  g_return_if_fail (KITH_IS_ENGINE (self));

  kith_drafts_flush (self->drafts);
}

static void
marked_read_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (kith_store_mark_read_finish (KITH_STORE (source), result, &error) < 0)
    g_debug ("not marked as read: %s", error->message);
}

static void
newest_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GPtrArray) records = NULL;
  const KithMessageRecord *record;

  records = kith_store_load_messages_finish (KITH_STORE (source), result, NULL);
  if (records == NULL || records->len == 0)
    return;

  record = g_ptr_array_index (records, 0);
  kith_store_mark_read_async (KITH_STORE (source), record->conversation_id, record->id, NULL,
                              marked_read_cb, NULL);
}

/**
 * kith_engine_mark_read:
 *
 * Notes that everything that is stored of @conversation has been seen.
 */
void
kith_engine_mark_read (KithEngine       *self,
                       KithConversation *conversation)
{
  g_return_if_fail (KITH_IS_ENGINE (self));

  if (kith_conversation_get_id (conversation) != 0)
    kith_store_load_messages_async (self->store, kith_conversation_get_id (conversation), 0, 1, NULL,
                                    newest_cb, NULL);
}

void
kith_engine_send_chat_state (KithEngine       *self,
                             KithConversation *conversation,
                             KithChatState     state)
{
  g_return_if_fail (KITH_IS_ENGINE (self));

  if (self->online)
    kith_message_module_send_chat_state (kith_session_get_module (self->session,
                                                                  KITH_TYPE_MESSAGE_MODULE),
                                         kith_contact_get_jid (kith_conversation_get_contact (conversation)),
                                         state, NULL);
}
