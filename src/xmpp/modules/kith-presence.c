/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-presence.h"

#include <string.h>

#include "kith-datetime.h"
#include "kith-ns.h"

/* In bytes; what is longer is cut. */
#define MAX_STATUS 4096
#define MAX_NICK 1023

G_DEFINE_BOXED_TYPE (KithPresence, kith_presence, kith_presence_copy, kith_presence_free)

KithPresence *
kith_presence_new (KithJid *jid, KithShow show)
{
  KithPresence *self = g_new0 (KithPresence, 1);

  self->jid = kith_jid_ref (jid);
  self->show = show;

  return self;
}

KithPresence *
kith_presence_copy (const KithPresence *self)
{
  KithPresence *copy = g_memdup2 (self, sizeof *self);

  kith_jid_ref (copy->jid);
  copy->status = g_strdup (self->status);
  copy->nick = g_strdup (self->nick);
  copy->avatar_hash = g_strdup (self->avatar_hash);
  copy->caps_node = g_strdup (self->caps_node);
  copy->caps_hash = g_strdup (self->caps_hash);
  copy->caps_ver = g_strdup (self->caps_ver);

  return copy;
}

void
kith_presence_free (KithPresence *self)
{
  kith_jid_unref (self->jid);
  g_free (self->status);
  g_free (self->nick);
  g_free (self->avatar_hash);
  g_free (self->caps_node);
  g_free (self->caps_hash);
  g_free (self->caps_ver);
  g_free (self);
}

/* A word that is not known is as if there were none (RFC 6121, 4.7.2.1). */
static KithShow
parse_show (KithStanza *stanza)
{
  g_autofree char *text = NULL;

  if (g_strcmp0 (kith_stanza_get (stanza, "type"), "unavailable") == 0 ||
      g_strcmp0 (kith_stanza_get (stanza, "type"), "error") == 0)
    return KITH_SHOW_OFFLINE;

  text = kith_stanza_dup_child_text (stanza, "show", KITH_NS_CLIENT);
  if (text == NULL)
    return KITH_SHOW_AVAILABLE;

  g_strstrip (text);
  if (g_str_equal (text, "away"))
    return KITH_SHOW_AWAY;
  if (g_str_equal (text, "chat"))
    return KITH_SHOW_CHATTY;
  if (g_str_equal (text, "dnd"))
    return KITH_SHOW_DO_NOT_DISTURB;
  if (g_str_equal (text, "xa"))
    return KITH_SHOW_EXTENDED_AWAY;

  return KITH_SHOW_AVAILABLE;
}

static int
parse_priority (KithStanza *stanza)
{
  g_autofree char *text = kith_stanza_dup_child_text (stanza, "priority", KITH_NS_CLIENT);
  gint64 priority = 0;

  if (text == NULL || !g_ascii_string_to_signed (g_strstrip (text), 10, -128, 127, &priority, NULL))
    return 0;

  return (int)priority;
}

/* Nobody has been idle since tomorrow. */
static gint64
parse_idle (KithStanza *stanza)
{
  KithStanza *idle = kith_stanza_find (stanza, "idle", KITH_NS_IDLE);
  gint64 since = 0;

  if (idle == NULL || kith_stanza_get (idle, "since") == NULL)
    return 0;
  if (!kith_datetime_parse (kith_stanza_get (idle, "since"), &since) || since < 0 || since > g_get_real_time ())
    return 0;

  return since;
}

static void
read_avatar (KithPresence *self, KithStanza *stanza)
{
  KithStanza *update = kith_stanza_find (stanza, "x", KITH_NS_VCARD_UPDATE);
  KithStanza *photo = update != NULL ? kith_stanza_find (update, "photo", KITH_NS_VCARD_UPDATE) : NULL;
  g_autofree char *hash = NULL;

  if (photo == NULL)
    return;

  hash = kith_stanza_dup_short_text (photo, MAX_NICK);
  if (hash == NULL)
    self->avatar_hash = g_strdup ("");
  else if (strlen (hash) == 40 && strspn (hash, "0123456789abcdefABCDEF") == 40)
    self->avatar_hash = g_ascii_strdown (hash, -1);
}

static void
read_caps (KithPresence *self, KithStanza *stanza)
{
  KithStanza *caps = kith_stanza_find (stanza, "c", KITH_NS_CAPS);

  if (caps == NULL)
    return;

  self->caps_node = kith_stanza_dup_id (caps, "node");
  self->caps_hash = kith_stanza_dup_id (caps, "hash");
  self->caps_ver = kith_stanza_dup_id (caps, "ver");
}

/**
 * kith_presence_new_from_stanza:
 * @stanza: available or unavailable presence, or its error, which counts as unavailable
 * @from: whose
 *
 * Returns: (transfer full): what it says; anything in it that makes no sense is as if it were not there
 */
KithPresence *
kith_presence_new_from_stanza (KithStanza *stanza, KithJid *from)
{
  KithPresence *self = kith_presence_new (from, parse_show (stanza));
  KithStanza *status = kith_stanza_find (stanza, "status", KITH_NS_CLIENT);
  KithStanza *nick = kith_stanza_find (stanza, "nick", KITH_NS_NICK);

  if (status != NULL)
    self->status = kith_stanza_dup_short_text (status, MAX_STATUS);
  if (nick != NULL)
    self->nick = kith_stanza_dup_short_text (nick, MAX_NICK);

  self->priority = parse_priority (stanza);
  self->idle_since = parse_idle (stanza);
  read_avatar (self, stanza);
  read_caps (self, stanza);

  return self;
}
