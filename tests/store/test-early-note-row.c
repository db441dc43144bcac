/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-early-note-row.h"
#include "kith-store-reading.h"
#include "kith-test-store.h"

#define ME "me@kith.example"
#define JULIET "juliet@capulet.example"
#define ROMEO "romeo@montague.example"

typedef struct
{
  KithStore *store;
  gint64     account;
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->store = kith_test_store_open (NULL);
  f->account = kith_test_store_add_account (f->store, ME);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  kith_test_store_end (f->store);
}

/* A page of the archive brings message @id of the conversation with @peer; answers how it stands, and the others that changed. */
static GPtrArray *
arrive (Fixture      *f,
        const char   *peer,
        KithDirection direction,
        const char   *id,
        gint64        time)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_message_record_free);
  KithMessageRecord *record = kith_test_store_make_message (f->account, peer, direction, time, "hark");
  KithArrivals arrivals = { .account_id = f->account, .messages = messages };
  GPtrArray *records;

  record->stanza_id = g_strdup (id);
  record->delivery = direction == KITH_DIRECTION_OUT ? KITH_DELIVERY_SENT : KITH_DELIVERY_NONE;
  g_ptr_array_add (messages, record);
  kith_store_take_arrivals_async (f->store, &arrivals, NULL, kith_test_store_cb, &result);
  kith_test_store_wait (&result);
  records = kith_store_take_arrivals_finish (f->store, result, NULL, &error);
  g_assert_no_error (error);
  return records;
}

static void
assert_delivery (Fixture     *f,
                 const char  *peer,
                 const char  *id,
                 KithDelivery delivery)
{
  g_autoptr(KithConversationRecord) conversation = kith_test_store_conversation (f->store, f->account, peer);
  g_autoptr(GPtrArray) page = kith_test_store_page (f->store, conversation->id, 0, 200);

  for (guint i = 0; i < page->len; i++)
    {
      const KithMessageRecord *record = g_ptr_array_index (page, i);

      if (g_strcmp0 (record->stanza_id, id) == 0)
        {
          g_assert_cmpint (record->delivery, ==, delivery);
          return;
        }
    }
  g_assert_not_reached ();
}

static void
say (Fixture     *f,
     const char  *peer,
     const char  *id,
     KithDelivery delivery)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  KITH_TEST_CALL (set_delivery, result, f->store, f->account, peer, id, delivery, "gone\n");
  g_assert_null (kith_store_set_delivery_finish (f->store, result, &error));
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND);
}

/* What the other side says of a message before that is here holds when it comes, and is told; also of those before it. */
static void
test_said_before (Fixture      *f,
                  gconstpointer data)
{
  g_autoptr(GPtrArray) first = NULL;
  g_autoptr(GPtrArray) second = NULL;
  g_autoptr(GPtrArray) third = NULL;
  g_autoptr(GPtrArray) fourth = NULL;

  say (f, JULIET, "m1", KITH_DELIVERY_DELIVERED);
  say (f, JULIET, "m3", KITH_DELIVERY_READ);
  say (f, JULIET, "m4", KITH_DELIVERY_FAILED);
  first = arrive (f, JULIET, KITH_DIRECTION_OUT, "m1", 1);
  g_assert_cmpuint (first->len, ==, 2);
  g_assert_cmpint (((KithMessageRecord *)first->pdata[1])->delivery, ==, KITH_DELIVERY_DELIVERED);
  g_assert_cmpint (((KithMessageRecord *)first->pdata[1])->id, ==, -((KithMessageRecord *)first->pdata[0])->id);
  second = arrive (f, JULIET, KITH_DIRECTION_OUT, "m2", 2);
  g_assert_cmpuint (second->len, ==, 1);
  third = arrive (f, JULIET, KITH_DIRECTION_OUT, "m3", 3);
  g_assert_cmpuint (third->len, ==, 4);
  fourth = arrive (f, JULIET, KITH_DIRECTION_OUT, "m4", 4);
  g_assert_cmpuint (fourth->len, ==, 2);
  assert_delivery (f, JULIET, "m1", KITH_DELIVERY_READ);
  assert_delivery (f, JULIET, "m2", KITH_DELIVERY_READ);
  assert_delivery (f, JULIET, "m3", KITH_DELIVERY_READ);
  assert_delivery (f, JULIET, "m4", KITH_DELIVERY_FAILED);
}

/* Who may say it is who it was written to. */
static void
test_said_by_another (Fixture      *f,
                      gconstpointer data)
{
  g_autoptr(GPtrArray) in = NULL;
  g_autoptr(GPtrArray) out = NULL;

  say (f, ROMEO, "m1", KITH_DELIVERY_READ);
  say (f, JULIET, "m2", KITH_DELIVERY_READ);
  out = arrive (f, JULIET, KITH_DIRECTION_OUT, "m1", 1);
  g_assert_cmpuint (out->len, ==, 1);
  in = arrive (f, JULIET, KITH_DIRECTION_IN, "m2", 2);
  g_assert_cmpuint (in->len, ==, 1);
  assert_delivery (f, JULIET, "m1", KITH_DELIVERY_SENT);
}

/* Another device of ours has shown one that is not here: it is not unread when it comes. */
static void
test_read_before (Fixture      *f,
                  gconstpointer data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) first = NULL;
  g_autoptr(GPtrArray) second = NULL;
  g_autoptr(KithConversationRecord) conversation = NULL;

  KITH_TEST_CALL (set_read_to, result, f->store, f->account, JULIET, "m1");
  g_assert_null (kith_store_set_read_to_finish (f->store, result, &error));
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND);
  first = arrive (f, JULIET, KITH_DIRECTION_IN, "m1", 1);
  second = arrive (f, JULIET, KITH_DIRECTION_IN, "m2", 2);
  conversation = kith_test_store_conversation (f->store, f->account, JULIET);
  g_assert_cmpuint (conversation->unread, ==, 1);
}

/* Anybody can say something of messages that never come: the oldest of it is forgotten, and nobody else's. */
static void
test_too_much (Fixture      *f,
               gconstpointer data)
{
  g_autoptr(GPtrArray) forgotten = NULL;
  g_autoptr(GPtrArray) kept = NULL;
  g_autoptr(GPtrArray) of_romeo = NULL;

  say (f, ROMEO, "m0", KITH_DELIVERY_READ);
  for (guint i = 0; i <= 100; i++)
    {
      g_autofree char *id = g_strdup_printf ("m%u", i);

      say (f, JULIET, id, KITH_DELIVERY_DELIVERED);
    }
  forgotten = arrive (f, JULIET, KITH_DIRECTION_OUT, "m0", 1);
  g_assert_cmpuint (forgotten->len, ==, 1);
  kept = arrive (f, JULIET, KITH_DIRECTION_OUT, "m1", 2);
  g_assert_cmpuint (kept->len, ==, 2);
  of_romeo = arrive (f, ROMEO, KITH_DIRECTION_OUT, "m0", 1);
  g_assert_cmpuint (of_romeo->len, ==, 2);
}

#define ADD(path, function) g_test_add ("/early-note-row/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("said-before", test_said_before);
  ADD ("said-by-another", test_said_by_another);
  ADD ("read-before", test_read_before);
  ADD ("too-much", test_too_much);

  return g_test_run ();
}
