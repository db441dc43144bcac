/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-session-settings.h"

#include "kith-test-peer.h"

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_strings (void)
{
  static const char *const names[] = {
    "host", "resource", "best-mechanism", "user-agent-id", "software", "device", "pinned-certificate",
  };
  KithSessionSettings *settings = kith_session_settings_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *detailed = g_strconcat ("notify::", names[i], NULL);
      g_autofree char *value = NULL;
      guint count = 0;
      gulong id = g_signal_connect_swapped (settings, detailed, G_CALLBACK (count_cb), &count);

      g_object_set (settings, names[i], "one", NULL);
      g_object_set (settings, names[i], "one", NULL);
      g_assert_cmpuint (count, ==, 1);
      g_object_get (settings, names[i], &value, NULL);
      g_assert_cmpstr (value, ==, "one");
      g_object_set (settings, names[i], NULL, NULL);
      g_assert_cmpuint (count, ==, 2);
      g_signal_handler_disconnect (settings, id);
    }

  g_assert_finalize_object (settings);
}

static void
test_values (void)
{
  KithSessionSettings *settings = kith_session_settings_new ();
  gboolean direct_tls = FALSE;
  gboolean allow_plain = FALSE;
  guint port = 0;
  guint count = 0;

  g_signal_connect_swapped (settings, "notify", G_CALLBACK (count_cb), &count);
  for (guint i = 0; i < 2; i++)
    g_object_set (settings, "port", 5223u, "direct-tls", TRUE, "allow-plain", TRUE, "ping-idle", 7u, NULL);
  g_assert_cmpuint (count, ==, 3);
  g_object_get (settings, "port", &port, "direct-tls", &direct_tls, "allow-plain", &allow_plain, NULL);
  g_assert_cmpuint (port, ==, 5223);
  g_assert_true (direct_tls);
  g_assert_true (allow_plain);
  g_assert_true (kith_session_settings_get_credentials (settings)->allow_plain);
  g_assert_cmpuint (kith_session_settings_get_timeout (settings, KITH_SESSION_TIMEOUT_PING_IDLE), ==, 7);
  g_assert_cmpuint (kith_session_settings_get_timeout (settings, KITH_SESSION_TIMEOUT_CONNECT), ==, 10000);
  g_assert_cmpuint (kith_session_settings_get_timeout (settings, KITH_SESSION_TIMEOUT_LONGEST_WAIT), ==, 60000);

  g_assert_finalize_object (settings);
}

/* They go in and never come out. */
static void
test_secrets (void)
{
  static const char *const names[] = { "password", "fast-mechanism", "fast-token" };
  KithSessionSettings *settings = kith_session_settings_new ();
  KithCredentials *credentials = kith_session_settings_get_credentials (settings);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (settings), names[i]);

      g_assert_nonnull (pspec);
      g_assert_cmpint (pspec->flags & G_PARAM_READABLE, ==, 0);
    }

  g_object_set (settings, "password", "pencil", NULL);
  g_assert_cmpstr (credentials->password, ==, "pencil");

  kith_session_settings_set_fast (settings, "HT-SHA-256-NONE", "abc");
  g_assert_cmpstr (credentials->fast_mechanism, ==, "HT-SHA-256-NONE");
  g_assert_cmpstr (credentials->fast_token, ==, "abc");
  kith_session_settings_set_fast (settings, NULL, NULL);
  g_assert_null (credentials->fast_mechanism);
  g_assert_null (credentials->fast_token);

  g_assert_finalize_object (settings);
}

typedef struct
{
  gboolean done;
  GError  *error;
} Run;

static void
run_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  g_autoptr(KithStreamWire) wire = kith_connector_run_finish (KITH_CONNECTOR (source), result, &run->error);

  g_assert_true ((wire != NULL) == (run->error == NULL));
  run->done = TRUE;
}

/* Where the connector goes: as set, or where the server sent us. */
static void
test_connector (gconstpointer data)
{
  gboolean redirected = GPOINTER_TO_INT (data);
  KithSessionSettings *settings = kith_session_settings_new ();
  g_autoptr(KithConnector) connector = NULL;
  g_autoptr(KithEndpoint) redirection = NULL;
  guint16 port = 0;
  g_autoptr(GSocketListener) listener = kith_test_listen (&port);
  Run run = { FALSE, NULL };

  /* Nobody listens on the first port. */
  g_object_set (settings, "host", "127.0.0.1", "port", redirected ? 1u : (guint)port, "connect-timeout", 2000u, NULL);
  redirection = kith_endpoint_new ("127.0.0.1", port, FALSE);
  connector = kith_session_settings_create_connector (settings, "example.com", redirected ? redirection : NULL);
  kith_connector_run_async (connector, NULL, run_cb, &run);
  kith_test_spin_until (&run.done);
  g_assert_no_error (run.error);

  g_assert_finalize_object (g_steal_pointer (&connector));
  g_assert_finalize_object (settings);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/session-settings/strings", test_strings);
  g_test_add_func ("/session-settings/values", test_values);
  g_test_add_func ("/session-settings/secrets", test_secrets);
  g_test_add_data_func ("/session-settings/connector", GINT_TO_POINTER (FALSE), test_connector);
  g_test_add_data_func ("/session-settings/redirection", GINT_TO_POINTER (TRUE), test_connector);

  return g_test_run ();
}
