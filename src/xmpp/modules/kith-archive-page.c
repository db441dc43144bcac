/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-archive-page.h"

G_DEFINE_BOXED_TYPE (KithArchivePage, kith_archive_page, kith_archive_page_copy, kith_archive_page_free)

KithArchivePage *
kith_archive_page_new (void)
{
  KithArchivePage *self = g_new0 (KithArchivePage, 1);

  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_incoming_message_free);
  self->count = -1;
  self->stable = TRUE;

  return self;
}

KithArchivePage *
kith_archive_page_copy (const KithArchivePage *self)
{
  KithArchivePage *copy = g_memdup2 (self, sizeof *self);

  copy->messages = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_incoming_message_free);
  for (guint i = 0; i < self->messages->len; i++)
    g_ptr_array_add (copy->messages, kith_incoming_message_copy (self->messages->pdata[i]));
  copy->first_id = g_strdup (self->first_id);
  copy->last_id = g_strdup (self->last_id);

  return copy;
}

void
kith_archive_page_free (KithArchivePage *self)
{
  g_ptr_array_unref (self->messages);
  g_free (self->first_id);
  g_free (self->last_id);
  g_free (self);
}

void
kith_archive_page_add_entry (KithArchivePage *self, const char *id, gint64 time)
{
  if (self->first_id == NULL)
    self->first_id = g_strdup (id);
  if (self->first_time == 0)
    self->first_time = time;

  g_free (self->last_id);
  self->last_id = g_strdup (id);
  if (time != 0)
    self->last_time = time;
}

void
kith_archive_page_clear (KithArchivePage *self)
{
  g_ptr_array_set_size (self->messages, 0);
  g_clear_pointer (&self->first_id, g_free);
  g_clear_pointer (&self->last_id, g_free);
  self->first_time = 0;
  self->last_time = 0;
}

/**
 * kith_archive_page_fill_times:
 *
 * An entry without a stamp that makes sense came when the one before it did; the first ones, when the first with a stamp did; and
 * all of them now if none has one.
 */
void
kith_archive_page_fill_times (KithArchivePage *self)
{
  gint64 time = 0;

  if (self->first_id == NULL)
    return;

  if (self->first_time == 0)
    self->first_time = self->last_time = g_get_real_time ();

  time = self->first_time;
  for (guint i = 0; i < self->messages->len; i++)
    {
      KithIncomingMessage *message = self->messages->pdata[i];

      if (message->time == 0)
        message->time = time;
      time = message->time;
    }
}
