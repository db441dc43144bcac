/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-archive-preferences-module.h"

#include "kith-ns.h"
#include "kith-router.h"
#include "kith-xmpp-error.h"

struct _KithArchivePreferencesModule
{
  KithModule parent_instance;
};

G_DEFINE_FINAL_TYPE (KithArchivePreferencesModule, kith_archive_preferences_module, KITH_TYPE_MODULE)

static void
kith_archive_preferences_module_class_init (KithArchivePreferencesModuleClass *klass)
{
}

static void
kith_archive_preferences_module_init (KithArchivePreferencesModule *self)
{
}

/**
 * kith_archive_preferences_module_get_async:
 *
 * Asks what is kept.
 */
void
kith_archive_preferences_module_get_async (KithArchivePreferencesModule *self,
                                           GCancellable                 *cancellable,
                                           GAsyncReadyCallback           callback,
                                           gpointer                      user_data)
{
  KithStanza *iq = NULL;

  g_return_if_fail (KITH_IS_ARCHIVE_PREFERENCES_MODULE (self));

  iq = kith_stanza_new_iq ("get", NULL);
  kith_stanza_add (iq, "prefs", KITH_NS_ARCHIVE);
  kith_module_request_async (KITH_MODULE (self), iq, cancellable, callback, user_data);
}

/**
 * kith_archive_preferences_module_set_async:
 *
 * Says what is to be kept from now on. What is in the archive stays there.
 */
void
kith_archive_preferences_module_set_async (KithArchivePreferencesModule *self,
                                           const KithArchivePreferences *preferences,
                                           GCancellable                 *cancellable,
                                           GAsyncReadyCallback           callback,
                                           gpointer                      user_data)
{
  KithStanza *iq = NULL;

  g_return_if_fail (KITH_IS_ARCHIVE_PREFERENCES_MODULE (self));
  g_return_if_fail (preferences != NULL);

  iq = kith_stanza_new_iq ("set", NULL);
  kith_stanza_take_child (iq, kith_archive_preferences_to_stanza (preferences));
  kith_module_request_async (KITH_MODULE (self), iq, cancellable, callback, user_data);
}

/**
 * kith_archive_preferences_module_finish:
 *
 * Returns: (transfer full): what the server keeps; else %NULL and %KITH_XMPP_ERROR_PROTOCOL for an answer that makes no sense,
 *   %KITH_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED, %KITH_STANZA_ERROR_SERVICE_UNAVAILABLE or %KITH_STANZA_ERROR_NOT_ALLOWED where it lets
 *   nobody say, or another error as kith_router_send_iq_finish () gives
 */
KithArchivePreferences *
kith_archive_preferences_module_finish (KithArchivePreferencesModule *self, GAsyncResult *result, GError **error)
{
  g_autoptr(KithStanza) reply = kith_module_request_finish (KITH_MODULE (self), result, error);
  KithStanza *prefs = reply != NULL ? kith_stanza_find (reply, "prefs", KITH_NS_ARCHIVE) : NULL;
  KithArchivePreferences *preferences = NULL;

  if (reply == NULL)
    return NULL;

  preferences = prefs != NULL ? kith_archive_preferences_new_from_stanza (prefs) : NULL;
  if (preferences == NULL)
    g_set_error_literal (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL, "An answer without preferences");

  return preferences;
}
