/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-contact-row.h"

#include <glib/gi18n.h>

#include "kith-avatar.h"
#include "kith-presence-words.h"

/**
 * KithContactRow:
 *
 * One contact in a list: picture with presence, name, status text. Made by the factory of the contact list.
 */
struct _KithContactRow
{
  GtkWidget      parent_instance;

  /* Template children */
  GtkWidget     *box;
  KithAvatar    *avatar;
  GtkLabel      *name_label;
  GtkLabel      *status_label;

  /* Owned */
  KithContact   *contact;
  GBindingGroup *bindings;
};

enum
{
  PROP_0,
  PROP_CONTACT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_TYPE (KithContactRow, kith_contact_row, GTK_TYPE_WIDGET)

static char *
dup_status (KithContact *contact)
{
  const char *status = kith_contact_get_status (contact);

  if (kith_contact_get_blocked (contact))
    return g_strdup (_("Blocked"));

  if (kith_contact_get_asked (contact))
    return g_strdup (_("Has not answered your request yet"));

  if (status != NULL && *status != '\0')
    return g_strdup (status);

  return g_strdup (kith_presence_words (kith_contact_get_show (contact)));
}

static gboolean
words_of_status (GBinding     *binding,
                 const GValue *from,
                 GValue       *to,
                 gpointer      user_data)
{
  g_autoptr(GObject) contact = g_binding_dup_source (binding);

  if (contact == NULL)
    return FALSE;

  g_value_take_string (to, dup_status (KITH_CONTACT (contact)));

  return TRUE;
}

static gboolean
is_not_empty (GBinding     *binding,
              const GValue *from,
              GValue       *to,
              gpointer      user_data)
{
  const char *text = g_value_get_string (from);

  g_value_set_boolean (to, text != NULL && *text != '\0');

  return TRUE;
}

static void
kith_contact_row_dispose (GObject *object)
{
  KithContactRow *self = KITH_CONTACT_ROW (object);

  if (self->bindings != NULL)
    g_binding_group_set_source (self->bindings, NULL);

  g_clear_object (&self->bindings);
  g_clear_object (&self->contact);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (kith_contact_row_parent_class)->dispose (object);
}

static void
kith_contact_row_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  KithContactRow *self = KITH_CONTACT_ROW (object);

  switch (prop_id)
    {
    case PROP_CONTACT:
      g_value_set_object (value, self->contact);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_contact_row_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  KithContactRow *self = KITH_CONTACT_ROW (object);

  switch (prop_id)
    {
    case PROP_CONTACT:
      kith_contact_row_set_contact (self, g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_contact_row_class_init (KithContactRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kith_contact_row_dispose;
  object_class->get_property = kith_contact_row_get_property;
  object_class->set_property = kith_contact_row_set_property;

  properties[PROP_CONTACT] =
    g_param_spec_object ("contact", NULL, NULL, KITH_TYPE_CONTACT,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (KITH_TYPE_AVATAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-contact-row.ui");
  gtk_widget_class_bind_template_child (widget_class, KithContactRow, box);
  gtk_widget_class_bind_template_child (widget_class, KithContactRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, KithContactRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, KithContactRow, status_label);
}

static void
kith_contact_row_init (KithContactRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  g_object_bind_property_full (self->status_label, "label", self->status_label, "visible", G_BINDING_SYNC_CREATE,
                               is_not_empty, NULL, NULL, NULL);
  self->bindings = g_binding_group_new ();
  g_binding_group_bind (self->bindings, "display-name", self->name_label, "label", G_BINDING_SYNC_CREATE);
  g_binding_group_bind_full (self->bindings, "status", self->status_label, "label", G_BINDING_SYNC_CREATE,
                             words_of_status, NULL, NULL, NULL);
  g_binding_group_bind_full (self->bindings, "show", self->status_label, "label", G_BINDING_SYNC_CREATE,
                             words_of_status, NULL, NULL, NULL);
  g_binding_group_bind_full (self->bindings, "asked", self->status_label, "label", G_BINDING_SYNC_CREATE,
                             words_of_status, NULL, NULL, NULL);
  g_binding_group_bind_full (self->bindings, "blocked", self->status_label, "label", G_BINDING_SYNC_CREATE,
                             words_of_status, NULL, NULL, NULL);
}

GtkWidget *
kith_contact_row_new (void)
{
  return g_object_new (KITH_TYPE_CONTACT_ROW, NULL);
}

KithContact *
kith_contact_row_get_contact (KithContactRow *self)
{
  g_return_val_if_fail (KITH_IS_CONTACT_ROW (self), NULL);

  return self->contact;
}

void
kith_contact_row_set_contact (KithContactRow *self,
                              KithContact    *contact)
{
  g_return_if_fail (KITH_IS_CONTACT_ROW (self));

  if (!g_set_object (&self->contact, contact))
    return;

  kith_avatar_set_contact (self->avatar, contact);
  g_binding_group_set_source (self->bindings, contact);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONTACT]);
}

/**
 * kith_contact_row_dup_label:
 *
 * Returns: (transfer full): what a screen reader says of @contact in a list
 */
char *
kith_contact_row_dup_label (KithContact *contact)
{
  g_autofree char *status = dup_status (contact);

  if (*status == '\0')
    return g_strdup (kith_contact_get_display_name (contact));

  /* Translators: what a screen reader says of a contact in the list: name and presence, as in "Ada, Away". */
  return g_strdup_printf (C_("contact", "%s, %s"), kith_contact_get_display_name (contact), status);
}
