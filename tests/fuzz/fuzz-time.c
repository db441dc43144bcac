/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-fuzz.h"

#include "kith-datetime.h"

/* Dates and times (XEP-0082, XEP-0091): what is written from what was read is read as the same, to the millisecond. */

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = kith_fuzz_dup_text (data, size);
  g_autofree char *written = NULL;
  gint64 time = 0;
  gint64 again = 0;

  if (!kith_datetime_parse (text, &time))
    return 0;

  written = kith_datetime_format (time);
  g_assert_nonnull (written);
  g_assert_true (kith_datetime_parse (written, &again));
  g_assert_cmpint (ABS (time - again), <, 1000);

  return 0;
}
