/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-contact.h"

G_BEGIN_DECLS

/**
 * KithRequest:
 *
 * Somebody asks to see our presence. Properties: `contact` (KithContact), `text` (what they wrote, or NULL), `time` (µs).
 * Leaves the account's `requests` as soon as it is answered.
 */
#define KITH_TYPE_REQUEST (kith_request_get_type ())
G_DECLARE_FINAL_TYPE (KithRequest, kith_request, KITH, REQUEST, GObject)

KithContact *kith_request_get_contact (KithRequest *self);
const char *kith_request_get_text (KithRequest *self);
gint64 kith_request_get_time (KithRequest *self);

/* @add: also ask to see them, and put them into the roster. */
void kith_request_approve (KithRequest *self, gboolean add);
void kith_request_deny (KithRequest *self);
void kith_request_block (KithRequest *self);

G_END_DECLS
