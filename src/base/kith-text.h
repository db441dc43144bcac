/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *kith_text_dup_start (const char *text, guint n);

G_END_DECLS
