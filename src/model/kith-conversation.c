/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-conversation-private.h"

#include "kith-account-private.h"
#include "kith-base-enums.h"
#include "kith-conversation-choices-private.h"
#include "kith-message-list-private.h"

/* One chat. Owns its window of messages and its draft; owned by the account, which makes it; main thread. What it is told to do
 * goes to who acts for the account; without that (in tests of windows) it lives in memory alone. */

struct _KithConversation
{
  GObject                 parent_instance;

  KithContact            *contact; /* owned */
  KithMessageList        *messages; /* owned */
  KithPreview             last;
  KithConversationChoices choices;

  KithAccount            *account; /* weak */

  gint64                  id;
  KithChatState           chat_state;
  KithChatState           own_chat_state;
  guint                   unread;
  guint                   active : 1;
  guint                   request : 1;
};

enum
{
  PROP_0,
  PROP_ACCOUNT,
  PROP_CONTACT,
  PROP_TITLE,
  PROP_MESSAGES,
  PROP_LAST_ACTIVITY,
  PROP_LAST_TIME,
  PROP_LAST_BODY,
  PROP_LAST_DIRECTION,
  PROP_LAST_DELIVERY,
  PROP_UNREAD,
  PROP_DRAFT,
  PROP_PINNED,
  PROP_MUTED,
  PROP_HIDDEN,
  PROP_KEPT,
  PROP_REQUEST,
  PROP_CHAT_STATE,
  PROP_ACTIVE,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (KithConversation, kith_conversation, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

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

/* Whoever becomes a contact, here or by another device, is welcome. */
static void
in_roster_changed_cb (KithConversation *self)
{
  if (kith_contact_get_in_roster (self->contact))
    kith_conversation_accept (self);
}

static void
kith_conversation_finalize (GObject *object)
{
  KithConversation *self = KITH_CONVERSATION (object);

  g_clear_weak_pointer (&self->account);
  g_clear_object (&self->messages);
  g_clear_object (&self->contact);
  kith_preview_clear (&self->last);
  kith_conversation_choices_clear (&self->choices);

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
    case PROP_LAST_ACTIVITY:
      g_value_set_int64 (value, kith_conversation_get_last_activity (self));
      break;
    case PROP_LAST_TIME:
      g_value_set_int64 (value, self->last.time);
      break;
    case PROP_LAST_BODY:
      g_value_set_string (value, self->last.body);
      break;
    case PROP_LAST_DIRECTION:
      g_value_set_enum (value, self->last.direction);
      break;
    case PROP_LAST_DELIVERY:
      g_value_set_enum (value, self->last.delivery);
      break;
    case PROP_UNREAD:
      g_value_set_uint (value, self->unread);
      break;
    case PROP_DRAFT:
      g_value_set_string (value, self->choices.draft);
      break;
    case PROP_PINNED:
      g_value_set_boolean (value, kith_conversation_has_chosen (self, KITH_CONVERSATION_PINNED));
      break;
    case PROP_MUTED:
      g_value_set_boolean (value, kith_conversation_has_chosen (self, KITH_CONVERSATION_MUTED));
      break;
    case PROP_HIDDEN:
      g_value_set_boolean (value, kith_conversation_has_chosen (self, KITH_CONVERSATION_HIDDEN));
      break;
    case PROP_KEPT:
      g_value_set_boolean (value, !kith_conversation_has_chosen (self, KITH_CONVERSATION_UNKEPT));
      break;
    case PROP_REQUEST:
      g_value_set_boolean (value, self->request);
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
    case PROP_KEPT:
      kith_conversation_set_kept (self, g_value_get_boolean (value));
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
  properties[PROP_LAST_ACTIVITY] =
    g_param_spec_int64 ("last-activity", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
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
  properties[PROP_KEPT] = g_param_spec_boolean ("kept", NULL, NULL, TRUE, writable);
  properties[PROP_REQUEST] = g_param_spec_boolean ("request", NULL, NULL, FALSE, flags);
  properties[PROP_CHAT_STATE] =
    g_param_spec_enum ("chat-state", NULL, NULL, KITH_TYPE_CHAT_STATE, KITH_CHAT_STATE_NONE,
                       flags);
  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE, writable);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * KithConversation::message-added:
   * @message: stands here from now on
   * @live: whether it is news: just written, and not read on another device before it came here
   */
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
  g_signal_connect_object (contact, "notify::in-roster", G_CALLBACK (in_roster_changed_cb), self,
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
                           gint64            draft_time,
                           gboolean          pinned,
                           gboolean          muted,
                           gboolean          hidden)
{
  kith_conversation_choices_set_draft (&self->choices, draft, draft_time);
  kith_conversation_choices_choose (&self->choices, KITH_CONVERSATION_PINNED, pinned);
  kith_conversation_choices_choose (&self->choices, KITH_CONVERSATION_MUTED, muted);
  kith_conversation_choices_choose (&self->choices, KITH_CONVERSATION_HIDDEN, hidden);
  notify (self, PROP_DRAFT);
  notify (self, PROP_LAST_ACTIVITY);
  notify (self, PROP_PINNED);
  notify (self, PROP_MUTED);
  notify (self, PROP_HIDDEN);
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

/**
 * kith_conversation_get_last_activity:
 *
 * Returns: when something was last said or begun to be said here, µs since 1970, UTC; 0: never. What is listed goes by it.
 */
gint64
kith_conversation_get_last_activity (KithConversation *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION (self), 0);

  return MAX (self->last.time, self->choices.draft_time);
}

/**
 * kith_conversation_get_draft_time:
 *
 * Returns: when the draft was last changed, µs since 1970, UTC; 0: there is none
 */
gint64
kith_conversation_get_draft_time (KithConversation *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION (self), 0);

  return self->choices.draft_time;
}

KithPreview *
kith_conversation_get_preview (KithConversation *self)
{
  return &self->last;
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

  return self->choices.draft;
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

  if (!kith_conversation_choices_set_draft (&self->choices, draft, g_get_real_time ()))
    return;

  notify (self, PROP_DRAFT);
  notify (self, PROP_LAST_ACTIVITY);
  store (self);
}

gboolean
kith_conversation_has_chosen (KithConversation      *self,
                              KithConversationChoice choice)
{
  return kith_conversation_choices_has (&self->choices, choice);
}

gboolean
kith_conversation_choose (KithConversation      *self,
                          KithConversationChoice choice,
                          gboolean               chosen)
{
  static const struct { KithConversationChoice choice; int property; } of[] = {
    { KITH_CONVERSATION_PINNED, PROP_PINNED },
    { KITH_CONVERSATION_MUTED, PROP_MUTED },
    { KITH_CONVERSATION_HIDDEN, PROP_HIDDEN },
    { KITH_CONVERSATION_UNKEPT, PROP_KEPT },
  };

  if (!kith_conversation_choices_choose (&self->choices, choice, chosen))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (of); i++)
    if (of[i].choice == choice)
      notify (self, of[i].property);

  return TRUE;
}

KithChatState
kith_conversation_get_chat_state (KithConversation *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION (self), KITH_CHAT_STATE_NONE);

  return self->chat_state;
}

gboolean
kith_conversation_get_request (KithConversation *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION (self), FALSE);

  return self->request;
}

void
kith_conversation_set_request (KithConversation *self,
                               gboolean          request)
{
  if (self->request == !!request)
    return;

  self->request = !!request;
  notify (self, PROP_REQUEST);
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
