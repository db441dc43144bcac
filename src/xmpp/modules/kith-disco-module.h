/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-disco-info.h"
#include "kith-module.h"

G_BEGIN_DECLS

/* Names us in entity capabilities (XEP-0115). */
#define KITH_CAPS_NODE "https://kith.im"

typedef struct
{
  KithJid *jid;    /* owned */
  char *node;      /* owned, NULL: none */
  char *name;      /* owned, NULL: none */
} KithDiscoItem;

/**
 * KithDiscoModule:
 *
 * Service discovery (XEP-0030): answers for us from what all modules declare, and asks others. Asks the own account and the
 * own server by itself as soon as a stream is bound.
 *
 * Signals: "server-known": the answers of account or server came or changed.
 */
#define KITH_TYPE_DISCO_MODULE (kith_disco_module_get_type ())
G_DECLARE_FINAL_TYPE (KithDiscoModule, kith_disco_module, KITH, DISCO_MODULE, KithModule)

/* What we say about ourselves; also the basis of our entity capabilities. */
KithDiscoInfo *kith_disco_module_create_own_info (KithDiscoModule *self) G_GNUC_WARN_UNUSED_RESULT;

/* FALSE as long as nothing is known. */
gboolean kith_disco_module_is_account_known (KithDiscoModule *self);
gboolean kith_disco_module_account_has_feature (KithDiscoModule *self, const char *feature);
gboolean kith_disco_module_server_has_feature (KithDiscoModule *self, const char *feature);

void kith_disco_module_query_info_async (KithDiscoModule    *self,
                                         KithJid            *jid,
                                         const char         *node,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
KithDiscoInfo *kith_disco_module_query_info_finish (KithDiscoModule *self, GAsyncResult *result, GError **error);

/* Answers a GPtrArray of KithDiscoItem. */
void kith_disco_module_query_items_async (KithDiscoModule    *self,
                                          KithJid            *jid,
                                          const char         *node,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
GPtrArray *kith_disco_module_query_items_finish (KithDiscoModule *self, GAsyncResult *result, GError **error);

G_END_DECLS
