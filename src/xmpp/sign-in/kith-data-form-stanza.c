/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-data-form-stanza.h"

#include "kith-bob.h"
#include "kith-ns.h"

#include <string.h>

/* More than any form has that a person fills in; the rest is not read. */
#define MAX_FIELDS 200
#define MAX_OPTIONS 500
#define MAX_VALUES 500

/* In bytes; longer is cut. */
#define MAX_LABEL 2000
#define MAX_INSTRUCTIONS 10000

static const struct
{
  const char       *name;
  KithFormFieldKind kind;
} KINDS[] = {
  { "text-single", KITH_FORM_FIELD_TEXT_SINGLE },
  { "text-multi", KITH_FORM_FIELD_TEXT_MULTI },
  { "text-private", KITH_FORM_FIELD_TEXT_PRIVATE },
  { "boolean", KITH_FORM_FIELD_BOOLEAN },
  { "fixed", KITH_FORM_FIELD_FIXED },
  { "hidden", KITH_FORM_FIELD_HIDDEN },
  { "jid-single", KITH_FORM_FIELD_JID_SINGLE },
  { "jid-multi", KITH_FORM_FIELD_JID_MULTI },
  { "list-single", KITH_FORM_FIELD_LIST_SINGLE },
  { "list-multi", KITH_FORM_FIELD_LIST_MULTI },
};

static KithFormFieldKind
kind_of (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (KINDS); i++)
    if (g_strcmp0 (KINDS[i].name, name) == 0)
      return KINDS[i].kind;

  return KITH_FORM_FIELD_TEXT_SINGLE;
}

static const char *
name_of (KithFormFieldKind kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (KINDS); i++)
    if (KINDS[i].kind == kind)
      return KINDS[i].name;

  return "text-single";
}

static char *
dup_short_child (KithStanza *parent,
                 const char *name,
                 gsize       max)
{
  KithStanza *child = kith_stanza_find (parent, name, KITH_NS_DATA_FORMS);

  return child != NULL ? kith_stanza_dup_short_text (child, max) : NULL;
}

static char *
dup_short (const char *text,
           gsize       max)
{
  g_autofree char *cut = NULL;

  if (text == NULL)
    return NULL;

  cut = g_utf8_make_valid (text, strnlen (text, max));
  return *cut != '\0' ? g_steal_pointer (&cut) : NULL;
}

static void
read_values (KithStanza    *element,
             KithFormField *field)
{
  g_autoptr(GStrvBuilder) values = g_strv_builder_new ();
  g_auto(GStrv) list = NULL;
  guint n = 0;

  for (KithStanza *child = kith_stanza_first (element);
       child != NULL && n < MAX_VALUES;
       child = kith_stanza_next (child))
    {
      g_autofree char *text = NULL;

      if (!kith_stanza_is (child, "value", KITH_NS_DATA_FORMS))
        continue;

      text = kith_stanza_dup_text (child);
      g_strv_builder_add (values, text != NULL ? text : "");
      n++;
    }

  list = g_strv_builder_end (values);
  kith_form_field_set_values (field, (const char *const *)list);
}

static void
read_options (KithStanza    *element,
              KithFormField *field)
{
  guint n = 0;

  for (KithStanza *child = kith_stanza_first (element);
       child != NULL && n < MAX_OPTIONS;
       child = kith_stanza_next (child))
    {
      g_autofree char *value = NULL;
      g_autofree char *label = NULL;

      if (!kith_stanza_is (child, "option", KITH_NS_DATA_FORMS))
        continue;

      value = kith_stanza_dup_child_text (child, "value", KITH_NS_DATA_FORMS);
      if (value == NULL)
        continue;

      label = dup_short (kith_stanza_get (child, "label"), MAX_LABEL);
      kith_form_field_add_option (field, label, value);
      n++;
    }
}

/* XEP-0221. Only pictures, and only those that came along: nothing is fetched that nobody asked for. */
static void
read_media (KithStanza    *element,
            KithStanza    *root,
            KithFormField *field)
{
  KithStanza *media = kith_stanza_find (element, "media", KITH_NS_MEDIA_ELEMENT);

  for (KithStanza *child = media != NULL ? kith_stanza_first (media) : NULL;
       child != NULL;
       child = kith_stanza_next (child))
    {
      const char *type = kith_stanza_get (child, "type");
      g_autofree char *uri = NULL;
      g_autoptr(GBytes) bytes = NULL;

      if (!kith_stanza_is (child, "uri", KITH_NS_MEDIA_ELEMENT) || type == NULL || !g_str_has_prefix (type, "image/"))
        continue;

      uri = kith_stanza_dup_short_text (child, MAX_LABEL);
      bytes = uri != NULL ? kith_bob_find (root, uri) : NULL;
      if (bytes != NULL)
        {
          kith_form_field_set_media (field, bytes);
          return;
        }
    }
}

static KithFormField *
read_field (KithStanza *element,
            KithStanza *root)
{
  const char *var = kith_stanza_get (element, "var");
  KithFormFieldKind kind = kind_of (kith_stanza_get (element, "type"));
  g_autoptr(KithFormField) field = NULL;
  g_autofree char *label = NULL;
  g_autofree char *description = NULL;

  /* XEP-0004, 3.2: only fixed text may do without a name. XEP-0158: work for a machine is none for a person, and may be left. */
  if ((var == NULL && kind != KITH_FORM_FIELD_FIXED) || g_strcmp0 (var, "SHA-256") == 0)
    return NULL;

  field = kith_form_field_new (var, kind);
  label = dup_short (kith_stanza_get (element, "label"), MAX_LABEL);
  description = dup_short_child (element, "desc", MAX_INSTRUCTIONS);

  kith_form_field_set_label (field, label);
  kith_form_field_set_description (field, description);
  kith_form_field_set_required (field, kith_stanza_find (element, "required", KITH_NS_DATA_FORMS) != NULL);
  read_options (element, field);
  read_values (element, field);
  read_media (element, root, field);

  return g_steal_pointer (&field);
}

/**
 * kith_data_form_new_from_stanza:
 * @x: an `<x xmlns='jabber:x:data'/>`
 * @root: the stanza that it came in, in which media are looked for
 *
 * Returns: (transfer full) (nullable): the form to fill in (XEP-0004), or %NULL if @x is none
 */
KithDataForm *
kith_data_form_new_from_stanza (KithStanza *x,
                                KithStanza *root)
{
  g_autoptr(KithDataForm) self = NULL;
  g_autofree char *title = NULL;
  g_autofree char *instructions = NULL;
  guint n = 0;

  g_return_val_if_fail (x != NULL, NULL);
  g_return_val_if_fail (root != NULL, NULL);

  if (!kith_stanza_is (x, "x", KITH_NS_DATA_FORMS) || g_strcmp0 (kith_stanza_get (x, "type"), "form") != 0)
    return NULL;

  self = kith_data_form_new ();
  title = dup_short_child (x, "title", MAX_LABEL);
  instructions = dup_short_child (x, "instructions", MAX_INSTRUCTIONS);
  kith_data_form_set_title (self, title);
  kith_data_form_set_instructions (self, instructions);

  for (KithStanza *child = kith_stanza_first (x); child != NULL && n < MAX_FIELDS; child = kith_stanza_next (child))
    {
      g_autoptr(KithFormField) field = NULL;

      if (!kith_stanza_is (child, "field", KITH_NS_DATA_FORMS))
        continue;

      n++;
      field = read_field (child, root);
      if (field != NULL)
        kith_data_form_add_field (self, field);
    }

  return g_steal_pointer (&self);
}

static void
write_field (KithStanza    *x,
             KithFormField *field)
{
  KithFormFieldKind kind = kith_form_field_get_kind (field);
  const char *const *values = kith_form_field_get_values (field);
  KithStanza *element;

  if (kind == KITH_FORM_FIELD_FIXED || kith_form_field_get_var (field) == NULL || values[0] == NULL)
    return;

  element = kith_stanza_add (x, "field", KITH_NS_DATA_FORMS);
  kith_stanza_set (element, "var", kith_form_field_get_var (field));
  kith_stanza_set (element, "type", name_of (kind));
  for (guint i = 0; values[i] != NULL; i++)
    kith_stanza_add_text (element, "value", KITH_NS_DATA_FORMS, values[i]);
}

/**
 * kith_data_form_to_submission:
 *
 * Returns: (transfer full): an `<x type='submit'/>` with the answers that were given (XEP-0004, 3.4)
 */
KithStanza *
kith_data_form_to_submission (KithDataForm *self)
{
  KithStanza *x = kith_stanza_new ("x", KITH_NS_DATA_FORMS);
  GListModel *fields;

  g_return_val_if_fail (KITH_IS_DATA_FORM (self), x);

  kith_stanza_set (x, "type", "submit");
  fields = kith_data_form_get_fields (self);
  for (guint i = 0; i < g_list_model_get_n_items (fields); i++)
    {
      g_autoptr(KithFormField) field = g_list_model_get_item (fields, i);

      write_field (x, field);
    }

  return x;
}
