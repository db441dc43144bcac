/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/Xdamage.h>
#include <glib.h>

/* Starts a program and says when its window shows what it should, from outside and for any toolkit alike.
 *
 *   kith-screen-watch [NAME=VALUE…] PROGRAM [ARG…]
 *
 * It looks at the pixels of the screen each time that something was drawn. The parts of a window that are looked at are bands, one
 * above the other; a band is filled when it has letters that can be read, which plain ground and pages that fade in have not.
 * Lines on standard input, each answered by a line (times are microseconds of the monotonic clock):
 *
 *   start            exec TIME PID
 *   list MS          list TIME CPU X Y WIDTH HEIGHT    all bands of the list at the left are filled
 *   keep             kept                          remembers the pane at the right
 *   pane MS          pane TIME CPU …               most bands of the pane at the right are filled, and not as kept
 *
 * or by "late" after MS milliseconds. CPU is what the program has used of the processors until then. When standard input is
 * closed the program is ended. */

#define SHADES 12
#define CONTRAST 128
#define LIST_BANDS 6
#define PANE_BANDS 8
#define PANE_ENOUGH 5
#define SMALLEST_WINDOW 300
#define LINE_LENGTH 256

typedef struct
{
  int x, y, width, height;
} Box;

typedef struct
{
  Display *display;
  Damage   damage;
  int      damage_event;
  char   **program;
  pid_t    pid;
  Box      window;
  XImage  *kept;
} Watch;

extern char **environ;

static gint64
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return (gint64)time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static gint64
get_cpu (Watch *self)
{
  struct timespec time;
  clockid_t clock;

  if (clock_getcpuclockid (self->pid, &clock) != 0 || clock_gettime (clock, &time) != 0)
    return 0;

  return (gint64)time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static XImage *
look (Watch     *self,
      const Box *box)
{
  return XGetImage (self->display, DefaultRootWindow (self->display), box->x, box->y, box->width, box->height,
                    AllPlanes, ZPixmap);
}

static int
brightness (unsigned long pixel)
{
  return ((pixel >> 16 & 0xff) * 3 + (pixel >> 8 & 0xff) * 6 + (pixel & 0xff)) / 10;
}

/* Letters that can be read: many shades between a light and a dark one. What is still fading in does not count. */
static gboolean
has_letters (XImage *image,
             int     top,
             int     height)
{
  guint32 shades[8] = { 0 };
  int darkest = 255, lightest = 0, n_shades = 0;

  for (int y = top; y < top + height; y++)
    for (int x = 0; x < image->width; x++)
      {
        int shade = brightness (XGetPixel (image, x, y));

        n_shades += (shades[shade / 32] >> shade % 32 & 1) == 0;
        shades[shade / 32] |= 1u << shade % 32;
        darkest = MIN (darkest, shade);
        lightest = MAX (lightest, shade);
      }

  return n_shades >= SHADES && lightest - darkest >= CONTRAST;
}

static gboolean
differs (XImage *image,
         XImage *kept,
         int     top,
         int     height)
{
  return kept == NULL || memcmp (image->data + (gsize)top * image->bytes_per_line,
                                 kept->data + (gsize)top * image->bytes_per_line,
                                 (gsize)height * image->bytes_per_line) != 0;
}

/* The first part of the list's rows: neither the header bar nor the last rows, which a shorter list need not have. */
static Box
list_box (const Box *window)
{
  return (Box) { window->x + 12, window->y + window->height / 4, window->width / 5, window->height * 6 / 10 };
}

static Box
pane_box (const Box *window)
{
  return (Box) { window->x + window->width * 4 / 10, window->y + window->height / 5, window->width / 2,
                 window->height * 6 / 10 };
}

static int
count_filled (XImage *image,
              XImage *kept,
              int     n_bands)
{
  int height = image->height / n_bands;
  int n = 0;

  for (int i = 0; i < n_bands; i++)
    if (has_letters (image, i * height, height) && differs (image, kept, i * height, height))
      n++;

  return n;
}

/* The largest window there is; FALSE if none is large enough to be a program's main window. */
static gboolean
find_window (Watch *self,
             Box   *found)
{
  Window root = DefaultRootWindow (self->display), parent, *children = NULL;
  unsigned int n_children = 0;

  *found = (Box) { 0, 0, 0, 0 };
  if (!XQueryTree (self->display, root, &root, &parent, &children, &n_children))
    return FALSE;

  for (unsigned int i = 0; i < n_children; i++)
    {
      XWindowAttributes of;

      if (XGetWindowAttributes (self->display, children[i], &of) && of.map_state == IsViewable &&
          of.class == InputOutput && of.width * of.height > found->width * found->height &&
          of.x >= 0 && of.y >= 0 && of.x + of.width <= DisplayWidth (self->display, 0) &&
          of.y + of.height <= DisplayHeight (self->display, 0))
        *found = (Box) { of.x, of.y, of.width, of.height }
      ;
    }
  XFree (children);

  return found->width >= SMALLEST_WINDOW && found->height >= SMALLEST_WINDOW;
}

static gboolean
list_is_there (Watch *self)
{
  Box box;
  XImage *image;
  gboolean there;

  if (!find_window (self, &self->window))
    return FALSE;

  box = list_box (&self->window);
  image = look (self, &box);
  if (image == NULL)
    return FALSE;

  there = count_filled (image, NULL, LIST_BANDS) == LIST_BANDS;
  XDestroyImage (image);

  return there;
}

static gboolean
pane_is_there (Watch *self)
{
  Box box = pane_box (&self->window);
  XImage *image = look (self, &box);
  gboolean there;

  if (image == NULL)
    return FALSE;

  there = count_filled (image, self->kept, PANE_BANDS) >= PANE_ENOUGH;
  XDestroyImage (image);

  return there;
}

/* Waits until something was drawn, and forgets it. FALSE: nothing was until END. */
static gboolean
wait_drawing (Watch *self,
              gint64 end)
{
  gboolean drawn = FALSE;

  while (!drawn)
    {
      struct pollfd fd = { .fd = ConnectionNumber (self->display), .events = POLLIN };
      gint64 left = end - now ();

      if (XPending (self->display) == 0 && (left <= 0 || poll (&fd, 1, (int)(left / 1000) + 1) == 0))
        return FALSE;

      while (XPending (self->display) > 0)
        {
          XEvent event;

          XNextEvent (self->display, &event);
          drawn |= event.type == self->damage_event;
        }
    }
  XDamageSubtract (self->display, self->damage, None, None);

  return TRUE;
}

static void
wait_for (Watch      *self,
          const char *word,
          int         milliseconds,
          gboolean ( *is_there )(Watch *))
{
  gint64 end = now () + (gint64)milliseconds * 1000;

  do
    {
      gint64 time = now ();

      if (is_there (self))
        {
          printf ("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %d %d %d %d\n", word, time, get_cpu (self),
                  self->window.x, self->window.y, self->window.width, self->window.height);
          return;
        }
    }
  while (wait_drawing (self, end));

  printf ("late\n");
}

static void
start (Watch *self)
{
  gint64 time = now ();

  if (self->pid != 0 || posix_spawnp (&self->pid, self->program[0], NULL, NULL, self->program, environ) != 0)
    printf ("failed\n");
  else
    printf ("exec %" G_GINT64_FORMAT " %d\n", time, self->pid);
}

static void
carry_out (Watch      *self,
           const char *line)
{
  int milliseconds;

  if (strcmp (line, "start\n") == 0)
    start (self);
  else if (sscanf (line, "list %d", &milliseconds) == 1)
    wait_for (self, "list", milliseconds, list_is_there);
  else if (sscanf (line, "pane %d", &milliseconds) == 1)
    wait_for (self, "pane", milliseconds, pane_is_there);
  else if (strcmp (line, "keep\n") == 0)
    {
      Box box = pane_box (&self->window);

      if (self->kept != NULL)
        XDestroyImage (self->kept);
      self->kept = look (self, &box);
      printf ("kept\n");
    }
  else
    printf ("failed\n");

  fflush (stdout);
}

/* A window may go while it is looked at. */
static int
ignore_error (Display     *display,
              XErrorEvent *event)
{
  return 0;
}

static gboolean
open_display (Watch *self)
{
  int error_base;

  self->display = XOpenDisplay (NULL);
  if (self->display == NULL || !XDamageQueryExtension (self->display, &self->damage_event, &error_base))
    return FALSE;

  self->damage_event += XDamageNotify;
  self->damage = XDamageCreate (self->display, DefaultRootWindow (self->display), XDamageReportNonEmpty);
  XSetErrorHandler (ignore_error);

  return TRUE;
}

int
main (int   argc,
      char *argv[])
{
  Watch self = { .program = argv + 1 };
  char line[LINE_LENGTH];

  if (!open_display (&self))
    {
      fprintf (stderr, "There is no X display with the DAMAGE extension.\n");
      return 1;
    }
  while (*self.program != NULL && strchr (*self.program, '=') != NULL)
    putenv (*self.program++);
  if (*self.program == NULL)
    {
      fprintf (stderr, "Which program?\n");
      return 2;
    }

  while (fgets (line, sizeof line, stdin) != NULL)
    carry_out (&self, line);

  if (self.pid != 0)
    {
      kill (self.pid, SIGTERM);
      waitpid (self.pid, NULL, 0);
    }
  XCloseDisplay (self.display);

  return 0;
}
