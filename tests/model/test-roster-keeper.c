/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-contact-private.h"
#include "kith-model-fixture.h"
#include "kith-request-private.h"
#include "kith-roster-keeper-private.h"
#include "kith-roster-private.h"
#include "kith-store-roster.h"

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
  kith_model_test_wait (kith_contact_get_show (look_up (fixture, "c1999@kith.example")) == KITH_SHOW_AWAY);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (roster)), ==, 2000);
  g_assert_cmpint (kith_contact_get_show (look_up (fixture, "c7@kith.example")), ==, KITH_SHOW_OFFLINE);

  kith_store_load_roster_async (fixture->store, fixture->account_id, NULL, roster_cb, &stored);
  kith_model_test_wait (stored != NULL);
  g_assert_cmpuint (stored->len, ==, 2000);

  kith_roster_keeper_set_online (keeper, FALSE);
  kith_model_test_wait (kith_contact_get_show (look_up (fixture, "c1999@kith.example")) == KITH_SHOW_UNKNOWN);
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

/* Who asks to see us, and by another device of ours does. */
static void
test_answered_elsewhere (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithRosterKeeper *keeper = new_keeper (fixture);
  GListModel *requests = kith_account_get_requests (fixture->account);
  g_autoptr(KithJid) jid = kith_jid_new (BEN, NULL);
  g_autoptr(KithRequest) request = NULL;

  request = kith_request_new (kith_roster_get_contact (kith_account_get_roster (fixture->account), jid), NULL, 1);
  kith_account_add_request (fixture->account, request);
  kith_model_fixture_push (fixture, BEN, "to");
  g_assert_cmpuint (g_list_model_get_n_items (requests), ==, 1);
  kith_model_fixture_push (fixture, BEN, "from");
  g_assert_cmpuint (g_list_model_get_n_items (requests), ==, 0);
  g_assert_finalize_object (keeper);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/roster-keeper/whole", test_whole_roster);
  g_test_add_func ("/roster-keeper/push", test_push);
  g_test_add_func ("/roster-keeper/answered-elsewhere", test_answered_elsewhere);

  return g_test_run ();
}
