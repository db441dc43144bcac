/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-contact-private.h"
#include "kith-model-fixture.h"
#include "kith-profiles-private.h"
#include "kith-request.h"
#include "kith-roster-keeper-private.h"
#include "kith-roster-private.h"
#include "kith-store-roster.h"

/* Roster, presence, requests, blocking and profiles over the routes of a session and a store in memory. */

#define BEN "ben@kith.example"

static KithContact *
look_up (KithModelFixture *fixture,
         const char       *address)
{
  return kith_roster_lookup (kith_account_get_roster (fixture->account), address);
}

static KithRosterKeeper *
new_keeper (KithModelFixture *fixture)
{
  return kith_roster_keeper_new (fixture->account, fixture->account_id, fixture->store,
                                 fixture->session);
}

static void
presence (KithModelFixture *fixture,
          const char       *from,
          const char       *show)
{
  g_autofree char *xml = g_strdup_printf (
    "<presence xmlns='jabber:client' from='%s'><show>%s</show></presence>", from, show);

  kith_model_fixture_receive (fixture, xml);
}

static void
roster_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GPtrArray **)user_data = kith_store_load_roster_finish (KITH_STORE (source), result, NULL);
}

/* The answer to the question that the session's module asked when the stream was bound. */
static void
answer_roster (KithModelFixture *fixture,
               guint             n)
{
  g_autoptr(KithStanza) question = kith_model_fixture_take (fixture, "iq", "jabber:iq:roster");
  g_autoptr(GString) xml = g_string_new (NULL);

  g_string_printf (xml, "<iq xmlns='jabber:client' type='result' id='%s'><query xmlns='jabber:iq:roster' ver='1'>",
                   kith_stanza_get (question, "id"));
  for (guint i = 0; i < n; i++)
    g_string_append_printf (xml, "<item jid='c%u@kith.example' subscription='both'/>", i);
  g_string_append (xml, "</query></iq>");
  kith_model_fixture_receive (fixture, xml->str);
}

static void
test_whole_roster (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithRosterKeeper *keeper = new_keeper (fixture);
  KithRoster *roster = kith_account_get_roster (fixture->account);
  g_autoptr(GPtrArray) stored = NULL;

  kith_roster_keeper_set_online (keeper, TRUE);
  answer_roster (fixture, 2000);
  g_assert_false (kith_roster_get_loaded (roster));

  /* Presence does not overtake the roster. */
  presence (fixture, "c1999@kith.example/x", "dnd");
  presence (fixture, "c1999@kith.example/x", "away");
  kith_model_test_wait (kith_roster_get_loaded (roster));
  kith_model_test_run (10);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (roster)), ==, 2000);
  g_assert_cmpint (kith_contact_get_show (look_up (fixture, "c1999@kith.example")), ==, KITH_SHOW_AWAY);
  g_assert_cmpint (kith_contact_get_show (look_up (fixture, "c7@kith.example")), ==, KITH_SHOW_OFFLINE);

  kith_store_load_roster_async (fixture->store, fixture->account_id, NULL, roster_cb, &stored);
  kith_model_test_wait (stored != NULL);
  g_assert_cmpuint (stored->len, ==, 2000);

  kith_roster_keeper_set_online (keeper, FALSE);
  kith_model_test_run (20);
  g_assert_cmpint (kith_contact_get_show (look_up (fixture, "c1999@kith.example")), ==, KITH_SHOW_UNKNOWN);
  g_assert_finalize_object (keeper);
}

static void
test_push (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithRosterKeeper *keeper = new_keeper (fixture);
  KithRoster *roster = kith_account_get_roster (fixture->account);

  kith_roster_keeper_set_online (keeper, TRUE);
  answer_roster (fixture, 0);
  kith_model_test_wait (kith_roster_get_loaded (roster));
  kith_model_fixture_push (fixture, BEN, "to");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (roster)), ==, 1);
  g_assert_cmpint (kith_contact_get_subscription (look_up (fixture, BEN)), ==, KITH_SUBSCRIPTION_TO);
  presence (fixture, BEN "/a", "chat");
  g_assert_cmpint (kith_contact_get_show (look_up (fixture, BEN)), ==, KITH_SHOW_CHATTY);

  /* From a stranger. */
  kith_model_fixture_receive (fixture, "<iq xmlns='jabber:client' type='set' id='x' from='mallory@kith.example/x'>"
                              "<query xmlns='jabber:iq:roster'><item jid='mallory@kith.example' subscription='both'/></query></iq>");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (roster)), ==, 1);
  presence (fixture, "mallory@kith.example/x", "chat");
  g_assert_null (look_up (fixture, "mallory@kith.example"));

  kith_model_fixture_push (fixture, BEN, "remove");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (roster)), ==, 0);
  g_assert_cmpint (kith_contact_get_show (look_up (fixture, BEN)), ==, KITH_SHOW_UNKNOWN);
  g_assert_finalize_object (keeper);
}

static void
requests_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  *(GPtrArray **)user_data = kith_store_load_requests_finish (KITH_STORE (source), result, NULL);
}

static void
test_requests (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithRosterKeeper *keeper = new_keeper (fixture);
  GListModel *requests = kith_account_get_requests (fixture->account);
  const char *ask = "<presence xmlns='jabber:client' type='subscribe' from='cleo@kith.example'>"
                    "<status>let me</status><nick xmlns='http://jabber.org/protocol/nick'>Cleo</nick></presence>";
  g_autoptr(GPtrArray) stored = NULL;
  g_autoptr(KithRequest) request = NULL;

  kith_roster_keeper_set_online (keeper, TRUE);
  kith_model_fixture_receive (fixture, ask);
  kith_model_fixture_receive (fixture, ask);
  g_assert_cmpuint (g_list_model_get_n_items (requests), ==, 1);
  request = g_list_model_get_item (requests, 0);
  g_assert_cmpstr (kith_request_get_text (request), ==, "let me");
  g_assert_cmpstr (kith_contact_get_display_name (kith_request_get_contact (request)), ==, "Cleo");
  kith_store_load_requests_async (fixture->store, fixture->account_id, NULL, requests_cb, &stored);
  kith_model_test_wait (stored != NULL);
  g_assert_cmpuint (stored->len, ==, 1);

  /* Answered on another device. */
  kith_model_fixture_push (fixture, "cleo@kith.example", "from");
  g_assert_cmpuint (g_list_model_get_n_items (requests), ==, 0);
  g_assert_finalize_object (keeper);
}

/* Whoever has a thousand addresses to ask from fills neither memory nor disk. */
static void
test_flood (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithRosterKeeper *keeper = new_keeper (fixture);
  KithRoster *roster = kith_account_get_roster (fixture->account);
  GListModel *requests = kith_account_get_requests (fixture->account);
  g_autoptr(GPtrArray) stored = NULL;

  kith_roster_keeper_set_online (keeper, TRUE);
  for (guint i = 0; i < 1500; i++)
    {
      g_autofree char *ask = g_strdup_printf ("<presence xmlns='jabber:client' type='subscribe' from='u%u@spam.example'/>", i);
      g_autofree char *show = g_strdup_printf ("<presence xmlns='jabber:client' from='v%u@spam.example/x'/>", i);

      kith_model_fixture_receive (fixture, ask);
      kith_model_fixture_receive (fixture, show);
    }
  g_assert_cmpuint (g_list_model_get_n_items (requests), ==, 1000);
  g_assert_nonnull (kith_roster_lookup (roster, "u999@spam.example"));
  g_assert_null (kith_roster_lookup (roster, "u1000@spam.example"));
  g_assert_null (kith_roster_lookup (roster, "v0@spam.example"));
  kith_store_load_requests_async (fixture->store, fixture->account_id, NULL, requests_cb, &stored);
  kith_model_test_wait (stored != NULL);
  g_assert_cmpuint (stored->len, ==, 1000);

  /* There is room again for the next one who asks. */
  {
    g_autoptr(KithRequest) first = g_list_model_get_item (requests, 0);

    kith_account_remove_request (fixture->account, first);
  }
  kith_model_fixture_receive (fixture, "<presence xmlns='jabber:client' type='subscribe' from='cleo@kith.example'/>");
  g_assert_cmpuint (g_list_model_get_n_items (requests), ==, 1000);
  g_assert_nonnull (kith_roster_lookup (roster, "cleo@kith.example"));
  g_assert_finalize_object (keeper);
}

static void
test_blocking (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithRosterKeeper *keeper = new_keeper (fixture);

  kith_model_fixture_receive (fixture, "<iq xmlns='jabber:client' type='set' id='b1'><block xmlns='urn:xmpp:blocking'>"
                              "<item jid='mallory@kith.example'/></block></iq>");
  g_assert_true (kith_contact_get_blocked (look_up (fixture, "mallory@kith.example")));
  kith_model_fixture_receive (fixture, "<presence xmlns='jabber:client' type='subscribe' from='mallory@kith.example'/>");
  g_assert_cmpuint (g_list_model_get_n_items (kith_account_get_requests (fixture->account)), ==, 0);
  kith_model_fixture_receive (fixture, "<iq xmlns='jabber:client' type='set' id='b2'><unblock xmlns='urn:xmpp:blocking'/></iq>");
  g_assert_false (kith_contact_get_blocked (look_up (fixture, "mallory@kith.example")));
  g_assert_finalize_object (keeper);
}

static void
test_profiles (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithRosterKeeper *keeper = new_keeper (fixture);
  KithProfiles *profiles =
    kith_profiles_new (fixture->account, fixture->account_id, fixture->store, fixture->session);

  kith_roster_keeper_set_online (keeper, TRUE);
  kith_profiles_set_online (profiles, TRUE);
  kith_model_fixture_push (fixture, BEN, "both");
  kith_model_fixture_receive (fixture, "<message xmlns='jabber:client' from='" BEN "'>"
                              "<event xmlns='http://jabber.org/protocol/pubsub#event'>"
                              "<items node='http://jabber.org/protocol/nick'><item id='1'><nick xmlns='http://jabber.org/protocol/nick'>Benny</nick>"
                              "</item></items></event></message>");
  g_assert_cmpstr (kith_contact_get_nickname (look_up (fixture, BEN)), ==, "Benny");

  kith_model_fixture_receive (fixture, "<message xmlns='jabber:client' from='" BEN "'>"
                              "<event xmlns='http://jabber.org/protocol/pubsub#event'>"
                              "<items node='urn:xmpp:avatar:metadata'><item id='111f4b3c50d7b0df729d299bc6f8e9ef9066971f'>"
                              "<metadata xmlns='urn:xmpp:avatar:metadata'><info bytes='12345' id='111f4b3c50d7b0df729d299bc6f8e9ef9066971f'"
                              " type='image/png'/></metadata></item></items></event></message>");
  g_assert_cmpstr (kith_contact_get_avatar_hash (look_up (fixture, BEN)), ==,
                   "111f4b3c50d7b0df729d299bc6f8e9ef9066971f");

  /* Nothing is fetched before somebody looks; then it is asked for once. */
  kith_model_fixture_settle (fixture);
  g_assert_false (kith_model_fixture_has_sent (fixture, "iq", "urn:xmpp:avatar:data"));
  g_assert_null (kith_contact_get_avatar (look_up (fixture, BEN)));
  g_assert_null (kith_contact_get_avatar (look_up (fixture, BEN)));
  kith_model_fixture_settle (fixture);
  {
    g_autoptr(KithStanza) question = kith_model_fixture_take (fixture, "iq", "urn:xmpp:avatar:data");

    g_assert_cmpstr (kith_stanza_get (question, "to"), ==, BEN);
  }
  g_assert_false (kith_model_fixture_has_sent (fixture, "iq", "urn:xmpp:avatar:data"));

  /* Our own name, as another device of ours sets it. */
  kith_model_fixture_receive (fixture, "<message xmlns='jabber:client' from='ada@kith.example'><event xmlns='http://jabber.org/protocol/pubsub#event'>"
                              "<items node='http://jabber.org/protocol/nick'><item id='1'><nick xmlns='http://jabber.org/protocol/nick'>Countess</nick>"
                              "</item></items></event></message>");
  g_assert_cmpstr (kith_account_get_display_name (fixture->account), ==, "Countess");

  kith_profiles_set_online (profiles, FALSE);
  kith_model_fixture_settle (fixture);
  kith_model_test_run (5);
  g_assert_finalize_object (profiles);
  g_assert_finalize_object (keeper);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/roster-keeper/whole", test_whole_roster);
  g_test_add_func ("/roster-keeper/push", test_push);
  g_test_add_func ("/roster-keeper/requests", test_requests);
  g_test_add_func ("/roster-keeper/flood", test_flood);
  g_test_add_func ("/roster-keeper/blocking", test_blocking);
  g_test_add_func ("/profiles/all", test_profiles);

  return g_test_run ();
}
