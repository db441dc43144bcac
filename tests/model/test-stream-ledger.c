/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-model-fixture.h"
#include "kith-stream-ledger-private.h"

static void
stream_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  KithStreamRecord *record = kith_store_load_stream_finish (KITH_STORE (source), result, NULL);

  *(KithStreamRecord **)user_data = record != NULL ? record : kith_stream_record_new ();
}

/* Returns: (transfer full): what is stored; without an id: nothing */
static KithStreamRecord *
load (KithModelFixture *fixture)
{
  KithStreamRecord *record = NULL;

  kith_store_load_stream_async (fixture->store, fixture->account_id, NULL, stream_cb, &record);
  kith_model_test_wait (record != NULL);

  return record;
}

static void
test_life (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithStreamLedger *ledger = kith_stream_ledger_new (fixture->account_id, fixture->store, fixture->session);
  g_autoptr(KithJid) bound = kith_jid_new ("ada@kith.example/kith", NULL);
  g_autoptr(KithStreamState) state = kith_stream_state_new ("s1", bound);
  g_autoptr(KithStreamRecord) begun = NULL;
  g_autoptr(KithStreamRecord) counted = NULL;
  g_autoptr(KithStreamRecord) ended = NULL;

  state->max = 300;
  g_signal_emit_by_name (fixture->session, "stream-state-changed", state);
  begun = load (fixture);
  g_assert_cmpstr (begun->id, ==, "s1");
  g_assert_cmpstr (begun->bound, ==, "ada@kith.example/kith");
  g_assert_cmpint (begun->max, ==, 300);

  g_signal_emit_by_name (fixture->session, "checkpoint", (gint64)12);
  counted = load (fixture);
  g_assert_cmpint (counted->handled, ==, 12);

  g_signal_emit_by_name (fixture->session, "stream-state-changed", NULL);
  ended = load (fixture);
  g_assert_null (ended->id);
  kith_model_fixture_settle (fixture);
  g_assert_finalize_object (ledger);
}

/* The server is told of no more than what is committed; a count that could not be is committed when there is room. */
static void
test_full (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new_on_disk ();
  KithStreamLedger *ledger = kith_stream_ledger_new (fixture->account_id, fixture->store, fixture->session);
  g_autoptr(KithJid) bound = kith_jid_new ("ada@kith.example/kith", NULL);
  g_autoptr(KithStreamState) state = kith_stream_state_new ("s1", bound);
  gboolean stored = FALSE;

  kith_stream_ledger_set_retry_delay (ledger, 20);
  g_signal_emit_by_name (fixture->session, "stream-state-changed", state);
  kith_model_fixture_settle (fixture);
  kith_model_test_set_room (FALSE);
  g_signal_emit_by_name (fixture->session, "checkpoint", (gint64)5);
  kith_model_fixture_settle (fixture);
  kith_model_test_set_room (TRUE);
  while (!stored)
    {
      g_autoptr(KithStreamRecord) record = load (fixture);

      stored = record->handled == 5;
      g_main_context_iteration (NULL, FALSE);
    }
  kith_model_fixture_settle (fixture);
  g_assert_finalize_object (ledger);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/stream-ledger/life", test_life);
  g_test_add_func ("/stream-ledger/full", test_full);

  return g_test_run ();
}
