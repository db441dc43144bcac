/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-data-form.h"
#include "kith-stanza.h"

G_BEGIN_DECLS

/* Data forms on the wire (XEP-0004), with the media of CAPTCHAs (XEP-0158, XEP-0221, XEP-0231). */
KithDataForm *kith_data_form_new_from_stanza (KithStanza *x, KithStanza *root) G_GNUC_WARN_UNUSED_RESULT;
KithStanza *kith_data_form_to_submission (KithDataForm *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
