/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-stanza.h"

G_BEGIN_DECLS

typedef struct
{
  char *category;
  char *type;
  char *lang;    /* NULL: none given */
  char *name;    /* NULL: none given */
} KithDiscoIdentity;

#define KITH_TYPE_DISCO_INFO (kith_disco_info_get_type ())

/**
 * KithDiscoInfo:
 *
 * What an entity says it is and can do (XEP-0030), with the forms of XEP-0128; a reference-counted value.
 */
typedef struct _KithDiscoInfo KithDiscoInfo;

GType kith_disco_info_get_type (void) G_GNUC_CONST;
KithDiscoInfo *kith_disco_info_new (void) G_GNUC_WARN_UNUSED_RESULT;
KithDiscoInfo *kith_disco_info_new_from_query (KithStanza *query, GError **error) G_GNUC_WARN_UNUSED_RESULT;
KithDiscoInfo *kith_disco_info_ref (KithDiscoInfo *self);
void kith_disco_info_unref (KithDiscoInfo *self);

void kith_disco_info_add_identity (KithDiscoInfo *self, const char *category, const char *type, const char *name);
void kith_disco_info_add_feature (KithDiscoInfo *self, const char *feature);
GPtrArray *kith_disco_info_get_identities (KithDiscoInfo *self);
const char *const *kith_disco_info_get_features (KithDiscoInfo *self);
gboolean kith_disco_info_has_feature (KithDiscoInfo *self, const char *feature);
gboolean kith_disco_info_has_identity (KithDiscoInfo *self, const char *category, const char *type);
void kith_disco_info_fill_query (KithDiscoInfo *self, KithStanza *query);
char *kith_disco_info_dup_ver (KithDiscoInfo *self, GChecksumType hash) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithDiscoInfo, kith_disco_info_unref)

G_END_DECLS
