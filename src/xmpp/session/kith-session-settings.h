/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-connector.h"
#include "kith-credentials.h"
#include "kith-endpoint.h"

G_BEGIN_DECLS

/* What a session waits for, each a property in milliseconds. */
typedef enum
{
  KITH_SESSION_TIMEOUT_CONNECT,
  KITH_SESSION_TIMEOUT_STEP,
  KITH_SESSION_TIMEOUT_PING_IDLE,
  KITH_SESSION_TIMEOUT_PING_PATIENCE,
  KITH_SESSION_TIMEOUT_FIRST_WAIT,
  KITH_SESSION_TIMEOUT_LONGEST_WAIT,
} KithSessionTimeout;

/**
 * KithSessionSettings:
 *
 * Its properties are those that #KithSession describes as set before connecting. The secrets among them cannot be read.
 */
#define KITH_TYPE_SESSION_SETTINGS (kith_session_settings_get_type ())
G_DECLARE_FINAL_TYPE (KithSessionSettings, kith_session_settings, KITH, SESSION_SETTINGS, GObject)

KithSessionSettings *kith_session_settings_new (void);
void kith_session_settings_install_properties (GObjectClass *object_class, guint first_id);
KithCredentials *kith_session_settings_get_credentials (KithSessionSettings *self);
void kith_session_settings_set_fast (KithSessionSettings *self, const char *mechanism, const char *token);
guint kith_session_settings_get_timeout (KithSessionSettings *self, KithSessionTimeout timeout);
gboolean kith_session_settings_get_stream_management (KithSessionSettings *self);
gboolean kith_session_settings_get_keeps_state (KithSessionSettings *self);
KithConnector *kith_session_settings_create_connector (KithSessionSettings *self,
                                                       const char          *domain,
                                                       const KithEndpoint  *redirection) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
