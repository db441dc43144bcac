/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-window-actions.h"

#include <glib/gi18n.h>

#include "kith-accounts-dialog.h"
#include "kith-add-contact-dialog.h"
#include "kith-certificate-dialog.h"
#include "kith-contact-details.h"
#include "kith-new-chat-dialog.h"
#include "kith-password-dialog.h"
#include "kith-shortcuts-dialog.h"

/* The actions of the window that open a dialog over it. */

/**
 * kith_window_actions_find_account:
 *
 * Returns: (transfer none) (nullable): the account of @address
 */
KithAccount *
kith_window_actions_find_account (KithWindow *window,
                                  const char *address)
{
  GListModel *accounts;

  g_return_val_if_fail (KITH_IS_WINDOW (window), NULL);

  accounts = kith_client_get_accounts (kith_window_get_client (window));
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr(KithAccount) account = g_list_model_get_item (accounts, i);

      if (g_strcmp0 (kith_account_get_address (account), address) == 0)
        return account;
    }

  return NULL;
}

static KithAccount *
account_of (GtkWidget *widget,
            GVariant  *parameter)
{
  return kith_window_actions_find_account (KITH_WINDOW (widget), g_variant_get_string (parameter, NULL));
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

static void
weaker_response_cb (KithAccount *account,
                    const char  *response)
{
  if (g_strcmp0 (response, "once") == 0)
    kith_account_accept_weaker_sign_in (account, FALSE);
  else if (g_strcmp0 (response, "always") == 0)
    kith_account_accept_weaker_sign_in (account, TRUE);
}

static void
weaker_cb (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  KithAccount *account = account_of (widget, parameter);
  GtkWidget *dialog;

  if (account == NULL)
    return;

  dialog = adw_message_dialog_new (parent_of (widget), _("Sign in less safely?"), NULL);
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  /* Translators: %s is an address such as ada@example.org */
                                  _("%s has signed in more safely before. Its server may have been changed, or somebody may stand "
                                    "between you and it."),
                                  kith_account_get_address (account));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"),
                                    /* Translators: buttons: sign in less safely until Kith is closed; or from now on. */
                                    "once", _("Sign in _once"), "always", _("_Always"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "always", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (weaker_response_cb), account, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
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

static void
shortcuts_cb (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  gtk_window_present (kith_shortcuts_dialog_new (GTK_WINDOW (widget)));
}

/**
 * kith_window_actions_install:
 *
 * Gives #KithWindow its actions win.accounts, win.account, win.password, win.certificate, win.new-chat,
 * win.add-contact, win.add-contact-address, win.details and win.shortcuts.
 */
void
kith_window_actions_install (GtkWidgetClass *window_class)
{
  gtk_widget_class_install_action (window_class, "win.accounts", NULL, accounts_cb);
  gtk_widget_class_install_action (window_class, "win.account", "s", account_cb);
  gtk_widget_class_install_action (window_class, "win.password", "s", password_cb);
  gtk_widget_class_install_action (window_class, "win.weaker", "s", weaker_cb);
  gtk_widget_class_install_action (window_class, "win.certificate", "s", certificate_cb);
  gtk_widget_class_install_action (window_class, "win.new-chat", NULL, new_chat_cb);
  gtk_widget_class_install_action (window_class, "win.add-contact", NULL, add_contact_cb);
  gtk_widget_class_install_action (window_class, "win.add-contact-address", "s", add_contact_cb);
  gtk_widget_class_install_action (window_class, "win.details", NULL, details_cb);
  gtk_widget_class_install_action (window_class, "win.shortcuts", NULL, shortcuts_cb);
}
