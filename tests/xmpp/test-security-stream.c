/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <expat.h>
#include <string.h>

#include "kith-message-module.h"
#include "kith-ping-module.h"
#include "kith-test-session.h"

/* What a stream may carry to be read in two ways, to exhaust whoever reads it, or to be taken for somebody else's: against the whole
 * session, online. */

typedef struct
{
  KithTestSession base;
  KithTestPeer   *peer;
  GString        *heard;   /* of each message: its sender's bare address and its text */
} Fixture;

static void
received_cb (Fixture *fixture, const KithIncomingMessage *message)
{
  g_string_append_printf (fixture->heard, "%s:%s;", kith_jid_get_bare_text (message->from), message->body);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  kith_test_session_set_up (&fixture->base, data);
  fixture->heard = g_string_new (NULL);
  g_signal_connect_swapped (kith_session_get_module (fixture->base.session, KITH_TYPE_MESSAGE_MODULE), "received",
                            G_CALLBACK (received_cb), fixture);
  fixture->peer = kith_test_session_go_online (&fixture->base);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  kith_test_session_tear_down (&fixture->base, data);
  g_assert_finalize_object (fixture->peer);
  g_string_free (fixture->heard, TRUE);
}

/* Bytes as they are, in pieces of @piece. */
static void
send_bytes (Fixture *fixture, const char *bytes, gsize size, gsize piece)
{
  GOutputStream *stream = g_io_stream_get_output_stream (kith_test_peer_get_stream (fixture->peer));

  for (gsize at = 0; at < size; at += piece)
    {
      g_output_stream_write_all (stream, bytes + at, MIN (piece, size - at), NULL, NULL, NULL);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
}

typedef struct
{
  const char *name;
  const char *bytes;
  gsize       size;
} Bytes;

#define BYTES(name, text) { name, text, sizeof text - 1 }
#define FORGED(inside) "<message from='ben@example.com/x' type='chat'><body>" inside "</body></message>"

/* No XML of XMPP's: Prosody ends the stream for each of them, and so do we. */
static const Bytes ILLEGAL[] = {
  BYTES ("overlong", FORGED ("\xc0\xbc" "b")),
  BYTES ("overlong-nul", FORGED ("\xc0\x80")),
  BYTES ("surrogate", FORGED ("\xed\xa0\x80")),
  BYTES ("beyond-unicode", FORGED ("\xf5\x80\x80\x80")),
  BYTES ("lonely-continuation", FORGED ("\x80")),
  BYTES ("cut-character", FORGED ("\xe4\xbd")),
  BYTES ("cut-before-a-tag", "<message from='ben@example.com/x' type='chat'><body>\xc3</body></message>"),
  BYTES ("latin-1", FORGED ("\xe9t\xe9")),
  BYTES ("nul", FORGED ("a\0b")),
  BYTES ("nul-between", "\0" FORGED ("x")),
  BYTES ("nul-in-attribute", "<message from='ben\0@example.com/x' type='chat'><body>x</body></message>"),
  BYTES ("nul-by-reference", FORGED ("&#0;")),
  BYTES ("control-by-reference", FORGED ("&#x1b;")),
  BYTES ("not-a-character", FORGED ("\xef\xbf\xbe")),
  BYTES ("unknown-entity", FORGED ("&nbsp;")),
  BYTES ("entity-declaration", "<!DOCTYPE m [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>" FORGED ("&b;")),
  BYTES ("external-entity", "<!DOCTYPE m [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>" FORGED ("&a;")),
  BYTES ("comment", FORGED ("a<!-- hidden -->b")),
  BYTES ("instruction", FORGED ("a<?hidden?>b")),
  BYTES ("stylesheet", "<?xml-stylesheet href='http://evil.example/x.xsl'?>" FORGED ("x")),
  BYTES ("unbound-prefix", "<x:message from='ben@example.com/x' type='chat'><body>x</body></x:message>"),
  BYTES ("bound-in-a-sister", "<a xmlns:x='jabber:client'/><x:message from='ben@example.com/x'><x:body>x</x:body></x:message>"),
  BYTES ("attribute-twice", "<message from='eve@example.net/x' from='ben@example.com/x' type='chat'><body>x</body></message>"),
  BYTES ("attribute-twice-by-namespace", "<message xmlns:a='urn:a' xmlns:b='urn:a' a:x='1' b:x='2' from='ben@example.com/x'>"
         "<body>x</body></message>"),
  BYTES ("crossed", "<message from='ben@example.com/x' type='chat'><body>x</message></body>"),
  BYTES ("text-between", "ben@example.com says hello" FORGED ("x")),
};

/* CVE-2022-22784: a stanza that a server reads in one way and a client in another. In one piece, and a byte at a time. */
static void
test_illegal (Fixture *fixture, gconstpointer data)
{
  const Bytes *one = data;

  send_bytes (fixture, one->bytes, one->size, one->size);
  kith_test_session_assert_ended (&fixture->base, KITH_XMPP_ERROR_PROTOCOL);
  g_assert_cmpstr (fixture->heard->str, ==, "");
}

static void
test_illegal_in_pieces (Fixture *fixture, gconstpointer data)
{
  const Bytes *one = data;

  send_bytes (fixture, one->bytes, one->size, 1);
  kith_test_session_assert_ended (&fixture->base, KITH_XMPP_ERROR_PROTOCOL);
  g_assert_cmpstr (fixture->heard->str, ==, "");
}

/* What is XML is read as XML says, whole or in pieces. */
static void
test_legal (Fixture *fixture, gconstpointer data)
{
  static const Bytes legal[] = {
    BYTES ("cdata", "<message from='ben@example.com/x' type='chat'><body><![CDATA[</body><forged/>&amp;]]></body></message>"),
    BYTES ("references", "<message from='ben@example.com/x' type='chat'><body>&#x4f60;&#22909;&lt;/body&gt;</body></message>"),
    BYTES ("prefixed", "<c:message xmlns:c='jabber:client' from='ben@example.com/x' type='chat'><c:body>prefixed</c:body></c:message>"),
    BYTES ("other-namespace", "<a:message xmlns:a='urn:a' from='ben@example.com/x' type='chat'><a:body>other</a:body></a:message>"),
    BYTES ("rebound", "<message from='ben@example.com/x' type='chat'><x xmlns='urn:x'><body>not this</body></x><body>rebound</body></message>"),
    BYTES ("split-character", "<message from='ben@example.com/x' type='chat'><body>\xf0\x9f\x98\x80</body></message>"),

    /* The attack on libstrophe's own connection: an attribute in a namespace is no sender. */
    BYTES ("forged-sender", "<message xmlns:x='urn:x' x:from='boss@example.com/x' from='eve@example.net/x' type='chat' "
           "x:type='error'><body>pay</body></message>"),
    BYTES ("forged-sender-first", "<message xmlns:x='urn:x' from='eve@example.net/x' x:from='boss@example.com/x' type='chat'>"
           "<body>pay</body></message>"),
  };
  static const char expected[] = "ben@example.com:</body><forged/>&amp;;ben@example.com:\u4f60\u597d</body>;"
                                 "ben@example.com:prefixed;ben@example.com:rebound;ben@example.com:\U0001f600;"
                                 "eve@example.net:pay;eve@example.net:pay;";
  gsize piece = GPOINTER_TO_SIZE (data);

  for (guint i = 0; i < G_N_ELEMENTS (legal); i++)
    send_bytes (fixture, legal[i].bytes, legal[i].size, piece);
  kith_test_session_assert_stays (&fixture->base, fixture->peer);
  g_assert_cmpstr (fixture->heard->str, ==, expected);
}

/* @piece: so often, with a number wherever it has a "#" */
static void
send_many (Fixture *fixture, const char *before, const char *piece, guint n, const char *after)
{
  g_autoptr(GString) text = g_string_new (before);
  g_auto(GStrv) parts = g_strsplit (piece, "#", 2);

  for (guint i = 0; i < n; i++)
    {
      g_string_append (text, parts[0]);
      if (parts[1] != NULL)
        g_string_append_printf (text, "%u%s", i, parts[1]);
    }
  g_string_append (text, after);
  kith_test_peer_send (fixture->peer, text->str);
  kith_test_session_assert_stays (&fixture->base, fixture->peer);
}

/* Depth, attributes, children, size: the surplus stanza is left out, the stream goes on, and so does what is behind it. */
static void
test_limits (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GString) closing = g_string_new (NULL);
  g_autofree char *much = g_strnfill (6 * 1024 * 1024, 'x');

  for (guint i = 0; i < 20000; i++)
    g_string_append (closing, "</x>");
  g_string_append (closing, "<body>deep</body></message>");
  send_many (fixture, "<message from='ben@example.com/x' type='chat'>", "<x>", 20000, closing->str);
  send_many (fixture, "<message from='ben@example.com/x' type='chat' ", "a#='x' ", 20000, "><body>attributes</body></message>");
  send_many (fixture, "<message from='ben@example.com/x' type='chat'>", "<x a='#'/>", 200000, "<body>children</body></message>");
  send_many (fixture, "<message from='ben@example.com/x' type='chat'><body>", much, 1, "</body></message>");
  send_many (fixture, FORGED ("behind"), "", 0, "");
  g_assert_cmpstr (fixture->heard->str, ==, "ben@example.com:behind;");
}

/* CVE-2022-40674 and the later ones are errors of memory in expat, out of reach of a test: only the version can be looked at. Its
 * guard against amplification is beside the point where no entity can be declared; the tests above see that none can. */
static void
test_expat (void)
{
  XML_Expat_Version version = XML_ExpatVersionInfo ();

  g_assert_cmpint (version.major * 1000000 + version.minor * 1000 + version.micro, >=, 2005000);
}

static void
pinged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  char **outcome = user_data;
  gboolean fine = kith_ping_module_ping_finish (KITH_PING_MODULE (source), result, &error);

  *outcome = g_strdup (fine ? "answered" : error->message);
}

/* CVE-2013-6483, CVE-2014-0364: who knows the id of a question is not who was asked. */
static void
test_reply_of_another (Fixture *fixture, gconstpointer data)
{
  static const char *const forgers[] = {
    "from='eve@example.net/x'", "from='ben@example.com'", "from='ada@example.com/r2'", "from='example.net'",
    "from='example.com/x'", "from='@@'", "from=''",
  };
  KithPingModule *module = kith_session_get_module (fixture->base.session, KITH_TYPE_PING_MODULE);
  g_autoptr(KithJid) ben = kith_jid_new ("ben@example.com/phone", NULL);
  g_autofree char *outcome = NULL;
  g_autofree char *asked = NULL;
  g_autofree char *id = NULL;
  g_autofree char *answer = NULL;
  const char *start = NULL;

  kith_test_session_assert_stays (&fixture->base, fixture->peer);
  kith_ping_module_ping_async (module, ben, NULL, pinged_cb, &outcome);
  kith_test_peer_expect (fixture->peer, "<iq id=\"");
  asked = kith_test_peer_take (fixture->peer, "</iq>");
  while (strstr (asked, "urn:xmpp:ping\"") == NULL)
    {
      g_free (asked);
      kith_test_peer_expect (fixture->peer, "<iq id=\"");
      asked = kith_test_peer_take (fixture->peer, "</iq>");
    }
  start = asked;
  id = g_strndup (start, strcspn (start, "\""));

  /* Nobody guesses it either: it is a UUID. */
  g_assert_true (g_uuid_string_is_valid (id));
  for (guint i = 0; i < G_N_ELEMENTS (forgers); i++)
    {
      g_autofree char *result = g_strdup_printf ("<iq type='result' id='%s' %s/>", id, forgers[i]);
      g_autofree char *error = g_strdup_printf ("<iq type='error' id='%s' %s/>", id, forgers[i]);

      kith_test_peer_send (fixture->peer, result);
      kith_test_peer_send (fixture->peer, error);
      kith_test_session_assert_stays (&fixture->base, fixture->peer);
      g_assert_null (outcome);
    }

  answer = g_strdup_printf ("<iq type='result' id='%s' from='ben@example.com/phone'/>", id);
  kith_test_peer_send (fixture->peer, answer);
  kith_test_session_assert_stays (&fixture->base, fixture->peer);
  g_assert_cmpstr (outcome, ==, "answered");
}

static void
add_bytes (const char *folder, const Bytes *bytes, void (*function)(Fixture *fixture, gconstpointer data))
{
  g_autofree char *path = g_strdup_printf ("/security-stream/cve-2022-22784/%s/%s", folder, bytes->name);

  g_test_add (path, Fixture, bytes, set_up, function, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ILLEGAL); i++)
    {
      add_bytes ("illegal", &ILLEGAL[i], test_illegal);
      add_bytes ("illegal-in-pieces", &ILLEGAL[i], test_illegal_in_pieces);
    }
  g_test_add ("/security-stream/cve-2022-22784/legal", Fixture, GSIZE_TO_POINTER (100000), set_up, test_legal, tear_down);
  g_test_add ("/security-stream/cve-2022-22784/legal-in-pieces", Fixture, GSIZE_TO_POINTER (1), set_up, test_legal, tear_down);
  g_test_add ("/security-stream/limits", Fixture, NULL, set_up, test_limits, tear_down);
  g_test_add ("/security-stream/cve-2013-6483-reply-of-another", Fixture, NULL, set_up, test_reply_of_another, tear_down);
  g_test_add_func ("/security-stream/cve-2022-40674-expat", test_expat);

  return g_test_run ();
}
