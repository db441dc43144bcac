/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-keeping-group.h"

#include <glib/gi18n.h>

#include "kith-sentence.h"

/**
 * KithKeepingGroup:
 *
 * What the server of an account keeps of its chats, and what each choice costs. Where there is nothing to choose it says why. Made by the
 * account's page.
 */
struct _KithKeepingGroup
{
  AdwPreferencesGroup parent_instance;

  /* Template children */
  GtkWidget          *always_row;
  GtkWidget          *contacts_row;
  GtkWidget          *never_row;
  GtkCheckButton     *always_check;
  GtkCheckButton     *contacts_check;
  GtkCheckButton     *never_check;

  /* Owned */
  KithAccount        *account;

  unsigned            updating : 1;
  unsigned            failed : 1; /* the words say why */
};

G_DEFINE_FINAL_TYPE (KithKeepingGroup, kith_keeping_group, ADW_TYPE_PREFERENCES_GROUP)

static GtkCheckButton *
get_check (KithKeepingGroup *self,
           KithKeeping keeping)
{
  switch (keeping)
    {
    case KITH_KEEPING_ALWAYS:
      return self->always_check;
    case KITH_KEEPING_CONTACTS:
      return self->contacts_check;
    case KITH_KEEPING_NEVER:
      return self->never_check;
    case KITH_KEEPING_UNKNOWN:
    case KITH_KEEPING_NONE:
    case KITH_KEEPING_FIXED:
      break;
    }

  return NULL;
}

static const char *
get_words (KithKeeping keeping)
{
  switch (keeping)
    {
    case KITH_KEEPING_UNKNOWN:
      return _("What your server keeps is known when you are connected.");
    case KITH_KEEPING_NONE:
      return _("Your server keeps no copies. Other devices miss messages, and what comes while you are not connected may be lost.");
    case KITH_KEEPING_FIXED:
      return _("Your server does not let you choose what it keeps.");
    case KITH_KEEPING_ALWAYS:
    case KITH_KEEPING_CONTACTS:
    case KITH_KEEPING_NEVER:
      break;
    }

  return _("A choice that you make in a chat goes before this one.");
}

static void
update (KithKeepingGroup *self)
{
  KithKeeping keeping = kith_account_get_keeping (self->account);
  GtkCheckButton *chosen = get_check (self, keeping);

  self->updating = TRUE;
  for (KithKeeping each = KITH_KEEPING_ALWAYS; each <= KITH_KEEPING_NEVER; each++)
    gtk_check_button_set_active (get_check (self, each), get_check (self, each) == chosen);
  self->updating = FALSE;

  gtk_widget_set_sensitive (self->always_row, chosen != NULL);
  gtk_widget_set_sensitive (self->contacts_row, chosen != NULL);
  gtk_widget_set_sensitive (self->never_row, chosen != NULL);
  if (!self->failed)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), get_words (keeping));
}

static void
told_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(KithKeepingGroup) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (kith_account_set_keeping_finish (KITH_ACCOUNT (source), result, &error) || self->account == NULL)
    return;

  self->failed = TRUE;
  update (self);
  text = kith_sentence_text (error);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), text);
}

static void
chosen_cb (KithKeepingGroup *self,
           GtkCheckButton   *check)
{
  KithKeeping keeping = KITH_KEEPING_ALWAYS;

  if (self->updating || !gtk_check_button_get_active (check))
    return;

  while (get_check (self, keeping) != check)
    keeping++;
  self->failed = FALSE;
  kith_account_set_keeping_async (self->account, keeping, NULL, told_cb, g_object_ref (self));
}

static void
kith_keeping_group_dispose (GObject *object)
{
  g_clear_object (&KITH_KEEPING_GROUP (object)->account);

  G_OBJECT_CLASS (kith_keeping_group_parent_class)->dispose (object);
}

static void
kith_keeping_group_class_init (KithKeepingGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kith_keeping_group_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-keeping-group.ui");
  gtk_widget_class_bind_template_child (widget_class, KithKeepingGroup, always_row);
  gtk_widget_class_bind_template_child (widget_class, KithKeepingGroup, contacts_row);
  gtk_widget_class_bind_template_child (widget_class, KithKeepingGroup, never_row);
  gtk_widget_class_bind_template_child (widget_class, KithKeepingGroup, always_check);
  gtk_widget_class_bind_template_child (widget_class, KithKeepingGroup, contacts_check);
  gtk_widget_class_bind_template_child (widget_class, KithKeepingGroup, never_check);
}

static void
kith_keeping_group_init (KithKeepingGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  for (KithKeeping each = KITH_KEEPING_ALWAYS; each <= KITH_KEEPING_NEVER; each++)
    g_signal_connect_object (get_check (self, each), "toggled", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
}

/**
 * kith_keeping_group_set_account:
 *
 * Shows what the server of @account keeps, and has it keep what is chosen.
 */
void
kith_keeping_group_set_account (KithKeepingGroup *self,
                                KithAccount      *account)
{
  g_return_if_fail (KITH_IS_KEEPING_GROUP (self));
  g_return_if_fail (self->account == NULL);

  self->account = g_object_ref (account);
  g_signal_connect_object (account, "notify::keeping", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
