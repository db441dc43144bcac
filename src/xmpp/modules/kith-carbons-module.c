/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-carbons-module.h"

#include "kith-forwarded.h"
#include "kith-message-context.h"
#include "kith-ns.h"
#include "kith-router.h"

struct _KithCarbonsModule
{
  KithModule parent_instance;

  guint      enabled : 1;
};

G_DEFINE_FINAL_TYPE (KithCarbonsModule, kith_carbons_module, KITH_TYPE_MODULE)

/* Anything that is no copy stays wrapped, which nobody delivers. */
static gboolean
unwrap (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  gint64 time = 0;

  return kith_message_context_set_copy (context, kith_forwarded_get_message (payload, &time), KITH_MESSAGE_CARBON,
                                        kith_router_get_account (kith_module_get_router (module)));
}

static void
enabled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KithCarbonsModule *self = KITH_CARBONS_MODULE (source);

  self->enabled = kith_module_request_finish_empty (KITH_MODULE (self), result, NULL);
}

static void
kith_carbons_module_online (KithModule *module, gboolean resumed)
{
  KithStanza *iq = NULL;

  if (resumed)
    return;

  /* Where they were asked for together with the binding (XEP-0386), this changes nothing, and tells whether they come. */
  KITH_CARBONS_MODULE (module)->enabled = FALSE;
  iq = kith_stanza_new_iq ("set", NULL);
  kith_stanza_add (iq, "enable", KITH_NS_CARBONS);
  kith_module_request_async (module, iq, NULL, enabled_cb, NULL);
}

#define CARBON(type, name) \
  { KITH_STANZA_KIND_MESSAGE, type, name, KITH_NS_CARBONS, KITH_SENDER_OWN_ACCOUNT, KITH_PHASE_UNWRAP, unwrap }

static const KithHandler handlers[] = {
  CARBON (NULL, "received"),
  CARBON ("error", "received"),
  CARBON (NULL, "sent"),
  { 0 }
};

static void
kith_carbons_module_class_init (KithCarbonsModuleClass *klass)
{
  KITH_MODULE_CLASS (klass)->handlers = handlers;
  KITH_MODULE_CLASS (klass)->online = kith_carbons_module_online;
}

static void
kith_carbons_module_init (KithCarbonsModule *self)
{
}

gboolean
kith_carbons_module_is_enabled (KithCarbonsModule *self)
{
  g_return_val_if_fail (KITH_IS_CARBONS_MODULE (self), FALSE);

  return self->enabled;
}
