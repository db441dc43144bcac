/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-link.h"

#include "kith-keepalive.h"
#include "kith-ns.h"
#include "kith-xmpp-error.h"

/**
 * KithLink:
 *
 * Joins the router to a wire on which stanzas may flow, and notices when that is over. Owned by the session while it is online
 * or leaving.
 */
struct _KithLink
{
  GObject         parent_instance;

  KithStreamWire *wire;      /* owned */
  KithRouter     *router;    /* owned */
  KithKeepalive  *keepalive; /* owned until it is left */

  guint           leaving : 1; /* the stream's end was said and is waited for */
  guint           over : 1;  /* nothing is said any more */
};

enum
{
  LOST,
  LEFT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithLink, kith_link, G_TYPE_OBJECT)

static void
lose (KithLink *self, const GError *error)
{
  self->over = TRUE;
  g_clear_object (&self->keepalive);
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
stanza_cb (KithLink *self, KithStanza *stanza)
{
  if (!self->over && !self->leaving)
    kith_router_dispatch (self->router, stanza);
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

static void
send_cb (KithLink *self, KithStanza *stanza)
{
  if (!self->over && !self->leaving)
    kith_wire_send (KITH_WIRE (self->wire), stanza);
}

static void
kith_link_dispose (GObject *object)
{
  KithLink *self = KITH_LINK (object);

  if (self->wire != NULL)
    kith_link_drop (self);

  g_clear_object (&self->wire);
  g_clear_object (&self->router);

  G_OBJECT_CLASS (kith_link_parent_class)->dispose (object);
}

static void
kith_link_class_init (KithLinkClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kith_link_dispose;

  signals[LOST] = g_signal_new ("lost", KITH_TYPE_LINK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[LEFT] = g_signal_new ("left", KITH_TYPE_LINK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
kith_link_init (KithLink *self)
{
}

/**
 * kith_link_new:
 * @wire: a wire on which stanzas may flow
 * @router: gets what comes, and says what goes
 * @idle: after how long without traffic the server is pinged, in milliseconds
 * @patience: how long any answer is waited for then, in milliseconds
 *
 * Returns: (transfer full): a link; dropping it closes @wire
 */
KithLink *
kith_link_new (KithStreamWire *wire, KithRouter *router, guint idle, guint patience)
{
  KithLink *self = g_object_new (KITH_TYPE_LINK, NULL);

  self->wire = g_object_ref (wire);
  self->router = g_object_ref (router);
  g_signal_connect_object (wire, "stanza", G_CALLBACK (stanza_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (wire, "closed", G_CALLBACK (closed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (router, "send", G_CALLBACK (send_cb), self, G_CONNECT_SWAPPED);

  self->keepalive = kith_keepalive_new (wire, router, idle, patience);
  g_signal_connect_object (self->keepalive, "lost", G_CALLBACK (keepalive_lost_cb), self, G_CONNECT_SWAPPED);

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
 * Pings the server at once, because there is a reason to doubt the link.
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
 * Leaves in the order of RFC 6121, 4.5.1: gone first, then the stream's end. Nothing that comes is heard of any more; "left"
 * follows when the server has ended its side or a short deadline has passed.
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
  kith_wire_close (KITH_WIRE (self->wire));
}
