/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-arrival-private.h"

#include "kith-account-private.h"
#include "kith-conversation-private.h"
#include "kith-history-private.h"
#include "kith-message-list-private.h"
#include "kith-message-private.h"
#include "kith-roster-private.h"

/* From a message that came, by whichever way, to a row of the store, and from the row to the model. */

#define FULL_WINDOW 100

gboolean
kith_arrival_is_own (KithAccount               *account,
                     const KithIncomingMessage *incoming)
{
  return incoming->outgoing || kith_jid_bare_equal (incoming->from, kith_account_get_jid (account));
}

/* Whether somebody writes who is not among the contacts, and with whom the person has no chat. The own server is no stranger. */
static gboolean
is_stranger (KithAccount *account,
             KithJid     *peer)
{
  KithContact *contact = kith_roster_lookup (kith_account_get_roster (account), kith_jid_get_bare_text (peer));
  KithConversation *conversation = kith_account_lookup_conversation (account, kith_jid_get_bare_text (peer));
  KithJid *own = kith_account_get_jid (account);

  if (kith_jid_bare_equal (peer, own) ||
      g_str_equal (kith_jid_get_bare_text (peer), kith_jid_get_domainpart (own)))
    return FALSE;

  return (contact == NULL || !kith_contact_get_in_roster (contact)) &&
         (conversation == NULL || kith_conversation_get_request (conversation));
}

/* What a server kept for a while bears whole seconds, which are rounded down. The archive has exact times: what it brings of the
 * same second, and did not come with the rest, was written before. */
static gint64
end_of_second (const KithIncomingMessage *incoming)
{
  gboolean rounded = incoming->via == KITH_MESSAGE_LIVE && incoming->time % G_TIME_SPAN_SECOND == 0;

  return incoming->time + (rounded ? G_TIME_SPAN_SECOND - 1 : 0);
}

/**
 * kith_arrival_make_record:
 * @incoming: has a body
 *
 * Returns: (transfer full): what is to be stored of it; one of ours is SENT
 */
KithMessageRecord *
kith_arrival_make_record (KithAccount               *account,
                          gint64                     account_id,
                          const KithIncomingMessage *incoming)
{
  KithMessageRecord *record = kith_message_record_new ();
  gboolean own = kith_arrival_is_own (account, incoming);
  KithJid *peer = own && incoming->to != NULL ? incoming->to : incoming->from;
  gint64 now = g_get_real_time ();

  record->account_id = account_id;
  record->peer = g_strdup (kith_jid_get_bare_text (peer));
  record->sender = g_strdup (kith_jid_get_text (incoming->from));
  record->direction = own ? KITH_DIRECTION_OUT : KITH_DIRECTION_IN;
  record->delivery = own ? KITH_DELIVERY_SENT : KITH_DELIVERY_NONE;
  record->body = g_strdup (incoming->body);
  /* Nothing was written in the future, whatever a clock says. */
  record->time = incoming->time > 0 ? MIN (end_of_second (incoming), now) : now;
  record->stanza_id = g_strdup (incoming->id);
  record->origin_id = g_strdup (incoming->origin_id);
  record->archive_id = g_strdup (incoming->archive_id);
  record->markable = incoming->markable;
  record->request = !own && is_stranger (account, peer);

  return record;
}

/* Whether @record is of a stranger, by what is known now. */
void
kith_arrival_judge (KithAccount               *account,
                    const KithIncomingMessage *incoming,
                    KithMessageRecord         *record)
{
  if (account != NULL)
    record->request = record->direction == KITH_DIRECTION_IN && is_stranger (account, incoming->from);
}

/* Returns: (transfer none) (nullable): the conversation, made if there is none */
static KithConversation *
get_conversation (KithAccount *account,
                  const char  *peer,
                  gboolean     request)
{
  KithConversation *conversation = kith_account_lookup_conversation (account, peer);
  g_autoptr(KithJid) jid = conversation == NULL ? kith_jid_new (peer, NULL) : NULL;

  if (jid == NULL)
    return conversation;

  return request ? kith_account_get_conversation_of_stranger (account, jid)
                 : kith_account_get_conversation (account, jid);
}

/* It turned out to stand elsewhere. */
static void
move (KithMessageList *list,
      KithMessage     *message,
      gint64           time)
{
  GListModel *window = G_LIST_MODEL (list);
  guint n = g_list_model_get_n_items (window);

  if (kith_message_get_time (message) == time)
    return;

  kith_message_list_remove (list, message);
  kith_message_set_time (message, time);
  if (g_list_model_get_n_items (window) < n)
    kith_message_list_add (list, message);
}

/* One that stood already, maybe elsewhere. Returns: whether anybody holds it */
static gboolean
update_place (KithMessageList         *list,
              const KithMessageRecord *record)
{
  g_autoptr(KithMessage) message = NULL;

  g_set_object (&message, kith_message_list_find (list, -record->id));
  if (message != NULL)
    move (list, message, record->time);

  return message != NULL;
}

void
kith_arrival_show (KithAccount             *account,
                   const KithMessageRecord *record,
                   gboolean                 live)
{
  KithConversation *conversation = get_conversation (account, record->peer, record->request);

  if (conversation == NULL)
    return;

  kith_conversation_set_id (conversation, record->conversation_id);
  /* Written by another device: who is answered there is welcome. The store knows already. */
  if (record->direction == KITH_DIRECTION_OUT)
    kith_conversation_set_request (conversation, FALSE);
  if (record->id > 0)
    {
      g_autoptr(KithMessage) message = kith_history_get_message (conversation, record);

      kith_conversation_add_message (conversation, message, live);
    }
  else
    {
      update_place (kith_conversation_get_messages (conversation), record);
      if (record->direction == KITH_DIRECTION_OUT)
        kith_history_apply_delivery (conversation, record);
    }
}

/* Returns: how many of the last messages in @id are unread */
static guint
get_unread (GPtrArray *conversations,
            gint64     id)
{
  for (guint i = 0; i < conversations->len; i++)
    {
      const KithConversationRecord *conversation = g_ptr_array_index (conversations, i);

      if (conversation->id == id)
        return conversation->unread;
    }

  return 0;
}

/**
 * kith_arrival_find_read:
 * @records: (element-type KithMessageRecord): what was stored, in order
 * @conversations: (element-type KithConversationRecord): how their conversations stand after that
 *
 * Returns: (transfer container) (element-type KithMessageRecord): those of the others that were read before they came
 */
GHashTable *
kith_arrival_find_read (GPtrArray *records,
                        GPtrArray *conversations)
{
  GHashTable *read = g_hash_table_new (NULL, NULL);
  /* id of a conversation → how many of it came behind */
  g_autoptr(GHashTable) behind = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = records->len; i > 0; i--)
    {
      KithMessageRecord *record = g_ptr_array_index (records, i - 1);
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (behind, &record->conversation_id));

      if (record->id <= 0 || record->direction != KITH_DIRECTION_IN)
        continue;
      if (n >= get_unread (conversations, record->conversation_id))
        g_hash_table_add (read, record);
      g_hash_table_insert (behind, &record->conversation_id, GUINT_TO_POINTER (n + 1));
    }

  return read;
}

/* What belongs before a window that is full is left to the page it will come with. */
static void
add_to_window (KithMessageList *list,
               KithMessage     *message)
{
  g_autoptr(KithMessage) first = g_list_model_get_item (G_LIST_MODEL (list), 0);

  if (g_list_model_get_n_items (G_LIST_MODEL (list)) >= FULL_WINDOW && kith_message_compare (message, first) < 0)
    kith_message_list_set_has_older (list, TRUE);
  else
    kith_message_list_add (list, message);
}

void
kith_arrival_show_archived (KithAccount             *account,
                            const KithMessageRecord *record,
                            gboolean                 announce)
{
  KithConversation *conversation = get_conversation (account, record->peer, record->request);
  KithMessageList *list = NULL;
  g_autoptr(KithMessage) message = NULL;

  if (conversation == NULL)
    return;

  kith_conversation_set_id (conversation, record->conversation_id);
  list = kith_conversation_get_messages (conversation);
  if (record->id < 0)
    {
      if (update_place (list, record) && record->direction == KITH_DIRECTION_OUT)
        kith_history_apply_delivery (conversation, record);
      return;
    }

  /* A long history comes by without an object for each message. */
  if (!announce && !kith_message_list_is_open (list))
    return;

  message = kith_history_get_message (conversation, record);
  if (kith_message_list_is_open (list))
    add_to_window (list, message);
  if (announce)
    g_signal_emit_by_name (conversation, "message-added", message, FALSE);
}

/* Returns: (transfer full) (nullable): what a message that a server sends again has in common with what it sent before */
static char *
get_archive_key (const KithMessageRecord *record)
{
  return record->archive_id != NULL ? g_strconcat (record->sender, "\n", record->archive_id, NULL) : NULL;
}

/* The same, whether or not the server says where the archive has it. */
static char *
get_stanza_key (const KithMessageRecord *record)
{
  return record->stanza_id != NULL ? g_strconcat (record->sender, "\n", record->stanza_id, "\n", record->body, NULL) : NULL;
}

/* @shown: what is shown without being stored: who and which (owned) → KithMessage (owned) */
void
kith_arrival_note_shown (GHashTable              *shown,
                         const KithMessageRecord *record,
                         KithMessage             *message)
{
  char *archive_key = get_archive_key (record);
  char *stanza_key = get_stanza_key (record);

  if (archive_key != NULL)
    g_hash_table_replace (shown, archive_key, g_object_ref (message));
  if (stanza_key != NULL)
    g_hash_table_replace (shown, stanza_key, g_object_ref (message));
}

/* Returns: (transfer none) (nullable): the object of the same message in @shown */
KithMessage *
kith_arrival_find_shown (GHashTable              *shown,
                         const KithMessageRecord *record)
{
  g_autofree char *archive_key = NULL;
  g_autofree char *stanza_key = NULL;
  KithMessage *message = NULL;

  if (g_hash_table_size (shown) == 0)
    return NULL;

  archive_key = get_archive_key (record);
  stanza_key = get_stanza_key (record);
  if (archive_key != NULL)
    message = g_hash_table_lookup (shown, archive_key);

  return message == NULL && stanza_key != NULL ? g_hash_table_lookup (shown, stanza_key) : message;
}

void
kith_arrival_settle_shown (KithConversation        *conversation,
                           KithMessage             *message,
                           const KithMessageRecord *record)
{
  KithMessageList *list = kith_conversation_get_messages (conversation);
  KithMessage *standing = kith_message_list_find (list, ABS (record->id));

  if (standing != NULL && standing != message)
    {
      kith_conversation_remove_message (conversation, message);
      return;
    }

  kith_conversation_set_id (conversation, record->conversation_id);
  kith_message_set_id (message, ABS (record->id));
  kith_message_set_ids (message, record->origin_id, record->archive_id);
  kith_message_list_know (list, message);
  move (list, message, record->time);
}

void
kith_arrival_settle (KithAccount *account,
                     GPtrArray   *conversations)
{
  for (guint i = 0; i < conversations->len; i++)
    {
      const KithConversationRecord *record = g_ptr_array_index (conversations, i);
      KithConversation *conversation = get_conversation (account, record->peer, record->request);

      if (conversation == NULL)
        continue;

      kith_conversation_set_id (conversation, record->id);
      if (!record->request)
        kith_conversation_set_request (conversation, FALSE);
      if (record->last_time >= kith_conversation_get_last_time (conversation))
        kith_conversation_set_last (conversation, record->last_time, record->last_body, record->last_direction,
                                    record->last_delivery);
      if (!record->hidden && record->last_time > 0)
        kith_conversation_set_hidden (conversation, FALSE);
      kith_conversation_set_unread (conversation, record->unread);
      if (kith_conversation_get_active (conversation))
        kith_conversation_mark_read (conversation);
    }
}
