/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-block-keeper-private.h"

#include "kith-account-private.h"
#include "kith-blocking-module.h"
#include "kith-roster-private.h"

/* Owned by the account's backend; main thread. */

struct _KithBlockKeeper
{
  GObject      parent_instance;

  GHashTable  *blocked; /* KithContact (borrowed from the roster) */

  KithAccount *account; /* weak */
};

G_DEFINE_FINAL_TYPE (KithBlockKeeper, kith_block_keeper, G_TYPE_OBJECT)

static void
set_blocked (KithBlockKeeper *self,
             GPtrArray       *jids,
             gboolean         blocked)
{
  for (guint i = 0; self->account != NULL && i < jids->len; i++)
    {
      KithContact *contact = kith_roster_get_contact (kith_account_get_roster (self->account),
                                                      g_ptr_array_index (jids, i));

      kith_contact_set_blocked (contact, blocked);
      if (blocked)
        {
          g_hash_table_add (self->blocked, contact);
          kith_account_drop_request (self->account, contact);
        }
      else
        {
          g_hash_table_remove (self->blocked, contact);
        }
    }
}

static void
unblock_all (KithBlockKeeper *self)
{
  g_autoptr(GList) contacts = g_hash_table_get_keys (self->blocked);

  g_hash_table_remove_all (self->blocked);
  for (GList *l = contacts; self->account != NULL && l != NULL; l = l->next)
    kith_contact_set_blocked (l->data, FALSE);
}

static void
received_cb (KithBlockKeeper *self,
             GPtrArray       *jids)
{
  unblock_all (self);
  set_blocked (self, jids, TRUE);
}

static void
blocked_cb (KithBlockKeeper *self,
            GPtrArray       *jids)
{
  set_blocked (self, jids, TRUE);
}

static void
unblocked_cb (KithBlockKeeper *self,
              GPtrArray       *jids)
{
  if (jids == NULL)
    unblock_all (self);
  else
    set_blocked (self, jids, FALSE);
}

static void
kith_block_keeper_dispose (GObject *object)
{
  KithBlockKeeper *self = KITH_BLOCK_KEEPER (object);

  g_hash_table_remove_all (self->blocked);
  g_clear_weak_pointer (&self->account);

  G_OBJECT_CLASS (kith_block_keeper_parent_class)->dispose (object);
}

static void
kith_block_keeper_finalize (GObject *object)
{
  g_clear_pointer (&KITH_BLOCK_KEEPER (object)->blocked, g_hash_table_unref);

  G_OBJECT_CLASS (kith_block_keeper_parent_class)->finalize (object);
}

static void
kith_block_keeper_class_init (KithBlockKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_block_keeper_dispose;
  object_class->finalize = kith_block_keeper_finalize;
}

static void
kith_block_keeper_init (KithBlockKeeper *self)
{
  self->blocked = g_hash_table_new (NULL, NULL);
}

/**
 * kith_block_keeper_new:
 * @account: not kept alive
 *
 * Returns: (transfer full): a keeper that follows what @session receives
 */
KithBlockKeeper *
kith_block_keeper_new (KithAccount *account,
                       KithSession *session)
{
  KithBlockKeeper *self = g_object_new (KITH_TYPE_BLOCK_KEEPER, NULL);
  gpointer module = kith_session_get_module (session, KITH_TYPE_BLOCKING_MODULE);

  g_set_weak_pointer (&self->account, account);

  g_signal_connect_object (module, "received", G_CALLBACK (received_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "blocked", G_CALLBACK (blocked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "unblocked", G_CALLBACK (unblocked_cb), self, G_CONNECT_SWAPPED);

  return self;
}
