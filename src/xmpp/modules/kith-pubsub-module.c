/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-pubsub-module.h"

#include "kith-disco-module.h"
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

/* An item on its way to a private node. */
typedef struct
{
  char       *node;      /* owned */
  char       *item;      /* owned */
  KithStanza *payload;   /* owned */
} PrivateItem;

static void
private_item_free (PrivateItem *item)
{
  g_free (item->node);
  g_free (item->item);
  kith_stanza_unref (item->payload);
  g_free (item);
}

/* What makes a node a private list that lasts (XEP-0223), as options to publish with or as its configuration. Of one that has just been
 * configured only that nobody else may read it is asked again: ejabberd finds no "max" like another. */
static void
add_private_form (KithStanza *parent, const char *form_type, gboolean access_alone)
{
  static const char *const fields[][2] = {
    { "FORM_TYPE", NULL },
    { "pubsub#access_model", "whitelist" },
    { "pubsub#persist_items", "true" },
    { "pubsub#max_items", "max" },
    { "pubsub#send_last_published_item", "never" },
  };
  KithStanza *form = kith_stanza_add (parent, "x", KITH_NS_DATA_FORMS);

  kith_stanza_set (form, "type", "submit");
  for (guint i = 0; i < (access_alone ? 2 : G_N_ELEMENTS (fields)); i++)
    {
      KithStanza *field = kith_stanza_add (form, "field", NULL);

      kith_stanza_set (field, "var", fields[i][0]);
      if (fields[i][1] == NULL)
        kith_stanza_set (field, "type", "hidden");
      kith_stanza_add_text (field, "value", NULL, fields[i][1] != NULL ? fields[i][1] : form_type);
    }
}

static KithStanza *
new_private_publish (const PrivateItem *private, gboolean configured)
{
  KithStanza *publish = NULL;
  KithStanza *iq = new_request ("set", NULL, "publish", private->node, &publish);
  KithStanza *item = kith_stanza_add (publish, "item", NULL);

  kith_stanza_set (item, "id", private->item);
  kith_stanza_take_child (item, kith_stanza_copy (private->payload));
  add_private_form (kith_stanza_add (kith_stanza_first (iq), "publish-options", NULL), KITH_NS_PUBSUB_PUBLISH_OPTIONS, configured);

  return iq;
}

static void
private_published_again_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (kith_module_request_finish_empty (KITH_MODULE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
private_configured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  const PrivateItem *private = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr(GError) error = NULL;

  if (kith_module_request_finish_empty (KITH_MODULE (source), result, &error))
    kith_module_request_async (KITH_MODULE (source), new_private_publish (private, TRUE), cancellable,
                               private_published_again_cb, g_steal_pointer (&task));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* A node that is there already, made by a client that let others read it, is made private first. */
static void
private_published_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  const PrivateItem *private = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr(GError) error = NULL;
  KithStanza *iq = NULL;
  KithStanza *configure = NULL;

  if (kith_module_request_finish_empty (KITH_MODULE (source), result, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  /* XEP-0060 says the one, ejabberd the other. */
  if (!g_error_matches (error, KITH_STANZA_ERROR, KITH_STANZA_ERROR_CONFLICT) &&
      !g_error_matches (error, KITH_STANZA_ERROR, KITH_STANZA_ERROR_RESOURCE_CONSTRAINT))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  iq = kith_stanza_new_iq ("set", NULL);
  configure = kith_stanza_add (kith_stanza_add (iq, "pubsub", KITH_NS_PUBSUB_OWNER), "configure", NULL);
  kith_stanza_set (configure, "node", private->node);
  add_private_form (configure, KITH_NS_PUBSUB_NODE_CONFIG, FALSE);
  kith_module_request_async (KITH_MODULE (source), iq, cancellable, private_configured_cb, g_steal_pointer (&task));
}

/* Without this a server passes the options over, and shows the node to every contact (XEP-0223, 5). */
static gboolean
has_options (KithPubsubModule *self)
{
  KithRouter *router = kith_module_get_router (KITH_MODULE (self));
  KithDiscoModule *disco = router != NULL ? kith_router_get_module (router, KITH_TYPE_DISCO_MODULE) : NULL;

  return disco != NULL && (kith_disco_module_account_has_feature (disco, KITH_NS_PUBSUB_PUBLISH_OPTIONS) ||
                           kith_disco_module_server_has_feature (disco, KITH_NS_PUBSUB_PUBLISH_OPTIONS));
}

/**
 * kith_pubsub_module_publish_private_async:
 * @item: the id of the item
 * @payload: (transfer full): what nobody but the own account may see
 *
 * Publishes to @node of the own account, which is a list without an end (XEP-0223).
 */
void
kith_pubsub_module_publish_private_async (KithPubsubModule   *self,
                                          const char         *node,
                                          const char         *item,
                                          KithStanza         *payload,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  PrivateItem *private = NULL;

  g_return_if_fail (KITH_IS_PUBSUB_MODULE (self));

  g_task_set_source_tag (task, kith_pubsub_module_publish_private_async);
  private = g_new0 (PrivateItem, 1);
  private->node = g_strdup (node);
  private->item = g_strdup (item);
  private->payload = payload;
  g_task_set_task_data (task, private, (GDestroyNotify)private_item_free);

  if (has_options (self))
    kith_module_request_async (KITH_MODULE (self), new_private_publish (private, FALSE), cancellable, private_published_cb,
                               g_steal_pointer (&task));
  else
    g_task_return_new_error (task, KITH_STANZA_ERROR, KITH_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED, "Nothing is private there");
}

/**
 * kith_pubsub_module_publish_private_finish:
 *
 * Returns: %TRUE if the server has it and keeps it private; else %KITH_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED where it does not say that
 *   it can, or an error as kith_router_send_iq_finish () gives
 */
gboolean
kith_pubsub_module_publish_private_finish (KithPubsubModule *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
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
