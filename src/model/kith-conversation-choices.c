/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-conversation-choices-private.h"

void
kith_conversation_choices_clear (KithConversationChoices *self)
{
  g_clear_pointer (&self->draft, g_free);
  self->draft_time = 0;
  self->made = 0;
}

gboolean
kith_conversation_choices_has (const KithConversationChoices *self,
                               KithConversationChoice         choice)
{
  return (self->made & choice) != 0;
}

gboolean
kith_conversation_choices_choose (KithConversationChoices *self,
                                  KithConversationChoice   choice,
                                  gboolean                 chosen)
{
  if (kith_conversation_choices_has (self, choice) == !!chosen)
    return FALSE;

  self->made ^= choice;

  return TRUE;
}

gboolean
kith_conversation_choices_set_draft (KithConversationChoices *self,
                                     const char              *draft,
                                     gint64                   time)
{
  char *copy = NULL;

  if (draft != NULL && *draft == '\0')
    draft = NULL;

  if (g_strcmp0 (self->draft, draft) == 0)
    return FALSE;

  copy = g_strdup (draft);
  g_free (self->draft);
  self->draft = copy;
  self->draft_time = copy != NULL ? time : 0;

  return TRUE;
}
