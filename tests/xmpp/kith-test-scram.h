/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KithTestScram:
 *
 * The server's side of SCRAM (RFC 5802) for one attempt, written on GLib's HMAC alone, so that it shares nothing with the code under test.
 */
typedef struct _KithTestScram KithTestScram;

KithTestScram *kith_test_scram_new (const char *mechanism, const char *password, guint iterations);
void kith_test_scram_free (KithTestScram *self);

/* What goes into the server's first message behind everything else, such as "h=…". */
void kith_test_scram_set_extension (KithTestScram *self, const char *extension);
void kith_test_scram_set_binding (KithTestScram *self, GBytes *binding);

/* In base64, as the protocols carry it. */
char *kith_test_scram_challenge (KithTestScram *self, const char *client_first);
char *kith_test_scram_check (KithTestScram *self, const char *client_final);   /* NULL: the proof is wrong */

/* The gs2 header that the client sent. */
const char *kith_test_scram_get_header (KithTestScram *self);
char *kith_test_scram_hash (KithTestScram *self, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithTestScram, kith_test_scram_free)

G_END_DECLS
