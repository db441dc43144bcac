/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "kith-stanza.h"

G_BEGIN_DECLS

typedef struct _KithRouter KithRouter;
typedef struct _KithHandler KithHandler;

/**
 * KithModule:
 *
 * One specification's part of a session: declares what it announces and what it handles, and talks to the layers above in
 * typed signals and values. The session makes it and the session's router feeds it.
 */
#define KITH_TYPE_MODULE (kith_module_get_type ())
G_DECLARE_DERIVABLE_TYPE (KithModule, kith_module, KITH, MODULE, GObject)

struct _KithModuleClass
{
  GObjectClass parent_class;

  const char *const *features;    /* disco features, NULL-terminated */
  const char *const *notify;      /* PEP nodes we want events of (each announced as NODE+notify), NULL-terminated */
  const char *const *private_notify; /* the same, but events are taken from the own account alone, NULL-terminated */
  const KithHandler *handlers;    /* ended by a zeroed one; see kith-router.h */

  void (*online) (KithModule *self, gboolean resumed);    /* a stream is bound, before anything arrives */
  void (*offline) (KithModule *self);                     /* the stream is gone */
  void (*decorate) (KithModule *self, KithStanza *presence);    /* adds to our presence before it goes out, but not unavailable */

  /* An event of a node in notify or private_notify; @items: its <items/>, or <purge/> or <delete/> (XEP-0060, 12.2). */
  void (*event) (KithModule *self, KithJid *publisher, const char *node, KithStanza *items);
};

KithRouter *kith_module_get_router (KithModule *self);
void kith_module_set_router (KithModule *self, KithRouter *router);
const char *const *kith_module_get_features (KithModule *self);
const char *const *kith_module_get_notify (KithModule *self);
const char *const *kith_module_get_private_notify (KithModule *self);
void kith_module_online (KithModule *self, gboolean resumed);
void kith_module_offline (KithModule *self);
void kith_module_decorate (KithModule *self, KithStanza *presence);
gboolean kith_module_wants_event (KithModule *self, const char *node, gboolean from_own_account);
void kith_module_event (KithModule *self, KithJid *publisher, const char *node, KithStanza *items);

/* For subclasses: sends @iq (transfer full) and waits for the reply; LOST where there is no router or stream. */
void kith_module_request_async (KithModule         *self,
                                KithStanza         *iq,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
KithStanza *kith_module_request_finish (KithModule *self, GAsyncResult *result, GError **error);
gboolean kith_module_request_finish_empty (KithModule *self, GAsyncResult *result, GError **error);

G_END_DECLS
