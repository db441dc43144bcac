/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-result-set.h"

static void
assert_request (guint max, const char *before, const char *after, const char *expected)
{
  g_autoptr(KithStanza) query = kith_stanza_new ("query", "urn:q");
  g_autofree char *text = NULL;

  kith_result_set_add_request (query, max, before, after);
  text = kith_stanza_to_text (query);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_add_request (void)
{
#define SET(content) "<query xmlns=\"urn:q\"><set xmlns=\"http://jabber.org/protocol/rsm\">" content "</set></query>"
  assert_request (10, NULL, NULL, SET ("<max>10</max>"));
  assert_request (10, "", NULL, SET ("<max>10</max><before/>"));
  assert_request (10, "a", NULL, SET ("<max>10</max><before>a</before>"));
  assert_request (0, NULL, "<b>", SET ("<after>&lt;b&gt;</after>"));
}

static void
assert_read (const char *content, const char *first, const char *last, gint64 count)
{
  g_autofree char *xml = g_strdup_printf ("<fin><set xmlns='http://jabber.org/protocol/rsm'>%s</set></fin>", content);
  g_autoptr(KithStanza) fin = kith_stanza_parse (xml, NULL);
  g_autofree char *read_first = NULL;
  g_autofree char *read_last = NULL;
  gint64 read_count = 0;

  kith_result_set_read (fin, &read_first, &read_last, &read_count);
  g_assert_cmpstr (read_first, ==, first);
  g_assert_cmpstr (read_last, ==, last);
  g_assert_cmpint (read_count, ==, count);
}

static void
test_read (void)
{
  assert_read ("<first index='0'>a</first><last>z</last><count> 800 </count>", "a", "z", 800);
  assert_read ("<first>a</first><last>z</last>", "a", "z", -1);
  assert_read ("<count>0</count>", NULL, NULL, 0);
  assert_read ("", NULL, NULL, -1);
}

static void
test_read_malformed (void)
{
  g_autoptr(KithStanza) fin = kith_stanza_parse ("<fin/>", NULL);
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  gint64 count = 0;

  assert_read ("<first/><last/><count>-5</count>", NULL, NULL, -1);
  assert_read ("<first xmlns='urn:other'>a</first><count>99999999999999999999</count>", NULL, NULL, -1);
  assert_read ("<count>12 of them</count>", NULL, NULL, -1);

  kith_result_set_read (fin, &first, &last, &count);
  g_assert_null (first);
  g_assert_null (last);
  g_assert_cmpint (count, ==, -1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/result-set/add-request", test_add_request);
  g_test_add_func ("/result-set/read", test_read);
  g_test_add_func ("/result-set/read-malformed", test_read_malformed);

  return g_test_run ();
}
