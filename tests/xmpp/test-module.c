/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-module.h"

#include "kith-router.h"
#include "kith-xmpp-error.h"

#define TEST_TYPE_BARE (test_bare_get_type ())
G_DECLARE_FINAL_TYPE (TestBare, test_bare, TEST, BARE, KithModule)

struct _TestBare
{
  KithModule parent_instance;
};

G_DEFINE_FINAL_TYPE (TestBare, test_bare, KITH_TYPE_MODULE)

static void
test_bare_class_init (TestBareClass *klass)
{
}

static void
test_bare_init (TestBare *self)
{
}

/* One that declares nothing is there, and nothing more. */
static void
test_nothing_declared (void)
{
  g_autoptr(KithStanza) presence = kith_stanza_new ("presence", NULL);
  KithModule *module = g_object_new (TEST_TYPE_BARE, NULL);

  g_assert_null (kith_module_get_features (module)[0]);
  g_assert_null (kith_module_get_notify (module)[0]);
  g_assert_null (kith_module_get_private_notify (module)[0]);
  g_assert_false (kith_module_wants_event (module, "urn:x", TRUE));
  g_assert_false (kith_module_wants_event (module, NULL, TRUE));
  kith_module_online (module, FALSE);
  kith_module_offline (module);
  kith_module_decorate (module, presence);
  g_assert_null (kith_stanza_first (presence));

  g_assert_finalize_object (module);
}

static void
reply_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (kith_module_request_finish_empty (KITH_MODULE (source), result, &error));
  g_assert_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST);
  *(gboolean *)user_data = TRUE;
}

/* A module may be kept longer than its router, and then gets no reply. */
static void
test_outlives_its_router (void)
{
  g_autoptr(KithJid) account = kith_jid_new ("juliet@capulet.example", NULL);
  KithRouter *router = kith_router_new (account);
  KithModule *module = g_object_new (TEST_TYPE_BARE, NULL);
  gboolean answered = FALSE;

  kith_router_add_module (router, module);
  g_assert_true (kith_module_get_router (module) == router);
  g_assert_true (kith_router_get_module (router, TEST_TYPE_BARE) == module);
  g_assert_finalize_object (router);
  g_assert_null (kith_module_get_router (module));

  kith_module_request_async (module, kith_stanza_new_iq ("get", NULL), NULL, reply_cb, &answered);
  while (!answered)
    g_main_context_iteration (NULL, TRUE);

  g_assert_finalize_object (module);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/module/nothing-declared", test_nothing_declared);
  g_test_add_func ("/module/outlives-its-router", test_outlives_its_router);

  return g_test_run ();
}
