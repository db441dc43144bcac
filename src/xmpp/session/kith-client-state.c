/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-client-state.h"

#include "kith-ns.h"

/**
 * KithClientState:
 *
 * Owned by the session. Every connection begins as active, a resumed stream's, too.
 */
struct _KithClientState
{
  GObject   parent_instance;

  KithWire *wire;        /* owned while attached */
  guint     active : 1;
  guint     said : 1;    /* what the server knows */
  guint     supported : 1;
};

G_DEFINE_FINAL_TYPE (KithClientState, kith_client_state, G_TYPE_OBJECT)

static void
say (KithClientState *self)
{
  g_autoptr(KithStanza) state = NULL;

  if (self->wire == NULL || !self->supported || self->said == self->active)
    return;

  self->said = self->active;
  state = kith_stanza_new (self->active ? "active" : "inactive", KITH_NS_CLIENT_STATE);
  kith_wire_send (self->wire, state);
}

static void
kith_client_state_dispose (GObject *object)
{
  g_clear_object (&KITH_CLIENT_STATE (object)->wire);

  G_OBJECT_CLASS (kith_client_state_parent_class)->dispose (object);
}

static void
kith_client_state_class_init (KithClientStateClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kith_client_state_dispose;
}

static void
kith_client_state_init (KithClientState *self)
{
  self->active = TRUE;
}

/**
 * kith_client_state_new:
 *
 * Returns: (transfer full): active, with a server that cannot
 */
KithClientState *
kith_client_state_new (void)
{
  return g_object_new (KITH_TYPE_CLIENT_STATE, NULL);
}

void
kith_client_state_set_active (KithClientState *self, gboolean active)
{
  g_return_if_fail (KITH_IS_CLIENT_STATE (self));

  self->active = !!active;
  say (self);
}

/**
 * kith_client_state_take_features:
 * @features: of the authenticated stream
 *
 * They count until others come, also for the next connection of a stream that is resumed without any.
 */
void
kith_client_state_take_features (KithClientState *self, KithStanza *features)
{
  g_return_if_fail (KITH_IS_CLIENT_STATE (self));

  self->supported = kith_stanza_find (features, "csi", KITH_NS_CLIENT_STATE) != NULL;
  say (self);
}

void
kith_client_state_attach (KithClientState *self, KithWire *wire)
{
  g_return_if_fail (KITH_IS_CLIENT_STATE (self));

  g_set_object (&self->wire, wire);
  self->said = TRUE;
  say (self);
}

void
kith_client_state_detach (KithClientState *self)
{
  g_return_if_fail (KITH_IS_CLIENT_STATE (self));

  g_clear_object (&self->wire);
}
