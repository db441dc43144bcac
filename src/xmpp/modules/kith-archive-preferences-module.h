/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-archive-preferences.h"
#include "kith-module.h"

G_BEGIN_DECLS

/**
 * KithArchivePreferencesModule:
 *
 * Asks the own server what its archive keeps, and sets it (XEP-0441). Many servers do not let anybody set it.
 */
#define KITH_TYPE_ARCHIVE_PREFERENCES_MODULE (kith_archive_preferences_module_get_type ())
G_DECLARE_FINAL_TYPE (KithArchivePreferencesModule, kith_archive_preferences_module, KITH, ARCHIVE_PREFERENCES_MODULE, KithModule)

void kith_archive_preferences_module_get_async (KithArchivePreferencesModule *self,
                                                GCancellable                 *cancellable,
                                                GAsyncReadyCallback           callback,
                                                gpointer                      user_data);
void kith_archive_preferences_module_set_async (KithArchivePreferencesModule *self,
                                                const KithArchivePreferences *preferences,
                                                GCancellable                 *cancellable,
                                                GAsyncReadyCallback           callback,
                                                gpointer                      user_data);

/* For both: what the server keeps now, which may be something else than was asked for. */
KithArchivePreferences *kith_archive_preferences_module_finish (KithArchivePreferencesModule *self,
                                                                GAsyncResult                 *result,
                                                                GError                      **error);

G_END_DECLS
