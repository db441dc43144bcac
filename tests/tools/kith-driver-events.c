/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-driver.h"

#include <stdio.h>

#include "kith-base-enums.h"
#include "kith-datetime.h"
#include "kith-model-enums.h"
#include "kith-model-error.h"

/* What happens in the model, as lines of JSON. */

static const char *
enum_word (GType type,
           int   value)
{
  g_autoptr(GEnumClass) enum_class = g_type_class_ref (type);
  GEnumValue *found = g_enum_get_value (enum_class, value);

  return found != NULL ? found->value_nick : NULL;
}

/* Takes @event. */
void
kith_driver_say (JsonBuilder *event)
{
  g_autoptr(JsonGenerator) generator = json_generator_new ();
  g_autoptr(JsonNode) root = NULL;
  g_autofree char *line = NULL;

  json_builder_end_object (event);
  root = json_builder_get_root (event);
  json_generator_set_root (generator, root);
  line = json_generator_to_data (generator, NULL);
  puts (line);
  fflush (stdout);
  g_object_unref (event);
}

void
kith_driver_set (JsonBuilder *builder,
                 const char  *name,
                 const char  *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
set_boolean (JsonBuilder *builder,
             const char  *name,
             gboolean     value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

static void
set_time (JsonBuilder *builder,
          const char  *name,
          gint64       time)
{
  g_autofree char *text = time != 0 ? kith_datetime_format (time) : NULL;

  kith_driver_set (builder, name, text);
}

static void
set_strv (JsonBuilder       *builder,
          const char        *name,
          const char *const *values)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    json_builder_add_string_value (builder, values[i]);
  json_builder_end_array (builder);
}

/* Returns: (transfer full): the beginning of an event */
JsonBuilder *
kith_driver_begin (const char  *event,
                   KithAccount *account)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  kith_driver_set (builder, "event", event);
  if (account != NULL)
    kith_driver_set (builder, "account", kith_account_get_address (account));

  return builder;
}

/* Returns: (transfer none) (nullable): the name of the error, such as "not-authorized" */
const char *
kith_driver_error_word (const GError *error)
{
  if (error == NULL)
    return NULL;
  if (error->domain != KITH_MODEL_ERROR)
    return "failed";

  return enum_word (KITH_TYPE_MODEL_ERROR, error->code);
}

void
kith_driver_say_error (const char *verb,
                       const char *why)
{
  JsonBuilder *event = kith_driver_begin ("error", NULL);

  kith_driver_set (event, "do", verb);
  kith_driver_set (event, "why", why);
  kith_driver_say (event);
}

void
kith_driver_say_failure (const char   *verb,
                         const GError *error)
{
  kith_driver_say_error (verb, kith_driver_error_word (error));
}

/* Returns: (transfer full): what events call it: the id of its stanza, or, where it came without one, its number here */
char *
kith_driver_dup_message_id (KithMessage *message)
{
  const char *id = kith_message_get_stanza_id (message);

  return id != NULL ? g_strdup (id) : g_strdup_printf ("#%" G_GINT64_FORMAT, kith_message_get_id (message));
}

/* The fields of a message, into an object that is open. */
void
kith_driver_add_message (JsonBuilder *builder,
                         KithMessage *message)
{
  KithConversation *conversation = kith_message_get_conversation (message);
  gboolean out = kith_message_get_direction (message) == KITH_DIRECTION_OUT;
  g_autofree char *id = kith_driver_dup_message_id (message);

  kith_driver_set (builder, "with",
                   kith_contact_get_address (kith_conversation_get_contact (conversation)));
  kith_driver_set (builder, "from", kith_message_get_sender (message));
  kith_driver_set (builder, "direction", out ? "out" : "in");
  kith_driver_set (builder, "id", id);
  kith_driver_set (builder, "origin_id", kith_message_get_origin_id (message));
  kith_driver_set (builder, "archive_id", kith_message_get_archive_id (message));
  kith_driver_set (builder, "ref", kith_message_get_ref (message));
  kith_driver_set (builder, "body", kith_message_get_body (message));
  set_time (builder, "time", kith_message_get_time (message));
  kith_driver_set (builder, "state",
                   out ? kith_delivery_to_nick (kith_message_get_delivery (message)) : NULL);
  kith_driver_set (builder, "error", kith_driver_error_word (kith_message_get_error (message)));
}

static void
say_message (const char  *event,
             KithMessage *message)
{
  KithConversation *conversation = kith_message_get_conversation (message);
  JsonBuilder *builder;

  if (conversation == NULL)
    return;

  builder = kith_driver_begin (event, kith_conversation_get_account (conversation));
  kith_driver_add_message (builder, message);
  kith_driver_say (builder);
}

static void
delivery_cb (KithMessage *message)
{
  say_message ("changed", message);
}

/* Says what becomes of @message from now on, if it is one of ours. */
void
kith_driver_follow_message (KithDriver  *self,
                            KithMessage *message)
{
  if (kith_message_get_direction (message) == KITH_DIRECTION_OUT &&
      g_hash_table_add (self->followed, g_object_ref (message)))
    g_signal_connect (message, "notify::delivery", G_CALLBACK (delivery_cb), NULL);
}

static void
message_added_cb (KithDriver       *self,
                  KithConversation *conversation,
                  KithMessage      *message)
{
  if (self->ref != NULL && kith_message_get_direction (message) == KITH_DIRECTION_OUT)
    kith_message_set_ref (message, self->ref);
  say_message ("message", message);

  kith_driver_follow_message (self, message);
}

void
kith_driver_add_contact (JsonBuilder *builder,
                         KithContact *contact)
{
  kith_driver_set (builder, "jid", kith_contact_get_address (contact));
  kith_driver_set (builder, "name", kith_contact_get_name (contact));
  kith_driver_set (builder, "display_name", kith_contact_get_display_name (contact));
  set_strv (builder, "groups", kith_contact_get_groups (contact));
  kith_driver_set (builder, "subscription",
                   kith_subscription_to_nick (kith_contact_get_subscription (contact)));
  set_boolean (builder, "asked", kith_contact_get_asked (contact));
  set_boolean (builder, "approved", kith_contact_get_approved (contact));
  set_boolean (builder, "in_roster", kith_contact_get_in_roster (contact));
  set_boolean (builder, "blocked", kith_contact_get_blocked (contact));
  set_boolean (builder, "avatar", kith_contact_get_avatar (contact) != NULL);
  kith_driver_set (builder, "show", kith_show_to_nick (kith_contact_get_show (contact)));
  kith_driver_set (builder, "status", kith_contact_get_status (contact));
}

static void
contact_cb (KithContact *contact,
            GParamSpec  *pspec)
{
  static const char *const presence[] = { "show", "status", "devices", NULL };
  static const char *const silent[] = { "last-seen", "idle-since", "display-name", NULL };
  gboolean is_presence = pspec != NULL && g_strv_contains (presence, pspec->name);
  JsonBuilder *event;

  if (kith_contact_get_account (contact) == NULL ||
      (pspec != NULL && g_strv_contains (silent, pspec->name)))
    return;

  event = kith_driver_begin (is_presence ? "presence" : "contact",
                             kith_contact_get_account (contact));
  if (is_presence)
    {
      kith_driver_set (event, "jid", kith_contact_get_address (contact));
      kith_driver_set (event, "show", kith_show_to_nick (kith_contact_get_show (contact)));
      kith_driver_set (event, "status", kith_contact_get_status (contact));
      set_strv (event, "devices", kith_contact_get_devices (contact));
    }
  else
    {
      kith_driver_add_contact (event, contact);
    }
  kith_driver_say (event);
}

/* Says what becomes of @contact, also if it is not in the roster. */
void
kith_driver_follow (KithContact *contact)
{
  if (g_signal_handler_find (contact, G_SIGNAL_MATCH_FUNC, 0, 0, NULL, contact_cb, NULL) == 0)
    g_signal_connect (contact, "notify", G_CALLBACK (contact_cb), NULL);
}

static void
contacts_cb (GListModel *contacts,
             guint       position,
             guint       removed,
             guint       added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr(KithContact) contact = g_list_model_get_item (contacts, i);

      kith_driver_follow (contact);
      contact_cb (contact, NULL);
    }
}

/* Somebody asks to see us. */
void
kith_driver_add_request (JsonBuilder *builder,
                         KithRequest *request)
{
  kith_driver_set (builder, "jid", kith_contact_get_address (kith_request_get_contact (request)));
  kith_driver_set (builder, "for", "presence");
  kith_driver_set (builder, "text", kith_request_get_text (request));
  set_time (builder, "time", kith_request_get_time (request));
}

/* Somebody unknown wrote. */
void
kith_driver_add_message_request (JsonBuilder      *builder,
                                 KithConversation *conversation)
{
  kith_driver_set (builder, "jid", kith_contact_get_address (kith_conversation_get_contact (conversation)));
  kith_driver_set (builder, "for", "message");
  kith_driver_set (builder, "text", kith_conversation_get_last_body (conversation));
  set_time (builder, "time", kith_conversation_get_last_time (conversation));
}

static void
message_requests_cb (GListModel *requests,
                     guint       position,
                     guint       removed,
                     guint       added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr(KithConversation) conversation = g_list_model_get_item (requests, i);
      JsonBuilder *event = kith_driver_begin ("request", kith_conversation_get_account (conversation));

      kith_driver_add_message_request (event, conversation);
      kith_driver_say (event);
    }
}

static void
requests_cb (GListModel *requests,
             guint       position,
             guint       removed,
             guint       added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr(KithRequest) request = g_list_model_get_item (requests, i);
      KithContact *contact = kith_request_get_contact (request);
      JsonBuilder *event = kith_driver_begin ("request", kith_contact_get_account (contact));

      kith_driver_add_request (event, request);
      kith_driver_say (event);
    }
}

static void
state_cb (KithAccount *account)
{
  JsonBuilder *event = kith_driver_begin ("state", account);

  kith_driver_set (event, "state",
                   enum_word (KITH_TYPE_ACCOUNT_STATE, kith_account_get_state (account)));
  kith_driver_set (event, "error", kith_driver_error_word (kith_account_get_error (account)));
  kith_driver_say (event);
}

static void
accounts_cb (GListModel *accounts,
             guint       position,
             guint       removed,
             guint       added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr(KithAccount) account = g_list_model_get_item (accounts, i);

      g_signal_connect (account, "notify::state", G_CALLBACK (state_cb), NULL);
      state_cb (account);
    }
}

/* Says everything that happens from now on. */
void
kith_driver_watch (KithDriver *self)
{
  g_signal_connect (kith_client_get_accounts (self->client), "items-changed",
                    G_CALLBACK (accounts_cb), NULL);
  g_signal_connect (kith_client_get_contacts (self->client), "items-changed",
                    G_CALLBACK (contacts_cb), NULL);
  g_signal_connect (kith_client_get_requests (self->client), "items-changed",
                    G_CALLBACK (requests_cb), NULL);
  g_signal_connect (kith_client_get_message_requests (self->client), "items-changed",
                    G_CALLBACK (message_requests_cb), NULL);
  g_signal_connect_swapped (self->client, "message-added", G_CALLBACK (message_added_cb), self);
}
