/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-conversation-title.h"

#include <glib/gi18n.h>

#include "kith-avatar.h"
#include "kith-presence-words.h"
#include "kith-time-words.h"

#define REFRESH_SECONDS 60

/**
 * KithConversationTitle:
 *
 * Who one talks with, in the header bar: avatar, name, and one line: what they do just now, else what they say of themselves, else
 * how available they are or when they last were. A click opens the details.
 */
struct _KithConversationTitle
{
  GtkWidget         parent_instance;

  /* Template children */
  GtkWidget        *button;
  KithAvatar       *avatar;
  GtkLabel         *title_label;
  GtkLabel         *subtitle_label;

  /* Owned */
  KithConversation *conversation;
  GSignalGroup     *signals;
  GSignalGroup     *contact_signals;

  /* Sources */
  guint             refresh_id;
};

enum
{
  PROP_0,
  PROP_CONVERSATION,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (KithConversationTitle, kith_conversation_title, GTK_TYPE_WIDGET)

static char *
dup_presence (KithContact *contact)
{
  const char *status = kith_contact_get_status (contact);
  KithShow show = kith_contact_get_show (contact);
  gint64 seen = kith_contact_get_last_seen (contact);

  if (kith_contact_get_blocked (contact))
    return g_strdup (_("Blocked"));

  if (show <= KITH_SHOW_OFFLINE && seen > 0)
    return kith_time_words_last_seen (seen, g_get_real_time ());

  if (status != NULL && *status != '\0')
    return g_strdup (status);

  if (show == KITH_SHOW_AVAILABLE)
    return g_strdup (_("Online"));

  if (show == KITH_SHOW_UNKNOWN)
    return g_strdup (kith_contact_get_address (contact));

  return g_strdup (kith_presence_words (show));
}

static void
update_subtitle (KithConversationTitle *self)
{
  KithContact *contact = self->conversation != NULL ? kith_conversation_get_contact (self->conversation) : NULL;
  g_autofree char *presence = NULL;
  gboolean typing;

  if (contact == NULL)
    return;

  typing = kith_conversation_get_chat_state (self->conversation) == KITH_CHAT_STATE_COMPOSING;
  presence = typing ? g_strdup (_("typing…")) : dup_presence (contact);
  gtk_label_set_label (self->subtitle_label, presence);

  if (typing)
    gtk_widget_add_css_class (GTK_WIDGET (self->subtitle_label), "accent");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->subtitle_label), "accent");
}

static void
update_title (KithConversationTitle *self)
{
  const char *title = kith_conversation_get_title (self->conversation);
  /* Translators: what a screen reader says of the name in the header; %s is a name. */
  g_autofree char *label = g_strdup_printf (_("%s, show details"), title);

  gtk_label_set_label (self->title_label, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/* "5 minutes ago" grows old. */
static gboolean
refresh_cb (gpointer user_data)
{
  update_subtitle (user_data);

  return G_SOURCE_CONTINUE;
}

static void
kith_conversation_title_map (GtkWidget *widget)
{
  KithConversationTitle *self = KITH_CONVERSATION_TITLE (widget);

  GTK_WIDGET_CLASS (kith_conversation_title_parent_class)->map (widget);

  self->refresh_id = g_timeout_add_seconds (REFRESH_SECONDS, refresh_cb, self);
  update_subtitle (self);
}

static void
kith_conversation_title_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&KITH_CONVERSATION_TITLE (widget)->refresh_id, g_source_remove);

  GTK_WIDGET_CLASS (kith_conversation_title_parent_class)->unmap (widget);
}

static void
kith_conversation_title_dispose (GObject *object)
{
  KithConversationTitle *self = KITH_CONVERSATION_TITLE (object);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_clear_object (&self->signals);
  g_clear_object (&self->contact_signals);
  g_clear_object (&self->conversation);
  g_clear_pointer (&self->button, gtk_widget_unparent);

  G_OBJECT_CLASS (kith_conversation_title_parent_class)->dispose (object);
}

static void
kith_conversation_title_get_property (GObject    *object,
                                      guint       prop_id,
                                      GValue     *value,
                                      GParamSpec *pspec)
{
  KithConversationTitle *self = KITH_CONVERSATION_TITLE (object);

  switch (prop_id)
    {
    case PROP_CONVERSATION:
      g_value_set_object (value, self->conversation);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_conversation_title_set_property (GObject      *object,
                                      guint         prop_id,
                                      const GValue *value,
                                      GParamSpec   *pspec)
{
  KithConversationTitle *self = KITH_CONVERSATION_TITLE (object);

  switch (prop_id)
    {
    case PROP_CONVERSATION:
      kith_conversation_title_set_conversation (self, g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_conversation_title_class_init (KithConversationTitleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kith_conversation_title_dispose;
  object_class->get_property = kith_conversation_title_get_property;
  object_class->set_property = kith_conversation_title_set_property;
  widget_class->map = kith_conversation_title_map;
  widget_class->unmap = kith_conversation_title_unmap;

  properties[PROP_CONVERSATION] =
    g_param_spec_object ("conversation", NULL, NULL, KITH_TYPE_CONVERSATION,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (KITH_TYPE_AVATAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-conversation-title.ui");
  gtk_widget_class_bind_template_child (widget_class, KithConversationTitle, button);
  gtk_widget_class_bind_template_child (widget_class, KithConversationTitle, avatar);
  gtk_widget_class_bind_template_child (widget_class, KithConversationTitle, title_label);
  gtk_widget_class_bind_template_child (widget_class, KithConversationTitle, subtitle_label);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kith_conversation_title_init (KithConversationTitle *self)
{
  static const char *const shown[] = { "notify::show", "notify::status", "notify::last-seen", "notify::blocked" };

  gtk_widget_init_template (GTK_WIDGET (self));

  self->signals = g_signal_group_new (KITH_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->signals, "notify::title", G_CALLBACK (update_title), self);
  g_signal_group_connect_swapped (self->signals, "notify::chat-state", G_CALLBACK (update_subtitle), self);

  self->contact_signals = g_signal_group_new (KITH_TYPE_CONTACT);
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    g_signal_group_connect_swapped (self->contact_signals, shown[i], G_CALLBACK (update_subtitle), self);
}

GtkWidget *
kith_conversation_title_new (void)
{
  return g_object_new (KITH_TYPE_CONVERSATION_TITLE, NULL);
}

/**
 * kith_conversation_title_set_conversation:
 * @conversation: (nullable): the one that is open
 */
void
kith_conversation_title_set_conversation (KithConversationTitle *self,
                                          KithConversation      *conversation)
{
  KithContact *contact = conversation != NULL ? kith_conversation_get_contact (conversation) : NULL;

  g_return_if_fail (KITH_IS_CONVERSATION_TITLE (self));

  if (!g_set_object (&self->conversation, conversation))
    return;

  g_signal_group_set_target (self->signals, conversation);
  g_signal_group_set_target (self->contact_signals, contact);
  kith_avatar_set_contact (self->avatar, contact);
  gtk_widget_set_visible (self->button, conversation != NULL);

  if (conversation != NULL)
    {
      update_title (self);
      update_subtitle (self);
    }

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONVERSATION]);
}

/**
 * kith_conversation_title_get_subtitle:
 *
 * Returns: (transfer none): the line under the name
 */
const char *
kith_conversation_title_get_subtitle (KithConversationTitle *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION_TITLE (self), NULL);

  return gtk_label_get_label (self->subtitle_label);
}
