/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <json-glib/json-glib.h>
#include <stdio.h>

#include "kith-store-accounts.h"
#include "kith-store-conversations.h"
#include "kith-store-messages.h"
#include "kith-store-roster.h"

/* Fills the database of a profile before Kith opens it, for the demo and the benchmark: kith-fill FILE reads a JSON object a line.
 *   {"account": JID, "host": …, "port": …, "certificate": …, "nickname": …, "status": …}   first; all else belongs to it
 *   {"contact": JID, "name": …, "groups": […]}
 *   {"message": TEXT, "peer": JID, "own": BOOLEAN, "time": microseconds, "id": …}
 *   {"read": JID, "pinned": BOOLEAN}                                                      everything in that chat was read */

/* So many messages are one transaction. */
#define BATCH 2000

typedef struct
{
  KithStore         *store;
  KithAccountRecord *account;
  GPtrArray         *contacts; /* of KithRosterItem */
  GPtrArray         *messages; /* of KithMessageRecord */
} Fill;

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

/* Spins until the answer is there. */
static GAsyncResult *
await (GAsyncResult **result)
{
  while (*result == NULL)
    {
      g_main_context_iteration (NULL, TRUE);
    }
  return *result;
}

static char *
dup_text (JsonObject *line,
          const char *name)
{
  return g_strdup (json_object_get_string_member_with_default (line, name, NULL));
}

static gboolean
fill_account (Fill       *self,
              JsonObject *line,
              GError    **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  KithAccountRecord *account = kith_account_record_new ();

  account->jid = dup_text (line, "account");
  account->host = dup_text (line, "host");
  account->port = json_object_get_int_member_with_default (line, "port", 0);
  account->pinned_certificate = dup_text (line, "certificate");
  account->nickname = dup_text (line, "nickname");
  account->status = dup_text (line, "status");
  account->show = KITH_SHOW_AVAILABLE;
  account->enabled = TRUE;
  self->account = account;

  kith_store_save_account_async (self->store, account, NULL, answered_cb, &result);
  account->id = kith_store_save_account_finish (self->store, await (&result), error);
  return account->id > 0;
}

static gboolean
fill_contact (Fill       *self,
              JsonObject *line,
              GError    **error)
{
  g_autoptr(KithJid) jid = NULL;
  KithRosterItem *item;
  JsonArray *groups;
  GStrvBuilder *names;

  jid = kith_jid_new (json_object_get_string_member (line, "contact"), error);
  if (jid == NULL)
    {
      return FALSE;
    }
  item = kith_roster_item_new (jid);
  item->name = dup_text (line, "name");
  item->subscription = KITH_SUBSCRIPTION_BOTH;

  names = g_strv_builder_new ();
  groups = json_object_has_member (line, "groups") ? json_object_get_array_member (line, "groups") : NULL;
  for (guint i = 0; groups != NULL && i < json_array_get_length (groups); i++)
    {
      g_strv_builder_add (names, json_array_get_string_element (groups, i));
    }
  g_strfreev (item->groups);
  item->groups = g_strv_builder_end (names);
  g_strv_builder_unref (names);

  g_ptr_array_add (self->contacts, item);
  return TRUE;
}

static gboolean
flush_messages (Fill    *self,
                GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) added = NULL;

  if (self->messages->len == 0)
    {
      return TRUE;
    }
  kith_store_add_messages_async (self->store, self->messages, NULL, answered_cb, &result);
  added = kith_store_add_messages_finish (self->store, await (&result), error);
  g_ptr_array_set_size (self->messages, 0);
  return added != NULL;
}

static gboolean
fill_message (Fill       *self,
              JsonObject *line,
              GError    **error)
{
  KithMessageRecord *message = kith_message_record_new ();
  gboolean own = json_object_get_boolean_member_with_default (line, "own", FALSE);

  message->account_id = self->account->id;
  message->peer = dup_text (line, "peer");
  message->sender = own ? g_strdup (self->account->jid) : dup_text (line, "peer");
  message->direction = own ? KITH_DIRECTION_OUT : KITH_DIRECTION_IN;
  message->delivery = own ? KITH_DELIVERY_DELIVERED : KITH_DELIVERY_NONE;
  message->body = dup_text (line, "message");
  message->time = json_object_get_int_member (line, "time");
  message->stanza_id = dup_text (line, "id");
  g_ptr_array_add (self->messages, message);

  return self->messages->len < BATCH || flush_messages (self, error);
}

static gboolean
fill_read (Fill       *self,
           JsonObject *line,
           GError    **error)
{
  g_autoptr(GAsyncResult) ensured = NULL;
  g_autoptr(GAsyncResult) loaded = NULL;
  g_autoptr(GAsyncResult) read = NULL;
  g_autoptr(GAsyncResult) saved = NULL;
  g_autoptr(KithConversationRecord) conversation = NULL;
  g_autoptr(GPtrArray) newest = NULL;

  if (!flush_messages (self, error))
    {
      return FALSE;
    }
  kith_store_ensure_conversation_async (self->store, self->account->id,
                                        json_object_get_string_member (line, "read"), NULL,
                                        answered_cb, &ensured);
  conversation = kith_store_ensure_conversation_finish (self->store, await (&ensured), error);
  if (conversation == NULL)
    {
      return FALSE;
    }
  kith_store_load_messages_async (self->store, conversation->id, 0, 1, NULL, answered_cb, &loaded);
  newest = kith_store_load_messages_finish (self->store, await (&loaded), error);
  if (newest == NULL)
    {
      return FALSE;
    }
  if (newest->len > 0)
    {
      KithMessageRecord *last = g_ptr_array_index (newest, 0);

      kith_store_mark_read_async (self->store, conversation->id, last->id, NULL, answered_cb, &read);
      if (kith_store_mark_read_finish (self->store, await (&read), error) < 0)
        {
          return FALSE;
        }
    }
  conversation->pinned = json_object_get_boolean_member_with_default (line, "pinned", FALSE);
  kith_store_save_conversation_async (self->store, conversation, NULL, answered_cb, &saved);
  return kith_store_save_conversation_finish (self->store, await (&saved), error);
}

static gboolean
fill_line (Fill       *self,
           const char *text,
           GError    **error)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  JsonNode *root;
  JsonObject *line;

  if (!json_parser_load_from_data (parser, text, -1, error))
    {
      return FALSE;
    }
  root = json_parser_get_root (parser);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    {
      line = json_node_get_object (root);
      if (json_object_has_member (line, "account"))
        {
          return fill_account (self, line, error);
        }
      if (self->account != NULL && json_object_has_member (line, "contact"))
        {
          return fill_contact (self, line, error);
        }
      if (self->account != NULL && json_object_has_member (line, "message"))
        {
          return fill_message (self, line, error);
        }
      if (self->account != NULL && json_object_has_member (line, "read"))
        {
          return fill_read (self, line, error);
        }
    }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "not understood: %s", text);
  return FALSE;
}

static gboolean
fill_all (Fill    *self,
          GError **error)
{
  g_autoptr(GIOChannel) input = g_io_channel_unix_new (0);
  g_autoptr(GAsyncResult) saved = NULL;
  GIOStatus status;

  for (;;)
    {
      g_autofree char *text = NULL;

      status = g_io_channel_read_line (input, &text, NULL, NULL, error);
      if (status != G_IO_STATUS_NORMAL)
        {
          break;
        }
      if (!fill_line (self, text, error))
        {
          return FALSE;
        }
    }
  if (status != G_IO_STATUS_EOF || !flush_messages (self, error))
    {
      return FALSE;
    }
  if (self->contacts->len == 0)
    {
      return TRUE;
    }
  kith_store_save_roster_async (self->store, self->account->id, self->contacts, TRUE, NULL, NULL, answered_cb, &saved);
  return kith_store_save_roster_finish (self->store, await (&saved), error);
}

static gboolean
open_store (KithStore *store,
            GError   **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kith_store_open_async (store, NULL, answered_cb, &result);
  return kith_store_open_finish (store, await (&result), error);
}

static gboolean
close_store (KithStore *store,
             GError   **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kith_store_close_async (store, NULL, answered_cb, &result);
  return kith_store_close_finish (store, await (&result), error);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;
  Fill fill = { 0 };
  gboolean done;

  if (argc != 2)
    {
      g_printerr ("Usage: kith-fill FILE < LINES\n");
      return 2;
    }
  fill.store = kith_store_new (argv[1]);
  fill.contacts = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_roster_item_free);
  fill.messages = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_message_record_free);

  done = open_store (fill.store, &error) &&
         fill_all (&fill, &error) &&
         close_store (fill.store, &error);
  if (!done)
    {
      g_printerr ("kith-fill: %s\n", error->message);
    }
  g_clear_pointer (&fill.account, kith_account_record_free);
  g_ptr_array_unref (fill.contacts);
  g_ptr_array_unref (fill.messages);
  g_object_unref (fill.store);

  return done ? 0 : 1;
}
