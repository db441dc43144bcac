/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-forwarded.h"

#define FORWARDED(content) "<forwarded xmlns='urn:xmpp:forward:0'>" content "</forwarded>"
#define DELAY(stamp) "<delay xmlns='urn:xmpp:delay' stamp='" stamp "'/>"
#define MESSAGE(content) "<message xmlns='jabber:client'>" content "</message>"

static gboolean
has_message (const char *content, gint64 *time)
{
  g_autofree char *xml = g_strdup_printf ("<sent xmlns='urn:xmpp:carbons:2'>%s</sent>", content);
  g_autoptr(KithStanza) wrapper = kith_stanza_parse (xml, NULL);
  KithStanza *message = kith_forwarded_get_message (wrapper, time);

  g_assert_true (message == NULL || kith_stanza_is (message, "message", "jabber:client"));

  return message != NULL;
}

static void
test_get_message (void)
{
  gint64 time = -1;

  g_assert_true (has_message (FORWARDED (DELAY ("2010-07-10T23:08:25Z") MESSAGE ("<body>x</body>")), &time));
  g_assert_cmpint (time, ==, 1278803305 * G_TIME_SPAN_SECOND);
  g_assert_true (has_message (FORWARDED (MESSAGE ("")), &time));
  g_assert_cmpint (time, ==, 0);
}

static void
test_malformed (void)
{
  gint64 time = -1;

  g_assert_false (has_message ("", &time));
  g_assert_false (has_message (FORWARDED (""), &time));
  g_assert_false (has_message (MESSAGE (""), &time));
  g_assert_false (has_message (FORWARDED ("<message xmlns='urn:other'/>"), &time));
  g_assert_false (has_message (FORWARDED (MESSAGE ("") MESSAGE ("")), &time));
  g_assert_false (has_message (FORWARDED (MESSAGE ("")) FORWARDED (MESSAGE ("")), &time));
}

/* Security: a copy of a copy is nobody's message. */
static void
test_nested (void)
{
  gint64 time = -1;

  g_assert_false (has_message (FORWARDED (MESSAGE ("<sent xmlns='urn:xmpp:carbons:2'/>")), &time));
  g_assert_false (has_message (FORWARDED (MESSAGE ("<received xmlns='urn:xmpp:carbons:2'/>")), &time));
  g_assert_false (has_message (FORWARDED (MESSAGE ("<body>x</body><result xmlns='urn:xmpp:mam:2'/>")), &time));
  g_assert_true (has_message (FORWARDED (MESSAGE ("<private xmlns='urn:xmpp:carbons:2'/>")), &time));
  g_assert_true (has_message (FORWARDED (MESSAGE (FORWARDED (MESSAGE ("")))), &time));
}

/* Security: cve-2013-6477. */
static void
test_stamps (void)
{
  gint64 time = -1;
  gint64 now = g_get_real_time ();

  g_assert_true (has_message (FORWARDED (DELAY ("9999-12-31T23:59:59Z") MESSAGE ("")), &time));
  g_assert_cmpint (time, >=, now);
  g_assert_cmpint (time, <=, g_get_real_time ());
  g_assert_true (has_message (FORWARDED (DELAY ("0000-00-00T00:00:00Z") MESSAGE ("")), &time));
  g_assert_cmpint (time, ==, 0);
  g_assert_true (has_message (FORWARDED (DELAY ("1932-01-01T00:00:00Z") MESSAGE ("")), &time));
  g_assert_cmpint (time, ==, 0);
  g_assert_true (has_message (FORWARDED (DELAY ("yesterday") MESSAGE ("")), &time));
  g_assert_cmpint (time, ==, 0);
  g_assert_true (has_message (FORWARDED ("<delay xmlns='urn:xmpp:delay'/>" MESSAGE ("")), &time));
  g_assert_cmpint (time, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forwarded/get-message", test_get_message);
  g_test_add_func ("/forwarded/malformed", test_malformed);
  g_test_add_func ("/forwarded/nested", test_nested);
  g_test_add_func ("/forwarded/stamps", test_stamps);

  return g_test_run ();
}
