/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-chat-states-module.h"

#include "kith-message-context.h"
#include "kith-ns.h"
#include "kith-router.h"

struct _KithChatStatesModule
{
  KithModule parent_instance;
};

G_DEFINE_FINAL_TYPE (KithChatStatesModule, kith_chat_states_module, KITH_TYPE_MODULE)

static gboolean
observe (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  static const struct
  {
    const char   *name;
    KithChatState state;
  } states[] = {
    { "active", KITH_CHAT_STATE_ACTIVE },
    { "composing", KITH_CHAT_STATE_COMPOSING },
    { "paused", KITH_CHAT_STATE_PAUSED },
    { "inactive", KITH_CHAT_STATE_INACTIVE },
    { "gone", KITH_CHAT_STATE_GONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      if (kith_stanza_is (payload, states[i].name, NULL))
        kith_message_context_get_message (context)->chat_state = states[i].state;
    }

  return FALSE;
}

static const char *const features[] = { KITH_NS_CHAT_STATES, NULL };

static const KithHandler handlers[] = {
  { KITH_STANZA_KIND_MESSAGE, "chat", NULL, KITH_NS_CHAT_STATES, KITH_SENDER_ANY, KITH_PHASE_OBSERVE, observe },
  { KITH_STANZA_KIND_MESSAGE, "normal", NULL, KITH_NS_CHAT_STATES, KITH_SENDER_ANY, KITH_PHASE_OBSERVE, observe },
  { 0 }
};

static void
kith_chat_states_module_class_init (KithChatStatesModuleClass *klass)
{
  KITH_MODULE_CLASS (klass)->features = features;
  KITH_MODULE_CLASS (klass)->handlers = handlers;
}

static void
kith_chat_states_module_init (KithChatStatesModule *self)
{
}
