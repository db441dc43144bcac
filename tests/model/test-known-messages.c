/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-known-messages-private.h"

#include "kith-message-private.h"

static KithMessage *
make (gint64 id)
{
  KithMessage *message = kith_message_new (NULL, KITH_DIRECTION_IN, "ben@kith.example", "hello", 1, NULL);

  kith_message_set_id (message, id);

  return message;
}

/* None is kept alive, and none is named after it is gone. */
static void
test_weak (void)
{
  g_autoptr(KithKnownMessages) known = kith_known_messages_new ();
  KithMessage *message = make (7);
  g_autoptr(KithMessage) unstored = make (0);

  kith_known_messages_add (known, message);
  kith_known_messages_add (known, message);
  kith_known_messages_add (known, unstored);
  g_assert_true (kith_known_messages_find (known, 7) == message);
  g_assert_null (kith_known_messages_find (known, 8));
  g_assert_null (kith_known_messages_find (known, 0));
  g_assert_finalize_object (message);
  g_assert_null (kith_known_messages_find (known, 7));
}

/* A message may be held longer than its conversation. */
static void
test_outlived (void)
{
  KithKnownMessages *known = kith_known_messages_new ();
  KithMessage *message = make (7);

  kith_known_messages_add (known, message);
  kith_known_messages_free (known);
  g_assert_finalize_object (message);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/known-messages/weak", test_weak);
  g_test_add_func ("/known-messages/outlived", test_outlived);

  return g_test_run ();
}
