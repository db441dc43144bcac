/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-bob.h"

#include "kith-ns.h"

/* "hello", and its SHA-1 and SHA-256. */
#define DATA "aGVsbG8="
#define SHA1 "sha1+aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d@bob.xmpp.org"
#define SHA256 "sha-256+2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824@bob.xmpp.org"
#define BOB(cid, data) "<data xmlns='" KITH_NS_BOB "' cid='" cid "' type='image/png'>" data "</data>"
#define MESSAGE(inside) "<message xmlns='jabber:client'>" inside "</message>"

static GBytes *
find (const char *text, const char *uri)
{
  g_autoptr(KithStanza) root = kith_stanza_parse (text, NULL);

  g_assert_nonnull (root);

  return kith_bob_find (root, uri);
}

static void
assert_found (const char *text, const char *uri)
{
  g_autoptr(GBytes) bytes = find (text, uri);

  g_assert_nonnull (bytes);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "hello", 5);
}

static void
test_found (void)
{
  assert_found (MESSAGE (BOB (SHA1, DATA)), "cid:" SHA1);
  assert_found (MESSAGE (BOB (SHA256, DATA)), "cid:" SHA256);
  assert_found (MESSAGE (BOB (SHA256, "") BOB (SHA1, DATA)), "cid:" SHA1);
  assert_found (MESSAGE ("<a xmlns='urn:a'><b><c>" BOB (SHA1, " aGVs\n\tbG8= ") "</c></b></a>"), "cid:" SHA1);
  assert_found (MESSAGE (BOB ("sha256+2CF24DBA5FB0A30E26E83B2AC5B9E29E1B161E5C1FA7425E73043362938B9824@bob.xmpp.org", DATA)),
                "cid:sha256+2CF24DBA5FB0A30E26E83B2AC5B9E29E1B161E5C1FA7425E73043362938B9824@bob.xmpp.org");
}

static const char *const NOTHING[][2] = {
  { MESSAGE (""), "cid:" SHA1 },
  { MESSAGE (BOB (SHA1, DATA)), SHA1 },
  { MESSAGE (BOB (SHA1, DATA)), "http://example.com/" SHA1 },
  { MESSAGE (BOB (SHA1, DATA)), "cid:" },
  { MESSAGE (BOB (SHA1, DATA)), "cid:" SHA256 },
  { MESSAGE (BOB (SHA1, "")), "cid:" SHA1 },
  { MESSAGE (BOB (SHA1, "%%%%")), "cid:" SHA1 },
  { MESSAGE ("<data xmlns='urn:other' cid='" SHA1 "'>" DATA "</data>"), "cid:" SHA1 },
  { MESSAGE ("<data xmlns='" KITH_NS_BOB "'>" DATA "</data>"), "cid:" SHA1 },

  /* Not what the name says. */
  { MESSAGE (BOB (SHA1, "aGVsbG9v")), "cid:" SHA1 },
  { MESSAGE (BOB ("sha1+aaf4@bob.xmpp.org", DATA)), "cid:sha1+aaf4@bob.xmpp.org" },
  { MESSAGE (BOB ("md5+5d41402abc4b2a76b9719d911017c592@bob.xmpp.org", DATA)), "cid:md5+5d41402abc4b2a76b9719d911017c592@bob.xmpp.org" },
  { MESSAGE (BOB ("sha1+aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d@evil.example", DATA)),
    "cid:sha1+aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d@evil.example" },

  /* Deeper than anybody puts it. */
  { MESSAGE ("<a xmlns='a'><a><a><a><a>" BOB (SHA1, DATA) "</a></a></a></a></a>"), "cid:" SHA1 },
};

static void
test_nothing (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (NOTHING); i++)
    {
      g_autoptr(GBytes) bytes = find (NOTHING[i][0], NOTHING[i][1]);

      g_test_message ("case %u", i);
      g_assert_null (bytes);
    }
}

/* A megabyte in a stanza is no letter. */
static void
test_too_much (void)
{
  g_autofree guint8 *data = g_malloc0 (1024 * 1024);
  g_autofree char *base64 = g_base64_encode (data, 1024 * 1024);
  g_autofree char *hash = g_compute_checksum_for_data (G_CHECKSUM_SHA1, data, 1024 * 1024);
  g_autofree char *text = g_strdup_printf (MESSAGE (BOB ("sha1+%s@bob.xmpp.org", "%s")), hash, base64);
  g_autofree char *uri = g_strdup_printf ("cid:sha1+%s@bob.xmpp.org", hash);
  g_autoptr(GBytes) bytes = find (text, uri);

  g_assert_null (bytes);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/bob/found", test_found);
  g_test_add_func ("/bob/nothing", test_nothing);
  g_test_add_func ("/bob/too-much", test_too_much);

  return g_test_run ();
}
