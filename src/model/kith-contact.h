/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "kith-jid.h"
#include "kith-types.h"

G_BEGIN_DECLS

typedef struct _KithAccount KithAccount;

/**
 * KithContact:
 *
 * Somebody at an address, whether in the roster or not, as one account knows them; one object for each, while anybody uses it.
 * Properties (readable, notified): `jid` (KithJid, bare), `address` (its text), `display-name` (roster name, else nickname, else
 * the address's localpart), `name` (roster name or NULL), `nickname`, `groups` (strv), `in-roster`, `subscription`, `asked` (we wait for
 * their answer), `approved`, `show` (of the best device; UNKNOWN while we are not connected or may not see it), `status`,
 * `idle-since` (µs or 0), `last-seen` (µs or 0), `devices` (strv of resource names), `avatar` (GBytes of a PNG, JPEG, GIF or WebP, or NULL),
 * `blocked`, `account`.
 */
#define KITH_TYPE_CONTACT (kith_contact_get_type ())
G_DECLARE_FINAL_TYPE (KithContact, kith_contact, KITH, CONTACT, GObject)

KithAccount *kith_contact_get_account (KithContact *self);
KithJid *kith_contact_get_jid (KithContact *self);
const char *kith_contact_get_address (KithContact *self);
const char *kith_contact_get_display_name (KithContact *self);
const char *kith_contact_get_name (KithContact *self);
const char *kith_contact_get_nickname (KithContact *self);
const char *const *kith_contact_get_groups (KithContact *self);
gboolean kith_contact_get_in_roster (KithContact *self);
KithSubscription kith_contact_get_subscription (KithContact *self);
gboolean kith_contact_get_asked (KithContact *self);
gboolean kith_contact_get_approved (KithContact *self);
KithShow kith_contact_get_show (KithContact *self);
const char *kith_contact_get_status (KithContact *self);
gint64 kith_contact_get_idle_since (KithContact *self);
gint64 kith_contact_get_last_seen (KithContact *self);
const char *const *kith_contact_get_devices (KithContact *self);
GBytes *kith_contact_get_avatar (KithContact *self);
gboolean kith_contact_get_blocked (KithContact *self);

/* Each answers when the server has; errors of KITH_MODEL_ERROR. */
void kith_contact_rename_async (KithContact        *self,
                                const char         *name,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
void kith_contact_set_groups_async (KithContact        *self,
                                    const char *const  *groups,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
void kith_contact_remove_async (KithContact *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
void kith_contact_set_blocked_async (KithContact        *self,
                                     gboolean            blocked,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);

/* Blocks them, and tells who runs the server that it was for spam (XEP-0377), where that is wanted. */
void kith_contact_report_async (KithContact *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);

/* Borrowed, or NULL without an account: the server of theirs, as a contact that can be blocked with everybody there. */
KithContact *kith_contact_get_server (KithContact *self);

gboolean kith_contact_action_finish (KithContact *self, GAsyncResult *result, GError **error);

/* Presence, both ways (RFC 6121, 3): they take effect when the server's push comes. */
void kith_contact_ask_presence (KithContact *self);      /* subscribe */
void kith_contact_stop_seeing (KithContact *self);       /* unsubscribe */
void kith_contact_share_presence (KithContact *self);    /* subscribed, also in advance */
void kith_contact_stop_sharing (KithContact *self);      /* unsubscribed */

G_END_DECLS
