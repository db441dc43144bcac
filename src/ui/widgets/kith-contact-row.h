/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "kith-contact.h"

G_BEGIN_DECLS

#define KITH_TYPE_CONTACT_ROW (kith_contact_row_get_type ())
G_DECLARE_FINAL_TYPE (KithContactRow, kith_contact_row, KITH, CONTACT_ROW, GtkWidget)

GtkWidget *kith_contact_row_new (void);
void kith_contact_row_set_contact (KithContactRow *self, KithContact *contact);
KithContact *kith_contact_row_get_contact (KithContactRow *self);
char *kith_contact_row_dup_label (KithContact *contact);

G_END_DECLS
