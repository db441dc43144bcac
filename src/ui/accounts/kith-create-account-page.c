/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-create-account-page.h"

#include <glib/gi18n.h>

#include "kith-account-creation.h"
#include "kith-certificate-dialog.h"
#include "kith-form-group.h"
#include "kith-model-error.h"
#include "kith-secrets.h"
#include "kith-sentence.h"
#include "kith-server-row.h"

/**
 * KithCreateAccountPage:
 *
 * Makes an account at a provider: asks which, shows the provider's own form, hands it in.
 *
 * Signal "created" (const char *address, const char *password, KithAccountSettings *settings): it exists now.
 */
struct _KithCreateAccountPage
{
  GtkWidget            parent_instance;

  /* Template children */
  GtkWidget           *scroller;
  GtkWidget           *provider_box;
  GtkEditable         *domain_row;
  GtkWidget           *domain_trouble;
  KithServerRow       *server_row;
  GtkWidget           *form_box;
  GtkLabel            *instructions_label;
  KithFormGroup       *form_group;
  GtkLabel            *status_label;
  GtkWidget           *certificate_button;
  GtkLinkButton       *link_button;
  GtkWidget           *submit_button;
  GtkSpinner          *spinner;
  GtkLabel            *submit_label;

  /* Owned */
  KithAccountCreation *creation;
  KithDataForm        *form;
  GCancellable        *cancellable;
  char                *pin;          /* SHA-256 of the certificate that the person trusts, %NULL if none */

  unsigned             busy : 1;
};

enum
{
  SIGNAL_CREATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_TYPE (KithCreateAccountPage, kith_create_account_page, GTK_TYPE_WIDGET)

static char *
dup_domain (KithCreateAccountPage *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->domain_row)));
  g_autoptr(KithJid) jid = kith_jid_new (text, NULL);

  if (jid == NULL || kith_jid_get_localpart (jid) != NULL || !kith_jid_is_bare (jid))
    return NULL;

  return g_strdup (kith_jid_get_domainpart (jid));
}

static KithAccountSettings *
dup_settings (KithCreateAccountPage *self)
{
  KithAccountSettings *settings = kith_server_row_dup_settings (self->server_row);

  settings->pinned_certificate = g_strdup (self->pin);

  return settings;
}

static void
validate (KithCreateAccountPage *self)
{
  g_autofree char *domain = dup_domain (self);
  gboolean wrong = domain == NULL && *gtk_editable_get_text (self->domain_row) != '\0';
  gboolean ready;

  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self->domain_row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->domain_row), "error");
  gtk_widget_set_visible (self->domain_trouble, wrong);

  if (self->form != NULL)
    ready = kith_data_form_is_complete (self->form);
  else
    ready = domain != NULL && kith_server_row_is_valid (self->server_row);

  gtk_widget_set_sensitive (self->submit_button, ready && !self->busy);
}

static void
set_busy (KithCreateAccountPage *self,
          gboolean               busy)
{
  self->busy = busy;
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_label_set_label (self->submit_label, self->form != NULL ? _("Create account") : _("Continue"));
  validate (self);
}

static void
show_text (KithCreateAccountPage *self,
           const char            *text)
{
  gtk_label_set_label (self->status_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->status_label), TRUE);
}

static void
show_certificate_error (KithCreateAccountPage *self)
{
  g_autofree char *domain = dup_domain (self);
  g_autoptr(KithSentence) sentence =
    kith_sentence_for_certificate (kith_account_creation_get_certificate (self->creation),
                                   kith_account_creation_get_certificate_flaws (self->creation), domain);

  show_text (self, sentence->text);
  gtk_widget_set_visible (self->certificate_button, TRUE);
  gtk_widget_grab_focus (self->certificate_button);
}

static void
show_error (KithCreateAccountPage *self,
            const GError          *error)
{
  g_autofree char *text = NULL;

  if (g_error_matches (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_CERTIFICATE) &&
      kith_account_creation_get_certificate (self->creation) != NULL)
    {
      show_certificate_error (self);
      return;
    }

  if (g_error_matches (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_NOT_SUPPORTED))
    text = g_strdup (_("This provider does not let you create an account from here"));
  else
    text = kith_sentence_text (error);

  show_text (self, text);
}

static void
hide_error (KithCreateAccountPage *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->status_label), FALSE);
  gtk_widget_set_visible (self->certificate_button, FALSE);
}

/* Providers that want people to register on a page of theirs; nothing but the web is opened. */
static void
show_link (KithCreateAccountPage *self)
{
  const char *url = kith_account_creation_get_url (self->creation);
  gboolean web = url != NULL && (g_str_has_prefix (url, "https://") || g_str_has_prefix (url, "http://"));

  gtk_widget_set_visible (GTK_WIDGET (self->link_button), web);
  if (web)
    {
      gtk_link_button_set_uri (self->link_button, url);
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->link_button), url);
    }
}

/* Takes the place of the form that was there before; %NULL: back to the choice of the provider. */
static void
show_form (KithCreateAccountPage *self,
           KithDataForm          *form)
{
  const char *instructions = form != NULL ? kith_data_form_get_instructions (form) : NULL;

  g_set_object (&self->form, form);
  gtk_label_set_label (self->instructions_label, instructions != NULL ? instructions : "");
  gtk_widget_set_visible (GTK_WIDGET (self->instructions_label), instructions != NULL && *instructions != '\0');
  kith_form_group_set_form (self->form_group, form);
  gtk_widget_set_visible (self->provider_box, form == NULL);
  gtk_widget_set_visible (self->form_box, form != NULL);
}

/* What was entered stays, but for the puzzle, which is another one now. */
static void
carry_over (KithDataForm *from,
            KithDataForm *to)
{
  GListModel *fields = kith_data_form_get_fields (from);

  for (guint i = 0; i < g_list_model_get_n_items (fields); i++)
    {
      g_autoptr(KithFormField) field = g_list_model_get_item (fields, i);
      const char *var = kith_form_field_get_var (field);
      KithFormField *same = var != NULL ? kith_data_form_get_field (to, var) : NULL;

      if (same != NULL && kith_form_field_get_kind (field) != KITH_FORM_FIELD_HIDDEN &&
          kith_form_field_get_kind (same) == kith_form_field_get_kind (field) &&
          kith_form_field_get_media (field) == NULL)
        kith_form_field_set_values (same, kith_form_field_get_values (field));
    }
}

static gboolean
has_puzzle (KithDataForm *form)
{
  GListModel *fields = kith_data_form_get_fields (form);

  for (guint i = 0; i < g_list_model_get_n_items (fields); i++)
    {
      g_autoptr(KithFormField) field = g_list_model_get_item (fields, i);

      if (kith_form_field_get_media (field) != NULL)
        return TRUE;
    }

  return FALSE;
}

static void
fetched_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(KithCreateAccountPage) self = user_data;
  g_autoptr(GError) error = NULL;
  KithDataForm *form = kith_account_creation_fetch_finish (KITH_ACCOUNT_CREATION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || KITH_ACCOUNT_CREATION (source) != self->creation)
    return;

  show_link (self);
  if (form != NULL && self->form != NULL)
    carry_over (self->form, form);

  show_form (self, form);
  set_busy (self, FALSE);

  if (form != NULL)
    kith_form_group_focus (self->form_group);
  else
    show_error (self, error);
}

static void
submitted_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(KithCreateAccountPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(KithJid) jid = NULL;
  g_autoptr(KithAccountSettings) settings = NULL;
  char *password = NULL;

  jid = kith_account_creation_submit_finish (KITH_ACCOUNT_CREATION (source), result, &password, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (jid == NULL)
    {
      show_error (self, error);

      /* A puzzle can be solved once. */
      if (g_error_matches (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_NOT_ACCEPTABLE) && has_puzzle (self->form))
        kith_account_creation_fetch_async (self->creation, self->cancellable, fetched_cb, g_object_ref (self));
      else
        set_busy (self, FALSE);

      return;
    }

  set_busy (self, FALSE);

  settings = dup_settings (self);
  g_signal_emit (self, signals[SIGNAL_CREATED], 0, kith_jid_get_text (jid), password, settings);
  kith_secret_free (password);
}

static void
submit (KithCreateAccountPage *self)
{
  if (!gtk_widget_get_sensitive (self->submit_button))
    return;

  hide_error (self);
  set_busy (self, TRUE);

  if (self->form == NULL)
    {
      g_autofree char *domain = dup_domain (self);
      g_autoptr(KithAccountSettings) settings = dup_settings (self);

      g_clear_object (&self->creation);
      self->creation = kith_account_creation_new (domain, settings);
      kith_account_creation_fetch_async (self->creation, self->cancellable, fetched_cb, g_object_ref (self));
    }
  else
    {
      kith_account_creation_submit_async (self->creation, self->cancellable, submitted_cb, g_object_ref (self));
    }
}

static void
trusted_cb (KithCreateAccountPage *self,
            const char            *pin)
{
  g_free (self->pin);
  self->pin = g_strdup (pin);
  submit (self);
}

static void
certificate_cb (KithCreateAccountPage *self)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  g_autofree char *domain = dup_domain (self);
  GtkWindow *dialog;

  if (domain == NULL || self->creation == NULL || kith_account_creation_get_certificate (self->creation) == NULL)
    return;

  dialog = kith_certificate_dialog_new (window, kith_account_creation_get_certificate (self->creation),
                                        kith_account_creation_get_certificate_flaws (self->creation), domain, NULL);
  g_signal_connect_object (dialog, "trusted", G_CALLBACK (trusted_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

/* What was said of one provider does not hold for another. */
static void
provider_changed_cb (KithCreateAccountPage *self)
{
  g_clear_pointer (&self->pin, g_free);
  hide_error (self);
  validate (self);
}

/* Leaving the page and coming back begins anew. */
static void
kith_create_account_page_unmap (GtkWidget *widget)
{
  KithCreateAccountPage *self = KITH_CREATE_ACCOUNT_PAGE (widget);

  g_cancellable_cancel (self->cancellable);
  g_set_object (&self->cancellable, NULL);
  self->cancellable = g_cancellable_new ();
  g_clear_object (&self->creation);
  show_form (self, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->link_button), FALSE);
  hide_error (self);
  set_busy (self, FALSE);

  GTK_WIDGET_CLASS (kith_create_account_page_parent_class)->unmap (widget);
}

static gboolean
kith_create_account_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (KITH_CREATE_ACCOUNT_PAGE (widget)->domain_row));
}

static void
kith_create_account_page_dispose (GObject *object)
{
  KithCreateAccountPage *self = KITH_CREATE_ACCOUNT_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->form);
  g_clear_object (&self->creation);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);

  G_OBJECT_CLASS (kith_create_account_page_parent_class)->dispose (object);
}

static void
kith_create_account_page_finalize (GObject *object)
{
  KithCreateAccountPage *self = KITH_CREATE_ACCOUNT_PAGE (object);

  g_clear_object (&self->cancellable);
  g_free (self->pin);

  G_OBJECT_CLASS (kith_create_account_page_parent_class)->finalize (object);
}

static void
kith_create_account_page_class_init (KithCreateAccountPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kith_create_account_page_dispose;
  object_class->finalize = kith_create_account_page_finalize;
  widget_class->unmap = kith_create_account_page_unmap;
  widget_class->grab_focus = kith_create_account_page_grab_focus;

  signals[SIGNAL_CREATED] = g_signal_new ("created", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_POINTER);

  g_type_ensure (KITH_TYPE_FORM_GROUP);
  g_type_ensure (KITH_TYPE_SERVER_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-create-account-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KithCreateAccountPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, KithCreateAccountPage, provider_box);
  gtk_widget_class_bind_template_child (widget_class, KithCreateAccountPage, domain_row);
  gtk_widget_class_bind_template_child (widget_class, KithCreateAccountPage, domain_trouble);
  gtk_widget_class_bind_template_child (widget_class, KithCreateAccountPage, server_row);
  gtk_widget_class_bind_template_child (widget_class, KithCreateAccountPage, form_box);
  gtk_widget_class_bind_template_child (widget_class, KithCreateAccountPage, instructions_label);
  gtk_widget_class_bind_template_child (widget_class, KithCreateAccountPage, form_group);
  gtk_widget_class_bind_template_child (widget_class, KithCreateAccountPage, status_label);
  gtk_widget_class_bind_template_child (widget_class, KithCreateAccountPage, certificate_button);
  gtk_widget_class_bind_template_child (widget_class, KithCreateAccountPage, link_button);
  gtk_widget_class_bind_template_child (widget_class, KithCreateAccountPage, submit_button);
  gtk_widget_class_bind_template_child (widget_class, KithCreateAccountPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, KithCreateAccountPage, submit_label);
}

static void
kith_create_account_page_init (KithCreateAccountPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  set_busy (self, FALSE);

  g_signal_connect_object (self->domain_row, "changed", G_CALLBACK (provider_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->domain_row, "entry-activated", G_CALLBACK (submit), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->server_row, "changed", G_CALLBACK (provider_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->server_row, "activated-entry", G_CALLBACK (submit), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->form_group, "changed", G_CALLBACK (validate), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->form_group, "activated", G_CALLBACK (submit), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->certificate_button, "clicked", G_CALLBACK (certificate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->submit_button, "clicked", G_CALLBACK (submit), self, G_CONNECT_SWAPPED);
}

/**
 * kith_create_account_page_new:
 *
 * Returns: (transfer floating): an empty page
 */
GtkWidget *
kith_create_account_page_new (void)
{
  return g_object_new (KITH_TYPE_CREATE_ACCOUNT_PAGE, NULL);
}
