/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-archiving-keeper-private.h"

#include "kith-account-private.h"
#include "kith-archive-module.h"
#include "kith-archive-preferences-module.h"
#include "kith-conversation-private.h"
#include "kith-error-map-private.h"
#include "kith-store-conversations.h"
#include "kith-xmpp-error.h"

/* Owned by the account's backend; main thread. The preferences of a server are one document: it is read before each change, because
 * others change it, too, and one change is on its way at a time. */

struct _KithArchivingKeeper
{
  GObject                       parent_instance;

  GHashTable                   *states;    /* bare JID (owned) → KithArchiving, without DEFAULT */
  KithStore                    *store;     /* owned */
  KithSession                  *session;   /* owned */
  KithArchiveModule            *archive;   /* owned by the session */
  KithArchivePreferencesModule *module;    /* owned by the session */
  GCancellable                 *connected; /* cancelled with the connection */
  GTask                        *task;      /* owned: answers when the server keeps what is wanted, NULL: it need not be told */

  KithAccount                  *account;   /* weak */

  gint64                        account_id;
  KithKeeping                   keeping;   /* as the server said last */
  KithKeeping                   wanted;    /* by the person, UNKNOWN: nothing else */
  guint                         online : 1;
  guint                         busy : 1;  /* the server is being asked */
  guint                         dirty : 1; /* it is to be asked */
};

G_DEFINE_FINAL_TYPE (KithArchivingKeeper, kith_archiving_keeper, G_TYPE_OBJECT)

/* A choice that is being stored. */
typedef struct
{
  KithStore        *store;       /* owned */
  KithConversation *conversation; /* owned */
  KithArchiving     archiving;
} Save;

static void
save_free (Save *save)
{
  g_object_unref (save->store);
  g_object_unref (save->conversation);
  g_free (save);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Save, save_free)

/* What the server was asked, and on which connection. */
typedef struct
{
  KithArchivingKeeper *self;      /* owned */
  GCancellable        *connected; /* owned */
  GTask               *task;      /* owned: who wants what was said, NULL: nobody */
} Call;

static void
call_free (Call *call)
{
  g_object_unref (call->self);
  g_object_unref (call->connected);
  g_clear_object (&call->task);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static Call *
call_new (KithArchivingKeeper *self)
{
  Call *call = g_new0 (Call, 1);

  call->self = g_object_ref (self);
  call->connected = g_object_ref (self->connected);

  return call;
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!kith_store_set_archiving_finish (KITH_STORE (source), result, &error))
    g_message ("What a server is to keep could not be stored: %s", error->message);
}

static void
ensured_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Save) save = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(KithConversationRecord) record = NULL;

  record = kith_store_ensure_conversation_finish (KITH_STORE (source), result, &error);
  if (record == NULL)
    {
      g_message ("What a server is to keep could not be stored: %s", error->message);
      return;
    }

  kith_conversation_set_id (save->conversation, record->id);
  kith_store_set_archiving_async (save->store, record->id, save->archiving, NULL, saved_cb, NULL);
}

static KithArchiving
get_state (KithArchivingKeeper *self,
           const char          *peer)
{
  return (KithArchiving)GPOINTER_TO_INT (g_hash_table_lookup (self->states, peer));
}

static void
set_state (KithArchivingKeeper *self,
           const char          *peer,
           KithArchiving        state)
{
  KithConversation *conversation = self->account != NULL ? kith_account_lookup_conversation (self->account, peer) : NULL;
  g_autofree char *key = g_strdup (peer);
  Save *save;

  if (get_state (self, key) == state)
    return;

  if (state == KITH_ARCHIVING_DEFAULT)
    g_hash_table_remove (self->states, key);
  else
    g_hash_table_insert (self->states, g_strdup (key), GINT_TO_POINTER (state));

  if (conversation == NULL)
    return;

  kith_conversation_restore_kept (conversation, state != KITH_ARCHIVING_NEVER && state != KITH_ARCHIVING_LISTED);
  save = g_new0 (Save, 1);
  save->store = g_object_ref (self->store);
  save->conversation = g_object_ref (conversation);
  save->archiving = state;
  kith_store_ensure_conversation_async (self->store, self->account_id, key, NULL, ensured_cb, save);
}

static const struct
{
  KithKeeping        keeping;
  KithArchiveDefault fallback;
  const char        *name;     /* in files */
} KEEPINGS[] = {
  { KITH_KEEPING_ALWAYS, KITH_ARCHIVE_DEFAULT_ALWAYS, "always" },
  { KITH_KEEPING_CONTACTS, KITH_ARCHIVE_DEFAULT_ROSTER, "contacts" },
  { KITH_KEEPING_NEVER, KITH_ARCHIVE_DEFAULT_NEVER, "never" },
};

const char *
kith_keeping_get_name (KithKeeping keeping)
{
  for (guint i = 0; i < G_N_ELEMENTS (KEEPINGS); i++)
    {
      if (KEEPINGS[i].keeping == keeping)
        return KEEPINGS[i].name;
    }

  return NULL;
}

KithKeeping
kith_keeping_from_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (KEEPINGS); i++)
    {
      if (g_strcmp0 (KEEPINGS[i].name, name) == 0)
        return KEEPINGS[i].keeping;
    }

  return KITH_KEEPING_ALWAYS;
}

static KithKeeping
get_keeping (KithArchiveDefault fallback)
{
  for (guint i = 0; i < G_N_ELEMENTS (KEEPINGS); i++)
    {
      if (KEEPINGS[i].fallback == fallback)
        return KEEPINGS[i].keeping;
    }

  return KITH_KEEPING_FIXED;
}

static KithArchiveDefault
get_fallback (KithKeeping keeping)
{
  for (guint i = 0; i < G_N_ELEMENTS (KEEPINGS); i++)
    {
      if (KEEPINGS[i].keeping == keeping)
        return KEEPINGS[i].fallback;
    }

  return KITH_ARCHIVE_DEFAULT_ALWAYS;
}

/* A server that lets nobody choose is not shown as if it did. */
static void
show_keeping (KithArchivingKeeper *self)
{
  gboolean wanted = self->wanted != KITH_KEEPING_UNKNOWN &&
                    self->keeping != KITH_KEEPING_NONE && self->keeping != KITH_KEEPING_FIXED;

  if (self->account != NULL)
    kith_account_restore_keeping (self->account, wanted ? self->wanted : self->keeping);
}

static void
set_keeping (KithArchivingKeeper *self,
             KithKeeping          keeping)
{
  self->keeping = keeping;
  show_keeping (self);
}

/* The server was told what is wanted, or cannot be. @error: (transfer full) (nullable): why it does not do so */
static void
settle_keeping (KithArchivingKeeper *self,
                GError              *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  if (task == NULL)
    {
      g_clear_error (&error);
      return;
    }

  self->wanted = KITH_KEEPING_UNKNOWN;
  show_keeping (self);
  if (error != NULL)
    kith_error_map_return (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* What the server has counts, but for what it has not been told. */
static KithArchiving
settle (KithArchiving state,
        gboolean      listed)
{
  switch (state)
    {
    case KITH_ARCHIVING_DEFAULT:
    case KITH_ARCHIVING_ALWAYS:
    case KITH_ARCHIVING_LISTED:
      return listed ? KITH_ARCHIVING_LISTED : KITH_ARCHIVING_DEFAULT;
    case KITH_ARCHIVING_NEVER:
      return listed ? KITH_ARCHIVING_LISTED : KITH_ARCHIVING_NEVER;
    case KITH_ARCHIVING_RELEASED:
      return listed ? KITH_ARCHIVING_RELEASED : KITH_ARCHIVING_DEFAULT;
    }

  return KITH_ARCHIVING_DEFAULT;
}

static void
take_preferences (KithArchivingKeeper          *self,
                  const KithArchivePreferences *preferences)
{
  g_autoptr(GPtrArray) peers = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer known;

  g_hash_table_iter_init (&iter, self->states);
  while (g_hash_table_iter_next (&iter, &known, NULL))
    g_ptr_array_add (peers, g_strdup (known));
  for (guint i = 0; i < peers->len; i++)
    {
      const char *peer = g_ptr_array_index (peers, i);
      g_autoptr(KithJid) jid = kith_jid_new (peer, NULL);

      set_state (self, peer, settle (get_state (self, peer), kith_archive_preferences_is_never (preferences, jid)));
    }
  for (guint i = 0; i < preferences->never->len; i++)
    {
      KithJid *jid = g_ptr_array_index (preferences->never, i);

      if (kith_jid_is_bare (jid))
        set_state (self, kith_jid_get_text (jid), settle (get_state (self, kith_jid_get_text (jid)), TRUE));
    }

  set_keeping (self, get_keeping (preferences->fallback));
}

/* Returns: whether @preferences are not what is wanted; they are then. The default and the lists leave each other alone. */
static gboolean
change (KithArchivingKeeper    *self,
        KithArchivePreferences *preferences)
{
  gboolean changed = FALSE;
  GHashTableIter iter;
  gpointer peer, state;

  if (self->task != NULL && get_keeping (preferences->fallback) != self->wanted)
    {
      preferences->fallback = get_fallback (self->wanted);
      changed = TRUE;
    }

  g_hash_table_iter_init (&iter, self->states);
  while (g_hash_table_iter_next (&iter, &peer, &state))
    {
      g_autoptr(KithJid) jid = kith_jid_new (peer, NULL);

      if (GPOINTER_TO_INT (state) == KITH_ARCHIVING_NEVER)
        kith_archive_preferences_set_kept (preferences, jid, FALSE);
      else if (GPOINTER_TO_INT (state) == KITH_ARCHIVING_RELEASED)
        kith_archive_preferences_unset (preferences, jid);
      else
        continue;
      changed = TRUE;
    }

  return changed;
}

static void synchronise (KithArchivingKeeper *self);

static void
set_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(Call) call = user_data;
  KithArchivingKeeper *self = call->self;
  g_autoptr(GError) error = NULL;
  g_autoptr(KithArchivePreferences) preferences =
    kith_archive_preferences_module_finish (KITH_ARCHIVE_PREFERENCES_MODULE (source), result, &error);

  if (call->connected != self->connected || self->account == NULL)
    return;

  self->busy = FALSE;
  if (preferences != NULL)
    take_preferences (self, preferences);
  if (error != NULL)
    g_message ("The server does not take what it is to keep: %s", error->message);
  /* Somebody who chose something else meanwhile waits for that. */
  if (call->task != NULL && call->task == self->task)
    {
      if (error == NULL && self->keeping != self->wanted)
        error = g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_NOT_SUPPORTED, "The server keeps something else");
      settle_keeping (self, g_steal_pointer (&error));
    }
  synchronise (self);
}

static void
got_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(Call) call = user_data;
  KithArchivingKeeper *self = call->self;
  g_autoptr(GError) error = NULL;
  g_autoptr(KithArchivePreferences) preferences =
    kith_archive_preferences_module_finish (KITH_ARCHIVE_PREFERENCES_MODULE (source), result, &error);

  if (call->connected != self->connected || self->account == NULL)
    return;

  if (preferences == NULL)
    {
      self->busy = FALSE;
      if (error->domain == KITH_STANZA_ERROR)
        set_keeping (self, KITH_KEEPING_FIXED);
      settle_keeping (self, g_steal_pointer (&error));
      return;
    }

  /* Whatever was decided until now is told now. */
  self->dirty = FALSE;
  take_preferences (self, preferences);
  if (change (self, preferences))
    {
      if (self->task != NULL)
        call->task = g_object_ref (self->task);
      kith_archive_preferences_module_set_async (self->module, preferences, self->connected, set_cb, g_steal_pointer (&call));
      return;
    }

  self->busy = FALSE;
  settle_keeping (self, NULL);
  synchronise (self);
}

/* Reads what the server has, and changes it where that is wanted otherwise. */
static void
synchronise (KithArchivingKeeper *self)
{
  KithArchiveSupport support = kith_archive_module_get_support (self->archive);

  if (!self->online || self->account == NULL)
    return;

  if (support == KITH_ARCHIVE_SUPPORT_NONE)
    {
      set_keeping (self, KITH_KEEPING_NONE);
      settle_keeping (self, g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_NOT_SUPPORTED, "No archive"));
    }
  if (self->busy || !self->dirty || (support != KITH_ARCHIVE_SUPPORT_BASIC && support != KITH_ARCHIVE_SUPPORT_EXTENDED))
    return;

  self->dirty = FALSE;
  self->busy = TRUE;
  kith_archive_preferences_module_get_async (self->module, self->connected, got_cb, call_new (self));
}

static void
kith_archiving_keeper_dispose (GObject *object)
{
  KithArchivingKeeper *self = KITH_ARCHIVING_KEEPER (object);

  self->online = FALSE;
  g_cancellable_cancel (self->connected);
  settle_keeping (self, g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_OFFLINE, "Over"));
  g_clear_weak_pointer (&self->account);

  G_OBJECT_CLASS (kith_archiving_keeper_parent_class)->dispose (object);
}

static void
kith_archiving_keeper_finalize (GObject *object)
{
  KithArchivingKeeper *self = KITH_ARCHIVING_KEEPER (object);

  g_clear_pointer (&self->states, g_hash_table_unref);
  g_clear_object (&self->connected);
  g_clear_object (&self->session);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (kith_archiving_keeper_parent_class)->finalize (object);
}

static void
kith_archiving_keeper_class_init (KithArchivingKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_archiving_keeper_dispose;
  object_class->finalize = kith_archiving_keeper_finalize;
}

static void
kith_archiving_keeper_init (KithArchivingKeeper *self)
{
  self->states = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->connected = g_cancellable_new ();
}

/**
 * kith_archiving_keeper_new:
 * @account: not kept alive
 *
 * Returns: (transfer full): a keeper that is not connected
 */
KithArchivingKeeper *
kith_archiving_keeper_new (KithAccount *account,
                           gint64       account_id,
                           KithStore   *store,
                           KithSession *session)
{
  KithArchivingKeeper *self = g_object_new (KITH_TYPE_ARCHIVING_KEEPER, NULL);

  g_set_weak_pointer (&self->account, account);
  self->account_id = account_id;
  self->store = g_object_ref (store);
  self->session = g_object_ref (session);
  self->archive = kith_session_get_module (session, KITH_TYPE_ARCHIVE_MODULE);
  self->module = kith_session_get_module (session, KITH_TYPE_ARCHIVE_PREFERENCES_MODULE);
  g_signal_connect_object (self->archive, "support-changed", G_CALLBACK (synchronise), self, G_CONNECT_SWAPPED);

  return self;
}

void
kith_archiving_keeper_restore (KithArchivingKeeper *self,
                               GPtrArray           *conversations)
{
  g_return_if_fail (KITH_IS_ARCHIVING_KEEPER (self));

  for (guint i = 0; i < conversations->len; i++)
    {
      const KithConversationRecord *record = g_ptr_array_index (conversations, i);

      if (record->archiving != KITH_ARCHIVING_DEFAULT)
        g_hash_table_insert (self->states, g_strdup (record->peer), GINT_TO_POINTER (record->archiving));
    }
}

void
kith_archiving_keeper_set_online (KithArchivingKeeper *self,
                                  gboolean             online)
{
  g_return_if_fail (KITH_IS_ARCHIVING_KEEPER (self));

  if (self->online == !!online)
    return;

  self->online = !!online;
  g_cancellable_cancel (self->connected);
  g_clear_object (&self->connected);
  self->connected = g_cancellable_new ();
  self->busy = FALSE;
  if (!self->online)
    settle_keeping (self, g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_LOST, "The connection is gone"));
  if (kith_session_get_resumption (self->session) != KITH_SESSION_RESUMPTION_CONTINUED)
    self->dirty = TRUE;
  synchronise (self);
}

void
kith_archiving_keeper_set_kept (KithArchivingKeeper *self,
                                KithConversation    *conversation,
                                gboolean             kept)
{
  const char *peer = kith_contact_get_address (kith_conversation_get_contact (conversation));
  KithArchiving state;

  g_return_if_fail (KITH_IS_ARCHIVING_KEEPER (self));

  /* What the server is being told may have changed by the time it answers: then it is told again. */
  state = get_state (self, peer);
  if (kept)
    state = state == KITH_ARCHIVING_LISTED || state == KITH_ARCHIVING_RELEASED || self->busy ? KITH_ARCHIVING_RELEASED
                                                                                           : KITH_ARCHIVING_DEFAULT;
  else
    state = (state == KITH_ARCHIVING_LISTED || state == KITH_ARCHIVING_RELEASED) && !self->busy ? KITH_ARCHIVING_LISTED
                                                                                              : KITH_ARCHIVING_NEVER;
  set_state (self, peer, state);
  self->dirty = TRUE;
  synchronise (self);
}

void
kith_archiving_keeper_foresee_keeping (KithArchivingKeeper *self,
                                       KithKeeping          keeping)
{
  g_return_if_fail (KITH_IS_ARCHIVING_KEEPER (self));

  self->wanted = keeping;
  show_keeping (self);
}

void
kith_archiving_keeper_set_keeping (KithArchivingKeeper *self,
                                   KithKeeping          keeping,
                                   GTask               *task)
{
  g_return_if_fail (KITH_IS_ARCHIVING_KEEPER (self));

  /* Who chooses again before the server answered sees what becomes of the last choice. */
  if (self->task != NULL)
    g_task_return_boolean (self->task, TRUE);
  g_clear_object (&self->task);

  self->task = task;
  kith_archiving_keeper_foresee_keeping (self, keeping);
  if (!self->online)
    {
      settle_keeping (self, g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_OFFLINE, "Not connected"));
      return;
    }
  self->dirty = TRUE;
  synchronise (self);
}
