/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-history-scroll.h"

#define END_SLACK 12

/* Rows that were just added are not measured yet: for so many frames measuring them may move the end. */
#define SETTLE_FRAMES 4

/* How much of a page of what was read before stays in sight above the row that was opened. */
#define PART_ABOVE 0.15

/**
 * KithHistoryScroll:
 *
 * Where a list of messages stands: opens it at its end or at a row, stays at the end while rows come and are measured, and counts
 * what comes in further down. A list view keeps its place by itself where it is not at its end. Owned by the view that has the
 * scrolled window. Main thread.
 */
struct _KithHistoryScroll
{
  GObject            parent_instance;

  /* Borrowed (weak) */
  GtkScrolledWindow *scroller;

  /* Sources */
  guint              settle_id; /* a tick callback of `scroller` */

  guint              n_settle;  /* frames to go */
  guint              row;       /* to open at, or KITH_HISTORY_END */
  guint              n_new;
  guint              open : 1;
  guint              at_end : 1;
};

enum
{
  PROP_0,
  PROP_SCROLLER,
  PROP_AT_END,
  PROP_N_NEW,
  N_PROPS,
};

enum
{
  MOVED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithHistoryScroll, kith_history_scroll, G_TYPE_OBJECT)

static GtkWidget *
get_list (KithHistoryScroll *self)
{
  return gtk_scrolled_window_get_child (self->scroller);
}

static guint
get_n_rows (KithHistoryScroll *self)
{
  GtkSelectionModel *rows = gtk_list_view_get_model (GTK_LIST_VIEW (get_list (self)));

  return rows != NULL ? g_list_model_get_n_items (G_LIST_MODEL (rows)) : 0;
}

static GtkAdjustment *
get_adjustment (KithHistoryScroll *self)
{
  return gtk_scrolled_window_get_vadjustment (self->scroller);
}

static double
get_distance_to_end (KithHistoryScroll *self)
{
  GtkAdjustment *adjustment = get_adjustment (self);

  return gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) -
         gtk_adjustment_get_value (adjustment);
}

static void
show_row (KithHistoryScroll *self,
          guint              row)
{
  guint n = get_n_rows (self);

  if (n > 0)
    gtk_widget_activate_action (get_list (self), "list.scroll-to-item", "u", MIN (row, n - 1));
}

static void
set_n_new (KithHistoryScroll *self,
           guint              n_new)
{
  if (self->n_new == n_new)
    return;

  self->n_new = n_new;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_NEW]);
}

static void
set_at_end (KithHistoryScroll *self,
            gboolean           at_end)
{
  if (at_end)
    set_n_new (self, 0);

  if (self->at_end == !!at_end)
    return;

  self->at_end = !!at_end;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AT_END]);
}

static void
stop_settling (KithHistoryScroll *self)
{
  if (self->settle_id != 0 && self->scroller != NULL)
    {
      gtk_widget_remove_tick_callback (GTK_WIDGET (self->scroller), self->settle_id);
      gtk_widget_set_opacity (GTK_WIDGET (self->scroller), 1);
    }

  self->settle_id = 0;
}

/* One step a frame: a list view first has to measure what an earlier step brought into sight. The row is looked for from the
 * end, so that it comes to stand at the upper edge, and then a little below that. */
static void
settle_at_row (KithHistoryScroll *self)
{
  GtkAdjustment *adjustment = get_adjustment (self);

  if (self->n_settle == SETTLE_FRAMES)
    show_row (self, KITH_HISTORY_END);
  else if (self->n_settle == SETTLE_FRAMES - 1)
    show_row (self, self->row);
  else if (self->n_settle == SETTLE_FRAMES - 2 && get_distance_to_end (self) > 0)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) -
                              PART_ABOVE * gtk_adjustment_get_page_size (adjustment));
}

static gboolean
settle_cb (GtkWidget     *widget,
           GdkFrameClock *clock,
           gpointer       user_data)
{
  KithHistoryScroll *self = user_data;

  /* Nothing has its place yet. */
  if (get_n_rows (self) > 0 && gtk_adjustment_get_page_size (get_adjustment (self)) <= 0)
    return G_SOURCE_CONTINUE;

  if (self->row != KITH_HISTORY_END)
    settle_at_row (self);
  else if (get_distance_to_end (self) > 0)
    show_row (self, KITH_HISTORY_END);

  if (--self->n_settle > 0)
    return G_SOURCE_CONTINUE;

  self->settle_id = 0;
  gtk_widget_set_opacity (widget, 1);
  if (self->row != KITH_HISTORY_END)
    set_at_end (self, get_distance_to_end (self) <= END_SLACK);
  self->row = KITH_HISTORY_END;
  g_signal_emit (self, signals[MOVED], 0);

  return G_SOURCE_REMOVE;
}

static void
settle (KithHistoryScroll *self)
{
  self->n_settle = SETTLE_FRAMES;
  if (self->settle_id == 0)
    self->settle_id = gtk_widget_add_tick_callback (GTK_WIDGET (self->scroller), settle_cb, self, NULL);
}

static void
moved_cb (KithHistoryScroll *self)
{
  if (!self->open || get_n_rows (self) == 0)
    return;

  /* While rows are on their way to their place, where the view is says nothing. */
  if (self->settle_id == 0)
    set_at_end (self, get_distance_to_end (self) <= END_SLACK);

  g_signal_emit (self, signals[MOVED], 0);
}

static void
resized_cb (KithHistoryScroll *self)
{
  if (self->open && self->at_end)
    kith_history_scroll_to_end (self);
}

static void
kith_history_scroll_constructed (GObject *object)
{
  KithHistoryScroll *self = KITH_HISTORY_SCROLL (object);
  GtkAdjustment *adjustment = get_adjustment (self);

  G_OBJECT_CLASS (kith_history_scroll_parent_class)->constructed (object);

  g_signal_connect_object (adjustment, "changed", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "notify::page-size", G_CALLBACK (resized_cb), self, G_CONNECT_SWAPPED);
}

static void
kith_history_scroll_dispose (GObject *object)
{
  KithHistoryScroll *self = KITH_HISTORY_SCROLL (object);

  stop_settling (self);
  g_clear_weak_pointer (&self->scroller);

  G_OBJECT_CLASS (kith_history_scroll_parent_class)->dispose (object);
}

static void
kith_history_scroll_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  KithHistoryScroll *self = KITH_HISTORY_SCROLL (object);

  switch (prop_id)
    {
    case PROP_SCROLLER:
      g_value_set_object (value, self->scroller);
      break;

    case PROP_AT_END:
      g_value_set_boolean (value, self->at_end);
      break;

    case PROP_N_NEW:
      g_value_set_uint (value, self->n_new);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_history_scroll_set_property (GObject      *object,
                                  guint         prop_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  KithHistoryScroll *self = KITH_HISTORY_SCROLL (object);

  switch (prop_id)
    {
    case PROP_SCROLLER:
      g_set_weak_pointer (&self->scroller, g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_history_scroll_class_init (KithHistoryScrollClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = kith_history_scroll_constructed;
  object_class->dispose = kith_history_scroll_dispose;
  object_class->get_property = kith_history_scroll_get_property;
  object_class->set_property = kith_history_scroll_set_property;

  properties[PROP_SCROLLER] =
    g_param_spec_object ("scroller", NULL, NULL, GTK_TYPE_SCROLLED_WINDOW,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_AT_END] =
    g_param_spec_boolean ("at-end", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_NEW] =
    g_param_spec_uint ("n-new", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[MOVED] = g_signal_new ("moved", KITH_TYPE_HISTORY_SCROLL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
kith_history_scroll_init (KithHistoryScroll *self)
{
  self->at_end = TRUE;
  self->row = KITH_HISTORY_END;
}

/**
 * kith_history_scroll_new:
 * @scroller: of a #GtkListView; it is closed until kith_history_scroll_open()
 *
 * Returns: (transfer full): what keeps the place of @scroller
 */
KithHistoryScroll *
kith_history_scroll_new (GtkScrolledWindow *scroller)
{
  return g_object_new (KITH_TYPE_HISTORY_SCROLL, "scroller", scroller, NULL);
}

/**
 * kith_history_scroll_close:
 *
 * The list is about to be another one, or empty.
 */
void
kith_history_scroll_close (KithHistoryScroll *self)
{
  g_return_if_fail (KITH_IS_HISTORY_SCROLL (self));

  stop_settling (self);
  self->open = FALSE;
  self->row = KITH_HISTORY_END;
  set_at_end (self, TRUE);
}

/**
 * kith_history_scroll_open:
 * @row: to come to stand near the upper edge, or %KITH_HISTORY_END
 * @n_new: what there is new from @row on
 *
 * Brings the list into its first place; with a @row it is not seen before it is there.
 */
void
kith_history_scroll_open (KithHistoryScroll *self,
                          guint              row,
                          guint              n_new)
{
  g_return_if_fail (KITH_IS_HISTORY_SCROLL (self));

  self->open = TRUE;
  kith_history_scroll_to_end (self);
  if (row == KITH_HISTORY_END)
    return;

  self->row = row;
  gtk_widget_set_opacity (GTK_WIDGET (self->scroller), 0);
  set_at_end (self, FALSE);
  set_n_new (self, n_new);
}

/**
 * kith_history_scroll_to_end:
 *
 * Goes to the end and stays there: at once, so that no frame shows what was just added below the edge, and again as long as measuring
 * moves the end.
 */
void
kith_history_scroll_to_end (KithHistoryScroll *self)
{
  g_return_if_fail (KITH_IS_HISTORY_SCROLL (self));

  stop_settling (self);
  self->row = KITH_HISTORY_END;
  set_at_end (self, TRUE);
  show_row (self, KITH_HISTORY_END);
  settle (self);
}

/**
 * kith_history_scroll_add:
 * @n_rows: how many were added at the end
 * @own: whether the person wrote them, who wants to see them then
 */
void
kith_history_scroll_add (KithHistoryScroll *self,
                         guint              n_rows,
                         gboolean           own)
{
  g_return_if_fail (KITH_IS_HISTORY_SCROLL (self));

  if (!self->open)
    return;

  if (self->at_end || own)
    kith_history_scroll_to_end (self);
  else
    set_n_new (self, self->n_new + n_rows);
}

/**
 * kith_history_scroll_see:
 * @n_below: how many are below what is in sight; more cannot be new
 */
void
kith_history_scroll_see (KithHistoryScroll *self,
                         guint              n_below)
{
  g_return_if_fail (KITH_IS_HISTORY_SCROLL (self));

  if (self->settle_id == 0)
    set_n_new (self, MIN (self->n_new, n_below));
}

/**
 * kith_history_scroll_is_settling:
 *
 * Returns: whether the list is still on its way to where it was told to be
 */
gboolean
kith_history_scroll_is_settling (KithHistoryScroll *self)
{
  g_return_val_if_fail (KITH_IS_HISTORY_SCROLL (self), FALSE);

  return self->settle_id != 0;
}

gboolean
kith_history_scroll_get_at_end (KithHistoryScroll *self)
{
  g_return_val_if_fail (KITH_IS_HISTORY_SCROLL (self), FALSE);

  return self->at_end;
}

guint
kith_history_scroll_get_n_new (KithHistoryScroll *self)
{
  g_return_val_if_fail (KITH_IS_HISTORY_SCROLL (self), 0);

  return self->n_new;
}

/**
 * kith_history_scroll_get_pages_above:
 *
 * Returns: how much there is above what is in sight, in heights of the view
 */
double
kith_history_scroll_get_pages_above (KithHistoryScroll *self)
{
  GtkAdjustment *adjustment;

  g_return_val_if_fail (KITH_IS_HISTORY_SCROLL (self), 0);

  adjustment = get_adjustment (self);

  return gtk_adjustment_get_value (adjustment) / MAX (gtk_adjustment_get_page_size (adjustment), 1);
}
