/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-archiving-keeper-private.h"

#include "kith-conversation-private.h"
#include "kith-model-error.h"
#include "kith-model-fixture.h"
#include "kith-stanza.h"
#include "kith-store-conversations.h"

/* What a server is to keep, over one that the test plays. */

#define BEN "ben@kith.example"
#define MAM "urn:xmpp:mam:2"
#define STANZAS "urn:ietf:params:xml:ns:xmpp-stanzas"
#define ASK "<prefs xmlns=\"" MAM "\"/>"

/* What other devices chose for single chats. */
#define LISTS "<always><jid>carla@kith.example</jid></always><never><jid>dan@kith.example</jid></never>"

typedef struct
{
  KithModelFixture    *model;
  KithArchivingKeeper *keeper;       /* owned */
  KithConversation    *conversation; /* borrowed: with Ben */
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  g_autoptr(KithJid) ben = kith_jid_new (BEN, NULL);

  f->model = kith_model_fixture_new ();
  f->keeper = kith_archiving_keeper_new (f->model->account, f->model->account_id, f->model->store, f->model->session);
  f->conversation = kith_account_get_conversation (f->model->account, ben);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  kith_archiving_keeper_set_online (f->keeper, FALSE);
  kith_model_test_run (5);
  kith_model_fixture_settle (f->model);
  g_assert_finalize_object (f->keeper);
  kith_model_fixture_free (f->model);
}

/* As the backend does it for the person. */
static void
decide (Fixture *f,
        gboolean kept)
{
  kith_conversation_restore_kept (f->conversation, kept);
  kith_archiving_keeper_set_kept (f->keeper, f->conversation, kept);
}

static void
go_online (Fixture *f)
{
  kith_archiving_keeper_set_online (f->keeper, TRUE);
  kith_model_fixture_say_features (f->model, MAM, NULL);
}

/* Answers the next question about preferences, which contains @text: the server never keeps what is said with @never (NULL: nobody). */
static void
answer (Fixture    *f,
        const char *text,
        const char *never)
{
  g_autoptr(KithStanza) iq = kith_model_fixture_take (f->model, "iq", text);
  g_autofree char *jid = never != NULL ? g_strdup_printf ("<jid>%s</jid>", never) : g_strdup ("");
  g_autofree char *xml = g_strdup_printf ("<iq xmlns='jabber:client' type='result' id='%s'><prefs xmlns='" MAM "' default='roster'>"
                                          "<always/><never>%s</never></prefs></iq>", kith_stanza_get (iq, "id"), jid);

  g_assert_nonnull (kith_stanza_find (iq, "prefs", MAM));
  kith_model_fixture_receive (f->model, xml);
}

/* Answers the same of a server that keeps @fallback, and these whatever it is. */
static void
answer_default (Fixture    *f,
                const char *text,
                const char *fallback)
{
  g_autoptr(KithStanza) iq = kith_model_fixture_take (f->model, "iq", text);
  g_autofree char *xml = g_strdup_printf ("<iq xmlns='jabber:client' type='result' id='%s'><prefs xmlns='" MAM "' default='%s'>"
                                          LISTS "</prefs></iq>", kith_stanza_get (iq, "id"), fallback);

  kith_model_fixture_receive (f->model, xml);
}

/* Answers that the server does not do it. */
static void
refuse (Fixture    *f,
        const char *text)
{
  g_autoptr(KithStanza) iq = kith_model_fixture_take (f->model, "iq", text);
  g_autofree char *xml = g_strdup_printf ("<iq xmlns='jabber:client' type='error' id='%s'><error type='cancel'>"
                                          "<feature-not-implemented xmlns='" STANZAS "'/></error></iq>", kith_stanza_get (iq, "id"));

  kith_model_fixture_receive (f->model, xml);
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  *(GTask **)user_data = G_TASK (g_object_ref (result));
}

static void
choose (Fixture    *f,
        KithKeeping keeping,
        GTask     **answer)
{
  kith_archiving_keeper_set_keeping (f->keeper, keeping, g_task_new (NULL, NULL, answered_cb, answer));
}

static void
assert_keeping (Fixture    *f,
                KithKeeping keeping)
{
  g_assert_cmpint (kith_account_get_keeping (f->model->account), ==, keeping);
}

static void
conversations_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  *(GPtrArray **)user_data = kith_store_load_conversations_finish (KITH_STORE (source), result, NULL);
}

static void
assert_stored (Fixture      *f,
               KithArchiving archiving)
{
  g_autoptr(GPtrArray) conversations = NULL;

  kith_model_fixture_settle (f->model);
  kith_store_load_conversations_async (f->model->store, f->model->account_id, NULL, conversations_cb, &conversations);
  kith_model_test_wait (conversations != NULL);
  g_assert_cmpuint (conversations->len, ==, 1);
  g_assert_cmpint (((KithConversationRecord *)g_ptr_array_index (conversations, 0))->archiving, ==, archiving);
}

/* Decided without a server, told as soon as there is one; taken back, also on the next connection. */
static void
test_wish (Fixture      *f,
           gconstpointer data)
{
  decide (f, FALSE);
  assert_stored (f, KITH_ARCHIVING_NEVER);
  go_online (f);
  answer (f, "<prefs xmlns=\"" MAM "\"/>", NULL);
  answer (f, "<never><jid>" BEN "</jid></never>", BEN);
  assert_stored (f, KITH_ARCHIVING_LISTED);
  g_assert_cmpint (kith_account_get_keeping (f->model->account), ==, KITH_KEEPING_CONTACTS);
  g_assert_false (kith_conversation_get_kept (f->conversation));

  kith_archiving_keeper_set_online (f->keeper, FALSE);
  decide (f, TRUE);
  assert_stored (f, KITH_ARCHIVING_RELEASED);
  kith_archiving_keeper_set_online (f->keeper, TRUE);
  answer (f, "<prefs xmlns=\"" MAM "\"/>", BEN);
  answer (f, "<never", NULL);
  assert_stored (f, KITH_ARCHIVING_DEFAULT);
  g_assert_true (kith_conversation_get_kept (f->conversation));
}

/* Another device decided, and decided otherwise. */
static void
test_elsewhere (Fixture      *f,
                gconstpointer data)
{
  go_online (f);
  answer (f, "<prefs xmlns=\"" MAM "\"/>", BEN);
  kith_model_test_wait (!kith_conversation_get_kept (f->conversation));
  assert_stored (f, KITH_ARCHIVING_LISTED);
  kith_archiving_keeper_set_online (f->keeper, FALSE);
  kith_archiving_keeper_set_online (f->keeper, TRUE);
  answer (f, "<prefs xmlns=\"" MAM "\"/>", NULL);
  kith_model_test_wait (kith_conversation_get_kept (f->conversation));
  assert_stored (f, KITH_ARCHIVING_DEFAULT);
}

/* Decided otherwise while the server was at it: it is told again. */
static void
test_second_thoughts (Fixture      *f,
                      gconstpointer data)
{
  go_online (f);
  answer (f, "<prefs xmlns=\"" MAM "\"/>", NULL);
  kith_model_test_wait (kith_account_get_keeping (f->model->account) == KITH_KEEPING_CONTACTS);
  decide (f, FALSE);
  answer (f, "<prefs xmlns=\"" MAM "\"/>", NULL);
  kith_model_test_wait (kith_model_fixture_has_sent (f->model, "iq", "<never><jid>"));
  decide (f, TRUE);
  answer (f, "<never", BEN);
  g_assert_true (kith_conversation_get_kept (f->conversation));
  answer (f, "<prefs xmlns=\"" MAM "\"/>", BEN);
  answer (f, "<never", NULL);
  assert_stored (f, KITH_ARCHIVING_DEFAULT);
}

/* A server that lets nobody choose: the wish stays, for the hints. */
static void
test_no_preferences (Fixture      *f,
                     gconstpointer data)
{
  decide (f, FALSE);
  go_online (f);
  refuse (f, ASK);
  kith_model_test_wait (kith_account_get_keeping (f->model->account) == KITH_KEEPING_FIXED);
  g_assert_false (kith_conversation_get_kept (f->conversation));
  assert_stored (f, KITH_ARCHIVING_NEVER);
}

/* What is kept of all chats, told while there is a server; it shows at once, and the choices for single chats stay as they are. */
static void
test_default (Fixture      *f,
              gconstpointer data)
{
  g_autoptr(GTask) answer = NULL;
  g_autoptr(KithStanza) iq = NULL;
  g_autofree char *xml = NULL;
  g_autofree char *text = NULL;

  go_online (f);
  answer_default (f, ASK, "roster");
  kith_model_test_wait (kith_account_get_keeping (f->model->account) == KITH_KEEPING_CONTACTS);
  choose (f, KITH_KEEPING_NEVER, &answer);
  assert_keeping (f, KITH_KEEPING_NEVER);
  answer_default (f, ASK, "roster");
  assert_keeping (f, KITH_KEEPING_NEVER);
  iq = kith_model_fixture_take (f->model, "iq", "default=\"never\"");
  text = kith_stanza_to_text (iq);
  g_assert_nonnull (strstr (text, LISTS));
  g_assert_null (answer);
  xml = g_strdup_printf ("<iq xmlns='jabber:client' type='result' id='%s'><prefs xmlns='" MAM "' default='never'>" LISTS "</prefs></iq>",
                         kith_stanza_get (iq, "id"));
  kith_model_fixture_receive (f->model, xml);
  kith_model_test_wait (answer != NULL);
  g_assert_true (g_task_propagate_boolean (answer, NULL));
  assert_keeping (f, KITH_KEEPING_NEVER);

  /* The reverse: a chat's choice leaves the default. */
  decide (f, FALSE);
  answer_default (f, ASK, "never");
  answer_default (f, "<always><jid>carla@kith.example</jid></always><never>"
                  "<jid>dan@kith.example</jid><jid>" BEN "</jid></never>", "never");
  kith_model_fixture_settle (f->model);
  assert_keeping (f, KITH_KEEPING_NEVER);
}

/* A server that keeps something else than it is told, one that does not take it, and a connection that goes: the old one is back. */
static void
test_default_refused (Fixture      *f,
                      gconstpointer data)
{
  g_autoptr(GTask) other = NULL;
  g_autoptr(GTask) refused = NULL;
  g_autoptr(GTask) lost = NULL;
  g_autoptr(GError) error = NULL;

  go_online (f);
  answer_default (f, ASK, "always");
  kith_model_test_wait (kith_account_get_keeping (f->model->account) == KITH_KEEPING_ALWAYS);
  choose (f, KITH_KEEPING_NEVER, &other);
  answer_default (f, ASK, "always");
  answer_default (f, "default=\"never\"", "always");
  kith_model_test_wait (other != NULL);
  g_assert_false (g_task_propagate_boolean (other, &error));
  g_assert_error (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_NOT_SUPPORTED);
  assert_keeping (f, KITH_KEEPING_ALWAYS);
  g_clear_error (&error);

  choose (f, KITH_KEEPING_CONTACTS, &refused);
  answer_default (f, ASK, "always");
  refuse (f, "default=\"roster\"");
  kith_model_test_wait (refused != NULL);
  g_assert_false (g_task_propagate_boolean (refused, &error));
  g_assert_error (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_NOT_SUPPORTED);
  assert_keeping (f, KITH_KEEPING_ALWAYS);
  g_clear_error (&error);

  choose (f, KITH_KEEPING_NEVER, &lost);
  kith_archiving_keeper_set_online (f->keeper, FALSE);
  kith_model_test_wait (lost != NULL);
  g_assert_false (g_task_propagate_boolean (lost, &error));
  g_assert_error (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_LOST);
  assert_keeping (f, KITH_KEEPING_ALWAYS);
}

/* Chosen again while the server was at it: the last choice counts, and who chose first is not told of a failure. */
static void
test_default_again (Fixture      *f,
                    gconstpointer data)
{
  g_autoptr(GTask) first = NULL;
  g_autoptr(GTask) second = NULL;

  go_online (f);
  answer_default (f, ASK, "always");
  kith_model_test_wait (kith_account_get_keeping (f->model->account) == KITH_KEEPING_ALWAYS);
  choose (f, KITH_KEEPING_NEVER, &first);
  answer_default (f, ASK, "always");
  kith_model_test_wait (kith_model_fixture_has_sent (f->model, "iq", "default=\"never\""));
  choose (f, KITH_KEEPING_CONTACTS, &second);
  answer_default (f, "default=\"never\"", "never");
  assert_keeping (f, KITH_KEEPING_CONTACTS);
  answer_default (f, ASK, "never");
  answer_default (f, "default=\"roster\"", "roster");
  kith_model_test_wait (first != NULL && second != NULL);
  g_assert_true (g_task_propagate_boolean (first, NULL));
  g_assert_true (g_task_propagate_boolean (second, NULL));
  assert_keeping (f, KITH_KEEPING_CONTACTS);
}

/* There is nothing to choose: no archive, or one that asks nobody. */
static void
test_default_nowhere (Fixture      *f,
                      gconstpointer data)
{
  g_autoptr(GTask) fixed = NULL;
  g_autoptr(GTask) none = NULL;
  g_autoptr(GError) error = NULL;

  kith_archiving_keeper_set_online (f->keeper, TRUE);
  choose (f, KITH_KEEPING_NEVER, &fixed);
  assert_keeping (f, KITH_KEEPING_NEVER);
  kith_model_fixture_say_features (f->model, MAM, NULL);
  refuse (f, ASK);
  kith_model_test_wait (fixed != NULL);
  g_assert_false (g_task_propagate_boolean (fixed, &error));
  g_assert_error (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_NOT_SUPPORTED);
  assert_keeping (f, KITH_KEEPING_FIXED);
  g_clear_error (&error);

  kith_archiving_keeper_set_online (f->keeper, FALSE);
  choose (f, KITH_KEEPING_NEVER, &none);
  kith_model_test_wait (none != NULL);
  g_assert_false (g_task_propagate_boolean (none, &error));
  g_assert_error (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_OFFLINE);
}

static void
test_no_archive (Fixture      *f,
                 gconstpointer data)
{
  g_autoptr(GTask) none = NULL;
  g_autoptr(GError) error = NULL;

  kith_archiving_keeper_set_online (f->keeper, TRUE);
  choose (f, KITH_KEEPING_NEVER, &none);
  kith_model_fixture_say_features (f->model, "urn:xmpp:ping", NULL);
  kith_model_test_wait (none != NULL);
  g_assert_false (g_task_propagate_boolean (none, &error));
  g_assert_error (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_NOT_SUPPORTED);
  assert_keeping (f, KITH_KEEPING_NONE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/archiving-keeper/wish", Fixture, NULL, set_up, test_wish, tear_down);
  g_test_add ("/archiving-keeper/elsewhere", Fixture, NULL, set_up, test_elsewhere, tear_down);
  g_test_add ("/archiving-keeper/second-thoughts", Fixture, NULL, set_up, test_second_thoughts, tear_down);
  g_test_add ("/archiving-keeper/no-preferences", Fixture, NULL, set_up, test_no_preferences, tear_down);
  g_test_add ("/archiving-keeper/default", Fixture, NULL, set_up, test_default, tear_down);
  g_test_add ("/archiving-keeper/default-refused", Fixture, NULL, set_up, test_default_refused, tear_down);
  g_test_add ("/archiving-keeper/default-again", Fixture, NULL, set_up, test_default_again, tear_down);
  g_test_add ("/archiving-keeper/default-nowhere", Fixture, NULL, set_up, test_default_nowhere, tear_down);
  g_test_add ("/archiving-keeper/no-archive", Fixture, NULL, set_up, test_no_archive, tear_down);

  return g_test_run ();
}
