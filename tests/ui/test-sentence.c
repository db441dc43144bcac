/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-sentence.h"

#include <string.h>

#include <pango/pango.h>

#include "kith-account-private.h"
#include "kith-model-enums.h"
#include "kith-model-error.h"

/* Every error of the model has words of its own: the one for "no idea what" is said of that alone. */
static void
test_every_error_has_a_sentence (void)
{
  g_autoptr(GEnumClass) errors = g_type_class_ref (KITH_TYPE_MODEL_ERROR);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < errors->n_values; i++)
    {
      g_autoptr(GError) error = g_error_new (KITH_MODEL_ERROR, errors->values[i].value, "for the log");
      char *text = kith_sentence_text (error);

      g_assert_cmpstr (text, !=, "for the log");
      g_assert_true (g_hash_table_add (seen, text));
    }

  g_assert_cmpuint (g_hash_table_size (seen), ==, errors->n_values);
}

static void
test_action_carries_the_account (void)
{
  g_autoptr(KithJid) jid = kith_jid_new ("ada@example.org", NULL);
  g_autoptr(KithAccount) account = kith_account_new (jid);
  g_autoptr(GError) error = g_error_new (KITH_MODEL_ERROR, KITH_MODEL_ERROR_NOT_AUTHORIZED, "for the log");
  g_autoptr(KithSentence) with = kith_sentence_for_error (error, account);
  g_autoptr(KithSentence) without = kith_sentence_for_error (error, NULL);
  g_autoptr(GVariant) target = NULL;
  g_autofree char *name = NULL;

  g_assert_true (g_action_parse_detailed_name (with->action, &name, &target, NULL));
  g_assert_cmpstr (name, ==, "win.password");
  g_assert_cmpstr (g_variant_get_string (target, NULL), ==, "ada@example.org");
  g_assert_nonnull (with->action_label);
  g_assert_null (without->action);
}

static void
test_foreign_error (void)
{
  g_autoptr(GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "for the log");
  g_autofree char *text = kith_sentence_text (error);

  g_assert_cmpstr (text, ==, "Something went wrong");
}

static void
test_advice (void)
{
  static const KithModelError codes[] = { KITH_MODEL_ERROR_STORE_CORRUPT, KITH_MODEL_ERROR_STORE_NEWER,
                                          KITH_MODEL_ERROR_STORE_READ_ONLY, KITH_MODEL_ERROR_STORE_LOCKED };
  g_autoptr(GError) other = g_error_new (KITH_MODEL_ERROR, KITH_MODEL_ERROR_FAILED, "for the log");

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr(GError) error = g_error_new (KITH_MODEL_ERROR, (int)codes[i], "for the log");
      g_autofree char *advice = kith_sentence_dup_advice (error, "/somewhere/me & you/kith.db");

      g_assert_true (pango_parse_markup (advice, -1, 0, NULL, NULL, NULL, NULL));
      g_assert_nonnull (strstr (advice, "me &amp; you"));
    }

  g_assert_null (kith_sentence_dup_advice (other, "kith.db"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sentence/every-error", test_every_error_has_a_sentence);
  g_test_add_func ("/sentence/action", test_action_carries_the_account);
  g_test_add_func ("/sentence/advice", test_advice);
  g_test_add_func ("/sentence/foreign-error", test_foreign_error);

  return g_test_run ();
}
