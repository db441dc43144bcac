/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-error-map-private.h"
#include "kith-model-error.h"
#include "kith-store-error.h"
#include "kith-xmpp-error.h"

static void
check (GQuark domain,
       int    code,
       int    expected)
{
  g_autoptr(GError) error = g_error_new_literal (domain, code, "message");
  g_autoptr(GError) mapped = kith_error_map (error);

  g_assert_error (mapped, KITH_MODEL_ERROR, expected);
  g_assert_cmpstr (mapped->message, ==, "message");
}

static void
test_errors (void)
{
  g_autoptr(GError) cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "no");
  g_autoptr(GError) mapped = kith_error_map (cancelled);

  g_assert_error (mapped, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (kith_error_map (NULL));

  check (KITH_XMPP_ERROR, KITH_XMPP_ERROR_NOT_AUTHORIZED, KITH_MODEL_ERROR_NOT_AUTHORIZED);
  check (KITH_XMPP_ERROR, KITH_XMPP_ERROR_CERTIFICATE, KITH_MODEL_ERROR_CERTIFICATE);
  check (KITH_XMPP_ERROR, KITH_XMPP_ERROR_CONFLICT, KITH_MODEL_ERROR_CONFLICT);
  check (KITH_XMPP_ERROR, KITH_XMPP_ERROR_PASSWORD_NEEDED, KITH_MODEL_ERROR_PASSWORD_NEEDED);
  check (KITH_STORE_ERROR, KITH_STORE_ERROR_FULL, KITH_MODEL_ERROR_STORE_FULL);
  check (KITH_STORE_ERROR, KITH_STORE_ERROR_NEWER, KITH_MODEL_ERROR_STORE_NEWER);
  check (KITH_STORE_ERROR, KITH_STORE_ERROR_CORRUPT, KITH_MODEL_ERROR_STORE_CORRUPT);
  check (KITH_STORE_ERROR, KITH_STORE_ERROR_READ_ONLY, KITH_MODEL_ERROR_STORE_READ_ONLY);
  check (KITH_STORE_ERROR, KITH_STORE_ERROR_LOCKED, KITH_MODEL_ERROR_STORE_LOCKED);
  check (KITH_STANZA_ERROR, KITH_STANZA_ERROR_ITEM_NOT_FOUND, KITH_MODEL_ERROR_RECIPIENT_NOT_FOUND);
  check (KITH_STANZA_ERROR, KITH_STANZA_ERROR_FORBIDDEN, KITH_MODEL_ERROR_FORBIDDEN);
  check (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, KITH_MODEL_ERROR_TIMEOUT);
  check (G_IO_ERROR, G_IO_ERROR_FAILED, KITH_MODEL_ERROR_FAILED);
}

static void
test_error_text (void)
{
  g_autoptr(GError) error =
    g_error_new_literal (KITH_STANZA_ERROR, KITH_STANZA_ERROR_REMOTE_SERVER_NOT_FOUND, "gone\naway");
  g_autofree char *text = kith_error_map_to_text (error);
  g_autoptr(GError) back = kith_error_map_from_text (text);
  g_autoptr(GError) odd = kith_error_map_from_text ("never-heard-of\n");
  g_autoptr(GError) none = kith_error_map_from_text (NULL);
  g_autoptr(GError) empty = kith_error_map_from_text ("");

  g_assert_cmpstr (text, ==, "remote-server-not-found\ngone\naway");
  g_assert_error (back, KITH_MODEL_ERROR, KITH_MODEL_ERROR_REMOTE_SERVER_NOT_FOUND);
  g_assert_cmpstr (back->message, ==, "gone\naway");
  g_assert_error (odd, KITH_MODEL_ERROR, KITH_MODEL_ERROR_FAILED);
  g_assert_error (none, KITH_MODEL_ERROR, KITH_MODEL_ERROR_FAILED);
  g_assert_error (empty, KITH_MODEL_ERROR, KITH_MODEL_ERROR_FAILED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/error-map/codes", test_errors);
  g_test_add_func ("/error-map/text", test_error_text);

  return g_test_run ();
}
