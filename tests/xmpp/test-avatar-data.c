/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-avatar-module.h"

#include <string.h>

static void
test_sniff (void)
{
  static const struct
  {
    const char *data;
    gsize       size;
    const char *type;
  } rows[] = {
    { "\x89PNG\r\n\x1a\n....", 12, "image/png" },
    { "\xff\xd8\xff\xe0", 4, "image/jpeg" },
    { "GIF89a..", 8, "image/gif" },
    { "GIF87a", 6, "image/gif" },
    { "RIFF....WEBPVP8 ", 16, "image/webp" },
    { "RIFF....WAVE", 12, NULL },
    { "RIFF", 4, NULL },
    { "<svg xmlns='http://www.w3.org/2000/svg'/>", 41, NULL },
    { "\x89PNG", 4, NULL },
    { "", 0, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GBytes) data = g_bytes_new (rows[i].data, rows[i].size);

      g_assert_cmpstr (kith_avatar_sniff (data), ==, rows[i].type);
    }
}

static char *
encode (gsize size)
{
  g_autofree guint8 *bytes = g_malloc0 (size);

  memcpy (bytes, "GIF89a", 6);

  return g_base64_encode (bytes, size);
}

static void
test_decode (void)
{
  g_autofree char *largest = encode (KITH_AVATAR_MAX_SIZE);
  g_autofree char *too_large = encode (KITH_AVATAR_MAX_SIZE + 1);
  g_autofree char *bomb = g_strnfill (4 * 1024 * 1024, 'A');
  g_autoptr(GBytes) data = kith_avatar_decode (largest);

  g_assert_cmpuint (g_bytes_get_size (data), ==, KITH_AVATAR_MAX_SIZE);
  g_assert_null (kith_avatar_decode (too_large));
  g_assert_null (kith_avatar_decode (bomb));
  g_assert_null (kith_avatar_decode (""));
  g_assert_null (kith_avatar_decode ("%%%"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/avatar-data/sniff", test_sniff);
  g_test_add_func ("/avatar-data/decode", test_decode);

  return g_test_run ();
}
