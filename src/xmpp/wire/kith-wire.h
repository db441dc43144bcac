/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-stanza.h"

G_BEGIN_DECLS

/**
 * KithWire:
 *
 * One XML stream to a server, over whatever carries it: #KithStreamWire over GIO, an in-memory twin in tests.
 * Everything happens on the main context of the thread that made it; nothing blocks.
 *
 * Signals: "opened" (const char *id, const char *from): the server's stream header came;
 * "stanza" (KithStanza *): a first-level element came, borrowed; "closed" (GError *error or NULL): it is over, once.
 */
#define KITH_TYPE_WIRE (kith_wire_get_type ())
G_DECLARE_INTERFACE (KithWire, kith_wire, KITH, WIRE, GObject)

struct _KithWireInterface
{
  GTypeInterface parent_iface;

  void (*open) (KithWire *self, const char *to, const char *from);
  void (*send) (KithWire *self, KithStanza *stanza);
  void (*start_tls_async) (KithWire *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*start_tls_finish) (KithWire *self, GAsyncResult *result, GError **error);
  gboolean (*is_secure) (KithWire *self);
  GBytes *(*dup_channel_binding) (KithWire *self, GTlsChannelBindingType type);
  void (*close) (KithWire *self);
};

/* Sends a stream header; again after STARTTLS and SASL, which starts a new stream on the same connection. */
void kith_wire_open (KithWire *self, const char *to, const char *from);
void kith_wire_send (KithWire *self, KithStanza *stanza);
void kith_wire_start_tls_async (KithWire *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kith_wire_start_tls_finish (KithWire *self, GAsyncResult *result, GError **error);
gboolean kith_wire_is_secure (KithWire *self);
GBytes *kith_wire_dup_channel_binding (KithWire *self, GTlsChannelBindingType type);
void kith_wire_close (KithWire *self);

/* For implementations. */
void kith_wire_emit_opened (KithWire *self, const char *id, const char *from);
void kith_wire_emit_stanza (KithWire *self, KithStanza *stanza);
void kith_wire_emit_closed (KithWire *self, const GError *error);

G_END_DECLS
