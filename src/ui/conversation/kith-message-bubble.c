/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-message-bubble.h"

#include "kith-style.h"
#include "kith-ticks.h"
#include "kith-time-words.h"

#define PADDING_X 12
#define PADDING_Y 7
#define STAMP_GAP 10
#define TICKS_GAP 3
#define STAMP_SCALE 0.8

/**
 * KithMessageBubble:
 *
 * One message: its words and, in the last line if there is room, else below, the time and the ticks. Lays itself out, for a
 * box with a wrapped label in it is ten times too slow for a list of hundreds: its row asks kith_message_bubble_fit() how large it
 * is. Shows the message as it is when set: its row sets it again when it changes.
 */
struct _KithMessageBubble
{
  GtkWidget    parent_instance;

  /* Owned */
  GtkWidget   *text;
  PangoLayout *stamp;

  KithDelivery delivery;

  /* What the last fit came to */
  int          width;
  int          height;
  int          text_x;
  int          text_width;
  int          text_height;
  int          stamp_width; /* of the time alone */
  int          stamp_height;

  guint        bare : 1; /* lone emoji stand without a bubble */
};

G_DEFINE_FINAL_TYPE (KithMessageBubble, kith_message_bubble, GTK_TYPE_WIDGET)

static gboolean
is_rtl (KithMessageBubble *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

static void
set_stamp (KithMessageBubble *self,
           const char        *clock)
{
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();

  g_clear_object (&self->stamp);
  self->stamp = gtk_widget_create_pango_layout (GTK_WIDGET (self), clock);
  pango_attr_list_insert (attributes, pango_attr_scale_new (STAMP_SCALE));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  pango_layout_set_attributes (self->stamp, attributes);
}

static int
get_ticks_width (KithMessageBubble *self)
{
  return self->delivery != KITH_DELIVERY_NONE ? KITH_TICKS_WIDTH + TICKS_GAP : 0;
}

static void
fit (KithMessageBubble *self,
     int                max_width)
{
  int inner = MAX (max_width - 2 * PADDING_X, 1);
  const KithTextShape *shape = kith_message_text_wrap (KITH_MESSAGE_TEXT (self->text), inner);
  int stamp, width, beside;
  gboolean rtl = is_rtl (self);

  pango_layout_get_pixel_size (self->stamp, &self->stamp_width, &self->stamp_height);
  stamp = self->stamp_width + get_ticks_width (self);
  beside = shape->last_width + STAMP_GAP + stamp;
  width = MAX (shape->width, stamp);
  self->height = shape->height + 2 * PADDING_Y;

  /* In the last line, if that does not end where the time stands. */
  if (!self->bare && beside <= inner && (shape->n_lines == 1 || shape->last_rtl == rtl))
    width = MAX (shape->width, beside);
  else
    self->height += self->stamp_height;

  self->width = width + 2 * PADDING_X;
  self->text_width = shape->width;
  self->text_height = shape->height;
  self->text_x = PADDING_X;
  if (rtl || (shape->last_rtl && shape->n_lines > 1))
    self->text_x += width - shape->width;
}

static void
snapshot_stamp (KithMessageBubble *self,
                GtkSnapshot       *snapshot)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  int ticks = get_ticks_width (self);
  int y = height - PADDING_Y - self->stamp_height + 1;
  int x = width - PADDING_X - self->stamp_width - ticks;
  int ticks_x = width - PADDING_X - KITH_TICKS_WIDTH + 1;
  GdkRGBA color;

  if (is_rtl (self))
    {
      x = PADDING_X + ticks;
      ticks_x = PADDING_X - 1;
    }

  kith_style_get_named_color (GTK_WIDGET (self), "quiet_color", &color);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_layout (snapshot, self->stamp, &color);
  gtk_snapshot_restore (snapshot);
  kith_ticks_snapshot (GTK_WIDGET (self), snapshot, self->delivery, &color, ticks_x,
                       y + (self->stamp_height - KITH_TICKS_HEIGHT) / 2);
}

static void
kith_message_bubble_snapshot (GtkWidget   *widget,
                              GtkSnapshot *snapshot)
{
  KithMessageBubble *self = KITH_MESSAGE_BUBBLE (widget);

  if (self->stamp == NULL)
    return;

  gtk_widget_snapshot_child (widget, self->text, snapshot);
  snapshot_stamp (self, snapshot);
}

static GtkSizeRequestMode
kith_message_bubble_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* Its row has fitted it already and gives it what that came to. */
static void
kith_message_bubble_measure (GtkWidget     *widget,
                             GtkOrientation orientation,
                             int            for_size,
                             int           *minimum,
                             int           *natural,
                             int           *minimum_baseline,
                             int           *natural_baseline)
{
  KithMessageBubble *self = KITH_MESSAGE_BUBBLE (widget);

  *minimum = 1;
  *natural = MAX (1, orientation == GTK_ORIENTATION_HORIZONTAL ? self->width : self->height);
  *minimum_baseline = *natural_baseline = -1;
}

static void
kith_message_bubble_size_allocate (GtkWidget *widget,
                                   int        width,
                                   int        height,
                                   int        baseline)
{
  KithMessageBubble *self = KITH_MESSAGE_BUBBLE (widget);

  gtk_widget_measure (self->text, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_size_allocate (self->text,
                            &(GtkAllocation){ self->text_x, PADDING_Y, MAX (self->text_width, 1),
                                              MAX (self->text_height, 1) },
                            -1);
}

static void
kith_message_bubble_dispose (GObject *object)
{
  KithMessageBubble *self = KITH_MESSAGE_BUBBLE (object);

  g_clear_pointer (&self->text, gtk_widget_unparent);
  g_clear_object (&self->stamp);

  G_OBJECT_CLASS (kith_message_bubble_parent_class)->dispose (object);
}

static void
kith_message_bubble_class_init (KithMessageBubbleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kith_message_bubble_dispose;
  widget_class->get_request_mode = kith_message_bubble_get_request_mode;
  widget_class->measure = kith_message_bubble_measure;
  widget_class->size_allocate = kith_message_bubble_size_allocate;
  widget_class->snapshot = kith_message_bubble_snapshot;

  gtk_widget_class_set_css_name (widget_class, "messagebubble");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GENERIC);
}

static void
kith_message_bubble_init (KithMessageBubble *self)
{
  self->text = kith_message_text_new ();
  gtk_widget_set_parent (self->text, GTK_WIDGET (self));
}

GtkWidget *
kith_message_bubble_new (void)
{
  return g_object_new (KITH_TYPE_MESSAGE_BUBBLE, NULL);
}

static void
set_css_class (KithMessageBubble *self,
               const char        *name,
               gboolean           set)
{
  if (set)
    gtk_widget_add_css_class (GTK_WIDGET (self), name);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), name);
}

/**
 * kith_message_bubble_set_message:
 *
 * Shows what @message is now.
 */
void
kith_message_bubble_set_message (KithMessageBubble *self,
                                 KithMessage       *message)
{
  gboolean own = kith_message_get_direction (message) == KITH_DIRECTION_OUT;
  g_autofree char *clock = kith_time_words_clock (kith_message_get_time (message));
  const char *body = kith_message_get_body (message);

  g_return_if_fail (KITH_IS_MESSAGE_BUBBLE (self));

  kith_message_text_set_text (KITH_MESSAGE_TEXT (self->text), body != NULL ? body : "");
  self->bare = kith_message_text_get_n_emoji (KITH_MESSAGE_TEXT (self->text)) > 0;
  self->delivery = own ? kith_message_get_delivery (message) : KITH_DELIVERY_NONE;
  set_stamp (self, clock);
  set_css_class (self, "own", own);
  set_css_class (self, "other", !own);
  set_css_class (self, "bare", self->bare);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * kith_message_bubble_set_last:
 *
 * Whether it is the last of its group, which has a tail.
 */
void
kith_message_bubble_set_last (KithMessageBubble *self,
                              gboolean           last)
{
  g_return_if_fail (KITH_IS_MESSAGE_BUBBLE (self));

  set_css_class (self, "last", last);
}

/**
 * kith_message_bubble_get_text:
 *
 * Returns: (transfer none): the words, for what is selected in them and where they link
 */
KithMessageText *
kith_message_bubble_get_text (KithMessageBubble *self)
{
  g_return_val_if_fail (KITH_IS_MESSAGE_BUBBLE (self), NULL);

  return KITH_MESSAGE_TEXT (self->text);
}

/**
 * kith_message_bubble_fit:
 *
 * Answers how large the bubble is if it may be @max_width wide; cheap for the width of the last call,
 * which the words remember.
 */
void
kith_message_bubble_fit (KithMessageBubble *self,
                         int                max_width,
                         int               *width,
                         int               *height)
{
  g_return_if_fail (KITH_IS_MESSAGE_BUBBLE (self));

  if (self->stamp != NULL)
    fit (self, max_width);

  *width = self->width;
  *height = self->height;
}
