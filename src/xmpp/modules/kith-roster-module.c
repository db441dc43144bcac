/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-roster-module.h"

#include <string.h>

#include "kith-ns.h"
#include "kith-router.h"

/* In bytes; a longer name or group is cut. */
#define MAX_NAME 1023

struct _KithRosterModule
{
  KithModule parent_instance;

  char      *version; /* owned, NULL: no roster is kept here */
};

enum
{
  RECEIVED,
  ITEM_PUSHED,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithRosterModule, kith_roster_module, KITH_TYPE_MODULE)

static KithSubscription
parse_subscription (const char *text)
{
  static const char *const words[] = {
    [KITH_SUBSCRIPTION_NONE] = "none",
    [KITH_SUBSCRIPTION_TO] = "to",
    [KITH_SUBSCRIPTION_FROM] = "from",
    [KITH_SUBSCRIPTION_BOTH] = "both",
    [KITH_SUBSCRIPTION_REMOVE] = "remove",
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (g_strcmp0 (words[i], text) == 0)
        return (KithSubscription)i;
    }

  return KITH_SUBSCRIPTION_NONE;
}

static GStrv
parse_groups (KithStanza *element)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (KithStanza *child = kith_stanza_first (element); child != NULL; child = kith_stanza_next (child))
    {
      g_autofree char *group = NULL;

      if (!kith_stanza_is (child, "group", KITH_NS_ROSTER))
        continue;

      group = kith_stanza_dup_short_text (child, MAX_NAME);
      if (group == NULL || g_hash_table_contains (seen, group))
        continue;

      g_strv_builder_add (builder, group);
      g_hash_table_add (seen, g_steal_pointer (&group));
    }

  return g_strv_builder_end (builder);
}

static char *
dup_name (KithStanza *element)
{
  const char *name = kith_stanza_get (element, "name");

  if (name == NULL || *name == '\0')
    return NULL;

  return g_utf8_make_valid (name, MIN (strlen (name), MAX_NAME));
}

/* Returns NULL for what is not an entry at all. */
static KithRosterItem *
parse_item (KithStanza *element)
{
  g_autoptr(KithJid) jid = NULL;
  g_autoptr(KithJid) bare = NULL;
  KithRosterItem *item = NULL;

  if (!kith_stanza_is (element, "item", KITH_NS_ROSTER))
    return NULL;

  jid = kith_stanza_dup_jid (element, "jid");
  if (jid == NULL)
    return NULL;

  bare = kith_jid_dup_bare (jid);
  item = kith_roster_item_new (bare);
  item->name = dup_name (element);
  g_strfreev (item->groups);
  item->groups = parse_groups (element);
  item->subscription = parse_subscription (kith_stanza_get (element, "subscription"));
  item->ask = g_strcmp0 (kith_stanza_get (element, "ask"), "subscribe") == 0;
  item->approved = g_strcmp0 (kith_stanza_get (element, "approved"), "true") == 0 ||
                   g_strcmp0 (kith_stanza_get (element, "approved"), "1") == 0;

  return item;
}

/* RFC 6121, 2.1.6: exactly one entry, from the own account. */
static gboolean
push (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  KithRosterModule *self = KITH_ROSTER_MODULE (module);
  KithStanza *element = kith_stanza_first (payload);
  g_autoptr(KithRosterItem) item = element != NULL ? parse_item (element) : NULL;
  g_autoptr(KithStanza) reply = NULL;

  if (item == NULL || kith_stanza_next (element) != NULL)
    {
      reply = kith_stanza_new_error (stanza, "modify", "bad-request");
      kith_router_send (kith_module_get_router (module), reply);
      return TRUE;
    }

  reply = kith_stanza_new_result (stanza);
  kith_router_send (kith_module_get_router (module), reply);

  if (kith_stanza_get (payload, "ver") != NULL)
    kith_roster_module_set_version (self, kith_stanza_get (payload, "ver"));
  g_signal_emit (self, signals[ITEM_PUSHED], 0, item, kith_stanza_get (payload, "ver"));

  return TRUE;
}

static void
receive (KithRosterModule *self, KithStanza *query)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_roster_item_free);

  for (KithStanza *child = kith_stanza_first (query); child != NULL; child = kith_stanza_next (child))
    {
      KithRosterItem *item = parse_item (child);

      if (item != NULL && item->subscription != KITH_SUBSCRIPTION_REMOVE)
        g_ptr_array_add (items, item);
      else
        g_clear_pointer (&item, kith_roster_item_free);
    }

  kith_roster_module_set_version (self, kith_stanza_get (query, "ver"));
  g_signal_emit (self, signals[RECEIVED], 0, items, self->version);
}

static void
roster_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KithRosterModule *self = KITH_ROSTER_MODULE (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(KithStanza) reply = kith_module_request_finish (KITH_MODULE (self), result, &error);
  KithStanza *query = NULL;

  if (reply == NULL)
    {
      g_signal_emit (self, signals[FAILED], 0, error);
      return;
    }

  query = kith_stanza_find (reply, "query", KITH_NS_ROSTER);
  if (query != NULL)
    receive (self, query);
  else
    g_signal_emit (self, signals[RECEIVED], 0, NULL, self->version);
}

/* An empty version says that we know versions and have nothing; a server that does not know them ignores it. */
static void
kith_roster_module_online (KithModule *module, gboolean resumed)
{
  KithRosterModule *self = KITH_ROSTER_MODULE (module);
  KithStanza *iq = NULL;
  KithStanza *query = NULL;

  if (resumed)
    return;

  iq = kith_stanza_new_iq ("get", NULL);
  query = kith_stanza_add (iq, "query", KITH_NS_ROSTER);
  kith_stanza_set (query, "ver", self->version != NULL ? self->version : "");
  kith_module_request_async (module, iq, NULL, roster_cb, NULL);
}

static void
kith_roster_module_finalize (GObject *object)
{
  g_free (KITH_ROSTER_MODULE (object)->version);

  G_OBJECT_CLASS (kith_roster_module_parent_class)->finalize (object);
}

static const KithHandler handlers[] = {
  { KITH_STANZA_KIND_IQ, "set", "query", KITH_NS_ROSTER, KITH_SENDER_OWN_ACCOUNT, KITH_PHASE_CLAIM, push },
  { 0 }
};

static void
kith_roster_module_class_init (KithRosterModuleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kith_roster_module_finalize;
  KITH_MODULE_CLASS (klass)->handlers = handlers;
  KITH_MODULE_CLASS (klass)->online = kith_roster_module_online;

  /**
   * KithRosterModule::received:
   * @items: (nullable) (element-type KithRosterItem): the whole roster, %NULL if nothing changed since the version named
   * @version: (nullable): what to name the next time
   */
  signals[RECEIVED] = g_signal_new ("received", KITH_TYPE_ROSTER_MODULE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 2, G_TYPE_PTR_ARRAY, G_TYPE_STRING);

  /**
   * KithRosterModule::item-pushed:
   * @item: an entry as it is now; gone if its subscription is %KITH_SUBSCRIPTION_REMOVE
   * @version: (nullable): what to name the next time
   */
  signals[ITEM_PUSHED] = g_signal_new ("item-pushed", KITH_TYPE_ROSTER_MODULE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 2, KITH_TYPE_ROSTER_ITEM | G_SIGNAL_TYPE_STATIC_SCOPE,
                                       G_TYPE_STRING);

  /**
   * KithRosterModule::failed:
   * @error: why the server did not give the roster
   */
  signals[FAILED] = g_signal_new ("failed", KITH_TYPE_ROSTER_MODULE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
kith_roster_module_init (KithRosterModule *self)
{
}

/**
 * kith_roster_module_set_version:
 * @version: (nullable): that of the roster kept here (RFC 6121, 2.6), %NULL if none is
 */
void
kith_roster_module_set_version (KithRosterModule *self, const char *version)
{
  char *copy = g_strdup (version);

  g_return_if_fail (KITH_IS_ROSTER_MODULE (self));

  g_free (self->version);
  self->version = copy;
}

const char *
kith_roster_module_get_version (KithRosterModule *self)
{
  g_return_val_if_fail (KITH_IS_ROSTER_MODULE (self), NULL);

  return self->version;
}

static KithStanza *
new_change (KithJid *jid, KithStanza **item)
{
  KithStanza *iq = kith_stanza_new_iq ("set", NULL);

  *item = kith_stanza_add (kith_stanza_add (iq, "query", KITH_NS_ROSTER), "item", NULL);
  kith_stanza_set (*item, "jid", kith_jid_get_bare_text (jid));

  return iq;
}

/**
 * kith_roster_module_set_item_async:
 * @jid: whose entry, of which the bare part counts
 * @name: (nullable): what the person calls them
 * @groups: (nullable): all groups they are to be in
 *
 * Adds an entry or changes it (RFC 6121, 2.3 and 2.4).
 */
void
kith_roster_module_set_item_async (KithRosterModule   *self,
                                   KithJid            *jid,
                                   const char         *name,
                                   const char *const  *groups,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  KithStanza *item = NULL;
  KithStanza *iq = NULL;

  g_return_if_fail (KITH_IS_ROSTER_MODULE (self));

  iq = new_change (jid, &item);
  kith_stanza_set (item, "name", name);
  for (guint i = 0; groups != NULL && groups[i] != NULL; i++)
    kith_stanza_add_text (item, "group", NULL, groups[i]);

  kith_module_request_async (KITH_MODULE (self), iq, cancellable, callback, user_data);
}

/**
 * kith_roster_module_remove_item_async:
 *
 * Removes the entry of @jid, which ends both subscriptions (RFC 6121, 2.5).
 */
void
kith_roster_module_remove_item_async (KithRosterModule   *self,
                                      KithJid            *jid,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data)
{
  KithStanza *item = NULL;
  KithStanza *iq = NULL;

  g_return_if_fail (KITH_IS_ROSTER_MODULE (self));

  iq = new_change (jid, &item);
  kith_stanza_set (item, "subscription", "remove");

  kith_module_request_async (KITH_MODULE (self), iq, cancellable, callback, user_data);
}

/**
 * kith_roster_module_change_finish:
 *
 * Returns: %TRUE if the server made the change; else an error as kith_router_send_iq_finish () gives
 */
gboolean
kith_roster_module_change_finish (KithRosterModule *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (KITH_IS_ROSTER_MODULE (self), FALSE);

  return kith_module_request_finish_empty (KITH_MODULE (self), result, error);
}
