/* SPDX-License-Identifier: GPL-3.0-or-later */

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

static KithMessageRecord *
add (Fixture      *f,
     const char   *peer,
     KithDirection direction,
     gint64        time,
     const char   *body)
{
  return kith_test_store_add_one (f->store, kith_test_store_make_message (f->account, peer, direction,
                                                                          time, body));
}

static void
test_add (Fixture      *f,
          gconstpointer data)
{
  g_autoptr(KithMessageRecord) first = add (f, JULIET, KITH_DIRECTION_IN, 1000, "art thou not Romeo");
  g_autoptr(KithMessageRecord) second = add (f, JULIET, KITH_DIRECTION_OUT, 2000, "neither, fair saint");
  g_autoptr(GPtrArray) page = kith_test_store_page (f->store, first->conversation_id, 0, 10);
  const KithMessageRecord *record;

  g_assert_cmpint (first->id, >, 0);
  g_assert_cmpint (second->id, >, first->id);
  g_assert_cmpint (first->conversation_id, ==, second->conversation_id);
  g_assert_cmpuint (page->len, ==, 2);
  record = g_ptr_array_index (page, 0);
  g_assert_cmpint (record->id, ==, first->id);
  g_assert_cmpint (record->account_id, ==, f->account);
  g_assert_cmpstr (record->peer, ==, JULIET);
  g_assert_cmpstr (record->sender, ==, JULIET "/phone");
  g_assert_cmpint (record->direction, ==, KITH_DIRECTION_IN);
  g_assert_cmpint (record->delivery, ==, KITH_DELIVERY_NONE);
  g_assert_cmpstr (record->body, ==, "art thou not Romeo");
  g_assert_cmpint (record->time, ==, 1000);
  g_assert_null (record->stanza_id);
  g_assert_null (record->error);
  record = g_ptr_array_index (page, 1);
  g_assert_cmpint (record->delivery, ==, KITH_DELIVERY_PENDING);
}

static void
test_pages (Fixture      *f,
            gconstpointer data)
{
  /* two at the same time, and one that came late */
  gint64 times[] = { 50, 10, 30, 30, 30, 20, 60, 40 };
  gint64 before = 0;
  gint64 last_time = G_MAXINT64;
  gint64 last_id = G_MAXINT64;
  gint64 conversation = 0;
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr(KithMessageRecord) record = add (f, JULIET, KITH_DIRECTION_IN, times[i], "x");
      g_autoptr(KithMessageRecord) other = add (f, ROMEO, KITH_DIRECTION_IN, times[i], "y");

      conversation = record->conversation_id;
    }
  for (;;)
    {
      g_autoptr(GPtrArray) page = kith_test_store_page (f->store, conversation, before, 3);

      if (page->len == 0)
        {
          break;
        }
      g_assert_cmpuint (page->len, <=, 3);
      for (guint i = page->len; i > 0; i--)
        {
          const KithMessageRecord *record = g_ptr_array_index (page, i - 1);

          g_assert_true (record->time < last_time || (record->time == last_time && record->id < last_id));
          last_time = record->time;
          last_id = record->id;
          n++;
        }
      before = last_id;
    }
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (times));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/store/messages/add", Fixture, NULL, set_up, test_add, tear_down);
  g_test_add ("/store/messages/pages", Fixture, NULL, set_up, test_pages, tear_down);

  return g_test_run ();
}
