/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-message-text.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kith-emoji.h"
#include "kith-links.h"
#include "kith-style.h"
#include "kith-text-cut.h"
#include "kith-text-selection.h"

#define MAX_LARGE_EMOJI 3
#define MORE_URI "kith:more"

/**
 * KithMessageText:
 *
 * The words of one message, wrapped where its bubble says, drawn by one PangoLayout: cheaper than a label, which matters in a
 * list of hundreds. Its links open by a click ("conversation.open-link"); its words are selected by dragging, but it never takes the
 * focus from where a person types.
 */
struct _KithMessageText
{
  GtkWidget         parent_instance;

  /* Owned */
  char             *text; /* the whole */
  GArray           *links; /* KithLink */
  PangoLayout      *layout;

  KithTextShape     shape;
  GdkRGBA           link_color;
  guint             context_serial; /* of the fonts that `layout` was made with */
  int               width;          /* how wide a line may be; 0: nobody has said */
  guint             n_emoji;
  KithTextSelection selection; /* of what `layout` shows */

  guint             whole : 1; /* somebody asked for more */
};

G_DEFINE_FINAL_TYPE (KithMessageText, kith_message_text, GTK_TYPE_WIDGET)

static void
add_attribute (PangoAttrList  *list,
               PangoAttribute *attribute,
               guint           start,
               guint           end)
{
  attribute->start_index = start;
  attribute->end_index = end;
  pango_attr_list_insert (list, attribute);
}

static PangoAttrList *
make_attributes (KithMessageText *self)
{
  PangoAttrList *list = pango_attr_list_new ();
  GdkRGBA color = self->link_color;

  /* A word that is too long is cut where the line ends; a hyphen there would become a part of an address. */
  pango_attr_list_insert (list, pango_attr_insert_hyphens_new (FALSE));

  if (self->n_emoji > 0)
    pango_attr_list_insert (list, pango_attr_scale_new (self->n_emoji == 1 ? 3.0 : 2.4));

  for (guint i = 0; i < self->links->len; i++)
    {
      KithLink *link = &g_array_index (self->links, KithLink, i);

      add_attribute (list,
                     pango_attr_foreground_new ((guint16)(color.red * 65535), (guint16)(color.green * 65535),
                                                (guint16)(color.blue * 65535)),
                     link->start, link->end);
      add_attribute (list, pango_attr_underline_new (PANGO_UNDERLINE_SINGLE), link->start, link->end);
    }

  return list;
}

static void
add_more_link (KithMessageText *self,
               GString         *shown)
{
  KithLink more = { 0 };

  g_string_append (shown, "… ");
  more.start = (guint)shown->len;
  g_string_append (shown, _("Show more"));
  more.end = (guint)shown->len;
  more.uri = g_strdup (MORE_URI);
  g_array_append_val (self->links, more);
}

static PangoLayout *
ensure_layout (KithMessageText *self)
{
  g_autoptr(GString) shown = NULL;
  g_autoptr(PangoAttrList) attributes = NULL;
  gsize cut;

  if (self->layout != NULL)
    return self->layout;

  cut = kith_text_cut_find (self->text, self->whole);
  shown = g_string_new_len (self->text, (gssize)cut);
  g_clear_pointer (&self->links, g_array_unref);
  self->links = kith_links_find (shown->str);
  if (self->text[cut] != '\0' && !self->whole)
    add_more_link (self, shown);
  else if (self->text[cut] != '\0')
    g_string_append (shown, "…");

  if (self->links->len > 0)
    kith_style_get_named_color (GTK_WIDGET (self), "accent_color", &self->link_color);
  self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), shown->str);
  self->context_serial = pango_context_get_serial (pango_layout_get_context (self->layout));
  pango_layout_set_wrap (self->layout, PANGO_WRAP_WORD_CHAR);
  attributes = make_attributes (self);
  pango_layout_set_attributes (self->layout, attributes);
  pango_layout_set_width (self->layout, self->width > 0 ? self->width * PANGO_SCALE : -1);
  self->shape.n_lines = 0;

  return self->layout;
}

static void
drop_layout (KithMessageText *self)
{
  g_clear_object (&self->layout);
  self->selection = (KithTextSelection) { 0 };
}

/* Where the layout begins: lines from right to left stand at the right end of the width that they were wrapped at. */
static int
get_offset (KithMessageText *self)
{
  PangoRectangle logical;

  pango_layout_get_pixel_extents (ensure_layout (self), NULL, &logical);

  return -logical.x;
}

static int
find_index (KithMessageText *self,
            double           x,
            double           y,
            gboolean        *inside)
{
  int index, trailing;
  const char *text;

  *inside = pango_layout_xy_to_index (ensure_layout (self), (int)((x - get_offset (self)) * PANGO_SCALE),
                                      (int)(y * PANGO_SCALE), &index, &trailing);
  text = pango_layout_get_text (self->layout) + index;
  for (; trailing > 0 && *text != '\0'; trailing--)
    {
      const char *next = g_utf8_next_char (text);

      index += (int)(next - text);
      text = next;
    }

  return index;
}

static KithLink *
find_link (KithMessageText *self,
           double           x,
           double           y)
{
  int index, trailing;

  if (!pango_layout_xy_to_index (ensure_layout (self), (int)((x - get_offset (self)) * PANGO_SCALE),
                                 (int)(y * PANGO_SCALE), &index, &trailing))
    return NULL;

  for (guint i = 0; i < self->links->len; i++)
    {
      KithLink *link = &g_array_index (self->links, KithLink, i);

      if ((guint)index >= link->start && (guint)index < link->end)
        return link;
    }

  return NULL;
}

static void
motion_cb (KithMessageText *self,
           double           x,
           double           y)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), find_link (self, x, y) != NULL ? "pointer" : "text");
}

static void
open_link (KithMessageText *self,
           const char      *uri)
{
  if (g_strcmp0 (uri, MORE_URI) == 0)
    kith_message_text_show_more (self);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "conversation.open-link", "s", uri);
}

static void
released_cb (KithMessageText *self,
             int              n_press,
             double           x,
             double           y)
{
  KithLink *link = find_link (self, x, y);

  if (n_press == 1 && link != NULL && kith_text_selection_is_empty (&self->selection))
    open_link (self, link->uri);
}

static void
pressed_cb (KithMessageText *self,
            int              n_press,
            double           x,
            double           y)
{
  gboolean inside;
  int index = find_index (self, x, y, &inside);

  if (n_press == 2)
    kith_text_selection_select_word (&self->selection, pango_layout_get_text (self->layout), index);
  else if (n_press == 3)
    kith_text_selection_select_all (&self->selection, pango_layout_get_text (self->layout));
  else
    self->selection = (KithTextSelection) { index, index }
  ;

  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
dragged_cb (KithMessageText *self,
            double           dx,
            double           dy,
            GtkGestureDrag  *drag)
{
  double x, y;
  gboolean inside;

  if (dx * dx + dy * dy < 9 || !gtk_gesture_drag_get_start_point (drag, &x, &y))
    return;

  self->selection.cursor = find_index (self, x + dx, y + dy, &inside);
  gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
snapshot_selection (KithMessageText *self,
                    GtkSnapshot     *snapshot,
                    int              offset)
{
  cairo_region_t *region;
  GdkRGBA color;
  int range[2];

  kith_text_selection_get_range (&self->selection, &range[0], &range[1]);
  region = gdk_pango_layout_get_clip_region (self->layout, offset, 0, range, 1);
  kith_style_get_named_color (GTK_WIDGET (self), "accent_bg_color", &color);
  color.alpha = 0.35f;

  for (int i = 0; i < cairo_region_num_rectangles (region); i++)
    {
      cairo_rectangle_int_t part;

      cairo_region_get_rectangle (region, i, &part);
      gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (part.x, part.y, part.width, part.height));
    }

  cairo_region_destroy (region);
}

static void
kith_message_text_snapshot (GtkWidget   *widget,
                            GtkSnapshot *snapshot)
{
  KithMessageText *self = KITH_MESSAGE_TEXT (widget);
  int offset = get_offset (self);
  GdkRGBA color;

  if (!kith_text_selection_is_empty (&self->selection))
    snapshot_selection (self, snapshot, offset);

  kith_style_get_color (widget, &color);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (offset, 0));
  gtk_snapshot_append_layout (snapshot, self->layout, &color);
  gtk_snapshot_restore (snapshot);
}

static GtkSizeRequestMode
kith_message_text_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* Its bubble has wrapped it already and gives it what that came to. */
static void
kith_message_text_measure (GtkWidget     *widget,
                           GtkOrientation orientation,
                           int            for_size,
                           int           *minimum,
                           int           *natural,
                           int           *minimum_baseline,
                           int           *natural_baseline)
{
  KithMessageText *self = KITH_MESSAGE_TEXT (widget);

  *minimum = 1;
  *natural = MAX (1, orientation == GTK_ORIENTATION_HORIZONTAL ? self->shape.width : self->shape.height);
  *minimum_baseline = *natural_baseline = -1;
}

/* Most changes of style, as when the window loses the focus, leave fonts and links what they were. */
static void
kith_message_text_css_changed (GtkWidget         *widget,
                               GtkCssStyleChange *change)
{
  KithMessageText *self = KITH_MESSAGE_TEXT (widget);
  GdkRGBA color;

  GTK_WIDGET_CLASS (kith_message_text_parent_class)->css_changed (widget, change);

  if (self->layout == NULL)
    return;

  kith_style_get_named_color (widget, "accent_color", &color);
  if (self->context_serial == pango_context_get_serial (pango_layout_get_context (self->layout)) &&
      (self->links->len == 0 || gdk_rgba_equal (&color, &self->link_color)))
    return;

  drop_layout (self);
  gtk_widget_queue_resize (widget);
}

static void
kith_message_text_system_setting_changed (GtkWidget       *widget,
                                          GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (kith_message_text_parent_class)->system_setting_changed (widget, setting);

  drop_layout (KITH_MESSAGE_TEXT (widget));
  gtk_widget_queue_resize (widget);
}

static void
kith_message_text_finalize (GObject *object)
{
  KithMessageText *self = KITH_MESSAGE_TEXT (object);

  g_free (self->text);
  g_clear_pointer (&self->links, g_array_unref);
  g_clear_object (&self->layout);

  G_OBJECT_CLASS (kith_message_text_parent_class)->finalize (object);
}

static void
kith_message_text_class_init (KithMessageTextClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = kith_message_text_finalize;
  widget_class->get_request_mode = kith_message_text_get_request_mode;
  widget_class->measure = kith_message_text_measure;
  widget_class->snapshot = kith_message_text_snapshot;
  widget_class->css_changed = kith_message_text_css_changed;
  widget_class->system_setting_changed = kith_message_text_system_setting_changed;

  gtk_widget_class_set_css_name (widget_class, "messagetext");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
kith_message_text_init (KithMessageText *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->text = g_strdup ("");
  self->links = kith_links_find ("");

  g_signal_connect_object (motion, "motion", G_CALLBACK (motion_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (click, "released", G_CALLBACK (released_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (drag, "drag-update", G_CALLBACK (dragged_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}

GtkWidget *
kith_message_text_new (void)
{
  return g_object_new (KITH_TYPE_MESSAGE_TEXT, NULL);
}

/**
 * kith_message_text_set_text:
 * @text: valid UTF-8; what comes over the wire is
 */
void
kith_message_text_set_text (KithMessageText *self,
                            const char      *text)
{
  g_return_if_fail (KITH_IS_MESSAGE_TEXT (self));

  if (strcmp (self->text, text) == 0)
    return;

  g_free (self->text);
  self->text = g_strdup (text);
  self->whole = FALSE;
  self->n_emoji = kith_emoji_count_lone (text, MAX_LARGE_EMOJI);
  drop_layout (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * kith_message_text_wrap:
 * @width: how wide a line may be
 *
 * Returns: (transfer none): what the text comes to, until the next call
 */
const KithTextShape *
kith_message_text_wrap (KithMessageText *self,
                        int              width)
{
  PangoLayout *layout;
  PangoLayoutLine *line;
  PangoRectangle logical;

  g_return_val_if_fail (KITH_IS_MESSAGE_TEXT (self), NULL);

  layout = ensure_layout (self);
  if (self->width == width && self->shape.n_lines > 0)
    return &self->shape;

  pango_layout_set_width (layout, width * PANGO_SCALE);
  pango_layout_get_pixel_extents (layout, NULL, &logical);
  self->shape.width = logical.width;
  self->shape.height = logical.height;
  self->shape.n_lines = pango_layout_get_line_count (layout);

  line = pango_layout_get_line_readonly (layout, self->shape.n_lines - 1);
  pango_layout_line_get_pixel_extents (line, NULL, &logical);
  self->shape.last_width = logical.width;
  self->shape.last_rtl = line->resolved_dir == PANGO_DIRECTION_RTL;
  self->width = width;

  return &self->shape;
}

/**
 * kith_message_text_get_n_emoji:
 *
 * Returns: how many emoji it has if it has nothing else and they are few, else 0
 */
guint
kith_message_text_get_n_emoji (KithMessageText *self)
{
  g_return_val_if_fail (KITH_IS_MESSAGE_TEXT (self), 0);

  return self->n_emoji;
}

/**
 * kith_message_text_dup_links:
 *
 * Returns: (transfer full): the addresses in it
 */
GStrv
kith_message_text_dup_links (KithMessageText *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (KITH_IS_MESSAGE_TEXT (self), NULL);

  ensure_layout (self);
  for (guint i = 0; i < self->links->len; i++)
    {
      KithLink *link = &g_array_index (self->links, KithLink, i);

      if (kith_links_may_open (link->uri))
        g_strv_builder_add (builder, link->uri);
    }

  return g_strv_builder_end (builder);
}

/**
 * kith_message_text_has_more:
 *
 * Returns: whether it is cut, and more of it can be shown
 */
gboolean
kith_message_text_has_more (KithMessageText *self)
{
  g_return_val_if_fail (KITH_IS_MESSAGE_TEXT (self), FALSE);

  return !self->whole && self->text[kith_text_cut_find (self->text, self->whole)] != '\0';
}

void
kith_message_text_show_more (KithMessageText *self)
{
  g_return_if_fail (KITH_IS_MESSAGE_TEXT (self));

  self->whole = TRUE;
  drop_layout (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * kith_message_text_dup_selection:
 *
 * Returns: (transfer full) (nullable): the words that are selected
 */
char *
kith_message_text_dup_selection (KithMessageText *self)
{
  g_return_val_if_fail (KITH_IS_MESSAGE_TEXT (self), NULL);

  return kith_text_selection_dup_text (&self->selection, pango_layout_get_text (ensure_layout (self)));
}

void
kith_message_text_clear_selection (KithMessageText *self)
{
  g_return_if_fail (KITH_IS_MESSAGE_TEXT (self));

  if (kith_text_selection_is_empty (&self->selection))
    return;

  self->selection = (KithTextSelection) { 0 };
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
