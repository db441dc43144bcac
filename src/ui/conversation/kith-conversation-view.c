/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-conversation-view.h"

#include <adwaita.h>

#include "kith-composer.h"
#include "kith-focus.h"
#include "kith-history-foot.h"
#include "kith-history-view.h"

/**
 * KithConversationView:
 *
 * An open conversation: its history, who is typing, and the composer, into which goes whatever is typed anywhere here.
 */
struct _KithConversationView
{
  GtkWidget         parent_instance;

  /* Template children */
  GtkWidget        *box;
  KithHistoryView  *history;
  KithHistoryFoot  *foot;
  KithComposer     *composer;

  /* Owned */
  KithConversation *conversation;
};

enum
{
  PROP_0,
  PROP_CONVERSATION,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (KithConversationView, kith_conversation_view, GTK_TYPE_WIDGET)

static void
sent_cb (KithConversationView *self)
{
  kith_history_view_scroll_to_end (self->history);
}

/* What the composer has no use for: pages of the history, and copying what is selected there. */
static gboolean
capture_key_cb (KithConversationView *self,
                guint                 keyval,
                guint                 keycode,
                GdkModifierType       state)
{
  GdkModifierType pressed = state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK);

  if (pressed == 0 && (keyval == GDK_KEY_Page_Up || keyval == GDK_KEY_Page_Down))
    {
      kith_history_view_scroll_page (self->history, keyval == GDK_KEY_Page_Down);
      return GDK_EVENT_STOP;
    }

  if (pressed == GDK_CONTROL_MASK && keyval == GDK_KEY_c && !kith_composer_has_selection (self->composer))
    return kith_history_view_copy_selection (self->history);

  return GDK_EVENT_PROPAGATE;
}

static gboolean
key_cb (KithConversationView  *self,
        guint                  keyval,
        guint                  keycode,
        GdkModifierType        state,
        GtkEventControllerKey *controller)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  if (keyval == GDK_KEY_Escape && focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->history)))
    return gtk_widget_grab_focus (GTK_WIDGET (self->composer));

  return kith_composer_take_key (self->composer, controller, keyval, state);
}

static gboolean
kith_conversation_view_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (KITH_CONVERSATION_VIEW (widget)->composer));
}

static void
kith_conversation_view_dispose (GObject *object)
{
  KithConversationView *self = KITH_CONVERSATION_VIEW (object);

  g_clear_object (&self->conversation);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (kith_conversation_view_parent_class)->dispose (object);
}

static void
kith_conversation_view_get_property (GObject    *object,
                                     guint       prop_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  KithConversationView *self = KITH_CONVERSATION_VIEW (object);

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
kith_conversation_view_set_property (GObject      *object,
                                     guint         prop_id,
                                     const GValue *value,
                                     GParamSpec   *pspec)
{
  KithConversationView *self = KITH_CONVERSATION_VIEW (object);

  switch (prop_id)
    {
    case PROP_CONVERSATION:
      kith_conversation_view_set_conversation (self, g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_conversation_view_class_init (KithConversationViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kith_conversation_view_dispose;
  object_class->get_property = kith_conversation_view_get_property;
  object_class->set_property = kith_conversation_view_set_property;
  widget_class->focus = kith_focus_pass_on;
  widget_class->grab_focus = kith_conversation_view_grab_focus;

  properties[PROP_CONVERSATION] =
    g_param_spec_object ("conversation", NULL, NULL, KITH_TYPE_CONVERSATION,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (ADW_TYPE_CLAMP);
  g_type_ensure (KITH_TYPE_COMPOSER);
  g_type_ensure (KITH_TYPE_HISTORY_FOOT);
  g_type_ensure (KITH_TYPE_HISTORY_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-conversation-view.ui");
  gtk_widget_class_bind_template_child (widget_class, KithConversationView, box);
  gtk_widget_class_bind_template_child (widget_class, KithConversationView, history);
  gtk_widget_class_bind_template_child (widget_class, KithConversationView, foot);
  gtk_widget_class_bind_template_child (widget_class, KithConversationView, composer);
  gtk_widget_class_bind_template_callback (widget_class, kith_history_view_scroll_to_end);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kith_conversation_view_init (KithConversationView *self)
{
  GtkEventController *capture = gtk_event_controller_key_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_event_controller_set_propagation_phase (capture, GTK_PHASE_CAPTURE);
  g_signal_connect_object (capture, "key-pressed", G_CALLBACK (capture_key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), capture);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);

  g_signal_connect_object (self->composer, "sent", G_CALLBACK (sent_cb), self, G_CONNECT_SWAPPED);
}

GtkWidget *
kith_conversation_view_new (void)
{
  return g_object_new (KITH_TYPE_CONVERSATION_VIEW, NULL);
}

/**
 * kith_conversation_view_set_conversation:
 * @conversation: (nullable): the one to show
 */
void
kith_conversation_view_set_conversation (KithConversationView *self,
                                         KithConversation     *conversation)
{
  g_return_if_fail (KITH_IS_CONVERSATION_VIEW (self));

  if (!g_set_object (&self->conversation, conversation))
    return;

  kith_history_view_set_conversation (self->history, conversation);
  kith_composer_set_conversation (self->composer, conversation);
  g_object_set (self->foot, "conversation", conversation, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONVERSATION]);
}
