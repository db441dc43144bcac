/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-block-keeper-private.h"

#include "kith-account-private.h"
#include "kith-blocking-module.h"
#include "kith-conversation-private.h"
#include "kith-error-map-private.h"
#include "kith-roster-private.h"
#include "kith-store-blocks.h"
#include "kith-store-messages.h"

/* Owned by the account's backend; main thread. */

/* Whoever reads a report wants to see what somebody wrote, not all of it. */
#define MAX_REPORTED 20

/* One address: what the server has, and what the person wants; while these differ, the server is yet to be told. */
typedef struct
{
  KithJid *jid;        /* owned, bare */
  guint    listed : 1;
  guint    wanted : 1;
  guint    asked : 1;  /* the server has been told, and has not answered */
} Entry;

struct _KithBlockKeeper
{
  GObject      parent_instance;

  GHashTable  *entries; /* bare JID (in the entry) → Entry (owned) */
  KithStore   *store;   /* owned */
  KithSession *session; /* owned */

  KithAccount *account; /* weak */

  gint64       account_id;
  guint        online : 1;
};

G_DEFINE_FINAL_TYPE (KithBlockKeeper, kith_block_keeper, G_TYPE_OBJECT)

typedef struct
{
  KithBlockKeeper *self; /* owned */
  KithJid         *jid;  /* owned */
  GTask           *task; /* owned, NULL: nobody waits for it */
  gboolean         blocked; /* what the server was asked for */
} Call;

static void
entry_free (Entry *entry)
{
  kith_jid_unref (entry->jid);
  g_free (entry);
}

static void
call_free (Call *call)
{
  g_clear_object (&call->self);
  g_clear_pointer (&call->jid, kith_jid_unref);
  g_clear_object (&call->task);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

/* Returns: (transfer none) (nullable): what is known of @jid; a resource alone is left to the server */
static Entry *
find (KithBlockKeeper *self,
      KithJid         *jid)
{
  return g_hash_table_lookup (self->entries, kith_jid_get_text (jid));
}

static Entry *
get (KithBlockKeeper *self,
     KithJid         *jid)
{
  Entry *entry = find (self, jid);

  if (entry == NULL)
    {
      entry = g_new0 (Entry, 1);
      entry->jid = kith_jid_ref (jid);
      g_hash_table_insert (self->entries, (char *)kith_jid_get_text (jid), entry);
    }

  return entry;
}

static gboolean
is_blocked (KithBlockKeeper *self,
            KithContact     *contact)
{
  KithJid *jid = kith_contact_get_jid (contact);
  const Entry *own = g_hash_table_lookup (self->entries, kith_jid_get_bare_text (jid));
  const Entry *server = g_hash_table_lookup (self->entries, kith_jid_get_domainpart (jid));

  return (own != NULL && own->wanted) || (server != NULL && server->wanted);
}

static void
refresh (gpointer contact,
         gpointer user_data)
{
  KithBlockKeeper *self = user_data;
  gboolean blocked = is_blocked (self, contact);
  KithConversation *conversation;

  kith_contact_set_blocked (contact, blocked);
  if (!blocked)
    return;

  kith_account_drop_request (self->account, contact);
  conversation = kith_account_lookup_conversation (self->account, kith_contact_get_address (contact));
  if (conversation != NULL)
    kith_conversation_decline (conversation);
}

/* Makes the model say of @jid, and of everybody at it, what holds. */
static void
show (KithBlockKeeper *self,
      KithJid         *jid)
{
  KithRoster *roster = kith_account_get_roster (self->account);

  refresh (kith_roster_get_contact (roster, jid), self);
  if (kith_jid_get_localpart (jid) == NULL)
    kith_roster_foreach (roster, refresh, self);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!kith_store_save_blocks_finish (KITH_STORE (source), result, &error))
    g_message ("Who is blocked could not be stored: %s", error->message);
}

/* What is neither listed nor wanted need not be known. */
static void
save (KithBlockKeeper *self)
{
  g_autoptr(GPtrArray) blocks = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_stored_block_free);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Entry *entry = value;
      KithStoredBlock *block;

      if (!entry->listed && !entry->wanted)
        {
          if (!entry->asked)
            g_hash_table_iter_remove (&iter);
          continue;
        }

      block = g_new0 (KithStoredBlock, 1);
      block->jid = g_strdup (kith_jid_get_text (entry->jid));
      block->listed = entry->listed;
      block->wanted = entry->wanted;
      g_ptr_array_add (blocks, block);
    }

  kith_store_save_blocks_async (self->store, self->account_id, blocks, NULL, saved_cb, NULL);
}

static void ask_all (KithBlockKeeper *self);

static void
answer (KithBlockKeeper *self,
        Call            *call,
        gboolean         done,
        GError          *error)
{
  Entry *entry = find (self, call->jid);
  gboolean wanted = entry != NULL && entry->wanted;

  if (entry != NULL)
    {
      entry->asked = FALSE;
      if (done)
        entry->listed = call->blocked;
      else if (!wanted && self->online)
        entry->wanted = entry->listed;
      if (self->account != NULL)
        show (self, call->jid);
      save (self);
    }

  /* It may have been wanted otherwise since. */
  if (done)
    ask_all (self);

  /* A block holds here all the same. */
  if (call->task != NULL && (done || wanted))
    g_task_return_boolean (call->task, TRUE);
  else if (call->task != NULL)
    kith_error_map_return (call->task, g_steal_pointer (&error));
  g_clear_error (&error);
}

static void
set_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(Call) call = user_data;
  GError *error = NULL;
  gboolean done = kith_blocking_module_set_blocked_finish (KITH_BLOCKING_MODULE (source), result, &error);

  answer (call->self, call, done, error);
}

static void
reported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Call) call = user_data;
  GError *error = NULL;
  gboolean done = kith_blocking_module_report_finish (KITH_BLOCKING_MODULE (source), result, &error);

  answer (call->self, call, done, error);
}

static gboolean
can_ask (KithBlockKeeper *self)
{
  return self->online &&
         kith_blocking_module_is_supported (kith_session_get_module (self->session, KITH_TYPE_BLOCKING_MODULE));
}

/* @task: (transfer full) (nullable) */
static Call *
begin_call (KithBlockKeeper *self,
            Entry           *entry,
            gboolean         blocked,
            GTask           *task)
{
  Call *call = g_new0 (Call, 1);

  entry->asked = TRUE;
  call->self = g_object_ref (self);
  call->jid = kith_jid_ref (entry->jid);
  call->task = task;
  call->blocked = blocked;

  return call;
}

static void
ask (KithBlockKeeper *self,
     Entry           *entry,
     GTask           *task)
{
  kith_blocking_module_set_blocked_async (kith_session_get_module (self->session, KITH_TYPE_BLOCKING_MODULE), entry->jid,
                                          entry->wanted, NULL, set_cb, begin_call (self, entry, entry->wanted, task));
}

/* What they wrote, as our own archive names it: the other names are of their making. */
static GStrv
collect_archive_ids (GPtrArray *records)
{
  g_autoptr(GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const KithMessageRecord *record = g_ptr_array_index (records, i);

      if (record->direction == KITH_DIRECTION_IN && record->archive_id != NULL)
        g_strv_builder_add (ids, record->archive_id);
    }

  return g_strv_builder_end (ids);
}

static void
send_report (Call      *call,
             GPtrArray *records)
{
  KithBlockKeeper *self = call->self;
  g_auto(GStrv) ids = collect_archive_ids (records);

  if (self->session == NULL || !can_ask (self))
    {
      g_autoptr(Call) late = call;

      /* The block is told later; without a connection nobody takes a report. */
      answer (self, late, FALSE, g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_OFFLINE, "Not connected"));
      return;
    }

  kith_blocking_module_report_async (kith_session_get_module (self->session, KITH_TYPE_BLOCKING_MODULE), call->jid,
                                     KITH_REPORT_SPAM, (const char *const *)ids, NULL, NULL, reported_cb, call);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GPtrArray) records = kith_store_load_messages_finish (KITH_STORE (source), result, NULL);

  send_report (user_data, records);
}

/* To be called before the request goes from the store that is blocked.
 * @task: (transfer full) */
static void
report (KithBlockKeeper *self,
        Entry           *entry,
        GTask           *task)
{
  Call *call = begin_call (self, entry, TRUE, task);
  KithConversation *conversation = kith_account_lookup_conversation (self->account, kith_jid_get_text (entry->jid));
  gint64 id = conversation != NULL ? kith_conversation_get_id (conversation) : 0;

  if (id != 0)
    kith_store_load_messages_async (self->store, id, 0, MAX_REPORTED, NULL, written_cb, call);
  else
    send_report (call, NULL);
}

static void
ask_all (KithBlockKeeper *self)
{
  g_autoptr(GList) entries = g_hash_table_get_values (self->entries);

  for (GList *l = entries; can_ask (self) && l != NULL; l = l->next)
    {
      Entry *entry = l->data;

      if (entry->listed != entry->wanted && !entry->asked)
        ask (self, entry, NULL);
    }
}

/* What comes while the server is asked for something may be the echo of an earlier wish: it says what the server has, not what the
 * person wants by now. */
static void
set_listed (KithBlockKeeper *self,
            GPtrArray       *jids,
            gboolean         listed)
{
  for (guint i = 0; i < jids->len; i++)
    {
      KithJid *jid = g_ptr_array_index (jids, i);
      Entry *entry = kith_jid_is_bare (jid) ? get (self, jid) : NULL;

      if (entry == NULL)
        continue;

      entry->listed = listed;
      if (!entry->asked)
        entry->wanted = listed;
      show (self, jid);
    }
}

static void
unlist_all (KithBlockKeeper *self)
{
  g_autoptr(GList) entries = g_hash_table_get_values (self->entries);

  for (GList *l = entries; l != NULL; l = l->next)
    {
      Entry *entry = l->data;

      entry->wanted = entry->wanted && !entry->listed;
      entry->listed = FALSE;
      show (self, entry->jid);
    }
}

/* The whole list: other devices may have changed it, and what was decided here meanwhile is to be added. */
static void
received_cb (KithBlockKeeper *self,
             GPtrArray       *jids)
{
  g_autoptr(GHashTable) let_in = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) blocked = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  if (self->account == NULL)
    return;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Entry *entry = value;

      if (entry->listed && !entry->wanted)
        g_hash_table_add (let_in, (char *)kith_jid_get_text (entry->jid));
    }

  unlist_all (self);
  for (guint i = 0; i < jids->len; i++)
    {
      KithJid *jid = g_ptr_array_index (jids, i);

      if (g_hash_table_contains (let_in, kith_jid_get_text (jid)))
        get (self, jid)->listed = TRUE;
      else
        g_ptr_array_add (blocked, jid);
    }

  set_listed (self, blocked, TRUE);
  ask_all (self);
  save (self);
}

static void
blocked_cb (KithBlockKeeper *self,
            GPtrArray       *jids)
{
  if (self->account == NULL)
    return;

  set_listed (self, jids, TRUE);
  save (self);
}

static void
unblocked_cb (KithBlockKeeper *self,
              GPtrArray       *jids)
{
  if (self->account == NULL)
    return;

  if (jids == NULL)
    unlist_all (self);
  else
    set_listed (self, jids, FALSE);
  save (self);
}

static void
kith_block_keeper_dispose (GObject *object)
{
  KithBlockKeeper *self = KITH_BLOCK_KEEPER (object);

  g_clear_weak_pointer (&self->account);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (kith_block_keeper_parent_class)->dispose (object);
}

static void
kith_block_keeper_finalize (GObject *object)
{
  KithBlockKeeper *self = KITH_BLOCK_KEEPER (object);

  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (kith_block_keeper_parent_class)->finalize (object);
}

static void
kith_block_keeper_class_init (KithBlockKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_block_keeper_dispose;
  object_class->finalize = kith_block_keeper_finalize;
}

static void
kith_block_keeper_init (KithBlockKeeper *self)
{
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)entry_free);
}

/**
 * kith_block_keeper_new:
 * @account: not kept alive
 *
 * Returns: (transfer full): a keeper that follows what @session receives
 */
KithBlockKeeper *
kith_block_keeper_new (KithAccount *account,
                       gint64       account_id,
                       KithStore   *store,
                       KithSession *session)
{
  KithBlockKeeper *self = g_object_new (KITH_TYPE_BLOCK_KEEPER, NULL);
  gpointer module = kith_session_get_module (session, KITH_TYPE_BLOCKING_MODULE);

  g_set_weak_pointer (&self->account, account);
  self->account_id = account_id;
  self->store = g_object_ref (store);
  self->session = g_object_ref (session);

  g_signal_connect_object (module, "received", G_CALLBACK (received_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "blocked", G_CALLBACK (blocked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "unblocked", G_CALLBACK (unblocked_cb), self, G_CONNECT_SWAPPED);

  return self;
}

void
kith_block_keeper_restore (KithBlockKeeper *self,
                           GPtrArray       *blocks)
{
  g_return_if_fail (KITH_IS_BLOCK_KEEPER (self));

  for (guint i = 0; self->account != NULL && i < blocks->len; i++)
    {
      const KithStoredBlock *block = g_ptr_array_index (blocks, i);
      g_autoptr(KithJid) jid = kith_jid_new (block->jid, NULL);
      Entry *entry = jid != NULL ? get (self, jid) : NULL;

      if (entry == NULL)
        continue;

      entry->listed = block->listed;
      entry->wanted = block->wanted;
      show (self, jid);
    }
}

void
kith_block_keeper_set_online (KithBlockKeeper *self,
                              gboolean         online)
{
  g_return_if_fail (KITH_IS_BLOCK_KEEPER (self));

  self->online = !!online;
  ask_all (self);
}

static void
decide (KithBlockKeeper *self,
        KithJid         *jid,
        gboolean         blocked,
        gboolean         reported,
        GTask           *task)
{
  g_autoptr(KithJid) bare = kith_jid_new (kith_jid_get_bare_text (jid), NULL);
  Entry *entry = get (self, bare);

  entry->wanted = !!blocked;
  if (self->account != NULL && reported && can_ask (self))
    report (self, entry, g_steal_pointer (&task));
  if (self->account != NULL)
    show (self, bare);

  if (task != NULL && can_ask (self) && entry->listed != entry->wanted && !entry->asked)
    {
      ask (self, entry, task);
    }
  else if (task != NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
    }

  save (self);
}

void
kith_block_keeper_set_blocked (KithBlockKeeper *self,
                               KithJid         *jid,
                               gboolean         blocked,
                               GTask           *task)
{
  g_return_if_fail (KITH_IS_BLOCK_KEEPER (self));

  decide (self, jid, blocked, FALSE, task);
}

/**
 * kith_block_keeper_report:
 * @task: (transfer full)
 *
 * Blocks @jid, and reports it together with what it last wrote, if there is a server that takes reports.
 */
void
kith_block_keeper_report (KithBlockKeeper *self,
                          KithJid         *jid,
                          GTask           *task)
{
  g_return_if_fail (KITH_IS_BLOCK_KEEPER (self));

  decide (self, jid, TRUE, TRUE, task);
}
