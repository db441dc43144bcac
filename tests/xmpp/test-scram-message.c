/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-scram-message.h"

#include "kith-scram.h"
#include "kith-xmpp-error.h"

#include <string.h>

static const char NONCE[] = "rOprNGfwEbeRWgbNEkqO";
static const char CHALLENGE[] =
  "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,x=y,h=QUJD";
static const char SIGNATURE[] = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=,x=y";

static void
test_challenge (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KithScramChallenge) challenge = kith_scram_challenge_parse (CHALLENGE, NONCE, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (challenge->nonce, ==, "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");
  g_assert_cmpuint (g_bytes_get_size (challenge->salt), ==, 16);
  g_assert_cmpuint (challenge->iterations, ==, 4096);
  g_assert_cmpmem (g_bytes_get_data (challenge->offer_hash, NULL), g_bytes_get_size (challenge->offer_hash), "ABC", 3);
}

static void
test_bounds (void)
{
  static const struct
  {
    const char *count;
    gboolean    ok;
  } COUNTS[] = {
    { "4095", FALSE }, { "4096", TRUE }, { "10000", TRUE }, { "1000000", TRUE }, { "1000001", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (COUNTS); i++)
    {
      g_autofree char *text = g_strdup_printf ("r=%sx,s=QUJD,i=%s", NONCE, COUNTS[i].count);
      g_autoptr(KithScramChallenge) challenge = kith_scram_challenge_parse (text, NONCE, NULL);

      g_assert_cmpint (challenge != NULL, ==, COUNTS[i].ok);
    }
}

/* One change to @text: a byte replaced, taken away, put in, or the rest cut off. */
static char *
mutate (const char *text)
{
  static const char BYTES[] = ",=rsimhev0192/+- \t\n\x01\x7f\x80\xff%";
  gsize length = strlen (text);
  gsize at = g_test_rand_int_range (0, length);
  char byte = BYTES[g_test_rand_int_range (0, sizeof (BYTES) - 1)];
  GString *mutated = g_string_new (text);

  switch (g_test_rand_int_range (0, 5))
    {
    case 0:
      mutated->str[at] = byte;
      break;

    case 1:
      g_string_erase (mutated, at, 1);
      break;

    case 2:
      g_string_insert_c (mutated, at, byte);
      break;

    case 3:
      g_string_truncate (mutated, at);
      break;

    default:
      g_string_insert (mutated, at, text + g_test_rand_int_range (0, length));
      break;
    }

  return g_string_free (mutated, FALSE);
}

/* Whatever comes of a thousand accidents is refused, or keeps every promise. */
static void
test_mutated_challenges (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *once = mutate (CHALLENGE);
      g_autofree char *text = *once != '\0' && g_test_rand_bit () ? mutate (once) : g_strdup (once);
      g_autoptr(GError) error = NULL;
      g_autoptr(KithScramChallenge) challenge = kith_scram_challenge_parse (text, NONCE, &error);

      if (challenge == NULL)
        {
          g_assert_true (error->domain == KITH_XMPP_ERROR);
          g_assert_true (g_utf8_validate (error->message, -1, NULL));
          continue;
        }

      g_assert_no_error (error);
      g_assert_true (g_str_has_prefix (challenge->nonce, NONCE));
      g_assert_cmpuint (strlen (challenge->nonce), >, strlen (NONCE));
      g_assert_null (strchr (challenge->nonce, ','));
      g_assert_cmpuint (g_bytes_get_size (challenge->salt), >, 0);
      g_assert_cmpuint (challenge->iterations, >=, KITH_SCRAM_MIN_ITERATIONS);
      g_assert_cmpuint (challenge->iterations, <=, KITH_SCRAM_MAX_ITERATIONS);
    }
}

static void
test_mutated_signatures (void)
{
  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *text = mutate (SIGNATURE);
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) signature = kith_scram_parse_signature (text, &error);

      g_assert_true ((signature != NULL) == (error == NULL));
    }
}

static void
test_escape (void)
{
  static const char *const NAMES[][2] = {
    { "user", "user" }, { "a,b=c", "a=2Cb=3Dc" }, { "=2C", "=3D2C" }, { "", "" }, { "\xC3\xBC", "\xC3\xBC" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (NAMES); i++)
    {
      g_autofree char *escaped = kith_scram_escape_name (NAMES[i][0]);

      g_assert_cmpstr (escaped, ==, NAMES[i][1]);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/scram-message/challenge", test_challenge);
  g_test_add_func ("/scram-message/bounds", test_bounds);
  g_test_add_func ("/scram-message/mutated-challenges", test_mutated_challenges);
  g_test_add_func ("/scram-message/mutated-signatures", test_mutated_signatures);
  g_test_add_func ("/scram-message/escape", test_escape);

  return g_test_run ();
}
