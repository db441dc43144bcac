/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-module.h"

G_BEGIN_DECLS

#define KITH_TYPE_SOFTWARE_VERSION (kith_software_version_get_type ())

typedef struct
{
  char *name;
  char *version;    /* NULL: not said */
  char *os;         /* NULL: not said */
} KithSoftwareVersion;

GType kith_software_version_get_type (void) G_GNUC_CONST;
KithSoftwareVersion *kith_software_version_copy (const KithSoftwareVersion *self);
void kith_software_version_free (KithSoftwareVersion *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithSoftwareVersion, kith_software_version_free)

/**
 * KithVersionModule:
 *
 * Tells our name and version, but not the system we run on, and asks for those of others (XEP-0092).
 */
#define KITH_TYPE_VERSION_MODULE (kith_version_module_get_type ())
G_DECLARE_FINAL_TYPE (KithVersionModule, kith_version_module, KITH, VERSION_MODULE, KithModule)

void kith_version_module_query_async (KithVersionModule  *self,
                                      KithJid            *jid,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
KithSoftwareVersion *kith_version_module_query_finish (KithVersionModule *self, GAsyncResult *result, GError **error);

G_END_DECLS
