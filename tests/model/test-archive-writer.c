/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-archive-writer-private.h"
#include "kith-contact-private.h"
#include "kith-conversation-private.h"
#include "kith-message-private.h"
#include "kith-model-error.h"
#include "kith-model-fixture.h"
#include "kith-roster-private.h"
#include "kith-store-error.h"
#include "kith-xmpp-error.h"

/* Pages of an archive, into a store in a file and into the model. */

#define OWN "ada@kith.example"
#define BEN "ben@kith.example"
#define CLEO "cleo@kith.example"

typedef struct
{
  KithModelFixture  *model;
  KithInbox         *inbox;
  KithArchiveWriter *writer;
  KithArchivePage   *page;     /* to be written */
  KithArchiveBounds  bounds;   /* what it says of the whole */
  GError            *error;
  gboolean           done;
  gboolean           ok;
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->model = kith_model_fixture_new_on_disk ();
  kith_roster_set_loaded (kith_account_get_roster (f->model->account), TRUE);
  f->inbox = kith_inbox_new (f->model->account, f->model->account_id, f->model->store, f->model->session);
  f->writer = kith_archive_writer_new (f->model->account, f->model->account_id, f->model->store, f->inbox);
  f->page = kith_archive_page_new ();
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  g_clear_error (&f->error);
  kith_archive_page_free (f->page);
  g_assert_finalize_object (f->writer);
  g_assert_finalize_object (f->inbox);
  kith_model_fixture_free (f->model);
}

/* An entry of the page: @body, @id and @time may be NULL or 0. Borrowed by the page. */
static KithIncomingMessage *
add (Fixture    *f,
     const char *from,
     const char *to,
     const char *id,
     const char *body,
     gint64      time)
{
  g_autoptr(KithJid) sender = kith_jid_new (from, NULL);
  g_autoptr(KithJid) recipient = kith_jid_new (to, NULL);
  KithIncomingMessage *message = kith_incoming_message_new (sender);

  message->to = g_steal_pointer (&recipient);
  message->type = KITH_MESSAGE_CHAT;
  message->via = KITH_MESSAGE_ARCHIVE;
  message->outgoing = g_str_has_prefix (from, OWN);
  message->id = g_strdup (id);
  message->archive_id = g_strdup_printf ("a-%s", id);
  message->body = g_strdup (body);
  message->time = time;
  kith_archive_page_add_entry (f->page, message->archive_id, time);
  g_ptr_array_add (f->page->messages, message);

  return message;
}

static void
next_page (Fixture *f)
{
  kith_archive_page_free (f->page);
  f->page = kith_archive_page_new ();
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Fixture *f = user_data;

  g_assert_true (source == G_OBJECT (f->writer));
  f->ok = kith_archive_writer_write_finish (f->writer, result, &f->error);
  f->done = TRUE;
}

static gboolean
write_page (Fixture *f)
{
  f->done = FALSE;
  g_clear_error (&f->error);
  kith_archive_writer_write_async (f->writer, f->page, &f->bounds, written_cb, f);
  kith_model_test_wait (f->done);

  return f->ok;
}

static KithConversation *
look_up (Fixture    *f,
         const char *peer)
{
  return kith_account_lookup_conversation (f->model->account, peer);
}

static void
archive_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  *(KithArchiveRecord **)user_data = kith_store_load_archive_finish (KITH_STORE (source), result, NULL);
}

static KithArchiveRecord *
load_archive (Fixture *f)
{
  KithArchiveRecord *archive = NULL;

  kith_store_load_archive_async (f->model->store, f->model->account_id, NULL, archive_cb, &archive);
  kith_model_test_wait (archive != NULL);

  return archive;
}

static void
count_cb (KithConversation *conversation,
          KithMessage      *message,
          gboolean          live,
          guint            *count)
{
  g_assert_false (live);
  *count += 1;
}

/* What both sides wrote is in its place, once, however often the page comes; nobody is told of what is old. */
static void
test_messages (Fixture      *f,
               gconstpointer data)
{
  KithConversation *ben = kith_model_fixture_talk_to (f->model, BEN);
  g_autoptr(GPtrArray) records = NULL;
  const KithMessageRecord *first, *second;
  guint n_told = 0;

  g_signal_connect (ben, "message-added", G_CALLBACK (count_cb), &n_told);
  add (f, BEN "/phone", OWN, "m1", "hello", 100);
  add (f, OWN "/old", BEN, "m2", "hello yourself", 200);
  add (f, BEN "/phone", OWN, "m3", "psst", 300);
  g_assert_true (write_page (f));
  g_assert_no_error (f->error);
  g_assert_true (write_page (f));

  records = kith_model_fixture_load_messages (f->model, BEN);
  g_assert_cmpuint (records->len, ==, 3);
  first = g_ptr_array_index (records, 0);
  g_assert_cmpstr (first->body, ==, "hello");
  g_assert_cmpstr (first->archive_id, ==, "a-m1");
  g_assert_cmpint (first->time, ==, 100);
  g_assert_cmpint (first->direction, ==, KITH_DIRECTION_IN);
  second = g_ptr_array_index (records, 1);
  g_assert_cmpint (second->direction, ==, KITH_DIRECTION_OUT);
  g_assert_cmpint (second->delivery, ==, KITH_DELIVERY_SENT);
  g_assert_cmpstr (kith_conversation_get_last_body (ben), ==, "psst");
  g_assert_cmpint (kith_conversation_get_last_time (ben), ==, 300);
  /* Whoever wrote "m2" had read "m1". */
  g_assert_cmpuint (kith_conversation_get_unread (ben), ==, 1);
  g_assert_cmpuint (n_told, ==, 0);
}

/* What is new is told; what is old counts as read; what a stranger wrote is a request. */
static void
test_announce (Fixture      *f,
               gconstpointer data)
{
  KithConversation *ben = kith_model_fixture_talk_to (f->model, BEN);
  guint n_told = 0;

  g_signal_connect (ben, "message-added", G_CALLBACK (count_cb), &n_told);
  f->bounds.announce = TRUE;
  add (f, BEN "/phone", OWN, "m1", "one", 100);
  add (f, BEN "/phone", OWN, "m2", "two", 200);
  add (f, CLEO "/phone", OWN, "m3", "psst", 300);
  g_assert_true (write_page (f));
  g_assert_cmpuint (n_told, ==, 2);
  g_assert_cmpuint (kith_conversation_get_unread (ben), ==, 2);
  g_assert_false (kith_conversation_get_request (ben));
  g_assert_true (kith_conversation_get_request (look_up (f, CLEO)));

  f->bounds.announce = FALSE;
  f->bounds.read = TRUE;
  next_page (f);
  add (f, CLEO "/phone", OWN, "m0", "long ago", 50);
  g_assert_true (write_page (f));
  g_assert_cmpuint (kith_conversation_get_unread (look_up (f, CLEO)), ==, 1);
  g_assert_cmpstr (kith_conversation_get_last_body (look_up (f, CLEO)), ==, "psst");
}

/* Entries that speak of other messages: only who got one can say so, and only ourselves that we have read. */
static void
test_notes (Fixture      *f,
            gconstpointer data)
{
  KithConversation *ben = kith_model_fixture_talk_to (f->model, BEN);
  KithMessage *received = kith_model_fixture_write (f->model, BEN, "one");
  KithMessage *bounced = kith_model_fixture_write (f->model, BEN, "two");
  KithMessage *pending = kith_model_fixture_write (f->model, OWN, "three");
  KithMessage *seen = kith_model_fixture_write (f->model, CLEO, "four");
  gint64 now = g_get_real_time ();
  KithIncomingMessage *entry;

  add (f, BEN "/phone", OWN, "m1", "five", now);
  add (f, BEN "/phone", OWN, "m2", "six", now);
  entry = add (f, BEN "/phone", OWN, "n1", NULL, now);
  entry->receipt_id = g_strdup (kith_message_get_stanza_id (received));
  entry = add (f, BEN "/phone", OWN, "n2", NULL, now);
  entry->displayed_id = g_strdup (kith_message_get_stanza_id (seen));
  entry = add (f, CLEO "/phone", OWN, "n3", NULL, now);
  entry->displayed_id = g_strdup (kith_message_get_stanza_id (seen));
  entry = add (f, BEN, OWN, kith_message_get_stanza_id (bounced), "two", now);
  entry->type = KITH_MESSAGE_ERROR;
  entry->error = g_error_new_literal (KITH_STANZA_ERROR, KITH_STANZA_ERROR_FORBIDDEN, "no");
  entry = add (f, OWN "/old", BEN, kith_message_get_stanza_id (pending), NULL, now);
  entry->type = KITH_MESSAGE_ERROR;
  entry->error = g_error_new_literal (KITH_STANZA_ERROR, KITH_STANZA_ERROR_FORBIDDEN, "no");
  entry = add (f, OWN "/old", BEN, "n4", NULL, now);
  entry->displayed_id = g_strdup ("m1");
  g_assert_true (write_page (f));

  g_assert_cmpint (kith_message_get_delivery (received), ==, KITH_DELIVERY_DELIVERED);
  g_assert_cmpint (kith_message_get_delivery (seen), ==, KITH_DELIVERY_READ);
  g_assert_cmpint (kith_message_get_delivery (bounced), ==, KITH_DELIVERY_FAILED);
  g_assert_error (kith_message_get_error (bounced), KITH_MODEL_ERROR, KITH_MODEL_ERROR_FORBIDDEN);
  g_assert_cmpint (kith_message_get_delivery (pending), ==, KITH_DELIVERY_PENDING);
  g_assert_cmpuint (kith_conversation_get_unread (ben), ==, 1);
}

/* The server may have kept what somebody wrote before it heard that nothing is wanted from them. */
static void
test_blocked (Fixture      *f,
              gconstpointer data)
{
  g_autoptr(KithJid) jid = kith_jid_new (BEN, NULL);
  KithMessage *ours = kith_model_fixture_write (f->model, BEN, "one");
  g_autoptr(GPtrArray) records = NULL;
  KithIncomingMessage *entry;

  kith_contact_set_blocked (kith_roster_get_contact (kith_account_get_roster (f->model->account), jid), TRUE);
  entry = add (f, BEN "/phone", OWN, "m1", "psst", 100);
  entry->receipt_id = g_strdup (kith_message_get_stanza_id (ours));
  g_assert_true (write_page (f));
  records = kith_model_fixture_load_messages (f->model, BEN);
  g_assert_cmpuint (records->len, ==, 1);
  g_assert_cmpint (kith_message_get_delivery (ours), ==, KITH_DELIVERY_PENDING);
}

static KithGapRecord *
new_gap (const char *before_id,
         gint64      before_time)
{
  KithGapRecord *gap = kith_gap_record_new ();

  gap->after_time = 10;
  gap->before_id = g_strdup (before_id);
  gap->before_time = before_time;

  return gap;
}

/* Messages and bounds come together or not at all: a gap that somebody else moved meanwhile takes no page. */
static void
test_bounds (Fixture      *f,
             gconstpointer data)
{
  g_autoptr(KithGapRecord) gap = new_gap ("a-m5", 500);
  g_autoptr(KithGapRecord) moved = NULL;
  g_autoptr(KithArchiveRecord) before = load_archive (f);
  g_autoptr(KithArchiveRecord) made = NULL;
  g_autoptr(KithArchiveRecord) kept = NULL;
  g_autoptr(KithArchiveRecord) closed = NULL;
  g_autoptr(GPtrArray) none = NULL;
  g_autoptr(GPtrArray) all = NULL;

  g_assert_null (before->newest_id);
  add (f, BEN "/phone", OWN, "m5", "five", 500);
  f->bounds.newest_id = "a-m5";
  f->bounds.newest_time = 500;
  gap->account_id = f->model->account_id;
  f->bounds.gap = gap;
  g_assert_true (write_page (f));
  made = load_archive (f);
  g_assert_cmpstr (made->newest_id, ==, "a-m5");
  g_assert_cmpuint (made->gaps->len, ==, 1);

  next_page (f);
  add (f, BEN "/phone", OWN, "m4", "four", 400);
  moved = kith_gap_record_copy (made->gaps->pdata[0]);
  g_clear_pointer (&moved->before_id, g_free);
  f->bounds.newest_id = NULL;
  f->bounds.gap = moved;
  f->bounds.gap_was = "a-m6";
  g_assert_false (write_page (f));
  g_assert_error (f->error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND);
  none = kith_model_fixture_load_messages (f->model, BEN);
  g_assert_cmpuint (none->len, ==, 1);
  kept = load_archive (f);
  g_assert_cmpuint (kept->gaps->len, ==, 1);

  f->bounds.gap_was = "a-m5";
  g_assert_true (write_page (f));
  all = kith_model_fixture_load_messages (f->model, BEN);
  g_assert_cmpuint (all->len, ==, 2);
  closed = load_archive (f);
  g_assert_cmpuint (closed->gaps->len, ==, 0);
  g_assert_cmpstr (closed->newest_id, ==, "a-m5");
}

/* A disk that is full: nothing is shown that is not stored, and the archive is not said to be here. */
static void
test_full (Fixture      *f,
           gconstpointer data)
{
  g_autoptr(KithArchiveRecord) archive = NULL;
  g_autoptr(KithArchiveRecord) later = NULL;

  add (f, BEN "/phone", OWN, "m1", "hello", 100);
  f->bounds.newest_id = "a-m1";
  f->bounds.newest_time = 100;
  kith_model_test_set_room (FALSE);
  g_assert_false (write_page (f));
  g_assert_nonnull (f->error);
  g_assert_null (look_up (f, BEN));
  archive = load_archive (f);
  g_assert_null (archive->newest_id);
  kith_model_test_set_room (TRUE);
  g_assert_true (write_page (f));
  later = load_archive (f);
  g_assert_cmpstr (later->newest_id, ==, "a-m1");
}

/* The account goes: a page on its way is stored whole; one that comes later is not, and so it is not said to be here. */
static void
test_end (Fixture      *f,
          gconstpointer data)
{
  KithAccount *other;
  g_autoptr(KithJid) jid = kith_jid_new (OWN, NULL);
  g_autoptr(KithArchiveRecord) archive = NULL;

  /* The fixture's own account stays, so that what is stored can be asked for. */
  other = kith_account_new (jid);
  g_assert_finalize_object (f->writer);
  f->writer = kith_archive_writer_new (other, f->model->account_id, f->model->store, f->inbox);
  add (f, BEN "/phone", OWN, "m1", "hello", 100);
  f->bounds.newest_id = "a-m1";
  f->bounds.newest_time = 100;
  f->done = FALSE;
  kith_archive_writer_write_async (f->writer, f->page, &f->bounds, written_cb, f);
  g_assert_finalize_object (other);
  kith_model_test_wait (f->done);
  g_assert_true (f->ok);

  next_page (f);
  add (f, BEN "/phone", OWN, "m2", "too late", 200);
  f->bounds.newest_id = "a-m2";
  f->bounds.newest_time = 200;
  g_assert_false (write_page (f));
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  archive = load_archive (f);
  g_assert_cmpstr (archive->newest_id, ==, "a-m1");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/archive-writer/messages", Fixture, NULL, set_up, test_messages, tear_down);
  g_test_add ("/archive-writer/announce", Fixture, NULL, set_up, test_announce, tear_down);
  g_test_add ("/archive-writer/notes", Fixture, NULL, set_up, test_notes, tear_down);
  g_test_add ("/archive-writer/blocked", Fixture, NULL, set_up, test_blocked, tear_down);
  g_test_add ("/archive-writer/bounds", Fixture, NULL, set_up, test_bounds, tear_down);
  g_test_add ("/archive-writer/full", Fixture, NULL, set_up, test_full, tear_down);
  g_test_add ("/archive-writer/end", Fixture, NULL, set_up, test_end, tear_down);

  return g_test_run ();
}
