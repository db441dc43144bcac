/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-datetime.h"

#include <string.h>

/*
 * Moments on the wire (XEP-0082) and in the program (microseconds since 1970 UTC). The parser is
 * strict: what it cannot be sure of it refuses, so that a peer's nonsense never becomes a time.
 */

#define MINUTE (60 * G_TIME_SPAN_SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define FIRST_MOMENT G_GINT64_CONSTANT (-62135596800000000) /* 0001-01-01T00:00:00Z */
#define LAST_MOMENT G_GINT64_CONSTANT (253402300799999999)  /* 9999-12-31T23:59:59.999999Z */

/* Takes exactly `count` digits from the cursor. */
static gboolean
take_number (const char **cursor,
             guint        count,
             int          lowest,
             int          highest,
             int         *number)
{
  int value = 0;

  for (guint i = 0; i < count; i++)
    {
      if (!g_ascii_isdigit ((*cursor)[i]))
        return FALSE;
      value = value * 10 + ((*cursor)[i] - '0');
    }

  *cursor += count;
  *number = value;
  return value >= lowest && value <= highest;
}

static gboolean
take_char (const char **cursor,
           char         wanted)
{
  if (**cursor != wanted)
    return FALSE;

  (*cursor)++;
  return TRUE;
}

static gboolean
take_date (const char **cursor,
           gboolean     extended,
           gint64      *days)
{
  int year, month, day;
  GDate date;

  if (!take_number (cursor, 4, 1, 9999, &year) || (extended && !take_char (cursor, '-')) ||
      !take_number (cursor, 2, 1, 12, &month) || (extended && !take_char (cursor, '-')) ||
      !take_number (cursor, 2, 1, 31, &day) || !g_date_valid_dmy (day, month, year))
    return FALSE;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, day, month, year);
  *days = (gint64)g_date_get_julian (&date) - 719163;  /* 1970-01-01 */
  return TRUE;
}

static gboolean
take_time (const char **cursor,
           gint64      *span)
{
  int hour, minute, second;

  if (!take_number (cursor, 2, 0, 23, &hour) || !take_char (cursor, ':') ||
      !take_number (cursor, 2, 0, 59, &minute) || !take_char (cursor, ':') ||
      !take_number (cursor, 2, 0, 59, &second))
    return FALSE;

  *span = hour * HOUR + minute * MINUTE + second * G_TIME_SPAN_SECOND;
  return TRUE;
}

/* Any number of digits may follow the point; what is finer than a microsecond is cut off. */
static gboolean
take_fraction (const char **cursor,
               gint64      *span)
{
  gint64 weight = G_TIME_SPAN_SECOND / 10;

  *span = 0;
  if (!take_char (cursor, '.'))
    return TRUE;
  if (!g_ascii_isdigit (**cursor))
    return FALSE;

  for (; g_ascii_isdigit (**cursor); (*cursor)++)
    {
      *span += (**cursor - '0') * weight;
      weight /= 10;
    }

  return TRUE;
}

static gboolean
take_offset (const char **cursor,
             gint64      *span)
{
  gint64 sign = **cursor == '-' ? -1 : 1;
  int hours, minutes;

  *span = 0;
  if (take_char (cursor, 'Z'))
    return TRUE;
  if (!take_char (cursor, '+') && !take_char (cursor, '-'))
    return FALSE;
  if (!take_number (cursor, 2, 0, 14, &hours) || !take_char (cursor, ':') ||
      !take_number (cursor, 2, 0, 59, &minutes) || (hours == 14 && minutes != 0))
    return FALSE;

  *span = sign * (hours * HOUR + minutes * MINUTE);
  return TRUE;
}

/**
 * kith_datetime_parse:
 * @text: (nullable): a moment as somebody sent it
 * @microseconds: (out): the moment since 1970 UTC; untouched on failure
 *
 * Reads a DateTime of XEP-0082 (2002-09-10T23:41:07.123-06:00), and the form of the retired
 * XEP-0091 (20020910T23:08:25, always UTC) which gateways and old archives still send.
 *
 * Returns: whether @text is such a moment, between the years 1 and 9999
 */
gboolean
kith_datetime_parse (const char *text,
                     gint64     *microseconds)
{
  const char *cursor = text;
  gboolean extended;
  gint64 days, time, fraction = 0, offset = 0, moment;

  g_return_val_if_fail (microseconds != NULL, FALSE);

  if (text == NULL || strlen (text) < strlen ("20020910T23:08:25"))
    return FALSE;

  extended = text[4] == '-';
  if (!take_date (&cursor, extended, &days) || !take_char (&cursor, 'T') ||
      !take_time (&cursor, &time))
    return FALSE;
  if (extended && (!take_fraction (&cursor, &fraction) || !take_offset (&cursor, &offset)))
    return FALSE;
  if (*cursor != '\0')
    return FALSE;

  moment = days * DAY + time + fraction - offset;
  if (moment < FIRST_MOMENT || moment > LAST_MOMENT)
    return FALSE;

  *microseconds = moment;
  return TRUE;
}

/**
 * kith_datetime_format:
 * @microseconds: a moment since 1970 UTC; one outside the years 1 to 9999 is taken for the nearest
 *
 * Returns: (transfer full): the DateTime of XEP-0082 in UTC, with milliseconds where there are any
 */
char *
kith_datetime_format (gint64 microseconds)
{
  gint64 moment = CLAMP (microseconds, FIRST_MOMENT, LAST_MOMENT) - FIRST_MOMENT;
  gint64 time = moment % DAY;
  int milliseconds = time % G_TIME_SPAN_SECOND / G_TIME_SPAN_MILLISECOND;
  GString *text = g_string_sized_new (24);
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_julian (&date, moment / DAY + 1);
  g_string_append_printf (text, "%04d-%02d-%02dT%02d:%02d:%02d",
                          g_date_get_year (&date), g_date_get_month (&date), g_date_get_day (&date),
                          (int)(time / HOUR), (int)(time % HOUR / MINUTE),
                          (int)(time % MINUTE / G_TIME_SPAN_SECOND));
  if (milliseconds != 0)
    g_string_append_printf (text, ".%03d", milliseconds);
  g_string_append_c (text, 'Z');

  return g_string_free (text, FALSE);
}
