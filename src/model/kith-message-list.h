/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-gap.h"
#include "kith-message.h"

G_BEGIN_DECLS

/**
 * KithMessageList:
 *
 * The history of one conversation as a GListModel of #KithMessage, oldest first: a window of it that grows backwards a page at
 * a time. Properties: `has-older` (boolean), `loading` (boolean), `first-unread` (KithMessage or NULL: over which the line
 * "New messages" stands; set when the conversation is opened and kept until it is left).
 *
 * Where messages are missing that the server may have there is a #KithGap, which stands before the first message of its time or later.
 */
#define KITH_TYPE_MESSAGE_LIST (kith_message_list_get_type ())
G_DECLARE_FINAL_TYPE (KithMessageList, kith_message_list, KITH, MESSAGE_LIST, GObject)

gboolean kith_message_list_get_has_older (KithMessageList *self);
gboolean kith_message_list_get_loading (KithMessageList *self);
KithMessage *kith_message_list_get_first_unread (KithMessageList *self);
GListModel *kith_message_list_get_gaps (KithMessageList *self);
gboolean kith_message_list_is_seeking (KithMessageList *self);

/* The first page, if it is not there yet; then one page further back each time. Answers FALSE with an error of the store. */
void kith_message_list_load_older_async (KithMessageList    *self,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
gboolean kith_message_list_load_older_finish (KithMessageList *self, GAsyncResult *result, GError **error);

/* Drops pages far from the newest, as when a conversation is left. */
void kith_message_list_trim (KithMessageList *self);

G_END_DECLS
