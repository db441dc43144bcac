/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-test-step.h"

#define LONG_TIME 60000

static void
finished_cb (KithTestStep *fixture, const GError *error)
{
  fixture->n_finished++;
  g_assert_cmpuint (fixture->n_finished, ==, 1);
  if (error != NULL)
    fixture->error = g_error_copy (error);
}

void
kith_test_step_set_up (KithTestStep *fixture, gconstpointer data)
{
  fixture->wire = kith_test_wire_new ();
  fixture->credentials = kith_credentials_new ();
  kith_credentials_set_password (fixture->credentials, "pencil");
}

void
kith_test_step_tear_down (KithTestStep *fixture, gconstpointer data)
{
  /* Threads end when they like, and hold what they work for. */
  while (fixture->step != NULL && G_OBJECT (fixture->step)->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
  if (fixture->step != NULL)
    g_assert_finalize_object (G_OBJECT (fixture->step));
  g_assert_cmpuint (kith_test_wire_get_n_sent (fixture->wire), ==, 0);
  g_assert_finalize_object (fixture->wire);
  kith_credentials_free (fixture->credentials);
  g_clear_error (&fixture->error);
}

/* Makes the step without running it. */
void
kith_test_step_make (KithTestStep *fixture, GType type, const char *account)
{
  g_autoptr(KithJid) jid = kith_jid_new (account, NULL);

  g_assert_nonnull (jid);
  fixture->step = kith_negotiation_step_new (type, KITH_WIRE (fixture->wire), jid, fixture->credentials,
                                             fixture->timeout > 0 ? fixture->timeout : LONG_TIME);
  g_signal_connect_swapped (fixture->step, "finished", G_CALLBACK (finished_cb), fixture);
}

/* @features: (nullable): what there is on offer. Makes the step, if it was not made, and runs it. */
void
kith_test_step_run (KithTestStep *fixture, GType type, const char *features)
{
  g_autoptr(KithStanza) stanza = NULL;
  g_autoptr(GError) error = NULL;

  if (features != NULL)
    stanza = kith_stanza_parse (features, &error);
  g_assert_no_error (error);
  if (fixture->step == NULL)
    kith_test_step_make (fixture, type, "user@example.org");
  kith_negotiation_step_run (fixture->step, stanza);
}

void
kith_test_step_receive (KithTestStep *fixture, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  kith_test_wire_receive (fixture->wire, text);
}

/* What the step sent next, which must be this element. */
KithStanza *
kith_test_step_expect (KithTestStep *fixture, const char *name, const char *ns)
{
  KithStanza *stanza = NULL;

  while (kith_test_wire_get_n_sent (fixture->wire) == 0 && fixture->n_finished == 0)
    g_main_context_iteration (NULL, TRUE);

  stanza = kith_test_wire_pop_sent (fixture->wire);
  g_assert_nonnull (stanza);
  g_assert_cmpstr (kith_stanza_get_name (stanza), ==, name);
  g_assert_cmpstr (kith_stanza_get_ns (stanza), ==, ns);

  return stanza;
}

void
kith_test_step_wait (KithTestStep *fixture)
{
  while (fixture->n_finished == 0)
    g_main_context_iteration (NULL, TRUE);
}

/* It waits for more, and nothing that it has in flight changes that. */
void
kith_test_step_assert_running (KithTestStep *fixture)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (fixture->n_finished, ==, 0);
  g_assert_true (kith_negotiation_step_is_running (fixture->step));
}

void
kith_test_step_assert_succeeded (KithTestStep *fixture)
{
  kith_test_step_wait (fixture);
  g_assert_no_error (fixture->error);
  g_assert_false (kith_negotiation_step_is_running (fixture->step));
}

void
kith_test_step_assert_failed (KithTestStep *fixture, KithXmppError code)
{
  kith_test_step_wait (fixture);
  g_assert_error (fixture->error, KITH_XMPP_ERROR, (int)code);
  g_assert_false (kith_negotiation_step_is_running (fixture->step));
}
