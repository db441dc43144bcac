/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "kith-data-form.h"

G_BEGIN_DECLS

#define KITH_TYPE_FORM_GROUP (kith_form_group_get_type ())
G_DECLARE_FINAL_TYPE (KithFormGroup, kith_form_group, KITH, FORM_GROUP, AdwPreferencesGroup)

void kith_form_group_set_form (KithFormGroup *self, KithDataForm *form);
void kith_form_group_focus (KithFormGroup *self);

G_END_DECLS
