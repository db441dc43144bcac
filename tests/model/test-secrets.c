/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-model-error.h"
#include "kith-secrets.h"

/* The interface over a keyring that notes what it is asked, and answers when the test says so: as one does that has to be unlocked. */

#define TEST_TYPE_KEYRING (test_keyring_get_type ())
G_DECLARE_FINAL_TYPE (TestKeyring, test_keyring, TEST, KEYRING, GObject)

struct _TestKeyring
{
  GObject parent_instance;

  char   *asked; /* owned: the last call */
  GTask  *task;  /* owned: waits for its answer */
};

static void test_keyring_iface_init (KithSecretsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestKeyring, test_keyring, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (KITH_TYPE_SECRETS, test_keyring_iface_init))

/* Takes @asked. */
static void
take (KithSecrets        *secrets,
      char               *asked,
      GCancellable       *cancellable,
      GAsyncReadyCallback callback,
      gpointer            user_data)
{
  TestKeyring *self = TEST_KEYRING (secrets);

  g_assert_null (self->task);
  g_free (self->asked);
  self->asked = asked;
  self->task = g_task_new (self, cancellable, callback, user_data);
}

static void
lookup_async (KithSecrets        *secrets,
              const char         *account,
              const char         *kind,
              GCancellable       *cancellable,
              GAsyncReadyCallback callback,
              gpointer            user_data)
{
  take (secrets, g_strjoin (" ", "lookup", account, kind, NULL), cancellable, callback, user_data);
}

static char *
lookup_finish (KithSecrets  *secrets,
               GAsyncResult *result,
               GError      **error)
{
  g_assert_true (g_task_is_valid (result, secrets));

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
save_async (KithSecrets        *secrets,
            const char         *account,
            const char         *kind,
            const char         *secret,
            GCancellable       *cancellable,
            GAsyncReadyCallback callback,
            gpointer            user_data)
{
  take (secrets, g_strjoin (" ", secret != NULL ? "save" : "remove", account, kind, secret, NULL), cancellable,
        callback, user_data);
}

static gboolean
save_finish (KithSecrets  *secrets,
             GAsyncResult *result,
             GError      **error)
{
  g_assert_true (g_task_is_valid (result, secrets));

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
test_keyring_iface_init (KithSecretsInterface *iface)
{
  iface->lookup_async = lookup_async;
  iface->lookup_finish = lookup_finish;
  iface->save_async = save_async;
  iface->save_finish = save_finish;
}

static void
test_keyring_finalize (GObject *object)
{
  TestKeyring *self = TEST_KEYRING (object);

  g_assert_null (self->task);
  g_free (self->asked);

  G_OBJECT_CLASS (test_keyring_parent_class)->finalize (object);
}

static void
test_keyring_class_init (TestKeyringClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_keyring_finalize;
}

static void
test_keyring_init (TestKeyring *self)
{
}

typedef struct
{
  TestKeyring  *keyring;
  KithSecrets  *secrets;     /* the same */
  GCancellable *cancellable;
  GAsyncResult *result;
  GError       *error;
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->keyring = g_object_new (TEST_TYPE_KEYRING, NULL);
  f->secrets = KITH_SECRETS (f->keyring);
  f->cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  g_clear_object (&f->result);
  g_clear_error (&f->error);
  g_assert_finalize_object (f->keyring);
  g_assert_finalize_object (f->cancellable);
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Fixture *f = user_data;

  g_assert_true (source == G_OBJECT (f->keyring));
  g_assert_null (f->result);
  f->result = g_object_ref (result);
}

/* Lets go of the task that waits, which has its answer. */
static void
wait_answer (Fixture *f)
{
  g_assert_null (f->result);
  g_clear_object (&f->keyring->task);
  while (f->result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static char *
finish_lookup (Fixture *f)
{
  g_autoptr(GAsyncResult) result = NULL;

  wait_answer (f);
  result = g_steal_pointer (&f->result);

  return kith_secrets_lookup_finish (f->secrets, result, &f->error);
}

static gboolean
finish_save (Fixture *f)
{
  g_autoptr(GAsyncResult) result = NULL;

  wait_answer (f);
  result = g_steal_pointer (&f->result);

  return kith_secrets_save_finish (f->secrets, result, &f->error);
}

static void
test_lookup (Fixture      *f,
             gconstpointer data)
{
  char *secret;

  kith_secrets_lookup_async (f->secrets, "ada@kith.example", "password", f->cancellable, answered_cb, f);
  g_assert_cmpstr (f->keyring->asked, ==, "lookup ada@kith.example password");
  g_assert_true (g_task_get_cancellable (f->keyring->task) == f->cancellable);
  g_task_return_pointer (f->keyring->task, g_strdup ("open"), g_free);
  secret = finish_lookup (f);
  g_assert_no_error (f->error);
  g_assert_cmpstr (secret, ==, "open");
  kith_secret_free (secret);

  /* There is none, and that is no error. */
  kith_secrets_lookup_async (f->secrets, "ada@kith.example", "token", NULL, answered_cb, f);
  g_assert_cmpstr (f->keyring->asked, ==, "lookup ada@kith.example token");
  g_assert_null (g_task_get_cancellable (f->keyring->task));
  g_task_return_pointer (f->keyring->task, NULL, NULL);
  g_assert_null (finish_lookup (f));
  g_assert_no_error (f->error);
  kith_secret_free (NULL);

  kith_secrets_lookup_async (f->secrets, "ada@kith.example", "token", NULL, answered_cb, f);
  g_task_return_new_error (f->keyring->task, KITH_MODEL_ERROR, KITH_MODEL_ERROR_KEYRING_UNAVAILABLE, "none");
  g_assert_null (finish_lookup (f));
  g_assert_error (f->error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_KEYRING_UNAVAILABLE);
}

static void
test_save (Fixture      *f,
           gconstpointer data)
{
  kith_secrets_save_async (f->secrets, "ada@kith.example", "token", "abc", f->cancellable, answered_cb, f);
  g_assert_cmpstr (f->keyring->asked, ==, "save ada@kith.example token abc");
  g_assert_true (g_task_get_cancellable (f->keyring->task) == f->cancellable);
  g_task_return_boolean (f->keyring->task, TRUE);
  g_assert_true (finish_save (f));
  g_assert_no_error (f->error);

  kith_secrets_save_async (f->secrets, "ada@kith.example", "token", NULL, NULL, answered_cb, f);
  g_assert_cmpstr (f->keyring->asked, ==, "remove ada@kith.example token");
  g_task_return_new_error (f->keyring->task, KITH_MODEL_ERROR, KITH_MODEL_ERROR_KEYRING_LOCKED, "locked");
  g_assert_false (finish_save (f));
  g_assert_error (f->error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_KEYRING_LOCKED);
}

/* The person may be asked meanwhile: whoever gives up gets an error, and no secret that came all the same. */
static void
test_cancelled (Fixture      *f,
                gconstpointer data)
{
  kith_secrets_lookup_async (f->secrets, "ada@kith.example", "password", f->cancellable, answered_cb, f);
  g_cancellable_cancel (f->cancellable);
  g_task_return_pointer (f->keyring->task, g_strdup ("open"), g_free);
  g_assert_null (finish_lookup (f));
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Without an address or a kind nothing is asked for. */
static void
test_incomplete (Fixture      *f,
                 gconstpointer data)
{
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*account != NULL*");
  kith_secrets_lookup_async (f->secrets, NULL, "password", NULL, answered_cb, f);
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*kind != NULL*");
  kith_secrets_save_async (f->secrets, "ada@kith.example", NULL, "open", NULL, answered_cb, f);
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*KITH_IS_SECRETS*");
  kith_secrets_save_async ((KithSecrets *)f->cancellable, "ada@kith.example", "password", "open", NULL, answered_cb, f);
  g_test_assert_expected_messages ();
  g_assert_null (f->keyring->asked);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/secrets/lookup", Fixture, NULL, set_up, test_lookup, tear_down);
  g_test_add ("/secrets/save", Fixture, NULL, set_up, test_save, tear_down);
  g_test_add ("/secrets/cancelled", Fixture, NULL, set_up, test_cancelled, tear_down);
  g_test_add ("/secrets/incomplete", Fixture, NULL, set_up, test_incomplete, tear_down);

  return g_test_run ();
}
