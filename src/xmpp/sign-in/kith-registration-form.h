/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-data-form.h"
#include "kith-stanza.h"

G_BEGIN_DECLS

/* The two kinds of form of XEP-0077: data forms, and the fixed fields of old. */
KithDataForm *kith_registration_form_read (KithStanza *iq, gboolean *legacy, char **url) G_GNUC_WARN_UNUSED_RESULT;
void kith_registration_form_write (KithDataForm *form, gboolean legacy, KithStanza *query);

G_END_DECLS
