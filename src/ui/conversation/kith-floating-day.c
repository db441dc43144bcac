/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-floating-day.h"

#include "kith-time-words.h"

/* How long it stays after the last movement. */
#define STAY 1500 /* ms */

/**
 * KithFloatingDay:
 *
 * The day of what is at the top of a history, over it while one scrolls. It says nothing that the history does not say, so it is
 * not there for assistive technology, nor for the pointer. Made by the template of the history. Main thread.
 */
struct _KithFloatingDay
{
  GtkWidget  parent_instance;

  /* Owned */
  GtkWidget *label;

  /* Sources */
  guint      hide_id;
};

G_DEFINE_FINAL_TYPE (KithFloatingDay, kith_floating_day, GTK_TYPE_WIDGET)

static gboolean
hide_cb (gpointer user_data)
{
  KithFloatingDay *self = user_data;

  self->hide_id = 0;
  gtk_widget_remove_css_class (self->label, "shown");

  return G_SOURCE_REMOVE;
}

static void
kith_floating_day_dispose (GObject *object)
{
  KithFloatingDay *self = KITH_FLOATING_DAY (object);

  g_clear_handle_id (&self->hide_id, g_source_remove);
  g_clear_pointer (&self->label, gtk_widget_unparent);

  G_OBJECT_CLASS (kith_floating_day_parent_class)->dispose (object);
}

static void
kith_floating_day_class_init (KithFloatingDayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kith_floating_day_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
kith_floating_day_init (KithFloatingDay *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  self->label = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_add_css_class (self->label, "day-pill");
  gtk_widget_add_css_class (self->label, "floating-day");
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
}

/**
 * kith_floating_day_show:
 * @time: microseconds since 1970, of the day to name
 *
 * Shows it until a moment after the last call.
 */
void
kith_floating_day_show (KithFloatingDay *self,
                        gint64           time)
{
  g_autofree char *day = NULL;

  g_return_if_fail (KITH_IS_FLOATING_DAY (self));

  day = kith_time_words_day (time, g_get_real_time ());
  gtk_label_set_label (GTK_LABEL (self->label), day);
  gtk_widget_add_css_class (self->label, "shown");

  g_clear_handle_id (&self->hide_id, g_source_remove);
  self->hide_id = g_timeout_add (STAY, hide_cb, self);
}

void
kith_floating_day_hide (KithFloatingDay *self)
{
  g_return_if_fail (KITH_IS_FLOATING_DAY (self));

  g_clear_handle_id (&self->hide_id, g_source_remove);
  gtk_widget_remove_css_class (self->label, "shown");
}
