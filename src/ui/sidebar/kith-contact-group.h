/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KithContactGroup:
 *
 * One heading of the contact list and who stands below it. Property `name`: NULL for contacts without a group.
 */
#define KITH_TYPE_CONTACT_GROUP (kith_contact_group_get_type ())
G_DECLARE_FINAL_TYPE (KithContactGroup, kith_contact_group, KITH, CONTACT_GROUP, GObject)

KithContactGroup *kith_contact_group_new (const char *name, GListModel *contacts);
const char *kith_contact_group_get_name (KithContactGroup *self);
GListModel *kith_contact_group_get_members (KithContactGroup *self);
void kith_contact_group_refilter (KithContactGroup *self);

G_END_DECLS
