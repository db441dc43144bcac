/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define KITH_TYPE_JID (kith_jid_get_type ())
#define KITH_JID_ERROR (kith_jid_error_quark ())

/**
 * KithJidError:
 *
 * Which part of an address is wrong (RFC 7622).
 */
typedef enum
{
  KITH_JID_ERROR_EMPTY,
  KITH_JID_ERROR_TOO_LONG,
  KITH_JID_ERROR_LOCALPART,
  KITH_JID_ERROR_DOMAINPART,
  KITH_JID_ERROR_RESOURCEPART,
} KithJidError;

/* An address of the network, prepared by RFC 7622; immutable, reference counted, of any thread. */
typedef struct _KithJid KithJid;

GType kith_jid_get_type (void) G_GNUC_CONST;
GQuark kith_jid_error_quark (void);

KithJid *kith_jid_new (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
KithJid *kith_jid_ref (KithJid *self);
void kith_jid_unref (KithJid *self);

const char *kith_jid_get_text (const KithJid *self);
const char *kith_jid_get_bare_text (const KithJid *self);
const char *kith_jid_get_localpart (const KithJid *self);
const char *kith_jid_get_short_text (const KithJid *self);
const char *kith_jid_get_domainpart (const KithJid *self);
const char *kith_jid_get_resourcepart (const KithJid *self);
gboolean kith_jid_is_bare (const KithJid *self);

KithJid *kith_jid_dup_bare (KithJid *self) G_GNUC_WARN_UNUSED_RESULT;
KithJid *kith_jid_with_resource (KithJid *self, const char *resource, GError **error);

gboolean kith_jid_equal (gconstpointer a, gconstpointer b);
gboolean kith_jid_bare_equal (const KithJid *a, const KithJid *b);
guint kith_jid_hash (gconstpointer self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithJid, kith_jid_unref)

G_END_DECLS
