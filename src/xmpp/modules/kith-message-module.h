/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-incoming-message.h"
#include "kith-module.h"

G_BEGIN_DECLS

/**
 * KithMessageFlags:
 * @KITH_MESSAGE_REQUEST_RECEIPT: ask for a receipt (XEP-0184)
 * @KITH_MESSAGE_MARKABLE: ask for a marker when it has been seen (XEP-0333)
 * @KITH_MESSAGE_NO_STORE: ask that no server keep it, in an archive or for later (XEP-0334)
 * @KITH_MESSAGE_NO_PERMANENT_STORE: ask that nobody keep it in an archive; who is away still gets it later (XEP-0334)
 * @KITH_MESSAGE_INTRODUCE: say what we call ourselves to somebody who does not know us (XEP-0172, 4.2)
 */
typedef enum
{
  KITH_MESSAGE_FLAGS_NONE = 0,
  KITH_MESSAGE_REQUEST_RECEIPT = 1 << 0,
  KITH_MESSAGE_MARKABLE = 1 << 1,
  KITH_MESSAGE_NO_STORE = 1 << 2,
  KITH_MESSAGE_NO_PERMANENT_STORE = 1 << 3,
  KITH_MESSAGE_INTRODUCE = 1 << 4,
} KithMessageFlags;

/**
 * KithMessageReveal:
 *
 * What tells somebody that we are there, and is sent only if the policy agrees.
 */
typedef enum
{
  KITH_MESSAGE_REVEAL_RECEIPT,
  KITH_MESSAGE_REVEAL_CHAT_STATE,
  KITH_MESSAGE_REVEAL_MARKER,
} KithMessageReveal;

/* Returns whether @peer may learn that. Strangers may not. */
typedef gboolean (*KithMessagePolicy) (KithMessageReveal what, KithJid *peer, gpointer user_data);

/**
 * KithMessageModule:
 *
 * Messages (RFC 6121, 5), live and copied (XEP-0280); what is archived goes to KithArchiveModule. Messages of rooms are dropped, and so are
 * copies and entries of an archive that nobody asked for.
 *
 * Signals: "received" (KithIncomingMessage *): it has a body; "receipt" (KithJid *from, const char *id): they have ours; "displayed" (KithJid *from,
 * const char *id): they saw ours; "read" (KithJid *peer, const char *id): another device of ours showed theirs; "chat-state" (KithJid *from, KithChatState): also with each message that has a body;
 * "bounced" (KithJid *from, const char *id, GError *of %KITH_STANZA_ERROR): ours came back.
 * A receiver checks that the id is one that was sent to this very address.
 */
#define KITH_TYPE_MESSAGE_MODULE (kith_message_module_get_type ())
G_DECLARE_FINAL_TYPE (KithMessageModule, kith_message_module, KITH, MESSAGE_MODULE, KithModule)

/* Without a policy nothing is revealed to anybody. */
void kith_message_module_set_policy (KithMessageModule *self,
                                     KithMessagePolicy  policy,
                                     gpointer           user_data,
                                     GDestroyNotify     destroy);

/* What goes with a message that introduces us; NULL: nothing does. */
void kith_message_module_set_nickname (KithMessageModule *self, const char *nickname);

/* Sends a chat message; @id is its origin-id, too; @thread: NULL: none. Fails if the body is longer than %KITH_MESSAGE_MAX_BODY.
 * @sequence: NULL: it goes out at once. Otherwise, with stream management, it waits for kith_session_release () of its number. */
gboolean kith_message_module_send (KithMessageModule *self,
                                   KithJid           *to,
                                   const char        *id,
                                   const char        *body,
                                   const char        *thread,
                                   KithMessageFlags   flags,
                                   gint64            *sequence,
                                   GError           **error);

/* Each returns whether it was sent: the policy may not agree, or we are not connected. To be called when the message is safely stored. */
gboolean kith_message_module_send_receipt (KithMessageModule *self, const KithIncomingMessage *message);
gboolean kith_message_module_send_displayed (KithMessageModule *self, const KithIncomingMessage *message);
gboolean kith_message_module_send_chat_state (KithMessageModule *self, KithJid *to, KithChatState state, const char *thread);

/* Says that there is no room for @message. Returns whether it was sent, as above. */
gboolean kith_message_module_refuse (KithMessageModule *self, const KithIncomingMessage *message);

G_END_DECLS
