/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-types.h"

static void
test_show (void)
{
  for (KithShow show = KITH_SHOW_UNKNOWN; show <= KITH_SHOW_CHATTY; show++)
    {
      const char *nick = kith_show_to_nick (show);

      g_assert_nonnull (nick);
      g_assert_cmpint (kith_show_from_nick (nick), ==, show);
    }

  g_assert_cmpstr (kith_show_to_nick (KITH_SHOW_DO_NOT_DISTURB), ==, "do-not-disturb");
  g_assert_cmpint (kith_show_from_nick ("sleepy"), ==, KITH_SHOW_UNKNOWN);
  g_assert_cmpint (kith_show_from_nick (NULL), ==, KITH_SHOW_UNKNOWN);
}

static void
test_subscription (void)
{
  for (KithSubscription i = KITH_SUBSCRIPTION_NONE; i <= KITH_SUBSCRIPTION_REMOVE; i++)
    g_assert_cmpint (kith_subscription_from_nick (kith_subscription_to_nick (i)), ==, i);

  g_assert_cmpint (kith_subscription_from_nick ("Both"), ==, KITH_SUBSCRIPTION_NONE);
  g_assert_cmpint (kith_subscription_from_nick (NULL), ==, KITH_SUBSCRIPTION_NONE);
}

static void
test_delivery (void)
{
  g_assert_cmpstr (kith_delivery_to_nick (KITH_DELIVERY_PENDING), ==, "pending");
  g_assert_cmpstr (kith_delivery_to_nick (KITH_DELIVERY_FAILED), ==, "failed");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/types/show", test_show);
  g_test_add_func ("/types/subscription", test_subscription);
  g_test_add_func ("/types/delivery", test_delivery);

  return g_test_run ();
}
