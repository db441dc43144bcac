/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-add-contact-dialog.h"

#include <glib/gi18n.h>

#include "kith-sentence.h"

/**
 * KithAddContactDialog:
 *
 * Puts somebody into the contacts of an account, and opens the chat with them. Made by the window's action `win.add-contact`.
 */
struct _KithAddContactDialog
{
  AdwWindow     parent_instance;

  /* Template children */
  GtkWidget    *add_button;
  GtkEditable  *address_row;
  GtkWidget    *address_trouble;
  GtkEditable  *name_row;
  GtkEditable  *group_row;
  AdwComboRow  *account_row;
  GtkSwitch    *ask_switch;
  GtkEditable  *text_row;
  GtkLabel     *status_label;

  /* Owned */
  KithClient   *client;
  GCancellable *cancellable;

  unsigned      busy : 1;
};

G_DEFINE_TYPE (KithAddContactDialog, kith_add_contact_dialog, ADW_TYPE_WINDOW)

static KithAccount *
dup_account (KithAddContactDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->account_row);

  return g_list_model_get_item (kith_client_get_accounts (self->client), selected);
}

static KithJid *
dup_address (KithAddContactDialog *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->address_row)));
  g_autoptr(KithJid) jid = kith_jid_new (text, NULL);

  if (jid == NULL || !kith_jid_is_bare (jid))
    return NULL;

  return g_steal_pointer (&jid);
}

static void
validate (KithAddContactDialog *self)
{
  g_autoptr(KithJid) jid = dup_address (self);
  g_autoptr(KithAccount) account = dup_account (self);
  const char *text = gtk_editable_get_text (self->address_row);
  const char *at = strchr (text, '@');

  if (jid == NULL && at != NULL && at[1] != '\0')
    gtk_widget_add_css_class (GTK_WIDGET (self->address_row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->address_row), "error");
  gtk_widget_set_visible (self->address_trouble, jid == NULL && at != NULL && at[1] != '\0');

  gtk_widget_set_sensitive (self->add_button,
                            !self->busy && account != NULL && jid != NULL && kith_jid_get_localpart (jid) != NULL &&
                            !kith_jid_equal (jid, kith_account_get_jid (account)));
}

static void
added_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(KithAddContactDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  KithContact *contact = kith_roster_add_finish (KITH_ROSTER (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self->busy = FALSE;
  validate (self);

  if (contact == NULL)
    {
      g_autofree char *text = kith_sentence_text (error);

      gtk_label_set_label (self->status_label, text);
      gtk_widget_set_visible (GTK_WIDGET (self->status_label), TRUE);
    }
  else
    {
      GtkWidget *window = GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self)));

      gtk_widget_activate_action (window, "win.open-chat", "(ss)",
                                  kith_account_get_address (kith_contact_get_account (contact)),
                                  kith_contact_get_address (contact));
      gtk_window_close (GTK_WINDOW (self));
    }
}

static void
add_cb (KithAddContactDialog *self)
{
  g_autoptr(KithAccount) account = dup_account (self);
  g_autoptr(KithJid) jid = dup_address (self);
  const char *group = gtk_editable_get_text (self->group_row);
  const char *groups[] = { *group != '\0' ? group : NULL, NULL };
  const char *name = gtk_editable_get_text (self->name_row);

  if (!gtk_widget_get_sensitive (self->add_button))
    return;

  self->busy = TRUE;
  validate (self);
  gtk_widget_set_visible (GTK_WIDGET (self->status_label), FALSE);
  kith_roster_add_async (kith_account_get_roster (account), jid, *name != '\0' ? name : NULL, groups,
                         gtk_switch_get_active (self->ask_switch), gtk_editable_get_text (self->text_row),
                         self->cancellable, added_cb, g_object_ref (self));
}

static void
kith_add_contact_dialog_dispose (GObject *object)
{
  KithAddContactDialog *self = KITH_ADD_CONTACT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (kith_add_contact_dialog_parent_class)->dispose (object);
}

static void
kith_add_contact_dialog_finalize (GObject *object)
{
  KithAddContactDialog *self = KITH_ADD_CONTACT_DIALOG (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (kith_add_contact_dialog_parent_class)->finalize (object);
}

static void
kith_add_contact_dialog_class_init (KithAddContactDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kith_add_contact_dialog_dispose;
  object_class->finalize = kith_add_contact_dialog_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-add-contact-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KithAddContactDialog, add_button);
  gtk_widget_class_bind_template_child (widget_class, KithAddContactDialog, address_row);
  gtk_widget_class_bind_template_child (widget_class, KithAddContactDialog, address_trouble);
  gtk_widget_class_bind_template_child (widget_class, KithAddContactDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, KithAddContactDialog, group_row);
  gtk_widget_class_bind_template_child (widget_class, KithAddContactDialog, account_row);
  gtk_widget_class_bind_template_child (widget_class, KithAddContactDialog, ask_switch);
  gtk_widget_class_bind_template_child (widget_class, KithAddContactDialog, text_row);
  gtk_widget_class_bind_template_child (widget_class, KithAddContactDialog, status_label);
}

static void
kith_add_contact_dialog_init (KithAddContactDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->add_button, "clicked", G_CALLBACK (add_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->address_row, "changed", G_CALLBACK (validate), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->address_row, "entry-activated", G_CALLBACK (add_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->name_row, "entry-activated", G_CALLBACK (add_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->group_row, "entry-activated", G_CALLBACK (add_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->text_row, "entry-activated", G_CALLBACK (add_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->account_row, "notify::selected", G_CALLBACK (validate), self, G_CONNECT_SWAPPED);
}

/**
 * kith_add_contact_dialog_new:
 * @address: (nullable): filled in
 *
 * Returns: (transfer none): the dialog, to be presented
 */
GtkWindow *
kith_add_contact_dialog_new (GtkWindow  *parent,
                             KithClient *client,
                             const char *address)
{
  KithAddContactDialog *self = g_object_new (KITH_TYPE_ADD_CONTACT_DIALOG, "transient-for", parent, NULL);
  g_autoptr(GtkExpression) by_address = gtk_property_expression_new (KITH_TYPE_ACCOUNT, NULL, "address");
  GListModel *accounts = kith_client_get_accounts (client);

  self->client = g_object_ref (client);
  adw_combo_row_set_expression (self->account_row, by_address);
  adw_combo_row_set_model (self->account_row, accounts);
  gtk_widget_set_visible (GTK_WIDGET (self->account_row), g_list_model_get_n_items (accounts) > 1);
  if (address != NULL)
    gtk_editable_set_text (self->address_row, address);

  gtk_widget_grab_focus (GTK_WIDGET (self->address_row));

  return GTK_WINDOW (self);
}
