/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-message-request-row.h"

#include <glib/gi18n.h>

#include "kith-account.h"
#include "kith-avatar.h"
#include "kith-sentence.h"
#include "kith-time-words.h"

/* In characters: where the model cuts off. */
#define PREVIEW_LENGTH 200

/**
 * KithMessageRequestRow:
 *
 * Somebody unknown who wrote: who they say they are, their first words, and what may become of it. Nothing of theirs is fetched, and
 * nothing in their words can be clicked on. Made by the page of the requests.
 */
struct _KithMessageRequestRow
{
  GtkListBoxRow     parent_instance;

  /* Template children */
  KithAvatar       *avatar;
  GtkLabel         *name_label;
  GtkLabel         *time_label;
  GtkLabel         *address_label;
  GtkLabel         *text_label;
  GtkLabel         *trouble_label;
  GtkMenuButton    *block_button;
  GtkWidget        *decline_button;
  GtkWidget        *accept_button;

  /* Owned */
  KithConversation *conversation;
};

G_DEFINE_TYPE (KithMessageRequestRow, kith_message_request_row, GTK_TYPE_LIST_BOX_ROW)

static void
update (KithMessageRequestRow *self)
{
  const char *body = kith_conversation_get_last_body (self->conversation);
  gint64 time = kith_conversation_get_last_time (self->conversation);
  g_autofree char *clock = kith_time_words_short (time, g_get_real_time ());
  g_autofree char *full = kith_time_words_full (time);
  g_autofree char *words = NULL;

  /* What is known here of a long message is its beginning. */
  if (body != NULL && g_utf8_strlen (body, -1) >= PREVIEW_LENGTH)
    words = g_strconcat (body, "…", NULL);
  else
    words = g_strdup (body != NULL ? body : "");

  gtk_label_set_label (self->text_label, words);
  gtk_label_set_label (self->time_label, clock);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->time_label), full);
}

static void
update_name (KithMessageRequestRow *self)
{
  const char *title = kith_conversation_get_title (self->conversation);

  gtk_label_set_label (self->name_label, title);
  /* A name that is the address need not be said twice. */
  gtk_widget_set_visible (GTK_WIDGET (self->address_label),
                          g_strcmp0 (title, gtk_label_get_label (self->address_label)) != 0);
}

/* The row goes with the request. */
static void
accept_cb (KithMessageRequestRow *self)
{
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));
  g_autoptr(KithConversation) conversation = g_object_ref (self->conversation);

  kith_conversation_accept (conversation);
  gtk_widget_activate_action (window, "win.open-chat", "(ss)",
                              kith_account_get_address (kith_conversation_get_account (conversation)),
                              kith_contact_get_address (kith_conversation_get_contact (conversation)));
}

static void
decline_cb (KithMessageRequestRow *self)
{
  kith_conversation_decline (self->conversation);
}

static void
blocked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(KithMessageRequestRow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (kith_contact_action_finish (KITH_CONTACT (source), result, &error))
    {
      kith_conversation_decline (self->conversation);
    }
  else
    {
      g_autofree char *text = kith_sentence_text (error);

      gtk_label_set_label (self->trouble_label, text);
      gtk_widget_set_visible (GTK_WIDGET (self->trouble_label), TRUE);
    }
}

static void
block_cb (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  KithMessageRequestRow *self = KITH_MESSAGE_REQUEST_ROW (widget);
  KithContact *contact = kith_conversation_get_contact (self->conversation);

  kith_contact_set_blocked_async (contact, TRUE, NULL, blocked_cb, g_object_ref (self));
}

static void
report_cb (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  KithMessageRequestRow *self = KITH_MESSAGE_REQUEST_ROW (widget);

  kith_contact_report_async (kith_conversation_get_contact (self->conversation), NULL, blocked_cb, g_object_ref (self));
}

static void
server_response_cb (KithMessageRequestRow *self,
                    const char            *response)
{
  KithContact *server = kith_contact_get_server (kith_conversation_get_contact (self->conversation));

  if (g_strcmp0 (response, "block") == 0)
    kith_contact_set_blocked_async (server, TRUE, NULL, blocked_cb, g_object_ref (self));
}

static void
block_server_cb (GtkWidget  *widget,
                 const char *action,
                 GVariant   *parameter)
{
  KithMessageRequestRow *self = KITH_MESSAGE_REQUEST_ROW (widget);
  KithContact *contact = kith_conversation_get_contact (self->conversation);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), NULL, NULL);

  /* Translators: %s is a server such as example.org */
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), _("Block everyone at %s?"),
                                     kith_jid_get_domainpart (kith_contact_get_jid (contact)));
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog),
                               _("Nobody from there will reach you, your contacts at this server neither."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "block", _("_Block"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "block", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (server_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static GMenuModel *
make_menu (KithMessageRequestRow *self)
{
  KithJid *jid = kith_contact_get_jid (kith_conversation_get_contact (self->conversation));
  KithJid *own = kith_account_get_jid (kith_conversation_get_account (self->conversation));
  const char *domain = kith_jid_get_domainpart (jid);
  GMenu *menu = g_menu_new ();

  g_menu_append (menu, _("Block"), "request.block");
  g_menu_append (menu, _("Block and report as spam"), "request.report");

  /* Not everybody at the own server. */
  if (g_strcmp0 (domain, kith_jid_get_domainpart (own)) != 0)
    {
      /* Translators: %s is a server such as example.org */
      g_autofree char *label = g_strdup_printf (_("Block everyone at %s…"), domain);

      g_menu_append (menu, label, "request.block-server");
    }

  return G_MENU_MODEL (menu);
}

static void
kith_message_request_row_dispose (GObject *object)
{
  g_clear_object (&KITH_MESSAGE_REQUEST_ROW (object)->conversation);

  G_OBJECT_CLASS (kith_message_request_row_parent_class)->dispose (object);
}

static void
kith_message_request_row_class_init (KithMessageRequestRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kith_message_request_row_dispose;

  g_type_ensure (KITH_TYPE_AVATAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-message-request-row.ui");
  gtk_widget_class_bind_template_child (widget_class, KithMessageRequestRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, KithMessageRequestRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, KithMessageRequestRow, time_label);
  gtk_widget_class_bind_template_child (widget_class, KithMessageRequestRow, address_label);
  gtk_widget_class_bind_template_child (widget_class, KithMessageRequestRow, text_label);
  gtk_widget_class_bind_template_child (widget_class, KithMessageRequestRow, trouble_label);
  gtk_widget_class_bind_template_child (widget_class, KithMessageRequestRow, block_button);
  gtk_widget_class_bind_template_child (widget_class, KithMessageRequestRow, decline_button);
  gtk_widget_class_bind_template_child (widget_class, KithMessageRequestRow, accept_button);
  gtk_widget_class_install_action (widget_class, "request.block", NULL, block_cb);
  gtk_widget_class_install_action (widget_class, "request.report", NULL, report_cb);
  gtk_widget_class_install_action (widget_class, "request.block-server", NULL, block_server_cb);
}

static void
kith_message_request_row_init (KithMessageRequestRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->decline_button, "clicked", G_CALLBACK (decline_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->accept_button, "clicked", G_CALLBACK (accept_cb), self, G_CONNECT_SWAPPED);
}

/**
 * kith_message_request_row_new:
 * @conversation: a request
 *
 * Returns: (transfer floating): its row
 */
GtkWidget *
kith_message_request_row_new (KithConversation *conversation)
{
  KithMessageRequestRow *self = g_object_new (KITH_TYPE_MESSAGE_REQUEST_ROW, NULL);
  KithContact *contact = kith_conversation_get_contact (conversation);
  g_autoptr(GMenuModel) menu = NULL;

  self->conversation = g_object_ref (conversation);
  kith_avatar_set_contact (self->avatar, contact);
  gtk_label_set_label (self->address_label, kith_contact_get_address (contact));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  kith_contact_get_address (contact), -1);
  menu = make_menu (self);
  gtk_menu_button_set_menu_model (self->block_button, menu);

  g_signal_connect_object (conversation, "notify::title", G_CALLBACK (update_name), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (conversation, "notify::last-body", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (conversation, "notify::last-time", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update_name (self);
  update (self);

  return GTK_WIDGET (self);
}
