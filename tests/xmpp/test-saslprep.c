/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-saslprep.h"

static const struct
{
  const char *text;
  const char *prepared;
} CASES[] = {
  /* RFC 4013, 3 */
  { "I\xC2\xADX", "IX" },
  { "user", "user" },
  { "USER", "USER" },
  { "\xC2\xAA", "a" },
  { "\xE2\x85\xA8", "IX" },
  { "\x07", NULL },
  /* and what it says elsewhere */
  { "", "" },
  { " a  b ", " a  b " },
  { "a\xC2\xA0" "b", "a b" },
  { "a\xE3\x80\x80" "b", "a b" },
  { "a\xE2\x80\x8B" "b", "ab" },
  { "u\xCC\x88", "\xC3\xBC" },
  { "\xEF\xAC\x81", "fi" },
  { "\xF0\x9F\x94\x91", "\xF0\x9F\x94\x91" },
  { "a\x7F", NULL },
  { "a\n", NULL },
  { "\xC2\x85", NULL },
  { "\xE2\x80\xAE", NULL },
  { "\xEE\x80\x80", NULL },
  { "\xEF\xBF\xBD", NULL },
  { "\xFF", NULL },
  { "\xC3", NULL },
  { "\xED\xA0\x80", NULL },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autofree char *prepared = kith_saslprep (CASES[i].text);

      g_test_message ("case %u", i);
      g_assert_cmpstr (prepared, ==, CASES[i].prepared);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/saslprep/cases", test_cases);

  return g_test_run ();
}
