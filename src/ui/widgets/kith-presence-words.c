/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-presence-words.h"

#include <glib/gi18n.h>

/**
 * kith_presence_words:
 *
 * Returns: (transfer none): how available somebody is, in a word or two; "" where nothing is known
 */
const char *
kith_presence_words (KithShow show)
{
  switch (show)
    {
    case KITH_SHOW_UNKNOWN:
      return "";

    case KITH_SHOW_OFFLINE:
      return _("Offline");

    case KITH_SHOW_DO_NOT_DISTURB:
      return _("Do not disturb");

    case KITH_SHOW_EXTENDED_AWAY:
      return _("Not available");

    case KITH_SHOW_AWAY:
      return _("Away");

    case KITH_SHOW_AVAILABLE:
      return _("Available");

    case KITH_SHOW_CHATTY:
      return _("Free to chat");
    }

  return "";
}
