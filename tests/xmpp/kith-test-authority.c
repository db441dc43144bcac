/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-test-authority.h"

#include <gnutls/x509.h>
#include <string.h>

#include "kith-test-peer.h"

#define DAY (24 * 3600)

struct _KithTestAuthority
{
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t     certificate;
};

#define MUST(call) g_assert_cmpint (call, ==, 0)

static gnutls_x509_privkey_t
make_key (void)
{
  gnutls_x509_privkey_t key = NULL;

  MUST (gnutls_x509_privkey_init (&key));
  MUST (gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0));

  return key;
}

static gnutls_x509_crt_t
make_certificate (gnutls_x509_privkey_t key, const char *name, gint64 from, gint64 until)
{
  gnutls_x509_crt_t certificate = NULL;
  guint8 serial[8] = { 1 };

  for (guint i = 1; i < sizeof serial; i++)
    serial[i] = (guint8)g_random_int_range (0, 256);

  MUST (gnutls_x509_crt_init (&certificate));
  MUST (gnutls_x509_crt_set_version (certificate, 3));
  MUST (gnutls_x509_crt_set_key (certificate, key));
  MUST (gnutls_x509_crt_set_serial (certificate, serial, sizeof serial));
  MUST (gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name, (unsigned)strlen (name)));
  MUST (gnutls_x509_crt_set_activation_time (certificate, from));
  MUST (gnutls_x509_crt_set_expiration_time (certificate, until));

  return certificate;
}

static GTlsCertificate *
export (gnutls_x509_crt_t certificate, gnutls_x509_privkey_t key)
{
  g_autoptr(GString) pem = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  gnutls_datum_t datum = { NULL, 0 };
  GTlsCertificate *exported = NULL;

  MUST (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &datum));
  g_string_append_len (pem, (const char *)datum.data, datum.size);
  gnutls_free (datum.data);
  MUST (gnutls_x509_privkey_export2 (key, GNUTLS_X509_FMT_PEM, &datum));
  g_string_append_len (pem, (const char *)datum.data, datum.size);
  gnutls_free (datum.data);

  exported = g_tls_certificate_new_from_pem (pem->str, (gssize)pem->len, &error);
  g_assert_no_error (error);

  return exported;
}

/* Returns: (transfer full): an authority called @name, good for a day before and after now */
KithTestAuthority *
kith_test_authority_new (const char *name)
{
  KithTestAuthority *self = g_new0 (KithTestAuthority, 1);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  self->key = make_key ();
  self->certificate = make_certificate (self->key, name, now - DAY, now + DAY);
  MUST (gnutls_x509_crt_set_basic_constraints (self->certificate, 1, -1));
  MUST (gnutls_x509_crt_sign2 (self->certificate, self->certificate, self->key, GNUTLS_DIG_SHA256, 0));

  return self;
}

void
kith_test_authority_free (KithTestAuthority *self)
{
  gnutls_x509_crt_deinit (self->certificate);
  gnutls_x509_privkey_deinit (self->key);
  g_free (self);
}

GTlsDatabase *
kith_test_authority_create_database (KithTestAuthority *self)
{
  g_autoptr(GTlsCertificate) certificate = export (self->certificate, self->key);

  return kith_test_database_new (certificate);
}

GTlsCertificate *
kith_test_authority_sign (KithTestAuthority *self, const char *name, gint64 from, gint64 until)
{
  gnutls_x509_privkey_t key = make_key ();
  gnutls_x509_crt_t certificate = make_certificate (key, name, from, until);
  GTlsCertificate *exported = NULL;

  MUST (gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_DNSNAME, name, (unsigned)strlen (name), GNUTLS_FSAN_SET));
  MUST (gnutls_x509_crt_set_basic_constraints (certificate, 0, -1));
  MUST (gnutls_x509_crt_sign2 (certificate, self->certificate, self->key, GNUTLS_DIG_SHA256, 0));
  exported = export (certificate, key);
  gnutls_x509_crt_deinit (certificate);
  gnutls_x509_privkey_deinit (key);

  return exported;
}
