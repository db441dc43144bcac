/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-archive-page.h"

static KithIncomingMessage *
new_message (gint64 time)
{
  g_autoptr(KithJid) from = kith_jid_new ("romeo@montague.example", NULL);
  KithIncomingMessage *message = kith_incoming_message_new (from);

  message->time = time;

  return message;
}

static gint64
get_time (KithArchivePage *page, guint i)
{
  return ((KithIncomingMessage *)page->messages->pdata[i])->time;
}

static void
test_entries (void)
{
  g_autoptr(KithArchivePage) page = kith_archive_page_new ();

  g_assert_null (page->first_id);
  g_assert_cmpint (page->count, ==, -1);
  g_assert_true (page->stable);
  kith_archive_page_fill_times (page);
  g_assert_cmpint (page->first_time, ==, 0);

  kith_archive_page_add_entry (page, "a", 0);
  kith_archive_page_add_entry (page, "b", 5);
  kith_archive_page_add_entry (page, "c", 7);
  kith_archive_page_add_entry (page, "d", 0);
  g_assert_cmpstr (page->first_id, ==, "a");
  g_assert_cmpstr (page->last_id, ==, "d");
  g_assert_cmpint (page->first_time, ==, 5);
  g_assert_cmpint (page->last_time, ==, 7);

  g_ptr_array_add (page->messages, new_message (5));
  kith_archive_page_clear (page);
  g_assert_null (page->first_id);
  g_assert_null (page->last_id);
  g_assert_cmpuint (page->messages->len, ==, 0);
}

static void
test_fill_times (void)
{
  static const gint64 before[] = { 0, 5, 0, 7, 0 };
  static const gint64 after[] = { 5, 5, 5, 7, 7 };
  g_autoptr(KithArchivePage) page = kith_archive_page_new ();

  for (guint i = 0; i < G_N_ELEMENTS (before); i++)
    {
      kith_archive_page_add_entry (page, "x", before[i]);
      g_ptr_array_add (page->messages, new_message (before[i]));
    }
  kith_archive_page_fill_times (page);
  for (guint i = 0; i < G_N_ELEMENTS (after); i++)
    g_assert_cmpint (get_time (page, i), ==, after[i]);
}

static void
test_no_time_at_all (void)
{
  g_autoptr(KithArchivePage) page = kith_archive_page_new ();
  gint64 now = g_get_real_time ();

  kith_archive_page_add_entry (page, "x", 0);
  g_ptr_array_add (page->messages, new_message (0));
  kith_archive_page_fill_times (page);
  g_assert_cmpint (get_time (page, 0), >=, now);
  g_assert_cmpint (page->last_time, >=, now);
}

static void
test_copy (void)
{
  KithArchivePage *page = kith_archive_page_new ();
  g_autoptr(KithArchivePage) copy = NULL;

  kith_archive_page_add_entry (page, "a", 5);
  g_ptr_array_add (page->messages, new_message (5));
  page->count = 12;
  page->complete = TRUE;
  copy = kith_archive_page_copy (page);
  kith_archive_page_free (page);

  g_assert_cmpstr (copy->first_id, ==, "a");
  g_assert_cmpstr (copy->last_id, ==, "a");
  g_assert_cmpuint (copy->messages->len, ==, 1);
  g_assert_cmpint (get_time (copy, 0), ==, 5);
  g_assert_cmpint (copy->count, ==, 12);
  g_assert_true (copy->complete);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/archive-page/entries", test_entries);
  g_test_add_func ("/archive-page/fill-times", test_fill_times);
  g_test_add_func ("/archive-page/no-time-at-all", test_no_time_at_all);
  g_test_add_func ("/archive-page/copy", test_copy);

  return g_test_run ();
}
