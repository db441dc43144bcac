/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stream-state.h"

static KithStreamState *
create (void)
{
  g_autoptr(KithJid) bound = kith_jid_new ("ada@example.com/x", NULL);

  return kith_stream_state_new ("some-long-sm-id", bound);
}

static void
test_copy (void)
{
  g_autoptr(KithStreamState) state = create ();
  g_autoptr(KithStreamState) copy = NULL;

  state->location = g_strdup ("[2001:db8::1]:9222");
  state->handled = G_GINT64_CONSTANT (4294967297);
  state->max = 600;
  state->time = 1234567;
  copy = kith_stream_state_copy (state);
  g_assert_true (copy->id != state->id && copy->location != state->location);
  g_assert_cmpstr (copy->id, ==, "some-long-sm-id");
  g_assert_cmpstr (copy->location, ==, "[2001:db8::1]:9222");
  g_assert_cmpstr (kith_jid_get_text (copy->bound), ==, "ada@example.com/x");
  g_assert_cmpint (copy->handled, ==, G_GINT64_CONSTANT (4294967297));
  g_assert_cmpint (copy->max, ==, 600);
  g_assert_cmpint (copy->time, ==, 1234567);
}

static void
test_boxed (void)
{
  g_autoptr(KithStreamState) state = create ();
  g_auto(GValue) value = G_VALUE_INIT;

  g_value_init (&value, KITH_TYPE_STREAM_STATE);
  g_value_set_boxed (&value, state);
  g_assert_cmpstr (((KithStreamState *)g_value_get_boxed (&value))->id, ==, "some-long-sm-id");
  g_value_set_boxed (&value, NULL);
  kith_stream_state_free (NULL);
}

static void
test_expired (void)
{
  g_autoptr(KithStreamState) state = create ();
  const gint64 second = G_USEC_PER_SEC;

  state->time = 1000 * second;
  g_assert_false (kith_stream_state_is_expired (state, 1000000 * second));
  state->max = 600;
  g_assert_false (kith_stream_state_is_expired (state, 1600 * second));
  g_assert_true (kith_stream_state_is_expired (state, 1601 * second));
  g_assert_false (kith_stream_state_is_expired (state, 10 * second));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/stream-state/copy", test_copy);
  g_test_add_func ("/stream-state/boxed", test_boxed);
  g_test_add_func ("/stream-state/expired", test_expired);

  return g_test_run ();
}
