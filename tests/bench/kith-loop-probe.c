/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <glib.h>

/* Loaded into a program by LD_PRELOAD: writes down how long its main loop did not come back to waiting.
 *
 * The file KITH_LOOP_PROBE names gets a line for each turn of the default main context of LIMIT or more: when it began
 * (monotonic clock), how long it took, how much of that the main thread had a processor, and how much it waited for one that was busy
 * with others; all in microseconds. The rest is what the thread waited for by itself: a disk, another process, a lock. */

#define LIMIT 2000

static gint64 busy_since = 0;
static gint64 cpu_since = 0;
static gint64 waiting_since = 0;
static int output = -1;
static int schedule = -1;

static gint64
now (clockid_t clock)
{
  struct timespec time;

  clock_gettime (clock, &time);
  return (gint64)time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

/* How long this thread was ready to run so far, and no processor was free. 0 if the kernel does not say. */
static gint64
get_waiting (void)
{
  char text[96];
  gint64 waiting = 0;
  gssize n = schedule >= 0 ? pread (schedule, text, sizeof text - 1, 0) : -1;

  if (n <= 0)
    return 0;

  text[n] = '\0';
  if (sscanf (text, "%*s %" G_GINT64_FORMAT, &waiting) != 1)
    return 0;

  return waiting / 1000;
}

static gint
probe_poll (GPollFD *fds,
            guint    n_fds,
            gint     timeout)
{
  gint64 busy = now (CLOCK_MONOTONIC) - busy_since;
  gint64 cpu = now (CLOCK_THREAD_CPUTIME_ID) - cpu_since;
  int saved_errno;
  int ready;

  if (busy_since != 0 && busy >= LIMIT)
    dprintf (output, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", busy_since, busy, cpu,
             get_waiting () - waiting_since);

  ready = poll ((struct pollfd *)fds, n_fds, timeout);
  saved_errno = errno;
  waiting_since = get_waiting ();
  busy_since = now (CLOCK_MONOTONIC);
  cpu_since = now (CLOCK_THREAD_CPUTIME_ID);
  errno = saved_errno;

  return ready;
}

__attribute__ ((constructor)) static void
begin (void)
{
  const char *path = getenv ("KITH_LOOP_PROBE");

  if (path == NULL)
    return;

  output = open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (output < 0)
    return;

  schedule = open ("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
  /* What the program starts in turn is not measured. */
  unsetenv ("LD_PRELOAD");
  unsetenv ("KITH_LOOP_PROBE");
  g_main_context_set_poll_func (NULL, probe_poll);
}
