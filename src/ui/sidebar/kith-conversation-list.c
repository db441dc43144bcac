/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-conversation-list.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "kith-conversation-order.h"
#include "kith-chat-row.h"
#include "kith-conversation-selection.h"
#include "kith-focus.h"
#include "kith-fonts.h"
#include "kith-midnight.h"
#include "kith-rows.h"
#include "kith-tab-stop.h"

/* In the first frame as many as a usual window shows, and some in each frame after it. */
#define FIRST_ROWS 11
#define ROWS_AT_ONCE 5

/**
 * KithConversationList:
 *
 * The chats: search, the list in its order, and what can be done with one of them. The one that is open is selected, and only it;
 * arrows and pointer go over the others without opening them.
 */
struct _KithConversationList
{
  GtkWidget                  parent_instance;

  /* Template children */
  GtkWidget                 *box;
  GtkEditable               *search_entry;
  GtkStack                  *stack;
  GtkListView               *list;

  /* Owned */
  GListModel                *conversations;
  KithConversationOrder     *order;
  GtkSliceListModel         *slice;     /* the part of it that has rows so far */
  KithConversationSelection *selection;
  KithConversation          *target; /* of the actions */
  GtkWidget                 *menu;
  KithMidnight              *midnight;

  /* Sources */
  guint                      grow_id;

  unsigned                   shown : 1; /* what it has was in a frame */
};

enum
{
  PROP_0,
  PROP_CONVERSATIONS,
  PROP_CONVERSATION,
  N_PROPS,
};

enum
{
  OPEN,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithConversationList, kith_conversation_list, GTK_TYPE_WIDGET)

static void
update_page (KithConversationList *self)
{
  const char *needle = gtk_editable_get_text (self->search_entry);
  const char *page = "list";

  if (g_list_model_get_n_items (G_LIST_MODEL (self->order)) == 0)
    page = *needle != '\0' ? "nothing" : "empty";

  gtk_stack_set_visible_child_name (self->stack, page);
  gtk_widget_set_visible (GTK_WIDGET (self->search_entry), g_strcmp0 (page, "empty") != 0);
}

static void
search_changed_cb (KithConversationList *self)
{
  kith_conversation_order_set_needle (self->order, gtk_editable_get_text (self->search_entry));
  update_page (self);
}

static void
stop_search_cb (KithConversationList *self)
{
  gtk_editable_set_text (self->search_entry, "");
  kith_conversation_order_set_needle (self->order, NULL);
  update_page (self);
  gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
open_position (KithConversationList *self,
               guint                 position)
{
  g_autoptr(KithConversation) conversation = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (conversation != NULL)
    g_signal_emit (self, signals[OPEN], 0, conversation);
}

static void
activated_cb (KithConversationList *self,
              guint                 position)
{
  open_position (self, position);
}

static void
search_activated_cb (KithConversationList *self)
{
  kith_conversation_order_set_needle (self->order, gtk_editable_get_text (self->search_entry));
  open_position (self, 0);
}

static void
set_up_cb (KithConversationList *self,
           GtkListItem          *item)
{
  gtk_list_item_set_child (item, kith_chat_row_new ());
}

static void
bind_cb (KithConversationList *self,
         GtkListItem          *item)
{
  kith_chat_row_set_conversation (KITH_CHAT_ROW (gtk_list_item_get_child (item)),
                                  gtk_list_item_get_item (item));
}

static void
unbind_cb (KithConversationList *self,
           GtkListItem          *item)
{
  kith_chat_row_set_conversation (KITH_CHAT_ROW (gtk_list_item_get_child (item)), NULL);
}

static GMenuModel *
make_menu (KithConversation *conversation)
{
  g_autoptr(GMenu) state = g_menu_new ();
  g_autoptr(GMenu) close = g_menu_new ();
  GMenu *menu = g_menu_new ();

  g_menu_append (state, kith_conversation_get_pinned (conversation) ? _("_Unpin") : _("_Pin"), "conversation.toggle-pinned");
  g_menu_append (state, kith_conversation_get_muted (conversation) ? _("Un_mute") : _("_Mute"), "conversation.toggle-muted");
  if (kith_conversation_get_unread (conversation) > 0)
    g_menu_append (state, _("Mark as _read"), "conversation.mark-read");
  g_menu_append (close, _("_Close chat"), "conversation.close");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (state));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (close));

  return G_MENU_MODEL (menu);
}

static void
show_menu (KithConversationList *self,
           KithChatRow          *row,
           const GdkRectangle   *place)
{
  g_autoptr(GMenuModel) model = NULL;

  if (kith_chat_row_get_conversation (row) == NULL)
    return;

  g_set_object (&self->target, kith_chat_row_get_conversation (row));
  model = make_menu (self->target);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  self->menu = gtk_popover_menu_new_from_model (model);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), place);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
show_menu_at (KithConversationList *self,
              double                x,
              double                y)
{
  GtkWidget *row = gtk_widget_pick (GTK_WIDGET (self->list), x, y, GTK_PICK_DEFAULT);
  double own_x, own_y;

  while (row != NULL && !KITH_IS_CHAT_ROW (row))
    row = gtk_widget_get_parent (row) == GTK_WIDGET (self->list) ? gtk_widget_get_first_child (row) : gtk_widget_get_parent (row);

  if (row == NULL)
    return;

  gtk_widget_translate_coordinates (GTK_WIDGET (self->list), GTK_WIDGET (self), x, y, &own_x, &own_y);
  show_menu (self, KITH_CHAT_ROW (row), &(GdkRectangle){ (int)own_x, (int)own_y, 1, 1 });
}

static void
secondary_cb (KithConversationList *self,
              int                   n_press,
              double                x,
              double                y)
{
  show_menu_at (self, x, y);
}

static gboolean
menu_key_cb (GtkWidget *widget,
             GVariant  *arguments,
             gpointer   user_data)
{
  KithConversationList *self = KITH_CONVERSATION_LIST (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  GtkWidget *row = focus != NULL ? gtk_widget_get_first_child (focus) : NULL;
  graphene_rect_t bounds;

  if (!KITH_IS_CHAT_ROW (row) || !gtk_widget_compute_bounds (row, widget, &bounds))
    return FALSE;

  show_menu (self, KITH_CHAT_ROW (row),
             &(GdkRectangle){ (int)bounds.origin.x + 60, (int)bounds.origin.y + 40, 1, 1 });

  return TRUE;
}

static void
close_chat (KithConversationList *self,
            KithConversation     *conversation)
{
  if (conversation == kith_conversation_selection_get_open (self->selection))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);

  kith_conversation_set_hidden (conversation, TRUE);
}

static void
action_cb (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  KithConversationList *self = KITH_CONVERSATION_LIST (widget);
  KithConversation *target = self->target;

  if (target == NULL)
    target = kith_conversation_selection_get_open (self->selection);
  if (target == NULL)
    return;

  if (g_str_equal (action, "conversation.toggle-pinned"))
    kith_conversation_set_pinned (target, !kith_conversation_get_pinned (target));
  else if (g_str_equal (action, "conversation.toggle-muted"))
    kith_conversation_set_muted (target, !kith_conversation_get_muted (target));
  else if (g_str_equal (action, "conversation.mark-read"))
    kith_conversation_mark_read (target);
  else
    close_chat (self, target);

  g_clear_object (&self->target);
}

/* "14:05" becomes "Yesterday". */
static void
midnight_cb (KithConversationList *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->list)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *row = gtk_widget_get_first_child (child);

      if (KITH_IS_CHAT_ROW (row))
        kith_chat_row_refresh (KITH_CHAT_ROW (row));
    }
}

static gboolean
kith_conversation_list_grab_focus (GtkWidget *widget)
{
  KithConversationList *self = KITH_CONVERSATION_LIST (widget);

  return gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

/* A list view makes and draws two hundred rows at once. What is below the window comes after the first frame, a few at a time. */
static gboolean
grow_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  KithConversationList *self = KITH_CONVERSATION_LIST (widget);
  guint size = gtk_slice_list_model_get_size (self->slice) + ROWS_AT_ONCE;

  if (!self->shown)
    {
      self->shown = TRUE;
      return G_SOURCE_CONTINUE;
    }

  if (size < g_list_model_get_n_items (G_LIST_MODEL (self->order)))
    {
      gtk_slice_list_model_set_size (self->slice, size);
      return G_SOURCE_CONTINUE;
    }

  self->grow_id = 0;
  if (g_list_model_get_n_items (G_LIST_MODEL (self->order)) > FIRST_ROWS)
    gtk_slice_list_model_set_size (self->slice, G_MAXUINT);

  return G_SOURCE_REMOVE;
}

static void
prepare_item (GtkWidget *item)
{
  GtkWidget *row = gtk_widget_get_first_child (item);

  if (KITH_IS_CHAT_ROW (row))
    kith_chat_row_prepare (KITH_CHAT_ROW (row));
}

static void
order_changed_cb (KithConversationList *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->order));

  if (!self->shown && self->grow_id == 0 && n > 0)
    kith_rows_prepare (self->list, prepare_item);
  if (self->grow_id == 0 && n > 0 && (!self->shown || gtk_slice_list_model_get_size (self->slice) < n))
    self->grow_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), grow_cb, NULL, NULL);

  update_page (self);
}

static void
kith_conversation_list_constructed (GObject *object)
{
  KithConversationList *self = KITH_CONVERSATION_LIST (object);

  G_OBJECT_CLASS (kith_conversation_list_parent_class)->constructed (object);

  self->order = kith_conversation_order_new (self->conversations);
  self->slice = gtk_slice_list_model_new (g_object_ref (G_LIST_MODEL (self->order)), 0, FIRST_ROWS);
  self->selection = kith_conversation_selection_new (G_LIST_MODEL (self->slice));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->order, "items-changed", G_CALLBACK (order_changed_cb), self, G_CONNECT_SWAPPED);
  order_changed_cb (self);
}

static void
kith_conversation_list_dispose (GObject *object)
{
  KithConversationList *self = KITH_CONVERSATION_LIST (object);

  g_clear_object (&self->midnight);
  if (self->grow_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->grow_id);
  self->grow_id = 0;
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->slice);
  g_clear_object (&self->order);
  g_clear_object (&self->conversations);
  g_clear_object (&self->target);

  G_OBJECT_CLASS (kith_conversation_list_parent_class)->dispose (object);
}

static void
kith_conversation_list_get_property (GObject    *object,
                                     guint       prop_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  KithConversationList *self = KITH_CONVERSATION_LIST (object);

  switch (prop_id)
    {
    case PROP_CONVERSATIONS:
      g_value_set_object (value, self->conversations);
      break;

    case PROP_CONVERSATION:
      g_value_set_object (value, kith_conversation_selection_get_open (self->selection));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_conversation_list_set_property (GObject      *object,
                                     guint         prop_id,
                                     const GValue *value,
                                     GParamSpec   *pspec)
{
  KithConversationList *self = KITH_CONVERSATION_LIST (object);

  switch (prop_id)
    {
    case PROP_CONVERSATIONS:
      self->conversations = g_value_dup_object (value);
      break;

    case PROP_CONVERSATION:
      kith_conversation_list_set_open (self, g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (KITH_TYPE_TAB_STOP);
  g_type_ensure (ADW_TYPE_STATUS_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-conversation-list.ui");
  gtk_widget_class_bind_template_child (widget_class, KithConversationList, box);
  gtk_widget_class_bind_template_child (widget_class, KithConversationList, search_entry);
  gtk_widget_class_bind_template_child (widget_class, KithConversationList, stack);
  gtk_widget_class_bind_template_child (widget_class, KithConversationList, list);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
}

static void
kith_conversation_list_class_init (KithConversationListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = kith_conversation_list_constructed;
  object_class->dispose = kith_conversation_list_dispose;
  object_class->get_property = kith_conversation_list_get_property;
  object_class->set_property = kith_conversation_list_set_property;
  widget_class->focus = kith_focus_pass_on;
  widget_class->grab_focus = kith_conversation_list_grab_focus;

  properties[PROP_CONVERSATIONS] =
    g_param_spec_object ("conversations", NULL, NULL, G_TYPE_LIST_MODEL,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_CONVERSATION] =
    g_param_spec_object ("conversation", NULL, NULL, KITH_TYPE_CONVERSATION,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[OPEN] = g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, KITH_TYPE_CONVERSATION);

  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "conversation.toggle-pinned", NULL, action_cb);
  gtk_widget_class_install_action (widget_class, "conversation.toggle-muted", NULL, action_cb);
  gtk_widget_class_install_action (widget_class, "conversation.mark-read", NULL, action_cb);
  gtk_widget_class_install_action (widget_class, "conversation.close", NULL, action_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
add_gestures (KithConversationList *self)
{
  GtkGesture *secondary = gtk_gesture_click_new ();
  GtkGesture *touch = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (secondary, "pressed", G_CALLBACK (secondary_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (secondary));

  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (touch), TRUE);
  g_signal_connect_object (touch, "pressed", G_CALLBACK (show_menu_at), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (touch));
}

static void
kith_conversation_list_init (KithConversationList *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (factory, "setup", G_CALLBACK (set_up_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, factory);
  kith_fonts_ask_for (GTK_WIDGET (self), 1, PANGO_WEIGHT_MEDIUM);
  kith_fonts_ask_for (GTK_WIDGET (self), 0.92, PANGO_WEIGHT_NORMAL);
  self->midnight = kith_midnight_new ();
  g_signal_connect_object (self->midnight, "passed", G_CALLBACK (midnight_cb), self, G_CONNECT_SWAPPED);
  add_gestures (self);
}

/**
 * kith_conversation_list_new:
 * @conversations: #KithConversation in any order
 */
GtkWidget *
kith_conversation_list_new (GListModel *conversations)
{
  return g_object_new (KITH_TYPE_CONVERSATION_LIST, "conversations", conversations, NULL);
}

/**
 * kith_conversation_list_set_open:
 * @conversation: (nullable): the one that is open, which the list then shows as selected
 */
void
kith_conversation_list_set_open (KithConversationList *self,
                                 KithConversation     *conversation)
{
  g_return_if_fail (KITH_IS_CONVERSATION_LIST (self));

  if (kith_conversation_selection_get_open (self->selection) == conversation)
    return;

  kith_conversation_selection_set_open (self->selection, conversation);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONVERSATION]);
}

/**
 * kith_conversation_list_search:
 *
 * Puts the focus into the search.
 */
void
kith_conversation_list_search (KithConversationList *self)
{
  g_return_if_fail (KITH_IS_CONVERSATION_LIST (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

/**
 * kith_conversation_list_step:
 * @step: 1 for the one below the open one, -1 for the one above
 *
 * Opens the next chat of the list; from none, the first.
 */
void
kith_conversation_list_step (KithConversationList *self,
                             int                   step)
{
  KithConversation *open;
  guint n;

  g_return_if_fail (KITH_IS_CONVERSATION_LIST (self));

  open = kith_conversation_selection_get_open (self->selection);
  n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  for (guint i = 0; i < n && open != NULL; i++)
    {
      g_autoptr(KithConversation) conversation = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (conversation == open)
        {
          if ((gint64)i + step >= 0 && i + step < n)
            open_position (self, i + step);

          return;
        }
    }

  open_position (self, 0);
}
