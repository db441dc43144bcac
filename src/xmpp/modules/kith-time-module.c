/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-time-module.h"

#include <stdlib.h>
#include <string.h>

#include "kith-datetime.h"
#include "kith-ns.h"
#include "kith-router.h"
#include "kith-subscription-module.h"
#include "kith-xmpp-error.h"

struct _KithTimeModule
{
  KithModule parent_instance;
};

G_DEFINE_FINAL_TYPE (KithTimeModule, kith_time_module, KITH_TYPE_MODULE)

static gboolean
answer (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  g_autoptr(GDateTime) now = NULL;
  g_autofree char *offset = NULL;
  g_autofree char *utc = NULL;
  g_autoptr(KithStanza) reply = NULL;
  KithStanza *element = NULL;

  if (!kith_subscription_module_may_answer (module, stanza))
    return FALSE;

  now = g_date_time_new_now_local ();
  offset = g_date_time_format (now, "%:z");
  utc = kith_datetime_format (g_get_real_time ());

  reply = kith_stanza_new_result (stanza);
  element = kith_stanza_add (reply, "time", KITH_NS_TIME);
  kith_stanza_add_text (element, "tzo", NULL, offset);
  kith_stanza_add_text (element, "utc", NULL, utc);
  kith_router_send (kith_module_get_router (module), reply);

  return TRUE;
}

static const char *const features[] = { KITH_NS_TIME, NULL };

static const KithHandler handlers[] = {
  { KITH_STANZA_KIND_IQ, "get", "time", KITH_NS_TIME, KITH_SENDER_ANY, KITH_PHASE_CLAIM, answer },
  { 0 }
};

static void
kith_time_module_class_init (KithTimeModuleClass *klass)
{
  KITH_MODULE_CLASS (klass)->features = features;
  KITH_MODULE_CLASS (klass)->handlers = handlers;
}

static void
kith_time_module_init (KithTimeModule *self)
{
}

void
kith_time_module_query_async (KithTimeModule     *self,
                              KithJid            *jid,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  KithStanza *iq = NULL;

  g_return_if_fail (KITH_IS_TIME_MODULE (self));

  iq = kith_stanza_new_iq ("get", jid);
  kith_stanza_add (iq, "time", KITH_NS_TIME);
  kith_module_request_async (KITH_MODULE (self), iq, cancellable, callback, user_data);
}

/* XEP-0082, 3.3: "Z", or a sign with hours and minutes. */
static gboolean
parse_offset (const char *text, int *seconds)
{
  int hours = 0;
  int minutes = 0;

  if (text == NULL)
    return FALSE;

  if (g_str_equal (text, "Z"))
    {
      *seconds = 0;
      return TRUE;
    }

  if (strlen (text) != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':' || !g_ascii_isdigit (text[1]) ||
      !g_ascii_isdigit (text[2]) || !g_ascii_isdigit (text[4]) || !g_ascii_isdigit (text[5]))
    return FALSE;

  hours = atoi (text + 1);
  minutes = atoi (text + 4);
  if (hours > 18 || minutes > 59)
    return FALSE;

  *seconds = (text[0] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);

  return TRUE;
}

/**
 * kith_time_module_query_finish:
 * @time: (out): their clock in µs since 1970
 * @offset: (out): their distance from UTC in seconds, east is more
 *
 * Returns: %FALSE and %KITH_XMPP_ERROR_PROTOCOL for an answer that is no time, or an error as kith_router_send_iq_finish () gives
 */
gboolean
kith_time_module_query_finish (KithTimeModule *self, GAsyncResult *result, gint64 *time, int *offset, GError **error)
{
  g_autoptr(KithStanza) reply = kith_module_request_finish (KITH_MODULE (self), result, error);
  KithStanza *element = NULL;
  g_autofree char *utc = NULL;
  g_autofree char *tzo = NULL;

  if (reply == NULL)
    return FALSE;

  element = kith_stanza_find (reply, "time", KITH_NS_TIME);
  utc = element != NULL ? kith_stanza_dup_child_text (element, "utc", KITH_NS_TIME) : NULL;
  tzo = element != NULL ? kith_stanza_dup_child_text (element, "tzo", KITH_NS_TIME) : NULL;
  if (utc == NULL || !kith_datetime_parse (utc, time) || !parse_offset (tzo, offset))
    {
      g_set_error_literal (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL, "An answer without a time");
      return FALSE;
    }

  return TRUE;
}
