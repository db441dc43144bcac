/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-presence-module.h"

#include "kith-datetime.h"
#include "kith-delay-module.h"
#include "kith-ns.h"
#include "kith-router.h"

#define DELAY 500

struct _KithPresenceModule
{
  KithModule parent_instance;

  char      *status;     /* owned */
  KithShow   show;
  gint64     idle_since; /* µs since 1970, 0: not idle */
  int        priority;
  guint      delay;      /* milliseconds */
  gint64     last_sent;  /* monotonic, µs */
  guint      timeout_id;
  guint      lingering : 1; /* so does this stream's, from an earlier process */
  guint      announced : 1; /* this stream's server thinks we are available */
  guint      dirty : 1;  /* what it knows is not what is */
};

enum
{
  CHANGED,
  BOUNCED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithPresenceModule, kith_presence_module, KITH_TYPE_MODULE)

static const char *
get_show_text (KithShow show)
{
  switch (show)
    {
    case KITH_SHOW_DO_NOT_DISTURB:
      return "dnd";
    case KITH_SHOW_EXTENDED_AWAY:
      return "xa";
    case KITH_SHOW_AWAY:
      return "away";
    case KITH_SHOW_CHATTY:
      return "chat";
    case KITH_SHOW_UNKNOWN:
    case KITH_SHOW_OFFLINE:
    case KITH_SHOW_AVAILABLE:
      return NULL;
    }

  return NULL;
}

static KithStanza *
create_available (KithPresenceModule *self, KithRouter *router)
{
  KithStanza *presence = kith_stanza_new ("presence", KITH_NS_CLIENT);
  GPtrArray *modules = kith_router_get_modules (router);

  kith_stanza_add_text (presence, "show", NULL, get_show_text (self->show));
  kith_stanza_add_text (presence, "status", NULL, self->status);
  if (self->priority != 0)
    {
      g_autofree char *priority = g_strdup_printf ("%d", self->priority);

      kith_stanza_add_text (presence, "priority", NULL, priority);
    }
  if (self->idle_since > 0)
    {
      g_autofree char *since = kith_datetime_format (self->idle_since);

      kith_stanza_set (kith_stanza_add (presence, "idle", KITH_NS_IDLE), "since", since);
    }

  for (guint i = 0; i < modules->len; i++)
    kith_module_decorate (modules->pdata[i], presence);

  return presence;
}

/* Invisible is what RFC 6121 offers for it: no presence, or unavailable presence if there was some. */
static void
send_own (KithPresenceModule *self)
{
  KithRouter *router = kith_module_get_router (KITH_MODULE (self));
  g_autoptr(KithStanza) presence = NULL;

  if (router == NULL || !kith_router_is_online (router) || self->show == KITH_SHOW_UNKNOWN)
    return;

  self->dirty = FALSE;
  if (self->show == KITH_SHOW_OFFLINE && !self->announced)
    return;

  if (self->show == KITH_SHOW_OFFLINE)
    {
      presence = kith_stanza_new ("presence", KITH_NS_CLIENT);
      kith_stanza_set (presence, "type", "unavailable");
      kith_stanza_add_text (presence, "status", NULL, self->status);
    }
  else
    presence = create_available (self, router);

  self->announced = self->show != KITH_SHOW_OFFLINE;
  self->last_sent = g_get_monotonic_time ();
  kith_router_send (router, presence);
}

static gboolean
timeout_cb (gpointer user_data)
{
  KithPresenceModule *self = user_data;

  self->timeout_id = 0;
  send_own (self);

  return G_SOURCE_REMOVE;
}

/* The first change goes out at once, what follows within the delay goes out together. */
static void
schedule (KithPresenceModule *self)
{
  gint64 wait = self->last_sent + (gint64)self->delay * 1000 - g_get_monotonic_time ();

  self->dirty = TRUE;
  if (self->timeout_id != 0)
    return;

  if (self->last_sent == 0 || wait <= 0)
    send_own (self);
  else
    self->timeout_id = g_timeout_add ((guint)(wait / 1000) + 1, timeout_cb, self);
}

static gboolean
change (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  g_autoptr(KithJid) from = kith_stanza_dup_jid (stanza, "from");
  g_autoptr(KithPresence) presence = NULL;

  if (from == NULL)
    return TRUE;

  presence = kith_presence_new_from_stanza (stanza, from);
  presence->time = kith_delay_read (stanza, kith_module_get_router (module), from);
  g_signal_emit (module, signals[CHANGED], 0, presence);

  return TRUE;
}

static gboolean
bounce (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  g_autoptr(KithJid) from = kith_stanza_dup_jid (stanza, "from");
  g_autoptr(GError) error = NULL;

  if (from == NULL)
    return TRUE;

  error = kith_stanza_dup_error (stanza);
  g_signal_emit (module, signals[BOUNCED], 0, from, error);

  return TRUE;
}

/* The server tells everybody's presence to whoever comes, not to whoever stays. */
static void
say_gone (KithModule *module)
{
  g_autoptr(KithStanza) presence = kith_stanza_new ("presence", KITH_NS_CLIENT);

  kith_stanza_set (presence, "type", "unavailable");
  kith_router_send (kith_module_get_router (module), presence);
}

static void
kith_presence_module_online (KithModule *module, gboolean resumed)
{
  KithPresenceModule *self = KITH_PRESENCE_MODULE (module);

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  if (!resumed)
    self->announced = FALSE;
  if (self->lingering)
    say_gone (module);
  self->lingering = FALSE;
  if (!resumed || self->dirty)
    send_own (self);
}

static void
kith_presence_module_offline (KithModule *module)
{
  KithPresenceModule *self = KITH_PRESENCE_MODULE (module);

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  self->announced = FALSE;
}

static void
kith_presence_module_dispose (GObject *object)
{
  g_clear_handle_id (&KITH_PRESENCE_MODULE (object)->timeout_id, g_source_remove);

  G_OBJECT_CLASS (kith_presence_module_parent_class)->dispose (object);
}

static void
kith_presence_module_finalize (GObject *object)
{
  g_free (KITH_PRESENCE_MODULE (object)->status);

  G_OBJECT_CLASS (kith_presence_module_parent_class)->finalize (object);
}

static const char *const features[] = { KITH_NS_IDLE, NULL };

static const KithHandler handlers[] = {
  { KITH_STANZA_KIND_PRESENCE, "available", NULL, NULL, KITH_SENDER_ANY, KITH_PHASE_CLAIM, change },
  { KITH_STANZA_KIND_PRESENCE, "unavailable", NULL, NULL, KITH_SENDER_ANY, KITH_PHASE_CLAIM, change },
  { KITH_STANZA_KIND_PRESENCE, "error", NULL, NULL, KITH_SENDER_ANY, KITH_PHASE_CLAIM, bounce },
  { 0 }
};

static void
kith_presence_module_class_init (KithPresenceModuleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  KithModuleClass *module_class = KITH_MODULE_CLASS (klass);

  object_class->dispose = kith_presence_module_dispose;
  object_class->finalize = kith_presence_module_finalize;
  module_class->features = features;
  module_class->handlers = handlers;
  module_class->online = kith_presence_module_online;
  module_class->offline = kith_presence_module_offline;

  /**
   * KithPresenceModule::changed:
   * @presence: what one device says now
   */
  signals[CHANGED] = g_signal_new ("changed", KITH_TYPE_PRESENCE_MODULE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, KITH_TYPE_PRESENCE | G_SIGNAL_TYPE_STATIC_SCOPE);

  /**
   * KithPresenceModule::bounced:
   * @from: whom presence did not reach
   * @error: why
   */
  signals[BOUNCED] = g_signal_new ("bounced", KITH_TYPE_PRESENCE_MODULE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, KITH_TYPE_JID, G_TYPE_ERROR);
}

static void
kith_presence_module_init (KithPresenceModule *self)
{
  self->delay = DELAY;
}

/**
 * kith_presence_module_set_own:
 * @status: (nullable): words to go with it
 * @idle_since: µs since 1970 since when nobody touched the device, 0 if somebody does
 *
 * Says how available we are, now or as soon as there is a stream. Says it once if it is said twice.
 */
void
kith_presence_module_set_own (KithPresenceModule *self, KithShow show, const char *status, gint64 idle_since)
{
  g_return_if_fail (KITH_IS_PRESENCE_MODULE (self));

  if (status != NULL && *status == '\0')
    status = NULL;
  if (self->show == show && self->idle_since == idle_since && g_strcmp0 (self->status, status) == 0)
    return;

  self->show = show;
  self->idle_since = idle_since;
  if (self->status != status)
    {
      g_free (self->status);
      self->status = g_strdup (status);
    }
  schedule (self);
}

/**
 * kith_presence_module_note_lingering:
 *
 * The next stream is one that an earlier process had: its server thinks that we are there, and has told us who else is. It is to
 * forget that first.
 */
void
kith_presence_module_note_lingering (KithPresenceModule *self)
{
  g_return_if_fail (KITH_IS_PRESENCE_MODULE (self));

  self->lingering = TRUE;
}

KithShow
kith_presence_module_get_own_show (KithPresenceModule *self)
{
  g_return_val_if_fail (KITH_IS_PRESENCE_MODULE (self), KITH_SHOW_UNKNOWN);

  return self->show;
}

void
kith_presence_module_set_priority (KithPresenceModule *self, int priority)
{
  g_return_if_fail (KITH_IS_PRESENCE_MODULE (self));
  g_return_if_fail (priority >= -128 && priority <= 127);

  if (self->priority == priority)
    return;

  self->priority = priority;
  if (self->show > KITH_SHOW_OFFLINE)
    schedule (self);
}

void
kith_presence_module_refresh (KithPresenceModule *self)
{
  g_return_if_fail (KITH_IS_PRESENCE_MODULE (self));

  if (self->show > KITH_SHOW_OFFLINE && self->announced)
    schedule (self);
}

void
kith_presence_module_set_delay (KithPresenceModule *self, guint milliseconds)
{
  g_return_if_fail (KITH_IS_PRESENCE_MODULE (self));

  self->delay = milliseconds;
}
