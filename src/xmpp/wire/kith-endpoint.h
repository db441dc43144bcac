/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define KITH_TYPE_ENDPOINT (kith_endpoint_get_type ())

/* A place where a domain's server may be found; a plain value. */
typedef struct
{
  char *host;      /* owned; never a root dot alone */
  guint16 port;
  guint16 priority;
  guint16 weight;
  guint direct_tls : 1; /* TLS from the first byte (XEP-0368) */
} KithEndpoint;

GType kith_endpoint_get_type (void) G_GNUC_CONST;
KithEndpoint *kith_endpoint_new (const char *host, guint16 port, gboolean direct_tls) G_GNUC_WARN_UNUSED_RESULT;
KithEndpoint *kith_endpoint_copy (const KithEndpoint *self) G_GNUC_WARN_UNUSED_RESULT;
void kith_endpoint_free (KithEndpoint *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithEndpoint, kith_endpoint_free)

GPtrArray *kith_endpoints_from_services (const char *domain, GList *direct_tls, GList *starttls, GRand *rand) G_GNUC_WARN_UNUSED_RESULT;
KithEndpoint *kith_endpoint_parse (const char *text, guint16 default_port) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
