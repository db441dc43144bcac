/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-datetime.h"

typedef struct
{
  const char *text;
  gint64      microseconds;
  const char *formatted;
} Valid;

static const Valid valid[] = {
  /* XEP-0082, 3.2 */
  { "1969-07-21T02:56:15Z", -14159025000000, "1969-07-21T02:56:15Z" },
  { "1969-07-20T21:56:15-05:00", -14159025000000, "1969-07-21T02:56:15Z" },
  /* XEP-0091 */
  { "20020910T23:08:25", 1031699305000000, "2002-09-10T23:08:25Z" },
  { "1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z" },
  { "1970-01-01T00:00:00+00:00", 0, "1970-01-01T00:00:00Z" },
  { "1970-01-01T00:00:00.001Z", 1000, "1970-01-01T00:00:00.001Z" },
  { "1969-12-31T23:59:59.999Z", -1000, "1969-12-31T23:59:59.999Z" },
  { "2000-02-29T12:00:00.5+05:30", 951805800500000, "2000-02-29T06:30:00.500Z" },
  { "2024-06-01T10:11:12.123456789123456789Z", 1717236672123456, "2024-06-01T10:11:12.123Z" },
  { "2024-06-01T10:11:12.000000Z", 1717236672000000, "2024-06-01T10:11:12Z" },
  { "0001-01-01T00:00:00Z", -62135596800000000, "0001-01-01T00:00:00Z" },
  { "9999-12-31T23:59:59.999Z", 253402300799999000, "9999-12-31T23:59:59.999Z" },
};

static const char *const invalid[] = {
  "",
  "now",
  "2024-06-01",
  "10:11:12Z",
  "2024-06-01T10:11:12",
  "2024-06-01T10:11Z",
  "2024-06-01 10:11:12Z",
  "2024-06-01t10:11:12Z",
  "2024-06-01T10:11:12z",
  " 2024-06-01T10:11:12Z",
  "2024-06-01T10:11:12Z ",
  "2024-06-01T10:11:12ZZ",
  "2024-06-01T10:11:12.Z",
  "2024-06-01T10:11:12,5Z",
  "2024-06-01T10:11:12+0100",
  "2024-06-01T10:11:12+01",
  "2024-06-01T10:11:12+14:01",
  "2024-06-01T10:11:12+15:00",
  "2024-06-01T10:11:12+01:60",
  "2024-06-01T24:00:00Z",
  "2024-06-01T23:60:00Z",
  "2024-06-01T23:59:60Z",
  "2024-06-01T-1:59:50Z",
  "2024-00-01T10:11:12Z",
  "2024-13-01T10:11:12Z",
  "2024-06-00T10:11:12Z",
  "2024-06-31T10:11:12Z",
  "2023-02-29T10:11:12Z",
  "1900-02-29T10:11:12Z",
  "0000-01-01T00:00:00Z",
  "-001-01-01T00:00:00Z",
  "-0001-01-01T00:00:00Z",
  "12024-06-01T10:11:12Z",
  "24-06-01T10:11:12Z000",
  "0001-01-01T00:00:00+14:00",
  "9999-12-31T23:59:59-14:00",
  "99999999999999999999-01-01T00:00:00Z",
  "2024-6-01T10:11:12.00Z",
  "2024-06-01T10:11:12+٠١:٠٠",
  "２０２４-06-01T10:11:12Z",
  "20020910T23:08:25Z",
  "20020910T23:08:25.5",
  "2002-0910T23:08:25Z",
  "200209-10T23:08:25Z",
  "20021310T23:08:25",
  "00000910T23:08:25",
  "20240601T10:11:12\n",
};

static void
test_valid (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (valid); i++)
    {
      gint64 moment = 1;
      g_autofree char *formatted = NULL;

      g_test_message ("%" G_GSIZE_FORMAT, i);
      g_assert_true (kith_datetime_parse (valid[i].text, &moment));
      g_assert_cmpint (moment, ==, valid[i].microseconds);
      formatted = kith_datetime_format (moment);
      g_assert_cmpstr (formatted, ==, valid[i].formatted);
    }
}

static void
test_invalid (void)
{
  gint64 moment = 42;

  g_assert_false (kith_datetime_parse (NULL, &moment));
  for (gsize i = 0; i < G_N_ELEMENTS (invalid); i++)
    {
      g_test_message ("%" G_GSIZE_FORMAT, i);
      g_assert_false (kith_datetime_parse (invalid[i], &moment));
    }
  g_assert_cmpint (moment, ==, 42);
}

static void
test_oversized (void)
{
  GString *text = g_string_new ("2024-06-01T10:11:12.");
  gint64 moment;

  for (int i = 0; i < 1000000; i++)
    g_string_append_c (text, '9');
  g_assert_false (kith_datetime_parse (text->str, &moment));
  g_string_append_c (text, 'Z');
  g_assert_true (kith_datetime_parse (text->str, &moment));
  g_assert_cmpint (moment, ==, 1717236672999999);
  g_string_free (text, TRUE);
}

static void
test_every_day (void)
{
  const gint64 day = 24 * G_GINT64_CONSTANT (3600000000);
  const gint64 step = 97 * day + 3601000000; /* a prime number of days and a bit */

  /* GDateTime is the judge. */
  for (gint64 moment = -62135596800000000; moment < 253402300799000000; moment += step)
    {
      g_autoptr(GDateTime) datetime = g_date_time_new_from_unix_utc (moment / 1000000);
      g_autofree char *wanted = g_date_time_format (datetime, "%C%y-%m-%dT%H:%M:%SZ");
      g_autofree char *formatted = kith_datetime_format (moment);
      gint64 parsed;

      g_assert_cmpstr (formatted, ==, wanted);
      g_assert_true (kith_datetime_parse (formatted, &parsed));
      g_assert_cmpint (parsed, ==, moment);
    }
}

static void
test_format_beyond (void)
{
  g_autofree char *first = kith_datetime_format (G_MININT64);
  g_autofree char *last = kith_datetime_format (G_MAXINT64);

  g_assert_cmpstr (first, ==, "0001-01-01T00:00:00Z");
  g_assert_cmpstr (last, ==, "9999-12-31T23:59:59.999Z");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/datetime/valid", test_valid);
  g_test_add_func ("/datetime/invalid", test_invalid);
  g_test_add_func ("/datetime/oversized", test_oversized);
  g_test_add_func ("/datetime/every-day", test_every_day);
  g_test_add_func ("/datetime/format-beyond", test_format_beyond);

  return g_test_run ();
}
