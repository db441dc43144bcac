/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-session.h"

G_BEGIN_DECLS

/* Leaves a stream in order: @session lives until the server has ended its side, or has had the time to. @task (transfer full)
 * (nullable) answers TRUE then. */
void kith_leaving_start (KithSession *session, GTask *task);

G_END_DECLS
