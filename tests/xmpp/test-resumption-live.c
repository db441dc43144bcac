/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-session.h"

#include "kith-message-module.h"
#include "kith-presence-module.h"
#include "kith-test-peer.h"
#include "kith-test-prosody.h"
#include "kith-test-proxy.h"
#include "kith-xmpp-enums.h"

#define USERS "--user", "ada:ada-password", "--user", "ben:ben-password", "--friends"

/* A session, and what it heard. */
typedef struct
{
  KithSession     *session;
  GString         *states;
  GString         *received;   /* bodies */
  KithStreamState *state;      /* the stream's, as it was told last, with what was committed since */
  gint64           acknowledged;
  gint64           awaited;
  guint            n_awaited;
  guint            n_received;
  gboolean         reached;
} Person;

typedef struct
{
  KithTestProsody *server;
  KithTestProxy   *proxy;      /* between ada and the server */
  Person           ada;
  Person           ben;
} Live;

static void
state_cb (Person *person)
{
  KithSessionState state = kith_session_get_state (person->session);
  GEnumClass *klass = g_type_class_ref (KITH_TYPE_SESSION_STATE);

  g_string_append_printf (person->states, " %s", g_enum_get_value (klass, state)->value_nick);
  person->reached = state == KITH_SESSION_ONLINE;
  g_type_class_unref (klass);
}

static void
received_cb (Person *person, KithIncomingMessage *message)
{
  gint64 number = kith_session_hold (person->session);

  g_string_append_printf (person->received, "%s ", message->body);
  person->n_received++;
  person->reached = person->reached || person->n_received == person->n_awaited;

  /* Stored, with the count. */
  if (person->state != NULL)
    person->state->handled = number;
  kith_session_handled (person->session, number);
}

static void
checkpoint_cb (Person *person, gint64 handled)
{
  person->state->handled = handled;
  kith_session_committed (person->session, handled);
}

static void
acknowledged_cb (Person *person, gint64 sequence)
{
  g_assert_cmpint (sequence, >, person->acknowledged);
  person->acknowledged = sequence;
  person->reached = person->reached || (person->awaited > 0 && sequence >= person->awaited);
}

static void
stream_state_cb (Person *person, const KithStreamState *state)
{
  g_clear_pointer (&person->state, kith_stream_state_free);
  person->state = state != NULL ? kith_stream_state_copy (state) : NULL;
  if (state == NULL)
    person->acknowledged = 0;
}

static void
make_session (Live *live, Person *person, const char *name, guint port)
{
  g_autofree char *address = g_strdup_printf ("%s@kith.example", name);
  g_autofree char *password = g_strdup_printf ("%s-password", name);
  g_autoptr(KithJid) account = kith_jid_new (address, NULL);
  g_autoptr(GTlsDatabase) database = kith_test_prosody_create_database (live->server);

  person->session = g_object_new (KITH_TYPE_SESSION,
                                  "account", account,
                                  "host", "127.0.0.1",
                                  "port", port,
                                  "password", password,
                                  "tls-database", database,
                                  "keeps-state", TRUE,
                                  "first-wait", 30,
                                  "longest-wait", 60,
                                  NULL);
  if (person->states == NULL)
    {
      person->states = g_string_new (NULL);
      person->received = g_string_new (NULL);
    }
  g_signal_connect_swapped (person->session, "notify::state", G_CALLBACK (state_cb), person);
  g_signal_connect_swapped (person->session, "acknowledged", G_CALLBACK (acknowledged_cb), person);
  g_signal_connect_swapped (person->session, "checkpoint", G_CALLBACK (checkpoint_cb), person);
  g_signal_connect_swapped (person->session, "stream-state-changed", G_CALLBACK (stream_state_cb), person);
  g_signal_connect_swapped (kith_session_get_module (person->session, KITH_TYPE_MESSAGE_MODULE), "received",
                            G_CALLBACK (received_cb), person);
  kith_presence_module_set_own (kith_session_get_module (person->session, KITH_TYPE_PRESENCE_MODULE),
                                KITH_SHOW_AVAILABLE, NULL, 0);
}

static void
drop_session (Person *person)
{
  g_signal_handlers_disconnect_by_data (kith_session_get_module (person->session, KITH_TYPE_MESSAGE_MODULE), person);
  g_signal_handlers_disconnect_by_data (person->session, person);
  g_assert_finalize_object (person->session);
}

static void
wait_online (Person *person)
{
  person->reached = kith_session_get_state (person->session) == KITH_SESSION_ONLINE;
  kith_test_spin_until (&person->reached);
}

static void
wait_received (Person *person, guint n)
{
  person->n_awaited = n;
  person->reached = person->n_received >= n;
  kith_test_spin_until (&person->reached);
  person->n_awaited = 0;
}

static void
wait_acknowledged (Person *person, gint64 sequence)
{
  person->awaited = sequence;
  person->reached = person->acknowledged >= sequence;
  kith_test_spin_until (&person->reached);
  person->awaited = 0;
}

static void
start (Live *live, gboolean sasl2)
{
  live->server = sasl2 ? kith_test_prosody_new (USERS, "--sasl2", NULL) : kith_test_prosody_new (USERS, NULL);
  live->proxy = kith_test_proxy_new ((guint16)kith_test_prosody_get_port (live->server));
  make_session (live, &live->ada, "ada", kith_test_proxy_get_port (live->proxy));
  make_session (live, &live->ben, "ben", kith_test_prosody_get_port (live->server));
  kith_session_connect (live->ada.session);
  kith_session_connect (live->ben.session);
  wait_online (&live->ada);
  wait_online (&live->ben);
  g_assert_nonnull (live->ada.state);
}

static void
end_person (Person *person)
{
  drop_session (person);
  g_string_free (person->states, TRUE);
  g_string_free (person->received, TRUE);
  g_clear_pointer (&person->state, kith_stream_state_free);
}

static void
end (Live *live)
{
  end_person (&live->ada);
  end_person (&live->ben);
  kith_test_spin_for (50);
  g_assert_finalize_object (live->server);
  kith_test_proxy_cut (live->proxy);
  kith_test_spin_for (20);
  g_object_unref (live->proxy);
}

/* Returns: the message's number */
static gint64
send (Person *person, const char *to, guint n)
{
  g_autoptr(KithJid) jid = kith_jid_new (to, NULL);
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *body = g_strdup_printf ("%u", n);
  g_autoptr(GError) error = NULL;
  gint64 sequence = 0;

  kith_message_module_send (kith_session_get_module (person->session, KITH_TYPE_MESSAGE_MODULE), jid, id, body, NULL,
                            KITH_MESSAGE_FLAGS_NONE, &sequence, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sequence, >, 0);

  return sequence;
}

static void
assert_in_order (Person *person, guint n)
{
  g_autoptr(GString) expected = g_string_new (NULL);

  for (guint i = 1; i <= n; i++)
    g_string_append_printf (expected, "%u ", i);
  g_assert_cmpstr (person->received->str, ==, expected->str);
}

/* Cut in the middle, again and again: everything arrives once, in order, both ways, on one stream. */
static void
test_cuts (gconstpointer data)
{
  Live live = { 0 };
  gint64 last = 0;

  start (&live, data != NULL);
  for (guint i = 1; i <= 60; i++)
    {
      last = send (&live.ada, "ben@kith.example", i);
      kith_session_release (live.ada.session, last);
      kith_session_release (live.ben.session, send (&live.ben, "ada@kith.example", i));
      if (i % 6 == 0)
        {
          kith_test_spin_for (i / 6 - 1);
          kith_test_proxy_cut (live.proxy);
          g_string_truncate (live.ada.states, 0);
          live.ada.reached = FALSE;
          kith_test_spin_until (&live.ada.reached);
          g_assert_nonnull (strstr (live.ada.states->str, " resuming online"));
          g_assert_cmpint (kith_session_get_resumption (live.ada.session), ==, KITH_SESSION_RESUMPTION_CONTINUED);
        }
    }
  wait_acknowledged (&live.ada, last);
  wait_received (&live.ada, 60);
  wait_received (&live.ben, 60);
  assert_in_order (&live.ada, 60);
  assert_in_order (&live.ben, 60);
  g_assert_cmpuint (kith_test_proxy_get_n_connections (live.proxy), ==, 11);
  end (&live);
}

/* What is gated when the connection breaks goes out on the next, in its place. */
static void
test_gated (void)
{
  Live live = { 0 };
  gint64 first = 0;
  gint64 second = 0;

  start (&live, TRUE);
  first = send (&live.ada, "ben@kith.example", 1);
  second = send (&live.ada, "ben@kith.example", 2);
  kith_session_release (live.ada.session, second);
  kith_test_proxy_cut (live.proxy);
  live.ada.reached = FALSE;
  kith_test_spin_until (&live.ada.reached);
  g_assert_cmpuint (live.ben.n_received, ==, 0);
  kith_session_release (live.ada.session, first);
  wait_acknowledged (&live.ada, second);
  wait_received (&live.ben, 2);
  assert_in_order (&live.ben, 2);
  end (&live);
}

/* A server that has started anew knows how far it had come, and no more. */
static void
test_restarted (gconstpointer data)
{
  Live live = { 0 };
  gint64 sequence = 0;
  g_autofree char *before = NULL;

  start (&live, data != NULL);
  before = g_strdup (live.ada.state->id);
  sequence = send (&live.ada, "ben@kith.example", 1);
  kith_session_release (live.ada.session, sequence);
  wait_acknowledged (&live.ada, sequence);
  g_string_truncate (live.ada.states, 0);
  kith_test_prosody_do (live.server, "restart");
  live.ada.reached = FALSE;
  kith_test_spin_until (&live.ada.reached);
  g_assert_nonnull (strstr (live.ada.states->str, " resuming online"));
  g_assert_cmpint (kith_session_get_resumption (live.ada.session), ==, KITH_SESSION_RESUMPTION_NONE);
  g_assert_nonnull (live.ada.state);
  g_assert_cmpstr (live.ada.state->id, !=, before);
  end (&live);
}

/* Another process goes on: what the server has not got it is told by the numbers. */
static void
test_restored (gconstpointer data)
{
  Live live = { 0 };
  g_autoptr(KithStreamState) state = NULL;
  gint64 first = 0;
  gint64 second = 0;

  start (&live, data != NULL);
  first = send (&live.ada, "ben@kith.example", 1);
  second = send (&live.ada, "ben@kith.example", 99);
  kith_session_release (live.ada.session, first);
  wait_acknowledged (&live.ada, first);

  /* As much as a crash leaves; the second message never went out. */
  state = kith_stream_state_copy (live.ada.state);
  kith_test_proxy_cut (live.proxy);
  drop_session (&live.ada);
  live.ada.acknowledged = 0;
  kith_session_release (live.ben.session, send (&live.ben, "ada@kith.example", 1));
  kith_test_spin_for (200);

  make_session (&live, &live.ada, "ada", kith_test_proxy_get_port (live.proxy));
  kith_session_set_stream_state (live.ada.session, state);
  kith_session_connect (live.ada.session);
  wait_online (&live.ada);
  g_assert_cmpint (kith_session_get_resumption (live.ada.session), ==, KITH_SESSION_RESUMPTION_RESTORED);
  g_assert_cmpint (live.ada.acknowledged, >=, first);
  g_assert_cmpint (live.ada.acknowledged, <, second);
  wait_received (&live.ada, 1);
  kith_session_release (live.ada.session, send (&live.ada, "ben@kith.example", 2));
  wait_received (&live.ben, 2);
  assert_in_order (&live.ben, 2);
  end (&live);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/resumption-live/cuts/sasl", NULL, test_cuts);
  g_test_add_data_func ("/resumption-live/cuts/sasl2", "sasl2", test_cuts);
  g_test_add_func ("/resumption-live/gated", test_gated);
  g_test_add_data_func ("/resumption-live/restarted/sasl", NULL, test_restarted);
  g_test_add_data_func ("/resumption-live/restarted/sasl2", "sasl2", test_restarted);
  g_test_add_data_func ("/resumption-live/restored/sasl", NULL, test_restored);
  g_test_add_data_func ("/resumption-live/restored/sasl2", "sasl2", test_restored);

  return g_test_run ();
}
