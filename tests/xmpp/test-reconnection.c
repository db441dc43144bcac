/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-reconnection.h"

#include "kith-test-monitor.h"
#include "kith-test-peer.h"
#include "kith-xmpp-error.h"

typedef struct
{
  KithTestMonitor  *monitor;
  KithReconnection *reconnection;
  guint             n_due;
  guint             n_changed;
  gboolean          due;
} Fixture;

static void
due_cb (Fixture *fixture)
{
  fixture->n_due++;
  fixture->due = TRUE;
}

static void
changed_cb (Fixture *fixture)
{
  fixture->n_changed++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->monitor = kith_test_monitor_new ();
  fixture->reconnection = kith_reconnection_new (G_NETWORK_MONITOR (fixture->monitor));
  g_signal_connect_swapped (fixture->reconnection, "due", G_CALLBACK (due_cb), fixture);
  g_signal_connect_swapped (fixture->reconnection, "network-changed", G_CALLBACK (changed_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->reconnection);
  g_assert_finalize_object (fixture->monitor);
}

static gboolean
plan (Fixture *fixture, KithXmppError code)
{
  g_autoptr(GError) error = g_error_new_literal (KITH_XMPP_ERROR, (int)code, "A test");

  return kith_reconnection_plan (fixture->reconnection, error);
}

static void
test_due (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) foreign = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "A test");

  kith_reconnection_begin (fixture->reconnection, 20, 40);
  g_assert_true (plan (fixture, KITH_XMPP_ERROR_LOST));
  kith_test_spin_until (&fixture->due);
  kith_test_spin_for (60);
  g_assert_cmpuint (fixture->n_due, ==, 1);

  fixture->due = FALSE;
  g_assert_true (kith_reconnection_plan (fixture->reconnection, foreign));
  kith_test_spin_until (&fixture->due);
}

static void
test_final (Fixture *fixture, gconstpointer data)
{
  static const KithXmppError final[] = {
    KITH_XMPP_ERROR_CERTIFICATE, KITH_XMPP_ERROR_NOT_AUTHORIZED, KITH_XMPP_ERROR_ACCOUNT_DISABLED,
    KITH_XMPP_ERROR_WEAK_MECHANISM, KITH_XMPP_ERROR_SERVER_FORGED, KITH_XMPP_ERROR_CONFLICT,
    KITH_XMPP_ERROR_PASSWORD_NEEDED,
  };
  static const KithXmppError passing[] = {
    KITH_XMPP_ERROR_HOST_NOT_FOUND, KITH_XMPP_ERROR_UNREACHABLE, KITH_XMPP_ERROR_TIMEOUT, KITH_XMPP_ERROR_LOST,
    KITH_XMPP_ERROR_NO_TLS, KITH_XMPP_ERROR_POLICY, KITH_XMPP_ERROR_SERVER_REFUSED, KITH_XMPP_ERROR_PROTOCOL,
  };

  kith_reconnection_begin (fixture->reconnection, 10, 10);
  for (guint i = 0; i < G_N_ELEMENTS (final); i++)
    g_assert_false (plan (fixture, final[i]));
  kith_test_spin_for (50);
  g_assert_cmpuint (fixture->n_due, ==, 0);

  for (guint i = 0; i < G_N_ELEMENTS (passing); i++)
    g_assert_true (plan (fixture, passing[i]));
  kith_test_spin_for (50);
  g_assert_cmpuint (fixture->n_due, ==, 1);
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  kith_reconnection_begin (fixture->reconnection, 10, 10);
  plan (fixture, KITH_XMPP_ERROR_LOST);
  kith_reconnection_stop (fixture->reconnection);
  kith_test_spin_for (50);
  g_assert_cmpuint (fixture->n_due, ==, 0);
}

static void
test_network (Fixture *fixture, gconstpointer data)
{
  kith_reconnection_begin (fixture->reconnection, 60000, 60000);
  kith_test_monitor_change (fixture->monitor, TRUE);
  g_assert_cmpuint (fixture->n_changed, ==, 1);

  plan (fixture, KITH_XMPP_ERROR_LOST);
  kith_test_monitor_change (fixture->monitor, FALSE);
  g_assert_cmpuint (fixture->n_due, ==, 0);
  kith_test_monitor_change (fixture->monitor, TRUE);
  g_assert_cmpuint (fixture->n_due, ==, 1);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
}

/* A server that sends us round and round gets a wait like any other, and then as much patience as before. */
static void
test_follow (Fixture *fixture, gconstpointer data)
{
  kith_reconnection_begin (fixture->reconnection, 10, 10);
  g_assert_null (kith_reconnection_get_redirection (fixture->reconnection));
  g_assert_false (kith_reconnection_follow (fixture->reconnection, NULL));

  for (guint round = 0; round < 2; round++)
    {
      for (guint i = 0; i < 3; i++)
        {
          const KithEndpoint *redirection = NULL;

          g_assert_true (kith_reconnection_follow (fixture->reconnection, "a.example.com:5333"));
          redirection = kith_reconnection_get_redirection (fixture->reconnection);
          g_assert_cmpstr (redirection->host, ==, "a.example.com");
          g_assert_cmpuint (redirection->port, ==, 5333);
        }
      g_assert_false (kith_reconnection_follow (fixture->reconnection, "a.example.com:5333"));
      g_assert_null (kith_reconnection_get_redirection (fixture->reconnection));
    }

  g_assert_true (kith_reconnection_follow (fixture->reconnection, "b.example.com"));
  kith_reconnection_begin (fixture->reconnection, 10, 10);
  g_assert_null (kith_reconnection_get_redirection (fixture->reconnection));
}

static gint64
measure (Fixture *fixture)
{
  gint64 start = g_get_monotonic_time ();

  fixture->due = FALSE;
  plan (fixture, KITH_XMPP_ERROR_POLICY);
  kith_test_spin_until (&fixture->due);

  return g_get_monotonic_time () - start;
}

/* Who is let in and thrown out at once waits longer and longer all the same. */
static void
test_short_lives (Fixture *fixture, gconstpointer data)
{
  kith_reconnection_begin (fixture->reconnection, 10, 1000);
  for (guint i = 0; i < 5; i++)
    {
      kith_reconnection_note_online (fixture->reconnection);
      measure (fixture);
    }
  kith_reconnection_note_online (fixture->reconnection);
  g_assert_cmpint (measure (fixture), >=, 150 * G_TIME_SPAN_MILLISECOND);
}

/* Milliseconds until something is due, or -1. */
static int
get_wait (void)
{
  GMainContext *context = g_main_context_default ();
  GPollFD fds[8];
  int timeout = 0;
  int priority = 0;

  g_assert_true (g_main_context_acquire (context));
  g_main_context_prepare (context, &priority);
  g_main_context_query (context, G_MAXINT, &timeout, fds, G_N_ELEMENTS (fds));
  g_main_context_release (context);

  return timeout;
}

/* A name that is not found is asked for seldom: each attempt wakes the resolver's threads. */
static void
test_unknown_name (Fixture *fixture, gconstpointer data)
{
  kith_reconnection_begin (fixture->reconnection, 1000, 60000);
  g_assert_cmpint (get_wait (), ==, -1);
  for (guint i = 0; i < 3; i++)
    g_assert_true (plan (fixture, KITH_XMPP_ERROR_LOST));
  g_assert_cmpint (get_wait (), <=, 4000);

  kith_reconnection_begin (fixture->reconnection, 1000, 60000);
  plan (fixture, KITH_XMPP_ERROR_HOST_NOT_FOUND);
  g_assert_cmpint (get_wait (), <=, 1000);
  for (guint i = 0; i < 2; i++)
    plan (fixture, KITH_XMPP_ERROR_HOST_NOT_FOUND);
  g_assert_cmpint (get_wait (), >=, 29000);

  /* A network that returns is a new beginning. */
  kith_test_monitor_change (fixture->monitor, TRUE);
  g_assert_cmpuint (fixture->n_due, ==, 1);
  plan (fixture, KITH_XMPP_ERROR_HOST_NOT_FOUND);
  g_assert_cmpint (get_wait (), <=, 1000);
}

#define ADD(path, function) g_test_add ("/reconnection/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("due", test_due);
  ADD ("final", test_final);
  ADD ("stop", test_stop);
  ADD ("network", test_network);
  ADD ("follow", test_follow);
  ADD ("unknown-name", test_unknown_name);
  ADD ("short-lives", test_short_lives);

  return g_test_run ();
}
