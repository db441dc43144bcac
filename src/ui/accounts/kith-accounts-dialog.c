/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-accounts-dialog.h"

#include <glib/gi18n.h>

#include "kith-account-page.h"
#include "kith-model-enums.h"
#include "kith-sentence.h"
#include "kith-welcome-page.h"

/**
 * KithAccountsDialog:
 *
 * All accounts, one row each, a page behind each row, and the way to add another. Made by the window's action `win.accounts`.
 */
struct _KithAccountsDialog
{
  AdwPreferencesWindow parent_instance;

  /* Template children */
  GtkListBox          *list;
  GtkWidget           *add_button;

  /* Owned */
  KithClient          *client;
};

G_DEFINE_TYPE (KithAccountsDialog, kith_accounts_dialog, ADW_TYPE_PREFERENCES_WINDOW)

static gboolean
words_of_state (GBinding     *binding,
                const GValue *from,
                GValue       *to,
                gpointer      user_data)
{
  switch ((KithAccountState)g_value_get_enum (from))
    {
    case KITH_ACCOUNT_OFFLINE:
      g_value_set_string (to, _("Not connected"));
      break;

    case KITH_ACCOUNT_CONNECTING:
      g_value_set_string (to, _("Connecting…"));
      break;

    case KITH_ACCOUNT_ONLINE:
      g_value_set_string (to, _("Connected"));
      break;

    case KITH_ACCOUNT_WAITING:
      g_value_set_string (to, _("Waiting to reconnect"));
      break;

    case KITH_ACCOUNT_FAILED:
      g_value_set_string (to, _("Needs your attention"));
      break;
    }

  return TRUE;
}

static void
row_activated_cb (KithAccountsDialog *self,
                  GtkListBoxRow      *row)
{
  kith_accounts_dialog_show_account (self, g_object_get_data (G_OBJECT (row), "kith-account"));
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  KithAccount *account = item;
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), kith_account_get_address (account));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "kith-account", g_object_ref (account), g_object_unref);
  g_object_bind_property_full (account, "state", row, "subtitle", G_BINDING_SYNC_CREATE, words_of_state, NULL, NULL, NULL);

  return row;
}

static void
add_cb (KithAccountsDialog *self)
{
  GtkWidget *window = g_object_new (ADW_TYPE_WINDOW,
                                    "transient-for", self,
                                    "modal", TRUE,
                                    "destroy-with-parent", TRUE,
                                    "title", _("Add an account"),
                                    "default-width", 480,
                                    "default-height", 640,
                                    NULL);
  GtkWidget *page = kith_welcome_page_new (self->client);
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
  adw_window_set_content (ADW_WINDOW (window), page);
  g_signal_connect_object (page, "done", G_CALLBACK (gtk_window_close), window, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (window));
}

static void
kith_accounts_dialog_dispose (GObject *object)
{
  KithAccountsDialog *self = KITH_ACCOUNTS_DIALOG (object);

  g_clear_object (&self->client);

  G_OBJECT_CLASS (kith_accounts_dialog_parent_class)->dispose (object);
}

/* What an account's trouble asks for is the window's to do, which is not above a dialog for actions. */
static void
forward_cb (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  GtkWindow *window = GTK_WINDOW (widget);

  while (gtk_window_get_transient_for (window) != NULL)
    window = gtk_window_get_transient_for (window);

  if (GTK_WIDGET (window) != widget)
    gtk_widget_activate_action_variant (GTK_WIDGET (window), action, parameter);
}

static void
kith_accounts_dialog_class_init (KithAccountsDialogClass *klass)
{
  static const char *const forwarded[] = { "win.connect", "win.password", "win.certificate", "win.weaker" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kith_accounts_dialog_dispose;

  for (guint i = 0; i < G_N_ELEMENTS (forwarded); i++)
    gtk_widget_class_install_action (widget_class, forwarded[i], "s", forward_cb);

  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-accounts-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KithAccountsDialog, list);
  gtk_widget_class_bind_template_child (widget_class, KithAccountsDialog, add_button);
}

static void
kith_accounts_dialog_init (KithAccountsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->add_button, "clicked", G_CALLBACK (add_cb), self, G_CONNECT_SWAPPED);
}

/**
 * kith_accounts_dialog_new:
 *
 * Returns: (transfer none): the dialog, to be presented
 */
KithAccountsDialog *
kith_accounts_dialog_new (GtkWindow  *parent,
                          KithClient *client)
{
  KithAccountsDialog *self = g_object_new (KITH_TYPE_ACCOUNTS_DIALOG, "transient-for", parent, NULL);

  self->client = g_object_ref (client);
  gtk_list_box_bind_model (self->list, kith_client_get_accounts (client), create_row, NULL, NULL);

  return self;
}

/**
 * kith_accounts_dialog_show_account:
 *
 * Goes to the page of @account.
 */
void
kith_accounts_dialog_show_account (KithAccountsDialog *self,
                                   KithAccount        *account)
{
  GtkWidget *page;

  g_return_if_fail (KITH_IS_ACCOUNTS_DIALOG (self));
  g_return_if_fail (KITH_IS_ACCOUNT (account));

  page = kith_account_page_new (self->client, account);
  g_signal_connect_object (page, "left", G_CALLBACK (adw_preferences_window_close_subpage), self, G_CONNECT_SWAPPED);
  adw_preferences_window_present_subpage (ADW_PREFERENCES_WINDOW (self), page);
}
