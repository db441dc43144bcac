/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-conversation.h"

G_BEGIN_DECLS

char *kith_chat_words_dup_line (const char *text);
const char *kith_chat_words_get_accent (KithConversation *conversation);
char *kith_chat_words_dup_preview (KithConversation *conversation, gsize *accent);
char *kith_chat_words_dup_label (KithConversation *conversation);

G_END_DECLS
