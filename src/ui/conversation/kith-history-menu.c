/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-history-menu.h"

#include <glib/gi18n.h>

#include "kith-conversation.h"
#include "kith-links.h"
#include "kith-style.h"
#include "kith-text.h"

#define LINK_LETTERS 40
#define MAX_LINKS 5

/**
 * KithHistoryMenu:
 *
 * What can be done with one message, as a menu over it and as the actions of the groups "message" and "conversation" of the
 * view that it was made for. The menu is made when somebody asks for it, for there are many messages and few such wishes.
 * Owned by the view.
 */
struct _KithHistoryMenu
{
  GObject      parent_instance;

  /* Owned */
  KithMessage *message;
  char        *selection;

  /* Borrowed (weak) */
  GtkWidget   *view;
  GtkWidget   *list;
  GtkWidget   *popover;
  GtkWidget   *text; /* of the message */
};

G_DEFINE_FINAL_TYPE (KithHistoryMenu, kith_history_menu, G_TYPE_OBJECT)

static char *
dup_short (const char *uri)
{
  g_autofree char *start = kith_text_dup_start (uri, LINK_LETTERS);

  return g_strconcat (start, strlen (start) < strlen (uri) ? "…" : NULL, NULL);
}

static void
append_link (GMenu      *menu,
             const char *uri)
{
  g_autofree char *words = dup_short (uri);
  /* Translators: a menu item; %s is an address, as in "Open https://kith.im". */
  g_autofree char *label = g_strdup_printf (_("Open %s"), words);
  g_auto(GStrv) parts = g_strsplit (label, "_", -1);
  g_autofree char *escaped = g_strjoinv ("__", parts);
  g_autoptr(GMenuItem) item = g_menu_item_new (escaped, NULL);

  g_menu_item_set_action_and_target (item, "conversation.open-link", "s", uri);
  g_menu_append_item (menu, item);
}

static GMenuModel *
make_model (KithMessage     *message,
            KithMessageText *words)
{
  g_auto(GStrv) links = kith_message_text_dup_links (words);
  g_autofree char *selection = kith_message_text_dup_selection (words);
  g_autoptr(GMenu) text = g_menu_new ();
  g_autoptr(GMenu) open = g_menu_new ();
  g_autoptr(GMenu) failed = g_menu_new ();
  GMenu *menu = g_menu_new ();

  if (selection != NULL)
    g_menu_append (text, _("Copy _selection"), "message.copy-selection");
  g_menu_append (text, _("_Copy"), "message.copy");
  if (kith_message_text_has_more (words))
    g_menu_append (text, _("Show more"), "message.show-more");

  for (guint i = 0; links[i] != NULL && i < MAX_LINKS; i++)
    append_link (open, links[i]);

  if (kith_message_get_delivery (message) == KITH_DELIVERY_FAILED)
    {
      g_menu_append (failed, _("_Try again"), "message.retry");
      g_menu_append (failed, _("_Delete"), "message.discard");
    }

  g_menu_append_section (menu, NULL, G_MENU_MODEL (text));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (open));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (failed));

  return G_MENU_MODEL (menu);
}

static void
copy_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  KithHistoryMenu *self = user_data;

  if (self->message != NULL && self->view != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (self->view), kith_message_get_body (self->message));
}

static void
copy_selection_cb (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  KithHistoryMenu *self = user_data;

  if (self->selection != NULL && self->view != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (self->view), self->selection);
}

static void
show_more_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  KithHistoryMenu *self = user_data;

  if (self->text != NULL)
    kith_message_text_show_more (KITH_MESSAGE_TEXT (self->text));
}

static void
retry_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  KithHistoryMenu *self = user_data;
  KithConversation *conversation = self->message != NULL ? kith_message_get_conversation (self->message) : NULL;

  if (conversation != NULL)
    kith_conversation_retry (conversation, self->message);
}

static void
discard_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  KithHistoryMenu *self = user_data;
  KithConversation *conversation = self->message != NULL ? kith_message_get_conversation (self->message) : NULL;

  if (conversation != NULL)
    kith_conversation_discard (conversation, self->message);
}

static void
open_link_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  KithHistoryMenu *self = user_data;
  const char *uri = g_variant_get_string (parameter, NULL);

  if (self->view != NULL && kith_links_may_open (uri))
    kith_style_show_uri (self->view, uri);
}

static void
drop_popover (KithHistoryMenu *self)
{
  GtkWidget *popover = self->popover;

  g_clear_weak_pointer (&self->popover);
  if (popover != NULL)
    gtk_widget_unparent (popover);
}

static void
kith_history_menu_dispose (GObject *object)
{
  KithHistoryMenu *self = KITH_HISTORY_MENU (object);

  drop_popover (self);
  g_clear_object (&self->message);
  g_clear_pointer (&self->selection, g_free);
  g_clear_weak_pointer (&self->view);
  g_clear_weak_pointer (&self->list);
  g_clear_weak_pointer (&self->text);

  G_OBJECT_CLASS (kith_history_menu_parent_class)->dispose (object);
}

static void
kith_history_menu_class_init (KithHistoryMenuClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kith_history_menu_dispose;
}

static void
kith_history_menu_init (KithHistoryMenu *self)
{
}

static void
insert_actions (KithHistoryMenu *self)
{
  static const GActionEntry of_message[] = {
    { .name = "copy", .activate = copy_cb },
    { .name = "copy-selection", .activate = copy_selection_cb },
    { .name = "show-more", .activate = show_more_cb },
    { .name = "retry", .activate = retry_cb },
    { .name = "discard", .activate = discard_cb },
  };
  static const GActionEntry of_conversation[] = {
    { .name = "open-link", .activate = open_link_cb, .parameter_type = "s" },
  };
  g_autoptr(GSimpleActionGroup) message = g_simple_action_group_new ();
  g_autoptr(GSimpleActionGroup) conversation = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (message), of_message, G_N_ELEMENTS (of_message), self);
  g_action_map_add_action_entries (G_ACTION_MAP (conversation), of_conversation, G_N_ELEMENTS (of_conversation), self);
  gtk_widget_insert_action_group (self->view, "message", G_ACTION_GROUP (message));
  gtk_widget_insert_action_group (self->view, "conversation", G_ACTION_GROUP (conversation));
}

/**
 * kith_history_menu_show:
 * @row: of a message; another has no menu
 * @place: what the menu stands at, in the view
 */
void
kith_history_menu_show (KithHistoryMenu    *self,
                        KithHistoryRow     *row,
                        const GdkRectangle *place)
{
  KithMessageText *text = kith_history_row_get_text (row);
  g_autoptr(GMenuModel) model = NULL;

  g_return_if_fail (KITH_IS_HISTORY_MENU (self));

  if (text == NULL)
    return;

  g_set_weak_pointer (&self->text, GTK_WIDGET (text));
  g_set_object (&self->message, kith_history_item_get_message (kith_history_row_get_item (row)));
  g_free (self->selection);
  self->selection = kith_message_text_dup_selection (text);
  model = make_model (self->message, text);

  drop_popover (self);
  g_set_weak_pointer (&self->popover, gtk_popover_menu_new_from_model (model));
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  gtk_widget_set_parent (self->popover, self->view);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), place);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
show_at (KithHistoryMenu *self,
         double           x,
         double           y)
{
  KithHistoryRow *row = kith_history_row_pick (self->list, x, y);
  double own_x, own_y;

  if (row == NULL)
    return;

  gtk_widget_translate_coordinates (self->list, self->view, x, y, &own_x, &own_y);
  kith_history_menu_show (self, row, &(GdkRectangle){ (int)own_x, (int)own_y, 1, 1 });
}

static void
secondary_cb (KithHistoryMenu *self,
              int              n_press,
              double           x,
              double           y)
{
  show_at (self, x, y);
}

static void
add_gestures (KithHistoryMenu *self)
{
  GtkGesture *secondary = gtk_gesture_click_new ();
  GtkGesture *touch = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (secondary, "pressed", G_CALLBACK (secondary_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->list, GTK_EVENT_CONTROLLER (secondary));

  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (touch), TRUE);
  g_signal_connect_object (touch, "pressed", G_CALLBACK (show_at), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->list, GTK_EVENT_CONTROLLER (touch));
}

/**
 * kith_history_menu_new:
 * @view: where the actions live and the menu appears; it keeps the answer and outlives it
 * @list: the list view of rows in @view, where a secondary click or a long press asks for the menu
 *
 * Returns: (transfer full): a menu
 */
KithHistoryMenu *
kith_history_menu_new (GtkWidget *view,
                       GtkWidget *list)
{
  KithHistoryMenu *self = g_object_new (KITH_TYPE_HISTORY_MENU, NULL);

  g_set_weak_pointer (&self->view, view);
  g_set_weak_pointer (&self->list, list);
  insert_actions (self);
  add_gestures (self);

  return self;
}

/**
 * kith_history_menu_show_focused:
 *
 * Returns: whether a message has the focus, whose menu is now there
 */
gboolean
kith_history_menu_show_focused (KithHistoryMenu *self)
{
  GtkWidget *focus, *row = NULL;
  graphene_rect_t bounds;

  g_return_val_if_fail (KITH_IS_HISTORY_MENU (self), FALSE);

  focus = gtk_root_get_focus (gtk_widget_get_root (self->view));
  if (focus != NULL && gtk_widget_is_ancestor (focus, self->list))
    row = KITH_IS_HISTORY_ROW (gtk_widget_get_first_child (focus))
          ? gtk_widget_get_first_child (focus)
          : gtk_widget_get_ancestor (focus, KITH_TYPE_HISTORY_ROW);

  if (row == NULL || kith_history_row_get_text (KITH_HISTORY_ROW (row)) == NULL ||
      !gtk_widget_compute_bounds (kith_history_row_get_bubble (KITH_HISTORY_ROW (row)), self->view, &bounds))
    return FALSE;

  kith_history_menu_show (self, KITH_HISTORY_ROW (row),
                          &(GdkRectangle){ (int)bounds.origin.x, (int)bounds.origin.y, (int)bounds.size.width,
                                           (int)bounds.size.height });

  return TRUE;
}
