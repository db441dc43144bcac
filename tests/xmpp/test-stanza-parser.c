/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stanza-parser.h"

#include <string.h>

#include "kith-ns.h"
#include "kith-xmpp-error.h"

#define HEADER \
  "<?xml version='1.0'?>" \
  "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' " \
  "id='++TR84Sm6A3hnt3Q065SnAbbk3Y=' from='im.example.com' version='1.0' xml:lang='en'>"

static gboolean
feed (KithStanzaParser *parser, const char *text, GError **error)
{
  return kith_stanza_parser_feed (parser, text, strlen (text), error);
}

static KithStanzaParser *
open_parser (const KithStanzaLimits *limits)
{
  KithStanzaParser *parser = kith_stanza_parser_new (limits);
  g_autoptr(KithStanza) header = NULL;
  g_autoptr(GError) error = NULL;
  KithParsedKind kind;

  feed (parser, HEADER, &error);
  g_assert_no_error (error);
  g_assert_true (kith_stanza_parser_pop (parser, &kind, &header));
  g_assert_cmpint (kind, ==, KITH_PARSED_HEADER);

  return parser;
}

static KithStanza *
pop (KithStanzaParser *parser, KithParsedKind expected)
{
  KithStanza *stanza = NULL;
  KithParsedKind kind;

  g_assert_true (kith_stanza_parser_pop (parser, &kind, &stanza));
  g_assert_cmpint (kind, ==, expected);

  return stanza;
}

static void
assert_nothing (KithStanzaParser *parser)
{
  KithStanza *stanza = NULL;
  KithParsedKind kind;

  g_assert_false (kith_stanza_parser_pop (parser, &kind, &stanza));
}

static KithStanza *
parse_one (const char *text)
{
  KithStanzaParser *parser = open_parser (NULL);
  g_autoptr(GError) error = NULL;
  KithStanza *stanza = NULL;

  feed (parser, text, &error);
  g_assert_no_error (error);
  stanza = pop (parser, KITH_PARSED_STANZA);
  assert_nothing (parser);
  g_assert_finalize_object (parser);

  return stanza;
}

static void
test_header (void)
{
  KithStanzaParser *parser = kith_stanza_parser_new (NULL);
  g_autoptr(KithStanza) header = NULL;
  g_autoptr(GError) error = NULL;

  feed (parser, HEADER, &error);
  g_assert_no_error (error);
  header = pop (parser, KITH_PARSED_HEADER);
  g_assert_cmpstr (kith_stanza_get (header, "id"), ==, "++TR84Sm6A3hnt3Q065SnAbbk3Y=");
  g_assert_cmpstr (kith_stanza_get (header, "from"), ==, "im.example.com");
  g_assert_cmpstr (kith_stanza_get (header, "version"), ==, "1.0");
  g_assert_cmpstr (kith_stanza_get (header, "xml:lang"), ==, "en");

  feed (parser, " \n</stream:stream>", &error);
  g_assert_no_error (error);
  g_assert_null (pop (parser, KITH_PARSED_END));
  assert_nothing (parser);

  g_assert_finalize_object (parser);
}

/* RFC 6120, 9.1.1 */
static void
test_features (void)
{
  g_autoptr(KithStanza) features = parse_one ("<stream:features>"
                                              "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>"
                                              "</stream:features>");
  KithStanza *starttls = NULL;

  g_assert_true (kith_stanza_is (features, "features", KITH_NS_STREAMS));
  starttls = kith_stanza_find (features, "starttls", KITH_NS_TLS);
  g_assert_nonnull (starttls);
  g_assert_nonnull (kith_stanza_find (starttls, "required", KITH_NS_TLS));
}

static void
test_namespaces (void)
{
  g_autoptr(KithStanza) message = parse_one ("<message to='a@example.com' xml:lang='cs'>"
                                             "<body>PročeŽ jsi ty, Romeo?</body>"
                                             "<a:x xmlns:a='urn:example:a'><a:y/><z/><x:z xmlns:x='urn:example:x'/></a:x>"
                                             "</message>");
  KithStanza *x = NULL;
  g_autofree char *body = kith_stanza_dup_child_text (message, "body", KITH_NS_CLIENT);

  g_assert_true (kith_stanza_is (message, "message", KITH_NS_CLIENT));
  g_assert_cmpstr (body, ==, "PročeŽ jsi ty, Romeo?");
  x = kith_stanza_find (message, "x", "urn:example:a");
  g_assert_nonnull (x);
  g_assert_nonnull (kith_stanza_find (x, "y", "urn:example:a"));
  g_assert_nonnull (kith_stanza_find (x, "z", KITH_NS_CLIENT));
  g_assert_nonnull (kith_stanza_find (x, "z", "urn:example:x"));
  g_assert_null (kith_stanza_find (x, "z", "urn:example:a"));
}

static void
test_forged_attribute (void)
{
  g_autoptr(KithStanza) message = parse_one ("<message xmlns:x='urn:example:evil' x:from='boss@example.com' "
                                             "from='mallory@example.com' x:to='b@example.com'>"
                                             "<body x:id='1'/></message>");

  g_assert_cmpstr (kith_stanza_get (message, "from"), ==, "mallory@example.com");
  g_assert_null (kith_stanza_get (message, "to"));
  g_assert_null (kith_stanza_get (kith_stanza_first (message), "id"));
  g_assert_cmpint (xmpp_stanza_get_attribute_count (message), ==, 2);
}

static void
test_text (void)
{
  g_autoptr(KithStanza) message = parse_one ("<message><body>a &lt;b&gt; &amp;&#x20;<![CDATA[<c/> & d]]>\n</body>"
                                             "<x>one<y>two</y>three</x></message>");
  g_autofree char *body = kith_stanza_dup_child_text (message, "body", NULL);
  KithStanza *x = kith_stanza_find (message, "x", NULL);
  g_autofree char *text = kith_stanza_to_text (x);

  g_assert_cmpstr (body, ==, "a <b> & <c/> & d\n");
  g_assert_nonnull (strstr (text, ">one<"));
  g_assert_nonnull (strstr (text, ">two</y>three</x>"));
}

static void
test_byte_by_byte (void)
{
  static const char text[] = HEADER "<message id='ä€😀'><body>ä€😀 &amp; <![CDATA[x]]></body></message> <iq/></stream:stream>";
  KithStanzaParser *parser = kith_stanza_parser_new (NULL);
  g_autoptr(KithStanza) header = NULL;
  g_autoptr(KithStanza) message = NULL;
  g_autoptr(KithStanza) iq = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *body = NULL;

  for (gsize i = 0; i < strlen (text); i++)
    {
      kith_stanza_parser_feed (parser, text + i, 1, &error);
      g_assert_no_error (error);
    }

  header = pop (parser, KITH_PARSED_HEADER);
  message = pop (parser, KITH_PARSED_STANZA);
  iq = pop (parser, KITH_PARSED_STANZA);
  g_assert_null (pop (parser, KITH_PARSED_END));
  body = kith_stanza_dup_child_text (message, "body", NULL);
  g_assert_cmpstr (body, ==, "ä€😀 & x");
  g_assert_cmpstr (kith_stanza_get (message, "id"), ==, "ä€😀");

  g_assert_finalize_object (parser);
}

static void
test_malformed (gconstpointer data)
{
  const char *const *test = data;
  KithStanzaParser *parser = open_parser (NULL);
  g_autoptr(KithStanza) before = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) again = NULL;

  g_assert_false (feed (parser, test[1], &error));
  g_assert_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL);
  g_assert_cmpstr (kith_stanza_parser_get_condition (parser), ==, test[2]);

  /* What came before is not lost, and nothing comes after. */
  before = pop (parser, KITH_PARSED_STANZA);
  g_assert_false (feed (parser, "<iq/>", &again));
  g_assert_error (again, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL);
  assert_nothing (parser);

  g_assert_finalize_object (parser);
}

static void
test_nul (void)
{
  KithStanzaParser *parser = open_parser (NULL);
  g_autoptr(GError) error = NULL;

  g_assert_false (kith_stanza_parser_feed (parser, "<message><body>a\0b</body>", 25, &error));
  g_assert_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL);
  assert_nothing (parser);

  g_assert_finalize_object (parser);
}

/* Expat would read it, whatever it is told of UTF-8. */
static void
test_utf16 (void)
{
  KithStanzaParser *parser = kith_stanza_parser_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;

  text = g_convert (HEADER "<message/>", -1, "UTF-16LE", "UTF-8", NULL, &length, &error);
  g_assert_no_error (error);
  g_assert_false (kith_stanza_parser_feed (parser, text, length, &error));
  g_assert_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL);
  g_assert_cmpstr (kith_stanza_parser_get_condition (parser), ==, "not-well-formed");
  assert_nothing (parser);

  g_assert_finalize_object (parser);
}

static void
test_bad_document (gconstpointer data)
{
  const char *const *test = data;
  KithStanzaParser *parser = kith_stanza_parser_new (NULL);
  g_autoptr(KithStanza) stanza = NULL;
  g_autoptr(GError) error = NULL;
  KithParsedKind kind;

  g_assert_false (feed (parser, test[1], &error));
  g_assert_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL);
  g_assert_cmpstr (kith_stanza_parser_get_condition (parser), ==, test[2]);

  /* What is no stream was never opened. */
  g_assert_false (kith_stanza_parser_pop (parser, &kind, &stanza));

  g_assert_finalize_object (parser);
}

static void
assert_surplus (const KithStanzaLimits *limits, const char *inner)
{
  g_autofree char *text = g_strdup_printf ("<iq type='get' id='i1' from='a@example.com/r' to='b@example.com'>%s</iq><presence/>",
                                           inner);
  KithStanzaParser *parser = open_parser (limits);
  g_autoptr(KithStanza) surplus = NULL;
  g_autoptr(KithStanza) next = NULL;
  g_autoptr(GError) error = NULL;

  feed (parser, text, &error);
  g_assert_no_error (error);
  surplus = pop (parser, KITH_PARSED_SURPLUS);
  g_assert_true (kith_stanza_is (surplus, "iq", KITH_NS_CLIENT));
  g_assert_cmpstr (kith_stanza_get (surplus, "type"), ==, "get");
  g_assert_cmpstr (kith_stanza_get (surplus, "id"), ==, "i1");
  g_assert_cmpstr (kith_stanza_get (surplus, "from"), ==, "a@example.com/r");
  g_assert_null (kith_stanza_first (surplus));

  next = pop (parser, KITH_PARSED_STANZA);
  g_assert_cmpstr (kith_stanza_get_name (next), ==, "presence");
  assert_nothing (parser);

  g_assert_finalize_object (parser);
}

static void
test_limits (void)
{
  const KithStanzaLimits limits = { .bytes = 1000, .depth = 5, .attributes = 4, .children = 8, .elements = 20 };
  g_autofree char *long_text = g_strnfill (1000, 'x');

  assert_surplus (&limits, long_text);
  assert_surplus (&limits, "<a><b><c><d><e/></d></c></b></a>");
  assert_surplus (&limits, "<a b='' c='' d='' e='' f=''/>");
  assert_surplus (&limits, "<a/><a/><a/><a/><a/><a/><a/><a/><a/>");
  assert_surplus (&limits, "a<a/>a<a/>a<a/>a<a/>a");
  assert_surplus (&limits, "<a><b/><b/><b/><b/></a><a><b/><b/><b/><b/></a><a><b/><b/><b/><b/></a><a><b/><b/><b/><b/></a>");
}

static void
test_within_limits (void)
{
  const KithStanzaLimits limits = { .bytes = 1000, .depth = 5, .attributes = 4, .children = 8, .elements = 20 };
  KithStanzaParser *parser = open_parser (&limits);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 100; i++)
    {
      g_autoptr(KithStanza) stanza = NULL;

      feed (parser, "<message a='' b='' c='' d=''><a><b><c><d/></c></b></a></message>", &error);
      g_assert_no_error (error);
      stanza = pop (parser, KITH_PARSED_STANZA);
    }

  g_assert_finalize_object (parser);
}

/* Expat keeps a tag until it is whole: without an end it must not grow for ever. */
static void
test_endless_tag (void)
{
  KithStanzaParser *parser = open_parser (NULL);
  g_autofree char *piece = g_strnfill (65536, 'x');
  g_autoptr(GError) error = NULL;
  guint n = 0;

  feed (parser, "<message id='", &error);
  g_assert_no_error (error);
  while (n < 1000 && kith_stanza_parser_feed (parser, piece, 65536, &error))
    n++;

  g_assert_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL);
  g_assert_cmpstr (kith_stanza_parser_get_condition (parser), ==, "policy-violation");
  g_assert_cmpuint (n, <, 100);

  g_assert_finalize_object (parser);
}

/* What is whole is there at once, wherever the pieces were cut. */
static void
test_two_pieces (void)
{
  static const char text[] = "<message id='0123456789' from='somebody@example.com/somewhere'><body>text</body></message>";

  for (gsize i = 1; i < strlen (text); i++)
    {
      KithStanzaParser *parser = open_parser (NULL);
      g_autoptr(KithStanza) stanza = NULL;

      g_assert_true (kith_stanza_parser_feed (parser, text, i, NULL));
      g_assert_true (kith_stanza_parser_feed (parser, text + i, strlen (text) - i, NULL));
      stanza = pop (parser, KITH_PARSED_STANZA);
      g_assert_finalize_object (parser);
    }
}

/* Nothing may follow the end of a stream (RFC 6120, 4.4); what does, changes nothing of what came before. */
static void
test_behind_the_end (void)
{
  KithStanzaParser *parser = open_parser (NULL);

  g_assert_true (feed (parser, "</stream:stream>xml: <<<", NULL));
  g_assert_true (feed (parser, "&&&", NULL));
  g_assert_true (kith_stanza_parser_feed (parser, "\0", 1, NULL));
  g_assert_null (kith_stanza_parser_get_condition (parser));
  g_assert_cmpuint (kith_stanza_parser_get_pending (parser), ==, 0);
  g_assert_null (pop (parser, KITH_PARSED_END));
  assert_nothing (parser);

  kith_stanza_parser_reset (parser);
  g_assert_false (feed (parser, "&&&", NULL));

  g_assert_finalize_object (parser);
}

static void
test_pending (void)
{
  KithStanzaParser *parser = open_parser (NULL);
  g_autoptr(KithStanza) stanza = NULL;

  g_assert_cmpuint (kith_stanza_parser_get_pending (parser), ==, 0);
  g_assert_true (feed (parser, "<message id='ab", NULL));
  g_assert_cmpuint (kith_stanza_parser_get_pending (parser), ==, 15);
  g_assert_true (feed (parser, "c'>text", NULL));
  g_assert_cmpuint (kith_stanza_parser_get_pending (parser), ==, 0);
  g_assert_true (feed (parser, "</message>", NULL));
  stanza = pop (parser, KITH_PARSED_STANZA);

  g_assert_finalize_object (parser);
}

/* The child limit bounds what libstrophe's walk over all sisters can cost. */
static void
test_many_children (void)
{
  g_autoptr(GString) text = g_string_new ("<message>");
  g_autoptr(GError) error = NULL;
  g_autoptr(KithStanza) surplus = NULL;
  KithStanzaParser *parser = open_parser (NULL);
  gint64 start = 0;

  while (text->len < 250000)
    g_string_append (text, "<a/>");
  g_string_append (text, "</message>");

  start = g_get_monotonic_time ();
  feed (parser, text->str, &error);
  g_assert_no_error (error);
  surplus = pop (parser, KITH_PARSED_SURPLUS);
  g_test_message ("%u bytes of empty elements: %.1f ms", (guint)text->len,
                  (g_get_monotonic_time () - start) / 1000.0);

  g_assert_finalize_object (parser);
}

static void
test_big_body (void)
{
  g_autofree char *body = g_strnfill (1024 * 1024, 'b');
  g_autofree char *text = g_strdup_printf ("<message><body>%s</body></message>", body);
  g_autoptr(KithStanza) message = parse_one (text);
  g_autofree char *parsed = kith_stanza_dup_child_text (message, "body", NULL);

  g_assert_cmpstr (parsed, ==, body);
}

static void
test_reset (void)
{
  KithStanzaParser *parser = open_parser (NULL);
  g_autoptr(KithStanza) header = NULL;
  g_autoptr(GError) error = NULL;

  feed (parser, "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/><message><body>injected", &error);
  g_assert_no_error (error);
  kith_stanza_parser_reset (parser);
  assert_nothing (parser);

  feed (parser, HEADER, &error);
  g_assert_no_error (error);
  header = pop (parser, KITH_PARSED_HEADER);

  g_assert_false (feed (parser, "<<", &error));
  kith_stanza_parser_reset (parser);
  g_assert_null (kith_stanza_parser_get_condition (parser));
  g_clear_error (&error);
  g_assert_true (feed (parser, HEADER, &error));
  g_assert_no_error (error);

  g_assert_finalize_object (parser);
}

static const char *const malformed[][3] = {
  { "unclosed", "<iq/><message></iq>", "not-well-formed" },
  { "undefined-entity", "<iq/><message>&lol;</message>", "not-well-formed" },
  { "unbound-prefix", "<iq/><x:message/>", "not-well-formed" },
  { "double-attribute", "<iq/><message to='a' to='b'/>", "not-well-formed" },
  { "control-character", "<iq/><message>\x01</message>", "not-well-formed" },
  { "control-reference", "<iq/><message>&#1;</message>", "not-well-formed" },
  { "overlong-utf8", "<iq/><message>\xc0\xbc</message>", "not-well-formed" },
  { "surrogate-utf8", "<iq/><message>\xed\xa0\x80</message>", "not-well-formed" },
  { "broken-utf8", "<iq/><message>\xe4\xf6</message>", "not-well-formed" },
  { "not-a-character", "<iq/><message>\xef\xbf\xbf</message>", "not-well-formed" },
  { "comment", "<iq/><!-- x --><message/>", "restricted-xml" },
  { "inner-comment", "<iq/><message><!-- x --></message>", "restricted-xml" },
  { "instruction", "<iq/><?x y?>", "restricted-xml" },
  { "late-declaration", "<iq/><?xml version='1.0'?>", "not-well-formed" },
  { "late-doctype", "<iq/><!DOCTYPE x>", "not-well-formed" },
  { "text", "<iq/>hello<message/>", "bad-format" },
};

static const char *const documents[][3] = {
  { "doctype", "<!DOCTYPE x [<!ENTITY lol 'lol'>]><x/>", "restricted-xml" },
  { "external-doctype", "<?xml version='1.0'?><!DOCTYPE x SYSTEM 'file:///etc/passwd'>", "restricted-xml" },
  { "comment", "<!-- x -->" HEADER, "restricted-xml" },
  { "encoding", "<?xml version='1.0' encoding='ISO-8859-1'?><x/>", "unsupported-encoding" },
  { "not-a-stream", "<html xmlns='http://www.w3.org/1999/xhtml'>", "invalid-namespace" },
  { "versioned", "<html version='1.0' id='x'>", "invalid-namespace" },
  { "other-namespace", "<stream xmlns='jabber:client'>", "invalid-namespace" },
  { "http", "HTTP/1.1 400 Bad Request\r\n\r\n", "not-well-formed" },
};

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/stanza-parser/header", test_header);
  g_test_add_func ("/stanza-parser/features", test_features);
  g_test_add_func ("/stanza-parser/namespaces", test_namespaces);
  g_test_add_func ("/stanza-parser/forged-attribute", test_forged_attribute);
  g_test_add_func ("/stanza-parser/text", test_text);
  g_test_add_func ("/stanza-parser/byte-by-byte", test_byte_by_byte);
  g_test_add_func ("/stanza-parser/nul", test_nul);
  g_test_add_func ("/stanza-parser/utf16", test_utf16);
  g_test_add_func ("/stanza-parser/limits", test_limits);
  g_test_add_func ("/stanza-parser/within-limits", test_within_limits);
  g_test_add_func ("/stanza-parser/endless-tag", test_endless_tag);
  g_test_add_func ("/stanza-parser/two-pieces", test_two_pieces);
  g_test_add_func ("/stanza-parser/pending", test_pending);
  g_test_add_func ("/stanza-parser/behind-the-end", test_behind_the_end);
  g_test_add_func ("/stanza-parser/many-children", test_many_children);
  g_test_add_func ("/stanza-parser/big-body", test_big_body);
  g_test_add_func ("/stanza-parser/reset", test_reset);

  for (guint i = 0; i < G_N_ELEMENTS (malformed); i++)
    {
      g_autofree char *path = g_strconcat ("/stanza-parser/malformed/", malformed[i][0], NULL);

      g_test_add_data_func (path, malformed[i], test_malformed);
    }

  for (guint i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_autofree char *path = g_strconcat ("/stanza-parser/document/", documents[i][0], NULL);

      g_test_add_data_func (path, documents[i], test_bad_document);
    }

  return g_test_run ();
}
