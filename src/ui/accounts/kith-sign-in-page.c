/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-sign-in-page.h"

#include <glib/gi18n.h>

#include "kith-model-error.h"
#include "kith-sentence.h"
#include "kith-server-row.h"

/**
 * KithSignInPage:
 *
 * The form to sign in with an account that exists. Adds the account to the client, stays while it connects, and says what
 * went wrong; the same form then tries again with the same account.
 *
 * Signal "done" (KithAccount): it is online.
 */
struct _KithSignInPage
{
  GtkWidget      parent_instance;

  /* Template children */
  GtkWidget     *scroller;
  GtkEditable   *address_row;
  GtkWidget     *address_trouble;
  GtkEditable   *password_row;
  GtkSwitch     *remember_switch;
  KithServerRow *server_row;
  GtkLabel      *status_label;
  GtkButton     *trouble_button;
  GtkWidget     *submit_button;
  GtkSpinner    *spinner;
  GtkLabel      *submit_label;

  /* Owned */
  KithClient    *client;
  KithAccount   *account;
  GSignalGroup  *account_signals;
  GCancellable  *cancellable;
  char          *pin;             /* of a new account: SHA-256 of the certificate that its provider was trusted with */

  unsigned       busy : 1;
};

enum
{
  SIGNAL_DONE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_TYPE (KithSignInPage, kith_sign_in_page, GTK_TYPE_WIDGET)

static KithJid *
dup_address (KithSignInPage *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->address_row)));
  g_autoptr(KithJid) jid = kith_jid_new (text, NULL);

  if (jid == NULL || kith_jid_get_localpart (jid) == NULL || !kith_jid_is_bare (jid))
    return NULL;

  return g_steal_pointer (&jid);
}

static void
validate (KithSignInPage *self)
{
  g_autoptr(KithJid) jid = dup_address (self);
  const char *address = gtk_editable_get_text (self->address_row);
  const char *at = strchr (address, '@');
  gboolean begun_domain = at != NULL && at[1] != '\0';

  /* A name of a domain that has begun is right until something impossible stands in it. */
  if (jid == NULL && begun_domain)
    gtk_widget_add_css_class (GTK_WIDGET (self->address_row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->address_row), "error");
  gtk_widget_set_visible (self->address_trouble, jid == NULL && begun_domain);

  gtk_widget_set_sensitive (self->submit_button,
                            !self->busy && jid != NULL && kith_server_row_is_valid (self->server_row) &&
                            *gtk_editable_get_text (self->password_row) != '\0');
}

/* What was trusted of one provider does not hold for another. */
static void
place_changed_cb (KithSignInPage *self)
{
  g_clear_pointer (&self->pin, g_free);
  validate (self);
}

static void
set_busy (KithSignInPage *self,
          gboolean        busy)
{
  self->busy = busy;
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_label_set_label (self->submit_label, busy ? _("Signing in…") : _("Sign in"));
  validate (self);
}

static void
show_error (KithSignInPage *self,
            const GError   *error)
{
  g_autoptr(KithSentence) sentence = kith_sentence_for_error (error, self->account);
  gboolean certificate = g_error_matches (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_CERTIFICATE);

  gtk_label_set_label (self->status_label, sentence->text);
  gtk_widget_add_css_class (GTK_WIDGET (self->status_label), "error");
  gtk_widget_set_visible (GTK_WIDGET (self->status_label), TRUE);

  /* Every other action is this form itself. */
  if (certificate)
    kith_sentence_show_action (sentence, self->trouble_button);
  else
    gtk_widget_set_visible (GTK_WIDGET (self->trouble_button), FALSE);

  /* Where the person goes on. */
  if (gtk_widget_get_visible (GTK_WIDGET (self->trouble_button)))
    gtk_widget_grab_focus (GTK_WIDGET (self->trouble_button));
  else if (g_error_matches (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_NOT_AUTHORIZED))
    gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
}

static void
hide_error (KithSignInPage *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->status_label), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->trouble_button), FALSE);
}

static void
account_state_cb (KithSignInPage *self)
{
  switch (kith_account_get_state (self->account))
    {
    case KITH_ACCOUNT_CONNECTING:
      hide_error (self);
      set_busy (self, TRUE);
      break;

    case KITH_ACCOUNT_ONLINE:
      set_busy (self, FALSE);
      gtk_editable_set_text (self->password_row, "");
      g_signal_emit (self, signals[SIGNAL_DONE], 0, self->account);
      break;

    case KITH_ACCOUNT_WAITING:
      /* Whoever fills in a form tries again by pressing its button. */
      set_busy (self, FALSE);
      show_error (self, kith_account_get_error (self->account));
      kith_account_disconnect (self->account);
      break;

    case KITH_ACCOUNT_FAILED:
      set_busy (self, FALSE);
      show_error (self, kith_account_get_error (self->account));
      break;

    case KITH_ACCOUNT_OFFLINE:
      break;
    }
}

static void
added_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(KithSignInPage) self = user_data;
  g_autoptr(GError) error = NULL;
  KithAccount *account = kith_client_add_account_finish (KITH_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (account == NULL)
    {
      set_busy (self, FALSE);
      show_error (self, error);
      return;
    }

  g_set_object (&self->account, account);
  g_signal_group_set_target (self->account_signals, account);
  account_state_cb (self);
}

static void
add_account (KithSignInPage *self)
{
  g_autoptr(KithJid) jid = dup_address (self);
  g_autoptr(KithAccountSettings) settings = kith_server_row_dup_settings (self->server_row);

  settings->pinned_certificate = g_strdup (self->pin);
  kith_client_add_account_async (self->client, jid, gtk_editable_get_text (self->password_row),
                                 gtk_switch_get_active (self->remember_switch), settings, self->cancellable, added_cb,
                                 g_object_ref (self));
}

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(KithSignInPage) self = user_data;
  g_autoptr(GError) error = NULL;

  if (kith_client_remove_account_finish (KITH_CLIENT (source), result, &error))
    {
      add_account (self);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      set_busy (self, FALSE);
      show_error (self, error);
    }
}

static void
try_again (KithSignInPage *self,
           KithJid        *jid)
{
  g_autoptr(KithAccountSettings) settings = NULL;

  if (!kith_jid_equal (jid, kith_account_get_jid (self->account)))
    {
      /* Another address: the first one never got in. */
      g_autoptr(KithAccount) account = g_steal_pointer (&self->account);

      g_signal_group_set_target (self->account_signals, NULL);
      kith_client_remove_account_async (self->client, account, self->cancellable, removed_cb, g_object_ref (self));
      return;
    }

  settings = kith_server_row_dup_settings (self->server_row);
  settings->pinned_certificate = g_strdup (kith_account_get_settings (self->account)->pinned_certificate);
  kith_account_set_settings (self->account, settings);
  kith_account_set_password (self->account, gtk_editable_get_text (self->password_row),
                             gtk_switch_get_active (self->remember_switch));
}

/* Return goes to the next empty field, then signs in. */
static void
activate_cb (KithSignInPage *self)
{
  if (gtk_widget_get_sensitive (self->submit_button))
    kith_sign_in_page_submit (self);
  else if (*gtk_editable_get_text (self->password_row) == '\0')
    gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
}

static gboolean
kith_sign_in_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (KITH_SIGN_IN_PAGE (widget)->address_row));
}

static void
kith_sign_in_page_dispose (GObject *object)
{
  KithSignInPage *self = KITH_SIGN_IN_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_signal_group_set_target (self->account_signals, NULL);
  g_clear_object (&self->account);
  g_clear_object (&self->client);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);

  G_OBJECT_CLASS (kith_sign_in_page_parent_class)->dispose (object);
}

static void
kith_sign_in_page_finalize (GObject *object)
{
  KithSignInPage *self = KITH_SIGN_IN_PAGE (object);

  g_clear_object (&self->account_signals);
  g_clear_object (&self->cancellable);
  g_free (self->pin);

  G_OBJECT_CLASS (kith_sign_in_page_parent_class)->finalize (object);
}

static void
kith_sign_in_page_class_init (KithSignInPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kith_sign_in_page_dispose;
  object_class->finalize = kith_sign_in_page_finalize;
  widget_class->grab_focus = kith_sign_in_page_grab_focus;

  signals[SIGNAL_DONE] = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, KITH_TYPE_ACCOUNT);

  g_type_ensure (KITH_TYPE_SERVER_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-sign-in-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KithSignInPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, KithSignInPage, address_row);
  gtk_widget_class_bind_template_child (widget_class, KithSignInPage, address_trouble);
  gtk_widget_class_bind_template_child (widget_class, KithSignInPage, password_row);
  gtk_widget_class_bind_template_child (widget_class, KithSignInPage, remember_switch);
  gtk_widget_class_bind_template_child (widget_class, KithSignInPage, server_row);
  gtk_widget_class_bind_template_child (widget_class, KithSignInPage, status_label);
  gtk_widget_class_bind_template_child (widget_class, KithSignInPage, trouble_button);
  gtk_widget_class_bind_template_child (widget_class, KithSignInPage, submit_button);
  gtk_widget_class_bind_template_child (widget_class, KithSignInPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, KithSignInPage, submit_label);
}

static void
kith_sign_in_page_init (KithSignInPage *self)
{
  self->cancellable = g_cancellable_new ();
  self->account_signals = g_signal_group_new (KITH_TYPE_ACCOUNT);
  g_signal_group_connect_object (self->account_signals, "notify::state", G_CALLBACK (account_state_cb), self,
                                 G_CONNECT_SWAPPED);

  gtk_widget_init_template (GTK_WIDGET (self));

  set_busy (self, FALSE);

  g_signal_connect_object (self->address_row, "changed", G_CALLBACK (place_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->password_row, "changed", G_CALLBACK (validate), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->server_row, "changed", G_CALLBACK (place_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->address_row, "entry-activated", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->password_row, "entry-activated", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->server_row, "activated-entry", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->submit_button, "clicked", G_CALLBACK (kith_sign_in_page_submit), self, G_CONNECT_SWAPPED);
}

/**
 * kith_sign_in_page_new:
 *
 * Returns: (transfer floating): an empty form that adds an account to @client
 */
GtkWidget *
kith_sign_in_page_new (KithClient *client)
{
  KithSignInPage *self = g_object_new (KITH_TYPE_SIGN_IN_PAGE, NULL);

  self->client = g_object_ref (client);

  return GTK_WIDGET (self);
}

/**
 * kith_sign_in_page_fill:
 * @settings: (nullable): shown unfolded if it says anything; its pinned certificate is trusted
 *
 * Fills the form, as after an account was created.
 */
void
kith_sign_in_page_fill (KithSignInPage            *self,
                        const char                *address,
                        const char                *password,
                        const KithAccountSettings *settings)
{
  g_return_if_fail (KITH_IS_SIGN_IN_PAGE (self));

  gtk_editable_set_text (self->address_row, address);
  gtk_editable_set_text (self->password_row, password != NULL ? password : "");

  if (settings != NULL)
    {
      kith_server_row_fill (self->server_row, settings);
      self->pin = g_strdup (settings->pinned_certificate);
    }
}

/**
 * kith_sign_in_page_submit:
 *
 * As the button does: signs in with what the form says.
 */
void
kith_sign_in_page_submit (KithSignInPage *self)
{
  g_autoptr(KithJid) jid = NULL;

  g_return_if_fail (KITH_IS_SIGN_IN_PAGE (self));

  jid = dup_address (self);
  if (jid == NULL || self->busy)
    return;

  hide_error (self);
  set_busy (self, TRUE);

  if (self->account != NULL)
    try_again (self, jid);
  else
    add_account (self);
}
