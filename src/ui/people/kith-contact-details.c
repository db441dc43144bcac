/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-contact-details.h"

#include <glib/gi18n.h>

#include "kith-account.h"
#include "kith-avatar.h"
#include "kith-presence-words.h"
#include "kith-sentence.h"

/**
 * KithContactDetails:
 *
 * Everything about one contact, and what can be done with them: name, groups, who sees whom, block, remove. Made by the
 * window's action `win.details`.
 */
struct _KithContactDetails
{
  AdwWindow     parent_instance;

  /* Template children */
  KithAvatar   *avatar;
  GtkLabel     *name_label;
  GtkLabel     *address_label;
  GtkWidget    *copy_button;
  GtkLabel     *status_label;
  GtkWidget    *roster_group;
  GtkEditable  *name_row;
  GtkEditable  *groups_row;
  AdwActionRow *see_row;
  GtkButton    *see_button;
  AdwActionRow *share_row;
  GtkButton    *share_button;
  AdwActionRow *unkept_row;
  GtkSwitch    *unkept_switch;
  GtkLabel     *trouble_label;
  GtkWidget    *add_button;
  GtkButton    *block_button;
  GtkWidget    *remove_button;

  /* Owned */
  KithContact  *contact;
  GCancellable *cancellable;
};

G_DEFINE_TYPE (KithContactDetails, kith_contact_details, ADW_TYPE_WINDOW)

static gboolean
sees_them (KithContact *contact)
{
  KithSubscription subscription = kith_contact_get_subscription (contact);

  return subscription == KITH_SUBSCRIPTION_TO || subscription == KITH_SUBSCRIPTION_BOTH;
}

static gboolean
seen_by_them (KithContact *contact)
{
  KithSubscription subscription = kith_contact_get_subscription (contact);

  return subscription == KITH_SUBSCRIPTION_FROM || subscription == KITH_SUBSCRIPTION_BOTH;
}

static void
update_presence (KithContactDetails *self)
{
  const char *words = kith_presence_words (kith_contact_get_show (self->contact));
  const char *status = kith_contact_get_status (self->contact);
  g_autofree char *text = NULL;

  if (kith_contact_get_blocked (self->contact))
    {
      text = g_strdup (_("Blocked"));
    }
  else if (status != NULL && *status != '\0')
    {
      /* Translators: a presence and the person's own words, as in "Away – Back at three". */
      text = g_strdup_printf (_("%s – %s"), words, status);
    }
  else
    {
      text = g_strdup (words);
    }

  gtk_label_set_label (self->status_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->status_label), *text != '\0');
}

static void
update_subscription (KithContactDetails *self)
{
  gboolean asked = kith_contact_get_asked (self->contact);
  gboolean approved = kith_contact_get_approved (self->contact);

  if (sees_them (self->contact))
    {
      adw_action_row_set_subtitle (self->see_row, _("Yes"));
      /* Translators: a button: they become a contact whose presence you do not see. */
      gtk_button_set_label (self->see_button, _("Stop following"));
    }
  else
    {
      adw_action_row_set_subtitle (self->see_row, asked ? _("Asked, not answered yet") : _("No"));
      gtk_button_set_label (self->see_button, asked ? _("Ask again") : _("Ask"));
    }

  if (seen_by_them (self->contact))
    {
      adw_action_row_set_subtitle (self->share_row, _("Yes"));
      gtk_button_set_label (self->share_button, _("Stop sharing"));
    }
  else
    {
      /* Translators: whether they see when you are online. */
      adw_action_row_set_subtitle (self->share_row, approved ? _("As soon as they ask") : _("No"));
      /* Translators: buttons: no longer approve in advance, or let them see your presence. */
      gtk_button_set_label (self->share_button, approved ? _("Take back") : _("Allow"));
    }
}

static void
update_roster (KithContactDetails *self)
{
  gboolean in_roster = kith_contact_get_in_roster (self->contact);
  const char *name = kith_contact_get_name (self->contact);
  const char *const *groups = kith_contact_get_groups (self->contact);
  g_autofree char *joined = groups != NULL ? g_strjoinv (", ", (char **)groups) : g_strdup ("");

  gtk_widget_set_visible (self->roster_group, in_roster);
  gtk_widget_set_visible (self->add_button, !in_roster);
  gtk_widget_set_visible (self->remove_button, in_roster);
  gtk_editable_set_text (self->name_row, name != NULL ? name : "");
  gtk_editable_set_text (self->groups_row, joined);
  gtk_button_set_label (self->block_button, kith_contact_get_blocked (self->contact) ? _("Unblock") : _("Block"));
}

/* Borrowed, or NULL: the chat with them, if there is one. */
static KithConversation *
find_conversation (KithContactDetails *self)
{
  KithAccount *account = kith_contact_get_account (self->contact);
  GListModel *conversations = account != NULL ? kith_account_get_conversations (account) : NULL;
  guint n = conversations != NULL ? g_list_model_get_n_items (conversations) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(KithConversation) conversation = g_list_model_get_item (conversations, i);

      if (kith_conversation_get_contact (conversation) == self->contact)
        return conversation;
    }

  return NULL;
}

/* What the switch does where, and what it does not. */
static const char *
get_kept_words (KithContactDetails *self)
{
  KithAccount *account = kith_contact_get_account (self->contact);

  if (!gtk_switch_get_active (self->unkept_switch))
    return _("Your server may keep a copy of what is said here");

  switch (account != NULL ? kith_account_get_keeping (account) : KITH_KEEPING_UNKNOWN)
    {
    case KITH_KEEPING_NONE:
    case KITH_KEEPING_FIXED:
      return _("Each message you write asks servers not to keep it. Your server lets nobody choose for a whole chat, so it may keep what "
               "they write. Both of you keep the messages on your devices.");

    case KITH_KEEPING_UNKNOWN:
    case KITH_KEEPING_ALWAYS:
    case KITH_KEEPING_CONTACTS:
    case KITH_KEEPING_NEVER:
      break;
    }

  return _("Your server is asked to keep nothing of this chat from now on, and each message you write asks theirs the same. What it has "
           "already stays, and both of you keep the messages on your devices.");
}

static void
update_kept (KithContactDetails *self)
{
  KithConversation *conversation = find_conversation (self);

  gtk_switch_set_active (self->unkept_switch, conversation != NULL && !kith_conversation_get_kept (conversation));
  adw_action_row_set_subtitle (self->unkept_row, get_kept_words (self));
}

static void
unkept_cb (KithContactDetails *self)
{
  KithAccount *account = kith_contact_get_account (self->contact);
  gboolean kept = !gtk_switch_get_active (self->unkept_switch);
  KithConversation *conversation = find_conversation (self);

  if (account != NULL && (conversation != NULL || !kept))
    {
      if (conversation == NULL)
        conversation = kith_account_get_conversation (account, kith_contact_get_jid (self->contact));
      kith_conversation_set_kept (conversation, kept);
    }
  adw_action_row_set_subtitle (self->unkept_row, get_kept_words (self));
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(KithContactDetails) self = user_data;
  g_autoptr(GError) error = NULL;

  if (kith_contact_action_finish (KITH_CONTACT (source), result, &error) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      gtk_widget_set_visible (GTK_WIDGET (self->trouble_label), FALSE);
    }
  else
    {
      g_autofree char *text = kith_sentence_text (error);

      gtk_label_set_label (self->trouble_label, text);
      gtk_widget_set_visible (GTK_WIDGET (self->trouble_label), TRUE);
    }
}

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(KithContactDetails) self = g_object_ref (user_data);

  done_cb (source, result, user_data);

  if (!gtk_widget_get_visible (GTK_WIDGET (self->trouble_label)))
    gtk_window_close (GTK_WINDOW (self));
}

static void
copy_cb (KithContactDetails *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), kith_contact_get_address (self->contact));
}

static void
name_cb (KithContactDetails *self)
{
  kith_contact_rename_async (self->contact, gtk_editable_get_text (self->name_row), self->cancellable, done_cb,
                             g_object_ref (self));
}

static void
groups_cb (KithContactDetails *self)
{
  /* The commas of Arabic, Chinese and Japanese keyboards part words as well. */
  g_auto(GStrv) parts = g_regex_split_simple ("[,،、，]", gtk_editable_get_text (self->groups_row), 0, 0);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) groups = NULL;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_strstrip (parts[i]);
      if (*parts[i] != '\0')
        g_strv_builder_add (builder, parts[i]);
    }

  groups = g_strv_builder_end (builder);
  kith_contact_set_groups_async (self->contact, (const char *const *)groups, self->cancellable, done_cb,
                                 g_object_ref (self));
}

static void
see_cb (KithContactDetails *self)
{
  if (sees_them (self->contact))
    kith_contact_stop_seeing (self->contact);
  else
    kith_contact_ask_presence (self->contact);
}

static void
share_cb (KithContactDetails *self)
{
  if (seen_by_them (self->contact) || kith_contact_get_approved (self->contact))
    kith_contact_stop_sharing (self->contact);
  else
    kith_contact_share_presence (self->contact);
}

static void
add_cb (KithContactDetails *self)
{
  gtk_widget_activate_action (GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self))), "win.add-contact-address", "s",
                              kith_contact_get_address (self->contact));
  gtk_window_close (GTK_WINDOW (self));
}

static void
block_response_cb (KithContactDetails *self,
                   const char         *response)
{
  if (g_strcmp0 (response, "block") == 0)
    kith_contact_set_blocked_async (self->contact, TRUE, self->cancellable, done_cb, g_object_ref (self));
}

static void
block_cb (KithContactDetails *self)
{
  GtkWidget *dialog;

  if (kith_contact_get_blocked (self->contact))
    {
      kith_contact_set_blocked_async (self->contact, FALSE, self->cancellable, done_cb, g_object_ref (self));
      return;
    }

  dialog = adw_message_dialog_new (GTK_WINDOW (self), NULL, NULL);
  /* Translators: %s is a person's name */
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), _("Block %s?"),
                                     kith_contact_get_display_name (self->contact));
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog),
                               _("They will see you as offline, and nothing that they write will reach you."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "block", _("_Block"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "block", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (block_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
remove_response_cb (KithContactDetails *self,
                    const char         *response)
{
  if (g_strcmp0 (response, "remove") == 0)
    kith_contact_remove_async (self->contact, self->cancellable, removed_cb, g_object_ref (self));
}

static void
remove_cb (KithContactDetails *self)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), NULL, NULL);

  /* Translators: %s is a person's name */
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), _("Remove %s from your contacts?"),
                                     kith_contact_get_display_name (self->contact));
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog),
                               _("You will no longer see when the other is online. Your chat stays."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "remove", _("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (remove_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
kith_contact_details_dispose (GObject *object)
{
  KithContactDetails *self = KITH_CONTACT_DETAILS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->contact);

  G_OBJECT_CLASS (kith_contact_details_parent_class)->dispose (object);
}

static void
kith_contact_details_finalize (GObject *object)
{
  KithContactDetails *self = KITH_CONTACT_DETAILS (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (kith_contact_details_parent_class)->finalize (object);
}

static void
kith_contact_details_class_init (KithContactDetailsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kith_contact_details_dispose;
  object_class->finalize = kith_contact_details_finalize;

  g_type_ensure (KITH_TYPE_AVATAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-contact-details.ui");
  gtk_widget_class_bind_template_child (widget_class, KithContactDetails, avatar);
  gtk_widget_class_bind_template_child (widget_class, KithContactDetails, name_label);
  gtk_widget_class_bind_template_child (widget_class, KithContactDetails, address_label);
  gtk_widget_class_bind_template_child (widget_class, KithContactDetails, copy_button);
  gtk_widget_class_bind_template_child (widget_class, KithContactDetails, status_label);
  gtk_widget_class_bind_template_child (widget_class, KithContactDetails, roster_group);
  gtk_widget_class_bind_template_child (widget_class, KithContactDetails, name_row);
  gtk_widget_class_bind_template_child (widget_class, KithContactDetails, groups_row);
  gtk_widget_class_bind_template_child (widget_class, KithContactDetails, see_row);
  gtk_widget_class_bind_template_child (widget_class, KithContactDetails, see_button);
  gtk_widget_class_bind_template_child (widget_class, KithContactDetails, share_row);
  gtk_widget_class_bind_template_child (widget_class, KithContactDetails, share_button);
  gtk_widget_class_bind_template_child (widget_class, KithContactDetails, trouble_label);
  gtk_widget_class_bind_template_child (widget_class, KithContactDetails, unkept_row);
  gtk_widget_class_bind_template_child (widget_class, KithContactDetails, unkept_switch);
  gtk_widget_class_bind_template_child (widget_class, KithContactDetails, add_button);
  gtk_widget_class_bind_template_child (widget_class, KithContactDetails, block_button);
  gtk_widget_class_bind_template_child (widget_class, KithContactDetails, remove_button);
}

static void
kith_contact_details_init (KithContactDetails *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (self->copy_button, "clicked", G_CALLBACK (copy_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->name_row, "apply", G_CALLBACK (name_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->groups_row, "apply", G_CALLBACK (groups_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->see_button, "clicked", G_CALLBACK (see_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->share_button, "clicked", G_CALLBACK (share_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->add_button, "clicked", G_CALLBACK (add_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->block_button, "clicked", G_CALLBACK (block_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->remove_button, "clicked", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
}

static void
watch (KithContactDetails *self,
       const char         *property,
       void (             *update ) (KithContactDetails *))
{
  g_autofree char *name = g_strconcat ("notify::", property, NULL);

  g_signal_connect_object (self->contact, name, G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

/**
 * kith_contact_details_new:
 *
 * Returns: (transfer none): the window, to be presented
 */
GtkWindow *
kith_contact_details_new (GtkWindow   *parent,
                          KithContact *contact)
{
  KithContactDetails *self = g_object_new (KITH_TYPE_CONTACT_DETAILS, "transient-for", parent, NULL);

  self->contact = g_object_ref (contact);
  kith_avatar_set_contact (self->avatar, contact);
  g_object_bind_property (contact, "display-name", self->name_label, "label", G_BINDING_SYNC_CREATE);
  gtk_label_set_label (self->address_label, kith_contact_get_address (contact));

  watch (self, "show", update_presence);
  watch (self, "status", update_presence);
  watch (self, "subscription", update_subscription);
  watch (self, "asked", update_subscription);
  watch (self, "approved", update_subscription);
  watch (self, "in-roster", update_roster);
  watch (self, "name", update_roster);
  watch (self, "groups", update_roster);
  watch (self, "blocked", update_roster);
  watch (self, "blocked", update_presence);
  update_presence (self);
  update_subscription (self);
  update_roster (self);
  update_kept (self);
  g_signal_connect_object (self->unkept_switch, "notify::active", G_CALLBACK (unkept_cb), self, G_CONNECT_SWAPPED);
  if (kith_contact_get_account (contact) != NULL)
    g_signal_connect_object (kith_contact_get_account (contact), "notify::keeping", G_CALLBACK (update_kept), self, G_CONNECT_SWAPPED);
  gtk_widget_grab_focus (kith_contact_get_in_roster (contact) ? GTK_WIDGET (self->name_row) : self->add_button);

  return GTK_WINDOW (self);
}
