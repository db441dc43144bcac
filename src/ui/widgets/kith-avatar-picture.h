/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

#define KITH_TYPE_AVATAR_PICTURE (kith_avatar_picture_get_type ())
G_DECLARE_FINAL_TYPE (KithAvatarPicture, kith_avatar_picture, KITH, AVATAR_PICTURE, GObject)

KithAvatarPicture *kith_avatar_picture_of (GObject *person);
cairo_surface_t *kith_avatar_picture_get_surface (KithAvatarPicture *self);

G_END_DECLS
