/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-focus.h"

/* The way of the focus through widgets that choose who of theirs has it. */

/**
 * kith_focus_pass_on:
 *
 * For #GtkWidgetClass.focus of a widget whose `grab_focus` gives the focus to one of its parts: Tab goes on among what is in its
 * first child. Else the focus could not leave by Tab, for GTK asks the widget to take it, and it would take it back.
 *
 * Returns: whether the focus stays within
 */
gboolean
kith_focus_pass_on (GtkWidget       *widget,
                    GtkDirectionType direction)
{
  GtkWidget *child;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), FALSE);

  child = gtk_widget_get_first_child (widget);

  return child != NULL && gtk_widget_child_focus (child, direction);
}
