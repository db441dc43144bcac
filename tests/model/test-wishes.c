/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-contact-private.h"
#include "kith-model-fixture.h"
#include "kith-roster-private.h"
#include "kith-wishes-private.h"

/* What is wanted without a connection: kept, shown, and told to the server later. */

#define BEN "ben@kith.example"
#define MAM "urn:xmpp:mam:2"

typedef struct
{
  KithModelFixture    *model; /* owned */
  KithRosterKeeper    *keeper; /* owned */
  KithProfiles        *profiles; /* owned */
  KithArchivingKeeper *archiving; /* owned */
  KithWishes          *wishes; /* owned */
} Fixture;

static void
begin (Fixture *f)
{
  f->keeper = kith_roster_keeper_new (f->model->account, f->model->account_id, f->model->store, f->model->session);
  f->profiles = kith_profiles_new (f->model->account, f->model->account_id, f->model->store, f->model->session);
  f->archiving = kith_archiving_keeper_new (f->model->account, f->model->account_id, f->model->store, f->model->session);
  f->wishes = kith_wishes_new (f->model->account, f->model->account_id, f->model->store, f->keeper, f->profiles, f->archiving);
}

static void
end (Fixture *f)
{
  kith_wishes_set_online (f->wishes, FALSE);
  kith_archiving_keeper_set_online (f->archiving, FALSE);
  kith_roster_keeper_set_online (f->keeper, FALSE);
  kith_model_fixture_settle (f->model);
  g_assert_finalize_object (f->wishes);
  g_assert_finalize_object (f->keeper);
  g_assert_finalize_object (f->profiles);
  g_assert_finalize_object (f->archiving);
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->model = kith_model_fixture_new ();
  begin (f);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  end (f);
  kith_model_fixture_free (f->model);
}

static void
go_online (Fixture *f)
{
  kith_roster_keeper_set_online (f->keeper, TRUE);
  kith_wishes_set_online (f->wishes, TRUE);
}

static KithContact *
get_ben (Fixture *f)
{
  g_autoptr(KithJid) jid = kith_jid_new (BEN, NULL);

  return kith_roster_get_contact (kith_account_get_roster (f->model->account), jid);
}

static void
add (Fixture     *f,
     KithWishKind kind,
     const char  *name)
{
  g_autoptr(KithWishRecord) wish = kith_wish_record_new (kind, BEN);
  guint n = kith_wishes_get_n_waiting (f->wishes);

  wish->name = g_strdup (name);
  kith_wishes_add (f->wishes, wish, NULL);
  kith_model_fixture_settle (f->model);
  g_assert_cmpuint (kith_wishes_get_n_waiting (f->wishes), >=, n);
}

static void
answer (Fixture    *f,
        const char *name_space)
{
  g_autoptr(KithStanza) question = kith_model_fixture_take (f->model, "iq", name_space);
  g_autofree char *xml = g_strdup_printf ("<iq xmlns='jabber:client' type='result' id='%s'/>",
                                          kith_stanza_get (question, "id"));

  kith_model_fixture_receive (f->model, xml);
}

static void
answer_preferences (Fixture    *f,
                    const char *text,
                    const char *fallback)
{
  g_autoptr(KithStanza) question = kith_model_fixture_take (f->model, "iq", text);
  g_autofree char *xml = g_strdup_printf ("<iq xmlns='jabber:client' type='result' id='%s'><prefs xmlns='" MAM "' default='%s'/></iq>",
                                          kith_stanza_get (question, "id"), fallback);

  kith_model_fixture_receive (f->model, xml);
}

static void
test_order (Fixture      *f,
            gconstpointer data)
{
  add (f, KITH_WISH_ITEM, "Benny");
  add (f, KITH_WISH_ITEM, "Ben");
  add (f, KITH_WISH_ASK, NULL);
  g_assert_cmpuint (kith_wishes_get_n_waiting (f->wishes), ==, 2);
  g_assert_cmpstr (kith_contact_get_display_name (get_ben (f)), ==, "Ben");
  g_assert_true (kith_contact_get_in_roster (get_ben (f)));
  g_assert_true (kith_contact_get_asked (get_ben (f)));
  g_assert_false (kith_model_fixture_has_sent (f->model, "presence", "subscribe"));

  go_online (f);
  g_assert_false (kith_model_fixture_has_sent (f->model, "presence", "subscribe"));
  answer (f, "name=\"Ben\"");
  kith_model_test_wait (kith_wishes_get_n_waiting (f->wishes) == 0);
  g_assert_true (kith_model_fixture_has_sent (f->model, "presence", "subscribe"));
}

static void
wishes_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GPtrArray **)user_data = kith_store_load_wishes_finish (KITH_STORE (source), result, NULL);
}

static GPtrArray *
load (Fixture *f)
{
  GPtrArray *wishes = NULL;

  kith_store_load_wishes_async (f->model->store, f->model->account_id, NULL, wishes_cb, &wishes);
  kith_model_test_wait (wishes != NULL);

  return wishes;
}

/* What is kept survives a restart. */
static void
test_restart (Fixture      *f,
              gconstpointer data)
{
  g_autoptr(GPtrArray) stored = NULL;
  g_autoptr(GPtrArray) left = NULL;

  kith_model_fixture_push (f->model, BEN, "both");
  add (f, KITH_WISH_REMOVE, NULL);
  end (f);
  kith_model_fixture_push (f->model, BEN, "both");
  begin (f);
  kith_model_fixture_push (f->model, BEN, "both");
  stored = load (f);
  g_assert_cmpuint (stored->len, ==, 1);
  kith_wishes_restore (f->wishes, stored);
  g_assert_false (kith_contact_get_in_roster (get_ben (f)));

  go_online (f);
  answer (f, "subscription=\"remove\"");
  kith_model_test_wait (kith_wishes_get_n_waiting (f->wishes) == 0);
  kith_model_fixture_settle (f->model);
  left = load (f);
  g_assert_cmpuint (left->len, ==, 0);
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  *(gboolean *)user_data = g_task_propagate_boolean (G_TASK (result), NULL);
}

/* With a connection the server is asked at once, and its answer is the answer. */
static void
test_online (Fixture      *f,
             gconstpointer data)
{
  g_autoptr(KithWishRecord) wish = kith_wish_record_new (KITH_WISH_REMOVE, BEN);
  gboolean answered = FALSE;

  kith_model_fixture_push (f->model, BEN, "both");
  go_online (f);
  kith_wishes_add (f->wishes, wish, g_task_new (NULL, NULL, answered_cb, &answered));
  g_assert_true (kith_contact_get_in_roster (get_ben (f)));
  answer (f, "subscription=\"remove\"");
  kith_model_test_wait (answered);
  g_assert_cmpuint (kith_wishes_get_n_waiting (f->wishes), ==, 0);
}

/* Whoever takes back what they wanted, before the server heard of it, wants the last thing. */
static void
test_replaced (Fixture      *f,
               gconstpointer data)
{
  g_autoptr(GPtrArray) stored = NULL;

  kith_model_fixture_push (f->model, BEN, "both");
  add (f, KITH_WISH_REMOVE, NULL);
  g_assert_false (kith_contact_get_in_roster (get_ben (f)));
  add (f, KITH_WISH_REFUSE, NULL);
  add (f, KITH_WISH_APPROVE, NULL);
  add (f, KITH_WISH_ASK, NULL);
  add (f, KITH_WISH_STOP, NULL);
  stored = load (f);
  g_assert_cmpuint (stored->len, ==, 3);
  g_assert_cmpuint (kith_wishes_get_n_waiting (f->wishes), ==, 3);
}

static void
assert_name (Fixture    *f,
             const char *name)
{
  g_assert_cmpstr (kith_account_get_nickname (f->model->account), ==, name);
}

/* A name of our own that was chosen without a connection: it shows, outlives a restart and a connection that was too short, and who
 * is asked to be seen is told it. */
static void
test_name (Fixture      *f,
           gconstpointer data)
{
  g_autoptr(KithWishRecord) wish = kith_wish_record_new (KITH_WISH_NAME, "ada@kith.example");
  g_autoptr(GPtrArray) stored = NULL;
  g_autoptr(GPtrArray) left = NULL;
  g_autoptr(KithStanza) unanswered = NULL;
  g_autoptr(KithStanza) asked = NULL;
  g_autofree char *nick = NULL;

  wish->name = g_strdup ("Countess");
  kith_wishes_add (f->wishes, wish, NULL);
  assert_name (f, "Countess");
  kith_model_fixture_settle (f->model);
  end (f);
  begin (f);
  stored = load (f);
  g_assert_cmpuint (stored->len, ==, 1);
  kith_wishes_restore (f->wishes, stored);
  assert_name (f, "Countess");
  g_assert_null (kith_roster_lookup (kith_account_get_roster (f->model->account), "ada@kith.example"));

  go_online (f);
  unanswered = kith_model_fixture_take (f->model, "iq", ">Countess<");
  kith_wishes_set_online (f->wishes, FALSE);
  {
    g_autofree char *xml = g_strdup_printf ("<iq xmlns='jabber:client' type='error' id='%s'><error type='wait'>"
                                            "<remote-server-timeout xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
                                            kith_stanza_get (unanswered, "id"));

    kith_model_fixture_receive (f->model, xml);
  }
  kith_model_fixture_settle (f->model);
  assert_name (f, "Countess");
  g_assert_cmpuint (kith_wishes_get_n_waiting (f->wishes), ==, 1);

  kith_wishes_set_online (f->wishes, TRUE);
  answer (f, ">Countess<");
  kith_model_test_wait (kith_wishes_get_n_waiting (f->wishes) == 0);
  kith_model_fixture_settle (f->model);
  left = load (f);
  g_assert_cmpuint (left->len, ==, 0);
  assert_name (f, "Countess");

  add (f, KITH_WISH_ASK, NULL);
  asked = kith_model_fixture_take (f->model, "presence", "subscribe");
  nick = kith_stanza_dup_child_text (asked, "nick", "http://jabber.org/protocol/nick");
  g_assert_cmpstr (nick, ==, "Countess");
}

/* What the server is to keep, chosen without one: it shows, outlives a restart and a connection that was too short, and the server
 * learns it once. */
static void
test_keeping (Fixture      *f,
              gconstpointer data)
{
  g_autoptr(GPtrArray) stored = NULL;
  g_autoptr(GPtrArray) left = NULL;
  g_autoptr(KithStanza) unanswered = NULL;

  kith_wishes_want_keeping (f->wishes, KITH_KEEPING_ALWAYS, g_task_new (NULL, NULL, NULL, NULL));
  kith_model_fixture_settle (f->model);
  kith_wishes_want_keeping (f->wishes, KITH_KEEPING_NEVER, g_task_new (NULL, NULL, NULL, NULL));
  kith_wishes_want_name (f->wishes, "Countess", g_task_new (NULL, NULL, NULL, NULL));
  g_assert_cmpint (kith_account_get_keeping (f->model->account), ==, KITH_KEEPING_NEVER);
  kith_model_fixture_settle (f->model);
  end (f);
  kith_account_restore_keeping (f->model->account, KITH_KEEPING_UNKNOWN);
  begin (f);
  stored = load (f);
  g_assert_cmpuint (stored->len, ==, 2);
  kith_wishes_restore (f->wishes, stored);
  g_assert_cmpint (kith_account_get_keeping (f->model->account), ==, KITH_KEEPING_NEVER);

  kith_archiving_keeper_set_online (f->archiving, TRUE);
  go_online (f);
  kith_model_fixture_say_features (f->model, MAM, NULL);
  unanswered = kith_model_fixture_take (f->model, "iq", "<prefs");
  kith_wishes_set_online (f->wishes, FALSE);
  kith_archiving_keeper_set_online (f->archiving, FALSE);
  kith_model_fixture_settle (f->model);
  g_assert_cmpint (kith_account_get_keeping (f->model->account), ==, KITH_KEEPING_NEVER);
  g_assert_cmpuint (kith_wishes_get_n_waiting (f->wishes), ==, 2);

  kith_archiving_keeper_set_online (f->archiving, TRUE);
  kith_wishes_set_online (f->wishes, TRUE);
  answer_preferences (f, "<prefs xmlns=\"" MAM "\"/>", "roster");
  g_assert_cmpint (kith_account_get_keeping (f->model->account), ==, KITH_KEEPING_NEVER);
  answer_preferences (f, "default=\"never\"", "never");
  answer (f, ">Countess<");
  kith_model_test_wait (kith_wishes_get_n_waiting (f->wishes) == 0);
  kith_model_fixture_settle (f->model);
  left = load (f);
  g_assert_cmpuint (left->len, ==, 0);
  g_assert_cmpint (kith_account_get_keeping (f->model->account), ==, KITH_KEEPING_NEVER);
  g_assert_false (kith_model_fixture_has_sent (f->model, "iq", "<prefs"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/wishes/order", Fixture, NULL, set_up, test_order, tear_down);
  g_test_add ("/wishes/restart", Fixture, NULL, set_up, test_restart, tear_down);
  g_test_add ("/wishes/online", Fixture, NULL, set_up, test_online, tear_down);
  g_test_add ("/wishes/replaced", Fixture, NULL, set_up, test_replaced, tear_down);
  g_test_add ("/wishes/name", Fixture, NULL, set_up, test_name, tear_down);
  g_test_add ("/wishes/keeping", Fixture, NULL, set_up, test_keeping, tear_down);

  return g_test_run ();
}
