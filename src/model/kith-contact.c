/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-contact-private.h"

#include "kith-account.h"
#include "kith-availability-private.h"
#include "kith-base-enums.h"
#include "kith-picture-private.h"

/* One person as one account knows them. Owned by the account's roster, which makes it, for the roster's whole life; main thread.
 * It is told what happens by the account's helpers and knows neither network nor store. */

struct _KithContact
{
  GObject                parent_instance;

  KithJid               *jid;
  KithRosterItem        *item; /* NULL: not in the roster */
  char                  *nickname;
  KithAvailability       availability;
  KithPicture            picture;

  KithAccount           *account; /* weak */

  KithContactWantsAvatar avatar_loader;
  gpointer               avatar_loader_data;

  guint                  position;
  guint                  blocked : 1;
};

enum
{
  PROP_0,
  PROP_ACCOUNT,
  PROP_JID,
  PROP_ADDRESS,
  PROP_DISPLAY_NAME,
  PROP_NAME,
  PROP_NICKNAME,
  PROP_GROUPS,
  PROP_IN_ROSTER,
  PROP_SUBSCRIPTION,
  PROP_ASKED,
  PROP_APPROVED,
  PROP_SHOW,
  PROP_STATUS,
  PROP_IDLE_SINCE,
  PROP_LAST_SEEN,
  PROP_DEVICES,
  PROP_AVATAR,
  PROP_BLOCKED,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (KithContact, kith_contact, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
notify (KithContact *self,
        int          prop_id)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

/* Borrowed: the entry in the roster, or what is so without one. */
static const KithRosterItem *
get_item (KithContact *self)
{
  static char *no_groups[] = { NULL };
  static const KithRosterItem nothing = { .groups = no_groups };

  return self->item != NULL ? self->item : &nothing;
}

static void
notify_availability (KithContact           *self,
                     KithAvailabilityChange changes)
{
  /* One for each bit of @changes. */
  static const int prop_ids[] = { PROP_SHOW, PROP_STATUS, PROP_IDLE_SINCE, PROP_LAST_SEEN, PROP_DEVICES };

  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = 0; i < G_N_ELEMENTS (prop_ids); i++)
    {
      if ((changes & (1u << i)) != 0)
        notify (self, prop_ids[i]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

static void
kith_contact_finalize (GObject *object)
{
  KithContact *self = KITH_CONTACT (object);

  g_clear_weak_pointer (&self->account);
  g_clear_pointer (&self->jid, kith_jid_unref);
  g_clear_pointer (&self->item, kith_roster_item_free);
  g_clear_pointer (&self->nickname, g_free);
  kith_availability_clear (&self->availability);
  kith_picture_clear (&self->picture);

  G_OBJECT_CLASS (kith_contact_parent_class)->finalize (object);
}

static void
kith_contact_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  KithContact *self = KITH_CONTACT (object);

  switch (prop_id)
    {
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;
    case PROP_JID:
      g_value_set_boxed (value, self->jid);
      break;
    case PROP_ADDRESS:
      g_value_set_string (value, kith_jid_get_text (self->jid));
      break;
    case PROP_DISPLAY_NAME:
      g_value_set_string (value, kith_contact_get_display_name (self));
      break;
    case PROP_NAME:
      g_value_set_string (value, kith_contact_get_name (self));
      break;
    case PROP_NICKNAME:
      g_value_set_string (value, self->nickname);
      break;
    case PROP_GROUPS:
      g_value_set_boxed (value, kith_contact_get_groups (self));
      break;
    case PROP_IN_ROSTER:
      g_value_set_boolean (value, kith_contact_get_in_roster (self));
      break;
    case PROP_SUBSCRIPTION:
      g_value_set_enum (value, kith_contact_get_subscription (self));
      break;
    case PROP_ASKED:
      g_value_set_boolean (value, kith_contact_get_asked (self));
      break;
    case PROP_APPROVED:
      g_value_set_boolean (value, kith_contact_get_approved (self));
      break;
    case PROP_SHOW:
      g_value_set_enum (value, self->availability.show);
      break;
    case PROP_STATUS:
      g_value_set_string (value, self->availability.status);
      break;
    case PROP_IDLE_SINCE:
      g_value_set_int64 (value, self->availability.idle_since);
      break;
    case PROP_LAST_SEEN:
      g_value_set_int64 (value, self->availability.last_seen);
      break;
    case PROP_DEVICES:
      g_value_set_boxed (value, self->availability.device_names);
      break;
    case PROP_AVATAR:
      g_value_set_boxed (value, kith_contact_get_avatar (self));
      break;
    case PROP_BLOCKED:
      g_value_set_boolean (value, self->blocked);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_contact_class_init (KithContactClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = kith_contact_finalize;
  object_class->get_property = kith_contact_get_property;

  properties[PROP_ACCOUNT] =
    g_param_spec_object ("account", NULL, NULL, KITH_TYPE_ACCOUNT, flags);
  properties[PROP_JID] = g_param_spec_boxed ("jid", NULL, NULL, KITH_TYPE_JID, flags);
  properties[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, NULL, flags);
  properties[PROP_DISPLAY_NAME] = g_param_spec_string ("display-name", NULL, NULL, NULL, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_NICKNAME] = g_param_spec_string ("nickname", NULL, NULL, NULL, flags);
  properties[PROP_GROUPS] = g_param_spec_boxed ("groups", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_IN_ROSTER] = g_param_spec_boolean ("in-roster", NULL, NULL, FALSE, flags);
  properties[PROP_SUBSCRIPTION] =
    g_param_spec_enum ("subscription", NULL, NULL, KITH_TYPE_SUBSCRIPTION,
                       KITH_SUBSCRIPTION_NONE, flags);
  properties[PROP_ASKED] = g_param_spec_boolean ("asked", NULL, NULL, FALSE, flags);
  properties[PROP_APPROVED] = g_param_spec_boolean ("approved", NULL, NULL, FALSE, flags);
  properties[PROP_SHOW] =
    g_param_spec_enum ("show", NULL, NULL, KITH_TYPE_SHOW, KITH_SHOW_UNKNOWN, flags);
  properties[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, flags);
  properties[PROP_IDLE_SINCE] =
    g_param_spec_int64 ("idle-since", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_LAST_SEEN] =
    g_param_spec_int64 ("last-seen", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_DEVICES] = g_param_spec_boxed ("devices", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_AVATAR] = g_param_spec_boxed ("avatar", NULL, NULL, G_TYPE_BYTES, flags);
  properties[PROP_BLOCKED] = g_param_spec_boolean ("blocked", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
kith_contact_init (KithContact *self)
{
  kith_availability_init (&self->availability);
  self->position = G_MAXUINT;
}

/**
 * kith_contact_new:
 * @account: whose contact it is; not kept alive
 * @jid: their address; only the bare part counts
 *
 * Returns: (transfer full): somebody of whom nothing is known yet
 */
KithContact *
kith_contact_new (KithAccount *account,
                  KithJid     *jid)
{
  KithContact *self = g_object_new (KITH_TYPE_CONTACT, NULL);

  g_set_weak_pointer (&self->account, account);
  self->jid = kith_jid_dup_bare (jid);

  return self;
}

/**
 * kith_contact_set_item:
 * @item: (nullable): copied; %NULL or one to be removed: not in the roster
 *
 * Returns: whether anything is different now
 */
gboolean
kith_contact_set_item (KithContact          *self,
                       const KithRosterItem *item)
{
  const KithRosterItem *before = get_item (self);
  g_autoptr(KithRosterItem) old = g_steal_pointer (&self->item);
  const KithRosterItem *after;
  gboolean changed[N_PROPS] = { FALSE };
  gboolean any = FALSE;

  if (item != NULL && item->subscription != KITH_SUBSCRIPTION_REMOVE)
    self->item = kith_roster_item_copy (item);
  after = get_item (self);

  changed[PROP_IN_ROSTER] = (old != NULL) != (self->item != NULL);
  changed[PROP_NAME] = g_strcmp0 (before->name, after->name) != 0;
  changed[PROP_DISPLAY_NAME] = changed[PROP_NAME];
  changed[PROP_GROUPS] = !g_strv_equal ((const char *const *)before->groups,
                                        (const char *const *)after->groups);
  changed[PROP_SUBSCRIPTION] = before->subscription != after->subscription;
  changed[PROP_ASKED] = before->ask != after->ask;
  changed[PROP_APPROVED] = before->approved != after->approved;

  g_object_freeze_notify (G_OBJECT (self));
  for (int i = 1; i < N_PROPS; i++)
    {
      if (changed[i])
        {
          notify (self, i);
          any = TRUE;
        }
    }
  g_object_thaw_notify (G_OBJECT (self));

  return any;
}

/**
 * kith_contact_dup_item:
 *
 * Returns: (transfer full): its entry in the roster, or a new one to put there
 */
KithRosterItem *
kith_contact_dup_item (KithContact *self)
{
  return self->item != NULL ? kith_roster_item_copy (self->item) : kith_roster_item_new (self->jid);
}

void
kith_contact_set_presence (KithContact *self,
                           const char  *resource,
                           KithShow     show,
                           const char  *status,
                           int          priority,
                           gint64       idle_since,
                           gint64       time)
{
  g_return_if_fail (KITH_IS_CONTACT (self));

  notify_availability (self, kith_availability_set_presence (&self->availability, resource, show, status,
                                                             priority, idle_since, time));
}

/**
 * kith_contact_set_online:
 * @online: whether we are connected and may see them: whoever then says nothing is offline; else nothing is known
 */
void
kith_contact_set_online (KithContact *self,
                         gboolean     online)
{
  g_return_if_fail (KITH_IS_CONTACT (self));

  notify_availability (self, kith_availability_set_known (&self->availability, online));
}

void
kith_contact_set_nickname (KithContact *self,
                           const char  *nickname)
{
  g_return_if_fail (KITH_IS_CONTACT (self));

  if (g_strcmp0 (self->nickname, nickname) == 0)
    return;

  g_free (self->nickname);
  self->nickname = g_strdup (nickname);

  g_object_freeze_notify (G_OBJECT (self));
  notify (self, PROP_NICKNAME);
  if (kith_contact_get_name (self) == NULL)
    notify (self, PROP_DISPLAY_NAME);
  g_object_thaw_notify (G_OBJECT (self));
}

void
kith_contact_set_avatar (KithContact *self,
                         GBytes      *avatar)
{
  g_return_if_fail (KITH_IS_CONTACT (self));

  if (kith_picture_set_bytes (&self->picture, avatar))
    notify (self, PROP_AVATAR);
}

void
kith_contact_set_blocked (KithContact *self,
                          gboolean     blocked)
{
  g_return_if_fail (KITH_IS_CONTACT (self));

  if (self->blocked == !!blocked)
    return;

  self->blocked = !!blocked;
  notify (self, PROP_BLOCKED);
}

const char *
kith_contact_get_avatar_hash (KithContact *self)
{
  return self->picture.hash;
}

/**
 * kith_contact_set_avatar_hash:
 * @hash: (nullable): SHA-1 in hexadecimal; %NULL: they have none
 *
 * The bytes of another avatar are dropped; the new ones are loaded when somebody looks.
 */
void
kith_contact_set_avatar_hash (KithContact *self,
                              const char  *hash)
{
  g_return_if_fail (KITH_IS_CONTACT (self));

  if (kith_picture_set_hash (&self->picture, hash))
    notify (self, PROP_AVATAR);
}

void
kith_contact_set_avatar_loader (KithContact           *self,
                                KithContactWantsAvatar loader,
                                gpointer               user_data)
{
  self->avatar_loader = loader;
  self->avatar_loader_data = user_data;
}

guint
kith_contact_get_position (KithContact *self)
{
  return self->position;
}

void
kith_contact_set_position (KithContact *self,
                           guint        position)
{
  self->position = position;
}

/**
 * kith_contact_get_account:
 *
 * Returns: (transfer none) (nullable): whose contact it is; %NULL once the account is gone
 */
KithAccount *
kith_contact_get_account (KithContact *self)
{
  g_return_val_if_fail (KITH_IS_CONTACT (self), NULL);

  return self->account;
}

/**
 * kith_contact_get_jid:
 *
 * Returns: (transfer none): the bare address
 */
KithJid *
kith_contact_get_jid (KithContact *self)
{
  g_return_val_if_fail (KITH_IS_CONTACT (self), NULL);

  return self->jid;
}

const char *
kith_contact_get_address (KithContact *self)
{
  g_return_val_if_fail (KITH_IS_CONTACT (self), NULL);

  return kith_jid_get_text (self->jid);
}

/**
 * kith_contact_get_display_name:
 *
 * Returns: (transfer none): the name in the roster, else what they call themselves, else the localpart of the address
 */
const char *
kith_contact_get_display_name (KithContact *self)
{
  const char *name;

  g_return_val_if_fail (KITH_IS_CONTACT (self), NULL);

  name = kith_contact_get_name (self);
  if (name != NULL)
    return name;

  return self->nickname != NULL ? self->nickname : kith_jid_get_short_text (self->jid);
}

const char *
kith_contact_get_name (KithContact *self)
{
  const char *name;

  g_return_val_if_fail (KITH_IS_CONTACT (self), NULL);

  name = get_item (self)->name;

  return name != NULL && *name != '\0' ? name : NULL;
}

const char *
kith_contact_get_nickname (KithContact *self)
{
  g_return_val_if_fail (KITH_IS_CONTACT (self), NULL);

  return self->nickname;
}

/**
 * kith_contact_get_groups:
 *
 * Returns: (transfer none): the names of the groups that the roster has them in; never %NULL
 */
const char *const *
kith_contact_get_groups (KithContact *self)
{
  g_return_val_if_fail (KITH_IS_CONTACT (self), NULL);

  return (const char *const *)get_item (self)->groups;
}

gboolean
kith_contact_get_in_roster (KithContact *self)
{
  g_return_val_if_fail (KITH_IS_CONTACT (self), FALSE);

  return self->item != NULL;
}

KithSubscription
kith_contact_get_subscription (KithContact *self)
{
  g_return_val_if_fail (KITH_IS_CONTACT (self), KITH_SUBSCRIPTION_NONE);

  return get_item (self)->subscription;
}

/**
 * kith_contact_get_asked:
 *
 * Returns: whether we asked to see their presence and wait for the answer
 */
gboolean
kith_contact_get_asked (KithContact *self)
{
  g_return_val_if_fail (KITH_IS_CONTACT (self), FALSE);

  return get_item (self)->ask;
}

/**
 * kith_contact_get_approved:
 *
 * Returns: whether they will see our presence as soon as they ask (RFC 6121, 3.4)
 */
gboolean
kith_contact_get_approved (KithContact *self)
{
  g_return_val_if_fail (KITH_IS_CONTACT (self), FALSE);

  return get_item (self)->approved;
}

KithShow
kith_contact_get_show (KithContact *self)
{
  g_return_val_if_fail (KITH_IS_CONTACT (self), KITH_SHOW_UNKNOWN);

  return self->availability.show;
}

const char *
kith_contact_get_status (KithContact *self)
{
  g_return_val_if_fail (KITH_IS_CONTACT (self), NULL);

  return self->availability.status;
}

gint64
kith_contact_get_idle_since (KithContact *self)
{
  g_return_val_if_fail (KITH_IS_CONTACT (self), 0);

  return self->availability.idle_since;
}

gint64
kith_contact_get_last_seen (KithContact *self)
{
  g_return_val_if_fail (KITH_IS_CONTACT (self), 0);

  return self->availability.last_seen;
}

const char *const *
kith_contact_get_devices (KithContact *self)
{
  g_return_val_if_fail (KITH_IS_CONTACT (self), NULL);

  return (const char *const *)self->availability.device_names;
}

/**
 * kith_contact_get_avatar:
 *
 * Returns: (transfer none) (nullable): the encoded picture. The first call may only set off loading it; `avatar` is notified.
 */
GBytes *
kith_contact_get_avatar (KithContact *self)
{
  g_return_val_if_fail (KITH_IS_CONTACT (self), NULL);

  if (self->avatar_loader != NULL && kith_picture_want (&self->picture))
    self->avatar_loader (self, self->avatar_loader_data);

  return self->picture.bytes;
}

gboolean
kith_contact_get_blocked (KithContact *self)
{
  g_return_val_if_fail (KITH_IS_CONTACT (self), FALSE);

  return self->blocked;
}
