/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-confirmations-private.h"
#include "kith-model-fixture.h"
#include "kith-store-streams.h"

/* How the server says that it has what it was given: by the numbers of a stream, or by a ping that comes back. */

#define BEN "ben@kith.example"

typedef struct
{
  KithModelFixture  *model;
  KithOutgoingQueue *queue;
  KithDeliveryNotes *notes;
  KithConfirmations *confirmations;
} Fixture;

static void
make_parts (Fixture          *f,
            KithModelFixture *model)
{
  f->model = model;
  f->queue = kith_outgoing_queue_new ();
  f->notes = kith_delivery_notes_new (model->account, model->account_id, model->store);
  f->confirmations = kith_confirmations_new (f->queue, f->notes, model->account_id, model->store, model->session);
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  make_parts (f, kith_model_fixture_new ());
}

static void
set_up_on_disk (Fixture      *f,
                gconstpointer data)
{
  make_parts (f, kith_model_fixture_new_on_disk ());
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  kith_confirmations_cancel (f->confirmations);
  kith_model_fixture_settle (f->model);
  g_assert_finalize_object (f->confirmations);
  g_assert_finalize_object (f->notes);
  kith_outgoing_queue_unref (f->queue);
  kith_model_fixture_free (f->model);
}

/* A message that the connection was given: with a number on the stream, or in a burst. */
static KithMessage *
hand_over (Fixture    *f,
           const char *body,
           gint64      sequence,
           guint       burst)
{
  KithMessage *message = kith_model_fixture_write (f->model, BEN, body);
  KithOutgoing *outgoing = kith_outgoing_queue_add (f->queue, message, KITH_OUTGOING_HANDED);

  outgoing->sequence = sequence;
  outgoing->burst = burst;

  return message;
}

static gboolean
is_waiting (Fixture     *f,
            KithMessage *message)
{
  return kith_outgoing_queue_find (f->queue, kith_message_get_stanza_id (message)) != NULL;
}

/* Out of the queue, sent, and stored so. */
static void
assert_sent (Fixture     *f,
             KithMessage *message)
{
  g_autoptr(GPtrArray) pending = NULL;

  g_assert_false (is_waiting (f, message));
  kith_model_test_wait (kith_delivery_notes_get_n_waiting (f->notes) == 0);
  kith_model_fixture_settle (f->model);
  g_assert_cmpint (kith_message_get_delivery (message), ==, KITH_DELIVERY_SENT);
  pending = kith_model_fixture_load_pending (f->model);
  for (guint i = 0; i < pending->len; i++)
    g_assert_cmpint (((KithMessageRecord *)pending->pdata[i])->id, !=, kith_message_get_id (message));
}

static void
assert_not_sent (Fixture     *f,
                 KithMessage *message)
{
  g_assert_true (is_waiting (f, message));
  g_assert_cmpint (kith_message_get_delivery (message), ==, KITH_DELIVERY_PENDING);
}

/* A ping that comes back confirms what went before it, and nothing that went after it, or did not go, or has a number. */
static void
test_burst (Fixture      *f,
            gconstpointer data)
{
  guint burst = kith_confirmations_begin_burst (f->confirmations);
  KithMessage *one = hand_over (f, "one", 0, burst);
  KithMessage *two = hand_over (f, "two", 0, burst);
  KithMessage *numbered = hand_over (f, "numbered", 7, burst);
  KithMessage *ready = hand_over (f, "ready", 0, burst);
  KithMessage *late;

  kith_outgoing_queue_find (f->queue, kith_message_get_stanza_id (ready))->step = KITH_OUTGOING_READY;
  kith_confirmations_ask (f->confirmations);
  g_assert_cmpuint (kith_confirmations_begin_burst (f->confirmations), >, burst);
  late = hand_over (f, "late", 0, burst + 1);
  kith_confirmations_ask (f->confirmations);

  kith_model_fixture_pong (f->model);
  kith_model_test_wait (!is_waiting (f, one));
  assert_sent (f, one);
  assert_sent (f, two);
  assert_not_sent (f, late);
  assert_not_sent (f, numbered);
  assert_not_sent (f, ready);

  kith_model_fixture_pong (f->model);
  kith_model_test_wait (!is_waiting (f, late));
  assert_sent (f, late);
  assert_not_sent (f, numbered);
  assert_not_sent (f, ready);
}

/* A server that knows no pings has heard the question all the same. */
static void
test_no_pings (Fixture      *f,
               gconstpointer data)
{
  KithMessage *one = hand_over (f, "one", 0, kith_confirmations_begin_burst (f->confirmations));
  g_autoptr(KithStanza) ping = NULL;
  g_autofree char *xml = NULL;

  kith_confirmations_ask (f->confirmations);
  ping = kith_model_fixture_take (f->model, "iq", "urn:xmpp:ping");
  xml = g_strdup_printf ("<iq xmlns='jabber:client' type='error' id='%s'><error type='cancel'>"
                         "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
                         kith_stanza_get (ping, "id"));
  kith_model_fixture_receive (f->model, xml);
  kith_model_test_wait (!is_waiting (f, one));
  assert_sent (f, one);
}

/* The connection is gone: what was asked on it is answered no more; what is asked on the next is. */
static void
test_cut (Fixture      *f,
          gconstpointer data)
{
  KithMessage *one = hand_over (f, "one", 0, kith_confirmations_begin_burst (f->confirmations));

  kith_confirmations_ask (f->confirmations);
  kith_confirmations_cancel (f->confirmations);
  kith_model_fixture_pong (f->model);
  kith_model_fixture_settle (f->model);
  assert_not_sent (f, one);

  /* It came, and before it was heard the connection went. */
  kith_confirmations_ask (f->confirmations);
  kith_model_fixture_pong (f->model);
  kith_confirmations_cancel (f->confirmations);
  kith_model_fixture_settle (f->model);
  assert_not_sent (f, one);

  kith_confirmations_ask (f->confirmations);
  kith_model_fixture_pong (f->model);
  kith_model_test_wait (!is_waiting (f, one));
  assert_sent (f, one);
}

static void
set_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_assert_true (kith_store_set_sequences_finish (KITH_STORE (source), result, NULL));
  *(gboolean *)user_data = TRUE;
}

static void
store_number (Fixture     *f,
              KithMessage *message,
              gint64       sequence)
{
  KithMessageSequence number = { kith_message_get_id (message), sequence };
  g_autoptr(GArray) numbers = g_array_new (FALSE, FALSE, sizeof number);
  gboolean done = FALSE;

  g_array_append_val (numbers, number);
  kith_store_set_sequences_async (f->model->store, numbers, NULL, set_cb, &done);
  kith_model_test_wait (done);
}

/* What the server has handled is sent, whether the store knows its number or not. */
static void
test_numbers (Fixture      *f,
              gconstpointer data)
{
  KithMessage *one = hand_over (f, "one", 1, 0);
  KithMessage *two = hand_over (f, "two", 2, 0);
  KithMessage *three = hand_over (f, "three", 3, 0);
  KithMessage *unnumbered = hand_over (f, "unnumbered", 0, 1);

  store_number (f, one, 1);
  store_number (f, three, 3);
  g_signal_emit_by_name (f->model->session, "acknowledged", (gint64)0);
  assert_not_sent (f, one);
  g_signal_emit_by_name (f->model->session, "acknowledged", (gint64)2);

  /* It is not sent again, however long the store takes. */
  g_assert_false (is_waiting (f, one));
  g_assert_false (is_waiting (f, two));
  kith_model_fixture_settle (f->model);
  assert_sent (f, one);
  assert_sent (f, two);
  assert_not_sent (f, three);
  assert_not_sent (f, unnumbered);

  g_signal_emit_by_name (f->model->session, "acknowledged", (gint64)9);
  kith_model_fixture_settle (f->model);
  assert_sent (f, three);
  assert_not_sent (f, unnumbered);
}

/* While the disk is full it is kept that the server has it. */
static void
test_full (Fixture      *f,
           gconstpointer data)
{
  KithMessage *one = hand_over (f, "one", 1, 0);

  store_number (f, one, 1);
  kith_delivery_notes_set_retry_delay (f->notes, 5);
  kith_model_test_set_room (FALSE);
  g_signal_emit_by_name (f->model->session, "acknowledged", (gint64)1);
  kith_model_test_wait (kith_delivery_notes_get_n_waiting (f->notes) == 1);
  g_assert_cmpint (kith_message_get_delivery (one), ==, KITH_DELIVERY_PENDING);
  g_assert_false (is_waiting (f, one));
  kith_model_test_set_room (TRUE);
  assert_sent (f, one);
}

/* Who goes away with a question on its way hears no answer. */
static void
test_end (Fixture      *f,
          gconstpointer data)
{
  KithMessage *one = hand_over (f, "one", 0, kith_confirmations_begin_burst (f->confirmations));

  kith_confirmations_ask (f->confirmations);
  g_object_run_dispose (G_OBJECT (f->confirmations));
  kith_model_fixture_pong (f->model);
  kith_model_fixture_settle (f->model);
  assert_not_sent (f, one);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/confirmations/burst", Fixture, NULL, set_up, test_burst, tear_down);
  g_test_add ("/confirmations/no-pings", Fixture, NULL, set_up, test_no_pings, tear_down);
  g_test_add ("/confirmations/cut", Fixture, NULL, set_up, test_cut, tear_down);
  g_test_add ("/confirmations/numbers", Fixture, NULL, set_up, test_numbers, tear_down);
  g_test_add ("/confirmations/full", Fixture, NULL, set_up_on_disk, test_full, tear_down);
  g_test_add ("/confirmations/end", Fixture, NULL, set_up, test_end, tear_down);

  return g_test_run ();
}
