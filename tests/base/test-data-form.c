/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-data-form.h"

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_text (void)
{
  KithDataForm *form = kith_data_form_new ();
  guint count = 0;

  g_signal_connect_swapped (form, "notify", G_CALLBACK (count_cb), &count);
  g_object_set (form, "title", "Bot Configuration", "instructions", "Fill out this form", NULL);
  g_object_set (form, "title", "Bot Configuration", "instructions", "Fill out this form", NULL);
  g_assert_cmpuint (count, ==, 2);
  g_assert_cmpstr (kith_data_form_get_title (form), ==, "Bot Configuration");
  g_assert_cmpstr (kith_data_form_get_instructions (form), ==, "Fill out this form");
  kith_data_form_set_title (form, NULL);
  g_assert_null (kith_data_form_get_title (form));

  g_assert_finalize_object (form);
}

static void
test_fields (void)
{
  KithDataForm *form = kith_data_form_new ();
  KithFormField *first = kith_form_field_new ("a", KITH_FORM_FIELD_TEXT_SINGLE);
  KithFormField *second = kith_form_field_new ("a", KITH_FORM_FIELD_HIDDEN);
  KithFormField *nameless = kith_form_field_new (NULL, KITH_FORM_FIELD_FIXED);
  GListModel *fields = kith_data_form_get_fields (form);
  g_autoptr(KithFormField) at_two = NULL;

  g_assert_null (kith_data_form_get_field (form, "a"));
  kith_data_form_add_field (form, first);
  kith_data_form_add_field (form, second);
  kith_data_form_add_field (form, nameless);

  g_assert_cmpuint (g_list_model_get_n_items (fields), ==, 3);
  at_two = g_list_model_get_item (fields, 2);
  g_assert_true (at_two == nameless);
  g_assert_true (kith_data_form_get_field (form, "a") == first);
  g_assert_null (kith_data_form_get_field (form, "b"));
  g_clear_object (&at_two);

  g_assert_finalize_object (form);
  g_assert_finalize_object (first);
  g_assert_finalize_object (second);
  g_assert_finalize_object (nameless);
}

static void
test_complete (void)
{
  KithDataForm *form = kith_data_form_new ();
  KithFormField *name = kith_form_field_new ("username", KITH_FORM_FIELD_TEXT_SINGLE);
  KithFormField *email = kith_form_field_new ("email", KITH_FORM_FIELD_TEXT_SINGLE);
  guint count = 0;

  g_signal_connect_swapped (form, "notify::complete", G_CALLBACK (count_cb), &count);
  g_assert_true (kith_data_form_is_complete (form));

  kith_form_field_set_required (name, TRUE);
  kith_data_form_add_field (form, name);
  g_assert_false (kith_data_form_is_complete (form));
  g_assert_cmpuint (count, ==, 1);

  kith_data_form_add_field (form, email);
  g_assert_cmpuint (count, ==, 1);

  kith_form_field_set_value (name, "juliet");
  g_assert_true (kith_data_form_is_complete (form));
  g_assert_cmpuint (count, ==, 2);
  kith_form_field_set_value (name, "juliet2");
  g_assert_cmpuint (count, ==, 2);

  kith_form_field_set_required (email, TRUE);
  g_assert_false (kith_data_form_is_complete (form));
  g_assert_cmpuint (count, ==, 3);

  g_assert_finalize_object (form);
  kith_form_field_set_value (email, "juliet@example.com");
  g_assert_finalize_object (name);
  g_assert_finalize_object (email);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/data-form/text", test_text);
  g_test_add_func ("/data-form/fields", test_fields);
  g_test_add_func ("/data-form/complete", test_complete);

  return g_test_run ();
}
