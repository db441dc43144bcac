/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-archive-preferences.h"

static const char *
get_text (GPtrArray *list, guint i)
{
  g_assert_cmpuint (i, <, list->len);

  return kith_jid_get_text (list->pdata[i]);
}

static void
test_set_kept (void)
{
  g_autoptr(KithArchivePreferences) preferences = kith_archive_preferences_new ();
  g_autoptr(KithJid) romeo = kith_jid_new ("romeo@montague.example", NULL);
  g_autoptr(KithJid) paris = kith_jid_new ("paris@verona.example", NULL);

  g_assert_cmpint (preferences->fallback, ==, KITH_ARCHIVE_DEFAULT_ALWAYS);
  kith_archive_preferences_set_kept (preferences, romeo, FALSE);
  kith_archive_preferences_set_kept (preferences, romeo, FALSE);
  kith_archive_preferences_set_kept (preferences, paris, FALSE);
  g_assert_cmpuint (preferences->never->len, ==, 2);

  kith_archive_preferences_set_kept (preferences, romeo, TRUE);
  g_assert_cmpuint (preferences->never->len, ==, 1);
  g_assert_cmpuint (preferences->always->len, ==, 1);
  g_assert_cmpstr (get_text (preferences->never, 0), ==, "paris@verona.example");
  g_assert_cmpstr (get_text (preferences->always, 0), ==, "romeo@montague.example");

  g_assert_true (kith_archive_preferences_is_never (preferences, paris));
  g_assert_false (kith_archive_preferences_is_never (preferences, romeo));
  kith_archive_preferences_unset (preferences, paris);
  kith_archive_preferences_unset (preferences, romeo);
  g_assert_cmpuint (preferences->never->len + preferences->always->len, ==, 0);
  g_assert_false (kith_archive_preferences_is_never (preferences, paris));
}

/* The specification's own example. */
static void
test_stanza (void)
{
  static const char xml[] = "<prefs xmlns='urn:xmpp:mam:2' default='roster'><always><jid>romeo@montague.lit</jid></always>"
                            "<never><jid>montague@montague.lit</jid></never></prefs>";
  g_autoptr(KithStanza) stanza = kith_stanza_parse (xml, NULL);
  g_autoptr(KithArchivePreferences) preferences = kith_archive_preferences_new_from_stanza (stanza);
  g_autoptr(KithArchivePreferences) copy = kith_archive_preferences_copy (preferences);
  g_autoptr(KithStanza) back = kith_archive_preferences_to_stanza (copy);
  g_autofree char *text = kith_stanza_to_text (back);

  g_assert_cmpint (preferences->fallback, ==, KITH_ARCHIVE_DEFAULT_ROSTER);
  g_assert_cmpstr (get_text (preferences->always, 0), ==, "romeo@montague.lit");
  g_assert_cmpstr (text, ==, "<prefs default=\"roster\" xmlns=\"urn:xmpp:mam:2\"><always><jid>romeo@montague.lit</jid></always>"
                   "<never><jid>montague@montague.lit</jid></never></prefs>");
}

static void
test_malformed (void)
{
  static const char *const stanzas[] = {
    "<prefs xmlns='urn:xmpp:mam:2'/>", "<prefs xmlns='urn:xmpp:mam:2' default=''/>",
    "<prefs xmlns='urn:xmpp:mam:2' default='Always'/>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (stanzas); i++)
    {
      g_autoptr(KithStanza) stanza = kith_stanza_parse (stanzas[i], NULL);

      g_assert_null (kith_archive_preferences_new_from_stanza (stanza));
    }
}

/* Security: a list without an end. */
static void
test_list_without_end (void)
{
  g_autoptr(GString) xml = g_string_new ("<prefs xmlns='urn:xmpp:mam:2' default='never'><never>");
  g_autoptr(KithStanza) stanza = NULL;
  g_autoptr(KithArchivePreferences) preferences = NULL;

  for (guint i = 0; i < 10010; i++)
    g_string_append (xml, "<jid>a@b</jid>");
  g_string_append (xml, "</never></prefs>");
  stanza = kith_stanza_parse (xml->str, NULL);
  preferences = kith_archive_preferences_new_from_stanza (stanza);
  g_assert_cmpuint (preferences->never->len, ==, 10000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/archive-preferences/set-kept", test_set_kept);
  g_test_add_func ("/archive-preferences/stanza", test_stanza);
  g_test_add_func ("/archive-preferences/malformed", test_malformed);
  g_test_add_func ("/archive-preferences/list-without-end", test_list_without_end);

  return g_test_run ();
}
