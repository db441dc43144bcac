/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stanza.h"

#include <string.h>
#include <unistd.h>

#include "kith-ns.h"
#include "kith-xmpp-error.h"

/* What a server may tell in the text of an error; the rest is cut off. */
#define MAX_ERROR_TEXT 1024

/* In bytes. */
#define MAX_ID 1023

/* libstrophe allocates as GLib does, so that what it returns is freed by g_free (). */
static void *
alloc_cb (size_t size, void *user_data)
{
  return g_malloc (size);
}

static void
free_cb (void *memory, void *user_data)
{
  g_free (memory);
}

static void *
realloc_cb (void *memory, size_t size, void *user_data)
{
  return g_realloc (memory, size);
}

static const xmpp_mem_t allocator = {
  alloc_cb,
  free_cb,
  realloc_cb,
  NULL
};

/* One context without a connection is enough to build and read; it lives as long as the program. */
static xmpp_ctx_t *
get_context (void)
{
  static gsize context = 0;

  if (g_once_init_enter (&context))
    g_once_init_leave (&context, (gsize)xmpp_ctx_new (&allocator, NULL));

  return (xmpp_ctx_t *)context;
}

static gboolean
is_xml_character (gunichar character)
{
  return character == '\t' || character == '\n' || character == '\r' ||
         (character >= 0x20 && character <= 0xd7ff) ||
         (character >= 0xe000 && character <= 0xfffd) ||
         (character >= 0x10000 && character <= 0x10ffff);
}

/* XML 1.0, 2.2 [2]: anything else would end the stream, and end it again at every attempt to resend. */
static char *
sanitise (const char *text)
{
  g_autofree char *utf8 = g_utf8_make_valid (text, -1);
  GString *clean = g_string_sized_new (strlen (utf8));

  for (const char *p = utf8; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (is_xml_character (g_utf8_get_char (p)))
        g_string_append_len (clean, p, g_utf8_next_char (p) - p);
    }

  return g_string_free (clean, FALSE);
}

/**
 * kith_stanza_new:
 * @ns: (nullable): the namespace of the element
 *
 * Returns: (transfer full): a new element; one of KITH_NS_CLIENT shows its namespace only where it is nested in another
 */
KithStanza *
kith_stanza_new (const char *name, const char *ns)
{
  KithStanza *self = xmpp_stanza_new (get_context ());

  g_return_val_if_fail (name != NULL, self);

  xmpp_stanza_set_name (self, name);
  if (ns != NULL)
    xmpp_stanza_set_ns (self, ns);

  return self;
}

/**
 * kith_stanza_ref:
 *
 * Keeps @self, which must be a root: children go with their root whatever their own count says.
 */
KithStanza *
kith_stanza_ref (KithStanza *self)
{
  return xmpp_stanza_clone (self);
}

void
kith_stanza_unref (KithStanza *self)
{
  if (self != NULL)
    xmpp_stanza_release (self);
}

/**
 * kith_stanza_copy:
 *
 * Returns: (transfer full): a deep copy of @self, a root of its own
 */
KithStanza *
kith_stanza_copy (KithStanza *self)
{
  return xmpp_stanza_copy (self);
}

/**
 * kith_stanza_parse:
 *
 * Reads one element, in tests only: libstrophe's parser merges attributes of other namespaces, which the wire's never does.
 *
 * Returns: (transfer full): the element; or %NULL and %KITH_XMPP_ERROR_PROTOCOL
 */
KithStanza *
kith_stanza_parse (const char *text, GError **error)
{
  KithStanza *self = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  self = xmpp_stanza_new_from_string (get_context (), text);
  if (self == NULL)
    g_set_error_literal (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL, "Not an XML element");

  return self;
}

/**
 * kith_stanza_to_text:
 *
 * Returns: (transfer full): @self as XML; freed by g_free ()
 */
char *
kith_stanza_to_text (KithStanza *self)
{
  char *text = NULL;
  size_t length = 0;

  if (xmpp_stanza_to_text (self, &text, &length) != XMPP_EOK)
    return NULL;

  return text;
}

/**
 * kith_stanza_add:
 * @ns: (nullable): the namespace of the child, that of @parent where %NULL
 *
 * Returns: (transfer none): a new last child of @parent. Walks all its sisters: keep their number bounded.
 */
KithStanza *
kith_stanza_add (KithStanza *parent, const char *name, const char *ns)
{
  KithStanza *child = kith_stanza_new (name, ns != NULL ? ns : xmpp_stanza_get_ns (parent));

  kith_stanza_take_child (parent, child);

  return child;
}

/**
 * kith_stanza_add_text:
 * @text: (nullable): the text; with %NULL nothing is added
 *
 * Returns: (transfer none) (nullable): a new last child of @parent that holds @text
 */
KithStanza *
kith_stanza_add_text (KithStanza *parent, const char *name, const char *ns, const char *text)
{
  KithStanza *child = NULL;

  if (text == NULL)
    return NULL;

  child = kith_stanza_add (parent, name, ns);
  kith_stanza_set_text (child, text);

  return child;
}

/**
 * kith_stanza_take_child:
 * @child: (transfer full): an element without a parent
 */
void
kith_stanza_take_child (KithStanza *parent, KithStanza *child)
{
  xmpp_stanza_add_child_ex (parent, child, FALSE);
}

/**
 * kith_stanza_set:
 * @value: (nullable): what to set, %NULL to remove the attribute; characters that XML cannot carry are left out
 */
void
kith_stanza_set (KithStanza *self, const char *attribute, const char *value)
{
  g_autofree char *clean = NULL;

  if (value == NULL)
    {
      xmpp_stanza_del_attribute (self, attribute);
      return;
    }

  clean = sanitise (value);
  xmpp_stanza_set_attribute (self, attribute, clean);
}

/**
 * kith_stanza_set_text:
 * @text: (nullable): what to add to the text of @self; characters that XML cannot carry are left out
 */
void
kith_stanza_set_text (KithStanza *self, const char *text)
{
  g_autofree char *clean = NULL;
  KithStanza *node = NULL;

  if (text == NULL || *text == '\0')
    return;

  clean = sanitise (text);
  node = xmpp_stanza_new (get_context ());
  xmpp_stanza_set_text (node, clean);
  kith_stanza_take_child (self, node);
}

/**
 * kith_stanza_get:
 *
 * Returns: (transfer none) (nullable): the value of @attribute, borrowed until it is set again
 */
const char *
kith_stanza_get (KithStanza *self, const char *attribute)
{
  return xmpp_stanza_get_attribute (self, attribute);
}

const char *
kith_stanza_get_name (KithStanza *self)
{
  return xmpp_stanza_get_name (self);
}

const char *
kith_stanza_get_ns (KithStanza *self)
{
  return xmpp_stanza_get_ns (self);
}

/**
 * kith_stanza_is:
 * @name: (nullable): the name asked for, %NULL for any
 * @ns: (nullable): the namespace asked for, %NULL for any
 */
gboolean
kith_stanza_is (KithStanza *self, const char *name, const char *ns)
{
  return (name == NULL || g_strcmp0 (xmpp_stanza_get_name (self), name) == 0) &&
         (ns == NULL || g_strcmp0 (xmpp_stanza_get_ns (self), ns) == 0);
}

/**
 * kith_stanza_find:
 * @name: (nullable): the name asked for, %NULL for any
 * @ns: (nullable): the namespace asked for, %NULL for any
 *
 * Returns: (transfer none) (nullable): the first child element that kith_stanza_is () so
 */
KithStanza *
kith_stanza_find (KithStanza *self, const char *name, const char *ns)
{
  for (KithStanza *child = kith_stanza_first (self); child != NULL; child = kith_stanza_next (child))
    {
      if (kith_stanza_is (child, name, ns))
        return child;
    }

  return NULL;
}

static KithStanza *
skip_text (KithStanza *node)
{
  while (node != NULL && !xmpp_stanza_is_tag (node))
    node = xmpp_stanza_get_next (node);

  return node;
}

/**
 * kith_stanza_first:
 *
 * Returns: (transfer none) (nullable): the first child element; text between elements is passed over
 */
KithStanza *
kith_stanza_first (KithStanza *self)
{
  return skip_text (xmpp_stanza_get_children (self));
}

/**
 * kith_stanza_next:
 *
 * Returns: (transfer none) (nullable): the next sister element; text between elements is passed over
 */
KithStanza *
kith_stanza_next (KithStanza *self)
{
  return skip_text (xmpp_stanza_get_next (self));
}

/**
 * kith_stanza_dup_text:
 *
 * Returns: (transfer full): the text of @self without that of its children, "" where there is none
 */
char *
kith_stanza_dup_text (KithStanza *self)
{
  char *text = xmpp_stanza_get_text (self);

  return text != NULL ? text : g_strdup ("");
}

/**
 * kith_stanza_dup_child_text:
 *
 * Returns: (transfer full) (nullable): the text of the child found by @name and @ns, %NULL without such a child
 */
char *
kith_stanza_dup_child_text (KithStanza *self, const char *name, const char *ns)
{
  KithStanza *child = kith_stanza_find (self, name, ns);

  return child != NULL ? kith_stanza_dup_text (child) : NULL;
}

/**
 * kith_stanza_dup_short_text:
 * @max: in bytes
 *
 * Returns: (transfer full) (nullable): the text of @self without space around it, cut to @max; %NULL where nothing is left
 */
char *
kith_stanza_dup_short_text (KithStanza *self, gsize max)
{
  g_autofree char *text = g_strstrip (kith_stanza_dup_text (self));
  gsize length = strlen (text);

  if (length > max)
    {
      for (length = max; length > 0 && ((guchar)text[length] & 0xc0) == 0x80; length--)
        ;
      text[length] = '\0';
    }

  return length > 0 ? g_steal_pointer (&text) : NULL;
}

/**
 * kith_stanza_dup_id:
 *
 * Returns: (transfer full) (nullable): the value of @attribute; %NULL where it is missing, empty or longer than any honest id
 */
char *
kith_stanza_dup_id (KithStanza *self, const char *attribute)
{
  const char *value = kith_stanza_get (self, attribute);

  return value != NULL && *value != '\0' && strlen (value) <= MAX_ID ? g_strdup (value) : NULL;
}

/**
 * kith_stanza_dup_jid:
 *
 * Returns: (transfer full) (nullable): the address in @attribute, %NULL where there is none or it is malformed
 */
KithJid *
kith_stanza_dup_jid (KithStanza *self, const char *attribute)
{
  const char *text = kith_stanza_get (self, attribute);

  return text != NULL ? kith_jid_new (text, NULL) : NULL;
}

/**
 * kith_stanza_dup_error:
 *
 * Reads the `<error/>` child of a stanza of type `error` (RFC 6120, 8.3).
 *
 * Returns: (transfer full): a code of %KITH_STANZA_ERROR with the text given, cut to a bearable length; a stanza without
 *   a known condition gives %KITH_STANZA_ERROR_UNDEFINED_CONDITION, one that says that we have blocked its sender (XEP-0191, 3.5)
 *   %KITH_STANZA_ERROR_BLOCKED
 */
GError *
kith_stanza_dup_error (KithStanza *self)
{
  KithStanza *element = kith_stanza_find (self, "error", NULL);
  const char *condition = NULL;
  g_autofree char *text = NULL;
  gboolean blocked = FALSE;

  for (KithStanza *child = element != NULL ? kith_stanza_first (element) : NULL; child != NULL;
       child = kith_stanza_next (child))
    {
      blocked |= kith_stanza_is (child, "blocked", KITH_NS_BLOCKING_ERRORS);
      if (!kith_stanza_is (child, NULL, KITH_NS_STANZA_ERRORS))
        continue;
      if (!kith_stanza_is (child, "text", NULL) && condition == NULL)
        condition = kith_stanza_get_name (child);
      else if (text == NULL)
        text = kith_stanza_dup_short_text (child, MAX_ERROR_TEXT);
    }

  return g_error_new_literal (KITH_STANZA_ERROR,
                              blocked ? KITH_STANZA_ERROR_BLOCKED : kith_stanza_error_from_condition (condition),
                              text != NULL ? text : "");
}

/**
 * kith_stanza_new_iq:
 * @type: `get` or `set`
 * @to: (nullable): the addressee, %NULL for the own account
 *
 * Returns: (transfer full): a request with a fresh id
 */
KithStanza *
kith_stanza_new_iq (const char *type, KithJid *to)
{
  KithStanza *iq = kith_stanza_new ("iq", KITH_NS_CLIENT);
  g_autofree char *id = kith_stanza_new_id ();

  kith_stanza_set (iq, "type", type);
  kith_stanza_set (iq, "id", id);
  if (to != NULL)
    kith_stanza_set (iq, "to", kith_jid_get_text (to));

  return iq;
}

static KithStanza *
new_reply (KithStanza *request, const char *type)
{
  KithStanza *reply = kith_stanza_new (kith_stanza_get_name (request), KITH_NS_CLIENT);

  kith_stanza_set (reply, "type", type);
  kith_stanza_set (reply, "id", kith_stanza_get (request, "id"));
  kith_stanza_set (reply, "to", kith_stanza_get (request, "from"));

  return reply;
}

/**
 * kith_stanza_new_result:
 *
 * Returns: (transfer full): the empty result of @request, for whoever sent it
 */
KithStanza *
kith_stanza_new_result (KithStanza *request)
{
  return new_reply (request, "result");
}

/**
 * kith_stanza_new_error:
 * @type: what to do about it: `auth`, `cancel`, `continue`, `modify` or `wait`
 * @condition: a defined condition, such as "service-unavailable" (RFC 6120, 8.3.3)
 *
 * Returns: (transfer full): the error that answers @request, which is not an error itself
 */
KithStanza *
kith_stanza_new_error (KithStanza *request, const char *type, const char *condition)
{
  KithStanza *reply = new_reply (request, "error");
  KithStanza *error = kith_stanza_add (reply, "error", NULL);

  kith_stanza_set (error, "type", type);
  kith_stanza_add (error, condition, KITH_NS_STANZA_ERRORS);

  return reply;
}

/**
 * kith_stanza_new_id:
 *
 * Returns: (transfer full): an id that nobody can guess: a UUID of 122 bits from the system's generator
 */
char *
kith_stanza_new_id (void)
{
  guint8 bytes[16];
  GString *id = g_string_sized_new (36);

  if (getentropy (bytes, sizeof bytes) != 0)
    g_error ("The system has no random numbers");

  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;

  for (guint i = 0; i < G_N_ELEMENTS (bytes); i++)
    {
      if (i == 4 || i == 6 || i == 8 || i == 10)
        g_string_append_c (id, '-');
      g_string_append_printf (id, "%02x", bytes[i]);
    }

  return g_string_free (id, FALSE);
}
