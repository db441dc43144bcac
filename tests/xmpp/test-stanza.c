/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stanza.h"

#include "kith-ns.h"
#include "kith-xmpp-error.h"

#include <string.h>

static void
test_build (void)
{
  g_autoptr(KithStanza) message = kith_stanza_new ("message", KITH_NS_CLIENT);
  g_autofree char *text = NULL;

  kith_stanza_set (message, "to", "romeo@montague.example");
  kith_stanza_set (message, "lang", "en");
  kith_stanza_set (message, "lang", NULL);
  kith_stanza_add_text (message, "body", NULL, "a < b & c");
  g_assert_null (kith_stanza_add_text (message, "thread", NULL, NULL));
  kith_stanza_add (message, "request", KITH_NS_RECEIPTS);

  text = kith_stanza_to_text (message);
  g_assert_cmpstr (text, ==, "<message to=\"romeo@montague.example\"><body>a &lt; b &amp; c</body>"
                   "<request xmlns=\"urn:xmpp:receipts\"/></message>");
}

static void
test_read (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KithStanza) message = kith_stanza_parse (
    "<message xmlns='jabber:client' from='a@b/c' to='not a jid@@'> <body>x<br/>y</body> <x xmlns='urn:a'/>"
    "<x xmlns='urn:b' n='2'/></message>", &error);
  g_autoptr(KithJid) from = NULL;
  g_autofree char *body = NULL;
  KithStanza *found = NULL;

  g_assert_no_error (error);
  g_assert_true (kith_stanza_is (message, "message", KITH_NS_CLIENT));
  g_assert_true (kith_stanza_is (message, NULL, NULL));
  g_assert_false (kith_stanza_is (message, "iq", NULL));

  body = kith_stanza_dup_child_text (message, "body", KITH_NS_CLIENT);
  g_assert_cmpstr (body, ==, "xy");
  g_assert_null (kith_stanza_dup_child_text (message, "subject", NULL));

  found = kith_stanza_find (message, "x", "urn:b");
  g_assert_cmpstr (kith_stanza_get (found, "n"), ==, "2");
  g_assert_null (kith_stanza_next (found));
  g_assert_cmpstr (kith_stanza_get_name (kith_stanza_first (message)), ==, "body");

  from = kith_stanza_dup_jid (message, "from");
  g_assert_cmpstr (kith_jid_get_text (from), ==, "a@b/c");
  g_assert_null (kith_stanza_dup_jid (message, "to"));
  g_assert_null (kith_stanza_dup_jid (message, "nothing"));
}

static void
test_broken_xml (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (kith_stanza_parse ("<a><b></a>", &error));
  g_assert_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL);
}

/* One control character in a text or an attribute would end the stream, and again at every resend. */
static void
test_control_characters_never_go_out (void)
{
  g_autoptr(KithStanza) message = kith_stanza_new ("message", KITH_NS_CLIENT);
  g_autoptr(KithStanza) again = NULL;
  g_autofree char *text = NULL;
  g_autofree char *body = NULL;

  kith_stanza_set (message, "id", "a\001b\033c");
  kith_stanza_add_text (message, "body", NULL, "\x08one\ttwo\n\xef\xbf\xbf\xff\xed\xa0\x80 \xf0\x9f\x98\x80");

  text = kith_stanza_to_text (message);
  again = kith_stanza_parse (text, NULL);
  g_assert_nonnull (again);
  g_assert_cmpstr (kith_stanza_get (again, "id"), ==, "abc");
  body = kith_stanza_dup_child_text (again, "body", NULL);
  g_assert_true (g_str_has_prefix (body, "one\ttwo\n\xef\xbf\xbd"));
  g_assert_true (g_str_has_suffix (body, " \xf0\x9f\x98\x80"));
}

static void
test_replies (void)
{
  g_autoptr(KithStanza) request = kith_stanza_parse (
    "<iq xmlns='jabber:client' type='get' id='1' from='a@b/c' to='d@e/f'><ping xmlns='urn:xmpp:ping'/></iq>", NULL);
  g_autoptr(KithStanza) result = kith_stanza_new_result (request);
  g_autoptr(KithStanza) refusal = kith_stanza_new_error (request, "cancel", "service-unavailable");
  g_autofree char *result_text = kith_stanza_to_text (result);
  g_autoptr(GError) error = kith_stanza_dup_error (refusal);

  g_assert_cmpstr (kith_stanza_get (result, "type"), ==, "result");
  g_assert_cmpstr (kith_stanza_get (result, "id"), ==, "1");
  g_assert_cmpstr (kith_stanza_get (result, "to"), ==, "a@b/c");
  g_assert_null (kith_stanza_get (result, "from"));
  g_assert_null (kith_stanza_first (result));

  g_assert_cmpstr (kith_stanza_get (refusal, "type"), ==, "error");
  g_assert_error (error, KITH_STANZA_ERROR, KITH_STANZA_ERROR_SERVICE_UNAVAILABLE);
}

static void
test_error_text (void)
{
  g_autofree char *long_text = g_strnfill (5000, 'x');
  g_autofree char *xml = g_strdup_printf (
    "<message xmlns='jabber:client' type='error'><error type='cancel'>"
    "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>%s</text>"
    "<forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><own xmlns='urn:x'/></error></message>", long_text);
  g_autoptr(KithStanza) message = kith_stanza_parse (xml, NULL);
  g_autoptr(KithStanza) bare = kith_stanza_parse ("<message xmlns='jabber:client' type='error'/>", NULL);
  g_autoptr(GError) error = kith_stanza_dup_error (message);
  g_autoptr(GError) nothing = kith_stanza_dup_error (bare);

  g_assert_error (error, KITH_STANZA_ERROR, KITH_STANZA_ERROR_FORBIDDEN);
  g_assert_cmpuint (strlen (error->message), ==, 1024);
  g_assert_error (nothing, KITH_STANZA_ERROR, KITH_STANZA_ERROR_UNDEFINED_CONDITION);
}

/* XEP-0191, example 8; an element of that name alone says nothing. */
static void
test_blocked_by_us (void)
{
  g_autoptr(KithStanza) message = kith_stanza_parse (
    "<message xmlns='jabber:client' type='error'><error type='cancel'>"
    "<not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
    "<blocked xmlns='urn:xmpp:blocking:errors'/></error></message>", NULL);
  g_autoptr(KithStanza) other = kith_stanza_parse (
    "<message xmlns='jabber:client' type='error'><error type='cancel'>"
    "<not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><blocked xmlns='urn:x'/></error></message>", NULL);
  g_autoptr(GError) error = kith_stanza_dup_error (message);
  g_autoptr(GError) other_error = kith_stanza_dup_error (other);

  g_assert_error (error, KITH_STANZA_ERROR, KITH_STANZA_ERROR_BLOCKED);
  g_assert_error (other_error, KITH_STANZA_ERROR, KITH_STANZA_ERROR_NOT_ACCEPTABLE);
}

static void
test_ids (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *id = kith_stanza_new_id ();

      g_assert_true (g_uuid_string_is_valid (id));
      g_assert_true (g_hash_table_add (seen, g_steal_pointer (&id)));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stanza/build", test_build);
  g_test_add_func ("/stanza/read", test_read);
  g_test_add_func ("/stanza/broken-xml", test_broken_xml);
  g_test_add_func ("/stanza/control-characters-never-go-out", test_control_characters_never_go_out);
  g_test_add_func ("/stanza/replies", test_replies);
  g_test_add_func ("/stanza/error-text", test_error_text);
  g_test_add_func ("/stanza/blocked-by-us", test_blocked_by_us);
  g_test_add_func ("/stanza/ids", test_ids);

  return g_test_run ();
}
