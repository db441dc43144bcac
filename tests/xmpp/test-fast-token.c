/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-fast-token.h"

static void
test_copy (void)
{
  g_autoptr(KithFastToken) token = kith_fast_token_new ("HT-SHA-256-EXPR", "secret", 1893456000000000);
  g_autoptr(KithFastToken) copy = kith_fast_token_copy (token);

  g_clear_pointer (&token, kith_fast_token_free);
  g_assert_cmpstr (copy->mechanism, ==, "HT-SHA-256-EXPR");
  g_assert_cmpstr (copy->token, ==, "secret");
  g_assert_cmpint (copy->expiry, ==, 1893456000000000);
  kith_fast_token_free (NULL);
}

static void
test_boxed (void)
{
  g_autoptr(KithFastToken) token = kith_fast_token_new ("HT-SHA-256-NONE", "secret", 0);
  g_autoptr(KithFastToken) other = NULL;
  g_auto(GValue) value = G_VALUE_INIT;

  g_value_init (&value, KITH_TYPE_FAST_TOKEN);
  g_value_set_boxed (&value, token);
  other = g_value_dup_boxed (&value);
  g_assert_true (other != token);
  g_assert_cmpstr (other->token, ==, "secret");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/fast-token/copy", test_copy);
  g_test_add_func ("/fast-token/boxed", test_boxed);

  return g_test_run ();
}
