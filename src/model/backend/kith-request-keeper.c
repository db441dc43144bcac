/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-request-keeper-private.h"

#include "kith-account-private.h"
#include "kith-request-private.h"
#include "kith-roster-private.h"
#include "kith-store-roster.h"
#include "kith-subscription-module.h"

/* Owned by the account's backend; main thread. */

/* How many requests a person may have to look through. A server says each again at the next sign-in, until it is answered. */
#define MAX_REQUESTS 1000

struct _KithRequestKeeper
{
  GObject      parent_instance;

  KithStore   *store;   /* owned */

  KithAccount *account; /* weak */

  gint64       account_id;
};

G_DEFINE_FINAL_TYPE (KithRequestKeeper, kith_request_keeper, G_TYPE_OBJECT)

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!kith_store_save_request_finish (KITH_STORE (source), result, &error))
    g_message ("A request could not be stored: %s", error->message);
}

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!kith_store_remove_request_finish (KITH_STORE (source), result, &error))
    g_debug ("request not removed: %s", error->message);
}

/* Returns: (transfer none): who asks, by the name they give where no other is known */
static KithContact *
get_contact (KithRequestKeeper *self,
             KithJid           *jid,
             const char        *nick)
{
  KithContact *contact = kith_roster_get_contact (kith_account_get_roster (self->account), jid);

  if (nick != NULL && kith_contact_get_nickname (contact) == NULL)
    kith_contact_set_nickname (contact, nick);

  return contact;
}

static void
requested_cb (KithRequestKeeper *self,
              KithJid           *jid,
              const char        *nick,
              const char        *text)
{
  KithStoredRequest record = { 0 };
  g_autoptr(KithRequest) request = NULL;
  KithContact *contact;

  if (self->account == NULL)
    return;
  if (g_list_model_get_n_items (kith_account_get_requests (self->account)) >= MAX_REQUESTS)
    {
      g_debug ("There are too many requests for another");
      return;
    }

  contact = kith_roster_get_contact (kith_account_get_roster (self->account), jid);
  if (kith_roster_is_blocked (kith_account_get_roster (self->account), jid))
    return;

  get_contact (self, jid, nick);

  /* A server says it again at each sign-in: it is news only once. */
  if (kith_account_find_request (self->account, contact) != NULL)
    return;

  request = kith_request_new (contact, text, g_get_real_time ());
  kith_account_add_request (self->account, request);

  record.jid = (char *)kith_contact_get_address (contact);
  record.nick = (char *)nick;
  record.text = (char *)text;
  record.time = kith_request_get_time (request);
  kith_store_save_request_async (self->store, self->account_id, &record, NULL, saved_cb, NULL);
}

static void
withdrawn_cb (KithRequestKeeper *self,
              KithJid           *jid)
{
  KithContact *contact = NULL;

  if (self->account != NULL)
    contact = kith_roster_lookup (kith_account_get_roster (self->account), kith_jid_get_bare_text (jid));
  if (contact != NULL)
    kith_account_drop_request (self->account, contact);
}

static void
kith_request_keeper_dispose (GObject *object)
{
  g_clear_weak_pointer (&KITH_REQUEST_KEEPER (object)->account);

  G_OBJECT_CLASS (kith_request_keeper_parent_class)->dispose (object);
}

static void
kith_request_keeper_finalize (GObject *object)
{
  g_clear_object (&KITH_REQUEST_KEEPER (object)->store);

  G_OBJECT_CLASS (kith_request_keeper_parent_class)->finalize (object);
}

static void
kith_request_keeper_class_init (KithRequestKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_request_keeper_dispose;
  object_class->finalize = kith_request_keeper_finalize;
}

static void
kith_request_keeper_init (KithRequestKeeper *self)
{
}

/**
 * kith_request_keeper_new:
 * @account: not kept alive
 *
 * Returns: (transfer full): a keeper that follows what @session receives
 */
KithRequestKeeper *
kith_request_keeper_new (KithAccount *account,
                         gint64       account_id,
                         KithStore   *store,
                         KithSession *session)
{
  KithRequestKeeper *self = g_object_new (KITH_TYPE_REQUEST_KEEPER, NULL);
  gpointer module = kith_session_get_module (session, KITH_TYPE_SUBSCRIPTION_MODULE);

  g_set_weak_pointer (&self->account, account);
  self->account_id = account_id;
  self->store = g_object_ref (store);

  g_signal_connect_object (module, "requested", G_CALLBACK (requested_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "request-withdrawn", G_CALLBACK (withdrawn_cb), self, G_CONNECT_SWAPPED);

  return self;
}

void
kith_request_keeper_restore (KithRequestKeeper *self,
                             GPtrArray         *requests)
{
  g_return_if_fail (KITH_IS_REQUEST_KEEPER (self));

  for (guint i = 0; self->account != NULL && i < requests->len; i++)
    {
      const KithStoredRequest *stored = g_ptr_array_index (requests, i);
      g_autoptr(KithJid) jid = kith_jid_new (stored->jid, NULL);
      g_autoptr(KithRequest) request = NULL;

      if (jid == NULL)
        continue;

      request = kith_request_new (get_contact (self, jid, stored->nick), stored->text, stored->time);
      kith_account_add_request (self->account, request);
    }
}

void
kith_request_keeper_forget (KithRequestKeeper *self,
                            KithContact       *contact)
{
  g_return_if_fail (KITH_IS_REQUEST_KEEPER (self));

  kith_store_remove_request_async (self->store, self->account_id, kith_contact_get_address (contact),
                                   NULL, removed_cb, NULL);
}
