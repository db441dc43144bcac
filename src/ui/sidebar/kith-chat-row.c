/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-chat-row.h"

#include "kith-avatar.h"
#include "kith-chat-words.h"
#include "kith-fonts.h"
#include "kith-style.h"
#include "kith-ticks.h"
#include "kith-time-words.h"

#define HEIGHT 64
#define LINE 22 /* with letters of the usual size */
#define MIN_WIDTH 200
#define NATURAL_WIDTH 320
#define AVATAR 40
#define MARGIN 9
#define GAP 9
#define SMALL_GAP 6
#define MARK 14
#define PILL_HEIGHT 20
#define PILL_PADDING 6

/**
 * KithChatRow:
 *
 * A conversation in the list: who, when, what was said last or is being written, and what is new. Draws its words itself and has
 * one size, for a list view makes two hundred of them before the first frame.
 */
struct _KithChatRow
{
  GtkWidget         parent_instance;

  /* Owned */
  GtkWidget        *avatar;
  KithConversation *conversation;
  GSignalGroup     *signals;

  PangoLayout      *name;
  PangoLayout      *time;
  PangoLayout      *preview;
  PangoLayout      *unread; /* NULL: nothing is new */
  KithDelivery      ticks; /* before the preview */
  int               line;  /* from the one to the other */
};

enum
{
  PROP_0,
  PROP_CONVERSATION,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (KithChatRow, kith_chat_row, GTK_TYPE_WIDGET)

static void
set_layout (KithChatRow  *self,
            PangoLayout **layout,
            const char   *text,
            double        scale,
            PangoWeight   weight)
{
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();

  g_clear_object (layout);
  if (text == NULL)
    return;

  *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  pango_layout_set_single_paragraph_mode (*layout, TRUE);
  pango_layout_set_ellipsize (*layout, PANGO_ELLIPSIZE_END);
  if (scale != 1)
    pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  if (weight != PANGO_WEIGHT_NORMAL)
    pango_attr_list_insert (attributes, pango_attr_weight_new (weight));
  pango_layout_set_attributes (*layout, attributes);
}

static void
set_preview (KithChatRow *self)
{
  g_autofree char *preview = NULL;
  PangoAttribute *attribute;
  PangoAttrList *attributes;
  GdkRGBA color;
  gsize accent;

  preview = kith_chat_words_dup_preview (self->conversation, &accent);
  set_layout (self, &self->preview, preview, 0.92, PANGO_WEIGHT_NORMAL);
  if (accent == 0)
    return;

  kith_style_get_named_color (GTK_WIDGET (self), "accent_color", &color);
  attributes = pango_layout_get_attributes (self->preview);
  attribute = pango_attr_foreground_new ((guint16)(color.red * 65535), (guint16)(color.green * 65535),
                                         (guint16)(color.blue * 65535));
  attribute->end_index = (guint)accent;
  pango_attr_list_insert (attributes, attribute);
  attribute = pango_attr_foreground_alpha_new (65535);
  attribute->end_index = (guint)accent;
  pango_attr_list_insert (attributes, attribute);
  pango_layout_set_attributes (self->preview, attributes);
}

static void
set_unread (KithChatRow *self)
{
  guint n = kith_conversation_get_unread (self->conversation);
  g_autofree char *count = NULL;

  if (n > 0)
    count = n > 999 ? g_strdup ("999+") : g_strdup_printf ("%u", n);

  set_layout (self, &self->unread, count, 0.8, PANGO_WEIGHT_BOLD);
}

static void
make_layouts (KithChatRow *self)
{
  gint64 time = kith_conversation_get_last_time (self->conversation);
  gboolean unread = kith_conversation_get_unread (self->conversation) > 0;
  g_autofree char *words = time > 0 ? kith_time_words_short (time, g_get_real_time ()) : g_strdup ("");
  g_autofree char *name = kith_chat_words_dup_line (kith_conversation_get_title (self->conversation));

  set_layout (self, &self->name, name, 1, unread ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_MEDIUM);
  set_layout (self, &self->time, words, 0.82, PANGO_WEIGHT_NORMAL);
  set_preview (self);
  set_unread (self);

  self->ticks = KITH_DELIVERY_NONE;
  if (kith_chat_words_get_accent (self->conversation) == NULL && time > 0 &&
      kith_conversation_get_last_direction (self->conversation) == KITH_DIRECTION_OUT)
    self->ticks = kith_conversation_get_last_delivery (self->conversation);
}

/* Where something of @width begins that is @x from the start side. */
static int
from_start (KithChatRow *self,
            int          x,
            int          width)
{
  GtkWidget *widget = GTK_WIDGET (self);

  return gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL ? gtk_widget_get_width (widget) - x - width : x;
}

static void
draw_layout (KithChatRow   *self,
             GtkSnapshot   *snapshot,
             PangoLayout   *layout,
             int            x,
             int            middle,
             int            width,
             const GdkRGBA *color)
{
  PangoRectangle logical;
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int left;

  if (width <= 0)
    return;

  pango_layout_set_width (layout, width * PANGO_SCALE);
  pango_layout_get_pixel_extents (layout, NULL, &logical);

  /* Names stand at the start side whatever they are written in. */
  left = from_start (self, x, width) - logical.x;
  if (rtl)
    left += width - logical.width;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (left, middle - logical.height / 2));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static int
get_layout_width (PangoLayout *layout)
{
  int width;

  pango_layout_set_width (layout, -1);
  pango_layout_get_pixel_size (layout, &width, NULL);

  return width;
}

static int
snapshot_mark (KithChatRow   *self,
               GtkSnapshot   *snapshot,
               const char    *icon,
               int            end,
               int            middle,
               const GdkRGBA *color)
{
  GtkWidget *widget = GTK_WIDGET (self);
  g_autoptr(GtkIconPaintable) paintable =
    gtk_icon_theme_lookup_icon (gtk_icon_theme_get_for_display (gtk_widget_get_display (widget)), icon, NULL, MARK,
                                gtk_widget_get_scale_factor (widget), gtk_widget_get_direction (widget), 0);
  GdkRGBA colors[4] = { *color, *color, *color, *color };

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (from_start (self, end - MARK, MARK), middle - MARK / 2));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (paintable), snapshot, MARK, MARK, colors, 4);
  gtk_snapshot_restore (snapshot);

  return end - MARK - SMALL_GAP;
}

static int
snapshot_pill (KithChatRow *self,
               GtkSnapshot *snapshot,
               int          end,
               int          middle)
{
  gboolean muted = kith_conversation_get_muted (self->conversation);
  int text = get_layout_width (self->unread);
  int width = MAX (text + 2 * PILL_PADDING, PILL_HEIGHT);
  int x = from_start (self, end - width, width);
  GdkRGBA back, front;
  GskRoundedRect pill;

  kith_style_get_named_color (GTK_WIDGET (self), muted ? "window_fg_color" : "accent_bg_color", &back);
  kith_style_get_named_color (GTK_WIDGET (self), muted ? "window_bg_color" : "accent_fg_color", &front);
  if (muted)
    back.alpha *= 0.6f;

  gsk_rounded_rect_init_from_rect (&pill, &GRAPHENE_RECT_INIT (x, middle - PILL_HEIGHT / 2, width, PILL_HEIGHT),
                                   PILL_HEIGHT / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &pill);
  gtk_snapshot_append_color (snapshot, &back, &pill.bounds);
  gtk_snapshot_pop (snapshot);
  draw_layout (self, snapshot, self->unread, end - width + (width - text) / 2, middle, text, &front);

  return end - width - SMALL_GAP;
}

static void
snapshot_second_line (KithChatRow   *self,
                      GtkSnapshot   *snapshot,
                      int            start,
                      int            end,
                      int            middle,
                      const GdkRGBA *dim)
{
  if (self->unread != NULL)
    end = snapshot_pill (self, snapshot, end, middle);
  if (kith_conversation_get_pinned (self->conversation))
    end = snapshot_mark (self, snapshot, "kith-pin-symbolic", end, middle, dim);

  if (self->ticks != KITH_DELIVERY_NONE)
    {
      kith_ticks_snapshot (GTK_WIDGET (self), snapshot, self->ticks, dim, from_start (self, start, KITH_TICKS_WIDTH),
                           middle - KITH_TICKS_HEIGHT / 2);
      start += KITH_TICKS_WIDTH + 4;
    }

  draw_layout (self, snapshot, self->preview, start, middle, end - start, dim);
}

static void
kith_chat_row_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  KithChatRow *self = KITH_CHAT_ROW (widget);
  int start = MARGIN + AVATAR + GAP + 3;
  int end = gtk_widget_get_width (widget) - MARGIN;
  int first = (gtk_widget_get_height (widget) - self->line) / 2;
  int second = first + self->line;
  gboolean muted;
  int name_end, name, wanted, time;
  GdkRGBA color, dim;

  if (self->conversation == NULL)
    return;

  if (self->name == NULL)
    make_layouts (self);

  kith_style_get_color (widget, &color);
  kith_style_get_named_color (widget, "quiet_color", &dim);
  gtk_widget_snapshot_child (widget, self->avatar, snapshot);

  muted = kith_conversation_get_muted (self->conversation);
  name = get_layout_width (self->name);
  time = get_layout_width (self->time);
  wanted = time;
  time = kith_chat_row_get_time_width (end - start - GAP, name + (muted ? SMALL_GAP + MARK : 0), wanted);
  pango_layout_set_ellipsize (self->time, time < wanted ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  draw_layout (self, snapshot, self->time, end - time, first, time, &dim);
  name_end = end - time - GAP;
  if (muted)
    {
      int mark = MIN (start + name + SMALL_GAP + MARK, name_end);

      name_end = snapshot_mark (self, snapshot, "kith-mute-symbolic", mark, first, &dim);
    }

  draw_layout (self, snapshot, self->name, start, first, name_end - start, &color);
  snapshot_second_line (self, snapshot, start, end, second, &dim);
}

static void
kith_chat_row_measure (GtkWidget     *widget,
                       GtkOrientation orientation,
                       int            for_size,
                       int           *minimum,
                       int           *natural,
                       int           *minimum_baseline,
                       int           *natural_baseline)
{
  KithChatRow *self = KITH_CHAT_ROW (widget);
  int height = HEIGHT + 2 * (self->line - LINE);

  *minimum = orientation == GTK_ORIENTATION_VERTICAL ? height : MIN_WIDTH;
  *natural = orientation == GTK_ORIENTATION_VERTICAL ? height : NATURAL_WIDTH;
  *minimum_baseline = *natural_baseline = -1;
}

static void
kith_chat_row_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  KithChatRow *self = KITH_CHAT_ROW (widget);

  gtk_widget_measure (self->avatar, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_size_allocate (self->avatar,
                            &(GtkAllocation){ from_start (self, MARGIN, AVATAR), (height - AVATAR) / 2, AVATAR, AVATAR },
                            -1);
}

static void
drop_layouts (KithChatRow *self)
{
  g_clear_object (&self->name);
  g_clear_object (&self->time);
  g_clear_object (&self->preview);
  g_clear_object (&self->unread);
}

static void
kith_chat_row_css_changed (GtkWidget         *widget,
                           GtkCssStyleChange *change)
{
  KithChatRow *self = KITH_CHAT_ROW (widget);
  int line = self->line;

  GTK_WIDGET_CLASS (kith_chat_row_parent_class)->css_changed (widget, change);

  drop_layouts (self);
  gtk_widget_queue_draw (widget);
  self->line = MAX (LINE, kith_style_get_line_height (widget) + 1);
  if (self->line != line)
    gtk_widget_queue_resize (widget);
}

static void
kith_chat_row_dispose (GObject *object)
{
  KithChatRow *self = KITH_CHAT_ROW (object);

  drop_layouts (self);
  g_clear_object (&self->signals);
  g_clear_object (&self->conversation);
  g_clear_pointer (&self->avatar, gtk_widget_unparent);

  G_OBJECT_CLASS (kith_chat_row_parent_class)->dispose (object);
}

static void
kith_chat_row_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  KithChatRow *self = KITH_CHAT_ROW (object);

  switch (prop_id)
    {
    case PROP_CONVERSATION:
      g_value_set_object (value, self->conversation);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_chat_row_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  KithChatRow *self = KITH_CHAT_ROW (object);

  switch (prop_id)
    {
    case PROP_CONVERSATION:
      kith_chat_row_set_conversation (self, g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_chat_row_class_init (KithChatRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kith_chat_row_dispose;
  object_class->get_property = kith_chat_row_get_property;
  object_class->set_property = kith_chat_row_set_property;
  widget_class->measure = kith_chat_row_measure;
  widget_class->size_allocate = kith_chat_row_size_allocate;
  widget_class->snapshot = kith_chat_row_snapshot;
  widget_class->css_changed = kith_chat_row_css_changed;

  properties[PROP_CONVERSATION] =
    g_param_spec_object ("conversation", NULL, NULL, KITH_TYPE_CONVERSATION,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "chatrow");
}

static void
kith_chat_row_init (KithChatRow *self)
{
  self->line = LINE;
  self->avatar = kith_avatar_new (AVATAR, TRUE);
  gtk_widget_set_parent (self->avatar, GTK_WIDGET (self));
  self->signals = g_signal_group_new (KITH_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->signals, "notify", G_CALLBACK (kith_chat_row_refresh), self);
}

GtkWidget *
kith_chat_row_new (void)
{
  return g_object_new (KITH_TYPE_CHAT_ROW, NULL);
}

/**
 * kith_chat_row_get_conversation:
 *
 * Returns: (transfer none) (nullable): the one that it shows
 */
KithConversation *
kith_chat_row_get_conversation (KithChatRow *self)
{
  g_return_val_if_fail (KITH_IS_CHAT_ROW (self), NULL);

  return self->conversation;
}

/**
 * kith_chat_row_get_time_width:
 * @room: for both
 * @name: what the name wants
 * @time: what the time wants
 *
 * Returns: what the time gets of @room: all it wants as long as the name has all or half of it
 */
int
kith_chat_row_get_time_width (int room,
                              int name,
                              int time)
{
  return CLAMP (time, 0, MAX (MAX (room / 2, room - name), 0));
}

/**
 * kith_chat_row_refresh:
 *
 * Shows the conversation as it is now.
 */
void
kith_chat_row_refresh (KithChatRow *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *label = NULL;

  g_return_if_fail (KITH_IS_CHAT_ROW (self));

  drop_layouts (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->conversation == NULL || parent == NULL)
    return;

  label = kith_chat_words_dup_label (self->conversation);
  gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/**
 * kith_chat_row_prepare:
 *
 * Makes ready what it takes to draw it.
 */
void
kith_chat_row_prepare (KithChatRow *self)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  g_return_if_fail (KITH_IS_CHAT_ROW (self));

  if (self->conversation == NULL || self->name != NULL)
    return;

  make_layouts (self);
  kith_fonts_draw (self->name, scale);
  kith_fonts_draw (self->time, scale);
  kith_fonts_draw (self->preview, scale);
}

/**
 * kith_chat_row_set_conversation:
 * @conversation: (nullable): the one to show
 */
void
kith_chat_row_set_conversation (KithChatRow      *self,
                                KithConversation *conversation)
{
  g_return_if_fail (KITH_IS_CHAT_ROW (self));

  if (!g_set_object (&self->conversation, conversation))
    return;

  g_signal_group_set_target (self->signals, conversation);
  kith_avatar_set_contact (KITH_AVATAR (self->avatar),
                           conversation != NULL ? kith_conversation_get_contact (conversation) : NULL);
  kith_chat_row_refresh (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONVERSATION]);
}
