/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-account.h"

static void
test_settings (void)
{
  g_autoptr(KithAccountSettings) settings = kith_account_settings_new ();
  g_autoptr(KithAccountSettings) copy = NULL;

  settings->host = g_strdup ("host");
  settings->port = 5223;
  settings->direct_tls = TRUE;
  settings->allow_plain = TRUE;
  settings->pinned_certificate = g_strdup ("00ff");
  copy = kith_account_settings_copy (settings);
  g_assert_cmpstr (copy->host, ==, "host");
  g_assert_true (copy->host != settings->host);
  g_assert_cmpuint (copy->port, ==, 5223);
  g_assert_true (copy->direct_tls);
  g_assert_true (copy->allow_plain);
  g_assert_cmpstr (copy->pinned_certificate, ==, "00ff");
  g_assert_true (copy->pinned_certificate != settings->pinned_certificate);
  g_assert_null (kith_account_settings_copy (NULL));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/account-settings/copy", test_settings);

  return g_test_run ();
}
