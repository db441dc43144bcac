/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-blocking-module.h"

#include "kith-disco-module.h"
#include "kith-ns.h"
#include "kith-router.h"

struct _KithBlockingModule
{
  KithModule  parent_instance;

  GHashTable *blocked;   /* of KithJid (owned) */
  guint       supported : 1;
};

enum
{
  RECEIVED,
  BLOCKED,
  UNBLOCKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithBlockingModule, kith_blocking_module, KITH_TYPE_MODULE)

/* What is no address cannot be blocked, and is passed over. */
static GPtrArray *
read_items (KithStanza *list)
{
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_jid_unref);

  for (KithStanza *child = kith_stanza_first (list); child != NULL; child = kith_stanza_next (child))
    {
      KithJid *jid = kith_stanza_is (child, "item", KITH_NS_BLOCKING) ? kith_stanza_dup_jid (child, "jid") : NULL;

      if (jid != NULL)
        g_ptr_array_add (items, jid);
    }

  return items;
}

static void
acknowledge (KithModule *module, KithStanza *stanza)
{
  g_autoptr(KithStanza) reply = kith_stanza_new_result (stanza);

  kith_router_send (kith_module_get_router (module), reply);
}

static void
refuse (KithModule *module, KithStanza *stanza)
{
  g_autoptr(KithStanza) reply = kith_stanza_new_error (stanza, "modify", "bad-request");

  kith_router_send (kith_module_get_router (module), reply);
}

static gboolean
push_block (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  KithBlockingModule *self = KITH_BLOCKING_MODULE (module);
  g_autoptr(GPtrArray) items = read_items (payload);

  if (items->len == 0)
    {
      refuse (module, stanza);
      return TRUE;
    }

  acknowledge (module, stanza);
  for (guint i = 0; i < items->len; i++)
    g_hash_table_add (self->blocked, kith_jid_ref (items->pdata[i]));
  g_signal_emit (self, signals[BLOCKED], 0, items);

  return TRUE;
}

/* An empty one means all; one with nothing but nonsense in it does not. */
static gboolean
push_unblock (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  KithBlockingModule *self = KITH_BLOCKING_MODULE (module);
  gboolean all = kith_stanza_first (payload) == NULL;
  g_autoptr(GPtrArray) items = read_items (payload);

  if (!all && items->len == 0)
    {
      refuse (module, stanza);
      return TRUE;
    }

  acknowledge (module, stanza);
  if (all)
    g_hash_table_remove_all (self->blocked);
  for (guint i = 0; i < items->len; i++)
    g_hash_table_remove (self->blocked, items->pdata[i]);
  g_signal_emit (self, signals[UNBLOCKED], 0, all ? NULL : items);

  return TRUE;
}

static void
list_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KithBlockingModule *self = KITH_BLOCKING_MODULE (source);
  g_autoptr(KithStanza) reply = kith_module_request_finish (KITH_MODULE (self), result, NULL);
  KithStanza *list = reply != NULL ? kith_stanza_find (reply, "blocklist", KITH_NS_BLOCKING) : NULL;
  g_autoptr(GPtrArray) items = NULL;

  if (list == NULL)
    return;

  items = read_items (list);
  self->supported = TRUE;
  g_hash_table_remove_all (self->blocked);
  for (guint i = 0; i < items->len; i++)
    g_hash_table_add (self->blocked, kith_jid_ref (items->pdata[i]));
  g_signal_emit (self, signals[RECEIVED], 0, items);
}

static void
kith_blocking_module_online (KithModule *module, gboolean resumed)
{
  KithStanza *iq = NULL;

  if (resumed)
    return;

  KITH_BLOCKING_MODULE (module)->supported = FALSE;
  iq = kith_stanza_new_iq ("get", NULL);
  kith_stanza_add (iq, "blocklist", KITH_NS_BLOCKING);
  kith_module_request_async (module, iq, NULL, list_cb, NULL);
}

static void
kith_blocking_module_finalize (GObject *object)
{
  g_hash_table_unref (KITH_BLOCKING_MODULE (object)->blocked);

  G_OBJECT_CLASS (kith_blocking_module_parent_class)->finalize (object);
}

static const KithHandler handlers[] = {
  { KITH_STANZA_KIND_IQ, "set", "block", KITH_NS_BLOCKING, KITH_SENDER_OWN_ACCOUNT, KITH_PHASE_CLAIM, push_block },
  { KITH_STANZA_KIND_IQ, "set", "unblock", KITH_NS_BLOCKING, KITH_SENDER_OWN_ACCOUNT, KITH_PHASE_CLAIM, push_unblock },
  { 0 }
};

static void
kith_blocking_module_class_init (KithBlockingModuleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kith_blocking_module_finalize;
  KITH_MODULE_CLASS (klass)->handlers = handlers;
  KITH_MODULE_CLASS (klass)->online = kith_blocking_module_online;

  /**
   * KithBlockingModule::received:
   * @items: (element-type KithJid): all who are blocked
   */
  signals[RECEIVED] = g_signal_new ("received", KITH_TYPE_BLOCKING_MODULE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);

  /**
   * KithBlockingModule::blocked:
   * @items: (element-type KithJid): who is blocked from now on
   */
  signals[BLOCKED] = g_signal_new ("blocked", KITH_TYPE_BLOCKING_MODULE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);

  /**
   * KithBlockingModule::unblocked:
   * @items: (nullable) (element-type KithJid): who no longer is, %NULL: all
   */
  signals[UNBLOCKED] = g_signal_new ("unblocked", KITH_TYPE_BLOCKING_MODULE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
}

static void
kith_blocking_module_init (KithBlockingModule *self)
{
  self->blocked = g_hash_table_new_full (kith_jid_hash, kith_jid_equal, (GDestroyNotify)kith_jid_unref, NULL);
}

gboolean
kith_blocking_module_is_supported (KithBlockingModule *self)
{
  g_return_val_if_fail (KITH_IS_BLOCKING_MODULE (self), FALSE);

  return self->supported;
}

/**
 * kith_blocking_module_is_blocked:
 *
 * Returns: whether @jid itself is on the list
 */
gboolean
kith_blocking_module_is_blocked (KithBlockingModule *self, KithJid *jid)
{
  g_return_val_if_fail (KITH_IS_BLOCKING_MODULE (self), FALSE);

  return g_hash_table_contains (self->blocked, jid);
}

void
kith_blocking_module_set_blocked_async (KithBlockingModule *self,
                                        KithJid            *jid,
                                        gboolean            blocked,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data)
{
  KithStanza *iq = NULL;
  KithStanza *list = NULL;

  g_return_if_fail (KITH_IS_BLOCKING_MODULE (self));

  iq = kith_stanza_new_iq ("set", NULL);
  list = kith_stanza_add (iq, blocked ? "block" : "unblock", KITH_NS_BLOCKING);
  kith_stanza_set (kith_stanza_add (list, "item", NULL), "jid", kith_jid_get_text (jid));
  kith_module_request_async (KITH_MODULE (self), iq, cancellable, callback, user_data);
}

/**
 * kith_blocking_module_set_blocked_finish:
 *
 * Returns: %TRUE if the server did it; else an error as kith_router_send_iq_finish () gives
 */
gboolean
kith_blocking_module_set_blocked_finish (KithBlockingModule *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (KITH_IS_BLOCKING_MODULE (self), FALSE);

  return kith_module_request_finish_empty (KITH_MODULE (self), result, error);
}

gboolean
kith_blocking_module_can_report (KithBlockingModule *self)
{
  KithRouter *router = NULL;
  KithDiscoModule *disco = NULL;

  g_return_val_if_fail (KITH_IS_BLOCKING_MODULE (self), FALSE);

  router = kith_module_get_router (KITH_MODULE (self));
  disco = router != NULL ? kith_router_get_module (router, KITH_TYPE_DISCO_MODULE) : NULL;

  return self->supported && disco != NULL &&
         (kith_disco_module_server_has_feature (disco, KITH_NS_REPORTING) ||
          kith_disco_module_account_has_feature (disco, KITH_NS_REPORTING));
}

static const char *
get_reason (KithReportReason reason)
{
  switch (reason)
    {
    case KITH_REPORT_SPAM:
      return "urn:xmpp:reporting:spam";
    case KITH_REPORT_ABUSE:
      return "urn:xmpp:reporting:abuse";
    }

  return "urn:xmpp:reporting:spam";
}

/* The messages are named by the archive that both we and the server have. */
static void
add_report (KithBlockingModule *self,
            KithStanza         *item,
            KithReportReason    reason,
            const char *const  *archive_ids,
            const char         *text)
{
  const char *account = kith_jid_get_text (kith_router_get_account (kith_module_get_router (KITH_MODULE (self))));
  KithStanza *report = kith_stanza_add (item, "report", KITH_NS_REPORTING);

  kith_stanza_set (report, "reason", get_reason (reason));
  for (guint i = 0; archive_ids != NULL && archive_ids[i] != NULL; i++)
    {
      KithStanza *id = kith_stanza_add (report, "stanza-id", KITH_NS_STANZA_IDS);

      kith_stanza_set (id, "by", account);
      kith_stanza_set (id, "id", archive_ids[i]);
    }
  if (text != NULL && *text != '\0')
    kith_stanza_add_text (report, "text", NULL, text);
}

/**
 * kith_blocking_module_report_async:
 * @jid: is blocked, too: a report is part of that (XEP-0377, 4)
 * @archive_ids: (nullable) (array zero-terminated=1): which messages of theirs it is about
 * @text: (nullable): in the person's words
 */
void
kith_blocking_module_report_async (KithBlockingModule *self,
                                   KithJid            *jid,
                                   KithReportReason    reason,
                                   const char *const  *archive_ids,
                                   const char         *text,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  KithStanza *iq = NULL;
  KithStanza *item = NULL;

  g_return_if_fail (KITH_IS_BLOCKING_MODULE (self));

  iq = kith_stanza_new_iq ("set", NULL);
  item = kith_stanza_add (kith_stanza_add (iq, "block", KITH_NS_BLOCKING), "item", NULL);
  kith_stanza_set (item, "jid", kith_jid_get_text (jid));
  if (kith_blocking_module_can_report (self))
    add_report (self, item, reason, archive_ids, text);
  kith_module_request_async (KITH_MODULE (self), iq, cancellable, callback, user_data);
}

/**
 * kith_blocking_module_report_finish:
 *
 * Returns: %TRUE if the server did it; else an error as kith_router_send_iq_finish () gives
 */
gboolean
kith_blocking_module_report_finish (KithBlockingModule *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (KITH_IS_BLOCKING_MODULE (self), FALSE);

  return kith_module_request_finish_empty (KITH_MODULE (self), result, error);
}
