/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-stanza.h"

G_BEGIN_DECLS

/* Result set management (XEP-0059): which part of a long list is asked for, and which part came. */
void kith_result_set_add_request (KithStanza *query, guint max, const char *before, const char *after);
void kith_result_set_read (KithStanza *parent, char **first, char **last, gint64 *count);

G_END_DECLS
