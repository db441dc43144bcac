/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-stream-state.h"
#include "kith-stream-traffic.h"

G_BEGIN_DECLS

/**
 * KithStreamManagement:
 *
 * A stream as something that outlives its connections (XEP-0198): whether it is managed, and how it is resumed.
 *
 * Signal "state-changed" (const KithStreamState * or NULL): there is something to resume, or no longer.
 */
#define KITH_TYPE_STREAM_MANAGEMENT (kith_stream_management_get_type ())
G_DECLARE_FINAL_TYPE (KithStreamManagement, kith_stream_management, KITH, STREAM_MANAGEMENT, GObject)

KithStreamManagement *kith_stream_management_new (void);
void kith_stream_management_set_wanted (KithStreamManagement *self, gboolean wanted);
void kith_stream_management_set_kept (KithStreamManagement *self, gboolean kept);

KithStreamTraffic *kith_stream_management_get_traffic (KithStreamManagement *self);

/* The stream's life. */
void kith_stream_management_restore (KithStreamManagement *self, const KithStreamState *state);
void kith_stream_management_suspend (KithStreamManagement *self);
void kith_stream_management_forget (KithStreamManagement *self);
void kith_stream_management_end (KithStreamManagement *self);
const KithStreamState *kith_stream_management_get_state (KithStreamManagement *self);
gboolean kith_stream_management_can_continue (KithStreamManagement *self);

/* A negotiation of it: what the steps send, and what they note of the server's words; then what became of it. */
KithStanza *kith_stream_management_create_enable (KithStreamManagement *self) G_GNUC_WARN_UNUSED_RESULT;
KithStanza *kith_stream_management_create_resume (KithStreamManagement *self) G_GNUC_WARN_UNUSED_RESULT;
void kith_stream_management_note (KithStreamManagement *self, KithStanza *words);
gboolean kith_stream_management_is_to_enable (KithStreamManagement *self);
gboolean kith_stream_management_was_resumed (KithStreamManagement *self);
gboolean kith_stream_management_conclude (KithStreamManagement *self, KithJid *bound, GError **error);
void kith_stream_management_give_up (KithStreamManagement *self);
KithSessionResumption kith_stream_management_get_resumption (KithStreamManagement *self);

G_END_DECLS
