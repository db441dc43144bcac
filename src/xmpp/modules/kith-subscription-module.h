/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-module.h"
#include "kith-subscription-state.h"

G_BEGIN_DECLS

/**
 * KithSubscriptionModule:
 *
 * Who may see whose presence (RFC 6121, 3). Follows each contact's state from the roster and what is asked, and passes on only what
 * changes it: nobody is told of an approval that was never asked for.
 *
 * Signals: "requested" (KithJid *bare, const char *nick or NULL, const char *status or NULL): somebody asks to see our presence;
 * "request-withdrawn" (KithJid *bare): they do not want to any more; "approved" (KithJid *bare, const char *status or NULL): we may see theirs;
 * "refused" (KithJid *bare, const char *status or NULL): we may not, or no longer.
 */
#define KITH_TYPE_SUBSCRIPTION_MODULE (kith_subscription_module_get_type ())
G_DECLARE_FINAL_TYPE (KithSubscriptionModule, kith_subscription_module, KITH, SUBSCRIPTION_MODULE, KithModule)

KithSubscriptionState kith_subscription_module_get_state (KithSubscriptionModule *self, KithJid *jid);

/* Whether @jid is ours, or of a contact who may see our presence anyway. */
gboolean kith_subscription_module_may_see_us (KithSubscriptionModule *self, KithJid *jid);

/* For other modules: whether the sender of @stanza may learn from an answer that we are here, which nobody may while we are invisible. */
gboolean kith_subscription_module_may_answer (KithModule *module, KithStanza *stanza);

/* What is kept here: a KithRosterItem for each entry; to be set before going online. */
void kith_subscription_module_set_roster (KithSubscriptionModule *self, GPtrArray *items);

/* Asks to see their presence; @nick and @status, for them to read, may be NULL. */
void kith_subscription_module_ask (KithSubscriptionModule *self, KithJid *jid, const char *nick, const char *status);

/* Lets them see ours; without a request, it holds for when they ask (pre-approval, RFC 6121, 3.4). */
void kith_subscription_module_approve (KithSubscriptionModule *self, KithJid *jid);

/* Refuses their request, or no longer lets them see ours. */
void kith_subscription_module_refuse (KithSubscriptionModule *self, KithJid *jid);

/* Sees theirs no longer, or no longer asks to. */
void kith_subscription_module_stop (KithSubscriptionModule *self, KithJid *jid);

/* Whether the stream's features name pre-approval; without it, approvals in advance are kept here and given when asked for. */
void kith_subscription_module_set_server_pre_approves (KithSubscriptionModule *self, gboolean pre_approves);

G_END_DECLS
