/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-contact-private.h"
#include "kith-conversation-private.h"
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

static void
notify_cb (KithMessage *message,
           GParamSpec  *pspec,
           GString     *notified)
{
  g_string_append_printf (notified, "%s ", pspec->name);
}

/* What was told since the last time. */
static void
assert_notified (GString    *notified,
                 const char *names)
{
  g_assert_cmpstr (notified->str, ==, names);
  g_string_truncate (notified, 0);
}

/* Each change is told once, and what is no change is not. */
static void
test_notify (void)
{
  KithMessage *message = kith_message_new (NULL, KITH_DIRECTION_OUT, "a@b", "text", 5, "id");
  g_autoptr(GString) notified = g_string_new (NULL);

  g_signal_connect (message, "notify", G_CALLBACK (notify_cb), notified);
  kith_message_set_id (message, 7);
  kith_message_set_id (message, 7);
  assert_notified (notified, "id ");
  kith_message_set_delivery (message, KITH_DELIVERY_SENT, NULL);
  kith_message_set_delivery (message, KITH_DELIVERY_SENT, NULL);
  assert_notified (notified, "delivery ");
  kith_message_set_ids (message, NULL, NULL);
  assert_notified (notified, "");
  kith_message_set_ids (message, "o1", NULL);
  kith_message_set_ids (message, "o1", NULL);
  assert_notified (notified, "origin-id ");
  kith_message_set_ids (message, NULL, "a1");
  assert_notified (notified, "archive-id ");
  kith_message_set_ref (message, "mine");
  kith_message_set_ref (message, "mine");
  kith_message_set_ref (message, NULL);
  assert_notified (notified, "ref ref ");
  g_assert_finalize_object (message);
}

/* A message does not keep its chat, and can do without. */
static void
test_conversation (void)
{
  g_autoptr(KithJid) jid = kith_jid_new ("ben@kith.example", NULL);
  KithContact *contact = kith_contact_new (NULL, jid);
  KithConversation *conversation = kith_conversation_new (NULL, contact);
  KithMessage *message = kith_message_new (conversation, KITH_DIRECTION_IN, "ben@kith.example", "text", 5, NULL);

  g_assert_true (kith_message_get_conversation (message) == conversation);
  g_assert_finalize_object (conversation);
  g_assert_null (kith_message_get_conversation (message));
  g_assert_finalize_object (message);
  g_assert_finalize_object (contact);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/message/all", test_message);

  g_test_add_func ("/message/notify", test_notify);
  g_test_add_func ("/message/conversation", test_conversation);

  return g_test_run ();
}
