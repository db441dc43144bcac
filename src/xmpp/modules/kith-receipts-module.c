/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-receipts-module.h"

#include "kith-message-context.h"
#include "kith-ns.h"
#include "kith-router.h"

struct _KithReceiptsModule
{
  KithModule parent_instance;
};

G_DEFINE_FINAL_TYPE (KithReceiptsModule, kith_receipts_module, KITH_TYPE_MODULE)

/* Without an id there is nothing that a receipt could name. */
static gboolean
observe_request (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  KithIncomingMessage *message = kith_message_context_get_message (context);

  message->receipt_requested = kith_stanza_get (stanza, "id") != NULL;

  return FALSE;
}

static gboolean
observe_received (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  KithIncomingMessage *message = kith_message_context_get_message (context);

  g_free (message->receipt_id);
  message->receipt_id = kith_stanza_dup_id (payload, "id");

  return FALSE;
}

static const char *const features[] = { KITH_NS_RECEIPTS, NULL };

static const KithHandler handlers[] = {
  { KITH_STANZA_KIND_MESSAGE, NULL, "request", KITH_NS_RECEIPTS, KITH_SENDER_ANY, KITH_PHASE_OBSERVE, observe_request },
  { KITH_STANZA_KIND_MESSAGE, NULL, "received", KITH_NS_RECEIPTS, KITH_SENDER_ANY, KITH_PHASE_OBSERVE, observe_received },
  { 0 }
};

static void
kith_receipts_module_class_init (KithReceiptsModuleClass *klass)
{
  KITH_MODULE_CLASS (klass)->features = features;
  KITH_MODULE_CLASS (klass)->handlers = handlers;
}

static void
kith_receipts_module_init (KithReceiptsModule *self)
{
}
