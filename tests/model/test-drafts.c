/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-conversation-private.h"
#include "kith-drafts-private.h"
#include "kith-model-fixture.h"
#include "kith-store-conversations.h"

static void
conversations_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  *(GPtrArray **)user_data = kith_store_load_conversations_finish (KITH_STORE (source), result, NULL);
}

static void
test_drafts (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithDrafts *drafts = kith_drafts_new (fixture->account_id, fixture->store);
  g_autoptr(KithJid) jid = kith_jid_new ("ben@kith.example", NULL);
  KithConversation *conversation = kith_account_get_conversation (fixture->account, jid);
  g_autoptr(GPtrArray) early = NULL;
  g_autoptr(GPtrArray) later = NULL;

  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *draft = g_strnfill (i + 1, 'x');

      kith_conversation_set_draft (conversation, draft);
      kith_drafts_add (drafts, conversation);
    }
  kith_store_load_conversations_async (fixture->store, fixture->account_id, NULL, conversations_cb, &early);
  kith_model_test_wait (early != NULL);
  g_assert_cmpuint (early->len, ==, 0);

  kith_drafts_flush (drafts);
  kith_model_fixture_settle (fixture);
  kith_store_load_conversations_async (fixture->store, fixture->account_id, NULL, conversations_cb, &later);
  kith_model_test_wait (later != NULL);
  g_assert_cmpuint (later->len, ==, 1);
  g_assert_cmpuint (strlen (((KithConversationRecord *)later->pdata[0])->draft), ==, 50);
  g_assert_cmpint (kith_conversation_get_id (conversation), >, 0);
  g_assert_finalize_object (drafts);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/drafts/all", test_drafts);

  return g_test_run ();
}
