/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-window-actions.h"

#include "kith-accounts-dialog.h"
#include "kith-add-contact-dialog.h"
#include "kith-certificate-dialog.h"
#include "kith-contact-details.h"
#include "kith-new-chat-dialog.h"
#include "kith-password-dialog.h"
#include "kith-window.h"

/* The actions of the window that open a dialog over it. */

static KithAccount *
account_of (GtkWidget *widget,
            GVariant  *parameter)
{
  return kith_window_find_account (KITH_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static GtkWindow *
parent_of (GtkWidget *widget)
{
  GtkWindow *top = GTK_WINDOW (widget);
  GListModel *all = gtk_window_get_toplevels ();

  /* The dialog that stands over the window already, if there is one: the new one comes over that. */
  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (all, i);

      if (gtk_window_get_transient_for (window) == top && gtk_window_get_modal (window) &&
          gtk_widget_get_mapped (GTK_WIDGET (window)))
        {
          top = window;
          i = 0;
        }
    }

  return top;
}

static void
accounts_cb (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  KithClient *client = kith_window_get_client (KITH_WINDOW (widget));

  gtk_window_present (GTK_WINDOW (kith_accounts_dialog_new (GTK_WINDOW (widget), client)));
}

static void
account_cb (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  KithAccount *account = account_of (widget, parameter);
  KithAccountsDialog *dialog;

  if (account == NULL)
    return;

  dialog = kith_accounts_dialog_new (parent_of (widget), kith_window_get_client (KITH_WINDOW (widget)));
  kith_accounts_dialog_show_account (dialog, account);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
password_cb (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  KithAccount *account = account_of (widget, parameter);

  if (account != NULL)
    gtk_window_present (kith_password_dialog_new (parent_of (widget), account));
}

/* The one that was shown, whatever the server shows by now. */
static void
trusted_cb (KithAccount *account,
            const char  *pin)
{
  g_autoptr(KithAccountSettings) settings = kith_account_settings_copy (kith_account_get_settings (account));

  g_free (settings->pinned_certificate);
  settings->pinned_certificate = g_strdup (pin);
  kith_account_set_settings (account, settings);
}

static void
certificate_cb (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  KithAccount *account = account_of (widget, parameter);
  GtkWindow *dialog;

  if (account == NULL || kith_account_get_certificate (account) == NULL)
    return;

  dialog = kith_certificate_dialog_new (parent_of (widget), kith_account_get_certificate (account),
                                        kith_account_get_certificate_flaws (account),
                                        kith_jid_get_domainpart (kith_account_get_jid (account)),
                                        kith_account_get_address (account));
  g_signal_connect_object (dialog, "trusted", G_CALLBACK (trusted_cb), account, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
new_chat_cb (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  KithClient *client = kith_window_get_client (KITH_WINDOW (widget));

  gtk_window_present (kith_new_chat_dialog_new (GTK_WINDOW (widget), client));
}

static void
add_contact_cb (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  const char *address = parameter != NULL ? g_variant_get_string (parameter, NULL) : NULL;
  KithClient *client = kith_window_get_client (KITH_WINDOW (widget));

  gtk_window_present (kith_add_contact_dialog_new (GTK_WINDOW (widget), client, address));
}

static void
details_cb (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  KithConversation *conversation = kith_window_get_conversation (KITH_WINDOW (widget));

  if (conversation != NULL)
    gtk_window_present (kith_contact_details_new (GTK_WINDOW (widget), kith_conversation_get_contact (conversation)));
}

/**
 * kith_window_actions_install:
 *
 * Gives #KithWindow its actions win.accounts, win.account, win.password, win.certificate, win.new-chat,
 * win.add-contact, win.add-contact-address and win.details.
 */
void
kith_window_actions_install (GtkWidgetClass *window_class)
{
  gtk_widget_class_install_action (window_class, "win.accounts", NULL, accounts_cb);
  gtk_widget_class_install_action (window_class, "win.account", "s", account_cb);
  gtk_widget_class_install_action (window_class, "win.password", "s", password_cb);
  gtk_widget_class_install_action (window_class, "win.certificate", "s", certificate_cb);
  gtk_widget_class_install_action (window_class, "win.new-chat", NULL, new_chat_cb);
  gtk_widget_class_install_action (window_class, "win.add-contact", NULL, add_contact_cb);
  gtk_widget_class_install_action (window_class, "win.add-contact-address", "s", add_contact_cb);
  gtk_widget_class_install_action (window_class, "win.details", NULL, details_cb);
}
