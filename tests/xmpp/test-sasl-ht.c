/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-sasl-ht.h"

#include "kith-xmpp-error.h"

#include <string.h>

static void
test_names (void)
{
  static const char *const NONE[] = {
    "", "HT-SHA-256", "HT-SHA-256-", "HT-SHA-256-XXXX", "HT-SHA-512-NONE", "ht-sha-256-none", "HT-SHA-256-NONE ",
  };
  GTlsChannelBindingType type;
  gboolean bound;

  g_assert_true (kith_sasl_ht_parse ("HT-SHA-256-NONE", &bound, NULL));
  g_assert_false (bound);
  g_assert_true (kith_sasl_ht_parse ("HT-SHA-256-EXPR", &bound, &type));
  g_assert_true (bound);
  g_assert_cmpint (type, ==, G_TLS_CHANNEL_BINDING_TLS_EXPORTER);
  g_assert_true (kith_sasl_ht_parse ("HT-SHA-256-ENDP", NULL, &type));
  g_assert_cmpint (type, ==, G_TLS_CHANNEL_BINDING_TLS_SERVER_END_POINT);
  g_assert_true (kith_sasl_ht_parse ("HT-SHA-256-UNIQ", NULL, &type));
  g_assert_cmpint (type, ==, G_TLS_CHANNEL_BINDING_TLS_UNIQUE);

  g_assert_false (kith_sasl_ht_parse (NULL, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (NONE); i++)
    g_assert_false (kith_sasl_ht_parse (NONE[i], NULL, NULL));
}

/* HMAC by GLib, which shares nothing with the code under test. */
static GBytes *
expected (const char *token,
          const char *role,
          const char *binding)
{
  g_autoptr(GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, (const guint8 *)token, strlen (token));
  guint8 digest[32];
  gsize size = sizeof (digest);

  g_hmac_update (hmac, (const guint8 *)role, strlen (role));
  g_hmac_update (hmac, (const guint8 *)binding, strlen (binding));
  g_hmac_get_digest (hmac, digest, &size);

  return g_bytes_new (digest, size);
}

static void
test_exchange (void)
{
  g_autoptr(GBytes) binding = g_bytes_new_static ("cb", 2);
  KithSasl *sasl = kith_sasl_ht_new ("HT-SHA-256-EXPR", "user", "secret-token", binding);
  g_autoptr(GBytes) first = NULL;
  g_autoptr(GBytes) initiator = expected ("secret-token", "Initiator", "cb");
  g_autoptr(GBytes) good = expected ("secret-token", "Responder", "cb");
  g_autoptr(GBytes) unbound = expected ("secret-token", "Responder", "");
  g_autoptr(GBytes) shorter = g_bytes_new_from_bytes (good, 0, 31);
  g_autoptr(GError) error = NULL;
  const char *message;

  first = kith_sasl_start (sasl, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (first), ==, 5 + 32);
  message = g_bytes_get_data (first, NULL);
  g_assert_cmpstr (message, ==, "user");
  g_assert_cmpmem (message + 5, 32, g_bytes_get_data (initiator, NULL), 32);

  g_assert_true (kith_sasl_verify (sasl, good, &error));
  g_assert_no_error (error);
  g_assert_false (kith_sasl_verify (sasl, initiator, NULL));
  g_assert_false (kith_sasl_verify (sasl, unbound, NULL));
  g_assert_false (kith_sasl_verify (sasl, shorter, NULL));
  g_assert_false (kith_sasl_verify (sasl, NULL, &error));
  g_assert_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_SERVER_FORGED);
  g_assert_finalize_object (sasl);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sasl-ht/names", test_names);
  g_test_add_func ("/sasl-ht/exchange", test_exchange);

  return g_test_run ();
}
