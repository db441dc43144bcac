/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-create-account-page.h"

#include <glib/gi18n.h>

#include "kith-account-creation.h"
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
  GtkLabel            *instructions_label;
  GtkWidget           *provider_group;
  GtkEditable         *domain_row;
  KithServerRow       *server_row;
  KithFormGroup       *form_group;
  GtkLabel            *status_label;
  GtkLinkButton       *link_button;
  GtkWidget           *submit_button;
  GtkSpinner          *spinner;
  GtkLabel            *submit_label;

  /* Owned */
  KithAccountCreation *creation;
  KithDataForm        *form;
  GCancellable        *cancellable;

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

static void
validate (KithCreateAccountPage *self)
{
  g_autofree char *domain = dup_domain (self);
  gboolean ready;

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
show_error (KithCreateAccountPage *self,
            const GError          *error)
{
  g_autofree char *text = NULL;

  if (g_error_matches (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_NOT_SUPPORTED))
    {
      text = g_strdup (_("This provider does not let you create an account from here"));
    }
  else if (g_error_matches (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_CERTIFICATE) &&
           kith_account_creation_get_certificate (self->creation) != NULL)
    {
      g_autofree char *domain = dup_domain (self);
      g_autoptr(KithSentence) sentence =
        kith_sentence_for_certificate (kith_account_creation_get_certificate (self->creation),
                                       kith_account_creation_get_certificate_flaws (self->creation), domain);

      text = g_steal_pointer (&sentence->text);
    }
  else
    {
      text = kith_sentence_text (error);
    }

  gtk_label_set_label (self->status_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->status_label), TRUE);
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

static void
fetched_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(KithCreateAccountPage) self = user_data;
  g_autoptr(GError) error = NULL;
  KithDataForm *form = kith_account_creation_fetch_finish (KITH_ACCOUNT_CREATION (source), result, &error);
  const char *instructions;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || KITH_ACCOUNT_CREATION (source) != self->creation)
    return;

  show_link (self);
  g_set_object (&self->form, form);
  set_busy (self, FALSE);

  if (form == NULL)
    {
      show_error (self, error);
      return;
    }

  instructions = kith_data_form_get_instructions (form);
  if (instructions != NULL && *instructions != '\0')
    gtk_label_set_label (self->instructions_label, instructions);

  gtk_widget_set_visible (self->provider_group, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->form_group), TRUE);
  kith_form_group_set_form (self->form_group, form);
  gtk_widget_child_focus (GTK_WIDGET (self->form_group), GTK_DIR_TAB_FORWARD);
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

  set_busy (self, FALSE);
  if (jid == NULL)
    {
      show_error (self, error);
      return;
    }

  settings = kith_server_row_dup_settings (self->server_row);
  g_signal_emit (self, signals[SIGNAL_CREATED], 0, kith_jid_get_text (jid), password, settings);
  kith_secret_free (password);
}

static void
submit (KithCreateAccountPage *self)
{
  if (!gtk_widget_get_sensitive (self->submit_button))
    return;

  gtk_widget_set_visible (GTK_WIDGET (self->status_label), FALSE);
  set_busy (self, TRUE);

  if (self->form == NULL)
    {
      g_autofree char *domain = dup_domain (self);
      g_autoptr(KithAccountSettings) settings = kith_server_row_dup_settings (self->server_row);

      g_clear_object (&self->creation);
      self->creation = kith_account_creation_new (domain, settings);
      kith_account_creation_fetch_async (self->creation, self->cancellable, fetched_cb, g_object_ref (self));
    }
  else
    {
      kith_account_creation_submit_async (self->creation, self->cancellable, submitted_cb, g_object_ref (self));
    }
}

/* Leaving the page and coming back begins anew. */
static void
kith_create_account_page_unmap (GtkWidget *widget)
{
  KithCreateAccountPage *self = KITH_CREATE_ACCOUNT_PAGE (widget);

  g_cancellable_cancel (self->cancellable);
  g_set_object (&self->cancellable, NULL);
  self->cancellable = g_cancellable_new ();
  g_clear_object (&self->form);
  g_clear_object (&self->creation);
  kith_form_group_set_form (self->form_group, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->form_group), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->link_button), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->status_label), FALSE);
  gtk_widget_set_visible (self->provider_group, TRUE);
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
  gtk_widget_class_bind_template_child (widget_class, KithCreateAccountPage, instructions_label);
  gtk_widget_class_bind_template_child (widget_class, KithCreateAccountPage, provider_group);
  gtk_widget_class_bind_template_child (widget_class, KithCreateAccountPage, domain_row);
  gtk_widget_class_bind_template_child (widget_class, KithCreateAccountPage, server_row);
  gtk_widget_class_bind_template_child (widget_class, KithCreateAccountPage, form_group);
  gtk_widget_class_bind_template_child (widget_class, KithCreateAccountPage, status_label);
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

  g_signal_connect_object (self->domain_row, "changed", G_CALLBACK (validate), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->domain_row, "entry-activated", G_CALLBACK (submit), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->server_row, "changed", G_CALLBACK (validate), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->server_row, "activated-entry", G_CALLBACK (submit), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->form_group, "changed", G_CALLBACK (validate), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->form_group, "activated", G_CALLBACK (submit), self, G_CONNECT_SWAPPED);
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
