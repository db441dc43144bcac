/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define KITH_TYPE_FAST_TOKEN (kith_fast_token_get_type ())

/**
 * KithFastToken:
 *
 * What a server gave us to sign in with the next time, in place of the password (XEP-0484); a plain value.
 */
typedef struct
{
  char *mechanism; /* owned: what it is for, such as "HT-SHA-256-EXPR" */
  char *token;     /* owned, secret: overwritten in memory when the value is freed */
  gint64 expiry;   /* µs since 1970: until when it is good */
} KithFastToken;

GType kith_fast_token_get_type (void) G_GNUC_CONST;
KithFastToken *kith_fast_token_new (const char *mechanism, const char *token, gint64 expiry) G_GNUC_WARN_UNUSED_RESULT;
KithFastToken *kith_fast_token_copy (const KithFastToken *self) G_GNUC_WARN_UNUSED_RESULT;
void kith_fast_token_free (KithFastToken *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithFastToken, kith_fast_token_free)

G_END_DECLS
