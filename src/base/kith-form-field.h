/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * KithFormFieldKind:
 *
 * The field types of XEP-0004, 3.3; an unknown one is a line of text.
 */
typedef enum
{
  KITH_FORM_FIELD_TEXT_SINGLE,
  KITH_FORM_FIELD_TEXT_MULTI,
  KITH_FORM_FIELD_TEXT_PRIVATE,
  KITH_FORM_FIELD_BOOLEAN,
  KITH_FORM_FIELD_FIXED,
  KITH_FORM_FIELD_HIDDEN,
  KITH_FORM_FIELD_JID_SINGLE,
  KITH_FORM_FIELD_JID_MULTI,
  KITH_FORM_FIELD_LIST_SINGLE,
  KITH_FORM_FIELD_LIST_MULTI,
} KithFormFieldKind;

#define KITH_TYPE_FORM_FIELD (kith_form_field_get_type ())
G_DECLARE_FINAL_TYPE (KithFormField, kith_form_field, KITH, FORM_FIELD, GObject)

KithFormField *kith_form_field_new (const char *var, KithFormFieldKind kind);
const char *kith_form_field_get_var (KithFormField *self);
KithFormFieldKind kith_form_field_get_kind (KithFormField *self);
const char *kith_form_field_get_label (KithFormField *self);
void kith_form_field_set_label (KithFormField *self, const char *label);
const char *kith_form_field_get_description (KithFormField *self);
void kith_form_field_set_description (KithFormField *self, const char *description);
gboolean kith_form_field_get_required (KithFormField *self);
void kith_form_field_set_required (KithFormField *self, gboolean required);
const char *const *kith_form_field_get_values (KithFormField *self);
void kith_form_field_set_values (KithFormField *self, const char *const *values);
void kith_form_field_set_value (KithFormField *self, const char *value);
const char *kith_form_field_get_value (KithFormField *self);
guint kith_form_field_get_n_options (KithFormField *self);
const char *kith_form_field_get_option_label (KithFormField *self, guint index);
const char *kith_form_field_get_option_value (KithFormField *self, guint index);
void kith_form_field_add_option (KithFormField *self, const char *label, const char *value);
GBytes *kith_form_field_get_media (KithFormField *self);
void kith_form_field_set_media (KithFormField *self, GBytes *media);
gboolean kith_form_field_is_filled (KithFormField *self);

G_END_DECLS
