/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "kith-account.h"

G_BEGIN_DECLS

#define KITH_TYPE_KEEPING_GROUP (kith_keeping_group_get_type ())
G_DECLARE_FINAL_TYPE (KithKeepingGroup, kith_keeping_group, KITH, KEEPING_GROUP, AdwPreferencesGroup)

/* Whose server it is about; once. */
void kith_keeping_group_set_account (KithKeepingGroup *self, KithAccount *account);

G_END_DECLS
