/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-client-private.h"

#include "kith-account-private.h"
#include "kith-flat-list.h"
#include "kith-request.h"
#include "kith-store.h"

/* The root of the model. Owns the accounts, and the lists of what they have; made by the application, or by a test. */

struct _KithClient
{
  GObject       parent_instance;

  char         *directory;
  KithSecrets  *secrets;
  GTlsDatabase *tls_database;
  KithStore    *store;          /* owned while it is open */
  GListStore   *accounts;
  KithFlatList *conversations;
  KithFlatList *message_requests;
  KithFlatList *contacts;
  KithFlatList *requests;

  guint         unread;
  guint         unread_source;
  guint         loaded : 1;
  guint         auto_connect : 1;
  guint         inactive : 1;
};

enum
{
  PROP_0,
  PROP_ACCOUNTS,
  PROP_CONVERSATIONS,
  PROP_MESSAGE_REQUESTS,
  PROP_CONTACTS,
  PROP_REQUESTS,
  PROP_LOADED,
  PROP_UNREAD,
  N_PROPS
};

enum
{
  MESSAGE_ADDED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (KithClient, kith_client, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
update_unread (KithClient *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->conversations));
  guint unread = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(KithConversation) conversation =
        g_list_model_get_item (G_LIST_MODEL (self->conversations), i);

      if (!kith_conversation_get_muted (conversation))
        unread += kith_conversation_get_unread (conversation);
    }

  if (self->unread == unread)
    return;

  self->unread = unread;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNREAD]);
}

static gboolean
update_unread_cb (gpointer user_data)
{
  KithClient *self = user_data;

  self->unread_source = 0;
  update_unread (self);

  return G_SOURCE_REMOVE;
}

/* Many conversations change at once when a history arrives: the sum is made once for all of them. */
static void
queue_unread (KithClient *self)
{
  if (self->unread_source == 0)
    self->unread_source = g_idle_add_full (G_PRIORITY_DEFAULT, update_unread_cb, self, NULL);
}

static void
message_added_cb (KithClient       *self,
                  KithMessage      *message,
                  gboolean          live,
                  KithConversation *conversation)
{
  g_signal_emit (self, signals[MESSAGE_ADDED], 0, conversation, message, live);
}

static void
conversations_changed_cb (KithClient *self,
                          guint       position,
                          guint       removed,
                          guint       added,
                          GListModel *conversations)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr(KithConversation) conversation = g_list_model_get_item (conversations, i);

      /* One that was hidden and is shown again is known already. */
      g_signal_handlers_disconnect_by_data (conversation, self);
      g_signal_connect_object (conversation, "message-added", G_CALLBACK (message_added_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (conversation, "notify::unread", G_CALLBACK (queue_unread), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (conversation, "notify::muted", G_CALLBACK (queue_unread), self,
                               G_CONNECT_SWAPPED);
    }

  queue_unread (self);
}

static void
kith_client_dispose (GObject *object)
{
  KithClient *self = KITH_CLIENT (object);

  g_clear_handle_id (&self->unread_source, g_source_remove);
  g_list_store_remove_all (self->accounts);

  G_OBJECT_CLASS (kith_client_parent_class)->dispose (object);
}

static void
kith_client_finalize (GObject *object)
{
  KithClient *self = KITH_CLIENT (object);

  g_clear_pointer (&self->directory, g_free);
  g_clear_object (&self->secrets);
  g_clear_object (&self->tls_database);
  g_clear_object (&self->store);
  g_clear_object (&self->accounts);
  g_clear_object (&self->conversations);
  g_clear_object (&self->message_requests);
  g_clear_object (&self->contacts);
  g_clear_object (&self->requests);

  G_OBJECT_CLASS (kith_client_parent_class)->finalize (object);
}

static void
kith_client_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  KithClient *self = KITH_CLIENT (object);

  switch (prop_id)
    {
    case PROP_ACCOUNTS:
      g_value_set_object (value, self->accounts);
      break;
    case PROP_CONVERSATIONS:
      g_value_set_object (value, self->conversations);
      break;
    case PROP_MESSAGE_REQUESTS:
      g_value_set_object (value, self->message_requests);
      break;
    case PROP_CONTACTS:
      g_value_set_object (value, self->contacts);
      break;
    case PROP_REQUESTS:
      g_value_set_object (value, self->requests);
      break;
    case PROP_LOADED:
      g_value_set_boolean (value, self->loaded);
      break;
    case PROP_UNREAD:
      g_value_set_uint (value, self->unread);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_client_class_init (KithClientClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_client_dispose;
  object_class->finalize = kith_client_finalize;
  object_class->get_property = kith_client_get_property;

  properties[PROP_ACCOUNTS] =
    g_param_spec_object ("accounts", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_CONVERSATIONS] =
    g_param_spec_object ("conversations", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_MESSAGE_REQUESTS] =
    g_param_spec_object ("message-requests", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_CONTACTS] =
    g_param_spec_object ("contacts", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_REQUESTS] =
    g_param_spec_object ("requests", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE, flags);
  properties[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[MESSAGE_ADDED] =
    g_signal_new ("message-added", KITH_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 3, KITH_TYPE_CONVERSATION, KITH_TYPE_MESSAGE, G_TYPE_BOOLEAN);
}

static void
kith_client_init (KithClient *self)
{
  self->auto_connect = TRUE;
  self->accounts = g_list_store_new (KITH_TYPE_ACCOUNT);
  self->conversations = kith_flat_list_new (KITH_TYPE_CONVERSATION);
  self->message_requests = kith_flat_list_new (KITH_TYPE_CONVERSATION);
  self->contacts = kith_flat_list_new (KITH_TYPE_CONTACT);
  self->requests = kith_flat_list_new (KITH_TYPE_REQUEST);
}

/**
 * kith_client_new:
 * @directory: (nullable): the profile, made if there is none; %NULL: in memory
 *
 * Returns: (transfer full): a client that is to be opened
 */
KithClient *
kith_client_new (const char  *directory,
                 KithSecrets *secrets)
{
  KithClient *self = g_object_new (KITH_TYPE_CLIENT, NULL);

  self->directory = g_strdup (directory);
  g_set_object (&self->secrets, secrets);

  return self;
}

/**
 * kith_client_set_tls_database:
 * @database: (nullable): against which certificates are checked instead of the system's, from the next connection on; for tests and tools
 */
void
kith_client_set_tls_database (KithClient   *self,
                              GTlsDatabase *database)
{
  guint n;

  g_return_if_fail (KITH_IS_CLIENT (self));

  g_set_object (&self->tls_database, database);

  n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(KithAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);
      KithAccountBackend *backend = kith_account_get_backend (account);

      if (backend != NULL)
        kith_account_backend_set_tls_database (backend, database);
    }
}

/**
 * kith_client_set_auto_connect:
 * @auto_connect: %FALSE: no account connects before kith_account_connect () is called on it; for tools, before open
 */
void
kith_client_set_auto_connect (KithClient *self,
                              gboolean    auto_connect)
{
  g_return_if_fail (KITH_IS_CLIENT (self));

  self->auto_connect = !!auto_connect;
}

gboolean
kith_client_get_auto_connect (KithClient *self)
{
  return self->auto_connect;
}

char *
kith_client_dup_path (KithClient *self)
{
  g_return_val_if_fail (KITH_IS_CLIENT (self), NULL);

  return self->directory != NULL ? g_build_filename (self->directory, KITH_STORE_FILE, NULL) : NULL;
}

KithSecrets *
kith_client_get_secrets (KithClient *self)
{
  return self->secrets;
}

GTlsDatabase *
kith_client_get_tls_database (KithClient *self)
{
  return self->tls_database;
}

KithStore *
kith_client_get_store (KithClient *self)
{
  return self->store;
}

void
kith_client_set_store (KithClient *self,
                       KithStore  *store)
{
  g_set_object (&self->store, store);
}

void
kith_client_attach (KithClient  *self,
                    KithAccount *account)
{
  GListModel *conversations;

  g_return_if_fail (KITH_IS_CLIENT (self));

  conversations = kith_account_get_conversations (account);
  g_signal_connect_object (conversations, "items-changed", G_CALLBACK (conversations_changed_cb),
                           self, G_CONNECT_SWAPPED);
  conversations_changed_cb (self, 0, 0, g_list_model_get_n_items (conversations), conversations);

  kith_flat_list_add (self->conversations, conversations);
  kith_flat_list_add (self->message_requests, kith_account_get_message_requests (account));
  kith_flat_list_add (self->contacts, G_LIST_MODEL (kith_account_get_roster (account)));
  kith_flat_list_add (self->requests, kith_account_get_requests (account));
  g_list_store_append (self->accounts, account);

  if (self->inactive && kith_account_get_backend (account) != NULL)
    kith_account_backend_set_active (kith_account_get_backend (account), FALSE);
}

void
kith_client_detach (KithClient  *self,
                    KithAccount *account)
{
  guint position;

  g_return_if_fail (KITH_IS_CLIENT (self));

  if (!g_list_store_find (self->accounts, account, &position))
    return;

  kith_flat_list_remove (self->conversations, kith_account_get_conversations (account));
  kith_flat_list_remove (self->message_requests, kith_account_get_message_requests (account));
  kith_flat_list_remove (self->contacts, G_LIST_MODEL (kith_account_get_roster (account)));
  kith_flat_list_remove (self->requests, kith_account_get_requests (account));
  g_list_store_remove (self->accounts, position);
  update_unread (self);
}

void
kith_client_set_loaded (KithClient *self,
                        gboolean    loaded)
{
  g_return_if_fail (KITH_IS_CLIENT (self));

  if (self->loaded == !!loaded)
    return;

  self->loaded = !!loaded;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
}

gboolean
kith_client_get_loaded (KithClient *self)
{
  g_return_val_if_fail (KITH_IS_CLIENT (self), FALSE);

  return self->loaded;
}

/**
 * kith_client_get_unread:
 *
 * Returns: how many messages are unread in all conversations that are not muted
 */
guint
kith_client_get_unread (KithClient *self)
{
  g_return_val_if_fail (KITH_IS_CLIENT (self), 0);

  return self->unread;
}

GListModel *
kith_client_get_accounts (KithClient *self)
{
  g_return_val_if_fail (KITH_IS_CLIENT (self), NULL);

  return G_LIST_MODEL (self->accounts);
}

GListModel *
kith_client_get_conversations (KithClient *self)
{
  g_return_val_if_fail (KITH_IS_CLIENT (self), NULL);

  return G_LIST_MODEL (self->conversations);
}

/**
 * kith_client_get_message_requests:
 *
 * Returns: (transfer none): the KithConversation of all accounts that strangers began, and of which nobody decided yet
 */
GListModel *
kith_client_get_message_requests (KithClient *self)
{
  g_return_val_if_fail (KITH_IS_CLIENT (self), NULL);

  return G_LIST_MODEL (self->message_requests);
}

GListModel *
kith_client_get_contacts (KithClient *self)
{
  g_return_val_if_fail (KITH_IS_CLIENT (self), NULL);

  return G_LIST_MODEL (self->contacts);
}

GListModel *
kith_client_get_requests (KithClient *self)
{
  g_return_val_if_fail (KITH_IS_CLIENT (self), NULL);

  return G_LIST_MODEL (self->requests);
}

/**
 * kith_client_set_presence:
 *
 * Sets the own presence of every account that is enabled.
 */
void
kith_client_set_presence (KithClient *self,
                          KithShow    show,
                          const char *status)
{
  guint n;

  g_return_if_fail (KITH_IS_CLIENT (self));

  n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(KithAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (kith_account_get_enabled (account))
        kith_account_set_presence (account, show, status);
    }
}

void
kith_client_set_active (KithClient *self,
                        gboolean    active)
{
  g_return_if_fail (KITH_IS_CLIENT (self));

  if (self->inactive == !active)
    return;

  self->inactive = !active;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr(KithAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);
      KithAccountBackend *backend = kith_account_get_backend (account);

      if (backend != NULL)
        kith_account_backend_set_active (backend, active);
    }
}

void
kith_client_check_connections (KithClient *self)
{
  g_return_if_fail (KITH_IS_CLIENT (self));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr(KithAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);
      KithAccountBackend *backend = kith_account_get_backend (account);

      if (backend != NULL)
        kith_account_backend_check_connection (backend);
    }
}
