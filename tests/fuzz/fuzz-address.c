/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-fuzz.h"

#include <string.h>

#include "kith-color.h"
#include "kith-jid.h"
#include "kith-precis.h"
#include "kith-saslprep.h"
#include "kith-text.h"

/* Addresses (RFC 7622) and the preparations of PRECIS and SASLprep: what was prepared once stays as it is. */

static void
check_jid (const char *text)
{
  g_autoptr(KithJid) jid = kith_jid_new (text, NULL);
  g_autoptr(KithJid) again = NULL;
  g_autoptr(KithJid) bare = NULL;

  if (jid == NULL)
    return;

  g_assert_true (g_utf8_validate (kith_jid_get_text (jid), -1, NULL));
  again = kith_jid_new (kith_jid_get_text (jid), NULL);
  g_assert_nonnull (again);
  g_assert_true (kith_jid_equal (jid, again));
  g_assert_cmpuint (kith_jid_hash (jid), ==, kith_jid_hash (again));
  g_assert_cmpstr (kith_jid_get_text (jid), ==, kith_jid_get_text (again));

  bare = kith_jid_dup_bare (jid);
  g_assert_true (kith_jid_is_bare (bare));
  g_assert_true (kith_jid_bare_equal (jid, bare));
  g_assert_cmpstr (kith_jid_get_text (bare), ==, kith_jid_get_bare_text (jid));
  g_assert_nonnull (kith_jid_get_domainpart (jid));

  if (kith_jid_get_resourcepart (jid) != NULL)
    {
      g_autoptr(KithJid) full = kith_jid_with_resource (bare, kith_jid_get_resourcepart (jid), NULL);

      g_assert_nonnull (full);
      g_assert_true (kith_jid_equal (jid, full));
    }
}

static void
check_precis (const char *text, gssize length)
{
  g_autofree char *username = kith_precis_username (text, length);
  g_autofree char *opaque = kith_precis_opaque (text, length);

  if (username != NULL)
    {
      g_autofree char *again = kith_precis_username (username, -1);

      g_assert_cmpstr (username, ==, again);
    }
  if (opaque != NULL)
    {
      g_autofree char *again = kith_precis_opaque (opaque, -1);

      g_assert_cmpstr (opaque, ==, again);
    }
  if (g_utf8_validate (text, -1, NULL))
    kith_precis_is_identifier (text);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = kith_fuzz_dup_text (data, size);
  g_autofree char *prepared = NULL;
  g_autofree char *start = NULL;
  double hue = 0;

  check_jid (text);
  check_precis (text, -1);
  if (size > 0)
    check_precis (text, (gssize)MIN (strlen (text), size / 2));

  prepared = kith_saslprep (text);
  if (!g_utf8_validate (text, -1, NULL))
    return 0;

  start = kith_text_dup_start (text, 3);
  g_assert_cmpint (g_utf8_strlen (start, -1), <=, 3);
  g_assert_true (g_str_has_prefix (text, start));
  hue = kith_color_hue (text);
  g_assert_true (hue >= 0 && hue < 360);

  return 0;
}
