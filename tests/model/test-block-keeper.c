/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-block-keeper-private.h"
#include "kith-model-fixture.h"
#include "kith-request-keeper-private.h"
#include "kith-roster-private.h"

static KithContact *
look_up (KithModelFixture *fixture,
         const char       *address)
{
  return kith_roster_lookup (kith_account_get_roster (fixture->account), address);
}

static void
test_blocking (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithBlockKeeper *keeper = kith_block_keeper_new (fixture->account, fixture->session);
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

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/block-keeper/pushes", test_blocking);

  return g_test_run ();
}
