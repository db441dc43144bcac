/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-session.h"
#include "kith-stream-keeper.h"

G_BEGIN_DECLS

/* What the session's functions about the stream act on; borrowed. */
KithStreamManagement *kith_session_get_management (KithSession *self);
KithStreamKeeper *kith_session_get_keeper (KithSession *self);

G_END_DECLS
