/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-sasl-offer.h"

#include "kith-ns.h"
#include "kith-sasl-ht.h"
#include "kith-sasl-plain.h"
#include "kith-scram.h"
#include "kith-xmpp-error.h"

#include <string.h>

/* More than any server has; the rest is not read. */
#define MAX_OFFERED 64

struct _KithSaslOffer
{
  GPtrArray *mechanisms;   /* of char * (owned), as they arrived */
  GPtrArray *bindings;     /* of char * (owned), XEP-0440; NULL: the server does not say */
  GPtrArray *fast;         /* of char * (owned), XEP-0484 */
  guint      sasl2 : 1;
  guint      can_bind : 1; /* XEP-0386 */
  guint      can_resume : 1; /* XEP-0198, 9.2 */
  guint      can_enable : 1; /* XEP-0198, 9.1 */
  guint      can_copy : 1; /* XEP-0280, in XEP-0386 */
};

/* Strongest first: bound to the channel before not bound, then by hash. Nothing else is spoken. */
static const char *const STRENGTH[] = {
  "SCRAM-SHA-512-PLUS",
  "SCRAM-SHA-256-PLUS",
  "SCRAM-SHA-1-PLUS",
  "SCRAM-SHA-512",
  "SCRAM-SHA-256",
  "SCRAM-SHA-1",
  "PLAIN",
};

static const struct
{
  const char            *name;
  GTlsChannelBindingType type;
} BINDINGS[] = {
  { "tls-exporter", G_TLS_CHANNEL_BINDING_TLS_EXPORTER },
  { "tls-unique", G_TLS_CHANNEL_BINDING_TLS_UNIQUE },
  { "tls-server-end-point", G_TLS_CHANNEL_BINDING_TLS_SERVER_END_POINT },
};

/* The channel binding that an attempt will use. */
typedef struct
{
  const char *name;
  GBytes     *data; /* owned */
} Binding;

static gboolean
contains (GPtrArray  *words,
          const char *word)
{
  return words != NULL && g_ptr_array_find_with_equal_func (words, word, g_str_equal, NULL);
}

static gboolean
offers_plus (KithSaslOffer *self)
{
  for (guint i = 0; i < self->mechanisms->len; i++)
    if (g_str_has_suffix (g_ptr_array_index (self->mechanisms, i), "-PLUS"))
      return TRUE;

  return FALSE;
}

static gboolean
offers_scram (KithSaslOffer *self)
{
  for (guint i = 0; i < self->mechanisms->len; i++)
    if (g_str_has_prefix (g_ptr_array_index (self->mechanisms, i), "SCRAM-"))
      return TRUE;

  return FALSE;
}

static GPtrArray *
read_mechanisms (KithStanza *parent,
                 const char *ns)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (KithStanza *child = kith_stanza_first (parent);
       child != NULL && words->len < MAX_OFFERED;
       child = kith_stanza_next (child))
    {
      char *word;

      if (!kith_stanza_is (child, "mechanism", ns))
        continue;

      word = kith_stanza_dup_text (child);
      if (word != NULL)
        g_ptr_array_add (words, g_strstrip (word));
    }

  return g_steal_pointer (&words);
}

static GPtrArray *
read_bindings (KithStanza *features)
{
  KithStanza *list = kith_stanza_find (features, "sasl-channel-binding", KITH_NS_CHANNEL_BINDING);
  g_autoptr(GPtrArray) words = NULL;

  if (list == NULL)
    return NULL;

  words = g_ptr_array_new_with_free_func (g_free);

  for (KithStanza *child = kith_stanza_first (list);
       child != NULL && words->len < MAX_OFFERED;
       child = kith_stanza_next (child))
    {
      const char *type = kith_stanza_get (child, "type");

      if (type != NULL && kith_stanza_is (child, "channel-binding", KITH_NS_CHANNEL_BINDING))
        g_ptr_array_add (words, g_strdup (type));
    }

  return g_steal_pointer (&words);
}

/* The strongest binding that both sides have. Without XEP-0440 there is but the one that RFC 5802 names. RFC 9266 names
 * another for TLS 1.3, which servers that say nothing do not know (ejabberd before 23.04 offers -PLUS and takes tls-unique
 * alone): nobody could sign in there. */
static gboolean
find_binding (KithSaslOffer *self,
              KithWire      *wire,
              Binding       *binding)
{
  for (guint i = 0; i < G_N_ELEMENTS (BINDINGS); i++)
    {
      if (self->bindings != NULL ? !contains (self->bindings, BINDINGS[i].name)
                                 : BINDINGS[i].type != G_TLS_CHANNEL_BINDING_TLS_UNIQUE)
        continue;

      binding->data = kith_wire_dup_channel_binding (wire, BINDINGS[i].type);
      if (binding->data == NULL)
        continue;

      binding->name = BINDINGS[i].name;
      return TRUE;
    }

  return FALSE;
}

static gboolean
can_bind_channel (KithWire *wire)
{
  for (guint i = 0; i < G_N_ELEMENTS (BINDINGS); i++)
    {
      g_autoptr(GBytes) data = kith_wire_dup_channel_binding (wire, BINDINGS[i].type);

      if (data != NULL)
        return TRUE;
    }

  return FALSE;
}

static gboolean
weak (GError    **error,
      const char *why)
{
  g_set_error_literal (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_WEAK_MECHANISM, why);
  return FALSE;
}

/* XEP-0440, 3: a list of bindings and mechanisms that use them come together, or somebody took one of the two away. */
static gboolean
check_consistency (KithSaslOffer *self,
                   GError       **error)
{
  gboolean plus = offers_plus (self);

  if (plus && self->bindings == NULL && self->sasl2)
    return weak (error, "Mechanisms with channel binding, but no list of bindings");

  if (!plus && self->bindings != NULL && offers_scram (self))
    return weak (error, "A list of channel bindings, but no mechanism that uses one");

  return TRUE;
}

static int
compare_words (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static void
append_sorted (GString   *text,
               GPtrArray *words)
{
  g_autoptr(GPtrArray) sorted = g_ptr_array_copy (words, (GCopyFunc)g_strdup, NULL);

  g_ptr_array_set_free_func (sorted, g_free);
  g_ptr_array_sort (sorted, compare_words);

  for (guint i = 0; i < sorted->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, '\x1e');
      g_string_append (text, g_ptr_array_index (sorted, i));
    }
}

/* XEP-0474, 5.1 */
static char *
offer_to_text (KithSaslOffer *self)
{
  g_autoptr(GString) text = g_string_new (NULL);

  append_sorted (text, self->mechanisms);
  if (self->bindings != NULL)
    {
      g_string_append_c (text, '\x1f');
      append_sorted (text, self->bindings);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Smaller is stronger; what is not spoken comes last. */
static guint
rank_of (const char *mechanism)
{
  for (guint i = 0; i < G_N_ELEMENTS (STRENGTH); i++)
    if (g_strcmp0 (STRENGTH[i], mechanism) == 0)
      return i;

  return G_N_ELEMENTS (STRENGTH);
}

static const char *
pick (KithSaslOffer *self,
      gboolean       have_binding,
      gboolean       allow_plain)
{
  for (guint i = 0; i < G_N_ELEMENTS (STRENGTH); i++)
    {
      const char *name = STRENGTH[i];

      if (!contains (self->mechanisms, name) ||
          (!have_binding && g_str_has_suffix (name, "-PLUS")) ||
          (!allow_plain && g_str_equal (name, "PLAIN")))
        continue;

      return name;
    }

  return NULL;
}

static const char *
pick_checked (KithSaslOffer         *self,
              gboolean               have_binding,
              const KithCredentials *credentials,
              GError               **error)
{
  const char *name = pick (self, have_binding, credentials->allow_plain);

  if (name == NULL && (offers_plus (self) || contains (self->mechanisms, "PLAIN")))
    {
      weak (error, "No mechanism on offer protects the password");
      return NULL;
    }

  if (name == NULL)
    {
      g_set_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_SERVER_REFUSED, "No mechanism in common");
      return NULL;
    }

  if (credentials->best_mechanism != NULL && rank_of (name) > rank_of (credentials->best_mechanism))
    {
      g_set_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_WEAK_MECHANISM,
                   "%s is weaker than %s, which this account has used", name, credentials->best_mechanism);
      return NULL;
    }

  return name;
}

static KithSasl *
create_scram (KithSaslOffer         *self,
              const char            *name,
              KithWire              *wire,
              KithJid               *account,
              const KithCredentials *credentials,
              const Binding         *binding)
{
  KithSasl *sasl = kith_scram_new (name, kith_jid_get_localpart (account), credentials->password, credentials->keys);
  KithScram *scram = KITH_SCRAM (sasl);
  g_autofree char *text = offer_to_text (self);
  gboolean plus = offers_plus (self);

  /* XEP-0474, 6: bindings that we do not speak, without the one that every server has to offer, need a proof. */
  kith_scram_set_offer (scram, text,
                        plus && binding->data == NULL && self->bindings != NULL &&
                        !contains (self->bindings, "tls-server-end-point"));

  if (g_str_has_suffix (name, "-PLUS"))
    kith_scram_set_binding (scram, binding->name, binding->data);
  else
    kith_scram_set_unbound (scram, !plus && self->bindings == NULL && can_bind_channel (wire));

  return sasl;
}

/**
 * kith_sasl_offer_parse:
 * @features: stream features
 *
 * Returns: (transfer full) (nullable): what RFC 6120's SASL offers, or %NULL if it is not offered
 */
KithSaslOffer *
kith_sasl_offer_parse (KithStanza *features)
{
  KithStanza *list = kith_stanza_find (features, "mechanisms", KITH_NS_SASL);
  KithSaslOffer *self;

  if (list == NULL)
    return NULL;

  self = g_new0 (KithSaslOffer, 1);
  self->mechanisms = read_mechanisms (list, KITH_NS_SASL);
  self->bindings = read_bindings (features);
  return self;
}

static gboolean
offers_feature (KithStanza *bind, const char *feature)
{
  KithStanza *list = bind != NULL ? kith_stanza_find (bind, "inline", KITH_NS_BIND2) : NULL;

  for (KithStanza *child = list != NULL ? kith_stanza_first (list) : NULL; child != NULL; child = kith_stanza_next (child))
    if (kith_stanza_is (child, "feature", KITH_NS_BIND2) && g_strcmp0 (kith_stanza_get (child, "var"), feature) == 0)
      return TRUE;

  return FALSE;
}

/**
 * kith_sasl_offer_parse_sasl2:
 * @features: stream features
 *
 * Returns: (transfer full) (nullable): what SASL 2 offers, or %NULL if it is not offered
 */
KithSaslOffer *
kith_sasl_offer_parse_sasl2 (KithStanza *features)
{
  KithStanza *list = kith_stanza_find (features, "authentication", KITH_NS_SASL2);
  KithStanza *bind = NULL;
  KithStanza *fast = NULL;
  KithStanza *inline_features;
  KithSaslOffer *self;

  if (list == NULL)
    return NULL;

  inline_features = kith_stanza_find (list, "inline", KITH_NS_SASL2);
  if (inline_features != NULL)
    {
      bind = kith_stanza_find (inline_features, "bind", KITH_NS_BIND2);
      fast = kith_stanza_find (inline_features, "fast", KITH_NS_FAST);
    }

  self = g_new0 (KithSaslOffer, 1);
  self->sasl2 = TRUE;
  self->can_bind = bind != NULL;
  self->can_resume = inline_features != NULL && kith_stanza_find (inline_features, "sm", KITH_NS_SM) != NULL;
  self->can_enable = offers_feature (bind, KITH_NS_SM);
  self->can_copy = offers_feature (bind, KITH_NS_CARBONS);
  self->mechanisms = read_mechanisms (list, KITH_NS_SASL2);
  self->bindings = read_bindings (features);
  self->fast = fast != NULL ? read_mechanisms (fast, KITH_NS_FAST) : NULL;
  return self;
}

void
kith_sasl_offer_free (KithSaslOffer *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->mechanisms);
  g_clear_pointer (&self->bindings, g_ptr_array_unref);
  g_clear_pointer (&self->fast, g_ptr_array_unref);
  g_free (self);
}

/**
 * kith_sasl_offer_choose:
 *
 * Chooses the strongest mechanism that is offered, spoken and permitted.
 *
 * Returns: (transfer full): the mechanism, ready to start, or %NULL with %KITH_XMPP_ERROR_NO_TLS,
 *   %KITH_XMPP_ERROR_WEAK_MECHANISM, %KITH_XMPP_ERROR_PASSWORD_NEEDED or %KITH_XMPP_ERROR_SERVER_REFUSED
 */
KithSasl *
kith_sasl_offer_choose (KithSaslOffer         *self,
                        KithWire              *wire,
                        KithJid               *account,
                        const KithCredentials *credentials,
                        GError               **error)
{
  g_autoptr(GBytes) binding_data = NULL;
  Binding binding = { NULL, NULL };
  const char *name;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (kith_jid_get_localpart (account) != NULL, NULL);

  if (!kith_wire_is_secure (wire))
    {
      g_set_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_NO_TLS, "Nothing is proved over a stream in clear text");
      return NULL;
    }

  if (!check_consistency (self, error))
    return NULL;

  find_binding (self, wire, &binding);
  binding_data = binding.data;

  name = pick_checked (self, binding.data != NULL, credentials, error);
  if (name == NULL)
    return NULL;

  if (credentials->password == NULL)
    {
      g_set_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PASSWORD_NEEDED, "No password is known");
      return NULL;
    }

  if (g_str_equal (name, "PLAIN"))
    return kith_sasl_plain_new (kith_jid_get_localpart (account), credentials->password);

  return create_scram (self, name, wire, account, credentials, &binding);
}

/**
 * kith_sasl_offer_choose_fast:
 *
 * Returns: (transfer full) (nullable): the mechanism for the token of @credentials, or %NULL where there is none, the server
 *   does not offer its mechanism, or this connection lacks its channel binding
 */
KithSasl *
kith_sasl_offer_choose_fast (KithSaslOffer         *self,
                             KithWire              *wire,
                             KithJid               *account,
                             const KithCredentials *credentials)
{
  const char *name = credentials->fast_mechanism;
  g_autoptr(GBytes) binding = NULL;
  GTlsChannelBindingType type;
  gboolean bound;

  g_return_val_if_fail (self != NULL, NULL);

  if (credentials->fast_token == NULL || credentials->user_agent_id == NULL ||
      !kith_wire_is_secure (wire) ||
      !contains (self->fast, name) ||
      !kith_sasl_ht_parse (name, &bound, &type))
    return NULL;

  if (bound)
    {
      binding = kith_wire_dup_channel_binding (wire, type);
      if (binding == NULL)
        return NULL;
    }

  return kith_sasl_ht_new (name, kith_jid_get_localpart (account), credentials->fast_token, binding);
}

/**
 * kith_sasl_offer_can_bind:
 *
 * Returns: whether a resource can be bound together with the authentication (XEP-0386)
 */
gboolean
kith_sasl_offer_can_bind (KithSaslOffer *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->can_bind;
}

/**
 * kith_sasl_offer_can_resume:
 *
 * Returns: whether a stream can be resumed together with the authentication (XEP-0198, 9.2)
 */
gboolean
kith_sasl_offer_can_resume (KithSaslOffer *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->can_resume;
}

/**
 * kith_sasl_offer_can_enable:
 *
 * Returns: whether a stream can be made a managed one when its resource is bound together with the authentication (XEP-0198, 9.1)
 */
gboolean
kith_sasl_offer_can_enable (KithSaslOffer *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->can_enable;
}

/**
 * kith_sasl_offer_can_copy:
 *
 * Returns: whether copies of messages can be asked for when the resource is bound together with the authentication (XEP-0386, 5)
 */
gboolean
kith_sasl_offer_can_copy (KithSaslOffer *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->can_copy;
}

/**
 * kith_sasl_offer_get_best_fast:
 *
 * Returns: (transfer none) (nullable): what to ask a FAST token for on this connection: bound to the channel if possible
 */
const char *
kith_sasl_offer_get_best_fast (KithSaslOffer *self,
                               KithWire      *wire)
{
  static const char *const ORDER[] = { "HT-SHA-256-EXPR", "HT-SHA-256-UNIQ", "HT-SHA-256-ENDP", "HT-SHA-256-NONE" };

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ORDER); i++)
    {
      g_autoptr(GBytes) data = NULL;
      GTlsChannelBindingType type;
      gboolean bound;

      if (!contains (self->fast, ORDER[i]) || !kith_sasl_ht_parse (ORDER[i], &bound, &type))
        continue;

      data = bound ? kith_wire_dup_channel_binding (wire, type) : NULL;
      if (!bound || data != NULL)
        return ORDER[i];
    }

  return NULL;
}

/**
 * kith_sasl_stronger:
 * @a: (nullable): a mechanism
 * @b: (nullable): another one
 *
 * Returns: (transfer none) (nullable): the stronger of the two, %NULL where neither is one that is remembered
 */
const char *
kith_sasl_stronger (const char *a,
                    const char *b)
{
  guint rank = MIN (rank_of (a), rank_of (b));

  return rank < G_N_ELEMENTS (STRENGTH) ? STRENGTH[rank] : NULL;
}
