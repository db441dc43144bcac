/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-secrets.h"

G_BEGIN_DECLS

#define KITH_TYPE_KEYRING (kith_keyring_get_type ())
G_DECLARE_FINAL_TYPE (KithKeyring, kith_keyring, KITH, KEYRING, GObject)

KithKeyring *kith_keyring_new (void);

G_END_DECLS
