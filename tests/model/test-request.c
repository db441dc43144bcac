/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-account-private.h"
#include "kith-request-private.h"

static KithAccount *
new_account (void)
{
  g_autoptr(KithJid) jid = kith_jid_new ("ada@kith.example", NULL);

  return kith_account_new (jid);
}

static void
test_requests (void)
{
  KithAccount *account = new_account ();
  g_autoptr(KithJid) jid = kith_jid_new ("cleo@kith.example", NULL);
  KithContact *contact = kith_roster_get_contact (kith_account_get_roster (account), jid);
  KithRequest *request = kith_request_new (contact, "please", 5);

  kith_account_add_request (account, request);
  kith_account_add_request (account, request);
  g_assert_cmpuint (g_list_model_get_n_items (kith_account_get_requests (account)), ==, 1);
  g_assert_true (kith_account_find_request (account, contact) == request);
  g_assert_cmpstr (kith_request_get_text (request), ==, "please");
  kith_request_deny (request);
  g_assert_cmpuint (g_list_model_get_n_items (kith_account_get_requests (account)), ==, 0);
  kith_request_approve (request, TRUE);
  kith_request_block (request);
  g_assert_finalize_object (request);
  g_assert_finalize_object (account);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/request/all", test_requests);

  return g_test_run ();
}
