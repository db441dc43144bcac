/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-sasl-plain.h"

#include "kith-credentials.h"
#include "kith-scram-keys.h"

#include <string.h>

struct _KithSaslPlain
{
  KithSasl parent_instance;

  char    *username; /* owned */
  char    *password; /* owned, secret */
};

G_DEFINE_FINAL_TYPE (KithSaslPlain, kith_sasl_plain, KITH_TYPE_SASL)

static GBytes *
kith_sasl_plain_start (KithSasl *sasl,
                       GError  **error)
{
  KithSaslPlain *self = KITH_SASL_PLAIN (sasl);
  gsize username_size = strlen (self->username);
  gsize password_size = strlen (self->password);
  gsize size = username_size + password_size + 2;
  char *message = g_malloc (size);
  GBytes *bytes;

  message[0] = '\0';
  memcpy (message + 1, self->username, username_size);
  message[1 + username_size] = '\0';
  memcpy (message + 2 + username_size, self->password, password_size);

  bytes = kith_secret_bytes_new (message, size);
  explicit_bzero (message, size);
  g_free (message);

  return bytes;
}

static void
kith_sasl_plain_finalize (GObject *object)
{
  KithSaslPlain *self = KITH_SASL_PLAIN (object);

  g_free (self->username);
  kith_secret_free (self->password);

  G_OBJECT_CLASS (kith_sasl_plain_parent_class)->finalize (object);
}

static void
kith_sasl_plain_class_init (KithSaslPlainClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kith_sasl_plain_finalize;
  KITH_SASL_CLASS (klass)->start = kith_sasl_plain_start;
}

static void
kith_sasl_plain_init (KithSaslPlain *self)
{
}

/**
 * kith_sasl_plain_new:
 *
 * Returns: (transfer full): the mechanism, ready to start
 */
KithSasl *
kith_sasl_plain_new (const char *username,
                     const char *password)
{
  KithSaslPlain *self;

  g_return_val_if_fail (username != NULL, NULL);
  g_return_val_if_fail (password != NULL, NULL);

  self = g_object_new (KITH_TYPE_SASL_PLAIN, "name", "PLAIN", NULL);
  self->username = g_strdup (username);
  self->password = g_strdup (password);

  return KITH_SASL (self);
}
