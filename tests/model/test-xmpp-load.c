/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-conversation-private.h"
#include "kith-model-fixture.h"
#include "kith-store-accounts.h"
#include "kith-store-blocks.h"
#include "kith-store-cache.h"
#include "kith-store-conversations.h"
#include "kith-store-roster.h"
#include "kith-store-wishes.h"
#include "kith-xmpp-load-private.h"

/* All that a store in a file holds of one account, and nothing of the other. */

#define BEN "ben@kith.example"
#define CLEO "cleo@kith.example"
#define MALLORY "mallory@kith.example"

typedef struct
{
  KithModelFixture *model;
  KithXmppLoad     *load;
  GError           *error;
  gboolean          done;
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->model = kith_model_fixture_new_on_disk ();
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  g_clear_pointer (&f->load, kith_xmpp_load_free);
  g_clear_error (&f->error);
  kith_model_fixture_free (f->model);
}

static void
taken_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Fixture *f = user_data;

  g_assert_false (f->done);
  f->load = kith_xmpp_load_take (result, &f->error);
  f->done = TRUE;
}

static void
load (Fixture      *f,
      KithStore    *store,
      gint64        account_id,
      GCancellable *cancellable)
{
  f->done = FALSE;
  g_clear_pointer (&f->load, kith_xmpp_load_free);
  g_clear_error (&f->error);
  kith_xmpp_load_start (store, account_id, cancellable, taken_cb, f);
  kith_model_test_wait (f->done);
}

static void
load_own (Fixture *f)
{
  load (f, f->model->store, f->model->account_id, NULL);
  g_assert_no_error (f->error);
  g_assert_nonnull (f->load);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  *(gint64 *)user_data = kith_store_save_account_finish (KITH_STORE (source), result, NULL);
}

static gint64
add_account (Fixture    *f,
             const char *address)
{
  g_autoptr(KithAccountRecord) record = kith_account_record_new ();
  gint64 id = 0;

  record->jid = g_strdup (address);
  kith_store_save_account_async (f->model->store, record, NULL, saved_cb, &id);
  kith_model_test_wait (id != 0);
  g_assert_cmpint (id, >, 0);

  return id;
}

static void
save_contacts (Fixture *f)
{
  KithStore *store = f->model->store;
  gint64 account = f->model->account_id;
  g_autoptr(KithJid) jid = kith_jid_new (BEN, NULL);
  g_autoptr(KithRosterItem) item = kith_roster_item_new (jid);
  g_autoptr(GPtrArray) items = g_ptr_array_new ();
  g_autoptr(GPtrArray) blocks = g_ptr_array_new ();
  KithStoredRequest request = { (char *)CLEO, NULL, (char *)"please", 5 };
  KithStoredBlock block = { (char *)MALLORY, TRUE, TRUE };
  KithProfileRecord profile = { (char *)BEN, (char *)"Benjamin", NULL };
  g_autoptr(KithWishRecord) wish = kith_wish_record_new (KITH_WISH_ASK, CLEO);

  item->name = g_strdup ("Ben");
  g_ptr_array_add (items, item);
  g_ptr_array_add (blocks, &block);
  kith_store_save_roster_async (store, account, items, TRUE, "v1", NULL, NULL, NULL);
  kith_store_save_request_async (store, account, &request, NULL, NULL, NULL);
  kith_store_save_blocks_async (store, account, blocks, NULL, NULL, NULL);
  kith_store_save_profile_async (store, account, &profile, NULL, NULL, NULL);
  kith_store_save_wish_async (store, account, wish, NULL, NULL, NULL);
}

static void
save_stream (Fixture *f,
             gint64   account)
{
  g_autoptr(KithStreamRecord) stream = kith_stream_record_new ();

  stream->account_id = account;
  stream->id = g_strdup ("sm1");
  stream->bound = g_strdup ("ada@kith.example/kith");
  stream->handled = 7;
  kith_store_save_stream_async (f->model->store, stream, NULL, NULL, NULL);
}

/* The chat with @peer is stored, and nothing is in it. */
static void
ensure (Fixture    *f,
        const char *peer)
{
  kith_store_ensure_conversation_async (f->model->store, f->model->account_id, peer, NULL, NULL, NULL);
}

static void
add_message (Fixture    *f,
             const char *peer,
             const char *body,
             gint64      time,
             gboolean    request)
{
  g_autoptr(KithMessageRecord) record = kith_model_fixture_new_record (f->model, peer, body, time);

  record->request = request;
  g_assert_cmpint (kith_model_fixture_store_record (f->model, record), >, 0);
}

static void
test_parts (Fixture      *f,
            gconstpointer data)
{
  KithMessage *pending = kith_model_fixture_write (f->model, BEN, "not sent");
  gint64 other = add_account (f, "other@kith.example");

  save_contacts (f);
  save_stream (f, f->model->account_id);
  load_own (f);
  g_assert_cmpuint (f->load->roster->len, ==, 1);
  g_assert_cmpstr (((KithRosterItem *)f->load->roster->pdata[0])->name, ==, "Ben");
  g_assert_cmpuint (f->load->requests->len, ==, 1);
  g_assert_cmpstr (((KithStoredRequest *)f->load->requests->pdata[0])->text, ==, "please");
  g_assert_cmpuint (f->load->blocks->len, ==, 1);
  g_assert_cmpstr (((KithStoredBlock *)f->load->blocks->pdata[0])->jid, ==, MALLORY);
  g_assert_cmpuint (f->load->profiles->len, ==, 1);
  g_assert_cmpstr (((KithProfileRecord *)f->load->profiles->pdata[0])->nickname, ==, "Benjamin");
  g_assert_cmpuint (f->load->wishes->len, ==, 1);
  g_assert_cmpint (((KithWishRecord *)f->load->wishes->pdata[0])->kind, ==, KITH_WISH_ASK);
  g_assert_cmpuint (f->load->conversations->len, ==, 1);
  g_assert_cmpstr (((KithConversationRecord *)f->load->conversations->pdata[0])->peer, ==, BEN);
  g_assert_cmpuint (f->load->pending->len, ==, 1);
  g_assert_cmpint (((KithMessageRecord *)f->load->pending->pdata[0])->id, ==, kith_message_get_id (pending));
  g_assert_nonnull (f->load->stream);
  g_assert_cmpint (f->load->stream->handled, ==, 7);

  /* Each account has its own; one without a stream signs in as if it had never been there. */
  load (f, f->model->store, other, NULL);
  g_assert_no_error (f->error);
  g_assert_cmpuint (f->load->roster->len, ==, 0);
  g_assert_cmpuint (f->load->requests->len, ==, 0);
  g_assert_cmpuint (f->load->blocks->len, ==, 0);
  g_assert_cmpuint (f->load->profiles->len, ==, 0);
  g_assert_cmpuint (f->load->wishes->len, ==, 0);
  g_assert_cmpuint (f->load->conversations->len, ==, 0);
  g_assert_cmpuint (f->load->pending->len, ==, 0);
  g_assert_null (f->load->stream);
}

static KithConversation *
look_up (Fixture    *f,
         const char *peer)
{
  return kith_account_lookup_conversation (f->model->account, peer);
}

static void
keep_draft (Fixture *f)
{
  g_autoptr(KithConversationRecord) record = NULL;

  for (guint i = 0; i < f->load->conversations->len && record == NULL; i++)
    {
      const KithConversationRecord *each = g_ptr_array_index (f->load->conversations, i);

      if (g_str_equal (each->peer, CLEO))
        record = kith_conversation_record_copy (each);
    }
  g_assert_nonnull (record);
  record->draft = g_strdup ("half a tho");
  record->draft_time = 9;
  record->muted = TRUE;
  kith_store_save_conversation_async (f->model->store, record, NULL, NULL, NULL);
}

/* Each chat as it was left; one in which nothing was ever said is there, and not shown. */
static void
test_conversations (Fixture      *f,
                    gconstpointer data)
{
  GListModel *shown = kith_account_get_conversations (f->model->account);
  KithConversation *ben, *cleo;

  add_message (f, BEN, "one", 100, FALSE);
  add_message (f, BEN, "two", 200, FALSE);
  add_message (f, MALLORY, "psst", 300, TRUE);
  ensure (f, CLEO);
  ensure (f, "dan@kith.example");
  ensure (f, "@no address");
  load_own (f);
  keep_draft (f);
  load_own (f);
  kith_xmpp_load_conversations (f->load, f->model->account);

  ben = look_up (f, BEN);
  g_assert_cmpint (kith_conversation_get_id (ben), >, 0);
  g_assert_cmpuint (kith_conversation_get_unread (ben), ==, 2);
  g_assert_cmpint (kith_conversation_get_last_time (ben), ==, 200);
  g_assert_cmpstr (kith_conversation_get_last_body (ben), ==, "two");
  g_assert_false (kith_conversation_get_request (ben));
  g_assert_true (kith_conversation_get_request (look_up (f, MALLORY)));
  cleo = look_up (f, CLEO);
  g_assert_cmpstr (kith_conversation_get_draft (cleo), ==, "half a tho");
  g_assert_true (kith_conversation_get_muted (cleo));
  g_assert_false (kith_conversation_get_hidden (cleo));
  g_assert_true (kith_conversation_get_hidden (look_up (f, "dan@kith.example")));
  g_assert_null (look_up (f, "@no address"));
  g_assert_cmpuint (g_list_model_get_n_items (shown), ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (kith_account_get_message_requests (f->model->account)), ==, 1);

  /* What is there already stays. */
  kith_xmpp_load_conversations (f->load, f->model->account);
  g_assert_true (look_up (f, BEN) == ben);
  g_assert_cmpuint (g_list_model_get_n_items (shown), ==, 2);
}

static void
closed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_assert_true (kith_store_close_finish (KITH_STORE (source), result, NULL));
  *(gboolean *)user_data = TRUE;
}

/* A store that answers nothing any more: one error, however many parts it was asked for. */
static void
test_failed (Fixture      *f,
             gconstpointer data)
{
  KithStore *store = kith_model_test_open_store (NULL);
  gboolean closed = FALSE;

  kith_store_close_async (store, NULL, closed_cb, &closed);
  kith_model_test_wait (closed);
  load (f, store, 1, NULL);
  g_assert_null (f->load);
  g_assert_nonnull (f->error);
  kith_model_fixture_settle (f->model);
  g_assert_finalize_object (store);
}

/* Who gave up gets nothing. */
static void
test_cancelled (Fixture      *f,
                gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  save_contacts (f);
  g_cancellable_cancel (cancellable);
  load (f, f->model->store, f->model->account_id, cancellable);
  g_assert_null (f->load);
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/xmpp-load/parts", Fixture, NULL, set_up, test_parts, tear_down);
  g_test_add ("/xmpp-load/conversations", Fixture, NULL, set_up, test_conversations, tear_down);
  g_test_add ("/xmpp-load/failed", Fixture, NULL, set_up, test_failed, tear_down);
  g_test_add ("/xmpp-load/cancelled", Fixture, NULL, set_up, test_cancelled, tear_down);

  return g_test_run ();
}
