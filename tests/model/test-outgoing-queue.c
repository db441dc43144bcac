/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-contact-private.h"
#include "kith-conversation-private.h"
#include "kith-message-private.h"
#include "kith-outgoing-queue-private.h"

static void
test_all (void)
{
  g_autoptr(KithJid) jid = kith_jid_new ("ben@kith.example", NULL);
  KithContact *contact = kith_contact_new (NULL, jid);
  KithConversation *conversation = kith_conversation_new (NULL, contact);
  KithMessage *first = kith_message_new (conversation, KITH_DIRECTION_OUT, "a@b", "one", 1, "1");
  KithMessage *second = kith_message_new (conversation, KITH_DIRECTION_OUT, "a@b", "two", 2, "2");
  KithMessage *nameless = kith_message_new (conversation, KITH_DIRECTION_OUT, "a@b", "three", 3, NULL);
  KithMessage *homeless = kith_message_new (NULL, KITH_DIRECTION_OUT, "a@b", "four", 4, "4");
  KithOutgoingQueue *queue = kith_outgoing_queue_new ();
  KithOutgoing *outgoing;

  outgoing = kith_outgoing_queue_add (queue, first, KITH_OUTGOING_STORING);
  g_assert_cmpstr (outgoing->peer, ==, "ben@kith.example");
  g_assert_cmpint (outgoing->step, ==, KITH_OUTGOING_STORING);
  g_assert_null (kith_outgoing_queue_add (queue, first, KITH_OUTGOING_READY));
  g_assert_null (kith_outgoing_queue_add (queue, nameless, KITH_OUTGOING_READY));
  g_assert_null (kith_outgoing_queue_add (queue, homeless, KITH_OUTGOING_READY));
  g_assert_nonnull (kith_outgoing_queue_add (queue, second, KITH_OUTGOING_READY));
  g_assert_cmpuint (g_queue_get_length (&queue->items), ==, 2);

  g_assert_true (kith_outgoing_queue_find (queue, "1") == outgoing);
  g_assert_null (kith_outgoing_queue_find (queue, "3"));
  g_assert_null (kith_outgoing_queue_find (queue, NULL));
  kith_outgoing_queue_remove (queue, outgoing);
  g_assert_null (kith_outgoing_queue_find (queue, "1"));
  g_assert_true (((KithOutgoing *)queue->items.head->data)->message == second);

  kith_outgoing_queue_clear (queue);
  g_assert_null (kith_outgoing_queue_find (queue, "2"));
  kith_outgoing_queue_unref (queue);
  g_assert_finalize_object (first);
  g_assert_finalize_object (second);
  g_assert_finalize_object (nameless);
  g_assert_finalize_object (homeless);
  g_assert_finalize_object (conversation);
  g_assert_finalize_object (contact);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/outgoing-queue/all", test_all);

  return g_test_run ();
}
