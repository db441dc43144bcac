/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-module.h"
#include "kith-stanza.h"

G_BEGIN_DECLS

typedef enum
{
  KITH_STANZA_KIND_IQ,
  KITH_STANZA_KIND_MESSAGE,
  KITH_STANZA_KIND_PRESENCE,
} KithStanzaKind;

/**
 * KithSenderPolicy:
 * @KITH_SENDER_ANY: whoever
 * @KITH_SENDER_OWN_ACCOUNT: no `from`, or the own bare JID: what the own server says for the account
 * @KITH_SENDER_OWN_SERVER: the above, or the own domain
 *
 * From whom a handler takes a stanza. One from anybody else is as if the handler were not there.
 */
typedef enum
{
  KITH_SENDER_ANY,
  KITH_SENDER_OWN_ACCOUNT,
  KITH_SENDER_OWN_SERVER,
} KithSenderPolicy;

/**
 * KithPhase:
 * @KITH_PHASE_UNWRAP: may put another stanza in the context's place (carbon, archive, decryption)
 * @KITH_PHASE_CLAIM: takes it whole; the first that returns %TRUE wins; passed over for copies of messages
 * @KITH_PHASE_OBSERVE: reads a part of it (receipt, chat state, ids, delay) into the context
 * @KITH_PHASE_DELIVER: what is left is handed up
 */
typedef enum
{
  KITH_PHASE_UNWRAP,
  KITH_PHASE_CLAIM,
  KITH_PHASE_OBSERVE,
  KITH_PHASE_DELIVER,
} KithPhase;

typedef struct _KithMessageContext KithMessageContext;

/* Returns TRUE if it took the stanza. @payload: the child that matched, or NULL; @context: for messages only. */
typedef gboolean (*KithHandlerFunc) (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context);

struct _KithHandler
{
  KithStanzaKind kind;
  const char *type;    /* "get", "chat", …; "available" for presence without a type; NULL: any but "error", for iq get and set */
  const char *child;   /* name of the payload, NULL: any */
  const char *ns;      /* namespace of the payload, NULL: any */
  KithSenderPolicy sender;
  KithPhase phase;     /* messages; iq and presence are claimed, unless OBSERVE, which never claims */
  KithHandlerFunc function;
};

/**
 * KithRouter:
 *
 * Gives each stanza to the modules that declared a handler for it, matches iq replies by id and sender, and answers
 * every get and set that nobody claims with service-unavailable (RFC 6120, 8.2.3). Owned by the session.
 * Signals: "send" (KithStanza *): a stanza is to go out; "send-gated" (KithStanza *, returns gint64): a stanza is to go out when its
 * number is released; 0: there are no numbers, and "send" follows.
 */
#define KITH_TYPE_ROUTER (kith_router_get_type ())
G_DECLARE_FINAL_TYPE (KithRouter, kith_router, KITH, ROUTER, GObject)

KithRouter *kith_router_new (KithJid *account);
KithJid *kith_router_get_account (KithRouter *self);
KithJid *kith_router_get_bound (KithRouter *self);
void kith_router_set_bound (KithRouter *self, KithJid *bound);

void kith_router_add_module (KithRouter *self, KithModule *module);

/* How long a reply is waited for, in milliseconds; 60,000 unless set. */
void kith_router_set_iq_timeout (KithRouter *self, guint milliseconds);

/* Whether @from (NULL: not said) speaks for the own account, or as @policy says. */
gboolean kith_router_sender_is (KithRouter *self, KithJid *from, KithSenderPolicy policy);
gboolean kith_router_is_online (KithRouter *self);

GPtrArray *kith_router_get_modules (KithRouter *self);
gpointer kith_router_get_module (KithRouter *self, GType type);

void kith_router_send (KithRouter *self, KithStanza *stanza);
gint64 kith_router_send_gated (KithRouter *self, KithStanza *stanza);
void kith_router_send_iq_async (KithRouter         *self,
                                KithStanza         *iq,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
void kith_router_send_slow_iq_async (KithRouter         *self,
                                     KithStanza         *iq,
                                     guint               timeout,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
KithStanza *kith_router_send_iq_finish (KithRouter *self, GAsyncResult *result, GError **error);

void kith_router_online (KithRouter *self, gboolean resumed);
void kith_router_suspend (KithRouter *self);
void kith_router_offline (KithRouter *self);
void kith_router_dispatch (KithRouter *self, KithStanza *stanza);

G_END_DECLS
