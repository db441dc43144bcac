/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <adwaita.h>

#include "kith-history-scroll.h"

/* The place of a list of a hundred rows of 40 pixels, in a window that nobody sees. */

#define N_ROWS 100
#define ROW_HEIGHT 40

typedef struct
{
  GtkWidget         *window;
  GtkAdjustment     *adjustment;
  GtkStringList     *rows;
  KithHistoryScroll *scroll;
} Fixture;

static gboolean
wake_cb (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;

  return G_SOURCE_REMOVE;
}

static void
run_for (guint milliseconds)
{
  gboolean done = FALSE;

  g_timeout_add (milliseconds, wake_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

static void
settle (Fixture *self)
{
  while (kith_history_scroll_is_settling (self->scroll))
    g_main_context_iteration (NULL, TRUE);
  run_for (100);
}

static void
set_up_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item)
{
  GtkWidget *label = gtk_label_new ("A row");

  gtk_widget_set_size_request (label, -1, ROW_HEIGHT);
  gtk_list_item_set_child (item, label);
}

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *list;

  self->rows = gtk_string_list_new (NULL);
  for (int i = 0; i < N_ROWS; i++)
    gtk_string_list_append (self->rows, "row");

  g_signal_connect (factory, "setup", G_CALLBACK (set_up_cb), NULL);
  list = gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->rows)))), factory);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  self->adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  self->scroll = kith_history_scroll_new (GTK_SCROLLED_WINDOW (scroller));
  self->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (self->window), scroller);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 300, 400);
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  g_assert_finalize_object (self->scroll);
  gtk_window_destroy (GTK_WINDOW (self->window));
  run_for (50);
  g_assert_finalize_object (self->rows);
}

static double
get_distance_to_end (Fixture *self)
{
  return gtk_adjustment_get_upper (self->adjustment) - gtk_adjustment_get_page_size (self->adjustment) -
         gtk_adjustment_get_value (self->adjustment);
}

static void
add (Fixture *self,
     gboolean own)
{
  gtk_string_list_append (self->rows, "row");
  kith_history_scroll_add (self->scroll, 1, own);
  settle (self);
}

static void
test_end (Fixture      *self,
          gconstpointer data)
{
  kith_history_scroll_open (self->scroll, KITH_HISTORY_END, 0);
  settle (self);
  g_assert_cmpfloat (get_distance_to_end (self), <=, 1);
  g_assert_true (kith_history_scroll_get_at_end (self->scroll));

  add (self, FALSE);
  g_assert_cmpfloat (get_distance_to_end (self), <=, 1);
  g_assert_cmpuint (kith_history_scroll_get_n_new (self->scroll), ==, 0);

  /* Whoever reads further up reads on, and is told; what is seen is not new any more. */
  gtk_adjustment_set_value (self->adjustment, 20);
  g_assert_false (kith_history_scroll_get_at_end (self->scroll));
  run_for (100);
  add (self, FALSE);
  add (self, FALSE);
  g_assert_cmpfloat_with_epsilon (gtk_adjustment_get_value (self->adjustment), 20, 1);
  g_assert_cmpuint (kith_history_scroll_get_n_new (self->scroll), ==, 2);
  kith_history_scroll_see (self->scroll, 30);
  g_assert_cmpuint (kith_history_scroll_get_n_new (self->scroll), ==, 2);
  kith_history_scroll_see (self->scroll, 1);
  g_assert_cmpuint (kith_history_scroll_get_n_new (self->scroll), ==, 1);

  add (self, TRUE);
  g_assert_cmpfloat (get_distance_to_end (self), <=, 1);
  g_assert_true (kith_history_scroll_get_at_end (self->scroll));
  g_assert_cmpuint (kith_history_scroll_get_n_new (self->scroll), ==, 0);
}

static void
test_row (Fixture      *self,
          gconstpointer data)
{
  double above;

  kith_history_scroll_open (self->scroll, 50, 50);
  settle (self);

  /* Every row is as high as the others. */
  above = gtk_adjustment_get_upper (self->adjustment) / N_ROWS * 50 - gtk_adjustment_get_value (self->adjustment);
  g_assert_cmpfloat (above, >, 20);
  g_assert_cmpfloat (above, <, gtk_adjustment_get_page_size (self->adjustment) / 3);
  g_assert_false (kith_history_scroll_get_at_end (self->scroll));
  g_assert_cmpuint (kith_history_scroll_get_n_new (self->scroll), ==, 50);

  /* What is in sight at the end needs no scrolling. */
  kith_history_scroll_close (self->scroll);
  kith_history_scroll_open (self->scroll, N_ROWS - 2, 2);
  settle (self);
  g_assert_cmpfloat (get_distance_to_end (self), <=, 1);
  g_assert_true (kith_history_scroll_get_at_end (self->scroll));
  g_assert_cmpuint (kith_history_scroll_get_n_new (self->scroll), ==, 0);
}

static void
moved_cb (guint *n_moved)
{
  *n_moved += 1;
}

static void
test_closed (Fixture      *self,
             gconstpointer data)
{
  guint n_moved = 0;

  g_signal_connect_swapped (self->scroll, "moved", G_CALLBACK (moved_cb), &n_moved);
  run_for (300);
  kith_history_scroll_add (self->scroll, 3, FALSE);
  gtk_adjustment_set_value (self->adjustment, 100);
  g_assert_cmpuint (n_moved, ==, 0);
  g_assert_cmpuint (kith_history_scroll_get_n_new (self->scroll), ==, 0);
  g_assert_true (kith_history_scroll_get_at_end (self->scroll));

  kith_history_scroll_open (self->scroll, KITH_HISTORY_END, 0);
  settle (self);
  g_assert_cmpuint (n_moved, >, 0);
  g_assert_cmpfloat (kith_history_scroll_get_pages_above (self->scroll), >, 5);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add ("/history-scroll/end", Fixture, NULL, set_up, test_end, tear_down);
  g_test_add ("/history-scroll/row", Fixture, NULL, set_up, test_row, tear_down);
  g_test_add ("/history-scroll/closed", Fixture, NULL, set_up, test_closed, tear_down);

  return g_test_run ();
}
