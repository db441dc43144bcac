/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-link.h"

#include "kith-keepalive.h"
#include "kith-ns.h"
#include "kith-xmpp-error.h"

/**
 * KithLink:
 *
 * Joins the router to a wire on which stanzas may flow, by way of the stream's traffic, and notices when that is over. Owned by the
 * session while it is online or leaving.
 */
struct _KithLink
{
  GObject            parent_instance;

  KithStreamWire    *wire;   /* owned */
  KithRouter        *router; /* owned */
  KithStreamTraffic *traffic; /* owned */
  KithKeepalive     *keepalive; /* owned until it is left */

  guint              leaving : 1; /* the stream's end was said and is waited for */
  guint              over : 1; /* nothing is said any more */
};

enum
{
  LOST,
  LEFT,
  FEATURES,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithLink, kith_link, G_TYPE_OBJECT)

static void
lose (KithLink *self, const GError *error)
{
  self->over = TRUE;
  g_clear_object (&self->keepalive);
  kith_stream_traffic_detach (self->traffic, KITH_WIRE (self->wire));
  g_signal_emit (self, signals[LOST], 0, error);
}

static void
lose_literal (KithLink *self, const char *message)
{
  g_autoptr(GError) error = g_error_new_literal (KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST, message);

  lose (self, error);
}

static void
keepalive_lost_cb (KithLink *self)
{
  lose_literal (self, "The server does not answer any more");
}

static void
broken_cb (KithLink *self, const GError *error)
{
  if (!self->over && !self->leaving)
    lose (self, error);
}

static void
asked_cb (KithLink *self)
{
  if (self->keepalive != NULL)
    kith_keepalive_expect (self->keepalive);
}

/* After we have left, what the server says that it has handled still counts, and nothing else. */
static void
stanza_cb (KithLink *self, KithStanza *stanza)
{
  g_autoptr(KithStreamTraffic) traffic = NULL;

  if (self->over || (self->leaving && !kith_stanza_is (stanza, "a", KITH_NS_SM)))
    return;

  if (kith_stanza_is (stanza, "features", KITH_NS_STREAMS))
    {
      g_signal_emit (self, signals[FEATURES], 0, stanza);
      return;
    }

  /* Whoever gets the stanza may let go of us. */
  traffic = g_object_ref (self->traffic);
  if (kith_stream_traffic_take (traffic, stanza))
    return;

  kith_router_dispatch (self->router, stanza);
  kith_stream_traffic_dispatched (traffic);
}

/* It counts as any other, and whoever asked learns that it was too much (RFC 6120, 8.2.3). */
static void
left_out_cb (KithLink *self, KithStanza *stanza)
{
  g_autoptr(KithStanza) reply = NULL;

  if (self->over || self->leaving || kith_stream_traffic_take (self->traffic, stanza))
    return;

  kith_stream_traffic_dispatched (self->traffic);
  if (g_strcmp0 (kith_stanza_get (stanza, "type"), "get") != 0 && g_strcmp0 (kith_stanza_get (stanza, "type"), "set") != 0)
    return;

  reply = kith_stanza_new_error (stanza, "modify", "policy-violation");
  kith_router_send (self->router, reply);
}

static void
closed_cb (KithLink *self, const GError *error)
{
  if (self->over)
    return;

  if (self->leaving)
    {
      self->over = TRUE;
      g_signal_emit (self, signals[LEFT], 0);
    }
  else if (error != NULL)
    {
      lose (self, error);
    }
  else
    {
      lose_literal (self, "The server ended the stream");
    }
}

/* A server may take its time for other questions; this one it answers at once. Where a stream is not managed it stands behind what was
 * said and is to be confirmed. */
static gboolean
asks_for_server (KithLink *self, KithStanza *stanza)
{
  const char *domain = kith_jid_get_domainpart (kith_router_get_account (self->router));

  return kith_stanza_is (stanza, "iq", KITH_NS_CLIENT) && g_strcmp0 (kith_stanza_get (stanza, "type"), "get") == 0 &&
         g_strcmp0 (kith_stanza_get (stanza, "to"), domain) == 0 && kith_stanza_find (stanza, "ping", KITH_NS_PING) != NULL;
}

static void
send_cb (KithLink *self, KithStanza *stanza)
{
  if (self->over || self->leaving)
    return;

  kith_stream_traffic_send (self->traffic, stanza, FALSE);
  if (self->keepalive != NULL && asks_for_server (self, stanza))
    kith_keepalive_expect (self->keepalive);
}

static gint64
send_gated_cb (KithLink *self, KithStanza *stanza)
{
  return !self->over && !self->leaving ? kith_stream_traffic_send (self->traffic, stanza, TRUE) : 0;
}

static void
kith_link_dispose (GObject *object)
{
  KithLink *self = KITH_LINK (object);

  if (self->wire != NULL)
    kith_link_drop (self);

  g_clear_object (&self->wire);
  g_clear_object (&self->router);
  g_clear_object (&self->traffic);

  G_OBJECT_CLASS (kith_link_parent_class)->dispose (object);
}

static void
kith_link_class_init (KithLinkClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kith_link_dispose;

  signals[LOST] = g_signal_new ("lost", KITH_TYPE_LINK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[LEFT] = g_signal_new ("left", KITH_TYPE_LINK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FEATURES] = g_signal_new ("features", KITH_TYPE_LINK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
kith_link_init (KithLink *self)
{
}

/**
 * kith_link_new:
 * @wire: a wire on which stanzas may flow
 * @router: gets what comes, and says what goes
 * @traffic: the stream, which writes what waits at once
 * @idle: after how long without traffic the server is asked something, in milliseconds
 * @patience: how long any answer is waited for, in milliseconds
 *
 * Returns: (transfer full): a link; dropping it closes @wire
 */
KithLink *
kith_link_new (KithStreamWire    *wire,
               KithRouter        *router,
               KithStreamTraffic *traffic,
               guint              idle,
               guint              patience)
{
  KithLink *self = g_object_new (KITH_TYPE_LINK, NULL);

  self->wire = g_object_ref (wire);
  self->router = g_object_ref (router);
  self->traffic = g_object_ref (traffic);
  g_signal_connect_object (wire, "stanza", G_CALLBACK (stanza_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (wire, "left-out", G_CALLBACK (left_out_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (wire, "closed", G_CALLBACK (closed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (router, "send", G_CALLBACK (send_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (router, "send-gated", G_CALLBACK (send_gated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (traffic, "asked", G_CALLBACK (asked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (traffic, "broken", G_CALLBACK (broken_cb), self, G_CONNECT_SWAPPED);

  self->keepalive = kith_keepalive_new (wire, router, traffic, idle, patience);
  g_signal_connect_object (self->keepalive, "lost", G_CALLBACK (keepalive_lost_cb), self, G_CONNECT_SWAPPED);
  kith_stream_traffic_attach (traffic, KITH_WIRE (wire));

  return self;
}

/**
 * kith_link_get_wire:
 *
 * Returns: (transfer none): the wire
 */
KithStreamWire *
kith_link_get_wire (KithLink *self)
{
  g_return_val_if_fail (KITH_IS_LINK (self), NULL);

  return self->wire;
}

/**
 * kith_link_check_now:
 *
 * Asks the server something at once, because there is a reason to doubt the link.
 */
void
kith_link_check_now (KithLink *self)
{
  g_return_if_fail (KITH_IS_LINK (self));

  if (self->keepalive != NULL)
    kith_keepalive_check_now (self->keepalive);
}

/**
 * kith_link_leave:
 *
 * Leaves in the order of RFC 6121, 4.5.1: gone first, then the stream's end. Nothing that comes is heard of any more, but what the
 * server has handled; "left" follows when the server has ended its side or a short deadline has passed.
 */
void
kith_link_leave (KithLink *self)
{
  g_autoptr(KithStanza) presence = NULL;

  g_return_if_fail (KITH_IS_LINK (self));

  if (self->over || self->leaving)
    return;

  presence = kith_stanza_new ("presence", KITH_NS_CLIENT);
  kith_stanza_set (presence, "type", "unavailable");
  kith_wire_send (KITH_WIRE (self->wire), presence);

  self->leaving = TRUE;
  g_clear_object (&self->keepalive);
  kith_stream_traffic_say_goodbye (self->traffic);
  kith_wire_close (KITH_WIRE (self->wire));
}

/**
 * kith_link_drop:
 *
 * Closes the wire; nothing is heard of the link any more.
 */
void
kith_link_drop (KithLink *self)
{
  g_return_if_fail (KITH_IS_LINK (self));

  self->over = TRUE;
  g_clear_object (&self->keepalive);
  kith_stream_traffic_detach (self->traffic, KITH_WIRE (self->wire));
  kith_wire_close (KITH_WIRE (self->wire));
}
