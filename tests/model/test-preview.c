/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-message-private.h"
#include "kith-preview-private.h"

static void
test_changes (void)
{
  KithPreview self = { NULL };
  g_autofree char *text = g_strnfill (5000, 'x');
  KithMessage *message = kith_message_new (NULL, KITH_DIRECTION_OUT, "a@b", text, 5, "id");
  KithMessage *other = kith_message_new (NULL, KITH_DIRECTION_OUT, "a@b", "x", 4, "id2");

  g_assert_cmpint (kith_preview_set_message (&self, message), ==,
                   KITH_PREVIEW_TIME | KITH_PREVIEW_BODY | KITH_PREVIEW_DIRECTION | KITH_PREVIEW_DELIVERY);
  g_assert_cmpuint (strlen (self.body), <, 1000);
  g_assert_cmpint (kith_preview_set_message (&self, message), ==, 0);

  g_assert_cmpint (kith_preview_set_delivery (&self, other, KITH_DELIVERY_READ), ==, 0);
  g_assert_cmpint (kith_preview_set_delivery (&self, message, KITH_DELIVERY_SENT), ==, KITH_PREVIEW_DELIVERY);
  g_assert_cmpint (kith_preview_set_delivery (&self, message, KITH_DELIVERY_SENT), ==, 0);

  g_assert_cmpint (kith_preview_set (&self, 5, self.body, KITH_DIRECTION_IN, KITH_DELIVERY_NONE), ==,
                   KITH_PREVIEW_DIRECTION | KITH_PREVIEW_DELIVERY);
  kith_preview_set_message (&self, NULL);
  g_assert_null (self.body);
  g_assert_cmpint (self.time, ==, 0);
  kith_preview_clear (&self);
  g_assert_finalize_object (message);
  g_assert_finalize_object (other);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/preview/changes", test_changes);

  return g_test_run ();
}
