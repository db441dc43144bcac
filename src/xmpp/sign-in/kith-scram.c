/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-scram.h"

#include "kith-saslprep.h"
#include "kith-scram-keys.h"
#include "kith-scram-message.h"
#include "kith-xmpp-error.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

#define MAX_HASH 64

typedef struct
{
  const char               *mechanism; /* without -PLUS */
  const char               *hash;
  gnutls_digest_algorithm_t digest;
  gnutls_mac_algorithm_t    mac;
  gsize                     size;
} Variant;

static const Variant VARIANTS[] = {
  { "SCRAM-SHA-512", "SHA-512", GNUTLS_DIG_SHA512, GNUTLS_MAC_SHA512, 64 },
  { "SCRAM-SHA-256", "SHA-256", GNUTLS_DIG_SHA256, GNUTLS_MAC_SHA256, 32 },
  { "SCRAM-SHA-1", "SHA-1", GNUTLS_DIG_SHA1, GNUTLS_MAC_SHA1, 20 },
};

typedef enum
{
  STEP_START,
  STEP_CHALLENGE,
  STEP_SIGNATURE,
  STEP_VERIFIED,
} Step;

struct _KithScram
{
  KithSasl       parent_instance;

  const Variant *variant;
  char          *username;  /* owned */
  char          *password;  /* owned, secret */
  KithScramKeys *keys;      /* owned */

  char          *gs2_header; /* owned */
  GBytes        *binding;   /* owned, NULL without -PLUS */
  char          *offer;     /* owned, the string that XEP-0474 hashes; NULL: not known */
  char          *nonce;     /* owned */
  char          *first_bare; /* owned, client-first-message-bare */
  GBytes        *signature; /* owned, what the server must answer */

  Step           step;
  guint          must_match_offer : 1;
};

G_DEFINE_FINAL_TYPE (KithScram, kith_scram, KITH_TYPE_SASL)

/* What the thread needs: copies of everything. */
typedef struct
{
  const Variant      *variant;
  char               *password; /* owned, secret, prepared */
  KithScramChallenge *challenge;
  char               *server_first; /* owned */
  guint8              client_key[MAX_HASH];
  guint8              server_key[MAX_HASH];
} Derivation;

static void
derivation_free (gpointer data)
{
  Derivation *self = data;

  kith_secret_free (self->password);
  kith_scram_challenge_free (self->challenge);
  g_free (self->server_first);
  explicit_bzero (self, sizeof (*self));
  g_free (self);
}

static const Variant *
find_variant (const char *mechanism,
              gboolean   *plus)
{
  for (guint i = 0; i < G_N_ELEMENTS (VARIANTS); i++)
    {
      const char *rest;

      if (!g_str_has_prefix (mechanism, VARIANTS[i].mechanism))
        continue;

      rest = mechanism + strlen (VARIANTS[i].mechanism);
      if (*rest != '\0' && !g_str_equal (rest, "-PLUS"))
        continue;

      *plus = *rest != '\0';
      return &VARIANTS[i];
    }

  return NULL;
}

static gboolean
hmac (const Variant *variant,
      gconstpointer  key,
      const char    *text,
      guint8         result[MAX_HASH])
{
  return gnutls_hmac_fast (variant->mac, key, variant->size, text, strlen (text), result) == 0;
}

static char *
make_nonce (void)
{
  guint8 random[24];

  if (gnutls_rnd (GNUTLS_RND_NONCE, random, sizeof (random)) != 0)
    g_error ("No randomness");

  return g_base64_encode (random, sizeof (random));
}

static GBytes *
kith_scram_start (KithSasl *sasl,
                  GError  **error)
{
  KithScram *self = KITH_SCRAM (sasl);
  g_autofree char *name = kith_scram_escape_name (self->username);
  char *message;

  if (self->step != STEP_START)
    {
      g_set_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL, "SCRAM: started twice");
      return NULL;
    }

  if (self->nonce == NULL)
    self->nonce = make_nonce ();

  self->step = STEP_CHALLENGE;
  self->first_bare = g_strdup_printf ("n=%s,r=%s", name, self->nonce);
  message = g_strconcat (self->gs2_header, self->first_bare, NULL);

  return g_bytes_new_take (message, strlen (message));
}

/* XEP-0474, 5.2: has somebody shortened the list that the server sent? */
static gboolean
check_offer (KithScram          *self,
             KithScramChallenge *challenge,
             GError            **error)
{
  guint8 hash[MAX_HASH];

  if (challenge->offer_hash == NULL || self->offer == NULL)
    {
      if (!self->must_match_offer)
        return TRUE;

      g_set_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_WEAK_MECHANISM,
                   "No channel binding in common, and no proof that the server offered no other");
      return FALSE;
    }

  if (gnutls_hash_fast (self->variant->digest, self->offer, strlen (self->offer), hash) == 0 &&
      g_bytes_get_size (challenge->offer_hash) == self->variant->size &&
      gnutls_memcmp (g_bytes_get_data (challenge->offer_hash, NULL), hash, self->variant->size) == 0)
    return TRUE;

  g_set_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_WEAK_MECHANISM,
               "The mechanisms that arrived are not those that the server offered");
  return FALSE;
}

/* RFC 5802, 3. Runs in a thread; cancellation is seen before and after, for the rounds cannot be interrupted. */
static void
derive_in_thread (GTask        *task,
                  gpointer      source,
                  gpointer      data,
                  GCancellable *cancellable)
{
  Derivation *derivation = data;
  const Variant *variant = derivation->variant;
  guint8 salted[MAX_HASH];
  gnutls_datum_t key = { (unsigned char *)derivation->password, strlen (derivation->password) };
  gnutls_datum_t salt = { NULL, 0 };
  gsize salt_size;
  gboolean ok;

  salt.data = (unsigned char *)g_bytes_get_data (derivation->challenge->salt, &salt_size);
  salt.size = salt_size;

  ok = gnutls_pbkdf2 (variant->mac, &key, &salt, derivation->challenge->iterations, salted, variant->size) == 0 &&
       hmac (variant, salted, "Client Key", derivation->client_key) &&
       hmac (variant, salted, "Server Key", derivation->server_key);
  explicit_bzero (salted, sizeof (salted));

  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL, "SCRAM: the derivation failed");
}

/* The bytes of gs2-cbind-input (RFC 5802, 7), in base64 */
static char *
encode_binding (KithScram *self)
{
  g_autoptr(GByteArray) input = g_byte_array_new ();

  g_byte_array_append (input, (const guint8 *)self->gs2_header, strlen (self->gs2_header));
  if (self->binding != NULL)
    g_byte_array_append (input, g_bytes_get_data (self->binding, NULL), g_bytes_get_size (self->binding));

  return g_base64_encode (input->data, input->len);
}

/* client-final-message, and what the server's signature will have to be */
static GBytes *
make_final (KithScram  *self,
            const char *server_first,
            const char *nonce,
            GBytes     *client_key,
            GBytes     *server_key,
            GError    **error)
{
  const Variant *variant = self->variant;
  g_autofree char *binding = encode_binding (self);
  g_autofree char *without_proof = g_strdup_printf ("c=%s,r=%s", binding, nonce);
  g_autofree char *auth_message = g_strdup_printf ("%s,%s,%s", self->first_bare, server_first, without_proof);
  g_autofree char *proof_text = NULL;
  const guint8 *key = g_bytes_get_data (client_key, NULL);
  guint8 stored_key[MAX_HASH];
  guint8 proof[MAX_HASH];
  guint8 signature[MAX_HASH];
  char *message;

  if (gnutls_hash_fast (variant->digest, key, variant->size, stored_key) != 0 ||
      !hmac (variant, stored_key, auth_message, proof) ||
      !hmac (variant, g_bytes_get_data (server_key, NULL), auth_message, signature))
    {
      g_set_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL, "SCRAM: HMAC failed");
      return NULL;
    }

  for (gsize i = 0; i < variant->size; i++)
    proof[i] ^= key[i];

  proof_text = g_base64_encode (proof, variant->size);
  message = g_strdup_printf ("%s,p=%s", without_proof, proof_text);
  explicit_bzero (stored_key, sizeof (stored_key));

  g_clear_pointer (&self->signature, g_bytes_unref);
  self->signature = g_bytes_new (signature, variant->size);

  return g_bytes_new_take (message, strlen (message));
}

static void
return_final (KithScram  *self,
              GTask      *task,
              const char *server_first,
              const char *nonce,
              GBytes     *client_key,
              GBytes     *server_key)
{
  g_autoptr(GError) error = NULL;
  GBytes *message = make_final (self, server_first, nonce, client_key, server_key, &error);

  if (message != NULL)
    g_task_return_pointer (task, message, (GDestroyNotify)g_bytes_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
derived_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  KithScram *self = g_task_get_source_object (task);
  g_autoptr(GBytes) client_key = NULL;
  g_autoptr(GBytes) server_key = NULL;
  g_autoptr(GError) error = NULL;
  Derivation *derivation = g_task_get_task_data (G_TASK (result));
  KithScramChallenge *challenge = derivation->challenge;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  client_key = kith_secret_bytes_new (derivation->client_key, self->variant->size);
  server_key = kith_secret_bytes_new (derivation->server_key, self->variant->size);
  kith_scram_keys_add (self->keys, self->variant->hash, challenge->salt, challenge->iterations, client_key, server_key);

  return_final (self, task, derivation->server_first, challenge->nonce, client_key, server_key);
}

static void
derive_async (KithScram          *self,
              char               *server_first,
              KithScramChallenge *challenge,
              GTask              *task)
{
  g_autoptr(GTask) work = NULL;
  Derivation *derivation = g_new0 (Derivation, 1);

  derivation->variant = self->variant;
  derivation->challenge = challenge;
  derivation->server_first = server_first;
  derivation->password = kith_saslprep (self->password);

  if (derivation->password == NULL)
    {
      derivation_free (derivation);
      g_task_return_new_error (task, KITH_XMPP_ERROR, KITH_XMPP_ERROR_NOT_AUTHORIZED,
                               "The password holds characters that none can hold");
      return;
    }

  /* Not self: the thread lets go of its task when it likes, and self must end on the main thread. */
  work = g_task_new (NULL, g_task_get_cancellable (task), derived_cb, g_object_ref (task));
  g_task_set_source_tag (work, derive_async);
  g_task_set_task_data (work, derivation, derivation_free);
  g_task_run_in_thread (work, derive_in_thread);
}

static void
respond_to_first (KithScram  *self,
                  const char *text,
                  GTask      *task)
{
  g_autoptr(KithScramChallenge) challenge = NULL;
  g_autoptr(GBytes) client_key = NULL;
  g_autoptr(GBytes) server_key = NULL;
  g_autoptr(GError) error = NULL;

  challenge = kith_scram_challenge_parse (text, self->nonce, &error);

  if (challenge == NULL || !check_offer (self, challenge, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  self->step = STEP_SIGNATURE;

  if (kith_scram_keys_find (self->keys, self->variant->hash, challenge->salt, challenge->iterations,
                            &client_key, &server_key))
    return_final (self, task, text, challenge->nonce, client_key, server_key);
  else
    derive_async (self, g_strdup (text), g_steal_pointer (&challenge), task);
}

static gboolean
check_signature (KithScram  *self,
                 const char *text,
                 GError    **error)
{
  g_autoptr(GBytes) signature = kith_scram_parse_signature (text, error);

  if (signature == NULL)
    return FALSE;

  if (g_bytes_get_size (signature) == self->variant->size &&
      gnutls_memcmp (g_bytes_get_data (signature, NULL), g_bytes_get_data (self->signature, NULL),
                     self->variant->size) == 0)
    {
      self->step = STEP_VERIFIED;
      return TRUE;
    }

  g_set_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_SERVER_FORGED,
               "The server did not prove that it knows the password");
  return FALSE;
}

/* What arrived as a string, or NULL if it is none */
static char *
to_text (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  return size > 0 && g_utf8_validate_len (data, size, NULL) ? g_strndup (data, size) : NULL;
}

static void
kith_scram_respond (KithSasl *sasl,
                    GBytes   *challenge,
                    GTask    *task)
{
  KithScram *self = KITH_SCRAM (sasl);
  g_autofree char *text = to_text (challenge);
  g_autoptr(GError) error = NULL;

  if (text == NULL)
    g_task_return_new_error (task, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL, "SCRAM: a message that is no text");
  else if (self->step == STEP_CHALLENGE)
    respond_to_first (self, text, task);
  else if (self->step != STEP_SIGNATURE || self->signature == NULL)
    g_task_return_new_error (task, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL, "SCRAM: a message out of order");
  else if (check_signature (self, text, &error))
    g_task_return_pointer (task, g_bytes_new (NULL, 0), (GDestroyNotify)g_bytes_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static gboolean
kith_scram_verify (KithSasl *sasl,
                   GBytes   *data,
                   GError  **error)
{
  KithScram *self = KITH_SCRAM (sasl);
  g_autofree char *text = NULL;

  if (self->step == STEP_VERIFIED)
    return TRUE;

  text = data != NULL ? to_text (data) : NULL;

  if (self->signature == NULL || text == NULL)
    {
      g_set_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_SERVER_FORGED,
                   "The server says yes before it proved that it knows the password");
      return FALSE;
    }

  return check_signature (self, text, error);
}

static void
kith_scram_finalize (GObject *object)
{
  KithScram *self = KITH_SCRAM (object);

  g_free (self->username);
  kith_secret_free (self->password);
  kith_scram_keys_unref (self->keys);
  g_free (self->gs2_header);
  g_clear_pointer (&self->binding, g_bytes_unref);
  g_free (self->offer);
  g_free (self->nonce);
  g_free (self->first_bare);
  g_clear_pointer (&self->signature, g_bytes_unref);

  G_OBJECT_CLASS (kith_scram_parent_class)->finalize (object);
}

static void
kith_scram_class_init (KithScramClass *klass)
{
  KithSaslClass *sasl_class = KITH_SASL_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = kith_scram_finalize;

  sasl_class->start = kith_scram_start;
  sasl_class->respond = kith_scram_respond;
  sasl_class->verify = kith_scram_verify;
}

static void
kith_scram_init (KithScram *self)
{
  self->gs2_header = g_strdup ("n,,");
}

/**
 * kith_scram_new:
 * @mechanism: one that kith_scram_is_supported() knows
 * @password: as the person typed it
 * @keys: derived keys of earlier attempts with this password; new ones are added
 *
 * Returns: (transfer full): the mechanism, ready to start
 */
KithSasl *
kith_scram_new (const char    *mechanism,
                const char    *username,
                const char    *password,
                KithScramKeys *keys)
{
  KithScram *self;
  gboolean plus;

  g_return_val_if_fail (kith_scram_is_supported (mechanism), NULL);
  g_return_val_if_fail (username != NULL, NULL);
  g_return_val_if_fail (password != NULL, NULL);
  g_return_val_if_fail (keys != NULL, NULL);

  self = g_object_new (KITH_TYPE_SCRAM, "name", mechanism, NULL);
  self->variant = find_variant (mechanism, &plus);
  self->username = g_strdup (username);
  self->password = g_strdup (password);
  self->keys = kith_scram_keys_ref (keys);

  return KITH_SASL (self);
}

/**
 * kith_scram_set_binding:
 * @type: the binding's registered name, such as "tls-exporter"
 * @data: its data on this connection
 *
 * For the -PLUS mechanisms: ties the attempt to the TLS channel (RFC 5802, 6).
 */
void
kith_scram_set_binding (KithScram  *self,
                        const char *type,
                        GBytes     *data)
{
  g_return_if_fail (KITH_IS_SCRAM (self));
  g_return_if_fail (type != NULL && data != NULL);

  g_free (self->gs2_header);
  self->gs2_header = g_strdup_printf ("p=%s,,", type);
  g_clear_pointer (&self->binding, g_bytes_unref);
  self->binding = g_bytes_ref (data);
}

/**
 * kith_scram_set_unbound:
 * @able: whether we could have bound the channel, but the server seems not to
 *
 * For the mechanisms without -PLUS: lets a server notice that its offer was shortened on the way ("y" of RFC 5802, 6).
 */
void
kith_scram_set_unbound (KithScram *self,
                        gboolean   able)
{
  g_return_if_fail (KITH_IS_SCRAM (self));

  g_free (self->gs2_header);
  self->gs2_header = g_strdup (able ? "y,," : "n,,");
}

/**
 * kith_scram_set_offer:
 * @offer: mechanisms and bindings that arrived, in the form that XEP-0474, 5.1 hashes
 * @must_match: whether the server has to send the hash at all; where it does, it has to match in any case
 */
void
kith_scram_set_offer (KithScram  *self,
                      const char *offer,
                      gboolean    must_match)
{
  g_return_if_fail (KITH_IS_SCRAM (self));

  g_free (self->offer);
  self->offer = g_strdup (offer);
  self->must_match_offer = must_match;
}

/**
 * kith_scram_set_nonce:
 *
 * Takes the place of the random nonce, for the examples of the specifications.
 */
void
kith_scram_set_nonce (KithScram  *self,
                      const char *nonce)
{
  g_return_if_fail (KITH_IS_SCRAM (self));

  g_free (self->nonce);
  self->nonce = g_strdup (nonce);
}

/**
 * kith_scram_is_supported:
 *
 * Returns: whether @mechanism is one of SCRAM's that we speak
 */
gboolean
kith_scram_is_supported (const char *mechanism)
{
  gboolean plus;

  return find_variant (mechanism, &plus) != NULL;
}
