/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-markers-module.h"

#include "kith-message-context.h"
#include "kith-ns.h"
#include "kith-router.h"

struct _KithMarkersModule
{
  KithModule parent_instance;
};

G_DEFINE_FINAL_TYPE (KithMarkersModule, kith_markers_module, KITH_TYPE_MODULE)

static gboolean
observe_markable (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  KithIncomingMessage *message = kith_message_context_get_message (context);

  message->markable = kith_stanza_get (stanza, "id") != NULL;

  return FALSE;
}

static gboolean
observe_displayed (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  KithIncomingMessage *message = kith_message_context_get_message (context);

  g_free (message->displayed_id);
  message->displayed_id = kith_stanza_dup_id (payload, "id");

  return FALSE;
}

static const char *const features[] = { KITH_NS_MARKERS, NULL };

static const KithHandler handlers[] = {
  { KITH_STANZA_KIND_MESSAGE, NULL, "markable", KITH_NS_MARKERS, KITH_SENDER_ANY, KITH_PHASE_OBSERVE, observe_markable },
  { KITH_STANZA_KIND_MESSAGE, NULL, "displayed", KITH_NS_MARKERS, KITH_SENDER_ANY, KITH_PHASE_OBSERVE, observe_displayed },
  { 0 }
};

static void
kith_markers_module_class_init (KithMarkersModuleClass *klass)
{
  KITH_MODULE_CLASS (klass)->features = features;
  KITH_MODULE_CLASS (klass)->handlers = handlers;
}

static void
kith_markers_module_init (KithMarkersModule *self)
{
}
