/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-certificate-dialog.h"

#include <glib/gi18n.h>

#include "kith-sentence.h"

/**
 * KithCertificateDialog:
 *
 * Shows the certificate that an account refused, and can trust this one for this account. Made by the window's action
 * `win.certificate`.
 */
struct _KithCertificateDialog
{
  AdwWindow            parent_instance;

  /* Template children */
  GtkLabel            *flaw_label;
  AdwPreferencesGroup *facts;
  GtkWidget           *trust_button;
  GtkWidget           *refuse_button;

  /* Owned */
  KithAccount         *account;
};

G_DEFINE_TYPE (KithCertificateDialog, kith_certificate_dialog, ADW_TYPE_WINDOW)

static void
add_fact (KithCertificateDialog *self,
          const char            *title,
          const char            *text)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text != NULL && *text != '\0' ? text : _("Not stated"));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (self->facts, row);
}

static char *
dup_time (GDateTime *when)
{
  g_autoptr(GDateTime) local = when != NULL ? g_date_time_to_local (when) : NULL;

  return local != NULL ? g_date_time_format (local, "%c") : NULL;
}

/* In groups of two, as every other program shows it, so that people can compare. */
static char *
dup_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr(GByteArray) der = NULL;
  g_autofree char *digest = NULL;
  GString *text = g_string_new (NULL);

  g_object_get (certificate, "certificate", &der, NULL);
  digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);

  for (guint i = 0; digest[i] != '\0'; i++)
    {
      if (i > 0 && i % 2 == 0)
        g_string_append_c (text, ':');

      g_string_append_c (text, g_ascii_toupper (digest[i]));
    }

  return g_string_free (text, FALSE);
}

static void
show_certificate (KithCertificateDialog *self,
                  GTlsCertificate       *certificate)
{
  const char *domain = kith_jid_get_domainpart (kith_account_get_jid (self->account));
  g_autoptr(KithSentence) sentence =
    kith_sentence_for_certificate (certificate, kith_account_get_certificate_flaws (self->account), domain);
  g_autofree char *subject = g_tls_certificate_get_subject_name (certificate);
  g_autofree char *issuer = g_tls_certificate_get_issuer_name (certificate);
  g_autoptr(GDateTime) since = g_tls_certificate_get_not_valid_before (certificate);
  g_autoptr(GDateTime) until = g_tls_certificate_get_not_valid_after (certificate);
  g_autofree char *since_text = dup_time (since);
  g_autofree char *until_text = dup_time (until);
  g_autofree char *fingerprint = dup_fingerprint (certificate);

  gtk_label_set_label (self->flaw_label, sentence->text);
  add_fact (self, _("Account"), kith_account_get_address (self->account));
  add_fact (self, _("Issued to"), subject);
  add_fact (self, _("Issued by"), issuer);
  add_fact (self, _("Valid from"), since_text);
  add_fact (self, _("Valid until"), until_text);
  add_fact (self, _("Fingerprint (SHA-256)"), fingerprint);
}

static void
trust_cb (KithCertificateDialog *self)
{
  kith_account_trust_certificate (self->account);
  gtk_window_close (GTK_WINDOW (self));
}

static void
kith_certificate_dialog_dispose (GObject *object)
{
  KithCertificateDialog *self = KITH_CERTIFICATE_DIALOG (object);

  g_clear_object (&self->account);

  G_OBJECT_CLASS (kith_certificate_dialog_parent_class)->dispose (object);
}

static void
kith_certificate_dialog_class_init (KithCertificateDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kith_certificate_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-certificate-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KithCertificateDialog, flaw_label);
  gtk_widget_class_bind_template_child (widget_class, KithCertificateDialog, facts);
  gtk_widget_class_bind_template_child (widget_class, KithCertificateDialog, trust_button);
  gtk_widget_class_bind_template_child (widget_class, KithCertificateDialog, refuse_button);
}

static void
kith_certificate_dialog_init (KithCertificateDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->trust_button, "clicked", G_CALLBACK (trust_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->refuse_button, "clicked", G_CALLBACK (gtk_window_close), self, G_CONNECT_SWAPPED);
  gtk_widget_grab_focus (self->refuse_button);
}

/**
 * kith_certificate_dialog_new:
 * @account: whose certificate was refused
 *
 * Returns: (transfer none): the dialog, to be presented
 */
GtkWindow *
kith_certificate_dialog_new (GtkWindow   *parent,
                             KithAccount *account)
{
  KithCertificateDialog *self = g_object_new (KITH_TYPE_CERTIFICATE_DIALOG, "transient-for", parent, NULL);

  self->account = g_object_ref (account);
  if (kith_account_get_certificate (account) != NULL)
    show_certificate (self, kith_account_get_certificate (account));

  return GTK_WINDOW (self);
}
