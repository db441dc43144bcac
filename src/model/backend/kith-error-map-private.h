/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "kith-model-error.h"

G_BEGIN_DECLS

/* Any error of a layer below as one of %KITH_MODEL_ERROR (transfer full). */
GError *kith_error_map (const GError *error) G_GNUC_WARN_UNUSED_RESULT;

/* What is kept of a message's failure, "condition\ntext", and back (transfer full). */
char *kith_error_map_to_text (const GError *error) G_GNUC_WARN_UNUSED_RESULT;
GError *kith_error_map_from_text (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* For tasks: answers the mapped error; takes @error. */
void kith_error_map_return (GTask *task, GError *error);

G_END_DECLS
