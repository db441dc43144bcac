/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-sqlite-error.h"
#include "kith-store-records.h"

#include <errno.h>

#include <sqlite3.h>

/* Plain values: records and errors. */

static void
test_account (void)
{
  g_autoptr(KithAccountRecord) record = kith_account_record_new ();
  g_autoptr(KithAccountRecord) copy = NULL;
  gpointer boxed;

  record->jid = g_strdup ("me@kith.example");
  record->status = g_strdup ("here");
  record->enabled = TRUE;
  record->port = 5222;
  copy = kith_account_record_copy (record);
  g_assert_true (copy->jid != record->jid);
  g_assert_cmpstr (copy->jid, ==, record->jid);
  g_assert_cmpstr (copy->status, ==, "here");
  g_assert_null (copy->host);
  g_assert_true (copy->enabled);
  g_assert_cmpuint (copy->port, ==, 5222);
  boxed = g_boxed_copy (KITH_TYPE_ACCOUNT_RECORD, record);
  g_boxed_free (KITH_TYPE_ACCOUNT_RECORD, boxed);
}

static void
test_conversation (void)
{
  g_autoptr(KithConversationRecord) record = kith_conversation_record_new ();
  g_autoptr(KithConversationRecord) copy = NULL;

  record->peer = g_strdup ("juliet@capulet.example");
  record->draft = g_strdup ("Dear");
  record->last_body = g_strdup ("x");
  record->pinned = TRUE;
  copy = kith_conversation_record_copy (record);
  g_assert_true (copy->peer != record->peer && copy->draft != record->draft);
  g_assert_cmpstr (copy->peer, ==, record->peer);
  g_assert_cmpstr (copy->draft, ==, "Dear");
  g_assert_cmpstr (copy->last_body, ==, "x");
  g_assert_true (copy->pinned);
}

static void
test_message (void)
{
  g_autoptr(KithMessageRecord) record = kith_message_record_new ();
  g_autoptr(KithMessageRecord) copy = NULL;

  record->peer = g_strdup ("juliet@capulet.example");
  record->sender = g_strdup ("juliet@capulet.example/phone");
  record->body = g_strdup ("x");
  record->stanza_id = g_strdup ("1");
  record->origin_id = g_strdup ("2");
  record->archive_id = g_strdup ("3");
  record->error = g_strdup ("gone");
  record->time = 7;
  copy = kith_message_record_copy (record);
  g_assert_true (copy->body != record->body);
  g_assert_cmpstr (copy->sender, ==, record->sender);
  g_assert_cmpstr (copy->body, ==, "x");
  g_assert_cmpstr (copy->stanza_id, ==, "1");
  g_assert_cmpstr (copy->origin_id, ==, "2");
  g_assert_cmpstr (copy->archive_id, ==, "3");
  g_assert_cmpstr (copy->error, ==, "gone");
  g_assert_cmpint (copy->time, ==, 7);
}

static void
assert_error (int            code,
              int            system_error,
              KithStoreError expected)
{
  g_autoptr(GError) error = kith_sqlite_error_new (code, system_error);

  g_assert_error (error, KITH_STORE_ERROR, (int)expected);
}

static void
test_errors (void)
{
  g_autoptr(GError) error = kith_sqlite_error_new_from_errno (ENOSPC);

  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_FULL);
  assert_error (SQLITE_CORRUPT, 0, KITH_STORE_ERROR_CORRUPT);
  assert_error (SQLITE_CORRUPT_VTAB, 0, KITH_STORE_ERROR_CORRUPT);
  assert_error (SQLITE_NOTADB, 0, KITH_STORE_ERROR_CORRUPT);
  assert_error (SQLITE_FULL, 0, KITH_STORE_ERROR_FULL);
  assert_error (SQLITE_IOERR_WRITE, ENOSPC, KITH_STORE_ERROR_FULL);
  assert_error (SQLITE_IOERR_WRITE, EDQUOT, KITH_STORE_ERROR_FULL);
  assert_error (SQLITE_IOERR_READ, EIO, KITH_STORE_ERROR_FAILED);
  assert_error (SQLITE_READONLY_DIRECTORY, 0, KITH_STORE_ERROR_READ_ONLY);
  assert_error (SQLITE_CANTOPEN, EROFS, KITH_STORE_ERROR_READ_ONLY);
  assert_error (SQLITE_CANTOPEN, EACCES, KITH_STORE_ERROR_READ_ONLY);
  assert_error (SQLITE_CANTOPEN, EISDIR, KITH_STORE_ERROR_FAILED);
  assert_error (SQLITE_BUSY_RECOVERY, 0, KITH_STORE_ERROR_LOCKED);
  assert_error (SQLITE_CONSTRAINT_FOREIGNKEY, 0, KITH_STORE_ERROR_NOT_FOUND);
  assert_error (SQLITE_CONSTRAINT_UNIQUE, 0, KITH_STORE_ERROR_FAILED);
  assert_error (SQLITE_NOMEM, 0, KITH_STORE_ERROR_FAILED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/records/account", test_account);
  g_test_add_func ("/store/records/conversation", test_conversation);
  g_test_add_func ("/store/records/message", test_message);
  g_test_add_func ("/store/records/errors", test_errors);

  return g_test_run ();
}
