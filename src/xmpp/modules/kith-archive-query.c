/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-archive-query.h"

#include "kith-datetime.h"
#include "kith-ns.h"
#include "kith-result-set.h"

G_DEFINE_BOXED_TYPE (KithArchiveQuery, kith_archive_query, kith_archive_query_copy, kith_archive_query_free)

KithArchiveQuery *
kith_archive_query_new (void)
{
  return g_new0 (KithArchiveQuery, 1);
}

KithArchiveQuery *
kith_archive_query_copy (const KithArchiveQuery *self)
{
  KithArchiveQuery *copy = g_memdup2 (self, sizeof *self);

  if (copy->with != NULL)
    kith_jid_ref (copy->with);
  copy->after_id = g_strdup (self->after_id);
  copy->before_id = g_strdup (self->before_id);
  copy->ids = g_strdupv (self->ids);

  return copy;
}

void
kith_archive_query_free (KithArchiveQuery *self)
{
  g_clear_pointer (&self->with, kith_jid_unref);
  g_free (self->after_id);
  g_free (self->before_id);
  g_strfreev (self->ids);
  g_free (self);
}

const char *
kith_archive_query_get_bound (const KithArchiveQuery *self)
{
  return self->newest ? self->after_id : self->before_id;
}

static KithStanza *
add_field (KithStanza *form, const char *var, const char *value)
{
  KithStanza *field = kith_stanza_add (form, "field", NULL);

  kith_stanza_set (field, "var", var);
  if (value != NULL)
    kith_stanza_add_text (field, "value", NULL, value);

  return field;
}

static void
add_moment (KithStanza *form, const char *var, gint64 time)
{
  g_autofree char *text = kith_datetime_format (time);

  add_field (form, var, text);
}

static void
fill_form (const KithArchiveQuery *self, KithStanza *form, gboolean extended)
{
  const char *bound = extended ? kith_archive_query_get_bound (self) : NULL;

  if (self->with != NULL)
    add_field (form, "with", kith_jid_get_text (self->with));
  if (self->start != 0)
    add_moment (form, "start", self->start);
  /* Stamps have milliseconds: the whole of the last one counts. */
  if (self->end != 0)
    add_moment (form, "end", self->end + G_TIME_SPAN_MILLISECOND - 1);
  if (bound != NULL)
    add_field (form, self->newest ? "after-id" : "before-id", bound);
}

/**
 * kith_archive_query_to_stanza:
 * @query_id: comes back with each result
 * @extended: whether the archive can do more than the least (XEP-0313, 4.1.3): without, whoever reads the answer stops at the far end
 *
 * Returns: (transfer full): the `<query/>`
 */
KithStanza *
kith_archive_query_to_stanza (const KithArchiveQuery *self, const char *query_id, gboolean extended)
{
  KithStanza *query = kith_stanza_new ("query", KITH_NS_ARCHIVE);
  KithStanza *form = NULL;

  kith_stanza_set (query, "queryid", query_id);
  form = kith_stanza_add (query, "x", KITH_NS_DATA_FORMS);
  kith_stanza_set (form, "type", "submit");
  kith_stanza_set (add_field (form, "FORM_TYPE", KITH_NS_ARCHIVE), "type", "hidden");

  if (self->ids != NULL)
    {
      KithStanza *field = add_field (form, "ids", NULL);

      for (guint i = 0; self->ids[i] != NULL; i++)
        kith_stanza_add_text (field, "value", NULL, self->ids[i]);
      return query;
    }

  fill_form (self, form, extended);
  if (!self->newest)
    kith_result_set_add_request (query, self->max, NULL, self->after_id);
  else
    kith_result_set_add_request (query, self->max, self->before_id != NULL ? self->before_id : "", NULL);

  return query;
}
