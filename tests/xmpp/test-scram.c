/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-scram.h"

#include "kith-scram-keys.h"
#include "kith-test-scram.h"
#include "kith-xmpp-error.h"

#include <string.h>

typedef struct
{
  const char *mechanism;
  const char *nonce;
  const char *first;
  const char *challenge;
  const char *final;
  const char *signature;
} Vector;

/* RFC 5802, 5 and RFC 7677, 3: user "user", password "pencil". */
static const Vector SHA1 = {
  "SCRAM-SHA-1",
  "fyko+d2lbbFgONRv9qkxdawL",
  "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
  "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
  "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
  "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
};

static const Vector SHA256 = {
  "SCRAM-SHA-256",
  "rOprNGfwEbeRWgbNEkqO",
  "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
  "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
  "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
  "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
};

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static char *
text_of (GBytes *bytes)
{
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
result_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

/* Spins until the answer to @challenge is there. */
static GBytes *
respond (KithSasl   *sasl,
         const char *challenge,
         GError    **error)
{
  g_autoptr(GBytes) bytes = bytes_of (challenge);
  g_autoptr(GAsyncResult) result = NULL;

  kith_sasl_respond_async (sasl, bytes, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return kith_sasl_respond_finish (sasl, result, error);
}

static KithSasl *
start (const Vector  *vector,
       KithScramKeys *keys)
{
  KithSasl *sasl = kith_scram_new (vector->mechanism, "user", "pencil", keys);
  g_autoptr(GBytes) message = NULL;
  g_autofree char *text = NULL;

  kith_scram_set_nonce (KITH_SCRAM (sasl), vector->nonce);
  message = kith_sasl_start (sasl, NULL);
  text = text_of (message);
  g_assert_cmpstr (text, ==, vector->first);

  return sasl;
}

static void
test_vector (gconstpointer data)
{
  const Vector *vector = data;
  g_autoptr(KithScramKeys) keys = kith_scram_keys_new ();

  /* Once derived, once from the remembered keys. */
  for (guint round = 0; round < 2; round++)
    {
      KithSasl *sasl = start (vector, keys);
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) response = respond (sasl, vector->challenge, &error);
      g_autoptr(GBytes) signature = bytes_of (vector->signature);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = text_of (response);
      g_assert_cmpstr (text, ==, vector->final);
      g_assert_true (kith_sasl_verify (sasl, signature, &error));
      g_assert_no_error (error);
      g_assert_true (kith_sasl_verify (sasl, NULL, NULL));
      g_assert_finalize_object (sasl);
    }
}

/* The signature may come as a challenge of its own (RFC 6120, 6.3.10), answered by nothing. */
static void
test_signature_as_challenge (void)
{
  g_autoptr(KithScramKeys) keys = kith_scram_keys_new ();
  KithSasl *sasl = start (&SHA256, keys);
  g_autoptr(GBytes) response = respond (sasl, SHA256.challenge, NULL);
  g_autoptr(GBytes) empty = respond (sasl, SHA256.signature, NULL);
  g_autoptr(GBytes) more = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_nonnull (response);
  g_assert_cmpuint (g_bytes_get_size (empty), ==, 0);
  g_assert_true (kith_sasl_verify (sasl, NULL, NULL));

  more = respond (sasl, SHA256.signature, &error);
  g_assert_null (more);
  g_assert_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL);
  g_assert_finalize_object (sasl);
}

/* Against a server's side of its own, for every mechanism, with odd names and passwords. */
static void
test_own_server (gconstpointer data)
{
  const char *mechanism = data;
  g_autoptr(KithScramKeys) keys = kith_scram_keys_new ();
  g_autoptr(KithTestScram) server = kith_test_scram_new (mechanism, "IX\xC3\xBC \xF0\x9F\x94\x91", 4097);
  KithSasl *sasl = kith_scram_new (mechanism, "a=b,c", "\xE2\x85\xA8\xC2\xADu\xCC\x88\xC2\xA0\xF0\x9F\x94\x91", keys);
  g_autoptr(GBytes) binding = g_bytes_new ("\0\1binding", 9);
  g_autoptr(GBytes) first = NULL;
  g_autoptr(GBytes) final = NULL;
  g_autoptr(GBytes) signature = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *first_text = NULL;
  g_autofree char *challenge = NULL;
  g_autofree char *final_text = NULL;
  g_autofree char *reply = NULL;
  g_autoptr(GBytes) challenge_bytes = NULL;
  g_autofree char *challenge_text = NULL;

  if (g_str_has_suffix (mechanism, "-PLUS"))
    {
      kith_scram_set_binding (KITH_SCRAM (sasl), "tls-exporter", binding);
      kith_test_scram_set_binding (server, binding);
    }

  first = kith_sasl_start (sasl, &error);
  g_assert_no_error (error);
  first_text = kith_sasl_encode (first);
  challenge = kith_test_scram_challenge (server, first_text);
  g_assert_cmpstr (kith_test_scram_get_header (server), ==,
                   g_str_has_suffix (mechanism, "-PLUS") ? "p=tls-exporter,," : "n,,");

  challenge_bytes = kith_sasl_decode (challenge);
  challenge_text = text_of (challenge_bytes);
  final = respond (sasl, challenge_text, &error);
  g_assert_no_error (error);
  final_text = kith_sasl_encode (final);
  reply = kith_test_scram_check (server, final_text);
  g_assert_nonnull (reply);

  signature = kith_sasl_decode (reply);
  g_assert_true (kith_sasl_verify (sasl, signature, &error));
  g_assert_no_error (error);
  g_assert_finalize_object (sasl);
}

typedef struct
{
  const char   *challenge;
  KithXmppError code;
} BadChallenge;

#define R "r=rOprNGfwEbeRWgbNEkqO"
#define S "s=W22ZaJ0SNY7soEsUEjb6gQ=="

static const BadChallenge BAD_CHALLENGES[] = {
  { "", KITH_XMPP_ERROR_PROTOCOL },
  { ",", KITH_XMPP_ERROR_PROTOCOL },
  { ",,,,,,,,", KITH_XMPP_ERROR_PROTOCOL },
  { "r", KITH_XMPP_ERROR_PROTOCOL },
  { R "x", KITH_XMPP_ERROR_PROTOCOL },
  { R "x," S, KITH_XMPP_ERROR_PROTOCOL },
  { R "x,i=4096", KITH_XMPP_ERROR_PROTOCOL },
  { S ",i=4096", KITH_XMPP_ERROR_PROTOCOL },
  { S "," R "x,i=4096", KITH_XMPP_ERROR_PROTOCOL },
  /* the nonce: ours alone, not ours, ours at the end, of bytes that it cannot have */
  { R "," S ",i=4096", KITH_XMPP_ERROR_PROTOCOL },
  { "r=other," S ",i=4096", KITH_XMPP_ERROR_PROTOCOL },
  { "r=xrOprNGfwEbeRWgbNEkqO," S ",i=4096", KITH_XMPP_ERROR_PROTOCOL },
  { "r=roprngfwebeRWgbNEkqOx," S ",i=4096", KITH_XMPP_ERROR_PROTOCOL },
  { R "x y," S ",i=4096", KITH_XMPP_ERROR_PROTOCOL },
  { R "x\xC3\xBC," S ",i=4096", KITH_XMPP_ERROR_PROTOCOL },
  { R "x\xFF," S ",i=4096", KITH_XMPP_ERROR_PROTOCOL },
  /* the salt */
  { R "x,s=,i=4096", KITH_XMPP_ERROR_PROTOCOL },
  { R "x,s==,i=4096", KITH_XMPP_ERROR_PROTOCOL },
  { R "x,s=!!!!,i=4096", KITH_XMPP_ERROR_PROTOCOL },
  { R "x,s=QUJD===,i=4096", KITH_XMPP_ERROR_PROTOCOL },
  { R "x,s=QUJ,i=4096", KITH_XMPP_ERROR_PROTOCOL },
  { R "x,s= QUJD,i=4096", KITH_XMPP_ERROR_PROTOCOL },
  /* the count */
  { R "x," S ",i=", KITH_XMPP_ERROR_PROTOCOL },
  { R "x," S ",i=0", KITH_XMPP_ERROR_PROTOCOL },
  { R "x," S ",i=1", KITH_XMPP_ERROR_PROTOCOL },
  { R "x," S ",i=4095", KITH_XMPP_ERROR_PROTOCOL },
  { R "x," S ",i=04096", KITH_XMPP_ERROR_PROTOCOL },
  { R "x," S ",i=-4096", KITH_XMPP_ERROR_PROTOCOL },
  { R "x," S ",i=+4096", KITH_XMPP_ERROR_PROTOCOL },
  { R "x," S ",i= 4096", KITH_XMPP_ERROR_PROTOCOL },
  { R "x," S ",i=4096.5", KITH_XMPP_ERROR_PROTOCOL },
  { R "x," S ",i=0x1000", KITH_XMPP_ERROR_PROTOCOL },
  { R "x," S ",i=1000001", KITH_XMPP_ERROR_PROTOCOL },
  { R "x," S ",i=4000000000", KITH_XMPP_ERROR_PROTOCOL },
  { R "x," S ",i=4294971392", KITH_XMPP_ERROR_PROTOCOL },
  { R "x," S ",i=18446744073709555712", KITH_XMPP_ERROR_PROTOCOL },
  /* extensions */
  { "m=must," R "x," S ",i=4096", KITH_XMPP_ERROR_PROTOCOL },
  { R "x," S ",i=4096,", KITH_XMPP_ERROR_PROTOCOL },
  { R "x," S ",i=4096,m=must", KITH_XMPP_ERROR_PROTOCOL },
  { R "x," S ",i=4096,i=1", KITH_XMPP_ERROR_PROTOCOL },
  { R "x," S ",i=4096,r=other", KITH_XMPP_ERROR_PROTOCOL },
  { R "x," S ",i=4096,1=x", KITH_XMPP_ERROR_PROTOCOL },
  { R "x," S ",i=4096,x=", KITH_XMPP_ERROR_PROTOCOL },
  { R "x," S ",i=4096,h=!", KITH_XMPP_ERROR_PROTOCOL },
  { R "x," S ",i=4096,h=QUJD,h=QUJD", KITH_XMPP_ERROR_PROTOCOL },
  /* errors that are said in SCRAM itself */
  { "e=other-error", KITH_XMPP_ERROR_SERVER_REFUSED },
  { "e=unknown-user", KITH_XMPP_ERROR_NOT_AUTHORIZED },
  { "e=", KITH_XMPP_ERROR_SERVER_REFUSED },
  { "e=%n%s\x01", KITH_XMPP_ERROR_SERVER_REFUSED },
};

static void
test_bad_challenges (void)
{
  g_autoptr(KithScramKeys) keys = kith_scram_keys_new ();

  for (guint i = 0; i < G_N_ELEMENTS (BAD_CHALLENGES); i++)
    {
      KithSasl *sasl = start (&SHA256, keys);
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) response = respond (sasl, BAD_CHALLENGES[i].challenge, &error);

      g_test_message ("bad challenge %u", i);
      g_assert_null (response);
      g_assert_error (error, KITH_XMPP_ERROR, (int)BAD_CHALLENGES[i].code);
      g_assert_false (kith_sasl_verify (sasl, NULL, NULL));
      g_assert_finalize_object (sasl);
    }
}

static void
test_long_challenge (void)
{
  g_autoptr(KithScramKeys) keys = kith_scram_keys_new ();
  KithSasl *sasl = start (&SHA256, keys);
  g_autofree char *filler = g_strnfill (100000, 'x');
  g_autofree char *challenge = g_strdup_printf ("%s%s,%s,i=4096", R, filler, S);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) response = respond (sasl, challenge, &error);

  g_assert_null (response);
  g_assert_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL);
  g_assert_finalize_object (sasl);
}

static const struct
{
  const char   *message;
  KithXmppError code;
} BAD_SIGNATURES[] = {
  { NULL, KITH_XMPP_ERROR_SERVER_FORGED },
  { "", KITH_XMPP_ERROR_SERVER_FORGED },
  { "v=", KITH_XMPP_ERROR_PROTOCOL },
  { "v", KITH_XMPP_ERROR_PROTOCOL },
  { "x=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", KITH_XMPP_ERROR_PROTOCOL },
  { "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5=", KITH_XMPP_ERROR_PROTOCOL },
  { "v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", KITH_XMPP_ERROR_SERVER_FORGED },
  { "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=", KITH_XMPP_ERROR_SERVER_FORGED },
  { "v=QQ==", KITH_XMPP_ERROR_SERVER_FORGED },
  { "v=!", KITH_XMPP_ERROR_PROTOCOL },
  { "e=invalid-proof", KITH_XMPP_ERROR_NOT_AUTHORIZED },
  { "e=channel-bindings-dont-match", KITH_XMPP_ERROR_SERVER_REFUSED },
};

static void
test_bad_signatures (void)
{
  g_autoptr(KithScramKeys) keys = kith_scram_keys_new ();

  for (guint i = 0; i < G_N_ELEMENTS (BAD_SIGNATURES); i++)
    {
      const char *message = BAD_SIGNATURES[i].message;
      KithSasl *sasl = start (&SHA256, keys);
      g_autoptr(GBytes) response = respond (sasl, SHA256.challenge, NULL);
      g_autoptr(GBytes) data = message != NULL ? bytes_of (message) : NULL;
      g_autoptr(GError) error = NULL;

      g_assert_nonnull (response);
      g_assert_false (kith_sasl_verify (sasl, data, &error));
      g_assert_error (error, KITH_XMPP_ERROR, (int)BAD_SIGNATURES[i].code);
      g_assert_finalize_object (sasl);
    }
}

/* A success before the first message, or before the signature was ever expected. */
static void
test_success_too_early (void)
{
  g_autoptr(KithScramKeys) keys = kith_scram_keys_new ();
  KithSasl *sasl = start (&SHA256, keys);
  g_autoptr(GBytes) signature = bytes_of (SHA256.signature);
  g_autoptr(GError) error = NULL;

  g_assert_false (kith_sasl_verify (sasl, signature, &error));
  g_assert_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_SERVER_FORGED);
  g_assert_finalize_object (sasl);
}

/* XEP-0474, 5: its example's list, with the hash that it gives. */
static void
test_offer (void)
{
  static const char OFFER[] = "SCRAM-SHA-1\x1eSCRAM-SHA-1-PLUS\x1ftls-exporter\x1etls-server-end-point";
  static const char CHALLENGE[] = "r=12C4CD5C-E38E-4A98-8F6D-15C38F51CCC6a09117a6-ac50-4f2f-93f1-93799c2bddf6,"
                                  "s=QSXCR+Q6sek8bf92,i=4096,h=G6k/rBLDqgOhRRaCuuatSDFkJ08=";
  static const struct
  {
    const char *offer;
    gboolean    must_match;
    gboolean    with_hash;
    gboolean    ok;
  } CASES[] = {
    { OFFER, FALSE, TRUE, TRUE },
    { OFFER, TRUE, TRUE, TRUE },
    { OFFER, FALSE, FALSE, TRUE },
    { OFFER, TRUE, FALSE, FALSE },
    { "SCRAM-SHA-1", FALSE, TRUE, FALSE },
    { "SCRAM-SHA-1\x1eSCRAM-SHA-1-PLUS\x1ftls-server-end-point", FALSE, TRUE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autoptr(KithScramKeys) keys = kith_scram_keys_new ();
      KithSasl *sasl = kith_scram_new ("SCRAM-SHA-1", "user", "pencil", keys);
      g_autoptr(GBytes) first = NULL;
      g_autoptr(GBytes) final = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *challenge = g_strdup (CHALLENGE);

      kith_scram_set_nonce (KITH_SCRAM (sasl), "12C4CD5C-E38E-4A98-8F6D-15C38F51CCC6");
      kith_scram_set_offer (KITH_SCRAM (sasl), CASES[i].offer, CASES[i].must_match);
      first = kith_sasl_start (sasl, NULL);
      g_assert_nonnull (first);

      if (!CASES[i].with_hash)
        *strstr (challenge, ",h=") = '\0';

      final = respond (sasl, challenge, &error);
      if (CASES[i].ok)
        g_assert_no_error (error);
      else
        g_assert_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_WEAK_MECHANISM);
      g_assert_finalize_object (sasl);
    }
}

/* The whole example of XEP-0474: its proof and signature, with the binding that it makes up. */
static void
test_offer_example (void)
{
  g_autoptr(KithScramKeys) keys = kith_scram_keys_new ();
  KithSasl *sasl = kith_scram_new ("SCRAM-SHA-1-PLUS", "user", "pencil", keys);
  g_autoptr(GBytes) binding = bytes_of ("THIS IS FAKE CB DATA");
  g_autoptr(GBytes) first = NULL;
  g_autofree char *text = NULL;

  kith_scram_set_nonce (KITH_SCRAM (sasl), "12C4CD5C-E38E-4A98-8F6D-15C38F51CCC6");
  kith_scram_set_binding (KITH_SCRAM (sasl), "tls-exporter", binding);
  first = kith_sasl_start (sasl, NULL);
  text = kith_sasl_encode (first);
  g_assert_cmpstr (text, ==,
                   "cD10bHMtZXhwb3J0ZXIsLG49dXNlcixyPTEyQzRDRDVDLUUzOEUtNEE5OC04RjZELTE1QzM4RjUxQ0NDNg==");
  g_assert_finalize_object (sasl);
}

static void
test_prohibited_password (void)
{
  g_autoptr(KithScramKeys) keys = kith_scram_keys_new ();
  KithSasl *sasl = kith_scram_new ("SCRAM-SHA-256", "user", "a\tb", keys);
  g_autoptr(GBytes) first = NULL;
  g_autoptr(GBytes) final = NULL;
  g_autoptr(GError) error = NULL;

  kith_scram_set_nonce (KITH_SCRAM (sasl), SHA256.nonce);
  first = kith_sasl_start (sasl, NULL);
  final = respond (sasl, SHA256.challenge, &error);
  g_assert_null (final);
  g_assert_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_NOT_AUTHORIZED);
  g_assert_finalize_object (sasl);
}

static gboolean
tick_cb (gpointer user_data)
{
  guint *ticks = user_data;

  (*ticks)++;
  return G_SOURCE_REMOVE;
}

/* The derivation does not hold the main loop, and a cancelled one ends as such. */
static void
test_derivation_in_thread (void)
{
  g_autoptr(KithScramKeys) keys = kith_scram_keys_new ();
  KithSasl *sasl = start (&SHA256, keys);
  g_autoptr(GBytes) challenge = bytes_of (R "x," S ",i=200000");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GBytes) response = NULL;
  g_autoptr(GError) error = NULL;
  guint ticks = 0;

  kith_sasl_respond_async (sasl, challenge, cancellable, result_cb, &result);
  g_timeout_add (0, tick_cb, &ticks);
  while (ticks == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (result);

  g_cancellable_cancel (cancellable);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  response = kith_sasl_respond_finish (sasl, result, &error);
  g_assert_null (response);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (sasl);
}

static void
test_nonces_differ (void)
{
  g_autoptr(KithScramKeys) keys = kith_scram_keys_new ();
  g_autoptr(KithSasl) one = kith_scram_new ("SCRAM-SHA-256", "user", "pencil", keys);
  g_autoptr(KithSasl) two = kith_scram_new ("SCRAM-SHA-256", "user", "pencil", keys);
  g_autoptr(GBytes) first = kith_sasl_start (one, NULL);
  g_autoptr(GBytes) second = kith_sasl_start (two, NULL);

  g_assert_false (g_bytes_equal (first, second));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/scram/rfc-5802", &SHA1, test_vector);
  g_test_add_data_func ("/scram/rfc-7677", &SHA256, test_vector);
  g_test_add_func ("/scram/signature-as-challenge", test_signature_as_challenge);
  g_test_add_data_func ("/scram/own-server/sha-1", "SCRAM-SHA-1", test_own_server);
  g_test_add_data_func ("/scram/own-server/sha-256", "SCRAM-SHA-256", test_own_server);
  g_test_add_data_func ("/scram/own-server/sha-512", "SCRAM-SHA-512", test_own_server);
  g_test_add_data_func ("/scram/own-server/sha-1-plus", "SCRAM-SHA-1-PLUS", test_own_server);
  g_test_add_data_func ("/scram/own-server/sha-256-plus", "SCRAM-SHA-256-PLUS", test_own_server);
  g_test_add_data_func ("/scram/own-server/sha-512-plus", "SCRAM-SHA-512-PLUS", test_own_server);
  g_test_add_func ("/scram/bad-challenges", test_bad_challenges);
  g_test_add_func ("/scram/long-challenge", test_long_challenge);
  g_test_add_func ("/scram/bad-signatures", test_bad_signatures);
  g_test_add_func ("/scram/success-too-early", test_success_too_early);
  g_test_add_func ("/scram/offer", test_offer);
  g_test_add_func ("/scram/offer-example", test_offer_example);
  g_test_add_func ("/scram/prohibited-password", test_prohibited_password);
  g_test_add_func ("/scram/derivation-in-thread", test_derivation_in_thread);
  g_test_add_func ("/scram/nonces-differ", test_nonces_differ);

  return g_test_run ();
}
