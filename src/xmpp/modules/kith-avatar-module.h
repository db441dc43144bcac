/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-module.h"

G_BEGIN_DECLS

#define KITH_AVATAR_MAX_SIZE (256 * 1024)

/**
 * KithAvatarModule:
 *
 * Avatars, whether published by personal eventing (XEP-0084) or in a vCard (XEP-0153): one signal, one way to fetch. Data is
 * given out only if it has the hash it was announced with, at most %KITH_AVATAR_MAX_SIZE, and is a PNG, JPEG, GIF or WebP.
 * Nothing is fetched unasked.
 *
 * Signals: "avatar-changed" (KithJid *bare, const char *hash or NULL): SHA-1 in hexadecimal, NULL: they have none any more.
 */
#define KITH_TYPE_AVATAR_MODULE (kith_avatar_module_get_type ())
G_DECLARE_FINAL_TYPE (KithAvatarModule, kith_avatar_module, KITH, AVATAR_MODULE, KithModule)

/* What was announced last on this stream; NULL: nothing or none. */
const char *kith_avatar_module_get_hash (KithAvatarModule *self, KithJid *jid);

/* @hash: as announced, also one kept from earlier. */
void kith_avatar_module_fetch_async (KithAvatarModule   *self,
                                     KithJid            *jid,
                                     const char         *hash,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
GBytes *kith_avatar_module_fetch_finish (KithAvatarModule *self, GAsyncResult *result, GError **error);

/* @data: a PNG of our own, NULL: none any more. @width and @height in pixels. */
void kith_avatar_module_publish_async (KithAvatarModule   *self,
                                       GBytes             *data,
                                       guint               width,
                                       guint               height,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
gboolean kith_avatar_module_publish_finish (KithAvatarModule *self, GAsyncResult *result, GError **error);

/* The media type that @data really is, "image/png" or the like; NULL: none that is shown. */
const char *kith_avatar_sniff (GBytes *data);

/* What @base64 holds, if that may be shown as an avatar; else NULL. */
GBytes *kith_avatar_decode (const char *base64) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
