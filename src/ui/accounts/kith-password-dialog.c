/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-password-dialog.h"

/**
 * KithPasswordDialog:
 *
 * Asks for the password of an account that has none, or a wrong one. Made by the window's action `win.password`.
 */
struct _KithPasswordDialog
{
  AdwMessageDialog parent_instance;

  /* Template children */
  GtkEditable     *password_row;
  GtkSwitch       *remember_switch;

  /* Owned */
  KithAccount     *account;
};

G_DEFINE_TYPE (KithPasswordDialog, kith_password_dialog, ADW_TYPE_MESSAGE_DIALOG)

static void
password_changed_cb (KithPasswordDialog *self)
{
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "connect",
                                           *gtk_editable_get_text (self->password_row) != '\0');
}

static void
kith_password_dialog_response (AdwMessageDialog *dialog,
                               const char       *response)
{
  KithPasswordDialog *self = KITH_PASSWORD_DIALOG (dialog);

  if (g_strcmp0 (response, "connect") == 0)
    kith_account_set_password (self->account, gtk_editable_get_text (self->password_row),
                               gtk_switch_get_active (self->remember_switch));

  gtk_editable_set_text (self->password_row, "");
}

static void
kith_password_dialog_dispose (GObject *object)
{
  KithPasswordDialog *self = KITH_PASSWORD_DIALOG (object);

  g_clear_object (&self->account);

  G_OBJECT_CLASS (kith_password_dialog_parent_class)->dispose (object);
}

static void
kith_password_dialog_class_init (KithPasswordDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kith_password_dialog_dispose;
  ADW_MESSAGE_DIALOG_CLASS (klass)->response = kith_password_dialog_response;

  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-password-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KithPasswordDialog, password_row);
  gtk_widget_class_bind_template_child (widget_class, KithPasswordDialog, remember_switch);
}

static void
kith_password_dialog_init (KithPasswordDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->password_row, "changed", G_CALLBACK (password_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
}

/**
 * kith_password_dialog_new:
 *
 * Returns: (transfer none): the dialog, to be presented
 */
GtkWindow *
kith_password_dialog_new (GtkWindow   *parent,
                          KithAccount *account)
{
  KithPasswordDialog *self = g_object_new (KITH_TYPE_PASSWORD_DIALOG,
                                           "transient-for", parent,
                                           "body", kith_account_get_address (account),
                                           NULL);

  self->account = g_object_ref (account);

  return GTK_WINDOW (self);
}
