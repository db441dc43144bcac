/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-client-state.h"

#include "kith-test-stream.h"

#define FEATURES(inside) "<features xmlns='" KITH_NS_STREAMS "'>" inside "</features>"
#define CSI "<csi xmlns='" KITH_NS_CLIENT_STATE "'/>"

typedef struct
{
  KithTestWire    *wire;
  KithClientState *state;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->wire = kith_test_wire_new ();
  fixture->state = kith_client_state_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->state);
  g_assert_finalize_object (fixture->wire);
}

static void
take_features (Fixture *fixture, const char *xml)
{
  g_autoptr(KithStanza) features = kith_test_stream_parse (xml);

  kith_client_state_take_features (fixture->state, features);
}

/* XEP-0352, 4.2: nothing is said twice, and active not at all where that is how it begins. */
static void
test_supported (Fixture *fixture, gconstpointer data)
{
  kith_client_state_attach (fixture->state, KITH_WIRE (fixture->wire));
  take_features (fixture, FEATURES (CSI));
  kith_client_state_set_active (fixture->state, TRUE);
  kith_test_stream_assert_sent (fixture->wire, "");
  kith_client_state_set_active (fixture->state, FALSE);
  kith_client_state_set_active (fixture->state, FALSE);
  kith_test_stream_assert_sent (fixture->wire, "inactive");
  kith_client_state_set_active (fixture->state, TRUE);
  kith_test_stream_assert_sent (fixture->wire, "active");
}

static void
test_not_supported (Fixture *fixture, gconstpointer data)
{
  kith_client_state_attach (fixture->state, KITH_WIRE (fixture->wire));
  kith_client_state_set_active (fixture->state, FALSE);
  take_features (fixture, FEATURES (""));
  take_features (fixture, FEATURES ("<csi xmlns='urn:example:other'/>"));
  kith_test_stream_assert_sent (fixture->wire, "");
}

/* XEP-0352, 5.2: the next connection begins as active, that of a resumed stream, too, which may say nothing of what it can. */
static void
test_next_connection (Fixture *fixture, gconstpointer data)
{
  kith_client_state_attach (fixture->state, KITH_WIRE (fixture->wire));
  take_features (fixture, FEATURES (CSI));
  kith_client_state_set_active (fixture->state, FALSE);
  kith_test_stream_assert_sent (fixture->wire, "inactive");
  kith_client_state_detach (fixture->state);
  kith_client_state_set_active (fixture->state, TRUE);
  kith_client_state_set_active (fixture->state, FALSE);
  kith_test_stream_assert_sent (fixture->wire, "");
  kith_client_state_attach (fixture->state, KITH_WIRE (fixture->wire));
  kith_test_stream_assert_sent (fixture->wire, "inactive");
}

#define ADD(path, function) g_test_add ("/client-state/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("supported", test_supported);
  ADD ("not-supported", test_not_supported);
  ADD ("next-connection", test_next_connection);

  return g_test_run ();
}
