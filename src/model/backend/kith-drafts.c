/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-drafts-private.h"

#include "kith-conversation-private.h"
#include "kith-store-conversations.h"

/* Owned by the account's backend; main thread. */

#define DELAY 400 /* ms */

struct _KithDrafts
{
  GObject     parent_instance;

  GHashTable *changed; /* KithConversation (owned) */
  KithStore  *store;   /* owned */

  gint64      account_id;
  guint       source;
};

G_DEFINE_FINAL_TYPE (KithDrafts, kith_drafts, G_TYPE_OBJECT)

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!kith_store_save_conversation_finish (KITH_STORE (source), result, &error))
    g_message ("A conversation could not be stored: %s", error->message);
}

static void
save (KithDrafts       *self,
      KithConversation *conversation)
{
  KithConversationRecord record = {
    .id = kith_conversation_get_id (conversation),
    .account_id = self->account_id,
    .peer = (char *)kith_contact_get_address (kith_conversation_get_contact (conversation)),
    .draft = (char *)kith_conversation_get_draft (conversation),
    .draft_time = kith_conversation_get_draft_time (conversation),
    .pinned = kith_conversation_get_pinned (conversation),
    .hidden = kith_conversation_get_hidden (conversation),
    .muted = kith_conversation_get_muted (conversation),
  };

  kith_store_save_conversation_async (self->store, &record, NULL, saved_cb, NULL);
}

typedef struct
{
  KithDrafts       *self;         /* owned */
  KithConversation *conversation; /* owned */
} Call;

static void
ensured_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Call *call = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(KithConversationRecord) record = NULL;

  record = kith_store_ensure_conversation_finish (KITH_STORE (source), result, &error);
  if (record != NULL)
    {
      kith_conversation_set_id (call->conversation, record->id);
      save (call->self, call->conversation);
    }
  else
    {
      g_message ("A conversation could not be stored: %s", error->message);
    }

  g_object_unref (call->self);
  g_object_unref (call->conversation);
  g_free (call);
}

static void
store (KithDrafts       *self,
       KithConversation *conversation)
{
  const char *peer = kith_contact_get_address (kith_conversation_get_contact (conversation));
  Call *call;

  if (kith_conversation_get_id (conversation) != 0)
    {
      save (self, conversation);
      return;
    }

  call = g_new0 (Call, 1);
  call->self = g_object_ref (self);
  call->conversation = g_object_ref (conversation);
  kith_store_ensure_conversation_async (self->store, self->account_id, peer, NULL, ensured_cb, call);
}

static gboolean
delay_cb (gpointer user_data)
{
  KithDrafts *self = user_data;

  self->source = 0;
  kith_drafts_flush (self);

  return G_SOURCE_REMOVE;
}

static void
kith_drafts_dispose (GObject *object)
{
  KithDrafts *self = KITH_DRAFTS (object);

  g_clear_handle_id (&self->source, g_source_remove);

  G_OBJECT_CLASS (kith_drafts_parent_class)->dispose (object);
}

static void
kith_drafts_finalize (GObject *object)
{
  KithDrafts *self = KITH_DRAFTS (object);

  g_clear_pointer (&self->changed, g_hash_table_unref);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (kith_drafts_parent_class)->finalize (object);
}

static void
kith_drafts_class_init (KithDraftsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_drafts_dispose;
  object_class->finalize = kith_drafts_finalize;
}

static void
kith_drafts_init (KithDrafts *self)
{
  self->changed = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

/**
 * kith_drafts_new:
 *
 * Returns: (transfer full): nothing to store yet
 */
KithDrafts *
kith_drafts_new (gint64     account_id,
                 KithStore *db)
{
  KithDrafts *self = g_object_new (KITH_TYPE_DRAFTS, NULL);

  self->account_id = account_id;
  self->store = g_object_ref (db);

  return self;
}

void
kith_drafts_add (KithDrafts       *self,
                 KithConversation *conversation)
{
  g_return_if_fail (KITH_IS_DRAFTS (self));

  g_hash_table_add (self->changed, g_object_ref (conversation));
  if (self->source == 0)
    self->source = g_timeout_add (DELAY, delay_cb, self);
}

/**
 * kith_drafts_flush:
 *
 * Hands all of it to the store now.
 */
void
kith_drafts_flush (KithDrafts *self)
{
  GHashTableIter iter;
  gpointer conversation;

  g_return_if_fail (KITH_IS_DRAFTS (self));

  g_clear_handle_id (&self->source, g_source_remove);
  g_hash_table_iter_init (&iter, self->changed);
  while (g_hash_table_iter_next (&iter, &conversation, NULL))
    store (self, conversation);
  g_hash_table_remove_all (self->changed);
}
