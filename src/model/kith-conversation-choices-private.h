/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  KITH_CONVERSATION_PINNED = 1 << 0,
  KITH_CONVERSATION_MUTED = 1 << 1,
  KITH_CONVERSATION_HIDDEN = 1 << 2,
  KITH_CONVERSATION_UNKEPT = 1 << 3,
} KithConversationChoice;

/* What the person chose for a chat, and left unsent in it. A plain value; read the fields, set by the functions. */
typedef struct
{
  char *draft;       /* NULL: there is none */
  gint64 draft_time; /* when it was last changed, µs since 1970, UTC; 0: there is none */
  KithConversationChoice made; /* those of them that were chosen */
} KithConversationChoices;

void kith_conversation_choices_clear (KithConversationChoices *self);
gboolean kith_conversation_choices_has (const KithConversationChoices *self, KithConversationChoice choice);

/* Each answers whether that changed something. @draft: NULL or empty: there is none */
gboolean kith_conversation_choices_choose (KithConversationChoices *self, KithConversationChoice choice, gboolean chosen);
gboolean kith_conversation_choices_set_draft (KithConversationChoices *self, const char *draft, gint64 time);

G_END_DECLS
