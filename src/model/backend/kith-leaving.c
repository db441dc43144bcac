/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-leaving-private.h"

/* Nobody owns a leaving: it ends itself. */

typedef struct
{
  KithSession *session; /* owned */
  GTask       *task;    /* owned, or NULL */
} Leaving;

static void
end (Leaving *self)
{
  if (self->task != NULL)
    g_task_return_boolean (self->task, TRUE);

  g_clear_object (&self->task);
  g_clear_object (&self->session);
  g_free (self);
}

static void
state_cb (KithSession *session,
          GParamSpec  *pspec,
          Leaving     *self)
{
  if (kith_session_get_state (session) != KITH_SESSION_OFFLINE)
    return;

  g_signal_handlers_disconnect_by_data (session, self);
  end (self);
}

void
kith_leaving_start (KithSession *session,
                    GTask       *task)
{
  Leaving *self = g_new0 (Leaving, 1);

  self->session = g_object_ref (session);
  self->task = task;
  kith_session_disconnect (session);

  if (kith_session_get_state (session) == KITH_SESSION_OFFLINE)
    end (self);
  else
    g_signal_connect (session, "notify::state", G_CALLBACK (state_cb), self);
}
