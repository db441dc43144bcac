/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gtk/gtk.h>

#include "kith-rows.h"

/* Who is made ready, and when, on a screen that nobody sees. */

#define N_ROWS 8

static GPtrArray *prepared;    /* children of the list (borrowed), in the order in which they were made ready */
static GtkStringList *growing; /* borrowed: gets one more when the next child is ready */
static GtkWidget *ending;      /* borrowed: a window that goes when the next child is ready */

static void
prepare (GtkWidget *item)
{
  g_ptr_array_add (prepared, item);

  if (growing != NULL)
    gtk_string_list_append (g_steal_pointer (&growing), "one more");
  if (ending != NULL)
    gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&ending)));
}

static void
set_up_cb (GtkListItemFactory *factory,
           GtkListItem        *item)
{
  gtk_list_item_set_child (item, gtk_label_new ("row"));
}

static GtkListView *
make_list (GtkStringList **strings)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  *strings = gtk_string_list_new (NULL);
  for (guint i = 0; i < N_ROWS; i++)
    gtk_string_list_append (*strings, "row");
  g_signal_connect (factory, "setup", G_CALLBACK (set_up_cb), NULL);

  return GTK_LIST_VIEW (gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (*strings))), factory));
}

static guint
count_children (GtkListView *list)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (list)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n++;

  return n;
}

static void
idle_cb (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
}

/* What is not urgent comes when all that is has its turn. */
static void
run (void)
{
  gboolean done = FALSE;

  g_idle_add_once (idle_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_each_once (GtkListView *list)
{
  guint i = 0;

  g_assert_cmpuint (prepared->len, ==, count_children (list));
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (list)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    g_assert_true (g_ptr_array_index (prepared, i++) == child);
}

static void
after_paint_cb (guint *n_at_frame)
{
  if (*n_at_frame == G_MAXUINT)
    *n_at_frame = prepared->len;
}

static void
test_before_the_frame (void)
{
  g_autoptr(GPtrArray) children = prepared = g_ptr_array_new ();
  GtkStringList *strings;
  GtkListView *list = make_list (&strings);
  GtkWidget *window = gtk_window_new ();
  guint n_at_frame = G_MAXUINT;

  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (list));
  gtk_widget_realize (window);
  g_signal_connect_swapped (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (after_paint_cb), &n_at_frame);
  kith_rows_prepare (list, prepare);
  g_assert_cmpuint (prepared->len, ==, 0);
  gtk_window_present (GTK_WINDOW (window));
  while (n_at_frame == G_MAXUINT)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (n_at_frame, ==, N_ROWS);
  assert_each_once (list);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_a_turn_each (void)
{
  g_autoptr(GPtrArray) children = prepared = g_ptr_array_new ();
  GtkStringList *strings;
  g_autoptr(GtkListView) list = g_object_ref_sink (make_list (&strings));

  run ();
  kith_rows_prepare (list, prepare);
  while (prepared->len < N_ROWS)
    {
      guint before = prepared->len;

      g_main_context_iteration (NULL, TRUE);
      g_assert_cmpuint (prepared->len, <=, before + 1);
    }

  run ();
  assert_each_once (list);
}

/* What is asked for twice is not done by two at a time. */
static void
test_asked_again (void)
{
  g_autoptr(GPtrArray) children = prepared = g_ptr_array_new ();
  GtkStringList *strings;
  g_autoptr(GtkListView) list = g_object_ref_sink (make_list (&strings));

  kith_rows_prepare (list, prepare);
  kith_rows_prepare (list, prepare);
  run ();
  assert_each_once (list);

  g_ptr_array_set_size (prepared, 0);
  kith_rows_prepare (list, prepare);
  while (prepared->len < 3)
    g_main_context_iteration (NULL, TRUE);
  g_ptr_array_set_size (prepared, 0);
  kith_rows_prepare (list, prepare);
  run ();
  assert_each_once (list);
}

static void
test_grows_and_shrinks (void)
{
  g_autoptr(GPtrArray) children = prepared = g_ptr_array_new ();
  GtkStringList *strings;
  g_autoptr(GtkListView) list = g_object_ref_sink (make_list (&strings));

  growing = strings;
  kith_rows_prepare (list, prepare);
  run ();
  g_assert_cmpuint (count_children (list), ==, N_ROWS + 1);
  assert_each_once (list);

  g_ptr_array_set_size (prepared, 0);
  kith_rows_prepare (list, prepare);
  while (prepared->len < 3)
    g_main_context_iteration (NULL, TRUE);
  gtk_string_list_splice (strings, 1, N_ROWS, NULL);
  run ();
  g_assert_cmpuint (prepared->len, ==, 3);
}

static void
test_list_goes (void)
{
  g_autoptr(GPtrArray) children = prepared = g_ptr_array_new ();
  GtkStringList *strings;
  GtkListView *list = make_list (&strings);
  GtkWidget *window = gtk_window_new ();

  g_object_ref_sink (list);
  kith_rows_prepare (list, prepare);
  g_assert_finalize_object (list);
  run ();
  g_assert_cmpuint (prepared->len, ==, 0);

  list = make_list (&strings);
  g_object_add_weak_pointer (G_OBJECT (list), (gpointer *)&list);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (list));
  ending = window;
  kith_rows_prepare (list, prepare);
  run ();
  g_assert_null (list);
  g_assert_cmpuint (prepared->len, ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();

  g_test_add_func ("/rows/before-the-frame", test_before_the_frame);
  g_test_add_func ("/rows/a-turn-each", test_a_turn_each);
  g_test_add_func ("/rows/asked-again", test_asked_again);
  g_test_add_func ("/rows/grows-and-shrinks", test_grows_and_shrinks);
  g_test_add_func ("/rows/list-goes", test_list_goes);

  return g_test_run ();
}
