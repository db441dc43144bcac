/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "kith-jid.h"

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
  const KithHandler *handlers;    /* ended by a zeroed one; see kith-router.h */

  void (*online) (KithModule *self, gboolean resumed);    /* a stream is bound, before anything arrives */
  void (*offline) (KithModule *self);                     /* the stream is gone */
};

KithRouter *kith_module_get_router (KithModule *self);
const char *const *kith_module_get_features (KithModule *self);
const char *const *kith_module_get_notify (KithModule *self);
void kith_module_online (KithModule *self, gboolean resumed);
void kith_module_offline (KithModule *self);

G_END_DECLS
