/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-jid.h"

#include "kith-precis.h"

#include <string.h>

/*
 * An address is prepared once, when it is made, and kept with all its parts, so that comparing,
 * hashing and showing it costs nothing afterwards. It never changes: any thread may hold it.
 */

#define MAX_PART_BYTES 1023  /* RFC 7622, 3.1 */
#define MAX_INPUT_BYTES 8192 /* a part may shrink when it is prepared, but not from this */
#define MAX_DOMAIN_ASCII_BYTES 253
#define MAX_LABEL_ASCII_BYTES 63

struct _KithJid
{
  char       *text;       /* owned */
  char       *bare;       /* owned, or the same as text */
  char       *localpart;  /* owned, NULL where there is none */
  const char *domainpart; /* the end of bare */
  const char *resource;   /* the end of text, NULL where there is none */
  guint       hash;
};

G_DEFINE_BOXED_TYPE (KithJid, kith_jid, kith_jid_ref, kith_jid_unref)
G_DEFINE_QUARK (kith-jid-error-quark, kith_jid_error)

static void
clear_jid (gpointer data)
{
  KithJid *self = data;

  if (self->bare != self->text)
    g_free (self->bare);
  g_free (self->text);
  g_free (self->localpart);
}

/* Takes localpart; domainpart and resource are copied. */
static KithJid *
jid_from_parts (char       *localpart,
                const char *domainpart,
                const char *resource)
{
  KithJid *self = g_atomic_rc_box_new0 (KithJid);

  self->localpart = localpart;
  if (localpart != NULL)
    self->bare = g_strconcat (localpart, "@", domainpart, NULL);
  else
    self->bare = g_strdup (domainpart);
  self->domainpart = self->bare + strlen (self->bare) - strlen (domainpart);
  if (resource != NULL)
    {
      self->text = g_strconcat (self->bare, "/", resource, NULL);
      self->resource = self->text + strlen (self->bare) + 1;
    }
  else
    {
      self->text = self->bare;
    }
  self->hash = g_str_hash (self->text);

  return self;
}

static gboolean
check_part_length (const char *part,
                   GError    **error)
{
  if (strlen (part) <= MAX_PART_BYTES)
    return TRUE;

  g_set_error_literal (error, KITH_JID_ERROR, KITH_JID_ERROR_TOO_LONG,
                       "A part of the address is longer than 1023 bytes");
  return FALSE;
}

static char *
prepare_localpart (const char *text,
                   gsize       length,
                   GError    **error)
{
  g_autofree char *prepared = kith_precis_username (text, length);

  if (prepared == NULL || strpbrk (prepared, "\"&'/:<>@") != NULL)
    {
      g_set_error_literal (error, KITH_JID_ERROR, KITH_JID_ERROR_LOCALPART,
                           "The part before the @ is empty or has a character that is not allowed");
      return NULL;
    }
  if (!check_part_length (prepared, error))
    return NULL;

  return g_steal_pointer (&prepared);
}

static char *
prepare_resource (const char *text,
                  GError    **error)
{
  g_autofree char *prepared = NULL;

  if (strlen (text) > MAX_INPUT_BYTES)
    {
      check_part_length (text, error);
      return NULL;
    }

  prepared = kith_precis_opaque (text, -1);
  if (prepared == NULL)
    {
      g_set_error_literal (error, KITH_JID_ERROR, KITH_JID_ERROR_RESOURCEPART,
                           "The part after the / is empty or has a character that is not allowed");
      return NULL;
    }
  if (!check_part_length (prepared, error))
    return NULL;

  return g_steal_pointer (&prepared);
}

static gboolean
is_ip_of_family (const char   *text,
                 GSocketFamily family)
{
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string (text);

  return address != NULL && g_inet_address_get_family (address) == family;
}

/* “[2001:DB8::1]” → “[2001:db8::1]”, so that one address has one spelling. */
static char *
prepare_ipv6_literal (const char *text)
{
  gsize length = strlen (text);
  g_autofree char *inner = NULL;
  g_autofree char *canonical = NULL;
  g_autoptr(GInetAddress) address = NULL;

  if (length < 4 || text[length - 1] != ']' || strchr (text, '%') != NULL)
    return NULL;

  inner = g_strndup (text + 1, length - 2);
  if (!is_ip_of_family (inner, G_SOCKET_FAMILY_IPV6))
    return NULL;

  address = g_inet_address_new_from_string (inner);
  canonical = g_inet_address_to_string (address);
  return g_strdup_printf ("[%s]", canonical);
}

static gboolean
is_ldh_name (const char *ascii)
{
  g_auto(GStrv) labels = g_strsplit (ascii, ".", -1);

  if (*ascii == '\0' || strlen (ascii) > MAX_DOMAIN_ASCII_BYTES)
    return FALSE;

  for (gsize i = 0; labels[i] != NULL; i++)
    {
      gsize length = strlen (labels[i]);

      if (length == 0 || length > MAX_LABEL_ASCII_BYTES)
        return FALSE;
      if (labels[i][0] == '-' || labels[i][length - 1] == '-')
        return FALSE;
      for (const char *p = labels[i]; *p != '\0'; p++)
        {
          if (!g_ascii_isalnum (*p) && *p != '-')
            return FALSE;
        }
    }

  return TRUE;
}

static gboolean
labels_are_identifiers (const char *name)
{
  g_auto(GStrv) labels = g_strsplit (name, ".", -1);

  for (gsize i = 0; labels[i] != NULL; i++)
    {
      if (!kith_precis_is_identifier (labels[i]))
        return FALSE;
    }

  return TRUE;
}

/*
 * GLib's tables are those of IDNA2003, which make another name of “ß”, “ς” and the joiners. Such
 * a name is refused rather than silently led to somebody else's server; its A-label is taken.
 */
static gboolean
is_ambiguous (const char *name)
{
  return strstr (name, "\u00DF") != NULL || strstr (name, "\u1E9E") != NULL ||
         strstr (name, "\u03C2") != NULL || strstr (name, "\u200C") != NULL ||
         strstr (name, "\u200D") != NULL;
}

static char *
prepare_domain_name (const char *text)
{
  g_autofree char *lower = NULL;
  g_autofree char *ascii = NULL;
  g_autofree char *unicode = NULL;
  g_autofree char *again = NULL;

  if (is_ambiguous (text))
    return NULL;

  ascii = g_hostname_to_ascii (text);
  if (ascii == NULL)
    return NULL;

  lower = g_ascii_strdown (ascii, -1);
  if (!is_ldh_name (lower))
    return NULL;

  if (!g_hostname_is_ascii_encoded (lower))
    return g_steal_pointer (&lower);

  unicode = g_hostname_to_unicode (lower);
  if (unicode == NULL)
    return NULL;
  if (is_ambiguous (unicode))
    return g_steal_pointer (&lower);

  again = g_hostname_to_ascii (unicode);
  if (g_strcmp0 (again, lower) != 0 || !labels_are_identifiers (unicode))
    return NULL;

  return g_steal_pointer (&unicode);
}

static char *
prepare_domainpart (const char *text,
                    gsize       length,
                    GError    **error)
{
  g_autofree char *plain = NULL;
  g_autofree char *prepared = NULL;

  if (length > 0 && text[length - 1] == '.')
    length--;

  plain = g_strndup (text, length);
  if (length > 0 && g_utf8_validate (plain, length, NULL))
    {
      if (plain[0] == '[')
        prepared = prepare_ipv6_literal (plain);
      else
        prepared = prepare_domain_name (plain);
    }

  if (prepared == NULL)
    {
      g_set_error_literal (error, KITH_JID_ERROR, KITH_JID_ERROR_DOMAINPART,
                           "The server's name is empty or not a valid name");
      return NULL;
    }
  if (!check_part_length (prepared, error))
    return NULL;

  return g_steal_pointer (&prepared);
}

static gboolean
check_input (const char *text,
             GError    **error)
{
  if (text == NULL || *text == '\0')
    {
      g_set_error_literal (error, KITH_JID_ERROR, KITH_JID_ERROR_EMPTY, "The address is empty");
      return FALSE;
    }
  if (strlen (text) > 3 * MAX_INPUT_BYTES)
    {
      g_set_error_literal (error, KITH_JID_ERROR, KITH_JID_ERROR_TOO_LONG,
                           "The address is too long");
      return FALSE;
    }

  return TRUE;
}

/**
 * kith_jid_new:
 * @text: (nullable): an address as somebody typed or sent it
 * @error: a %KITH_JID_ERROR that names the first part that is wrong
 *
 * Splits and prepares an address (RFC 7622, 3): the localpart by UsernameCaseMapped, the
 * domainpart as an IP literal or a name in U-labels, the resourcepart by OpaqueString.
 * %KITH_JID_ERROR_EMPTY is for an address without any text; an empty part is that part's error.
 *
 * Returns: (transfer full) (nullable): the address, or %NULL with @error set
 */
KithJid *
kith_jid_new (const char *text,
              GError    **error)
{
  const char *slash;
  const char *at;
  const char *domain;
  gsize bare_length;
  g_autofree char *localpart = NULL;
  g_autofree char *domainpart = NULL;
  g_autofree char *resource = NULL;

  if (!check_input (text, error))
    return NULL;

  slash = strchr (text, '/');
  bare_length = slash != NULL ? (gsize)(slash - text) : strlen (text);
  at = memchr (text, '@', bare_length);
  domain = at != NULL ? at + 1 : text;

  if (at != NULL)
    {
      localpart = prepare_localpart (text, at - text, error);
      if (localpart == NULL)
        return NULL;
    }

  domainpart = prepare_domainpart (domain, text + bare_length - domain, error);
  if (domainpart == NULL)
    return NULL;

  if (slash != NULL)
    {
      resource = prepare_resource (slash + 1, error);
      if (resource == NULL)
        return NULL;
    }

  return jid_from_parts (g_steal_pointer (&localpart), domainpart, resource);
}

/**
 * kith_jid_ref:
 *
 * Returns: (transfer full): @self
 */
KithJid *
kith_jid_ref (KithJid *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

void
kith_jid_unref (KithJid *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear_jid);
}

/**
 * kith_jid_get_text:
 *
 * Returns: (transfer none): the whole prepared address
 */
const char *
kith_jid_get_text (const KithJid *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->text;
}

/**
 * kith_jid_get_bare_text:
 *
 * Returns: (transfer none): the address without its resource
 */
const char *
kith_jid_get_bare_text (const KithJid *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->bare;
}

/**
 * kith_jid_get_localpart:
 *
 * Returns: (transfer none) (nullable): what stands before the “@”; %NULL for a server
 */
const char *
kith_jid_get_localpart (const KithJid *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->localpart;
}

/**
 * kith_jid_get_short_text:
 *
 * Returns: (transfer none): what stands for a name where no name is known: the localpart, or of a server the domain
 */
const char *
kith_jid_get_short_text (const KithJid *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->localpart != NULL ? self->localpart : self->domainpart;
}

/**
 * kith_jid_get_domainpart:
 *
 * Returns: (transfer none): the server's name in U-labels, or an IP literal
 */
const char *
kith_jid_get_domainpart (const KithJid *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->domainpart;
}

/**
 * kith_jid_get_resourcepart:
 *
 * Returns: (transfer none) (nullable): what stands after the “/”; %NULL for a bare address
 */
const char *
kith_jid_get_resourcepart (const KithJid *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->resource;
}

/**
 * kith_jid_is_bare:
 *
 * Returns: whether @self has no resource
 */
gboolean
kith_jid_is_bare (const KithJid *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->resource == NULL;
}

/**
 * kith_jid_dup_bare:
 *
 * Returns: (transfer full): the address without its resource; @self itself where it has none
 */
KithJid *
kith_jid_dup_bare (KithJid *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->resource == NULL)
    return kith_jid_ref (self);

  return jid_from_parts (g_strdup (self->localpart), self->domainpart, NULL);
}

/**
 * kith_jid_with_resource:
 * @resource: (nullable): a resource that is not prepared yet; %NULL for the bare address
 * @error: a %KITH_JID_ERROR
 *
 * Returns: (transfer full) (nullable): the address of @resource, or %NULL with @error set
 */
KithJid *
kith_jid_with_resource (KithJid    *self,
                        const char *resource,
                        GError    **error)
{
  g_autofree char *prepared = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (resource == NULL)
    return kith_jid_dup_bare (self);

  prepared = prepare_resource (resource, error);
  if (prepared == NULL)
    return NULL;

  return jid_from_parts (g_strdup (self->localpart), self->domainpart, prepared);
}

/**
 * kith_jid_equal:
 * @a: a #KithJid
 * @b: a #KithJid
 *
 * Returns: whether both are the same address, resource included
 */
gboolean
kith_jid_equal (gconstpointer a,
                gconstpointer b)
{
  const KithJid *first = a;
  const KithJid *second = b;

  if (first == second)
    return TRUE;

  return first->hash == second->hash && strcmp (first->text, second->text) == 0;
}

/**
 * kith_jid_bare_equal:
 *
 * Returns: whether both are the same address when their resources are left aside
 */
gboolean
kith_jid_bare_equal (const KithJid *a,
                     const KithJid *b)
{
  g_return_val_if_fail (a != NULL, FALSE);
  g_return_val_if_fail (b != NULL, FALSE);

  return a == b || strcmp (a->bare, b->bare) == 0;
}

/**
 * kith_jid_hash:
 * @self: a #KithJid
 *
 * Returns: a hash of the whole address, for a #GHashTable with kith_jid_equal()
 */
guint
kith_jid_hash (gconstpointer self)
{
  return ((const KithJid *)self)->hash;
}
