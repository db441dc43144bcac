/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-version-module.h"

#include "kith-config.h"
#include "kith-ns.h"
#include "kith-router.h"
#include "kith-subscription-module.h"
#include "kith-xmpp-error.h"

/* In bytes; what is longer is cut. */
#define MAX_TEXT 255

struct _KithVersionModule
{
  KithModule parent_instance;
};

G_DEFINE_FINAL_TYPE (KithVersionModule, kith_version_module, KITH_TYPE_MODULE)

G_DEFINE_BOXED_TYPE (KithSoftwareVersion, kith_software_version, kith_software_version_copy, kith_software_version_free)

KithSoftwareVersion *
kith_software_version_copy (const KithSoftwareVersion *self)
{
  KithSoftwareVersion *copy = g_new0 (KithSoftwareVersion, 1);

  copy->name = g_strdup (self->name);
  copy->version = g_strdup (self->version);
  copy->os = g_strdup (self->os);

  return copy;
}

void
kith_software_version_free (KithSoftwareVersion *self)
{
  g_free (self->name);
  g_free (self->version);
  g_free (self->os);
  g_free (self);
}

static gboolean
answer (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  g_autoptr(KithStanza) reply = NULL;
  KithStanza *query = NULL;

  if (!kith_subscription_module_may_answer (module, stanza))
    return FALSE;

  reply = kith_stanza_new_result (stanza);
  query = kith_stanza_add (reply, "query", KITH_NS_VERSION);
  kith_stanza_add_text (query, "name", NULL, "Kith");
  kith_stanza_add_text (query, "version", NULL, KITH_VERSION);
  kith_router_send (kith_module_get_router (module), reply);

  return TRUE;
}

static const char *const features[] = { KITH_NS_VERSION, NULL };

static const KithHandler handlers[] = {
  { KITH_STANZA_KIND_IQ, "get", "query", KITH_NS_VERSION, KITH_SENDER_ANY, KITH_PHASE_CLAIM, answer },
  { 0 }
};

static void
kith_version_module_class_init (KithVersionModuleClass *klass)
{
  KITH_MODULE_CLASS (klass)->features = features;
  KITH_MODULE_CLASS (klass)->handlers = handlers;
}

static void
kith_version_module_init (KithVersionModule *self)
{
}

void
kith_version_module_query_async (KithVersionModule  *self,
                                 KithJid            *jid,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  KithStanza *iq = NULL;

  g_return_if_fail (KITH_IS_VERSION_MODULE (self));

  iq = kith_stanza_new_iq ("get", jid);
  kith_stanza_add (iq, "query", KITH_NS_VERSION);
  kith_module_request_async (KITH_MODULE (self), iq, cancellable, callback, user_data);
}

static char *
dup_child (KithStanza *query, const char *name)
{
  KithStanza *child = kith_stanza_find (query, name, KITH_NS_VERSION);

  return child != NULL ? kith_stanza_dup_short_text (child, MAX_TEXT) : NULL;
}

/**
 * kith_version_module_query_finish:
 *
 * Returns: (transfer full): what they run; else %NULL and %KITH_XMPP_ERROR_PROTOCOL for an answer without a name, or an error as
 *   kith_router_send_iq_finish () gives
 */
KithSoftwareVersion *
kith_version_module_query_finish (KithVersionModule *self, GAsyncResult *result, GError **error)
{
  g_autoptr(KithStanza) reply = kith_module_request_finish (KITH_MODULE (self), result, error);
  g_autoptr(KithSoftwareVersion) version = NULL;
  KithStanza *query = NULL;

  if (reply == NULL)
    return NULL;

  version = g_new0 (KithSoftwareVersion, 1);
  query = kith_stanza_find (reply, "query", KITH_NS_VERSION);
  if (query != NULL)
    {
      version->name = dup_child (query, "name");
      version->version = dup_child (query, "version");
      version->os = dup_child (query, "os");
    }

  if (version->name == NULL)
    {
      g_set_error_literal (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL, "An answer without a name");
      return NULL;
    }

  return g_steal_pointer (&version);
}
