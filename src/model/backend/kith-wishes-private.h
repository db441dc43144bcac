/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-archiving-keeper-private.h"
#include "kith-profiles-private.h"
#include "kith-roster-keeper-private.h"
#include "kith-store-wishes.h"

G_BEGIN_DECLS

/**
 * KithWishes:
 *
 * What the person wants done for somebody of one account: to be in the roster or not, to see and be seen; or of
 * themselves: to have another name, or another default of what the server keeps. The server is asked at once where there is one; else the wish is stored, what can be is done here, and the server is asked at the next connection.
 */
#define KITH_TYPE_WISHES (kith_wishes_get_type ())
G_DECLARE_FINAL_TYPE (KithWishes, kith_wishes, KITH, WISHES, GObject)

KithWishes *kith_wishes_new (KithAccount         *account,
                             gint64               account_id,
                             KithStore           *store,
                             KithRosterKeeper    *keeper,
                             KithProfiles        *profiles,
                             KithArchivingKeeper *archiving) G_GNUC_WARN_UNUSED_RESULT;

/* What the store holds. @wishes: KithWishRecord */
void kith_wishes_restore (KithWishes *self, GPtrArray *wishes);

/* @task: (transfer full) (nullable): answers a boolean when the server has done it, or the store has it. */
void kith_wishes_add (KithWishes *self, const KithWishRecord *wish, GTask *task);

/* The same for what needs nothing but who it is about, and words for them to read (NULL: none). */
void kith_wishes_want (KithWishes *self, KithWishKind kind, KithContact *contact, const char *text, GTask *task);

/* A name and groups in the roster. @groups: (nullable) (array zero-terminated=1): NULL: as they are */
void kith_wishes_want_item (KithWishes *self, KithContact *contact, const char *name, const char *const *groups, GTask *task);

/* A name of our own (NULL: none), and what the server is to keep: ALWAYS, CONTACTS or NEVER. */
void kith_wishes_want_name (KithWishes *self, const char *name, GTask *task);
void kith_wishes_want_keeping (KithWishes *self, KithKeeping keeping, GTask *task);

void kith_wishes_set_online (KithWishes *self, gboolean online);
guint kith_wishes_get_n_waiting (KithWishes *self);

G_END_DECLS
