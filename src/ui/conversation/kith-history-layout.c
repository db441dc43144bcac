/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-history-layout.h"

/* More rows than this fill any screen; of so few a list view has made every widget. */
#define MAX_SHORT_ROWS 100

/**
 * KithHistoryLayout:
 *
 * Places a scrolled list view: over the whole of its widget; or, while its rows need less than that, at the bottom. Made by a
 * template as the layout manager of what holds the scrolled window.
 */
struct _KithHistoryLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (KithHistoryLayout, kith_history_layout, GTK_TYPE_LAYOUT_MANAGER)

/* How high the rows in @scroller are, or @height if that is less. The list itself cannot be asked: it measures its rows for no
 * certain width. */
static int
get_rows_height (GtkWidget *scroller,
                 int        width,
                 int        height)
{
  GtkWidget *list = gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scroller));
  GtkSelectionModel *rows = gtk_list_view_get_model (GTK_LIST_VIEW (list));
  int sum = 0;

  if (rows == NULL || g_list_model_get_n_items (G_LIST_MODEL (rows)) > MAX_SHORT_ROWS)
    return height;

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL && sum < height;
       row = gtk_widget_get_next_sibling (row))
    {
      int minimum;

      gtk_widget_measure (row, GTK_ORIENTATION_VERTICAL, width, &minimum, NULL, NULL, NULL);
      sum += minimum;
    }

  return MIN (sum, height);
}

static void
kith_history_layout_measure (GtkLayoutManager *manager,
                             GtkWidget        *widget,
                             GtkOrientation    orientation,
                             int               for_size,
                             int              *minimum,
                             int              *natural,
                             int              *minimum_baseline,
                             int              *natural_baseline)
{
  gtk_widget_measure (gtk_widget_get_first_child (widget), orientation, -1, minimum, natural, NULL, NULL);
  *minimum_baseline = *natural_baseline = -1;
}

static void
kith_history_layout_allocate (GtkLayoutManager *manager,
                              GtkWidget        *widget,
                              int               width,
                              int               height,
                              int               baseline)
{
  GtkWidget *scroller = gtk_widget_get_first_child (widget);
  int minimum, own_height;

  gtk_widget_measure (scroller, GTK_ORIENTATION_VERTICAL, -1, &minimum, NULL, NULL, NULL);
  own_height = MAX (get_rows_height (scroller, width, height), minimum);
  gtk_widget_size_allocate (scroller, &(GtkAllocation){ 0, height - own_height, width, own_height }, -1);
}

static void
kith_history_layout_class_init (KithHistoryLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->measure = kith_history_layout_measure;
  layout_class->allocate = kith_history_layout_allocate;
}

static void
kith_history_layout_init (KithHistoryLayout *self)
{
}
