/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-connection.h"

G_BEGIN_DECLS

/* What leads from one version of the schema to the next: @sql, then @func where SQL is not enough. */
typedef struct
{
  const char *sql;
  gboolean (*func) (KithConnection *connection, GError **error);
} KithSchemaStep;

guint kith_schema_get_version (void);
gboolean kith_schema_prepare (KithConnection *connection, GError **error);
gboolean kith_schema_migrate (KithConnection       *connection,
                              const KithSchemaStep *steps,
                              guint                 n_steps,
                              GError              **error);

G_END_DECLS
