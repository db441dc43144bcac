/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-certificate.h"

/**
 * kith_certificate_dup_fingerprint:
 *
 * Returns: (transfer full): the SHA-256 of the certificate's DER, in 64 lower-case hexadecimal digits: what pins it
 */
char *
kith_certificate_dup_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr(GByteArray) der = NULL;

  g_return_val_if_fail (G_IS_TLS_CERTIFICATE (certificate), NULL);

  g_object_get (certificate, "certificate", &der, NULL);

  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
}

/**
 * kith_certificate_matches:
 * @fingerprint: (nullable): as kith_certificate_dup_fingerprint() gives it, in either case; nothing matches %NULL
 *
 * Returns: whether @certificate is the one that was pinned
 */
gboolean
kith_certificate_matches (GTlsCertificate *certificate, const char *fingerprint)
{
  g_autofree char *own = NULL;

  g_return_val_if_fail (G_IS_TLS_CERTIFICATE (certificate), FALSE);

  if (fingerprint == NULL)
    return FALSE;

  own = kith_certificate_dup_fingerprint (certificate);

  return g_ascii_strcasecmp (own, fingerprint) == 0;
}
