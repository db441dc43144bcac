/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-subscription-state.h"

#define N_STATES (KITH_SUBSCRIPTION_STATE_BOTH + 1)
#define N_EVENTS (KITH_SUBSCRIPTION_EVENT_UNSUBSCRIBED + 1)

/* Short names, so that the tables read as those of the RFC. P: pending. */
enum
{
  NONE = KITH_SUBSCRIPTION_STATE_NONE,
  NONE_PO = KITH_SUBSCRIPTION_STATE_NONE_PENDING_OUT,
  NONE_PI = KITH_SUBSCRIPTION_STATE_NONE_PENDING_IN,
  NONE_PO_PI = KITH_SUBSCRIPTION_STATE_NONE_PENDING_OUT_IN,
  TO = KITH_SUBSCRIPTION_STATE_TO,
  TO_PI = KITH_SUBSCRIPTION_STATE_TO_PENDING_IN,
  FROM = KITH_SUBSCRIPTION_STATE_FROM,
  FROM_PO = KITH_SUBSCRIPTION_STATE_FROM_PENDING_OUT,
  BOTH = KITH_SUBSCRIPTION_STATE_BOTH,
};

/* What a stanza makes of a state; it matters where a server MUST route (A.2) or deliver (A.3) it. */
typedef struct
{
  guint8 next;
  guint8 matters;
} Transition;

/* RFC 6121, appendix A.2: the person sends to the contact. */
static const Transition sent[N_EVENTS][N_STATES] = {
  [KITH_SUBSCRIPTION_EVENT_SUBSCRIBE] = {
    [NONE] = { NONE_PO, TRUE },
    [NONE_PO] = { NONE_PO, TRUE },
    [NONE_PI] = { NONE_PO_PI, TRUE },
    [NONE_PO_PI] = { NONE_PO_PI, TRUE },
    [TO] = { TO, TRUE },
    [TO_PI] = { TO_PI, TRUE },
    [FROM] = { FROM_PO, TRUE },
    [FROM_PO] = { FROM_PO, TRUE },
    [BOTH] = { BOTH, TRUE },
  },
  [KITH_SUBSCRIPTION_EVENT_UNSUBSCRIBE] = {
    [NONE] = { NONE, TRUE },
    [NONE_PO] = { NONE, TRUE },
    [NONE_PI] = { NONE_PI, TRUE },
    [NONE_PO_PI] = { NONE_PI, TRUE },
    [TO] = { NONE, TRUE },
    [TO_PI] = { NONE_PI, TRUE },
    [FROM] = { FROM, TRUE },
    [FROM_PO] = { FROM, TRUE },
    [BOTH] = { FROM, TRUE },
  },
  [KITH_SUBSCRIPTION_EVENT_SUBSCRIBED] = {
    [NONE] = { NONE, FALSE },
    [NONE_PO] = { NONE_PO, FALSE },
    [NONE_PI] = { FROM, TRUE },
    [NONE_PO_PI] = { FROM_PO, TRUE },
    [TO] = { TO, FALSE },
    [TO_PI] = { BOTH, TRUE },
    [FROM] = { FROM, FALSE },
    [FROM_PO] = { FROM_PO, FALSE },
    [BOTH] = { BOTH, FALSE },
  },
  [KITH_SUBSCRIPTION_EVENT_UNSUBSCRIBED] = {
    [NONE] = { NONE, FALSE },
    [NONE_PO] = { NONE_PO, FALSE },
    [NONE_PI] = { NONE, TRUE },
    [NONE_PO_PI] = { NONE_PO, TRUE },
    [TO] = { TO, FALSE },
    [TO_PI] = { TO, TRUE },
    [FROM] = { NONE, TRUE },
    [FROM_PO] = { NONE_PO, TRUE },
    [BOTH] = { TO, TRUE },
  },
};

/* RFC 6121, appendix A.3: the contact sends to the person. */
static const Transition received[N_EVENTS][N_STATES] = {
  [KITH_SUBSCRIPTION_EVENT_SUBSCRIBE] = {
    [NONE] = { NONE_PI, TRUE },
    [NONE_PO] = { NONE_PO_PI, TRUE },
    [NONE_PI] = { NONE_PI, FALSE },
    [NONE_PO_PI] = { NONE_PO_PI, FALSE },
    [TO] = { TO_PI, TRUE },
    [TO_PI] = { TO_PI, FALSE },
    [FROM] = { FROM, FALSE },
    [FROM_PO] = { FROM_PO, FALSE },
    [BOTH] = { BOTH, FALSE },
  },
  [KITH_SUBSCRIPTION_EVENT_UNSUBSCRIBE] = {
    [NONE] = { NONE, FALSE },
    [NONE_PO] = { NONE_PO, FALSE },
    [NONE_PI] = { NONE, TRUE },
    [NONE_PO_PI] = { NONE_PO, TRUE },
    [TO] = { TO, FALSE },
    [TO_PI] = { TO, TRUE },
    [FROM] = { NONE, TRUE },
    [FROM_PO] = { NONE_PO, TRUE },
    [BOTH] = { TO, TRUE },
  },
  [KITH_SUBSCRIPTION_EVENT_SUBSCRIBED] = {
    [NONE] = { NONE, FALSE },
    [NONE_PO] = { TO, TRUE },
    [NONE_PI] = { NONE_PI, FALSE },
    [NONE_PO_PI] = { TO_PI, TRUE },
    [TO] = { TO, FALSE },
    [TO_PI] = { TO_PI, FALSE },
    [FROM] = { FROM, FALSE },
    [FROM_PO] = { BOTH, TRUE },
    [BOTH] = { BOTH, FALSE },
  },
  [KITH_SUBSCRIPTION_EVENT_UNSUBSCRIBED] = {
    [NONE] = { NONE, FALSE },
    [NONE_PO] = { NONE, TRUE },
    [NONE_PI] = { NONE_PI, FALSE },
    [NONE_PO_PI] = { NONE_PI, TRUE },
    [TO] = { NONE, TRUE },
    [TO_PI] = { NONE_PI, TRUE },
    [FROM] = { FROM, FALSE },
    [FROM_PO] = { FROM, TRUE },
    [BOTH] = { FROM, TRUE },
  },
};

static const char *const types[N_EVENTS] = {
  [KITH_SUBSCRIPTION_EVENT_SUBSCRIBE] = "subscribe",
  [KITH_SUBSCRIPTION_EVENT_UNSUBSCRIBE] = "unsubscribe",
  [KITH_SUBSCRIPTION_EVENT_SUBSCRIBED] = "subscribed",
  [KITH_SUBSCRIPTION_EVENT_UNSUBSCRIBED] = "unsubscribed",
};

/**
 * kith_subscription_state_new:
 * @pending_out: whether we asked; means nothing where we see them already
 * @pending_in: whether they asked; means nothing where they see us already
 */
KithSubscriptionState
kith_subscription_state_new (KithSubscription subscription, gboolean pending_out, gboolean pending_in)
{
  switch (subscription)
    {
    case KITH_SUBSCRIPTION_TO:
      return pending_in ? KITH_SUBSCRIPTION_STATE_TO_PENDING_IN : KITH_SUBSCRIPTION_STATE_TO;
    case KITH_SUBSCRIPTION_FROM:
      return pending_out ? KITH_SUBSCRIPTION_STATE_FROM_PENDING_OUT : KITH_SUBSCRIPTION_STATE_FROM;
    case KITH_SUBSCRIPTION_BOTH:
      return KITH_SUBSCRIPTION_STATE_BOTH;
    case KITH_SUBSCRIPTION_NONE:
    case KITH_SUBSCRIPTION_REMOVE:
      break;
    }

  if (pending_in)
    return pending_out ? KITH_SUBSCRIPTION_STATE_NONE_PENDING_OUT_IN : KITH_SUBSCRIPTION_STATE_NONE_PENDING_IN;

  return pending_out ? KITH_SUBSCRIPTION_STATE_NONE_PENDING_OUT : KITH_SUBSCRIPTION_STATE_NONE;
}

KithSubscription
kith_subscription_state_get_subscription (KithSubscriptionState state)
{
  switch (state)
    {
    case KITH_SUBSCRIPTION_STATE_NONE:
    case KITH_SUBSCRIPTION_STATE_NONE_PENDING_OUT:
    case KITH_SUBSCRIPTION_STATE_NONE_PENDING_IN:
    case KITH_SUBSCRIPTION_STATE_NONE_PENDING_OUT_IN:
      return KITH_SUBSCRIPTION_NONE;
    case KITH_SUBSCRIPTION_STATE_TO:
    case KITH_SUBSCRIPTION_STATE_TO_PENDING_IN:
      return KITH_SUBSCRIPTION_TO;
    case KITH_SUBSCRIPTION_STATE_FROM:
    case KITH_SUBSCRIPTION_STATE_FROM_PENDING_OUT:
      return KITH_SUBSCRIPTION_FROM;
    case KITH_SUBSCRIPTION_STATE_BOTH:
      return KITH_SUBSCRIPTION_BOTH;
    }

  return KITH_SUBSCRIPTION_NONE;
}

gboolean
kith_subscription_state_is_pending_out (KithSubscriptionState state)
{
  return state == KITH_SUBSCRIPTION_STATE_NONE_PENDING_OUT || state == KITH_SUBSCRIPTION_STATE_NONE_PENDING_OUT_IN ||
         state == KITH_SUBSCRIPTION_STATE_FROM_PENDING_OUT;
}

gboolean
kith_subscription_state_is_pending_in (KithSubscriptionState state)
{
  return state == KITH_SUBSCRIPTION_STATE_NONE_PENDING_IN || state == KITH_SUBSCRIPTION_STATE_NONE_PENDING_OUT_IN ||
         state == KITH_SUBSCRIPTION_STATE_TO_PENDING_IN;
}

static KithSubscriptionState
look_up (const Transition table[N_EVENTS][N_STATES], KithSubscriptionState state, KithSubscriptionEvent event, gboolean *matters)
{
  g_return_val_if_fail ((guint)state < N_STATES && (guint)event < N_EVENTS, state);

  if (matters != NULL)
    *matters = table[event][state].matters;

  return table[event][state].next;
}

/**
 * kith_subscription_state_sent:
 * @matters: (out) (optional): whether the stanza reaches the contact; one of approval reaches nobody who did not ask
 *
 * Returns: the state after a stanza went out to the contact (RFC 6121, A.2)
 */
KithSubscriptionState
kith_subscription_state_sent (KithSubscriptionState state, KithSubscriptionEvent event, gboolean *matters)
{
  return look_up (sent, state, event, matters);
}

/**
 * kith_subscription_state_received:
 * @matters: (out) (optional): whether the stanza is for the person to know; one that changes nothing is not
 *
 * Returns: the state after a stanza came in from the contact (RFC 6121, A.3)
 */
KithSubscriptionState
kith_subscription_state_received (KithSubscriptionState state, KithSubscriptionEvent event, gboolean *matters)
{
  return look_up (received, state, event, matters);
}

/**
 * kith_subscription_event_to_type:
 *
 * Returns: (transfer none): the type of the presence stanza
 */
const char *
kith_subscription_event_to_type (KithSubscriptionEvent event)
{
  g_return_val_if_fail ((guint)event < N_EVENTS, NULL);

  return types[event];
}

/**
 * kith_subscription_event_from_type:
 * @type: (nullable): the type of a presence stanza
 * @event: (out): what it is
 *
 * Returns: whether it is about subscriptions at all
 */
gboolean
kith_subscription_event_from_type (const char *type, KithSubscriptionEvent *event)
{
  for (guint i = 0; i < N_EVENTS; i++)
    {
      if (g_strcmp0 (types[i], type) == 0)
        {
          *event = (KithSubscriptionEvent)i;
          return TRUE;
        }
    }

  return FALSE;
}
