/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-read-sync-module.h"

#include "kith-ns.h"
#include "kith-pubsub-module.h"
#include "kith-router.h"
#include "kith-xmpp-error.h"

/* More chats are not remembered. */
#define MAX_CHATS 10000

struct _KithReadSyncModule
{
  KithModule  parent_instance;

  GHashTable *displayed;   /* bare address (owned) → archive id (owned) */
};

enum
{
  DISPLAYED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithReadSyncModule, kith_read_sync_module, KITH_TYPE_MODULE)

/* An id that somebody else gave, such as a room, is none of the own archive. */
static char *
dup_archive_id (KithReadSyncModule *self, KithStanza *item)
{
  KithStanza *displayed = kith_stanza_find (item, "displayed", KITH_NS_DISPLAYED);
  KithStanza *id = displayed != NULL ? kith_stanza_find (displayed, "stanza-id", KITH_NS_STANZA_IDS) : NULL;
  g_autoptr(KithJid) by = id != NULL ? kith_stanza_dup_jid (id, "by") : NULL;

  if (by == NULL || !kith_jid_equal (by, kith_router_get_account (kith_module_get_router (KITH_MODULE (self)))))
    return NULL;

  return kith_stanza_dup_id (id, "id");
}

static void
read_items (KithReadSyncModule *self, KithStanza *items)
{
  for (KithStanza *item = kith_stanza_first (items); item != NULL; item = kith_stanza_next (item))
    {
      g_autoptr(KithJid) peer = kith_stanza_is (item, "item", NULL) ? kith_stanza_dup_jid (item, "id") : NULL;
      g_autofree char *id = peer != NULL && kith_jid_is_bare (peer) ? dup_archive_id (self, item) : NULL;
      const char *text = peer != NULL ? kith_jid_get_text (peer) : NULL;

      if (id == NULL || (g_hash_table_size (self->displayed) >= MAX_CHATS && !g_hash_table_contains (self->displayed, text)))
        continue;

      g_hash_table_insert (self->displayed, g_strdup (text), g_strdup (id));
      g_signal_emit (self, signals[DISPLAYED], 0, peer, id);
    }
}

static void
kith_read_sync_module_event (KithModule *module, KithJid *publisher, const char *node, KithStanza *items)
{
  KithReadSyncModule *self = KITH_READ_SYNC_MODULE (module);

  if (kith_stanza_is (items, "items", NULL))
    read_items (self, items);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KithReadSyncModule) self = user_data;
  KithStanza *items = NULL;
  g_autoptr(KithStanza) reply = kith_pubsub_module_fetch_finish (KITH_PUBSUB_MODULE (source), result, &items, NULL);

  if (reply != NULL && kith_module_get_router (KITH_MODULE (self)) != NULL)
    read_items (self, items);
}

static KithPubsubModule *
get_pubsub (KithReadSyncModule *self)
{
  KithRouter *router = kith_module_get_router (KITH_MODULE (self));

  return router != NULL ? kith_router_get_module (router, KITH_TYPE_PUBSUB_MODULE) : NULL;
}

static void
kith_read_sync_module_online (KithModule *module, gboolean resumed)
{
  KithReadSyncModule *self = KITH_READ_SYNC_MODULE (module);
  KithPubsubModule *pubsub = get_pubsub (self);

  if (resumed || pubsub == NULL)
    return;

  g_hash_table_remove_all (self->displayed);
  kith_pubsub_module_fetch_async (pubsub, NULL, KITH_NS_DISPLAYED, NULL, 0, NULL, fetched_cb, g_object_ref (self));
}

static void
kith_read_sync_module_finalize (GObject *object)
{
  g_hash_table_unref (KITH_READ_SYNC_MODULE (object)->displayed);

  G_OBJECT_CLASS (kith_read_sync_module_parent_class)->finalize (object);
}

static const char *const private_notify[] = { KITH_NS_DISPLAYED, NULL };

static void
kith_read_sync_module_class_init (KithReadSyncModuleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kith_read_sync_module_finalize;
  KITH_MODULE_CLASS (klass)->private_notify = private_notify;
  KITH_MODULE_CLASS (klass)->event = kith_read_sync_module_event;
  KITH_MODULE_CLASS (klass)->online = kith_read_sync_module_online;

  /**
   * KithReadSyncModule::displayed:
   * @peer: the bare address of the other side of the chat
   * @archive_id: up to this entry of the own archive
   */
  signals[DISPLAYED] = g_signal_new ("displayed", KITH_TYPE_READ_SYNC_MODULE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 2, KITH_TYPE_JID, G_TYPE_STRING);
}

static void
kith_read_sync_module_init (KithReadSyncModule *self)
{
  self->displayed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

const char *
kith_read_sync_module_get_displayed (KithReadSyncModule *self, KithJid *peer)
{
  g_return_val_if_fail (KITH_IS_READ_SYNC_MODULE (self), NULL);

  return g_hash_table_lookup (self->displayed, kith_jid_get_bare_text (peer));
}

static void
published_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (kith_pubsub_module_publish_private_finish (KITH_PUBSUB_MODULE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * kith_read_sync_module_publish_async:
 * @peer: whose chat, of which the bare part counts
 * @archive_id: the newest entry of the own archive in it that was shown
 *
 * Tells the other devices of the own account. It is the caller's part that this only ever moves forward.
 */
void
kith_read_sync_module_publish_async (KithReadSyncModule *self,
                                     KithJid            *peer,
                                     const char         *archive_id,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  KithPubsubModule *pubsub = NULL;
  KithStanza *payload = NULL;
  KithStanza *id = NULL;

  g_return_if_fail (KITH_IS_READ_SYNC_MODULE (self));
  g_return_if_fail (peer != NULL && archive_id != NULL);

  g_task_set_source_tag (task, kith_read_sync_module_publish_async);
  pubsub = get_pubsub (self);
  if (pubsub == NULL)
    {
      g_task_return_new_error (task, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST, "Not connected");
      return;
    }

  payload = kith_stanza_new ("displayed", KITH_NS_DISPLAYED);
  id = kith_stanza_add (payload, "stanza-id", KITH_NS_STANZA_IDS);
  kith_stanza_set (id, "by", kith_jid_get_text (kith_router_get_account (kith_module_get_router (KITH_MODULE (self)))));
  kith_stanza_set (id, "id", archive_id);
  kith_pubsub_module_publish_private_async (pubsub, KITH_NS_DISPLAYED, kith_jid_get_bare_text (peer), payload, cancellable,
                                            published_cb, g_steal_pointer (&task));
}

/**
 * kith_read_sync_module_publish_finish:
 *
 * Returns: %TRUE if the server has it; else an error as kith_pubsub_module_publish_private_finish () gives
 */
gboolean
kith_read_sync_module_publish_finish (KithReadSyncModule *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
