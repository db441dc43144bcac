/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "kith-types.h"

G_BEGIN_DECLS

/* What lies in the store, as plain values: every string is owned, NULL means none. Times: µs since 1970, UTC. */

#define KITH_TYPE_ACCOUNT_RECORD (kith_account_record_get_type ())
typedef struct
{
  gint64 id;                   /* 0: not stored yet */
  char *jid;                   /* bare */
  char *host;                  /* NULL: as the domain says */
  guint port;                  /* 0: as the domain says */
  char *resource;
  char *pinned_certificate;    /* SHA-256 of the DER, hexadecimal */
  char *best_mechanism;        /* strongest SASL mechanism ever seen here */
  char *user_agent_id;         /* XEP-0388, a UUID made once */
  char *roster_version;
  char *nickname;
  char *avatar_hash;
  KithShow show;               /* what the person chose; OFFLINE: stay away */
  char *status;
  gint64 position;             /* order among the accounts */
  guint enabled : 1;
  guint direct_tls : 1;
  guint allow_plain : 1;
  guint ask_password : 1;      /* no keyring: ask at each start */
} KithAccountRecord;

/**
 * KithArchiving:
 * @KITH_ARCHIVING_DEFAULT: as for the account
 * @KITH_ARCHIVING_NEVER: it is not to keep them, and does not know that yet, or cannot
 * @KITH_ARCHIVING_LISTED: it does not keep them
 * @KITH_ARCHIVING_RELEASED: it does not keep them, but may again, and does not know that yet
 *
 * Whether the server keeps the messages of a conversation (XEP-0441).
 */
typedef enum
{
  KITH_ARCHIVING_DEFAULT,
  KITH_ARCHIVING_ALWAYS,
  KITH_ARCHIVING_NEVER,
  KITH_ARCHIVING_LISTED,
  KITH_ARCHIVING_RELEASED,
} KithArchiving;

#define KITH_TYPE_CONVERSATION_RECORD (kith_conversation_record_get_type ())
typedef struct
{
  gint64 id;
  gint64 account_id;
  char *peer;                  /* bare JID */
  char *draft;
  gint64 draft_time;
  gint64 last_read_id;         /* message up to which everything was read, 0: none */
  guint unread;                /* incoming messages after it */
  guint pinned : 1;
  guint hidden : 1;            /* taken out of the list until something new comes */
  guint muted : 1;
  guint request : 1;           /* somebody who is not known wrote first, and nobody decided yet */
  KithArchiving archiving;
  gint64 last_time;            /* of the newest message, 0: none */
  char *last_body;             /* its first 200 characters */
  KithDirection last_direction;
  KithDelivery last_delivery;
} KithConversationRecord;

/* In the place of a number: the stream on which the message had one is over, and nobody knows whether the server has it. */
#define KITH_SEQUENCE_UNCERTAIN (-1)

#define KITH_TYPE_MESSAGE_RECORD (kith_message_record_get_type ())
typedef struct
{
  gint64 id;                   /* 0: not stored yet */
  gint64 account_id;
  gint64 conversation_id;      /* 0: by account and peer, made if there is none */
  char *peer;                  /* bare JID of the conversation */
  char *sender;                /* full JID of who wrote it */
  KithDirection direction;
  KithDelivery delivery;
  char *body;
  gint64 time;                 /* when it was written */
  char *stanza_id;             /* `id` of the stanza */
  char *origin_id;             /* XEP-0359 */
  char *archive_id;            /* XEP-0359 stanza-id by the own server */
  char *error;                 /* condition and text of a failure: "condition\ntext" */
  gint64 sequence;             /* on the account's stream, of one that was handed over and not acknowledged; 0: none */
  guint markable : 1;          /* its sender asked to be told when it is seen (XEP-0333) */
  guint request : 1;           /* only given: a conversation that is made for it is a request */
} KithMessageRecord;

GType kith_account_record_get_type (void) G_GNUC_CONST;
KithAccountRecord *kith_account_record_new (void);
KithAccountRecord *kith_account_record_copy (const KithAccountRecord *self);
void kith_account_record_free (KithAccountRecord *self);

GType kith_conversation_record_get_type (void) G_GNUC_CONST;
KithConversationRecord *kith_conversation_record_new (void);
KithConversationRecord *kith_conversation_record_copy (const KithConversationRecord *self);
void kith_conversation_record_free (KithConversationRecord *self);

GType kith_message_record_get_type (void) G_GNUC_CONST;
KithMessageRecord *kith_message_record_new (void);
KithMessageRecord *kith_message_record_copy (const KithMessageRecord *self);
void kith_message_record_free (KithMessageRecord *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithAccountRecord, kith_account_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithConversationRecord, kith_conversation_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithMessageRecord, kith_message_record_free)

G_END_DECLS
