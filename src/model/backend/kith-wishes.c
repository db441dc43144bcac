/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-wishes-private.h"

#include "kith-account-private.h"
#include "kith-error-map-private.h"
#include "kith-model-error.h"
#include "kith-roster-private.h"

/* Owned by the account's backend; main thread. Wishes come true one after the other, in the order in which they were made. */

struct _KithWishes
{
  GObject              parent_instance;

  GQueue               waiting; /* KithWishRecord (owned), oldest first */
  KithStore           *store; /* owned */
  KithRosterKeeper    *keeper; /* owned */
  KithProfiles        *profiles; /* owned */
  KithArchivingKeeper *archiving; /* owned */

  KithAccount         *account; /* weak */

  gint64               account_id;
  guint                online : 1;
  guint                busy : 1; /* the server is at the first one */
};

G_DEFINE_FINAL_TYPE (KithWishes, kith_wishes, G_TYPE_OBJECT)

typedef struct
{
  KithWishes     *self; /* owned */
  KithWishRecord *wish; /* owned */
  GTask          *task; /* owned, or NULL */
} Call;

static void
call_free (Call *call)
{
  g_clear_object (&call->self);
  g_clear_pointer (&call->wish, kith_wish_record_free);
  g_clear_object (&call->task);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static KithContact *
get_contact (KithWishes           *self,
             const KithWishRecord *wish)
{
  g_autoptr(KithJid) jid = kith_jid_new (wish->jid, NULL);

  return jid != NULL && self->account != NULL
         ? kith_roster_get_contact (kith_account_get_roster (self->account), jid) : NULL;
}

static KithSubscription
without (KithSubscription subscription,
         KithSubscription part)
{
  if (subscription == part)
    return KITH_SUBSCRIPTION_NONE;
  if (subscription == KITH_SUBSCRIPTION_BOTH)
    return part == KITH_SUBSCRIPTION_TO ? KITH_SUBSCRIPTION_FROM : KITH_SUBSCRIPTION_TO;

  return subscription;
}

/* What the roster will say of them. Returns: (transfer full) (nullable): NULL: nothing new */
static KithRosterItem *
foresee (KithContact          *contact,
         const KithWishRecord *wish)
{
  g_autoptr(KithRosterItem) item = kith_contact_dup_item (contact);

  switch (wish->kind)
    {
    case KITH_WISH_ITEM:
      g_free (item->name);
      item->name = g_strdup (wish->name);
      g_strfreev (item->groups);
      item->groups = g_strdupv (wish->groups);
      return g_steal_pointer (&item);
    case KITH_WISH_REMOVE:
      item->subscription = KITH_SUBSCRIPTION_REMOVE;
      return g_steal_pointer (&item);
    case KITH_WISH_ASK:
      item->ask = TRUE;
      return g_steal_pointer (&item);
    case KITH_WISH_STOP:
      item->ask = FALSE;
      item->subscription = without (item->subscription, KITH_SUBSCRIPTION_TO);
      return g_steal_pointer (&item);
    case KITH_WISH_REFUSE:
      item->subscription = without (item->subscription, KITH_SUBSCRIPTION_FROM);
      return g_steal_pointer (&item);
    case KITH_WISH_APPROVE:
    case KITH_WISH_NAME:
    case KITH_WISH_KEEPING:
      break;
    }

  return NULL;
}

/* Whether it is about ourselves. */
static gboolean
is_own (const KithWishRecord *wish)
{
  return wish->kind == KITH_WISH_NAME || wish->kind == KITH_WISH_KEEPING;
}

/* As it will be, before the server knows. */
static void
show (KithWishes           *self,
      const KithWishRecord *wish)
{
  KithContact *contact = !is_own (wish) ? get_contact (self, wish) : NULL;
  g_autoptr(KithRosterItem) item = NULL;
  g_autoptr(GPtrArray) items = NULL;

  if (wish->kind == KITH_WISH_NAME)
    kith_profiles_foresee_name (self->profiles, wish->name);
  if (wish->kind == KITH_WISH_KEEPING)
    kith_archiving_keeper_foresee_keeping (self->archiving, kith_keeping_from_name (wish->name));
  if (contact == NULL)
    return;

  item = foresee (contact, wish);
  if (item == NULL || (wish->kind == KITH_WISH_REFUSE && !kith_contact_get_in_roster (contact)))
    return;

  items = g_ptr_array_new ();
  g_ptr_array_add (items, item);
  kith_roster_update (kith_account_get_roster (self->account), items, FALSE);
}

/* Tells the server. @task: (transfer full): answers a boolean */
static void
ask_server (KithWishes           *self,
            const KithWishRecord *wish,
            GTask                *task)
{
  KithContact *contact = !is_own (wish) ? get_contact (self, wish) : NULL;
  KithJid *jid = contact != NULL ? kith_contact_get_jid (contact) : NULL;
  g_autoptr(GTask) done = NULL;

  if (wish->kind == KITH_WISH_NAME)
    {
      kith_profiles_publish_name (self->profiles, wish->name, task);
      return;
    }
  if (wish->kind == KITH_WISH_KEEPING)
    {
      kith_archiving_keeper_set_keeping (self->archiving, kith_keeping_from_name (wish->name), task);
      return;
    }
  if (contact == NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }

  switch (wish->kind)
    {
    case KITH_WISH_ITEM:
      kith_roster_keeper_set_item (self->keeper, jid, wish->name, (const char *const *)wish->groups, task);
      return;
    case KITH_WISH_REMOVE:
      kith_roster_keeper_remove_item (self->keeper, jid, task);
      return;
    case KITH_WISH_ASK:
      kith_roster_keeper_ask (self->keeper, contact, wish->text);
      break;
    case KITH_WISH_STOP:
      kith_roster_keeper_stop (self->keeper, contact);
      break;
    case KITH_WISH_APPROVE:
      kith_roster_keeper_approve (self->keeper, contact);
      break;
    case KITH_WISH_REFUSE:
      kith_roster_keeper_refuse (self->keeper, contact);
      break;
    case KITH_WISH_NAME:
    case KITH_WISH_KEEPING:
      break;
    }

  done = task;
  g_task_return_boolean (done, TRUE);
}

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!kith_store_remove_wish_finish (KITH_STORE (source), result, &error))
    g_debug ("wish not removed: %s", error->message);
}

static void next (KithWishes *self);

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  KithWishes *self = KITH_WISHES (source);
  g_autoptr(GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);
  KithWishRecord *wish;

  self->busy = FALSE;
  /* The connection went before the answer came: the next one will do. */
  if (!self->online || (!done && (g_error_matches (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_OFFLINE) ||
                                  g_error_matches (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_LOST) ||
                                  g_error_matches (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_TIMEOUT))))
    {
      wish = g_queue_peek_head (&self->waiting);
      if (wish != NULL && is_own (wish))
        show (self, wish);
      return;
    }

  if (!done)
    g_message ("What was wanted without a connection was refused: %s", error->message);

  wish = g_queue_pop_head (&self->waiting);
  if (wish != NULL && wish->id > 0)
    kith_store_remove_wish_async (self->store, wish->id, NULL, removed_cb, NULL);
  g_clear_pointer (&wish, kith_wish_record_free);
  next (self);
}

static void
next (KithWishes *self)
{
  const KithWishRecord *wish = g_queue_peek_head (&self->waiting);

  if (wish == NULL || !self->online || self->busy)
    return;

  self->busy = TRUE;
  ask_server (self, wish, g_task_new (self, NULL, answered_cb, NULL));
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Call) call = user_data;
  KithWishes *self = call->self;
  g_autoptr(GError) error = NULL;

  call->wish->id = kith_store_save_wish_finish (KITH_STORE (source), result, &error);
  if (call->wish->id < 0)
    {
      if (call->task != NULL)
        kith_error_map_return (call->task, g_steal_pointer (&error));
      else
        g_message ("What is wanted without a connection could not be stored: %s", error->message);
      return;
    }

  g_queue_push_tail (&self->waiting, g_steal_pointer (&call->wish));
  if (call->task != NULL)
    g_task_return_boolean (call->task, TRUE);
  next (self);
}

/* A later wish about the same takes its place. */
static void
replace (KithWishes           *self,
         const KithWishRecord *wish)
{
  GList *later;

  for (GList *l = self->waiting.head; l != NULL; l = later)
    {
      KithWishRecord *old = l->data;

      later = l->next;
      if (strcmp (old->jid, wish->jid) != 0 ||
          kith_wish_kind_get_matter (old->kind) != kith_wish_kind_get_matter (wish->kind))
        continue;

      kith_wish_record_free (old);
      g_queue_delete_link (&self->waiting, l);
    }
}

static void
kith_wishes_dispose (GObject *object)
{
  KithWishes *self = KITH_WISHES (object);

  self->online = FALSE;
  g_clear_weak_pointer (&self->account);

  G_OBJECT_CLASS (kith_wishes_parent_class)->dispose (object);
}

static void
kith_wishes_finalize (GObject *object)
{
  KithWishes *self = KITH_WISHES (object);

  g_queue_clear_full (&self->waiting, (GDestroyNotify)kith_wish_record_free);
  g_clear_object (&self->keeper);
  g_clear_object (&self->profiles);
  g_clear_object (&self->archiving);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (kith_wishes_parent_class)->finalize (object);
}

static void
kith_wishes_class_init (KithWishesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_wishes_dispose;
  object_class->finalize = kith_wishes_finalize;
}

static void
kith_wishes_init (KithWishes *self)
{
  g_queue_init (&self->waiting);
}

/**
 * kith_wishes_new:
 * @account: not kept alive
 *
 * Returns: (transfer full): nothing is wanted yet
 */
KithWishes *
kith_wishes_new (KithAccount         *account,
                 gint64               account_id,
                 KithStore           *store,
                 KithRosterKeeper    *keeper,
                 KithProfiles        *profiles,
                 KithArchivingKeeper *archiving)
{
  KithWishes *self = g_object_new (KITH_TYPE_WISHES, NULL);

  g_set_weak_pointer (&self->account, account);
  self->account_id = account_id;
  self->store = g_object_ref (store);
  self->keeper = g_object_ref (keeper);
  self->profiles = g_object_ref (profiles);
  self->archiving = g_object_ref (archiving);

  return self;
}

void
kith_wishes_restore (KithWishes *self,
                     GPtrArray  *wishes)
{
  g_return_if_fail (KITH_IS_WISHES (self));

  for (guint i = 0; i < wishes->len; i++)
    {
      const KithWishRecord *wish = g_ptr_array_index (wishes, i);

      g_queue_push_tail (&self->waiting, kith_wish_record_copy (wish));
      show (self, wish);
    }

  next (self);
}

void
kith_wishes_add (KithWishes           *self,
                 const KithWishRecord *wish,
                 GTask                *task)
{
  Call *call;

  g_return_if_fail (KITH_IS_WISHES (self));

  /* Nothing overtakes what waits. */
  if (self->online && g_queue_is_empty (&self->waiting))
    {
      ask_server (self, wish, task != NULL ? task : g_task_new (self, NULL, NULL, NULL));
      return;
    }

  if (!self->busy)
    replace (self, wish);
  show (self, wish);
  call = g_new0 (Call, 1);
  call->self = g_object_ref (self);
  call->wish = kith_wish_record_copy (wish);
  call->task = task;
  kith_store_save_wish_async (self->store, self->account_id, wish, NULL, saved_cb, call);
}

void
kith_wishes_want (KithWishes  *self,
                  KithWishKind kind,
                  KithContact *contact,
                  const char  *text,
                  GTask       *task)
{
  g_autoptr(KithWishRecord) wish = kith_wish_record_new (kind, kith_contact_get_address (contact));

  wish->text = g_strdup (text);
  kith_wishes_add (self, wish, task);
}

void
kith_wishes_want_item (KithWishes        *self,
                       KithContact       *contact,
                       const char        *name,
                       const char *const *groups,
                       GTask             *task)
{
  g_autoptr(KithWishRecord) wish = kith_wish_record_new (KITH_WISH_ITEM, kith_contact_get_address (contact));

  wish->name = g_strdup (name);
  if (groups != NULL)
    {
      g_strfreev (wish->groups);
      wish->groups = g_strdupv ((GStrv)groups);
    }
  kith_wishes_add (self, wish, task);
}

static void
want_own (KithWishes  *self,
          KithWishKind kind,
          const char  *name,
          GTask       *task)
{
  g_autoptr(KithWishRecord) wish = NULL;

  if (self->account == NULL)
    {
      g_task_return_new_error (task, KITH_MODEL_ERROR, KITH_MODEL_ERROR_OFFLINE, "The account is gone");
      g_object_unref (task);
      return;
    }

  wish = kith_wish_record_new (kind, kith_account_get_address (self->account));
  wish->name = g_strdup (name);
  kith_wishes_add (self, wish, task);
}

void
kith_wishes_want_name (KithWishes *self,
                       const char *name,
                       GTask      *task)
{
  g_return_if_fail (KITH_IS_WISHES (self));

  want_own (self, KITH_WISH_NAME, name, task);
}

void
kith_wishes_want_keeping (KithWishes *self,
                          KithKeeping keeping,
                          GTask      *task)
{
  g_return_if_fail (KITH_IS_WISHES (self));

  want_own (self, KITH_WISH_KEEPING, kith_keeping_get_name (keeping), task);
}

/**
 * kith_wishes_set_online:
 *
 * Tells the server what waits.
 */
void
kith_wishes_set_online (KithWishes *self,
                        gboolean    online)
{
  g_return_if_fail (KITH_IS_WISHES (self));

  self->online = !!online;
  next (self);
}

guint
kith_wishes_get_n_waiting (KithWishes *self)
{
  g_return_val_if_fail (KITH_IS_WISHES (self), 0);

  return g_queue_get_length (&self->waiting);
}
