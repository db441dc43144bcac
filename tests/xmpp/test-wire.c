/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-wire.h"

#include "kith-ns.h"

/* A wire that notes what it is asked. */
#define TEST_TYPE_NOTEBOOK (test_notebook_get_type ())
G_DECLARE_FINAL_TYPE (TestNotebook, test_notebook, TEST, NOTEBOOK, GObject)

struct _TestNotebook
{
  GObject  parent_instance;

  GString *notes;
};

static void
open_stream (KithWire *wire, const char *to, const char *from)
{
  g_string_append_printf (TEST_NOTEBOOK (wire)->notes, "open %s %s;", to, from != NULL ? from : "-");
}

static void
send_stanza (KithWire *wire, KithStanza *stanza)
{
  g_string_append_printf (TEST_NOTEBOOK (wire)->notes, "send %s;", kith_stanza_get_name (stanza));
}

static void
start_tls_async (KithWire *wire, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (wire, cancellable, callback, user_data);

  g_string_append (TEST_NOTEBOOK (wire)->notes, "tls;");
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "Not here");
}

static gboolean
start_tls_finish (KithWire *wire, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
is_secure (KithWire *wire)
{
  return TEST_NOTEBOOK (wire)->notes->len > 0;
}

static GBytes *
dup_channel_binding (KithWire *wire, GTlsChannelBindingType type)
{
  return type == G_TLS_CHANNEL_BINDING_TLS_EXPORTER ? g_bytes_new_static ("bound", 5) : NULL;
}

static void
close_stream (KithWire *wire)
{
  g_string_append (TEST_NOTEBOOK (wire)->notes, "close;");
}

static void
test_notebook_iface_init (KithWireInterface *iface)
{
  iface->open = open_stream;
  iface->send = send_stanza;
  iface->start_tls_async = start_tls_async;
  iface->start_tls_finish = start_tls_finish;
  iface->is_secure = is_secure;
  iface->dup_channel_binding = dup_channel_binding;
  iface->close = close_stream;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestNotebook, test_notebook, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (KITH_TYPE_WIRE, test_notebook_iface_init))

static void
test_notebook_finalize (GObject *object)
{
  g_string_free (TEST_NOTEBOOK (object)->notes, TRUE);

  G_OBJECT_CLASS (test_notebook_parent_class)->finalize (object);
}

static void
test_notebook_class_init (TestNotebookClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_notebook_finalize;
}

static void
test_notebook_init (TestNotebook *self)
{
  self->notes = g_string_new (NULL);
}

static void
tls_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  kith_wire_start_tls_finish (KITH_WIRE (source), result, user_data);
}

/* Everything that is asked of a wire is asked of its implementation. */
static void
test_calls (void)
{
  TestNotebook *notebook = g_object_new (TEST_TYPE_NOTEBOOK, NULL);
  KithWire *wire = KITH_WIRE (notebook);
  g_autoptr(KithStanza) presence = kith_stanza_new ("presence", KITH_NS_CLIENT);
  g_autoptr(GBytes) binding = kith_wire_dup_channel_binding (wire, G_TLS_CHANNEL_BINDING_TLS_EXPORTER);
  g_autoptr(GError) error = NULL;

  g_assert_cmpmem (g_bytes_get_data (binding, NULL), g_bytes_get_size (binding), "bound", 5);
  g_assert_null (kith_wire_dup_channel_binding (wire, G_TLS_CHANNEL_BINDING_TLS_UNIQUE));
  g_assert_false (kith_wire_is_secure (wire));
  kith_wire_open (wire, "example.com", NULL);
  g_assert_true (kith_wire_is_secure (wire));
  kith_wire_open (wire, "example.com", "ada@example.com");
  kith_wire_send (wire, presence);
  kith_wire_start_tls_async (wire, NULL, tls_cb, &error);
  kith_wire_close (wire);
  while (error == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_cmpstr (notebook->notes->str, ==, "open example.com -;open example.com ada@example.com;send presence;tls;close;");
  g_assert_finalize_object (G_OBJECT (notebook));
}

static void
opened_cb (GString *heard, const char *id, const char *from)
{
  g_string_append_printf (heard, "opened %s %s;", id != NULL ? id : "-", from != NULL ? from : "-");
}

static void
stanza_cb (GString *heard, KithStanza *stanza)
{
  g_string_append_printf (heard, "stanza %s;", kith_stanza_get_name (stanza));
}

static void
closed_cb (GString *heard, const GError *error)
{
  g_string_append_printf (heard, "closed %s;", error != NULL ? error->message : "-");
}

static void
test_signals (void)
{
  KithWire *wire = g_object_new (TEST_TYPE_NOTEBOOK, NULL);
  g_autoptr(KithStanza) presence = kith_stanza_new ("presence", KITH_NS_CLIENT);
  g_autoptr(GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "gone");
  g_autoptr(GString) heard = g_string_new (NULL);

  g_signal_connect_swapped (wire, "opened", G_CALLBACK (opened_cb), heard);
  g_signal_connect_swapped (wire, "stanza", G_CALLBACK (stanza_cb), heard);
  g_signal_connect_swapped (wire, "closed", G_CALLBACK (closed_cb), heard);
  kith_wire_emit_opened (wire, "1", "example.com");
  kith_wire_emit_opened (wire, NULL, NULL);
  kith_wire_emit_stanza (wire, presence);
  kith_wire_emit_closed (wire, error);
  kith_wire_emit_closed (wire, NULL);
  g_assert_cmpstr (heard->str, ==, "opened 1 example.com;opened - -;stanza presence;closed gone;closed -;");
  g_assert_finalize_object (G_OBJECT (wire));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire/calls", test_calls);
  g_test_add_func ("/wire/signals", test_signals);

  return g_test_run ();
}
