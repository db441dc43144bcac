/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-module.h"

G_BEGIN_DECLS

/**
 * KithNicknameModule:
 *
 * Nicknames that people give themselves (XEP-0172), by personal eventing.
 *
 * Signals: "nickname-changed" (KithJid *bare, const char *nick or NULL).
 */
#define KITH_TYPE_NICKNAME_MODULE (kith_nickname_module_get_type ())
G_DECLARE_FINAL_TYPE (KithNicknameModule, kith_nickname_module, KITH, NICKNAME_MODULE, KithModule)

/* @nick: NULL: none any more. */
void kith_nickname_module_publish_async (KithNicknameModule *self,
                                         const char         *nick,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
gboolean kith_nickname_module_publish_finish (KithNicknameModule *self, GAsyncResult *result, GError **error);

G_END_DECLS
