/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-driver.h"

#include "kith-account-private.h"
#include "kith-model-error.h"

/* What the driver can be told to do. A verb that has to wait reads the next command when it is done, so that commands do not
 * overtake each other. */

typedef struct
{
  KithDriver       *driver;
  const char       *verb;         /* static */
  KithJid          *jid;
  KithConversation *conversation; /* owned */
  guint             n;
} Call;

typedef struct
{
  const char *verb;
  void (*func)(KithDriver *self, JsonObject *command, const char *verb);
} Verb;

static Call *
call_new (KithDriver *self,
          const char *verb)
{
  Call *call = g_new0 (Call, 1);

  call->driver = self;
  call->verb = verb;

  return call;
}

static void
call_free (Call *call)
{
  g_clear_pointer (&call->jid, kith_jid_unref);
  g_clear_object (&call->conversation);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

/* The command is carried out: on to the next. */
static void
end (Call *call)
{
  KithDriver *driver = call->driver;

  call_free (call);
  kith_driver_next (driver);
}

/* account */

static void
account_added_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  Call *call = user_data;
  g_autoptr(GError) error = NULL;

  if (kith_client_add_account_finish (KITH_CLIENT (source), result, &error) == NULL)
    kith_driver_say_failure (call->verb, error);
  end (call);
}

static gboolean
set_ca_file (KithDriver *self,
             const char *verb,
             const char *ca_file)
{
  g_autoptr(GTlsDatabase) database = NULL;
  g_autoptr(GError) error = NULL;

  if (ca_file == NULL)
    return TRUE;

  database = g_tls_file_database_new (ca_file, &error);
  if (database == NULL)
    {
      kith_driver_say_error (verb, error->message);
      return FALSE;
    }

  kith_client_set_tls_database (self->client, database);

  return TRUE;
}

static gboolean
get_settings (JsonObject          *command,
              const char          *verb,
              KithAccountSettings *settings)
{
  const char *host;
  const char *pin;
  gint64 port;

  if (!kith_driver_get_string (command, verb, "host", FALSE, &host) ||
      !kith_driver_get_number (command, verb, "port", 0, G_MAXUINT16, &port) ||
      !kith_driver_get_boolean (command, verb, "direct_tls", FALSE, &settings->direct_tls) ||
      !kith_driver_get_boolean (command, verb, "allow_plain", FALSE, &settings->allow_plain) ||
      !kith_driver_get_string (command, verb, "pin", FALSE, &pin))
    return FALSE;

  settings->host = g_strdup (host);
  settings->port = port;
  settings->pinned_certificate = g_strdup (pin);

  return TRUE;
}

/* One that is in the profile already gets its password and its settings anew. */
static void
do_account (KithDriver *self,
            JsonObject *command,
            const char *verb)
{
  g_autoptr(KithAccountSettings) settings = kith_account_settings_new ();
  g_autoptr(Call) call = call_new (self, verb);
  KithAccount *account;
  const char *password;
  const char *ca_file;

  if (!kith_driver_get_jid (command, verb, "jid", &call->jid) ||
      !kith_driver_get_string (command, verb, "password", FALSE, &password) ||
      !kith_driver_get_string (command, verb, "cafile", FALSE, &ca_file) ||
      !get_settings (command, verb, settings) || !set_ca_file (self, verb, ca_file))
    {
      kith_driver_next (self);
      return;
    }

  account = kith_driver_find_account (self, kith_jid_get_bare_text (call->jid));
  if (account == NULL)
    {
      KithJid *jid = call->jid;

      kith_client_add_account_async (self->client, jid, password, TRUE, settings, NULL,
                                     account_added_cb, g_steal_pointer (&call));
      return;
    }

  kith_account_restore (account, settings, TRUE, kith_account_get_show (account),
                        kith_account_get_status (account));
  if (password != NULL)
    kith_account_keep_password (account, password, TRUE);
  kith_driver_next (self);
}

/* connect, disconnect, presence */

static void
do_connect (KithDriver *self,
            JsonObject *command,
            const char *verb)
{
  KithAccount *account;

  if (kith_driver_get_account (self, command, verb, &account))
    kith_account_connect (account);
  kith_driver_next (self);
}

static void
do_disconnect (KithDriver *self,
               JsonObject *command,
               const char *verb)
{
  KithAccount *account;

  if (kith_driver_get_account (self, command, verb, &account))
    kith_account_disconnect (account);
  kith_driver_next (self);
}

static void
do_presence (KithDriver *self,
             JsonObject *command,
             const char *verb)
{
  KithAccount *account;
  const char *status;
  KithShow show;

  if (kith_driver_get_account (self, command, verb, &account) &&
      kith_driver_get_show (command, verb, "show", &show) &&
      kith_driver_get_string (command, verb, "status", FALSE, &status))
    kith_account_set_presence (account, show, status);

  kith_driver_next (self);
}

/* send, history, search, roster */

static void
do_send (KithDriver *self,
         JsonObject *command,
         const char *verb)
{
  g_autoptr(KithJid) to = NULL;
  KithConversation *conversation;
  KithAccount *account;
  const char *body;
  const char *ref;

  if (kith_driver_get_account (self, command, verb, &account) && kith_driver_get_jid (command, verb, "to", &to) &&
      kith_driver_get_string (command, verb, "body", TRUE, &body) &&
      kith_driver_get_string (command, verb, "ref", FALSE, &ref))
    {
      conversation = kith_account_get_conversation (account, to);
      self->ref = ref;
      if (kith_conversation_send (conversation, body) == NULL)
        kith_driver_say_error (verb, "\"body\" is empty");
      self->ref = NULL;
    }

  kith_driver_next (self);
}

static void
say_history (Call *call)
{
  GListModel *messages = G_LIST_MODEL (kith_conversation_get_messages (call->conversation));
  KithContact *contact = kith_conversation_get_contact (call->conversation);
  JsonBuilder *event =
    kith_driver_begin ("history", kith_conversation_get_account (call->conversation));
  guint n = g_list_model_get_n_items (messages);

  kith_driver_set (event, "with", kith_contact_get_address (contact));
  json_builder_set_member_name (event, "unread");
  json_builder_add_int_value (event, kith_conversation_get_unread (call->conversation));
  json_builder_set_member_name (event, "messages");
  json_builder_begin_array (event);
  for (guint i = n > call->n ? n - call->n : 0; i < n; i++)
    {
      g_autoptr(KithMessage) message = g_list_model_get_item (messages, i);

      json_builder_begin_object (event);
      kith_driver_add_message (event, message);
      json_builder_end_object (event);
      kith_driver_follow_message (call->driver, message);
    }
  json_builder_end_array (event);
  kith_driver_say (event);
}

static void page_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static void
gap_cb (KithGap    *gap,
        GParamSpec *pspec,
        Call       *call)
{
  KithMessageList *messages = kith_conversation_get_messages (call->conversation);

  if (kith_gap_get_state (gap) == KITH_GAP_LOADING)
    return;

  g_signal_handlers_disconnect_by_data (gap, call);
  kith_message_list_load_older_async (messages, NULL, page_cb, call);
}

/* As whoever looks at the whole of it. Returns: whether more is on its way */
static gboolean
look_further (Call *call)
{
  KithMessageList *messages = kith_conversation_get_messages (call->conversation);
  GListModel *gaps = kith_message_list_get_gaps (messages);
  guint n = g_list_model_get_n_items (gaps);
  g_autoptr(KithGap) gap = n > 0 ? g_list_model_get_item (gaps, n - 1) : NULL;

  if (g_list_model_get_n_items (G_LIST_MODEL (messages)) >= call->n)
    return FALSE;

  if (gap != NULL && kith_gap_get_state (gap) == KITH_GAP_WAITING)
    kith_conversation_fill_gap (call->conversation, gap);
  if (gap != NULL && kith_gap_get_state (gap) == KITH_GAP_LOADING)
    g_signal_connect (gap, "notify::state", G_CALLBACK (gap_cb), call);
  else if (kith_message_list_get_has_older (messages))
    kith_message_list_load_older_async (messages, NULL, page_cb, call);
  else
    return FALSE;

  return TRUE;
}

static void
page_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Call *call = user_data;
  g_autoptr(GError) error = NULL;
  gboolean loaded = kith_message_list_load_older_finish (KITH_MESSAGE_LIST (source), result, &error);

  if (loaded && look_further (call))
    return;

  if (loaded)
    say_history (call);
  else
    kith_driver_say_failure (call->verb, error);
  end (call);
}

static void
do_history (KithDriver *self,
            JsonObject *command,
            const char *verb)
{
  g_autoptr(Call) call = call_new (self, verb);
  KithMessageList *messages;
  KithAccount *account;
  gint64 n;

  if (!kith_driver_get_account (self, command, verb, &account) ||
      !kith_driver_get_jid (command, verb, "with", &call->jid) ||
      !kith_driver_get_number (command, verb, "last", 50, G_MAXINT, &n))
    {
      kith_driver_next (self);
      return;
    }

  call->n = n;
  g_set_object (&call->conversation, kith_account_get_conversation (account, call->jid));
  messages = kith_conversation_get_messages (call->conversation);
  kith_message_list_load_older_async (messages, NULL, page_cb, g_steal_pointer (&call));
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Call *call = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) found = NULL;
  JsonBuilder *event;

  found = kith_client_search_finish (KITH_CLIENT (source), result, &error);
  if (found == NULL)
    {
      kith_driver_say_failure (call->verb, error);
      end (call);
      return;
    }

  event = kith_driver_begin ("search", NULL);
  json_builder_set_member_name (event, "messages");
  json_builder_begin_array (event);
  for (guint i = 0; i < g_list_model_get_n_items (found); i++)
    {
      g_autoptr(KithMessage) message = g_list_model_get_item (found, i);

      json_builder_begin_object (event);
      kith_driver_add_message (event, message);
      json_builder_end_object (event);
    }
  json_builder_end_array (event);
  kith_driver_say (event);
  end (call);
}

static void
do_search (KithDriver *self,
           JsonObject *command,
           const char *verb)
{
  const char *text;

  if (kith_driver_get_string (command, verb, "text", TRUE, &text))
    kith_client_search_async (self->client, text, NULL, found_cb, call_new (self, verb));
  else
    kith_driver_next (self);
}

static void
do_roster (KithDriver *self,
           JsonObject *command,
           const char *verb)
{
  KithAccount *account;

  if (kith_driver_get_account (self, command, verb, &account))
    {
      GListModel *roster = G_LIST_MODEL (kith_account_get_roster (account));
      JsonBuilder *event = kith_driver_begin ("roster", account);

      json_builder_set_member_name (event, "contacts");
      json_builder_begin_array (event);
      for (guint i = 0; i < g_list_model_get_n_items (roster); i++)
        {
          g_autoptr(KithContact) contact = g_list_model_get_item (roster, i);

          json_builder_begin_object (event);
          kith_driver_add_contact (event, contact);
          json_builder_end_object (event);
        }
      json_builder_end_array (event);
      kith_driver_say (event);
    }

  kith_driver_next (self);
}

/* subscribe, approve, deny, remove, block */

static void
added_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Call) call = user_data;
  g_autoptr(GError) error = NULL;

  if (kith_roster_add_finish (KITH_ROSTER (source), result, &error) == NULL)
    kith_driver_say_failure (call->verb, error);
}

static void
action_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Call) call = user_data;
  g_autoptr(GError) error = NULL;

  if (!kith_contact_action_finish (KITH_CONTACT (source), result, &error))
    kith_driver_say_failure (call->verb, error);
}

static gboolean
get_contact (KithDriver   *self,
             JsonObject   *command,
             const char   *verb,
             KithContact **contact)
{
  g_autoptr(KithJid) jid = NULL;
  KithAccount *account;

  if (!kith_driver_get_account (self, command, verb, &account) || !kith_driver_get_jid (command, verb, "jid", &jid))
    return FALSE;

  *contact = kith_roster_get_contact (kith_account_get_roster (account), jid);
  kith_driver_follow (*contact);

  return TRUE;
}

static void
do_subscribe (KithDriver *self,
              JsonObject *command,
              const char *verb)
{
  KithContact *contact;
  const char *name;
  const char *text;

  if (get_contact (self, command, verb, &contact) &&
      kith_driver_get_string (command, verb, "name", FALSE, &name) &&
      kith_driver_get_string (command, verb, "text", FALSE, &text))
    kith_roster_add_async (kith_account_get_roster (kith_contact_get_account (contact)),
                           kith_contact_get_jid (contact),
                           name != NULL ? name : kith_contact_get_name (contact),
                           kith_contact_get_groups (contact), TRUE, text, NULL, added_cb,
                           call_new (self, verb));
  kith_driver_next (self);
}

static void
do_approve (KithDriver *self,
            JsonObject *command,
            const char *verb)
{
  KithContact *contact;
  KithRequest *request;
  gboolean add;

  if (get_contact (self, command, verb, &contact) &&
      kith_driver_get_boolean (command, verb, "add", FALSE, &add))
    {
      request = kith_account_find_request (kith_contact_get_account (contact), contact);
      if (request != NULL)
        kith_request_approve (request, add);
      else
        kith_contact_share_presence (contact);
    }

  kith_driver_next (self);
}

static void
do_deny (KithDriver *self,
         JsonObject *command,
         const char *verb)
{
  KithContact *contact;
  KithRequest *request;

  if (get_contact (self, command, verb, &contact))
    {
      request = kith_account_find_request (kith_contact_get_account (contact), contact);
      if (request != NULL)
        kith_request_deny (request);
      else
        kith_contact_stop_sharing (contact);
    }

  kith_driver_next (self);
}

static void
do_remove (KithDriver *self,
           JsonObject *command,
           const char *verb)
{
  KithContact *contact;

  if (get_contact (self, command, verb, &contact))
    kith_contact_remove_async (contact, NULL, action_cb, call_new (self, verb));
  kith_driver_next (self);
}

static void
do_block (KithDriver *self,
          JsonObject *command,
          const char *verb)
{
  KithContact *contact;
  gboolean blocked;

  if (get_contact (self, command, verb, &contact) &&
      kith_driver_get_boolean (command, verb, "blocked", TRUE, &blocked))
    kith_contact_set_blocked_async (contact, blocked, NULL, action_cb, call_new (self, verb));
  kith_driver_next (self);
}

static const Verb verbs[] = {
  { "account", do_account },
  { "connect", do_connect },
  { "disconnect", do_disconnect },
  { "send", do_send },
  { "retry", kith_driver_do_retry },
  { "discard", kith_driver_do_discard },
  { "read", kith_driver_do_read },
  { "requests", kith_driver_do_requests },
  { "history", do_history },
  { "keep", kith_driver_do_keep },
  { "roster", do_roster },
  { "presence", do_presence },
  { "subscribe", do_subscribe },
  { "approve", do_approve },
  { "deny", do_deny },
  { "remove", do_remove },
  { "block", do_block },
  { "search", do_search },
};

/* Carries @command out, or says what is wrong with it; the next one is read when it is done. */
void
kith_driver_do (KithDriver *self,
                JsonObject *command)
{
  const char *word;

  if (!kith_driver_get_string (command, NULL, "do", TRUE, &word))
    {
      kith_driver_next (self);
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      if (strcmp (verbs[i].verb, word) == 0)
        {
          verbs[i].func (self, command, verbs[i].verb);
          return;
        }
    }

  kith_driver_say_error (word, "there is no such verb");
  kith_driver_next (self);
}
