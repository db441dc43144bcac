/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-gap-list-private.h"
#include "kith-message-list.h"

G_BEGIN_DECLS

KithMessageList *kith_message_list_new (KithConversation *conversation) G_GNUC_WARN_UNUSED_RESULT;

/* To its place by time. One that belongs before a window that has more behind it is left to the page it will come with. */
void kith_message_list_add (KithMessageList *self, KithMessage *message);
void kith_message_list_remove (KithMessageList *self, KithMessage *message);

/* A page (KithMessage, oldest first) in front of what is there. @has_older: whether there is more behind it. */
void kith_message_list_prepend (KithMessageList *self, GPtrArray *messages, gboolean has_older);

/* Borrowed, or NULL: one object for a message, as long as anybody uses it. */
KithMessage *kith_message_list_find (KithMessageList *self, gint64 id);
void kith_message_list_know (KithMessageList *self, KithMessage *message);

/* What kith_message_list_get_gaps () answers is a KithGapList. */

/* Whether the newest page is in the window or on its way: then what comes in is added. */
gboolean kith_message_list_is_open (KithMessageList *self);
KithMessage *kith_message_list_get_newest (KithMessageList *self);
void kith_message_list_mark_unread (KithMessageList *self, guint n_unread);
void kith_message_list_set_has_older (KithMessageList *self, gboolean has_older);

G_END_DECLS
