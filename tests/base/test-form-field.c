/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-form-field.h"

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_values (void)
{
  static const char *const lines[] = { "one", "two", NULL };
  KithFormField *field = kith_form_field_new ("botname", KITH_FORM_FIELD_TEXT_MULTI);
  guint n_values = 0, n_filled = 0;

  g_signal_connect_swapped (field, "notify::values", G_CALLBACK (count_cb), &n_values);
  g_signal_connect_swapped (field, "notify::filled", G_CALLBACK (count_cb), &n_filled);

  g_assert_cmpstr (kith_form_field_get_var (field), ==, "botname");
  g_assert_cmpint (kith_form_field_get_kind (field), ==, KITH_FORM_FIELD_TEXT_MULTI);
  g_assert_nonnull (kith_form_field_get_values (field));
  g_assert_null (kith_form_field_get_value (field));

  kith_form_field_set_values (field, lines);
  kith_form_field_set_values (field, lines);
  g_assert_cmpuint (n_values, ==, 1);
  g_assert_cmpuint (n_filled, ==, 1);
  g_assert_cmpstr (kith_form_field_get_values (field)[1], ==, "two");
  g_assert_cmpstr (kith_form_field_get_value (field), ==, "one");

  kith_form_field_set_value (field, kith_form_field_get_value (field));
  g_assert_cmpstr (kith_form_field_get_value (field), ==, "one");
  g_assert_null (kith_form_field_get_values (field)[1]);

  kith_form_field_set_value (field, NULL);
  g_assert_null (kith_form_field_get_value (field));
  kith_form_field_set_values (field, NULL);
  g_assert_cmpuint (n_values, ==, 3);

  g_assert_finalize_object (field);
}

static void
test_properties (void)
{
  KithFormField *field = kith_form_field_new (NULL, KITH_FORM_FIELD_FIXED);
  guint count = 0;
  g_autoptr(GBytes) media = g_bytes_new_static ("\x89PNG", 4);
  g_autoptr(GBytes) got = NULL;

  g_signal_connect_swapped (field, "notify", G_CALLBACK (count_cb), &count);
  g_object_set (field, "label", "Section", "description", "What it is", "required", TRUE,
                "media", media, "value", "text", NULL);
  g_assert_cmpuint (count, ==, 7);
  g_object_set (field, "label", "Section", "description", "What it is", "required", TRUE,
                "media", media, "value", "text", NULL);
  g_assert_cmpuint (count, ==, 7);

  kith_form_field_set_required (field, 2);
  g_assert_cmpuint (count, ==, 7);

  g_assert_null (kith_form_field_get_var (field));
  g_assert_cmpstr (kith_form_field_get_label (field), ==, "Section");
  g_assert_cmpstr (kith_form_field_get_description (field), ==, "What it is");
  g_assert_true (kith_form_field_get_required (field));
  g_object_get (field, "media", &got, NULL);
  g_assert_true (g_bytes_equal (got, media));

  kith_form_field_set_media (field, NULL);
  g_assert_null (kith_form_field_get_media (field));

  g_assert_finalize_object (field);
}

static void
test_options (void)
{
  KithFormField *field = kith_form_field_new ("maxsubs", KITH_FORM_FIELD_LIST_SINGLE);

  kith_form_field_set_value (field, "anything");
  g_assert_true (kith_form_field_is_filled (field));

  kith_form_field_add_option (field, "10", "ten");
  kith_form_field_add_option (field, NULL, "20");
  g_assert_cmpuint (kith_form_field_get_n_options (field), ==, 2);
  g_assert_cmpstr (kith_form_field_get_option_label (field, 0), ==, "10");
  g_assert_cmpstr (kith_form_field_get_option_value (field, 0), ==, "ten");
  g_assert_cmpstr (kith_form_field_get_option_label (field, 1), ==, "20");

  g_assert_false (kith_form_field_is_filled (field));
  kith_form_field_set_value (field, "ten");
  g_assert_true (kith_form_field_is_filled (field));

  g_assert_finalize_object (field);
}

static void
assert_filled (KithFormFieldKind kind,
               const char       *first,
               const char       *second,
               gboolean          filled)
{
  const char *values[] = { first, second, NULL };
  KithFormField *field = kith_form_field_new ("x", kind);

  kith_form_field_set_values (field, values);
  g_assert_cmpint (kith_form_field_is_filled (field), ==, filled);
  g_assert_finalize_object (field);
}

static void
test_filled (void)
{
  assert_filled (KITH_FORM_FIELD_TEXT_SINGLE, NULL, NULL, FALSE);
  assert_filled (KITH_FORM_FIELD_TEXT_SINGLE, "", NULL, FALSE);
  assert_filled (KITH_FORM_FIELD_TEXT_SINGLE, "x", NULL, TRUE);
  assert_filled (KITH_FORM_FIELD_TEXT_PRIVATE, " ", NULL, TRUE);
  assert_filled (KITH_FORM_FIELD_TEXT_MULTI, "", "", FALSE);
  assert_filled (KITH_FORM_FIELD_TEXT_MULTI, "", "x", TRUE);
  assert_filled (KITH_FORM_FIELD_BOOLEAN, NULL, NULL, TRUE);
  assert_filled (KITH_FORM_FIELD_FIXED, NULL, NULL, TRUE);
  assert_filled (KITH_FORM_FIELD_HIDDEN, NULL, NULL, TRUE);
  assert_filled (KITH_FORM_FIELD_JID_SINGLE, "@", NULL, FALSE);
  assert_filled (KITH_FORM_FIELD_JID_SINGLE, "a@example.com", NULL, TRUE);
  assert_filled (KITH_FORM_FIELD_JID_MULTI, "a@example.com", "@", FALSE);
  assert_filled (KITH_FORM_FIELD_LIST_MULTI, NULL, NULL, FALSE);
  assert_filled (KITH_FORM_FIELD_LIST_MULTI, "a", "b", TRUE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/form-field/values", test_values);
  g_test_add_func ("/form-field/properties", test_properties);
  g_test_add_func ("/form-field/options", test_options);
  g_test_add_func ("/form-field/filled", test_filled);

  return g_test_run ();
}
