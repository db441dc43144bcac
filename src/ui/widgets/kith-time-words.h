/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Moments in the words of the locale. @time and @now are µs since 1970 UTC; every answer is (transfer full). */

char *kith_time_words_clock (gint64 time);
char *kith_time_words_short (gint64 time, gint64 now);
char *kith_time_words_day (gint64 time, gint64 now);
char *kith_time_words_date (gint64 time);
char *kith_time_words_full (gint64 time);
char *kith_time_words_last_seen (gint64 time, gint64 now);

int kith_time_words_day_number (gint64 time);
gint64 kith_time_words_until_tomorrow (gint64 now);

G_END_DECLS
