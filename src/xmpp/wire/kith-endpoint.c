/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-endpoint.h"

#include <string.h>

/* RFC 6120, 3.2.2 */
#define DEFAULT_PORT 5222

/* More records than any real domain has; the rest would only delay the news that none answers. */
#define MAX_ENDPOINTS 16

G_DEFINE_BOXED_TYPE (KithEndpoint, kith_endpoint, kith_endpoint_copy, kith_endpoint_free)

/**
 * kith_endpoint_new:
 * @host: a host name or an IP address
 *
 * Returns: (transfer full): an endpoint of priority and weight 0
 */
KithEndpoint *
kith_endpoint_new (const char *host, guint16 port, gboolean direct_tls)
{
  KithEndpoint *self = g_new0 (KithEndpoint, 1);

  self->host = g_strdup (host);
  self->port = port;
  self->direct_tls = direct_tls;

  return self;
}

KithEndpoint *
kith_endpoint_copy (const KithEndpoint *self)
{
  KithEndpoint *copy = g_new (KithEndpoint, 1);

  *copy = *self;
  copy->host = g_strdup (self->host);

  return copy;
}

void
kith_endpoint_free (KithEndpoint *self)
{
  g_free (self->host);
  g_free (self);
}

static void
add_targets (GPtrArray *endpoints, GList *targets, gboolean direct_tls)
{
  for (GList *l = targets; l != NULL; l = l->next)
    {
      GSrvTarget *target = l->data;
      KithEndpoint *endpoint = NULL;

      /* RFC 2782: a root dot says that the service is decidedly not there. */
      if (g_str_equal (g_srv_target_get_hostname (target), ".") || g_srv_target_get_port (target) == 0)
        continue;

      endpoint = kith_endpoint_new (g_srv_target_get_hostname (target), g_srv_target_get_port (target), direct_tls);
      endpoint->priority = g_srv_target_get_priority (target);
      endpoint->weight = g_srv_target_get_weight (target);
      g_ptr_array_add (endpoints, endpoint);
    }
}

/* By priority; in one priority those of weight 0 first, as RFC 2782 starts. */
static int
compare_endpoints (gconstpointer a, gconstpointer b)
{
  const KithEndpoint *one = *(KithEndpoint *const *)a;
  const KithEndpoint *other = *(KithEndpoint *const *)b;

  if (one->priority != other->priority)
    return one->priority < other->priority ? -1 : 1;

  return (one->weight != 0) - (other->weight != 0);
}

/* RFC 2782: draws one of the endpoints [first, end) by weight. */
static guint
draw (GPtrArray *endpoints, guint first, guint end, GRand *rand)
{
  guint32 sum = 0;
  guint32 running = 0;
  guint32 wanted = 0;

  for (guint i = first; i < end; i++)
    sum += ((KithEndpoint *)endpoints->pdata[i])->weight;

  wanted = (guint32)g_rand_int_range (rand, 0, (gint32)sum + 1);
  for (guint i = first; i < end; i++)
    {
      running += ((KithEndpoint *)endpoints->pdata[i])->weight;
      if (running >= wanted)
        return i;
    }

  return first;
}

static void
order (GPtrArray *endpoints, GRand *rand)
{
  g_ptr_array_sort (endpoints, compare_endpoints);

  for (guint i = 0; i < endpoints->len; i++)
    {
      KithEndpoint *endpoint = endpoints->pdata[i];
      guint end = i + 1;
      guint drawn = 0;

      while (end < endpoints->len && ((KithEndpoint *)endpoints->pdata[end])->priority == endpoint->priority)
        end++;

      /* What is left keeps its order, so that weight 0 stays in front. */
      drawn = draw (endpoints, i, end, rand);
      endpoint = endpoints->pdata[drawn];
      memmove (&endpoints->pdata[i + 1], &endpoints->pdata[i], (drawn - i) * sizeof (gpointer));
      endpoints->pdata[i] = endpoint;
    }
}

/**
 * kith_endpoints_from_services:
 * @domain: the account's domain
 * @direct_tls: (element-type GSrvTarget): what `_xmpps-client._tcp` has
 * @starttls: (element-type GSrvTarget): what `_xmpp-client._tcp` has
 * @rand: (nullable): draws among equal priorities
 *
 * Merges both services by priority and weight, as XEP-0368 says, or falls back to @domain itself (RFC 6120, 3.2.2) where
 * neither has a record.
 *
 * Returns: (transfer full) (element-type KithEndpoint): in the order in which to try; empty if @domain says that it has no
 *   service
 */
GPtrArray *
kith_endpoints_from_services (const char *domain, GList *direct_tls, GList *starttls, GRand *rand)
{
  GPtrArray *endpoints = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_endpoint_free);
  GRand *used = rand != NULL ? rand : g_rand_new ();

  add_targets (endpoints, direct_tls, TRUE);
  add_targets (endpoints, starttls, FALSE);
  order (endpoints, used);
  if (endpoints->len > MAX_ENDPOINTS)
    g_ptr_array_set_size (endpoints, MAX_ENDPOINTS);

  if (endpoints->len == 0 && starttls == NULL)
    g_ptr_array_add (endpoints, kith_endpoint_new (domain, DEFAULT_PORT, FALSE));

  if (used != rand)
    g_rand_free (used);

  return endpoints;
}

/**
 * kith_endpoint_parse:
 * @text: a host with or without a port, such as "example.com:5222" or "[2001:db8::1]"
 *
 * Reads what a server names in see-other-host (RFC 6120, 4.9.3.19).
 *
 * Returns: (transfer full) (nullable): the endpoint, of STARTTLS; %NULL if @text is none
 */
KithEndpoint *
kith_endpoint_parse (const char *text, guint16 default_port)
{
  g_autoptr(GSocketConnectable) address = NULL;
  KithEndpoint *self = NULL;

  /* An IPv6 address without its brackets is no host and port. */
  if (g_hostname_is_ip_address (text))
    return kith_endpoint_new (text, default_port, FALSE);
  if (*text == '\0' || strpbrk (text, " /@?#\t\r\n") != NULL)
    return NULL;

  address = g_network_address_parse (text, default_port, NULL);
  if (address == NULL)
    return NULL;

  self = kith_endpoint_new (g_network_address_get_hostname (G_NETWORK_ADDRESS (address)),
                            g_network_address_get_port (G_NETWORK_ADDRESS (address)), FALSE);
  if (*self->host == '\0' || self->port == 0)
    g_clear_pointer (&self, kith_endpoint_free);

  return self;
}
