/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-contact-private.h"
#include "kith-model-fixture.h"
#include "kith-profiles-private.h"
#include "kith-roster-keeper-private.h"
#include "kith-roster-private.h"
#include "kith-store-cache.h"

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

typedef struct
{
  KithModelFixture *model;    /* owned */
  KithProfiles     *profiles; /* owned */
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->model = kith_model_fixture_new ();
  f->profiles = kith_profiles_new (f->model->account, f->model->account_id, f->model->store, f->model->session);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  kith_model_fixture_settle (f->model);
  g_assert_finalize_object (f->profiles);
  kith_model_fixture_free (f->model);
}

/* The server tells what it has of our own name. */
static void
tell (Fixture    *f,
      const char *name)
{
  g_autofree char *xml = g_strdup_printf (
    "<message xmlns='jabber:client' from='ada@kith.example'><event xmlns='http://jabber.org/protocol/pubsub#event'>"
    "<items node='http://jabber.org/protocol/nick'><item id='current'><nick xmlns='http://jabber.org/protocol/nick'>%s</nick>"
    "</item></items></event></message>", name);

  kith_model_fixture_receive (f->model, xml);
}

static void
assert_name (Fixture    *f,
             const char *name)
{
  g_assert_cmpstr (kith_account_get_nickname (f->model->account), ==, name);
}

static void
profiles_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  *(GPtrArray **)user_data = kith_store_load_profiles_finish (KITH_STORE (source), result, NULL);
}

static GPtrArray *
load (Fixture *f)
{
  GPtrArray *profiles = NULL;

  kith_store_load_profiles_async (f->model->store, f->model->account_id, NULL, profiles_cb, &profiles);
  kith_model_test_wait (profiles != NULL);

  return profiles;
}

static void
assert_stored (Fixture    *f,
               const char *name)
{
  g_autoptr(GPtrArray) profiles = load (f);

  g_assert_cmpuint (profiles->len, ==, 1);
  g_assert_cmpstr (((KithProfileRecord *)profiles->pdata[0])->nickname, ==, name);
}

static void
published_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  GString *answers = user_data;
  g_autoptr(GError) error = NULL;

  g_string_append (answers, g_task_propagate_boolean (G_TASK (result), &error) ? "done " : "refused ");
}

static void
publish (Fixture    *f,
         const char *name,
         GString    *answers)
{
  kith_profiles_publish_name (f->profiles, name, g_task_new (NULL, NULL, published_cb, answers));
}

static void
answer (Fixture    *f,
        const char *text,
        gboolean    done)
{
  g_autoptr(KithStanza) question = kith_model_fixture_take (f->model, "iq", text);
  g_autofree char *xml = g_strdup_printf (
    "<iq xmlns='jabber:client' type='%s' id='%s'>%s</iq>", done ? "result" : "error", kith_stanza_get (question, "id"),
    done ? "" : "<error type='auth'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>");

  kith_model_fixture_receive (f->model, xml);
}

/* A name of our own shows at once, and no older one, come from the server meanwhile, takes its place. */
static void
test_own_name (Fixture      *f,
               gconstpointer data)
{
  g_autoptr(GString) answers = g_string_new (NULL);

  tell (f, "Ada");
  assert_name (f, "Ada");
  publish (f, "Countess", answers);
  assert_name (f, "Countess");
  tell (f, "Ada");
  assert_name (f, "Countess");
  assert_stored (f, "Ada");

  answer (f, ">Countess<", TRUE);
  kith_model_test_wait (g_str_equal (answers->str, "done "));
  assert_name (f, "Countess");
  assert_stored (f, "Countess");

  tell (f, "Lady");
  assert_name (f, "Lady");
  publish (f, NULL, answers);
  assert_name (f, NULL);
  answer (f, "nick", TRUE);
  kith_model_test_wait (g_str_equal (answers->str, "done done "));
  assert_name (f, NULL);
  assert_stored (f, NULL);
}

/* Of one that the server does not take nothing is left; of two the second counts. */
static void
test_name_refused (Fixture      *f,
                   gconstpointer data)
{
  g_autoptr(GString) answers = g_string_new (NULL);

  tell (f, "Ada");
  publish (f, "Countess", answers);
  publish (f, "Lady", answers);
  assert_name (f, "Lady");
  answer (f, ">Countess<", TRUE);
  kith_model_test_wait (g_str_equal (answers->str, "done "));
  assert_name (f, "Lady");
  answer (f, ">Lady<", FALSE);
  kith_model_test_wait (g_str_equal (answers->str, "done refused "));
  assert_name (f, "Countess");
  assert_stored (f, "Countess");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/profiles/all", test_profiles);
  g_test_add ("/profiles/own-name", Fixture, NULL, set_up, test_own_name, tear_down);
  g_test_add ("/profiles/name-refused", Fixture, NULL, set_up, test_name_refused, tear_down);

  return g_test_run ();
}
