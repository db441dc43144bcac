/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-account-keeper-private.h"

#include "kith-account-private.h"
#include "kith-store-accounts.h"

/* Owned by the account's backend; main thread. */

struct _KithAccountKeeper
{
  GObject            parent_instance;

  KithAccountRecord *record;  /* owned: the account as it is stored */
  KithStore         *store;   /* owned */

  KithAccount       *account; /* weak */
};

G_DEFINE_FINAL_TYPE (KithAccountKeeper, kith_account_keeper, G_TYPE_OBJECT)

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (kith_store_save_account_finish (KITH_STORE (source), result, &error) < 0)
    g_message ("The account could not be stored: %s", error->message);
}

static void
replace (char      **field,
         const char *value)
{
  char *old = *field;

  *field = g_strdup (value);
  g_free (old);
}

static void
kith_account_keeper_dispose (GObject *object)
{
  g_clear_weak_pointer (&KITH_ACCOUNT_KEEPER (object)->account);

  G_OBJECT_CLASS (kith_account_keeper_parent_class)->dispose (object);
}

static void
kith_account_keeper_finalize (GObject *object)
{
  KithAccountKeeper *self = KITH_ACCOUNT_KEEPER (object);

  g_clear_pointer (&self->record, kith_account_record_free);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (kith_account_keeper_parent_class)->finalize (object);
}

static void
kith_account_keeper_class_init (KithAccountKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_account_keeper_dispose;
  object_class->finalize = kith_account_keeper_finalize;
}

static void
kith_account_keeper_init (KithAccountKeeper *self)
{
}

/**
 * kith_account_keeper_new:
 * @account: not kept alive
 *
 * Returns: (transfer full): a keeper of what is stored already
 */
KithAccountKeeper *
kith_account_keeper_new (KithAccount             *account,
                         const KithAccountRecord *record,
                         KithStore               *store)
{
  KithAccountKeeper *self = g_object_new (KITH_TYPE_ACCOUNT_KEEPER, NULL);

  g_set_weak_pointer (&self->account, account);
  self->record = kith_account_record_copy (record);
  self->store = g_object_ref (store);

  return self;
}

KithAccountRecord *
kith_account_keeper_get_record (KithAccountKeeper *self)
{
  g_return_val_if_fail (KITH_IS_ACCOUNT_KEEPER (self), NULL);

  return self->record;
}

void
kith_account_keeper_gather (KithAccountKeeper *self)
{
  const KithAccountSettings *settings;
  KithAccountRecord *record;

  g_return_if_fail (KITH_IS_ACCOUNT_KEEPER (self));

  if (self->account == NULL)
    return;

  settings = kith_account_get_settings (self->account);
  record = self->record;
  replace (&record->host, settings->host);
  record->port = settings->port;
  record->direct_tls = settings->direct_tls;
  record->allow_plain = settings->allow_plain;
  replace (&record->pinned_certificate, settings->pinned_certificate);
  record->enabled = kith_account_get_enabled (self->account);
  record->show = kith_account_get_show (self->account);
  replace (&record->status, kith_account_get_status (self->account));
}

void
kith_account_keeper_come_back (KithAccountKeeper *self)
{
  g_return_if_fail (KITH_IS_ACCOUNT_KEEPER (self));

  kith_account_keeper_gather (self);
  if (self->account == NULL || self->record->show != KITH_SHOW_OFFLINE)
    return;

  self->record->show = KITH_SHOW_AVAILABLE;
  kith_account_restore (self->account, NULL, self->record->enabled, KITH_SHOW_AVAILABLE, self->record->status);
  kith_account_keeper_save (self);
}

void
kith_account_keeper_save (KithAccountKeeper *self)
{
  g_return_if_fail (KITH_IS_ACCOUNT_KEEPER (self));

  kith_store_save_account_async (self->store, self->record, NULL, saved_cb, NULL);
}
