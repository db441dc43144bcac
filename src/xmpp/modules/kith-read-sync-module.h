/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-module.h"

G_BEGIN_DECLS

/**
 * KithReadSyncModule:
 *
 * How far each chat has been shown, on any device of the own account (XEP-0490): a private node of the own account, taken from it
 * alone, and published where the server keeps it private alone. Asks for all of it as soon as a stream is bound.
 *
 * Signals: "displayed" (KithJid *peer, const char *archive_id): the chat with that bare address has been shown up to this entry of
 * the own archive, by whatever device, this one included. An entry that is not known (yet), or older than what was shown here, means nothing.
 */
#define KITH_TYPE_READ_SYNC_MODULE (kith_read_sync_module_get_type ())
G_DECLARE_FINAL_TYPE (KithReadSyncModule, kith_read_sync_module, KITH, READ_SYNC_MODULE, KithModule)

/* Up to where the chat with @peer was shown, as last heard on this stream; borrowed, NULL: not said. For entries that come later. */
const char *kith_read_sync_module_get_displayed (KithReadSyncModule *self, KithJid *peer);

void kith_read_sync_module_publish_async (KithReadSyncModule *self,
                                          KithJid            *peer,
                                          const char         *archive_id,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
gboolean kith_read_sync_module_publish_finish (KithReadSyncModule *self, GAsyncResult *result, GError **error);

G_END_DECLS
