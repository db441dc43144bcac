/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-form-field.h"

#include "kith-base-enums.h"
#include "kith-jid.h"

/*
 * One field of a data form (XEP-0004, 3.2): what is asked, and what was answered. Made by whoever
 * reads a form off the wire, filled in by a page of the window; owns all its text. Main thread.
 */

typedef struct
{
  char *label;
  char *value;
} Option;

struct _KithFormField
{
  GObject           parent_instance;

  char             *var;
  char             *label;
  char             *description;
  GStrv             values; /* never NULL */
  GPtrArray        *options; /* of Option (owned) */
  GBytes           *media;

  KithFormFieldKind kind;
  guint             required : 1;
};

enum
{
  PROP_0,
  PROP_VAR,
  PROP_KIND,
  PROP_LABEL,
  PROP_DESCRIPTION,
  PROP_REQUIRED,
  PROP_VALUES,
  PROP_VALUE,
  PROP_MEDIA,
  PROP_FILLED,
  N_PROPS,
};

G_DEFINE_FINAL_TYPE (KithFormField, kith_form_field, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
option_free (gpointer data)
{
  Option *option = data;

  g_free (option->label);
  g_free (option->value);
  g_free (option);
}

static gboolean
is_an_option (KithFormField *self,
              const char    *value)
{
  if (self->options->len == 0)
    return TRUE;

  for (guint i = 0; i < self->options->len; i++)
    {
      const Option *option = g_ptr_array_index (self->options, i);

      if (g_str_equal (option->value, value))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_an_address (const char *value)
{
  g_autoptr(KithJid) jid = kith_jid_new (value, NULL);

  return jid != NULL;
}

static gboolean
permits (KithFormField *self,
         const char    *value)
{
  switch (self->kind)
    {
    case KITH_FORM_FIELD_JID_SINGLE:
    case KITH_FORM_FIELD_JID_MULTI:
      return is_an_address (value);

    case KITH_FORM_FIELD_LIST_SINGLE:
    case KITH_FORM_FIELD_LIST_MULTI:
      return is_an_option (self, value);

    case KITH_FORM_FIELD_TEXT_SINGLE:
    case KITH_FORM_FIELD_TEXT_MULTI:
    case KITH_FORM_FIELD_TEXT_PRIVATE:
    case KITH_FORM_FIELD_BOOLEAN:
    case KITH_FORM_FIELD_FIXED:
    case KITH_FORM_FIELD_HIDDEN:
      return *value != '\0';
    }

  return *value != '\0';
}

static void
kith_form_field_constructed (GObject *object)
{
  KithFormField *self = KITH_FORM_FIELD (object);

  G_OBJECT_CLASS (kith_form_field_parent_class)->constructed (object);

  if (self->values == NULL)
    self->values = g_new0 (char *, 1);
}

static void
kith_form_field_finalize (GObject *object)
{
  KithFormField *self = KITH_FORM_FIELD (object);

  g_free (self->var);
  g_free (self->label);
  g_free (self->description);
  g_strfreev (self->values);
  g_ptr_array_unref (self->options);
  g_clear_pointer (&self->media, g_bytes_unref);

  G_OBJECT_CLASS (kith_form_field_parent_class)->finalize (object);
}

static void
kith_form_field_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  KithFormField *self = KITH_FORM_FIELD (object);

  switch (prop_id)
    {
    case PROP_VAR:
      g_value_set_string (value, self->var);
      break;

    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;

    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;

    case PROP_DESCRIPTION:
      g_value_set_string (value, self->description);
      break;

    case PROP_REQUIRED:
      g_value_set_boolean (value, self->required);
      break;

    case PROP_VALUES:
      g_value_set_boxed (value, self->values);
      break;

    case PROP_VALUE:
      g_value_set_string (value, kith_form_field_get_value (self));
      break;

    case PROP_MEDIA:
      g_value_set_boxed (value, self->media);
      break;

    case PROP_FILLED:
      g_value_set_boolean (value, kith_form_field_is_filled (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_form_field_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  KithFormField *self = KITH_FORM_FIELD (object);

  switch (prop_id)
    {
    case PROP_VAR:
      self->var = g_value_dup_string (value);
      break;

    case PROP_KIND:
      self->kind = g_value_get_enum (value);
      break;

    case PROP_LABEL:
      kith_form_field_set_label (self, g_value_get_string (value));
      break;

    case PROP_DESCRIPTION:
      kith_form_field_set_description (self, g_value_get_string (value));
      break;

    case PROP_REQUIRED:
      kith_form_field_set_required (self, g_value_get_boolean (value));
      break;

    case PROP_VALUES:
      kith_form_field_set_values (self, g_value_get_boxed (value));
      break;

    case PROP_VALUE:
      kith_form_field_set_value (self, g_value_get_string (value));
      break;

    case PROP_MEDIA:
      kith_form_field_set_media (self, g_value_get_boxed (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_form_field_class_init (KithFormFieldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags fixed = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GParamFlags settable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = kith_form_field_constructed;
  object_class->finalize = kith_form_field_finalize;
  object_class->get_property = kith_form_field_get_property;
  object_class->set_property = kith_form_field_set_property;

  properties[PROP_VAR] = g_param_spec_string ("var", NULL, NULL, NULL, fixed);
  properties[PROP_KIND] = g_param_spec_enum ("kind", NULL, NULL, KITH_TYPE_FORM_FIELD_KIND,
                                             KITH_FORM_FIELD_TEXT_SINGLE, fixed);
  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, settable);
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, NULL, settable);
  properties[PROP_REQUIRED] = g_param_spec_boolean ("required", NULL, NULL, FALSE, settable);
  properties[PROP_VALUES] = g_param_spec_boxed ("values", NULL, NULL, G_TYPE_STRV, settable);
  properties[PROP_VALUE] = g_param_spec_string ("value", NULL, NULL, NULL, settable);
  properties[PROP_MEDIA] = g_param_spec_boxed ("media", NULL, NULL, G_TYPE_BYTES, settable);
  properties[PROP_FILLED] = g_param_spec_boolean ("filled", NULL, NULL, FALSE,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
kith_form_field_init (KithFormField *self)
{
  self->options = g_ptr_array_new_with_free_func (option_free);
}

/**
 * kith_form_field_new:
 * @var: (nullable): the name under which the answer goes back; a fixed field may have none
 *
 * Returns: (transfer full): a field without label, options or answer
 */
KithFormField *
kith_form_field_new (const char       *var,
                     KithFormFieldKind kind)
{
  return g_object_new (KITH_TYPE_FORM_FIELD, "var", var, "kind", kind, NULL);
}

/**
 * kith_form_field_get_var:
 *
 * Returns: (transfer none) (nullable): the name under which the answer goes back
 */
const char *
kith_form_field_get_var (KithFormField *self)
{
  g_return_val_if_fail (KITH_IS_FORM_FIELD (self), NULL);

  return self->var;
}

KithFormFieldKind
kith_form_field_get_kind (KithFormField *self)
{
  g_return_val_if_fail (KITH_IS_FORM_FIELD (self), KITH_FORM_FIELD_TEXT_SINGLE);

  return self->kind;
}

/**
 * kith_form_field_get_label:
 *
 * Returns: (transfer none) (nullable): the question, in the server's words
 */
const char *
kith_form_field_get_label (KithFormField *self)
{
  g_return_val_if_fail (KITH_IS_FORM_FIELD (self), NULL);

  return self->label;
}

void
kith_form_field_set_label (KithFormField *self,
                           const char    *label)
{
  g_return_if_fail (KITH_IS_FORM_FIELD (self));

  if (g_strcmp0 (self->label, label) == 0)
    return;

  g_free (self->label);
  self->label = g_strdup (label);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LABEL]);
}

/**
 * kith_form_field_get_description:
 *
 * Returns: (transfer none) (nullable): a sentence that explains the question
 */
const char *
kith_form_field_get_description (KithFormField *self)
{
  g_return_val_if_fail (KITH_IS_FORM_FIELD (self), NULL);

  return self->description;
}

void
kith_form_field_set_description (KithFormField *self,
                                 const char    *description)
{
  g_return_if_fail (KITH_IS_FORM_FIELD (self));

  if (g_strcmp0 (self->description, description) == 0)
    return;

  g_free (self->description);
  self->description = g_strdup (description);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DESCRIPTION]);
}

gboolean
kith_form_field_get_required (KithFormField *self)
{
  g_return_val_if_fail (KITH_IS_FORM_FIELD (self), FALSE);

  return self->required;
}

void
kith_form_field_set_required (KithFormField *self,
                              gboolean       required)
{
  g_return_if_fail (KITH_IS_FORM_FIELD (self));

  required = !!required;
  if (self->required == (guint)required)
    return;

  self->required = required;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REQUIRED]);
}

/**
 * kith_form_field_get_values:
 *
 * Returns: (transfer none): the answer; empty, but never %NULL, where there is none
 */
const char *const *
kith_form_field_get_values (KithFormField *self)
{
  g_return_val_if_fail (KITH_IS_FORM_FIELD (self), NULL);

  return (const char *const *)self->values;
}

/**
 * kith_form_field_set_values:
 * @values: (nullable): the answer, of one line each for text of several lines; copied
 */
void
kith_form_field_set_values (KithFormField     *self,
                            const char *const *values)
{
  static const char *const none[] = { NULL };
  GStrv copy;

  g_return_if_fail (KITH_IS_FORM_FIELD (self));

  if (values == NULL)
    values = none;
  if (self->values != NULL && g_strv_equal ((const char *const *)self->values, values))
    return;

  copy = g_strdupv ((char **)values);  /* these may be our own */
  g_strfreev (self->values);
  self->values = copy;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUES]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILLED]);
}

/**
 * kith_form_field_set_value:
 * @value: (nullable): the only value of the answer, or %NULL for no answer
 */
void
kith_form_field_set_value (KithFormField *self,
                           const char    *value)
{
  const char *values[] = { value, NULL };

  g_return_if_fail (KITH_IS_FORM_FIELD (self));

  kith_form_field_set_values (self, values);
}

/**
 * kith_form_field_get_value:
 *
 * Returns: (transfer none) (nullable): the first value of the answer
 */
const char *
kith_form_field_get_value (KithFormField *self)
{
  g_return_val_if_fail (KITH_IS_FORM_FIELD (self), NULL);

  return self->values[0];
}

guint
kith_form_field_get_n_options (KithFormField *self)
{
  g_return_val_if_fail (KITH_IS_FORM_FIELD (self), 0);

  return self->options->len;
}

/**
 * kith_form_field_get_option_label:
 *
 * Returns: (transfer none): what to show for the option at @index; its value where it has no label
 */
const char *
kith_form_field_get_option_label (KithFormField *self,
                                  guint          index)
{
  const Option *option;

  g_return_val_if_fail (KITH_IS_FORM_FIELD (self), NULL);
  g_return_val_if_fail (index < self->options->len, NULL);

  option = g_ptr_array_index (self->options, index);
  return option->label != NULL ? option->label : option->value;
}

/**
 * kith_form_field_get_option_value:
 *
 * Returns: (transfer none): what to answer for the option at @index
 */
const char *
kith_form_field_get_option_value (KithFormField *self,
                                  guint          index)
{
  g_return_val_if_fail (KITH_IS_FORM_FIELD (self), NULL);
  g_return_val_if_fail (index < self->options->len, NULL);

  return ((const Option *)g_ptr_array_index (self->options, index))->value;
}

/**
 * kith_form_field_add_option:
 * @label: (nullable): what to show
 * @value: what to answer
 */
void
kith_form_field_add_option (KithFormField *self,
                            const char    *label,
                            const char    *value)
{
  Option *option;

  g_return_if_fail (KITH_IS_FORM_FIELD (self));
  g_return_if_fail (value != NULL);

  option = g_new0 (Option, 1);
  option->label = g_strdup (label);
  option->value = g_strdup (value);
  g_ptr_array_add (self->options, option);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILLED]);
}

/**
 * kith_form_field_get_media:
 *
 * Returns: (transfer none) (nullable): the picture of the question, such as a CAPTCHA (XEP-0221)
 */
GBytes *
kith_form_field_get_media (KithFormField *self)
{
  g_return_val_if_fail (KITH_IS_FORM_FIELD (self), NULL);

  return self->media;
}

/**
 * kith_form_field_set_media:
 * @media: (nullable): an encoded picture, as it was sent
 */
void
kith_form_field_set_media (KithFormField *self,
                           GBytes        *media)
{
  g_return_if_fail (KITH_IS_FORM_FIELD (self));

  if (self->media == media)
    return;

  g_clear_pointer (&self->media, g_bytes_unref);
  self->media = media != NULL ? g_bytes_ref (media) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MEDIA]);
}

/**
 * kith_form_field_is_filled:
 *
 * A yes-or-no question that was not touched means no, and nobody can fill in what is fixed or
 * hidden: these always count as filled.
 *
 * Returns: whether there is an answer, and each of its values is one that the field permits
 */
gboolean
kith_form_field_is_filled (KithFormField *self)
{
  gboolean something = FALSE;

  g_return_val_if_fail (KITH_IS_FORM_FIELD (self), FALSE);

  if (self->kind == KITH_FORM_FIELD_BOOLEAN || self->kind == KITH_FORM_FIELD_FIXED ||
      self->kind == KITH_FORM_FIELD_HIDDEN)
    return TRUE;

  /* An empty line inside a longer text is fine; a text of nothing but empty lines is not. */
  for (gsize i = 0; self->values[i] != NULL; i++)
    {
      if (permits (self, self->values[i]))
        something = TRUE;
      else if (self->kind != KITH_FORM_FIELD_TEXT_MULTI)
        return FALSE;
    }

  return something;
}
