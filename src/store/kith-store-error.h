/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define KITH_STORE_ERROR (kith_store_error_quark ())

/**
 * KithStoreError:
 * @KITH_STORE_ERROR_CORRUPT: the file is not a database, or damaged
 * @KITH_STORE_ERROR_NEWER: a newer Kith wrote it
 * @KITH_STORE_ERROR_READ_ONLY: it may not be written
 * @KITH_STORE_ERROR_FULL: the disk is full
 * @KITH_STORE_ERROR_LOCKED: another process holds it
 * @KITH_STORE_ERROR_NOT_FOUND: no such row
 */
typedef enum
{
  KITH_STORE_ERROR_FAILED,
  KITH_STORE_ERROR_CORRUPT,
  KITH_STORE_ERROR_NEWER,
  KITH_STORE_ERROR_READ_ONLY,
  KITH_STORE_ERROR_FULL,
  KITH_STORE_ERROR_LOCKED,
  KITH_STORE_ERROR_NOT_FOUND,
} KithStoreError;

GQuark kith_store_error_quark (void);

G_END_DECLS
