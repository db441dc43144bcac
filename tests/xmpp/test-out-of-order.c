/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "kith-message-module.h"
#include "kith-test-session.h"

/* What comes when it should not, at every point of a stream, against the whole session: a stream that is set up ends with a reason,
 * one that stands drops what has no place in it. */

typedef enum
{
  BEFORE_HEADER,
  BEFORE_FEATURES,
  BEFORE_PROCEED,
  IN_TLS_BEFORE_HEADER,
  BEFORE_AUTHENTICATION,
  BEFORE_SUCCESS,
  BEFORE_THIRD_HEADER,
  BEFORE_BOUND,
} Place;

typedef struct
{
  const char   *name;
  Place         place;
  const char   *text;
  KithXmppError code;
} Case;

#define MESSAGE "<message from='eve@example.net/x' type='chat'><body>early</body></message>"
#define RESULT "<iq type='result' id='r1'><bind xmlns='" KITH_NS_BIND "'><jid>ada@example.com/r1</jid></bind></iq>"
#define HEADER_INSIDE "<stream:stream version='1.0' id='s2'/>"

static const Case CASES[] = {
  { "message-before-header", BEFORE_HEADER, "<message xmlns='jabber:client'/>", KITH_XMPP_ERROR_PROTOCOL },
  { "features-before-header", BEFORE_HEADER, "<features xmlns='http://etherx.jabber.org/streams'/>", KITH_XMPP_ERROR_PROTOCOL },
  { "end-before-header", BEFORE_HEADER, "</stream:stream>", KITH_XMPP_ERROR_PROTOCOL },
  { "text-before-header", BEFORE_HEADER, "HTTP/1.1 200 OK\r\n\r\n", KITH_XMPP_ERROR_PROTOCOL },

  { "message-before-features", BEFORE_FEATURES, MESSAGE, KITH_XMPP_ERROR_PROTOCOL },
  { "result-before-features", BEFORE_FEATURES, RESULT, KITH_XMPP_ERROR_PROTOCOL },
  { "proceed-before-features", BEFORE_FEATURES, KITH_TEST_PROCEED, KITH_XMPP_ERROR_PROTOCOL },
  { "success-before-features", BEFORE_FEATURES, KITH_TEST_SUCCESS, KITH_XMPP_ERROR_PROTOCOL },
  { "header-twice", BEFORE_FEATURES, HEADER_INSIDE, KITH_XMPP_ERROR_PROTOCOL },
  { "document-twice", BEFORE_FEATURES, KITH_TEST_HEADER, KITH_XMPP_ERROR_PROTOCOL },
  { "end-before-features", BEFORE_FEATURES, "</stream:stream>", KITH_XMPP_ERROR_LOST },

  { "features-twice", BEFORE_PROCEED, KITH_TEST_FEATURES_TLS, KITH_XMPP_ERROR_PROTOCOL },
  { "success-for-proceed", BEFORE_PROCEED, KITH_TEST_SUCCESS, KITH_XMPP_ERROR_PROTOCOL },
  { "message-before-proceed", BEFORE_PROCEED, MESSAGE, KITH_XMPP_ERROR_PROTOCOL },
  { "result-before-proceed", BEFORE_PROCEED, RESULT, KITH_XMPP_ERROR_PROTOCOL },

  { "features-before-header-in-tls", IN_TLS_BEFORE_HEADER, "<features xmlns='http://etherx.jabber.org/streams'/>",
    KITH_XMPP_ERROR_PROTOCOL },

  { "proceed-in-tls", BEFORE_AUTHENTICATION, KITH_TEST_PROCEED, KITH_XMPP_ERROR_PROTOCOL },
  { "success-before-authentication", BEFORE_AUTHENTICATION, KITH_TEST_SUCCESS, KITH_XMPP_ERROR_PROTOCOL },
  { "challenge-before-authentication", BEFORE_AUTHENTICATION, "<challenge xmlns='" KITH_NS_SASL "'>AAAA</challenge>",
    KITH_XMPP_ERROR_PROTOCOL },
  { "result-before-authentication", BEFORE_AUTHENTICATION, RESULT, KITH_XMPP_ERROR_PROTOCOL },

  { "features-for-success", BEFORE_SUCCESS, KITH_TEST_FEATURES_BIND, KITH_XMPP_ERROR_PROTOCOL },
  { "proceed-for-success", BEFORE_SUCCESS, KITH_TEST_PROCEED, KITH_XMPP_ERROR_PROTOCOL },
  { "message-before-success", BEFORE_SUCCESS, MESSAGE, KITH_XMPP_ERROR_PROTOCOL },
  { "result-before-success", BEFORE_SUCCESS, RESULT, KITH_XMPP_ERROR_PROTOCOL },
  { "header-before-success", BEFORE_SUCCESS, HEADER_INSIDE, KITH_XMPP_ERROR_PROTOCOL },
  { "sasl2-for-sasl", BEFORE_SUCCESS, "<success xmlns='" KITH_NS_SASL2 "'><authorization-identifier>ada@example.com/r1"
    "</authorization-identifier></success>", KITH_XMPP_ERROR_PROTOCOL },

  /* On the stream of before, which ended with the success. */
  { "message-without-header", BEFORE_THIRD_HEADER, MESSAGE, KITH_XMPP_ERROR_PROTOCOL },
  { "success-twice", BEFORE_THIRD_HEADER, KITH_TEST_SUCCESS, KITH_XMPP_ERROR_PROTOCOL },

  { "message-before-bound", BEFORE_BOUND, MESSAGE, KITH_XMPP_ERROR_PROTOCOL },
  { "features-before-bound", BEFORE_BOUND, KITH_TEST_FEATURES_BIND, KITH_XMPP_ERROR_PROTOCOL },
  { "success-before-bound", BEFORE_BOUND, KITH_TEST_SUCCESS, KITH_XMPP_ERROR_PROTOCOL },
  { "other-result-before-bound", BEFORE_BOUND, RESULT, KITH_XMPP_ERROR_PROTOCOL },
  { "header-before-bound", BEFORE_BOUND, HEADER_INSIDE, KITH_XMPP_ERROR_PROTOCOL },
  { "roster-push-before-bound", BEFORE_BOUND, "<iq type='set' id='p1'><query xmlns='" KITH_NS_ROSTER "'>"
    "<item jid='eve@example.net' subscription='both'/></query></iq>", KITH_XMPP_ERROR_PROTOCOL },
};

/* A server that keeps to the order up to @place. */
static KithTestPeer *
serve_until (KithTestSession *fixture, Place place)
{
  KithTestPeer *peer = kith_test_session_accept (fixture);

  switch (place)
    {
    case BEFORE_HEADER:
      return peer;

    case BEFORE_FEATURES:
      kith_test_peer_send (peer, KITH_TEST_HEADER);
      return peer;

    case BEFORE_PROCEED:
      kith_test_peer_send (peer, KITH_TEST_HEADER KITH_TEST_FEATURES_TLS);
      kith_test_peer_expect (peer, "<starttls");
      return peer;

    case IN_TLS_BEFORE_HEADER:
    case BEFORE_AUTHENTICATION:
    case BEFORE_SUCCESS:
    case BEFORE_THIRD_HEADER:
    case BEFORE_BOUND:
      break;
    }

  kith_test_session_starttls (fixture, peer);
  if (place == IN_TLS_BEFORE_HEADER)
    return peer;

  if (place == BEFORE_AUTHENTICATION)
    {
      kith_test_peer_send (peer, KITH_TEST_HEADER);
      return peer;
    }

  kith_test_session_plain (peer);
  if (place == BEFORE_BOUND)
    g_free (kith_test_session_take_bind (peer));
  else if (place == BEFORE_THIRD_HEADER)
    kith_test_peer_send (peer, KITH_TEST_SUCCESS);

  return peer;
}

static void
count_cb (guint *count)
{
  *count += 1;
}

static guint *
count_messages (KithTestSession *fixture, guint *count)
{
  g_signal_connect_swapped (kith_session_get_module (fixture->session, KITH_TYPE_MESSAGE_MODULE), "received",
                            G_CALLBACK (count_cb), count);

  return count;
}

static void
test_set_up (KithTestSession *fixture, gconstpointer data)
{
  const Case *one = data;
  guint n_messages = 0;
  g_autoptr(KithTestPeer) peer = NULL;

  count_messages (fixture, &n_messages);
  peer = serve_until (fixture, one->place);
  kith_test_peer_send (peer, one->text);
  kith_test_session_assert_ended (fixture, one->code);
  g_assert_cmpuint (n_messages, ==, 0);

  /* The reason is for a log: it tells nobody's words. */
  g_assert_null (strstr (kith_session_get_error (fixture->session)->message, "early"));
  kith_test_peer_send (peer, "</stream:stream>");
  kith_test_peer_expect_end (peer);
}

/* What has no place in a stream that stands. */
static const char *const SURPLUS[] = {
  KITH_TEST_FEATURES_TLS,
  KITH_TEST_FEATURES_SASL (KITH_TEST_PLAIN),
  KITH_TEST_FEATURES_BIND,
  KITH_TEST_PROCEED,
  KITH_TEST_SUCCESS,
  HEADER_INSIDE,
  "<failure xmlns='" KITH_NS_SASL "'><not-authorized/></failure>",
  "<failure xmlns='" KITH_NS_TLS "'/>",
  "<challenge xmlns='" KITH_NS_SASL "'>AAAA</challenge>",
  "<unheard-of xmlns='urn:example:nonza'><message xmlns='jabber:client'><body>inside</body></message></unheard-of>",
  "<message xmlns='urn:example:other'><body>other</body></message>",
  "<iq type='result' id='nobody-asked' from='example.com'/>",
  "<iq type='result' id='nobody-asked'><bind xmlns='" KITH_NS_BIND "'><jid>eve@example.com/x</jid></bind></iq>",
  "<iq type='error' id='nobody-asked' from='eve@example.net/x'/>",
  "<iq type='result'/>",
  "<iq id='typeless'/>",
  "<iq type='unknown' id='u1'/>",
  "<iq type='get' from='eve@example.net/x'><ping xmlns='urn:xmpp:ping'/></iq>",
  "<presence type='available' from='eve@example.net/x'/>",
  "<presence type='surprise' from='eve@example.net/x'/>",
  "<presence from='@@//'/>",
  "<message from='not a jid@' type='chat'><body>from nobody</body></message>",
};

static void
test_standing (KithTestSession *fixture, gconstpointer data)
{
  guint n_messages = 0;
  g_autoptr(KithTestPeer) peer = NULL;
  g_autoptr(KithJid) bound = NULL;

  count_messages (fixture, &n_messages);
  peer = kith_test_session_go_online (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (SURPLUS); i++)
    {
      g_test_message ("%s", SURPLUS[i]);
      kith_test_peer_send (peer, SURPLUS[i]);
      kith_test_session_assert_stays (fixture, peer);
    }
  g_assert_cmpuint (n_messages, ==, 0);
  g_assert_true (kith_session_is_secure (fixture->session));
  g_object_get (fixture->session, "bound", &bound, NULL);
  g_assert_cmpstr (kith_jid_get_text (bound), ==, "ada@example.com/r1");

  /* And what has one still arrives. */
  kith_test_peer_send (peer, "<message from='ben@example.com/x' type='chat'><body>late</body></message>");
  kith_test_session_assert_stays (fixture, peer);
  g_assert_cmpuint (n_messages, ==, 1);
}

/* A second document in a stream that stands ends it. */
static void
test_second_document (KithTestSession *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = kith_test_session_go_online (fixture);

  kith_test_session_assert_stays (fixture, peer);
  kith_test_peer_send (peer, KITH_TEST_HEADER);
  kith_test_session_assert_ended (fixture, KITH_XMPP_ERROR_PROTOCOL);
  kith_test_peer_expect (peer, "<stream:error>");
  kith_test_peer_expect_end (peer);
}

/* Who has said goodbye says nothing more. */
static void
test_after_the_end (KithTestSession *fixture, gconstpointer data)
{
  guint n_messages = 0;
  g_autoptr(KithTestPeer) peer = NULL;

  count_messages (fixture, &n_messages);
  peer = kith_test_session_go_online (fixture);
  kith_test_peer_send (peer, "</stream:stream>" MESSAGE);
  kith_test_session_assert_ended (fixture, KITH_XMPP_ERROR_LOST);
  g_assert_cmpuint (n_messages, ==, 0);
  kith_test_peer_expect_end (peer);
}

/* Nor is what the server still says heard once we have. */
static void
test_after_our_end (KithTestSession *fixture, gconstpointer data)
{
  guint n_messages = 0;
  g_autoptr(KithTestPeer) peer = NULL;

  count_messages (fixture, &n_messages);
  peer = kith_test_session_go_online (fixture);
  kith_session_disconnect (fixture->session);
  kith_test_peer_expect (peer, "</stream:stream>");
  kith_test_peer_send (peer, MESSAGE "</stream:stream>");
  kith_test_session_wait (fixture, KITH_SESSION_OFFLINE);
  g_assert_cmpuint (n_messages, ==, 0);
  kith_test_peer_expect_end (peer);
}

#define ADD(path, function) \
  g_test_add ("/out-of-order/" path, KithTestSession, NULL, kith_test_session_set_up, function, kith_test_session_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autofree char *path = g_strdup_printf ("/out-of-order/set-up/%s", CASES[i].name);

      g_test_add (path, KithTestSession, &CASES[i], kith_test_session_set_up, test_set_up, kith_test_session_tear_down);
    }
  ADD ("standing", test_standing);
  ADD ("second-document", test_second_document);
  ADD ("after-the-end", test_after_the_end);
  ADD ("after-our-end", test_after_our_end);

  return g_test_run ();
}
