/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-account-private.h"
#include "kith-block-keeper-private.h"
#include "kith-blocking-module.h"
#include "kith-inbox-private.h"
#include "kith-model-fixture.h"
#include "kith-request-keeper-private.h"
#include "kith-roster-private.h"
#include "kith-store-blocks.h"

static KithContact *
look_up (KithModelFixture *fixture,
         const char       *address)
{
  return kith_roster_lookup (kith_account_get_roster (fixture->account), address);
}

static KithBlockKeeper *
new_keeper (KithModelFixture *fixture)
{
  return kith_block_keeper_new (fixture->account, fixture->account_id, fixture->store, fixture->session);
}

static void
test_blocking (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithBlockKeeper *keeper = new_keeper (fixture);
  KithRequestKeeper *requests =
    kith_request_keeper_new (fixture->account, fixture->account_id, fixture->store, fixture->session);

  kith_model_fixture_receive (fixture, "<iq xmlns='jabber:client' type='set' id='b1'><block xmlns='urn:xmpp:blocking'>"
                              "<item jid='mallory@kith.example'/></block></iq>");
  g_assert_true (kith_contact_get_blocked (look_up (fixture, "mallory@kith.example")));
  kith_model_fixture_receive (fixture, "<presence xmlns='jabber:client' type='subscribe' from='mallory@kith.example'/>");
  g_assert_cmpuint (g_list_model_get_n_items (kith_account_get_requests (fixture->account)), ==, 0);
  kith_model_fixture_receive (fixture, "<iq xmlns='jabber:client' type='set' id='b2'><unblock xmlns='urn:xmpp:blocking'/></iq>");
  g_assert_false (kith_contact_get_blocked (look_up (fixture, "mallory@kith.example")));
  g_assert_finalize_object (requests);
  g_assert_finalize_object (keeper);
}

static void
load_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  *(GPtrArray **)user_data = kith_store_load_blocks_finish (KITH_STORE (source), result, &error);
  g_assert_no_error (error);
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (g_task_propagate_boolean (G_TASK (result), &error));
  g_assert_no_error (error);
  *(gboolean *)user_data = TRUE;
}

/* Without a server: it holds at once, for a whole server too, and after a restart; when there is a server, it is told. */
static void
test_before_it_is_synced (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithBlockKeeper *keeper = new_keeper (fixture);
  KithRoster *roster = kith_account_get_roster (fixture->account);
  g_autoptr(KithJid) server = kith_jid_new ("bad.example", NULL);
  g_autoptr(KithJid) member = kith_jid_new ("mallory@bad.example", NULL);
  g_autoptr(KithJid) stranger = kith_jid_new ("trudy@bad.example/x", NULL);
  g_autoptr(KithJid) other = kith_jid_new ("ben@kith.example", NULL);
  g_autoptr(GPtrArray) blocks = NULL;
  gboolean done = FALSE;

  kith_roster_get_contact (roster, member);
  kith_block_keeper_set_blocked (keeper, server, TRUE, g_task_new (NULL, NULL, done_cb, &done));
  g_assert_true (kith_contact_get_blocked (look_up (fixture, "mallory@bad.example")));
  g_assert_true (kith_roster_is_blocked (roster, stranger));
  g_assert_false (kith_roster_is_blocked (roster, other));
  kith_model_test_wait (done);
  kith_store_load_blocks_async (fixture->store, fixture->account_id, NULL, load_cb, &blocks);
  kith_model_test_wait (blocks != NULL);
  g_assert_cmpuint (blocks->len, ==, 1);
  g_assert_finalize_object (keeper);

  kith_contact_set_blocked (look_up (fixture, "bad.example"), FALSE);
  keeper = new_keeper (fixture);
  kith_block_keeper_restore (keeper, blocks);
  g_assert_true (kith_roster_is_blocked (roster, stranger));

  /* Let in again before anybody else had heard of it. */
  done = FALSE;
  kith_block_keeper_set_blocked (keeper, server, FALSE, g_task_new (NULL, NULL, done_cb, &done));
  g_assert_false (kith_roster_is_blocked (roster, stranger));
  g_assert_false (kith_contact_get_blocked (look_up (fixture, "mallory@bad.example")));
  kith_model_test_wait (done);
  kith_model_test_settle (fixture->store);
  g_assert_finalize_object (keeper);
}

static void
answer (KithModelFixture *fixture,
        const char       *text,
        const char       *payload)
{
  g_autoptr(KithStanza) question = kith_model_fixture_take (fixture, "iq", text);
  g_autofree char *xml = g_strdup_printf ("<iq xmlns='jabber:client' type='result' id='%s'>%s</iq>",
                                          kith_stanza_get (question, "id"), payload);

  kith_model_fixture_receive (fixture, xml);
}

/* Thought better of it before the server had answered: it is told. */
static void
test_thought_better (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithBlockKeeper *keeper = new_keeper (fixture);
  g_autoptr(KithJid) mallory = kith_jid_new ("mallory@kith.example", NULL);
  gboolean blocked = FALSE;
  gboolean unblocked = FALSE;

  answer (fixture, "blocklist", "<blocklist xmlns='urn:xmpp:blocking'/>");
  kith_model_test_wait (kith_blocking_module_is_supported (kith_session_get_module (fixture->session,
                                                                                    KITH_TYPE_BLOCKING_MODULE)));
  kith_block_keeper_set_online (keeper, TRUE);
  kith_block_keeper_set_blocked (keeper, mallory, TRUE, g_task_new (NULL, NULL, done_cb, &blocked));
  kith_block_keeper_set_blocked (keeper, mallory, FALSE, g_task_new (NULL, NULL, done_cb, &unblocked));
  g_assert_false (kith_contact_get_blocked (look_up (fixture, "mallory@kith.example")));
  answer (fixture, "<block ", "");
  kith_model_test_settle (fixture->store);

  /* The server tells every device what one has asked for, that one, too, and it may be late. */
  kith_model_fixture_receive (fixture, "<iq xmlns='jabber:client' type='set' id='b1'><block xmlns='urn:xmpp:blocking'>"
                              "<item jid='mallory@kith.example'/></block></iq>");
  g_assert_false (kith_contact_get_blocked (look_up (fixture, "mallory@kith.example")));
  answer (fixture, "<unblock ", "");
  kith_model_fixture_receive (fixture, "<iq xmlns='jabber:client' type='set' id='b2'><unblock xmlns='urn:xmpp:blocking'>"
                              "<item jid='mallory@kith.example'/></unblock></iq>");
  kith_model_test_wait (blocked && unblocked);
  kith_model_test_settle (fixture->store);
  g_assert_false (kith_contact_get_blocked (look_up (fixture, "mallory@kith.example")));
  g_assert_finalize_object (keeper);
}

/* A request of somebody who is blocked goes with them. */
static void
test_requests_go (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithBlockKeeper *keeper = new_keeper (fixture);
  GListModel *requests = kith_account_get_message_requests (fixture->account);
  g_autoptr(KithJid) mallory = kith_jid_new ("mallory@kith.example", NULL);
  gboolean done = FALSE;

  kith_account_get_conversation_of_stranger (fixture->account, mallory);
  g_assert_cmpuint (g_list_model_get_n_items (requests), ==, 1);
  kith_block_keeper_report (keeper, mallory, g_task_new (NULL, NULL, done_cb, &done));
  g_assert_cmpuint (g_list_model_get_n_items (requests), ==, 0);
  g_assert_null (kith_account_lookup_conversation (fixture->account, "mallory@kith.example"));
  kith_model_test_wait (done);
  kith_model_test_settle (fixture->store);
  g_assert_finalize_object (keeper);
}

static void
receive (KithModelFixture *fixture,
         const char       *number,
         const char       *by)
{
  g_autofree char *xml = g_strdup_printf (
    "<message xmlns='jabber:client' from='mallory@kith.example/x' type='chat' id='m%s'><body>Buy %s</body>"
    "<stanza-id xmlns='urn:xmpp:sid:0' by='%s' id='a%s'/></message>", number, number, by, number);

  kith_model_fixture_receive (fixture, xml);
}

/* A report names what they wrote by the names that our archive gave, and by no other's; although the request is gone by then. */
static void
test_report_names_messages (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithBlockKeeper *keeper = new_keeper (fixture);
  KithInbox *inbox = kith_inbox_new (fixture->account, fixture->account_id, fixture->store, fixture->session);
  GListModel *requests = kith_account_get_message_requests (fixture->account);
  g_autoptr(KithJid) mallory = kith_jid_new ("mallory@kith.example", NULL);
  g_autoptr(KithStanza) block = NULL;
  g_autofree char *text = NULL;
  g_autofree char *xml = NULL;
  gboolean done = FALSE;

  kith_roster_set_loaded (kith_account_get_roster (fixture->account), TRUE);
  kith_model_fixture_say_features (fixture, "urn:xmpp:sid:0", "urn:xmpp:reporting:1", NULL);
  answer (fixture, "blocklist", "<blocklist xmlns='urn:xmpp:blocking'/>");
  kith_model_fixture_settle (fixture);
  kith_block_keeper_set_online (keeper, TRUE);
  receive (fixture, "1", "ada@kith.example");
  receive (fixture, "2", "mallory@kith.example");
  receive (fixture, "3", "ada@kith.example");
  kith_model_fixture_settle (fixture);
  kith_model_test_wait (g_list_model_get_n_items (requests) == 1);

  kith_block_keeper_report (keeper, mallory, g_task_new (NULL, NULL, done_cb, &done));
  g_assert_cmpuint (g_list_model_get_n_items (requests), ==, 0);
  block = kith_model_fixture_take (fixture, "iq", "<block ");
  text = kith_stanza_to_text (block);
  g_assert_nonnull (strstr (text, "urn:xmpp:reporting:spam"));
  g_assert_nonnull (strstr (text, "id=\"a1\""));
  g_assert_nonnull (strstr (text, "id=\"a3\""));
  g_assert_nonnull (strstr (text, "by=\"ada@kith.example\""));
  g_assert_null (strstr (text, "\"a2\""));
  xml = g_strdup_printf ("<iq xmlns='jabber:client' type='result' id='%s'/>", kith_stanza_get (block, "id"));
  kith_model_fixture_receive (fixture, xml);
  kith_model_test_wait (done);
  g_assert_true (kith_contact_get_blocked (look_up (fixture, "mallory@kith.example")));
  kith_model_test_settle (fixture->store);
  g_assert_finalize_object (inbox);
  g_assert_finalize_object (keeper);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/block-keeper/pushes", test_blocking);

  g_test_add_func ("/block-keeper/before-it-is-synced", test_before_it_is_synced);
  g_test_add_func ("/block-keeper/requests-go", test_requests_go);
  g_test_add_func ("/block-keeper/report-names-messages", test_report_names_messages);
  g_test_add_func ("/block-keeper/thought-better", test_thought_better);

  return g_test_run ();
}
