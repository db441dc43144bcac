/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-model-fixture.h"
#include "kith-request-keeper-private.h"
#include "kith-request.h"
#include "kith-roster-private.h"
#include "kith-store-roster.h"

static KithRequestKeeper *
new_keeper (KithModelFixture *fixture)
{
  return kith_request_keeper_new (fixture->account, fixture->account_id, fixture->store, fixture->session);
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
  KithRequestKeeper *keeper = new_keeper (fixture);
  GListModel *requests = kith_account_get_requests (fixture->account);
  const char *ask = "<presence xmlns='jabber:client' type='subscribe' from='cleo@kith.example'>"
                    "<status>let me</status><nick xmlns='http://jabber.org/protocol/nick'>Cleo</nick></presence>";
  g_autoptr(GPtrArray) stored = NULL;
  g_autoptr(KithRequest) request = NULL;

  kith_model_fixture_receive (fixture, ask);
  kith_model_fixture_receive (fixture, ask);
  g_assert_cmpuint (g_list_model_get_n_items (requests), ==, 1);
  request = g_list_model_get_item (requests, 0);
  g_assert_cmpstr (kith_request_get_text (request), ==, "let me");
  g_assert_cmpstr (kith_contact_get_display_name (kith_request_get_contact (request)), ==, "Cleo");
  kith_store_load_requests_async (fixture->store, fixture->account_id, NULL, requests_cb, &stored);
  kith_model_test_wait (stored != NULL);
  g_assert_cmpuint (stored->len, ==, 1);

  /* Taken back. */
  kith_model_fixture_receive (fixture, "<presence xmlns='jabber:client' type='unsubscribe' from='cleo@kith.example'/>");
  g_assert_cmpuint (g_list_model_get_n_items (requests), ==, 0);
  g_assert_finalize_object (keeper);
}

/* Whoever has a thousand addresses to ask from fills neither memory nor disk. */
static void
test_flood (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithRequestKeeper *keeper = new_keeper (fixture);
  KithRoster *roster = kith_account_get_roster (fixture->account);
  GListModel *requests = kith_account_get_requests (fixture->account);
  g_autoptr(GPtrArray) stored = NULL;

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

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/request-keeper/way", test_requests);
  g_test_add_func ("/request-keeper/flood", test_flood);

  return g_test_run ();
}
