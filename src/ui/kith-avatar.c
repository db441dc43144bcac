/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-avatar.h"

#include <adwaita.h>

/**
 * KithAvatar:
 *
 * The face of a contact. Properties: `size` (pixels).
 */
struct _KithAvatar
{
  GtkWidget parent_instance;

  /* Owned */
  GtkWidget *avatar;
  KithContact *contact;
  GBindingGroup *bindings;
};

enum
{
  PROP_0,
  PROP_SIZE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_TYPE (KithAvatar, kith_avatar, GTK_TYPE_WIDGET)

static void
kith_avatar_dispose (GObject *object)
{
  KithAvatar *self = KITH_AVATAR (object);

  g_clear_object (&self->bindings);
  g_clear_object (&self->contact);
  g_clear_pointer (&self->avatar, gtk_widget_unparent);

  G_OBJECT_CLASS (kith_avatar_parent_class)->dispose (object);
}

static void
kith_avatar_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  KithAvatar *self = KITH_AVATAR (object);

  switch (prop_id)
    {
    case PROP_SIZE:
      adw_avatar_set_size (ADW_AVATAR (self->avatar), g_value_get_int (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_avatar_class_init (KithAvatarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_avatar_dispose;
  object_class->set_property = kith_avatar_set_property;

  properties[PROP_SIZE] = g_param_spec_int ("size", NULL, NULL, -1, 1024, 40, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
kith_avatar_init (KithAvatar *self)
{
  self->avatar = adw_avatar_new (40, NULL, TRUE);
  gtk_widget_set_parent (self->avatar, GTK_WIDGET (self));
  self->bindings = g_binding_group_new ();
  g_binding_group_bind (self->bindings, "display-name", self->avatar, "text", G_BINDING_SYNC_CREATE);
}

void
kith_avatar_set_contact (KithAvatar  *self,
                         KithContact *contact)
{
  g_return_if_fail (KITH_IS_AVATAR (self));

  if (g_set_object (&self->contact, contact))
    g_binding_group_set_source (self->bindings, contact);
}
