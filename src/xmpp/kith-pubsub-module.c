/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-pubsub-module.h"

#include "kith-ns.h"
#include "kith-router.h"
#include "kith-xmpp-error.h"

struct _KithPubsubModule
{
  KithModule parent_instance;
};

G_DEFINE_FINAL_TYPE (KithPubsubModule, kith_pubsub_module, KITH_TYPE_MODULE)

static gboolean
is_event (KithStanza *element)
{
  return kith_stanza_is (element, "items", NULL) || kith_stanza_is (element, "purge", NULL) ||
         kith_stanza_is (element, "delete", NULL);
}

/* A device is no publisher: an event from a full address is somebody's invention. */
static gboolean
receive (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  KithRouter *router = kith_module_get_router (module);
  GPtrArray *modules = kith_router_get_modules (router);
  g_autoptr(KithJid) from = kith_stanza_dup_jid (stanza, "from");
  KithJid *publisher = from != NULL ? from : kith_router_get_account (router);
  gboolean own = kith_router_sender_is (router, from, KITH_SENDER_OWN_ACCOUNT);

  if (!kith_jid_is_bare (publisher))
    return TRUE;

  for (KithStanza *child = kith_stanza_first (payload); child != NULL; child = kith_stanza_next (child))
    {
      const char *node = kith_stanza_get (child, "node");

      if (!is_event (child))
        continue;

      for (guint i = 0; i < modules->len; i++)
        {
          if (kith_module_wants_event (modules->pdata[i], node, own))
            kith_module_event (modules->pdata[i], publisher, node, child);
        }
    }

  return TRUE;
}

static const KithHandler handlers[] = {
  { KITH_STANZA_KIND_MESSAGE, NULL, "event", KITH_NS_PUBSUB_EVENT, KITH_SENDER_ANY, KITH_PHASE_CLAIM, receive },
  { 0 }
};

static void
kith_pubsub_module_class_init (KithPubsubModuleClass *klass)
{
  KITH_MODULE_CLASS (klass)->handlers = handlers;
}

static void
kith_pubsub_module_init (KithPubsubModule *self)
{
}

static KithStanza *
new_request (const char *type, KithJid *jid, const char *action, const char *node, KithStanza **element)
{
  KithStanza *iq = kith_stanza_new_iq (type, NULL);

  if (jid != NULL)
    kith_stanza_set (iq, "to", kith_jid_get_bare_text (jid));
  *element = kith_stanza_add (kith_stanza_add (iq, "pubsub", KITH_NS_PUBSUB), action, NULL);
  kith_stanza_set (*element, "node", node);

  return iq;
}

/**
 * kith_pubsub_module_publish_async:
 * @item: (nullable): the id of the item, %NULL lets the server choose
 * @payload: (transfer full): what is published, to whom the node's access model lets see it: by default, the contacts who see our presence
 *
 * Publishes to @node of the own account (XEP-0163, 3).
 */
void
kith_pubsub_module_publish_async (KithPubsubModule   *self,
                                  const char         *node,
                                  const char         *item,
                                  KithStanza         *payload,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  KithStanza *publish = NULL;
  KithStanza *element = NULL;
  KithStanza *iq = NULL;

  g_return_if_fail (KITH_IS_PUBSUB_MODULE (self));

  iq = new_request ("set", NULL, "publish", node, &publish);
  element = kith_stanza_add (publish, "item", NULL);
  kith_stanza_set (element, "id", item);
  kith_stanza_take_child (element, payload);
  kith_module_request_async (KITH_MODULE (self), iq, cancellable, callback, user_data);
}

/**
 * kith_pubsub_module_retract_async:
 *
 * Takes @item back from @node of the own account, and tells those who are notified (XEP-0060, 7.2).
 */
void
kith_pubsub_module_retract_async (KithPubsubModule   *self,
                                  const char         *node,
                                  const char         *item,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  KithStanza *retract = NULL;
  KithStanza *iq = NULL;

  g_return_if_fail (KITH_IS_PUBSUB_MODULE (self));

  iq = new_request ("set", NULL, "retract", node, &retract);
  kith_stanza_set (retract, "notify", "true");
  kith_stanza_set (kith_stanza_add (retract, "item", NULL), "id", item);
  kith_module_request_async (KITH_MODULE (self), iq, cancellable, callback, user_data);
}

/**
 * kith_pubsub_module_change_finish:
 *
 * Returns: %TRUE if the server did it; else an error as kith_router_send_iq_finish () gives
 */
gboolean
kith_pubsub_module_change_finish (KithPubsubModule *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (KITH_IS_PUBSUB_MODULE (self), FALSE);

  return kith_module_request_finish_empty (KITH_MODULE (self), result, error);
}

/**
 * kith_pubsub_module_fetch_async:
 * @jid: (nullable): whose, of which the bare part counts; %NULL: our own
 * @item: (nullable): which one, %NULL: the newest @max
 */
void
kith_pubsub_module_fetch_async (KithPubsubModule   *self,
                                KithJid            *jid,
                                const char         *node,
                                const char         *item,
                                guint               max,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  KithStanza *items = NULL;
  KithStanza *iq = NULL;

  g_return_if_fail (KITH_IS_PUBSUB_MODULE (self));

  iq = new_request ("get", jid, "items", node, &items);
  if (item != NULL)
    kith_stanza_set (kith_stanza_add (items, "item", NULL), "id", item);
  else if (max > 0)
    {
      g_autofree char *text = g_strdup_printf ("%u", max);

      kith_stanza_set (items, "max_items", text);
    }

  kith_module_request_async (KITH_MODULE (self), iq, cancellable, callback, user_data);
}

/**
 * kith_pubsub_module_fetch_finish:
 * @items: (out) (transfer none): the `<items/>` in the reply
 *
 * Returns: (transfer full): the reply; else %NULL and %KITH_XMPP_ERROR_PROTOCOL for one without items, or an error as
 *   kith_router_send_iq_finish () gives
 */
KithStanza *
kith_pubsub_module_fetch_finish (KithPubsubModule *self, GAsyncResult *result, KithStanza **items, GError **error)
{
  g_autoptr(KithStanza) reply = kith_module_request_finish (KITH_MODULE (self), result, error);
  KithStanza *pubsub = NULL;

  if (reply == NULL)
    return NULL;

  pubsub = kith_stanza_find (reply, "pubsub", KITH_NS_PUBSUB);
  *items = pubsub != NULL ? kith_stanza_find (pubsub, "items", KITH_NS_PUBSUB) : NULL;
  if (*items == NULL)
    {
      g_set_error_literal (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL, "An answer without items");
      return NULL;
    }

  return g_steal_pointer (&reply);
}
