/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-avatar-module.h"

#include <string.h>

/* Base64 of the greatest avatar, with room for line breaks. */
#define MAX_TEXT (KITH_AVATAR_MAX_SIZE / 3 * 4 + KITH_AVATAR_MAX_SIZE / 16)

static gboolean
has_prefix (const guint8 *data, gsize size, const char *prefix, gsize length)
{
  return size >= length && memcmp (data, prefix, length) == 0;
}

/**
 * kith_avatar_sniff:
 *
 * Looks at the data itself: what the other side calls it does not count, and a drawing (SVG) may hold anything.
 *
 * Returns: (transfer none) (nullable): the media type, %NULL for one that is not shown
 */
const char *
kith_avatar_sniff (GBytes *data)
{
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (data, &size);

  if (has_prefix (bytes, size, "\x89PNG\r\n\x1a\n", 8))
    return "image/png";
  if (has_prefix (bytes, size, "\xff\xd8\xff", 3))
    return "image/jpeg";
  if (has_prefix (bytes, size, "GIF87a", 6) || has_prefix (bytes, size, "GIF89a", 6))
    return "image/gif";
  if (has_prefix (bytes, size, "RIFF", 4) && size >= 12 && memcmp (bytes + 8, "WEBP", 4) == 0)
    return "image/webp";

  return NULL;
}

/**
 * kith_avatar_decode:
 *
 * Returns: (transfer full) (nullable): the image; %NULL for one that is too big, or none
 */
GBytes *
kith_avatar_decode (const char *base64)
{
  g_autoptr(GBytes) data = NULL;
  gsize size = 0;
  guchar *bytes = NULL;

  if (strlen (base64) > MAX_TEXT)
    return NULL;

  bytes = g_base64_decode (base64, &size);
  data = g_bytes_new_take (bytes, size);
  if (size > KITH_AVATAR_MAX_SIZE || kith_avatar_sniff (data) == NULL)
    return NULL;

  return g_steal_pointer (&data);
}
