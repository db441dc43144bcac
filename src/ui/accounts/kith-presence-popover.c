/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-presence-popover.h"

#include "kith-presence-dot.h"
#include "kith-presence-words.h"

#define N_RECENT 5

/**
 * KithPresencePopover:
 *
 * The person's own presence: how available they are, with which words, and the words they used of late. Speaks for all
 * accounts at once. Made by the window.
 */
struct _KithPresencePopover
{
  GtkPopover      parent_instance;

  /* Template children */
  GtkLabel       *name_label;
  GtkLabel       *address_label;
  GtkBox         *choices;
  GtkEntry       *status_entry;
  GtkBox         *recents;

  /* Owned by the template */
  GtkCheckButton *buttons[KITH_SHOW_CHATTY + 1];

  /* Owned */
  KithClient     *client;
  GSettings      *settings;

  unsigned        updating : 1;
};

G_DEFINE_TYPE (KithPresencePopover, kith_presence_popover, GTK_TYPE_POPOVER)

/* As the list shows them; going offline comes last. */
static const KithShow order[] = {
  KITH_SHOW_AVAILABLE, KITH_SHOW_CHATTY, KITH_SHOW_AWAY, KITH_SHOW_EXTENDED_AWAY, KITH_SHOW_DO_NOT_DISTURB, KITH_SHOW_OFFLINE,
};

static KithAccount *
dup_first_account (KithPresencePopover *self)
{
  return g_list_model_get_item (kith_client_get_accounts (self->client), 0);
}

static KithShow
chosen_show (KithPresencePopover *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      if (gtk_check_button_get_active (self->buttons[order[i]]))
        return order[i];
    }

  return KITH_SHOW_AVAILABLE;
}

static void
remember_status (KithPresencePopover *self,
                 const char          *status)
{
  g_auto(GStrv) old = g_settings_get_strv (self->settings, "recent-statuses");
  const char *recent[N_RECENT + 1] = { status, NULL };
  guint n = 1;

  if (*status == '\0')
    return;

  for (guint i = 0; old[i] != NULL && n < N_RECENT; i++)
    {
      if (g_strcmp0 (old[i], status) != 0)
        recent[n++] = old[i];
    }

  recent[n] = NULL;
  g_settings_set_strv (self->settings, "recent-statuses", recent);
}

static void
apply (KithPresencePopover *self)
{
  const char *status = gtk_editable_get_text (GTK_EDITABLE (self->status_entry));

  if (self->updating)
    return;

  remember_status (self, status);
  kith_client_set_presence (self->client, chosen_show (self), status);
}

static void
choice_cb (KithPresencePopover *self,
           GtkCheckButton      *button)
{
  if (gtk_check_button_get_active (button))
    apply (self);
}

static void
status_cb (KithPresencePopover *self)
{
  apply (self);
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
recent_cb (KithPresencePopover *self,
           GtkButton           *button)
{
  gtk_editable_set_text (GTK_EDITABLE (self->status_entry), g_object_get_data (G_OBJECT (button), "kith-status"));
  status_cb (self);
}

static void
fill_recents (KithPresencePopover *self)
{
  g_auto(GStrv) recent = g_settings_get_strv (self->settings, "recent-statuses");
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->recents))) != NULL)
    gtk_box_remove (self->recents, child);

  for (guint i = 0; recent[i] != NULL && i < N_RECENT; i++)
    {
      GtkWidget *label = gtk_label_new (recent[i]);
      GtkWidget *button = gtk_button_new ();

      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_label_set_max_width_chars (GTK_LABEL (label), 28);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_button_set_child (GTK_BUTTON (button), label);
      gtk_button_set_has_frame (GTK_BUTTON (button), FALSE);
      gtk_widget_add_css_class (button, "caption");
      g_object_set_data_full (G_OBJECT (button), "kith-status", g_strdup (recent[i]), g_free);
      g_signal_connect_object (button, "clicked", G_CALLBACK (recent_cb), self, G_CONNECT_SWAPPED);
      gtk_box_append (self->recents, button);
    }
}

static void
kith_presence_popover_map (GtkWidget *widget)
{
  KithPresencePopover *self = KITH_PRESENCE_POPOVER (widget);
  g_autoptr(KithAccount) account = dup_first_account (self);

  self->updating = TRUE;

  if (account != NULL)
    {
      KithShow show = kith_account_get_show (account);
      const char *status = kith_account_get_status (account);

      gtk_label_set_label (self->name_label, kith_account_get_display_name (account));
      gtk_widget_set_visible (GTK_WIDGET (self->name_label), kith_account_get_nickname (account) != NULL);
      gtk_label_set_label (self->address_label, kith_account_get_address (account));
      gtk_editable_set_text (GTK_EDITABLE (self->status_entry), status != NULL ? status : "");
      if (self->buttons[show] != NULL)
        gtk_check_button_set_active (self->buttons[show], TRUE);
    }

  fill_recents (self);
  self->updating = FALSE;

  GTK_WIDGET_CLASS (kith_presence_popover_parent_class)->map (widget);
}

static void
kith_presence_popover_dispose (GObject *object)
{
  KithPresencePopover *self = KITH_PRESENCE_POPOVER (object);

  g_clear_object (&self->client);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (kith_presence_popover_parent_class)->dispose (object);
}

static void
kith_presence_popover_class_init (KithPresencePopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kith_presence_popover_dispose;
  widget_class->map = kith_presence_popover_map;

  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-presence-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, KithPresencePopover, name_label);
  gtk_widget_class_bind_template_child (widget_class, KithPresencePopover, address_label);
  gtk_widget_class_bind_template_child (widget_class, KithPresencePopover, choices);
  gtk_widget_class_bind_template_child (widget_class, KithPresencePopover, status_entry);
  gtk_widget_class_bind_template_child (widget_class, KithPresencePopover, recents);
}

/* The word with the shape that others see beside the name. */
static GtkWidget *
create_choice (KithShow show)
{
  const char *words = kith_presence_words (show);
  GtkWidget *button = gtk_check_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *dot = kith_presence_dot_new ();

  kith_presence_dot_set_show (KITH_PRESENCE_DOT (dot), show);
  gtk_widget_set_valign (dot, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), dot);
  gtk_box_append (GTK_BOX (box), gtk_label_new (words));
  gtk_check_button_set_child (GTK_CHECK_BUTTON (button), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);

  return button;
}

static void
kith_presence_popover_init (KithPresencePopover *self)
{
  GtkCheckButton *group = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      GtkWidget *button = create_choice (order[i]);

      gtk_check_button_set_group (GTK_CHECK_BUTTON (button), group);
      group = GTK_CHECK_BUTTON (button);
      self->buttons[order[i]] = group;
      gtk_box_append (self->choices, button);
      g_signal_connect_object (button, "toggled", G_CALLBACK (choice_cb), self, G_CONNECT_SWAPPED);
    }

  g_signal_connect_object (self->status_entry, "activate", G_CALLBACK (status_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->status_entry, "icon-press", G_CALLBACK (status_cb), self, G_CONNECT_SWAPPED);
}

/**
 * kith_presence_popover_new:
 * @settings: with the key recent-statuses
 *
 * Returns: (transfer floating): the popover
 */
GtkWidget *
kith_presence_popover_new (KithClient *client,
                           GSettings  *settings)
{
  KithPresencePopover *self = g_object_new (KITH_TYPE_PRESENCE_POPOVER, NULL);

  self->client = g_object_ref (client);
  self->settings = g_object_ref (settings);

  return GTK_WIDGET (self);
}
