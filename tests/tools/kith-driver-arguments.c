/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-driver.h"

/* Reading commands: each answers FALSE, and says why, if the member is not what it should be. */

static gboolean
get_node (JsonObject *command,
          const char *verb,
          const char *name,
          GType       type,
          gboolean    required,
          JsonNode  **node)
{
  g_autofree char *why = NULL;

  *node = json_object_get_member (command, name);
  if (*node != NULL && json_node_is_null (*node))
    *node = NULL;

  if (*node == NULL && !required)
    return TRUE;
  if (*node != NULL && JSON_NODE_HOLDS_VALUE (*node) && json_node_get_value_type (*node) == type)
    return TRUE;

  why = g_strdup_printf ("\"%s\" %s", name, *node == NULL ? "is missing" : "has the wrong type");
  kith_driver_say_error (verb, why);

  return FALSE;
}

gboolean
kith_driver_get_string (JsonObject  *command,
                        const char  *verb,
                        const char  *name,
                        gboolean     required,
                        const char **value)
{
  JsonNode *node;

  if (!get_node (command, verb, name, G_TYPE_STRING, required, &node))
    return FALSE;

  *value = node != NULL ? json_node_get_string (node) : NULL;

  return TRUE;
}

gboolean
kith_driver_get_number (JsonObject *command,
                        const char *verb,
                        const char *name,
                        gint64      fallback,
                        gint64      max,
                        gint64     *value)
{
  g_autofree char *why = NULL;
  JsonNode *node;

  if (!get_node (command, verb, name, G_TYPE_INT64, FALSE, &node))
    return FALSE;

  *value = node != NULL ? json_node_get_int (node) : fallback;
  if (*value >= 0 && *value <= max)
    return TRUE;

  why = g_strdup_printf ("\"%s\" is out of range", name);
  kith_driver_say_error (verb, why);

  return FALSE;
}

gboolean
kith_driver_get_boolean (JsonObject *command,
                         const char *verb,
                         const char *name,
                         gboolean    fallback,
                         gboolean   *value)
{
  JsonNode *node;

  if (!get_node (command, verb, name, G_TYPE_BOOLEAN, FALSE, &node))
    return FALSE;

  *value = node != NULL ? json_node_get_boolean (node) : fallback;

  return TRUE;
}

/* @jid: (transfer full) */
gboolean
kith_driver_get_jid (JsonObject *command,
                     const char *verb,
                     const char *name,
                     KithJid   **jid)
{
  g_autoptr(GError) error = NULL;
  const char *text;

  if (!kith_driver_get_string (command, verb, name, TRUE, &text))
    return FALSE;

  *jid = kith_jid_new (text, &error);
  if (*jid == NULL)
    kith_driver_say_error (verb, "address");

  return *jid != NULL;
}

/* The words of RFC 6121, 4.7.2.1, and our own. */
gboolean
kith_driver_get_show (JsonObject *command,
                      const char *verb,
                      const char *name,
                      KithShow   *show)
{
  static const struct
  {
    const char *word;
    KithShow    show;
  } WORDS[] = {
    { "chat", KITH_SHOW_CHATTY },
    { "dnd", KITH_SHOW_DO_NOT_DISTURB },
    { "xa", KITH_SHOW_EXTENDED_AWAY },
    { "unavailable", KITH_SHOW_OFFLINE },
  };
  const char *word;

  if (!kith_driver_get_string (command, verb, name, TRUE, &word))
    return FALSE;

  *show = kith_show_from_nick (word);
  for (guint i = 0; i < G_N_ELEMENTS (WORDS); i++)
    if (strcmp (WORDS[i].word, word) == 0)
      *show = WORDS[i].show;

  if (*show == KITH_SHOW_UNKNOWN)
    kith_driver_say_error (verb, "\"show\" is not a known word");

  return *show != KITH_SHOW_UNKNOWN;
}

KithAccount *
kith_driver_find_account (KithDriver *self,
                          const char *address)
{
  GListModel *accounts = kith_client_get_accounts (self->client);
  guint n = g_list_model_get_n_items (accounts);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(KithAccount) account = g_list_model_get_item (accounts, i);

      if (address == NULL || g_strcmp0 (kith_account_get_address (account), address) == 0)
        return account;
    }

  return NULL;
}

/* The account that the command names, or the first one; borrowed. */
gboolean
kith_driver_get_account (KithDriver   *self,
                         JsonObject   *command,
                         const char   *verb,
                         KithAccount **account)
{
  const char *address;

  if (!kith_driver_get_string (command, verb, "account", FALSE, &address))
    return FALSE;

  *account = kith_driver_find_account (self, address);
  if (*account == NULL)
    kith_driver_say_error (verb, "there is no such account");

  return *account != NULL;
}
