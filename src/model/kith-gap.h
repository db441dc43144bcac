/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * KithGapState:
 * @KITH_GAP_WAITING: nobody has asked for it yet
 * @KITH_GAP_OFFLINE: there is no connection; what was looked at is asked for on the next one
 * @KITH_GAP_LOADING: the server has been asked
 * @KITH_GAP_FAILED: the server did not give it (`error` says why)
 */
typedef enum
{
  KITH_GAP_WAITING,
  KITH_GAP_OFFLINE,
  KITH_GAP_LOADING,
  KITH_GAP_FAILED,
} KithGapState;

/**
 * KithGap:
 *
 * A place in the history of a chat where messages are missing that the server may have. It is filled in the background, and at once
 * where somebody looks: kith_conversation_fill_gap(). Made by the chat's history. Properties (readable, notified): `state`.
 */
#define KITH_TYPE_GAP (kith_gap_get_type ())
G_DECLARE_FINAL_TYPE (KithGap, kith_gap, KITH, GAP, GObject)

KithGapState kith_gap_get_state (KithGap *self);

/* Borrowed; NULL unless it failed; of %KITH_MODEL_ERROR. */
const GError *kith_gap_get_error (KithGap *self);

/* Where it ends: it stands before the first message of this time (µs since 1970, UTC) or later. */
gint64 kith_gap_get_time (KithGap *self);

G_END_DECLS
