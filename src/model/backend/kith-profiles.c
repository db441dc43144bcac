/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-profiles-private.h"

#include "kith-account-private.h"
#include "kith-avatar-module.h"
#include "kith-error-map-private.h"
#include "kith-nickname-module.h"
#include "kith-roster-private.h"
#include "kith-store-cache.h"

/* Owned by the account's backend; main thread. The own profile is kept under the own address, like everybody's. A name that the person
 * chose is shown at once; stored is the one that the server has. */

#define AT_ONCE 3

struct _KithProfiles
{
  GObject       parent_instance;

  KithContact  *own;       /* owned: not in the roster's list, only carries name and picture */
  GQueue        wanted;    /* KithContact (owned) whose picture is not in the store */
  KithStore    *store;     /* owned */
  KithSession  *session;   /* owned */
  GCancellable *connected; /* cancelled when the connection is gone */
  char         *told_name; /* our own at the server, NULL: none */

  KithAccount  *account;   /* weak */

  gint64        account_id;
  guint         n_fetching;
  guint         n_names; /* how many times the person chose a name */
  guint         online : 1;
  guint         naming : 1; /* the last of them is not published yet */
};

G_DEFINE_FINAL_TYPE (KithProfiles, kith_profiles, G_TYPE_OBJECT)

typedef struct
{
  KithProfiles *self;    /* owned */
  KithContact  *contact; /* owned */
  char         *hash;
} Call;

static Call *
call_new (KithProfiles *self,
          KithContact  *contact)
{
  Call *call = g_new0 (Call, 1);

  call->self = g_object_ref (self);
  call->contact = g_object_ref (contact);
  call->hash = g_strdup (kith_contact_get_avatar_hash (contact));

  return call;
}

static void
call_free (Call *call)
{
  g_clear_object (&call->self);
  g_clear_object (&call->contact);
  g_free (call->hash);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static void
profile_saved_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!kith_store_save_profile_finish (KITH_STORE (source), result, &error))
    g_debug ("profile not stored: %s", error->message);
}

static void
avatar_saved_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!kith_store_save_avatar_finish (KITH_STORE (source), result, &error))
    g_debug ("avatar not stored: %s", error->message);
}

static void
save (KithProfiles *self,
      KithContact  *contact)
{
  KithProfileRecord record = {
    .jid = (char *)kith_contact_get_address (contact),
    .nickname = contact == self->own ? self->told_name : (char *)kith_contact_get_nickname (contact),
    .avatar_hash = (char *)kith_contact_get_avatar_hash (contact),
  };

  kith_store_save_profile_async (self->store, self->account_id, &record, NULL, profile_saved_cb,
                                 NULL);
}

static void
publish_own (KithProfiles *self)
{
  if (self->account != NULL)
    kith_account_set_profile (self->account, kith_contact_get_nickname (self->own),
                              kith_contact_get_avatar (self->own));
}

/* Who is at @jid, if we have anything to do with them; @jid itself may be anybody's. */
static KithContact *
find (KithProfiles *self,
      KithJid      *jid)
{
  if (self->account == NULL)
    return NULL;
  if (kith_jid_bare_equal (jid, kith_account_get_jid (self->account)))
    return self->own;

  return kith_roster_lookup (kith_account_get_roster (self->account), kith_jid_get_bare_text (jid));
}

static void fetch_next (KithProfiles *self);

static void
fetched_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Call) call = user_data;
  KithProfiles *self = call->self;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) avatar = NULL;

  avatar = kith_avatar_module_fetch_finish (KITH_AVATAR_MODULE (source), result, &error);
  self->n_fetching--;

  if (avatar != NULL)
    {
      kith_store_save_avatar_async (self->store, call->hash, avatar, NULL, avatar_saved_cb, NULL);
      if (g_strcmp0 (call->hash, kith_contact_get_avatar_hash (call->contact)) == 0)
        kith_contact_set_avatar (call->contact, avatar);
    }
  else
    {
      g_debug ("no avatar: %s", error != NULL ? error->message : "none");
      /* Lost with the connection: the next one may bring it. */
      if (!self->online)
        g_queue_push_tail (&self->wanted, g_object_ref (call->contact));
    }

  fetch_next (self);
}

static void
fetch_next (KithProfiles *self)
{
  KithAvatarModule *module = kith_session_get_module (self->session, KITH_TYPE_AVATAR_MODULE);

  while (self->online && self->n_fetching < AT_ONCE && !g_queue_is_empty (&self->wanted))
    {
      g_autoptr(KithContact) contact = g_queue_pop_head (&self->wanted);
      const char *hash = kith_contact_get_avatar_hash (contact);

      /* A stranger would learn that we are there. */
      if (hash == NULL || (contact != self->own && !kith_contact_get_in_roster (contact)))
        continue;

      self->n_fetching++;
      kith_avatar_module_fetch_async (module, kith_contact_get_jid (contact), hash, self->connected,
                                      fetched_cb, call_new (self, contact));
    }
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Call) call = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) avatar = NULL;

  avatar = kith_store_load_avatar_finish (KITH_STORE (source), result, &error);
  if (g_strcmp0 (call->hash, kith_contact_get_avatar_hash (call->contact)) != 0)
    return;

  if (avatar != NULL)
    {
      kith_contact_set_avatar (call->contact, avatar);
      return;
    }

  if (error != NULL)
    g_debug ("avatar not read: %s", error->message);
  g_queue_push_tail (&call->self->wanted, g_object_ref (call->contact));
  fetch_next (call->self);
}

static void
wanted_cb (KithContact *contact,
           gpointer     user_data)
{
  KithProfiles *self = user_data;

  kith_store_load_avatar_async (self->store, kith_contact_get_avatar_hash (contact), NULL, loaded_cb,
                                call_new (self, contact));
}

/* What the server had does not take back what is on its way there. */
static void
set_told_name (KithProfiles *self,
               const char   *name)
{
  g_free (self->told_name);
  self->told_name = g_strdup (name);
  if (!self->naming)
    kith_contact_set_nickname (self->own, name);
}

static void
nickname_changed_cb (KithProfiles *self,
                     KithJid      *jid,
                     const char   *nickname)
{
  KithContact *contact = find (self, jid);

  if (contact == NULL)
    return;

  if (contact == self->own)
    set_told_name (self, nickname);
  else
    kith_contact_set_nickname (contact, nickname);
  save (self, contact);
}

static void
avatar_changed_cb (KithProfiles *self,
                   KithJid      *jid,
                   const char   *hash)
{
  KithContact *contact = find (self, jid);

  if (contact == NULL || g_strcmp0 (kith_contact_get_avatar_hash (contact), hash) == 0)
    return;

  kith_contact_set_avatar_hash (contact, hash);
  save (self, contact);
}

static void
kith_profiles_dispose (GObject *object)
{
  KithProfiles *self = KITH_PROFILES (object);

  self->online = FALSE;
  g_cancellable_cancel (self->connected);
  if (self->account != NULL)
    kith_roster_set_avatar_loader (kith_account_get_roster (self->account), NULL, NULL);
  if (self->own != NULL)
    kith_contact_set_avatar_loader (self->own, NULL, NULL);
  g_clear_weak_pointer (&self->account);
  g_queue_clear_full (&self->wanted, g_object_unref);

  G_OBJECT_CLASS (kith_profiles_parent_class)->dispose (object);
}

static void
kith_profiles_finalize (GObject *object)
{
  KithProfiles *self = KITH_PROFILES (object);

  g_clear_object (&self->own);
  g_clear_object (&self->connected);
  g_clear_object (&self->store);
  g_clear_object (&self->session);
  g_free (self->told_name);

  G_OBJECT_CLASS (kith_profiles_parent_class)->finalize (object);
}

static void
kith_profiles_class_init (KithProfilesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_profiles_dispose;
  object_class->finalize = kith_profiles_finalize;
}

static void
kith_profiles_init (KithProfiles *self)
{
  g_queue_init (&self->wanted);
  self->connected = g_cancellable_new ();
}

/**
 * kith_profiles_new:
 * @account: not kept alive
 *
 * Returns: (transfer full): knows nobody yet
 */
KithProfiles *
kith_profiles_new (KithAccount *account,
                   gint64       account_id,
                   KithStore   *store,
                   KithSession *session)
{
  KithProfiles *self = g_object_new (KITH_TYPE_PROFILES, NULL);
  gpointer avatars = kith_session_get_module (session, KITH_TYPE_AVATAR_MODULE);
  gpointer nicknames = kith_session_get_module (session, KITH_TYPE_NICKNAME_MODULE);

  g_set_weak_pointer (&self->account, account);
  self->account_id = account_id;
  self->store = g_object_ref (store);
  self->session = g_object_ref (session);
  self->own = kith_contact_new (account, kith_account_get_jid (account));

  kith_contact_set_avatar_loader (self->own, wanted_cb, self);
  kith_roster_set_avatar_loader (kith_account_get_roster (account), wanted_cb, self);
  g_signal_connect_object (self->own, "notify::avatar", G_CALLBACK (publish_own), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->own, "notify::nickname", G_CALLBACK (publish_own), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (avatars, "avatar-changed", G_CALLBACK (avatar_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (nicknames, "nickname-changed", G_CALLBACK (nickname_changed_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

void
kith_profiles_restore (KithProfiles *self,
                       GPtrArray    *records)
{
  g_return_if_fail (KITH_IS_PROFILES (self));

  for (guint i = 0; self->account != NULL && i < records->len; i++)
    {
      const KithProfileRecord *record = g_ptr_array_index (records, i);
      g_autoptr(KithJid) jid = kith_jid_new (record->jid, NULL);
      KithContact *contact;

      if (jid == NULL)
        continue;

      contact = find (self, jid);
      if (contact == NULL)
        contact = kith_roster_get_contact (kith_account_get_roster (self->account), jid);
      if (contact == self->own)
        set_told_name (self, record->nickname);
      else
        kith_contact_set_nickname (contact, record->nickname);
      kith_contact_set_avatar_hash (contact, record->avatar_hash);
    }
}

void
kith_profiles_set_online (KithProfiles *self,
                          gboolean      online)
{
  g_return_if_fail (KITH_IS_PROFILES (self));

  if (self->online == !!online)
    return;

  self->online = !!online;
  g_cancellable_cancel (self->connected);
  g_clear_object (&self->connected);
  self->connected = g_cancellable_new ();
  fetch_next (self);
}

void
kith_profiles_foresee_name (KithProfiles *self,
                            const char   *name)
{
  g_return_if_fail (KITH_IS_PROFILES (self));

  self->naming = TRUE;
  self->n_names++;
  kith_contact_set_nickname (self->own, name);
}

typedef struct
{
  KithProfiles *self; /* owned */
  GTask        *task; /* owned */
  char         *name;
  guint         number;
} NameCall;

static void
name_call_free (NameCall *call)
{
  g_object_unref (call->self);
  g_object_unref (call->task);
  g_free (call->name);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NameCall, name_call_free)

static void
name_published_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(NameCall) call = user_data;
  KithProfiles *self = call->self;
  GError *error = NULL;
  gboolean published = kith_nickname_module_publish_finish (KITH_NICKNAME_MODULE (source), result, &error);

  /* Somebody who chose another one meanwhile sees that. */
  if (call->number == self->n_names)
    self->naming = FALSE;

  if (published)
    {
      set_told_name (self, call->name);
      save (self, self->own);
      g_task_return_boolean (call->task, TRUE);
      return;
    }

  if (!self->naming)
    kith_contact_set_nickname (self->own, self->told_name);
  kith_error_map_return (call->task, error);
}

void
kith_profiles_publish_name (KithProfiles *self,
                            const char   *name,
                            GTask        *task)
{
  NameCall *call;

  g_return_if_fail (KITH_IS_PROFILES (self));

  kith_profiles_foresee_name (self, name);

  call = g_new0 (NameCall, 1);
  call->self = g_object_ref (self);
  call->task = task;
  call->name = g_strdup (name);
  call->number = self->n_names;
  kith_nickname_module_publish_async (kith_session_get_module (self->session, KITH_TYPE_NICKNAME_MODULE), name,
                                      g_task_get_cancellable (task), name_published_cb, call);
}
