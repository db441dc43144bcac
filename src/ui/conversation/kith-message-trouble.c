/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-message-trouble.h"

#include <glib/gi18n.h>

#include "kith-conversation.h"
#include "kith-sentence.h"

/**
 * KithMessageTrouble:
 *
 * Below a message that did not get through: why, and what can be done: try again, or delete it.
 */
struct _KithMessageTrouble
{
  GtkWidget    parent_instance;

  /* Template children */
  GtkLabel    *reason_label;

  /* Owned */
  KithMessage *message;
};

G_DEFINE_FINAL_TYPE (KithMessageTrouble, kith_message_trouble, GTK_TYPE_WIDGET)

static KithConversation *
get_conversation (KithMessageTrouble *self)
{
  return self->message != NULL ? kith_message_get_conversation (self->message) : NULL;
}

static void
retry_cb (KithMessageTrouble *self)
{
  KithConversation *conversation = get_conversation (self);

  if (conversation != NULL)
    kith_conversation_retry (conversation, self->message);
}

static void
discard_cb (KithMessageTrouble *self)
{
  KithConversation *conversation = get_conversation (self);
  g_autoptr(KithMessage) message = NULL;

  if (conversation == NULL)
    return;

  message = g_object_ref (self->message);
  kith_conversation_discard (conversation, message);
}

static void
kith_message_trouble_dispose (GObject *object)
{
  KithMessageTrouble *self = KITH_MESSAGE_TROUBLE (object);
  GtkWidget *child;

  g_clear_object (&self->message);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (kith_message_trouble_parent_class)->dispose (object);
}

static void
kith_message_trouble_class_init (KithMessageTroubleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kith_message_trouble_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-message-trouble.ui");
  gtk_widget_class_bind_template_child (widget_class, KithMessageTrouble, reason_label);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, discard_cb);
  gtk_widget_class_set_css_name (widget_class, "messagetrouble");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kith_message_trouble_init (KithMessageTrouble *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
kith_message_trouble_new (void)
{
  return g_object_new (KITH_TYPE_MESSAGE_TROUBLE, NULL);
}

/**
 * kith_message_trouble_set_message:
 * @message: (nullable): one that failed
 */
void
kith_message_trouble_set_message (KithMessageTrouble *self,
                                  KithMessage        *message)
{
  const GError *error = message != NULL ? kith_message_get_error (message) : NULL;
  g_autofree char *reason = error != NULL ? kith_sentence_text (error) : NULL;

  g_return_if_fail (KITH_IS_MESSAGE_TROUBLE (self));

  g_set_object (&self->message, message);
  gtk_label_set_label (self->reason_label, reason != NULL ? reason : _("This message was not sent"));
}
