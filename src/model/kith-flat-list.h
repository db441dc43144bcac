/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * KithFlatList:
 *
 * The items of several lists one after the other, as one GListModel. A position is found in the number of lists, not of items.
 */
#define KITH_TYPE_FLAT_LIST (kith_flat_list_get_type ())
G_DECLARE_FINAL_TYPE (KithFlatList, kith_flat_list, KITH, FLAT_LIST, GObject)

KithFlatList *kith_flat_list_new (GType item_type);
void kith_flat_list_add (KithFlatList *self, GListModel *list);
void kith_flat_list_remove (KithFlatList *self, GListModel *list);

G_END_DECLS
