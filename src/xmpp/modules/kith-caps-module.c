/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-caps-module.h"

#include <string.h>

#include "kith-disco-module.h"
#include "kith-ns.h"
#include "kith-router.h"

/* More hashes are not kept in memory at a time. */
#define MAX_KNOWN 2000

struct _KithCapsModule
{
  KithModule     parent_instance;

  KithCapsCache *cache;    /* owned, NULL: none */
  GHashTable    *devices;  /* full KithJid (owned) → Device (owned) */
  GHashTable    *known;    /* key (owned) → GStrv (owned): verified */
  GHashTable    *resolving; /* of keys (owned): somebody is being asked, or the cache */
  GCancellable  *cancellable;
};

/* What a device says of itself in its presence. */
typedef struct
{
  char *key;      /* "HASH/VER" */
  char *node;     /* "NODE#VER" */
  GStrv own;      /* what it said when asked, if that does not give its hash; NULL: nothing */
  guint asked : 1;
} Device;

enum
{
  RESOLVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithCapsModule, kith_caps_module, KITH_TYPE_MODULE)

/* A question under way: @key is being resolved, by @device if that is not NULL. */
typedef struct
{
  KithCapsModule *self;   /* owned */
  char           *key;    /* owned */
  KithJid        *device; /* owned, NULL: the cache is asked */
} Question;

static void
device_free (gpointer data)
{
  Device *device = data;

  g_free (device->key);
  g_free (device->node);
  g_strfreev (device->own);
  g_free (device);
}

static void
question_free (Question *question)
{
  g_object_unref (question->self);
  g_free (question->key);
  g_clear_pointer (&question->device, kith_jid_unref);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static Question *
question_new (KithCapsModule *self, const char *key, KithJid *device)
{
  Question *question = g_new0 (Question, 1);

  question->self = g_object_ref (self);
  question->key = g_strdup (key);
  question->device = device != NULL ? kith_jid_ref (device) : NULL;

  return question;
}

static gboolean
get_checksum_type (const char *key, GChecksumType *type)
{
  static const struct
  {
    const char   *prefix;
    GChecksumType type;
  } hashes[] = {
    { "sha-1/", G_CHECKSUM_SHA1 },
    { "sha-256/", G_CHECKSUM_SHA256 },
    { "sha-384/", G_CHECKSUM_SHA384 },
    { "sha-512/", G_CHECKSUM_SHA512 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (hashes); i++)
    {
      if (g_str_has_prefix (key, hashes[i].prefix))
        {
          *type = hashes[i].type;
          return TRUE;
        }
    }

  return FALSE;
}

/* Tells of everybody who has @key. The list is made first: who hears of it may change things. */
static void
emit_resolved (KithCapsModule *self, const char *key)
{
  g_autoptr(GPtrArray) devices = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_jid_unref);
  GHashTableIter iter;
  KithJid *jid = NULL;
  Device *device = NULL;

  g_hash_table_iter_init (&iter, self->devices);
  while (g_hash_table_iter_next (&iter, (gpointer *)&jid, (gpointer *)&device))
    {
      if (device->own == NULL && g_str_equal (device->key, key))
        g_ptr_array_add (devices, kith_jid_ref (jid));
    }

  for (guint i = 0; i < devices->len; i++)
    g_signal_emit (self, signals[RESOLVED], 0, devices->pdata[i]);
}

static void
settle (KithCapsModule *self, const char *key, GStrv features)
{
  if (g_hash_table_size (self->known) >= MAX_KNOWN)
    g_hash_table_remove_all (self->known);
  g_hash_table_insert (self->known, g_strdup (key), features);
  g_hash_table_remove (self->resolving, key);
  emit_resolved (self, key);
}

static KithJid *
find_unasked (KithCapsModule *self, const char *key, Device **found)
{
  GHashTableIter iter;
  KithJid *jid = NULL;
  Device *device = NULL;

  g_hash_table_iter_init (&iter, self->devices);
  while (g_hash_table_iter_next (&iter, (gpointer *)&jid, (gpointer *)&device))
    {
      if (!device->asked && g_str_equal (device->key, key))
        {
          *found = device;
          return jid;
        }
    }

  return NULL;
}

static void info_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/* Asks one device at a time for a hash, until one gives an answer that has it. */
static void
ask_next (KithCapsModule *self, const char *key)
{
  KithRouter *router = kith_module_get_router (KITH_MODULE (self));
  KithDiscoModule *disco = router != NULL ? kith_router_get_module (router, KITH_TYPE_DISCO_MODULE) : NULL;
  Device *device = NULL;
  KithJid *jid = disco != NULL ? find_unasked (self, key, &device) : NULL;

  if (jid == NULL)
    {
      g_hash_table_remove (self->resolving, key);
      return;
    }

  device->asked = TRUE;
  kith_disco_module_query_info_async (disco, jid, device->node, self->cancellable, info_cb,
                                      question_new (self, key, jid));
}

/* An answer that does not give its hash says what this one device can, and nothing about others (XEP-0115, 5.4). */
static void
take_info (KithCapsModule *self, Question *question, KithDiscoInfo *info)
{
  Device *device = g_hash_table_lookup (self->devices, question->device);
  const char *const *features = kith_disco_info_get_features (info);
  g_autofree char *ver = NULL;
  GChecksumType type;

  if (get_checksum_type (question->key, &type))
    ver = kith_disco_info_dup_ver (info, type);

  if (ver != NULL && g_str_equal (strchr (question->key, '/') + 1, ver))
    {
      if (self->cache != NULL)
        kith_caps_cache_save (self->cache, question->key, features);
      settle (self, question->key, g_strdupv ((GStrv)features));
      return;
    }

  if (device != NULL && g_str_equal (device->key, question->key))
    {
      g_strfreev (device->own);
      device->own = g_strdupv ((GStrv)features);
      g_signal_emit (self, signals[RESOLVED], 0, question->device);
    }
  ask_next (self, question->key);
}

static void
info_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Question) question = user_data;
  KithCapsModule *self = question->self;
  g_autoptr(KithDiscoInfo) info = kith_disco_module_query_info_finish (KITH_DISCO_MODULE (source), result, NULL);

  if (!g_hash_table_contains (self->resolving, question->key))
    return;

  if (info != NULL)
    take_info (self, question, info);
  else
    ask_next (self, question->key);
}

static void
cache_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Question) question = user_data;
  KithCapsModule *self = question->self;
  GStrv features = kith_caps_cache_load_finish (KITH_CAPS_CACHE (source), result, NULL);

  if (features != NULL)
    settle (self, question->key, features);
  else if (g_hash_table_contains (self->resolving, question->key))
    ask_next (self, question->key);
}

static void
resolve (KithCapsModule *self, const char *key)
{
  GChecksumType type;

  if (!g_hash_table_add (self->resolving, g_strdup (key)))
    return;

  if (self->cache != NULL && get_checksum_type (key, &type))
    kith_caps_cache_load_async (self->cache, key, self->cancellable, cache_cb, question_new (self, key, NULL));
  else
    ask_next (self, key);
}

static gboolean
observe_available (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  KithCapsModule *self = KITH_CAPS_MODULE (module);
  g_autoptr(KithJid) from = kith_stanza_dup_jid (stanza, "from");
  g_autofree char *node = kith_stanza_dup_id (payload, "node");
  g_autofree char *hash = kith_stanza_dup_id (payload, "hash");
  g_autofree char *ver = kith_stanza_dup_id (payload, "ver");
  g_autofree char *key = NULL;
  Device *device = NULL;

  if (from == NULL || kith_jid_is_bare (from) || node == NULL || hash == NULL || ver == NULL)
    return FALSE;

  key = g_strconcat (hash, "/", ver, NULL);
  device = g_hash_table_lookup (self->devices, from);
  if (device != NULL && g_str_equal (device->key, key))
    return FALSE;

  device = g_new0 (Device, 1);
  device->key = g_steal_pointer (&key);
  device->node = g_strconcat (node, "#", ver, NULL);
  g_hash_table_insert (self->devices, kith_jid_ref (from), device);

  if (g_hash_table_contains (self->known, device->key))
    g_signal_emit (self, signals[RESOLVED], 0, from);
  else
    resolve (self, device->key);

  return FALSE;
}

static gboolean
observe_unavailable (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  KithCapsModule *self = KITH_CAPS_MODULE (module);
  g_autoptr(KithJid) from = kith_stanza_dup_jid (stanza, "from");

  if (from != NULL)
    g_hash_table_remove (self->devices, from);

  return FALSE;
}

static void
kith_caps_module_decorate (KithModule *module, KithStanza *presence)
{
  KithDiscoModule *disco = kith_router_get_module (kith_module_get_router (module), KITH_TYPE_DISCO_MODULE);
  g_autoptr(KithDiscoInfo) info = NULL;
  g_autofree char *ver = NULL;
  KithStanza *caps = NULL;

  if (disco == NULL)
    return;

  info = kith_disco_module_create_own_info (disco);
  ver = kith_disco_info_dup_ver (info, G_CHECKSUM_SHA1);
  caps = kith_stanza_add (presence, "c", KITH_NS_CAPS);
  kith_stanza_set (caps, "hash", "sha-1");
  kith_stanza_set (caps, "node", KITH_CAPS_NODE);
  kith_stanza_set (caps, "ver", ver);
}

/* Nobody is there any more, but what hashes mean does not change. */
static void
kith_caps_module_offline (KithModule *module)
{
  KithCapsModule *self = KITH_CAPS_MODULE (module);

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_hash_table_remove_all (self->devices);
  g_hash_table_remove_all (self->resolving);
}

static void
kith_caps_module_dispose (GObject *object)
{
  KithCapsModule *self = KITH_CAPS_MODULE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cache);

  G_OBJECT_CLASS (kith_caps_module_parent_class)->dispose (object);
}

static void
kith_caps_module_finalize (GObject *object)
{
  KithCapsModule *self = KITH_CAPS_MODULE (object);

  g_object_unref (self->cancellable);
  g_hash_table_unref (self->devices);
  g_hash_table_unref (self->known);
  g_hash_table_unref (self->resolving);

  G_OBJECT_CLASS (kith_caps_module_parent_class)->finalize (object);
}

static const char *const features[] = { KITH_NS_CAPS, NULL };

static const KithHandler handlers[] = {
  { KITH_STANZA_KIND_PRESENCE, "available", "c", KITH_NS_CAPS, KITH_SENDER_ANY, KITH_PHASE_OBSERVE, observe_available },
  { KITH_STANZA_KIND_PRESENCE, "unavailable", NULL, NULL, KITH_SENDER_ANY, KITH_PHASE_OBSERVE, observe_unavailable },
  { 0 }
};

static void
kith_caps_module_class_init (KithCapsModuleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  KithModuleClass *module_class = KITH_MODULE_CLASS (klass);

  object_class->dispose = kith_caps_module_dispose;
  object_class->finalize = kith_caps_module_finalize;
  module_class->features = features;
  module_class->handlers = handlers;
  module_class->decorate = kith_caps_module_decorate;
  module_class->offline = kith_caps_module_offline;

  /**
   * KithCapsModule::resolved:
   * @jid: the device of which it is known now what it can
   */
  signals[RESOLVED] = g_signal_new ("resolved", KITH_TYPE_CAPS_MODULE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, KITH_TYPE_JID);
}

static void
kith_caps_module_init (KithCapsModule *self)
{
  self->cancellable = g_cancellable_new ();
  self->devices = g_hash_table_new_full (kith_jid_hash, kith_jid_equal, (GDestroyNotify)kith_jid_unref, device_free);
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);
  self->resolving = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * kith_caps_module_set_cache:
 * @cache: (nullable): where verified capabilities are kept over restarts
 */
void
kith_caps_module_set_cache (KithCapsModule *self, KithCapsCache *cache)
{
  g_return_if_fail (KITH_IS_CAPS_MODULE (self));

  g_set_object (&self->cache, cache);
}

static gboolean
device_has_feature (KithCapsModule *self, const Device *device, const char *feature)
{
  const char *const *found = (const char *const *)device->own;

  if (found == NULL)
    found = g_hash_table_lookup (self->known, device->key);

  return found != NULL && g_strv_contains (found, feature);
}

/**
 * kith_caps_module_has_feature:
 * @jid: the full address of a device
 *
 * Returns: whether the device is there and known to support @feature
 */
gboolean
kith_caps_module_has_feature (KithCapsModule *self, KithJid *jid, const char *feature)
{
  const Device *device = NULL;

  g_return_val_if_fail (KITH_IS_CAPS_MODULE (self), FALSE);

  device = g_hash_table_lookup (self->devices, jid);

  return device != NULL && device_has_feature (self, device, feature);
}

/**
 * kith_caps_module_any_has_feature:
 * @jid: of which the bare part counts
 *
 * Returns: whether any device of @jid is there and known to support @feature
 */
gboolean
kith_caps_module_any_has_feature (KithCapsModule *self, KithJid *jid, const char *feature)
{
  GHashTableIter iter;
  KithJid *other = NULL;
  const Device *device = NULL;

  g_return_val_if_fail (KITH_IS_CAPS_MODULE (self), FALSE);

  g_hash_table_iter_init (&iter, self->devices);
  while (g_hash_table_iter_next (&iter, (gpointer *)&other, (gpointer *)&device))
    {
      if (kith_jid_bare_equal (other, jid) && device_has_feature (self, device, feature))
        return TRUE;
    }

  return FALSE;
}
