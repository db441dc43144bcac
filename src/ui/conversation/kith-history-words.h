/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-history-item.h"

G_BEGIN_DECLS

char *kith_history_words_dup_gap (KithGap *gap);
char *kith_history_words_dup_label (KithHistoryItem *item);

G_END_DECLS
