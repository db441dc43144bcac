/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-fuzz.h"

#include <string.h>

#include "kith-sasl.h"
#include "kith-scram-message.h"
#include "kith-scram.h"

/* What a server says in SCRAM (RFC 5802, XEP-0474), and the base64 around it. */

#define NONCE "rOprNGfwEbeRWgbNEkqO"

static void
check_challenge (const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KithScramChallenge) challenge = kith_scram_challenge_parse (text, NONCE, &error);

  g_assert_true ((challenge == NULL) == (error != NULL));
  if (challenge == NULL)
    return;

  g_assert_true (g_str_has_prefix (challenge->nonce, NONCE));
  g_assert_cmpuint (strlen (challenge->nonce), >, strlen (NONCE));
  g_assert_cmpuint (g_bytes_get_size (challenge->salt), >, 0);
  g_assert_cmpuint (challenge->iterations, >=, KITH_SCRAM_MIN_ITERATIONS);
  g_assert_cmpuint (challenge->iterations, <=, KITH_SCRAM_MAX_ITERATIONS);
}

static void
check_base64 (const char *text)
{
  g_autoptr(GBytes) bytes = kith_sasl_decode (text);
  g_autoptr(GBytes) again = NULL;
  g_autofree char *encoded = NULL;

  if (bytes == NULL)
    return;

  encoded = kith_sasl_encode (bytes);
  again = kith_sasl_decode (encoded);
  g_assert_nonnull (again);
  g_assert_true (g_bytes_equal (bytes, again));
}

static void
check_name (const char *text)
{
  g_autofree char *escaped = kith_scram_escape_name (text);

  g_assert_true (escaped == NULL || strchr (escaped, ',') == NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = kith_fuzz_dup_text (data, size);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) signature = kith_scram_parse_signature (text, &error);

  g_assert_true ((signature == NULL) == (error != NULL));
  check_challenge (text);
  check_base64 (text);
  if (g_utf8_validate (text, -1, NULL))
    check_name (text);

  return 0;
}
