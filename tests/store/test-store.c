/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-test-store.h"

#define ME "me@kith.example"
#define JULIET "juliet@capulet.example"

typedef struct
{
  char *directory;
  char *path;
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->directory = kith_test_store_make_directory ();
  f->path = g_build_filename (f->directory, KITH_STORE_FILE, NULL);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  g_free (f->path);
  kith_test_store_remove_directory (f->directory);
}

static GPtrArray *
one_message (gint64      account_id,
             gint64      time,
             const char *body)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_message_record_free);

  g_ptr_array_add (records, kith_test_store_make_message (account_id, JULIET, KITH_DIRECTION_IN, time, body));
  return records;
}

static guint
count_messages (KithStore *store)
{
  g_autoptr(KithConversationRecord) conversation = kith_test_store_conversation (store, 1, JULIET);
  g_autoptr(GPtrArray) page = kith_test_store_page (store, conversation->id, 0, G_MAXINT);

  return page->len;
}

static void
test_reopen (Fixture      *f,
             gconstpointer data)
{
  KithStore *store = kith_test_store_open (f->path);
  gint64 account = kith_test_store_add_account (store, ME);

  kith_message_record_free (kith_test_store_add_one (
                              store, kith_test_store_make_message (account, JULIET, KITH_DIRECTION_IN, 1, "x")));
  g_assert_true (kith_test_store_try_open (store, NULL));
  kith_test_store_end (store);

  store = kith_test_store_open (f->path);
  g_assert_cmpuint (count_messages (store), ==, 1);
  kith_test_store_end (store);
}

static void
test_not_open (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GAsyncResult) before = NULL;
  g_autoptr(GAsyncResult) closed = NULL;
  g_autoptr(GAsyncResult) after = NULL;
  KithStore *store = kith_store_new (NULL);

  KITH_TEST_CALL (load_accounts, before, store);
  accounts = kith_store_load_accounts_finish (store, before, &error);
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_FAILED);
  g_clear_error (&error);

  g_assert_true (kith_test_store_try_open (store, NULL));
  KITH_TEST_CALL (close, closed, store);
  g_assert_true (kith_store_close_finish (store, closed, NULL));
  KITH_TEST_CALL (load_accounts, after, store);
  accounts = kith_store_load_accounts_finish (store, after, &error);
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_FAILED);
  g_clear_object (&before);
  g_clear_object (&closed);
  g_clear_object (&after);
  g_assert_finalize_object (store);
}

static void
count_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) added = NULL;
  guint *count = user_data;

  added = kith_store_add_messages_finish (KITH_STORE (source), result, &error);
  g_assert_no_error (error);
  /* the bodies count up: answers come in the order of the calls */
  (*count)++;
  g_assert_cmpint (((KithMessageRecord *)g_ptr_array_index (added, 0))->time, ==, *count);
}

static void
queue_messages (KithStore *store,
                gint64     account,
                guint      n,
                guint     *count)
{
  for (guint i = 1; i <= n; i++)
    {
      g_autoptr(GPtrArray) records = one_message (account, i, "x");

      kith_store_add_messages_async (store, records, NULL, count_cb, count);
    }
}

static void
test_close_waits (Fixture      *f,
                  gconstpointer data)
{
  g_autoptr(GAsyncResult) closed = NULL;
  KithStore *store = kith_test_store_open (f->path);
  gint64 account = kith_test_store_add_account (store, ME);
  guint count = 0;

  queue_messages (store, account, 300, &count);
  KITH_TEST_CALL (close, closed, store);
  g_assert_cmpuint (count, ==, 300);
  g_assert_true (kith_store_close_finish (store, closed, NULL));
  g_clear_object (&closed);
  g_assert_finalize_object (store);

  store = kith_test_store_open (f->path);
  g_assert_cmpuint (count_messages (store), ==, 300);
  kith_test_store_end (store);
}

static void
test_unref_in_flight (Fixture      *f,
                      gconstpointer data)
{
  KithStore *store = kith_test_store_open (f->path);
  gint64 account = kith_test_store_add_account (store, ME);
  gpointer weak = store;
  guint count = 0;

  g_object_add_weak_pointer (G_OBJECT (store), &weak);
  queue_messages (store, account, 300, &count);
  g_object_unref (store);
  while (weak != NULL)
    {
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpuint (count, ==, 300);

  store = kith_test_store_open (f->path);
  g_assert_cmpuint (count_messages (store), ==, 300);
  kith_test_store_end (store);
}

/* What is to be read is not; what is to be written is, only its answer is dropped. */
static void
test_cancel (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) written = NULL;
  g_autoptr(GAsyncResult) read = NULL;
  g_autoptr(GPtrArray) records = NULL;
  g_autoptr(GPtrArray) answer = NULL;
  KithStore *store = kith_test_store_open (NULL);

  records = one_message (kith_test_store_add_account (store, ME), 1, "x");
  kith_store_add_messages_async (store, records, cancellable, kith_test_store_cb, &written);
  kith_store_load_accounts_async (store, cancellable, kith_test_store_cb, &read);
  g_cancellable_cancel (cancellable);
  answer = kith_store_add_messages_finish (store, kith_test_store_wait (&written), &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (answer);
  g_clear_error (&error);
  answer = kith_store_load_accounts_finish (store, kith_test_store_wait (&read), &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (answer);
  g_assert_cmpuint (count_messages (store), ==, 1);
  g_clear_object (&written);
  g_clear_object (&read);
  kith_test_store_end (store);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GPtrArray) accounts = kith_store_load_accounts_finish (KITH_STORE (source), result, NULL);
  GThread **thread = user_data;

  g_assert_nonnull (accounts);
  *thread = g_thread_self ();
}

static gpointer
call_from_thread (gpointer data)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  GThread *answered = NULL;

  g_main_context_push_thread_default (context);
  kith_store_load_accounts_async (data, NULL, loaded_cb, &answered);
  while (answered == NULL)
    {
      g_main_context_iteration (context, TRUE);
    }
  g_assert_true (answered == g_thread_self ());
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_context_of_caller (void)
{
  KithStore *store = kith_test_store_open (NULL);

  g_thread_join (g_thread_new ("caller", call_from_thread, store));
  kith_test_store_end (store);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/store/store/reopen", Fixture, NULL, set_up, test_reopen, tear_down);
  g_test_add_func ("/store/store/not-open", test_not_open);
  g_test_add ("/store/store/close-waits", Fixture, NULL, set_up, test_close_waits, tear_down);
  g_test_add ("/store/store/unref-in-flight", Fixture, NULL, set_up, test_unref_in_flight, tear_down);
  g_test_add_func ("/store/store/cancel", test_cancel);
  g_test_add_func ("/store/store/context-of-caller", test_context_of_caller);

  return g_test_run ();
}
