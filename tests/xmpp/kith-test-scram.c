/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-test-scram.h"

#include <string.h>

#define MAX_HASH 64

struct _KithTestScram
{
  GChecksumType type;
  gsize         size;
  char         *password;
  char         *extension;
  GBytes       *binding;
  guint         iterations;

  char         *header;
  char         *client_first_bare;
  char         *server_first;
};

static void
hmac (KithTestScram *self,
      const guint8  *key,
      gsize          key_size,
      const guint8  *data,
      gsize          size,
      guint8        *result)
{
  g_autoptr(GHmac) context = g_hmac_new (self->type, key, key_size);
  gsize result_size = self->size;

  g_hmac_update (context, data, size);
  g_hmac_get_digest (context, result, &result_size);
}

static void
hash (KithTestScram *self,
      const guint8  *data,
      gsize          size,
      guint8        *result)
{
  g_autoptr(GChecksum) context = g_checksum_new (self->type);
  gsize result_size = self->size;

  g_checksum_update (context, data, size);
  g_checksum_get_digest (context, result, &result_size);
}

static const char SALT[] = "W22ZaJ0SNY7soEsUEjb6gQ==";

/* Hi() of RFC 5802, 2.2 */
static void
derive (KithTestScram *self,
        guint8        *result)
{
  gsize salt_size;
  g_autofree guint8 *salt = g_base64_decode (SALT, &salt_size);
  gsize length = strlen (self->password);
  guint8 round[MAX_HASH];

  salt = g_realloc (salt, salt_size + 4);
  memcpy (salt + salt_size, "\0\0\0\1", 4);
  hmac (self, (const guint8 *)self->password, length, salt, salt_size + 4, round);
  memcpy (result, round, self->size);

  for (guint i = 1; i < self->iterations; i++)
    {
      hmac (self, (const guint8 *)self->password, length, round, self->size, round);
      for (gsize j = 0; j < self->size; j++)
        result[j] ^= round[j];
    }
}

static char *
decode (const char *base64)
{
  gsize size;
  g_autofree guint8 *data = g_base64_decode (base64, &size);

  return g_strndup ((const char *)data, size);
}

static char *
encode (const char *text)
{
  return g_base64_encode ((const guint8 *)text, strlen (text));
}

KithTestScram *
kith_test_scram_new (const char *mechanism,
                     const char *password,
                     guint       iterations)
{
  KithTestScram *self = g_new0 (KithTestScram, 1);

  if (strstr (mechanism, "SHA-512") != NULL)
    self->type = G_CHECKSUM_SHA512;
  else if (strstr (mechanism, "SHA-256") != NULL)
    self->type = G_CHECKSUM_SHA256;
  else
    self->type = G_CHECKSUM_SHA1;

  self->size = g_checksum_type_get_length (self->type);
  self->password = g_strdup (password);
  self->iterations = iterations;
  return self;
}

void
kith_test_scram_free (KithTestScram *self)
{
  if (self == NULL)
    return;

  g_free (self->password);
  g_free (self->extension);
  g_clear_pointer (&self->binding, g_bytes_unref);
  g_free (self->header);
  g_free (self->client_first_bare);
  g_free (self->server_first);
  g_free (self);
}

void
kith_test_scram_set_extension (KithTestScram *self,
                               const char    *extension)
{
  g_free (self->extension);
  self->extension = g_strdup (extension);
}

void
kith_test_scram_set_binding (KithTestScram *self,
                             GBytes        *binding)
{
  g_clear_pointer (&self->binding, g_bytes_unref);
  self->binding = g_bytes_ref (binding);
}

char *
kith_test_scram_challenge (KithTestScram *self,
                           const char    *client_first)
{
  g_autofree char *text = decode (client_first);
  char *bare = strstr (text, "n=");
  const char *nonce;

  /* The gs2 header's own "n,," has no "n=". */
  g_assert_nonnull (bare);
  nonce = strstr (bare, ",r=");
  g_assert_nonnull (nonce);

  g_free (self->header);
  self->header = g_strndup (text, bare - text);
  g_free (self->client_first_bare);
  self->client_first_bare = g_strdup (bare);
  g_free (self->server_first);
  self->server_first = g_strdup_printf ("r=%sSERVER,s=%s,i=%u%s%s", nonce + 3, SALT, self->iterations,
                                        self->extension != NULL ? "," : "",
                                        self->extension != NULL ? self->extension : "");
  return encode (self->server_first);
}

/* Returns: whether "c=…" says the header and the binding that it has to */
static gboolean
check_binding (KithTestScram *self,
               const char    *text)
{
  g_autoptr(GByteArray) expected = g_byte_array_new ();
  g_autofree char *base64 = NULL;
  g_autofree char *field = NULL;

  g_byte_array_append (expected, (const guint8 *)self->header, strlen (self->header));
  if (self->binding != NULL)
    g_byte_array_append (expected, g_bytes_get_data (self->binding, NULL), g_bytes_get_size (self->binding));
  base64 = g_base64_encode (expected->data, expected->len);
  field = g_strdup_printf ("c=%s,", base64);

  return g_str_has_prefix (text, field);
}

char *
kith_test_scram_check (KithTestScram *self,
                       const char    *client_final)
{
  g_autofree char *text = decode (client_final);
  char *proof_text = strstr (text, ",p=");
  g_autofree guint8 *proof = NULL;
  g_autofree char *message = NULL;
  g_autofree char *signature_text = NULL;
  g_autofree char *reply = NULL;
  gsize proof_size;
  guint8 salted[MAX_HASH];
  guint8 client_key[MAX_HASH];
  guint8 stored_key[MAX_HASH];
  guint8 server_key[MAX_HASH];
  guint8 signature[MAX_HASH];

  g_assert_nonnull (proof_text);
  if (!check_binding (self, text))
    return NULL;

  proof = g_base64_decode (proof_text + 3, &proof_size);
  *proof_text = '\0';
  message = g_strdup_printf ("%s,%s,%s", self->client_first_bare, self->server_first, text);

  derive (self, salted);
  hmac (self, salted, self->size, (const guint8 *)"Client Key", 10, client_key);
  hmac (self, salted, self->size, (const guint8 *)"Server Key", 10, server_key);
  hash (self, client_key, self->size, stored_key);

  hmac (self, stored_key, self->size, (const guint8 *)message, strlen (message), signature);
  for (gsize i = 0; i < self->size; i++)
    if (proof_size != self->size || (proof[i] ^ signature[i]) != client_key[i])
      return NULL;

  hmac (self, server_key, self->size, (const guint8 *)message, strlen (message), signature);
  signature_text = g_base64_encode (signature, self->size);
  reply = g_strdup_printf ("v=%s", signature_text);
  return encode (reply);
}

const char *
kith_test_scram_get_header (KithTestScram *self)
{
  return self->header;
}

char *
kith_test_scram_hash (KithTestScram *self,
                      const char    *text)
{
  guint8 result[MAX_HASH];

  hash (self, (const guint8 *)text, strlen (text), result);
  return g_base64_encode (result, self->size);
}
