/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-roster-keeper-private.h"

#include "kith-account-private.h"
#include "kith-presence-module.h"
#include "kith-roster-module.h"
#include "kith-roster-private.h"
#include "kith-slices-private.h"
#include "kith-store-roster.h"
#include "kith-subscription-module.h"

/* Owned by the account's backend; main thread. A roster of thousands is taken in and wiped in slices. */

/* How many entries of a roster that arrives whole are put into the list at once: each is one "items-changed". */
#define PORTION 200

struct _KithRosterKeeper
{
  GObject      parent_instance;

  KithSlices  *arriving;  /* GPtrArray of KithRosterItem: portions of a roster that came whole */
  GPtrArray   *whole;     /* KithRosterItem (owned): that roster, NULL: none is arriving */
  GPtrArray   *early;     /* KithPresence (owned) that came while the roster still arrives, NULL: none */
  KithSlices  *presences; /* KithPresence: those, once it is there, and what came after them */
  KithSlices  *sweep;     /* KithContact whose presence is to be known, or no longer known */
  KithStore   *store;     /* owned */
  KithSession *session;   /* owned */

  KithAccount *account;   /* weak */

  gint64       account_id;
  guint        online : 1;
  guint        expecting : 1; /* the server has not yet answered what the roster is */
};

G_DEFINE_FINAL_TYPE (KithRosterKeeper, kith_roster_keeper, G_TYPE_OBJECT)

static KithRoster *
get_roster (KithRosterKeeper *self)
{
  return self->account != NULL ? kith_account_get_roster (self->account) : NULL;
}

static gpointer
get_module (KithRosterKeeper *self,
            GType             type)
{
  return kith_session_get_module (self->session, type);
}

static gboolean
may_see (KithContact *contact)
{
  KithSubscription subscription = kith_contact_get_subscription (contact);

  return subscription == KITH_SUBSCRIPTION_TO || subscription == KITH_SUBSCRIPTION_BOTH;
}

static gboolean
may_be_seen (KithContact *contact)
{
  KithSubscription subscription = kith_contact_get_subscription (contact);

  return subscription == KITH_SUBSCRIPTION_FROM || subscription == KITH_SUBSCRIPTION_BOTH;
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!kith_store_save_roster_finish (KITH_STORE (source), result, &error))
    g_message ("The roster could not be stored: %s", error->message);
}

static void
update_one_cb (gpointer data,
               gpointer user_data)
{
  KithRosterKeeper *self = user_data;
  GPtrArray *items = data;

  if (self->account == NULL)
    return;

  kith_roster_update (get_roster (self), items, FALSE);
  for (guint i = 0; i < items->len; i++)
    {
      const KithRosterItem *item = g_ptr_array_index (items, i);
      KithContact *contact = kith_roster_get_contact (get_roster (self), item->jid);

      kith_contact_set_online (contact, self->online && may_see (contact));
      /* Somebody answered the request on another device. */
      if (may_be_seen (contact))
        kith_account_drop_request (self->account, contact);
    }
}

static void
release_early (KithRosterKeeper *self)
{
  if (self->early != NULL)
    kith_slices_take (self->presences, g_steal_pointer (&self->early));
}

/* All portions are in: who was not among them is gone. */
static void
arrived_cb (gpointer user_data)
{
  KithRosterKeeper *self = user_data;
  g_autoptr(GPtrArray) whole = g_steal_pointer (&self->whole);

  if (self->account == NULL || whole == NULL)
    return;

  kith_roster_update (get_roster (self), whole, TRUE);
  kith_roster_set_loaded (get_roster (self), TRUE);

  release_early (self);
}

static GPtrArray *
new_items (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)kith_roster_item_free);
}

static void
take_whole (KithRosterKeeper *self,
            GPtrArray        *items)
{
  GPtrArray *portions = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  GPtrArray *portion = NULL;

  kith_slices_finish (self->arriving);
  self->whole = new_items ();

  for (guint i = 0; i < items->len; i++)
    {
      const KithRosterItem *item = g_ptr_array_index (items, i);

      if (portion == NULL || portion->len == PORTION)
        {
          portion = new_items ();
          g_ptr_array_add (portions, portion);
        }
      g_ptr_array_add (portion, kith_roster_item_copy (item));
      g_ptr_array_add (self->whole, kith_roster_item_copy (item));
    }

  kith_slices_take (self->arriving, portions);
}

static void
received_cb (KithRosterKeeper *self,
             GPtrArray        *items,
             const char       *version)
{
  if (self->account == NULL)
    return;

  self->expecting = FALSE;
  if (items == NULL)
    {
      kith_roster_set_loaded (get_roster (self), TRUE);
      release_early (self);
      return;
    }

  take_whole (self, items);
  kith_store_save_roster_async (self->store, self->account_id, items, TRUE, version, NULL,
                                saved_cb, NULL);
}

/* The one that is stored has to do. */
static void
failed_cb (KithRosterKeeper *self,
           const GError     *error)
{
  self->expecting = FALSE;
  release_early (self);
}

static void
item_pushed_cb (KithRosterKeeper     *self,
                const KithRosterItem *item,
                const char           *version)
{
  g_autoptr(GPtrArray) items = NULL;

  if (self->account == NULL)
    return;

  /* What came before comes first. */
  kith_slices_finish (self->arriving);

  items = new_items ();
  g_ptr_array_add (items, kith_roster_item_copy (item));
  update_one_cb (items, self);
  kith_store_save_roster_async (self->store, self->account_id, items, FALSE, version, NULL,
                                saved_cb, NULL);
}

static void
sweep_cb (gpointer data,
          gpointer user_data)
{
  KithRosterKeeper *self = user_data;

  kith_contact_set_online (data, self->online && may_see (data));
}

static void
collect_cb (gpointer data,
            gpointer user_data)
{
  g_ptr_array_add (user_data, g_object_ref (data));
}

static void
apply_presence_cb (gpointer data,
                   gpointer user_data)
{
  KithRosterKeeper *self = user_data;
  const KithPresence *presence = data;
  KithContact *contact = NULL;

  /* Whoever sends presence unasked is not remembered for it. */
  if (self->account != NULL)
    contact = kith_roster_lookup (get_roster (self), kith_jid_get_bare_text (presence->jid));
  if (contact == NULL)
    return;

  kith_contact_set_presence (contact, kith_jid_get_resourcepart (presence->jid), presence->show,
                             presence->status, presence->priority, presence->idle_since,
                             presence->time != 0 ? presence->time : g_get_real_time ());
}

static void
presence_cb (KithRosterKeeper *self,
             KithPresence     *presence)
{
  gboolean too_early = self->expecting || kith_slices_is_busy (self->arriving);
  GPtrArray *later;

  if (!too_early && !kith_slices_is_busy (self->presences))
    {
      apply_presence_cb (presence, self);
      return;
    }

  /* Whose it is may not be known yet; and nothing overtakes what waits. */
  later = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_presence_free);
  g_ptr_array_add (later, kith_presence_copy (presence));
  if (!too_early)
    kith_slices_take (self->presences, later);
  else if (self->early == NULL)
    self->early = later;
  else
    g_ptr_array_extend_and_steal (self->early, later);
}

static void
presence_bounced_cb (KithRosterKeeper *self,
                     KithJid          *from,
                     const GError     *error)
{
  KithContact *contact = NULL;

  if (self->account != NULL)
    contact = kith_roster_lookup (get_roster (self), kith_jid_get_bare_text (from));
  if (contact != NULL)
    kith_contact_set_presence (contact, NULL, KITH_SHOW_OFFLINE, NULL, 0, 0, 0);
}

static void
kith_roster_keeper_dispose (GObject *object)
{
  KithRosterKeeper *self = KITH_ROSTER_KEEPER (object);

  kith_slices_clear (self->arriving);
  kith_slices_clear (self->presences);
  kith_slices_clear (self->sweep);
  g_clear_weak_pointer (&self->account);

  G_OBJECT_CLASS (kith_roster_keeper_parent_class)->dispose (object);
}

static void
kith_roster_keeper_finalize (GObject *object)
{
  KithRosterKeeper *self = KITH_ROSTER_KEEPER (object);

  g_clear_pointer (&self->arriving, kith_slices_free);
  g_clear_pointer (&self->presences, kith_slices_free);
  g_clear_pointer (&self->early, g_ptr_array_unref);
  g_clear_pointer (&self->sweep, kith_slices_free);
  g_clear_pointer (&self->whole, g_ptr_array_unref);
  g_clear_object (&self->store);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (kith_roster_keeper_parent_class)->finalize (object);
}

static void
kith_roster_keeper_class_init (KithRosterKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_roster_keeper_dispose;
  object_class->finalize = kith_roster_keeper_finalize;
}

static void
kith_roster_keeper_init (KithRosterKeeper *self)
{
  self->arriving = kith_slices_new (update_one_cb, arrived_cb, self);
  self->presences = kith_slices_new (apply_presence_cb, NULL, self);
  self->sweep = kith_slices_new (sweep_cb, NULL, self);
}

static void
listen (KithRosterKeeper *self,
        GType             type,
        const char       *signal,
        GCallback         callback)
{
  g_signal_connect_object (get_module (self, type), signal, callback, self, G_CONNECT_SWAPPED);
}

/**
 * kith_roster_keeper_new:
 * @account: not kept alive
 *
 * Returns: (transfer full): a keeper that follows what @session receives
 */
KithRosterKeeper *
kith_roster_keeper_new (KithAccount *account,
                        gint64       account_id,
                        KithStore   *store,
                        KithSession *session)
{
  KithRosterKeeper *self = g_object_new (KITH_TYPE_ROSTER_KEEPER, NULL);

  g_set_weak_pointer (&self->account, account);
  self->account_id = account_id;
  self->store = g_object_ref (store);
  self->session = g_object_ref (session);

  listen (self, KITH_TYPE_ROSTER_MODULE, "received", G_CALLBACK (received_cb));
  listen (self, KITH_TYPE_ROSTER_MODULE, "failed", G_CALLBACK (failed_cb));
  listen (self, KITH_TYPE_ROSTER_MODULE, "item-pushed", G_CALLBACK (item_pushed_cb));
  listen (self, KITH_TYPE_PRESENCE_MODULE, "changed", G_CALLBACK (presence_cb));
  listen (self, KITH_TYPE_PRESENCE_MODULE, "bounced", G_CALLBACK (presence_bounced_cb));

  return self;
}

void
kith_roster_keeper_restore (KithRosterKeeper *self,
                            GPtrArray        *items,
                            const char       *version)
{
  g_return_if_fail (KITH_IS_ROSTER_KEEPER (self));

  if (self->account == NULL)
    return;

  kith_roster_update (get_roster (self), items, TRUE);
  kith_roster_set_loaded (get_roster (self), version != NULL || items->len > 0);
  kith_roster_module_set_version (get_module (self, KITH_TYPE_ROSTER_MODULE), version);
  kith_subscription_module_set_roster (get_module (self, KITH_TYPE_SUBSCRIPTION_MODULE), items);
}

/**
 * kith_roster_keeper_set_online:
 *
 * While there is no connection, nothing is known of anybody's presence.
 */
void
kith_roster_keeper_set_online (KithRosterKeeper *self,
                               gboolean          online)
{
  GPtrArray *contacts;

  g_return_if_fail (KITH_IS_ROSTER_KEEPER (self));

  if (self->online == !!online || self->account == NULL)
    return;

  /* What is left of the last sweep still means what it meant. */
  kith_slices_finish (self->sweep);
  if (!online)
    {
      kith_slices_clear (self->presences);
      g_clear_pointer (&self->early, g_ptr_array_unref);
    }
  self->online = !!online;
  self->expecting = self->online;

  contacts = g_ptr_array_new_with_free_func (g_object_unref);
  kith_roster_foreach (get_roster (self), collect_cb, contacts);
  kith_slices_take (self->sweep, contacts);
}

KithSession *
kith_roster_keeper_get_session (KithRosterKeeper *self)
{
  return self->session;
}

gboolean
kith_roster_keeper_get_online (KithRosterKeeper *self)
{
  return self->online;
}
