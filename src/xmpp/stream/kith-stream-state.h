/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-jid.h"

G_BEGIN_DECLS

/**
 * KithSessionResumption:
 * @KITH_SESSION_RESUMPTION_NONE: the stream was bound anew; nothing of an earlier one lives on
 * @KITH_SESSION_RESUMPTION_CONTINUED: the stream of before goes on as if it had never been cut
 * @KITH_SESSION_RESUMPTION_RESTORED: the server goes on with a stream of which nothing but its state was known here: what it has
 *   not acknowledged it has not got, and will not get unless it is sent again, with new numbers
 *
 * How a stream began.
 */
typedef enum
{
  KITH_SESSION_RESUMPTION_NONE,
  KITH_SESSION_RESUMPTION_CONTINUED,
  KITH_SESSION_RESUMPTION_RESTORED,
} KithSessionResumption;

#define KITH_TYPE_STREAM_STATE (kith_stream_state_get_type ())

/**
 * KithStreamState:
 *
 * What has to be known to resume a stream (XEP-0198, 5), also by another process; a plain value.
 */
typedef struct
{
  char *id;        /* owned: the server's name for the stream */
  char *location;  /* owned, NULL: where the server wants us to come back to, as it said it */
  KithJid *bound;  /* owned, full */
  gint64 handled;  /* how many stanzas of the server's count as handled */
  gint64 max;      /* seconds for which the server keeps the stream without a connection, 0: it did not say */
  gint64 time;     /* µs since 1970: when the stream was last known to live */
} KithStreamState;

GType kith_stream_state_get_type (void) G_GNUC_CONST;
KithStreamState *kith_stream_state_new (const char *id, KithJid *bound) G_GNUC_WARN_UNUSED_RESULT;
KithStreamState *kith_stream_state_copy (const KithStreamState *self) G_GNUC_WARN_UNUSED_RESULT;
void kith_stream_state_free (KithStreamState *self);
gboolean kith_stream_state_is_expired (const KithStreamState *self, gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithStreamState, kith_stream_state_free)

G_END_DECLS
