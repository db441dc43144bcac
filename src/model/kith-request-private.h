/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-request.h"

G_BEGIN_DECLS

KithRequest *kith_request_new (KithContact *contact, const char *text, gint64 time) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
