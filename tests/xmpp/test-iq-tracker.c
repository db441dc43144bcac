/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-iq-tracker.h"

#include "kith-xmpp-error.h"

typedef struct
{
  guint n;
  int   code;
} Answer;

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(KithStanza) reply = g_task_propagate_pointer (G_TASK (result), &error);

  answer->n++;
  answer->code = reply != NULL ? -1 : error->code;
}

static gboolean
add (KithIqTracker *tracker, const char *id, KithJid *to, guint timeout, Answer *answer)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, answer_cb, answer);

  if (kith_iq_tracker_add (tracker, id, to, task, timeout))
    return TRUE;

  g_task_return_new_error (task, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL, "In use");

  return FALSE;
}

static void
spin (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_take (void)
{
  KithIqTracker *tracker = kith_iq_tracker_new ();
  g_autoptr(KithJid) romeo = kith_jid_new ("romeo@montague.example/orchard", NULL);
  g_autoptr(KithJid) mallory = kith_jid_new ("mallory@evil.example", NULL);
  g_autoptr(KithStanza) reply = kith_stanza_parse ("<iq xmlns='jabber:client' type='result' id='1'/>", NULL);
  g_autoptr(KithStanza) nameless = kith_stanza_parse ("<iq xmlns='jabber:client' type='result'/>", NULL);
  Answer answer = { 0 };
  Answer second = { 0 };

  g_assert_true (add (tracker, "1", romeo, 10000, &answer));
  g_assert_false (add (tracker, "1", romeo, 10000, &second));
  g_assert_cmpuint (kith_iq_tracker_get_n_waiting (tracker), ==, 1);

  g_assert_false (kith_iq_tracker_take (tracker, reply, mallory, FALSE));
  g_assert_false (kith_iq_tracker_take (tracker, reply, NULL, TRUE));
  g_assert_false (kith_iq_tracker_take (tracker, nameless, romeo, FALSE));
  g_assert_true (kith_iq_tracker_take (tracker, reply, romeo, FALSE));
  g_assert_false (kith_iq_tracker_take (tracker, reply, romeo, FALSE));
  spin ();
  g_assert_cmpuint (answer.n, ==, 1);
  g_assert_cmpint (answer.code, ==, -1);
  g_assert_cmpuint (second.n, ==, 1);

  g_assert_finalize_object (tracker);
}

/* The shorter one, added later, must not wait for the longer one. */
static void
test_deadlines (void)
{
  KithIqTracker *tracker = kith_iq_tracker_new ();
  Answer slow = { 0 };
  Answer quick = { 0 };

  add (tracker, "1", NULL, 200, &slow);
  add (tracker, "2", NULL, 10, &quick);
  while (slow.n == 0 || quick.n == 0)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpint (slow.code, ==, KITH_XMPP_ERROR_TIMEOUT);
  g_assert_cmpint (quick.code, ==, KITH_XMPP_ERROR_TIMEOUT);
  g_assert_cmpuint (kith_iq_tracker_get_n_waiting (tracker), ==, 0);

  g_assert_finalize_object (tracker);
}

static void
test_fail_all (void)
{
  KithIqTracker *tracker = kith_iq_tracker_new ();
  g_autoptr(GError) error = g_error_new_literal (KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST, "Gone");
  Answer answers[10] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);

      add (tracker, id, NULL, 10000, &answers[i]);
    }
  kith_iq_tracker_fail_all (tracker, error);
  spin ();

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    g_assert_cmpint (answers[i].code, ==, KITH_XMPP_ERROR_LOST);
  g_assert_cmpuint (kith_iq_tracker_get_n_waiting (tracker), ==, 0);

  g_assert_finalize_object (tracker);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/iq-tracker/take", test_take);
  g_test_add_func ("/iq-tracker/deadlines", test_deadlines);
  g_test_add_func ("/iq-tracker/fail-all", test_fail_all);

  return g_test_run ();
}
