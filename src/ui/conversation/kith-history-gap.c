/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-history-gap.h"

#include "kith-history-words.h"

/**
 * KithHistoryGap:
 *
 * What stands in a history where messages are missing: that they are on their way, or why they are not, and the action
 * `history.fill` to try again. Made by a row, which tells it when the gap has changed.
 */
struct _KithHistoryGap
{
  GtkWidget   parent_instance;

  /* Template children */
  GtkSpinner *spinner;
  GtkLabel   *label;
  GtkWidget  *retry_button;
};

G_DEFINE_FINAL_TYPE (KithHistoryGap, kith_history_gap, GTK_TYPE_WIDGET)

/* To what can be done, if there is anything; else the row takes it. */
static gboolean
kith_history_gap_grab_focus (GtkWidget *widget)
{
  GtkWidget *button = KITH_HISTORY_GAP_ROW (widget)->retry_button;

  return gtk_widget_get_visible (button) && gtk_widget_grab_focus (button);
}

static void
kith_history_gap_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (kith_history_gap_parent_class)->dispose (object);
}

static void
kith_history_gap_class_init (KithHistoryGapClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kith_history_gap_dispose;
  widget_class->grab_focus = kith_history_gap_grab_focus;

  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-history-gap.ui");
  gtk_widget_class_bind_template_child (widget_class, KithHistoryGap, spinner);
  gtk_widget_class_bind_template_child (widget_class, KithHistoryGap, label);
  gtk_widget_class_bind_template_child (widget_class, KithHistoryGap, retry_button);
  gtk_widget_class_set_css_name (widget_class, "historygap");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kith_history_gap_init (KithHistoryGap *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
kith_history_gap_new (void)
{
  return g_object_new (KITH_TYPE_HISTORY_GAP_ROW, NULL);
}

/**
 * kith_history_gap_set_gap:
 *
 * Shows how it stands with @gap now.
 */
void
kith_history_gap_set_gap (KithHistoryGap *self,
                          KithGap        *gap)
{
  KithGapState state = kith_gap_get_state (gap);
  g_autofree char *words = kith_history_words_dup_gap (gap);

  g_return_if_fail (KITH_IS_HISTORY_GAP_ROW (self));

  gtk_label_set_label (self->label, words);
  gtk_spinner_set_spinning (self->spinner, state == KITH_GAP_LOADING);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), state == KITH_GAP_LOADING);
  gtk_widget_set_visible (self->retry_button, state == KITH_GAP_FAILED);
}
