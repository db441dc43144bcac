/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-fuzz-requests.h"

#include "kith-archive-module.h"
#include "kith-archive-preferences-module.h"
#include "kith-avatar-module.h"
#include "kith-blocking-module.h"
#include "kith-disco-module.h"
#include "kith-message-module.h"
#include "kith-nickname-module.h"
#include "kith-ns.h"
#include "kith-ping-module.h"
#include "kith-pubsub-module.h"
#include "kith-read-sync-module.h"
#include "kith-roster-module.h"
#include "kith-time-module.h"
#include "kith-vcard-module.h"
#include "kith-version-module.h"

#define HASH "9b002b3bba0e52490a34888666ea7f57e79145cf"

static void
info_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KithDiscoInfo) info = kith_disco_module_query_info_finish (KITH_DISCO_MODULE (source), result, NULL);
}

static void
ask_info (KithRouter *router, KithJid *jid, const char *node)
{
  kith_disco_module_query_info_async (kith_router_get_module (router, KITH_TYPE_DISCO_MODULE), jid, node, NULL,
                                      info_cb, NULL);
}

static void
items_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GPtrArray) items = kith_disco_module_query_items_finish (KITH_DISCO_MODULE (source), result, NULL);
}

static void
ask_items (KithRouter *router, KithJid *jid, const char *node)
{
  kith_disco_module_query_items_async (kith_router_get_module (router, KITH_TYPE_DISCO_MODULE), jid, node, NULL,
                                       items_cb, NULL);
}

static void
avatar_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GBytes) data = kith_avatar_module_fetch_finish (KITH_AVATAR_MODULE (source), result, NULL);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KithStanza *items = NULL;
  g_autoptr(KithStanza) reply = kith_pubsub_module_fetch_finish (KITH_PUBSUB_MODULE (source), result, &items, NULL);

  g_assert_true (reply == NULL || items != NULL);
}

static void
ask_pubsub (KithRouter *router, KithJid *jid, const char *node)
{
  kith_avatar_module_fetch_async (kith_router_get_module (router, KITH_TYPE_AVATAR_MODULE), jid, HASH, NULL,
                                  avatar_cb, NULL);
  kith_pubsub_module_fetch_async (kith_router_get_module (router, KITH_TYPE_PUBSUB_MODULE), jid,
                                  node != NULL ? node : "n", NULL, 3, NULL, fetched_cb, NULL);
  kith_nickname_module_publish_async (kith_router_get_module (router, KITH_TYPE_NICKNAME_MODULE), "Juliet", NULL,
                                      NULL, NULL);
}

static void
vcard_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KithVcard) vcard = kith_vcard_module_fetch_finish (KITH_VCARD_MODULE (source), result, NULL);
}

static void
ask_vcard (KithRouter *router, KithJid *jid, const char *node)
{
  kith_vcard_module_fetch_async (kith_router_get_module (router, KITH_TYPE_VCARD_MODULE), jid, NULL, vcard_cb, NULL);
}

static void
version_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KithSoftwareVersion) version = kith_version_module_query_finish (KITH_VERSION_MODULE (source), result, NULL);

  g_assert_true (version == NULL || version->name != NULL);
}

static void
ask_version (KithRouter *router, KithJid *jid, const char *node)
{
  kith_version_module_query_async (kith_router_get_module (router, KITH_TYPE_VERSION_MODULE), jid, NULL, version_cb,
                                   NULL);
}

static void
time_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gint64 time = 0;
  int offset = 0;

  if (kith_time_module_query_finish (KITH_TIME_MODULE (source), result, &time, &offset, NULL))
    g_assert_cmpint (ABS (offset), <, 19 * 3600);
}

static void
ask_time (KithRouter *router, KithJid *jid, const char *node)
{
  kith_time_module_query_async (kith_router_get_module (router, KITH_TYPE_TIME_MODULE), jid, NULL, time_cb, NULL);
}

static void
ping_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  kith_ping_module_ping_finish (KITH_PING_MODULE (source), result, NULL);
}

static void
ask_ping (KithRouter *router, KithJid *jid, const char *node)
{
  kith_ping_module_ping_async (kith_router_get_module (router, KITH_TYPE_PING_MODULE), jid, NULL, ping_cb, NULL);
}

static void
ask_roster (KithRouter *router, KithJid *jid, const char *node)
{
  kith_roster_module_set_item_async (kith_router_get_module (router, KITH_TYPE_ROSTER_MODULE), jid, node, NULL, NULL,
                                     NULL, NULL);
}

static void
ask_blocking (KithRouter *router, KithJid *jid, const char *node)
{
  kith_blocking_module_set_blocked_async (kith_router_get_module (router, KITH_TYPE_BLOCKING_MODULE), jid,
                                          node == NULL, NULL, NULL, NULL);
}

static void
ask_report (KithRouter *router, KithJid *jid, const char *node)
{
  const char *const ids[] = { "a", node, NULL };

  kith_blocking_module_report_async (kith_router_get_module (router, KITH_TYPE_BLOCKING_MODULE), jid, KITH_REPORT_SPAM,
                                     ids, node, NULL, NULL, NULL);
}

static void
page_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KithArchivePage) page = kith_archive_module_query_finish (KITH_ARCHIVE_MODULE (source), result, NULL);
}

static void
ends_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KithArchiveEnds) ends = kith_archive_module_get_ends_finish (KITH_ARCHIVE_MODULE (source), result, NULL);
}

static void
preferences_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KithArchivePreferences) preferences =
    kith_archive_preferences_module_finish (KITH_ARCHIVE_PREFERENCES_MODULE (source), result, NULL);
}

static void
ask_archive (KithRouter *router, KithJid *jid, const char *node)
{
  KithArchiveModule *archive = kith_router_get_module (router, KITH_TYPE_ARCHIVE_MODULE);
  g_autoptr(KithArchiveQuery) query = kith_archive_query_new ();

  query->with = node != NULL ? kith_jid_ref (jid) : NULL;
  kith_archive_module_query_async (archive, query, NULL, page_cb, NULL);
  kith_archive_module_get_ends_async (archive, NULL, ends_cb, NULL);
  kith_archive_preferences_module_get_async (kith_router_get_module (router, KITH_TYPE_ARCHIVE_PREFERENCES_MODULE),
                                             NULL, preferences_cb, NULL);
}

static void
ask_displayed (KithRouter *router, KithJid *jid, const char *node)
{
  KithReadSyncModule *sync = kith_router_get_module (router, KITH_TYPE_READ_SYNC_MODULE);

  kith_read_sync_module_get_displayed (sync, jid);
  kith_read_sync_module_publish_async (sync, jid, node != NULL ? node : "a", NULL, NULL, NULL);
}

static const struct
{
  const char *ns;
  void        (*ask) (KithRouter *router, KithJid *jid, const char *node);
} requests[] = {
  { KITH_NS_DISCO_INFO, ask_info },
  { KITH_NS_DISCO_ITEMS, ask_items },
  { KITH_NS_PUBSUB, ask_pubsub },
  { KITH_NS_VCARD, ask_vcard },
  { KITH_NS_VERSION, ask_version },
  { KITH_NS_TIME, ask_time },
  { KITH_NS_PING, ask_ping },
  { KITH_NS_ROSTER, ask_roster },
  { KITH_NS_BLOCKING, ask_blocking },
  { KITH_NS_REPORTING, ask_report },
  { KITH_NS_ARCHIVE, ask_archive },
  { KITH_NS_DISPLAYED, ask_displayed },
};

void
kith_fuzz_request (KithRouter *router, const char *ns, KithJid *jid, const char *node)
{
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    if (g_str_equal (requests[i].ns, ns))
      requests[i].ask (router, jid, node);
}
