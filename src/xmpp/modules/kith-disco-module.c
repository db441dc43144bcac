/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-disco-module.h"

#include <string.h>

#include "kith-ns.h"
#include "kith-router.h"
#include "kith-xmpp-error.h"

/* In bytes; longer names are cut. */
#define MAX_NAME 1023

/* More items are not read. */
#define MAX_ITEMS 1000

struct _KithDiscoModule
{
  KithModule     parent_instance;

  KithDiscoInfo *account;   /* owned, NULL: not known */
  KithDiscoInfo *server;    /* owned, NULL: not known */
};

enum
{
  SERVER_KNOWN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithDiscoModule, kith_disco_module, KITH_TYPE_MODULE)

static void
item_free (gpointer data)
{
  KithDiscoItem *item = data;

  kith_jid_unref (item->jid);
  g_free (item->node);
  g_free (item->name);
  g_free (item);
}

/* The node of our capabilities is "NODE#VER" (XEP-0115, 6.2); any other has nothing. */
static gboolean
knows_node (KithDiscoModule *self, const char *node)
{
  g_autoptr(KithDiscoInfo) info = NULL;
  g_autofree char *ver = NULL;
  g_autofree char *own = NULL;

  if (node == NULL)
    return TRUE;

  info = kith_disco_module_create_own_info (self);
  ver = kith_disco_info_dup_ver (info, G_CHECKSUM_SHA1);
  own = g_strconcat (KITH_CAPS_NODE, "#", ver, NULL);

  return g_str_equal (node, own);
}

static gboolean
answer_info (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  KithDiscoModule *self = KITH_DISCO_MODULE (module);
  const char *node = kith_stanza_get (payload, "node");
  g_autoptr(KithStanza) reply = NULL;

  if (knows_node (self, node))
    {
      g_autoptr(KithDiscoInfo) info = kith_disco_module_create_own_info (self);
      KithStanza *query = NULL;

      reply = kith_stanza_new_result (stanza);
      query = kith_stanza_add (reply, "query", KITH_NS_DISCO_INFO);
      kith_stanza_set (query, "node", node);
      kith_disco_info_fill_query (info, query);
    }
  else
    reply = kith_stanza_new_error (stanza, "cancel", "item-not-found");

  kith_router_send (kith_module_get_router (module), reply);

  return TRUE;
}

static gboolean
answer_items (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  g_autoptr(KithStanza) reply = kith_stanza_new_result (stanza);
  KithStanza *query = kith_stanza_add (reply, "query", KITH_NS_DISCO_ITEMS);

  kith_stanza_set (query, "node", kith_stanza_get (payload, "node"));
  kith_router_send (kith_module_get_router (module), reply);

  return TRUE;
}

static void
account_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KithDiscoModule *self = KITH_DISCO_MODULE (source);
  g_autoptr(GError) error = NULL;
  KithDiscoInfo *info = kith_disco_module_query_info_finish (self, result, &error);

  /* A server that has nothing to say of the account has nothing special for it. */
  if (info == NULL && error->domain == KITH_STANZA_ERROR)
    info = kith_disco_info_new ();
  if (info == NULL)
    return;

  g_clear_pointer (&self->account, kith_disco_info_unref);
  self->account = info;
  g_signal_emit (self, signals[SERVER_KNOWN], 0);
}

static void
server_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KithDiscoModule *self = KITH_DISCO_MODULE (source);
  KithDiscoInfo *info = kith_disco_module_query_info_finish (self, result, NULL);

  if (info == NULL)
    return;

  g_clear_pointer (&self->server, kith_disco_info_unref);
  self->server = info;
  g_signal_emit (self, signals[SERVER_KNOWN], 0);
}

static void
kith_disco_module_online (KithModule *module, gboolean resumed)
{
  KithDiscoModule *self = KITH_DISCO_MODULE (module);
  KithJid *account = kith_router_get_account (kith_module_get_router (module));
  g_autoptr(KithJid) domain = NULL;

  if (resumed)
    return;

  g_clear_pointer (&self->account, kith_disco_info_unref);
  g_clear_pointer (&self->server, kith_disco_info_unref);
  kith_disco_module_query_info_async (self, account, NULL, NULL, account_cb, NULL);
  domain = kith_jid_new (kith_jid_get_domainpart (account), NULL);
  if (domain != NULL)
    kith_disco_module_query_info_async (self, domain, NULL, NULL, server_cb, NULL);
}

static void
kith_disco_module_finalize (GObject *object)
{
  KithDiscoModule *self = KITH_DISCO_MODULE (object);

  g_clear_pointer (&self->account, kith_disco_info_unref);
  g_clear_pointer (&self->server, kith_disco_info_unref);

  G_OBJECT_CLASS (kith_disco_module_parent_class)->finalize (object);
}

static const char *const features[] = { KITH_NS_DISCO_INFO, KITH_NS_DISCO_ITEMS, NULL };

static const KithHandler handlers[] = {
  { KITH_STANZA_KIND_IQ, "get", "query", KITH_NS_DISCO_INFO, KITH_SENDER_ANY, KITH_PHASE_CLAIM, answer_info },
  { KITH_STANZA_KIND_IQ, "get", "query", KITH_NS_DISCO_ITEMS, KITH_SENDER_ANY, KITH_PHASE_CLAIM, answer_items },
  { 0 }
};

static void
kith_disco_module_class_init (KithDiscoModuleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kith_disco_module_finalize;
  KITH_MODULE_CLASS (klass)->features = features;
  KITH_MODULE_CLASS (klass)->handlers = handlers;
  KITH_MODULE_CLASS (klass)->online = kith_disco_module_online;

  /**
   * KithDiscoModule::server-known:
   *
   * More is known of what the own account or server can.
   */
  signals[SERVER_KNOWN] = g_signal_new ("server-known", KITH_TYPE_DISCO_MODULE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 0);
}

static void
kith_disco_module_init (KithDiscoModule *self)
{
}

static void
add_notify (KithDiscoInfo *info, const char *const *nodes)
{
  for (guint i = 0; nodes[i] != NULL; i++)
    {
      g_autofree char *feature = g_strconcat (nodes[i], "+notify", NULL);

      kith_disco_info_add_feature (info, feature);
    }
}

/**
 * kith_disco_module_create_own_info:
 *
 * Returns: (transfer full): what we are and can: exactly what all modules of the router declare
 */
KithDiscoInfo *
kith_disco_module_create_own_info (KithDiscoModule *self)
{
  g_autoptr(KithDiscoInfo) info = kith_disco_info_new ();
  KithRouter *router = NULL;
  GPtrArray *modules = NULL;

  g_return_val_if_fail (KITH_IS_DISCO_MODULE (self), NULL);

  kith_disco_info_add_identity (info, "client", "pc", "Kith");

  router = kith_module_get_router (KITH_MODULE (self));
  modules = router != NULL ? kith_router_get_modules (router) : NULL;
  for (guint i = 0; modules != NULL && i < modules->len; i++)
    {
      const char *const *declared = kith_module_get_features (modules->pdata[i]);

      for (guint j = 0; declared[j] != NULL; j++)
        {
          if (!kith_disco_info_has_feature (info, declared[j]))
            kith_disco_info_add_feature (info, declared[j]);
        }
      add_notify (info, kith_module_get_notify (modules->pdata[i]));
      add_notify (info, kith_module_get_private_notify (modules->pdata[i]));
    }

  return g_steal_pointer (&info);
}

/**
 * kith_disco_module_is_account_known:
 *
 * Returns: whether the own server has said on this stream what the account can
 */
gboolean
kith_disco_module_is_account_known (KithDiscoModule *self)
{
  g_return_val_if_fail (KITH_IS_DISCO_MODULE (self), FALSE);

  return self->account != NULL;
}

gboolean
kith_disco_module_account_has_feature (KithDiscoModule *self, const char *feature)
{
  g_return_val_if_fail (KITH_IS_DISCO_MODULE (self), FALSE);

  return self->account != NULL && kith_disco_info_has_feature (self->account, feature);
}

gboolean
kith_disco_module_server_has_feature (KithDiscoModule *self, const char *feature)
{
  g_return_val_if_fail (KITH_IS_DISCO_MODULE (self), FALSE);

  return self->server != NULL && kith_disco_info_has_feature (self->server, feature);
}

static KithStanza *
new_query (KithJid *jid, const char *node, const char *ns)
{
  KithStanza *iq = kith_stanza_new_iq ("get", jid);

  kith_stanza_set (kith_stanza_add (iq, "query", ns), "node", node);

  return iq;
}

/**
 * kith_disco_module_query_info_async:
 * @jid: who is asked
 * @node: (nullable): about what of theirs
 */
void
kith_disco_module_query_info_async (KithDiscoModule    *self,
                                    KithJid            *jid,
                                    const char         *node,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_return_if_fail (KITH_IS_DISCO_MODULE (self));

  kith_module_request_async (KITH_MODULE (self), new_query (jid, node, KITH_NS_DISCO_INFO),
                             cancellable, callback, user_data);
}

/**
 * kith_disco_module_query_info_finish:
 *
 * Returns: (transfer full): what they say; else %NULL and %KITH_XMPP_ERROR_PROTOCOL for an answer that makes no sense, or an
 *   error as kith_router_send_iq_finish () gives
 */
KithDiscoInfo *
kith_disco_module_query_info_finish (KithDiscoModule *self, GAsyncResult *result, GError **error)
{
  g_autoptr(KithStanza) reply = kith_module_request_finish (KITH_MODULE (self), result, error);
  KithStanza *query = NULL;

  if (reply == NULL)
    return NULL;

  query = kith_stanza_find (reply, "query", KITH_NS_DISCO_INFO);
  if (query == NULL)
    {
      g_set_error_literal (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL, "An answer without a query");
      return NULL;
    }

  return kith_disco_info_new_from_query (query, error);
}

/**
 * kith_disco_module_query_items_async:
 * @jid: who is asked
 * @node: (nullable): about what of theirs
 */
void
kith_disco_module_query_items_async (KithDiscoModule    *self,
                                     KithJid            *jid,
                                     const char         *node,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  g_return_if_fail (KITH_IS_DISCO_MODULE (self));

  kith_module_request_async (KITH_MODULE (self), new_query (jid, node, KITH_NS_DISCO_ITEMS),
                             cancellable, callback, user_data);
}

static char *
dup_cut (const char *text)
{
  return text != NULL ? g_utf8_make_valid (text, (gssize)strnlen (text, MAX_NAME)) : NULL;
}

/**
 * kith_disco_module_query_items_finish:
 *
 * Returns: (transfer full) (element-type KithDiscoItem): what belongs to them; else %NULL and an error as
 *   kith_router_send_iq_finish () gives
 */
GPtrArray *
kith_disco_module_query_items_finish (KithDiscoModule *self, GAsyncResult *result, GError **error)
{
  g_autoptr(KithStanza) reply = kith_module_request_finish (KITH_MODULE (self), result, error);
  g_autoptr(GPtrArray) items = NULL;
  KithStanza *query = NULL;

  if (reply == NULL)
    return NULL;

  items = g_ptr_array_new_with_free_func (item_free);
  query = kith_stanza_find (reply, "query", KITH_NS_DISCO_ITEMS);
  for (KithStanza *child = query != NULL ? kith_stanza_first (query) : NULL; child != NULL && items->len < MAX_ITEMS;
       child = kith_stanza_next (child))
    {
      KithJid *jid = kith_stanza_is (child, "item", NULL) ? kith_stanza_dup_jid (child, "jid") : NULL;
      KithDiscoItem *item = NULL;

      if (jid == NULL)
        continue;

      item = g_new0 (KithDiscoItem, 1);
      item->jid = jid;
      item->node = kith_stanza_dup_id (child, "node");
      item->name = dup_cut (kith_stanza_get (child, "name"));
      g_ptr_array_add (items, item);
    }

  return g_steal_pointer (&items);
}
