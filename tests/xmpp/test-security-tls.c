/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "kith-certificate.h"
#include "kith-test-authority.h"
#include "kith-test-resolver.h"
#include "kith-test-session.h"

/* Hostile servers, and whoever sits before an honest one: no password, token or name leaves but under TLS to the account's domain. */

#define NOW (g_get_real_time () / G_USEC_PER_SEC)
#define HOUR 3600

typedef struct
{
  const char          *name;
  const char          *domain;      /* that the certificate names */
  int                  from;        /* hours from now */
  int                  until;
  gboolean             other_authority;
  GTlsCertificateFlags flaw;
} Case;

static const Case CASES[] = {
  { "expired", "example.com", -2, -1, FALSE, G_TLS_CERTIFICATE_EXPIRED },
  { "not-yet-valid", "example.com", 1, 2, FALSE, G_TLS_CERTIFICATE_NOT_ACTIVATED },
  { "cve-2022-45197-wrong-name", "example.net", -1, 1, FALSE, G_TLS_CERTIFICATE_BAD_IDENTITY },
  { "name-within", "example.com.evil.example", -1, 1, FALSE, G_TLS_CERTIFICATE_BAD_IDENTITY },
  { "name-below", "xmpp.example.com", -1, 1, FALSE, G_TLS_CERTIFICATE_BAD_IDENTITY },
  { "wildcard-below", "*.example.com", -1, 1, FALSE, G_TLS_CERTIFICATE_BAD_IDENTITY },
  { "wildcard-above", "*.com", -1, 1, FALSE, G_TLS_CERTIFICATE_BAD_IDENTITY },
  { "address", "127.0.0.1", -1, 1, FALSE, G_TLS_CERTIFICATE_BAD_IDENTITY },
  { "wrong-authority", "example.com", -1, 1, TRUE, G_TLS_CERTIFICATE_UNKNOWN_CA },
};

/* Up to where the handshake ended, one way or the other. Returns: whether the server thinks that it is done */
static gboolean
starttls (KithTestSession *fixture, KithTestPeer *peer, GTlsCertificate *certificate)
{
  kith_test_peer_send (peer, KITH_TEST_HEADER KITH_TEST_FEATURES_TLS);
  kith_test_peer_expect (peer, "<starttls");
  kith_test_peer_send (peer, KITH_TEST_PROCEED);

  return kith_test_peer_start_tls (peer, certificate);
}

/* The session says that it was refused, shows what and why, and does not try again by itself. */
static void
assert_refused (KithTestSession *fixture, GTlsCertificate *certificate, GTlsCertificateFlags flaw)
{
  g_autofree char *expected = kith_certificate_dup_fingerprint (certificate);
  g_autofree char *refused = NULL;

  kith_test_session_assert_ended (fixture, KITH_XMPP_ERROR_CERTIFICATE);
  g_assert_cmpint (kith_session_get_state (fixture->session), ==, KITH_SESSION_FAILED);
  g_assert_cmpint (kith_session_get_certificate_flaws (fixture->session) & flaw, ==, flaw);
  refused = kith_certificate_dup_fingerprint (kith_session_get_refused_certificate (fixture->session));
  g_assert_cmpstr (refused, ==, expected);
}

static void
test_certificate (KithTestSession *fixture, gconstpointer data)
{
  const Case *one = data;
  g_autoptr(KithTestAuthority) trusted = kith_test_authority_new ("A trusted authority");
  g_autoptr(KithTestAuthority) unknown = kith_test_authority_new ("Somebody");
  g_autoptr(GTlsDatabase) database = kith_test_authority_create_database (trusted);
  g_autoptr(GTlsCertificate) certificate = NULL;
  g_autoptr(KithTestPeer) peer = NULL;

  certificate = kith_test_authority_sign (one->other_authority ? unknown : trusted, one->domain, NOW + one->from * HOUR,
                                          NOW + one->until * HOUR);
  g_object_set (fixture->session, "tls-database", database, NULL);
  peer = kith_test_session_accept (fixture);
  starttls (fixture, peer, certificate);
  assert_refused (fixture, certificate, one->flaw);
}

/* The same chain, without a flaw, is taken: what refuses above is the flaw. */
static void
test_good_certificate (KithTestSession *fixture, gconstpointer data)
{
  g_autoptr(KithTestAuthority) trusted = kith_test_authority_new ("A trusted authority");
  g_autoptr(GTlsDatabase) database = kith_test_authority_create_database (trusted);
  g_autoptr(KithTestPeer) peer = NULL;

  g_clear_object (&fixture->certificate);
  fixture->certificate = kith_test_authority_sign (trusted, "example.com", NOW - HOUR, NOW + HOUR);
  g_object_set (fixture->session, "tls-database", database, NULL);
  peer = kith_test_session_go_online (fixture);
  g_assert_true (kith_session_is_secure (fixture->session));
}

static void
test_self_signed (KithTestSession *fixture, gconstpointer data)
{
  g_autoptr(KithTestAuthority) trusted = kith_test_authority_new ("A trusted authority");
  g_autoptr(GTlsDatabase) database = kith_test_authority_create_database (trusted);
  g_autoptr(KithTestPeer) peer = NULL;

  g_object_set (fixture->session, "tls-database", database, NULL);
  peer = kith_test_session_accept (fixture);
  starttls (fixture, peer, fixture->certificate);
  assert_refused (fixture, fixture->certificate, G_TLS_CERTIFICATE_UNKNOWN_CA);
}

/* An account that trusts one certificate by its fingerprint trusts no other that is flawed; it asks again. */
static void
test_changed_pin (KithTestSession *fixture, gconstpointer data)
{
  g_autoptr(KithTestAuthority) trusted = kith_test_authority_new ("A trusted authority");
  g_autoptr(GTlsDatabase) database = kith_test_authority_create_database (trusted);
  g_autoptr(GTlsCertificate) other = kith_test_certificate_new ("example.com", NOW + HOUR);
  g_autofree char *pin = kith_certificate_dup_fingerprint (fixture->certificate);
  g_autoptr(KithTestPeer) peer = NULL;
  g_autoptr(KithTestPeer) next = NULL;

  g_object_set (fixture->session, "tls-database", database, "pinned-certificate", pin, NULL);
  peer = kith_test_session_go_online (fixture);
  kith_session_disconnect (fixture->session);
  kith_test_peer_expect (peer, "</stream:stream>");
  kith_test_peer_send (peer, "</stream:stream>");
  kith_test_session_wait (fixture, KITH_SESSION_OFFLINE);

  next = kith_test_session_accept (fixture);
  starttls (fixture, next, other);
  assert_refused (fixture, other, G_TLS_CERTIFICATE_UNKNOWN_CA);
}

/* CVE-2022-26491: whatever DNS says where the server is, its certificate has to be the account's domain's. TXT records, of which
 * that was made, are not even asked for: the resolver of this test could not answer. */
static void
test_delegated_name (KithTestSession *fixture, gconstpointer data)
{
  g_autoptr(KithTestAuthority) trusted = kith_test_authority_new ("A trusted authority");
  g_autoptr(GTlsDatabase) database = kith_test_authority_create_database (trusted);
  g_autoptr(GTlsCertificate) certificate = kith_test_authority_sign (trusted, "localhost", NOW - HOUR, NOW + HOUR);
  g_autoptr(KithTestResolver) resolver = kith_test_resolver_new ();
  g_autoptr(KithTestPeer) peer = NULL;

  kith_test_resolver_add_service (resolver, "_xmpp-client._tcp.example.com", "localhost", fixture->port, 0);
  g_object_set (fixture->session, "host", NULL, "port", 0u, "resolver", resolver, "tls-database", database, NULL);
  peer = kith_test_session_accept (fixture);
  starttls (fixture, peer, certificate);
  assert_refused (fixture, certificate, G_TLS_CERTIFICATE_BAD_IDENTITY);
}

/* All that the server heard before the end, which must be in clear text no more than this. */
static void
assert_nothing_said (KithTestSession *fixture, KithTestPeer *peer, KithXmppError code)
{
  g_autofree char *heard = NULL;

  kith_test_session_assert_ended (fixture, code);
  heard = kith_test_peer_take (peer, "</stream:stream>");
  g_assert_null (strstr (heard, "ada"));
  g_assert_null (strstr (heard, "auth"));
  g_assert_null (strstr (heard, "AGFkYQBzZWNyZXQ="));
  g_assert_null (strstr (heard, "secret"));
  g_assert_null (strstr (heard, "<iq"));
}

static const char *const STRIPPED[] = {
  KITH_TEST_FEATURES (""),
  KITH_TEST_FEATURES_SASL (KITH_TEST_PLAIN),
  KITH_TEST_FEATURES_SASL ("<mechanism>SCRAM-SHA-256</mechanism>" KITH_TEST_PLAIN),
  KITH_TEST_FEATURES ("<authentication xmlns='" KITH_NS_SASL2 "'><mechanism>PLAIN</mechanism></authentication>"),
  KITH_TEST_FEATURES ("<auth xmlns='http://jabber.org/features/iq-auth'/>"),
  KITH_TEST_FEATURES ("<starttls xmlns='urn:example:not-tls'/><mechanisms xmlns='" KITH_NS_SASL "'>" KITH_TEST_PLAIN "</mechanisms>"),
};

/* CVE-2016-10027, CVE-2009-3026: <starttls/> taken out of the features. */
static void
test_stripped (KithTestSession *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = kith_test_session_accept (fixture);

  kith_test_peer_send (peer, KITH_TEST_HEADER);
  kith_test_peer_send (peer, data);
  assert_nothing_said (fixture, peer, KITH_XMPP_ERROR_NO_TLS);
}

/* CVE-2014-5075 had the handshake refused and went on without. */
static void
test_refused_by_server (KithTestSession *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = kith_test_session_accept (fixture);

  kith_test_peer_send (peer, KITH_TEST_HEADER KITH_TEST_FEATURES_TLS);
  kith_test_peer_expect (peer, "<starttls");
  kith_test_peer_send (peer, "<failure xmlns='" KITH_NS_TLS "'/>" KITH_TEST_FEATURES_SASL (KITH_TEST_PLAIN));
  assert_nothing_said (fixture, peer, KITH_XMPP_ERROR_NO_TLS);
}

/* CVE-2013-1431: a server of before XMPP 1.0 is not spoken to at all. */
static void
test_legacy_server (KithTestSession *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = kith_test_session_accept (fixture);

  kith_test_peer_send (peer, "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='old' "
                       "from='example.com'>");
  assert_nothing_said (fixture, peer, KITH_XMPP_ERROR_SERVER_REFUSED);
}

/* CVE-2011-0411 and its like: what was sent in clear text behind <proceed/> is nobody's word in TLS. */
static void
test_injected (KithTestSession *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = kith_test_session_accept (fixture);

  kith_test_peer_send (peer, KITH_TEST_HEADER KITH_TEST_FEATURES_TLS);
  kith_test_peer_expect (peer, "<starttls");
  kith_test_peer_send (peer, KITH_TEST_PROCEED KITH_TEST_HEADER KITH_TEST_FEATURES_SASL (KITH_TEST_PLAIN) KITH_TEST_SUCCESS);

  g_assert_true (kith_test_peer_start_tls (peer, fixture->certificate));
  kith_test_peer_expect (peer, "from='ada@example.com'>");
  kith_test_spin_for (50);
  g_assert_cmpint (kith_session_get_state (fixture->session), ==, KITH_SESSION_AUTHENTICATING);
  kith_test_session_plain (peer);
}

/* In clear text nobody is believed where the server is. */
static void
test_sent_elsewhere (KithTestSession *fixture, gconstpointer data)
{
  guint16 port = 0;
  g_autoptr(GSocketListener) evil = kith_test_listen (&port);
  g_autoptr(KithTestPeer) peer = kith_test_session_accept (fixture);
  g_autofree char *text = g_strdup_printf (KITH_TEST_HEADER "<stream:error><see-other-host xmlns='" KITH_NS_STREAM_ERRORS "'>"
                                           "127.0.0.1:%u</see-other-host></stream:error>", port);

  kith_test_peer_send (peer, text);
  assert_nothing_said (fixture, peer, KITH_XMPP_ERROR_SERVER_REFUSED);
}

#define ADD(path, data, function) \
  g_test_add ("/security-tls/" path, KithTestSession, data, kith_test_session_set_up, function, kith_test_session_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autofree char *path = g_strdup_printf ("/security-tls/certificate/%s", CASES[i].name);

      g_test_add (path, KithTestSession, &CASES[i], kith_test_session_set_up, test_certificate, kith_test_session_tear_down);
    }
  ADD ("certificate/good", NULL, test_good_certificate);
  ADD ("certificate/self-signed", NULL, test_self_signed);
  ADD ("certificate/changed-pin", NULL, test_changed_pin);
  ADD ("certificate/cve-2022-26491-delegated-name", NULL, test_delegated_name);
  for (guint i = 0; i < G_N_ELEMENTS (STRIPPED); i++)
    {
      g_autofree char *path = g_strdup_printf ("/security-tls/cve-2016-10027-stripped/%u", i);

      g_test_add (path, KithTestSession, STRIPPED[i], kith_test_session_set_up, test_stripped, kith_test_session_tear_down);
    }
  ADD ("cve-2014-5075-refused-by-server", NULL, test_refused_by_server);
  ADD ("cve-2013-1431-legacy-server", NULL, test_legacy_server);
  ADD ("cve-2011-0411-injected", NULL, test_injected);
  ADD ("sent-elsewhere", NULL, test_sent_elsewhere);

  return g_test_run ();
}
