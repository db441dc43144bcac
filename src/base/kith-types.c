/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-types.h"

#include "kith-base-enums.h"

/* The words that the store and the command line use for the shared enumerations. */

static const char *
nick_of (GType type,
         int   value)
{
  g_autoptr(GEnumClass) enum_class = g_type_class_ref (type);
  GEnumValue *found = g_enum_get_value (enum_class, value);

  return found != NULL ? found->value_nick : NULL;
}

static int
value_of (GType       type,
          const char *nick,
          int         fallback)
{
  g_autoptr(GEnumClass) enum_class = g_type_class_ref (type);
  GEnumValue *found = nick != NULL ? g_enum_get_value_by_nick (enum_class, nick) : NULL;

  return found != NULL ? found->value : fallback;
}

/**
 * kith_show_to_nick:
 *
 * Returns: (transfer none): a stable word such as "do-not-disturb"
 */
const char *
kith_show_to_nick (KithShow show)
{
  return nick_of (KITH_TYPE_SHOW, show);
}

/**
 * kith_show_from_nick:
 *
 * Returns: the value of @nick, or %KITH_SHOW_UNKNOWN
 */
KithShow
kith_show_from_nick (const char *nick)
{
  return value_of (KITH_TYPE_SHOW, nick, KITH_SHOW_UNKNOWN);
}

/**
 * kith_subscription_to_nick:
 *
 * Returns: (transfer none): the word of RFC 6121, such as "both"
 */
const char *
kith_subscription_to_nick (KithSubscription subscription)
{
  return nick_of (KITH_TYPE_SUBSCRIPTION, subscription);
}

/**
 * kith_subscription_from_nick:
 *
 * Returns: the value of @nick, or %KITH_SUBSCRIPTION_NONE
 */
KithSubscription
kith_subscription_from_nick (const char *nick)
{
  return value_of (KITH_TYPE_SUBSCRIPTION, nick, KITH_SUBSCRIPTION_NONE);
}

/**
 * kith_delivery_to_nick:
 *
 * Returns: (transfer none): a stable word such as "pending"
 */
const char *
kith_delivery_to_nick (KithDelivery delivery)
{
  return nick_of (KITH_TYPE_DELIVERY, delivery);
}
