/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-contact-group.h"

#include "kith-contact.h"

struct _KithContactGroup
{
  GObject             parent_instance;

  /* Owned */
  char               *name;
  GtkFilterListModel *members;
};

G_DEFINE_TYPE (KithContactGroup, kith_contact_group, G_TYPE_OBJECT)

static gboolean
is_member (gpointer item,
           gpointer user_data)
{
  const char *name = user_data;
  const char *const *groups = kith_contact_get_groups (item);

  if (name == NULL)
    return groups == NULL || groups[0] == NULL;

  return groups != NULL && g_strv_contains (groups, name);
}

static void
kith_contact_group_finalize (GObject *object)
{
  KithContactGroup *self = KITH_CONTACT_GROUP (object);

  g_clear_object (&self->members);
  g_clear_pointer (&self->name, g_free);

  G_OBJECT_CLASS (kith_contact_group_parent_class)->finalize (object);
}

static void
kith_contact_group_class_init (KithContactGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kith_contact_group_finalize;
}

static void
kith_contact_group_init (KithContactGroup *self)
{
}

/**
 * kith_contact_group_new:
 * @name: (nullable): NULL for those in no group
 * @contacts: of KithContact, already in the order and choice of the list
 *
 * Returns: (transfer full): the group
 */
KithContactGroup *
kith_contact_group_new (const char *name,
                        GListModel *contacts)
{
  KithContactGroup *self = g_object_new (KITH_TYPE_CONTACT_GROUP, NULL);
  GtkFilter *filter;

  self->name = g_strdup (name);
  filter = GTK_FILTER (gtk_custom_filter_new (is_member, g_strdup (name), g_free));
  self->members = gtk_filter_list_model_new (g_object_ref (contacts), filter);

  return self;
}

const char *
kith_contact_group_get_name (KithContactGroup *self)
{
  g_return_val_if_fail (KITH_IS_CONTACT_GROUP (self), NULL);

  return self->name;
}

/**
 * kith_contact_group_get_members:
 *
 * Returns: (transfer none): of KithContact
 */
GListModel *
kith_contact_group_get_members (KithContactGroup *self)
{
  g_return_val_if_fail (KITH_IS_CONTACT_GROUP (self), NULL);

  return G_LIST_MODEL (self->members);
}

/**
 * kith_contact_group_refilter:
 *
 * Somebody's groups have changed.
 */
void
kith_contact_group_refilter (KithContactGroup *self)
{
  g_return_if_fail (KITH_IS_CONTACT_GROUP (self));

  gtk_filter_changed (gtk_filter_list_model_get_filter (self->members), GTK_FILTER_CHANGE_DIFFERENT);
}
