/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-composer.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kith-focus.h"

/* What most servers take in one stanza is 256 kB, some 64 kB; and nobody reads more. */
#define MAX_BYTES 60000

#define DRAFT_MS 500
#define PAUSE_MS 6000
#define MIN_HEIGHT 80

/**
 * KithComposer:
 *
 * Where a person writes: a card with the text, emoji and, as soon as there is text, send. Keeps the conversation's draft, tells the
 * other side about writing, and leaves every key to the input method first.
 */
struct _KithComposer
{
  GtkWidget          parent_instance;

  /* Template children */
  GtkWidget         *box;
  GtkLabel          *note_label;
  GtkScrolledWindow *scroller;
  GtkTextView       *text_view;
  GtkTextBuffer     *buffer;
  GtkLabel          *placeholder_label;
  GtkRevealer       *send_revealer;

  /* Owned */
  KithConversation  *conversation;
  GSignalGroup      *signals;

  /* Sources */
  guint              draft_id;
  guint              pause_id;

  guint              restoring : 1; /* text is set by us, not by the person */
  guint              preedit : 1; /* the input method shows something */
};

enum
{
  PROP_0,
  PROP_CONVERSATION,
  N_PROPS,
};

enum
{
  SENT,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithComposer, kith_composer, GTK_TYPE_WIDGET)

static gboolean
is_blank (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (!g_unichar_isspace (g_utf8_get_char (text)))
      return FALSE;

  return TRUE;
}

static void
show_note (KithComposer *self,
           const char   *note)
{
  gtk_label_set_label (self->note_label, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note_label), note != NULL);
}

static void
store_draft (KithComposer *self)
{
  g_autofree char *text = NULL;

  g_clear_handle_id (&self->draft_id, g_source_remove);
  if (self->conversation == NULL)
    return;

  text = kith_composer_dup_text (self);
  kith_conversation_set_draft (self->conversation, is_blank (text) ? NULL : text);
}

static gboolean
draft_cb (gpointer user_data)
{
  KithComposer *self = user_data;

  self->draft_id = 0;
  store_draft (self);

  return G_SOURCE_REMOVE;
}

static gboolean
pause_cb (gpointer user_data)
{
  KithComposer *self = user_data;

  self->pause_id = 0;
  if (self->conversation != NULL)
    kith_conversation_set_own_chat_state (self->conversation, KITH_CHAT_STATE_PAUSED);

  return G_SOURCE_REMOVE;
}

static void
tell_writing (KithComposer *self,
              gboolean      writing)
{
  g_clear_handle_id (&self->pause_id, g_source_remove);
  if (self->conversation == NULL)
    return;

  kith_conversation_set_own_chat_state (self->conversation,
                                        writing ? KITH_CHAT_STATE_COMPOSING : KITH_CHAT_STATE_ACTIVE);
  if (writing)
    self->pause_id = g_timeout_add (PAUSE_MS, pause_cb, self);
}

static void
update_looks (KithComposer *self)
{
  g_autofree char *text = kith_composer_dup_text (self);

  gtk_widget_set_visible (GTK_WIDGET (self->placeholder_label), *text == '\0' && !self->preedit);
  gtk_revealer_set_reveal_child (self->send_revealer, !is_blank (text));
  gtk_widget_set_can_focus (GTK_WIDGET (self->send_revealer), !is_blank (text));
}

static void
changed_cb (KithComposer *self)
{
  update_looks (self);
  if (self->restoring)
    return;

  show_note (self, NULL);
  tell_writing (self, gtk_text_buffer_get_char_count (self->buffer) > 0);
  g_clear_handle_id (&self->draft_id, g_source_remove);
  self->draft_id = g_timeout_add (DRAFT_MS, draft_cb, self);
}

static gboolean
fits (KithComposer *self,
      int           length)
{
  g_autofree char *text = NULL;

  /* No letter takes more than four bytes: mostly there is nothing to count. */
  if (4 * gtk_text_buffer_get_char_count (self->buffer) + length <= MAX_BYTES)
    return TRUE;

  text = kith_composer_dup_text (self);

  return (int)strlen (text) + length <= MAX_BYTES;
}

/* Refuses what would be too long for one message, whole, before the text view has to lay it out. */
static void
insert_text_cb (KithComposer *self,
                GtkTextIter  *where,
                const char   *text,
                int           length)
{
  if (length < 0)
    length = (int)strlen (text);

  if (length <= MAX_BYTES && fits (self, length))
    return;

  g_signal_stop_emission_by_name (self->buffer, "insert-text");
  show_note (self, _("That is too long for one message. Send it in parts."));
}

static void
preedit_cb (KithComposer *self,
            const char   *preedit)
{
  self->preedit = *preedit != '\0';
  update_looks (self);
}

static void
set_text (KithComposer *self,
          const char   *text)
{
  self->restoring = TRUE;
  gtk_text_buffer_begin_irreversible_action (self->buffer);
  gtk_text_buffer_set_text (self->buffer, text != NULL ? text : "", -1);
  gtk_text_buffer_end_irreversible_action (self->buffer);
  self->restoring = FALSE;
}

static void
send (KithComposer *self)
{
  g_autofree char *text = kith_composer_dup_text (self);

  if (self->conversation == NULL || is_blank (text))
    return;

  g_clear_handle_id (&self->draft_id, g_source_remove);
  g_clear_handle_id (&self->pause_id, g_source_remove);
  kith_conversation_send (self->conversation, g_strstrip (text));
  kith_conversation_set_draft (self->conversation, NULL);
  kith_conversation_set_own_chat_state (self->conversation, KITH_CHAT_STATE_ACTIVE);
  set_text (self, NULL);
  show_note (self, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
  g_signal_emit (self, signals[SENT], 0);
}

static void
emoji_cb (KithComposer *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
  g_signal_emit_by_name (self->text_view, "insert-emoji");
}

/* The input method sees every key first: with it, Return may only choose a word. */
static gboolean
key_pressed_cb (KithComposer          *self,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        state,
                GtkEventControllerKey *controller)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller));

  if (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter && keyval != GDK_KEY_ISO_Enter)
    return GDK_EVENT_PROPAGATE;

  if (state & (GDK_SHIFT_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return GDK_EVENT_PROPAGATE;

  if (gtk_text_view_im_context_filter_keypress (self->text_view, event))
    return GDK_EVENT_STOP;

  gtk_text_view_reset_im_context (self->text_view);
  send (self);

  return GDK_EVENT_STOP;
}

static void
draft_changed_cb (KithComposer *self)
{
  const char *draft = kith_conversation_get_draft (self->conversation);
  g_autofree char *text = kith_composer_dup_text (self);

  /* What is being written here is newer than what is stored. */
  if (self->draft_id != 0 || g_strcmp0 (draft != NULL ? draft : "", text) == 0 || (draft == NULL && is_blank (text)))
    return;

  set_text (self, draft);
}

static void
title_changed_cb (KithComposer *self)
{
  const char *title = kith_conversation_get_title (self->conversation);
  /* Translators: where a message is written, before there is anything; %s is a name, as in "Message Ada". */
  g_autofree char *placeholder = g_strdup_printf (_("Message %s"), title != NULL ? title : "");

  gtk_label_set_label (self->placeholder_label, placeholder);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text_view), GTK_ACCESSIBLE_PROPERTY_LABEL, placeholder, -1);
}

static void
kith_composer_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  KithComposer *self = KITH_COMPOSER (widget);

  gtk_widget_size_allocate (self->box, &(GtkAllocation){ 0, 0, width, height }, baseline);
}

static void
kith_composer_measure (GtkWidget     *widget,
                       GtkOrientation orientation,
                       int            for_size,
                       int           *minimum,
                       int           *natural,
                       int           *minimum_baseline,
                       int           *natural_baseline)
{
  KithComposer *self = KITH_COMPOSER (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  int third = root != NULL ? gtk_widget_get_height (GTK_WIDGET (root)) / 3 : 0;

  gtk_widget_measure (self->box, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *natural = MAX (*minimum, MIN (*natural, MAX (third, MIN_HEIGHT)));

  *minimum_baseline = *natural_baseline = -1;
}

static gboolean
kith_composer_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (KITH_COMPOSER (widget)->text_view));
}

static void
kith_composer_dispose (GObject *object)
{
  KithComposer *self = KITH_COMPOSER (object);

  if (self->buffer != NULL)
    kith_composer_set_conversation (self, NULL);

  g_clear_object (&self->signals);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (kith_composer_parent_class)->dispose (object);
}

static void
kith_composer_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  KithComposer *self = KITH_COMPOSER (object);

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
kith_composer_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  KithComposer *self = KITH_COMPOSER (object);

  switch (prop_id)
    {
    case PROP_CONVERSATION:
      kith_composer_set_conversation (self, g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, KithComposer, box);
  gtk_widget_class_bind_template_child (widget_class, KithComposer, note_label);
  gtk_widget_class_bind_template_child (widget_class, KithComposer, scroller);
  gtk_widget_class_bind_template_child (widget_class, KithComposer, text_view);
  gtk_widget_class_bind_template_child (widget_class, KithComposer, buffer);
  gtk_widget_class_bind_template_child (widget_class, KithComposer, placeholder_label);
  gtk_widget_class_bind_template_child (widget_class, KithComposer, send_revealer);
  gtk_widget_class_bind_template_callback (widget_class, emoji_cb);
  gtk_widget_class_bind_template_callback (widget_class, send);
}

static void
kith_composer_class_init (KithComposerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kith_composer_dispose;
  object_class->get_property = kith_composer_get_property;
  object_class->set_property = kith_composer_set_property;
  widget_class->measure = kith_composer_measure;
  widget_class->size_allocate = kith_composer_size_allocate;
  widget_class->focus = kith_focus_pass_on;
  widget_class->grab_focus = kith_composer_grab_focus;

  properties[PROP_CONVERSATION] =
    g_param_spec_object ("conversation", NULL, NULL, KITH_TYPE_CONVERSATION,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SENT] = g_signal_new ("sent", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  bind_template (widget_class);
  gtk_widget_class_set_css_name (widget_class, "composer");
}

static void
kith_composer_init (KithComposer *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->text_view), keys);

  g_signal_connect_object (self->buffer, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->buffer, "insert-text", G_CALLBACK (insert_text_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->text_view, "preedit-changed", G_CALLBACK (preedit_cb), self, G_CONNECT_SWAPPED);

  self->signals = g_signal_group_new (KITH_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->signals, "notify::draft", G_CALLBACK (draft_changed_cb), self);
  g_signal_group_connect_swapped (self->signals, "notify::title", G_CALLBACK (title_changed_cb), self);
  update_looks (self);
}

GtkWidget *
kith_composer_new (void)
{
  return g_object_new (KITH_TYPE_COMPOSER, NULL);
}

/**
 * kith_composer_set_conversation:
 * @conversation: (nullable): to whom is written
 *
 * Keeps the draft of the one before, and brings back that of @conversation.
 */
void
kith_composer_set_conversation (KithComposer     *self,
                                KithConversation *conversation)
{
  g_return_if_fail (KITH_IS_COMPOSER (self));

  if (self->conversation == conversation)
    return;

  if (self->draft_id != 0)
    store_draft (self);
  if (self->pause_id != 0)
    tell_writing (self, FALSE);

  g_signal_group_set_target (self->signals, NULL);
  g_set_object (&self->conversation, conversation);
  set_text (self, conversation != NULL ? kith_conversation_get_draft (conversation) : NULL);
  show_note (self, NULL);

  if (conversation != NULL)
    {
      g_signal_group_set_target (self->signals, conversation);
      title_changed_cb (self);
    }

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONVERSATION]);
}

/**
 * kith_composer_take_key:
 *
 * Writes here what is typed elsewhere in the conversation.
 *
 * Returns: whether the key was one that writes
 */
gboolean
kith_composer_take_key (KithComposer          *self,
                        GtkEventControllerKey *controller,
                        guint                  keyval,
                        GdkModifierType        state)
{
  gunichar letter = gdk_keyval_to_unicode (keyval);

  g_return_val_if_fail (KITH_IS_COMPOSER (self), FALSE);

  if (gtk_widget_has_focus (GTK_WIDGET (self->text_view)) || !g_unichar_isprint (letter) || g_unichar_isspace (letter) ||
      (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)))
    return FALSE;

  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));

  return gtk_event_controller_key_forward (controller, GTK_WIDGET (self->text_view));
}

/**
 * kith_composer_dup_text:
 *
 * Returns: (transfer full): what is written
 */
char *
kith_composer_dup_text (KithComposer *self)
{
  GtkTextIter start, end;

  g_return_val_if_fail (KITH_IS_COMPOSER (self), NULL);

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);

  return gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
}

/**
 * kith_composer_has_selection:
 *
 * Returns: whether something in it is selected, so that copying means that
 */
gboolean
kith_composer_has_selection (KithComposer *self)
{
  g_return_val_if_fail (KITH_IS_COMPOSER (self), FALSE);

  return gtk_text_buffer_get_has_selection (self->buffer);
}
