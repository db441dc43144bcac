/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-stanza.h"

G_BEGIN_DECLS

GError *kith_stream_error_new (KithStanza *stanza) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
