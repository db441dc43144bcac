/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-sasl.h"

#include "kith-sasl-ht.h"
#include "kith-sasl-plain.h"
#include "kith-xmpp-error.h"

#include <string.h>

static const struct
{
  const char *text;
  const char *bytes;   /* NULL: not base64 */
} BASE64[] = {
  { "", "" },
  { "=", "" },
  { "QUJD", "ABC" },
  { " QUJD\n", "ABC" },
  { "QQ==", "A" },
  { "QUI=", "AB" },
  { "QQ", NULL },
  { "QQ=", NULL },
  { "QQ===", NULL },
  { "QR==", NULL },
  { "QU JD", NULL },
  { "QUJD=", NULL },
  { "====", NULL },
  { "Q=Q=", NULL },
  { "QUJ-", NULL },
  { "\xC3\xBC", NULL },
};

static void
test_base64 (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (BASE64); i++)
    {
      g_autoptr(GBytes) bytes = kith_sasl_decode (BASE64[i].text);

      g_test_message ("base64 %u", i);
      if (BASE64[i].bytes == NULL)
        g_assert_null (bytes);
      else
        g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                         BASE64[i].bytes, strlen (BASE64[i].bytes));
    }
}

static void
result_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

/* Mechanisms of one message have nothing to say to a challenge. */
static void
test_challenged (void)
{
  KithSasl *sasls[] = {
    kith_sasl_plain_new ("user", "pencil"),
    kith_sasl_ht_new ("HT-SHA-256-NONE", "user", "token", NULL),
  };

  for (guint i = 0; i < G_N_ELEMENTS (sasls); i++)
    {
      g_autoptr(GBytes) challenge = g_bytes_new_static ("?", 1);
      g_autoptr(GBytes) response = NULL;
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;

      kith_sasl_respond_async (sasls[i], challenge, NULL, result_cb, &result);
      while (result == NULL)
        g_main_context_iteration (NULL, TRUE);
      response = kith_sasl_respond_finish (sasls[i], result, &error);
      g_assert_null (response);
      g_assert_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL);
      g_clear_object (&result);
      g_assert_finalize_object (sasls[i]);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sasl/base64", test_base64);
  g_test_add_func ("/sasl/challenged", test_challenged);

  return g_test_run ();
}
