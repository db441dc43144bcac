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

static GPtrArray *
load (KithModelFixture *fixture)
{
  GPtrArray *conversations = NULL;

  kith_store_load_conversations_async (fixture->store, fixture->account_id, NULL, conversations_cb, &conversations);
  kith_model_test_wait (conversations != NULL);

  return conversations;
}

/* Nobody has to ask: a moment after the last key it is stored. All that was done is, and what was taken back is gone. */
static void
test_moment (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new_on_disk ();
  KithDrafts *drafts = kith_drafts_new (fixture->account_id, fixture->store);
  KithConversation *ben = kith_model_fixture_talk_to (fixture, "ben@kith.example");
  KithConversation *cleo = kith_model_fixture_talk_to (fixture, "cleo@kith.example");
  g_autoptr(GPtrArray) first = NULL;
  g_autoptr(GPtrArray) second = NULL;
  const KithConversationRecord *record;

  kith_conversation_set_draft (ben, "half a tho");
  kith_conversation_set_pinned (ben, TRUE);
  kith_conversation_set_muted (ben, TRUE);
  kith_drafts_add (drafts, ben);
  kith_model_test_wait (kith_conversation_get_id (ben) != 0);
  first = load (fixture);
  g_assert_cmpuint (first->len, ==, 1);
  record = g_ptr_array_index (first, 0);
  g_assert_cmpstr (record->draft, ==, "half a tho");
  g_assert_cmpint (record->draft_time, ==, kith_conversation_get_draft_time (ben));
  g_assert_true (record->pinned);
  g_assert_true (record->muted);
  g_assert_false (record->hidden);

  kith_conversation_set_draft (ben, NULL);
  kith_conversation_set_hidden (ben, TRUE);
  kith_conversation_set_muted (ben, FALSE);
  kith_drafts_add (drafts, ben);
  kith_drafts_add (drafts, cleo);
  kith_drafts_flush (drafts);
  kith_model_fixture_settle (fixture);
  second = load (fixture);
  g_assert_cmpuint (second->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      record = g_ptr_array_index (second, i);
      if (record->id != kith_conversation_get_id (ben))
        continue;
      g_assert_null (record->draft);
      g_assert_true (record->hidden);
      g_assert_false (record->muted);
    }
  g_assert_finalize_object (drafts);
}

/* Gone before the moment was over: nothing is written any more, and the chat is held no longer. */
static void
test_end (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithDrafts *drafts = kith_drafts_new (fixture->account_id, fixture->store);
  g_autoptr(KithJid) jid = kith_jid_new ("ben@kith.example", NULL);
  KithContact *contact = kith_roster_get_contact (kith_account_get_roster (fixture->account), jid);
  KithConversation *conversation = kith_conversation_new (NULL, contact);

  kith_drafts_add (drafts, conversation);
  g_assert_nonnull (g_main_context_find_source_by_user_data (NULL, drafts));
  g_object_run_dispose (G_OBJECT (drafts));
  g_assert_null (g_main_context_find_source_by_user_data (NULL, drafts));
  g_assert_finalize_object (drafts);
  g_assert_finalize_object (conversation);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/drafts/all", test_drafts);

  g_test_add_func ("/drafts/moment", test_moment);
  g_test_add_func ("/drafts/end", test_end);

  return g_test_run ();
}
