/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "kith-contact.h"

G_BEGIN_DECLS

#define KITH_TYPE_AVATAR (kith_avatar_get_type ())
G_DECLARE_FINAL_TYPE (KithAvatar, kith_avatar, KITH, AVATAR, GtkWidget)

GtkWidget *kith_avatar_new (int size, gboolean show_presence);
GObject *kith_avatar_get_person (KithAvatar *self);
void kith_avatar_set_person (KithAvatar *self, GObject *person);
void kith_avatar_set_contact (KithAvatar *self, KithContact *contact);

char *kith_avatar_dup_initials (const char *name);

G_END_DECLS
