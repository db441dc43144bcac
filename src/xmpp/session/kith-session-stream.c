/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-session-private.h"

/* The part of the session that is about the stream as something that outlives a connection (XEP-0198). */

static KithStreamTraffic *
get_traffic (KithSession *self)
{
  return kith_stream_management_get_traffic (kith_session_get_management (self));
}

/**
 * kith_session_get_resumption:
 *
 * Returns: how the stream that there is, or was last, began; valid from `state` being %KITH_SESSION_ONLINE on
 */
KithSessionResumption
kith_session_get_resumption (KithSession *self)
{
  g_return_val_if_fail (KITH_IS_SESSION (self), KITH_SESSION_RESUMPTION_NONE);

  return kith_stream_management_get_resumption (kith_session_get_management (self));
}

/**
 * kith_session_is_suspended:
 *
 * Returns: whether the connection is gone, but its stream may be resumed
 */
gboolean
kith_session_is_suspended (KithSession *self)
{
  g_return_val_if_fail (KITH_IS_SESSION (self), FALSE);

  return kith_stream_keeper_is_suspended (kith_session_get_keeper (self));
}

/**
 * kith_session_set_stream_state:
 * @state: (nullable): of a stream that an earlier process had, as it was committed last
 *
 * The next sign-in resumes it if the server still can. To be called before kith_session_connect (), on a session that had no
 * stream yet.
 */
void
kith_session_set_stream_state (KithSession *self, const KithStreamState *state)
{
  g_return_if_fail (KITH_IS_SESSION (self));
  g_return_if_fail (kith_session_get_state (self) == KITH_SESSION_OFFLINE);

  kith_stream_management_restore (kith_session_get_management (self), state);
}

/**
 * kith_session_release:
 * @sequence: a number that kith_message_module_send () gave, of this stream
 *
 * That the message has this number is committed: it may go out, and what waits behind it. Every number is to be released: none can be
 * taken back. Numbers of streams that have ended are ignored.
 */
void
kith_session_release (KithSession *self, gint64 sequence)
{
  g_return_if_fail (KITH_IS_SESSION (self));

  kith_stream_traffic_release (get_traffic (self), sequence);
}

/**
 * kith_session_hold:
 *
 * Called in a handler, while a stanza is dispatched: the server does not learn that this stanza, or one after it, was handled before
 * kith_session_handled () is called for it; should we crash before, it sends it again.
 *
 * Returns: the stanza's number; 0 without stream management, or if no stanza is being dispatched
 */
gint64
kith_session_hold (KithSession *self)
{
  g_return_val_if_fail (KITH_IS_SESSION (self), 0);

  return kith_stream_traffic_hold (get_traffic (self));
}

/**
 * kith_session_handled:
 * @number: what kith_session_hold () gave, once for each time; 0 does nothing
 *
 * What came with the stanza is committed, and, with `keeps-state`, that the stream's handled count is @number, too.
 */
void
kith_session_handled (KithSession *self, gint64 number)
{
  g_return_if_fail (KITH_IS_SESSION (self));

  kith_stream_traffic_handled (get_traffic (self), number);
}

/**
 * kith_session_committed:
 * @handled: the handled count of a "checkpoint", or any other that was committed
 *
 * A server resumes no stream of which less is handled than it was told. So with `keeps-state` it is told no more than what is
 * committed: "checkpoint" asks for a count to be committed that came to be without messages; this answers it.
 */
void
kith_session_committed (KithSession *self, gint64 handled)
{
  g_return_if_fail (KITH_IS_SESSION (self));

  kith_stream_traffic_committed (get_traffic (self), handled);
}

/**
 * kith_session_set_active:
 * @active: whether somebody looks at Kith; %TRUE unless set
 *
 * A server that can (XEP-0352) keeps what is not urgent back while nobody looks.
 */
void
kith_session_set_active (KithSession *self, gboolean active)
{
  g_return_if_fail (KITH_IS_SESSION (self));

  kith_stream_keeper_set_active (kith_session_get_keeper (self), active);
}
