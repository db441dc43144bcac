/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *kith_fingerprint_dup_text (const char *digest);

G_END_DECLS
