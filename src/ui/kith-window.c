/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-window.h"

#include <glib/gi18n.h>

#include "kith-account-banner.h"
#include "kith-after-frame.h"
#include "kith-avatar.h"
#include "kith-contact-list.h"
#include "kith-conversation-list.h"
#include "kith-conversation-title.h"
#include "kith-conversation-view.h"
#include "kith-presence-popover.h"
#include "kith-requests-button.h"
#include "kith-requests-page.h"
#include "kith-sentence.h"
#include "kith-sidebar-edge.h"
#include "kith-welcome-page.h"
#include "kith-window-actions.h"

/**
 * KithWindow:
 *
 * The frame: which page stands (loading, welcome, trouble, main), the two panes and the way between them, and the window's
 * actions. What stands in the panes is made by their own widgets. Made by the application.
 */
struct _KithWindow
{
  AdwApplicationWindow parent_instance;

  /* Template children */
  GtkStack            *stack;
  AdwBin              *welcome_bin;
  AdwStatusPage       *trouble_page;
  GtkButton           *trouble_button;
  AdwLeaflet          *leaflet;
  GtkWidget           *sidebar;
  AdwHeaderBar        *sidebar_header;
  AdwWindowTitle      *sidebar_title;
  KithAccountBanner   *banner;
  GtkMenuButton       *presence_button;
  KithAvatar          *own_avatar;
  KithRequestsButton  *requests_button;
  AdwViewStack        *lists;
  AdwBin              *chats_bin;
  AdwBin              *contacts_bin;
  GtkWidget           *separator;
  GtkWidget           *content;
  AdwBin              *title_bin;
  GtkWidget           *details_button;
  AdwBin              *content_banner_bin;
  GtkStack            *content_stack;
  AdwBin              *conversation_bin;

  /* Owned */
  KithClient          *client;
  GSettings           *settings;
  KithConversation    *conversation;
  KithSidebarEdge     *edge;
};

enum
{
  PROP_0,
  PROP_CLIENT,
  PROP_SETTINGS,
  PROP_CONVERSATION,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_TYPE (KithWindow, kith_window, ADW_TYPE_APPLICATION_WINDOW)

/* The way in stays until somebody is in, also while the account that is being added exists already. */
static void
welcome_done_cb (KithWindow *self)
{
  gtk_stack_set_visible_child_name (self->stack, "main");
  adw_bin_set_child (self->welcome_bin, NULL);
  gtk_widget_child_focus (self->sidebar, GTK_DIR_TAB_FORWARD);
}

static void
show_welcome (KithWindow *self)
{
  GtkWidget *page = kith_welcome_page_new (self->client);

  g_signal_connect_object (page, "done", G_CALLBACK (welcome_done_cb), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->welcome_bin, page);
  gtk_stack_set_visible_child_name (self->stack, "welcome");
  gtk_widget_grab_focus (page);
}

/* A part of the pane at the right; what is there already stays. */
static void
fill_bin (KithWindow *self,
          AdwBin     *bin,
          GtkWidget *(*create)(void))
{
  GtkWidget *child;

  if (adw_bin_get_child (bin) != NULL)
    return;

  child = create ();
  adw_bin_set_child (bin, child);
  g_object_bind_property (self, "conversation", child, "conversation", G_BINDING_SYNC_CREATE);
}

/* Who has waited for the list should not wait for what a chat needs as well; who opens one should not, either. */
static void
prepare_chat (GtkWidget *widget)
{
  KithWindow *self = KITH_WINDOW (widget);

  fill_bin (self, self->title_bin, kith_conversation_title_new);
  fill_bin (self, self->conversation_bin, kith_conversation_view_new);
}

static void
choose_page (KithWindow *self)
{
  GListModel *accounts = kith_client_get_accounts (self->client);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "trouble") == 0 ||
      !kith_client_get_loaded (self->client))
    return;

  if (g_list_model_get_n_items (accounts) == 0)
    {
      if (adw_bin_get_child (self->welcome_bin) == NULL)
        show_welcome (self);
    }
  else if (adw_bin_get_child (self->welcome_bin) == NULL)
    {
      /* What was there before is an empty window: nobody should wait for it to fade. */
      gtk_stack_set_visible_child_full (self->stack, "main", GTK_STACK_TRANSITION_TYPE_NONE);
      kith_after_frame_call (GTK_WIDGET (self), prepare_chat);
    }
}

static void
update_active (KithWindow *self)
{
  gboolean seen = gtk_window_is_active (GTK_WINDOW (self)) &&
                  (!adw_leaflet_get_folded (self->leaflet) ||
                   adw_leaflet_get_visible_child (self->leaflet) == self->content);

  if (self->conversation != NULL)
    kith_conversation_set_active (self->conversation, seen);

  /* In a narrow window the name, which leads there too, needs the room. */
  gtk_widget_set_visible (self->details_button, self->conversation != NULL && !adw_leaflet_get_folded (self->leaflet));
}

static void
set_conversation (KithWindow       *self,
                  KithConversation *conversation)
{
  if (self->conversation == conversation)
    return;

  if (self->conversation != NULL)
    kith_conversation_set_active (self->conversation, FALSE);

  if (conversation != NULL)
    prepare_chat (GTK_WIDGET (self));

  g_set_object (&self->conversation, conversation);
  gtk_stack_set_visible_child_name (self->content_stack, conversation != NULL ? "conversation" : "empty");
  update_active (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONVERSATION]);
}

static void
back_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  KithWindow *self = KITH_WINDOW (widget);

  if (adw_leaflet_get_folded (self->leaflet))
    adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
  else
    set_conversation (self, NULL);

  gtk_widget_child_focus (self->sidebar, GTK_DIR_TAB_FORWARD);
}

static void
open_chat_cb (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  KithWindow *self = KITH_WINDOW (widget);
  g_autoptr(KithJid) peer = NULL;
  KithAccount *account;
  const char *address;
  const char *peer_text;

  g_variant_get (parameter, "(&s&s)", &address, &peer_text);
  account = kith_window_actions_find_account (self, address);
  peer = kith_jid_new (peer_text, NULL);

  if (account != NULL && peer != NULL)
    kith_window_open_conversation (self, kith_account_get_conversation (account, peer));
}

static void
show_list_cb (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  KithWindow *self = KITH_WINDOW (widget);

  adw_leaflet_set_visible_child (self->leaflet, self->sidebar);
  adw_view_stack_set_visible_child_name (self->lists, g_variant_get_string (parameter, NULL));
  gtk_widget_child_focus (GTK_WIDGET (self->lists), GTK_DIR_TAB_FORWARD);
}

static void
next_chat_cb (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  KithWindow *self = KITH_WINDOW (widget);

  kith_conversation_list_step (KITH_CONVERSATION_LIST (adw_bin_get_child (self->chats_bin)),
                               g_variant_get_int32 (parameter));
}

static void
requests_cb (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  KithWindow *self = KITH_WINDOW (widget);

  set_conversation (self, NULL);
  if (gtk_stack_get_child_by_name (self->content_stack, "requests") == NULL)
    gtk_stack_add_named (self->content_stack, kith_requests_page_new (self->client), "requests");
  gtk_stack_set_visible_child_name (self->content_stack, "requests");
  adw_leaflet_set_visible_child (self->leaflet, self->content);
}

static void
connect_cb (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  KithAccount *account = kith_window_actions_find_account (KITH_WINDOW (widget), g_variant_get_string (parameter, NULL));

  if (account != NULL)
    kith_account_connect (account);
}

static gboolean
title_of_list (GBinding     *binding,
               const GValue *from,
               GValue       *to,
               gpointer      user_data)
{
  gboolean contacts = g_strcmp0 (g_value_get_string (from), "contacts") == 0;

  g_value_set_string (to, contacts ? _("Contacts") : _("Chats"));

  return TRUE;
}

/* Where one pane stands at a time, trouble is told over the chat, too. */
static void
folded_cb (KithWindow *self)
{
  GtkWidget *banner = NULL;

  if (adw_leaflet_get_folded (self->leaflet))
    {
      banner = g_object_new (KITH_TYPE_ACCOUNT_BANNER, NULL);
      kith_account_banner_set_client (KITH_ACCOUNT_BANNER (banner), self->client);
    }

  adw_bin_set_child (self->content_banner_bin, banner);
}

static void
bind_settings (KithWindow *self)
{
  g_settings_bind (self->settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
  self->edge = kith_sidebar_edge_new (self->separator, self->sidebar, self->settings);
}

/* The first account's face stands for the person. */
static void
update_own_face (KithWindow *self)
{
  g_autoptr(GObject) account = g_list_model_get_item (kith_client_get_accounts (self->client), 0);

  kith_avatar_set_person (self->own_avatar, account);
}

static void
show_list (KithWindow *self)
{
  GtkWidget *list = kith_conversation_list_new (kith_client_get_conversations (self->client));

  adw_bin_set_child (self->chats_bin, list);
  g_object_bind_property (self, "conversation", list, "conversation", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (list, "open", G_CALLBACK (kith_window_open_conversation), self, G_CONNECT_SWAPPED);
}

static void
create_presence_popover (GtkMenuButton *button,
                         gpointer       user_data)
{
  KithWindow *self = KITH_WINDOW (user_data);

  if (gtk_menu_button_get_popover (button) == NULL)
    gtk_menu_button_set_popover (button, kith_presence_popover_new (self->client, self->settings));
}

static void
contacts_mapped_cb (KithWindow *self)
{
  if (adw_bin_get_child (self->contacts_bin) == NULL)
    adw_bin_set_child (self->contacts_bin, kith_contact_list_new (self->client));
}

/* What is not on screen at the start is made when it is first looked at. */
static void
fill_panes (KithWindow *self)
{
  gtk_menu_button_set_create_popup_func (self->presence_button, create_presence_popover, self, NULL);
  g_signal_connect_object (self->contacts_bin, "map", G_CALLBACK (contacts_mapped_cb), self, G_CONNECT_SWAPPED);
  show_list (self);
  update_own_face (self);
  g_signal_connect_object (kith_client_get_accounts (self->client), "items-changed", G_CALLBACK (update_own_face), self,
                           G_CONNECT_SWAPPED);
  kith_requests_button_set_client (self->requests_button, self->client);
}

static void
kith_window_constructed (GObject *object)
{
  KithWindow *self = KITH_WINDOW (object);

  G_OBJECT_CLASS (kith_window_parent_class)->constructed (object);

  bind_settings (self);
  kith_account_banner_set_client (self->banner, self->client);

  g_object_bind_property_full (self->lists, "visible-child-name", self->sidebar_title, "title", G_BINDING_SYNC_CREATE,
                               title_of_list, NULL, NULL, NULL);
  g_signal_connect_object (self->client, "notify::loaded", G_CALLBACK (choose_page), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (kith_client_get_accounts (self->client), "items-changed", G_CALLBACK (choose_page), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->leaflet, "notify::visible-child", G_CALLBACK (update_active), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->leaflet, "notify::folded", G_CALLBACK (update_active), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->leaflet, "notify::folded", G_CALLBACK (folded_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (update_active), NULL);
  fill_panes (self);
  choose_page (self);
}

static void
kith_window_dispose (GObject *object)
{
  KithWindow *self = KITH_WINDOW (object);

  if (self->conversation != NULL)
    kith_conversation_set_active (self->conversation, FALSE);

  g_clear_object (&self->conversation);
  g_clear_object (&self->edge);
  g_clear_object (&self->client);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (kith_window_parent_class)->dispose (object);
}

static void
kith_window_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  KithWindow *self = KITH_WINDOW (object);

  switch (prop_id)
    {
    case PROP_CLIENT:
      g_value_set_object (value, self->client);
      break;

    case PROP_SETTINGS:
      g_value_set_object (value, self->settings);
      break;

    case PROP_CONVERSATION:
      g_value_set_object (value, self->conversation);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_window_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  KithWindow *self = KITH_WINDOW (object);

  switch (prop_id)
    {
    case PROP_CLIENT:
      self->client = g_value_dup_object (value);
      break;

    case PROP_SETTINGS:
      self->settings = g_value_dup_object (value);
      break;

    case PROP_CONVERSATION:
      set_conversation (self, g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_properties (GObjectClass *object_class)
{
  properties[PROP_CLIENT] =
    g_param_spec_object ("client", NULL, NULL, KITH_TYPE_CLIENT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SETTINGS] =
    g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_CONVERSATION] =
    g_param_spec_object ("conversation", NULL, NULL, KITH_TYPE_CONVERSATION,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-window.ui");
  gtk_widget_class_bind_template_child (widget_class, KithWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, KithWindow, welcome_bin);
  gtk_widget_class_bind_template_child (widget_class, KithWindow, trouble_page);
  gtk_widget_class_bind_template_child (widget_class, KithWindow, trouble_button);
  gtk_widget_class_bind_template_child (widget_class, KithWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, KithWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, KithWindow, sidebar_header);
  gtk_widget_class_bind_template_child (widget_class, KithWindow, sidebar_title);
  gtk_widget_class_bind_template_child (widget_class, KithWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, KithWindow, presence_button);
  gtk_widget_class_bind_template_child (widget_class, KithWindow, own_avatar);
  gtk_widget_class_bind_template_child (widget_class, KithWindow, requests_button);
  gtk_widget_class_bind_template_child (widget_class, KithWindow, lists);
  gtk_widget_class_bind_template_child (widget_class, KithWindow, chats_bin);
  gtk_widget_class_bind_template_child (widget_class, KithWindow, contacts_bin);
  gtk_widget_class_bind_template_child (widget_class, KithWindow, separator);
  gtk_widget_class_bind_template_child (widget_class, KithWindow, content);
  gtk_widget_class_bind_template_child (widget_class, KithWindow, title_bin);
  gtk_widget_class_bind_template_child (widget_class, KithWindow, details_button);
  gtk_widget_class_bind_template_child (widget_class, KithWindow, content_banner_bin);
  gtk_widget_class_bind_template_child (widget_class, KithWindow, content_stack);
  gtk_widget_class_bind_template_child (widget_class, KithWindow, conversation_bin);
}

static void
kith_window_class_init (KithWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = kith_window_constructed;
  object_class->dispose = kith_window_dispose;
  object_class->get_property = kith_window_get_property;
  object_class->set_property = kith_window_set_property;
  install_properties (object_class);

  g_type_ensure (KITH_TYPE_ACCOUNT_BANNER);
  g_type_ensure (KITH_TYPE_AVATAR);
  g_type_ensure (KITH_TYPE_REQUESTS_BUTTON);
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "win.back", NULL, back_cb);
  gtk_widget_class_install_action (widget_class, "win.open-chat", "(ss)", open_chat_cb);
  gtk_widget_class_install_action (widget_class, "win.show-list", "s", show_list_cb);
  gtk_widget_class_install_action (widget_class, "win.connect", "s", connect_cb);
  gtk_widget_class_install_action (widget_class, "win.next-chat", "i", next_chat_cb);
  gtk_widget_class_install_action (widget_class, "win.requests", NULL, requests_cb);
  kith_window_actions_install (widget_class);
}

static void
kith_window_init (KithWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * kith_window_new:
 * @settings: of the schema im.kith.Kith
 *
 * Returns: (transfer none): a window of @application
 */
KithWindow *
kith_window_new (GtkApplication *application,
                 KithClient     *client,
                 GSettings      *settings)
{
  return g_object_new (KITH_TYPE_WINDOW,
                       "application", application,
                       "client", client,
                       "settings", settings,
                       NULL);
}

/**
 * kith_window_show_trouble:
 *
 * Puts a whole page in the window's place that says why Kith cannot work.
 */
void
kith_window_show_trouble (KithWindow   *self,
                          const GError *error)
{
  g_autoptr(KithSentence) sentence = NULL;
  g_autofree char *path = NULL;
  g_autofree char *advice = NULL;

  g_return_if_fail (KITH_IS_WINDOW (self));
  g_return_if_fail (error != NULL);

  sentence = kith_sentence_for_error (error, NULL);
  path = kith_client_dup_path (self->client);
  advice = kith_sentence_dup_advice (error, path);
  adw_status_page_set_title (self->trouble_page, sentence->text);
  adw_status_page_set_description (self->trouble_page, advice);
  kith_sentence_show_action (sentence, self->trouble_button);
  gtk_stack_set_visible_child_name (self->stack, "trouble");
}

/**
 * kith_window_open_conversation:
 *
 * Brings @conversation on screen.
 */
void
kith_window_open_conversation (KithWindow       *self,
                               KithConversation *conversation)
{
  g_return_if_fail (KITH_IS_WINDOW (self));
  g_return_if_fail (KITH_IS_CONVERSATION (conversation));

  kith_conversation_set_hidden (conversation, FALSE);
  set_conversation (self, conversation);
  adw_leaflet_set_visible_child (self->leaflet, self->content);
  gtk_widget_grab_focus (adw_bin_get_child (self->conversation_bin));
}

/**
 * kith_window_get_client:
 *
 * Returns: (transfer none): whose window it is
 */
KithClient *
kith_window_get_client (KithWindow *self)
{
  g_return_val_if_fail (KITH_IS_WINDOW (self), NULL);

  return self->client;
}

/**
 * kith_window_get_conversation:
 *
 * Returns: (transfer none) (nullable): the one on screen
 */
KithConversation *
kith_window_get_conversation (KithWindow *self)
{
  g_return_val_if_fail (KITH_IS_WINDOW (self), NULL);

  return self->conversation;
}
