/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-account-private.h"

#include "kith-base-enums.h"
#include "kith-conversation-index-private.h"
#include "kith-model-enums.h"
#include "kith-roster-private.h"

/* One account as the windows see it. Owns the roster, the conversations, the requests and the backend that makes all this true;
 * owned by the client; main thread. */

struct _KithAccount
{
  GObject                parent_instance;

  KithJid               *jid;
  KithAccountSettings   *settings;
  KithRoster            *roster;
  KithConversationIndex *conversations;
  GListStore            *requests; /* KithRequest */
  KithAccountBackend    *backend; /* NULL in tests of windows */
  char                  *nickname;
  GBytes                *avatar;
  char                  *status;
  GError                *error;
  GError                *keyring_error;
  GTlsCertificate       *certificate;

  GTlsCertificateFlags   certificate_flaws;
  KithAccountState       state;
  KithKeeping            keeping;
  KithShow               show;
  guint                  enabled : 1;
};

enum
{
  PROP_0,
  PROP_JID,
  PROP_ADDRESS,
  PROP_DISPLAY_NAME,
  PROP_AVATAR,
  PROP_STATE,
  PROP_KEEPING,
  PROP_ERROR,
  PROP_SHOW,
  PROP_STATUS,
  PROP_ENABLED,
  PROP_ROSTER,
  PROP_CONVERSATIONS,
  PROP_MESSAGE_REQUESTS,
  PROP_REQUESTS,
  PROP_CERTIFICATE,
  PROP_CERTIFICATE_FLAWS,
  PROP_KEYRING_ERROR,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (KithAccount, kith_account, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
notify (KithAccount *self,
        int          prop_id)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

static void
set_string (KithAccount *self,
            char       **field,
            const char  *value,
            int          prop_id)
{
  if (g_strcmp0 (*field, value) == 0)
    return;

  g_free (*field);
  *field = g_strdup (value);
  notify (self, prop_id);
}

static void
set_error (KithAccount  *self,
           GError      **field,
           const GError *error,
           int           prop_id)
{
  if (*field == NULL && error == NULL)
    return;

  g_clear_error (field);
  if (error != NULL)
    *field = g_error_copy (error);
  notify (self, prop_id);
}

static void
set_choice (KithAccount *self,
            KithShow     show,
            const char  *status)
{
  g_object_freeze_notify (G_OBJECT (self));

  if (self->show != show)
    {
      self->show = show;
      notify (self, PROP_SHOW);
    }
  set_string (self, &self->status, status, PROP_STATUS);

  g_object_thaw_notify (G_OBJECT (self));
}

static void
kith_account_dispose (GObject *object)
{
  KithAccount *self = KITH_ACCOUNT (object);

  g_clear_object (&self->backend);
  g_list_store_remove_all (self->requests);
  kith_conversation_index_clear (self->conversations);

  G_OBJECT_CLASS (kith_account_parent_class)->dispose (object);
}

static void
kith_account_finalize (GObject *object)
{
  KithAccount *self = KITH_ACCOUNT (object);

  g_clear_pointer (&self->jid, kith_jid_unref);
  g_clear_pointer (&self->settings, kith_account_settings_free);
  g_clear_object (&self->conversations);
  g_clear_object (&self->requests);
  g_clear_object (&self->roster);
  g_clear_pointer (&self->nickname, g_free);
  g_clear_pointer (&self->avatar, g_bytes_unref);
  g_clear_pointer (&self->status, g_free);
  g_clear_error (&self->error);
  g_clear_error (&self->keyring_error);
  g_clear_object (&self->certificate);

  G_OBJECT_CLASS (kith_account_parent_class)->finalize (object);
}

static void
kith_account_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  KithAccount *self = KITH_ACCOUNT (object);

  switch (prop_id)
    {
    case PROP_JID:
      g_value_set_boxed (value, self->jid);
      break;
    case PROP_ADDRESS:
      g_value_set_string (value, kith_account_get_address (self));
      break;
    case PROP_DISPLAY_NAME:
      g_value_set_string (value, kith_account_get_display_name (self));
      break;
    case PROP_AVATAR:
      g_value_set_boxed (value, self->avatar);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_KEEPING:
      g_value_set_enum (value, self->keeping);
      break;
    case PROP_SHOW:
      g_value_set_enum (value, self->show);
      break;
    case PROP_STATUS:
      g_value_set_string (value, self->status);
      break;
    case PROP_ENABLED:
      g_value_set_boolean (value, self->enabled);
      break;
    case PROP_ROSTER:
      g_value_set_object (value, self->roster);
      break;
    case PROP_CONVERSATIONS:
      g_value_set_object (value, kith_account_get_conversations (self));
      break;
    case PROP_MESSAGE_REQUESTS:
      g_value_set_object (value, kith_account_get_message_requests (self));
      break;
    case PROP_REQUESTS:
      g_value_set_object (value, self->requests);
      break;
    case PROP_CERTIFICATE:
      g_value_set_object (value, self->certificate);
      break;
    case PROP_CERTIFICATE_FLAWS:
      g_value_set_flags (value, self->certificate_flaws);
      break;
    case PROP_KEYRING_ERROR:
      g_value_set_boxed (value, self->keyring_error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_account_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  KithAccount *self = KITH_ACCOUNT (object);

  switch (prop_id)
    {
    case PROP_ENABLED:
      kith_account_set_enabled (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_account_class_init (KithAccountClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_account_dispose;
  object_class->finalize = kith_account_finalize;
  object_class->get_property = kith_account_get_property;
  object_class->set_property = kith_account_set_property;

  properties[PROP_JID] = g_param_spec_boxed ("jid", NULL, NULL, KITH_TYPE_JID, flags);
  properties[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, NULL, flags);
  properties[PROP_DISPLAY_NAME] = g_param_spec_string ("display-name", NULL, NULL, NULL, flags);
  properties[PROP_AVATAR] = g_param_spec_boxed ("avatar", NULL, NULL, G_TYPE_BYTES, flags);
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, KITH_TYPE_ACCOUNT_STATE, KITH_ACCOUNT_OFFLINE, flags);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_KEEPING] =
    g_param_spec_enum ("keeping", NULL, NULL, KITH_TYPE_KEEPING, KITH_KEEPING_UNKNOWN, flags);
  properties[PROP_SHOW] =
    g_param_spec_enum ("show", NULL, NULL, KITH_TYPE_SHOW, KITH_SHOW_AVAILABLE, flags);
  properties[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, flags);
  properties[PROP_ENABLED] =
    g_param_spec_boolean ("enabled", NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_ROSTER] = g_param_spec_object ("roster", NULL, NULL, KITH_TYPE_ROSTER, flags);
  properties[PROP_CONVERSATIONS] =
    g_param_spec_object ("conversations", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_MESSAGE_REQUESTS] =
    g_param_spec_object ("message-requests", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_REQUESTS] =
    g_param_spec_object ("requests", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_CERTIFICATE] =
    g_param_spec_object ("certificate", NULL, NULL, G_TYPE_TLS_CERTIFICATE, flags);
  properties[PROP_CERTIFICATE_FLAWS] =
    g_param_spec_flags ("certificate-flaws", NULL, NULL, G_TYPE_TLS_CERTIFICATE_FLAGS, 0, flags);
  properties[PROP_KEYRING_ERROR] =
    g_param_spec_boxed ("keyring-error", NULL, NULL, G_TYPE_ERROR, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
kith_account_init (KithAccount *self)
{
  self->settings = kith_account_settings_new ();
  self->roster = kith_roster_new (self);
  self->conversations = kith_conversation_index_new ();
  self->requests = g_list_store_new (KITH_TYPE_REQUEST);
  self->show = KITH_SHOW_AVAILABLE;
  self->enabled = TRUE;
}

/**
 * kith_account_new:
 * @jid: only the bare part counts
 *
 * Returns: (transfer full): an account that is away and has nobody to talk to
 */
KithAccount *
kith_account_new (KithJid *jid)
{
  KithAccount *self = g_object_new (KITH_TYPE_ACCOUNT, NULL);

  self->jid = kith_jid_dup_bare (jid);

  return self;
}

void
kith_account_take_backend (KithAccount        *self,
                           KithAccountBackend *backend)
{
  g_clear_object (&self->backend);
  self->backend = backend;
}

KithAccountBackend *
kith_account_get_backend (KithAccount *self)
{
  return self->backend;
}

/**
 * kith_account_set_state:
 * @error: (nullable): why it waits or failed, of %KITH_MODEL_ERROR
 */
void
kith_account_set_state (KithAccount     *self,
                        KithAccountState state,
                        const GError    *error)
{
  g_return_if_fail (KITH_IS_ACCOUNT (self));

  g_object_freeze_notify (G_OBJECT (self));
  set_error (self, &self->error, error, PROP_ERROR);
  if (self->state != state)
    {
      self->state = state;
      notify (self, PROP_STATE);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

void
kith_account_set_keyring_error (KithAccount  *self,
                                const GError *error)
{
  g_return_if_fail (KITH_IS_ACCOUNT (self));

  set_error (self, &self->keyring_error, error, PROP_KEYRING_ERROR);
}

void
kith_account_set_certificate (KithAccount         *self,
                              GTlsCertificate     *certificate,
                              GTlsCertificateFlags flaws)
{
  g_return_if_fail (KITH_IS_ACCOUNT (self));

  g_object_freeze_notify (G_OBJECT (self));
  if (self->certificate_flaws != flaws)
    {
      self->certificate_flaws = flaws;
      notify (self, PROP_CERTIFICATE_FLAWS);
    }
  if (g_set_object (&self->certificate, certificate))
    notify (self, PROP_CERTIFICATE);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * kith_account_set_profile:
 * @nickname: (nullable): what we call ourselves
 * @avatar: (nullable): our encoded picture
 */
void
kith_account_set_profile (KithAccount *self,
                          const char  *nickname,
                          GBytes      *avatar)
{
  g_return_if_fail (KITH_IS_ACCOUNT (self));

  g_object_freeze_notify (G_OBJECT (self));
  set_string (self, &self->nickname, nickname, PROP_DISPLAY_NAME);
  if (self->avatar != avatar)
    {
      g_clear_pointer (&self->avatar, g_bytes_unref);
      self->avatar = avatar != NULL ? g_bytes_ref (avatar) : NULL;
      notify (self, PROP_AVATAR);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

void
kith_account_restore (KithAccount               *self,
                      const KithAccountSettings *settings,
                      gboolean                   enabled,
                      KithShow                   show,
                      const char                *status)
{
  g_return_if_fail (KITH_IS_ACCOUNT (self));

  if (settings != NULL)
    {
      kith_account_settings_free (self->settings);
      self->settings = kith_account_settings_copy (settings);
    }

  if (self->enabled != !!enabled)
    {
      self->enabled = !!enabled;
      notify (self, PROP_ENABLED);
    }
  set_choice (self, show, status);
}

void
kith_account_restore_keeping (KithAccount *self,
                              KithKeeping  keeping)
{
  g_return_if_fail (KITH_IS_ACCOUNT (self));

  if (self->keeping == keeping)
    return;

  self->keeping = keeping;
  notify (self, PROP_KEEPING);
}

/**
 * kith_account_get_keeping:
 *
 * Returns: what the server keeps of chats, as it said last, or as the person wants it and it is being told
 */
KithKeeping
kith_account_get_keeping (KithAccount *self)
{
  g_return_val_if_fail (KITH_IS_ACCOUNT (self), KITH_KEEPING_UNKNOWN);

  return self->keeping;
}

KithJid *
kith_account_get_jid (KithAccount *self)
{
  g_return_val_if_fail (KITH_IS_ACCOUNT (self), NULL);

  return self->jid;
}

const char *
kith_account_get_address (KithAccount *self)
{
  g_return_val_if_fail (KITH_IS_ACCOUNT (self), NULL);

  return kith_jid_get_text (self->jid);
}

/**
 * kith_account_get_display_name:
 *
 * Returns: (transfer none): our nickname, else the localpart of the address
 */
const char *
kith_account_get_display_name (KithAccount *self)
{
  g_return_val_if_fail (KITH_IS_ACCOUNT (self), NULL);

  return self->nickname != NULL ? self->nickname : kith_jid_get_short_text (self->jid);
}

/**
 * kith_account_get_nickname:
 *
 * Returns: (transfer none) (nullable): what we call ourselves, %NULL: nothing; changes together with "display-name"
 */
const char *
kith_account_get_nickname (KithAccount *self)
{
  g_return_val_if_fail (KITH_IS_ACCOUNT (self), NULL);

  return self->nickname;
}

GBytes *
kith_account_get_avatar (KithAccount *self)
{
  g_return_val_if_fail (KITH_IS_ACCOUNT (self), NULL);

  return self->avatar;
}

KithAccountState
kith_account_get_state (KithAccount *self)
{
  g_return_val_if_fail (KITH_IS_ACCOUNT (self), KITH_ACCOUNT_OFFLINE);

  return self->state;
}

const GError *
kith_account_get_error (KithAccount *self)
{
  g_return_val_if_fail (KITH_IS_ACCOUNT (self), NULL);

  return self->error;
}

const GError *
kith_account_get_keyring_error (KithAccount *self)
{
  g_return_val_if_fail (KITH_IS_ACCOUNT (self), NULL);

  return self->keyring_error;
}

KithShow
kith_account_get_show (KithAccount *self)
{
  g_return_val_if_fail (KITH_IS_ACCOUNT (self), KITH_SHOW_OFFLINE);

  return self->show;
}

const char *
kith_account_get_status (KithAccount *self)
{
  g_return_val_if_fail (KITH_IS_ACCOUNT (self), NULL);

  return self->status;
}

gboolean
kith_account_get_enabled (KithAccount *self)
{
  g_return_val_if_fail (KITH_IS_ACCOUNT (self), FALSE);

  return self->enabled;
}

KithRoster *
kith_account_get_roster (KithAccount *self)
{
  g_return_val_if_fail (KITH_IS_ACCOUNT (self), NULL);

  return self->roster;
}

KithConversationIndex *
kith_account_get_index (KithAccount *self)
{
  return self->conversations;
}

GListModel *
kith_account_get_requests (KithAccount *self)
{
  g_return_val_if_fail (KITH_IS_ACCOUNT (self), NULL);

  return G_LIST_MODEL (self->requests);
}

GTlsCertificate *
kith_account_get_certificate (KithAccount *self)
{
  g_return_val_if_fail (KITH_IS_ACCOUNT (self), NULL);

  return self->certificate;
}

GTlsCertificateFlags
kith_account_get_certificate_flaws (KithAccount *self)
{
  g_return_val_if_fail (KITH_IS_ACCOUNT (self), 0);

  return self->certificate_flaws;
}

const KithAccountSettings *
kith_account_get_settings (KithAccount *self)
{
  g_return_val_if_fail (KITH_IS_ACCOUNT (self), NULL);

  return self->settings;
}
