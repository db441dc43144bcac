/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

GPtrArray *kith_message_page_join (GPtrArray *page, GPtrArray *window, gboolean has_older);
guint kith_message_page_count_common (GPtrArray *a, GPtrArray *b);

G_END_DECLS
