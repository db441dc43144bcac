/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-request-row.h"

#include "kith-avatar.h"

/**
 * KithRequestRow:
 *
 * Somebody who asks to see when the person is there, and the three answers. Made by the page of requests.
 */
struct _KithRequestRow
{
  GtkListBoxRow parent_instance;

  /* Template children */
  KithAvatar   *avatar;
  GtkLabel     *name_label;
  GtkLabel     *address_label;
  GtkLabel     *text_label;
  GtkWidget    *block_button;
  GtkWidget    *deny_button;
  GtkWidget    *approve_button;

  /* Owned */
  KithRequest  *request;
};

G_DEFINE_TYPE (KithRequestRow, kith_request_row, GTK_TYPE_LIST_BOX_ROW)

static void
block_cb (KithRequestRow *self)
{
  kith_request_block (self->request);
}

static void
deny_cb (KithRequestRow *self)
{
  kith_request_deny (self->request);
}

static void
approve_cb (KithRequestRow *self)
{
  kith_request_approve (self->request, TRUE);
}

static void
kith_request_row_dispose (GObject *object)
{
  KithRequestRow *self = KITH_REQUEST_ROW (object);

  g_clear_object (&self->request);

  G_OBJECT_CLASS (kith_request_row_parent_class)->dispose (object);
}

static void
kith_request_row_class_init (KithRequestRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kith_request_row_dispose;

  g_type_ensure (KITH_TYPE_AVATAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-request-row.ui");
  gtk_widget_class_bind_template_child (widget_class, KithRequestRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, KithRequestRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, KithRequestRow, address_label);
  gtk_widget_class_bind_template_child (widget_class, KithRequestRow, text_label);
  gtk_widget_class_bind_template_child (widget_class, KithRequestRow, block_button);
  gtk_widget_class_bind_template_child (widget_class, KithRequestRow, deny_button);
  gtk_widget_class_bind_template_child (widget_class, KithRequestRow, approve_button);
}

static void
kith_request_row_init (KithRequestRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->block_button, "clicked", G_CALLBACK (block_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->deny_button, "clicked", G_CALLBACK (deny_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->approve_button, "clicked", G_CALLBACK (approve_cb), self, G_CONNECT_SWAPPED);
}

GtkWidget *
kith_request_row_new (KithRequest *request)
{
  KithRequestRow *self = g_object_new (KITH_TYPE_REQUEST_ROW, NULL);
  KithContact *contact = kith_request_get_contact (request);
  const char *text = kith_request_get_text (request);

  self->request = g_object_ref (request);
  kith_avatar_set_contact (self->avatar, contact);
  g_object_bind_property (contact, "display-name", self->name_label, "label", G_BINDING_SYNC_CREATE);
  gtk_label_set_label (self->address_label, kith_contact_get_address (contact));
  gtk_label_set_label (self->text_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->text_label), text != NULL && *text != '\0');
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  kith_contact_get_address (contact), -1);

  return GTK_WIDGET (self);
}
