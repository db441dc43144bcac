/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-client-private.h"
#include "kith-store-records.h"

G_BEGIN_DECLS

KithAccount *kith_client_make_account (KithClient              *self,
                                       KithJid                 *jid,
                                       const KithAccountRecord *record) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
