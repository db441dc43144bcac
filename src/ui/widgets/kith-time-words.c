/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-time-words.h"

#include <glib/gi18n.h>
#include <langinfo.h>
#include <string.h>

/* Beyond these a date has no calendar; what comes over the wire may. */
#define TIME_MIN G_GINT64_CONSTANT (-62135596800000000)
#define TIME_MAX G_GINT64_CONSTANT (253402300799999999)

/* Asking for the zone looks on the disk whether it is another one by now, which takes longer than all else about a time. Once a
 * second is enough for who travels. */
static GTimeZone *
get_zone (void)
{
  static GTimeZone *zone = NULL;
  static gint64 asked = 0;
  gint64 now = g_get_monotonic_time ();

  if (zone == NULL || now - asked >= G_USEC_PER_SEC)
    {
      g_clear_pointer (&zone, g_time_zone_unref);
      zone = g_time_zone_new_local ();
      asked = now;
    }

  return zone;
}

static GDateTime *
to_local (gint64 time)
{
  g_autoptr(GDateTime) utc = NULL;
  g_autoptr(GDateTime) whole = NULL;
  GDateTime *local;

  time = CLAMP (time, TIME_MIN, TIME_MAX);
  utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  whole = utc != NULL ? g_date_time_to_timezone (utc, get_zone ()) : NULL;
  if (whole == NULL)
    return g_date_time_new_from_unix_utc (0);

  local = g_date_time_add (whole, time % G_USEC_PER_SEC);

  return local != NULL ? local : g_steal_pointer (&whole);
}

static int
get_day (GDateTime *when)
{
  GDate date;
  int year, month, day;

  g_date_time_get_ymd (when, &year, &month, &day);
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, day, month, year);

  return (int)g_date_get_julian (&date);
}

static gboolean
has_half_days (void)
{
  const char *format = nl_langinfo (T_FMT);

  return strstr (format, "%r") != NULL || strstr (format, "%p") != NULL || strstr (format, "%I") != NULL;
}

static char *
format_clock (GDateTime *when)
{
  if (has_half_days ())
    {
      /* Translators: the time of day in locales with twelve hours, as in "2:05 PM"; see strftime (3). */
      return g_date_time_format (when, _("%-I:%M %p"));
    }

  /* Translators: the time of day, as in "14:05". */
  return g_date_time_format (when, _("%H:%M"));
}

/**
 * kith_time_words_clock:
 *
 * Returns: the time of day, as in "14:05"
 */
char *
kith_time_words_clock (gint64 time)
{
  g_autoptr(GDateTime) when = to_local (time);

  return format_clock (when);
}

/**
 * kith_time_words_short:
 *
 * Returns: as short as a list needs it: "14:05", "Yesterday", "Mon", "3 May", "3 May 2024"
 */
char *
kith_time_words_short (gint64 time,
                       gint64 now)
{
  g_autoptr(GDateTime) when = to_local (time);
  g_autoptr(GDateTime) today = to_local (now);
  int age = get_day (today) - get_day (when);

  if (age == 0)
    return format_clock (when);

  if (age == 1)
    return g_strdup (_("Yesterday"));

  if (age > 1 && age < 7)
    {
      /* Translators: a day of the last week in a narrow column, as in "Mon".
       * xgettext:no-c-format */
      return g_date_time_format (when, _("%a"));
    }

  if (g_date_time_get_year (when) == g_date_time_get_year (today))
    {
      /* Translators: a day of this year in a narrow column, as in "3 May". */
      return g_date_time_format (when, _("%-e %b"));
    }

  /* Translators: a day of another year in a narrow column, as in "3 May 2024". */
  return g_date_time_format (when, _("%-e %b %Y"));
}

/**
 * kith_time_words_day:
 *
 * Returns: a day as a heading: "Today", "Yesterday", "Monday", "3 May", "3 May 2024"
 */
char *
kith_time_words_day (gint64 time,
                     gint64 now)
{
  g_autoptr(GDateTime) when = to_local (time);
  g_autoptr(GDateTime) today = to_local (now);
  int age = get_day (today) - get_day (when);

  if (age == 0)
    return g_strdup (_("Today"));

  if (age == 1)
    return g_strdup (_("Yesterday"));

  if (age > 1 && age < 7)
    {
      /* Translators: a day of the last week as a heading, as in "Monday".
       * xgettext:no-c-format */
      return g_date_time_format (when, _("%A"));
    }

  if (g_date_time_get_year (when) == g_date_time_get_year (today))
    {
      /* Translators: a day of this year as a heading, as in "3 May". */
      return g_date_time_format (when, _("%-e %B"));
    }

  /* Translators: a day of another year as a heading, as in "3 May 2024". */
  return g_date_time_format (when, _("%-e %B %Y"));
}

/**
 * kith_time_words_date:
 *
 * Returns: a day with its year, whatever day it is: "3 May 2024"
 */
char *
kith_time_words_date (gint64 time)
{
  g_autoptr(GDateTime) when = to_local (time);

  /* Translators: a day with its year, as in "3 May 2026"; see strftime (3). */
  return g_date_time_format (when, _("%-e %B %Y"));
}

/**
 * kith_time_words_full:
 *
 * Returns: everything: "Monday, 3 May 2024, 14:05"
 */
char *
kith_time_words_full (gint64 time)
{
  g_autoptr(GDateTime) when = to_local (time);
  /* Translators: a day in full, as in "Monday, 3 May 2024". */
  g_autofree char *day = g_date_time_format (when, _("%A, %-e %B %Y"));
  g_autofree char *clock = format_clock (when);

  /* Translators: a day in full and a time of day, as in "Monday, 3 May 2024, 14:05". */
  return g_strdup_printf (C_("day and time", "%s, %s"), day, clock);
}

/**
 * kith_time_words_last_seen:
 *
 * Returns: when somebody was last here, as a line under their name: "last seen 5 minutes ago"
 */
char *
kith_time_words_last_seen (gint64 time,
                           gint64 now)
{
  g_autoptr(GDateTime) when = to_local (time);
  g_autoptr(GDateTime) today = to_local (now);
  g_autofree char *clock = format_clock (when);
  g_autofree char *date = NULL;
  gint64 minutes = (now - time) / (60 * G_USEC_PER_SEC);
  int age = get_day (today) - get_day (when);

  if (minutes < 1)
    return g_strdup (_("last seen just now"));

  if (minutes < 60)
    {
      /* Translators: the line under the name of somebody who is not online. */
      return g_strdup_printf (ngettext ("last seen %d minute ago", "last seen %d minutes ago", (gulong)minutes), (int)minutes);
    }

  if (age == 0)
    {
      /* Translators: %s is a time of day, as in "14:05". */
      return g_strdup_printf (_("last seen at %s"), clock);
    }

  if (age == 1)
    {
      /* Translators: %s is a time of day, as in "14:05". */
      return g_strdup_printf (_("last seen yesterday at %s"), clock);
    }

  date = kith_time_words_day (time, now);

  /* Translators: %s is a day, as in "Monday", "3 May" or "3 May 2024". */
  return g_strdup_printf (_("last seen on %s"), date);
}

/**
 * kith_time_words_day_number:
 *
 * Returns: a number that is the same for all moments of one day here, and one more for the next
 */
int
kith_time_words_day_number (gint64 time)
{
  g_autoptr(GDateTime) when = to_local (time);

  return get_day (when);
}

/**
 * kith_time_words_until_tomorrow:
 *
 * Returns: µs until the words "today" and "yesterday" change their meaning; at least one second
 */
gint64
kith_time_words_until_tomorrow (gint64 now)
{
  g_autoptr(GDateTime) today = to_local (now);
  g_autoptr(GDateTime) tomorrow = g_date_time_add_days (today, 1);
  g_autoptr(GDateTime) midnight = NULL;
  int year, month, day;

  g_date_time_get_ymd (tomorrow, &year, &month, &day);
  midnight = g_date_time_new (get_zone (), year, month, day, 0, 0, 0);

  return MAX (g_date_time_difference (midnight, today), G_USEC_PER_SEC);
}
