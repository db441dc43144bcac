/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-module.h"

G_BEGIN_DECLS

#define KITH_TYPE_VCARD (kith_vcard_get_type ())

/**
 * KithVcard:
 *
 * What we read of a vCard (XEP-0054); a plain value. Everything is owned, NULL: not said.
 */
typedef struct
{
  char *full_name;
  char *nickname;
  GBytes *photo;    /* a PNG, JPEG, GIF or WebP of 256 kB at most */
} KithVcard;

GType kith_vcard_get_type (void) G_GNUC_CONST;
KithVcard *kith_vcard_copy (const KithVcard *self);
void kith_vcard_free (KithVcard *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithVcard, kith_vcard_free)

/**
 * KithVcardModule:
 *
 * Asks for vCards (XEP-0054).
 */
#define KITH_TYPE_VCARD_MODULE (kith_vcard_module_get_type ())
G_DECLARE_FINAL_TYPE (KithVcardModule, kith_vcard_module, KITH, VCARD_MODULE, KithModule)

/* @jid: whose, NULL: our own. Answers an empty one where there is none. */
void kith_vcard_module_fetch_async (KithVcardModule    *self,
                                    KithJid            *jid,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
KithVcard *kith_vcard_module_fetch_finish (KithVcardModule *self, GAsyncResult *result, GError **error);

G_END_DECLS
