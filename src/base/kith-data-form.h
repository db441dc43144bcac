/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-form-field.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define KITH_TYPE_DATA_FORM (kith_data_form_get_type ())
G_DECLARE_FINAL_TYPE (KithDataForm, kith_data_form, KITH, DATA_FORM, GObject)

KithDataForm *kith_data_form_new (void);
const char *kith_data_form_get_title (KithDataForm *self);
void kith_data_form_set_title (KithDataForm *self, const char *title);
const char *kith_data_form_get_instructions (KithDataForm *self);
void kith_data_form_set_instructions (KithDataForm *self, const char *instructions);
GListModel *kith_data_form_get_fields (KithDataForm *self);
void kith_data_form_add_field (KithDataForm *self, KithFormField *field);
KithFormField *kith_data_form_get_field (KithDataForm *self, const char *var);
gboolean kith_data_form_is_complete (KithDataForm *self);

G_END_DECLS
