/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-gap-keeper-private.h"

#include "kith-conversation-private.h"
#include "kith-gap-list-private.h"
#include "kith-history-private.h"
#include "kith-message-list-private.h"
#include "kith-model-error.h"
#include "kith-roster-private.h"
#include "kith-test-archive.h"

/* Gaps of an open chat, over a server that the test plays: entries 0, 3, 6 … are Ben's. */

typedef struct
{
  KithTestArchive    archive;
  KithInbox         *inbox;        /* owned */
  KithArchiveKeeper *keeper;       /* owned */
  KithGapKeeper     *gaps;         /* owned */
  KithConversation  *conversation; /* borrowed: with Ben */
  KithMessageList   *list;         /* borrowed */
} Fixture;

/* Nothing is fetched in the background: the archive keeper stops after its first page. */
static void
set_up (Fixture      *f,
        gconstpointer data)
{
  g_autoptr(KithJid) ben = kith_jid_new (kith_test_archive_peers[0], NULL);
  KithModelFixture *model;

  f->archive.fixture = model = kith_model_fixture_new ();
  f->archive.extended = TRUE;
  f->archive.only_with = TRUE;
  f->archive.n_entries = 120;
  kith_roster_set_loaded (kith_account_get_roster (model->account), TRUE);
  f->inbox = kith_inbox_new (model->account, model->account_id, model->store, model->session);
  f->keeper = kith_archive_keeper_new (model->account, model->account_id, model->store, model->session, f->inbox);
  f->gaps = kith_gap_keeper_new (model->account, model->account_id, model->store, f->keeper);
  kith_archive_keeper_set_page_size (f->keeper, 6, 20);
  kith_gap_keeper_set_page_size (f->gaps, 10);
  f->conversation = kith_account_get_conversation (model->account, ben);
  f->list = kith_conversation_get_messages (f->conversation);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  kith_archive_keeper_set_online (f->keeper, FALSE);
  kith_model_test_run (5);
  kith_model_fixture_settle (f->archive.fixture);
  g_assert_finalize_object (f->gaps);
  g_assert_finalize_object (f->keeper);
  g_assert_finalize_object (f->inbox);
  kith_model_fixture_free (f->archive.fixture);
}

static guint
count (Fixture *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (f->list));
}

/* Borrowed, or NULL: the only gap that is shown. */
static KithGap *
get_gap (Fixture *f)
{
  GListModel *gaps = kith_message_list_get_gaps (f->list);
  g_autoptr(KithGap) gap = g_list_model_get_item (gaps, 0);

  g_assert_cmpuint (g_list_model_get_n_items (gaps), <=, 1);

  return gap;
}

static void
page_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Fixture *f = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) page = kith_conversation_load_page_finish (f->conversation, result, &error);

  g_assert_no_error (error);
  kith_message_list_prepend (f->list, page, FALSE);
}

/* As the backend does it for somebody who opens the chat. */
static void
open_chat (Fixture *f)
{
  kith_gap_keeper_refresh (f->gaps, f->conversation);
  kith_history_load_page (f->archive.fixture->store, f->conversation, 0, 20, g_task_new (f->conversation, NULL, page_cb, f));
  kith_model_test_wait (kith_message_list_is_open (f->list));
}

static void
go_online (Fixture *f)
{
  kith_archive_keeper_set_online (f->keeper, TRUE);
  kith_test_archive_announce (&f->archive);
}

/* The newest page is here: Ben's 114 and 117. */
static void
begin (Fixture *f)
{
  f->archive.only_with = FALSE;
  go_online (f);
  kith_test_archive_wait (&f->archive, f->archive.n_queries == 1);
  f->archive.only_with = TRUE;
  kith_model_test_wait (kith_conversation_get_id (f->conversation) != 0);
  open_chat (f);
  g_assert_cmpuint (count (f), ==, 2);
  kith_test_archive_wait (&f->archive, get_gap (f) != NULL);
  g_assert_cmpint (kith_gap_get_state (get_gap (f)), ==, KITH_GAP_WAITING);
  g_assert_cmpint (kith_gap_get_time (get_gap (f)), ==, kith_test_archive_get_time (114));
}

static void
fill (Fixture *f)
{
  kith_gap_keeper_fill (f->gaps, f->conversation, get_gap (f));
}

/* What is looked at comes from its newer end, a page at a time, and the gap is gone when there is no more. The first page is asked for by
 * its time, and has the oldest that is here once more. */
static void
test_fill (Fixture      *f,
           gconstpointer data)
{
  begin (f);
  fill (f);
  g_assert_cmpint (kith_gap_get_state (get_gap (f)), ==, KITH_GAP_LOADING);
  kith_test_archive_wait (&f->archive, count (f) == 11);
  kith_model_test_wait (kith_gap_get_state (get_gap (f)) == KITH_GAP_WAITING);
  g_assert_cmpint (kith_gap_get_time (get_gap (f)), ==, kith_test_archive_get_time (87));

  for (guint n = 21; n <= 41; n += 10)
    {
      kith_model_test_wait (kith_gap_get_state (get_gap (f)) == KITH_GAP_WAITING);
      fill (f);
      kith_test_archive_wait (&f->archive, count (f) == MIN (n, 40));
    }
  kith_model_test_wait (get_gap (f) == NULL);
  for (guint i = 0; i < 40; i++)
    {
      g_autoptr(KithMessage) message = g_list_model_get_item (G_LIST_MODEL (f->list), i);

      g_assert_cmpint (kith_message_get_time (message), ==, kith_test_archive_get_time (3 * i));
    }
}

/* The first page is asked for by time. It may hold nothing but what is here already: there is more behind it all the same, and that comes
 * at once. */
static void
test_full_moment (Fixture      *f,
                  gconstpointer data)
{
  kith_gap_keeper_set_page_size (f->gaps, 1);
  begin (f);
  fill (f);
  kith_test_archive_wait (&f->archive, count (f) == 3);
  kith_model_test_wait (kith_gap_get_state (get_gap (f)) == KITH_GAP_WAITING);
  g_assert_cmpint (kith_gap_get_time (get_gap (f)), ==, kith_test_archive_get_time (111));
  fill (f);
  kith_test_archive_wait (&f->archive, count (f) == 4);
  kith_model_test_wait (kith_gap_get_state (get_gap (f)) == KITH_GAP_WAITING);
}

/* A server that answers an error, or nothing: why is said, and it can be tried again. */
static void
test_failure (Fixture      *f,
              gconstpointer data)
{
  begin (f);
  f->archive.condition = "service-unavailable";
  fill (f);
  kith_test_archive_wait (&f->archive, kith_gap_get_state (get_gap (f)) == KITH_GAP_FAILED);
  g_assert_error (kith_gap_get_error (get_gap (f)), KITH_MODEL_ERROR, KITH_MODEL_ERROR_NOT_SUPPORTED);
  f->archive.condition = "internal-server-error";
  fill (f);
  g_assert_cmpint (kith_gap_get_state (get_gap (f)), ==, KITH_GAP_LOADING);
  kith_test_archive_wait (&f->archive, kith_gap_get_state (get_gap (f)) == KITH_GAP_FAILED);
  g_assert_error (kith_gap_get_error (get_gap (f)), KITH_MODEL_ERROR, KITH_MODEL_ERROR_SERVER_REFUSED);

  f->archive.condition = NULL;
  f->archive.silent = TRUE;
  kith_archive_module_set_timeout (kith_archive_keeper_get_module (f->keeper), 20);
  fill (f);
  kith_model_test_wait (kith_gap_get_state (get_gap (f)) == KITH_GAP_FAILED);
  g_assert_error (kith_gap_get_error (get_gap (f)), KITH_MODEL_ERROR, KITH_MODEL_ERROR_TIMEOUT);

  kith_archive_module_set_timeout (kith_archive_keeper_get_module (f->keeper), 10000);
  f->archive.silent = FALSE;
  fill (f);
  kith_test_archive_wait (&f->archive, count (f) == 11);
}

/* Without a connection it says so, also if that goes meanwhile; what was looked at comes with the next one. */
static void
test_offline (Fixture      *f,
              gconstpointer data)
{
  begin (f);
  f->archive.silent = TRUE;
  fill (f);
  kith_model_test_wait (kith_model_fixture_has_sent (f->archive.fixture, "iq", kith_test_archive_peers[0]));
  kith_archive_keeper_set_online (f->keeper, FALSE);
  kith_model_test_wait (kith_gap_get_state (get_gap (f)) == KITH_GAP_OFFLINE);
  fill (f);
  g_assert_cmpint (kith_gap_get_state (get_gap (f)), ==, KITH_GAP_OFFLINE);

  f->archive.silent = FALSE;
  kith_archive_keeper_set_online (f->keeper, TRUE);
  kith_test_archive_wait (&f->archive, count (f) == 11);
}

/* Whoever opens a chat without a connection sees that something is missing. */
static void
test_opened_offline (Fixture      *f,
                     gconstpointer data)
{
  begin (f);
  kith_archive_keeper_set_online (f->keeper, FALSE);
  open_chat (f);
  kith_model_fixture_settle (f->archive.fixture);
  g_assert_cmpint (kith_gap_get_state (get_gap (f)), ==, KITH_GAP_OFFLINE);
}

/* What comes in the background moves the gap of the open chat, and closes it. */
static void
test_background (Fixture      *f,
                 gconstpointer data)
{
  begin (f);
  f->archive.only_with = FALSE;
  kith_test_archive_wait (&f->archive, kith_archive_keeper_is_complete (f->keeper));
  g_assert_null (get_gap (f));
  g_assert_cmpuint (count (f), ==, 40);
}

/* Somebody to whom nobody has written from here: there is no chat in the store, and the archive may have one. */
static void
test_unknown_chat (Fixture      *f,
                   gconstpointer data)
{
  f->archive.only_with = FALSE;
  kith_archive_keeper_set_page_size (f->keeper, 2, 20);
  go_online (f);
  kith_test_archive_wait (&f->archive, f->archive.n_queries == 1);
  f->archive.only_with = TRUE;
  kith_model_fixture_settle (f->archive.fixture);
  g_assert_cmpint (kith_conversation_get_id (f->conversation), ==, 0);
  open_chat (f);
  kith_test_archive_wait (&f->archive, get_gap (f) != NULL);
  fill (f);
  kith_test_archive_wait (&f->archive, count (f) == 10);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/gap-keeper/fill", Fixture, NULL, set_up, test_fill, tear_down);
  g_test_add ("/gap-keeper/full-moment", Fixture, NULL, set_up, test_full_moment, tear_down);
  g_test_add ("/gap-keeper/failure", Fixture, NULL, set_up, test_failure, tear_down);
  g_test_add ("/gap-keeper/offline", Fixture, NULL, set_up, test_offline, tear_down);
  g_test_add ("/gap-keeper/opened-offline", Fixture, NULL, set_up, test_opened_offline, tear_down);
  g_test_add ("/gap-keeper/background", Fixture, NULL, set_up, test_background, tear_down);
  g_test_add ("/gap-keeper/unknown-chat", Fixture, NULL, set_up, test_unknown_chat, tear_down);

  return g_test_run ();
}
