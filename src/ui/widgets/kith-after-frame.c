/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-after-frame.h"

/* Work that nobody sees in the next frame, and that should not keep it waiting. */

typedef struct
{
  GtkWidget         *widget; /* weak */
  KithAfterFrameFunc func;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_clear_weak_pointer (&call->widget);
  g_free (call);
}

static gboolean
idle_cb (gpointer user_data)
{
  Call *call = user_data;

  if (call->widget != NULL && gtk_widget_get_mapped (call->widget))
    call->func (call->widget);

  return G_SOURCE_REMOVE;
}

/* In a frame, before it is painted: an idle source comes behind it. */
static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  Call *call = g_new0 (Call, 1);

  g_set_weak_pointer (&call->widget, widget);
  call->func = *(KithAfterFrameFunc *)user_data;
  g_idle_add_full (G_PRIORITY_LOW, idle_cb, call, call_free);

  return G_SOURCE_REMOVE;
}

/**
 * kith_after_frame_call:
 * @func: called once with @widget, when the next frame was painted and nothing else is to be done; never if @widget is not on
 *   screen then
 */
void
kith_after_frame_call (GtkWidget         *widget,
                       KithAfterFrameFunc func)
{
  KithAfterFrameFunc *kept;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (func != NULL);

  kept = g_new (KithAfterFrameFunc, 1);
  *kept = func;
  gtk_widget_add_tick_callback (widget, tick_cb, kept, g_free);
}
