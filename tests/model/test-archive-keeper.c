/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-archive-keeper-private.h"
#include "kith-conversation-private.h"
#include "kith-message-list-private.h"
#include "kith-roster-private.h"
#include "kith-store-archive.h"
#include "kith-store-messages.h"
#include "kith-test-archive.h"

/* Catching up, over a server that the test plays. */

typedef struct
{
  KithTestArchive    archive;
  KithInbox         *inbox;  /* owned */
  KithArchiveKeeper *keeper; /* owned */
} Fixture;

static void
make_keeper (Fixture *f)
{
  KithModelFixture *model = f->archive.fixture;

  kith_roster_set_loaded (kith_account_get_roster (model->account), TRUE);
  f->inbox = kith_inbox_new (model->account, model->account_id, model->store, model->session);
  f->keeper = kith_archive_keeper_new (model->account, model->account_id, model->store, model->session, f->inbox);
  kith_archive_keeper_set_page_size (f->keeper, 10, 20);
  kith_archive_keeper_set_retry_delay (f->keeper, 20);
}

static void
end_keeper (Fixture *f)
{
  kith_archive_keeper_set_online (f->keeper, FALSE);
  kith_model_fixture_settle (f->archive.fixture);
  g_assert_finalize_object (f->keeper);
  g_assert_finalize_object (f->inbox);
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->archive.fixture = kith_model_fixture_new ();
  f->archive.extended = GPOINTER_TO_INT (data);
  make_keeper (f);
}

static void
set_up_on_disk (Fixture      *f,
                gconstpointer data)
{
  f->archive.fixture = kith_model_fixture_new_on_disk ();
  f->archive.extended = TRUE;
  make_keeper (f);
  kith_inbox_set_retry_delay (f->inbox, 20);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  end_keeper (f);
  kith_model_fixture_free (f->archive.fixture);
}

static void
page_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  *(GPtrArray **)user_data = kith_store_load_messages_finish (KITH_STORE (source), result, &error);
  g_assert_no_error (error);
}

static KithConversation *
get_conversation (Fixture *f,
                  guint    peer)
{
  g_autoptr(KithJid) jid = kith_jid_new (kith_test_archive_peers[peer], NULL);

  return kith_account_get_conversation (f->archive.fixture->account, jid);
}

/* Of the conversation with each peer all from entry @first on is here, once and in order. */
static void
assert_here (Fixture *f,
             guint    first)
{
  for (guint peer = 0; peer < G_N_ELEMENTS (kith_test_archive_peers); peer++)
    {
      g_autoptr(GPtrArray) page = NULL;
      guint n = 0;

      kith_store_load_messages_async (f->archive.fixture->store, kith_conversation_get_id (get_conversation (f, peer)), 0,
                                      G_MAXINT, NULL, page_cb, &page);
      kith_model_test_wait (page != NULL);
      for (guint i = first; i < f->archive.n_entries; i++)
        {
          g_autofree char *body = g_strdup_printf ("number %u", i);

          if (i % G_N_ELEMENTS (kith_test_archive_peers) != peer)
            continue;
          g_assert_cmpuint (n, <, page->len);
          g_assert_cmpstr (((KithMessageRecord *)g_ptr_array_index (page, n))->body, ==, body);
          n++;
        }
      g_assert_cmpuint (page->len, ==, n);
    }
}

static void
catch_up (Fixture *f)
{
  kith_archive_keeper_set_online (f->keeper, TRUE);
  kith_test_archive_wait (&f->archive, kith_archive_keeper_is_complete (f->keeper));
}

static void
test_whole (Fixture      *f,
            gconstpointer data)
{
  f->archive.n_entries = 95;
  kith_archive_keeper_set_online (f->keeper, TRUE);
  kith_test_archive_announce (&f->archive);

  /* The newest page first. */
  kith_test_archive_wait (&f->archive, f->archive.n_queries == 1);
  g_assert_cmpuint (f->archive.n_last, ==, 10);
  kith_test_archive_wait (&f->archive, kith_archive_keeper_is_complete (f->keeper));
  assert_here (f, 0);
  g_assert_cmpuint (f->archive.n_queries, ==, 1 + 5);

  /* Nobody has read it here, but it was there before. */
  g_assert_cmpuint (kith_conversation_get_unread (get_conversation (f, 0)), ==, 0);
  g_assert_cmpstr (kith_conversation_get_last_body (get_conversation (f, 1)), ==, "number 94");
}

/* What came while we were away is unread, up to what we wrote elsewhere; a second catch-up asks once. */
static void
test_away (Fixture      *f,
           gconstpointer data)
{
  f->archive.n_entries = 30;
  kith_archive_keeper_set_online (f->keeper, TRUE);
  kith_test_archive_announce (&f->archive);
  catch_up (f);
  end_keeper (f);

  make_keeper (f);
  f->archive.n_entries = 75;
  f->archive.n_queries = 0;
  catch_up (f);
  assert_here (f, 0);
  /* 74 is ours, with Dan; 69 with Ben; 64 with Cleo. */
  g_assert_cmpuint (kith_conversation_get_unread (get_conversation (f, 2)), ==, 0);
  g_assert_cmpuint (kith_conversation_get_unread (get_conversation (f, 0)), ==, 1);
  g_assert_cmpuint (kith_conversation_get_unread (get_conversation (f, 1)), ==, 3);
  end_keeper (f);

  make_keeper (f);
  f->archive.n_queries = 0;
  catch_up (f);
  g_assert_cmpuint (f->archive.n_queries, ==, 1);
  assert_here (f, 0);
}

/* The connection breaks with a page on its way; then the program ends. It goes on where it stopped. */
static void
test_interrupted (Fixture      *f,
                  gconstpointer data)
{
  guint asked;

  f->archive.n_entries = 200;
  kith_archive_keeper_set_online (f->keeper, TRUE);
  kith_test_archive_announce (&f->archive);
  kith_test_archive_wait (&f->archive, f->archive.n_queries == 4);
  kith_archive_keeper_set_online (f->keeper, FALSE);
  kith_model_fixture_settle (f->archive.fixture);
  g_assert_false (kith_archive_keeper_is_complete (f->keeper));

  f->archive.n_entries = 205;
  kith_archive_keeper_set_online (f->keeper, TRUE);
  kith_test_archive_wait (&f->archive, f->archive.n_queries == 7);
  end_keeper (f);
  make_keeper (f);
  asked = f->archive.n_queries;
  catch_up (f);
  assert_here (f, 0);
  g_assert_cmpuint (f->archive.n_queries - asked, <, 9);
}

/* The server keeps messages for a while only: the ends of what is missing are no longer there. */
static void
test_expired (Fixture      *f,
              gconstpointer data)
{
  f->archive.n_entries = 100;
  kith_archive_keeper_set_online (f->keeper, TRUE);
  kith_test_archive_announce (&f->archive);
  kith_test_archive_wait (&f->archive, f->archive.n_queries == 2);
  end_keeper (f);

  make_keeper (f);
  f->archive.n_entries = 300;
  f->archive.n_expired = 150;
  kith_archive_keeper_set_online (f->keeper, TRUE);
  kith_test_archive_wait (&f->archive, kith_archive_keeper_is_complete (f->keeper));
  end_keeper (f);

  make_keeper (f);
  catch_up (f);
}

/* A server that does not answer in time is asked for less, later. */
static void
test_slow (Fixture      *f,
           gconstpointer data)
{
  KithArchiveModule *module = kith_archive_keeper_get_module (f->keeper);

  f->archive.n_entries = 60;
  f->archive.silent = TRUE;
  kith_archive_module_set_timeout (module, 20);
  kith_archive_keeper_set_page_size (f->keeper, 40, 40);
  kith_archive_keeper_set_online (f->keeper, TRUE);
  kith_test_archive_announce (&f->archive);
  kith_model_test_wait (kith_model_fixture_has_sent (f->archive.fixture, "iq", "<max>40</max>"));
  kith_model_test_wait (kith_model_fixture_has_sent (f->archive.fixture, "iq", "<max>20</max>"));
  kith_archive_module_set_timeout (module, 10000);
  f->archive.silent = FALSE;
  kith_test_archive_wait (&f->archive, kith_archive_keeper_is_complete (f->keeper));
  assert_here (f, 0);
}

/* An archive that is empty at first: what comes into it while we are away is news. */
static void
test_empty (Fixture      *f,
            gconstpointer data)
{
  kith_archive_keeper_set_online (f->keeper, TRUE);
  kith_test_archive_announce (&f->archive);
  kith_test_archive_wait (&f->archive, kith_archive_keeper_is_complete (f->keeper));
  end_keeper (f);

  make_keeper (f);
  f->archive.n_entries = 4;
  catch_up (f);
  assert_here (f, 0);
  g_assert_cmpuint (kith_conversation_get_unread (get_conversation (f, 0)), ==, 2);
}

/* What comes live while all is here moves the end: it is not asked for again. */
static void
test_live (Fixture      *f,
           gconstpointer data)
{
  f->archive.n_entries = 6;
  kith_archive_keeper_set_online (f->keeper, TRUE);
  kith_test_archive_announce (&f->archive);
  catch_up (f);
  kith_model_fixture_receive (f->archive.fixture,
                              "<message xmlns='jabber:client' from='ben@kith.example/phone' to='ada@kith.example' type='chat' id='m6'>"
                              "<body>number 6</body><stanza-id xmlns='urn:xmpp:sid:0' by='ada@kith.example' id='e6'/></message>");
  kith_model_fixture_settle (f->archive.fixture);
  f->archive.n_entries = 7;
  end_keeper (f);

  make_keeper (f);
  f->archive.n_last = 99;
  catch_up (f);
  g_assert_cmpuint (f->archive.n_last, ==, (f->archive.extended ? 0 : 7));
  assert_here (f, 0);
}

/* What came live and waits for room on the disk goes first: the archive is not asked for what came later. */
static void
test_full (Fixture      *f,
           gconstpointer data)
{
  GListModel *shown = G_LIST_MODEL (kith_conversation_get_messages (get_conversation (f, 0)));

  f->archive.n_entries = 4;
  kith_archive_keeper_set_online (f->keeper, TRUE);
  kith_model_test_set_room (FALSE);
  kith_model_fixture_receive (f->archive.fixture,
                              "<message xmlns='jabber:client' from='ben@kith.example/phone' to='ada@kith.example' type='chat' id='m3'>"
                              "<body>number 3</body><stanza-id xmlns='urn:xmpp:sid:0' by='ada@kith.example' id='e3'/></message>");
  kith_model_test_wait (g_list_model_get_n_items (shown) == 1);
  kith_test_archive_announce (&f->archive);
  kith_model_test_run (60);
  kith_test_archive_answer (&f->archive);
  g_assert_cmpuint (f->archive.n_queries, ==, 0);

  kith_model_test_set_room (TRUE);
  kith_test_archive_wait (&f->archive, kith_archive_keeper_is_complete (f->keeper));
  assert_here (f, 0);
}

static void
receive_entry (Fixture *f,
               guint    entry)
{
  const char *peer = kith_test_archive_peers[entry % G_N_ELEMENTS (kith_test_archive_peers)];
  g_autofree char *xml = g_strdup_printf (
    "<message xmlns='jabber:client' from='%s/phone' to='ada@kith.example' type='chat' id='m%u'>"
    "<body>number %u</body><stanza-id xmlns='urn:xmpp:sid:0' by='ada@kith.example' id='e%u'/></message>", peer, entry, entry, entry);

  f->archive.n_entries = entry + 1;
  kith_model_fixture_receive (f->archive.fixture, xml);
}

/* What there was no room for is asked for from where the archive is here by then, not from where it was after signing in. */
static void
test_room (Fixture      *f,
           gconstpointer data)
{
  GListModel *shown;
  guint n;

  f->archive.n_entries = 6;
  kith_archive_keeper_set_online (f->keeper, TRUE);
  kith_test_archive_announce (&f->archive);
  kith_test_archive_wait (&f->archive, kith_archive_keeper_is_complete (f->keeper));
  receive_entry (f, 6);
  kith_model_fixture_settle (f->archive.fixture);

  kith_model_test_set_room (FALSE);
  receive_entry (f, 7);
  kith_model_test_wait (kith_inbox_get_failing (f->inbox));
  kith_inbox_set_limit (f->inbox, 1);
  shown = G_LIST_MODEL (kith_conversation_get_messages (get_conversation (f, 2)));
  n = g_list_model_get_n_items (shown);
  receive_entry (f, 8);
  g_assert_cmpuint (g_list_model_get_n_items (shown), ==, n);

  kith_model_test_set_room (TRUE);
  kith_test_archive_wait (&f->archive, !kith_inbox_get_failing (f->inbox) && kith_archive_keeper_is_complete (f->keeper));
  g_assert_cmpuint (f->archive.n_last, ==, 2);
  assert_here (f, 0);
}

/* What comes live while the first page is on its way stands in that page, too: it is news, however much came before it and waits for the
 * store. */
static void
test_live_at_first (Fixture      *f,
                    gconstpointer data)
{
  g_autoptr(GPtrArray) messages = NULL;

  f->archive.n_entries = 3;
  kith_archive_keeper_set_online (f->keeper, TRUE);
  kith_test_archive_announce (&f->archive);
  kith_model_test_wait (kith_model_fixture_has_sent (f->archive.fixture, "iq", "queryid"));
  /* More than the store is given at once. */
  for (guint i = 0; i < 501; i++)
    {
      g_autofree char *xml = g_strdup_printf ("<message xmlns='jabber:client' from='ben@kith.example/phone' to='ada@kith.example'"
                                              " type='chat' id='x%u'><body>not archived</body></message>", i);

      kith_model_fixture_receive (f->archive.fixture, xml);
    }
  kith_model_fixture_receive (f->archive.fixture,
                              "<message xmlns='jabber:client' from='cleo@kith.example/phone' to='ada@kith.example' type='chat' id='m1'>"
                              "<body>number 1</body><stanza-id xmlns='urn:xmpp:sid:0' by='ada@kith.example' id='e1'/></message>");
  kith_test_archive_wait (&f->archive, kith_archive_keeper_is_complete (f->keeper));
  kith_model_fixture_settle (f->archive.fixture);
  g_assert_cmpuint (kith_conversation_get_unread (get_conversation (f, 1)), ==, 1);
  g_assert_cmpuint (kith_conversation_get_unread (get_conversation (f, 2)), ==, 0);
  messages = kith_model_fixture_load_messages (f->archive.fixture, kith_test_archive_peers[1]);
  g_assert_cmpuint (messages->len, ==, 1);
}

/* The same, and the connection goes before it could be stored: the next one brings both. */
static void
test_live_at_first_lost (Fixture      *f,
                         gconstpointer data)
{
  f->archive.n_entries = 4;
  kith_archive_keeper_set_online (f->keeper, TRUE);
  kith_test_archive_announce (&f->archive);
  kith_model_test_wait (kith_model_fixture_has_sent (f->archive.fixture, "iq", "queryid"));
  kith_model_test_set_room (FALSE);
  kith_model_fixture_receive (f->archive.fixture,
                              "<message xmlns='jabber:client' from='cleo@kith.example/phone' to='ada@kith.example' type='chat' id='m1'>"
                              "<body>number 1</body><stanza-id xmlns='urn:xmpp:sid:0' by='ada@kith.example' id='e1'/></message>");
  kith_model_test_wait (kith_inbox_get_failing (f->inbox));
  kith_test_archive_answer (&f->archive);
  kith_archive_keeper_set_online (f->keeper, FALSE);
  kith_model_test_set_room (TRUE);
  kith_model_test_wait (!kith_inbox_get_failing (f->inbox));
  catch_up (f);
  assert_here (f, 0);
  g_assert_cmpuint (kith_conversation_get_unread (get_conversation (f, 1)), ==, 1);
  g_assert_cmpuint (kith_conversation_get_unread (get_conversation (f, 2)), ==, 0);
}

/* There is no room while the first page is on its way, and more comes live behind it: what is fetched then is in order. */
static void
test_full_at_first (Fixture      *f,
                    gconstpointer data)
{
  kith_archive_keeper_set_page_size (f->keeper, 2, 20);
  f->archive.n_entries = 3;
  kith_archive_keeper_set_online (f->keeper, TRUE);
  kith_test_archive_announce (&f->archive);
  kith_model_test_wait (kith_model_fixture_has_sent (f->archive.fixture, "iq", "queryid"));
  kith_model_test_set_room (FALSE);
  receive_entry (f, 3);
  f->archive.n_entries = 5;
  kith_model_test_wait (kith_inbox_get_failing (f->inbox));
  kith_test_archive_answer (&f->archive);
  for (guint i = 5; i < 9; i++)
    receive_entry (f, i);

  kith_model_test_set_room (TRUE);
  kith_test_archive_wait (&f->archive, !kith_inbox_get_failing (f->inbox) && kith_archive_keeper_is_complete (f->keeper));
  kith_model_fixture_settle (f->archive.fixture);
  assert_here (f, 0);
}

int
main (int   argc,
      char *argv[])
{
  const gpointer extended = GINT_TO_POINTER (TRUE);

  g_test_init (&argc, &argv, NULL);

  g_test_add ("/archive-keeper/whole", Fixture, extended, set_up, test_whole, tear_down);
  g_test_add ("/archive-keeper/whole/basic", Fixture, NULL, set_up, test_whole, tear_down);
  g_test_add ("/archive-keeper/away", Fixture, extended, set_up, test_away, tear_down);
  g_test_add ("/archive-keeper/away/basic", Fixture, NULL, set_up, test_away, tear_down);
  g_test_add ("/archive-keeper/interrupted", Fixture, extended, set_up, test_interrupted, tear_down);
  g_test_add ("/archive-keeper/interrupted/basic", Fixture, NULL, set_up, test_interrupted, tear_down);
  g_test_add ("/archive-keeper/expired", Fixture, extended, set_up, test_expired, tear_down);
  g_test_add ("/archive-keeper/slow", Fixture, extended, set_up, test_slow, tear_down);
  g_test_add ("/archive-keeper/empty", Fixture, extended, set_up, test_empty, tear_down);
  g_test_add ("/archive-keeper/live", Fixture, extended, set_up, test_live, tear_down);
  g_test_add ("/archive-keeper/live/basic", Fixture, NULL, set_up, test_live, tear_down);
  g_test_add ("/archive-keeper/full", Fixture, NULL, set_up_on_disk, test_full, tear_down);
  g_test_add ("/archive-keeper/full-at-first", Fixture, NULL, set_up_on_disk, test_full_at_first, tear_down);
  g_test_add ("/archive-keeper/room", Fixture, NULL, set_up_on_disk, test_room, tear_down);
  g_test_add ("/archive-keeper/live-at-first", Fixture, extended, set_up, test_live_at_first, tear_down);
  g_test_add ("/archive-keeper/live-at-first/lost", Fixture, NULL, set_up_on_disk, test_live_at_first_lost, tear_down);

  return g_test_run ();
}
