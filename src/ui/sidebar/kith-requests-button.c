/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-requests-button.h"

#include <glib/gi18n.h>

/**
 * KithRequestsButton:
 *
 * Says quietly over the chats that somebody waits for an answer, and leads to the page of the requests; hidden while nobody does.
 * Part of the window.
 */
struct _KithRequestsButton
{
  GtkButton         parent_instance;

  /* Owned by the button */
  AdwButtonContent *content;

  /* Owned */
  GListModel       *contacts; /* KithRequest */
  GListModel       *messages; /* KithConversation */
};

G_DEFINE_TYPE (KithRequestsButton, kith_requests_button, GTK_TYPE_BUTTON)

static void
update (KithRequestsButton *self)
{
  guint n_contacts = g_list_model_get_n_items (self->contacts);
  guint n_messages = g_list_model_get_n_items (self->messages);
  guint n = n_contacts + n_messages;
  g_autofree char *label = NULL;

  if (n_messages == 0)
    {
      label = g_strdup_printf (ngettext ("%u contact request", "%u contact requests", n), n);
    }
  else if (n_contacts == 0)
    {
      /* Translators: so many people who are not known have written. */
      label = g_strdup_printf (ngettext ("%u message request", "%u message requests", n), n);
    }
  else
    {
      /* Translators: people who want to become contacts, and people who are not known and have written. */
      label = g_strdup_printf (ngettext ("%u request", "%u requests", n), n);
    }

  adw_button_content_set_label (self->content, label);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}

static void
kith_requests_button_dispose (GObject *object)
{
  KithRequestsButton *self = KITH_REQUESTS_BUTTON (object);

  g_clear_object (&self->contacts);
  g_clear_object (&self->messages);

  G_OBJECT_CLASS (kith_requests_button_parent_class)->dispose (object);
}

static void
kith_requests_button_class_init (KithRequestsButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kith_requests_button_dispose;
}

static void
kith_requests_button_init (KithRequestsButton *self)
{
  self->content = ADW_BUTTON_CONTENT (adw_button_content_new ());
  adw_button_content_set_icon_name (self->content, "system-users-symbolic");
  gtk_widget_set_halign (GTK_WIDGET (self->content), GTK_ALIGN_CENTER);
  gtk_button_set_child (GTK_BUTTON (self), GTK_WIDGET (self->content));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self), "win.requests");
}

/**
 * kith_requests_button_set_client:
 *
 * Whose requests it counts; once.
 */
void
kith_requests_button_set_client (KithRequestsButton *self,
                                 KithClient         *client)
{
  g_return_if_fail (KITH_IS_REQUESTS_BUTTON (self));
  g_return_if_fail (self->contacts == NULL);

  self->contacts = g_object_ref (kith_client_get_requests (client));
  self->messages = g_object_ref (kith_client_get_message_requests (client));
  g_signal_connect_object (self->contacts, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->messages, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
