/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * KithSasl:
 *
 * The client's side of one SASL mechanism (RFC 4422) for one attempt: speaks bytes, knows nothing of XMPP. Made by
 * kith_sasl_choice_create(), owned by the step of the negotiation that authenticates.
 */
#define KITH_TYPE_SASL (kith_sasl_get_type ())
G_DECLARE_DERIVABLE_TYPE (KithSasl, kith_sasl, KITH, SASL, GObject)

struct _KithSaslClass
{
  GObjectClass parent_class;

  GBytes *(*start) (KithSasl *self, GError **error);
  void (*respond) (KithSasl *self, GBytes *challenge, GTask *task);            /* returns GBytes to the task */
  gboolean (*verify) (KithSasl *self, GBytes *data, GError **error);           /* data may be NULL */
};

const char *kith_sasl_get_name (KithSasl *self);

GBytes *kith_sasl_start (KithSasl *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void kith_sasl_respond_async (KithSasl           *self,
                              GBytes             *challenge,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
GBytes *kith_sasl_respond_finish (KithSasl *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean kith_sasl_verify (KithSasl *self, GBytes *data, GError **error);

/* The base64 of the protocols that carry SASL: strict, but for white space around it. */
GBytes *kith_sasl_decode (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *kith_sasl_encode (GBytes *bytes) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
