/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-requests-page.h"

#include "kith-request-row.h"

/**
 * KithRequestsPage:
 *
 * Everybody who asks to see when the person is there, of all accounts. Made by the window.
 */
struct _KithRequestsPage
{
  GtkWidget   parent_instance;

  /* Template children */
  GtkStack   *stack;
  GtkListBox *list;

  /* Owned */
  GListModel *requests;
};

G_DEFINE_TYPE (KithRequestsPage, kith_requests_page, GTK_TYPE_WIDGET)

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  return kith_request_row_new (item);
}

static void
update (KithRequestsPage *self)
{
  gtk_stack_set_visible_child_name (self->stack, g_list_model_get_n_items (self->requests) > 0 ? "list" : "empty");
}

static void
kith_requests_page_dispose (GObject *object)
{
  KithRequestsPage *self = KITH_REQUESTS_PAGE (object);

  g_clear_object (&self->requests);
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
  gtk_widget_class_bind_template_child (widget_class, KithRequestsPage, list);
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

  self->requests = g_object_ref (kith_client_get_requests (client));
  gtk_list_box_bind_model (self->list, self->requests, create_row, NULL, NULL);
  g_signal_connect_object (self->requests, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}
