/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "kith-stanza.h"

G_BEGIN_DECLS

/**
 * KithWireOutput:
 *
 * Properties: `clogged` (read-only): more answers wait than should. Signals: "written": what was in flight is out, or was cancelled; "lost" (const GError *): it did not get out.
 */
#define KITH_TYPE_WIRE_OUTPUT (kith_wire_output_get_type ())
G_DECLARE_FINAL_TYPE (KithWireOutput, kith_wire_output, KITH, WIRE_OUTPUT, GObject)

KithWireOutput *kith_wire_output_new (GOutputStream *stream);
void kith_wire_output_set_stream (KithWireOutput *self, GOutputStream *stream);
void kith_wire_output_write (KithWireOutput *self, const char *text);
void kith_wire_output_send (KithWireOutput *self, KithStanza *stanza);
void kith_wire_output_say_at_once (KithWireOutput *self, const char *text);
void kith_wire_output_pause (KithWireOutput *self);
void kith_wire_output_resume (KithWireOutput *self);
void kith_wire_output_cancel (KithWireOutput *self);
gboolean kith_wire_output_is_clogged (KithWireOutput *self);
gint64 kith_wire_output_get_last_relief (KithWireOutput *self);
gboolean kith_wire_output_is_busy (KithWireOutput *self);

G_END_DECLS
