/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-stanza-parser.h"

G_BEGIN_DECLS

/**
 * KithWireInput:
 *
 * Signals: "parsed" (KithParsedKind, KithStanza *): the next thing came; "broken" (const char *condition, const GError *): what
 * came is no stream, for a reason of RFC 6120, 4.9.3; "lost" (const GError *): the connection ended or failed; "read": what was
 * in flight has ended after a pause or a cancellation, and was thrown away.
 */
#define KITH_TYPE_WIRE_INPUT (kith_wire_input_get_type ())
G_DECLARE_FINAL_TYPE (KithWireInput, kith_wire_input, KITH, WIRE_INPUT, GObject)

KithWireInput *kith_wire_input_new (GInputStream *stream);
void kith_wire_input_set_stream (KithWireInput *self, GInputStream *stream);
void kith_wire_input_start (KithWireInput *self);
void kith_wire_input_set_held (KithWireInput *self, gboolean held);
void kith_wire_input_pause (KithWireInput *self);
void kith_wire_input_cancel (KithWireInput *self);
gboolean kith_wire_input_is_busy (KithWireInput *self);
gint64 kith_wire_input_get_last_read (KithWireInput *self);

G_END_DECLS
