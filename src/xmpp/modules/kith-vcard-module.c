/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-vcard-module.h"

#include "kith-avatar-module.h"
#include "kith-ns.h"
#include "kith-router.h"
#include "kith-xmpp-error.h"

/* In bytes; what is longer is cut. */
#define MAX_NAME 1023

struct _KithVcardModule
{
  KithModule parent_instance;
};

G_DEFINE_FINAL_TYPE (KithVcardModule, kith_vcard_module, KITH_TYPE_MODULE)

G_DEFINE_BOXED_TYPE (KithVcard, kith_vcard, kith_vcard_copy, kith_vcard_free)

KithVcard *
kith_vcard_copy (const KithVcard *self)
{
  KithVcard *copy = g_new0 (KithVcard, 1);

  copy->full_name = g_strdup (self->full_name);
  copy->nickname = g_strdup (self->nickname);
  copy->photo = self->photo != NULL ? g_bytes_ref (self->photo) : NULL;

  return copy;
}

void
kith_vcard_free (KithVcard *self)
{
  g_free (self->full_name);
  g_free (self->nickname);
  g_clear_pointer (&self->photo, g_bytes_unref);
  g_free (self);
}

static void
kith_vcard_module_class_init (KithVcardModuleClass *klass)
{
}

static void
kith_vcard_module_init (KithVcardModule *self)
{
}

/**
 * kith_vcard_module_fetch_async:
 * @jid: (nullable): whose, of which the bare part counts; %NULL: our own
 */
void
kith_vcard_module_fetch_async (KithVcardModule    *self,
                               KithJid            *jid,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  KithStanza *iq = NULL;

  g_return_if_fail (KITH_IS_VCARD_MODULE (self));

  iq = kith_stanza_new_iq ("get", NULL);
  if (jid != NULL)
    kith_stanza_set (iq, "to", kith_jid_get_bare_text (jid));
  kith_stanza_add (iq, "vCard", KITH_NS_VCARD);
  kith_module_request_async (KITH_MODULE (self), iq, cancellable, callback, user_data);
}

static char *
dup_child (KithStanza *card, const char *name)
{
  KithStanza *child = kith_stanza_find (card, name, KITH_NS_VCARD);

  return child != NULL ? kith_stanza_dup_short_text (child, MAX_NAME) : NULL;
}

static GBytes *
read_photo (KithStanza *card)
{
  KithStanza *photo = kith_stanza_find (card, "PHOTO", KITH_NS_VCARD);
  g_autofree char *text = photo != NULL ? kith_stanza_dup_child_text (photo, "BINVAL", KITH_NS_VCARD) : NULL;

  return text != NULL ? kith_avatar_decode (text) : NULL;
}

/**
 * kith_vcard_module_fetch_finish:
 *
 * Returns: (transfer full): the vCard, empty if there is none; else %NULL and an error as kith_router_send_iq_finish () gives
 */
KithVcard *
kith_vcard_module_fetch_finish (KithVcardModule *self, GAsyncResult *result, GError **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autoptr(KithStanza) reply = kith_module_request_finish (KITH_MODULE (self), result, &local_error);
  g_autoptr(KithVcard) vcard = g_new0 (KithVcard, 1);
  KithStanza *card = NULL;

  if (reply == NULL && !g_error_matches (local_error, KITH_STANZA_ERROR, KITH_STANZA_ERROR_ITEM_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  card = reply != NULL ? kith_stanza_find (reply, "vCard", KITH_NS_VCARD) : NULL;
  if (card != NULL)
    {
      vcard->full_name = dup_child (card, "FN");
      vcard->nickname = dup_child (card, "NICKNAME");
      vcard->photo = read_photo (card);
    }

  return g_steal_pointer (&vcard);
}
