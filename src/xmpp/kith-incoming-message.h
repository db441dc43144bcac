/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-jid.h"
#include "kith-types.h"

G_BEGIN_DECLS

/* A body is cut off here, and `truncated` set. */
#define KITH_MESSAGE_MAX_BODY (1024 * 1024)

/**
 * KithMessageType:
 *
 * RFC 6121, 5.2.2; a type that is not known counts as normal. Messages of rooms are not here yet.
 */
typedef enum
{
  KITH_MESSAGE_NORMAL,
  KITH_MESSAGE_CHAT,
  KITH_MESSAGE_HEADLINE,
  KITH_MESSAGE_ERROR,
} KithMessageType;

/**
 * KithMessageVia:
 * @KITH_MESSAGE_LIVE: it came to this device
 * @KITH_MESSAGE_CARBON: a copy of what another device of the own account got or sent (XEP-0280)
 * @KITH_MESSAGE_ARCHIVE: an entry of the own archive (XEP-0313)
 *
 * How a message got here. Only what is live may be answered without anybody being asked.
 */
typedef enum
{
  KITH_MESSAGE_LIVE,
  KITH_MESSAGE_CARBON,
  KITH_MESSAGE_ARCHIVE,
} KithMessageVia;

#define KITH_TYPE_INCOMING_MESSAGE (kith_incoming_message_get_type ())

/**
 * KithIncomingMessage:
 *
 * A message as it came, with what the specifications that we handle say in it; a plain value. Everything is owned, NULL: not said.
 */
typedef struct
{
  KithJid *from;          /* never NULL; the own bare address for what the own server says */
  KithJid *to;            /* never NULL unless it is live */
  KithMessageType type;
  KithMessageVia via;
  char *id;
  char *body;
  char *lang;             /* of the body */
  char *subject;
  char *thread;
  char *nick;             /* XEP-0172 */
  gint64 time;            /* µs since 1970: XEP-0203, if from somebody who may say so; 0: now */
  char *origin_id;        /* XEP-0359, as the sender says */
  char *archive_id;       /* XEP-0359, of the own archive; only what the own account vouches for */
  char *query_id;         /* of the query that it answers, for what comes from the archive */
  KithChatState chat_state;
  char *receipt_id;       /* XEP-0184: the id of ours that has been received; of theirs if it is outgoing */
  char *displayed_id;     /* XEP-0333: the id of ours that has been seen, with all before; of theirs if it is outgoing */
  GError *error;          /* of %KITH_STANZA_ERROR, for type ERROR */
  guint outgoing : 1;     /* sent by the own account, from another device; not for what is live */
  guint no_store : 1;     /* XEP-0334: the sender asks that it be kept nowhere */
  guint receipt_requested : 1;
  guint markable : 1;
  guint truncated : 1;
} KithIncomingMessage;

GType kith_incoming_message_get_type (void) G_GNUC_CONST;
KithIncomingMessage *kith_incoming_message_new (KithJid *from) G_GNUC_WARN_UNUSED_RESULT;
KithIncomingMessage *kith_incoming_message_copy (const KithIncomingMessage *self) G_GNUC_WARN_UNUSED_RESULT;
void kith_incoming_message_free (KithIncomingMessage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithIncomingMessage, kith_incoming_message_free)

G_END_DECLS
