/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-module.h"
#include "kith-stanza.h"

G_BEGIN_DECLS

/**
 * KithPubsubModule:
 *
 * Personal eventing (XEP-0163) for the other modules: publishes, fetches, and gives each event to the module that declared its
 * node. Events of nodes that are declared private are taken from the own account alone, others from bare addresses alone.
 */
#define KITH_TYPE_PUBSUB_MODULE (kith_pubsub_module_get_type ())
G_DECLARE_FINAL_TYPE (KithPubsubModule, kith_pubsub_module, KITH, PUBSUB_MODULE, KithModule)

/* @payload: (transfer full); @item: NULL lets the server choose. */
void kith_pubsub_module_publish_async (KithPubsubModule   *self,
                                       const char         *node,
                                       const char         *item,
                                       KithStanza         *payload,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
void kith_pubsub_module_retract_async (KithPubsubModule   *self,
                                       const char         *node,
                                       const char         *item,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
gboolean kith_pubsub_module_change_finish (KithPubsubModule *self, GAsyncResult *result, GError **error);

/* Keeps a list of items for the own account alone: refuses to where the server does not promise that nobody else sees them. */
void kith_pubsub_module_publish_private_async (KithPubsubModule   *self,
                                               const char         *node,
                                               const char         *item,
                                               KithStanza         *payload,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
gboolean kith_pubsub_module_publish_private_finish (KithPubsubModule *self, GAsyncResult *result, GError **error);

/* @jid: whose, NULL: our own; @item: one, NULL: the newest @max of them, 0: all. Answers the reply, whose <items/> is in @items. */
void kith_pubsub_module_fetch_async (KithPubsubModule   *self,
                                     KithJid            *jid,
                                     const char         *node,
                                     const char         *item,
                                     guint               max,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
KithStanza *kith_pubsub_module_fetch_finish (KithPubsubModule *self,
                                             GAsyncResult     *result,
                                             KithStanza      **items,
                                             GError          **error);

G_END_DECLS
