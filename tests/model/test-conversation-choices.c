/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-conversation-choices-private.h"

static void
test_choose (void)
{
  KithConversationChoices self = { NULL };

  g_assert_false (kith_conversation_choices_has (&self, KITH_CONVERSATION_MUTED));
  g_assert_false (kith_conversation_choices_choose (&self, KITH_CONVERSATION_MUTED, FALSE));
  g_assert_true (kith_conversation_choices_choose (&self, KITH_CONVERSATION_MUTED, TRUE));
  g_assert_true (kith_conversation_choices_choose (&self, KITH_CONVERSATION_PINNED, 2));
  g_assert_false (kith_conversation_choices_choose (&self, KITH_CONVERSATION_PINNED, TRUE));
  g_assert_true (kith_conversation_choices_has (&self, KITH_CONVERSATION_MUTED));
  g_assert_true (kith_conversation_choices_has (&self, KITH_CONVERSATION_PINNED));
  g_assert_false (kith_conversation_choices_has (&self, KITH_CONVERSATION_HIDDEN));
  g_assert_true (kith_conversation_choices_choose (&self, KITH_CONVERSATION_MUTED, FALSE));
  g_assert_false (kith_conversation_choices_has (&self, KITH_CONVERSATION_MUTED));
  kith_conversation_choices_clear (&self);
  g_assert_false (kith_conversation_choices_has (&self, KITH_CONVERSATION_PINNED));
}

/* A draft that says the same keeps its time; none has none. */
static void
test_draft (void)
{
  KithConversationChoices self = { NULL };

  g_assert_false (kith_conversation_choices_set_draft (&self, "", 5));
  g_assert_true (kith_conversation_choices_set_draft (&self, "half a tho", 5));
  g_assert_false (kith_conversation_choices_set_draft (&self, "half a tho", 6));
  g_assert_cmpint (self.draft_time, ==, 5);

  /* The end of it is what is left. */
  g_assert_true (kith_conversation_choices_set_draft (&self, self.draft + 5, 7));
  g_assert_cmpstr (self.draft, ==, "a tho");
  g_assert_cmpint (self.draft_time, ==, 7);
  g_assert_true (kith_conversation_choices_set_draft (&self, "", 8));
  g_assert_null (self.draft);
  g_assert_cmpint (self.draft_time, ==, 0);
  kith_conversation_choices_set_draft (&self, "again", 9);
  kith_conversation_choices_clear (&self);
  g_assert_null (self.draft);
  g_assert_cmpint (self.draft_time, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/conversation-choices/choose", test_choose);
  g_test_add_func ("/conversation-choices/draft", test_draft);

  return g_test_run ();
}
