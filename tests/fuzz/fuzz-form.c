/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-fuzz.h"

#include "kith-data-form-stanza.h"

/* Data forms (XEP-0004) with their media: read, looked at, filled in, and sent back. */

static void
fill (KithFormField *field)
{
  guint n_options = kith_form_field_get_n_options (field);
  const char *const *values = kith_form_field_get_values (field);

  for (guint i = 0; i < n_options; i++)
    {
      g_assert_nonnull (kith_form_field_get_option_value (field, i));
      kith_form_field_get_option_label (field, i);
    }
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    g_assert_true (g_utf8_validate (values[i], -1, NULL));

  kith_form_field_get_label (field);
  kith_form_field_get_description (field);
  kith_form_field_get_media (field);
  if (!kith_form_field_is_filled (field))
    kith_form_field_set_value (field, n_options > 0 ? kith_form_field_get_option_value (field, 0) : "1");
}

static void
check_form (KithStanza *x, KithStanza *root)
{
  g_autoptr(KithDataForm) form = kith_data_form_new_from_stanza (x, root);
  g_autoptr(KithStanza) submission = NULL;
  g_autoptr(KithStanza) again = NULL;
  g_autofree char *text = NULL;
  GListModel *fields = NULL;

  if (form == NULL)
    return;

  fields = kith_data_form_get_fields (form);
  for (guint i = 0; i < g_list_model_get_n_items (fields); i++)
    {
      g_autoptr(KithFormField) field = g_list_model_get_item (fields, i);

      fill (field);
    }
  kith_data_form_is_complete (form);

  submission = kith_data_form_to_submission (form);
  text = kith_stanza_to_text (submission);
  again = kith_stanza_parse (text, NULL);
  g_assert_nonnull (again);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = kith_fuzz_dup_text (data, size);
  g_autoptr(KithStanza) root = kith_stanza_parse (text, NULL);
  KithStanza *x = NULL;

  if (root == NULL)
    return 0;

  check_form (root, root);
  x = kith_stanza_find (root, "x", NULL);
  if (x != NULL)
    check_form (x, root);

  return 0;
}
