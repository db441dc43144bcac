/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-xmpp-error.h"

static void
test_every_condition (void)
{
  for (int code = KITH_STANZA_ERROR_BAD_REQUEST; code <= KITH_STANZA_ERROR_BLOCKED; code++)
    {
      const char *condition = kith_stanza_error_to_condition ((KithStanzaError)code);

      g_assert_nonnull (condition);
      g_assert_cmpint (kith_stanza_error_from_condition (condition), ==, code);
    }
}

static void
test_unknown_condition (void)
{
  g_assert_cmpint (kith_stanza_error_from_condition ("no-such-thing"), ==, KITH_STANZA_ERROR_UNDEFINED_CONDITION);
  g_assert_cmpint (kith_stanza_error_from_condition (NULL), ==, KITH_STANZA_ERROR_UNDEFINED_CONDITION);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xmpp-error/every-condition", test_every_condition);
  g_test_add_func ("/xmpp-error/unknown-condition", test_unknown_condition);

  return g_test_run ();
}
