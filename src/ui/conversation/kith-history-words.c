/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-history-words.h"

#include <glib/gi18n.h>

#include "kith-conversation.h"
#include "kith-sentence.h"
#include "kith-text.h"
#include "kith-ticks.h"
#include "kith-time-words.h"

/* What the rows of a history say. */

/* What a screen reader is told of a long message; the rest is in the message itself. */
#define LABEL_LETTERS 2000

static const char *
get_sender_name (KithMessage *message)
{
  KithConversation *conversation = kith_message_get_conversation (message);
  const char *title = conversation != NULL ? kith_conversation_get_title (conversation) : NULL;

  if (kith_message_get_direction (message) == KITH_DIRECTION_OUT)
    {
      /* Translators: the sender of an own message, read out before it, as in "You, 14:05: Hello". */
      return _("You");
    }

  return title != NULL ? title : kith_message_get_sender (message);
}

static char *
dup_message_label (KithMessage *message)
{
  g_autofree char *clock = kith_time_words_clock (kith_message_get_time (message));
  g_autofree char *body = kith_text_dup_start (kith_message_get_body (message), LABEL_LETTERS);
  const char *ticks = kith_ticks_get_words (kith_message_get_delivery (message));

  if (kith_message_get_direction (message) == KITH_DIRECTION_IN || *ticks == '\0')
    {
      /* Translators: a message read out: who, when, what, as in "Ada, 14:05: Hello". */
      return g_strdup_printf (_("%s, %s: %s"), get_sender_name (message), clock, body);
    }

  if (kith_message_get_error (message) != NULL)
    {
      g_autofree char *reason = kith_sentence_text (kith_message_get_error (message));

      /* Translators: an own message read out: who, when, what, that it was not sent, why not. */
      return g_strdup_printf (_("%s, %s: %s, %s. %s"), get_sender_name (message), clock, body, ticks, reason);
    }

  /* Translators: an own message read out: who, when, what, how far it came, as in "You, 14:05: Hello, delivered". */
  return g_strdup_printf (_("%s, %s: %s, %s"), get_sender_name (message), clock, body, ticks);
}

/**
 * kith_history_words_dup_gap:
 *
 * Returns: (transfer full): how it stands with a gap, on one or two lines
 */
char *
kith_history_words_dup_gap (KithGap *gap)
{
  g_autofree char *reason = NULL;

  switch (kith_gap_get_state (gap))
    {
    case KITH_GAP_WAITING:
      return g_strdup (_("There may be earlier messages"));

    case KITH_GAP_OFFLINE:
      return g_strdup (_("Earlier messages come when you are connected"));

    case KITH_GAP_LOADING:
      return g_strdup (_("Loading earlier messages…"));

    case KITH_GAP_FAILED:
      break;
    }

  reason = kith_sentence_text (kith_gap_get_error (gap));

  /* Translators: what happened, and why: a sentence such as "The server does not answer", on a line of its own. */
  return g_strdup_printf (_("Earlier messages did not come\n%s"), reason);
}

/**
 * kith_history_words_dup_label:
 *
 * Returns: (transfer full): what a screen reader says of @item: "Ada, 14:05: Hello", "You, 14:05: Hello, delivered"
 */
char *
kith_history_words_dup_label (KithHistoryItem *item)
{
  switch (kith_history_item_get_kind (item))
    {
    case KITH_HISTORY_DAY:
      return kith_time_words_day (kith_history_item_get_time (item), g_get_real_time ());

    case KITH_HISTORY_UNREAD:
      return g_strdup (_("New messages"));

    case KITH_HISTORY_GAP:
      return kith_history_words_dup_gap (kith_history_item_get_gap (item));

    case KITH_HISTORY_MESSAGE:
      break;
    }

  return dup_message_label (kith_history_item_get_message (item));
}
