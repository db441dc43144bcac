/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "kith-conversation.h"

G_BEGIN_DECLS

/**
 * KithHistoryFoot:
 *
 * Properties: `conversation`; `at-end` and `n-new`, as the history has them. Signal `newest ()`: the button was pressed.
 */
#define KITH_TYPE_HISTORY_FOOT (kith_history_foot_get_type ())
G_DECLARE_FINAL_TYPE (KithHistoryFoot, kith_history_foot, KITH, HISTORY_FOOT, GtkWidget)

G_END_DECLS
