/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-history-gaps.h"

#include "kith-history-row.h"

/* How near what is in sight a gap is filled, in heights of the view: seldom is one seen where the server is quick. */
#define NEAR_PAGES 0.5

/**
 * KithHistoryGaps:
 *
 * Looks after the gaps of a history on screen: those that come into sight are filled. Owned by the view that has the list, which gets
 * the action `history.fill`: try again. Main thread.
 */
struct _KithHistoryGaps
{
  GObject           parent_instance;

  /* Owned */
  KithConversation *conversation;
  GSignalGroup     *gap_signals; /* of the conversation's gaps */

  /* Borrowed (weak) */
  GtkListView      *list;

  /* Sources */
  guint             look_id;     /* a tick callback of `list` */

  guint             n_frames;    /* to go before it looks */
};

G_DEFINE_FINAL_TYPE (KithHistoryGaps, kith_history_gaps, G_TYPE_OBJECT)

static GListModel *
get_gaps (KithHistoryGaps *self)
{
  return kith_message_list_get_gaps (kith_conversation_get_messages (self->conversation));
}

static gboolean
get_bounds (KithHistoryGaps *self,
            GtkWidget       *row,
            float           *top,
            float           *bottom)
{
  graphene_rect_t bounds;

  if (!gtk_widget_get_mapped (row) || gtk_widget_get_height (row) == 0 ||
      !gtk_widget_compute_bounds (row, GTK_WIDGET (self->list), &bounds))
    return FALSE;

  *top = graphene_rect_get_y (&bounds);
  *bottom = *top + graphene_rect_get_height (&bounds);

  return TRUE;
}

/* Borrowed, or NULL: the row in a child of the list. */
static KithHistoryItem *
get_item (GtkWidget *child)
{
  GtkWidget *row = gtk_widget_get_first_child (child);

  return KITH_IS_HISTORY_ROW (row) ? kith_history_row_get_item (KITH_HISTORY_ROW (row)) : NULL;
}

/* @margin: how far out of sight, in heights of the view */
static void
fill_in_sight (KithHistoryGaps *self,
               double           margin,
               KithGapState     state)
{
  double height = gtk_widget_get_height (GTK_WIDGET (self->list));
  g_autoptr(GPtrArray) wanted = g_ptr_array_new_with_free_func (g_object_unref);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->list)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      KithHistoryItem *item = get_item (child);
      KithGap *gap = item != NULL ? kith_history_item_get_gap (item) : NULL;
      float top, bottom;

      if (gap != NULL && kith_gap_get_state (gap) == state && get_bounds (self, child, &top, &bottom) &&
          bottom >= -margin * height && top <= (1 + margin) * height)
        g_ptr_array_add (wanted, g_object_ref (gap));
    }

  /* What is asked for may change the rows. */
  for (guint i = 0; i < wanted->len && self->conversation != NULL; i++)
    kith_conversation_fill_gap (self->conversation, g_ptr_array_index (wanted, i));
}

static gboolean
look_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  KithHistoryGaps *self = user_data;

  if (self->n_frames-- > 0)
    return G_SOURCE_CONTINUE;

  self->look_id = 0;
  if (self->conversation != NULL)
    {
      fill_in_sight (self, NEAR_PAGES, KITH_GAP_WAITING);
      fill_in_sight (self, NEAR_PAGES, KITH_GAP_OFFLINE);
    }

  return G_SOURCE_REMOVE;
}

/* Those in sight that failed before are tried again. */
static void
retry_cb (KithHistoryGaps *self)
{
  if (self->conversation != NULL)
    fill_in_sight (self, 0, KITH_GAP_FAILED);
}

static void
kith_history_gaps_dispose (GObject *object)
{
  KithHistoryGaps *self = KITH_HISTORY_GAPS (object);

  if (self->look_id != 0 && self->list != NULL)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->list), self->look_id);
  self->look_id = 0;
  g_clear_object (&self->gap_signals);
  g_clear_object (&self->conversation);
  g_clear_weak_pointer (&self->list);

  G_OBJECT_CLASS (kith_history_gaps_parent_class)->dispose (object);
}

static void
kith_history_gaps_class_init (KithHistoryGapsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kith_history_gaps_dispose;
}

static void
kith_history_gaps_init (KithHistoryGaps *self)
{
  self->gap_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->gap_signals, "items-changed", G_CALLBACK (kith_history_gaps_look), self);
}

/**
 * kith_history_gaps_new:
 * @list: not kept alive
 *
 * Returns: (transfer full): what looks after the gaps among the rows of @list
 */
KithHistoryGaps *
kith_history_gaps_new (GtkListView *list)
{
  KithHistoryGaps *self = g_object_new (KITH_TYPE_HISTORY_GAPS, NULL);
  g_autoptr(GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr(GSimpleAction) fill = g_simple_action_new ("fill", NULL);

  g_set_weak_pointer (&self->list, list);
  g_signal_connect_object (fill, "activate", G_CALLBACK (retry_cb), self, G_CONNECT_SWAPPED);
  g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (fill));
  gtk_widget_insert_action_group (GTK_WIDGET (list), "history", G_ACTION_GROUP (actions));

  return self;
}

/**
 * kith_history_gaps_set_conversation:
 * @conversation: (nullable): whose history it is
 */
void
kith_history_gaps_set_conversation (KithHistoryGaps  *self,
                                    KithConversation *conversation)
{
  g_return_if_fail (KITH_IS_HISTORY_GAPS (self));

  g_set_object (&self->conversation, conversation);
  g_signal_group_set_target (self->gap_signals, conversation != NULL ? get_gaps (self) : NULL);
}

/**
 * kith_history_gaps_look:
 *
 * Has the gaps filled that are in sight, or near it, when the rows have got their places: behind the callbacks of the next frame.
 */
void
kith_history_gaps_look (KithHistoryGaps *self)
{
  g_return_if_fail (KITH_IS_HISTORY_GAPS (self));

  if (self->conversation == NULL || self->list == NULL || g_list_model_get_n_items (get_gaps (self)) == 0)
    return;

  self->n_frames = 1;
  if (self->look_id == 0)
    self->look_id = gtk_widget_add_tick_callback (GTK_WIDGET (self->list), look_cb, self, NULL);
}
