/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-sasl-ht.h"

#include "kith-credentials.h"
#include "kith-xmpp-error.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

#define HASH_SIZE 32

struct _KithSaslHt
{
  KithSasl parent_instance;

  char    *username; /* owned */
  char    *token;   /* owned, secret */
  GBytes  *binding; /* owned, NULL for …-NONE */
};

G_DEFINE_FINAL_TYPE (KithSaslHt, kith_sasl_ht, KITH_TYPE_SASL)

static gboolean
compute (KithSaslHt *self,
         const char *role,
         guint8      hash[HASH_SIZE],
         GError    **error)
{
  g_autoptr(GByteArray) input = g_byte_array_new ();
  int result;

  g_byte_array_append (input, (const guint8 *)role, strlen (role));
  if (self->binding != NULL)
    g_byte_array_append (input, g_bytes_get_data (self->binding, NULL), g_bytes_get_size (self->binding));

  result = gnutls_hmac_fast (GNUTLS_MAC_SHA256, self->token, strlen (self->token), input->data, input->len, hash);
  if (result == 0)
    return TRUE;

  g_set_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL, "HMAC failed: %s", gnutls_strerror (result));
  return FALSE;
}

static GBytes *
kith_sasl_ht_start (KithSasl *sasl,
                    GError  **error)
{
  KithSaslHt *self = KITH_SASL_HT (sasl);
  g_autoptr(GByteArray) message = g_byte_array_new ();
  guint8 hash[HASH_SIZE];

  if (!compute (self, "Initiator", hash, error))
    return NULL;

  g_byte_array_append (message, (const guint8 *)self->username, strlen (self->username) + 1);
  g_byte_array_append (message, hash, sizeof (hash));

  return g_byte_array_free_to_bytes (g_steal_pointer (&message));
}

static gboolean
kith_sasl_ht_verify (KithSasl *sasl,
                     GBytes   *data,
                     GError  **error)
{
  KithSaslHt *self = KITH_SASL_HT (sasl);
  guint8 hash[HASH_SIZE];

  if (!compute (self, "Responder", hash, error))
    return FALSE;

  if (data != NULL &&
      g_bytes_get_size (data) == sizeof (hash) &&
      gnutls_memcmp (g_bytes_get_data (data, NULL), hash, sizeof (hash)) == 0)
    return TRUE;

  g_set_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_SERVER_FORGED, "The server did not prove that it knows the token");
  return FALSE;
}

static void
kith_sasl_ht_finalize (GObject *object)
{
  KithSaslHt *self = KITH_SASL_HT (object);

  g_free (self->username);
  kith_secret_free (self->token);
  g_clear_pointer (&self->binding, g_bytes_unref);

  G_OBJECT_CLASS (kith_sasl_ht_parent_class)->finalize (object);
}

static void
kith_sasl_ht_class_init (KithSaslHtClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kith_sasl_ht_finalize;
  KITH_SASL_CLASS (klass)->start = kith_sasl_ht_start;
  KITH_SASL_CLASS (klass)->verify = kith_sasl_ht_verify;
}

static void
kith_sasl_ht_init (KithSaslHt *self)
{
}

/**
 * kith_sasl_ht_new:
 * @mechanism: one that kith_sasl_ht_parse() knows
 * @binding: (nullable): the channel binding of this connection; %NULL for "…-NONE"
 *
 * Returns: (transfer full): the mechanism, ready to start
 */
KithSasl *
kith_sasl_ht_new (const char *mechanism,
                  const char *username,
                  const char *token,
                  GBytes     *binding)
{
  KithSaslHt *self;

  g_return_val_if_fail (kith_sasl_ht_parse (mechanism, NULL, NULL), NULL);
  g_return_val_if_fail (username != NULL, NULL);
  g_return_val_if_fail (token != NULL, NULL);

  self = g_object_new (KITH_TYPE_SASL_HT, "name", mechanism, NULL);
  self->username = g_strdup (username);
  self->token = g_strdup (token);
  self->binding = binding != NULL ? g_bytes_ref (binding) : NULL;

  return KITH_SASL (self);
}

/**
 * kith_sasl_ht_parse:
 * @mechanism: a mechanism's name
 * @bound: (out) (optional): whether it is bound to the TLS channel
 * @type: (out) (optional): by which binding
 *
 * Returns: whether @mechanism is one of "HT-SHA-256-NONE", "-EXPR", "-ENDP" and "-UNIQ"
 */
gboolean
kith_sasl_ht_parse (const char             *mechanism,
                    gboolean               *bound,
                    GTlsChannelBindingType *type)
{
  static const struct
  {
    const char            *name;
    gboolean               bound;
    GTlsChannelBindingType type;
  } KNOWN[] = {
    { "HT-SHA-256-NONE", FALSE, 0 },
    { "HT-SHA-256-EXPR", TRUE, G_TLS_CHANNEL_BINDING_TLS_EXPORTER },
    { "HT-SHA-256-ENDP", TRUE, G_TLS_CHANNEL_BINDING_TLS_SERVER_END_POINT },
    { "HT-SHA-256-UNIQ", TRUE, G_TLS_CHANNEL_BINDING_TLS_UNIQUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (KNOWN); i++)
    {
      if (g_strcmp0 (mechanism, KNOWN[i].name) != 0)
        continue;

      if (bound != NULL)
        *bound = KNOWN[i].bound;
      if (type != NULL)
        *type = KNOWN[i].type;
      return TRUE;
    }

  return FALSE;
}
