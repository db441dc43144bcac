/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Somebody's avatar: which one it is, and its bytes once anybody has asked for them. A plain value. */
typedef struct
{
  char *hash;    /* SHA-1 in hexadecimal; NULL: they have none */
  GBytes *bytes; /* encoded; NULL: not here */
  guint wanted : 1;
} KithPicture;

void kith_picture_clear (KithPicture *self);

/* Each answers whether it is another one. The bytes of another avatar are dropped. */
gboolean kith_picture_set_hash (KithPicture *self, const char *hash);
gboolean kith_picture_set_bytes (KithPicture *self, GBytes *bytes);

/* TRUE once for each avatar that is not here: it is to be loaded. */
gboolean kith_picture_want (KithPicture *self);

G_END_DECLS
