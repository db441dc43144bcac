/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "kith-stanza.h"

G_BEGIN_DECLS

/**
 * KithStanzaLimits:
 *
 * What one first-level element may be at most. Each limit holds by itself.
 */
typedef struct
{
  gsize bytes;        /* as they came over the wire */
  guint depth;        /* the first-level element is 1 */
  guint attributes;   /* of one element */
  guint children;     /* of one element */
  guint elements;     /* in all */
} KithStanzaLimits;

/**
 * KithParsedKind:
 * @KITH_PARSED_HEADER: the stream's header
 * @KITH_PARSED_STANZA: a whole first-level element
 * @KITH_PARSED_SURPLUS: a first-level element passed a limit; of it there are name, `from`, `to`, `id` and `type`
 * @KITH_PARSED_END: the end of the stream
 */
typedef enum
{
  KITH_PARSED_HEADER,
  KITH_PARSED_STANZA,
  KITH_PARSED_SURPLUS,
  KITH_PARSED_END,
} KithParsedKind;

#define KITH_TYPE_STANZA_PARSER (kith_stanza_parser_get_type ())
G_DECLARE_FINAL_TYPE (KithStanzaParser, kith_stanza_parser, KITH, STANZA_PARSER, GObject)

KithStanzaParser *kith_stanza_parser_new (const KithStanzaLimits *limits);
void kith_stanza_parser_reset (KithStanzaParser *self);
gboolean kith_stanza_parser_feed (KithStanzaParser *self, const char *data, gsize length, GError **error);
gboolean kith_stanza_parser_pop (KithStanzaParser *self, KithParsedKind *kind, KithStanza **stanza);
gsize kith_stanza_parser_get_pending (KithStanzaParser *self);
const char *kith_stanza_parser_get_condition (KithStanzaParser *self);

G_END_DECLS
