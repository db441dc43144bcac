/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-message-private.h"

#include "kith-account.h"
#include "kith-base-enums.h"
#include "kith-conversation.h"
#include "kith-model-error.h"

/* One message. Owns its strings; made by the conversation (one object for a message while anybody uses it); main thread. */

struct _KithMessage
{
  GObject           parent_instance;

  char             *body;
  char             *sender;
  char             *stanza_id;
  char             *origin_id;
  char             *archive_id;
  char             *ref;
  GError           *error;

  KithConversation *conversation; /* weak */

  gint64            id;
  gint64            time;
  KithDirection     direction;
  KithDelivery      delivery;
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_BODY,
  PROP_TIME,
  PROP_DIRECTION,
  PROP_DELIVERY,
  PROP_ERROR,
  PROP_SENDER,
  PROP_SENDER_NAME,
  PROP_STANZA_ID,
  PROP_ORIGIN_ID,
  PROP_ARCHIVE_ID,
  PROP_REF,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (KithMessage, kith_message, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static const char *
get_sender_name (KithMessage *self)
{
  if (self->conversation == NULL)
    return self->sender;

  if (self->direction == KITH_DIRECTION_OUT)
    {
      KithAccount *account = kith_conversation_get_account (self->conversation);

      return account != NULL ? kith_account_get_display_name (account) : self->sender;
    }

  return kith_contact_get_display_name (kith_conversation_get_contact (self->conversation));
}

static void
kith_message_finalize (GObject *object)
{
  KithMessage *self = KITH_MESSAGE (object);

  g_clear_weak_pointer (&self->conversation);
  g_free (self->body);
  g_free (self->sender);
  g_free (self->stanza_id);
  g_free (self->origin_id);
  g_free (self->archive_id);
  g_free (self->ref);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (kith_message_parent_class)->finalize (object);
}

static void
kith_message_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  KithMessage *self = KITH_MESSAGE (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_int64 (value, self->id);
      break;
    case PROP_BODY:
      g_value_set_string (value, self->body);
      break;
    case PROP_TIME:
      g_value_set_int64 (value, self->time);
      break;
    case PROP_DIRECTION:
      g_value_set_enum (value, self->direction);
      break;
    case PROP_DELIVERY:
      g_value_set_enum (value, self->delivery);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_SENDER:
      g_value_set_string (value, self->sender);
      break;
    case PROP_SENDER_NAME:
      g_value_set_string (value, get_sender_name (self));
      break;
    case PROP_STANZA_ID:
      g_value_set_string (value, self->stanza_id);
      break;
    case PROP_ORIGIN_ID:
      g_value_set_string (value, self->origin_id);
      break;
    case PROP_ARCHIVE_ID:
      g_value_set_string (value, self->archive_id);
      break;
    case PROP_REF:
      g_value_set_string (value, self->ref);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_message_class_init (KithMessageClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = kith_message_finalize;
  object_class->get_property = kith_message_get_property;

  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_BODY] = g_param_spec_string ("body", NULL, NULL, NULL, flags);
  properties[PROP_TIME] =
    g_param_spec_int64 ("time", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_DIRECTION] =
    g_param_spec_enum ("direction", NULL, NULL, KITH_TYPE_DIRECTION, KITH_DIRECTION_IN, flags);
  properties[PROP_DELIVERY] =
    g_param_spec_enum ("delivery", NULL, NULL, KITH_TYPE_DELIVERY, KITH_DELIVERY_NONE, flags);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_SENDER] = g_param_spec_string ("sender", NULL, NULL, NULL, flags);
  properties[PROP_SENDER_NAME] = g_param_spec_string ("sender-name", NULL, NULL, NULL, flags);
  properties[PROP_STANZA_ID] = g_param_spec_string ("stanza-id", NULL, NULL, NULL, flags);
  properties[PROP_ORIGIN_ID] = g_param_spec_string ("origin-id", NULL, NULL, NULL, flags);
  properties[PROP_ARCHIVE_ID] = g_param_spec_string ("archive-id", NULL, NULL, NULL, flags);
  properties[PROP_REF] = g_param_spec_string ("ref", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
kith_message_init (KithMessage *self)
{
}

/**
 * kith_message_new:
 * @sender: bare JID of who wrote it
 * @time: when, µs since 1970, UTC
 *
 * Returns: (transfer full): a message that came in, or a pending one of ours
 */
KithMessage *
kith_message_new (KithConversation *conversation,
                  KithDirection     direction,
                  const char       *sender,
                  const char       *body,
                  gint64            time,
                  const char       *stanza_id)
{
  KithMessage *self = g_object_new (KITH_TYPE_MESSAGE, NULL);

  g_set_weak_pointer (&self->conversation, conversation);
  self->direction = direction;
  self->delivery =
    direction == KITH_DIRECTION_OUT ? KITH_DELIVERY_PENDING : KITH_DELIVERY_NONE;
  self->sender = g_strdup (sender);
  self->body = g_strdup (body);
  self->time = time;
  self->stanza_id = g_strdup (stanza_id);

  return self;
}

void
kith_message_set_id (KithMessage *self,
                     gint64       id)
{
  g_return_if_fail (KITH_IS_MESSAGE (self));

  if (self->id == id)
    return;

  self->id = id;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ID]);
}

void
kith_message_set_time (KithMessage *self,
                       gint64       time)
{
  g_return_if_fail (KITH_IS_MESSAGE (self));

  if (self->time == time)
    return;

  self->time = time;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TIME]);
}

/**
 * kith_message_set_ids:
 * @origin_id: (nullable): how its sender calls it
 * @archive_id: (nullable): how the own archive calls it
 *
 * What is known of them does not change any more.
 */
void
kith_message_set_ids (KithMessage *self,
                      const char  *origin_id,
                      const char  *archive_id)
{
  g_return_if_fail (KITH_IS_MESSAGE (self));

  if (self->origin_id == NULL && origin_id != NULL)
    {
      self->origin_id = g_strdup (origin_id);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ORIGIN_ID]);
    }
  if (self->archive_id == NULL && archive_id != NULL)
    {
      self->archive_id = g_strdup (archive_id);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ARCHIVE_ID]);
    }
}

/**
 * kith_message_set_delivery:
 * @error: (nullable): why it failed, of %KITH_MODEL_ERROR
 */
void
kith_message_set_delivery (KithMessage  *self,
                           KithDelivery  delivery,
                           const GError *error)
{
  g_return_if_fail (KITH_IS_MESSAGE (self));

  g_object_freeze_notify (G_OBJECT (self));

  if (error != NULL || self->error != NULL)
    {
      g_clear_error (&self->error);
      self->error = error != NULL ? g_error_copy (error) : NULL;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
    }

  if (self->delivery != delivery)
    {
      self->delivery = delivery;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DELIVERY]);
    }

  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * kith_message_compare:
 *
 * Returns: less than, equal to or greater than zero, as @a is older than, as old as or newer than @b
 */
int
kith_message_compare (KithMessage *a,
                      KithMessage *b)
{
  if (a->time != b->time)
    return a->time < b->time ? -1 : 1;

  /* What is not stored yet is newer than what is. */
  if ((a->id == 0) != (b->id == 0))
    return a->id == 0 ? 1 : -1;

  return a->id == b->id ? 0 : a->id < b->id ? -1 : 1;
}

/**
 * kith_message_get_id:
 *
 * Returns: its id in the store; 0 until it is stored
 */
gint64
kith_message_get_id (KithMessage *self)
{
  g_return_val_if_fail (KITH_IS_MESSAGE (self), 0);

  return self->id;
}

/**
 * kith_message_get_body:
 *
 * Returns: (transfer none): its text
 */
const char *
kith_message_get_body (KithMessage *self)
{
  g_return_val_if_fail (KITH_IS_MESSAGE (self), NULL);

  return self->body;
}

/**
 * kith_message_get_time:
 *
 * Returns: when it was written, µs since 1970, UTC
 */
gint64
kith_message_get_time (KithMessage *self)
{
  g_return_val_if_fail (KITH_IS_MESSAGE (self), 0);

  return self->time;
}

KithDirection
kith_message_get_direction (KithMessage *self)
{
  g_return_val_if_fail (KITH_IS_MESSAGE (self), KITH_DIRECTION_IN);

  return self->direction;
}

KithDelivery
kith_message_get_delivery (KithMessage *self)
{
  g_return_val_if_fail (KITH_IS_MESSAGE (self), KITH_DELIVERY_NONE);

  return self->delivery;
}

/**
 * kith_message_get_error:
 *
 * Returns: (transfer none) (nullable): why it failed, of %KITH_MODEL_ERROR
 */
const GError *
kith_message_get_error (KithMessage *self)
{
  g_return_val_if_fail (KITH_IS_MESSAGE (self), NULL);

  return self->error;
}

/**
 * kith_message_get_sender:
 *
 * Returns: (transfer none): the bare JID of who wrote it
 */
const char *
kith_message_get_sender (KithMessage *self)
{
  g_return_val_if_fail (KITH_IS_MESSAGE (self), NULL);

  return self->sender;
}

/**
 * kith_message_get_stanza_id:
 *
 * Returns: (transfer none) (nullable): the `id` of its stanza
 */
const char *
kith_message_get_stanza_id (KithMessage *self)
{
  g_return_val_if_fail (KITH_IS_MESSAGE (self), NULL);

  return self->stanza_id;
}

/**
 * kith_message_get_origin_id:
 *
 * Returns: (transfer none) (nullable): how its sender calls it, wherever it comes from
 */
const char *
kith_message_get_origin_id (KithMessage *self)
{
  g_return_val_if_fail (KITH_IS_MESSAGE (self), NULL);

  return self->origin_id;
}

/**
 * kith_message_get_archive_id:
 *
 * Returns: (transfer none) (nullable): how the own server's archive calls it; %NULL: not known, or not there
 */
const char *
kith_message_get_archive_id (KithMessage *self)
{
  g_return_val_if_fail (KITH_IS_MESSAGE (self), NULL);

  return self->archive_id;
}

const char *
kith_message_get_ref (KithMessage *self)
{
  g_return_val_if_fail (KITH_IS_MESSAGE (self), NULL);

  return self->ref;
}

/**
 * kith_message_set_ref:
 * @ref: (nullable): a name of the caller's own for it, which lives as long as the object
 */
void
kith_message_set_ref (KithMessage *self,
                      const char  *ref)
{
  g_return_if_fail (KITH_IS_MESSAGE (self));

  if (g_strcmp0 (self->ref, ref) == 0)
    return;

  g_free (self->ref);
  self->ref = g_strdup (ref);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REF]);
}

/**
 * kith_message_get_conversation:
 *
 * Returns: (transfer none) (nullable): where it belongs; %NULL once that is gone
 */
KithConversation *
kith_message_get_conversation (KithMessage *self)
{
  g_return_val_if_fail (KITH_IS_MESSAGE (self), NULL);

  return self->conversation;
}
