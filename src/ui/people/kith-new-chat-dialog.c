/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-new-chat-dialog.h"

#include <glib/gi18n.h>

#include "kith-contact-row.h"

/**
 * KithNewChatDialog:
 *
 * Finds whom to write to: a contact by name or address, or anybody by a whole address. Made by the window's action `win.new-chat`.
 */
struct _KithNewChatDialog
{
  AdwWindow    parent_instance;

  /* Template children */
  GtkEditable *search_entry;
  GtkWidget   *address_button;
  GtkLabel    *address_label;
  GtkStack    *stack;
  GtkListView *view;

  /* Owned */
  KithClient  *client;
  KithJid     *typed; /* a whole address in the entry, or NULL */
  char        *needle; /* casefolded, NULL: no search */

  /* Borrowed from the view's model */
  GtkFilter   *filter;
  GListModel  *found;
};

G_DEFINE_TYPE (KithNewChatDialog, kith_new_chat_dialog, ADW_TYPE_WINDOW)

static gboolean
contains (const char *text,
          const char *needle)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);

  return strstr (folded, needle) != NULL;
}

static gboolean
is_wanted (gpointer item,
           gpointer user_data)
{
  KithNewChatDialog *self = user_data;

  return self->needle == NULL ||
         contains (kith_contact_get_display_name (item), self->needle) ||
         contains (kith_contact_get_address (item), self->needle);
}

static void
open_chat (KithNewChatDialog *self,
           const char        *account,
           const char        *peer)
{
  GtkWidget *window = GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self)));

  gtk_widget_activate_action (window, "win.open-chat", "(ss)", account, peer);
  gtk_window_close (GTK_WINDOW (self));
}

static void
activate_cb (KithNewChatDialog *self,
             guint              position)
{
  g_autoptr(KithContact) contact = g_list_model_get_item (self->found, position);

  if (contact != NULL)
    open_chat (self, kith_account_get_address (kith_contact_get_account (contact)), kith_contact_get_address (contact));
}

static void
address_cb (KithNewChatDialog *self)
{
  g_autoptr(KithAccount) account = g_list_model_get_item (kith_client_get_accounts (self->client), 0);

  if (account != NULL && self->typed != NULL)
    open_chat (self, kith_account_get_address (account), kith_jid_get_bare_text (self->typed));
}

/* Return opens the first hit, or else the address that was typed. */
static void
search_activate_cb (KithNewChatDialog *self)
{
  if (g_list_model_get_n_items (self->found) > 0)
    activate_cb (self, 0);
  else
    address_cb (self);
}

static void
search_changed_cb (KithNewChatDialog *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->search_entry)));

  g_clear_pointer (&self->needle, g_free);
  g_clear_pointer (&self->typed, kith_jid_unref);

  if (*text != '\0')
    self->needle = g_utf8_casefold (text, -1);

  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  self->typed = kith_jid_new (text, NULL);
  if (self->typed != NULL && kith_jid_get_localpart (self->typed) == NULL)
    g_clear_pointer (&self->typed, kith_jid_unref);

  gtk_widget_set_visible (self->address_button, self->typed != NULL);
  if (self->typed != NULL)
    {
      /* Translators: %s is an address such as ada@example.org */
      g_autofree char *label = g_strdup_printf (_("Write to %s"), kith_jid_get_bare_text (self->typed));

      gtk_label_set_label (self->address_label, label);
    }

  gtk_stack_set_visible_child_name (self->stack, g_list_model_get_n_items (self->found) > 0 || self->typed != NULL
                                                 ? "list" : "empty");
}

static void
setup_cb (GtkListItemFactory *factory,
          GtkListItem        *list_item)
{
  gtk_list_item_set_child (list_item, kith_contact_row_new ());
}

static void
bind_cb (GtkListItemFactory *factory,
         GtkListItem        *list_item)
{
  GtkWidget *row = gtk_list_item_get_child (list_item);
  KithContact *contact = gtk_list_item_get_item (list_item);
  g_autofree char *label = kith_contact_row_dup_label (contact);

  kith_contact_row_set_contact (KITH_CONTACT_ROW (row), contact);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (row)), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
unbind_cb (GtkListItemFactory *factory,
           GtkListItem        *list_item)
{
  kith_contact_row_set_contact (KITH_CONTACT_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static void
kith_new_chat_dialog_dispose (GObject *object)
{
  KithNewChatDialog *self = KITH_NEW_CHAT_DIALOG (object);

  gtk_list_view_set_model (self->view, NULL);
  g_clear_object (&self->client);
  g_clear_pointer (&self->needle, g_free);
  g_clear_pointer (&self->typed, kith_jid_unref);

  G_OBJECT_CLASS (kith_new_chat_dialog_parent_class)->dispose (object);
}

static void
kith_new_chat_dialog_class_init (KithNewChatDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kith_new_chat_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-new-chat-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KithNewChatDialog, search_entry);
  gtk_widget_class_bind_template_child (widget_class, KithNewChatDialog, address_button);
  gtk_widget_class_bind_template_child (widget_class, KithNewChatDialog, address_label);
  gtk_widget_class_bind_template_child (widget_class, KithNewChatDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, KithNewChatDialog, view);
}

static void
kith_new_chat_dialog_init (KithNewChatDialog *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  gtk_list_view_set_factory (self->view, factory);

  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_entry, "search-changed", G_CALLBACK (search_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_entry, "activate", G_CALLBACK (search_activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_entry, "stop-search", G_CALLBACK (gtk_window_close), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->address_button, "clicked", G_CALLBACK (address_cb), self, G_CONNECT_SWAPPED);
}

/**
 * kith_new_chat_dialog_new:
 *
 * Returns: (transfer none): the dialog, to be presented
 */
GtkWindow *
kith_new_chat_dialog_new (GtkWindow  *parent,
                          KithClient *client)
{
  KithNewChatDialog *self = g_object_new (KITH_TYPE_NEW_CHAT_DIALOG, "transient-for", parent, NULL);
  GtkExpression *by_name = gtk_property_expression_new (KITH_TYPE_CONTACT, NULL, "display-name");
  g_autoptr(GtkNoSelection) selection = NULL;
  GtkSortListModel *sorted;
  GtkFilterListModel *filtered;

  self->client = g_object_ref (client);
  self->filter = GTK_FILTER (gtk_custom_filter_new (is_wanted, self, NULL));
  filtered = gtk_filter_list_model_new (g_object_ref (kith_client_get_contacts (client)), self->filter);
  sorted = gtk_sort_list_model_new (G_LIST_MODEL (filtered), GTK_SORTER (gtk_string_sorter_new (by_name)));
  selection = gtk_no_selection_new (G_LIST_MODEL (sorted));
  self->found = G_LIST_MODEL (selection);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));

  return GTK_WINDOW (self);
}
