/* SPDX-License-Identifier: GPL-3.0-or-later */
/* size: the accessors of one type's many properties, and the few steps between them */

#include "kith-conversation-private.h"

#include "kith-account-private.h"
#include "kith-base-enums.h"
#include "kith-message-list-private.h"
#include "kith-message-private.h"
#include "kith-text.h"

/* One chat. Owns its window of messages and its draft; owned by the account, which makes it; main thread. What it is told to do
 * goes to who acts for the account; without that (in tests of windows) it lives in memory alone. */

/* How much of the newest message a list of chats may want to show. */
#define PREVIEW_LETTERS 200

struct _KithConversation
{
  GObject          parent_instance;

  KithContact     *contact;       /* owned */
  KithMessageList *messages;      /* owned */
  char            *last_body;
  char            *draft;

  KithAccount     *account;       /* weak */

  gint64           id;
  gint64           last_time;
  KithDirection    last_direction;
  KithDelivery     last_delivery;
  KithChatState    chat_state;
  KithChatState    own_chat_state;
  guint            unread;
  guint            pinned : 1;
  guint            muted : 1;
  guint            hidden : 1;
  guint            active : 1;
};

enum
{
  PROP_0,
  PROP_ACCOUNT,
  PROP_CONTACT,
  PROP_TITLE,
  PROP_MESSAGES,
  PROP_LAST_TIME,
  PROP_LAST_BODY,
  PROP_LAST_DIRECTION,
  PROP_LAST_DELIVERY,
  PROP_UNREAD,
  PROP_DRAFT,
  PROP_PINNED,
  PROP_MUTED,
  PROP_HIDDEN,
  PROP_CHAT_STATE,
  PROP_ACTIVE,
  N_PROPS
};

enum
{
  MESSAGE_ADDED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (KithConversation, kith_conversation, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
notify (KithConversation *self,
        int               prop_id)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

static void
store (KithConversation *self)
{
  if (self->account != NULL)
    kith_account_store_conversation (self->account, self);
}

static void
name_changed_cb (KithConversation *self)
{
  notify (self, PROP_TITLE);
}

static void
kith_conversation_finalize (GObject *object)
{
  KithConversation *self = KITH_CONVERSATION (object);

  g_clear_weak_pointer (&self->account);
  g_clear_object (&self->messages);
  g_clear_object (&self->contact);
  g_clear_pointer (&self->last_body, g_free);
  g_clear_pointer (&self->draft, g_free);

  G_OBJECT_CLASS (kith_conversation_parent_class)->finalize (object);
}

static void
kith_conversation_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  KithConversation *self = KITH_CONVERSATION (object);

  switch (prop_id)
    {
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;
    case PROP_CONTACT:
      g_value_set_object (value, self->contact);
      break;
    case PROP_TITLE:
      g_value_set_string (value, kith_conversation_get_title (self));
      break;
    case PROP_MESSAGES:
      g_value_set_object (value, self->messages);
      break;
    case PROP_LAST_TIME:
      g_value_set_int64 (value, self->last_time);
      break;
    case PROP_LAST_BODY:
      g_value_set_string (value, self->last_body);
      break;
    case PROP_LAST_DIRECTION:
      g_value_set_enum (value, self->last_direction);
      break;
    case PROP_LAST_DELIVERY:
      g_value_set_enum (value, self->last_delivery);
      break;
    case PROP_UNREAD:
      g_value_set_uint (value, self->unread);
      break;
    case PROP_DRAFT:
      g_value_set_string (value, self->draft);
      break;
    case PROP_PINNED:
      g_value_set_boolean (value, self->pinned);
      break;
    case PROP_MUTED:
      g_value_set_boolean (value, self->muted);
      break;
    case PROP_HIDDEN:
      g_value_set_boolean (value, self->hidden);
      break;
    case PROP_CHAT_STATE:
      g_value_set_enum (value, self->chat_state);
      break;
    case PROP_ACTIVE:
      g_value_set_boolean (value, self->active);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_conversation_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  KithConversation *self = KITH_CONVERSATION (object);

  switch (prop_id)
    {
    case PROP_DRAFT:
      kith_conversation_set_draft (self, g_value_get_string (value));
      break;
    case PROP_PINNED:
      kith_conversation_set_pinned (self, g_value_get_boolean (value));
      break;
    case PROP_MUTED:
      kith_conversation_set_muted (self, g_value_get_boolean (value));
      break;
    case PROP_HIDDEN:
      kith_conversation_set_hidden (self, g_value_get_boolean (value));
      break;
    case PROP_ACTIVE:
      kith_conversation_set_active (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_conversation_class_init (KithConversationClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable =
    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = kith_conversation_finalize;
  object_class->get_property = kith_conversation_get_property;
  object_class->set_property = kith_conversation_set_property;

  properties[PROP_ACCOUNT] =
    g_param_spec_object ("account", NULL, NULL, KITH_TYPE_ACCOUNT, flags);
  properties[PROP_CONTACT] =
    g_param_spec_object ("contact", NULL, NULL, KITH_TYPE_CONTACT, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_MESSAGES] =
    g_param_spec_object ("messages", NULL, NULL, KITH_TYPE_MESSAGE_LIST, flags);
  properties[PROP_LAST_TIME] =
    g_param_spec_int64 ("last-time", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_LAST_BODY] = g_param_spec_string ("last-body", NULL, NULL, NULL, flags);
  properties[PROP_LAST_DIRECTION] =
    g_param_spec_enum ("last-direction", NULL, NULL, KITH_TYPE_DIRECTION, KITH_DIRECTION_IN,
                       flags);
  properties[PROP_LAST_DELIVERY] =
    g_param_spec_enum ("last-delivery", NULL, NULL, KITH_TYPE_DELIVERY, KITH_DELIVERY_NONE,
                       flags);
  properties[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_DRAFT] = g_param_spec_string ("draft", NULL, NULL, NULL, writable);
  properties[PROP_PINNED] = g_param_spec_boolean ("pinned", NULL, NULL, FALSE, writable);
  properties[PROP_MUTED] = g_param_spec_boolean ("muted", NULL, NULL, FALSE, writable);
  properties[PROP_HIDDEN] = g_param_spec_boolean ("hidden", NULL, NULL, FALSE, writable);
  properties[PROP_CHAT_STATE] =
    g_param_spec_enum ("chat-state", NULL, NULL, KITH_TYPE_CHAT_STATE, KITH_CHAT_STATE_NONE,
                       flags);
  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE, writable);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[MESSAGE_ADDED] =
    g_signal_new ("message-added", KITH_TYPE_CONVERSATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, KITH_TYPE_MESSAGE, G_TYPE_BOOLEAN);
}

static void
kith_conversation_init (KithConversation *self)
{
  self->messages = kith_message_list_new (self);
}

/**
 * kith_conversation_new:
 * @account: not kept alive
 *
 * Returns: (transfer full): a chat of which nothing is known yet
 */
KithConversation *
kith_conversation_new (KithAccount *account,
                       KithContact *contact)
{
  KithConversation *self = g_object_new (KITH_TYPE_CONVERSATION, NULL);

  g_set_weak_pointer (&self->account, account);
  self->contact = g_object_ref (contact);
  g_signal_connect_object (contact, "notify::display-name", G_CALLBACK (name_changed_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

void
kith_conversation_set_id (KithConversation *self,
                          gint64            id)
{
  self->id = id;
}

void
kith_conversation_restore (KithConversation *self,
                           const char       *draft,
                           gboolean          pinned,
                           gboolean          muted,
                           gboolean          hidden)
{
  g_autofree char *old = g_steal_pointer (&self->draft);

  self->draft = g_strdup (draft);
  self->pinned = !!pinned;
  self->muted = !!muted;
  self->hidden = !!hidden;
  notify (self, PROP_DRAFT);
  notify (self, PROP_PINNED);
  notify (self, PROP_MUTED);
  notify (self, PROP_HIDDEN);
}

/**
 * kith_conversation_set_last:
 * @time: of the newest message, µs since 1970, UTC; 0: there is none
 * @body: (nullable): the beginning of its text
 */
void
kith_conversation_set_last (KithConversation *self,
                            gint64            time,
                            const char       *body,
                            KithDirection     direction,
                            KithDelivery      delivery)
{
  g_return_if_fail (KITH_IS_CONVERSATION (self));

  g_object_freeze_notify (G_OBJECT (self));

  if (g_strcmp0 (self->last_body, body) != 0)
    {
      g_free (self->last_body);
      self->last_body = g_strdup (body);
      notify (self, PROP_LAST_BODY);
    }
  if (self->last_direction != direction)
    {
      self->last_direction = direction;
      notify (self, PROP_LAST_DIRECTION);
    }
  if (self->last_delivery != delivery)
    {
      self->last_delivery = delivery;
      notify (self, PROP_LAST_DELIVERY);
    }
  if (self->last_time != time)
    {
      self->last_time = time;
      notify (self, PROP_LAST_TIME);
    }

  g_object_thaw_notify (G_OBJECT (self));
}

void
kith_conversation_set_unread (KithConversation *self,
                              guint             unread)
{
  g_return_if_fail (KITH_IS_CONVERSATION (self));

  if (self->unread == unread)
    return;

  self->unread = unread;
  notify (self, PROP_UNREAD);
}

void
kith_conversation_set_chat_state (KithConversation *self,
                                  KithChatState     state)
{
  g_return_if_fail (KITH_IS_CONVERSATION (self));

  if (self->chat_state == state)
    return;

  self->chat_state = state;
  notify (self, PROP_CHAT_STATE);
}

void
kith_conversation_add_message (KithConversation *self,
                               KithMessage      *message,
                               gboolean          live)
{
  KithDirection direction = kith_message_get_direction (message);
  gint64 time = kith_message_get_time (message);

  g_return_if_fail (KITH_IS_CONVERSATION (self));

  kith_message_list_know (self->messages, message);
  /* What is not stored yet would not be there when the window is filled from the store. */
  if (kith_message_get_id (message) == 0 || kith_message_list_is_open (self->messages))
    kith_message_list_add (self->messages, message);

  if (time >= self->last_time)
    {
      const char *body = kith_message_get_body (message);
      g_autofree char *preview = kith_text_dup_start (body, PREVIEW_LETTERS);

      kith_conversation_set_last (self, time, preview, direction,
                                  kith_message_get_delivery (message));
    }

  if (direction == KITH_DIRECTION_IN)
    {
      kith_conversation_set_chat_state (self, KITH_CHAT_STATE_ACTIVE);
      kith_conversation_set_unread (self, self->unread + 1);
      if (self->active)
        kith_conversation_mark_read (self);
    }

  if (self->hidden)
    kith_conversation_set_hidden (self, FALSE);

  g_signal_emit (self, signals[MESSAGE_ADDED], 0, message, live);
}

void
kith_conversation_remove_message (KithConversation *self,
                                  KithMessage      *message)
{
  KithMessage *newest;
  gboolean was_newest;

  g_return_if_fail (KITH_IS_CONVERSATION (self));

  was_newest = kith_message_list_get_newest (self->messages) == message;
  kith_message_list_remove (self->messages, message);
  newest = kith_message_list_get_newest (self->messages);

  if (was_newest && newest != NULL)
    {
      g_autofree char *preview = kith_text_dup_start (kith_message_get_body (newest), PREVIEW_LETTERS);

      kith_conversation_set_last (self, kith_message_get_time (newest), preview,
                                  kith_message_get_direction (newest), kith_message_get_delivery (newest));
    }
  else if (was_newest)
    {
      kith_conversation_set_last (self, 0, NULL, KITH_DIRECTION_IN, KITH_DELIVERY_NONE);
    }
}

void
kith_conversation_set_delivery (KithConversation *self,
                                KithMessage      *message,
                                KithDelivery      delivery,
                                const GError     *error)
{
  g_return_if_fail (KITH_IS_CONVERSATION (self));

  kith_message_set_delivery (message, delivery, error);

  if (self->last_direction == KITH_DIRECTION_OUT &&
      kith_message_get_time (message) == self->last_time && self->last_delivery != delivery)
    {
      self->last_delivery = delivery;
      notify (self, PROP_LAST_DELIVERY);
    }
}

/**
 * kith_conversation_get_id:
 *
 * Returns: its id in the store; 0 until it is stored
 */
gint64
kith_conversation_get_id (KithConversation *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION (self), 0);

  return self->id;
}

/**
 * kith_conversation_get_account:
 *
 * Returns: (transfer none) (nullable): whose chat it is; %NULL once the account is gone
 */
KithAccount *
kith_conversation_get_account (KithConversation *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION (self), NULL);

  return self->account;
}

KithContact *
kith_conversation_get_contact (KithConversation *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION (self), NULL);

  return self->contact;
}

/**
 * kith_conversation_get_title:
 *
 * Returns: (transfer none): the name of the other side
 */
const char *
kith_conversation_get_title (KithConversation *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION (self), NULL);

  return kith_contact_get_display_name (self->contact);
}

KithMessageList *
kith_conversation_get_messages (KithConversation *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION (self), NULL);

  return self->messages;
}

gint64
kith_conversation_get_last_time (KithConversation *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION (self), 0);

  return self->last_time;
}

const char *
kith_conversation_get_last_body (KithConversation *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION (self), NULL);

  return self->last_body;
}

KithDirection
kith_conversation_get_last_direction (KithConversation *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION (self), KITH_DIRECTION_IN);

  return self->last_direction;
}

KithDelivery
kith_conversation_get_last_delivery (KithConversation *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION (self), KITH_DELIVERY_NONE);

  return self->last_delivery;
}

guint
kith_conversation_get_unread (KithConversation *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION (self), 0);

  return self->unread;
}

const char *
kith_conversation_get_draft (KithConversation *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION (self), NULL);

  return self->draft;
}

/**
 * kith_conversation_set_draft:
 * @draft: (nullable): what was written and not sent; empty means none. Kept over a restart.
 */
void
kith_conversation_set_draft (KithConversation *self,
                             const char       *draft)
{
  g_return_if_fail (KITH_IS_CONVERSATION (self));

  if (draft != NULL && *draft == '\0')
    draft = NULL;

  if (g_strcmp0 (self->draft, draft) == 0)
    return;

  g_free (self->draft);
  self->draft = g_strdup (draft);
  notify (self, PROP_DRAFT);
  store (self);
}

gboolean
kith_conversation_get_pinned (KithConversation *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION (self), FALSE);

  return self->pinned;
}

void
kith_conversation_set_pinned (KithConversation *self,
                              gboolean          pinned)
{
  g_return_if_fail (KITH_IS_CONVERSATION (self));

  if (self->pinned == !!pinned)
    return;

  self->pinned = !!pinned;
  notify (self, PROP_PINNED);
  store (self);
}

gboolean
kith_conversation_get_muted (KithConversation *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION (self), FALSE);

  return self->muted;
}

void
kith_conversation_set_muted (KithConversation *self,
                             gboolean          muted)
{
  g_return_if_fail (KITH_IS_CONVERSATION (self));

  if (self->muted == !!muted)
    return;

  self->muted = !!muted;
  notify (self, PROP_MUTED);
  store (self);
}

gboolean
kith_conversation_get_hidden (KithConversation *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION (self), FALSE);

  return self->hidden;
}

/**
 * kith_conversation_set_hidden:
 * @hidden: takes it out of the lists of conversations until something new comes
 */
void
kith_conversation_set_hidden (KithConversation *self,
                              gboolean          hidden)
{
  g_return_if_fail (KITH_IS_CONVERSATION (self));

  if (self->hidden == !!hidden)
    return;

  self->hidden = !!hidden;
  notify (self, PROP_HIDDEN);
  store (self);
}

KithChatState
kith_conversation_get_chat_state (KithConversation *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION (self), KITH_CHAT_STATE_NONE);

  return self->chat_state;
}

gboolean
kith_conversation_get_active (KithConversation *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION (self), FALSE);

  return self->active;
}

/**
 * kith_conversation_set_active:
 * @active: whether it is on screen in a focused window; what arrives meanwhile is read
 */
void
kith_conversation_set_active (KithConversation *self,
                              gboolean          active)
{
  g_return_if_fail (KITH_IS_CONVERSATION (self));

  if (self->active == !!active)
    return;

  self->active = !!active;
  if (self->active)
    {
      kith_message_list_mark_unread (self->messages, self->unread);
      kith_conversation_mark_read (self);
    }
  notify (self, PROP_ACTIVE);
}

/**
 * kith_conversation_mark_read:
 *
 * Everything that came in so far has been seen.
 */
void
kith_conversation_mark_read (KithConversation *self)
{
  g_return_if_fail (KITH_IS_CONVERSATION (self));

  if (self->unread == 0)
    return;

  kith_conversation_set_unread (self, 0);
  if (self->account != NULL)
    kith_account_mark_read (self->account, self);
}

/**
 * kith_conversation_swap_own_chat_state:
 *
 * Returns: what the other side was told before, and is now told @state
 */
KithChatState
kith_conversation_swap_own_chat_state (KithConversation *self,
                                       KithChatState     state)
{
  KithChatState old = self->own_chat_state;

  self->own_chat_state = state;

  return old;
}
