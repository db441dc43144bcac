/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-certificate.h"

#include <string.h>

#include "kith-test-peer.h"

/* The fingerprint is that of the bytes between the lines of the PEM. */
static void
test_fingerprint (void)
{
  g_autoptr(GTlsCertificate) certificate = kith_test_certificate_new ("example.com", g_get_real_time () / 1000000 + 3600);
  g_autofree char *pem = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *fingerprint = kith_certificate_dup_fingerprint (certificate);
  g_autofree guchar *der = NULL;
  gsize length = 0;

  g_object_get (certificate, "certificate-pem", &pem, NULL);
  *strstr (pem, "-----END") = '\0';
  der = g_base64_decode (strchr (pem, '\n'), &length);
  expected = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der, length);
  g_assert_cmpstr (fingerprint, ==, expected);
}

static void
test_matches (void)
{
  g_autoptr(GTlsCertificate) certificate = kith_test_certificate_new ("example.com", g_get_real_time () / 1000000 + 3600);
  g_autoptr(GTlsCertificate) other = kith_test_certificate_new ("example.com", g_get_real_time () / 1000000 + 3600);
  g_autofree char *fingerprint = kith_certificate_dup_fingerprint (certificate);
  g_autofree char *upper = g_ascii_strup (fingerprint, -1);

  g_assert_true (kith_certificate_matches (certificate, fingerprint));
  g_assert_true (kith_certificate_matches (certificate, upper));
  g_assert_false (kith_certificate_matches (other, fingerprint));
  g_assert_false (kith_certificate_matches (certificate, NULL));
  g_assert_false (kith_certificate_matches (certificate, ""));
  fingerprint[63] = '\0';
  g_assert_false (kith_certificate_matches (certificate, fingerprint));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/certificate/fingerprint", test_fingerprint);
  g_test_add_func ("/certificate/matches", test_matches);

  return g_test_run ();
}
