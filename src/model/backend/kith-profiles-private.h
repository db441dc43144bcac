/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-account.h"
#include "kith-session.h"
#include "kith-store.h"

G_BEGIN_DECLS

/**
 * KithProfiles:
 *
 * What people call themselves and look like, for one account. Pictures come from the store when somebody looks; one that is not there
 * is fetched once, a few at a time, and only of those in the roster.
 */
#define KITH_TYPE_PROFILES (kith_profiles_get_type ())
G_DECLARE_FINAL_TYPE (KithProfiles, kith_profiles, KITH, PROFILES, GObject)

KithProfiles *kith_profiles_new (KithAccount *account, gint64 account_id, KithStore *store, KithSession *session) G_GNUC_WARN_UNUSED_RESULT;

/* What the store holds. @records: KithProfileRecord */
void kith_profiles_restore (KithProfiles *self, GPtrArray *records);
void kith_profiles_set_online (KithProfiles *self, gboolean online);

/* Shows @name (NULL: none) as our own until it is published: what the server has meanwhile is older. */
void kith_profiles_foresee_name (KithProfiles *self, const char *name);

/* The same, and publishes it. @task: (transfer full): answers a boolean when the server has it; if it never has, the old name is back. */
void kith_profiles_publish_name (KithProfiles *self, const char *name, GTask *task);

G_END_DECLS
