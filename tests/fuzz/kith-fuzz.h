/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What libFuzzer calls, in each target its own. Answers 0. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* @data as a string, cut at its first NUL; it lies where a read behind its end is noticed. */
char *kith_fuzz_dup_text (const guint8 *data, gsize size) G_GNUC_WARN_UNUSED_RESULT;

/* The same, or NULL where it is not valid UTF-8, which the parser of a stream lets nothing pass that is not. */
char *kith_fuzz_dup_utf8 (const guint8 *data, gsize size);

/* Lets run what waits for its turn on the main context. */
void kith_fuzz_settle (void);

G_END_DECLS
