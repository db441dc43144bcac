/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-pubsub-module.h"

#include "kith-transcript.h"

/* A module with a node for everybody and one for the own account. */
#define TEST_TYPE_NODES (test_nodes_get_type ())
G_DECLARE_FINAL_TYPE (TestNodes, test_nodes, TEST, NODES, KithModule)

struct _TestNodes
{
  KithModule      parent_instance;

  KithTranscript *transcript;   /* borrowed */
};

G_DEFINE_FINAL_TYPE (TestNodes, test_nodes, KITH_TYPE_MODULE)

static void
test_nodes_event (KithModule *module, KithJid *publisher, const char *node, KithStanza *items)
{
  kith_transcript_say (TEST_NODES (module)->transcript, "event %s %s %s", kith_jid_get_text (publisher), node,
                       kith_stanza_get_name (items));
}

static const char *const notify[] = { "urn:open", NULL };
static const char *const private_notify[] = { "urn:private", NULL };

static void
test_nodes_class_init (TestNodesClass *klass)
{
  KITH_MODULE_CLASS (klass)->notify = notify;
  KITH_MODULE_CLASS (klass)->private_notify = private_notify;
  KITH_MODULE_CLASS (klass)->event = test_nodes_event;
}

static void
test_nodes_init (TestNodes *self)
{
}

static void
retract_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;

  kith_pubsub_module_change_finish (KITH_PUBSUB_MODULE (source), result, &error);
  kith_transcript_say_result (user_data, "retract", error);
}

static void
retract_call (KithTranscript *transcript, KithStanza *step)
{
  kith_pubsub_module_retract_async (kith_transcript_get_module (transcript, KITH_TYPE_PUBSUB_MODULE), "urn:open", "1", NULL,
                                    retract_cb, transcript);
}

static void
fetch_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  KithStanza *items = NULL;
  g_autoptr(KithStanza) reply = kith_pubsub_module_fetch_finish (KITH_PUBSUB_MODULE (source), result, &items, &error);

  if (reply != NULL)
    g_assert_true (kith_stanza_is (items, "items", NULL));
  kith_transcript_say_result (user_data, "fetch", error);
}

static void
fetch_call (KithTranscript *transcript, KithStanza *step)
{
  g_autoptr(KithJid) jid = kith_jid_new ("romeo@montague.example/orchard", NULL);

  kith_pubsub_module_fetch_async (kith_transcript_get_module (transcript, KITH_TYPE_PUBSUB_MODULE), jid, "urn:open", NULL, 5,
                                  NULL, fetch_cb, transcript);
}

static void
setup (KithTranscript *transcript)
{
  TestNodes *nodes = NULL;

  kith_transcript_add_module (transcript, KITH_TYPE_PUBSUB_MODULE);
  nodes = kith_transcript_add_module (transcript, TEST_TYPE_NODES);
  nodes->transcript = transcript;
  kith_transcript_add_call (transcript, "retract", retract_call);
  kith_transcript_add_call (transcript, "fetch", fetch_call);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  kith_transcript_add_tests ("/pubsub-module", "pubsub.xml", setup);

  return g_test_run ();
}
