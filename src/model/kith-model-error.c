/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-model-error.h"

G_DEFINE_QUARK (kith-model-error-quark, kith_model_error)
