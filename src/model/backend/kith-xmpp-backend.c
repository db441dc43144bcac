/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-xmpp-backend-private.h"

#include "kith-account-keeper-private.h"
#include "kith-account-private.h"
#include "kith-caps-module.h"
#include "kith-caps-store-private.h"
#include "kith-conversation-private.h"
#include "kith-error-map-private.h"
#include "kith-gap-keeper-private.h"
#include "kith-history-private.h"
#include "kith-leaving-private.h"
#include "kith-model-error.h"
#include "kith-presence-module.h"
#include "kith-sign-in-private.h"
#include "kith-store-accounts.h"
#include "kith-xmpp-parts-private.h"

/* Owned by the account, which it knows weakly; main thread. Owns the session and everything that listens to it: what the account
 * asks for goes to the sign-in or to one of the parts. */

struct _KithXmppBackend
{
  GObject            parent_instance;

  KithStore         *store;    /* owned */
  KithSession       *session;  /* owned */
  KithAccountKeeper *choices;  /* owned */
  KithSignIn        *sign_in;  /* owned */
  KithXmppParts     *parts;    /* owned */

  KithAccount       *account;  /* weak */
};

static void kith_xmpp_backend_iface_init (KithAccountBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KithXmppBackend, kith_xmpp_backend, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (KITH_TYPE_ACCOUNT_BACKEND,
                                                      kith_xmpp_backend_iface_init))

static const KithAccountRecord *
get_record (KithXmppBackend *self)
{
  return kith_account_keeper_get_record (self->choices);
}

static void
apply_presence (KithXmppBackend *self)
{
  KithPresenceModule *module = kith_session_get_module (self->session, KITH_TYPE_PRESENCE_MODULE);

  kith_presence_module_set_own (module, get_record (self)->show, get_record (self)->status, 0);
}

static void
sign_in (KithAccountBackend *backend)
{
  KithXmppBackend *self = KITH_XMPP_BACKEND (backend);

  if (self->account == NULL || !kith_account_get_enabled (self->account))
    return;

  kith_account_keeper_come_back (self->choices);
  apply_presence (self);
  kith_sign_in_start (self->sign_in);
}

static void
sign_out (KithAccountBackend *backend)
{
  KithXmppBackend *self = KITH_XMPP_BACKEND (backend);

  kith_sign_in_stop (self->sign_in);

  /* The session may take a moment to leave, in which nothing is heard of anybody. */
  kith_xmpp_parts_set_online (self->parts, FALSE, FALSE);
  if (self->account != NULL)
    kith_account_set_state (self->account, KITH_ACCOUNT_OFFLINE, NULL);
}

static void
presence_changed (KithAccountBackend *backend)
{
  KithXmppBackend *self = KITH_XMPP_BACKEND (backend);

  kith_account_keeper_gather (self->choices);
  kith_account_keeper_save (self->choices);

  if (get_record (self)->show == KITH_SHOW_OFFLINE)
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

  kith_account_keeper_gather (self->choices);
  kith_account_keeper_save (self->choices);

  if (!get_record (self)->enabled)
    sign_out (backend);
  else if (get_record (self)->show != KITH_SHOW_OFFLINE)
    sign_in (backend);
}

static void
settings_changed (KithAccountBackend *backend)
{
  KithXmppBackend *self = KITH_XMPP_BACKEND (backend);

  kith_account_keeper_gather (self->choices);
  kith_account_keeper_save (self->choices);

  if (kith_account_get_state (self->account) == KITH_ACCOUNT_ONLINE)
    return;

  sign_out (backend);
  if (get_record (self)->show != KITH_SHOW_OFFLINE)
    sign_in (backend);
}

static void
accept_weaker (KithAccountBackend *backend,
               gboolean            always)
{
  kith_sign_in_accept_weaker (KITH_XMPP_BACKEND (backend)->sign_in, always);
  sign_out (backend);
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
  kith_drafts_add (KITH_XMPP_BACKEND (backend)->parts->drafts, conversation);
}

static void
set_kept (KithAccountBackend *backend,
          KithConversation   *conversation,
          gboolean            kept)
{
  kith_archiving_keeper_set_kept (KITH_XMPP_BACKEND (backend)->parts->archiving, conversation, kept);
}

static void
mark_read (KithAccountBackend *backend,
           KithConversation   *conversation,
           KithMessage        *last)
{
  kith_read_keeper_mark_read (KITH_XMPP_BACKEND (backend)->parts->reading, conversation, last);
}

static void
settle_request (KithAccountBackend *backend,
                KithConversation   *conversation,
                gboolean            accepted)
{
  kith_history_settle_request (KITH_XMPP_BACKEND (backend)->store, conversation, accepted);
}

static void
send_chat_state (KithAccountBackend *backend,
                 KithConversation   *conversation,
                 KithChatState       state)
{
  kith_xmpp_parts_send_chat_state (KITH_XMPP_BACKEND (backend)->parts, conversation, state);
}

static void
send_message (KithAccountBackend *backend,
              KithMessage        *message)
{
  kith_outbox_send (KITH_XMPP_BACKEND (backend)->parts->outbox, message);
}

static void
forget_message (KithAccountBackend *backend,
                KithMessage        *message)
{
  kith_outbox_forget (KITH_XMPP_BACKEND (backend)->parts->outbox, message);
}

static void
load_page (KithAccountBackend *backend,
           KithConversation   *conversation,
           gint64              before_id,
           guint               limit,
           GTask              *task)
{
  KithXmppBackend *self = KITH_XMPP_BACKEND (backend);

  /* The store answers in order: what is missing is known before the page is there. */
  if (before_id == 0)
    kith_gap_keeper_refresh (self->parts->gaps, conversation);
  kith_history_load_page (self->store, conversation, before_id, limit, task);
}

static void
fill_gap (KithAccountBackend *backend,
          KithConversation   *conversation,
          KithGap            *gap)
{
  kith_gap_keeper_fill (KITH_XMPP_BACKEND (backend)->parts->gaps, conversation, gap);
}

static void
set_nickname (KithAccountBackend *backend,
              const char         *nickname,
              GTask              *task)
{
  kith_wishes_want_name (KITH_XMPP_BACKEND (backend)->parts->wishes, nickname, task);
}

static void
set_keeping (KithAccountBackend *backend,
             KithKeeping         keeping,
             GTask              *task)
{
  kith_wishes_want_keeping (KITH_XMPP_BACKEND (backend)->parts->wishes, keeping, task);
}

static void
set_item (KithAccountBackend *backend,
          KithContact        *contact,
          const char         *name,
          const char *const  *groups,
          GTask              *task)
{
  kith_wishes_want_item (KITH_XMPP_BACKEND (backend)->parts->wishes, contact, name, groups, task);
}

static void
remove_item (KithAccountBackend *backend,
             KithContact        *contact,
             GTask              *task)
{
  kith_wishes_want (KITH_XMPP_BACKEND (backend)->parts->wishes, KITH_WISH_REMOVE, contact, NULL, task);
}

static void
set_blocked (KithAccountBackend *backend,
             KithContact        *contact,
             gboolean            blocked,
             GTask              *task)
{
  kith_block_keeper_set_blocked (KITH_XMPP_BACKEND (backend)->parts->blocks, kith_contact_get_jid (contact), blocked, task);
}

static void
report (KithAccountBackend *backend,
        KithContact        *contact,
        GTask              *task)
{
  kith_block_keeper_report (KITH_XMPP_BACKEND (backend)->parts->blocks, kith_contact_get_jid (contact), task);
}

static void
ask_presence (KithAccountBackend *backend,
              KithContact        *contact,
              const char         *text)
{
  kith_wishes_want (KITH_XMPP_BACKEND (backend)->parts->wishes, KITH_WISH_ASK, contact, text, NULL);
}

static void
stop_seeing (KithAccountBackend *backend,
             KithContact        *contact)
{
  kith_wishes_want (KITH_XMPP_BACKEND (backend)->parts->wishes, KITH_WISH_STOP, contact, NULL, NULL);
}

static void
share_presence (KithAccountBackend *backend,
                KithContact        *contact)
{
  kith_wishes_want (KITH_XMPP_BACKEND (backend)->parts->wishes, KITH_WISH_APPROVE, contact, NULL, NULL);
}

static void
stop_sharing (KithAccountBackend *backend,
              KithContact        *contact)
{
  kith_wishes_want (KITH_XMPP_BACKEND (backend)->parts->wishes, KITH_WISH_REFUSE, contact, NULL, NULL);
}

static void
forget_request (KithAccountBackend *backend,
                KithContact        *contact)
{
  kith_request_keeper_forget (KITH_XMPP_BACKEND (backend)->parts->requests, contact);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  KithXmppBackend *self = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(KithXmppLoad) load = kith_xmpp_load_take (result, &error);

  if (load == NULL)
    {
      kith_error_map_return (task, g_steal_pointer (&error));
      return;
    }

  if (self->account != NULL)
    kith_xmpp_parts_restore (self->parts, load, get_record (self)->roster_version);

  g_task_return_boolean (task, TRUE);
}

static void
load (KithAccountBackend *backend,
      GTask              *task)
{
  KithXmppBackend *self = KITH_XMPP_BACKEND (backend);

  g_task_set_task_data (task, g_object_ref (self), g_object_unref);
  kith_xmpp_load_start (self->store, get_record (self)->id, g_task_get_cancellable (task), loaded_cb, task);
}

static void
leave (KithAccountBackend *backend,
       GTask              *task)
{
  KithXmppBackend *self = KITH_XMPP_BACKEND (backend);

  /* What the server says until then still counts. */
  g_task_set_task_data (task, g_object_ref (self), g_object_unref);
  kith_drafts_flush (self->parts->drafts);
  sign_out (backend);
  kith_leaving_start (self->session, task);
}

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (kith_store_remove_account_finish (KITH_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    kith_error_map_return (task, g_steal_pointer (&error));
}

static void
forget (KithAccountBackend *backend,
        GTask              *task)
{
  KithXmppBackend *self = KITH_XMPP_BACKEND (backend);

  sign_out (backend);
  kith_sign_in_forget (self->sign_in);
  kith_store_remove_account_async (self->store, get_record (self)->id, NULL, removed_cb, task);
}

static void
set_tls_database (KithAccountBackend *backend,
                  GTlsDatabase       *database)
{
  g_object_set (KITH_XMPP_BACKEND (backend)->session, "tls-database", database, NULL);
}

static gint64
get_id (KithAccountBackend *backend)
{
  return get_record (KITH_XMPP_BACKEND (backend))->id;
}

static void
check_connection (KithAccountBackend *backend)
{
  kith_session_check_now (KITH_XMPP_BACKEND (backend)->session);
}

static void
set_active (KithAccountBackend *backend,
            gboolean            active)
{
  kith_session_set_active (KITH_XMPP_BACKEND (backend)->session, active);
}

static void
kith_xmpp_backend_iface_init (KithAccountBackendInterface *iface)
{
  iface->load = load;
  iface->leave = leave;
  iface->forget = forget;
  iface->set_tls_database = set_tls_database;
  iface->get_id = get_id;
  iface->connect = sign_in;
  iface->disconnect = sign_out;
  iface->check_connection = check_connection;
  iface->set_active = set_active;
  iface->presence_changed = presence_changed;
  iface->enabled_changed = enabled_changed;
  iface->settings_changed = settings_changed;
  iface->accept_weaker = accept_weaker;
  iface->set_password = set_password;
  iface->set_nickname = set_nickname;
  iface->set_keeping = set_keeping;
  iface->store_conversation = store_conversation;
  iface->set_kept = set_kept;
  iface->mark_read = mark_read;
  iface->settle_request = settle_request;
  iface->send_chat_state = send_chat_state;
  iface->send_message = send_message;
  iface->forget_message = forget_message;
  iface->load_page = load_page;
  iface->fill_gap = fill_gap;
  iface->set_item = set_item;
  iface->remove_item = remove_item;
  iface->set_blocked = set_blocked;
  iface->report = report;
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

  /* What was better before can have been taken away by somebody in between. */
  if (g_error_matches (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_WEAK_MECHANISM) && get_record (self)->best_mechanism != NULL)
    error->code = KITH_MODEL_ERROR_WEAKER_MECHANISM;

  /* A stream that is resumed tells nobody's presence anew, but what changed meanwhile; any other tells everything. */
  if (state != KITH_SESSION_ONLINE)
    kith_xmpp_parts_set_online (self->parts, FALSE, kith_session_is_suspended (self->session));
  else if (kith_session_get_resumption (self->session) != KITH_SESSION_RESUMPTION_CONTINUED && !self->parts->online)
    kith_xmpp_parts_set_online (self->parts, FALSE, FALSE);

  kith_account_set_certificate (self->account,
                                kith_session_get_refused_certificate (self->session),
                                kith_session_get_certificate_flaws (self->session));
  kith_account_set_state (self->account, map_state (state), error);

  if (state == KITH_SESSION_ONLINE)
    kith_xmpp_parts_set_online (self->parts, TRUE, TRUE);
}

static void
record_changed_cb (KithXmppBackend *self)
{
  kith_account_keeper_save (self->choices);
}

static void
kith_xmpp_backend_dispose (GObject *object)
{
  KithXmppBackend *self = KITH_XMPP_BACKEND (object);

  if (self->parts != NULL)
    kith_drafts_flush (self->parts->drafts);
  g_clear_object (&self->sign_in);
  g_clear_pointer (&self->parts, kith_xmpp_parts_free);
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      kith_leaving_start (self->session, NULL);
      g_clear_object (&self->session);
    }
  g_clear_weak_pointer (&self->account);

  G_OBJECT_CLASS (kith_xmpp_backend_parent_class)->dispose (object);
}

static void
kith_xmpp_backend_finalize (GObject *object)
{
  KithXmppBackend *self = KITH_XMPP_BACKEND (object);

  g_clear_object (&self->choices);
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
  self->choices = kith_account_keeper_new (account, record, store);
  self->store = g_object_ref (store);
  self->session = g_object_new (KITH_TYPE_SESSION,
                                "account", kith_account_get_jid (account),
                                "tls-database", tls_database,
                                NULL);

  caps = kith_caps_store_new (store);
  kith_caps_module_set_cache (kith_session_get_module (self->session, KITH_TYPE_CAPS_MODULE), caps);

  self->sign_in = kith_sign_in_new (account, kith_account_keeper_get_record (self->choices), secrets, self->session);
  self->parts = kith_xmpp_parts_new (account, record->id, store, self->session);

  g_signal_connect_object (self->session, "notify::state", G_CALLBACK (session_state_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::suspended", G_CALLBACK (session_state_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sign_in, "record-changed", G_CALLBACK (record_changed_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

KithOutbox *
kith_xmpp_backend_get_outbox (KithXmppBackend *self)
{
  return self->parts->outbox;
}
