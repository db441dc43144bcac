/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "kith-links.h"

static void
assert_links (const char        *text,
              const char *const *expected)
{
  g_autoptr(GArray) links = kith_links_find (text);
  guint last = 0;

  g_assert_cmpuint (links->len, ==, g_strv_length ((char **)expected));

  for (guint i = 0; i < links->len; i++)
    {
      KithLink *link = &g_array_index (links, KithLink, i);

      g_assert_cmpstr (link->uri, ==, expected[i]);
      g_assert_true (kith_links_may_open (link->uri));
      g_assert_cmpuint (link->start, >=, last);
      g_assert_cmpuint (link->end, >, link->start);
      g_assert_cmpuint (link->end, <=, strlen (text));
      last = link->end;
    }
}

#define LINKS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define NONE ((const char *const[]){ NULL })

static void
test_schemes (void)
{
  assert_links ("https://kith.im", LINKS ("https://kith.im"));
  assert_links ("see http://a.b/c?d=e&f#g now", LINKS ("http://a.b/c?d=e&f#g"));
  assert_links ("HTTPS://KITH.IM", LINKS ("HTTPS://KITH.IM"));
  assert_links ("xmpp:ada@kith.im?message", LINKS ("xmpp:ada@kith.im?message"));
  assert_links ("mailto:ada@kith.im", LINKS ("mailto:ada@kith.im"));
  assert_links ("geo:-12.3,45.6", LINKS ("geo:-12.3,45.6"));
  assert_links ("tel:+44123", LINKS ("tel:+44123"));
  assert_links ("www.kith.im", LINKS ("https://www.kith.im"));
  assert_links ("https://münchen.example/größe", LINKS ("https://münchen.example/größe"));
  assert_links ("http://[::1]:5280/x", LINKS ("http://[::1]:5280/x"));
  assert_links ("https://a.b https://c.d\nhttps://e.f", LINKS ("https://a.b", "https://c.d", "https://e.f"));
}

static void
test_ends (void)
{
  assert_links ("Look at https://kith.im.", LINKS ("https://kith.im"));
  assert_links ("(https://kith.im)", LINKS ("https://kith.im"));
  assert_links ("https://a.b/x_(y)", LINKS ("https://a.b/x_(y)"));
  assert_links ("(see https://a.b/x_(y))", LINKS ("https://a.b/x_(y)"));
  assert_links ("<https://kith.im>, really?", LINKS ("https://kith.im"));
  assert_links ("\"https://kith.im\"!", LINKS ("https://kith.im"));
  assert_links ("看https://kith.im。好", NONE);
  assert_links ("看 https://kith.im。好", LINKS ("https://kith.im"));
  /* Marks that turn the direction of writing end an address. */
  assert_links ("https://kith.im/\u202egpj.exe", LINKS ("https://kith.im/"));
}

static void
test_nothing (void)
{
  static const char *const texts[] = {
    "", "hello", "12:30", "a:b", "https://", "https:// x", "http:/a", "xmpp:", "www.", "file:///etc/passwd",
    "javascript:alert(1)", "data:text/html,x", "ftp://a.b", "xhttps://a.b", "smb://a/b", "note: this",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_links (texts[i], NONE);
}

static void
test_may_open (void)
{
  g_assert_true (kith_links_may_open ("https://kith.im"));
  g_assert_false (kith_links_may_open ("file:///etc/passwd"));
  g_assert_false (kith_links_may_open ("kith:more"));
  g_assert_false (kith_links_may_open ("https://"));
  g_assert_false (kith_links_may_open ("https://a b"));
  g_assert_false (kith_links_may_open (""));
}

/* A flood costs no more than a long message, and is cut. */
static void
test_flood (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GArray) links = NULL;
  g_autofree char *endless = g_strnfill (100000, 'a');
  g_autofree char *uri = g_strconcat ("https://", endless, NULL);
  g_autoptr(GArray) none = kith_links_find (uri);

  for (int i = 0; i < 10000; i++)
    g_string_append (text, "https://kith.im ");

  links = kith_links_find (text->str);
  g_assert_cmpuint (links->len, ==, 64);
  g_assert_cmpuint (none->len, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/links/schemes", test_schemes);
  g_test_add_func ("/links/ends", test_ends);
  g_test_add_func ("/links/nothing", test_nothing);
  g_test_add_func ("/links/may-open", test_may_open);
  g_test_add_func ("/links/flood", test_flood);

  return g_test_run ();
}
