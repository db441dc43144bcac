/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * KithShow:
 * @KITH_SHOW_UNKNOWN: nothing is known, as before the first presence of a stream
 * @KITH_SHOW_OFFLINE: unavailable
 *
 * How available somebody is, from least to most (RFC 6121, 4.7.2.1).
 */
typedef enum
{
  KITH_SHOW_UNKNOWN,
  KITH_SHOW_OFFLINE,
  KITH_SHOW_DO_NOT_DISTURB,
  KITH_SHOW_EXTENDED_AWAY,
  KITH_SHOW_AWAY,
  KITH_SHOW_AVAILABLE,
  KITH_SHOW_CHATTY,
} KithShow;

/**
 * KithSubscription:
 *
 * Who sees whose presence (RFC 6121, 2.1.2.5); @KITH_SUBSCRIPTION_TO: we see theirs.
 */
typedef enum
{
  KITH_SUBSCRIPTION_NONE,
  KITH_SUBSCRIPTION_TO,
  KITH_SUBSCRIPTION_FROM,
  KITH_SUBSCRIPTION_BOTH,
  KITH_SUBSCRIPTION_REMOVE,
} KithSubscription;

/**
 * KithChatState:
 *
 * What the other side does in a chat (XEP-0085).
 */
typedef enum
{
  KITH_CHAT_STATE_NONE,
  KITH_CHAT_STATE_ACTIVE,
  KITH_CHAT_STATE_COMPOSING,
  KITH_CHAT_STATE_PAUSED,
  KITH_CHAT_STATE_INACTIVE,
  KITH_CHAT_STATE_GONE,
} KithChatState;

typedef enum
{
  KITH_DIRECTION_IN,
  KITH_DIRECTION_OUT,
} KithDirection;

/**
 * KithDelivery:
 * @KITH_DELIVERY_NONE: a message that came in
 * @KITH_DELIVERY_PENDING: stored, not yet with the server
 * @KITH_DELIVERY_SENT: the server has it
 * @KITH_DELIVERY_DELIVERED: a device of the other side has it (XEP-0184)
 * @KITH_DELIVERY_READ: the other side has seen it (XEP-0333)
 * @KITH_DELIVERY_FAILED: it came back with an error
 */
typedef enum
{
  KITH_DELIVERY_NONE,
  KITH_DELIVERY_PENDING,
  KITH_DELIVERY_SENT,
  KITH_DELIVERY_DELIVERED,
  KITH_DELIVERY_READ,
  KITH_DELIVERY_FAILED,
} KithDelivery;

const char *kith_show_to_nick (KithShow show);
KithShow kith_show_from_nick (const char *nick);
const char *kith_subscription_to_nick (KithSubscription subscription);
KithSubscription kith_subscription_from_nick (const char *nick);
const char *kith_delivery_to_nick (KithDelivery delivery);

G_END_DECLS
