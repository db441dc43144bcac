/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-conversation-private.h"
#include "kith-delivery-notes-private.h"
#include "kith-message-list-private.h"
#include "kith-message-private.h"
#include "kith-model-error.h"
#include "kith-model-fixture.h"
#include "kith-xmpp-error.h"

#define BEN "ben@kith.example"

static guint
count_pending (KithModelFixture *fixture)
{
  g_autoptr(GPtrArray) pending = kith_model_fixture_load_pending (fixture);

  return pending->len;
}

static void
test_way (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithDeliveryNotes *notes = kith_delivery_notes_new (fixture->account, fixture->account_id, fixture->store);
  KithMessage *first = kith_model_fixture_write (fixture, BEN, "one");
  KithMessage *second = kith_model_fixture_write (fixture, BEN, "two");
  g_autoptr(GError) error = g_error_new_literal (KITH_STANZA_ERROR, KITH_STANZA_ERROR_FORBIDDEN, "no");

  kith_delivery_notes_add (notes, BEN, kith_message_get_stanza_id (first), KITH_DELIVERY_SENT, NULL);
  kith_delivery_notes_add (notes, "mallory@kith.example", kith_message_get_stanza_id (first), KITH_DELIVERY_READ, NULL);
  kith_delivery_notes_add (notes, BEN, "made-up", KITH_DELIVERY_READ, NULL);
  kith_delivery_notes_add (notes, BEN, kith_message_get_stanza_id (second), KITH_DELIVERY_FAILED, error);
  kith_model_test_wait (kith_delivery_notes_get_n_waiting (notes) == 0);
  g_assert_cmpint (kith_message_get_delivery (first), ==, KITH_DELIVERY_SENT);
  g_assert_cmpint (kith_message_get_delivery (second), ==, KITH_DELIVERY_FAILED);
  g_assert_error (kith_message_get_error (second), KITH_MODEL_ERROR, KITH_MODEL_ERROR_FORBIDDEN);
  g_assert_finalize_object (notes);
}

/* What the server confirmed while the disk was full is not forgotten: it would be sent again after a restart. */
static void
test_full (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new_on_disk ();
  KithDeliveryNotes *notes = kith_delivery_notes_new (fixture->account, fixture->account_id, fixture->store);
  KithMessage *first = kith_model_fixture_write (fixture, BEN, "one");
  KithMessage *second = kith_model_fixture_write (fixture, BEN, "two");

  kith_delivery_notes_set_retry_delay (notes, 20);
  kith_model_test_set_room (FALSE);
  kith_delivery_notes_add (notes, BEN, kith_message_get_stanza_id (first), KITH_DELIVERY_SENT, NULL);
  kith_delivery_notes_add (notes, BEN, kith_message_get_stanza_id (first), KITH_DELIVERY_DELIVERED, NULL);
  kith_delivery_notes_add (notes, BEN, kith_message_get_stanza_id (second), KITH_DELIVERY_SENT, NULL);
  kith_model_test_run (50);
  g_assert_cmpuint (kith_delivery_notes_get_n_waiting (notes), ==, 3);
  g_assert_cmpuint (count_pending (fixture), ==, 2);
  g_assert_cmpint (kith_message_get_delivery (first), ==, KITH_DELIVERY_PENDING);

  kith_model_test_set_room (TRUE);
  kith_model_test_wait (kith_delivery_notes_get_n_waiting (notes) == 0);
  g_assert_cmpuint (count_pending (fixture), ==, 0);
  g_assert_cmpint (kith_message_get_delivery (first), ==, KITH_DELIVERY_DELIVERED);
  g_assert_cmpint (kith_message_get_delivery (second), ==, KITH_DELIVERY_SENT);
  g_assert_finalize_object (notes);
}

/* Who confirms what was never sent, while there is no room, does not fill the memory. */
static void
test_bound (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new_on_disk ();
  KithDeliveryNotes *notes = kith_delivery_notes_new (fixture->account, fixture->account_id, fixture->store);
  KithMessage *message = kith_model_fixture_write (fixture, BEN, "one");

  kith_model_test_set_room (FALSE);
  kith_delivery_notes_add (notes, BEN, kith_message_get_stanza_id (message), KITH_DELIVERY_SENT, NULL);
  for (guint i = 0; i < 20000; i++)
    kith_delivery_notes_add (notes, BEN, "made-up", KITH_DELIVERY_READ, NULL);
  g_assert_cmpuint (kith_delivery_notes_get_n_waiting (notes), ==, 10000);
  kith_model_test_set_room (TRUE);
  kith_model_test_settle (fixture->store);
  g_object_run_dispose (G_OBJECT (notes));
  kith_model_test_settle (fixture->store);
  g_assert_finalize_object (notes);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/delivery-notes/way", test_way);
  g_test_add_func ("/delivery-notes/full", test_full);
  g_test_add_func ("/delivery-notes/bound", test_bound);

  return g_test_run ();
}
