/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stream-management.h"

#include <string.h>

#include "kith-ns.h"
#include "kith-xmpp-error.h"

/* In bytes; XEP-0198, 5 bids servers to stay below 4000. */
#define MAX_ID 4096

/**
 * KithStreamManagement:
 *
 * Owned by the session. The steps of a negotiation send what is made here and note what the server says; nothing comes of it before
 * the session concludes it.
 */
struct _KithStreamManagement
{
  GObject               parent_instance;

  KithStreamTraffic    *traffic;    /* owned */
  KithStreamState      *state;      /* owned, NULL: there is nothing to resume */

  KithStanza           *enabled;    /* owned: what the server said in the negotiation */
  KithStanza           *resumed;    /* owned */
  KithStanza           *failed;     /* owned: to the wish to resume */
  gint64                told;       /* what the server was told in <resume/> */
  KithSessionResumption resumption;

  guint                 wanted : 1;
  guint                 kept : 1;
  guint                 asked : 1;  /* to manage the stream, in this negotiation */
  guint                 stale : 1;  /* nobody but us knows the stream's stanzas any more */
};

enum
{
  STATE_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithStreamManagement, kith_stream_management, G_TYPE_OBJECT)

static gboolean
parse_count (KithStanza *stanza, const char *attribute, guint64 max, guint64 *value)
{
  const char *text = kith_stanza_get (stanza, attribute);

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, max, value, NULL);
}

static void
clear_notes (KithStreamManagement *self)
{
  self->asked = FALSE;
  g_clear_pointer (&self->enabled, kith_stanza_unref);
  g_clear_pointer (&self->resumed, kith_stanza_unref);
  g_clear_pointer (&self->failed, kith_stanza_unref);
}

static void
broken_cb (KithStreamManagement *self)
{
  kith_stream_management_end (self);
}

static void
kith_stream_management_finalize (GObject *object)
{
  KithStreamManagement *self = KITH_STREAM_MANAGEMENT (object);

  clear_notes (self);
  g_object_unref (self->traffic);
  kith_stream_state_free (self->state);

  G_OBJECT_CLASS (kith_stream_management_parent_class)->finalize (object);
}

static void
kith_stream_management_class_init (KithStreamManagementClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kith_stream_management_finalize;

  signals[STATE_CHANGED] = g_signal_new ("state-changed", KITH_TYPE_STREAM_MANAGEMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, KITH_TYPE_STREAM_STATE | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
kith_stream_management_init (KithStreamManagement *self)
{
  self->wanted = TRUE;
  self->traffic = kith_stream_traffic_new ();
  g_signal_connect_object (self->traffic, "broken", G_CALLBACK (broken_cb), self, G_CONNECT_SWAPPED);
}

/**
 * kith_stream_management_new:
 *
 * Returns: (transfer full): without a stream
 */
KithStreamManagement *
kith_stream_management_new (void)
{
  return g_object_new (KITH_TYPE_STREAM_MANAGEMENT, NULL);
}

/**
 * kith_stream_management_set_wanted:
 * @wanted: whether streams are managed where the server can; %TRUE unless set
 */
void
kith_stream_management_set_wanted (KithStreamManagement *self, gboolean wanted)
{
  g_return_if_fail (KITH_IS_STREAM_MANAGEMENT (self));

  self->wanted = wanted;
}

/**
 * kith_stream_management_set_kept:
 * @kept: whether the server is told no more than what kith_stream_traffic_committed () says, on streams that can be resumed
 */
void
kith_stream_management_set_kept (KithStreamManagement *self, gboolean kept)
{
  g_return_if_fail (KITH_IS_STREAM_MANAGEMENT (self));

  self->kept = kept;
  if (self->state != NULL)
    kith_stream_traffic_set_kept (self->traffic, kept);
}

/**
 * kith_stream_management_get_traffic:
 *
 * Returns: (transfer none): the stream's stanzas
 */
KithStreamTraffic *
kith_stream_management_get_traffic (KithStreamManagement *self)
{
  g_return_val_if_fail (KITH_IS_STREAM_MANAGEMENT (self), NULL);

  return self->traffic;
}

/**
 * kith_stream_management_restore:
 * @state: (nullable): of a stream that an earlier process had
 *
 * To be called before there was a stream.
 */
void
kith_stream_management_restore (KithStreamManagement *self, const KithStreamState *state)
{
  g_return_if_fail (KITH_IS_STREAM_MANAGEMENT (self));

  g_clear_pointer (&self->state, kith_stream_state_free);
  self->state = state != NULL ? kith_stream_state_copy (state) : NULL;
  self->stale = state != NULL;
  if (state != NULL)
    kith_stream_traffic_restore (self->traffic, state->handled, self->kept);
  else
    kith_stream_traffic_end (self->traffic);
}

/**
 * kith_stream_management_forget:
 *
 * Whoever waited for replies on the stream has given up. Should it be resumed after all, it is as if another process had had it.
 */
void
kith_stream_management_forget (KithStreamManagement *self)
{
  g_return_if_fail (KITH_IS_STREAM_MANAGEMENT (self));

  self->stale = TRUE;
}

/**
 * kith_stream_management_end:
 *
 * The stream is over for good. What the server has not acknowledged is gone.
 */
void
kith_stream_management_end (KithStreamManagement *self)
{
  g_autoptr(KithStreamState) state = NULL;

  g_return_if_fail (KITH_IS_STREAM_MANAGEMENT (self));

  state = g_steal_pointer (&self->state);
  kith_stream_traffic_end (self->traffic);
  self->stale = FALSE;
  self->resumption = KITH_SESSION_RESUMPTION_NONE;
  if (state != NULL)
    g_signal_emit (self, signals[STATE_CHANGED], 0, NULL);
}

/**
 * kith_stream_management_suspend:
 *
 * The connection is gone; the stream may go on.
 */
void
kith_stream_management_suspend (KithStreamManagement *self)
{
  g_return_if_fail (KITH_IS_STREAM_MANAGEMENT (self));

  if (self->state != NULL)
    self->state->time = g_get_real_time ();
}

/**
 * kith_stream_management_get_state:
 *
 * Returns: (transfer none) (nullable): what is needed to resume the stream, as it is now; %NULL if it cannot be
 */
const KithStreamState *
kith_stream_management_get_state (KithStreamManagement *self)
{
  g_return_val_if_fail (KITH_IS_STREAM_MANAGEMENT (self), NULL);

  if (self->state != NULL)
    self->state->handled = kith_stream_traffic_get_told (self->traffic);

  return self->state;
}

/**
 * kith_stream_management_can_continue:
 *
 * Returns: whether the stream, once resumed, goes on as if nothing had been
 */
gboolean
kith_stream_management_can_continue (KithStreamManagement *self)
{
  g_return_val_if_fail (KITH_IS_STREAM_MANAGEMENT (self), FALSE);

  return self->state != NULL && !self->stale;
}

/**
 * kith_stream_management_create_enable:
 *
 * Returns: (transfer full) (nullable): the wish to have a new stream managed, and resumable; %NULL if that is not wished
 */
KithStanza *
kith_stream_management_create_enable (KithStreamManagement *self)
{
  KithStanza *enable = NULL;

  g_return_val_if_fail (KITH_IS_STREAM_MANAGEMENT (self), NULL);

  if (!self->wanted)
    return NULL;

  self->asked = TRUE;
  enable = kith_stanza_new ("enable", KITH_NS_SM);
  kith_stanza_set (enable, "resume", "true");

  return enable;
}

/**
 * kith_stream_management_create_resume:
 *
 * Returns: (transfer full) (nullable): the wish to resume the stream; %NULL where there is none. The last one counts.
 */
KithStanza *
kith_stream_management_create_resume (KithStreamManagement *self)
{
  g_autofree char *h = NULL;
  KithStanza *resume = NULL;

  g_return_val_if_fail (KITH_IS_STREAM_MANAGEMENT (self), NULL);

  if (self->state == NULL)
    return NULL;

  self->told = kith_stream_traffic_get_told (self->traffic);
  h = g_strdup_printf ("%u", (guint32)self->told);
  resume = kith_stanza_new ("resume", KITH_NS_SM);
  kith_stanza_set (resume, "h", h);
  kith_stanza_set (resume, "previd", self->state->id);

  return resume;
}

/**
 * kith_stream_management_note:
 * @words: `<resumed/>`, `<enabled/>`, or the `<failed/>` that answers the wish to resume
 *
 * Keeps what the server said until kith_stream_management_conclude ().
 */
void
kith_stream_management_note (KithStreamManagement *self, KithStanza *words)
{
  KithStanza **place = NULL;

  g_return_if_fail (KITH_IS_STREAM_MANAGEMENT (self));

  if (kith_stanza_is (words, "resumed", KITH_NS_SM))
    place = &self->resumed;
  else if (kith_stanza_is (words, "enabled", KITH_NS_SM))
    place = &self->enabled;
  else if (kith_stanza_is (words, "failed", KITH_NS_SM))
    place = &self->failed;
  if (place == NULL)
    return;

  g_clear_pointer (place, kith_stanza_unref);
  *place = kith_stanza_copy (words);
}

/**
 * kith_stream_management_is_to_enable:
 *
 * Returns: whether a stream that is bound is to be managed, and the server was not asked for that yet: it may be asked once
 */
gboolean
kith_stream_management_is_to_enable (KithStreamManagement *self)
{
  g_return_val_if_fail (KITH_IS_STREAM_MANAGEMENT (self), FALSE);

  return self->wanted && !self->asked && self->resumed == NULL;
}

/**
 * kith_stream_management_was_resumed:
 *
 * Returns: whether the server said, in the negotiation that runs, that the stream is resumed
 */
gboolean
kith_stream_management_was_resumed (KithStreamManagement *self)
{
  g_return_val_if_fail (KITH_IS_STREAM_MANAGEMENT (self), FALSE);

  return self->state != NULL && self->resumed != NULL;
}

/* The server may know how far a stream had come that is over (XEP-0198, 5). */
static void
take_refusal (KithStreamManagement *self, KithStanza *failed)
{
  guint64 h = 0;

  if (self->state != NULL && parse_count (failed, "h", G_MAXUINT32, &h))
    kith_stream_traffic_acknowledge (self->traffic, (guint32)h);

  kith_stream_management_end (self);
}

static gboolean
take_resumption (KithStreamManagement *self, KithStanza *resumed, KithJid *bound, GError **error)
{
  guint64 h = 0;
  KithStreamAck ack = KITH_STREAM_ACK_NO_NEWS;

  if (!parse_count (resumed, "h", G_MAXUINT32, &h) ||
      g_strcmp0 (kith_stanza_get (resumed, "previd"), self->state->id) != 0 ||
      !kith_jid_equal (bound, self->state->bound))
    {
      g_set_error_literal (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL, "Another stream was resumed");
      return FALSE;
    }

  self->resumption = self->stale ? KITH_SESSION_RESUMPTION_RESTORED : KITH_SESSION_RESUMPTION_CONTINUED;
  self->stale = FALSE;
  self->state->time = g_get_real_time ();
  ack = kith_stream_traffic_acknowledge (self->traffic, (guint32)h);
  if (ack == KITH_STREAM_ACK_BACK || ack == KITH_STREAM_ACK_TOO_HIGH)
    {
      g_set_error_literal (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL, "The resumed stream has other numbers");
      return FALSE;
    }

  kith_stream_traffic_resume (self->traffic, self->told, self->resumption == KITH_SESSION_RESUMPTION_RESTORED);

  return TRUE;
}

static gboolean
is_resumable (KithStanza *enabled)
{
  const char *resume = kith_stanza_get (enabled, "resume");
  const char *id = kith_stanza_get (enabled, "id");

  return (g_strcmp0 (resume, "true") == 0 || g_strcmp0 (resume, "1") == 0) &&
         id != NULL && *id != '\0' && strlen (id) <= MAX_ID;
}

static void
begin (KithStreamManagement *self, KithStanza *enabled, KithJid *bound)
{
  guint64 max = 0;
  gboolean resumable = enabled != NULL && is_resumable (enabled);

  kith_stream_traffic_begin (self->traffic, enabled != NULL, self->kept && resumable);
  if (!resumable)
    return;

  self->state = kith_stream_state_new (kith_stanza_get (enabled, "id"), bound);
  self->state->location = kith_stanza_dup_id (enabled, "location");
  if (parse_count (enabled, "max", G_MAXINT32, &max))
    self->state->max = (gint64)max;
  self->state->time = g_get_real_time ();
  g_signal_emit (self, signals[STATE_CHANGED], 0, self->state);
}

/**
 * kith_stream_management_conclude:
 * @bound: the stream's full address
 *
 * A negotiation has ended well. If the stream was resumed, what is acknowledged by that is told, and what is not will be written
 * with the next attachment, but for a stream that nobody knows any more. Else another stream begins, and what was of the last is over.
 *
 * Returns: %FALSE if the server says what cannot be; the stream is over then
 */
gboolean
kith_stream_management_conclude (KithStreamManagement *self, KithJid *bound, GError **error)
{
  g_autoptr(KithStanza) enabled = NULL;
  g_autoptr(KithStanza) resumed = NULL;
  g_autoptr(KithStanza) failed = NULL;

  g_return_val_if_fail (KITH_IS_STREAM_MANAGEMENT (self), FALSE);

  enabled = g_steal_pointer (&self->enabled);
  resumed = g_steal_pointer (&self->resumed);
  failed = g_steal_pointer (&self->failed);
  clear_notes (self);
  if (self->state != NULL && resumed != NULL)
    {
      if (take_resumption (self, resumed, bound, error))
        return TRUE;

      kith_stream_management_end (self);
      return FALSE;
    }

  if (failed != NULL)
    take_refusal (self, failed);
  else
    kith_stream_management_end (self);
  begin (self, enabled, bound);

  return TRUE;
}

/**
 * kith_stream_management_give_up:
 *
 * A negotiation has come to nothing; the stream is over only if the server has said so.
 */
void
kith_stream_management_give_up (KithStreamManagement *self)
{
  g_autoptr(KithStanza) failed = NULL;

  g_return_if_fail (KITH_IS_STREAM_MANAGEMENT (self));

  failed = g_steal_pointer (&self->failed);
  clear_notes (self);
  if (failed != NULL)
    take_refusal (self, failed);
}

/**
 * kith_stream_management_get_resumption:
 *
 * Returns: how the stream that there is, or was last, began
 */
KithSessionResumption
kith_stream_management_get_resumption (KithStreamManagement *self)
{
  g_return_val_if_fail (KITH_IS_STREAM_MANAGEMENT (self), KITH_SESSION_RESUMPTION_NONE);

  return self->resumption;
}
