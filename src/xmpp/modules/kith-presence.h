/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-stanza.h"
#include "kith-types.h"

G_BEGIN_DECLS

#define KITH_TYPE_PRESENCE (kith_presence_get_type ())

/**
 * KithPresence:
 *
 * What one device says about itself (RFC 6121, 4); a plain value. Strings are owned, NULL: not said.
 */
typedef struct
{
  KithJid *jid;         /* owned; full, but bare where a server speaks for a whole account */
  KithShow show;        /* OFFLINE to CHATTY */
  char *status;
  int priority;
  gint64 idle_since;    /* µs since 1970 (XEP-0319), 0: not said */
  gint64 time;          /* µs since 1970, when it was sent, where the sender's server delayed it (XEP-0203), 0: now */
  char *nick;           /* XEP-0172 */
  char *avatar_hash;    /* XEP-0153: SHA-1 in hexadecimal, "": no avatar, NULL: nothing said */
  char *caps_node;      /* XEP-0115 */
  char *caps_hash;
  char *caps_ver;
} KithPresence;

GType kith_presence_get_type (void) G_GNUC_CONST;
KithPresence *kith_presence_new (KithJid *jid, KithShow show) G_GNUC_WARN_UNUSED_RESULT;
KithPresence *kith_presence_new_from_stanza (KithStanza *stanza, KithJid *from) G_GNUC_WARN_UNUSED_RESULT;
KithPresence *kith_presence_copy (const KithPresence *self) G_GNUC_WARN_UNUSED_RESULT;
void kith_presence_free (KithPresence *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithPresence, kith_presence_free)

G_END_DECLS
