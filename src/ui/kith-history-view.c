/* SPDX-License-Identifier: GPL-3.0-or-later */
/* size: scrolling, paging and anchoring read and write the same few fields */

#include "kith-history-view.h"

#include <glib/gi18n.h>

#include "kith-avatar.h"
#include "kith-history-menu.h"
#include "kith-history-model.h"
#include "kith-history-row.h"
#include "kith-tab-stop.h"
#include "kith-time-words.h"

#define END_SLACK 12
#define FOLLOW_FRAMES 4
#define OLDER_PAGES 1.5
#define DAY_SHOWN_MS 1200

/**
 * KithHistoryView:
 *
 * The messages of one conversation: loads older ones before they are needed, stays at the end when it is there, brings back the
 * first new message when it opens, and offers what can be done with a message. Main thread.
 */
struct _KithHistoryView
{
  GtkWidget          parent_instance;

  /* Template children */
  GtkWidget         *overlay;
  GtkScrolledWindow *scroller;
  GtkListView       *list;
  GtkLabel          *day_label;
  GtkWidget         *empty_box;
  KithAvatar        *empty_avatar;
  GtkLabel          *empty_title;
  GtkWidget         *trouble_box;
  GtkRevealer       *newest_revealer;
  GtkWidget         *newest_button;
  GtkLabel          *newest_label;

  /* Owned */
  KithConversation  *conversation;
  KithHistoryModel  *history;
  GCancellable      *cancellable; /* of what is being loaded for this conversation */
  GSignalGroup      *message_signals; /* of the message list */
  KithHistoryMenu   *menu;

  /* Borrowed (weak) */
  KithMessageText   *selected;

  /* Sources */
  guint              day_id;
  guint              follow_id;     /* a tick callback */

  guint              follow_row;    /* the first new one, where not `at_end` */
  guint              n_follow;      /* for so many frames */
  guint              midnight_id;

  guint              n_new;      /* came in below what is in sight */
  guint              opening : 1; /* the first page is not on screen yet */
  guint              at_end : 1;
};

enum
{
  PROP_0,
  PROP_CONVERSATION,
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

static GtkAdjustment *
get_adjustment (KithHistoryView *self)
{
  return gtk_scrolled_window_get_vadjustment (self->scroller);
}

static double
get_distance_to_end (KithHistoryView *self)
{
  GtkAdjustment *adjustment = get_adjustment (self);

  return gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) -
         gtk_adjustment_get_value (adjustment);
}

static void
scroll_to (KithHistoryView *self,
           guint            row)
{
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", row);
}

static void
update_newest (KithHistoryView *self)
{
  g_autofree char *count = g_strdup_printf ("%u", self->n_new);
  g_autofree char *label = NULL;

  gtk_label_set_label (self->newest_label, count);
  gtk_widget_set_visible (GTK_WIDGET (self->newest_label), self->n_new > 0);
  gtk_revealer_set_reveal_child (self->newest_revealer, !self->at_end && get_n_rows (self) > 0);
  gtk_widget_set_sensitive (self->newest_button, !self->at_end);

  label = self->n_new > 0
          ? g_strdup_printf (ngettext ("To the newest message, %u new", "To the newest message, %u new", self->n_new), self->n_new)
          : g_strdup (_("To the newest message"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->newest_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
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

static gboolean
follow_cb (GtkWidget     *widget,
           GdkFrameClock *clock,
           gpointer       user_data)
{
  KithHistoryView *self = KITH_HISTORY_VIEW (widget);

  /* The first new message is looked for from the end, so that it comes to stand at the upper edge. */
  if (!self->at_end && self->n_follow == FOLLOW_FRAMES / 2)
    scroll_to (self, MIN (self->follow_row, get_n_rows (self) - 1));
  else if (self->at_end && get_n_rows (self) > 0 && get_distance_to_end (self) > 0)
    scroll_to (self, get_n_rows (self) - 1);

  if (--self->n_follow > 0)
    return G_SOURCE_CONTINUE;

  self->follow_id = 0;

  return G_SOURCE_REMOVE;
}

static void
stop_following (KithHistoryView *self)
{
  if (self->follow_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->follow_id);

  self->follow_id = 0;
}

/* Rows that were just added are not measured yet: once now, so that no frame shows them below the edge, and in the next frames
 * as long as measuring them moves the end. */
static void
follow_end (KithHistoryView *self)
{
  self->at_end = TRUE;
  self->n_new = 0;
  self->n_follow = FOLLOW_FRAMES;
  if (get_n_rows (self) > 0)
    scroll_to (self, get_n_rows (self) - 1);
  if (self->follow_id == 0)
    self->follow_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), follow_cb, NULL, NULL);
}

static void
show_beginning (KithHistoryView *self)
{
  guint row;

  self->opening = FALSE;
  update_empty (self);
  if (get_n_rows (self) == 0)
    return;

  follow_end (self);
  if (kith_history_model_find_unread (self->history, &row))
    {
      self->at_end = FALSE;
      self->n_follow = FOLLOW_FRAMES;
      self->follow_row = row;
    }

  update_newest (self);
}

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
  if (self->opening)
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
  GtkAdjustment *adjustment = get_adjustment (self);
  double near = OLDER_PAGES * gtk_adjustment_get_page_size (adjustment);

  if (self->conversation == NULL || self->opening || gtk_widget_get_visible (self->trouble_box) ||
      kith_message_list_get_loading (get_messages (self)) || !kith_message_list_get_has_older (get_messages (self)))
    return;

  if (gtk_adjustment_get_value (adjustment) < near)
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
  guint n = g_list_model_get_n_items (rows);

  update_empty (self);
  if (self->opening || added == 0 || position + added < n)
    return;

  last = g_list_model_get_item (rows, n - 1);
  if (self->at_end || get_distance_to_end (self) <= END_SLACK ||
      kith_message_get_direction (kith_history_item_get_message (last)) == KITH_DIRECTION_OUT)
    follow_end (self);
  else
    self->n_new += added;

  update_newest (self);
}

static void
first_unread_cb (KithHistoryView *self)
{
  if (self->history != NULL)
    kith_history_model_set_first_unread (self->history, kith_message_list_get_first_unread (get_messages (self)));
}

static KithHistoryRow *
pick_row (KithHistoryView *self,
          double           x,
          double           y)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self->list), x, y, GTK_PICK_DEFAULT);
  GtkWidget *row = picked != NULL ? gtk_widget_get_ancestor (picked, KITH_TYPE_HISTORY_ROW) : NULL;
  GtkWidget *inner;

  if (row == NULL && picked != NULL && (inner = gtk_widget_get_first_child (picked)) != NULL)
    row = KITH_IS_HISTORY_ROW (inner) ? inner : NULL;

  return row != NULL ? KITH_HISTORY_ROW (row) : NULL;
}

static gboolean
hide_day_cb (gpointer user_data)
{
  KithHistoryView *self = user_data;

  self->day_id = 0;
  gtk_widget_remove_css_class (GTK_WIDGET (self->day_label), "shown");

  return G_SOURCE_REMOVE;
}

/* The day of what is at the top, while somebody scrolls. */
static void
show_day (KithHistoryView *self)
{
  KithHistoryRow *row = pick_row (self, gtk_widget_get_width (GTK_WIDGET (self->list)) / 2.0, 30);
  KithHistoryItem *item = row != NULL ? kith_history_row_get_item (row) : NULL;
  g_autofree char *day = NULL;

  if (item == NULL || kith_history_item_get_kind (item) == KITH_HISTORY_DAY)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->day_label), "shown");
      return;
    }

  day = kith_time_words_day (kith_history_item_get_time (item), g_get_real_time ());
  gtk_label_set_label (self->day_label, day);
  gtk_widget_add_css_class (GTK_WIDGET (self->day_label), "shown");
  g_clear_handle_id (&self->day_id, g_source_remove);
  self->day_id = g_timeout_add (DAY_SHOWN_MS, hide_day_cb, self);
}

static void
measured_cb (KithHistoryView *self)
{
  gboolean at_end = get_distance_to_end (self) <= END_SLACK;

  if (self->opening || get_n_rows (self) == 0)
    return;

  /* While rows are on their way to the end, where the view is says nothing. */
  if (self->follow_id == 0 && self->at_end != at_end)
    {
      self->at_end = at_end;
      if (at_end)
        self->n_new = 0;
      update_newest (self);
    }

  load_if_near (self);
}

static void
value_changed_cb (KithHistoryView *self)
{
  measured_cb (self);
  if (!self->opening && !self->at_end && get_n_rows (self) > 0)
    show_day (self);
}

static void
resized_cb (KithHistoryView *self)
{
  if (!self->opening && self->at_end && get_n_rows (self) > 0)
    follow_end (self);
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
  KithHistoryRow *row = pick_row (self, x, y);
  KithMessageText *text = row != NULL ? kith_history_row_get_text (row) : NULL;

  if (self->selected != NULL && self->selected != text)
    kith_message_text_clear_selection (self->selected);

  g_set_weak_pointer (&self->selected, text);
}

static void
show_menu_at (KithHistoryView *self,
              double           x,
              double           y)
{
  KithHistoryRow *row = pick_row (self, x, y);
  double own_x, own_y;

  if (row == NULL)
    return;

  gtk_widget_translate_coordinates (GTK_WIDGET (self->list), GTK_WIDGET (self), x, y, &own_x, &own_y);
  kith_history_menu_show (self->menu, row, &(GdkRectangle){ (int)own_x, (int)own_y, 1, 1 });
}

static void
secondary_cb (KithHistoryView *self,
              int              n_press,
              double           x,
              double           y)
{
  show_menu_at (self, x, y);
}

static gboolean
menu_key_cb (GtkWidget *widget,
             GVariant  *arguments,
             gpointer   user_data)
{
  KithHistoryView *self = KITH_HISTORY_VIEW (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  GtkWidget *row = NULL;
  graphene_rect_t bounds;

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list)))
    row = KITH_IS_HISTORY_ROW (gtk_widget_get_first_child (focus))
          ? gtk_widget_get_first_child (focus)
          : gtk_widget_get_ancestor (focus, KITH_TYPE_HISTORY_ROW);

  if (row == NULL || kith_history_row_get_bubble (KITH_HISTORY_ROW (row)) == NULL ||
      !gtk_widget_compute_bounds (kith_history_row_get_bubble (KITH_HISTORY_ROW (row)), widget, &bounds))
    return FALSE;

  kith_history_menu_show (self->menu, KITH_HISTORY_ROW (row),
                          &(GdkRectangle){ (int)bounds.origin.x, (int)bounds.origin.y, (int)bounds.size.width,
                                           (int)bounds.size.height });

  return TRUE;
}

static guint
get_seconds_until_tomorrow (void)
{
  return (guint)(kith_time_words_until_tomorrow (g_get_real_time ()) / G_USEC_PER_SEC) + 1;
}

/* Today becomes yesterday. */
static gboolean
midnight_cb (gpointer user_data)
{
  KithHistoryView *self = user_data;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->list)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *row = gtk_widget_get_first_child (child);

      if (KITH_IS_HISTORY_ROW (row))
        kith_history_row_refresh (KITH_HISTORY_ROW (row));
    }

  self->midnight_id = g_timeout_add_seconds (get_seconds_until_tomorrow (), midnight_cb, self);

  return G_SOURCE_REMOVE;
}

static void
clear (KithHistoryView *self)
{
  g_clear_handle_id (&self->day_id, g_source_remove);
  stop_following (self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_signal_group_set_target (self->message_signals, NULL);
  g_clear_weak_pointer (&self->selected);
  gtk_list_view_set_model (self->list, NULL);
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

  g_clear_handle_id (&self->midnight_id, g_source_remove);
  g_clear_object (&self->message_signals);
  g_clear_object (&self->menu);
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
  g_type_ensure (KITH_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-history-view.ui");
  gtk_widget_class_bind_template_child (widget_class, KithHistoryView, overlay);
  gtk_widget_class_bind_template_child (widget_class, KithHistoryView, scroller);
  gtk_widget_class_bind_template_child (widget_class, KithHistoryView, list);
  gtk_widget_class_bind_template_child (widget_class, KithHistoryView, day_label);
  gtk_widget_class_bind_template_child (widget_class, KithHistoryView, empty_box);
  gtk_widget_class_bind_template_child (widget_class, KithHistoryView, empty_avatar);
  gtk_widget_class_bind_template_child (widget_class, KithHistoryView, empty_title);
  gtk_widget_class_bind_template_child (widget_class, KithHistoryView, trouble_box);
  gtk_widget_class_bind_template_child (widget_class, KithHistoryView, newest_revealer);
  gtk_widget_class_bind_template_child (widget_class, KithHistoryView, newest_button);
  gtk_widget_class_bind_template_child (widget_class, KithHistoryView, newest_label);
  gtk_widget_class_bind_template_callback (widget_class, load_older);
  gtk_widget_class_bind_template_callback (widget_class, kith_history_view_scroll_to_end);
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
  g_object_class_install_properties (object_class, N_PROPS, properties);

  bind_template (widget_class);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
add_gestures (KithHistoryView *self)
{
  GtkGesture *primary = gtk_gesture_click_new ();
  GtkGesture *secondary = gtk_gesture_click_new ();
  GtkGesture *touch = gtk_gesture_long_press_new ();

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (primary), GTK_PHASE_CAPTURE);
  g_signal_connect_object (primary, "pressed", G_CALLBACK (press_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (primary));

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (secondary, "pressed", G_CALLBACK (secondary_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (secondary));

  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (touch), TRUE);
  g_signal_connect_object (touch, "pressed", G_CALLBACK (show_menu_at), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (touch));
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
  g_signal_connect_object (get_adjustment (self), "changed", G_CALLBACK (measured_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_adjustment (self), "value-changed", G_CALLBACK (value_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_adjustment (self), "notify::page-size", G_CALLBACK (resized_cb), self, G_CONNECT_SWAPPED);
  self->menu = kith_history_menu_new (GTK_WIDGET (self));
  self->midnight_id = g_timeout_add_seconds (get_seconds_until_tomorrow (), midnight_cb, self);
  add_gestures (self);
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
  self->n_new = 0;
  self->at_end = TRUE;
  self->opening = TRUE;
  gtk_widget_set_visible (self->empty_box, FALSE);
  gtk_widget_set_visible (self->trouble_box, FALSE);
  gtk_widget_remove_css_class (GTK_WIDGET (self->day_label), "shown");

  if (conversation != NULL)
    {
      self->cancellable = g_cancellable_new ();
      self->history = kith_history_model_new (G_LIST_MODEL (get_messages (self)));
      g_signal_group_set_target (self->message_signals, get_messages (self));
      first_unread_cb (self);

      rows = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->history)));
      gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (rows));
      g_signal_connect_object (rows, "items-changed", G_CALLBACK (rows_changed_cb), self, G_CONNECT_SWAPPED);

      if (get_n_rows (self) > 0)
        show_beginning (self);
      else
        load_older (self);
    }

  update_newest (self);
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

  if (get_n_rows (self) == 0)
    return;

  follow_end (self);
  update_newest (self);
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
