/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-account-private.h"
#include "kith-conversation-private.h"
#include "kith-model-error.h"
#include "kith-request-private.h"
#include "kith-roster-private.h"
#include "kith-test-peer.h"

/* An account without a backend: what the windows see of it, and when they are told. */

typedef struct
{
  KithAccount *account;
  GPtrArray   *notified; /* names of properties (static) */
} Fixture;

static void
notify_cb (GObject    *object,
           GParamSpec *pspec,
           gpointer    user_data)
{
  g_ptr_array_add (user_data, (char *)pspec->name);
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  g_autoptr(KithJid) jid = kith_jid_new ("ada@kith.example/desk", NULL);

  f->account = kith_account_new (jid);
  f->notified = g_ptr_array_new ();
  g_signal_connect (f->account, "notify", G_CALLBACK (notify_cb), f->notified);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  if (f->account != NULL)
    g_assert_finalize_object (f->account);
  g_ptr_array_unref (f->notified);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (*(const char *const *)a, *(const char *const *)b);
}

/* Of what was told since the last time, in the order of the alphabet. */
static void
assert_notified (Fixture    *f,
                 const char *names)
{
  g_autofree char *told = NULL;

  g_ptr_array_sort (f->notified, compare_names);
  g_ptr_array_add (f->notified, NULL);
  told = g_strjoinv (" ", (char **)f->notified->pdata);
  g_assert_cmpstr (told, ==, names);
  g_ptr_array_set_size (f->notified, 0);
}

static KithJid *
ben (void)
{
  return kith_jid_new ("ben@kith.example/phone", NULL);
}

/* Without anybody who acts for it, an account is away, and asking for a connection changes nothing. */
static void
test_new (Fixture      *f,
          gconstpointer data)
{
  g_autofree char *address = NULL;
  g_autofree char *name = NULL;
  g_autoptr(KithJid) jid = NULL;
  KithAccountState state = KITH_ACCOUNT_FAILED;
  KithShow show = KITH_SHOW_OFFLINE;
  gboolean enabled = FALSE;

  g_object_get (f->account, "jid", &jid, "address", &address, "display-name", &name, "state", &state, "show", &show,
                "enabled", &enabled, NULL);
  g_assert_cmpstr (kith_jid_get_text (jid), ==, "ada@kith.example");
  g_assert_cmpstr (address, ==, "ada@kith.example");
  g_assert_cmpstr (name, ==, "ada");
  g_assert_cmpint (state, ==, KITH_ACCOUNT_OFFLINE);
  g_assert_cmpint (show, ==, KITH_SHOW_AVAILABLE);
  g_assert_true (enabled);
  g_assert_null (kith_account_get_backend (f->account));
  g_assert_null (kith_account_get_error (f->account));
  g_assert_null (kith_account_get_certificate (f->account));
  g_assert_null (kith_account_get_settings (f->account)->host);

  kith_account_connect (f->account);
  kith_account_set_password (f->account, "secret", TRUE);
  kith_account_accept_weaker_sign_in (f->account, TRUE);
  kith_account_disconnect (f->account);
  g_assert_cmpint (kith_account_get_state (f->account), ==, KITH_ACCOUNT_OFFLINE);
  assert_notified (f, "");
}

/* An error goes with its state, and is gone with it. */
static void
test_state (Fixture      *f,
            gconstpointer data)
{
  g_autoptr(GError) error = g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_UNREACHABLE, "away");
  g_autoptr(GError) shown = NULL;

  kith_account_set_state (f->account, KITH_ACCOUNT_CONNECTING, NULL);
  assert_notified (f, "state");
  kith_account_set_state (f->account, KITH_ACCOUNT_CONNECTING, NULL);
  assert_notified (f, "");

  kith_account_set_state (f->account, KITH_ACCOUNT_WAITING, error);
  assert_notified (f, "error state");
  g_object_get (f->account, "error", &shown, NULL);
  g_assert_error (shown, KITH_MODEL_ERROR, KITH_MODEL_ERROR_UNREACHABLE);
  g_assert_true (kith_account_get_error (f->account) != error);

  /* Another reason for the same state is told. */
  error->code = KITH_MODEL_ERROR_PASSWORD_NEEDED;
  kith_account_set_state (f->account, KITH_ACCOUNT_WAITING, error);
  assert_notified (f, "error");
  g_assert_error (kith_account_get_error (f->account), KITH_MODEL_ERROR, KITH_MODEL_ERROR_PASSWORD_NEEDED);

  kith_account_set_state (f->account, KITH_ACCOUNT_ONLINE, NULL);
  g_assert_null (kith_account_get_error (f->account));
  assert_notified (f, "error state");

  /* That the keyring is closed says nothing of the connection. */
  kith_account_set_keyring_error (f->account, NULL);
  assert_notified (f, "");
  kith_account_set_keyring_error (f->account, error);
  assert_notified (f, "keyring-error");
  g_assert_null (kith_account_get_error (f->account));
  kith_account_set_state (f->account, KITH_ACCOUNT_OFFLINE, NULL);
  g_assert_nonnull (kith_account_get_keyring_error (f->account));
}

/* What the person chose is theirs: no state changes it. */
static void
test_choices (Fixture      *f,
              gconstpointer data)
{
  kith_account_set_presence (f->account, KITH_SHOW_AWAY, "tea");
  g_assert_cmpint (kith_account_get_show (f->account), ==, KITH_SHOW_AWAY);
  g_assert_cmpstr (kith_account_get_status (f->account), ==, "tea");
  assert_notified (f, "show status");
  kith_account_set_presence (f->account, KITH_SHOW_AWAY, "tea");
  assert_notified (f, "");
  kith_account_set_presence (f->account, KITH_SHOW_AWAY, NULL);
  assert_notified (f, "status");
  kith_account_set_state (f->account, KITH_ACCOUNT_FAILED, NULL);
  g_assert_cmpint (kith_account_get_show (f->account), ==, KITH_SHOW_AWAY);
  assert_notified (f, "state");

  g_object_set (f->account, "enabled", TRUE, NULL);
  assert_notified (f, "");
  g_object_set (f->account, "enabled", FALSE, NULL);
  assert_notified (f, "enabled");
  g_assert_false (kith_account_get_enabled (f->account));
  g_assert_cmpint (kith_account_get_show (f->account), ==, KITH_SHOW_AWAY);
}

/* Settings are copied, and stay while only something else is restored. */
static void
test_settings (Fixture      *f,
               gconstpointer data)
{
  g_autoptr(KithAccountSettings) settings = kith_account_settings_new ();

  settings->host = g_strdup ("host.example");
  settings->port = 5223;
  kith_account_set_settings (f->account, settings);
  settings->port = 1;
  g_assert_cmpuint (kith_account_get_settings (f->account)->port, ==, 5223);
  kith_account_restore (f->account, NULL, FALSE, KITH_SHOW_DO_NOT_DISTURB, "busy");
  g_assert_cmpstr (kith_account_get_settings (f->account)->host, ==, "host.example");
  g_assert_false (kith_account_get_enabled (f->account));
  g_assert_cmpint (kith_account_get_show (f->account), ==, KITH_SHOW_DO_NOT_DISTURB);
}

/* Ours as others see it: a nickname goes before the name in the address, and back. */
static void
test_profile (Fixture      *f,
              gconstpointer data)
{
  g_autoptr(GBytes) avatar = g_bytes_new_static ("picture", 7);

  kith_account_set_profile (f->account, "Countess", avatar);
  assert_notified (f, "avatar display-name");
  g_assert_cmpstr (kith_account_get_display_name (f->account), ==, "Countess");
  g_assert_cmpstr (kith_account_get_nickname (f->account), ==, "Countess");
  g_assert_true (g_bytes_equal (kith_account_get_avatar (f->account), avatar));

  kith_account_set_profile (f->account, "Countess", avatar);
  assert_notified (f, "");
  kith_account_set_profile (f->account, NULL, avatar);
  assert_notified (f, "display-name");
  g_assert_cmpstr (kith_account_get_display_name (f->account), ==, "ada");
  g_assert_null (kith_account_get_nickname (f->account));
  kith_account_set_profile (f->account, NULL, NULL);
  assert_notified (f, "avatar");
  g_assert_null (kith_account_get_avatar (f->account));
}

/* The person takes a certificate that was refused: that very one is pinned, by its hash, and nothing else changes. */
static void
test_certificate (Fixture      *f,
                  gconstpointer data)
{
  g_autoptr(GTlsCertificate) certificate = kith_test_certificate_new ("kith.example", g_get_real_time () / 1000000 + 3600);
  g_autoptr(KithAccountSettings) settings = kith_account_settings_new ();
  g_autoptr(GByteArray) der = NULL;
  g_autofree char *hash = NULL;

  settings->host = g_strdup ("host.example");
  kith_account_set_settings (f->account, settings);

  /* None was refused. */
  kith_account_trust_certificate (f->account);
  g_assert_null (kith_account_get_settings (f->account)->pinned_certificate);
  assert_notified (f, "");

  kith_account_set_certificate (f->account, certificate, G_TLS_CERTIFICATE_UNKNOWN_CA);
  assert_notified (f, "certificate certificate-flaws");
  kith_account_set_certificate (f->account, certificate, G_TLS_CERTIFICATE_UNKNOWN_CA);
  assert_notified (f, "");
  g_assert_true (kith_account_get_certificate (f->account) == certificate);
  g_assert_cmpuint (kith_account_get_certificate_flaws (f->account), ==, G_TLS_CERTIFICATE_UNKNOWN_CA);
  g_assert_null (kith_account_get_settings (f->account)->pinned_certificate);

  kith_account_trust_certificate (f->account);
  g_object_get (certificate, "certificate", &der, NULL);
  hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
  g_assert_cmpstr (kith_account_get_settings (f->account)->pinned_certificate, ==, hash);
  g_assert_cmpstr (kith_account_get_settings (f->account)->host, ==, "host.example");
}

static guint
count (GListModel *list)
{
  return g_list_model_get_n_items (list);
}

/* One chat with each, whichever of their devices is named; that of a stranger is a request, until it is none any more. */
static void
test_conversations (Fixture      *f,
                    gconstpointer data)
{
  g_autoptr(KithJid) full = ben ();
  g_autoptr(KithJid) bare = kith_jid_dup_bare (full);
  g_autoptr(KithJid) stranger = kith_jid_new ("mallory@kith.example", NULL);
  KithConversation *conversation = kith_account_get_conversation (f->account, full);
  KithConversation *strange;

  g_assert_true (kith_account_get_conversation (f->account, bare) == conversation);
  g_assert_true (kith_account_get_conversation_of_stranger (f->account, bare) == conversation);
  g_assert_false (kith_conversation_get_request (conversation));
  g_assert_true (kith_account_lookup_conversation (f->account, "ben@kith.example") == conversation);
  g_assert_null (kith_account_lookup_conversation (f->account, "ben@kith.example/phone"));
  g_assert_true (kith_conversation_get_contact (conversation) ==
                 kith_roster_lookup (kith_account_get_roster (f->account), "ben@kith.example"));
  g_assert_cmpuint (count (kith_account_get_conversations (f->account)), ==, 1);

  strange = kith_account_get_conversation_of_stranger (f->account, stranger);
  g_assert_true (kith_conversation_get_request (strange));
  g_assert_true (kith_account_get_conversation (f->account, stranger) == strange);
  g_assert_cmpuint (count (kith_account_get_conversations (f->account)), ==, 1);
  g_assert_cmpuint (count (kith_account_get_message_requests (f->account)), ==, 1);

  kith_account_drop_conversation (f->account, strange);
  g_assert_cmpuint (count (kith_account_get_message_requests (f->account)), ==, 0);
  g_assert_null (kith_account_lookup_conversation (f->account, "mallory@kith.example"));
}

/* One question of each: a second takes the place of the first. */
static void
test_requests (Fixture      *f,
               gconstpointer data)
{
  g_autoptr(KithJid) jid = ben ();
  KithContact *contact = kith_roster_get_contact (kith_account_get_roster (f->account), jid);
  g_autoptr(KithRequest) first = kith_request_new (contact, "please", 1);
  g_autoptr(KithRequest) second = kith_request_new (contact, "now", 2);

  g_assert_null (kith_account_find_request (f->account, contact));
  kith_account_drop_request (f->account, contact);
  kith_account_add_request (f->account, first);
  kith_account_add_request (f->account, second);
  g_assert_cmpuint (count (kith_account_get_requests (f->account)), ==, 1);
  g_assert_true (kith_account_find_request (f->account, contact) == second);
  g_assert_false (kith_account_remove_request (f->account, first));
  g_assert_true (kith_account_remove_request (f->account, second));
  g_assert_false (kith_account_remove_request (f->account, second));
  g_assert_cmpuint (count (kith_account_get_requests (f->account)), ==, 0);
}

/* Whoever holds a chat or a contact does not hold the account, and can go on asking for it. */
static void
test_end (Fixture      *f,
          gconstpointer data)
{
  g_autoptr(KithJid) jid = ben ();
  g_autoptr(KithConversation) conversation = g_object_ref (kith_account_get_conversation (f->account, jid));
  g_autoptr(KithContact) contact = g_object_ref (kith_conversation_get_contact (conversation));
  KithRequest *request = kith_request_new (contact, NULL, 1);

  kith_account_add_request (f->account, request);
  g_object_add_weak_pointer (G_OBJECT (request), (gpointer *)&request);
  g_object_unref (request);
  g_assert_finalize_object (g_steal_pointer (&f->account));
  g_assert_null (request);
  g_assert_null (kith_contact_get_account (contact));
  g_assert_null (kith_conversation_get_account (conversation));
  g_assert_cmpstr (kith_contact_get_address (contact), ==, "ben@kith.example");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/account/new", Fixture, NULL, set_up, test_new, tear_down);
  g_test_add ("/account/state", Fixture, NULL, set_up, test_state, tear_down);
  g_test_add ("/account/choices", Fixture, NULL, set_up, test_choices, tear_down);
  g_test_add ("/account/settings", Fixture, NULL, set_up, test_settings, tear_down);
  g_test_add ("/account/profile", Fixture, NULL, set_up, test_profile, tear_down);
  g_test_add ("/account/certificate", Fixture, NULL, set_up, test_certificate, tear_down);
  g_test_add ("/account/conversations", Fixture, NULL, set_up, test_conversations, tear_down);
  g_test_add ("/account/requests", Fixture, NULL, set_up, test_requests, tear_down);
  g_test_add ("/account/end", Fixture, NULL, set_up, test_end, tear_down);

  return g_test_run ();
}
