/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>

#include <glib/gi18n.h>

#include "kith-application.h"
#include "kith-config.h"
#include "kith-graphics.h"

int
main (int    argc,
      char **argv)
{
  g_autoptr(KithApplication) application = NULL;

  kith_graphics_prepare ("/dev");
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, KITH_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  g_set_application_name ("Kith");
  application = kith_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
