/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-account-page.h"

#include <glib/gi18n.h>

#include "kith-fingerprint.h"
#include "kith-keeping-group.h"
#include "kith-sentence.h"
#include "kith-server-row.h"

/**
 * KithAccountPage:
 *
 * One account: what contacts call us, how its connection is, how its server is reached, its password, and the way to remove
 * it. How it is reached takes effect when the page is left. Made by the dialog of the accounts.
 *
 * Signal "left": the person wants to go back.
 */
struct _KithAccountPage
{
  GtkWidget         parent_instance;

  /* Template children */
  GtkWidget        *box;
  AdwWindowTitle   *title;
  GtkWidget        *back_button;
  GtkEditable      *name_row;
  AdwActionRow     *state_row;
  GtkButton        *trouble_button;
  GtkSwitch        *enabled_switch;
  GtkEditable      *password_row;
  KithServerRow    *server_row;
  KithKeepingGroup *keeping_group;
  GtkWidget        *pin_row;
  GtkWidget        *unpin_button;
  GtkWidget        *remove_button;

  /* Owned */
  KithClient       *client;
  KithAccount      *account;
  char             *name; /* as the row was filled */

  unsigned          changed : 1;
};

enum
{
  SIGNAL_LEFT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_TYPE (KithAccountPage, kith_account_page, GTK_TYPE_WIDGET)

static char *
dup_state (KithAccount *account)
{
  const GError *error = kith_account_get_error (account);

  if (error != NULL)
    return kith_sentence_text (error);

  switch (kith_account_get_state (account))
    {
    case KITH_ACCOUNT_CONNECTING:
      return g_strdup (_("Connecting…"));

    case KITH_ACCOUNT_ONLINE:
      return g_strdup (_("Connected"));

    case KITH_ACCOUNT_WAITING:
    case KITH_ACCOUNT_FAILED:
    case KITH_ACCOUNT_OFFLINE:
      return g_strdup (_("Not connected"));
    }

  return NULL;
}

static void
update_state (KithAccountPage *self)
{
  const GError *error = kith_account_get_error (self->account);
  g_autofree char *words = dup_state (self->account);

  adw_action_row_set_subtitle (self->state_row, words);
  gtk_widget_set_visible (GTK_WIDGET (self->trouble_button), FALSE);

  if (error != NULL)
    {
      g_autoptr(KithSentence) sentence = kith_sentence_for_error (error, self->account);

      if (sentence->action != NULL && !g_str_has_prefix (sentence->action, "win.account("))
        kith_sentence_show_action (sentence, self->trouble_button);
    }
}

static void
fill_name (KithAccountPage *self)
{
  const char *name = kith_account_get_nickname (self->account);

  g_free (self->name);
  self->name = g_strdup (name != NULL ? name : "");
  gtk_editable_set_text (self->name_row, self->name);
}

/* It changed, here or on another device; what is being written stays. */
static void
name_changed_cb (KithAccountPage *self)
{
  if (g_strcmp0 (gtk_editable_get_text (self->name_row), self->name) == 0)
    fill_name (self);
}

static void
named_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(KithAccountPage) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!kith_account_set_nickname_finish (KITH_ACCOUNT (source), result, &error))
    {
      g_autofree char *text = kith_sentence_text (error);

      adw_action_row_set_subtitle (self->state_row, text);
    }
}

static void
name_cb (KithAccountPage *self)
{
  g_autofree char *name = g_strdup (gtk_editable_get_text (self->name_row));

  kith_account_set_nickname_async (self->account, name, NULL, named_cb, g_object_ref (self));
  fill_name (self);
}

static void
update_pin (KithAccountPage *self)
{
  const KithAccountSettings *settings = kith_account_get_settings (self->account);

  gtk_widget_set_visible (self->pin_row, settings->pinned_certificate != NULL);
  if (settings->pinned_certificate != NULL)
    {
      g_autofree char *fingerprint = kith_fingerprint_dup_text (settings->pinned_certificate);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (self->pin_row), fingerprint);
    }
}

static void
settings_changed_cb (KithAccountPage *self)
{
  self->changed = TRUE;
}

static void
apply_settings (KithAccountPage *self)
{
  g_autoptr(KithAccountSettings) settings = NULL;

  if (!self->changed || !kith_server_row_is_valid (self->server_row))
    return;

  self->changed = FALSE;
  settings = kith_server_row_dup_settings (self->server_row);
  settings->pinned_certificate = g_strdup (kith_account_get_settings (self->account)->pinned_certificate);
  kith_account_set_settings (self->account, settings);
}

static void
unpin_cb (KithAccountPage *self)
{
  g_autoptr(KithAccountSettings) settings = kith_account_settings_copy (kith_account_get_settings (self->account));

  g_clear_pointer (&settings->pinned_certificate, g_free);
  kith_account_set_settings (self->account, settings);
  update_pin (self);
}

static void
password_cb (KithAccountPage *self)
{
  if (*gtk_editable_get_text (self->password_row) == '\0')
    return;

  kith_account_set_password (self->account, gtk_editable_get_text (self->password_row), TRUE);
  gtk_editable_set_text (self->password_row, "");
}

static void
leave (KithAccountPage *self)
{
  apply_settings (self);
  g_signal_emit (self, signals[SIGNAL_LEFT], 0);
}

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(KithAccountPage) self = user_data;
  g_autoptr(GError) error = NULL;

  if (kith_client_remove_account_finish (KITH_CLIENT (source), result, &error))
    {
      g_signal_emit (self, signals[SIGNAL_LEFT], 0);
    }
  else
    {
      g_autofree char *text = kith_sentence_text (error);

      gtk_widget_set_sensitive (self->remove_button, TRUE);
      adw_action_row_set_subtitle (self->state_row, text);
    }
}

static void
remove_response_cb (KithAccountPage *self,
                    const char      *response)
{
  if (g_strcmp0 (response, "remove") != 0)
    return;

  self->changed = FALSE;
  gtk_widget_set_sensitive (self->remove_button, FALSE);
  kith_client_remove_account_async (self->client, self->account, NULL, removed_cb, g_object_ref (self));
}

static void
remove_cb (KithAccountPage *self)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *dialog = adw_message_dialog_new (window, _("Remove this account from Kith?"), NULL);

  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  /* Translators: %s is an address such as ada@example.org */
                                  _("The chats of %s on this computer will be deleted. The account itself stays with its provider."),
                                  kith_account_get_address (self->account));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "remove", _("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (remove_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
kith_account_page_dispose (GObject *object)
{
  KithAccountPage *self = KITH_ACCOUNT_PAGE (object);

  g_clear_object (&self->client);
  g_clear_object (&self->account);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (kith_account_page_parent_class)->dispose (object);
}

static void
kith_account_page_class_init (KithAccountPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kith_account_page_dispose;

  signals[SIGNAL_LEFT] = g_signal_new ("left", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);

  g_type_ensure (KITH_TYPE_KEEPING_GROUP);
  g_type_ensure (KITH_TYPE_SERVER_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-account-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KithAccountPage, box);
  gtk_widget_class_bind_template_child (widget_class, KithAccountPage, title);
  gtk_widget_class_bind_template_child (widget_class, KithAccountPage, back_button);
  gtk_widget_class_bind_template_child (widget_class, KithAccountPage, name_row);
  gtk_widget_class_bind_template_child (widget_class, KithAccountPage, state_row);
  gtk_widget_class_bind_template_child (widget_class, KithAccountPage, trouble_button);
  gtk_widget_class_bind_template_child (widget_class, KithAccountPage, enabled_switch);
  gtk_widget_class_bind_template_child (widget_class, KithAccountPage, password_row);
  gtk_widget_class_bind_template_child (widget_class, KithAccountPage, keeping_group);
  gtk_widget_class_bind_template_child (widget_class, KithAccountPage, server_row);
  gtk_widget_class_bind_template_child (widget_class, KithAccountPage, pin_row);
  gtk_widget_class_bind_template_child (widget_class, KithAccountPage, unpin_button);
  gtk_widget_class_bind_template_child (widget_class, KithAccountPage, remove_button);
}

static void
kith_account_page_init (KithAccountPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->back_button, "clicked", G_CALLBACK (leave), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->name_row, "apply", G_CALLBACK (name_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->password_row, "apply", G_CALLBACK (password_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->unpin_button, "clicked", G_CALLBACK (unpin_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->remove_button, "clicked", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
}

/**
 * kith_account_page_new:
 *
 * Returns: (transfer floating): the page of @account
 */
GtkWidget *
kith_account_page_new (KithClient  *client,
                       KithAccount *account)
{
  KithAccountPage *self = g_object_new (KITH_TYPE_ACCOUNT_PAGE, NULL);

  self->client = g_object_ref (client);
  self->account = g_object_ref (account);

  adw_window_title_set_title (self->title, kith_account_get_address (account));
  kith_keeping_group_set_account (self->keeping_group, account);
  kith_server_row_fill (self->server_row, kith_account_get_settings (account));
  g_object_bind_property (account, "enabled", self->enabled_switch, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_connect_object (self->server_row, "changed", G_CALLBACK (settings_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "notify::display-name", G_CALLBACK (name_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "notify::state", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "notify::error", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  fill_name (self);
  update_state (self);
  update_pin (self);

  return GTK_WIDGET (self);
}
