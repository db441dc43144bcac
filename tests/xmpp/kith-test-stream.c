/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-test-stream.h"

static gboolean
set_cb (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;

  return G_SOURCE_REMOVE;
}

/* Lets everything happen that is to happen when the main loop comes round. */
void
kith_test_stream_settle (void)
{
  gboolean over = FALSE;

  g_timeout_add (5, set_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

void
kith_test_stream_assert_sent (KithTestWire *wire, const char *expected)
{
  g_autoptr(GString) sent = g_string_new (NULL);

  kith_test_stream_settle ();
  while (kith_test_wire_get_n_sent (wire) > 0)
    {
      g_autoptr(KithStanza) stanza = kith_test_wire_pop_sent (wire);
      const char *id = kith_stanza_get (stanza, "id");
      const char *h = kith_stanza_get (stanza, "h");

      g_string_append_printf (sent, "%s%s", sent->len > 0 ? " " : "", kith_stanza_get_name (stanza));
      if (id != NULL || h != NULL)
        g_string_append_printf (sent, ":%s", id != NULL ? id : h);
    }

  g_assert_cmpstr (sent->str, ==, expected);
}

KithStanza *
kith_test_stream_create (const char *name, const char *id)
{
  KithStanza *stanza = kith_stanza_new (name, KITH_NS_CLIENT);

  kith_stanza_set (stanza, "id", id);

  return stanza;
}

KithStanza *
kith_test_stream_parse (const char *xml)
{
  g_autoptr(GError) error = NULL;
  KithStanza *stanza = kith_stanza_parse (xml, &error);

  g_assert_no_error (error);

  return stanza;
}

void
kith_test_stream_note_cb (GString *numbers, gint64 number)
{
  g_string_append_printf (numbers, "%" G_GINT64_FORMAT " ", number);
}
