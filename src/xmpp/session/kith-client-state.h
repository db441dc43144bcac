/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-wire.h"

G_BEGIN_DECLS

/**
 * KithClientState:
 *
 * Tells a server that can (XEP-0352) whether somebody looks.
 */
#define KITH_TYPE_CLIENT_STATE (kith_client_state_get_type ())
G_DECLARE_FINAL_TYPE (KithClientState, kith_client_state, KITH, CLIENT_STATE, GObject)

KithClientState *kith_client_state_new (void);
void kith_client_state_set_active (KithClientState *self, gboolean active);
void kith_client_state_take_features (KithClientState *self, KithStanza *features);
void kith_client_state_attach (KithClientState *self, KithWire *wire);
void kith_client_state_detach (KithClientState *self);

G_END_DECLS
