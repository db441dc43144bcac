/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-tls-handshake.h"

#include "kith-certificate.h"
#include "kith-xmpp-error.h"

#define DEFAULT_PORT 5222

/**
 * KithTlsHandshake:
 *
 * Brings a connection under TLS 1.2 or newer, to a certificate of the account's domain or to the one that was pinned, within a
 * deadline. One run each. Made by the wire.
 */
struct _KithTlsHandshake
{
  GObject              parent_instance;

  GIOStream           *stream; /* owned */
  char                *domain; /* owned */
  char                *pinned; /* owned */
  GTlsDatabase        *database; /* owned, NULL: the system's */

  GCancellable        *cancellable; /* owned */
  GTlsCertificate     *refused; /* owned */
  GTlsCertificateFlags flaws;
  guint                deadline_source;
  guint                direct : 1;
  guint                timed_out : 1;
};

G_DEFINE_FINAL_TYPE (KithTlsHandshake, kith_tls_handshake, G_TYPE_OBJECT)

static GError *
map_error (KithTlsHandshake *self, const GError *error)
{
  KithXmppError code = KITH_XMPP_ERROR_LOST;

  if (self->refused != NULL)
    code = KITH_XMPP_ERROR_CERTIFICATE;
  else if (self->timed_out)
    code = KITH_XMPP_ERROR_TIMEOUT;
  else if (error->domain == G_TLS_ERROR && error->code != G_TLS_ERROR_EOF)
    code = KITH_XMPP_ERROR_NO_TLS;

  return g_error_new (KITH_XMPP_ERROR, code, "TLS: %s", error->message);
}

static void
handshake_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  KithTlsHandshake *self = g_task_get_source_object (task);
  GTlsConnection *connection = G_TLS_CONNECTION (source);
  g_autoptr(GError) error = NULL;

  g_clear_handle_id (&self->deadline_source, g_source_remove);

  if (g_tls_connection_handshake_finish (connection, result, &error) &&
      g_tls_connection_get_protocol_version (connection) < G_TLS_PROTOCOL_VERSION_TLS_1_2)
    g_set_error_literal (&error, G_TLS_ERROR, G_TLS_ERROR_MISC, "Older than TLS 1.2");

  if (error == NULL)
    g_task_return_pointer (task, g_object_ref (connection), g_object_unref);
  else
    g_task_return_error (task, map_error (self, error));
}

static gboolean
accept_certificate_cb (KithTlsHandshake *self, GTlsCertificate *certificate, GTlsCertificateFlags flaws)
{
  if (kith_certificate_matches (certificate, self->pinned))
    return TRUE;

  g_set_object (&self->refused, certificate);
  self->flaws = flaws;

  return FALSE;
}

/* What the thread knows: nothing of the handshake, so that it can neither see it change nor be the last to let go of it. */
typedef struct
{
  GIOStream    *stream;     /* owned */
  GTlsDatabase *database;   /* owned */
  char         *domain;     /* owned */
} Creation;

static void
creation_free (gpointer data)
{
  Creation *creation = data;

  g_clear_object (&creation->stream);
  g_clear_object (&creation->database);
  g_free (creation->domain);
  g_free (creation);
}

/* Reads all certificates that the system trusts, which takes longer than a frame. */
static void
create_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Creation *creation = task_data;
  g_autofree char *ascii = g_hostname_to_ascii (creation->domain);
  g_autoptr(GSocketConnectable) identity = NULL;
  g_autoptr(GIOStream) connection = NULL;
  g_autoptr(GError) error = NULL;

  /* The account's domain, wherever its server was found (RFC 6120, 13.7.1.2). */
  identity = g_network_address_new (ascii != NULL ? ascii : creation->domain, DEFAULT_PORT);
  connection = g_tls_client_connection_new (creation->stream, identity, &error);
  if (connection == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (creation->database != NULL)
    g_tls_connection_set_database (G_TLS_CONNECTION (connection), creation->database);
  g_task_return_pointer (task, g_steal_pointer (&connection), g_object_unref);
}

static void
create_async (KithTlsHandshake *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, self->cancellable, callback, user_data);
  Creation *creation = g_new0 (Creation, 1);

  creation->stream = g_object_ref (self->stream);
  creation->domain = g_strdup (self->domain);
  g_set_object (&creation->database, self->database);

  g_task_set_source_tag (task, create_async);
  g_task_set_task_data (task, creation, creation_free);
  g_task_run_in_thread (task, create_in_thread);
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  static const char *const protocols[] = { "xmpp-client", NULL };
  g_autoptr(GTask) task = user_data;
  KithTlsHandshake *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GTlsConnection) connection = g_task_propagate_pointer (G_TASK (result), &error);

  if (connection == NULL)
    {
      g_clear_handle_id (&self->deadline_source, g_source_remove);
      g_task_return_error (task, map_error (self, error));
      return;
    }

  if (self->direct)
    g_tls_connection_set_advertised_protocols (connection, protocols);
  g_signal_connect_object (connection, "accept-certificate", G_CALLBACK (accept_certificate_cb), self, G_CONNECT_SWAPPED);
  g_tls_connection_handshake_async (connection, G_PRIORITY_DEFAULT, self->cancellable, handshake_cb,
                                    g_steal_pointer (&task));
}

static gboolean
deadline_cb (gpointer user_data)
{
  KithTlsHandshake *self = user_data;

  self->deadline_source = 0;
  self->timed_out = TRUE;
  g_cancellable_cancel (self->cancellable);

  return G_SOURCE_REMOVE;
}

static void
kith_tls_handshake_dispose (GObject *object)
{
  KithTlsHandshake *self = KITH_TLS_HANDSHAKE (object);

  g_clear_handle_id (&self->deadline_source, g_source_remove);
  g_clear_object (&self->stream);
  g_clear_object (&self->database);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->refused);

  G_OBJECT_CLASS (kith_tls_handshake_parent_class)->dispose (object);
}

static void
kith_tls_handshake_finalize (GObject *object)
{
  KithTlsHandshake *self = KITH_TLS_HANDSHAKE (object);

  g_free (self->domain);
  g_free (self->pinned);

  G_OBJECT_CLASS (kith_tls_handshake_parent_class)->finalize (object);
}

static void
kith_tls_handshake_class_init (KithTlsHandshakeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_tls_handshake_dispose;
  object_class->finalize = kith_tls_handshake_finalize;
}

static void
kith_tls_handshake_init (KithTlsHandshake *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * kith_tls_handshake_new:
 * @stream: a connection that nothing reads from or writes to
 * @domain: whom the certificate must name
 * @database: (nullable): what is trusted; %NULL for the system's
 * @pinned: (nullable): the fingerprint of a certificate that is taken whatever its flaws
 *
 * Returns: (transfer full): a handshake that waits for its run
 */
KithTlsHandshake *
kith_tls_handshake_new (GIOStream *stream, const char *domain, GTlsDatabase *database, const char *pinned)
{
  KithTlsHandshake *self = NULL;

  g_return_val_if_fail (G_IS_IO_STREAM (stream), NULL);
  g_return_val_if_fail (domain != NULL, NULL);

  self = g_object_new (KITH_TYPE_TLS_HANDSHAKE, NULL);
  self->stream = g_object_ref (stream);
  self->domain = g_strdup (domain);
  self->pinned = g_strdup (pinned);
  g_set_object (&self->database, database);

  return self;
}

/**
 * kith_tls_handshake_run_async:
 * @direct: whether TLS is the first thing on the connection, which then says by ALPN what it is for (XEP-0368)
 * @timeout: in milliseconds
 */
void
kith_tls_handshake_run_async (KithTlsHandshake   *self,
                              gboolean            direct,
                              guint               timeout,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr(GTask) creation = NULL;
  GTask *task = NULL;

  g_return_if_fail (KITH_IS_TLS_HANDSHAKE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, kith_tls_handshake_run_async);
  self->direct = direct;
  self->deadline_source = g_timeout_add (timeout, deadline_cb, self);

  create_async (self, created_cb, task);
}

/**
 * kith_tls_handshake_run_finish:
 *
 * Returns: (transfer full): the encrypted connection; or %NULL and %KITH_XMPP_ERROR_CERTIFICATE, %KITH_XMPP_ERROR_NO_TLS,
 *   %KITH_XMPP_ERROR_TIMEOUT or %KITH_XMPP_ERROR_LOST
 */
GTlsConnection *
kith_tls_handshake_run_finish (KithTlsHandshake *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kith_tls_handshake_cancel:
 *
 * Gives the run up; it ends soon with %KITH_XMPP_ERROR_LOST.
 */
void
kith_tls_handshake_cancel (KithTlsHandshake *self)
{
  g_return_if_fail (KITH_IS_TLS_HANDSHAKE (self));

  /* Whatever it takes to come to its end now, it is not late. */
  g_clear_handle_id (&self->deadline_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
}

/**
 * kith_tls_handshake_get_refused_certificate:
 *
 * Returns: (transfer none) (nullable): the certificate that was refused
 */
GTlsCertificate *
kith_tls_handshake_get_refused_certificate (KithTlsHandshake *self)
{
  g_return_val_if_fail (KITH_IS_TLS_HANDSHAKE (self), NULL);

  return self->refused;
}

/**
 * kith_tls_handshake_get_certificate_flaws:
 *
 * Returns: why it was refused
 */
GTlsCertificateFlags
kith_tls_handshake_get_certificate_flaws (KithTlsHandshake *self)
{
  g_return_val_if_fail (KITH_IS_TLS_HANDSHAKE (self), 0);

  return self->flaws;
}
