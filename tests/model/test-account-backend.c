/* SPDX-License-Identifier: GPL-3.0-or-later */
/* size: one backend that notes all it is asked for, and every object that asks */

#include "kith-account-private.h"
#include "kith-client-private.h"
#include "kith-contact-private.h"
#include "kith-conversation-private.h"
#include "kith-gap-private.h"
#include "kith-message-list-private.h"
#include "kith-message-private.h"
#include "kith-model-error.h"
#include "kith-request-private.h"

/* The objects of the model over somebody who knows neither stanzas nor rows: what they ask for, and that they take the answer. */

#define TEST_TYPE_BACKEND (test_backend_get_type ())
G_DECLARE_FINAL_TYPE (TestBackend, test_backend, TEST, BACKEND, GObject)

struct _TestBackend
{
  GObject  parent_instance;

  GString *asked;  /* a word for each call */
  GTask   *task;   /* owned: waits for its answer */
};

static void test_backend_iface_init (KithAccountBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestBackend, test_backend, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (KITH_TYPE_ACCOUNT_BACKEND,
                                                      test_backend_iface_init))

G_GNUC_PRINTF (2, 3)
static void
note (KithAccountBackend *backend,
      const char         *format,
      ...)
{
  GString *asked = TEST_BACKEND (backend)->asked;
  va_list arguments;

  if (asked->len > 0)
    g_string_append_c (asked, ' ');
  va_start (arguments, format);
  g_string_append_vprintf (asked, format, arguments);
  va_end (arguments);
}

static void
take (KithAccountBackend *backend,
      GTask              *task)
{
  TestBackend *self = TEST_BACKEND (backend);

  g_assert_null (self->task);
  self->task = task;
}

static void
do_load (KithAccountBackend *backend,
         GTask              *task)
{
  note (backend, "load");
  take (backend, task);
}

static void
do_leave (KithAccountBackend *backend,
          GTask              *task)
{
  note (backend, "leave");
  take (backend, task);
}

static void
do_forget (KithAccountBackend *backend,
           GTask              *task)
{
  note (backend, "forget");
  take (backend, task);
}

static void
set_tls_database (KithAccountBackend *backend,
                  GTlsDatabase       *database)
{
  note (backend, "tls:%d", database != NULL);
}

static gint64
get_id (KithAccountBackend *backend)
{
  return 7;
}

static void
do_connect (KithAccountBackend *backend)
{
  note (backend, "connect");
}

static void
do_disconnect (KithAccountBackend *backend)
{
  note (backend, "disconnect");
}

static void
check_connection (KithAccountBackend *backend)
{
  note (backend, "check");
}

static void
set_active (KithAccountBackend *backend,
            gboolean            active)
{
  note (backend, "active:%d", active);
}

static void
presence_changed (KithAccountBackend *backend)
{
  note (backend, "presence");
}

static void
enabled_changed (KithAccountBackend *backend)
{
  note (backend, "enabled");
}

static void
settings_changed (KithAccountBackend *backend)
{
  note (backend, "settings");
}

static void
accept_weaker (KithAccountBackend *backend,
               gboolean            always)
{
  note (backend, "weaker:%d", always);
}

static void
set_password (KithAccountBackend *backend,
              const char         *password,
              gboolean            remember)
{
  note (backend, "password:%d", remember);
}

static void
set_nickname (KithAccountBackend *backend,
              const char         *nickname,
              GTask              *task)
{
  note (backend, "nickname:%s", nickname != NULL ? nickname : "-");
  take (backend, task);
}

static void
set_keeping (KithAccountBackend *backend,
             KithKeeping         keeping,
             GTask              *task)
{
  note (backend, "keeping:%d", keeping);
  take (backend, task);
}

static void
store_conversation (KithAccountBackend *backend,
                    KithConversation   *conversation)
{
  note (backend, "store:%s", kith_conversation_get_draft (conversation));
}

static void
mark_read (KithAccountBackend *backend,
           KithConversation   *conversation,
           KithMessage        *last)
{
  note (backend, last != NULL ? "read a part" : "read");
}

static void
set_kept (KithAccountBackend *backend,
          KithConversation   *conversation,
          gboolean            kept)
{
  note (backend, "kept:%d", kept);
}

static void
send_chat_state (KithAccountBackend *backend,
                 KithConversation   *conversation,
                 KithChatState       state)
{
  note (backend, "state:%d", state == KITH_CHAT_STATE_COMPOSING);
}

static void
send_message (KithAccountBackend *backend,
              KithMessage        *message)
{
  note (backend, "send:%s", kith_message_get_body (message));
}

static void
forget_message (KithAccountBackend *backend,
                KithMessage        *message)
{
  note (backend, "forget:%s", kith_message_get_body (message));
}

static void
load_page (KithAccountBackend *backend,
           KithConversation   *conversation,
           gint64              before_id,
           guint               limit,
           GTask              *task)
{
  note (backend, "page:%" G_GINT64_FORMAT, before_id);
  take (backend, task);
}

static void
fill_gap (KithAccountBackend *backend,
          KithConversation   *conversation,
          KithGap            *gap)
{
  note (backend, "gap:%" G_GINT64_FORMAT, kith_gap_get_id (gap));
}

static void
set_item (KithAccountBackend *backend,
          KithContact        *contact,
          const char         *name,
          const char *const  *groups,
          GTask              *task)
{
  note (backend, "item:%s:%s:%s", kith_contact_get_address (contact), name != NULL ? name : "",
        groups != NULL && groups[0] != NULL ? groups[0] : "");
  take (backend, task);
}

static void
remove_item (KithAccountBackend *backend,
             KithContact        *contact,
             GTask              *task)
{
  note (backend, "remove");
  take (backend, task);
}

static void
set_blocked (KithAccountBackend *backend,
             KithContact        *contact,
             gboolean            blocked,
             GTask              *task)
{
  note (backend, "block:%d", blocked);
  take (backend, task);
}

static void
report (KithAccountBackend *backend,
        KithContact        *contact,
        GTask              *task)
{
  note (backend, "report");
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
ask_presence (KithAccountBackend *backend,
              KithContact        *contact,
              const char         *text)
{
  note (backend, "ask:%s", text != NULL ? text : "");
}

static void
stop_seeing (KithAccountBackend *backend,
             KithContact        *contact)
{
  note (backend, "stop-seeing");
}

static void
settle_request (KithAccountBackend *backend,
                KithConversation   *conversation,
                gboolean            accepted)
{
  note (backend, accepted ? "accept" : "decline");
}

static void
share_presence (KithAccountBackend *backend,
                KithContact        *contact)
{
  note (backend, "share");
}

static void
stop_sharing (KithAccountBackend *backend,
              KithContact        *contact)
{
  note (backend, "stop-sharing");
}

static void
forget_request (KithAccountBackend *backend,
                KithContact        *contact)
{
  note (backend, "forget-request");
}

static void
test_backend_iface_init (KithAccountBackendInterface *iface)
{
  iface->load = do_load;
  iface->leave = do_leave;
  iface->forget = do_forget;
  iface->set_tls_database = set_tls_database;
  iface->get_id = get_id;
  iface->connect = do_connect;
  iface->disconnect = do_disconnect;
  iface->check_connection = check_connection;
  iface->set_active = set_active;
  iface->presence_changed = presence_changed;
  iface->enabled_changed = enabled_changed;
  iface->settings_changed = settings_changed;
  iface->accept_weaker = accept_weaker;
  iface->set_password = set_password;
  iface->set_nickname = set_nickname;
  iface->set_keeping = set_keeping;
  iface->store_conversation = store_conversation;
  iface->set_kept = set_kept;
  iface->mark_read = mark_read;
  iface->settle_request = settle_request;
  iface->send_chat_state = send_chat_state;
  iface->send_message = send_message;
  iface->forget_message = forget_message;
  iface->load_page = load_page;
  iface->fill_gap = fill_gap;
  iface->set_item = set_item;
  iface->remove_item = remove_item;
  iface->set_blocked = set_blocked;
  iface->report = report;
  iface->ask_presence = ask_presence;
  iface->stop_seeing = stop_seeing;
  iface->share_presence = share_presence;
  iface->stop_sharing = stop_sharing;
  iface->forget_request = forget_request;
}

static void
test_backend_finalize (GObject *object)
{
  TestBackend *self = TEST_BACKEND (object);

  g_assert_null (self->task);
  g_string_free (self->asked, TRUE);

  G_OBJECT_CLASS (test_backend_parent_class)->finalize (object);
}

static void
test_backend_class_init (TestBackendClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_backend_finalize;
}

static void
test_backend_init (TestBackend *self)
{
  self->asked = g_string_new (NULL);
}

/* Borrowed: the account owns it. */
static TestBackend *
give_backend (KithAccount *account)
{
  TestBackend *backend = g_object_new (TEST_TYPE_BACKEND, NULL);

  kith_account_take_backend (account, KITH_ACCOUNT_BACKEND (backend));

  return backend;
}

static KithAccount *
new_account (void)
{
  g_autoptr(KithJid) jid = kith_jid_new ("ada@kith.example", NULL);

  return kith_account_new (jid);
}

static KithContact *
get_contact (KithAccount *account)
{
  g_autoptr(KithJid) jid = kith_jid_new ("ben@kith.example", NULL);

  return kith_roster_get_contact (kith_account_get_roster (account), jid);
}

/* What was asked since the last time. */
static void
assert_asked (TestBackend *backend,
              const char  *expected)
{
  g_assert_cmpstr (backend->asked->str, ==, expected);
  g_string_truncate (backend->asked, 0);
}

static void
answer (TestBackend *backend,
        GError      *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&backend->task);

  g_assert_nonnull (task);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **place)
{
  while (*place == NULL)
    g_main_context_iteration (NULL, TRUE);

  return g_steal_pointer (place);
}

static void
test_account (void)
{
  KithAccount *account = new_account ();
  TestBackend *backend = give_backend (account);
  g_autoptr(KithAccountSettings) settings = kith_account_settings_new ();

  kith_account_connect (account);
  kith_account_disconnect (account);
  assert_asked (backend, "connect disconnect");

  kith_account_set_presence (account, KITH_SHOW_AWAY, "tea");
  kith_account_set_enabled (account, FALSE);
  kith_account_set_enabled (account, FALSE);
  kith_account_set_settings (account, settings);
  assert_asked (backend, "presence enabled settings");

  kith_account_accept_weaker_sign_in (account, FALSE);
  kith_account_accept_weaker_sign_in (account, TRUE);
  assert_asked (backend, "weaker:0 weaker:1");

  kith_account_keep_password (account, "secret", FALSE);
  kith_account_set_password (account, "secret", TRUE);
  assert_asked (backend, "password:0 password:1 disconnect connect");

  g_object_add_weak_pointer (G_OBJECT (backend), (gpointer *)&backend);
  g_assert_finalize_object (account);
  g_assert_null (backend);
}

static void
test_conversation (void)
{
  KithAccount *account = new_account ();
  TestBackend *backend = give_backend (account);
  KithConversation *conversation =
    kith_account_get_conversation (account, kith_contact_get_jid (get_contact (account)));
  g_autoptr(GError) failure =
    g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_FORBIDDEN, "no");
  KithMessage *message;

  kith_conversation_set_draft (conversation, "hel");
  kith_conversation_set_own_chat_state (conversation, KITH_CHAT_STATE_COMPOSING);
  kith_conversation_set_own_chat_state (conversation, KITH_CHAT_STATE_COMPOSING);
  assert_asked (backend, "store:hel state:1");

  message = kith_conversation_send (conversation, "hello");
  assert_asked (backend, "send:hello");
  kith_conversation_retry (conversation, message);
  kith_conversation_discard (conversation, message);
  assert_asked (backend, "");

  kith_conversation_set_delivery (conversation, message, KITH_DELIVERY_FAILED, failure);
  kith_conversation_retry (conversation, message);
  assert_asked (backend, "send:hello");
  kith_conversation_set_delivery (conversation, message, KITH_DELIVERY_FAILED, failure);
  kith_conversation_discard (conversation, message);
  assert_asked (backend, "forget:hello");

  kith_conversation_set_unread (conversation, 2);
  kith_conversation_mark_read (conversation);
  assert_asked (backend, "read");
  message = kith_conversation_send (conversation, "hello");
  assert_asked (backend, "send:hello");

  /* How much is left is for the backend to say; where nothing is unread it is not asked. */
  kith_conversation_mark_read_to (conversation, message);
  kith_conversation_set_unread (conversation, 2);
  kith_conversation_mark_read_to (conversation, message);
  assert_asked (backend, "read a part");
  g_assert_cmpuint (kith_conversation_get_unread (conversation), ==, 2);

  g_assert_finalize_object (account);
}

/* Who was not known wrote: the person accepts, declines, or writes back. */
static void
test_message_request (void)
{
  KithAccount *account = new_account ();
  TestBackend *backend = give_backend (account);
  KithContact *contact = get_contact (account);
  KithConversation *conversation =
    kith_account_get_conversation_of_stranger (account, kith_contact_get_jid (contact));
  GListModel *requests = kith_account_get_message_requests (account);
  GListModel *conversations = kith_account_get_conversations (account);

  g_assert_true (kith_conversation_get_request (conversation));
  g_assert_cmpuint (g_list_model_get_n_items (requests), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (conversations), ==, 0);

  kith_conversation_accept (conversation);
  kith_conversation_accept (conversation);
  kith_conversation_decline (conversation);
  assert_asked (backend, "accept");
  g_assert_cmpuint (g_list_model_get_n_items (requests), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (conversations), ==, 1);
  g_assert_true (kith_account_get_conversation_of_stranger (account, kith_contact_get_jid (contact)) == conversation);

  kith_conversation_set_request (conversation, TRUE);
  kith_conversation_send (conversation, "hello");
  assert_asked (backend, "accept send:hello");

  kith_conversation_set_request (conversation, TRUE);
  kith_conversation_decline (conversation);
  assert_asked (backend, "decline");
  g_assert_cmpuint (g_list_model_get_n_items (requests), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (conversations), ==, 0);
  g_assert_null (kith_account_lookup_conversation (account, kith_contact_get_address (contact)));

  g_assert_finalize_object (account);
}

static void
test_page (void)
{
  KithAccount *account = new_account ();
  TestBackend *backend = give_backend (account);
  KithConversation *conversation =
    kith_account_get_conversation (account, kith_contact_get_jid (get_contact (account)));
  KithMessageList *messages = kith_conversation_get_messages (conversation);
  GPtrArray *page = g_ptr_array_new_with_free_func (g_object_unref);
  KithMessage *message =
    kith_message_new (conversation, KITH_DIRECTION_IN, "ben@kith.example", "hello", 5, "s");
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GTask) task = NULL;
  GAsyncResult *place = NULL;
  g_autoptr(GError) error = NULL;

  kith_message_set_id (message, 7);
  g_ptr_array_add (page, message);

  kith_message_list_load_older_async (messages, NULL, answered_cb, &place);
  assert_asked (backend, "page:0");
  task = g_steal_pointer (&backend->task);
  g_task_return_pointer (task, page, (GDestroyNotify)g_ptr_array_unref);
  g_clear_object (&task);

  result = wait_for (&place);
  g_assert_true (kith_message_list_load_older_finish (messages, result, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (messages)), ==, 1);
  g_clear_object (&result);

  g_assert_finalize_object (account);
}

static KithMessage *
add_to_page (GPtrArray        *page,
             KithConversation *conversation,
             gint64            id,
             gint64            time)
{
  KithMessage *message = kith_message_new (conversation, KITH_DIRECTION_IN, "ben@kith.example", "hello", time, NULL);

  kith_message_set_id (message, id);
  g_ptr_array_add (page, message);

  return message;
}

/* What was written while there was no room stands before the first page. It is stored then: the next page is still the one before the
 * first. */
static void
test_page_behind_unstored (void)
{
  KithAccount *account = new_account ();
  TestBackend *backend = give_backend (account);
  KithConversation *conversation =
    kith_account_get_conversation (account, kith_contact_get_jid (get_contact (account)));
  KithMessageList *messages = kith_conversation_get_messages (conversation);
  g_autoptr(GPtrArray) page = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(KithMessage) own = kith_message_new (conversation, KITH_DIRECTION_OUT, "ada@kith.example", "mine", 1, "s");
  g_autoptr(GTask) task = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  GAsyncResult *place = NULL;

  for (guint i = 0; i < 3; i++)
    add_to_page (page, conversation, 21 + i, 21 + i);
  kith_message_list_add (messages, own);
  kith_message_list_prepend (messages, page, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (messages)), ==, 4);
  kith_message_set_id (own, 30);

  kith_message_list_load_older_async (messages, NULL, answered_cb, &place);
  assert_asked (backend, "page:21");
  task = g_steal_pointer (&backend->task);
  g_task_return_pointer (task, g_ptr_array_new_with_free_func (g_object_unref), (GDestroyNotify)g_ptr_array_unref);
  g_clear_object (&task);
  result = wait_for (&place);
  g_assert_true (kith_message_list_load_older_finish (messages, result, NULL));
  g_clear_object (&result);
  g_ptr_array_set_size (page, 0);
  g_clear_object (&own);

  g_assert_finalize_object (account);
}

/* What the server keeps: each change is told once; what a server says, nobody is asked for. */
static void
test_kept (void)
{
  KithAccount *account = new_account ();
  TestBackend *backend = give_backend (account);
  KithConversation *conversation =
    kith_account_get_conversation (account, kith_contact_get_jid (get_contact (account)));

  g_assert_true (kith_conversation_get_kept (conversation));
  kith_conversation_set_kept (conversation, TRUE);
  kith_conversation_set_kept (conversation, FALSE);
  kith_conversation_set_kept (conversation, FALSE);
  assert_asked (backend, "kept:0");
  kith_conversation_restore_kept (conversation, TRUE);
  g_assert_true (kith_conversation_get_kept (conversation));
  assert_asked (backend, "");

  g_assert_cmpint (kith_account_get_keeping (account), ==, KITH_KEEPING_UNKNOWN);
  kith_account_restore_keeping (account, KITH_KEEPING_NEVER);
  g_assert_cmpint (kith_account_get_keeping (account), ==, KITH_KEEPING_NEVER);

  g_assert_finalize_object (account);
}

static void
test_keeping (void)
{
  KithAccount *account = new_account ();
  TestBackend *backend = NULL;
  g_autoptr(GAsyncResult) alone = NULL;
  g_autoptr(GAsyncResult) taken = NULL;
  g_autoptr(GAsyncResult) refused = NULL;
  GAsyncResult *place = NULL;
  g_autoptr(GError) error = NULL;

  kith_account_set_keeping_async (account, KITH_KEEPING_CONTACTS, NULL, answered_cb, &place);
  alone = wait_for (&place);
  g_assert_true (kith_account_set_keeping_finish (account, alone, &error));
  g_assert_cmpint (kith_account_get_keeping (account), ==, KITH_KEEPING_CONTACTS);

  backend = give_backend (account);
  kith_account_set_keeping_async (account, KITH_KEEPING_NEVER, NULL, answered_cb, &place);
  assert_asked (backend, "keeping:5");
  answer (backend, NULL);
  taken = wait_for (&place);
  g_assert_true (kith_account_set_keeping_finish (account, taken, &error));
  g_assert_no_error (error);

  kith_account_set_keeping_async (account, KITH_KEEPING_ALWAYS, NULL, answered_cb, &place);
  assert_asked (backend, "keeping:3");
  answer (backend, g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_NOT_SUPPORTED, "no"));
  refused = wait_for (&place);
  g_assert_false (kith_account_set_keeping_finish (account, refused, &error));
  g_assert_error (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_NOT_SUPPORTED);
  g_clear_object (&alone);
  g_clear_object (&taken);
  g_clear_object (&refused);

  g_assert_finalize_object (account);
}

/* Once, while it is on its way. */
static void
test_gap (void)
{
  KithAccount *account = new_account ();
  TestBackend *backend = give_backend (account);
  KithConversation *conversation =
    kith_account_get_conversation (account, kith_contact_get_jid (get_contact (account)));
  g_autoptr(KithGap) gap = kith_gap_new (5, 100);

  kith_conversation_fill_gap (conversation, gap);
  assert_asked (backend, "gap:5");
  kith_gap_set_state (gap, KITH_GAP_LOADING, NULL);
  kith_conversation_fill_gap (conversation, gap);
  assert_asked (backend, "");

  g_assert_finalize_object (account);
}

static void
test_nickname (void)
{
  KithAccount *account = new_account ();
  TestBackend *backend = give_backend (account);
  g_autoptr(GAsyncResult) named = NULL;
  g_autoptr(GAsyncResult) refused = NULL;
  GAsyncResult *place = NULL;
  g_autofree char *long_name = g_strnfill (300, 'n');
  g_autofree char *most = g_strdup_printf ("nickname:%.255s", long_name);
  g_autoptr(GError) error = NULL;

  kith_account_set_nickname_async (account, "  Countess \n", NULL, answered_cb, &place);
  assert_asked (backend, "nickname:Countess");
  answer (backend, NULL);
  named = wait_for (&place);
  g_assert_true (kith_account_set_nickname_finish (account, named, &error));
  g_assert_no_error (error);

  kith_account_set_nickname_async (account, " ", NULL, answered_cb, &place);
  assert_asked (backend, "nickname:-");
  answer (backend, g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_FORBIDDEN, "no"));
  refused = wait_for (&place);
  g_assert_false (kith_account_set_nickname_finish (account, refused, &error));
  g_assert_error (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_FORBIDDEN);

  kith_account_set_nickname_async (account, long_name, NULL, NULL, NULL);
  assert_asked (backend, most);
  answer (backend, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&named);
  g_clear_object (&refused);

  g_assert_finalize_object (account);
}

static void
test_contact (void)
{
  const char *groups[] = { "Friends", NULL };
  KithAccount *account = new_account ();
  TestBackend *backend = give_backend (account);
  KithContact *contact = get_contact (account);
  g_autoptr(GAsyncResult) renamed = NULL;
  g_autoptr(GAsyncResult) refused = NULL;
  GAsyncResult *place = NULL;
  g_autoptr(GError) error = NULL;

  kith_contact_rename_async (contact, "Ben", NULL, answered_cb, &place);
  assert_asked (backend, "item:ben@kith.example:Ben:");
  answer (backend, NULL);
  renamed = wait_for (&place);
  g_assert_true (kith_contact_action_finish (contact, renamed, &error));
  g_assert_no_error (error);

  kith_contact_set_groups_async (contact, groups, NULL, NULL, NULL);
  assert_asked (backend, "item:ben@kith.example::Friends");
  answer (backend, NULL);

  kith_contact_remove_async (contact, NULL, NULL, NULL);
  answer (backend, NULL);
  kith_contact_set_blocked_async (contact, TRUE, NULL, answered_cb, &place);
  assert_asked (backend, "remove block:1");
  answer (backend, g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_FORBIDDEN, "no"));
  refused = wait_for (&place);
  g_assert_false (kith_contact_action_finish (contact, refused, &error));
  g_assert_error (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_FORBIDDEN);

  kith_contact_report_async (contact, NULL, NULL, NULL);
  g_assert_cmpstr (kith_contact_get_address (kith_contact_get_server (contact)), ==, "kith.example");
  assert_asked (backend, "report");

  kith_contact_ask_presence (contact);
  kith_contact_stop_seeing (contact);
  kith_contact_share_presence (contact);
  kith_contact_stop_sharing (contact);
  assert_asked (backend, "ask: stop-seeing share stop-sharing");

  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&renamed);
  g_clear_object (&refused);
  g_assert_finalize_object (account);
}

static void
test_roster (void)
{
  const char *groups[] = { "Friends", NULL };
  KithAccount *account = new_account ();
  TestBackend *backend = give_backend (account);
  KithRoster *roster = kith_account_get_roster (account);
  KithContact *contact = get_contact (account);
  g_autoptr(KithRequest) request = kith_request_new (contact, "it is me", 5);
  g_autoptr(GAsyncResult) result = NULL;
  GAsyncResult *place = NULL;
  g_autoptr(GError) error = NULL;

  kith_roster_add_async (roster, kith_contact_get_jid (contact), "Ben", groups, TRUE, "hi", NULL,
                         answered_cb, &place);
  assert_asked (backend, "item:ben@kith.example:Ben:Friends");
  answer (backend, NULL);
  result = wait_for (&place);
  g_assert_true (kith_roster_add_finish (roster, result, &error) == contact);
  g_assert_no_error (error);
  assert_asked (backend, "ask:hi");

  kith_account_add_request (account, request);
  kith_request_approve (request, TRUE);
  assert_asked (backend, "forget-request share ask:");

  kith_account_add_request (account, request);
  kith_request_block (request);
  assert_asked (backend, "forget-request stop-sharing block:1");
  answer (backend, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  g_clear_object (&request);
  g_clear_object (&result);
  g_assert_finalize_object (account);
}

/* The root has no idea whose accounts it holds. */
static void
test_client (void)
{
  KithClient *client = kith_client_new (NULL, NULL);
  KithAccount *account = new_account ();
  KithAccount *second = new_account ();
  g_autoptr(TestBackend) backend = g_object_ref (give_backend (account));
  g_autoptr(TestBackend) other = g_object_ref (give_backend (second));
  g_autoptr(GAsyncResult) removed = NULL;
  g_autoptr(GAsyncResult) closed = NULL;

  g_assert_cmpint (kith_account_backend_get_id (kith_account_get_backend (account)), ==, 7);
  kith_client_attach (client, account);
  kith_client_attach (client, second);
  kith_client_set_tls_database (client, NULL);
  assert_asked (backend, "tls:0");

  kith_client_remove_account_async (client, account, NULL, answered_cb, &removed);
  g_assert_cmpuint (g_list_model_get_n_items (kith_client_get_accounts (client)), ==, 1);
  assert_asked (backend, "forget");
  answer (backend, NULL);
  removed = wait_for (&removed);

  kith_client_close_async (client, NULL, answered_cb, &closed);
  g_assert_cmpuint (g_list_model_get_n_items (kith_client_get_accounts (client)), ==, 0);
  assert_asked (other, "tls:0 leave");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (closed);
  answer (other, NULL);
  closed = wait_for (&closed);
  g_clear_object (&removed);
  g_clear_object (&closed);
  g_assert_finalize_object (client);
  g_assert_finalize_object (account);
  g_assert_finalize_object (second);
}

/* Whoever acts for an account hears of it, an account that comes later, too. */
static void
test_attention (void)
{
  KithClient *client = kith_client_new (NULL, NULL);
  KithAccount *first = new_account (), *second = new_account ();
  TestBackend *first_backend = give_backend (first), *second_backend = give_backend (second);

  kith_client_attach (client, first);
  assert_asked (first_backend, "");
  kith_client_set_active (client, TRUE);
  kith_client_set_active (client, FALSE);
  kith_client_set_active (client, FALSE);
  kith_client_check_connections (client);
  assert_asked (first_backend, "active:0 check");

  kith_client_attach (client, second);
  assert_asked (second_backend, "active:0");
  kith_client_set_active (client, TRUE);
  assert_asked (first_backend, "active:1");
  assert_asked (second_backend, "active:1");

  g_assert_finalize_object (client);
  g_assert_finalize_object (first);
  g_assert_finalize_object (second);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/account-backend/account", test_account);
  g_test_add_func ("/account-backend/conversation", test_conversation);
  g_test_add_func ("/account-backend/message-request", test_message_request);
  g_test_add_func ("/account-backend/page", test_page);
  g_test_add_func ("/account-backend/page-behind-unstored", test_page_behind_unstored);
  g_test_add_func ("/account-backend/gap", test_gap);
  g_test_add_func ("/account-backend/kept", test_kept);
  g_test_add_func ("/account-backend/contact", test_contact);
  g_test_add_func ("/account-backend/keeping", test_keeping);
  g_test_add_func ("/account-backend/nickname", test_nickname);
  g_test_add_func ("/account-backend/roster", test_roster);
  g_test_add_func ("/account-backend/client", test_client);
  g_test_add_func ("/account-backend/attention", test_attention);

  return g_test_run ();
}
