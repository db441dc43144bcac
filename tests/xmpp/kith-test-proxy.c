/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-test-proxy.h"

struct _KithTestProxy
{
  GObject         parent_instance;

  GSocketService *service;
  GPtrArray      *streams;   /* of GIOStream (owned), both ends of each connection */
  GCancellable   *cancellable;
  guint16         port;
  guint16         target;
  guint           n_connections;
};

G_DEFINE_FINAL_TYPE (KithTestProxy, kith_test_proxy, G_TYPE_OBJECT)

static void
spliced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GIOStream) stream = user_data;

  g_output_stream_splice_finish (G_OUTPUT_STREAM (source), result, NULL);
  g_io_stream_close (stream, NULL, NULL);
}

static void
pass_on (KithTestProxy *self, GIOStream *from, GIOStream *to)
{
  g_output_stream_splice_async (g_io_stream_get_output_stream (to), g_io_stream_get_input_stream (from),
                                G_OUTPUT_STREAM_SPLICE_NONE, G_PRIORITY_DEFAULT, self->cancellable, spliced_cb,
                                g_object_ref (to));
}

static gboolean
incoming_cb (KithTestProxy *self, GSocketConnection *connection)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GError) error = NULL;
  GSocketConnection *other = NULL;

  g_socket_client_set_enable_proxy (client, FALSE);
  other = g_socket_client_connect_to_host (client, "127.0.0.1", self->target, NULL, &error);
  if (other == NULL)
    {
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
      return TRUE;
    }

  self->n_connections++;
  g_ptr_array_add (self->streams, g_object_ref (connection));
  g_ptr_array_add (self->streams, other);
  pass_on (self, G_IO_STREAM (connection), G_IO_STREAM (other));
  pass_on (self, G_IO_STREAM (other), G_IO_STREAM (connection));

  return TRUE;
}

static void
kith_test_proxy_finalize (GObject *object)
{
  KithTestProxy *self = KITH_TEST_PROXY (object);

  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->streams);

  G_OBJECT_CLASS (kith_test_proxy_parent_class)->finalize (object);
}

static void
kith_test_proxy_class_init (KithTestProxyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kith_test_proxy_finalize;
}

static void
kith_test_proxy_init (KithTestProxy *self)
{
  self->streams = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
  self->service = g_socket_service_new ();
  g_signal_connect_object (self->service, "incoming", G_CALLBACK (incoming_cb), self, G_CONNECT_SWAPPED);
}

/* @target: the port on loopback to which everything goes */
KithTestProxy *
kith_test_proxy_new (guint16 target)
{
  KithTestProxy *self = g_object_new (KITH_TYPE_TEST_PROXY, NULL);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr(GSocketAddress) effective = NULL;
  g_autoptr(GError) error = NULL;

  self->target = target;
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                 NULL, &effective, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));

  return self;
}

guint16
kith_test_proxy_get_port (KithTestProxy *self)
{
  return self->port;
}

/* Returns: how many connections there were so far */
guint
kith_test_proxy_get_n_connections (KithTestProxy *self)
{
  return self->n_connections;
}

/* What is on its way is lost. */
void
kith_test_proxy_cut (KithTestProxy *self)
{
  g_autoptr(GPtrArray) streams = g_steal_pointer (&self->streams);

  self->streams = g_ptr_array_new_with_free_func (g_object_unref);
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  for (guint i = 0; i < streams->len; i++)
    g_socket_close (g_socket_connection_get_socket (streams->pdata[i]), NULL);
}
