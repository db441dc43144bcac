/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-account.h"
#include "kith-devices-private.h"
#include "kith-error-map-private.h"
#include "kith-memory-secrets.h"
#include "kith-slices-private.h"
#include "kith-store-error.h"
#include "kith-xmpp-error.h"

/* The plain values and helpers of the model. */

static void
test_settings (void)
{
  g_autoptr(KithAccountSettings) settings = kith_account_settings_new ();
  g_autoptr(KithAccountSettings) copy = NULL;

  settings->host = g_strdup ("host");
  settings->port = 5223;
  settings->direct_tls = TRUE;
  settings->pinned_certificate = g_strdup ("00ff");
  copy = kith_account_settings_copy (settings);
  g_assert_cmpstr (copy->host, ==, "host");
  g_assert_true (copy->host != settings->host);
  g_assert_cmpuint (copy->port, ==, 5223);
  g_assert_true (copy->direct_tls);
  g_assert_cmpstr (copy->pinned_certificate, ==, "00ff");
  g_assert_null (kith_account_settings_copy (NULL));
}

static void
test_best_device (void)
{
  KithDevices *devices = NULL;
  g_auto(GStrv) names = NULL;

  g_assert_null (kith_devices_get_best (devices));
  kith_devices_set (&devices, "desk", KITH_SHOW_AWAY, "tea", 5, 0, 10);
  kith_devices_set (&devices, "phone", KITH_SHOW_AVAILABLE, NULL, 5, 0, 5);
  g_assert_cmpstr (kith_devices_get_best (devices)->resource, ==, "phone");
  kith_devices_set (&devices, "desk", KITH_SHOW_AVAILABLE, NULL, 5, 0, 10);
  g_assert_cmpstr (kith_devices_get_best (devices)->resource, ==, "desk");
  kith_devices_set (&devices, "desk", KITH_SHOW_AVAILABLE, NULL, 5, 2, 11);
  g_assert_cmpstr (kith_devices_get_best (devices)->resource, ==, "phone");
  kith_devices_set (&devices, "bot", KITH_SHOW_CHATTY, NULL, -1, 0, 99);
  g_assert_cmpstr (kith_devices_get_best (devices)->resource, ==, "phone");
  kith_devices_set (&devices, "tv", KITH_SHOW_DO_NOT_DISTURB, NULL, 6, 0, 1);
  g_assert_cmpstr (kith_devices_get_best (devices)->resource, ==, "tv");

  names = kith_devices_dup_names (devices);
  g_assert_cmpuint (g_strv_length (names), ==, 4);
  kith_devices_remove (&devices, "nobody");
  kith_devices_remove (&devices, "tv");
  kith_devices_remove (&devices, "bot");
  kith_devices_remove (&devices, "desk");
  kith_devices_remove (&devices, "phone");
  g_assert_null (devices);
}

static void
test_many_devices (void)
{
  KithDevices *devices = NULL;

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *resource = g_strdup_printf ("r%u", i);

      kith_devices_set (&devices, resource, KITH_SHOW_AVAILABLE, NULL, 0, 0, i + 1);
    }
  g_assert_cmpuint (devices->len, ==, 100);
  g_assert_cmpstr (kith_devices_get_best (devices)->resource, ==, "r999");
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *resource = g_strdup_printf ("r%u", i);

      kith_devices_remove (&devices, resource);
    }
  g_assert_null (devices);
}

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

static guint n_done;
static guint n_ends;

static void
count_cb (gpointer thing,
          gpointer user_data)
{
  g_assert_cmpstr (user_data, ==, "data");
  g_assert_cmpuint (GPOINTER_TO_UINT (thing), ==, ++n_done);
  g_usleep (20);
}

static void
end_cb (gpointer user_data)
{
  n_ends++;
}

static void
test_slices (void)
{
  KithSlices *slices = kith_slices_new (count_cb, end_cb, "data");
  GPtrArray *things = g_ptr_array_new ();
  GPtrArray *more = g_ptr_array_new ();
  gint64 longest = 0;
  guint n_turns = 0;

  for (guint i = 1; i <= 1000; i++)
    g_ptr_array_add (i <= 900 ? things : more, GUINT_TO_POINTER (i));

  kith_slices_take (slices, things);
  kith_slices_take (slices, more);
  g_assert_true (kith_slices_is_busy (slices));
  while (kith_slices_is_busy (slices))
    {
      gint64 start = g_get_monotonic_time ();

      g_main_context_iteration (NULL, TRUE);
      longest = MAX (longest, g_get_monotonic_time () - start);
      n_turns++;
    }
  g_assert_cmpuint (n_done, ==, 1000);
  g_assert_cmpuint (n_ends, ==, 1);
  g_assert_cmpuint (n_turns, >, 2);

  n_done = 0;
  things = g_ptr_array_new ();
  g_ptr_array_add (things, GUINT_TO_POINTER (1));
  kith_slices_take (slices, things);
  kith_slices_finish (slices);
  g_assert_cmpuint (n_done, ==, 1);
  g_assert_cmpuint (n_ends, ==, 2);
  kith_slices_finish (slices);
  g_assert_cmpuint (n_ends, ==, 2);

  things = g_ptr_array_new ();
  g_ptr_array_add (things, NULL);
  kith_slices_take (slices, things);
  kith_slices_free (slices);
  g_test_message ("longest slice: %" G_GINT64_FORMAT " µs", longest);
}

static GAsyncResult *answer;

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_set_object (&answer, result);
}

static void
wait_answer (void)
{
  while (answer == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_secrets (void)
{
  KithSecrets *secrets = kith_memory_secrets_new ();
  g_autoptr(GError) refused =
    g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_KEYRING_LOCKED, "locked");
  g_autoptr(GError) error = NULL;
  char *secret;

  kith_secrets_save_async (secrets, "a@b", "password", "open", NULL, answered_cb, NULL);
  wait_answer ();
  g_assert_true (kith_secrets_save_finish (secrets, answer, NULL));
  g_clear_object (&answer);

  kith_secrets_lookup_async (secrets, "a@b", "password", NULL, answered_cb, NULL);
  wait_answer ();
  secret = kith_secrets_lookup_finish (secrets, answer, NULL);
  g_assert_cmpstr (secret, ==, "open");
  kith_secret_free (secret);
  g_clear_object (&answer);
  g_assert_null (kith_memory_secrets_peek (KITH_MEMORY_SECRETS (secrets), "a@b", "token"));

  kith_secrets_save_async (secrets, "a@b", "password", NULL, NULL, answered_cb, NULL);
  wait_answer ();
  g_assert_true (kith_secrets_save_finish (secrets, answer, NULL));
  g_clear_object (&answer);
  g_assert_null (kith_memory_secrets_peek (KITH_MEMORY_SECRETS (secrets), "a@b", "password"));

  kith_memory_secrets_set_error (KITH_MEMORY_SECRETS (secrets), refused);
  kith_secrets_lookup_async (secrets, "a@b", "password", NULL, answered_cb, NULL);
  wait_answer ();
  g_assert_null (kith_secrets_lookup_finish (secrets, answer, &error));
  g_assert_error (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_KEYRING_LOCKED);
  g_clear_object (&answer);
  g_assert_finalize_object (secrets);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/account-settings/copy", test_settings);
  g_test_add_func ("/devices/best", test_best_device);
  g_test_add_func ("/devices/many", test_many_devices);
  g_test_add_func ("/error-map/codes", test_errors);
  g_test_add_func ("/error-map/text", test_error_text);
  g_test_add_func ("/slices/order", test_slices);
  g_test_add_func ("/memory-secrets/all", test_secrets);

  return g_test_run ();
}
