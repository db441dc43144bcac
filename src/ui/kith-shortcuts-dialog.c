/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-shortcuts-dialog.h"

/**
 * KithShortcutsDialog:
 *
 * What each key does, in one column: GTK's own window of shortcuts has several, and is broader than a narrow screen. Made by the
 * window's action `win.shortcuts`.
 */
struct _KithShortcutsDialog
{
  AdwWindow  parent_instance;

  /* Template children */
  GtkWidget *groups;
};

G_DEFINE_FINAL_TYPE (KithShortcutsDialog, kith_shortcuts_dialog, ADW_TYPE_WINDOW)

/* The first of the keys that the application has for the action of @shortcut: there is no room for all of them. */
static void
show_keys (GtkShortcutsShortcut *shortcut,
           GtkApplication       *application)
{
  g_autofree char *action = NULL;
  g_auto(GStrv) accels = NULL;

  g_object_get (shortcut, "action-name", &action, NULL);
  if (action == NULL)
    return;

  accels = gtk_application_get_accels_for_action (application, action);
  g_object_set (shortcut, "accelerator", accels[0], NULL);
}

static void
show_all_keys (GtkWidget      *widget,
               GtkApplication *application)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_SHORTCUTS_SHORTCUT (child))
        show_keys (GTK_SHORTCUTS_SHORTCUT (child), application);
      else
        show_all_keys (child, application);
    }
}

static void
kith_shortcuts_dialog_class_init (KithShortcutsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-shortcuts-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KithShortcutsDialog, groups);
}

static void
kith_shortcuts_dialog_init (KithShortcutsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * kith_shortcuts_dialog_new:
 * @parent: a window of the application whose keys it shows
 *
 * Returns: (transfer none): the dialog, to be presented
 */
GtkWindow *
kith_shortcuts_dialog_new (GtkWindow *parent)
{
  KithShortcutsDialog *self = g_object_new (KITH_TYPE_SHORTCUTS_DIALOG, "transient-for", parent, NULL);

  show_all_keys (self->groups, gtk_window_get_application (parent));

  return GTK_WINDOW (self);
}
