/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-request-private.h"

#include "kith-account-private.h"

/* One question whether somebody may see our presence. Holds its contact; owned by the account's list until it is answered. */

struct _KithRequest
{
  GObject      parent_instance;

  KithContact *contact; /* owned */
  char        *text;
  gint64       time;
};

enum
{
  PROP_0,
  PROP_CONTACT,
  PROP_TEXT,
  PROP_TIME,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (KithRequest, kith_request, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

/* Takes it out of the account's list; FALSE if it was answered before. */
static gboolean
leave (KithRequest *self)
{
  KithAccount *account = kith_contact_get_account (self->contact);

  return account != NULL && kith_account_remove_request (account, self);
}

static void
kith_request_finalize (GObject *object)
{
  KithRequest *self = KITH_REQUEST (object);

  g_clear_object (&self->contact);
  g_clear_pointer (&self->text, g_free);

  G_OBJECT_CLASS (kith_request_parent_class)->finalize (object);
}

static void
kith_request_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  KithRequest *self = KITH_REQUEST (object);

  switch (prop_id)
    {
    case PROP_CONTACT:
      g_value_set_object (value, self->contact);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_TIME:
      g_value_set_int64 (value, self->time);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_request_class_init (KithRequestClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = kith_request_finalize;
  object_class->get_property = kith_request_get_property;

  properties[PROP_CONTACT] =
    g_param_spec_object ("contact", NULL, NULL, KITH_TYPE_CONTACT, flags);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  properties[PROP_TIME] =
    g_param_spec_int64 ("time", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
kith_request_init (KithRequest *self)
{
}

/**
 * kith_request_new:
 * @text: (nullable): what they wrote
 * @time: when it came, µs since 1970, UTC
 *
 * Returns: (transfer full): a request that waits for an answer
 */
KithRequest *
kith_request_new (KithContact *contact,
                  const char  *text,
                  gint64       time)
{
  KithRequest *self = g_object_new (KITH_TYPE_REQUEST, NULL);

  self->contact = g_object_ref (contact);
  self->text = g_strdup (text);
  self->time = time;

  return self;
}

/**
 * kith_request_get_contact:
 *
 * Returns: (transfer none): who asks
 */
KithContact *
kith_request_get_contact (KithRequest *self)
{
  g_return_val_if_fail (KITH_IS_REQUEST (self), NULL);

  return self->contact;
}

const char *
kith_request_get_text (KithRequest *self)
{
  g_return_val_if_fail (KITH_IS_REQUEST (self), NULL);

  return self->text;
}

gint64
kith_request_get_time (KithRequest *self)
{
  g_return_val_if_fail (KITH_IS_REQUEST (self), 0);

  return self->time;
}

/**
 * kith_request_approve:
 * @add: also ask to see them, which puts them into the roster
 *
 * Lets them see our presence (RFC 6121, 3.1.5).
 */
void
kith_request_approve (KithRequest *self,
                      gboolean     add)
{
  g_autoptr(KithRequest) keep = NULL;

  g_return_if_fail (KITH_IS_REQUEST (self));

  keep = g_object_ref (self);
  if (!leave (self))
    return;

  kith_contact_share_presence (self->contact);

  if (add && kith_contact_get_subscription (self->contact) != KITH_SUBSCRIPTION_TO &&
      kith_contact_get_subscription (self->contact) != KITH_SUBSCRIPTION_BOTH)
    kith_contact_ask_presence (self->contact);
}

/**
 * kith_request_deny:
 *
 * Says no; they are told.
 */
void
kith_request_deny (KithRequest *self)
{
  g_autoptr(KithRequest) keep = NULL;

  g_return_if_fail (KITH_IS_REQUEST (self));

  keep = g_object_ref (self);
  if (leave (self))
    kith_contact_stop_sharing (self->contact);
}

/**
 * kith_request_block:
 *
 * Says no, and hears nothing more from them.
 */
void
kith_request_block (KithRequest *self)
{
  g_autoptr(KithRequest) keep = NULL;

  g_return_if_fail (KITH_IS_REQUEST (self));

  keep = g_object_ref (self);
  if (!leave (self))
    return;

  kith_contact_stop_sharing (self->contact);
  kith_contact_set_blocked_async (self->contact, TRUE, NULL, NULL, NULL);
}
