/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-archive-preferences.h"

#include "kith-ns.h"

/* More are not read. */
#define MAX_JIDS 10000

/* In bytes; what is longer is no address. */
#define MAX_JID 3071

G_DEFINE_BOXED_TYPE (KithArchivePreferences, kith_archive_preferences, kith_archive_preferences_copy,
                     kith_archive_preferences_free)

static const char *const defaults[] = { "always", "never", "roster" };

static GPtrArray *
new_list (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)kith_jid_unref);
}

static void
copy_list (GPtrArray *to, GPtrArray *from)
{
  for (guint i = 0; i < from->len; i++)
    g_ptr_array_add (to, kith_jid_ref (from->pdata[i]));
}

/**
 * kith_archive_preferences_new:
 *
 * Returns: (transfer full): everything is kept
 */
KithArchivePreferences *
kith_archive_preferences_new (void)
{
  KithArchivePreferences *self = g_new0 (KithArchivePreferences, 1);

  self->always = new_list ();
  self->never = new_list ();

  return self;
}

KithArchivePreferences *
kith_archive_preferences_copy (const KithArchivePreferences *self)
{
  KithArchivePreferences *copy = kith_archive_preferences_new ();

  copy->fallback = self->fallback;
  copy_list (copy->always, self->always);
  copy_list (copy->never, self->never);

  return copy;
}

void
kith_archive_preferences_free (KithArchivePreferences *self)
{
  g_ptr_array_unref (self->always);
  g_ptr_array_unref (self->never);
  g_free (self);
}

static void
remove_jid (GPtrArray *list, KithJid *jid)
{
  for (guint i = list->len; i > 0; i--)
    {
      if (kith_jid_equal (list->pdata[i - 1], jid))
        g_ptr_array_remove_index (list, i - 1);
    }
}

void
kith_archive_preferences_set_kept (KithArchivePreferences *self, KithJid *jid, gboolean kept)
{
  remove_jid (self->always, jid);
  remove_jid (self->never, jid);
  g_ptr_array_add (kept ? self->always : self->never, kith_jid_ref (jid));
}

void
kith_archive_preferences_unset (KithArchivePreferences *self, KithJid *jid)
{
  remove_jid (self->always, jid);
  remove_jid (self->never, jid);
}

gboolean
kith_archive_preferences_is_never (const KithArchivePreferences *self, KithJid *jid)
{
  for (guint i = 0; i < self->never->len; i++)
    {
      if (kith_jid_equal (self->never->pdata[i], jid))
        return TRUE;
    }

  return FALSE;
}

/* What is no address is passed over. */
static void
read_list (KithStanza *prefs, const char *name, GPtrArray *list)
{
  KithStanza *element = kith_stanza_find (prefs, name, KITH_NS_ARCHIVE);
  KithStanza *child = element != NULL ? kith_stanza_first (element) : NULL;

  for (; child != NULL && list->len < MAX_JIDS; child = kith_stanza_next (child))
    {
      g_autofree char *text = NULL;
      KithJid *jid = NULL;

      if (!kith_stanza_is (child, "jid", KITH_NS_ARCHIVE))
        continue;

      text = kith_stanza_dup_short_text (child, MAX_JID);
      jid = text != NULL ? kith_jid_new (g_strstrip (text), NULL) : NULL;
      if (jid != NULL)
        g_ptr_array_add (list, jid);
    }
}

/**
 * kith_archive_preferences_new_from_stanza:
 * @prefs: a `<prefs/>`
 *
 * Returns: (transfer full) (nullable): what it says; %NULL if that makes no sense
 */
KithArchivePreferences *
kith_archive_preferences_new_from_stanza (KithStanza *prefs)
{
  const char *fallback = kith_stanza_get (prefs, "default");

  for (guint i = 0; i < G_N_ELEMENTS (defaults); i++)
    {
      if (g_strcmp0 (fallback, defaults[i]) == 0)
        {
          KithArchivePreferences *self = kith_archive_preferences_new ();

          self->fallback = (KithArchiveDefault)i;
          read_list (prefs, "always", self->always);
          read_list (prefs, "never", self->never);

          return self;
        }
    }

  return NULL;
}

static void
add_list (KithStanza *prefs, const char *name, GPtrArray *list)
{
  KithStanza *element = kith_stanza_add (prefs, name, NULL);

  for (guint i = 0; i < list->len; i++)
    kith_stanza_add_text (element, "jid", NULL, kith_jid_get_text (list->pdata[i]));
}

KithStanza *
kith_archive_preferences_to_stanza (const KithArchivePreferences *self)
{
  KithStanza *prefs = kith_stanza_new ("prefs", KITH_NS_ARCHIVE);

  kith_stanza_set (prefs, "default", defaults[self->fallback]);
  add_list (prefs, "always", self->always);
  add_list (prefs, "never", self->never);

  return prefs;
}
