/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-certificate-dialog.h"

#include <glib/gi18n.h>

#include "kith-fingerprint.h"
#include "kith-sentence.h"
#include "kith-time-words.h"

/**
 * KithCertificateDialog:
 *
 * Shows a certificate that was refused, and lets the person trust this one. Made by the window's action `win.certificate`, and
 * by the page that creates an account.
 *
 * Signal "trusted" (const char *pin): the person trusts this certificate, of which @pin is the SHA-256 in hexadecimal; the dialog
 * closes.
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
  char                *pin;
};

enum
{
  SIGNAL_TRUSTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

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

static void
add_day (KithCertificateDialog *self,
         const char            *title,
         GDateTime             *when)
{
  g_autofree char *day = when != NULL ? kith_time_words_date (g_date_time_to_unix (when) * G_USEC_PER_SEC) : NULL;

  add_fact (self, title, day);
}

static char *
dup_pin (GTlsCertificate *certificate)
{
  g_autoptr(GByteArray) der = NULL;

  g_object_get (certificate, "certificate", &der, NULL);

  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
}

static void
show_certificate (KithCertificateDialog *self,
                  GTlsCertificate       *certificate)
{
  g_autofree char *subject = g_tls_certificate_get_subject_name (certificate);
  g_autofree char *issuer = g_tls_certificate_get_issuer_name (certificate);
  g_autoptr(GDateTime) since = g_tls_certificate_get_not_valid_before (certificate);
  g_autoptr(GDateTime) until = g_tls_certificate_get_not_valid_after (certificate);
  g_autofree char *fingerprint = kith_fingerprint_dup_text (self->pin);

  add_fact (self, _("Issued to"), subject);
  add_fact (self, _("Issued by"), issuer);
  add_day (self, _("Valid from"), since);
  add_day (self, _("Valid until"), until);
  add_fact (self, _("Fingerprint (SHA-256)"), fingerprint);
}

static void
trust_cb (KithCertificateDialog *self)
{
  g_signal_emit (self, signals[SIGNAL_TRUSTED], 0, self->pin);
  gtk_window_close (GTK_WINDOW (self));
}

static void
kith_certificate_dialog_finalize (GObject *object)
{
  KithCertificateDialog *self = KITH_CERTIFICATE_DIALOG (object);

  g_free (self->pin);

  G_OBJECT_CLASS (kith_certificate_dialog_parent_class)->finalize (object);
}

static void
kith_certificate_dialog_class_init (KithCertificateDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = kith_certificate_dialog_finalize;

  signals[SIGNAL_TRUSTED] = g_signal_new ("trusted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_STRING);

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
 * @certificate: that was refused
 * @flaws: why
 * @domain: for which it should have been
 * @address: (nullable): of the account that it is about; %NULL if there is none yet
 *
 * Returns: (transfer none): the dialog, to be presented
 */
GtkWindow *
kith_certificate_dialog_new (GtkWindow           *parent,
                             GTlsCertificate     *certificate,
                             GTlsCertificateFlags flaws,
                             const char          *domain,
                             const char          *address)
{
  KithCertificateDialog *self = g_object_new (KITH_TYPE_CERTIFICATE_DIALOG, "transient-for", parent, NULL);
  g_autoptr(KithSentence) sentence = kith_sentence_for_certificate (certificate, flaws, domain);

  self->pin = dup_pin (certificate);
  gtk_label_set_label (self->flaw_label, sentence->text);
  if (address != NULL)
    add_fact (self, _("Account"), address);
  else
    add_fact (self, _("Provider"), domain);
  show_certificate (self, certificate);

  return GTK_WINDOW (self);
}
