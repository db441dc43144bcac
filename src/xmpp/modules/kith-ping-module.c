/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-ping-module.h"

#include "kith-ns.h"
#include "kith-router.h"
#include "kith-xmpp-error.h"

struct _KithPingModule
{
  KithModule parent_instance;
};

G_DEFINE_FINAL_TYPE (KithPingModule, kith_ping_module, KITH_TYPE_MODULE)

static gboolean
answer (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  g_autoptr(KithStanza) reply = kith_stanza_new_result (stanza);

  kith_router_send (kith_module_get_router (module), reply);

  return TRUE;
}

static const char *const features[] = { KITH_NS_PING, NULL };

static const KithHandler handlers[] = {
  { KITH_STANZA_KIND_IQ, "get", "ping", KITH_NS_PING, KITH_SENDER_ANY, KITH_PHASE_CLAIM, answer },
  { 0 }
};

static void
kith_ping_module_class_init (KithPingModuleClass *klass)
{
  KITH_MODULE_CLASS (klass)->features = features;
  KITH_MODULE_CLASS (klass)->handlers = handlers;
}

static void
kith_ping_module_init (KithPingModule *self)
{
}

/* Whoever says that they do not know pings is there (XEP-0199, 4.1). */
static void
pong_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  gint64 *start = g_task_get_task_data (task);

  if (kith_module_request_finish_empty (KITH_MODULE (source), result, &error) ||
      g_error_matches (error, KITH_STANZA_ERROR, KITH_STANZA_ERROR_SERVICE_UNAVAILABLE) ||
      g_error_matches (error, KITH_STANZA_ERROR, KITH_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED))
    g_task_return_int (task, (gssize)MAX (g_get_monotonic_time () - *start, 1));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * kith_ping_module_ping_async:
 * @jid: (nullable): who, %NULL: the own server
 */
void
kith_ping_module_ping_async (KithPingModule     *self,
                             KithJid            *jid,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  KithRouter *router = NULL;
  KithStanza *iq = NULL;
  gint64 *start = g_new (gint64, 1);

  g_return_if_fail (KITH_IS_PING_MODULE (self));

  *start = g_get_monotonic_time ();
  g_task_set_source_tag (task, kith_ping_module_ping_async);
  g_task_set_task_data (task, start, g_free);

  router = kith_module_get_router (KITH_MODULE (self));
  iq = kith_stanza_new_iq ("get", jid);
  kith_stanza_add (iq, "ping", KITH_NS_PING);
  if (jid == NULL && router != NULL)
    kith_stanza_set (iq, "to", kith_jid_get_domainpart (kith_router_get_account (router)));
  kith_module_request_async (KITH_MODULE (self), iq, cancellable, pong_cb, g_steal_pointer (&task));
}

/**
 * kith_ping_module_ping_finish:
 *
 * Returns: the round trip in µs; -1 and an error as kith_router_send_iq_finish () gives, if nothing came back
 */
gint64
kith_ping_module_ping_finish (KithPingModule *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return g_task_propagate_int (G_TASK (result), error);
}
