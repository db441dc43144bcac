/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-data-form.h"

/*
 * A data form (XEP-0004): what a server or another entity asks of a person. Owns its fields in
 * their order. Made by whoever reads it off the wire; main thread.
 */

struct _KithDataForm
{
  GObject     parent_instance;

  char       *title;
  char       *instructions;
  GListStore *fields;   /* of KithFormField */
  GHashTable *by_var;   /* var (owned) → KithFormField (borrowed from fields) */

  guint       was_complete : 1;
};

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_INSTRUCTIONS,
  PROP_FIELDS,
  PROP_COMPLETE,
  N_PROPS,
};

G_DEFINE_FINAL_TYPE (KithDataForm, kith_data_form, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static gboolean
all_required_are_filled (KithDataForm *self)
{
  GListModel *model = G_LIST_MODEL (self->fields);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(KithFormField) field = g_list_model_get_item (model, i);

      if (kith_form_field_get_required (field) && !kith_form_field_is_filled (field))
        return FALSE;
    }

  return TRUE;
}

static void
update_complete (KithDataForm *self)
{
  gboolean complete = all_required_are_filled (self);

  if (self->was_complete == (guint)complete)
    return;

  self->was_complete = complete;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETE]);
}

static void
field_changed_cb (KithDataForm *self)
{
  update_complete (self);
}

static void
kith_data_form_dispose (GObject *object)
{
  KithDataForm *self = KITH_DATA_FORM (object);

  g_hash_table_remove_all (self->by_var);
  g_list_store_remove_all (self->fields);

  G_OBJECT_CLASS (kith_data_form_parent_class)->dispose (object);
}

static void
kith_data_form_finalize (GObject *object)
{
  KithDataForm *self = KITH_DATA_FORM (object);

  g_free (self->title);
  g_free (self->instructions);
  g_hash_table_unref (self->by_var);
  g_object_unref (self->fields);

  G_OBJECT_CLASS (kith_data_form_parent_class)->finalize (object);
}

static void
kith_data_form_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  KithDataForm *self = KITH_DATA_FORM (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;

    case PROP_INSTRUCTIONS:
      g_value_set_string (value, self->instructions);
      break;

    case PROP_FIELDS:
      g_value_set_object (value, self->fields);
      break;

    case PROP_COMPLETE:
      g_value_set_boolean (value, kith_data_form_is_complete (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_data_form_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  KithDataForm *self = KITH_DATA_FORM (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      kith_data_form_set_title (self, g_value_get_string (value));
      break;

    case PROP_INSTRUCTIONS:
      kith_data_form_set_instructions (self, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_data_form_class_init (KithDataFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags settable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = kith_data_form_dispose;
  object_class->finalize = kith_data_form_finalize;
  object_class->get_property = kith_data_form_get_property;
  object_class->set_property = kith_data_form_set_property;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, settable);
  properties[PROP_INSTRUCTIONS] = g_param_spec_string ("instructions", NULL, NULL, NULL, settable);
  properties[PROP_FIELDS] = g_param_spec_object ("fields", NULL, NULL, G_TYPE_LIST_MODEL, readable);
  properties[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, TRUE, readable);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
kith_data_form_init (KithDataForm *self)
{
  self->fields = g_list_store_new (KITH_TYPE_FORM_FIELD);
  self->by_var = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->was_complete = TRUE;
}

/**
 * kith_data_form_new:
 *
 * Returns: (transfer full): a form without fields
 */
KithDataForm *
kith_data_form_new (void)
{
  return g_object_new (KITH_TYPE_DATA_FORM, NULL);
}

/**
 * kith_data_form_get_title:
 *
 * Returns: (transfer none) (nullable): the title, in the server's words
 */
const char *
kith_data_form_get_title (KithDataForm *self)
{
  g_return_val_if_fail (KITH_IS_DATA_FORM (self), NULL);

  return self->title;
}

void
kith_data_form_set_title (KithDataForm *self,
                          const char   *title)
{
  g_return_if_fail (KITH_IS_DATA_FORM (self));

  if (g_strcmp0 (self->title, title) == 0)
    return;

  g_free (self->title);
  self->title = g_strdup (title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/**
 * kith_data_form_get_instructions:
 *
 * Returns: (transfer none) (nullable): what to do with the form, in the server's words
 */
const char *
kith_data_form_get_instructions (KithDataForm *self)
{
  g_return_val_if_fail (KITH_IS_DATA_FORM (self), NULL);

  return self->instructions;
}

void
kith_data_form_set_instructions (KithDataForm *self,
                                 const char   *instructions)
{
  g_return_if_fail (KITH_IS_DATA_FORM (self));

  if (g_strcmp0 (self->instructions, instructions) == 0)
    return;

  g_free (self->instructions);
  self->instructions = g_strdup (instructions);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_INSTRUCTIONS]);
}

/**
 * kith_data_form_get_fields:
 *
 * Returns: (transfer none): the #KithFormField objects, in the order of the form
 */
GListModel *
kith_data_form_get_fields (KithDataForm *self)
{
  g_return_val_if_fail (KITH_IS_DATA_FORM (self), NULL);

  return G_LIST_MODEL (self->fields);
}

/**
 * kith_data_form_add_field:
 * @field: a field that goes behind the others; the form takes a reference
 *
 * Of two fields with one name the first is the one that kith_data_form_get_field() finds.
 */
void
kith_data_form_add_field (KithDataForm  *self,
                          KithFormField *field)
{
  const char *var;

  g_return_if_fail (KITH_IS_DATA_FORM (self));
  g_return_if_fail (KITH_IS_FORM_FIELD (field));

  var = kith_form_field_get_var (field);
  if (var != NULL && !g_hash_table_contains (self->by_var, var))
    g_hash_table_insert (self->by_var, g_strdup (var), field);

  g_signal_connect_object (field, "notify::filled", G_CALLBACK (field_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (field, "notify::required", G_CALLBACK (field_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_list_store_append (self->fields, field);
  update_complete (self);
}

/**
 * kith_data_form_get_field:
 *
 * Returns: (transfer none) (nullable): the field of the name @var
 */
KithFormField *
kith_data_form_get_field (KithDataForm *self,
                          const char   *var)
{
  g_return_val_if_fail (KITH_IS_DATA_FORM (self), NULL);
  g_return_val_if_fail (var != NULL, NULL);

  return g_hash_table_lookup (self->by_var, var);
}

/**
 * kith_data_form_is_complete:
 *
 * Returns: whether every required field is filled, so that the form can be sent
 */
gboolean
kith_data_form_is_complete (KithDataForm *self)
{
  g_return_val_if_fail (KITH_IS_DATA_FORM (self), FALSE);

  return all_required_are_filled (self);
}
