/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-hints-module.h"

#include "kith-message-context.h"
#include "kith-ns.h"
#include "kith-router.h"

struct _KithHintsModule
{
  KithModule parent_instance;
};

G_DEFINE_FINAL_TYPE (KithHintsModule, kith_hints_module, KITH_TYPE_MODULE)

static gboolean
observe (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  kith_message_context_get_message (context)->no_store = TRUE;

  return FALSE;
}

static const char *const features[] = { KITH_NS_HINTS, NULL };

static const KithHandler handlers[] = {
  { KITH_STANZA_KIND_MESSAGE, NULL, "no-store", KITH_NS_HINTS, KITH_SENDER_ANY, KITH_PHASE_OBSERVE, observe },
  { KITH_STANZA_KIND_MESSAGE, NULL, "no-permanent-store", KITH_NS_HINTS, KITH_SENDER_ANY, KITH_PHASE_OBSERVE, observe },
  { 0 }
};

static void
kith_hints_module_class_init (KithHintsModuleClass *klass)
{
  KITH_MODULE_CLASS (klass)->features = features;
  KITH_MODULE_CLASS (klass)->handlers = handlers;
}

static void
kith_hints_module_init (KithHintsModule *self)
{
}
