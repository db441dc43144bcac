/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-avatar-module.h"

#include <string.h>

#include "kith-disco-module.h"
#include "kith-ns.h"
#include "kith-presence-module.h"
#include "kith-pubsub-module.h"
#include "kith-router.h"
#include "kith-vcard-module.h"
#include "kith-xmpp-error.h"

/* The server gives what is published as avatar out as vCard, too (XEP-0398). */
#define NS_CONVERSION "urn:xmpp:pep-vcard-conversion:0"

struct _KithAvatarModule
{
  KithModule  parent_instance;

  GHashTable *announced;   /* bare KithJid (owned) → Announced (owned) */
};

/* Once somebody publishes, what their vCard says does not count any more. */
typedef struct
{
  char    *hash; /* NULL: none */
  gboolean published;
} Announced;

/* A fetch or a publication under way. */
typedef struct
{
  KithJid *jid;
  char    *hash;
  GBytes  *data;
  guint    width;
  guint    height;
} Job;

enum
{
  AVATAR_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithAvatarModule, kith_avatar_module, KITH_TYPE_MODULE)

static void
announced_free (gpointer data)
{
  Announced *announced = data;

  g_free (announced->hash);
  g_free (announced);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->jid, kith_jid_unref);
  g_free (job->hash);
  g_clear_pointer (&job->data, g_bytes_unref);
  g_free (job);
}

static gboolean
is_own (KithAvatarModule *self, KithJid *bare)
{
  KithRouter *router = kith_module_get_router (KITH_MODULE (self));

  return router != NULL && kith_jid_equal (bare, kith_router_get_account (router));
}

static void
announce (KithAvatarModule *self, KithJid *bare, const char *hash, gboolean published)
{
  Announced *announced = g_hash_table_lookup (self->announced, bare);
  gboolean changed = announced == NULL || g_strcmp0 (announced->hash, hash) != 0;

  if (announced != NULL && announced->published && !published)
    return;

  if (announced == NULL)
    {
      announced = g_new0 (Announced, 1);
      g_hash_table_insert (self->announced, kith_jid_ref (bare), announced);
    }
  announced->published = published;
  if (!changed)
    return;

  g_free (announced->hash);
  announced->hash = g_strdup (hash);
  g_signal_emit (self, signals[AVATAR_CHANGED], 0, bare, hash);

  if (is_own (self, bare))
    {
      KithPresenceModule *presence = kith_router_get_module (kith_module_get_router (KITH_MODULE (self)),
                                                             KITH_TYPE_PRESENCE_MODULE);

      if (presence != NULL)
        kith_presence_module_refresh (presence);
    }
}

static char *
dup_hash (const char *text)
{
  if (text == NULL || strlen (text) != 40 || strspn (text, "0123456789abcdefABCDEF") != 40)
    return NULL;

  return g_ascii_strdown (text, -1);
}

/* The first picture of a kind we show, that we may fetch from the node itself and not from elsewhere. */
static char *
choose_info (KithStanza *metadata)
{
  static const char *const types[] = { "image/png", "image/jpeg", "image/gif", "image/webp", NULL };

  for (KithStanza *child = kith_stanza_first (metadata); child != NULL; child = kith_stanza_next (child))
    {
      const char *type = kith_stanza_get (child, "type");
      const char *bytes = kith_stanza_get (child, "bytes");
      guint64 size = 0;
      char *hash = NULL;

      if (!kith_stanza_is (child, "info", KITH_NS_AVATAR_METADATA) || kith_stanza_get (child, "url") != NULL)
        continue;
      if (type == NULL || !g_strv_contains (types, type) || bytes == NULL ||
          !g_ascii_string_to_unsigned (bytes, 10, 1, KITH_AVATAR_MAX_SIZE, &size, NULL))
        continue;

      hash = dup_hash (kith_stanza_get (child, "id"));
      if (hash != NULL)
        return hash;
    }

  return NULL;
}

/* Empty metadata, or none any more, says that there is no avatar; metadata of nothing we can show says nothing. */
static void
kith_avatar_module_event (KithModule *module, KithJid *publisher, const char *node, KithStanza *items)
{
  KithStanza *item = kith_stanza_find (items, "item", KITH_NS_PUBSUB_EVENT);
  KithStanza *metadata = item != NULL ? kith_stanza_find (item, "metadata", KITH_NS_AVATAR_METADATA) : NULL;
  g_autofree char *hash = NULL;

  if (item != NULL && metadata == NULL)
    return;

  hash = metadata != NULL ? choose_info (metadata) : NULL;
  if (hash == NULL && metadata != NULL && kith_stanza_first (metadata) != NULL)
    return;

  announce (KITH_AVATAR_MODULE (module), publisher, hash, TRUE);
}

static gboolean
observe_presence (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  g_autoptr(KithJid) from = kith_stanza_dup_jid (stanza, "from");
  g_autoptr(KithPresence) presence = NULL;
  g_autoptr(KithJid) bare = NULL;

  if (from == NULL)
    return FALSE;

  presence = kith_presence_new_from_stanza (stanza, from);
  if (presence->avatar_hash == NULL)
    return FALSE;

  bare = kith_jid_dup_bare (from);
  announce (KITH_AVATAR_MODULE (module), bare, *presence->avatar_hash != '\0' ? presence->avatar_hash : NULL, FALSE);

  return FALSE;
}

/* Without the server's conversion our vCard holds no picture, and the empty element says that we do not know (XEP-0153, 3.1). */
static void
kith_avatar_module_decorate (KithModule *module, KithStanza *presence)
{
  KithAvatarModule *self = KITH_AVATAR_MODULE (module);
  KithRouter *router = kith_module_get_router (module);
  KithDiscoModule *disco = kith_router_get_module (router, KITH_TYPE_DISCO_MODULE);
  Announced *own = g_hash_table_lookup (self->announced, kith_router_get_account (router));
  KithStanza *update = kith_stanza_add (presence, "x", KITH_NS_VCARD_UPDATE);

  if (own != NULL && disco != NULL && kith_disco_module_account_has_feature (disco, NS_CONVERSION))
    kith_stanza_add_text (update, "photo", NULL, own->hash != NULL ? own->hash : "");
}

static void
kith_avatar_module_online (KithModule *module, gboolean resumed)
{
  if (!resumed)
    g_hash_table_remove_all (KITH_AVATAR_MODULE (module)->announced);
}

static void
kith_avatar_module_finalize (GObject *object)
{
  g_hash_table_unref (KITH_AVATAR_MODULE (object)->announced);

  G_OBJECT_CLASS (kith_avatar_module_parent_class)->finalize (object);
}

static const char *const notify[] = { KITH_NS_AVATAR_METADATA, NULL };

static const KithHandler handlers[] = {
  { KITH_STANZA_KIND_PRESENCE, "available", "x", KITH_NS_VCARD_UPDATE, KITH_SENDER_ANY, KITH_PHASE_OBSERVE, observe_presence },
  { 0 }
};

static void
kith_avatar_module_class_init (KithAvatarModuleClass *klass)
{
  KithModuleClass *module_class = KITH_MODULE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = kith_avatar_module_finalize;
  module_class->notify = notify;
  module_class->handlers = handlers;
  module_class->event = kith_avatar_module_event;
  module_class->decorate = kith_avatar_module_decorate;
  module_class->online = kith_avatar_module_online;

  /**
   * KithAvatarModule::avatar-changed:
   * @jid: whose
   * @hash: (nullable): SHA-1 of the picture in hexadecimal, %NULL: none any more
   */
  signals[AVATAR_CHANGED] = g_signal_new ("avatar-changed", KITH_TYPE_AVATAR_MODULE, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 2, KITH_TYPE_JID, G_TYPE_STRING);
}

static void
kith_avatar_module_init (KithAvatarModule *self)
{
  self->announced = g_hash_table_new_full (kith_jid_hash, kith_jid_equal, (GDestroyNotify)kith_jid_unref, announced_free);
}

const char *
kith_avatar_module_get_hash (KithAvatarModule *self, KithJid *jid)
{
  g_autoptr(KithJid) bare = NULL;
  const Announced *announced = NULL;

  g_return_val_if_fail (KITH_IS_AVATAR_MODULE (self), NULL);

  bare = kith_jid_dup_bare (jid);
  announced = g_hash_table_lookup (self->announced, bare);

  return announced != NULL ? announced->hash : NULL;
}

static gpointer
get_sister (KithAvatarModule *self, GType type)
{
  KithRouter *router = kith_module_get_router (KITH_MODULE (self));

  return router != NULL ? kith_router_get_module (router, type) : NULL;
}

/* Whatever was announced, only data that has its hash is given out. */
static void
finish_fetch (GTask *task, GBytes *data)
{
  Job *job = g_task_get_task_data (task);
  g_autofree char *hash = data != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA1, data) : NULL;

  if (g_strcmp0 (hash, job->hash) == 0)
    g_task_return_pointer (task, g_bytes_ref (data), (GDestroyNotify)g_bytes_unref);
  else
    g_task_return_new_error (task, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL, "No picture of this hash");
}

static void
vcard_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(KithVcard) vcard = kith_vcard_module_fetch_finish (KITH_VCARD_MODULE (source), result, &error);

  if (vcard != NULL)
    finish_fetch (task, vcard->photo);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
fetch_vcard (GTask *task)
{
  KithAvatarModule *self = g_task_get_source_object (task);
  KithVcardModule *vcard = get_sister (self, KITH_TYPE_VCARD_MODULE);
  Job *job = g_task_get_task_data (task);

  if (vcard != NULL)
    kith_vcard_module_fetch_async (vcard, job->jid, g_task_get_cancellable (task), vcard_cb, g_object_ref (task));
  else
    g_task_return_new_error (task, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST, "Not connected");
}

static void
data_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  KithStanza *items = NULL;
  g_autoptr(KithStanza) reply = kith_pubsub_module_fetch_finish (KITH_PUBSUB_MODULE (source), result, &items, &error);
  KithStanza *item = reply != NULL ? kith_stanza_find (items, "item", KITH_NS_PUBSUB) : NULL;
  g_autofree char *text = item != NULL ? kith_stanza_dup_child_text (item, "data", KITH_NS_AVATAR_DATA) : NULL;
  g_autoptr(GBytes) data = text != NULL ? kith_avatar_decode (text) : NULL;

  if (data != NULL)
    finish_fetch (task, data);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || (error != NULL && error->domain == KITH_XMPP_ERROR))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    fetch_vcard (task);
}

/**
 * kith_avatar_module_fetch_async:
 * @jid: whose, of which the bare part counts
 * @hash: SHA-1 in hexadecimal
 */
void
kith_avatar_module_fetch_async (KithAvatarModule   *self,
                                KithJid            *jid,
                                const char         *hash,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  KithPubsubModule *pubsub = get_sister (self, KITH_TYPE_PUBSUB_MODULE);
  const Announced *announced = NULL;
  Job *job = g_new0 (Job, 1);

  g_return_if_fail (KITH_IS_AVATAR_MODULE (self));

  g_task_set_source_tag (task, kith_avatar_module_fetch_async);
  job->jid = kith_jid_dup_bare (jid);
  job->hash = g_ascii_strdown (hash, -1);
  g_task_set_task_data (task, job, job_free);

  announced = g_hash_table_lookup (self->announced, job->jid);
  if (pubsub == NULL || (announced != NULL && !announced->published))
    fetch_vcard (task);
  else
    kith_pubsub_module_fetch_async (pubsub, job->jid, KITH_NS_AVATAR_DATA, job->hash, 0, cancellable, data_cb,
                                    g_steal_pointer (&task));
}

/**
 * kith_avatar_module_fetch_finish:
 *
 * Returns: (transfer full): a PNG, JPEG, GIF or WebP that has the hash asked for; else %NULL and %KITH_XMPP_ERROR_PROTOCOL if what came
 *   is none, or an error as kith_router_send_iq_finish () gives
 */
GBytes *
kith_avatar_module_fetch_finish (KithAvatarModule *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
metadata_published_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (kith_pubsub_module_change_finish (KITH_PUBSUB_MODULE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
set_number (KithStanza *element, const char *attribute, gsize number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GSIZE_FORMAT, number);

  if (number > 0)
    kith_stanza_set (element, attribute, text);
}

static void
publish_metadata (KithPubsubModule *pubsub, GTask *task)
{
  Job *job = g_task_get_task_data (task);
  KithStanza *metadata = kith_stanza_new ("metadata", KITH_NS_AVATAR_METADATA);

  if (job->data != NULL)
    {
      KithStanza *info = kith_stanza_add (metadata, "info", NULL);

      kith_stanza_set (info, "id", job->hash);
      kith_stanza_set (info, "type", kith_avatar_sniff (job->data));
      set_number (info, "bytes", g_bytes_get_size (job->data));
      set_number (info, "width", job->width);
      set_number (info, "height", job->height);
    }

  kith_pubsub_module_publish_async (pubsub, KITH_NS_AVATAR_METADATA, job->hash, metadata,
                                    g_task_get_cancellable (task), metadata_published_cb, g_object_ref (task));
}

static void
data_published_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (kith_pubsub_module_change_finish (KITH_PUBSUB_MODULE (source), result, &error))
    publish_metadata (KITH_PUBSUB_MODULE (source), task);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
publish_data (KithPubsubModule *pubsub, GTask *task)
{
  Job *job = g_task_get_task_data (task);
  KithStanza *element = kith_stanza_new ("data", KITH_NS_AVATAR_DATA);
  gsize size = 0;
  const guchar *bytes = g_bytes_get_data (job->data, &size);
  g_autofree char *text = g_base64_encode (bytes, size);

  kith_stanza_set_text (element, text);
  kith_pubsub_module_publish_async (pubsub, KITH_NS_AVATAR_DATA, job->hash, element, g_task_get_cancellable (task),
                                    data_published_cb, g_object_ref (task));
}

/**
 * kith_avatar_module_publish_async:
 * @data: (nullable): a PNG of at most %KITH_AVATAR_MAX_SIZE, %NULL: no avatar
 * @width: in pixels
 * @height: in pixels
 *
 * Publishes our avatar, the data first (XEP-0084, 4.2).
 */
void
kith_avatar_module_publish_async (KithAvatarModule   *self,
                                  GBytes             *data,
                                  guint               width,
                                  guint               height,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  KithPubsubModule *pubsub = get_sister (self, KITH_TYPE_PUBSUB_MODULE);
  Job *job = g_new0 (Job, 1);

  g_return_if_fail (KITH_IS_AVATAR_MODULE (self));

  g_task_set_source_tag (task, kith_avatar_module_publish_async);
  g_task_set_task_data (task, job, job_free);
  job->width = width;
  job->height = height;
  if (data != NULL)
    {
      job->data = g_bytes_ref (data);
      job->hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA1, data);
    }

  if (pubsub == NULL)
    g_task_return_new_error (task, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST, "Not connected");
  else if (data == NULL)
    publish_metadata (pubsub, task);
  else if (g_bytes_get_size (data) > KITH_AVATAR_MAX_SIZE || g_strcmp0 (kith_avatar_sniff (data), "image/png") != 0)
    g_task_return_new_error (task, KITH_STANZA_ERROR, KITH_STANZA_ERROR_NOT_ACCEPTABLE, "Not a PNG of a fitting size");
  else
    publish_data (pubsub, task);
}

/**
 * kith_avatar_module_publish_finish:
 *
 * Returns: %TRUE if the server has it; else %KITH_STANZA_ERROR_NOT_ACCEPTABLE for data that cannot be published, or an error as
 *   kith_router_send_iq_finish () gives
 */
gboolean
kith_avatar_module_publish_finish (KithAvatarModule *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
