/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-test-resolver.h"

struct _KithTestResolver
{
  GResolver   parent_instance;

  GHashTable *services;   /* "_service._tcp.domain" (owned) → GList of GSrvTarget (owned) */
  GHashTable *hosts;      /* host (owned) → address (owned) */
  GPtrArray  *forgotten;  /* of GTask (owned): what is never answered */
  guint       n_lookups;
  guint       hangs : 1;
};

G_DEFINE_FINAL_TYPE (KithTestResolver, kith_test_resolver, G_TYPE_RESOLVER)

static void
free_targets (gpointer data)
{
  g_resolver_free_targets (data);
}

static gboolean
begin (KithTestResolver *self, GTask *task)
{
  self->n_lookups++;
  if (!self->hangs)
    return TRUE;

  g_ptr_array_add (self->forgotten, g_object_ref (task));

  return FALSE;
}

static void
lookup_service_async (GResolver          *resolver,
                      const char         *name,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  KithTestResolver *self = KITH_TEST_RESOLVER (resolver);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  GList *targets = g_hash_table_lookup (self->services, name);

  if (!begin (self, task))
    return;

  if (targets != NULL)
    g_task_return_pointer (task, g_list_copy_deep (targets, (GCopyFunc)g_srv_target_copy, NULL), free_targets);
  else
    g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "No such service");
}

static GList *
lookup_service_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
free_addresses (gpointer data)
{
  g_resolver_free_addresses (data);
}

static void
lookup_by_name_async (GResolver          *resolver,
                      const char         *name,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  KithTestResolver *self = KITH_TEST_RESOLVER (resolver);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  const char *address = g_hash_table_lookup (self->hosts, name);

  if (!begin (self, task))
    return;

  if (address != NULL)
    g_task_return_pointer (task, g_list_append (NULL, g_inet_address_new_from_string (address)), free_addresses);
  else
    g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "No such host");
}

/* IPv6 is asked for apart, and is never there. */
static void
lookup_by_name_with_flags_async (GResolver               *resolver,
                                 const char              *name,
                                 GResolverNameLookupFlags flags,
                                 GCancellable            *cancellable,
                                 GAsyncReadyCallback      callback,
                                 gpointer                 user_data)
{
  if (flags & G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY)
    lookup_by_name_async (resolver, "", cancellable, callback, user_data);
  else
    lookup_by_name_async (resolver, name, cancellable, callback, user_data);
}

static GList *
lookup_by_name_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
kith_test_resolver_finalize (GObject *object)
{
  KithTestResolver *self = KITH_TEST_RESOLVER (object);

  g_hash_table_unref (self->services);
  g_hash_table_unref (self->hosts);
  g_ptr_array_unref (self->forgotten);

  G_OBJECT_CLASS (kith_test_resolver_parent_class)->finalize (object);
}

static void
kith_test_resolver_class_init (KithTestResolverClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = kith_test_resolver_finalize;
  resolver_class->lookup_service_async = lookup_service_async;
  resolver_class->lookup_service_finish = lookup_service_finish;
  resolver_class->lookup_by_name_async = lookup_by_name_async;
  resolver_class->lookup_by_name_finish = lookup_by_name_finish;
  resolver_class->lookup_by_name_with_flags_async = lookup_by_name_with_flags_async;
  resolver_class->lookup_by_name_with_flags_finish = lookup_by_name_finish;
}

static void
kith_test_resolver_init (KithTestResolver *self)
{
  self->services = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_targets);
  self->hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->forgotten = g_ptr_array_new ();
}

/* Returns: (transfer full): a resolver of an empty net */
KithTestResolver *
kith_test_resolver_new (void)
{
  return g_object_new (KITH_TYPE_TEST_RESOLVER, NULL);
}

/* @service: such as "_xmpp-client._tcp.example.com" */
void
kith_test_resolver_add_service (KithTestResolver *self, const char *service, const char *host, guint16 port, guint16 priority)
{
  GList *targets = NULL;
  g_autofree char *key = NULL;

  g_hash_table_steal_extended (self->services, service, (gpointer *)&key, (gpointer *)&targets);
  targets = g_list_append (targets, g_srv_target_new (host, port, priority, 0));
  g_hash_table_insert (self->services, g_strdup (service), targets);
}

void
kith_test_resolver_add_host (KithTestResolver *self, const char *host, const char *address)
{
  g_hash_table_insert (self->hosts, g_strdup (host), g_strdup (address));
}

void
kith_test_resolver_set_hangs (KithTestResolver *self, gboolean hangs)
{
  self->hangs = hangs;
}

/* Returns: how often anything was asked */
guint
kith_test_resolver_get_n_lookups (KithTestResolver *self)
{
  return self->n_lookups;
}
