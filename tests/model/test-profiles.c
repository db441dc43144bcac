/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-contact-private.h"
#include "kith-model-fixture.h"
#include "kith-profiles-private.h"
#include "kith-roster-keeper-private.h"
#include "kith-roster-private.h"

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
  g_assert_finalize_object (profiles);
  g_assert_finalize_object (keeper);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/profiles/all", test_profiles);

  return g_test_run ();
}
