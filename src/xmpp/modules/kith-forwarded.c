/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-forwarded.h"

#include "kith-datetime.h"
#include "kith-ns.h"

/* The only child of its kind; of two, nobody can say which counts. */
static KithStanza *
find_only (KithStanza *parent, const char *name, const char *ns)
{
  KithStanza *found = NULL;

  for (KithStanza *child = kith_stanza_first (parent); child != NULL; child = kith_stanza_next (child))
    {
      if (!kith_stanza_is (child, name, ns))
        continue;
      if (found != NULL)
        return NULL;
      found = child;
    }

  return found;
}

/* Nothing that is wrapped twice was ever sent by who it says. */
static gboolean
wraps_another (KithStanza *message)
{
  return kith_stanza_find (message, "received", KITH_NS_CARBONS) != NULL ||
         kith_stanza_find (message, "sent", KITH_NS_CARBONS) != NULL ||
         kith_stanza_find (message, "result", KITH_NS_ARCHIVE) != NULL;
}

/* A clock that runs ahead of ours says now. */
static gint64
read_stamp (KithStanza *forwarded)
{
  KithStanza *delay = kith_stanza_find (forwarded, "delay", KITH_NS_DELAY);
  const char *stamp = delay != NULL ? kith_stanza_get (delay, "stamp") : NULL;
  gint64 time = 0;
  gint64 now;

  if (stamp == NULL || !kith_datetime_parse (stamp, &time) || time <= 0)
    return 0;

  now = g_get_real_time ();

  return MIN (time, now);
}

/**
 * kith_forwarded_get_message:
 * @wrapper: an element of somebody who may speak for the own account
 * @time: (out): when the message came, in µs since 1970, not after now; 0: not said in a way that makes sense
 *
 * Returns: (transfer none) (nullable): the message that @wrapper forwards (XEP-0297, 3); %NULL where there is not just one, or one that
 *   is itself a copy of another
 */
KithStanza *
kith_forwarded_get_message (KithStanza *wrapper, gint64 *time)
{
  KithStanza *forwarded = find_only (wrapper, "forwarded", KITH_NS_FORWARD);
  KithStanza *message = forwarded != NULL ? find_only (forwarded, "message", KITH_NS_CLIENT) : NULL;

  *time = forwarded != NULL ? read_stamp (forwarded) : 0;

  return message != NULL && !wraps_another (message) ? message : NULL;
}
