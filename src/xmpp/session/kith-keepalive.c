/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-keepalive.h"

#include "kith-ns.h"

/**
 * KithKeepalive:
 *
 * Notices that a link is dead: when nothing came for a while it asks the server something, what it has handled (XEP-0198) or whether it is
 * there (XEP-0199), and any traffic is an answer. Owned by the link. Wakes up once in an idle period, no more, unless an answer
 * is waited for.
 */
struct _KithKeepalive
{
  GObject            parent_instance;

  KithStreamWire    *wire; /* owned */
  KithRouter        *router; /* owned */
  KithStreamTraffic *traffic; /* owned */
  guint              idle; /* milliseconds */
  guint              patience; /* milliseconds */

  gint64             asked; /* the first question since anything came, monotonic microseconds; 0: none */
  guint              source;
};

enum
{
  LOST,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithKeepalive, kith_keepalive, G_TYPE_OBJECT)

static gboolean wake_cb (gpointer user_data);

static void
schedule (KithKeepalive *self, guint milliseconds)
{
  g_clear_handle_id (&self->source, g_source_remove);

  /* Whole seconds let the system gather wake-ups. */
  if (milliseconds % 1000 == 0)
    self->source = g_timeout_add_seconds (milliseconds / 1000, wake_cb, self);
  else
    self->source = g_timeout_add (milliseconds, wake_cb, self);
}

static void
ping (KithKeepalive *self)
{
  KithJid *account = kith_router_get_account (self->router);
  g_autoptr(KithJid) server = kith_jid_new (kith_jid_get_domainpart (account), NULL);
  g_autoptr(KithStanza) iq = kith_stanza_new_iq ("get", server);

  kith_stanza_add (iq, "ping", KITH_NS_PING);
  kith_router_send_iq_async (self->router, iq, NULL, NULL, NULL);
}

static void
ask (KithKeepalive *self)
{
  kith_keepalive_expect (self);
  if (!kith_stream_traffic_ask (self->traffic))
    ping (self);
}

static gboolean
wake_cb (gpointer user_data)
{
  g_autoptr(KithKeepalive) self = g_object_ref (user_data);
  gint64 last_read = kith_stream_wire_get_last_read (self->wire);
  gint64 silent = (g_get_monotonic_time () - last_read) / G_TIME_SPAN_MILLISECOND;

  self->source = 0;
  if (self->asked != 0 && last_read < self->asked)
    {
      g_signal_emit (self, signals[LOST], 0);
      return G_SOURCE_REMOVE;
    }

  self->asked = 0;
  if (silent >= self->idle)
    ask (self);
  else
    schedule (self, self->idle < 1000 ? self->idle - (guint)silent : (self->idle - (guint)silent) / 1000 * 1000 + 1000);

  return G_SOURCE_REMOVE;
}

static void
kith_keepalive_dispose (GObject *object)
{
  KithKeepalive *self = KITH_KEEPALIVE (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->wire);
  g_clear_object (&self->router);
  g_clear_object (&self->traffic);

  G_OBJECT_CLASS (kith_keepalive_parent_class)->dispose (object);
}

static void
kith_keepalive_class_init (KithKeepaliveClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kith_keepalive_dispose;

  signals[LOST] = g_signal_new ("lost", KITH_TYPE_KEEPALIVE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
kith_keepalive_init (KithKeepalive *self)
{
}

/**
 * kith_keepalive_new:
 * @wire: a wire on which stanzas may flow
 * @router: what sends on it
 * @traffic: the stream
 * @idle: after how long without traffic the server is asked, in milliseconds
 * @patience: how long any answer is waited for, in milliseconds
 *
 * Returns: (transfer full): a watch that has begun
 */
KithKeepalive *
kith_keepalive_new (KithStreamWire    *wire,
                    KithRouter        *router,
                    KithStreamTraffic *traffic,
                    guint              idle,
                    guint              patience)
{
  KithKeepalive *self = g_object_new (KITH_TYPE_KEEPALIVE, NULL);

  self->wire = g_object_ref (wire);
  self->router = g_object_ref (router);
  self->traffic = g_object_ref (traffic);
  self->idle = MAX (idle, 1);
  self->patience = MAX (patience, 1);
  schedule (self, self->idle);

  return self;
}

/**
 * kith_keepalive_check_now:
 *
 * Asks at once, because there is a reason to doubt the link.
 */
void
kith_keepalive_check_now (KithKeepalive *self)
{
  g_return_if_fail (KITH_IS_KEEPALIVE (self));

  if (self->asked == 0)
    ask (self);
}

/**
 * kith_keepalive_expect:
 *
 * The server was asked something, just now: if nothing comes within the patience, the link is dead.
 */
void
kith_keepalive_expect (KithKeepalive *self)
{
  g_return_if_fail (KITH_IS_KEEPALIVE (self));

  /* A question is still open: its time runs already. */
  if (self->asked != 0 && kith_stream_wire_get_last_read (self->wire) < self->asked)
    return;

  self->asked = g_get_monotonic_time ();
  g_clear_handle_id (&self->source, g_source_remove);
  self->source = g_timeout_add (self->patience, wake_cb, self);
}
