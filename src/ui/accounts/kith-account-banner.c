/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-account-banner.h"

#include <glib/gi18n.h>

#include "kith-sentence.h"

#define QUIET_DELAY_MS 2000

/**
 * KithAccountBanner:
 *
 * The line under the header that says what is wrong with an account's connection and the one thing to do about it; a
 * quiet "Connecting…" after two seconds of it. Says the gravest trouble of all accounts; hidden while all is well.
 */
struct _KithAccountBanner
{
  GtkWidget    parent_instance;

  /* Template children */
  GtkRevealer *revealer;
  GtkWidget   *box;
  GtkLabel    *label;
  GtkButton   *button;

  /* Owned */
  KithClient  *client;
  GPtrArray   *watched;  /* KithAccount (owned) */

  /* Sources */
  guint        quiet_id;
};

G_DEFINE_TYPE (KithAccountBanner, kith_account_banner, GTK_TYPE_WIDGET)

static void
show_text (KithAccountBanner *self,
           const char        *text,
           gboolean           trouble)
{
  gtk_label_set_label (self->label, text);

  if (trouble)
    gtk_widget_add_css_class (self->box, "trouble");
  else
    gtk_widget_remove_css_class (self->box, "trouble");

  gtk_revealer_set_reveal_child (self->revealer, TRUE);
}

static gboolean
quiet_cb (gpointer user_data)
{
  KithAccountBanner *self = user_data;

  self->quiet_id = 0;
  gtk_widget_set_visible (GTK_WIDGET (self->button), FALSE);
  show_text (self, _("Connecting…"), FALSE);

  return G_SOURCE_REMOVE;
}

static int
gravity (KithAccount *account)
{
  switch (kith_account_get_state (account))
    {
    case KITH_ACCOUNT_FAILED:
      return 4;

    case KITH_ACCOUNT_WAITING:
      return 3;

    case KITH_ACCOUNT_CONNECTING:
      return 2;

    case KITH_ACCOUNT_OFFLINE:
    case KITH_ACCOUNT_ONLINE:
      return kith_account_get_keyring_error (account) != NULL ? 1 : 0;
    }

  return 0;
}

static KithAccount *
find_gravest (KithAccountBanner *self)
{
  KithAccount *gravest = NULL;

  for (guint i = 0; i < self->watched->len; i++)
    {
      KithAccount *account = g_ptr_array_index (self->watched, i);

      if (gravity (account) > 0 && (gravest == NULL || gravity (account) > gravity (gravest)))
        gravest = account;
    }

  return gravest;
}

static void
show_error (KithAccountBanner *self,
            KithAccount       *account,
            const GError      *error)
{
  g_autoptr(KithSentence) sentence = kith_sentence_for_error (error, account);
  g_autofree char *text = NULL;

  if (self->watched->len > 1)
    {
      /* Translators: which of several accounts, and what is wrong, as in "ada@example.org: The connection was lost". */
      text = g_strdup_printf (_("%s: %s"), kith_account_get_address (account), sentence->text);
    }
  else
    {
      text = g_strdup (sentence->text);
    }

  show_text (self, text, TRUE);
  kith_sentence_show_action (sentence, self->button);
}

static void
update (KithAccountBanner *self)
{
  KithAccount *gravest = find_gravest (self);
  const GError *error = NULL;

  if (gravest != NULL)
    {
      error = kith_account_get_error (gravest);
      if (error == NULL && gravity (gravest) == 1)
        error = kith_account_get_keyring_error (gravest);
    }

  if (error != NULL)
    {
      g_clear_handle_id (&self->quiet_id, g_source_remove);
      show_error (self, gravest, error);
    }
  else if (gravest != NULL)
    {
      if (self->quiet_id == 0 && !gtk_revealer_get_reveal_child (self->revealer))
        self->quiet_id = g_timeout_add (QUIET_DELAY_MS, quiet_cb, self);
    }
  else
    {
      g_clear_handle_id (&self->quiet_id, g_source_remove);
      gtk_revealer_set_reveal_child (self->revealer, FALSE);
      /* A hidden line still speaks to screen readers. */
      gtk_label_set_label (self->label, "");
    }
}

static void
watch_accounts (KithAccountBanner *self)
{
  GListModel *accounts = kith_client_get_accounts (self->client);

  for (guint i = 0; i < self->watched->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->watched, i), self);

  g_ptr_array_set_size (self->watched, 0);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      KithAccount *account = g_list_model_get_item (accounts, i);

      g_signal_connect_object (account, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (account, "notify::error", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (account, "notify::keyring-error", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      g_ptr_array_add (self->watched, account);
    }

  update (self);
}

static void
kith_account_banner_dispose (GObject *object)
{
  KithAccountBanner *self = KITH_ACCOUNT_BANNER (object);

  g_clear_handle_id (&self->quiet_id, g_source_remove);
  g_clear_object (&self->client);
  g_clear_pointer (&self->watched, g_ptr_array_unref);
  g_clear_pointer ((GtkWidget **)&self->revealer, gtk_widget_unparent);

  G_OBJECT_CLASS (kith_account_banner_parent_class)->dispose (object);
}

static void
kith_account_banner_class_init (KithAccountBannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kith_account_banner_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-account-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, KithAccountBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, KithAccountBanner, box);
  gtk_widget_class_bind_template_child (widget_class, KithAccountBanner, label);
  gtk_widget_class_bind_template_child (widget_class, KithAccountBanner, button);
}

static void
kith_account_banner_init (KithAccountBanner *self)
{
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * kith_account_banner_set_client:
 *
 * Whose accounts it speaks of; once.
 */
void
kith_account_banner_set_client (KithAccountBanner *self,
                                KithClient        *client)
{
  g_return_if_fail (KITH_IS_ACCOUNT_BANNER (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  g_signal_connect_object (kith_client_get_accounts (client), "items-changed", G_CALLBACK (watch_accounts), self,
                           G_CONNECT_SWAPPED);
  watch_accounts (self);
}
