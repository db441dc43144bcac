/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-graphics.h"

#include <gtk/gtk.h>

/* What GTK draws with. Where there is no graphics hardware, OpenGL is drawn by the processor: that takes a compiler and its 55 MB
 * into memory, a quarter of the time of a start, and scrolls at a third of the speed of GTK's own renderer for the processor. */

/* The device files of drivers that are not in dri/: NVIDIA's, Windows' for Linux guests, and those of telephones. */
static const char *const others[] = { "nvidiactl", "dxg", "kgsl-3d0", "mali0" };

/**
 * kith_graphics_has_device:
 * @devices: where the system's device files are, "/dev"
 *
 * Returns: whether there is hardware that draws OpenGL
 */
gboolean
kith_graphics_has_device (const char *devices)
{
  g_autofree char *folder = g_build_filename (devices, "dri", NULL);
  g_autoptr(GDir) dri = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dri != NULL && (name = g_dir_read_name (dri)) != NULL)
    {
      if (g_str_has_prefix (name, "renderD"))
        return TRUE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *path = g_build_filename (devices, others[i], NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return TRUE;
    }

  return FALSE;
}

/**
 * kith_graphics_prepare:
 * @devices: where the system's device files are, "/dev"
 *
 * Lets GTK load no OpenGL where nothing but the processor would draw it. To be called before GTK is initialised, while there is
 * one thread. What the person has set in the environment stands.
 */
void
kith_graphics_prepare (const char *devices)
{
  const char *renderer = g_getenv ("GSK_RENDERER");

  if (g_getenv ("GDK_DEBUG") != NULL || g_getenv ("GDK_DISABLE") != NULL ||
      (renderer != NULL && !g_str_equal (renderer, "cairo")) || kith_graphics_has_device (devices))
    return;

  g_setenv ("GSK_RENDERER", "cairo", TRUE);

  /* GTK 4.16 gave the switch another name. */
  if (gtk_get_minor_version () < 16)
    g_setenv ("GDK_DEBUG", "gl-disable", TRUE);
  else
    g_setenv ("GDK_DISABLE", "gl,vulkan", TRUE);
}
