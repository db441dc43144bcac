/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-contact.h"
#include "kith-message-list.h"

G_BEGIN_DECLS

/**
 * KithConversation:
 *
 * A chat with one contact. Properties (readable, notified; * also writable): `account`, `contact`, `title`, `messages`
 * (KithMessageList), `last-activity` (µs of the newest message or draft, 0: none), `last-time` (µs of the
 * newest message, 0: none), `last-body`, `last-direction`, `last-delivery`, `unread` (uint), `draft`*,
 * `pinned`*, `muted`*, `hidden`*, `kept`* (FALSE: no server is to keep what is said from now on in an archive; what is on this computer
 * stays, and others may keep what they like), `request` (somebody unknown wrote first, and nobody decided yet whether they are welcome),
 * `chat-state` (KithChatState of the other side), `active`* (on screen in a focused window: what arrives is read).
 * Signal: "message-added" (KithMessage, gboolean live): one came in or was written, live: not from an archive.
 */
#define KITH_TYPE_CONVERSATION (kith_conversation_get_type ())
G_DECLARE_FINAL_TYPE (KithConversation, kith_conversation, KITH, CONVERSATION, GObject)

gint64 kith_conversation_get_id (KithConversation *self);
KithAccount *kith_conversation_get_account (KithConversation *self);
KithContact *kith_conversation_get_contact (KithConversation *self);
const char *kith_conversation_get_title (KithConversation *self);
KithMessageList *kith_conversation_get_messages (KithConversation *self);
gint64 kith_conversation_get_last_activity (KithConversation *self);
gint64 kith_conversation_get_last_time (KithConversation *self);
const char *kith_conversation_get_last_body (KithConversation *self);
KithDirection kith_conversation_get_last_direction (KithConversation *self);
KithDelivery kith_conversation_get_last_delivery (KithConversation *self);
guint kith_conversation_get_unread (KithConversation *self);
const char *kith_conversation_get_draft (KithConversation *self);
void kith_conversation_set_draft (KithConversation *self, const char *draft);
gboolean kith_conversation_get_pinned (KithConversation *self);
void kith_conversation_set_pinned (KithConversation *self, gboolean pinned);
gboolean kith_conversation_get_muted (KithConversation *self);
void kith_conversation_set_muted (KithConversation *self, gboolean muted);
gboolean kith_conversation_get_hidden (KithConversation *self);
void kith_conversation_set_hidden (KithConversation *self, gboolean hidden);
gboolean kith_conversation_get_kept (KithConversation *self);
void kith_conversation_set_kept (KithConversation *self, gboolean kept);
KithChatState kith_conversation_get_chat_state (KithConversation *self);
gboolean kith_conversation_get_request (KithConversation *self);
gboolean kith_conversation_get_active (KithConversation *self);
void kith_conversation_set_active (KithConversation *self, gboolean active);

/* Returns: (transfer none) (nullable): the new message, pending and in the list at once; NULL for an empty text.
 * It is stored, then sent; a failure shows in the message. */
KithMessage *kith_conversation_send (KithConversation *self, const char *body);

/* What becomes of a request: a chat like any other, which writing makes of it too; or it and its messages are gone. Nobody is told. */
void kith_conversation_accept (KithConversation *self);
void kith_conversation_decline (KithConversation *self);

/* Sends a failed one again under the same id, or forgets it. */
void kith_conversation_retry (KithConversation *self, KithMessage *message);
void kith_conversation_discard (KithConversation *self, KithMessage *message);

/* Somebody looks at a gap of this chat's history, or wants one that failed to be tried again: the newest messages missing there are asked
 * for ahead of everything else, without a connection as soon as there is one. They come into the list of messages; the gap then ends where
 * they begin, or is gone. */
void kith_conversation_fill_gap (KithConversation *self, KithGap *gap);

/* Everything there is has been seen. */
void kith_conversation_mark_read (KithConversation *self);
void kith_conversation_mark_read_to (KithConversation *self, KithMessage *message);

/* What we are doing (XEP-0085); sends only changes, and only to whom it may be told. */
void kith_conversation_set_own_chat_state (KithConversation *self, KithChatState state);

G_END_DECLS
