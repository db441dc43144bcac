/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-module.h"

#include "kith-router.h"
#include "kith-xmpp-error.h"

typedef struct
{
  KithRouter *router;   /* weak: the router owns its modules */
} KithModulePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (KithModule, kith_module, G_TYPE_OBJECT)

static const char *const nothing[] = { NULL };

static void
kith_module_dispose (GObject *object)
{
  kith_module_set_router (KITH_MODULE (object), NULL);

  G_OBJECT_CLASS (kith_module_parent_class)->dispose (object);
}

static void
kith_module_class_init (KithModuleClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kith_module_dispose;

  klass->features = nothing;
  klass->notify = nothing;
  klass->private_notify = nothing;
}

static void
kith_module_init (KithModule *self)
{
}

/**
 * kith_module_get_router:
 *
 * Returns: (transfer none) (nullable): the router that feeds @self, %NULL before it is added and after the router went
 */
KithRouter *
kith_module_get_router (KithModule *self)
{
  KithModulePrivate *priv = kith_module_get_instance_private (self);

  g_return_val_if_fail (KITH_IS_MODULE (self), NULL);

  return priv->router;
}

/**
 * kith_module_set_router:
 * @router: (nullable): who feeds @self; for kith_router_add_module () alone
 */
void
kith_module_set_router (KithModule *self, KithRouter *router)
{
  KithModulePrivate *priv = kith_module_get_instance_private (self);

  g_return_if_fail (KITH_IS_MODULE (self));

  g_set_weak_pointer (&priv->router, router);
}

/**
 * kith_module_get_features:
 *
 * Returns: (transfer none): what @self announces by service discovery, %NULL-terminated
 */
const char *const *
kith_module_get_features (KithModule *self)
{
  g_return_val_if_fail (KITH_IS_MODULE (self), nothing);

  return KITH_MODULE_GET_CLASS (self)->features;
}

/**
 * kith_module_get_notify:
 *
 * Returns: (transfer none): the nodes that @self wants events of, but for the private ones, %NULL-terminated
 */
const char *const *
kith_module_get_notify (KithModule *self)
{
  g_return_val_if_fail (KITH_IS_MODULE (self), nothing);

  return KITH_MODULE_GET_CLASS (self)->notify;
}

/**
 * kith_module_get_private_notify:
 *
 * Returns: (transfer none): the nodes that @self wants events of, from the own account alone, %NULL-terminated
 */
const char *const *
kith_module_get_private_notify (KithModule *self)
{
  g_return_val_if_fail (KITH_IS_MODULE (self), nothing);

  return KITH_MODULE_GET_CLASS (self)->private_notify;
}

/**
 * kith_module_online:
 * @resumed: whether the stream before this one goes on, with everything asked for still valid (XEP-0198)
 */
void
kith_module_online (KithModule *self, gboolean resumed)
{
  g_return_if_fail (KITH_IS_MODULE (self));

  if (KITH_MODULE_GET_CLASS (self)->online != NULL)
    KITH_MODULE_GET_CLASS (self)->online (self, resumed);
}

void
kith_module_offline (KithModule *self)
{
  g_return_if_fail (KITH_IS_MODULE (self));

  if (KITH_MODULE_GET_CLASS (self)->offline != NULL)
    KITH_MODULE_GET_CLASS (self)->offline (self);
}

/**
 * kith_module_decorate:
 * @presence: our own available presence, before it goes out to everybody
 */
void
kith_module_decorate (KithModule *self, KithStanza *presence)
{
  g_return_if_fail (KITH_IS_MODULE (self));

  if (KITH_MODULE_GET_CLASS (self)->decorate != NULL)
    KITH_MODULE_GET_CLASS (self)->decorate (self, presence);
}

/**
 * kith_module_wants_event:
 * @from_own_account: whether the event is of the own account
 *
 * Returns: whether @self declared @node, in a way that allows for the sender
 */
gboolean
kith_module_wants_event (KithModule *self, const char *node, gboolean from_own_account)
{
  KithModuleClass *klass = KITH_MODULE_GET_CLASS (self);

  g_return_val_if_fail (KITH_IS_MODULE (self), FALSE);

  if (klass->event == NULL || node == NULL)
    return FALSE;

  return g_strv_contains (klass->notify, node) || (from_own_account && g_strv_contains (klass->private_notify, node));
}

/**
 * kith_module_event:
 * @publisher: the bare address whose node it is
 * @items: the `<items/>`, `<purge/>` or `<delete/>` (XEP-0060, 12.2)
 */
void
kith_module_event (KithModule *self, KithJid *publisher, const char *node, KithStanza *items)
{
  g_return_if_fail (KITH_IS_MODULE (self));

  KITH_MODULE_GET_CLASS (self)->event (self, publisher, node, items);
}

static void
reply_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  KithStanza *reply = kith_router_send_iq_finish (KITH_ROUTER (source), result, &error);

  if (reply != NULL)
    g_task_return_pointer (task, reply, (GDestroyNotify)kith_stanza_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * kith_module_request_async:
 * @iq: (transfer full): a get or a set
 */
void
kith_module_request_async (KithModule         *self,
                           KithStanza         *iq,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr(KithStanza) request = iq;
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  KithRouter *router = NULL;

  g_return_if_fail (KITH_IS_MODULE (self));

  g_task_set_source_tag (task, kith_module_request_async);
  router = kith_module_get_router (self);
  if (router != NULL)
    kith_router_send_iq_async (router, request, cancellable, reply_cb, g_steal_pointer (&task));
  else
    g_task_return_new_error (task, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST, "Not connected");
}

/**
 * kith_module_request_finish:
 *
 * Returns: (transfer full): the result; else %NULL and an error as kith_router_send_iq_finish () gives
 */
KithStanza *
kith_module_request_finish (KithModule *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kith_module_request_finish_empty:
 *
 * Returns: %TRUE if the other side did what was asked, whatever its result holds
 */
gboolean
kith_module_request_finish_empty (KithModule *self, GAsyncResult *result, GError **error)
{
  g_autoptr(KithStanza) reply = kith_module_request_finish (self, result, error);

  return reply != NULL;
}
