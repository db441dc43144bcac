/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-types.h"

G_BEGIN_DECLS

/**
 * KithSubscriptionState:
 *
 * The nine states of RFC 6121, appendix A.1, as a client sees them. Pending out: we asked and wait; pending in: they did.
 */
typedef enum
{
  KITH_SUBSCRIPTION_STATE_NONE,
  KITH_SUBSCRIPTION_STATE_NONE_PENDING_OUT,
  KITH_SUBSCRIPTION_STATE_NONE_PENDING_IN,
  KITH_SUBSCRIPTION_STATE_NONE_PENDING_OUT_IN,
  KITH_SUBSCRIPTION_STATE_TO,
  KITH_SUBSCRIPTION_STATE_TO_PENDING_IN,
  KITH_SUBSCRIPTION_STATE_FROM,
  KITH_SUBSCRIPTION_STATE_FROM_PENDING_OUT,
  KITH_SUBSCRIPTION_STATE_BOTH,
} KithSubscriptionState;

/**
 * KithSubscriptionEvent:
 *
 * A presence stanza of this type came in from the contact, or went out to them.
 */
typedef enum
{
  KITH_SUBSCRIPTION_EVENT_SUBSCRIBE,
  KITH_SUBSCRIPTION_EVENT_UNSUBSCRIBE,
  KITH_SUBSCRIPTION_EVENT_SUBSCRIBED,
  KITH_SUBSCRIPTION_EVENT_UNSUBSCRIBED,
} KithSubscriptionEvent;

KithSubscriptionState kith_subscription_state_new (KithSubscription subscription, gboolean pending_out, gboolean pending_in);
KithSubscription kith_subscription_state_get_subscription (KithSubscriptionState state);
gboolean kith_subscription_state_is_pending_out (KithSubscriptionState state);
gboolean kith_subscription_state_is_pending_in (KithSubscriptionState state);
KithSubscriptionState kith_subscription_state_sent (KithSubscriptionState state, KithSubscriptionEvent event, gboolean *matters);
KithSubscriptionState kith_subscription_state_received (KithSubscriptionState state, KithSubscriptionEvent event, gboolean *matters);

const char *kith_subscription_event_to_type (KithSubscriptionEvent event);
gboolean kith_subscription_event_from_type (const char *type, KithSubscriptionEvent *event);

G_END_DECLS
