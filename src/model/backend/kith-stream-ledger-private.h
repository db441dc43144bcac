/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-session.h"
#include "kith-store-streams.h"

G_BEGIN_DECLS

/**
 * KithStreamLedger:
 *
 * Keeps one account's stream in the store, so that another process can resume it (XEP-0198): what it is called, and how much of what
 * the server sent is dealt with.
 */
#define KITH_TYPE_STREAM_LEDGER (kith_stream_ledger_get_type ())
G_DECLARE_FINAL_TYPE (KithStreamLedger, kith_stream_ledger, KITH, STREAM_LEDGER, GObject)

KithStreamLedger *kith_stream_ledger_new (gint64 account_id, KithStore *store, KithSession *session) G_GNUC_WARN_UNUSED_RESULT;

/* Lets the session resume what an earlier process had; @record: NULL: nothing. Before it connects. */
void kith_stream_ledger_restore (KithStreamLedger *self, const KithStreamRecord *record);

/* For tests. */
void kith_stream_ledger_set_retry_delay (KithStreamLedger *self, guint milliseconds);

G_END_DECLS
