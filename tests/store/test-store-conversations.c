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

static gint64
add (Fixture      *f,
     const char   *peer,
     KithDirection direction,
     gint64        time,
     const char   *body)
{
  g_autoptr(KithMessageRecord) record = kith_test_store_add_one (
    f->store, kith_test_store_make_message (f->account, peer, direction, time, body));

  return record->id;
}

static KithConversationRecord *
get (Fixture    *f,
     const char *peer)
{
  return kith_test_store_conversation (f->store, f->account, peer);
}

static gboolean
save (Fixture                      *f,
      const KithConversationRecord *record,
      GError                      **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  KITH_TEST_CALL (save_conversation, result, f->store, record);
  return kith_store_save_conversation_finish (f->store, result, error);
}

static int
mark_read (Fixture *f,
           gint64   conversation,
           gint64   message,
           GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  KITH_TEST_CALL (mark_read, result, f->store, conversation, message);
  return kith_store_mark_read_finish (f->store, result, error);
}

static void
test_ensure (Fixture      *f,
             gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(KithConversationRecord) made = get (f, JULIET);
  g_autoptr(KithConversationRecord) again = get (f, JULIET);
  g_autoptr(KithConversationRecord) other = get (f, ROMEO);

  g_assert_cmpint (made->id, >, 0);
  g_assert_cmpint (made->id, ==, again->id);
  g_assert_cmpint (made->id, !=, other->id);
  g_assert_cmpint (made->account_id, ==, f->account);
  g_assert_cmpstr (made->peer, ==, JULIET);
  g_assert_cmpint (made->last_time, ==, 0);
  g_assert_null (made->last_body);
  g_assert_null (made->draft);
  g_assert_cmpuint (made->unread, ==, 0);

  KITH_TEST_CALL (ensure_conversation, result, f->store, 4711, JULIET);
  g_assert_null (kith_store_ensure_conversation_finish (f->store, result, &error));
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND);
}

static void
test_save (Fixture      *f,
           gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KithConversationRecord) record = get (f, JULIET);
  g_autoptr(KithConversationRecord) saved = NULL;

  record->draft = g_strdup ("Dear J");
  record->draft_time = 99;
  record->pinned = record->hidden = record->muted = TRUE;
  record->unread = 50;
  g_assert_true (save (f, record, &error));
  saved = get (f, JULIET);
  g_assert_cmpstr (saved->draft, ==, "Dear J");
  g_assert_cmpint (saved->draft_time, ==, 99);
  g_assert_true (saved->pinned && saved->hidden && saved->muted);
  /* that is not the caller's to say */
  g_assert_cmpuint (saved->unread, ==, 0);

  record->id = 4711;
  g_assert_false (save (f, record, &error));
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND);
}

static void
test_newest (Fixture      *f,
             gconstpointer data)
{
  g_autoptr(KithConversationRecord) first = NULL;
  g_autoptr(KithConversationRecord) second = NULL;
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < 300; i++)
    {
      g_string_append (text, "界");
    }
  add (f, JULIET, KITH_DIRECTION_OUT, 20, text->str);
  add (f, JULIET, KITH_DIRECTION_IN, 10, "an old page of the archive");
  first = get (f, JULIET);
  g_assert_cmpint (first->last_time, ==, 20);
  g_assert_cmpint (first->last_direction, ==, KITH_DIRECTION_OUT);
  g_assert_cmpint (first->last_delivery, ==, KITH_DELIVERY_PENDING);
  g_assert_cmpint (g_utf8_strlen (first->last_body, -1), ==, 200);

  add (f, JULIET, KITH_DIRECTION_IN, 20, "at the same time, but later");
  second = get (f, JULIET);
  g_assert_cmpstr (second->last_body, ==, "at the same time, but later");
}

static void
test_order (Fixture      *f,
            gconstpointer data)
{
  g_autoptr(GPtrArray) all = NULL;

  kith_conversation_record_free (get (f, "empty@kith.example"));
  add (f, JULIET, KITH_DIRECTION_IN, 20, "x");
  add (f, ROMEO, KITH_DIRECTION_IN, 30, "x");
  all = kith_test_store_conversations (f->store, f->account);
  g_assert_cmpuint (all->len, ==, 3);
  g_assert_cmpstr (((KithConversationRecord *)g_ptr_array_index (all, 0))->peer, ==, ROMEO);
  g_assert_cmpstr (((KithConversationRecord *)g_ptr_array_index (all, 1))->peer, ==, JULIET);
}

static void
assert_unread (Fixture    *f,
               const char *peer,
               guint       expected)
{
  g_autoptr(KithConversationRecord) record = get (f, peer);

  g_assert_cmpuint (record->unread, ==, expected);
}

static void
test_unread (Fixture      *f,
             gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  gint64 old = add (f, JULIET, KITH_DIRECTION_IN, 10, "1");
  gint64 middle = add (f, JULIET, KITH_DIRECTION_IN, 20, "2");
  gint64 last = add (f, JULIET, KITH_DIRECTION_IN, 30, "3");
  gint64 foreign = add (f, ROMEO, KITH_DIRECTION_IN, 40, "x");
  g_autoptr(KithConversationRecord) record = get (f, JULIET);

  add (f, JULIET, KITH_DIRECTION_OUT, 25, "mine");
  assert_unread (f, JULIET, 3);
  g_assert_cmpint (mark_read (f, record->id, middle, &error), ==, 1);
  g_assert_cmpint (mark_read (f, record->id, old, &error), ==, 1);
  g_assert_cmpint (mark_read (f, record->id, foreign, &error), ==, 1);
  g_assert_no_error (error);
  add (f, JULIET, KITH_DIRECTION_IN, 15, "late, and older than what was read");
  assert_unread (f, JULIET, 1);
  add (f, JULIET, KITH_DIRECTION_IN, 20, "late, right after what was read");
  assert_unread (f, JULIET, 2);
  g_assert_cmpint (mark_read (f, record->id, last, &error), ==, 0);
  assert_unread (f, JULIET, 0);
  assert_unread (f, ROMEO, 1);

  g_clear_pointer (&record, kith_conversation_record_free);
  record = get (f, JULIET);
  g_assert_cmpint (record->last_read_id, ==, last);
  g_assert_cmpint (mark_read (f, 4711, last, &error), ==, -1);
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND);
}

static gboolean
is_hidden (Fixture *f)
{
  g_autoptr(KithConversationRecord) record = get (f, JULIET);

  return record->hidden;
}

/* Something new brings a conversation back; an old page of its history does not. */
static void
test_hidden (Fixture      *f,
             gconstpointer data)
{
  g_autoptr(KithConversationRecord) record = NULL;

  add (f, JULIET, KITH_DIRECTION_IN, 10, "1");
  record = get (f, JULIET);
  record->hidden = TRUE;
  g_assert_true (save (f, record, NULL));
  add (f, JULIET, KITH_DIRECTION_IN, 5, "older");
  g_assert_true (is_hidden (f));
  add (f, JULIET, KITH_DIRECTION_IN, 15, "newer");
  g_assert_false (is_hidden (f));
}

static void
test_remove (Fixture      *f,
             gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) again = NULL;
  g_autoptr(KithConversationRecord) record = NULL;
  g_autoptr(GPtrArray) found = NULL;
  g_autoptr(GPtrArray) all = NULL;

  add (f, JULIET, KITH_DIRECTION_IN, 10, "nightingale 夜莺");
  add (f, ROMEO, KITH_DIRECTION_IN, 10, "lark nightingale");
  record = get (f, JULIET);
  KITH_TEST_CALL (remove_conversation, result, f->store, record->id);
  g_assert_true (kith_store_remove_conversation_finish (f->store, result, &error));
  found = kith_test_store_search (f->store, "nightingale");
  g_assert_cmpuint (found->len, ==, 1);
  all = kith_test_store_conversations (f->store, f->account);
  g_assert_cmpuint (all->len, ==, 1);

  KITH_TEST_CALL (remove_conversation, again, f->store, record->id);
  g_assert_false (kith_store_remove_conversation_finish (f->store, again, &error));
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/store/conversations/ensure", Fixture, NULL, set_up, test_ensure, tear_down);
  g_test_add ("/store/conversations/save", Fixture, NULL, set_up, test_save, tear_down);
  g_test_add ("/store/conversations/newest", Fixture, NULL, set_up, test_newest, tear_down);
  g_test_add ("/store/conversations/order", Fixture, NULL, set_up, test_order, tear_down);
  g_test_add ("/store/conversations/unread", Fixture, NULL, set_up, test_unread, tear_down);
  g_test_add ("/store/conversations/hidden", Fixture, NULL, set_up, test_hidden, tear_down);
  g_test_add ("/store/conversations/remove", Fixture, NULL, set_up, test_remove, tear_down);

  return g_test_run ();
}
