/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stanza-ids-module.h"

#include "kith-disco-module.h"
#include "kith-message-context.h"
#include "kith-ns.h"
#include "kith-router.h"

struct _KithStanzaIdsModule
{
  KithModule parent_instance;
};

G_DEFINE_FINAL_TYPE (KithStanzaIdsModule, kith_stanza_ids_module, KITH_TYPE_MODULE)

/* XEP-0359, 4: a server that does not say so lets everybody write what they like. */
static gboolean
server_checks (KithRouter *router)
{
  KithDiscoModule *disco = kith_router_get_module (router, KITH_TYPE_DISCO_MODULE);

  return disco != NULL &&
         (kith_disco_module_account_has_feature (disco, KITH_NS_STANZA_IDS) ||
          kith_disco_module_server_has_feature (disco, KITH_NS_STANZA_IDS));
}

static gboolean
observe_origin (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  KithIncomingMessage *message = kith_message_context_get_message (context);

  g_free (message->origin_id);
  message->origin_id = kith_stanza_dup_id (payload, "id");

  return FALSE;
}

static gboolean
observe_stanza (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  KithRouter *router = kith_module_get_router (module);
  KithIncomingMessage *message = kith_message_context_get_message (context);

  if (!server_checks (router))
    return FALSE;

  for (KithStanza *child = kith_stanza_first (stanza); child != NULL; child = kith_stanza_next (child))
    {
      const char *by = kith_stanza_get (child, "by");

      if (kith_stanza_is (child, "stanza-id", KITH_NS_STANZA_IDS) && message->archive_id == NULL &&
          g_strcmp0 (by, kith_jid_get_text (kith_router_get_account (router))) == 0)
        message->archive_id = kith_stanza_dup_id (child, "id");
    }

  return FALSE;
}

static const char *const features[] = { KITH_NS_STANZA_IDS, NULL };

static const KithHandler handlers[] = {
  { KITH_STANZA_KIND_MESSAGE, NULL, "origin-id", KITH_NS_STANZA_IDS, KITH_SENDER_ANY, KITH_PHASE_OBSERVE, observe_origin },
  { KITH_STANZA_KIND_MESSAGE, NULL, "stanza-id", KITH_NS_STANZA_IDS, KITH_SENDER_ANY, KITH_PHASE_OBSERVE, observe_stanza },
  { 0 }
};

static void
kith_stanza_ids_module_class_init (KithStanzaIdsModuleClass *klass)
{
  KITH_MODULE_CLASS (klass)->features = features;
  KITH_MODULE_CLASS (klass)->handlers = handlers;
}

static void
kith_stanza_ids_module_init (KithStanzaIdsModule *self)
{
}
