/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stanza-parser.h"

#include <expat.h>
#include <string.h>

#include "kith-ns.h"
#include "kith-xmpp-error.h"

/* No character of XML, so that no name or namespace can hold it. */
#define SEPARATOR '\x1f'

#define XML_NAMESPACE "http://www.w3.org/XML/1998/namespace"

/* libstrophe walks all sisters to add a child, and recurses to copy and to free: these keep both short. */
static const KithStanzaLimits default_limits = {
  .bytes = 4 * 1024 * 1024,
  .depth = 64,
  .attributes = 64,
  .children = 10000,
  .elements = 50000,
};

typedef struct
{
  KithStanza *stanza;   /* borrowed from the root */
  guint       n_children;
} Level;

typedef struct
{
  KithParsedKind kind;
  KithStanza    *stanza; /* owned, NULL for the end */
} Parsed;

/**
 * KithStanzaParser:
 *
 * Turns the bytes of an XML stream into stanzas: aware of namespaces, incremental, and strict as RFC 6120, 11 asks. What it
 * understood waits in a queue, so that whoever feeds it decides how much is handled at a time. Owned by a wire.
 *
 * An attribute in a namespace other than xml: is dropped and never merged with a plain one. A document type, a comment
 * or a processing instruction ends the stream; an element that passes a limit does not: it is left out and reported.
 */
struct _KithStanzaParser
{
  GObject          parent_instance;

  KithStanzaLimits limits;
  XML_Parser       expat;   /* owned */
  GQueue           queue;   /* of Parsed (owned) */

  KithStanza      *root;    /* owned: the first-level element that is being read */
  KithStanza      *surplus; /* owned: the header of the one that is being left out */
  GArray          *levels;  /* of Level, from the root to the innermost open element */
  GString         *text;    /* what came since the last tag */
  guint            depth;   /* 0 outside of the stream, 1 between stanzas */
  guint            n_elements;
  gint64           root_start; /* offset in the stream */
  gint64           n_fed;
  gint64           last_event; /* offset where the last complete token ended */

  const char      *condition; /* a stream error condition, once it failed */
  const char      *message;
  guint            feeding : 1;
  guint            ended : 1; /* what follows is not ours to read */
};

G_DEFINE_FINAL_TYPE (KithStanzaParser, kith_stanza_parser, G_TYPE_OBJECT)

static void
parsed_free (gpointer data)
{
  Parsed *parsed = data;

  g_clear_pointer (&parsed->stanza, kith_stanza_unref);
  g_free (parsed);
}

static void
push (KithStanzaParser *self, KithParsedKind kind, KithStanza *stanza)
{
  Parsed *parsed = g_new0 (Parsed, 1);

  parsed->kind = kind;
  parsed->stanza = stanza;
  g_queue_push_tail (&self->queue, parsed);
}

static void
fail (KithStanzaParser *self, const char *condition, const char *message)
{
  if (self->condition != NULL)
    return;

  self->condition = condition;
  self->message = message;
  XML_StopParser (self->expat, XML_FALSE);
}

static void
mark_event (KithStanzaParser *self)
{
  self->last_event = XML_GetCurrentByteIndex (self->expat) + XML_GetCurrentByteCount (self->expat);
}

/* Splits what expat calls "namespace␟name". */
static KithStanza *
new_element (const char *expanded)
{
  const char *separator = strchr (expanded, SEPARATOR);
  g_autofree char *ns = NULL;

  if (separator == NULL)
    return kith_stanza_new (expanded, NULL);

  ns = g_strndup (expanded, separator - expanded);

  return kith_stanza_new (separator + 1, ns);
}

/* Returns FALSE if there are too many. */
static gboolean
set_attributes (KithStanzaParser *self, KithStanza *stanza, const char **attributes)
{
  static const char xml_prefix[] = XML_NAMESPACE "\x1f";

  for (guint i = 0; attributes[2 * i] != NULL; i++)
    {
      const char *name = attributes[2 * i];

      if (i >= self->limits.attributes)
        return FALSE;

      if (strchr (name, SEPARATOR) == NULL)
        {
          xmpp_stanza_set_attribute (stanza, name, attributes[2 * i + 1]);
        }
      else if (g_str_has_prefix (name, xml_prefix))
        {
          g_autofree char *prefixed = g_strconcat ("xml:", name + strlen (xml_prefix), NULL);

          xmpp_stanza_set_attribute (stanza, prefixed, attributes[2 * i + 1]);
        }
    }

  return TRUE;
}

/* Leaves out the stanza that is being read, but for what an answer needs. */
static void
leave_out (KithStanzaParser *self)
{
  static const char *const kept[] = { "from", "to", "id", "type" };

  self->surplus = kith_stanza_new (xmpp_stanza_get_name (self->root), xmpp_stanza_get_ns (self->root));
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      const char *value = xmpp_stanza_get_attribute (self->root, kept[i]);

      if (value != NULL)
        xmpp_stanza_set_attribute (self->surplus, kept[i], value);
    }

  g_clear_pointer (&self->root, kith_stanza_unref);
  g_array_set_size (self->levels, 0);
  g_string_truncate (self->text, 0);
}

/* Adds a node to the innermost element. Returns FALSE if there are too many. */
static gboolean
add_node (KithStanzaParser *self, KithStanza *node)
{
  Level *level = &g_array_index (self->levels, Level, self->levels->len - 1);

  xmpp_stanza_add_child_ex (level->stanza, node, FALSE);

  return ++level->n_children <= self->limits.children;
}

static gboolean
flush_text (KithStanzaParser *self)
{
  KithStanza *node = NULL;

  if (self->text->len == 0)
    return TRUE;

  node = xmpp_stanza_new (xmpp_stanza_get_context (self->root));
  xmpp_stanza_set_text_with_size (node, self->text->str, self->text->len);
  g_string_truncate (self->text, 0);

  return add_node (self, node);
}

static void
push_level (KithStanzaParser *self, KithStanza *stanza)
{
  Level level = { .stanza = stanza };

  g_array_append_val (self->levels, level);
}

static void
start_stream (KithStanzaParser *self, const char *expanded, const char **attributes)
{
  g_autoptr(KithStanza) header = new_element (expanded);

  if (!kith_stanza_is (header, "stream", KITH_NS_STREAMS))
    fail (self, "invalid-namespace", "the document is not a stream");
  else if (!set_attributes (self, header, attributes))
    fail (self, "policy-violation", "the stream's header is too big");
  else
    push (self, KITH_PARSED_HEADER, g_steal_pointer (&header));
}

static void
start_child (KithStanzaParser *self, const char *expanded, const char **attributes)
{
  KithStanza *element = new_element (expanded);
  gboolean fits = set_attributes (self, element, attributes);

  if (self->root == NULL)
    {
      self->root = element;
      self->root_start = XML_GetCurrentByteIndex (self->expat);
      self->n_elements = 0;
    }
  else
    {
      fits = flush_text (self) && fits;
      fits = add_node (self, element) && fits;
    }

  push_level (self, element);

  if (!fits || self->levels->len > self->limits.depth || ++self->n_elements > self->limits.elements)
    leave_out (self);
}

static void
start_cb (void *user_data, const char *expanded, const char **attributes)
{
  KithStanzaParser *self = user_data;

  mark_event (self);
  self->depth++;

  if (self->condition != NULL)
    return;

  if (self->depth == 1)
    start_stream (self, expanded, attributes);
  else if (self->surplus == NULL)
    start_child (self, expanded, attributes);
}

static void
end_cb (void *user_data, const char *expanded)
{
  KithStanzaParser *self = user_data;

  mark_event (self);
  self->depth--;

  if (self->condition != NULL)
    return;

  if (self->root != NULL && (!flush_text (self) ||
                             self->last_event - self->root_start > (gint64)self->limits.bytes))
    leave_out (self);

  if (self->root != NULL)
    g_array_set_size (self->levels, self->levels->len - 1);

  if (self->depth == 0)
    {
      push (self, KITH_PARSED_END, NULL);
      self->ended = TRUE;
      XML_StopParser (self->expat, XML_FALSE);
    }
  else if (self->depth == 1 && self->root != NULL)
    push (self, KITH_PARSED_STANZA, g_steal_pointer (&self->root));
  else if (self->depth == 1)
    push (self, KITH_PARSED_SURPLUS, g_steal_pointer (&self->surplus));
}

static gboolean
is_blank (const char *text, int length)
{
  for (int i = 0; i < length; i++)
    {
      if (strchr (" \t\r\n", text[i]) == NULL || text[i] == '\0')
        return FALSE;
    }

  return TRUE;
}

static void
text_cb (void *user_data, const char *text, int length)
{
  KithStanzaParser *self = user_data;

  mark_event (self);

  if (self->condition != NULL)
    return;

  if (self->depth == 1 && !is_blank (text, length))
    fail (self, "bad-format", "there is text between the stanzas");

  if (self->root == NULL)
    return;

  g_string_append_len (self->text, text, length);
  if (self->last_event - self->root_start > (gint64)self->limits.bytes)
    leave_out (self);
}

static void
comment_cb (void *user_data, const char *text)
{
  fail (user_data, "restricted-xml", "a comment came");
}

static void
processing_instruction_cb (void *user_data, const char *target, const char *data)
{
  fail (user_data, "restricted-xml", "a processing instruction came");
}

static void
doctype_cb (void *user_data, const char *name, const char *system_id, const char *public_id, int has_internal_subset)
{
  fail (user_data, "restricted-xml", "a document type came");
}

static void
xml_declaration_cb (void *user_data, const char *version, const char *encoding, int standalone)
{
  mark_event (user_data);

  if (encoding != NULL && g_ascii_strcasecmp (encoding, "UTF-8") != 0)
    fail (user_data, "unsupported-encoding", "the stream is not in UTF-8");
}

static void
start_document (KithStanzaParser *self)
{
  g_clear_pointer (&self->expat, XML_ParserFree);
  self->expat = XML_ParserCreateNS ("UTF-8", SEPARATOR);

  XML_SetUserData (self->expat, self);
  XML_SetElementHandler (self->expat, start_cb, end_cb);
  XML_SetCharacterDataHandler (self->expat, text_cb);
  XML_SetCommentHandler (self->expat, comment_cb);
  XML_SetProcessingInstructionHandler (self->expat, processing_instruction_cb);
  XML_SetStartDoctypeDeclHandler (self->expat, doctype_cb);
  XML_SetXmlDeclHandler (self->expat, xml_declaration_cb);

  /* Else a stanza that came whole, but in pieces, is held back until something else comes. */
#ifdef KITH_HAVE_REPARSE_DEFERRAL
  XML_SetReparseDeferralEnabled (self->expat, XML_FALSE);
#endif
}

static void
kith_stanza_parser_finalize (GObject *object)
{
  KithStanzaParser *self = KITH_STANZA_PARSER (object);

  g_clear_pointer (&self->expat, XML_ParserFree);
  g_queue_clear_full (&self->queue, parsed_free);
  g_clear_pointer (&self->root, kith_stanza_unref);
  g_clear_pointer (&self->surplus, kith_stanza_unref);
  g_array_unref (self->levels);
  g_string_free (self->text, TRUE);

  G_OBJECT_CLASS (kith_stanza_parser_parent_class)->finalize (object);
}

static void
kith_stanza_parser_class_init (KithStanzaParserClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kith_stanza_parser_finalize;
}

static void
kith_stanza_parser_init (KithStanzaParser *self)
{
  self->limits = default_limits;
  self->levels = g_array_new (FALSE, FALSE, sizeof (Level));
  self->text = g_string_new (NULL);
  g_queue_init (&self->queue);
  start_document (self);
}

/**
 * kith_stanza_parser_new:
 * @limits: (nullable): copied; %NULL for the usual ones
 *
 * Returns: (transfer full): a parser that waits for a stream's header
 */
KithStanzaParser *
kith_stanza_parser_new (const KithStanzaLimits *limits)
{
  KithStanzaParser *self = g_object_new (KITH_TYPE_STANZA_PARSER, NULL);

  if (limits != NULL)
    self->limits = *limits;

  return self;
}

/**
 * kith_stanza_parser_reset:
 *
 * Forgets everything, also what waits in the queue: the next byte is the first of a new stream.
 */
void
kith_stanza_parser_reset (KithStanzaParser *self)
{
  g_return_if_fail (KITH_IS_STANZA_PARSER (self));
  g_return_if_fail (!self->feeding);

  g_queue_clear_full (&self->queue, parsed_free);
  g_clear_pointer (&self->root, kith_stanza_unref);
  g_clear_pointer (&self->surplus, kith_stanza_unref);
  g_array_set_size (self->levels, 0);
  g_string_truncate (self->text, 0);
  self->depth = 0;
  self->n_fed = 0;
  self->last_event = 0;
  self->condition = NULL;
  self->message = NULL;
  self->ended = FALSE;

  start_document (self);
}

/**
 * kith_stanza_parser_feed:
 *
 * Reads the next bytes of the stream; cut anywhere, also within a character. What came whole waits in the queue then, also
 * when this fails. After a failure, feeding fails again until a reset. What comes behind the end of the stream is not read.
 *
 * Returns: %FALSE and %KITH_XMPP_ERROR_PROTOCOL if this cannot be a stream of XMPP
 */
gboolean
kith_stanza_parser_feed (KithStanzaParser *self, const char *data, gsize length, GError **error)
{
  g_return_val_if_fail (KITH_IS_STANZA_PARSER (self), FALSE);
  g_return_val_if_fail (!self->feeding, FALSE);
  g_return_val_if_fail (length <= G_MAXINT, FALSE);

  if (self->condition == NULL && !self->ended)
    {
      enum XML_Status status = XML_STATUS_OK;
      const char *nul = length > 0 ? memchr (data, '\0', length) : NULL;

      /* Whatever it is told, expat takes a document that begins with a letter and a NUL for UTF-16. */
      if (nul != NULL)
        length = nul - data;

      self->feeding = TRUE;
      self->n_fed += length;
      status = XML_Parse (self->expat, data, (int)length, FALSE);
      self->feeding = FALSE;

      if (self->ended)
        self->n_fed = self->last_event;
      else if (status != XML_STATUS_OK)
        fail (self, "not-well-formed", XML_ErrorString (XML_GetErrorCode (self->expat)));
      else if (nul != NULL)
        fail (self, "not-well-formed", "a NUL came");
      else if (self->n_fed - self->last_event > (gint64)self->limits.bytes)
        fail (self, "policy-violation", "a tag is too big");
    }

  if (self->condition == NULL)
    return TRUE;

  g_set_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL, "%s: %s", self->condition, self->message);

  return FALSE;
}

/**
 * kith_stanza_parser_pop:
 * @kind: (out): what came next
 * @stanza: (out) (transfer full) (nullable): the element; %NULL for the end of the stream
 *
 * Returns: %FALSE if nothing waits
 */
gboolean
kith_stanza_parser_pop (KithStanzaParser *self, KithParsedKind *kind, KithStanza **stanza)
{
  g_autofree Parsed *parsed = NULL;

  g_return_val_if_fail (KITH_IS_STANZA_PARSER (self), FALSE);

  parsed = g_queue_pop_head (&self->queue);
  if (parsed == NULL)
    return FALSE;

  *kind = parsed->kind;
  *stanza = g_steal_pointer (&parsed->stanza);

  return TRUE;
}

/**
 * kith_stanza_parser_get_pending:
 *
 * Expat reads an unfinished tag again from its start with each piece, so who feeds a long one does well to feed more at a time.
 *
 * Returns: how many bytes of an unfinished tag there are
 */
gsize
kith_stanza_parser_get_pending (KithStanzaParser *self)
{
  g_return_val_if_fail (KITH_IS_STANZA_PARSER (self), 0);

  return (gsize)(self->n_fed - self->last_event);
}

/**
 * kith_stanza_parser_get_condition:
 *
 * Returns: (nullable): after a failure, the stream error condition of RFC 6120, 4.9.3 to tell the other side
 */
const char *
kith_stanza_parser_get_condition (KithStanzaParser *self)
{
  g_return_val_if_fail (KITH_IS_STANZA_PARSER (self), NULL);

  return self->condition;
}
