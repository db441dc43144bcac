/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-bob.h"

#include "kith-ns.h"
#include "kith-sasl.h"

#include <string.h>

/* Bits of binary (XEP-0231) that came inside a stanza. */

/* XEP-0231, 7 says 8 kB; pictures with letters in them take more. */
#define MAX_SIZE (256 * 1024)
#define MAX_DEPTH 4

/* The data is what its name says: "ALGORITHM+HASH@bob.xmpp.org" */
static gboolean
matches_name (GBytes     *bytes,
              const char *cid)
{
  static const struct
  {
    const char   *prefix;
    GChecksumType type;
  } ALGORITHMS[] = {
    { "sha1+", G_CHECKSUM_SHA1 },
    { "sha256+", G_CHECKSUM_SHA256 },
    { "sha-256+", G_CHECKSUM_SHA256 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ALGORITHMS); i++)
    {
      g_autofree char *hash = NULL;
      const char *rest;

      if (!g_str_has_prefix (cid, ALGORITHMS[i].prefix))
        continue;

      hash = g_compute_checksum_for_bytes (ALGORITHMS[i].type, bytes);
      rest = cid + strlen (ALGORITHMS[i].prefix);
      return g_ascii_strncasecmp (rest, hash, strlen (hash)) == 0 && g_str_equal (rest + strlen (hash), "@bob.xmpp.org");
    }

  return FALSE;
}

static char *
without_space (const char *text)
{
  g_autofree char *copy = g_malloc (strlen (text) + 1);
  gsize length = 0;

  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isspace (*p))
      copy[length++] = *p;
  copy[length] = '\0';

  return g_steal_pointer (&copy);
}

static GBytes *
read_data (KithStanza *element,
           const char *cid)
{
  g_autofree char *text = kith_stanza_dup_text (element);
  g_autofree char *base64 = text != NULL ? without_space (text) : NULL;
  g_autoptr(GBytes) bytes = NULL;

  if (base64 == NULL || *base64 == '\0' || strlen (base64) / 4 * 3 > MAX_SIZE)
    return NULL;

  bytes = kith_sasl_decode (base64);
  return bytes != NULL && matches_name (bytes, cid) ? g_steal_pointer (&bytes) : NULL;
}

static GBytes *
find_below (KithStanza *element,
            const char *cid,
            guint       depth)
{
  if (kith_stanza_is (element, "data", KITH_NS_BOB) && g_strcmp0 (kith_stanza_get (element, "cid"), cid) == 0)
    return read_data (element, cid);

  if (depth == 0)
    return NULL;

  for (KithStanza *child = kith_stanza_first (element); child != NULL; child = kith_stanza_next (child))
    {
      GBytes *found = find_below (child, cid, depth - 1);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/**
 * kith_bob_find:
 * @root: the stanza that may carry the data
 * @uri: such as "cid:sha1+…@bob.xmpp.org"
 *
 * Returns: (transfer full) (nullable): what @uri names (XEP-0231), if it is inside @root and is what its hash says
 */
GBytes *
kith_bob_find (KithStanza *root,
               const char *uri)
{
  g_return_val_if_fail (root != NULL, NULL);
  g_return_val_if_fail (uri != NULL, NULL);

  if (!g_str_has_prefix (uri, "cid:"))
    return NULL;

  return find_below (root, uri + strlen ("cid:"), MAX_DEPTH);
}
