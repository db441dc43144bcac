/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-contact-list.h"

#include <glib/gi18n.h>

#include "kith-contact-group.h"
#include "kith-contact-row.h"
#include "kith-presence-dot.h"

/* After a presence, a name or a group has changed the list is put in order again, but not more often than this. */
#define SETTLE_MS 250

/**
 * KithContactList:
 *
 * All contacts of all accounts below the names of their groups, with search and a choice of those who are there. While
 * somebody searches there are no groups. Made by the window.
 */
struct _KithContactList
{
  GtkWidget         parent_instance;

  /* Template children */
  GtkWidget        *box;
  GtkEditable      *search_entry;
  GtkToggleButton  *online_button;
  GtkWidget        *online_dot;
  GtkStack         *stack;
  GtkListView      *view;

  /* Owned */
  KithClient       *client;
  GtkSortListModel *sorted;
  GListStore       *groups;   /* of KithContactGroup */
  GHashTable       *watched;  /* KithContact (owned), those whose changes we hear of */
  char             *needle;   /* casefolded, NULL: no search */

  /* Borrowed from the models */
  GtkFilter        *filter;
  GtkSorter        *sorter;

  /* Sources */
  guint             settle_id;
};

G_DEFINE_TYPE (KithContactList, kith_contact_list, GTK_TYPE_WIDGET)

static gboolean
contains (const char *text,
          const char *needle)
{
  g_autofree char *folded = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  return folded != NULL && strstr (folded, needle) != NULL;
}

static gboolean
is_wanted (gpointer item,
           gpointer user_data)
{
  KithContactList *self = user_data;

  if (gtk_toggle_button_get_active (self->online_button) && kith_contact_get_show (item) <= KITH_SHOW_OFFLINE)
    return FALSE;

  return self->needle == NULL ||
         contains (kith_contact_get_display_name (item), self->needle) ||
         contains (kith_contact_get_address (item), self->needle);
}

static void
update_page (KithContactList *self)
{
  const char *page = "list";

  if (g_list_model_get_n_items (kith_client_get_contacts (self->client)) == 0)
    page = "empty";
  else if (g_list_model_get_n_items (G_LIST_MODEL (self->sorted)) == 0)
    page = "nothing";

  gtk_stack_set_visible_child_name (self->stack, page);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return g_utf8_collate (a, b);
}

/* The names of the groups of all contacts, in order. */
static GList *
list_group_names (KithContactList *self,
                  gboolean        *any_without)
{
  GListModel *contacts = kith_client_get_contacts (self->client);
  g_autoptr(GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GList *list;

  *any_without = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (contacts); i++)
    {
      g_autoptr(KithContact) contact = g_list_model_get_item (contacts, i);
      const char *const *groups = kith_contact_get_groups (contact);

      if (groups == NULL || groups[0] == NULL)
        *any_without = TRUE;

      for (guint j = 0; groups != NULL && groups[j] != NULL; j++)
        g_hash_table_add (names, g_strdup (groups[j]));
    }

  list = g_list_sort (g_hash_table_get_keys (names), compare_names);
  for (GList *l = list; l != NULL; l = l->next)
    l->data = g_strdup (l->data);

  return list;
}

static gboolean
same_groups (KithContactList *self,
             GList           *names,
             gboolean         any_without)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->groups));
  guint i = 0;

  if (n != g_list_length (names) + (any_without ? 1 : 0))
    return FALSE;

  for (GList *l = names; l != NULL; l = l->next, i++)
    {
      g_autoptr(KithContactGroup) group = g_list_model_get_item (G_LIST_MODEL (self->groups), i);

      if (g_strcmp0 (kith_contact_group_get_name (group), l->data) != 0)
        return FALSE;
    }

  return TRUE;
}

static void
update_groups (KithContactList *self)
{
  gboolean any_without;
  GList *names = list_group_names (self, &any_without);

  if (same_groups (self, names, any_without))
    {
      for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->groups)); i++)
        {
          g_autoptr(KithContactGroup) group = g_list_model_get_item (G_LIST_MODEL (self->groups), i);

          kith_contact_group_refilter (group);
        }
    }
  else
    {
      g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func (g_object_unref);

      for (GList *l = names; l != NULL; l = l->next)
        g_ptr_array_add (groups, kith_contact_group_new (l->data, G_LIST_MODEL (self->sorted)));

      if (any_without)
        g_ptr_array_add (groups, kith_contact_group_new (NULL, G_LIST_MODEL (self->sorted)));

      g_list_store_splice (self->groups, 0, g_list_model_get_n_items (G_LIST_MODEL (self->groups)), groups->pdata,
                           groups->len);
    }

  g_list_free_full (names, g_free);
}

static gboolean
settle_cb (gpointer user_data)
{
  KithContactList *self = user_data;

  self->settle_id = 0;
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  gtk_sorter_changed (self->sorter, GTK_SORTER_CHANGE_DIFFERENT);
  update_groups (self);
  update_page (self);

  return G_SOURCE_REMOVE;
}

static void
unsettle (KithContactList *self)
{
  if (self->settle_id == 0)
    self->settle_id = g_timeout_add (SETTLE_MS, settle_cb, self);
}

static void
watch_contacts (KithContactList *self,
                guint            position,
                guint            removed,
                guint            added,
                GListModel      *contacts)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr(KithContact) contact = g_list_model_get_item (contacts, i);

      if (g_hash_table_contains (self->watched, contact))
        continue;

      g_signal_connect_object (contact, "notify::show", G_CALLBACK (unsettle), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (contact, "notify::display-name", G_CALLBACK (unsettle), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (contact, "notify::groups", G_CALLBACK (unsettle), self, G_CONNECT_SWAPPED);
      g_hash_table_add (self->watched, g_object_ref (contact));
    }

  unsettle (self);
}

static GListModel *
create_children (gpointer item,
                 gpointer user_data)
{
  if (KITH_IS_CONTACT_GROUP (item))
    return g_object_ref (kith_contact_group_get_members (item));

  return NULL;
}

static void
choose_model (KithContactList *self)
{
  GListModel *root = self->needle != NULL ? G_LIST_MODEL (self->sorted) : G_LIST_MODEL (self->groups);
  GtkTreeListModel *tree = gtk_tree_list_model_new (g_object_ref (root), FALSE, TRUE, create_children, NULL, NULL);
  GtkNoSelection *selection = gtk_no_selection_new (G_LIST_MODEL (tree));

  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
}

static void
search_changed_cb (KithContactList *self)
{
  const char *text = gtk_editable_get_text (self->search_entry);
  gboolean searched = self->needle != NULL;

  g_clear_pointer (&self->needle, g_free);
  if (*text != '\0')
    self->needle = g_utf8_casefold (text, -1);

  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  if (searched != (self->needle != NULL))
    choose_model (self);

  update_page (self);
}

static void
online_toggled_cb (KithContactList *self)
{
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  update_page (self);
}

static void
activate_cb (KithContactList *self,
             guint            position)
{
  g_autoptr(GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (gtk_list_view_get_model (self->view)), position);
  g_autoptr(GObject) item = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;

  if (KITH_IS_CONTACT (item))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-chat", "(ss)",
                                kith_account_get_address (kith_contact_get_account (KITH_CONTACT (item))),
                                kith_contact_get_address (KITH_CONTACT (item)));
  else if (item != NULL)
    gtk_tree_list_row_set_expanded (row, !gtk_tree_list_row_get_expanded (row));
}

/* Return in the search opens the first hit. */
static void
search_activate_cb (KithContactList *self)
{
  if (self->needle != NULL && g_list_model_get_n_items (G_LIST_MODEL (self->sorted)) > 0)
    activate_cb (self, 0);
}

static void
setup_cb (GtkListItemFactory *factory,
          GtkListItem        *list_item)
{
  GtkWidget *stack = gtk_stack_new ();
  GtkWidget *expander = gtk_tree_expander_new ();
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), label);
  gtk_widget_set_focusable (expander, FALSE);
  gtk_stack_set_vhomogeneous (GTK_STACK (stack), FALSE);
  gtk_stack_add_named (GTK_STACK (stack), expander, "group");
  gtk_stack_add_named (GTK_STACK (stack), kith_contact_row_new (), "contact");
  gtk_list_item_set_child (list_item, stack);
}

static void
bind_cb (GtkListItemFactory *factory,
         GtkListItem        *list_item)
{
  GtkTreeListRow *row = gtk_list_item_get_item (list_item);
  GtkStack *stack = GTK_STACK (gtk_list_item_get_child (list_item));
  g_autoptr(GObject) item = gtk_tree_list_row_get_item (row);
  g_autofree char *label = NULL;

  /* While a filter empties the list, rows are bound that have left the tree already; they are unbound at once. */
  if (item == NULL)
    return;

  if (KITH_IS_CONTACT_GROUP (item))
    {
      GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_stack_get_child_by_name (stack, "group"));
      const char *name = kith_contact_group_get_name (KITH_CONTACT_GROUP (item));

      label = g_strdup (name != NULL ? name : _("No group"));
      gtk_tree_expander_set_list_row (expander, row);
      gtk_label_set_label (GTK_LABEL (gtk_tree_expander_get_child (expander)), label);
      gtk_stack_set_visible_child_name (stack, "group");
    }
  else
    {
      KithContactRow *child = KITH_CONTACT_ROW (gtk_stack_get_child_by_name (stack, "contact"));

      label = kith_contact_row_dup_label (KITH_CONTACT (item));
      kith_contact_row_set_contact (child, KITH_CONTACT (item));
      gtk_stack_set_visible_child_name (stack, "contact");
    }

  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (GTK_WIDGET (stack))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
unbind_cb (GtkListItemFactory *factory,
           GtkListItem        *list_item)
{
  GtkStack *stack = GTK_STACK (gtk_list_item_get_child (list_item));

  kith_contact_row_set_contact (KITH_CONTACT_ROW (gtk_stack_get_child_by_name (stack, "contact")), NULL);
  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (gtk_stack_get_child_by_name (stack, "group")), NULL);
}

static void
kith_contact_list_dispose (GObject *object)
{
  KithContactList *self = KITH_CONTACT_LIST (object);

  g_clear_handle_id (&self->settle_id, g_source_remove);
  g_clear_pointer (&self->watched, g_hash_table_unref);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->groups);
  g_clear_object (&self->sorted);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (kith_contact_list_parent_class)->dispose (object);
}

static void
kith_contact_list_finalize (GObject *object)
{
  KithContactList *self = KITH_CONTACT_LIST (object);

  g_clear_pointer (&self->needle, g_free);

  G_OBJECT_CLASS (kith_contact_list_parent_class)->finalize (object);
}

static void
kith_contact_list_class_init (KithContactListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kith_contact_list_dispose;
  object_class->finalize = kith_contact_list_finalize;

  g_type_ensure (KITH_TYPE_PRESENCE_DOT);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-contact-list.ui");
  gtk_widget_class_bind_template_child (widget_class, KithContactList, box);
  gtk_widget_class_bind_template_child (widget_class, KithContactList, search_entry);
  gtk_widget_class_bind_template_child (widget_class, KithContactList, online_button);
  gtk_widget_class_bind_template_child (widget_class, KithContactList, online_dot);
  gtk_widget_class_bind_template_child (widget_class, KithContactList, stack);
  gtk_widget_class_bind_template_child (widget_class, KithContactList, view);
}

static void
kith_contact_list_init (KithContactList *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  kith_presence_dot_set_show (KITH_PRESENCE_DOT (self->online_dot), KITH_SHOW_AVAILABLE);
  self->watched = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->groups = g_list_store_new (KITH_TYPE_CONTACT_GROUP);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  gtk_list_view_set_factory (self->view, factory);

  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_entry, "search-changed", G_CALLBACK (search_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_entry, "activate", G_CALLBACK (search_activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->online_button, "toggled", G_CALLBACK (online_toggled_cb), self, G_CONNECT_SWAPPED);
}

/**
 * kith_contact_list_new:
 *
 * Returns: (transfer floating): a list of the contacts of @client
 */
GtkWidget *
kith_contact_list_new (KithClient *client)
{
  KithContactList *self = g_object_new (KITH_TYPE_CONTACT_LIST, NULL);
  GListModel *contacts = kith_client_get_contacts (client);
  GtkFilterListModel *filtered;

  self->client = g_object_ref (client);
  self->filter = GTK_FILTER (gtk_custom_filter_new (is_wanted, self, NULL));
  self->sorter = GTK_SORTER (gtk_string_sorter_new (gtk_property_expression_new (KITH_TYPE_CONTACT, NULL, "display-name")));
  filtered = gtk_filter_list_model_new (g_object_ref (contacts), self->filter);
  self->sorted = gtk_sort_list_model_new (G_LIST_MODEL (filtered), self->sorter);

  g_signal_connect_object (contacts, "items-changed", G_CALLBACK (watch_contacts), self, G_CONNECT_SWAPPED);
  watch_contacts (self, 0, 0, g_list_model_get_n_items (contacts), contacts);
  choose_model (self);
  update_page (self);

  return GTK_WIDGET (self);
}
