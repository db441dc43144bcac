/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-roster-private.h"

/* Every contact of one account, and the list of those in its roster. Owns the contacts; owned by the account; main thread. */

struct _KithRoster
{
  GObject                parent_instance;

  GHashTable            *contacts; /* bare JID (in the contact) → KithContact (owned) */
  GPtrArray             *items;    /* KithContact (borrowed) that are in the roster; each knows its position */

  KithAccount           *account;  /* weak */

  KithContactWantsAvatar avatar_loader;
  gpointer               avatar_loader_data;
  guint                  loaded : 1;
};

enum
{
  PROP_0,
  PROP_LOADED,
  N_PROPS
};

static void kith_roster_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KithRoster, kith_roster, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, kith_roster_iface_init))

static GParamSpec *properties[N_PROPS];

static GType
get_item_type (GListModel *model)
{
  return KITH_TYPE_CONTACT;
}

static guint
get_n_items (GListModel *model)
{
  return KITH_ROSTER (model)->items->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  KithRoster *self = KITH_ROSTER (model);

  if (position >= self->items->len)
    return NULL;

  return g_object_ref (g_ptr_array_index (self->items, position));
}

static void
kith_roster_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* Closes the gaps that those who are no longer in the roster leave; says so for the one range that they span. */
static void
compact (KithRoster *self)
{
  guint first = G_MAXUINT;
  guint last = 0;
  guint kept = 0;
  guint n_kept;

  for (guint i = 0; i < self->items->len; i++)
    {
      if (!kith_contact_get_in_roster (g_ptr_array_index (self->items, i)))
        {
          first = MIN (first, i);
          last = i;
        }
    }

  if (first == G_MAXUINT)
    return;

  for (guint i = first; i < self->items->len; i++)
    {
      KithContact *contact = g_ptr_array_index (self->items, i);

      if (!kith_contact_get_in_roster (contact))
        {
          kith_contact_set_position (contact, G_MAXUINT);
          continue;
        }

      kith_contact_set_position (contact, first + kept);
      self->items->pdata[first + kept++] = contact;
    }

  n_kept = kept - (self->items->len - 1 - last);
  g_ptr_array_set_size (self->items, first + kept);
  g_list_model_items_changed (G_LIST_MODEL (self), first, last - first + 1, n_kept);
}

static void
append_missing (KithRoster *self,
                GPtrArray  *contacts)
{
  guint first = self->items->len;

  for (guint i = 0; i < contacts->len; i++)
    {
      KithContact *contact = g_ptr_array_index (contacts, i);

      if (!kith_contact_get_in_roster (contact) ||
          kith_contact_get_position (contact) != G_MAXUINT)
        continue;

      kith_contact_set_position (contact, self->items->len);
      g_ptr_array_add (self->items, contact);
    }

  if (self->items->len > first)
    g_list_model_items_changed (G_LIST_MODEL (self), first, 0, self->items->len - first);
}

static int
compare_names_cb (gconstpointer a,
                  gconstpointer b)
{
  return g_utf8_collate (*(const char **)a, *(const char **)b);
}

static void
kith_roster_finalize (GObject *object)
{
  KithRoster *self = KITH_ROSTER (object);

  g_clear_weak_pointer (&self->account);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->contacts, g_hash_table_unref);

  G_OBJECT_CLASS (kith_roster_parent_class)->finalize (object);
}

static void
kith_roster_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  KithRoster *self = KITH_ROSTER (object);

  switch (prop_id)
    {
    case PROP_LOADED:
      g_value_set_boolean (value, self->loaded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_roster_class_init (KithRosterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = kith_roster_finalize;
  object_class->get_property = kith_roster_get_property;

  properties[PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
kith_roster_init (KithRoster *self)
{
  self->contacts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  self->items = g_ptr_array_new ();
}

/**
 * kith_roster_new:
 * @account: (nullable): not kept alive
 *
 * Returns: (transfer full): an empty roster
 */
KithRoster *
kith_roster_new (KithAccount *account)
{
  KithRoster *self = g_object_new (KITH_TYPE_ROSTER, NULL);

  g_set_weak_pointer (&self->account, account);

  return self;
}

void
kith_roster_update (KithRoster *self,
                    GPtrArray  *items,
                    gboolean    replace)
{
  g_autoptr(GPtrArray) contacts = NULL;
  g_autoptr(GHashTable) named = NULL;
  gboolean any_gone = FALSE;

  g_return_if_fail (KITH_IS_ROSTER (self));

  contacts = g_ptr_array_sized_new (items->len);
  named = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < items->len; i++)
    {
      const KithRosterItem *item = g_ptr_array_index (items, i);
      KithContact *contact = kith_roster_get_contact (self, item->jid);

      kith_contact_set_item (contact, item);
      any_gone = any_gone || !kith_contact_get_in_roster (contact);
      g_ptr_array_add (contacts, contact);
      if (replace)
        g_hash_table_add (named, contact);
    }

  for (guint i = 0; replace && i < self->items->len; i++)
    {
      KithContact *contact = g_ptr_array_index (self->items, i);

      if (!g_hash_table_contains (named, contact))
        {
          kith_contact_set_item (contact, NULL);
          any_gone = TRUE;
        }
    }

  if (any_gone)
    compact (self);
  append_missing (self, contacts);
}

void
kith_roster_set_loaded (KithRoster *self,
                        gboolean    loaded)
{
  g_return_if_fail (KITH_IS_ROSTER (self));

  if (self->loaded == !!loaded)
    return;

  self->loaded = !!loaded;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
}

KithContact *
kith_roster_lookup (KithRoster *self,
                    const char *address)
{
  g_return_val_if_fail (KITH_IS_ROSTER (self), NULL);

  return g_hash_table_lookup (self->contacts, address);
}

void
kith_roster_set_avatar_loader (KithRoster            *self,
                               KithContactWantsAvatar loader,
                               gpointer               user_data)
{
  GHashTableIter iter;
  gpointer contact;

  g_return_if_fail (KITH_IS_ROSTER (self));

  self->avatar_loader = loader;
  self->avatar_loader_data = user_data;

  g_hash_table_iter_init (&iter, self->contacts);
  while (g_hash_table_iter_next (&iter, NULL, &contact))
    kith_contact_set_avatar_loader (contact, loader, user_data);
}

/**
 * kith_roster_foreach:
 * @func: gets every contact that was ever asked for, in the roster or not; must not make any
 */
void
kith_roster_foreach (KithRoster *self,
                     GFunc       func,
                     gpointer    user_data)
{
  GHashTableIter iter;
  gpointer contact;

  g_hash_table_iter_init (&iter, self->contacts);
  while (g_hash_table_iter_next (&iter, NULL, &contact))
    func (contact, user_data);
}

gboolean
kith_roster_get_loaded (KithRoster *self)
{
  g_return_val_if_fail (KITH_IS_ROSTER (self), FALSE);

  return self->loaded;
}

gboolean
kith_roster_is_blocked (KithRoster *self,
                        KithJid    *jid)
{
  KithContact *contact = kith_roster_lookup (self, kith_jid_get_bare_text (jid));
  KithContact *server = kith_roster_lookup (self, kith_jid_get_domainpart (jid));

  return (contact != NULL && kith_contact_get_blocked (contact)) ||
         (server != NULL && kith_contact_get_blocked (server));
}

/**
 * kith_roster_get_contact:
 * @jid: any address; only the bare part counts
 *
 * Returns: (transfer none): who is there, made if nobody asked before; lives as long as the roster
 */
KithContact *
kith_roster_get_contact (KithRoster *self,
                         KithJid    *jid)
{
  KithContact *contact;

  g_return_val_if_fail (KITH_IS_ROSTER (self), NULL);
  g_return_val_if_fail (jid != NULL, NULL);

  contact = g_hash_table_lookup (self->contacts, kith_jid_get_bare_text (jid));
  if (contact == NULL)
    {
      contact = kith_contact_new (self->account, jid);
      kith_contact_set_avatar_loader (contact, self->avatar_loader, self->avatar_loader_data);
      g_hash_table_insert (self->contacts, (char *)kith_contact_get_address (contact), contact);
    }

  return contact;
}

/**
 * kith_roster_dup_groups:
 *
 * Returns: (transfer full): the names of all groups that somebody is in, sorted
 */
GStrv
kith_roster_dup_groups (KithRoster *self)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (KITH_IS_ROSTER (self), NULL);

  for (guint i = 0; i < self->items->len; i++)
    {
      const char *const *groups = kith_contact_get_groups (g_ptr_array_index (self->items, i));

      for (guint j = 0; groups[j] != NULL; j++)
        {
          if (g_hash_table_add (seen, (char *)groups[j]))
            g_ptr_array_add (names, (char *)groups[j]);
        }
    }

  g_ptr_array_sort (names, compare_names_cb);
  for (guint i = 0; i < names->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (names, i));

  return g_strv_builder_end (builder);
}
