/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-modules.h"

#include "kith-archive-module.h"
#include "kith-archive-preferences-module.h"
#include "kith-avatar-module.h"
#include "kith-blocking-module.h"
#include "kith-caps-module.h"
#include "kith-carbons-module.h"
#include "kith-chat-states-module.h"
#include "kith-delay-module.h"
#include "kith-disco-module.h"
#include "kith-hints-module.h"
#include "kith-markers-module.h"
#include "kith-message-module.h"
#include "kith-nickname-module.h"
#include "kith-ping-module.h"
#include "kith-presence-module.h"
#include "kith-pubsub-module.h"
#include "kith-read-sync-module.h"
#include "kith-receipts-module.h"
#include "kith-roster-module.h"
#include "kith-stanza-ids-module.h"
#include "kith-subscription-module.h"
#include "kith-time-module.h"
#include "kith-vcard-module.h"
#include "kith-version-module.h"

/**
 * kith_modules_add_all:
 *
 * Gives @router one module of each kind. The order is that in which they hear of a new stream: what the server can is asked
 * first, then the roster, and presence, which sets everything else going, comes last (RFC 6121, 2.2 and 4.2). It is also that in which they
 * see a message: the archive takes what it asked for before it would be delivered.
 */
void
kith_modules_add_all (KithRouter *router)
{
  const GType types[] = {
    KITH_TYPE_DISCO_MODULE,
    KITH_TYPE_ROSTER_MODULE,
    KITH_TYPE_SUBSCRIPTION_MODULE,
    KITH_TYPE_BLOCKING_MODULE,
    KITH_TYPE_CAPS_MODULE,
    KITH_TYPE_PUBSUB_MODULE,
    KITH_TYPE_VCARD_MODULE,
    KITH_TYPE_AVATAR_MODULE,
    KITH_TYPE_NICKNAME_MODULE,
    KITH_TYPE_PING_MODULE,
    KITH_TYPE_VERSION_MODULE,
    KITH_TYPE_TIME_MODULE,
    KITH_TYPE_CARBONS_MODULE,
    KITH_TYPE_ARCHIVE_MODULE,
    KITH_TYPE_ARCHIVE_PREFERENCES_MODULE,
    KITH_TYPE_MESSAGE_MODULE,
    KITH_TYPE_DELAY_MODULE,
    KITH_TYPE_STANZA_IDS_MODULE,
    KITH_TYPE_RECEIPTS_MODULE,
    KITH_TYPE_CHAT_STATES_MODULE,
    KITH_TYPE_MARKERS_MODULE,
    KITH_TYPE_HINTS_MODULE,
    KITH_TYPE_READ_SYNC_MODULE,
    KITH_TYPE_PRESENCE_MODULE,
  };

  g_return_if_fail (KITH_IS_ROUTER (router));

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr(KithModule) module = g_object_new (types[i], NULL);

      kith_router_add_module (router, module);
    }
}
