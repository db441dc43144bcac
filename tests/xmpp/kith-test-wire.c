/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-test-wire.h"

struct _KithTestWire
{
  GObject     parent_instance;

  char       *to;         /* owned */
  char       *from;       /* owned */
  GQueue      sent;       /* of KithStanza (owned) */
  GHashTable *bindings;   /* GTlsChannelBindingType → GBytes (owned) */
  GError     *tls_error;  /* owned */
  guint       n_headers;
  guint       secure : 1;
  guint       closed : 1;
};

enum
{
  HEADER,
  SENT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void kith_test_wire_iface_init (KithWireInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KithTestWire, kith_test_wire, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (KITH_TYPE_WIRE, kith_test_wire_iface_init))

static void
kith_test_wire_open (KithWire *wire, const char *to, const char *from)
{
  KithTestWire *self = KITH_TEST_WIRE (wire);

  g_free (self->to);
  self->to = g_strdup (to);
  g_free (self->from);
  self->from = g_strdup (from);
  self->n_headers++;

  g_signal_emit (self, signals[HEADER], 0, to, from);
}

static void
kith_test_wire_send (KithWire *wire, KithStanza *stanza)
{
  KithTestWire *self = KITH_TEST_WIRE (wire);
  g_autoptr(KithStanza) copy = NULL;

  if (self->closed)
    return;

  copy = kith_stanza_copy (stanza);
  g_queue_push_tail (&self->sent, kith_stanza_ref (copy));
  g_signal_emit (self, signals[SENT], 0, copy);
}

static void
kith_test_wire_start_tls_async (KithWire           *wire,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  KithTestWire *self = KITH_TEST_WIRE (wire);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, kith_test_wire_start_tls_async);

  if (self->tls_error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&self->tls_error));
      return;
    }

  self->secure = TRUE;
  g_task_return_boolean (task, TRUE);
}

static gboolean
kith_test_wire_start_tls_finish (KithWire *wire, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
kith_test_wire_is_secure (KithWire *wire)
{
  return KITH_TEST_WIRE (wire)->secure;
}

static GBytes *
kith_test_wire_dup_channel_binding (KithWire *wire, GTlsChannelBindingType type)
{
  GBytes *data = g_hash_table_lookup (KITH_TEST_WIRE (wire)->bindings, GINT_TO_POINTER (type));

  return data != NULL ? g_bytes_ref (data) : NULL;
}

static void
kith_test_wire_close (KithWire *wire)
{
  kith_test_wire_receive_end (KITH_TEST_WIRE (wire), NULL);
}

static void
kith_test_wire_iface_init (KithWireInterface *iface)
{
  iface->open = kith_test_wire_open;
  iface->send = kith_test_wire_send;
  iface->start_tls_async = kith_test_wire_start_tls_async;
  iface->start_tls_finish = kith_test_wire_start_tls_finish;
  iface->is_secure = kith_test_wire_is_secure;
  iface->dup_channel_binding = kith_test_wire_dup_channel_binding;
  iface->close = kith_test_wire_close;
}

static void
kith_test_wire_finalize (GObject *object)
{
  KithTestWire *self = KITH_TEST_WIRE (object);

  g_free (self->to);
  g_free (self->from);
  g_queue_clear_full (&self->sent, (GDestroyNotify)kith_stanza_unref);
  g_hash_table_unref (self->bindings);
  g_clear_error (&self->tls_error);

  G_OBJECT_CLASS (kith_test_wire_parent_class)->finalize (object);
}

static void
kith_test_wire_class_init (KithTestWireClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kith_test_wire_finalize;

  signals[HEADER] = g_signal_new ("header", KITH_TYPE_TEST_WIRE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[SENT] = g_signal_new ("sent", KITH_TYPE_TEST_WIRE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
kith_test_wire_init (KithTestWire *self)
{
  g_queue_init (&self->sent);
  self->bindings = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_bytes_unref);
}

KithTestWire *
kith_test_wire_new (void)
{
  return g_object_new (KITH_TYPE_TEST_WIRE, NULL);
}

/* Returns: how many stream headers were sent */
guint
kith_test_wire_get_n_headers (KithTestWire *self)
{
  return self->n_headers;
}

/* Returns: (nullable): the `to` of the last header */
const char *
kith_test_wire_get_to (KithTestWire *self)
{
  return self->to;
}

/* Returns: (nullable): the `from` of the last header */
const char *
kith_test_wire_get_from (KithTestWire *self)
{
  return self->from;
}

/* Returns: how many stanzas were sent and not yet popped */
guint
kith_test_wire_get_n_sent (KithTestWire *self)
{
  return g_queue_get_length (&self->sent);
}

/* Returns: (transfer full) (nullable): the oldest stanza that was sent and not yet popped */
KithStanza *
kith_test_wire_pop_sent (KithTestWire *self)
{
  return g_queue_pop_head (&self->sent);
}

gboolean
kith_test_wire_is_closed (KithTestWire *self)
{
  return self->closed;
}

/* The server's stream header comes. */
void
kith_test_wire_receive_header (KithTestWire *self, const char *id, const char *from)
{
  g_assert_false (self->closed);

  kith_wire_emit_opened (KITH_WIRE (self), id, from);
}

/* The first-level element @xml comes; it must declare its own namespace. */
void
kith_test_wire_receive (KithTestWire *self, const char *xml)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KithStanza) stanza = kith_stanza_parse (xml, &error);

  g_assert_no_error (error);
  g_assert_false (self->closed);

  kith_wire_emit_stanza (KITH_WIRE (self), stanza);
}

/* The stream ends: in order where @error is %NULL. Only the first end counts. */
void
kith_test_wire_receive_end (KithTestWire *self, const GError *error)
{
  if (self->closed)
    return;

  self->closed = TRUE;
  self->secure = FALSE;
  kith_wire_emit_closed (KITH_WIRE (self), error);
}

void
kith_test_wire_set_secure (KithTestWire *self, gboolean secure)
{
  self->secure = secure;
}

/* @data: (nullable): the connection has no binding of @type where %NULL */
void
kith_test_wire_set_channel_binding (KithTestWire *self, GTlsChannelBindingType type, GBytes *data)
{
  if (data != NULL)
    g_hash_table_insert (self->bindings, GINT_TO_POINTER (type), g_bytes_ref (data));
  else
    g_hash_table_remove (self->bindings, GINT_TO_POINTER (type));
}

/* @error: (nullable): what the next STARTTLS fails with */
void
kith_test_wire_set_tls_error (KithTestWire *self, const GError *error)
{
  g_clear_error (&self->tls_error);
  if (error != NULL)
    self->tls_error = g_error_copy (error);
}
