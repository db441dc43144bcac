/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stream-error.h"

#include "kith-ns.h"
#include "kith-xmpp-error.h"

static const struct
{
  const char   *inside;
  KithXmppError code;
} CASES[] = {
  { "<conflict xmlns='" KITH_NS_STREAM_ERRORS "'/>", KITH_XMPP_ERROR_CONFLICT },
  { "<policy-violation xmlns='" KITH_NS_STREAM_ERRORS "'/>", KITH_XMPP_ERROR_POLICY },
  { "<system-shutdown xmlns='" KITH_NS_STREAM_ERRORS "'/>", KITH_XMPP_ERROR_LOST },
  { "<not-authorized xmlns='" KITH_NS_STREAM_ERRORS "'/>", KITH_XMPP_ERROR_NOT_AUTHORIZED },
  { "<host-unknown xmlns='" KITH_NS_STREAM_ERRORS "'/>", KITH_XMPP_ERROR_SERVER_REFUSED },
  { "<not-well-formed xmlns='" KITH_NS_STREAM_ERRORS "'/>", KITH_XMPP_ERROR_PROTOCOL },
  { "<text xmlns='" KITH_NS_STREAM_ERRORS "'>Bye</text><reset xmlns='" KITH_NS_STREAM_ERRORS "'/>", KITH_XMPP_ERROR_LOST },
  { "<conflict xmlns='urn:x'/>", KITH_XMPP_ERROR_SERVER_REFUSED },
  { "<brand-new xmlns='" KITH_NS_STREAM_ERRORS "'/>", KITH_XMPP_ERROR_SERVER_REFUSED },
  { "", KITH_XMPP_ERROR_SERVER_REFUSED },
};

static void
test_conditions (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autofree char *xml = g_strdup_printf ("<error xmlns='%s'>%s</error>", KITH_NS_STREAMS, CASES[i].inside);
      g_autoptr(KithStanza) stanza = kith_stanza_parse (xml, NULL);
      g_autoptr(GError) error = kith_stream_error_new (stanza);

      g_test_message ("condition %u", i);
      g_assert_error (error, KITH_XMPP_ERROR, (int)CASES[i].code);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/stream-error/conditions", test_conditions);

  return g_test_run ();
}
