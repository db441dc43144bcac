/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-midnight.h"

#include "kith-time-words.h"

/* Sleep does not count into the time of a timer, and people travel: so the date is looked at in between, too. */
#define LONGEST_WAIT_SECONDS 600

/**
 * KithMidnight:
 *
 * Tells whoever shows "Today" and "Yesterday" that these are other days now. Each view owns one.
 *
 * Signal "passed": the date is another one than before.
 */
struct _KithMidnight
{
  GObject parent_instance;

  int     day; /* of all days */
  guint   timeout_id;
};

enum
{
  SIGNAL_PASSED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithMidnight, kith_midnight, G_TYPE_OBJECT)

static int
get_day (gint64 time)
{
  g_autoptr(GDateTime) local = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay)g_date_time_get_day_of_month (local), (GDateMonth)g_date_time_get_month (local),
                  (GDateYear)g_date_time_get_year (local));

  return (int)g_date_get_julian (&date);
}

static guint
get_wait (gint64 now)
{
  gint64 seconds = kith_time_words_until_tomorrow (now) / G_USEC_PER_SEC + 1;

  return (guint)MIN (seconds, LONGEST_WAIT_SECONDS);
}

static gboolean
timeout_cb (gpointer user_data)
{
  g_autoptr(KithMidnight) self = g_object_ref (user_data);
  gint64 now = g_get_real_time ();

  self->timeout_id = g_timeout_add_seconds (get_wait (now), timeout_cb, self);
  kith_midnight_check (self, now);

  return G_SOURCE_REMOVE;
}

static void
kith_midnight_dispose (GObject *object)
{
  g_clear_handle_id (&KITH_MIDNIGHT (object)->timeout_id, g_source_remove);

  G_OBJECT_CLASS (kith_midnight_parent_class)->dispose (object);
}

static void
kith_midnight_class_init (KithMidnightClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kith_midnight_dispose;

  signals[SIGNAL_PASSED] = g_signal_new ("passed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);
}

static void
kith_midnight_init (KithMidnight *self)
{
  gint64 now = g_get_real_time ();

  self->day = get_day (now);
  self->timeout_id = g_timeout_add_seconds (get_wait (now), timeout_cb, self);
}

KithMidnight *
kith_midnight_new (void)
{
  return g_object_new (KITH_TYPE_MIDNIGHT, NULL);
}

/**
 * kith_midnight_check:
 * @now: µs since 1970 UTC
 *
 * Tells at once if @now is another day, here, than when it was last looked at.
 */
void
kith_midnight_check (KithMidnight *self,
                     gint64        now)
{
  int day;

  g_return_if_fail (KITH_IS_MIDNIGHT (self));

  day = get_day (now);
  if (day == self->day)
    return;

  self->day = day;
  g_signal_emit (self, signals[SIGNAL_PASSED], 0);
}
