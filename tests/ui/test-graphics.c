/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-graphics.h"

#include <glib/gstdio.h>

typedef struct
{
  char *devices;
  char *dri;
  char *file;
} Fixture;

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  const char *name = data;

  self->devices = g_dir_make_tmp ("kith-test-XXXXXX", NULL);
  self->dri = g_build_filename (self->devices, "dri", NULL);
  g_assert_cmpint (g_mkdir (self->dri, 0700), ==, 0);
  if (name != NULL)
    {
      self->file = g_build_filename (self->devices, name, NULL);
      g_assert_true (g_file_set_contents (self->file, "", 0, NULL));
    }

  g_unsetenv ("GDK_DEBUG");
  g_unsetenv ("GDK_DISABLE");
  g_unsetenv ("GSK_RENDERER");
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  if (self->file != NULL)
    g_remove (self->file);
  g_rmdir (self->dri);
  g_rmdir (self->devices);
  g_free (self->file);
  g_free (self->dri);
  g_free (self->devices);
}

static gboolean
is_without_gl (void)
{
  return g_getenv ("GDK_DEBUG") != NULL || g_getenv ("GDK_DISABLE") != NULL;
}

static void
test_device (Fixture      *self,
             gconstpointer data)
{
  g_assert_true (kith_graphics_has_device (self->devices));
  kith_graphics_prepare (self->devices);
  g_assert_false (is_without_gl ());
  g_assert_null (g_getenv ("GSK_RENDERER"));
}

static void
test_no_device (Fixture      *self,
                gconstpointer data)
{
  g_assert_false (kith_graphics_has_device (self->devices));
  kith_graphics_prepare (self->devices);
  g_assert_true (is_without_gl ());
  g_assert_cmpstr (g_getenv ("GSK_RENDERER"), ==, "cairo");
}

static void
test_no_folder (Fixture      *self,
                gconstpointer data)
{
  g_rmdir (self->dri);
  g_assert_false (kith_graphics_has_device (self->devices));
}

/* What a person has set is theirs. */
static void
test_set (Fixture      *self,
          gconstpointer data)
{
  g_setenv ("GSK_RENDERER", "gl", TRUE);
  kith_graphics_prepare (self->devices);
  g_assert_false (is_without_gl ());
  g_assert_cmpstr (g_getenv ("GSK_RENDERER"), ==, "gl");

  g_unsetenv ("GSK_RENDERER");
  g_setenv ("GDK_DEBUG", "", TRUE);
  kith_graphics_prepare (self->devices);
  g_assert_cmpstr (g_getenv ("GDK_DEBUG"), ==, "");
  g_assert_null (g_getenv ("GSK_RENDERER"));
}

#define ADD(path, data, function) g_test_add ("/graphics/" path, Fixture, data, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("device", "dri/renderD128", test_device);
  ADD ("other-device", "nvidiactl", test_device);
  ADD ("no-device", NULL, test_no_device);
  ADD ("screen-alone", "dri/card0", test_no_device);
  ADD ("no-folder", NULL, test_no_folder);
  ADD ("set", NULL, test_set);

  return g_test_run ();
}
