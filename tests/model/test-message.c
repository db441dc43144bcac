/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-message-private.h"
#include "kith-model-error.h"

static void
test_message (void)
{
  KithMessage *message = kith_message_new (NULL, KITH_DIRECTION_OUT, "a@b", "text", 5, "id");
  KithMessage *stored = kith_message_new (NULL, KITH_DIRECTION_IN, "a@b", "text", 5, "id");
  KithMessage *older = kith_message_new (NULL, KITH_DIRECTION_IN, "a@b", "text", 4, "id");
  g_autoptr(GError) error =
    g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_FORBIDDEN, "no");
  g_autofree char *name = NULL;

  kith_message_set_id (stored, 7);
  g_assert_cmpint (kith_message_compare (older, message), <, 0);
  g_assert_cmpint (kith_message_compare (message, stored), >, 0);
  g_assert_cmpint (kith_message_compare (stored, stored), ==, 0);

  g_assert_cmpint (kith_message_get_delivery (message), ==, KITH_DELIVERY_PENDING);
  g_assert_cmpint (kith_message_get_delivery (stored), ==, KITH_DELIVERY_NONE);
  kith_message_set_delivery (message, KITH_DELIVERY_FAILED, error);
  g_assert_error (kith_message_get_error (message), KITH_MODEL_ERROR, KITH_MODEL_ERROR_FORBIDDEN);
  kith_message_set_delivery (message, KITH_DELIVERY_PENDING, NULL);
  g_assert_null (kith_message_get_error (message));
  kith_message_set_ref (message, "mine");
  g_assert_cmpstr (kith_message_get_ref (message), ==, "mine");
  g_object_get (message, "sender-name", &name, NULL);
  g_assert_cmpstr (name, ==, "a@b");

  /* What is known of the names of a message stays. */
  g_assert_null (kith_message_get_archive_id (message));
  kith_message_set_ids (message, "o1", NULL);
  kith_message_set_ids (message, "o2", "a1");
  g_assert_cmpstr (kith_message_get_origin_id (message), ==, "o1");
  g_assert_cmpstr (kith_message_get_archive_id (message), ==, "a1");

  g_assert_finalize_object (message);
  g_assert_finalize_object (stored);
  g_assert_finalize_object (older);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/message/all", test_message);

  return g_test_run ();
}
