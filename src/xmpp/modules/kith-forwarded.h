/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-stanza.h"

G_BEGIN_DECLS

/* The message in @wrapper's <forwarded/> (XEP-0297), borrowed, and when the forwarder says that it came. */
KithStanza *kith_forwarded_get_message (KithStanza *wrapper, gint64 *time);

G_END_DECLS
