/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "kith-connection.h"

G_BEGIN_DECLS

#define KITH_TYPE_DATABASE (kith_database_get_type ())
G_DECLARE_FINAL_TYPE (KithDatabase, kith_database, KITH, DATABASE, GObject)

/**
 * KithDatabaseAccess:
 * @KITH_DATABASE_READ: no transaction; not done at all when cancelled before its turn
 * @KITH_DATABASE_WRITE: in a transaction; done also when cancelled, only the answer is dropped
 */
typedef enum
{
  KITH_DATABASE_READ,
  KITH_DATABASE_WRITE,
} KithDatabaseAccess;

/* Work on the database thread. Returns: the result, or NULL with @error set where it failed. */
typedef gpointer (*KithDatabaseFunc) (KithConnection *connection, gpointer data, GError **error);

KithDatabase *kith_database_new (const char *path);
void kith_database_open (KithDatabase *self, GTask *task);
void kith_database_close (KithDatabase *self, GTask *task);
void kith_database_run (KithDatabase      *self,
                        GTask             *task,
                        KithDatabaseAccess access,
                        KithDatabaseFunc   func,
                        GDestroyNotify     result_free);

G_END_DECLS
