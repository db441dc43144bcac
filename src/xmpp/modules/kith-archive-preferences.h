/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-jid.h"
#include "kith-stanza.h"

G_BEGIN_DECLS

/**
 * KithArchiveDefault:
 * @KITH_ARCHIVE_DEFAULT_ROSTER: what is exchanged with the contacts of the roster
 */
typedef enum
{
  KITH_ARCHIVE_DEFAULT_ALWAYS,
  KITH_ARCHIVE_DEFAULT_NEVER,
  KITH_ARCHIVE_DEFAULT_ROSTER,
} KithArchiveDefault;

#define KITH_TYPE_ARCHIVE_PREFERENCES (kith_archive_preferences_get_type ())

/**
 * KithArchivePreferences:
 *
 * What the own archive keeps (XEP-0441); a plain value, everything in it is owned.
 */
typedef struct
{
  KithArchiveDefault fallback;   /* of what is kept with whoever is in neither list */
  GPtrArray *always;             /* of KithJid (owned); a bare address is all its devices */
  GPtrArray *never;              /* of KithJid (owned) */
} KithArchivePreferences;

GType kith_archive_preferences_get_type (void) G_GNUC_CONST;
KithArchivePreferences *kith_archive_preferences_new (void) G_GNUC_WARN_UNUSED_RESULT;
KithArchivePreferences *kith_archive_preferences_copy (const KithArchivePreferences *self) G_GNUC_WARN_UNUSED_RESULT;
void kith_archive_preferences_free (KithArchivePreferences *self);

/* Puts @jid on one of the lists, and so not on the other. */
void kith_archive_preferences_set_kept (KithArchivePreferences *self, KithJid *jid, gboolean kept);

/* Takes @jid off both lists: what is kept with it is what is kept with anybody. */
void kith_archive_preferences_unset (KithArchivePreferences *self, KithJid *jid);
gboolean kith_archive_preferences_is_never (const KithArchivePreferences *self, KithJid *jid);

/* The <prefs/>. */
KithArchivePreferences *kith_archive_preferences_new_from_stanza (KithStanza *prefs) G_GNUC_WARN_UNUSED_RESULT;
KithStanza *kith_archive_preferences_to_stanza (const KithArchivePreferences *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithArchivePreferences, kith_archive_preferences_free)

G_END_DECLS
