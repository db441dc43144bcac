/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-delay-module.h"

#include "kith-datetime.h"
#include "kith-message-context.h"
#include "kith-ns.h"
#include "kith-router.h"

struct _KithDelayModule
{
  KithModule parent_instance;
};

G_DEFINE_FINAL_TYPE (KithDelayModule, kith_delay_module, KITH_TYPE_MODULE)

typedef enum
{
  TRUST_NONE,
  TRUST_SENDER,
  TRUST_OWN_SERVER,
} Trust;

/* Who added the stamp: what our server says counts more than what the sender says, others have no say. */
static Trust
get_trust (KithStanza *delay, KithRouter *router, KithJid *sender)
{
  g_autoptr(KithJid) by = kith_stanza_dup_jid (delay, "from");

  if (by == NULL)
    return kith_stanza_get (delay, "from") == NULL ? TRUST_SENDER : TRUST_NONE;
  if (router != NULL && kith_router_sender_is (router, by, KITH_SENDER_OWN_SERVER))
    return TRUST_OWN_SERVER;
  if (sender != NULL && (kith_jid_bare_equal (by, sender) ||
                         g_strcmp0 (kith_jid_get_text (by), kith_jid_get_domainpart (sender)) == 0))
    return TRUST_SENDER;

  return TRUST_NONE;
}

/* What is not a moment of the past is no stamp. */
static gint64
parse_stamp (KithStanza *delay)
{
  const char *stamp = kith_stanza_get (delay, "stamp");
  gint64 time = 0;

  if (stamp == NULL || !kith_datetime_parse (stamp, &time) || time <= 0 || time > g_get_real_time ())
    return 0;

  return time;
}

static gint64
read_element (KithStanza *stanza, const char *name, const char *ns, KithRouter *router, KithJid *from)
{
  Trust best = TRUST_NONE;
  gint64 time = 0;

  for (KithStanza *child = kith_stanza_first (stanza); child != NULL; child = kith_stanza_next (child))
    {
      Trust trust = TRUST_NONE;
      gint64 stamp = 0;

      if (!kith_stanza_is (child, name, ns))
        continue;

      trust = get_trust (child, router, from);
      stamp = trust > best ? parse_stamp (child) : 0;
      if (stamp != 0)
        {
          time = stamp;
          best = trust;
        }
    }

  return time;
}

/**
 * kith_delay_read:
 * @router: (nullable): knows which server is our own
 * @from: (nullable): who sent @stanza
 *
 * Returns: when @stanza was sent, in µs since 1970; 0 if it is not delayed, or nobody who may say so does in a way that makes sense
 */
gint64
kith_delay_read (KithStanza *stanza, KithRouter *router, KithJid *from)
{
  gint64 time = read_element (stanza, "delay", KITH_NS_DELAY, router, from);

  return time != 0 ? time : read_element (stanza, "x", KITH_NS_LEGACY_DELAY, router, from);
}

static gboolean
observe (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  KithIncomingMessage *message = kith_message_context_get_message (context);

  if (message->time == 0)
    message->time = kith_delay_read (stanza, kith_module_get_router (module), message->from);

  return FALSE;
}

static const char *const features[] = { KITH_NS_DELAY, NULL };

static const KithHandler handlers[] = {
  { KITH_STANZA_KIND_MESSAGE, NULL, "delay", KITH_NS_DELAY, KITH_SENDER_ANY, KITH_PHASE_OBSERVE, observe },
  { KITH_STANZA_KIND_MESSAGE, NULL, "x", KITH_NS_LEGACY_DELAY, KITH_SENDER_ANY, KITH_PHASE_OBSERVE, observe },
  { 0 }
};

static void
kith_delay_module_class_init (KithDelayModuleClass *klass)
{
  KITH_MODULE_CLASS (klass)->features = features;
  KITH_MODULE_CLASS (klass)->handlers = handlers;
}

static void
kith_delay_module_init (KithDelayModule *self)
{
}
