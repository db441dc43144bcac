/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-chat-words.h"

#include <glib/gi18n.h>

#include "kith-presence-words.h"
#include "kith-text.h"
#include "kith-time-words.h"

/* What a chat in the list says of itself, to eyes and to ears. */

#define LINE_LETTERS 160

static void
add_part (GString    *label,
          const char *part)
{
  if (part == NULL || *part == '\0')
    return;

  /* Translators: between the parts of what a screen reader says of a chat in the list. */
  g_string_append_printf (label, "%s%s", label->len > 0 ? _(", ") : "", part);
}

/**
 * kith_chat_words_dup_line:
 *
 * Returns: (transfer full): as much of @text as one line shows, if it has many
 */
char *
kith_chat_words_dup_line (const char *text)
{
  g_autofree char *start = kith_text_dup_start (text, LINE_LETTERS);

  g_strdelimit (start, "\n\r\t\v\f", ' ');

  return g_steal_pointer (&start);
}

/**
 * kith_chat_words_get_accent:
 *
 * Returns: (nullable): what stands in the accent colour before the preview of @conversation, or in its place; %NULL: nothing
 */
const char *
kith_chat_words_get_accent (KithConversation *conversation)
{
  const char *draft = kith_conversation_get_draft (conversation);

  if (kith_conversation_get_chat_state (conversation) == KITH_CHAT_STATE_COMPOSING)
    {
      /* Translators: somebody is writing; stands where their last message was. */
      return _("typing…");
    }

  if (draft != NULL && *draft != '\0')
    {
      /* Translators: before the first words of a message that is not sent yet. */
      return _("Draft:");
    }

  return NULL;
}

/**
 * kith_chat_words_dup_preview:
 * @accent: (out): how many bytes at its beginning are in the accent colour
 *
 * Returns: (transfer full): what was said last in @conversation, or is being written
 */
char *
kith_chat_words_dup_preview (KithConversation *conversation,
                             gsize            *accent)
{
  const char *words = kith_chat_words_get_accent (conversation);
  const char *draft = kith_conversation_get_draft (conversation);
  const char *body = kith_conversation_get_last_body (conversation);
  g_autofree char *line = NULL;

  *accent = words != NULL ? strlen (words) : 0;
  if (kith_conversation_get_chat_state (conversation) == KITH_CHAT_STATE_COMPOSING)
    return g_strdup (words);

  if (words != NULL)
    {
      line = kith_chat_words_dup_line (draft);
      return g_strdup_printf ("%s %s", words, line);
    }

  return body != NULL ? kith_chat_words_dup_line (body) : g_strdup ("");
}

/**
 * kith_chat_words_dup_label:
 *
 * Returns: (transfer full): what a screen reader says of @conversation: "Ada, Away, 2 new messages, See you, 14:05"
 */
char *
kith_chat_words_dup_label (KithConversation *conversation)
{
  guint unread = kith_conversation_get_unread (conversation);
  gint64 time = kith_conversation_get_last_time (conversation);
  GString *label = g_string_new (NULL);
  g_autofree char *news = NULL;
  g_autofree char *preview = NULL;
  g_autofree char *words = NULL;
  gsize accent;

  if (unread > 0)
    news = g_strdup_printf (ngettext ("%u new message", "%u new messages", unread), unread);
  if (time > 0)
    words = kith_time_words_short (time, g_get_real_time ());
  preview = kith_chat_words_dup_preview (conversation, &accent);

  add_part (label, kith_conversation_get_title (conversation));
  add_part (label, kith_presence_words (kith_contact_get_show (kith_conversation_get_contact (conversation))));
  add_part (label, news);
  add_part (label, preview);
  add_part (label, words);
  add_part (label, kith_conversation_get_pinned (conversation) ? _("pinned") : NULL);
  add_part (label, kith_conversation_get_muted (conversation) ? _("muted") : NULL);

  return g_string_free (label, FALSE);
}
