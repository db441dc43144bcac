/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-disco-info.h"

#include <string.h>

#include "kith-ns.h"
#include "kith-xmpp-error.h"

/* Nobody honest says more about themselves. */
#define MAX_ELEMENTS 1000

struct _KithDiscoInfo
{
  GPtrArray *identities;   /* of KithDiscoIdentity (owned) */
  GPtrArray *features;     /* of char * (owned), NULL at the end */
  GPtrArray *forms;        /* of char * (owned): each form of XEP-0128 as XEP-0115 wants it hashed */
};

G_DEFINE_BOXED_TYPE (KithDiscoInfo, kith_disco_info, kith_disco_info_ref, kith_disco_info_unref)

static void
identity_free (gpointer data)
{
  KithDiscoIdentity *identity = data;

  g_free (identity->category);
  g_free (identity->type);
  g_free (identity->lang);
  g_free (identity->name);
  g_free (identity);
}

KithDiscoInfo *
kith_disco_info_new (void)
{
  KithDiscoInfo *self = g_rc_box_new0 (KithDiscoInfo);

  self->identities = g_ptr_array_new_with_free_func (identity_free);
  self->features = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->features, NULL);
  self->forms = g_ptr_array_new_with_free_func (g_free);

  return self;
}

KithDiscoInfo *
kith_disco_info_ref (KithDiscoInfo *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  KithDiscoInfo *self = data;

  g_ptr_array_unref (self->identities);
  g_ptr_array_unref (self->features);
  g_ptr_array_unref (self->forms);
}

void
kith_disco_info_unref (KithDiscoInfo *self)
{
  g_rc_box_release_full (self, clear);
}

/* XEP-0115, 5.1 separates by "<": a text that holds one could be read as two, and so have another's hash. */
static gboolean
is_plain (const char *text)
{
  return text == NULL || strchr (text, '<') == NULL;
}

static gboolean
read_identity (KithDiscoInfo *self, KithStanza *element)
{
  const char *texts[] = {
    kith_stanza_get (element, "category"), kith_stanza_get (element, "type"), kith_stanza_get (element, "xml:lang"),
    kith_stanza_get (element, "name")
  };
  KithDiscoIdentity *identity = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      if (!is_plain (texts[i]))
        return FALSE;
    }
  if (texts[0] == NULL || texts[1] == NULL)
    return FALSE;

  identity = g_new0 (KithDiscoIdentity, 1);
  identity->category = g_strdup (texts[0]);
  identity->type = g_strdup (texts[1]);
  identity->lang = g_strdup (texts[2]);
  identity->name = g_strdup (texts[3]);
  g_ptr_array_add (self->identities, identity);

  return TRUE;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* Returns NULL for a field that cannot be hashed without doubt; "" for FORM_TYPE, whose value goes to @form_type. */
static char *
hash_field (KithStanza *field, char **form_type)
{
  g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  const char *var = kith_stanza_get (field, "var");
  GString *text = NULL;

  for (KithStanza *child = kith_stanza_first (field); child != NULL; child = kith_stanza_next (child))
    {
      if (kith_stanza_is (child, "value", KITH_NS_DATA_FORMS))
        g_ptr_array_add (values, kith_stanza_dup_text (child));
    }
  for (guint i = 0; i < values->len; i++)
    {
      if (!is_plain (values->pdata[i]))
        return NULL;
    }
  if (var == NULL || !is_plain (var))
    return NULL;

  if (g_str_equal (var, "FORM_TYPE"))
    {
      if (*form_type != NULL || values->len != 1)
        return NULL;
      *form_type = g_strdup (values->pdata[0]);
      return g_strdup ("");
    }

  g_ptr_array_sort (values, compare_texts);
  text = g_string_new (var);
  g_string_append_c (text, '<');
  for (guint i = 0; i < values->len; i++)
    g_string_append_printf (text, "%s<", (const char *)values->pdata[i]);

  return g_string_free (text, FALSE);
}

/* A form without FORM_TYPE does not count (XEP-0115, 5.4, 3.6). */
static gboolean
read_form (KithDiscoInfo *self, KithStanza *element)
{
  g_autoptr(GPtrArray) fields = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *form_type = NULL;
  GString *text = NULL;

  for (KithStanza *child = kith_stanza_first (element); child != NULL; child = kith_stanza_next (child))
    {
      char *field = NULL;

      if (!kith_stanza_is (child, "field", KITH_NS_DATA_FORMS))
        continue;

      field = hash_field (child, &form_type);
      if (field == NULL)
        return FALSE;
      g_ptr_array_add (fields, field);
    }

  if (form_type == NULL)
    return TRUE;

  g_ptr_array_sort (fields, compare_texts);
  text = g_string_new (form_type);
  g_string_append_c (text, '<');
  for (guint i = 0; i < fields->len; i++)
    g_string_append (text, fields->pdata[i]);
  g_ptr_array_add (self->forms, g_string_free (text, FALSE));

  return TRUE;
}

static gboolean
read_child (KithDiscoInfo *self, KithStanza *child)
{
  if (kith_stanza_is (child, "identity", KITH_NS_DISCO_INFO))
    return read_identity (self, child);

  if (kith_stanza_is (child, "feature", KITH_NS_DISCO_INFO))
    {
      const char *var = kith_stanza_get (child, "var");

      if (var == NULL || !is_plain (var))
        return FALSE;
      kith_disco_info_add_feature (self, var);
      return TRUE;
    }

  if (kith_stanza_is (child, "x", KITH_NS_DATA_FORMS))
    return read_form (self, child);

  return TRUE;
}

/**
 * kith_disco_info_new_from_query:
 * @query: the `<query/>` of an answer
 *
 * Returns: (transfer full): what it says; or %NULL and %KITH_XMPP_ERROR_PROTOCOL for one that nobody may trust, because two different
 *   answers could have its hash
 */
KithDiscoInfo *
kith_disco_info_new_from_query (KithStanza *query, GError **error)
{
  g_autoptr(KithDiscoInfo) self = kith_disco_info_new ();
  guint n = 0;

  for (KithStanza *child = kith_stanza_first (query); child != NULL; child = kith_stanza_next (child))
    {
      if (++n > MAX_ELEMENTS || !read_child (self, child))
        {
          g_set_error_literal (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL, "Malformed service discovery");
          return NULL;
        }
    }

  return g_steal_pointer (&self);
}

void
kith_disco_info_add_identity (KithDiscoInfo *self, const char *category, const char *type, const char *name)
{
  KithDiscoIdentity *identity = g_new0 (KithDiscoIdentity, 1);

  identity->category = g_strdup (category);
  identity->type = g_strdup (type);
  identity->name = g_strdup (name);
  g_ptr_array_add (self->identities, identity);
}

void
kith_disco_info_add_feature (KithDiscoInfo *self, const char *feature)
{
  g_ptr_array_insert (self->features, (int)self->features->len - 1, g_strdup (feature));
}

/**
 * kith_disco_info_get_identities:
 *
 * Returns: (transfer none) (element-type KithDiscoIdentity): what the entity is
 */
GPtrArray *
kith_disco_info_get_identities (KithDiscoInfo *self)
{
  return self->identities;
}

/**
 * kith_disco_info_get_features:
 *
 * Returns: (transfer none): what the entity can, %NULL-terminated
 */
const char *const *
kith_disco_info_get_features (KithDiscoInfo *self)
{
  return (const char *const *)self->features->pdata;
}

gboolean
kith_disco_info_has_feature (KithDiscoInfo *self, const char *feature)
{
  return g_strv_contains (kith_disco_info_get_features (self), feature);
}

/**
 * kith_disco_info_has_identity:
 * @type: (nullable): %NULL: any
 */
gboolean
kith_disco_info_has_identity (KithDiscoInfo *self, const char *category, const char *type)
{
  for (guint i = 0; i < self->identities->len; i++)
    {
      const KithDiscoIdentity *identity = self->identities->pdata[i];

      if (g_str_equal (identity->category, category) && (type == NULL || g_str_equal (identity->type, type)))
        return TRUE;
    }

  return FALSE;
}

/**
 * kith_disco_info_fill_query:
 * @query: gets what @self says, but for forms
 */
void
kith_disco_info_fill_query (KithDiscoInfo *self, KithStanza *query)
{
  for (guint i = 0; i < self->identities->len; i++)
    {
      const KithDiscoIdentity *identity = self->identities->pdata[i];
      KithStanza *element = kith_stanza_add (query, "identity", NULL);

      kith_stanza_set (element, "category", identity->category);
      kith_stanza_set (element, "type", identity->type);
      kith_stanza_set (element, "xml:lang", identity->lang);
      kith_stanza_set (element, "name", identity->name);
    }

  for (guint i = 0; self->features->pdata[i] != NULL; i++)
    kith_stanza_set (kith_stanza_add (query, "feature", NULL), "var", self->features->pdata[i]);
}

/* Appends @texts in the order of their bytes; returns whether each is there once. */
static gboolean
append_sorted (GString *text, GPtrArray *texts, const char *end)
{
  gboolean unique = TRUE;

  g_ptr_array_sort (texts, compare_texts);
  for (guint i = 0; i < texts->len; i++)
    {
      if (i > 0 && g_str_equal (texts->pdata[i], texts->pdata[i - 1]))
        unique = FALSE;
      g_string_append (text, texts->pdata[i]);
      g_string_append (text, end);
    }

  return unique;
}

/* Two forms of one FORM_TYPE make the whole answer ill-formed. */
static gboolean
has_duplicate_forms (GPtrArray *sorted)
{
  for (guint i = 1; i < sorted->len; i++)
    {
      const char *text = sorted->pdata[i];
      gsize length = (gsize)(strchr (text, '<') - text) + 1;

      if (strncmp (text, sorted->pdata[i - 1], length) == 0)
        return TRUE;
    }

  return FALSE;
}

/**
 * kith_disco_info_dup_ver:
 *
 * Returns: (transfer full) (nullable): the verification string of XEP-0115, 5.1; %NULL for what is ill-formed by 5.4
 */
char *
kith_disco_info_dup_ver (KithDiscoInfo *self, GChecksumType hash)
{
  g_autoptr(GPtrArray) identities = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) features = g_ptr_array_new ();
  g_autoptr(GChecksum) checksum = g_checksum_new (hash);
  g_autoptr(GString) text = g_string_new (NULL);
  guint8 digest[64];
  gsize length = sizeof digest;

  for (guint i = 0; i < self->identities->len; i++)
    {
      const KithDiscoIdentity *identity = self->identities->pdata[i];

      g_ptr_array_add (identities, g_strdup_printf ("%s/%s/%s/%s", identity->category, identity->type,
                                                    identity->lang != NULL ? identity->lang : "",
                                                    identity->name != NULL ? identity->name : ""));
    }
  for (guint i = 0; self->features->pdata[i] != NULL; i++)
    g_ptr_array_add (features, self->features->pdata[i]);

  if (!append_sorted (text, identities, "<") || !append_sorted (text, features, "<") ||
      !append_sorted (text, self->forms, "") || has_duplicate_forms (self->forms))
    return NULL;

  g_checksum_update (checksum, (const guchar *)text->str, (gssize)text->len);
  g_checksum_get_digest (checksum, digest, &length);

  return g_base64_encode (digest, length);
}
