/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-roster-item.h"
#include "kith-statement.h"
#include "kith-store-archive.h"
#include "kith-store-cache.h"
#include "kith-store-records.h"
#include "kith-store-roster.h"

G_BEGIN_DECLS

/* The columns that each of the functions below takes, in its order. */
#define KITH_ROW_ACCOUNT \
        "id, jid, host, port, resource, pinned_certificate, best_mechanism, user_agent_id," \
        " roster_version, nickname, avatar_hash, show, status, position, enabled, direct_tls," \
        " allow_plain, ask_password"
#define KITH_ROW_ROSTER "jid, name, subscription, ask, approved, groups"
#define KITH_ROW_REQUEST "jid, nick, text, time"
#define KITH_ROW_CONVERSATION \
        "id, account_id, peer, draft, draft_time, read_id, unread, pinned, hidden, muted," \
        " last_time, last_body, last_direction, last_delivery, request, archiving"
#define KITH_ROW_MESSAGE \
        "m.id, m.account_id, m.conversation_id, c.peer, m.sender, m.direction, m.delivery, m.body," \
        " m.time, m.stanza_id, m.origin_id, m.archive_id, m.error, m.sequence, m.markable"
#define KITH_ROW_GAP "id, account_id, after_id, after_time, before_id, before_time, 0"
#define KITH_ROW_PROFILE "jid, nickname, avatar_hash"

/* Returns: (transfer full) (nullable): what stands in the row; NULL only for an address that is none */
typedef gpointer (*KithRowFunc) (KithStatement *row);

gpointer kith_row_to_account (KithStatement *row);
gpointer kith_row_to_roster_item (KithStatement *row);
gpointer kith_row_to_request (KithStatement *row);
gpointer kith_row_to_conversation (KithStatement *row);
gpointer kith_row_to_message (KithStatement *row);
gpointer kith_row_to_gap (KithStatement *row);
gpointer kith_row_to_profile (KithStatement *row);

GPtrArray *kith_row_collect (KithStatement *statement,
                             KithRowFunc    func,
                             GDestroyNotify free_func,
                             GError       **error);

GBytes *kith_strv_to_bytes (const char *const *strv);
GStrv kith_strv_from_bytes (GBytes *bytes);

G_END_DECLS
