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

/* What a message came back with, in the words for messages; what a request comes back with keeps its own. */
static void
test_bounces (void)
{
  static const struct
  {
    const char    *condition;
    KithModelError code;
  } expected[] = {
    { "bad-request", KITH_MODEL_ERROR_MESSAGE_REFUSED },
    { "blocked", KITH_MODEL_ERROR_BLOCKED },
    { "feature-not-implemented", KITH_MODEL_ERROR_MESSAGE_REFUSED },
    { "forbidden", KITH_MODEL_ERROR_FORBIDDEN },
    { "gone", KITH_MODEL_ERROR_MOVED },
    { "internal-server-error", KITH_MODEL_ERROR_SERVER_TROUBLE },
    { "item-not-found", KITH_MODEL_ERROR_RECIPIENT_NOT_FOUND },
    { "jid-malformed", KITH_MODEL_ERROR_RECIPIENT_NOT_FOUND },
    { "not-acceptable", KITH_MODEL_ERROR_MESSAGE_REFUSED },
    { "not-allowed", KITH_MODEL_ERROR_NOT_ALLOWED },
    { "not-authorized", KITH_MODEL_ERROR_NOT_ALLOWED },
    { "policy-violation", KITH_MODEL_ERROR_MESSAGE_POLICY },
    { "recipient-unavailable", KITH_MODEL_ERROR_RECIPIENT_UNAVAILABLE },
    { "redirect", KITH_MODEL_ERROR_MOVED },
    { "registration-required", KITH_MODEL_ERROR_NOT_ALLOWED },
    { "remote-server-not-found", KITH_MODEL_ERROR_REMOTE_SERVER_NOT_FOUND },
    { "remote-server-timeout", KITH_MODEL_ERROR_REMOTE_SERVER_TIMEOUT },
    { "resource-constraint", KITH_MODEL_ERROR_MAILBOX_FULL },
    { "service-unavailable", KITH_MODEL_ERROR_NOT_DELIVERED },
    { "subscription-required", KITH_MODEL_ERROR_CONTACTS_ONLY },
    { "unexpected-request", KITH_MODEL_ERROR_MESSAGE_REFUSED },
    { "too-long", KITH_MODEL_ERROR_TOO_LONG },
  };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autofree char *text = g_strconcat (expected[i].condition, "\nsaid the server", NULL);
      g_autoptr(GError) error = kith_error_map_from_text (text);

      g_assert_error (error, KITH_MODEL_ERROR, (int)expected[i].code);
      g_assert_cmpstr (error->message, ==, "said the server");
    }

  check (KITH_STANZA_ERROR, KITH_STANZA_ERROR_RESOURCE_CONSTRAINT, KITH_MODEL_ERROR_QUOTA);
  check (KITH_STANZA_ERROR, KITH_STANZA_ERROR_BLOCKED, KITH_MODEL_ERROR_BLOCKED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/error-map/codes", test_errors);
  g_test_add_func ("/error-map/text", test_error_text);
  g_test_add_func ("/error-map/bounces", test_bounces);

  return g_test_run ();
}
