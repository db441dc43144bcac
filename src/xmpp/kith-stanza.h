/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <strophe.h>

#include "kith-jid.h"

G_BEGIN_DECLS

/* libstrophe's stanza with the manners of GLib. One thread; a child does not outlive its root: copy what is kept. */
typedef xmpp_stanza_t KithStanza;

KithStanza *kith_stanza_new (const char *name, const char *ns) G_GNUC_WARN_UNUSED_RESULT;
KithStanza *kith_stanza_ref (KithStanza *self);
void kith_stanza_unref (KithStanza *self);
KithStanza *kith_stanza_copy (KithStanza *self) G_GNUC_WARN_UNUSED_RESULT;
KithStanza *kith_stanza_parse (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *kith_stanza_to_text (KithStanza *self) G_GNUC_WARN_UNUSED_RESULT;

/* Building: each sets valid XML characters only; NULL leaves an attribute or a text out. */
KithStanza *kith_stanza_add (KithStanza *parent, const char *name, const char *ns);
KithStanza *kith_stanza_add_text (KithStanza *parent, const char *name, const char *ns, const char *text);
void kith_stanza_take_child (KithStanza *parent, KithStanza *child);
void kith_stanza_set (KithStanza *self, const char *attribute, const char *value);
void kith_stanza_set_text (KithStanza *self, const char *text);

/* Reading: everything returned is borrowed but for dup_. */
const char *kith_stanza_get (KithStanza *self, const char *attribute);
const char *kith_stanza_get_name (KithStanza *self);
const char *kith_stanza_get_ns (KithStanza *self);
gboolean kith_stanza_is (KithStanza *self, const char *name, const char *ns);
KithStanza *kith_stanza_find (KithStanza *self, const char *name, const char *ns);
KithStanza *kith_stanza_first (KithStanza *self);
KithStanza *kith_stanza_next (KithStanza *self);
char *kith_stanza_dup_text (KithStanza *self) G_GNUC_WARN_UNUSED_RESULT;
char *kith_stanza_dup_child_text (KithStanza *self, const char *name, const char *ns) G_GNUC_WARN_UNUSED_RESULT;
char *kith_stanza_dup_short_text (KithStanza *self, gsize max) G_GNUC_WARN_UNUSED_RESULT;
char *kith_stanza_dup_id (KithStanza *self, const char *attribute) G_GNUC_WARN_UNUSED_RESULT;
KithJid *kith_stanza_dup_jid (KithStanza *self, const char *attribute) G_GNUC_WARN_UNUSED_RESULT;
GError *kith_stanza_dup_error (KithStanza *self) G_GNUC_WARN_UNUSED_RESULT;

/* Replies. */
KithStanza *kith_stanza_new_iq (const char *type, KithJid *to) G_GNUC_WARN_UNUSED_RESULT;
KithStanza *kith_stanza_new_result (KithStanza *request) G_GNUC_WARN_UNUSED_RESULT;
KithStanza *kith_stanza_new_error (KithStanza *request, const char *type, const char *condition) G_GNUC_WARN_UNUSED_RESULT;

char *kith_stanza_new_id (void) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithStanza, kith_stanza_unref)

G_END_DECLS
