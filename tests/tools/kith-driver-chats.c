/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-driver.h"

#include "kith-account-private.h"
#include "kith-model-enums.h"

/* What the driver can be told to do with what is in chats already. */

/* Borrowed, or NULL: the message that events call @id. */
static KithMessage *
find_in (KithConversation *conversation,
         const char       *id)
{
  GListModel *messages = G_LIST_MODEL (kith_conversation_get_messages (conversation));

  for (guint i = g_list_model_get_n_items (messages); i > 0; i--)
    {
      g_autoptr(KithMessage) message = g_list_model_get_item (messages, i - 1);
      g_autofree char *name = kith_driver_dup_message_id (message);

      if (strcmp (name, id) == 0)
        return message;
    }

  return NULL;
}

/* Of all accounts: those that were written here, and those that were ever listed. */
static KithMessage *
find_message (KithDriver *self,
              JsonObject *command,
              const char *verb)
{
  GListModel *conversations = kith_client_get_conversations (self->client);
  KithMessage *found = NULL;
  GHashTableIter iter;
  gpointer followed;
  const char *id;

  if (!kith_driver_get_string (command, verb, "id", TRUE, &id))
    return NULL;

  g_hash_table_iter_init (&iter, self->followed);
  while (found == NULL && g_hash_table_iter_next (&iter, &followed, NULL))
    {
      if (g_strcmp0 (kith_message_get_stanza_id (followed), id) == 0)
        found = followed;
    }
  for (guint i = 0; found == NULL && i < g_list_model_get_n_items (conversations); i++)
    {
      g_autoptr(KithConversation) conversation = g_list_model_get_item (conversations, i);

      found = find_in (conversation, id);
    }

  if (found == NULL || kith_message_get_conversation (found) == NULL)
    {
      kith_driver_say_error (verb, "there is no such message; \"history\" makes old ones known");
      return NULL;
    }

  return found;
}

/* The same, if there is something to be decided about it. */
static KithMessage *
find_failed (KithDriver *self,
             JsonObject *command,
             const char *verb)
{
  KithMessage *message = find_message (self, command, verb);

  if (message == NULL || kith_message_get_delivery (message) == KITH_DELIVERY_FAILED)
    return message;

  kith_driver_say_error (verb, "it has not failed");

  return NULL;
}

void
kith_driver_do_retry (KithDriver *self,
                      JsonObject *command,
                      const char *verb)
{
  KithMessage *message = find_failed (self, command, verb);

  if (message != NULL)
    {
      kith_driver_follow_message (self, message);
      kith_conversation_retry (kith_message_get_conversation (message), message);
    }

  kith_driver_next (self);
}

void
kith_driver_do_discard (KithDriver *self,
                        JsonObject *command,
                        const char *verb)
{
  KithMessage *message = find_failed (self, command, verb);

  if (message != NULL)
    kith_conversation_discard (kith_message_get_conversation (message), message);

  kith_driver_next (self);
}

typedef struct
{
  KithDriver       *driver;
  KithConversation *conversation; /* owned */
  char             *verb;         /* owned */
  char             *id;           /* owned */
} Reading;

static void
read_to (Reading *reading)
{
  KithMessage *last = find_in (reading->conversation, reading->id);

  if (last != NULL)
    kith_conversation_mark_read_to (reading->conversation, last);
  else
    kith_driver_say_error (reading->verb, "there is no such message; \"history\" makes old ones known");

  kith_driver_next (reading->driver);
  g_object_unref (reading->conversation);
  g_free (reading->verb);
  g_free (reading->id);
  g_free (reading);
}

static void
page_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!kith_message_list_load_older_finish (KITH_MESSAGE_LIST (source), result, &error))
    g_message ("The history was not loaded: %s", error->message);
  read_to (user_data);
}

/* A chat that nobody has looked at has its messages in the store alone. */
static void
read_part (KithDriver       *self,
           KithConversation *conversation,
           const char       *verb,
           const char       *id)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->driver = self;
  reading->conversation = g_object_ref (conversation);
  reading->verb = g_strdup (verb);
  reading->id = g_strdup (id);
  if (find_in (conversation, id) != NULL)
    read_to (reading);
  else
    kith_message_list_load_older_async (kith_conversation_get_messages (conversation), NULL, page_cb, reading);
}

/* Everything there is in the chat has been seen, or what there is up to the message that "id" names. */
void
kith_driver_do_read (KithDriver *self,
                     JsonObject *command,
                     const char *verb)
{
  g_autoptr(KithJid) with = NULL;
  KithAccount *account;
  const char *id;

  if (!kith_driver_get_account (self, command, verb, &account) ||
      !kith_driver_get_jid (command, verb, "with", &with) ||
      !kith_driver_get_string (command, verb, "id", FALSE, &id))
    {
      kith_driver_next (self);
    }
  else if (id != NULL)
    {
      read_part (self, kith_account_get_conversation (account, with), verb, id);
    }
  else
    {
      kith_conversation_mark_read (kith_account_get_conversation (account, with));
      kith_driver_next (self);
    }
}

/* What the server keeps of all chats. */
static void
say_keeping (KithAccount *account)
{
  GEnumClass *class = g_type_class_ref (KITH_TYPE_KEEPING);
  JsonBuilder *event = kith_driver_begin ("keep", account);

  kith_driver_set (event, "all", g_enum_get_value (class, kith_account_get_keeping (account))->value_nick);
  kith_driver_say (event);
  g_type_class_unref (class);
}

static void
keeping_set_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (kith_account_set_keeping_finish (KITH_ACCOUNT (source), result, &error))
    say_keeping (KITH_ACCOUNT (source));
  else
    kith_driver_say_failure ("keep", error);
  kith_driver_next (user_data);
}

static void
keep_all (KithDriver *self,
          JsonObject *command,
          const char *verb)
{
  GEnumClass *class = g_type_class_ref (KITH_TYPE_KEEPING);
  const GEnumValue *value = NULL;
  KithAccount *account;
  const char *all;

  if (kith_driver_get_account (self, command, verb, &account) &&
      kith_driver_get_string (command, verb, "all", TRUE, &all))
    {
      value = g_enum_get_value_by_nick (class, all);
      if (value == NULL || value->value < KITH_KEEPING_ALWAYS)
        {
          value = NULL;
          kith_driver_say_error (verb, "\"all\" is always, contacts or never");
        }
    }

  if (value != NULL)
    kith_account_set_keeping_async (account, value->value, NULL, keeping_set_cb, self);
  else
    kith_driver_next (self);
  g_type_class_unref (class);
}

/* Whether servers are to keep what is said there, or what they are to keep of all chats. */
void
kith_driver_do_keep (KithDriver *self,
                     JsonObject *command,
                     const char *verb)
{
  g_autoptr(KithJid) with = NULL;
  KithAccount *account;
  gboolean keep;

  if (json_object_has_member (command, "all"))
    {
      keep_all (self, command, verb);
      return;
    }

  if (kith_driver_get_account (self, command, verb, &account) &&
      kith_driver_get_jid (command, verb, "with", &with))
    {
      KithConversation *conversation = kith_account_get_conversation (account, with);

      if (kith_driver_get_boolean (command, verb, "keep", kith_conversation_get_kept (conversation), &keep))
        {
          JsonBuilder *event = kith_driver_begin ("keep", account);

          kith_conversation_set_kept (conversation, keep);
          kith_driver_set (event, "with", kith_jid_get_text (with));
          json_builder_set_member_name (event, "keep");
          json_builder_add_boolean_value (event, kith_conversation_get_kept (conversation));
          kith_driver_say (event);
        }
    }

  kith_driver_next (self);
}

void
kith_driver_do_requests (KithDriver *self,
                         JsonObject *command,
                         const char *verb)
{
  KithAccount *account;

  if (kith_driver_get_account (self, command, verb, &account))
    {
      GListModel *presence = kith_account_get_requests (account);
      GListModel *chats = kith_account_get_message_requests (account);
      JsonBuilder *event = kith_driver_begin ("requests", account);

      json_builder_set_member_name (event, "requests");
      json_builder_begin_array (event);
      for (guint i = 0; i < g_list_model_get_n_items (presence); i++)
        {
          g_autoptr(KithRequest) request = g_list_model_get_item (presence, i);

          json_builder_begin_object (event);
          kith_driver_add_request (event, request);
          json_builder_end_object (event);
        }
      for (guint i = 0; i < g_list_model_get_n_items (chats); i++)
        {
          g_autoptr(KithConversation) chat = g_list_model_get_item (chats, i);

          json_builder_begin_object (event);
          kith_driver_add_message_request (event, chat);
          json_builder_end_object (event);
        }
      json_builder_end_array (event);
      kith_driver_say (event);
    }

  kith_driver_next (self);
}
