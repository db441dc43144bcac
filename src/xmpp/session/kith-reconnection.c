/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-reconnection.h"

#include "kith-backoff.h"
#include "kith-xmpp-error.h"

/* A stream that lived this long was no failure of the server's. */
#define STABLE_TIME (30 * G_TIME_SPAN_SECOND)

/* How often in a row a server may send us on to another before we believe that it never stops. */
#define MAX_REDIRECTIONS 3

/* How many windows are left out when the server's name is not found. */
#define UNKNOWN_NAME 2

#define DEFAULT_PORT 5222

/**
 * KithReconnection:
 *
 * Decides whether, when and where a session tries again. Owned by the session.
 */
struct _KithReconnection
{
  GObject          parent_instance;

  GNetworkMonitor *monitor;   /* owned */
  KithBackoff     *backoff;   /* owned, NULL until begun */
  gint64           online_since; /* monotonic microseconds, 0 unless online */
  KithEndpoint    *redirection; /* owned: where the server sent us */
  KithEndpoint    *preferred; /* owned: where a stream is to be resumed */
  guint            n_redirections;
  guint            source;
};

enum
{
  DUE,
  NETWORK_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithReconnection, kith_reconnection, G_TYPE_OBJECT)

/* What the next attempt would only repeat; the person, or another device, has to change something first. */
static gboolean
is_final (const GError *error)
{
  if (error->domain != KITH_XMPP_ERROR)
    return FALSE;

  switch ((KithXmppError)error->code)
    {
    case KITH_XMPP_ERROR_CERTIFICATE:
    case KITH_XMPP_ERROR_NOT_AUTHORIZED:
    case KITH_XMPP_ERROR_ACCOUNT_DISABLED:
    case KITH_XMPP_ERROR_WEAK_MECHANISM:
    case KITH_XMPP_ERROR_SERVER_FORGED:
    case KITH_XMPP_ERROR_CONFLICT:
    case KITH_XMPP_ERROR_PASSWORD_NEEDED:
      return TRUE;

    case KITH_XMPP_ERROR_HOST_NOT_FOUND:
    case KITH_XMPP_ERROR_UNREACHABLE:
    case KITH_XMPP_ERROR_TIMEOUT:
    case KITH_XMPP_ERROR_LOST:
    case KITH_XMPP_ERROR_NO_TLS:
    case KITH_XMPP_ERROR_POLICY:
    case KITH_XMPP_ERROR_SERVER_REFUSED:
    case KITH_XMPP_ERROR_PROTOCOL:
    case KITH_XMPP_ERROR_STANZA:
      return FALSE;
    }

  return FALSE;
}

static gboolean
due_cb (gpointer user_data)
{
  KithReconnection *self = user_data;

  self->source = 0;
  g_signal_emit (self, signals[DUE], 0);

  return G_SOURCE_REMOVE;
}

/* The monitor is believed when it says that something changed, never when it says that there is no network. */
static void
network_changed_cb (KithReconnection *self, gboolean available)
{
  if (self->source == 0)
    {
      g_signal_emit (self, signals[NETWORK_CHANGED], 0);
    }
  else if (available)
    {
      /* The first attempts may still come too early for a network that has just returned. */
      kith_reconnection_stop (self);
      kith_backoff_reset (self->backoff);
      g_signal_emit (self, signals[DUE], 0);
    }
}

static void
kith_reconnection_dispose (GObject *object)
{
  KithReconnection *self = KITH_RECONNECTION (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->monitor);
  g_clear_object (&self->backoff);

  G_OBJECT_CLASS (kith_reconnection_parent_class)->dispose (object);
}

static void
kith_reconnection_finalize (GObject *object)
{
  g_clear_pointer (&KITH_RECONNECTION (object)->redirection, kith_endpoint_free);
  g_clear_pointer (&KITH_RECONNECTION (object)->preferred, kith_endpoint_free);

  G_OBJECT_CLASS (kith_reconnection_parent_class)->finalize (object);
}

static void
kith_reconnection_class_init (KithReconnectionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kith_reconnection_dispose;
  G_OBJECT_CLASS (klass)->finalize = kith_reconnection_finalize;

  signals[DUE] = g_signal_new ("due", KITH_TYPE_RECONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[NETWORK_CHANGED] = g_signal_new ("network-changed", KITH_TYPE_RECONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 0);
}

static void
kith_reconnection_init (KithReconnection *self)
{
}

/**
 * kith_reconnection_new:
 * @monitor: (nullable): what says that the network changed; %NULL for the system's
 *
 * Returns: (transfer full): with nothing planned
 */
KithReconnection *
kith_reconnection_new (GNetworkMonitor *monitor)
{
  KithReconnection *self = g_object_new (KITH_TYPE_RECONNECTION, NULL);

  self->monitor = g_object_ref (monitor != NULL ? monitor : g_network_monitor_get_default ());
  g_signal_connect_object (self->monitor, "network-changed", G_CALLBACK (network_changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * kith_reconnection_begin:
 * @first: the first wait, in milliseconds, at most
 * @longest: the longest wait, in milliseconds
 *
 * Starts over, because a person wants to connect.
 */
void
kith_reconnection_begin (KithReconnection *self, guint first, guint longest)
{
  g_return_if_fail (KITH_IS_RECONNECTION (self));

  kith_reconnection_stop (self);
  g_clear_object (&self->backoff);
  self->backoff = kith_backoff_new (first, longest, NULL);
  self->online_since = 0;
  kith_reconnection_follow (self, NULL);
}

/**
 * kith_reconnection_note_online:
 *
 * The session is online. Only a stream that stays makes the next wait short again, or a server that lets us in to throw us
 * out would be pestered.
 */
void
kith_reconnection_note_online (KithReconnection *self)
{
  g_return_if_fail (KITH_IS_RECONNECTION (self));

  self->online_since = g_get_monotonic_time ();
}

/**
 * kith_reconnection_plan:
 * @error: why the attempt or the stream ended
 *
 * Plans the next attempt, after kith_reconnection_begin (). It comes at once if the network returns before its time.
 *
 * Returns: %FALSE if another attempt would only repeat @error, and none is planned
 */
gboolean
kith_reconnection_plan (KithReconnection *self, const GError *error)
{
  g_return_val_if_fail (KITH_IS_RECONNECTION (self), FALSE);
  g_return_val_if_fail (self->backoff != NULL, FALSE);

  kith_reconnection_stop (self);
  if (self->online_since != 0 && g_get_monotonic_time () - self->online_since > STABLE_TIME)
    kith_backoff_reset (self->backoff);
  self->online_since = 0;

  if (is_final (error))
    return FALSE;

  self->source = g_timeout_add (kith_backoff_next (self->backoff), due_cb, self);

  /* Each look for a name wakes threads and the network up. If it is this machine that was cut off, its network says when to
   * look again. */
  for (guint i = 0; i < UNKNOWN_NAME && g_error_matches (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_HOST_NOT_FOUND); i++)
    kith_backoff_widen (self->backoff);

  return TRUE;
}

/**
 * kith_reconnection_follow:
 * @host: (nullable): where the server sent us when it ended the stream, as it said it (RFC 6120, 4.9.3.19)
 *
 * The next attempt goes there, and at once. A server that sends us on and on gets the wait of any other failure; what it said
 * before is forgotten then.
 *
 * Returns: whether there is a place to go to
 */
gboolean
kith_reconnection_follow (KithReconnection *self, const char *host)
{
  g_return_val_if_fail (KITH_IS_RECONNECTION (self), FALSE);

  g_clear_pointer (&self->redirection, kith_endpoint_free);
  if (host != NULL && self->n_redirections < MAX_REDIRECTIONS)
    self->redirection = kith_endpoint_parse (host, DEFAULT_PORT);
  self->n_redirections = self->redirection != NULL ? self->n_redirections + 1 : 0;

  return self->redirection != NULL;
}

/**
 * kith_reconnection_get_redirection:
 *
 * Returns: (transfer none) (nullable): where the next attempt is to go, in place of what the settings say
 */
const KithEndpoint *
kith_reconnection_get_redirection (KithReconnection *self)
{
  g_return_val_if_fail (KITH_IS_RECONNECTION (self), NULL);

  return self->redirection != NULL ? self->redirection : self->preferred;
}

/**
 * kith_reconnection_prefer:
 * @location: (nullable): where the server wants the stream to be resumed, as it said it (XEP-0198, 3); %NULL: wherever
 *
 * Attempts go there until one fails. Its certificate has to name the account's domain, as everywhere.
 */
void
kith_reconnection_prefer (KithReconnection *self, const char *location)
{
  g_return_if_fail (KITH_IS_RECONNECTION (self));

  g_clear_pointer (&self->preferred, kith_endpoint_free);
  if (location != NULL)
    self->preferred = kith_endpoint_parse (location, DEFAULT_PORT);
}

/**
 * kith_reconnection_leave_preferred:
 *
 * An attempt has failed.
 *
 * Returns: whether it was made at the preferred place, so that the next is to be made at the usual one, and at once
 */
gboolean
kith_reconnection_leave_preferred (KithReconnection *self)
{
  gboolean preferred = FALSE;

  g_return_val_if_fail (KITH_IS_RECONNECTION (self), FALSE);

  preferred = self->preferred != NULL && self->redirection == NULL;
  if (preferred)
    kith_reconnection_prefer (self, NULL);

  return preferred;
}

/**
 * kith_reconnection_stop:
 *
 * Nothing is planned any more.
 */
void
kith_reconnection_stop (KithReconnection *self)
{
  g_return_if_fail (KITH_IS_RECONNECTION (self));

  g_clear_handle_id (&self->source, g_source_remove);
}
