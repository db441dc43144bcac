/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-sign-in-private.h"

#include "kith-account-private.h"
#include "kith-credentials.h"
#include "kith-error-map-private.h"

/* Owned by the account's backend; main thread. The steps of a sign-in here: password, token, session. A token is kept in the keyring
 * as "mechanism token". */

#define PASSWORD "password"
#define TOKEN "token"
#define SOFTWARE "Kith"

struct _KithSignIn
{
  GObject            parent_instance;

  KithSecrets       *secrets;     /* owned */
  KithSession       *session;     /* owned */
  GCancellable      *cancellable; /* of the look into the keyring, NULL: none is under way */
  char              *password;    /* secret, for this run of the program */
  char              *token;       /* secret, "mechanism token" */

  KithAccount       *account;     /* weak */
  KithAccountRecord *record;      /* the backend's */
  guint              lenient : 1; /* a weaker mechanism is taken, and not remembered */
};

enum
{
  RECORD_CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (KithSignIn, kith_sign_in, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void
changed (KithSignIn *self)
{
  g_signal_emit (self, signals[RECORD_CHANGED], 0);
}

static void
set_secret (char      **field,
            const char *secret)
{
  char *old = *field;

  *field = g_strdup (secret);
  kith_secret_free (old);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(KithSignIn) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) mapped = NULL;
  gboolean kept = kith_secrets_save_finish (KITH_SECRETS (source), result, &error);

  mapped = kith_error_map (error);
  if (self->account == NULL)
    return;

  kith_account_set_keyring_error (self->account, mapped);
  if (!kept && !self->record->ask_password)
    {
      self->record->ask_password = TRUE;
      changed (self);
    }
}

static void
save_secret (KithSignIn *self,
             const char *kind,
             const char *secret)
{
  kith_secrets_save_async (self->secrets, self->record->jid, kind, secret, NULL, saved_cb,
                           g_object_ref (self));
}

/* Removing what was perhaps never there may fail unheard. */
static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!kith_secrets_save_finish (KITH_SECRETS (source), result, &error))
    g_debug ("secret not removed: %s", error->message);
}

static void
remove_secret (KithSignIn *self,
               const char *kind)
{
  kith_secrets_save_async (self->secrets, self->record->jid, kind, NULL, NULL, removed_cb, NULL);
}

static void
token_changed_cb (KithSignIn *self,
                  const char *mechanism,
                  const char *token,
                  gint64      expiry)
{
  char *both = mechanism != NULL && token != NULL ? g_strconcat (mechanism, " ", token, NULL) : NULL;

  set_secret (&self->token, both);
  if (both == NULL)
    remove_secret (self, TOKEN);
  else if (!self->record->ask_password)
    save_secret (self, TOKEN, both);
  kith_secret_free (both);
}

static void
mechanism_cb (KithSignIn *self)
{
  g_autofree char *mechanism = NULL;

  if (self->lenient)
    return;

  g_object_get (self->session, "best-mechanism", &mechanism, NULL);
  if (g_strcmp0 (mechanism, self->record->best_mechanism) == 0)
    return;

  g_free (self->record->best_mechanism);
  self->record->best_mechanism = g_steal_pointer (&mechanism);
  changed (self);
}

static void
connect_session (KithSignIn *self)
{
  const KithAccountRecord *record = self->record;
  g_auto(GStrv) token = self->token != NULL ? g_strsplit (self->token, " ", 2) : NULL;
  gboolean whole = token != NULL && token[0] != NULL && token[1] != NULL;

  g_object_set (self->session,
                "host", record->host,
                "port", record->port,
                "direct-tls", (gboolean)record->direct_tls,
                "allow-plain", (gboolean)record->allow_plain,
                "password", self->password,
                "resource", record->resource,
                "best-mechanism", self->lenient ? NULL : record->best_mechanism,
                "pinned-certificate", record->pinned_certificate,
                "user-agent-id", record->user_agent_id,
                "software", SOFTWARE,
                "device", g_get_host_name (),
                "fast-mechanism", whole ? token[0] : NULL,
                "fast-token", whole ? token[1] : NULL,
                NULL);
  kith_session_connect (self->session);
}

static void
give_up (KithSignIn *self)
{
  g_autoptr(GError) error =
    g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_PASSWORD_NEEDED, "no password is known");

  kith_account_set_state (self->account, KITH_ACCOUNT_FAILED, error);
}

static void
token_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(KithSignIn) self = user_data;
  g_autoptr(GError) error = NULL;
  char *token = kith_secrets_lookup_finish (KITH_SECRETS (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->account == NULL)
    return;

  g_clear_object (&self->cancellable);
  if (token != NULL)
    set_secret (&self->token, token);
  kith_secret_free (token);

  if (self->password == NULL && self->token == NULL)
    give_up (self);
  else
    connect_session (self);
}

static void
password_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(KithSignIn) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) mapped = NULL;
  char *password = kith_secrets_lookup_finish (KITH_SECRETS (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->account == NULL)
    return;

  mapped = kith_error_map (error);
  kith_account_set_keyring_error (self->account, mapped);

  if (error != NULL)
    {
      g_clear_object (&self->cancellable);
      give_up (self);
      return;
    }

  if (password != NULL)
    set_secret (&self->password, password);
  kith_secret_free (password);

  kith_secrets_lookup_async (self->secrets, self->record->jid, TOKEN, self->cancellable, token_cb,
                             g_object_ref (self));
}

static void
kith_sign_in_dispose (GObject *object)
{
  KithSignIn *self = KITH_SIGN_IN (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_weak_pointer (&self->account);

  G_OBJECT_CLASS (kith_sign_in_parent_class)->dispose (object);
}

static void
kith_sign_in_finalize (GObject *object)
{
  KithSignIn *self = KITH_SIGN_IN (object);

  g_clear_pointer (&self->password, kith_secret_free);
  g_clear_pointer (&self->token, kith_secret_free);
  g_clear_object (&self->secrets);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (kith_sign_in_parent_class)->finalize (object);
}

static void
kith_sign_in_class_init (KithSignInClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_sign_in_dispose;
  object_class->finalize = kith_sign_in_finalize;

  signals[RECORD_CHANGED] = g_signal_new ("record-changed", KITH_TYPE_SIGN_IN, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
kith_sign_in_init (KithSignIn *self)
{
}

/**
 * kith_sign_in_new:
 * @account: not kept alive
 * @record: borrowed for the whole life; changed, and "record-changed" emitted, when something is learnt
 *
 * Returns: (transfer full): ready to sign in
 */
KithSignIn *
kith_sign_in_new (KithAccount       *account,
                  KithAccountRecord *record,
                  KithSecrets       *secrets,
                  KithSession       *session)
{
  KithSignIn *self = g_object_new (KITH_TYPE_SIGN_IN, NULL);

  g_set_weak_pointer (&self->account, account);
  self->record = record;
  self->secrets = g_object_ref (secrets);
  self->session = g_object_ref (session);

  g_signal_connect_object (session, "token-changed", G_CALLBACK (token_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::best-mechanism", G_CALLBACK (mechanism_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

/**
 * kith_sign_in_start:
 *
 * Signs in: with what is known in this run of the program, else with what is in the keyring.
 */
void
kith_sign_in_start (KithSignIn *self)
{
  g_return_if_fail (KITH_IS_SIGN_IN (self));

  if (self->account == NULL || self->cancellable != NULL)
    return;

  if (self->password != NULL)
    {
      connect_session (self);
      return;
    }

  /* Where the keyring cannot be had, the person said so once: no need to wait for it. */
  if (self->record->ask_password)
    {
      give_up (self);
      return;
    }

  kith_account_set_state (self->account, KITH_ACCOUNT_CONNECTING, NULL);
  self->cancellable = g_cancellable_new ();
  kith_secrets_lookup_async (self->secrets, self->record->jid, PASSWORD, self->cancellable,
                             password_cb, g_object_ref (self));
}

void
kith_sign_in_stop (KithSignIn *self)
{
  g_return_if_fail (KITH_IS_SIGN_IN (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  kith_session_disconnect (self->session);
}

/**
 * kith_sign_in_set_password:
 * @remember: into the keyring; else it is asked for at each start
 */
void
kith_sign_in_set_password (KithSignIn *self,
                           const char *password,
                           gboolean    remember)
{
  g_return_if_fail (KITH_IS_SIGN_IN (self));

  set_secret (&self->password, password);

  /* A token belongs to the password that it was given for. */
  set_secret (&self->token, NULL);
  remove_secret (self, TOKEN);

  if (self->record->ask_password == !!remember)
    {
      self->record->ask_password = !remember;
      changed (self);
    }

  if (remember)
    save_secret (self, PASSWORD, password);
  else
    remove_secret (self, PASSWORD);
}

void
kith_sign_in_accept_weaker (KithSignIn *self,
                            gboolean    always)
{
  g_return_if_fail (KITH_IS_SIGN_IN (self));

  self->lenient = !always;
  if (!always)
    return;

  g_clear_pointer (&self->record->best_mechanism, g_free);
  changed (self);
}

void
kith_sign_in_forget (KithSignIn *self)
{
  g_return_if_fail (KITH_IS_SIGN_IN (self));

  set_secret (&self->password, NULL);
  set_secret (&self->token, NULL);
  remove_secret (self, PASSWORD);
  remove_secret (self, TOKEN);
}
