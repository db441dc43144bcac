/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-history-view.h"

#include "kith-avatar.h"
#include "kith-floating-day.h"
#include "kith-history-gaps.h"
#include "kith-history-layout.h"
#include "kith-history-menu.h"
#include "kith-history-model.h"
#include "kith-history-row.h"
#include "kith-history-scroll.h"
#include "kith-midnight.h"
#include "kith-rows.h"
#include "kith-tab-stop.h"

/* How far from what is in sight older messages are loaded, in heights of the view. */
#define OLDER_PAGES 1.5

/* So many rows are kept where somebody has gone far back and returned to the end. */
#define KEPT_ROWS 300

/**
 * KithHistoryView:
 *
 * The messages of one conversation: loads older ones before they are needed, opens at what is new, shows the day of what is
 * at the top, and offers what can be done with a message. Main thread.
 */
struct _KithHistoryView
{
  GtkWidget          parent_instance;

  /* Template children */
  GtkWidget         *overlay;
  GtkScrolledWindow *scroller;
  GtkListView       *list;
  KithFloatingDay   *day;
  GtkWidget         *empty_box;
  KithAvatar        *empty_avatar;
  GtkLabel          *empty_title;
  GtkWidget         *trouble_box;

  /* Owned */
  KithConversation  *conversation;
  KithHistoryModel  *history;
  KithHistoryScroll *scroll;
  KithHistoryGaps   *gaps;
  GCancellable      *cancellable; /* of what is being loaded for this conversation */
  GSignalGroup      *message_signals; /* of the message list */
  KithHistoryMenu   *menu;
  KithMidnight      *midnight;

  /* Borrowed (weak) */
  KithMessageText   *selected;

  /* Sources */
  guint              trim_id;

  guint              opening : 1; /* the first page is not on screen yet */
};

enum
{
  PROP_0,
  PROP_CONVERSATION,
  PROP_AT_END,
  PROP_N_NEW,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (KithHistoryView, kith_history_view, GTK_TYPE_WIDGET)

static KithMessageList *
get_messages (KithHistoryView *self)
{
  return kith_conversation_get_messages (self->conversation);
}

static guint
get_n_rows (KithHistoryView *self)
{
  return self->history != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->history)) : 0;
}

static void
update_empty (KithHistoryView *self)
{
  gboolean empty = self->conversation != NULL && get_n_rows (self) == 0 && !self->opening;

  gtk_widget_set_visible (self->empty_box, empty);
  if (empty)
    {
      kith_avatar_set_contact (self->empty_avatar, kith_conversation_get_contact (self->conversation));
      gtk_label_set_label (self->empty_title, kith_conversation_get_title (self->conversation));
    }
}

/* At the line over what is new, if there is one. */
static void
open_at_unread (KithHistoryView *self)
{
  g_autoptr(KithHistoryItem) line = NULL;
  guint row = KITH_HISTORY_END;

  if (kith_history_model_find_unread (self->history, &row))
    line = g_list_model_get_item (G_LIST_MODEL (self->history), row);

  kith_history_scroll_open (self->scroll, row, kith_history_model_count_below (self->history, line));
}

static void
show_beginning (KithHistoryView *self)
{
  self->opening = FALSE;
  update_empty (self);
  open_at_unread (self);
}

static void load_older (KithHistoryView *self);

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(KithHistoryView) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean loaded = kith_message_list_load_older_finish (KITH_MESSAGE_LIST (source), result, &error);

  if (self->conversation == NULL || KITH_MESSAGE_LIST (source) != get_messages (self) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  gtk_widget_set_visible (self->trouble_box, !loaded);
  if (self->opening && loaded && kith_message_list_is_seeking (get_messages (self)))
    load_older (self);
  else if (self->opening)
    show_beginning (self);
}

static void
load_older (KithHistoryView *self)
{
  gtk_widget_set_visible (self->trouble_box, FALSE);
  kith_message_list_load_older_async (get_messages (self), self->cancellable, loaded_cb, g_object_ref (self));
}

static void
load_if_near (KithHistoryView *self)
{
  if (!self->opening && !gtk_widget_get_visible (self->trouble_box) && !kith_message_list_get_loading (get_messages (self)) &&
      kith_message_list_get_has_older (get_messages (self)) &&
      kith_history_scroll_get_pages_above (self->scroll) < OLDER_PAGES)
    load_older (self);
}

static void
rows_changed_cb (KithHistoryView *self,
                 guint            position,
                 guint            removed,
                 guint            added,
                 GListModel      *rows)
{
  g_autoptr(KithHistoryItem) last = NULL;
  g_autoptr(KithHistoryItem) before = NULL;
  guint n = g_list_model_get_n_items (rows);
  gboolean own;

  update_empty (self);
  if (self->opening && added > 0)
    kith_rows_prepare (self->list, kith_history_row_prepare_item);
  if (self->opening || added == 0 || position + added < n)
    return;

  before = position > 0 ? g_list_model_get_item (rows, position - 1) : NULL;
  last = g_list_model_get_item (rows, n - 1);
  own = kith_history_item_get_kind (last) == KITH_HISTORY_MESSAGE &&
        kith_message_get_direction (kith_history_item_get_message (last)) == KITH_DIRECTION_OUT;
  kith_history_scroll_add (self->scroll, kith_history_model_count_below (self->history, before), own);
}

static void
first_unread_cb (KithHistoryView *self)
{
  KithMessage *first = self->history != NULL ? kith_message_list_get_first_unread (get_messages (self)) : NULL;

  if (self->history == NULL)
    return;

  kith_history_model_set_first_unread (self->history, first);

  /* Known only after the first page was there, but before anybody has looked. */
  if (first != NULL && !self->opening && kith_history_scroll_is_settling (self->scroll))
    open_at_unread (self);
}

static KithHistoryItem *
pick_item (KithHistoryView *self,
           double           y)
{
  GtkWidget *list = GTK_WIDGET (self->list);
  KithHistoryRow *row = kith_history_row_pick (list, gtk_widget_get_width (list) / 2.0, y);

  return row != NULL ? kith_history_row_get_item (row) : NULL;
}

/* The day of what is at the top, if it does not say so itself. */
static void
show_day (KithHistoryView *self,
          KithHistoryItem *top)
{
  if (top == NULL || kith_history_item_get_kind (top) == KITH_HISTORY_DAY ||
      kith_history_scroll_is_settling (self->scroll) || kith_history_scroll_get_at_end (self->scroll) ||
      kith_history_scroll_get_pages_above (self->scroll) <= 0)
    kith_floating_day_hide (self->day);
  else
    kith_floating_day_show (self->day, kith_history_item_get_time (top));
}

static void
moved_cb (KithHistoryView *self)
{
  KithHistoryItem *bottom;

  if (self->conversation == NULL || self->opening)
    return;

  show_day (self, pick_item (self, 1));
  if (kith_history_scroll_get_n_new (self->scroll) > 0)
    {
      bottom = pick_item (self, gtk_widget_get_height (GTK_WIDGET (self->list)) - 1);
      if (bottom != NULL)
        kith_history_scroll_see (self->scroll, kith_history_model_count_below (self->history, bottom));
    }

  load_if_near (self);
  kith_history_gaps_look (self->gaps);
}

static gboolean
trim_cb (gpointer user_data)
{
  KithHistoryView *self = user_data;

  self->trim_id = 0;
  if (self->conversation != NULL && kith_history_scroll_get_at_end (self->scroll) &&
      !kith_history_scroll_is_settling (self->scroll))
    kith_message_list_trim (get_messages (self));

  return G_SOURCE_REMOVE;
}

/* Rows must not go while the view gives them their places, and says by that where it is. */
static void
at_end_cb (KithHistoryView *self)
{
  if (self->trim_id == 0 && get_n_rows (self) > KEPT_ROWS && kith_history_scroll_get_at_end (self->scroll))
    self->trim_id = g_idle_add_full (G_PRIORITY_LOW, trim_cb, self, NULL);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AT_END]);
}

static void
n_new_cb (KithHistoryView *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_NEW]);
}

static void
set_up_cb (KithHistoryView *self,
           GtkListItem     *item)
{
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_child (item, kith_history_row_new ());
}

static void
bind_cb (KithHistoryView *self,
         GtkListItem     *item)
{
  GtkWidget *row = gtk_list_item_get_child (item);
  GtkWidget *parent = gtk_widget_get_parent (row);

  /* The text keeps the focus when somebody clicks a message. */
  if (parent != NULL)
    gtk_widget_set_focus_on_click (parent, FALSE);

  kith_history_row_set_item (KITH_HISTORY_ROW (row), gtk_list_item_get_item (item));
}

static void
unbind_cb (KithHistoryView *self,
           GtkListItem     *item)
{
  kith_history_row_set_item (KITH_HISTORY_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
press_cb (KithHistoryView *self,
          int              n_press,
          double           x,
          double           y)
{
  KithHistoryRow *row = kith_history_row_pick (GTK_WIDGET (self->list), x, y);
  KithMessageText *text = row != NULL ? kith_history_row_get_text (row) : NULL;

  if (self->selected != NULL && self->selected != text)
    kith_message_text_clear_selection (self->selected);

  g_set_weak_pointer (&self->selected, text);
}

static gboolean
menu_key_cb (GtkWidget *widget,
             GVariant  *arguments,
             gpointer   user_data)
{
  return kith_history_menu_show_focused (KITH_HISTORY_VIEW (widget)->menu);
}

/* Today becomes yesterday. */
static void
midnight_cb (KithHistoryView *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->list)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *row = gtk_widget_get_first_child (child);

      if (KITH_IS_HISTORY_ROW (row))
        kith_history_row_refresh (KITH_HISTORY_ROW (row));
    }
}

static void
clear (KithHistoryView *self)
{
  kith_history_scroll_close (self->scroll);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_signal_group_set_target (self->message_signals, NULL);
  g_clear_weak_pointer (&self->selected);
  gtk_list_view_set_model (self->list, NULL);
  kith_history_gaps_set_conversation (self->gaps, NULL);
  g_clear_object (&self->history);

  if (self->conversation != NULL)
    kith_message_list_trim (get_messages (self));
  g_clear_object (&self->conversation);
}

static void
kith_history_view_dispose (GObject *object)
{
  KithHistoryView *self = KITH_HISTORY_VIEW (object);

  if (self->overlay != NULL)
    clear (self);

  g_clear_object (&self->midnight);
  g_clear_handle_id (&self->trim_id, g_source_remove);
  g_clear_object (&self->message_signals);
  g_clear_object (&self->menu);
  g_clear_object (&self->gaps);
  g_clear_object (&self->scroll);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);

  G_OBJECT_CLASS (kith_history_view_parent_class)->dispose (object);
}

static void
kith_history_view_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  KithHistoryView *self = KITH_HISTORY_VIEW (object);

  switch (prop_id)
    {
    case PROP_CONVERSATION:
      g_value_set_object (value, self->conversation);
      break;

    case PROP_AT_END:
      g_value_set_boolean (value, kith_history_scroll_get_at_end (self->scroll));
      break;

    case PROP_N_NEW:
      g_value_set_uint (value, kith_history_scroll_get_n_new (self->scroll));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_history_view_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  KithHistoryView *self = KITH_HISTORY_VIEW (object);

  switch (prop_id)
    {
    case PROP_CONVERSATION:
      kith_history_view_set_conversation (self, g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (KITH_TYPE_AVATAR);
  g_type_ensure (KITH_TYPE_FLOATING_DAY);
  g_type_ensure (KITH_TYPE_HISTORY_LAYOUT);
  g_type_ensure (KITH_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-history-view.ui");
  gtk_widget_class_bind_template_child (widget_class, KithHistoryView, overlay);
  gtk_widget_class_bind_template_child (widget_class, KithHistoryView, scroller);
  gtk_widget_class_bind_template_child (widget_class, KithHistoryView, list);
  gtk_widget_class_bind_template_child (widget_class, KithHistoryView, day);
  gtk_widget_class_bind_template_child (widget_class, KithHistoryView, empty_box);
  gtk_widget_class_bind_template_child (widget_class, KithHistoryView, empty_avatar);
  gtk_widget_class_bind_template_child (widget_class, KithHistoryView, empty_title);
  gtk_widget_class_bind_template_child (widget_class, KithHistoryView, trouble_box);
  gtk_widget_class_bind_template_callback (widget_class, load_older);
}

static void
kith_history_view_class_init (KithHistoryViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kith_history_view_dispose;
  object_class->get_property = kith_history_view_get_property;
  object_class->set_property = kith_history_view_set_property;

  properties[PROP_CONVERSATION] =
    g_param_spec_object ("conversation", NULL, NULL, KITH_TYPE_CONVERSATION,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_AT_END] =
    g_param_spec_boolean ("at-end", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_NEW] =
    g_param_spec_uint ("n-new", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  bind_template (widget_class);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
add_gesture (KithHistoryView *self)
{
  GtkGesture *primary = gtk_gesture_click_new ();

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (primary), GTK_PHASE_CAPTURE);
  g_signal_connect_object (primary, "pressed", G_CALLBACK (press_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (primary));
}

static void
kith_history_view_init (KithHistoryView *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (factory, "setup", G_CALLBACK (set_up_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, factory);

  self->message_signals = g_signal_group_new (KITH_TYPE_MESSAGE_LIST);
  g_signal_group_connect_swapped (self->message_signals, "notify::first-unread", G_CALLBACK (first_unread_cb), self);
  g_signal_group_connect_swapped (self->message_signals, "notify::has-older", G_CALLBACK (load_if_near), self);
  self->scroll = kith_history_scroll_new (self->scroller);
  g_signal_connect_object (self->scroll, "moved", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scroll, "notify::at-end", G_CALLBACK (at_end_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scroll, "notify::n-new", G_CALLBACK (n_new_cb), self, G_CONNECT_SWAPPED);
  self->gaps = kith_history_gaps_new (self->list);
  self->menu = kith_history_menu_new (GTK_WIDGET (self), GTK_WIDGET (self->list));
  self->midnight = kith_midnight_new ();
  g_signal_connect_object (self->midnight, "passed", G_CALLBACK (midnight_cb), self, G_CONNECT_SWAPPED);
  add_gesture (self);
}

/**
 * kith_history_view_set_conversation:
 * @conversation: (nullable): the one to show; its first page is loaded, and it opens at what is new, else at its end
 */
void
kith_history_view_set_conversation (KithHistoryView  *self,
                                    KithConversation *conversation)
{
  g_autoptr(GtkNoSelection) rows = NULL;

  g_return_if_fail (KITH_IS_HISTORY_VIEW (self));

  if (self->conversation == conversation)
    return;

  clear (self);
  self->conversation = conversation != NULL ? g_object_ref (conversation) : NULL;
  self->opening = TRUE;
  gtk_widget_set_visible (self->empty_box, FALSE);
  gtk_widget_set_visible (self->trouble_box, FALSE);
  kith_floating_day_hide (self->day);

  if (conversation != NULL)
    {
      self->cancellable = g_cancellable_new ();
      self->history = kith_history_model_new (G_LIST_MODEL (get_messages (self)), kith_message_list_get_gaps (get_messages (self)));
      kith_history_gaps_set_conversation (self->gaps, conversation);
      g_signal_group_set_target (self->message_signals, get_messages (self));
      first_unread_cb (self);

      rows = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->history)));
      gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (rows));
      g_signal_connect_object (rows, "items-changed", G_CALLBACK (rows_changed_cb), self, G_CONNECT_SWAPPED);

      if (get_n_rows (self) > 0 && !kith_message_list_is_seeking (get_messages (self)))
        show_beginning (self);
      else
        load_older (self);
    }

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONVERSATION]);
}

/**
 * kith_history_view_scroll_to_end:
 *
 * Goes to the newest message and stays with it.
 */
void
kith_history_view_scroll_to_end (KithHistoryView *self)
{
  g_return_if_fail (KITH_IS_HISTORY_VIEW (self));

  kith_history_scroll_to_end (self->scroll);
}

/**
 * kith_history_view_scroll_page:
 *
 * Scrolls by a page, for whoever has the focus elsewhere.
 */
void
kith_history_view_scroll_page (KithHistoryView *self,
                               gboolean         forward)
{
  gboolean handled;

  g_return_if_fail (KITH_IS_HISTORY_VIEW (self));

  g_signal_emit_by_name (self->scroller, "scroll-child", forward ? GTK_SCROLL_PAGE_FORWARD : GTK_SCROLL_PAGE_BACKWARD,
                         FALSE, &handled);
}

/**
 * kith_history_view_copy_selection:
 *
 * Returns: whether words of a message were selected, which are now in the clipboard
 */
gboolean
kith_history_view_copy_selection (KithHistoryView *self)
{
  g_autofree char *selection = NULL;

  g_return_val_if_fail (KITH_IS_HISTORY_VIEW (self), FALSE);

  selection = self->selected != NULL ? kith_message_text_dup_selection (self->selected) : NULL;
  if (selection != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), selection);

  return selection != NULL;
}
