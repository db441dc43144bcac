/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-registration-form.h"

#include "kith-data-form-stanza.h"
#include "kith-ns.h"

#include <string.h>

/* In bytes. */
#define MAX_INSTRUCTIONS 10000
#define MAX_URL 2000

/* XEP-0077, 14.1. The UI knows these by name. */
static const char *const LEGACY_FIELDS[] = {
  "username", "nick", "password", "name", "first", "last", "email", "address", "city", "state", "zip", "phone", "url",
  "date", "misc", "text", NULL,
};

static KithFormFieldKind
kind_of_legacy (const char *name)
{
  return g_str_equal (name, "password") ? KITH_FORM_FIELD_TEXT_PRIVATE : KITH_FORM_FIELD_TEXT_SINGLE;
}

static void
add_legacy_field (KithDataForm *form,
                  KithStanza   *element)
{
  const char *name = kith_stanza_get_name (element);
  gboolean is_key = g_str_equal (name, "key");
  g_autoptr(KithFormField) field = NULL;
  g_autofree char *value = NULL;

  if (!is_key && !g_strv_contains (LEGACY_FIELDS, name))
    return;

  field = kith_form_field_new (name, is_key ? KITH_FORM_FIELD_HIDDEN : kind_of_legacy (name));
  kith_form_field_set_required (field, !is_key);
  value = kith_stanza_dup_short_text (element, MAX_URL);
  if (value != NULL)
    kith_form_field_set_value (field, value);

  kith_data_form_add_field (form, field);
}

static KithDataForm *
read_legacy (KithStanza *query)
{
  g_autoptr(KithDataForm) form = kith_data_form_new ();

  for (KithStanza *child = kith_stanza_first (query); child != NULL; child = kith_stanza_next (child))
    {
      const char *name = kith_stanza_get_name (child);

      if (name != NULL && kith_stanza_is (child, name, KITH_NS_REGISTER) &&
          kith_data_form_get_field (form, name) == NULL)
        add_legacy_field (form, child);
    }

  return g_steal_pointer (&form);
}

static char *
read_url (KithStanza *query)
{
  KithStanza *oob = kith_stanza_find (query, "x", KITH_NS_OOB);
  KithStanza *element = oob != NULL ? kith_stanza_find (oob, "url", KITH_NS_OOB) : NULL;
  g_autofree char *url = element != NULL ? kith_stanza_dup_short_text (element, MAX_URL + 1) : NULL;
  g_autoptr(GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;

  if (uri == NULL || strlen (url) > MAX_URL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      (!g_str_equal (g_uri_get_scheme (uri), "https") && !g_str_equal (g_uri_get_scheme (uri), "http")))
    return NULL;

  return g_steal_pointer (&url);
}

/**
 * kith_registration_form_read:
 * @iq: what the server answered to the question what it wants to know
 * @legacy: (out): whether the answers go into the fixed fields of old
 * @url: (out) (transfer full) (nullable): a page for people (XEP-0066)
 *
 * A data form goes before fixed fields, and those before a page (XEP-0077, 5).
 *
 * Returns: (transfer full) (nullable): the form, without a field where only a page is given; %NULL if @iq is no answer
 */
KithDataForm *
kith_registration_form_read (KithStanza *iq,
                             gboolean   *legacy,
                             char      **url)
{
  KithStanza *query = kith_stanza_find (iq, "query", KITH_NS_REGISTER);
  KithStanza *x = query != NULL ? kith_stanza_find (query, "x", KITH_NS_DATA_FORMS) : NULL;
  KithStanza *instructions = query != NULL ? kith_stanza_find (query, "instructions", KITH_NS_REGISTER) : NULL;
  KithDataForm *form;

  *legacy = FALSE;
  *url = NULL;

  if (query == NULL)
    return NULL;

  form = x != NULL ? kith_data_form_new_from_stanza (x, iq) : NULL;
  *legacy = form == NULL;
  if (form == NULL)
    form = read_legacy (query);

  if (kith_data_form_get_instructions (form) == NULL && instructions != NULL)
    {
      g_autofree char *text = kith_stanza_dup_short_text (instructions, MAX_INSTRUCTIONS);

      kith_data_form_set_instructions (form, text);
    }

  *url = read_url (query);
  return form;
}

/**
 * kith_registration_form_write:
 * @query: the `<query/>` that takes the answers
 */
void
kith_registration_form_write (KithDataForm *form,
                              gboolean      legacy,
                              KithStanza   *query)
{
  GListModel *fields = kith_data_form_get_fields (form);

  if (!legacy)
    {
      kith_stanza_take_child (query, kith_data_form_to_submission (form));
      return;
    }

  for (guint i = 0; i < g_list_model_get_n_items (fields); i++)
    {
      g_autoptr(KithFormField) field = g_list_model_get_item (fields, i);
      const char *value = kith_form_field_get_value (field);

      if (value != NULL)
        kith_stanza_add_text (query, kith_form_field_get_var (field), KITH_NS_REGISTER, value);
    }
}
