/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-requests-page.h"

#include "kith-message-request-row.h"
#include "kith-request-row.h"

/**
 * KithRequestsPage:
 *
 * Everybody who waits for an answer, of all accounts: who wrote without being known, and who asks to see when the person is there.
 * Made by the window.
 */
struct _KithRequestsPage
{
  GtkWidget   parent_instance;

  /* Template children */
  GtkStack   *stack;
  GtkWidget  *messages_group;
  GtkListBox *messages_list;
  GtkWidget  *contacts_group;
  GtkListBox *contacts_list;

  /* Owned */
  GListModel *messages; /* KithConversation */
  GListModel *contacts; /* KithRequest */
};

G_DEFINE_TYPE (KithRequestsPage, kith_requests_page, GTK_TYPE_WIDGET)

static GtkWidget *
create_message_row (gpointer item,
                    gpointer user_data)
{
  return kith_message_request_row_new (item);
}

static GtkWidget *
create_contact_row (gpointer item,
                    gpointer user_data)
{
  return kith_request_row_new (item);
}

static void
update (KithRequestsPage *self)
{
  gboolean messages = g_list_model_get_n_items (self->messages) > 0;
  gboolean contacts = g_list_model_get_n_items (self->contacts) > 0;

  gtk_widget_set_visible (self->messages_group, messages);
  gtk_widget_set_visible (self->contacts_group, contacts);
  gtk_stack_set_visible_child_name (self->stack, messages || contacts ? "list" : "empty");
}

static void
kith_requests_page_dispose (GObject *object)
{
  KithRequestsPage *self = KITH_REQUESTS_PAGE (object);

  g_clear_object (&self->messages);
  g_clear_object (&self->contacts);
  g_clear_pointer ((GtkWidget **)&self->stack, gtk_widget_unparent);

  G_OBJECT_CLASS (kith_requests_page_parent_class)->dispose (object);
}

static void
kith_requests_page_class_init (KithRequestsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kith_requests_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-requests-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KithRequestsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, KithRequestsPage, messages_group);
  gtk_widget_class_bind_template_child (widget_class, KithRequestsPage, messages_list);
  gtk_widget_class_bind_template_child (widget_class, KithRequestsPage, contacts_group);
  gtk_widget_class_bind_template_child (widget_class, KithRequestsPage, contacts_list);
}

static void
kith_requests_page_init (KithRequestsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * kith_requests_page_new:
 *
 * Returns: (transfer floating): the page of the requests of @client
 */
GtkWidget *
kith_requests_page_new (KithClient *client)
{
  KithRequestsPage *self = g_object_new (KITH_TYPE_REQUESTS_PAGE, NULL);

  self->messages = g_object_ref (kith_client_get_message_requests (client));
  self->contacts = g_object_ref (kith_client_get_requests (client));
  gtk_list_box_bind_model (self->messages_list, self->messages, create_message_row, NULL, NULL);
  gtk_list_box_bind_model (self->contacts_list, self->contacts, create_contact_row, NULL, NULL);
  g_signal_connect_object (self->messages, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->contacts, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}
