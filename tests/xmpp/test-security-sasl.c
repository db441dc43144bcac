/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "kith-test-scram.h"
#include "kith-test-session.h"

/* Servers that want more than they should, or that somebody has made look weaker than they are: under TLS, where a session signs in. */

#define M(name) "<mechanism>" name "</mechanism>"

/* Up to the features of the encrypted stream. */
static KithTestPeer *
offer (KithTestSession *fixture, const char *features)
{
  KithTestPeer *peer = kith_test_session_accept (fixture);

  kith_test_session_starttls (fixture, peer);
  kith_test_peer_send (peer, KITH_TEST_HEADER);
  kith_test_peer_send (peer, features);

  return peer;
}

/* Not a word of a mechanism was said. */
static void
assert_not_tried (KithTestSession *fixture, KithTestPeer *peer, KithXmppError code)
{
  g_autofree char *heard = NULL;

  kith_test_session_assert_ended (fixture, code);
  heard = kith_test_peer_take (peer, "</stream:stream>");
  g_assert_cmpstr (heard, ==, "</stream:stream>");
}

typedef struct
{
  const char   *name;
  const char   *features;
  const char   *best;        /* what the account has used before */
  gboolean      allow_plain;
  KithXmppError code;
} Case;

static const Case CASES[] = {
  { "plain-alone", KITH_TEST_FEATURES_SASL (M ("PLAIN")), NULL, FALSE, KITH_XMPP_ERROR_WEAK_MECHANISM },
  { "plain-once-scram", KITH_TEST_FEATURES_SASL (M ("PLAIN")), "SCRAM-SHA-1", TRUE, KITH_XMPP_ERROR_WEAK_MECHANISM },
  { "sha-1-once-sha-256", KITH_TEST_FEATURES_SASL (M ("SCRAM-SHA-1") M ("PLAIN")), "SCRAM-SHA-256", TRUE,
    KITH_XMPP_ERROR_WEAK_MECHANISM },
  { "unbound-once-bound", KITH_TEST_FEATURES_SASL (M ("SCRAM-SHA-512")), "SCRAM-SHA-256-PLUS", FALSE,
    KITH_XMPP_ERROR_WEAK_MECHANISM },
  { "sasl2-plain-once-scram", KITH_TEST_FEATURES ("<authentication xmlns='" KITH_NS_SASL2 "'>" M ("PLAIN") "</authentication>"
                                                  "<mechanisms xmlns='" KITH_NS_SASL "'>" M ("PLAIN") "</mechanisms>"),
    "SCRAM-SHA-256", TRUE, KITH_XMPP_ERROR_WEAK_MECHANISM },
  { "digest-md5", KITH_TEST_FEATURES_SASL (M ("DIGEST-MD5") M ("CRAM-MD5")), NULL, TRUE, KITH_XMPP_ERROR_SERVER_REFUSED },
  { "login-and-anonymous", KITH_TEST_FEATURES_SASL (M ("LOGIN") M ("ANONYMOUS") M ("EXTERNAL") M ("X-OAUTH2")), NULL, TRUE,
    KITH_XMPP_ERROR_SERVER_REFUSED },
  { "other-case", KITH_TEST_FEATURES_SASL (M ("plain") M ("Scram-Sha-256")), NULL, TRUE, KITH_XMPP_ERROR_SERVER_REFUSED },
  { "nothing", KITH_TEST_FEATURES_SASL (""), NULL, TRUE, KITH_XMPP_ERROR_SERVER_REFUSED },
  { "legacy", KITH_TEST_FEATURES ("<auth xmlns='http://jabber.org/features/iq-auth'/>"), NULL, TRUE,
    KITH_XMPP_ERROR_SERVER_REFUSED },

  /* XEP-0440: a list of bindings and no mechanism that uses one: the mechanisms were taken away. */
  { "binding-without-plus", KITH_TEST_FEATURES ("<mechanisms xmlns='" KITH_NS_SASL "'>" M ("SCRAM-SHA-256") "</mechanisms>"
                                                "<sasl-channel-binding xmlns='" KITH_NS_CHANNEL_BINDING "'>"
                                                "<channel-binding type='tls-exporter'/></sasl-channel-binding>"),
    NULL, FALSE, KITH_XMPP_ERROR_WEAK_MECHANISM },
};

static void
test_not_tried (KithTestSession *fixture, gconstpointer data)
{
  const Case *one = data;
  g_autoptr(KithTestPeer) peer = NULL;

  g_object_set (fixture->session, "allow-plain", one->allow_plain, "best-mechanism", one->best, NULL);
  peer = offer (fixture, one->features);
  assert_not_tried (fixture, peer, one->code);
  g_assert_cmpint (kith_session_get_state (fixture->session), ==,
                   one->code == KITH_XMPP_ERROR_WEAK_MECHANISM ? KITH_SESSION_FAILED : KITH_SESSION_WAITING);
}

/* Up to the client's answer to the challenge, which is checked. Returns: the server's signature */
static char *
run_scram (KithTestPeer *peer, KithTestScram *server)
{
  g_autofree char *auth = kith_test_peer_take (peer, "</auth>");
  g_autofree char *challenge = NULL;
  g_autofree char *text = NULL;
  g_autofree char *response = NULL;
  char *end = NULL;

  g_assert_null (strstr (auth, "secret"));
  end = strstr (auth, "</auth>");
  *end = '\0';
  challenge = kith_test_scram_challenge (server, strrchr (auth, '>') + 1);
  text = g_strdup_printf ("<challenge xmlns='" KITH_NS_SASL "'>%s</challenge>", challenge);
  kith_test_peer_send (peer, text);
  response = kith_test_peer_take (peer, "</response>");
  end = strstr (response, "</response>");
  *end = '\0';

  return kith_test_scram_check (server, strrchr (response, '>') + 1);
}

#define SCRAM_OFFER KITH_TEST_FEATURES_SASL (M ("SCRAM-SHA-256") M ("SCRAM-SHA-1"))

/* What the account has used is remembered, and nothing weaker taken from the same session on. */
static void
test_remembered (KithTestSession *fixture, gconstpointer data)
{
  g_autoptr(KithTestScram) server = kith_test_scram_new ("SCRAM-SHA-256", "secret", 4096);
  g_autoptr(KithTestPeer) peer = offer (fixture, SCRAM_OFFER);
  g_autoptr(KithTestPeer) next = NULL;
  g_autofree char *signature = run_scram (peer, server);
  g_autofree char *success = g_strdup_printf ("<success xmlns='" KITH_NS_SASL "'>%s</success>", signature);
  g_autofree char *bind = NULL;
  g_autofree char *best = NULL;

  kith_test_peer_send (peer, success);
  kith_test_peer_expect (peer, "<stream:stream");
  kith_test_peer_send (peer, KITH_TEST_HEADER KITH_TEST_FEATURES_BIND);
  kith_test_peer_expect (peer, "<iq id=\"");
  bind = kith_test_peer_take (peer, "\"");
  *strchr (bind, '"') = '\0';
  kith_test_session_answer_bind (peer, bind);
  kith_test_session_wait (fixture, KITH_SESSION_ONLINE);
  g_object_get (fixture->session, "best-mechanism", &best, NULL);
  g_assert_cmpstr (best, ==, "SCRAM-SHA-256");

  kith_session_disconnect (fixture->session);
  kith_test_peer_expect (peer, "</stream:stream>");
  kith_test_peer_send (peer, "</stream:stream>");
  kith_test_session_wait (fixture, KITH_SESSION_OFFLINE);
  next = offer (fixture, KITH_TEST_FEATURES_SASL (M ("PLAIN") M ("SCRAM-SHA-1")));
  assert_not_tried (fixture, next, KITH_XMPP_ERROR_WEAK_MECHANISM);
}

/* XEP-0474: who shortened the list on the way cannot know what the server signs. The password's proof never leaves. */
static void
test_shortened_list (KithTestSession *fixture, gconstpointer data)
{
  gboolean shortened = GPOINTER_TO_INT (data);
  g_autoptr(KithTestScram) server = kith_test_scram_new ("SCRAM-SHA-256", "secret", 4096);
  g_autoptr(KithTestPeer) peer = offer (fixture, SCRAM_OFFER);
  g_autofree char *hash = kith_test_scram_hash (server, shortened ? "SCRAM-SHA-1\x1eSCRAM-SHA-256\x1eSCRAM-SHA-512"
                                                                  : "SCRAM-SHA-1\x1eSCRAM-SHA-256");
  g_autofree char *extension = g_strconcat ("h=", hash, NULL);

  kith_test_scram_set_extension (server, extension);
  if (shortened)
    {
      g_autofree char *auth = kith_test_peer_take (peer, "</auth>");
      g_autofree char *challenge = NULL;
      g_autofree char *text = NULL;

      *strstr (auth, "</auth>") = '\0';
      challenge = kith_test_scram_challenge (server, strrchr (auth, '>') + 1);
      text = g_strdup_printf ("<challenge xmlns='" KITH_NS_SASL "'>%s</challenge>", challenge);
      kith_test_peer_send (peer, text);
      assert_not_tried (fixture, peer, KITH_XMPP_ERROR_WEAK_MECHANISM);
      g_assert_cmpint (kith_session_get_state (fixture->session), ==, KITH_SESSION_FAILED);
    }
  else
    {
      g_autofree char *signature = run_scram (peer, server);

      g_assert_nonnull (signature);
    }
}

/* Too few rounds would show the password, too many would hold the machine: neither is done. */
static void
test_rounds (KithTestSession *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = offer (fixture, SCRAM_OFFER);
  g_autofree char *auth = kith_test_peer_take (peer, "</auth>");
  g_autofree char *first = NULL;
  g_autofree char *message = NULL;
  g_autofree char *encoded = NULL;
  g_autofree char *text = NULL;
  const char *nonce = NULL;
  gsize size = 0;

  *strstr (auth, "</auth>") = '\0';
  first = (char *)g_base64_decode (strrchr (auth, '>') + 1, &size);
  first = g_realloc (first, size + 1);
  first[size] = '\0';
  nonce = strstr (first, ",r=") + strlen (",r=");
  message = g_strdup_printf ("r=%sserver,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=%u", nonce, GPOINTER_TO_UINT (data));
  encoded = g_base64_encode ((const guchar *)message, strlen (message));
  text = g_strdup_printf ("<challenge xmlns='" KITH_NS_SASL "'>%s</challenge>", encoded);
  kith_test_peer_send (peer, text);
  kith_test_session_assert_ended (fixture, KITH_XMPP_ERROR_PROTOCOL);
}

/* A server that lets everybody in knows nobody's password: it is not talked to. */
static void
test_forged_server (KithTestSession *fixture, gconstpointer data)
{
  g_autoptr(KithTestScram) server = kith_test_scram_new ("SCRAM-SHA-256", "guessed", 4096);
  g_autoptr(KithTestPeer) peer = offer (fixture, SCRAM_OFFER);
  g_autofree char *signature = run_scram (peer, server);

  g_assert_null (signature);
  kith_test_peer_send (peer, data);
  kith_test_session_assert_ended (fixture, KITH_XMPP_ERROR_SERVER_FORGED);
  g_assert_cmpint (kith_session_get_state (fixture->session), ==, KITH_SESSION_FAILED);
}

/* The notice of 2014, "xmppbomb": compression is never asked for, wherever it is offered. */
static void
test_compression (KithTestSession *fixture, gconstpointer data)
{
  static const char compression[] = "<compression xmlns='http://jabber.org/features/compress'><method>zlib</method></compression>";
  g_autofree char *features = g_strconcat ("<stream:features>", compression, "<mechanisms xmlns='" KITH_NS_SASL "'>" M ("PLAIN")
                                           "</mechanisms></stream:features>", NULL);
  g_autofree char *bind = g_strconcat ("<stream:features>", compression, "<bind xmlns='" KITH_NS_BIND "'/></stream:features>", NULL);
  g_autoptr(KithTestPeer) peer = offer (fixture, features);
  g_autofree char *auth = kith_test_peer_take (peer, "</auth>");
  g_autofree char *iq = NULL;

  g_assert_null (strstr (auth, "compress"));
  kith_test_peer_send (peer, KITH_TEST_SUCCESS);
  kith_test_peer_expect (peer, "<stream:stream");
  kith_test_peer_send (peer, KITH_TEST_HEADER);
  kith_test_peer_send (peer, bind);
  iq = kith_test_peer_take (peer, "</iq>");
  g_assert_null (strstr (iq, "compress"));
  g_assert_nonnull (strstr (iq, KITH_NS_BIND));
}

#define ADD(path, data, function) \
  g_test_add ("/security-sasl/" path, KithTestSession, data, kith_test_session_set_up, function, kith_test_session_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autofree char *path = g_strdup_printf ("/security-sasl/not-tried/%s", CASES[i].name);

      g_test_add (path, KithTestSession, &CASES[i], kith_test_session_set_up, test_not_tried, kith_test_session_tear_down);
    }
  ADD ("remembered", NULL, test_remembered);
  ADD ("xep-0474/shortened-list", GINT_TO_POINTER (TRUE), test_shortened_list);
  ADD ("xep-0474/whole-list", GINT_TO_POINTER (FALSE), test_shortened_list);
  ADD ("rounds/1", GUINT_TO_POINTER (1), test_rounds);
  ADD ("rounds/1000", GUINT_TO_POINTER (1000), test_rounds);
  ADD ("rounds/1000000000", GUINT_TO_POINTER (1000000000), test_rounds);
  ADD ("forged-server/no-signature", KITH_TEST_SUCCESS, test_forged_server);
  ADD ("forged-server/wrong-signature", "<success xmlns='" KITH_NS_SASL "'>dj1ybUY5cHFWOFM3c3VBb1pXamE0ZEpSa0ZzS1E9</success>",
       test_forged_server);
  ADD ("xmppbomb", NULL, test_compression);

  return g_test_run ();
}
