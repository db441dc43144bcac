/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-sasl-plain.h"

#include <string.h>

/* RFC 4616, 4 */
static void
test_message (void)
{
  static const char EXPECTED[] = "\0tim\0tanstaaftanstaaf";
  KithSasl *sasl = kith_sasl_plain_new ("tim", "tanstaaftanstaaf");
  g_autoptr(GBytes) message = kith_sasl_start (sasl, NULL);

  g_assert_cmpstr (kith_sasl_get_name (sasl), ==, "PLAIN");
  g_assert_cmpmem (g_bytes_get_data (message, NULL), g_bytes_get_size (message), EXPECTED, sizeof (EXPECTED) - 1);
  g_assert_true (kith_sasl_verify (sasl, NULL, NULL));
  g_assert_finalize_object (sasl);
}

static void
test_empty (void)
{
  KithSasl *sasl = kith_sasl_plain_new ("tim", "");
  g_autoptr(GBytes) message = kith_sasl_start (sasl, NULL);

  g_assert_cmpmem (g_bytes_get_data (message, NULL), g_bytes_get_size (message), "\0tim\0", 5);
  g_assert_finalize_object (sasl);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sasl-plain/message", test_message);
  g_test_add_func ("/sasl-plain/empty", test_empty);

  return g_test_run ();
}
