/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-endpoint.h"

static GList *
add (GList *targets, const char *host, guint16 port, guint16 priority, guint16 weight)
{
  return g_list_append (targets, g_srv_target_new (host, port, priority, weight));
}

static void
free_targets (GList *targets)
{
  g_list_free_full (targets, (GDestroyNotify)g_srv_target_free);
}

static void
assert_endpoint (GPtrArray *endpoints, guint index, const char *host, guint16 port, gboolean direct_tls)
{
  KithEndpoint *endpoint = NULL;

  g_assert_cmpuint (index, <, endpoints->len);
  endpoint = endpoints->pdata[index];
  g_assert_cmpstr (endpoint->host, ==, host);
  g_assert_cmpuint (endpoint->port, ==, port);
  g_assert_cmpint (endpoint->direct_tls, ==, direct_tls);
}

static void
test_value (void)
{
  g_autoptr(KithEndpoint) endpoint = kith_endpoint_new ("xmpp.example.com", 5223, TRUE);
  g_autoptr(KithEndpoint) copy = kith_endpoint_copy (endpoint);

  g_assert_cmpstr (copy->host, ==, "xmpp.example.com");
  g_assert_true (copy->host != endpoint->host);
  g_assert_cmpuint (copy->port, ==, 5223);
  g_assert_true (copy->direct_tls);
}

static void
test_fallback (void)
{
  g_autoptr(GPtrArray) endpoints = kith_endpoints_from_services ("example.com", NULL, NULL, NULL);

  g_assert_cmpuint (endpoints->len, ==, 1);
  assert_endpoint (endpoints, 0, "example.com", 5222, FALSE);
}

/* XEP-0368, 3: both services are one list. */
static void
test_merged (void)
{
  GList *direct = NULL;
  GList *starttls = NULL;
  g_autoptr(GPtrArray) endpoints = NULL;

  direct = add (direct, "c.example.com", 443, 30, 0);
  direct = add (direct, "a.example.com", 5223, 10, 0);
  starttls = add (starttls, "d.example.com", 5222, 40, 5);
  starttls = add (starttls, "b.example.com", 5222, 20, 5);
  endpoints = kith_endpoints_from_services ("example.com", direct, starttls, NULL);

  g_assert_cmpuint (endpoints->len, ==, 4);
  assert_endpoint (endpoints, 0, "a.example.com", 5223, TRUE);
  assert_endpoint (endpoints, 1, "b.example.com", 5222, FALSE);
  assert_endpoint (endpoints, 2, "c.example.com", 443, TRUE);
  assert_endpoint (endpoints, 3, "d.example.com", 5222, FALSE);

  free_targets (direct);
  free_targets (starttls);
}

static void
test_weights (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (42);
  GList *direct = add (NULL, "heavy.example.com", 5223, 10, 30);
  GList *starttls = add (NULL, "light.example.com", 5222, 10, 10);
  guint n_heavy_first = 0;

  starttls = add (starttls, "last.example.com", 5222, 20, 1000);

  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr(GPtrArray) endpoints = kith_endpoints_from_services ("example.com", direct, starttls, rand);
      KithEndpoint *first = endpoints->pdata[0];

      g_assert_cmpuint (endpoints->len, ==, 3);
      assert_endpoint (endpoints, 2, "last.example.com", 5222, FALSE);
      n_heavy_first += first->direct_tls;
    }

  g_assert_cmpuint (n_heavy_first, >, 680);
  g_assert_cmpuint (n_heavy_first, <, 820);

  free_targets (direct);
  free_targets (starttls);
}

/* Weight 0 has a small chance to come first, not none and not an equal one. */
static void
test_zero_weight (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (42);
  GList *starttls = add (NULL, "zero.example.com", 5222, 10, 0);
  guint n_zero_first = 0;

  starttls = add (starttls, "nine.example.com", 5222, 10, 9);
  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr(GPtrArray) endpoints = kith_endpoints_from_services ("example.com", NULL, starttls, rand);
      KithEndpoint *first = endpoints->pdata[0];

      n_zero_first += first->weight == 0;
    }

  g_assert_cmpuint (n_zero_first, >, 50);
  g_assert_cmpuint (n_zero_first, <, 150);

  free_targets (starttls);
}

/* RFC 2782: "." says that there is no such service. */
static void
test_not_offered (void)
{
  GList *none = add (NULL, ".", 0, 0, 0);
  GList *direct = add (NULL, "a.example.com", 5223, 10, 0);
  g_autoptr(GPtrArray) neither = kith_endpoints_from_services ("example.com", none, none, NULL);
  g_autoptr(GPtrArray) no_starttls = kith_endpoints_from_services ("example.com", NULL, none, NULL);
  g_autoptr(GPtrArray) only_direct = kith_endpoints_from_services ("example.com", direct, none, NULL);
  g_autoptr(GPtrArray) no_direct = kith_endpoints_from_services ("example.com", none, NULL, NULL);

  g_assert_cmpuint (neither->len, ==, 0);
  g_assert_cmpuint (no_starttls->len, ==, 0);
  g_assert_cmpuint (only_direct->len, ==, 1);
  assert_endpoint (only_direct, 0, "a.example.com", 5223, TRUE);
  g_assert_cmpuint (no_direct->len, ==, 1);
  assert_endpoint (no_direct, 0, "example.com", 5222, FALSE);

  free_targets (none);
  free_targets (direct);
}

static void
test_flood (void)
{
  GList *starttls = NULL;
  g_autoptr(GPtrArray) endpoints = NULL;

  for (guint i = 0; i < 1000; i++)
    starttls = g_list_prepend (starttls, g_srv_target_new ("a.example.com", 5222, 1, G_MAXUINT16));
  endpoints = kith_endpoints_from_services ("example.com", NULL, starttls, NULL);
  g_assert_cmpuint (endpoints->len, ==, 16);

  free_targets (starttls);
}

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    const char *host;
    guint16     port;
  } tests[] = {
    { "example.com", "example.com", 5222 },
    { "example.com:9999", "example.com", 9999 },
    { "[2001:41D0:1:A49b::1]:9222", "2001:41D0:1:A49b::1", 9222 },
    { "[2001:db8::1]", "2001:db8::1", 5222 },
    { "2001:db8::1", "2001:db8::1", 5222 },
    { "192.0.2.1:1", "192.0.2.1", 1 },
    { "", NULL, 0 },
    { ":5222", NULL, 0 },
    { "example.com:0", NULL, 0 },
    { "example.com:99999", NULL, 0 },
    { "example.com:x", NULL, 0 },
    { "a b", NULL, 0 },
    { "http://example.com/", NULL, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autoptr(KithEndpoint) endpoint = kith_endpoint_parse (tests[i].text, 5222);

      if (tests[i].host == NULL)
        {
          g_assert_null (endpoint);
          continue;
        }
      g_assert_nonnull (endpoint);
      g_assert_cmpstr (endpoint->host, ==, tests[i].host);
      g_assert_cmpuint (endpoint->port, ==, tests[i].port);
      g_assert_false (endpoint->direct_tls);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/endpoint/value", test_value);
  g_test_add_func ("/endpoint/fallback", test_fallback);
  g_test_add_func ("/endpoint/merged", test_merged);
  g_test_add_func ("/endpoint/weights", test_weights);
  g_test_add_func ("/endpoint/zero-weight", test_zero_weight);
  g_test_add_func ("/endpoint/not-offered", test_not_offered);
  g_test_add_func ("/endpoint/flood", test_flood);
  g_test_add_func ("/endpoint/parse", test_parse);

  return g_test_run ();
}
