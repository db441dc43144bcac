/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-caps-module.h"

#include "kith-disco-module.h"
#include "kith-ns.h"
#include "kith-transcript.h"

/* A cache that knows "sha-1/Y2FjaGVk" and notes what it is asked. */
#define TEST_TYPE_CACHE (test_cache_get_type ())
G_DECLARE_FINAL_TYPE (TestCache, test_cache, TEST, CACHE, GObject)

struct _TestCache
{
  GObject         parent_instance;

  KithTranscript *transcript;   /* borrowed */
};

static void
load_async (KithCapsCache      *cache,
            const char         *key,
            GCancellable       *cancellable,
            GAsyncReadyCallback callback,
            gpointer            user_data)
{
  static const char *const features[] = { "urn:cached", NULL };
  g_autoptr(GTask) task = g_task_new (cache, cancellable, callback, user_data);

  kith_transcript_say (TEST_CACHE (cache)->transcript, "loading %s", key);
  g_task_return_pointer (task, g_str_equal (key, "sha-1/Y2FjaGVk") ? g_strdupv ((GStrv)features) : NULL,
                         (GDestroyNotify)g_strfreev);
}

static GStrv
load_finish (KithCapsCache *cache, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
save (KithCapsCache *cache, const char *key, const char *const *features)
{
  g_autofree char *text = g_strjoinv (" ", (GStrv)features);

  kith_transcript_say (TEST_CACHE (cache)->transcript, "saved %s %s", key, text);
}

static void
test_cache_iface_init (KithCapsCacheInterface *iface)
{
  iface->load_async = load_async;
  iface->load_finish = load_finish;
  iface->save = save;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestCache, test_cache, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (KITH_TYPE_CAPS_CACHE, test_cache_iface_init))

static void
test_cache_class_init (TestCacheClass *klass)
{
}

static void
test_cache_init (TestCache *self)
{
}

static void
resolved_cb (KithTranscript *transcript, KithJid *jid)
{
  kith_transcript_say (transcript, "resolved %s", kith_jid_get_text (jid));
}

static void
has_call (KithTranscript *transcript, KithStanza *step)
{
  KithCapsModule *module = kith_transcript_get_module (transcript, KITH_TYPE_CAPS_MODULE);
  const char *feature = kith_stanza_get (step, "feature");
  g_autoptr(KithJid) jid = kith_stanza_dup_jid (step, "jid");
  gboolean has = kith_jid_is_bare (jid) ? kith_caps_module_any_has_feature (module, jid, feature)
                                        : kith_caps_module_has_feature (module, jid, feature);

  kith_transcript_say (transcript, "%s", has ? "yes" : "no");
}

/* What we announce is the hash of what we answer. */
static void
decorate_call (KithTranscript *transcript, KithStanza *step)
{
  g_autoptr(KithStanza) presence = kith_stanza_new ("presence", KITH_NS_CLIENT);
  g_autoptr(KithDiscoInfo) info = NULL;
  g_autofree char *ver = NULL;
  KithStanza *caps = NULL;

  kith_module_decorate (kith_transcript_get_module (transcript, KITH_TYPE_CAPS_MODULE), presence);
  info = kith_disco_module_create_own_info (kith_transcript_get_module (transcript, KITH_TYPE_DISCO_MODULE));
  ver = kith_disco_info_dup_ver (info, G_CHECKSUM_SHA1);
  caps = kith_stanza_find (presence, "c", KITH_NS_CAPS);
  g_assert_nonnull (caps);
  g_assert_cmpstr (kith_stanza_get (caps, "ver"), ==, ver);
  g_assert_cmpstr (kith_stanza_get (caps, "hash"), ==, "sha-1");
  g_assert_true (kith_disco_info_has_feature (info, KITH_NS_CAPS));
}

static void
setup (KithTranscript *transcript)
{
  KithCapsModule *module = NULL;
  g_autoptr(TestCache) cache = g_object_new (TEST_TYPE_CACHE, NULL);

  kith_transcript_add_module (transcript, KITH_TYPE_DISCO_MODULE);
  module = kith_transcript_add_module (transcript, KITH_TYPE_CAPS_MODULE);
  cache->transcript = transcript;
  kith_caps_module_set_cache (module, KITH_CAPS_CACHE (cache));
  g_signal_connect_swapped (module, "resolved", G_CALLBACK (resolved_cb), transcript);
  kith_transcript_add_call (transcript, "has", has_call);
  kith_transcript_add_call (transcript, "decorate", decorate_call);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  kith_transcript_add_tests ("/caps-module", "caps.xml", setup);

  return g_test_run ();
}
