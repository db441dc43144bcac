/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-form-group.h"

#include <glib/gi18n.h>

#define MEDIA_MAX_PIXELS (2000 * 2000)

/**
 * KithFormGroup:
 *
 * A data form (XEP-0004) as rows; what the person enters goes into the form's fields at once.
 *
 * Signals: "changed"; "activated": Return in an entry.
 */
struct _KithFormGroup
{
  AdwPreferencesGroup parent_instance;

  /* Owned */
  KithDataForm       *form;
  GPtrArray          *rows; /* GtkWidget (borrowed from the group) */
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_TYPE (KithFormGroup, kith_form_group, ADW_TYPE_PREFERENCES_GROUP)

static KithFormField *
field_of (gpointer row)
{
  return g_object_get_data (row, "kith-field");
}

static void
entry_changed_cb (KithFormGroup *self,
                  GtkEditable   *row)
{
  kith_form_field_set_value (field_of (row), gtk_editable_get_text (row));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
text_changed_cb (KithFormGroup *self,
                 GtkTextBuffer *buffer)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  g_object_get (buffer, "text", &text, NULL);
  lines = g_strsplit (text, "\n", -1);
  kith_form_field_set_values (field_of (buffer), (const char *const *)lines);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
switch_changed_cb (KithFormGroup *self,
                   GParamSpec    *pspec,
                   GtkSwitch     *row)
{
  kith_form_field_set_value (field_of (row), gtk_switch_get_active (row) ? "1" : "0");
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
combo_changed_cb (KithFormGroup *self,
                  GParamSpec    *pspec,
                  AdwComboRow   *row)
{
  KithFormField *field = field_of (row);
  guint selected = adw_combo_row_get_selected (row);

  if (selected < kith_form_field_get_n_options (field))
    kith_form_field_set_value (field, kith_form_field_get_option_value (field, selected));

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
check_changed_cb (KithFormGroup  *self,
                  GtkCheckButton *check)
{
  KithFormField *field = field_of (check);
  const char *option = g_object_get_data (G_OBJECT (check), "kith-option");
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  const char *const *values = kith_form_field_get_values (field);
  g_auto(GStrv) chosen = NULL;

  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    {
      if (g_strcmp0 (values[i], option) != 0)
        g_strv_builder_add (builder, values[i]);
    }

  if (gtk_check_button_get_active (check))
    g_strv_builder_add (builder, option);

  chosen = g_strv_builder_end (builder);
  kith_form_field_set_values (field, (const char *const *)chosen);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
activated_cb (KithFormGroup *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

static const char *
title_of (KithFormField *field)
{
  const char *label = kith_form_field_get_label (field);
  const char *var = kith_form_field_get_var (field);

  if (label != NULL && *label != '\0')
    return label;

  if (g_strcmp0 (var, "username") == 0)
    return _("Name before the @");

  if (g_strcmp0 (var, "password") == 0)
    return _("Password");

  if (g_strcmp0 (var, "email") == 0)
    return _("Email");

  return var != NULL ? var : "";
}

static void
add_row (KithFormGroup *self,
         GtkWidget     *row)
{
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
add_entry (KithFormGroup *self,
           KithFormField *field,
           GtkWidget     *row)
{
  const char *value = kith_form_field_get_value (field);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title_of (field));
  gtk_editable_set_text (GTK_EDITABLE (row), value != NULL ? value : "");
  g_object_set_data_full (G_OBJECT (row), "kith-field", g_object_ref (field), g_object_unref);
  g_signal_connect_object (row, "changed", G_CALLBACK (entry_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "entry-activated", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
  add_row (self, row);
}

static GtkWidget *
new_action_row (KithFormField *field,
                const char    *title)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);

  return row;
}

static void
add_switch (KithFormGroup *self,
            KithFormField *field)
{
  GtkWidget *row = new_action_row (field, title_of (field));
  GtkWidget *toggle = gtk_switch_new ();
  const char *value = kith_form_field_get_value (field);

  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  gtk_switch_set_active (GTK_SWITCH (toggle), g_strcmp0 (value, "1") == 0 || g_strcmp0 (value, "true") == 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, title_of (field), -1);
  g_object_set_data_full (G_OBJECT (toggle), "kith-field", g_object_ref (field), g_object_unref);
  g_signal_connect_object (toggle, "notify::active", G_CALLBACK (switch_changed_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  add_row (self, row);
}

static void
add_combo (KithFormGroup *self,
           KithFormField *field)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr(GtkStringList) labels = gtk_string_list_new (NULL);
  const char *value = kith_form_field_get_value (field);
  guint selected = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < kith_form_field_get_n_options (field); i++)
    {
      gtk_string_list_append (labels, kith_form_field_get_option_label (field, i));
      if (g_strcmp0 (kith_form_field_get_option_value (field, i), value) == 0)
        selected = i;
    }

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title_of (field));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (labels));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected);
  g_object_set_data_full (G_OBJECT (row), "kith-field", g_object_ref (field), g_object_unref);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (combo_changed_cb), self, G_CONNECT_SWAPPED);
  add_row (self, row);
}

static void
add_checks (KithFormGroup *self,
            KithFormField *field)
{
  for (guint i = 0; i < kith_form_field_get_n_options (field); i++)
    {
      const char *option = kith_form_field_get_option_value (field, i);
      const char *label = kith_form_field_get_option_label (field, i);
      GtkWidget *row = new_action_row (field, label);
      GtkWidget *check = gtk_check_button_new ();
      const char *const *values = kith_form_field_get_values (field);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), title_of (field));
      gtk_check_button_set_active (GTK_CHECK_BUTTON (check), values != NULL && g_strv_contains (values, option));
      gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
      g_object_set_data_full (G_OBJECT (check), "kith-field", g_object_ref (field), g_object_unref);
      g_object_set_data_full (G_OBJECT (check), "kith-option", g_strdup (option), g_free);
      g_signal_connect_object (check, "toggled", G_CALLBACK (check_changed_cb), self, G_CONNECT_SWAPPED);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
      add_row (self, row);
    }
}

static void
add_text (KithFormGroup *self,
          KithFormField *field)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *label = gtk_label_new (title_of (field));
  GtkWidget *view = gtk_text_view_new ();
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  const char *const *values = kith_form_field_get_values (field);
  g_autofree char *text = values != NULL ? g_strjoinv ("\n", (char **)values) : g_strdup ("");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_widget_set_size_request (view, -1, 72);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, title_of (field), -1);
  gtk_text_buffer_set_text (buffer, text, -1);
  g_object_set_data_full (G_OBJECT (buffer), "kith-field", g_object_ref (field), g_object_unref);
  g_signal_connect_object (buffer, "changed", G_CALLBACK (text_changed_cb), self, G_CONNECT_SWAPPED);

  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), view);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  add_row (self, row);
}

static void
size_prepared_cb (GdkPixbufLoader *loader,
                  int              width,
                  int              height,
                  gboolean        *fits)
{
  *fits = width > 0 && height > 0 && (gint64)width * height <= MEDIA_MAX_PIXELS;
  if (!*fits)
    gdk_pixbuf_loader_set_size (loader, 1, 1);
}

static void
add_media (KithFormGroup *self,
           KithFormField *field)
{
  g_autoptr(GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  GtkWidget *row = adw_preferences_row_new ();
  g_autoptr(GdkTexture) texture = NULL;
  gboolean fits = FALSE;
  GtkWidget *picture;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), &fits);

  if (gdk_pixbuf_loader_write_bytes (loader, kith_form_field_get_media (field), NULL) &&
      gdk_pixbuf_loader_close (loader, NULL) && fits)
    {
      texture = gdk_texture_new_for_pixbuf (gdk_pixbuf_loader_get_pixbuf (loader));
      picture = gtk_picture_new_for_paintable (GDK_PAINTABLE (texture));
      gtk_picture_set_can_shrink (GTK_PICTURE (picture), TRUE);
      gtk_picture_set_alternative_text (GTK_PICTURE (picture), _("Picture with a puzzle to solve"));
    }
  else
    {
      gdk_pixbuf_loader_close (loader, NULL);
      picture = gtk_label_new (_("The picture with the puzzle cannot be shown"));
    }

  gtk_widget_set_margin_top (picture, 12);
  gtk_widget_set_margin_bottom (picture, 12);
  gtk_widget_set_size_request (picture, -1, 96);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), picture);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  texture != NULL ? _("Picture with a puzzle to solve")
                                                  : _("The picture with the puzzle cannot be shown"), -1);
  add_row (self, row);
}

static void
add_fixed (KithFormGroup *self,
           KithFormField *field)
{
  const char *value = kith_form_field_get_value (field);
  GtkWidget *row;

  if (value == NULL || *value == '\0')
    return;

  row = new_action_row (field, value);
  add_row (self, row);
}

static void
add_field (KithFormGroup *self,
           KithFormField *field)
{
  if (kith_form_field_get_media (field) != NULL)
    add_media (self, field);

  switch (kith_form_field_get_kind (field))
    {
    case KITH_FORM_FIELD_TEXT_SINGLE:
    case KITH_FORM_FIELD_JID_SINGLE:
      add_entry (self, field, adw_entry_row_new ());
      break;

    case KITH_FORM_FIELD_TEXT_PRIVATE:
      add_entry (self, field, adw_password_entry_row_new ());
      break;

    case KITH_FORM_FIELD_TEXT_MULTI:
    case KITH_FORM_FIELD_JID_MULTI:
      add_text (self, field);
      break;

    case KITH_FORM_FIELD_BOOLEAN:
      add_switch (self, field);
      break;

    case KITH_FORM_FIELD_LIST_SINGLE:
      add_combo (self, field);
      break;

    case KITH_FORM_FIELD_LIST_MULTI:
      add_checks (self, field);
      break;

    case KITH_FORM_FIELD_FIXED:
      add_fixed (self, field);
      break;

    case KITH_FORM_FIELD_HIDDEN:
      break;
    }
}

static void
kith_form_group_dispose (GObject *object)
{
  KithFormGroup *self = KITH_FORM_GROUP (object);

  g_clear_object (&self->form);
  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (kith_form_group_parent_class)->dispose (object);
}

static void
kith_form_group_class_init (KithFormGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kith_form_group_dispose;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 0);
}

static void
kith_form_group_init (KithFormGroup *self)
{
  self->rows = g_ptr_array_new ();
}

/**
 * kith_form_group_set_form:
 *
 * Shows @form in the place of what was there.
 */
void
kith_form_group_set_form (KithFormGroup *self,
                          KithDataForm  *form)
{
  GListModel *fields;

  g_return_if_fail (KITH_IS_FORM_GROUP (self));

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));

  g_ptr_array_set_size (self->rows, 0);
  g_set_object (&self->form, form);

  if (form == NULL)
    return;

  fields = kith_data_form_get_fields (form);
  for (guint i = 0; i < g_list_model_get_n_items (fields); i++)
    {
      g_autoptr(KithFormField) field = g_list_model_get_item (fields, i);

      add_field (self, field);
    }
}

/**
 * kith_form_group_focus:
 *
 * Puts the focus where the person goes on: into the first entry that is empty, or else to the first row.
 */
void
kith_form_group_focus (KithFormGroup *self)
{
  g_return_if_fail (KITH_IS_FORM_GROUP (self));

  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, i);

      if (GTK_IS_EDITABLE (row) && *gtk_editable_get_text (GTK_EDITABLE (row)) == '\0')
        {
          gtk_widget_grab_focus (row);
          return;
        }
    }

  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}
