/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-scram-message.h"

#include "kith-sasl.h"
#include "kith-scram.h"
#include "kith-xmpp-error.h"

#include <string.h>

/* The messages of SCRAM as text (RFC 5802, 7). Everything here comes from a server: parsed, checked, never trusted. */

#define MAX_MESSAGE 4096

static gboolean
fail (GError    **error,
      const char *what)
{
  g_set_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL, "SCRAM: %s", what);
  return FALSE;
}

/* The value of "x=value", or NULL. */
static const char *
value_of (const char *field,
          char        name)
{
  return field != NULL && field[0] == name && field[1] == '=' ? field + 2 : NULL;
}

static gboolean
is_nonce (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (*p < 0x21 || *p > 0x7E || *p == ',')
      return FALSE;

  return TRUE;
}

static gboolean
parse_nonce (KithScramChallenge *self,
             const char         *field,
             const char         *client_nonce,
             GError            **error)
{
  const char *value = value_of (field, 'r');

  if (value == NULL || !is_nonce (value))
    return fail (error, "no nonce");

  if (!g_str_has_prefix (value, client_nonce) || strlen (value) == strlen (client_nonce))
    return fail (error, "the nonce is not made from ours");

  self->nonce = g_strdup (value);
  return TRUE;
}

/* base64 without the white space that XML around it may have */
static GBytes *
decode_value (const char *value)
{
  if (value == NULL || *value == '\0' || g_ascii_isspace (*value) || g_ascii_isspace (value[strlen (value) - 1]))
    return NULL;

  return kith_sasl_decode (value);
}

static gboolean
parse_salt (KithScramChallenge *self,
            const char         *field,
            GError            **error)
{
  self->salt = decode_value (value_of (field, 's'));

  if (self->salt == NULL || g_bytes_get_size (self->salt) == 0)
    return fail (error, "no salt");

  return TRUE;
}

static gboolean
parse_iterations (KithScramChallenge *self,
                  const char         *field,
                  GError            **error)
{
  const char *value = value_of (field, 'i');
  guint64 count;

  if (value == NULL || *value == '0' || !g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT64, &count, NULL))
    return fail (error, "no iteration count");

  if (count < KITH_SCRAM_MIN_ITERATIONS)
    return fail (error, "so few iterations protect nothing");

  if (count > KITH_SCRAM_MAX_ITERATIONS)
    return fail (error, "so many iterations are no login");

  self->iterations = count;
  return TRUE;
}

/* RFC 5802, 5.1: an extension that is not known is passed over; "m" is the one that must not be. */
static gboolean
parse_extensions (KithScramChallenge *self,
                  char              **fields,
                  GError            **error)
{
  for (guint i = 0; fields[i] != NULL; i++)
    {
      const char *field = fields[i];

      if (!g_ascii_isalpha (field[0]) || field[1] != '=' || field[2] == '\0')
        return fail (error, "a malformed extension");

      if (strchr ("rsim", field[0]) != NULL)
        return fail (error, "an extension that cannot be");

      if (field[0] != 'h')
        continue;

      if (self->offer_hash != NULL)
        return fail (error, "two hashes of the offer");

      self->offer_hash = decode_value (field + 2);
      if (self->offer_hash == NULL)
        return fail (error, "a malformed hash of the offer");
    }

  return TRUE;
}

/* "other-error" and its kin, shown in logs: letters and dashes only */
static gboolean
report_server_error (const char *value,
                     GError    **error)
{
  gsize known = strspn (value, "abcdefghijklmnopqrstuvwxyz0123456789-");
  KithXmppError code = KITH_XMPP_ERROR_SERVER_REFUSED;

  if (g_str_equal (value, "invalid-proof") || g_str_equal (value, "unknown-user"))
    code = KITH_XMPP_ERROR_NOT_AUTHORIZED;

  g_set_error (error, KITH_XMPP_ERROR, code, "SCRAM: %.*s", (int)MIN (known, 64), value);
  return FALSE;
}

/**
 * kith_scram_challenge_parse:
 * @text: server-first-message
 * @client_nonce: the nonce that we sent
 *
 * Returns: (transfer full): what it says, or %NULL with %KITH_XMPP_ERROR
 */
KithScramChallenge *
kith_scram_challenge_parse (const char *text,
                            const char *client_nonce,
                            GError    **error)
{
  g_autoptr(KithScramChallenge) self = g_new0 (KithScramChallenge, 1);
  g_auto(GStrv) fields = NULL;

  if (strlen (text) > MAX_MESSAGE)
    {
      fail (error, "a message that is too long");
      return NULL;
    }

  fields = g_strsplit (text, ",", -1);

  if (value_of (fields[0], 'e') != NULL)
    {
      report_server_error (value_of (fields[0], 'e'), error);
      return NULL;
    }

  if (g_strv_length (fields) < 3)
    {
      fail (error, "a message that lacks parts");
      return NULL;
    }

  if (!parse_nonce (self, fields[0], client_nonce, error) ||
      !parse_salt (self, fields[1], error) ||
      !parse_iterations (self, fields[2], error) ||
      !parse_extensions (self, fields + 3, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
kith_scram_challenge_free (KithScramChallenge *self)
{
  if (self == NULL)
    return;

  g_free (self->nonce);
  g_clear_pointer (&self->salt, g_bytes_unref);
  g_clear_pointer (&self->offer_hash, g_bytes_unref);
  g_free (self);
}

/**
 * kith_scram_parse_signature:
 * @text: server-final-message
 *
 * Returns: (transfer full): the server's signature, or %NULL with %KITH_XMPP_ERROR
 */
GBytes *
kith_scram_parse_signature (const char *text,
                            GError    **error)
{
  g_auto(GStrv) fields = NULL;
  g_autoptr(GBytes) signature = NULL;

  if (strlen (text) > MAX_MESSAGE)
    {
      fail (error, "a message that is too long");
      return NULL;
    }

  fields = g_strsplit (text, ",", -1);

  if (value_of (fields[0], 'e') != NULL)
    {
      report_server_error (value_of (fields[0], 'e'), error);
      return NULL;
    }

  signature = decode_value (value_of (fields[0], 'v'));
  if (signature == NULL)
    fail (error, "no signature of the server");

  return g_steal_pointer (&signature);
}

/**
 * kith_scram_escape_name:
 *
 * Returns: (transfer full): @name as a saslname (RFC 5802, 5.1)
 */
char *
kith_scram_escape_name (const char *name)
{
  g_autoptr(GString) escaped = g_string_new (NULL);

  for (const char *p = name; *p != '\0'; p++)
    {
      if (*p == ',')
        g_string_append (escaped, "=2C");
      else if (*p == '=')
        g_string_append (escaped, "=3D");
      else
        g_string_append_c (escaped, *p);
    }

  return g_string_free (g_steal_pointer (&escaped), FALSE);
}
