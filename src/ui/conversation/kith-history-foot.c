/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-history-foot.h"

#include <glib/gi18n.h>

/**
 * KithHistoryFoot:
 *
 * The line between a history and the composer: who is typing, and the button to the newest message with how many there are,
 * where they cover nothing. Made by a template.
 */
struct _KithHistoryFoot
{
  GtkWidget         parent_instance;

  /* Template children */
  GtkWidget        *box;
  GtkWidget        *typing_dots;
  GtkLabel         *typing_label;
  GtkWidget        *newest_revealer;
  GtkWidget        *newest_button;
  GtkLabel         *newest_label;

  /* Owned */
  KithConversation *conversation;
  GSignalGroup     *signals;

  guint             n_new;
  gboolean          at_end;
};

enum
{
  PROP_0,
  PROP_CONVERSATION,
  PROP_AT_END,
  PROP_N_NEW,
  N_PROPS,
};

enum
{
  NEWEST,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithHistoryFoot, kith_history_foot, GTK_TYPE_WIDGET)

static void
update_typing (KithHistoryFoot *self)
{
  gboolean typing = self->conversation != NULL &&
                    kith_conversation_get_chat_state (self->conversation) == KITH_CHAT_STATE_COMPOSING;
  /* Translators: %s is a name. */
  g_autofree char *words = typing ? g_strdup_printf (_("%s is typing…"), kith_conversation_get_title (self->conversation))
                                  : g_strdup ("");

  gtk_label_set_label (self->typing_label, words);
  gtk_widget_set_visible (self->typing_dots, typing);
}

static void
update_newest (KithHistoryFoot *self)
{
  g_autofree char *count = g_strdup_printf ("%u", self->n_new);
  g_autofree char *label = NULL;

  gtk_label_set_label (self->newest_label, count);
  gtk_widget_set_visible (GTK_WIDGET (self->newest_label), self->n_new > 0);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->newest_revealer), !self->at_end);
  gtk_widget_set_sensitive (self->newest_button, !self->at_end);

  label = self->n_new > 0
          ? g_strdup_printf (ngettext ("To the newest message, %u new", "To the newest message, %u new", self->n_new), self->n_new)
          : g_strdup (_("To the newest message"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->newest_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
clicked_cb (KithHistoryFoot *self)
{
  g_signal_emit (self, signals[NEWEST], 0);
}

static void
set_conversation (KithHistoryFoot  *self,
                  KithConversation *conversation)
{
  if (!g_set_object (&self->conversation, conversation))
    return;

  g_signal_group_set_target (self->signals, conversation);
  update_typing (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONVERSATION]);
}

static void
set_at_end (KithHistoryFoot *self,
            gboolean         at_end)
{
  if (self->at_end == at_end)
    return;

  self->at_end = at_end;
  update_newest (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AT_END]);
}

static void
set_n_new (KithHistoryFoot *self,
           guint            n_new)
{
  if (self->n_new == n_new)
    return;

  self->n_new = n_new;
  update_newest (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_NEW]);
}

static void
kith_history_foot_dispose (GObject *object)
{
  KithHistoryFoot *self = KITH_HISTORY_FOOT (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->conversation);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (kith_history_foot_parent_class)->dispose (object);
}

static void
kith_history_foot_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  KithHistoryFoot *self = KITH_HISTORY_FOOT (object);

  switch (prop_id)
    {
    case PROP_CONVERSATION:
      g_value_set_object (value, self->conversation);
      break;

    case PROP_AT_END:
      g_value_set_boolean (value, self->at_end);
      break;

    case PROP_N_NEW:
      g_value_set_uint (value, self->n_new);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_history_foot_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  KithHistoryFoot *self = KITH_HISTORY_FOOT (object);

  switch (prop_id)
    {
    case PROP_CONVERSATION:
      set_conversation (self, g_value_get_object (value));
      break;

    case PROP_AT_END:
      set_at_end (self, g_value_get_boolean (value));
      break;

    case PROP_N_NEW:
      set_n_new (self, g_value_get_uint (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_history_foot_class_init (KithHistoryFootClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = kith_history_foot_dispose;
  object_class->get_property = kith_history_foot_get_property;
  object_class->set_property = kith_history_foot_set_property;

  properties[PROP_CONVERSATION] = g_param_spec_object ("conversation", NULL, NULL, KITH_TYPE_CONVERSATION, flags);
  properties[PROP_AT_END] = g_param_spec_boolean ("at-end", NULL, NULL, TRUE, flags);
  properties[PROP_N_NEW] = g_param_spec_uint ("n-new", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[NEWEST] = g_signal_new ("newest", KITH_TYPE_HISTORY_FOOT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-history-foot.ui");
  gtk_widget_class_bind_template_child (widget_class, KithHistoryFoot, box);
  gtk_widget_class_bind_template_child (widget_class, KithHistoryFoot, typing_dots);
  gtk_widget_class_bind_template_child (widget_class, KithHistoryFoot, typing_label);
  gtk_widget_class_bind_template_child (widget_class, KithHistoryFoot, newest_revealer);
  gtk_widget_class_bind_template_child (widget_class, KithHistoryFoot, newest_button);
  gtk_widget_class_bind_template_child (widget_class, KithHistoryFoot, newest_label);
  gtk_widget_class_bind_template_callback (widget_class, clicked_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kith_history_foot_init (KithHistoryFoot *self)
{
  self->at_end = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));

  self->signals = g_signal_group_new (KITH_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->signals, "notify::chat-state", G_CALLBACK (update_typing), self);
  update_newest (self);
}
