/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-subscription-state.h"

#define N KITH_SUBSCRIPTION_STATE_NONE
#define NO KITH_SUBSCRIPTION_STATE_NONE_PENDING_OUT
#define NI KITH_SUBSCRIPTION_STATE_NONE_PENDING_IN
#define NOI KITH_SUBSCRIPTION_STATE_NONE_PENDING_OUT_IN
#define T KITH_SUBSCRIPTION_STATE_TO
#define TI KITH_SUBSCRIPTION_STATE_TO_PENDING_IN
#define F KITH_SUBSCRIPTION_STATE_FROM
#define FO KITH_SUBSCRIPTION_STATE_FROM_PENDING_OUT
#define B KITH_SUBSCRIPTION_STATE_BOTH

#define SUBSCRIBE KITH_SUBSCRIPTION_EVENT_SUBSCRIBE
#define UNSUBSCRIBE KITH_SUBSCRIPTION_EVENT_UNSUBSCRIBE
#define SUBSCRIBED KITH_SUBSCRIPTION_EVENT_SUBSCRIBED
#define UNSUBSCRIBED KITH_SUBSCRIPTION_EVENT_UNSUBSCRIBED

/* RFC 6121, appendix A, row by row; the columns are the nine states in the order of A.1. A state that a stanza does not matter in
 * stays, and is marked by its sign. */
typedef struct
{
  const char           *name;
  gboolean              inbound;
  KithSubscriptionEvent event;
  KithSubscriptionState after[9];
  const char           *matters; /* one letter a state: m matters, - does not */
} Row;

static const Row rows[] = {
  { "A.2.1", FALSE, SUBSCRIBE, { NO, NO, NOI, NOI, T, TI, FO, FO, B }, "mmmmmmmmm" },
  { "A.2.2", FALSE, UNSUBSCRIBE, { N, N, NI, NI, N, NI, F, F, F }, "mmmmmmmmm" },
  { "A.2.3", FALSE, SUBSCRIBED, { N, NO, F, FO, T, B, F, FO, B }, "--mm-m---" },
  { "A.2.4", FALSE, UNSUBSCRIBED, { N, NO, N, NO, T, T, N, NO, T }, "--mm-mmmm" },
  { "A.3.1", TRUE, SUBSCRIBE, { NI, NOI, NI, NOI, TI, TI, F, FO, B }, "mm--m----" },
  { "A.3.2", TRUE, UNSUBSCRIBE, { N, NO, N, NO, T, T, N, NO, T }, "--mm-mmmm" },
  { "A.3.3", TRUE, SUBSCRIBED, { N, T, NI, TI, T, TI, F, B, B }, "-m-m---m-" },
  { "A.3.4", TRUE, UNSUBSCRIBED, { N, N, NI, NI, N, NI, F, F, F }, "-m-mmm-mm" },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;

  for (int state = N; state <= B; state++)
    {
      gboolean matters = FALSE;
      KithSubscriptionState after = row->inbound
                                    ? kith_subscription_state_received ((KithSubscriptionState)state, row->event, &matters)
                                    : kith_subscription_state_sent ((KithSubscriptionState)state, row->event, &matters);

      g_assert_cmpint (after, ==, row->after[state]);
      g_assert_cmpint (matters, ==, row->matters[state] == 'm');
    }
}

static void
test_parts (void)
{
  for (int state = N; state <= B; state++)
    {
      KithSubscription subscription = kith_subscription_state_get_subscription ((KithSubscriptionState)state);
      gboolean out = kith_subscription_state_is_pending_out ((KithSubscriptionState)state);
      gboolean in = kith_subscription_state_is_pending_in ((KithSubscriptionState)state);

      g_assert_cmpint (kith_subscription_state_new (subscription, out, in), ==, state);
    }

  g_assert_cmpint (kith_subscription_state_new (KITH_SUBSCRIPTION_BOTH, TRUE, TRUE), ==, B);
  g_assert_cmpint (kith_subscription_state_new (KITH_SUBSCRIPTION_REMOVE, FALSE, TRUE), ==, NI);
}

static void
test_types (void)
{
  KithSubscriptionEvent event;

  for (int i = SUBSCRIBE; i <= UNSUBSCRIBED; i++)
    {
      g_assert_true (kith_subscription_event_from_type (kith_subscription_event_to_type ((KithSubscriptionEvent)i), &event));
      g_assert_cmpint (event, ==, i);
    }
  g_assert_false (kith_subscription_event_from_type ("probe", &event));
  g_assert_false (kith_subscription_event_from_type (NULL, &event));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/subscription-state/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/subscription-state/parts", test_parts);
  g_test_add_func ("/subscription-state/types", test_types);

  return g_test_run ();
}
