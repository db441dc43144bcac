/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-history-row.h"

#include <glib/gi18n.h>

#include "kith-history-gap.h"
#include "kith-history-words.h"
#include "kith-message-bubble.h"
#include "kith-message-trouble.h"
#include "kith-time-words.h"

#define CONTENT_WIDTH 860
#define BUBBLE_WIDTH 560
#define BUBBLE_PART 0.7
#define NARROW_WIDTH 300
#define MARGIN 12
#define GROUP_SPACE 12
#define BUBBLE_SPACE 2
#define PILL_SPACE 12
#define TROUBLE_SPACE 3
#define TROUBLE_END 6

/**
 * KithHistoryRow:
 *
 * A row of a history: a message at its person's side, a day, the line over what is new, or a gap. Children are made when a row first
 * needs them and stay, for rows are used again. Names the list item it stands in for assistive technology.
 */
struct _KithHistoryRow
{
  GtkWidget        parent_instance;

  /* Owned, NULL until needed */
  GtkWidget       *bubble;
  GtkWidget       *pill;
  GtkWidget       *line;
  GtkWidget       *gap;
  GtkWidget       *trouble;

  KithHistoryItem *item;
  GSignalGroup    *item_signals;
  GSignalGroup    *message_signals;
  GSignalGroup    *gap_signals;
};

enum
{
  PROP_0,
  PROP_ITEM,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (KithHistoryRow, kith_history_row, GTK_TYPE_WIDGET)

static KithHistoryKind
get_kind (KithHistoryRow *self)
{
  return self->item != NULL ? kith_history_item_get_kind (self->item) : KITH_HISTORY_MESSAGE;
}

static gboolean
is_own (KithHistoryRow *self)
{
  return kith_message_get_direction (kith_history_item_get_message (self->item)) == KITH_DIRECTION_OUT;
}

static gboolean
has_trouble (KithHistoryRow *self)
{
  return self->trouble != NULL && gtk_widget_get_visible (self->trouble);
}

/* What stands between messages. */
static GtkWidget *
get_separator (KithHistoryRow *self)
{
  if (get_kind (self) == KITH_HISTORY_GAP)
    return self->gap;

  return get_kind (self) == KITH_HISTORY_DAY ? self->pill : self->line;
}

static int
get_content_width (int width)
{
  return MAX (MIN (width - 2 * MARGIN, CONTENT_WIDTH), 1);
}

static int
get_bubble_limit (int width)
{
  int content = get_content_width (width);
  int part = MAX ((int)(content * BUBBLE_PART), MIN (content - 4 * MARGIN, NARROW_WIDTH));

  return MIN (part, BUBBLE_WIDTH);
}

static int
get_space_above (KithHistoryRow *self)
{
  return kith_history_item_get_first (self->item) ? GROUP_SPACE : BUBBLE_SPACE;
}

static int
get_trouble_height (KithHistoryRow *self,
                    int             width)
{
  int height;

  if (!has_trouble (self))
    return 0;

  gtk_widget_measure (self->trouble, GTK_ORIENTATION_VERTICAL, get_content_width (width), &height, NULL, NULL, NULL);

  return height + TROUBLE_SPACE + TROUBLE_END;
}

static int
get_height (KithHistoryRow *self,
            int             width)
{
  int bubble_width, height;

  if (get_kind (self) == KITH_HISTORY_MESSAGE)
    {
      kith_message_bubble_fit (KITH_MESSAGE_BUBBLE (self->bubble), get_bubble_limit (width), &bubble_width, &height);

      return get_space_above (self) + height + get_trouble_height (self, width);
    }

  gtk_widget_measure (get_separator (self), GTK_ORIENTATION_VERTICAL, get_content_width (width), &height, NULL, NULL, NULL);

  return height + 2 * PILL_SPACE - GROUP_SPACE / 2;
}

static GtkSizeRequestMode
kith_history_row_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
kith_history_row_measure (GtkWidget     *widget,
                          GtkOrientation orientation,
                          int            for_size,
                          int           *minimum,
                          int           *natural,
                          int           *minimum_baseline,
                          int           *natural_baseline)
{
  KithHistoryRow *self = KITH_HISTORY_ROW (widget);

  *minimum_baseline = *natural_baseline = -1;
  *minimum = 100;
  *natural = CONTENT_WIDTH;

  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = self->item != NULL ? get_height (self, for_size < 0 ? CONTENT_WIDTH : for_size) : 0;
}

static void
allocate_separator (KithHistoryRow *self,
                    int             width,
                    int             height)
{
  GtkWidget *separator = get_separator (self);
  int natural;

  gtk_widget_measure (separator, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  if (separator != self->pill)
    natural = get_content_width (width);
  natural = MIN (natural, width);
  height -= 2 * PILL_SPACE - GROUP_SPACE / 2;
  gtk_widget_size_allocate (separator, &(GtkAllocation){ (width - natural) / 2, PILL_SPACE, natural, height }, -1);
}

static void
kith_history_row_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  KithHistoryRow *self = KITH_HISTORY_ROW (widget);
  int content = get_content_width (width);
  int start = (width - content) / 2;
  int above, bubble_width, bubble_height;
  gboolean right;

  if (self->item == NULL)
    return;

  if (get_kind (self) != KITH_HISTORY_MESSAGE)
    {
      allocate_separator (self, width, height);
      return;
    }

  above = get_space_above (self);
  right = is_own (self) != (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL);
  kith_message_bubble_fit (KITH_MESSAGE_BUBBLE (self->bubble), get_bubble_limit (width), &bubble_width, &bubble_height);
  gtk_widget_measure (self->bubble, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_size_allocate (self->bubble,
                            &(GtkAllocation){ right ? start + content - bubble_width : start, above, bubble_width,
                                              bubble_height },
                            -1);

  if (has_trouble (self))
    gtk_widget_size_allocate (self->trouble,
                              &(GtkAllocation){ start, above + bubble_height + TROUBLE_SPACE, content,
                                                height - above - bubble_height - TROUBLE_SPACE - TROUBLE_END },
                              -1);
}

static gboolean
kith_history_row_grab_focus (GtkWidget *widget)
{
  KithHistoryRow *self = KITH_HISTORY_ROW (widget);

  return self->item != NULL && get_kind (self) == KITH_HISTORY_GAP && gtk_widget_grab_focus (self->gap);
}

static GtkWidget *
make_label (KithHistoryRow *self,
            const char     *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, css_class);
  gtk_widget_set_can_target (label, FALSE);
  gtk_widget_set_parent (label, GTK_WIDGET (self));

  return label;
}

static void
show_day (KithHistoryRow *self)
{
  g_autofree char *day = kith_time_words_day (kith_history_item_get_time (self->item), g_get_real_time ());

  if (self->pill == NULL)
    self->pill = make_label (self, "day-pill");

  gtk_label_set_label (GTK_LABEL (self->pill), day);
}

static void
show_unread (KithHistoryRow *self)
{
  if (self->line == NULL)
    self->line = make_label (self, "unread-line");

  gtk_label_set_label (GTK_LABEL (self->line), _("New messages"));
}

static void
show_gap (KithHistoryRow *self)
{
  if (self->gap == NULL)
    {
      self->gap = kith_history_gap_new ();
      gtk_widget_set_parent (self->gap, GTK_WIDGET (self));
    }

  kith_history_gap_set_gap (KITH_HISTORY_GAP_ROW (self->gap), kith_history_item_get_gap (self->item));
}

static void
show_message (KithHistoryRow *self)
{
  KithMessage *message = kith_history_item_get_message (self->item);
  gboolean failed = is_own (self) && kith_message_get_delivery (message) == KITH_DELIVERY_FAILED;

  if (self->bubble == NULL)
    {
      self->bubble = kith_message_bubble_new ();
      gtk_widget_set_parent (self->bubble, GTK_WIDGET (self));
    }

  kith_message_bubble_set_message (KITH_MESSAGE_BUBBLE (self->bubble), message);
  kith_message_bubble_set_last (KITH_MESSAGE_BUBBLE (self->bubble), kith_history_item_get_last (self->item));

  if (failed && self->trouble == NULL)
    {
      self->trouble = kith_message_trouble_new ();
      gtk_widget_set_parent (self->trouble, GTK_WIDGET (self));
    }

  if (self->trouble != NULL)
    {
      gtk_widget_set_visible (self->trouble, failed);
      kith_message_trouble_set_message (KITH_MESSAGE_TROUBLE (self->trouble), failed ? message : NULL);
    }
}

static void
set_visible (GtkWidget *widget,
             gboolean   visible)
{
  if (widget != NULL)
    gtk_widget_set_child_visible (widget, visible);
}

static void
place_changed_cb (KithHistoryRow *self)
{
  if (self->item == NULL || get_kind (self) != KITH_HISTORY_MESSAGE)
    return;

  kith_message_bubble_set_last (KITH_MESSAGE_BUBBLE (self->bubble), kith_history_item_get_last (self->item));
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
kith_history_row_dispose (GObject *object)
{
  KithHistoryRow *self = KITH_HISTORY_ROW (object);

  g_clear_object (&self->item_signals);
  g_clear_object (&self->message_signals);
  g_clear_object (&self->gap_signals);
  g_clear_object (&self->item);
  g_clear_pointer (&self->bubble, gtk_widget_unparent);
  g_clear_pointer (&self->pill, gtk_widget_unparent);
  g_clear_pointer (&self->line, gtk_widget_unparent);
  g_clear_pointer (&self->gap, gtk_widget_unparent);
  g_clear_pointer (&self->trouble, gtk_widget_unparent);

  G_OBJECT_CLASS (kith_history_row_parent_class)->dispose (object);
}

static void
kith_history_row_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  KithHistoryRow *self = KITH_HISTORY_ROW (object);

  switch (prop_id)
    {
    case PROP_ITEM:
      g_value_set_object (value, self->item);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_history_row_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  KithHistoryRow *self = KITH_HISTORY_ROW (object);

  switch (prop_id)
    {
    case PROP_ITEM:
      kith_history_row_set_item (self, g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_history_row_class_init (KithHistoryRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kith_history_row_dispose;
  object_class->get_property = kith_history_row_get_property;
  object_class->set_property = kith_history_row_set_property;
  widget_class->grab_focus = kith_history_row_grab_focus;
  widget_class->get_request_mode = kith_history_row_get_request_mode;
  widget_class->measure = kith_history_row_measure;
  widget_class->size_allocate = kith_history_row_size_allocate;

  properties[PROP_ITEM] =
    g_param_spec_object ("item", NULL, NULL, KITH_TYPE_HISTORY_ITEM,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "historyrow");
}

static void
kith_history_row_init (KithHistoryRow *self)
{
  self->item_signals = g_signal_group_new (KITH_TYPE_HISTORY_ITEM);
  g_signal_group_connect_swapped (self->item_signals, "notify::place", G_CALLBACK (place_changed_cb), self);
  self->message_signals = g_signal_group_new (KITH_TYPE_MESSAGE);
  g_signal_group_connect_swapped (self->message_signals, "notify", G_CALLBACK (kith_history_row_refresh), self);
  self->gap_signals = g_signal_group_new (KITH_TYPE_GAP);
  g_signal_group_connect_swapped (self->gap_signals, "notify::state", G_CALLBACK (kith_history_row_refresh), self);
}

GtkWidget *
kith_history_row_new (void)
{
  return g_object_new (KITH_TYPE_HISTORY_ROW, NULL);
}

/**
 * kith_history_row_pick:
 * @list: a list view of rows
 *
 * Returns: (transfer none) (nullable): the row of @list at a place in its coordinates
 */
KithHistoryRow *
kith_history_row_pick (GtkWidget *list,
                       double     x,
                       double     y)
{
  GtkWidget *picked = gtk_widget_pick (list, x, y, GTK_PICK_DEFAULT);
  GtkWidget *row = picked != NULL ? gtk_widget_get_ancestor (picked, KITH_TYPE_HISTORY_ROW) : NULL;
  GtkWidget *inner;

  if (row == NULL && picked != NULL && (inner = gtk_widget_get_first_child (picked)) != NULL)
    row = KITH_IS_HISTORY_ROW (inner) ? inner : NULL;

  return row != NULL ? KITH_HISTORY_ROW (row) : NULL;
}

/**
 * kith_history_row_get_item:
 *
 * Returns: (transfer none) (nullable): what the row shows
 */
KithHistoryItem *
kith_history_row_get_item (KithHistoryRow *self)
{
  g_return_val_if_fail (KITH_IS_HISTORY_ROW (self), NULL);

  return self->item;
}

/**
 * kith_history_row_refresh:
 *
 * Shows the item as it is now: its message changed, or a day has passed.
 */
void
kith_history_row_refresh (KithHistoryRow *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *label = NULL;

  g_return_if_fail (KITH_IS_HISTORY_ROW (self));

  if (self->item == NULL)
    return;

  switch (get_kind (self))
    {
    case KITH_HISTORY_MESSAGE:
      show_message (self);
      break;

    case KITH_HISTORY_DAY:
      show_day (self);
      break;

    case KITH_HISTORY_UNREAD:
      show_unread (self);
      break;

    case KITH_HISTORY_GAP:
      show_gap (self);
      break;
    }

  set_visible (self->bubble, get_kind (self) == KITH_HISTORY_MESSAGE);
  set_visible (self->trouble, get_kind (self) == KITH_HISTORY_MESSAGE);
  set_visible (self->pill, get_kind (self) == KITH_HISTORY_DAY);
  set_visible (self->line, get_kind (self) == KITH_HISTORY_UNREAD);
  set_visible (self->gap, get_kind (self) == KITH_HISTORY_GAP);

  if (parent != NULL)
    {
      label = kith_history_words_dup_label (self->item);
      gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
    }

  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * kith_history_row_set_item:
 * @item: (nullable): what to show
 */
void
kith_history_row_set_item (KithHistoryRow  *self,
                           KithHistoryItem *item)
{
  gboolean message = item != NULL && kith_history_item_get_kind (item) == KITH_HISTORY_MESSAGE;

  g_return_if_fail (KITH_IS_HISTORY_ROW (self));

  if (!g_set_object (&self->item, item))
    return;

  g_signal_group_set_target (self->item_signals, item);
  g_signal_group_set_target (self->message_signals, message ? kith_history_item_get_message (item) : NULL);
  g_signal_group_set_target (self->gap_signals, item != NULL ? kith_history_item_get_gap (item) : NULL);
  kith_history_row_refresh (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ITEM]);
}

/**
 * kith_history_row_get_text:
 *
 * Returns: (transfer none) (nullable): the words of the message, if it is one
 */
KithMessageText *
kith_history_row_get_text (KithHistoryRow *self)
{
  g_return_val_if_fail (KITH_IS_HISTORY_ROW (self), NULL);

  if (self->item == NULL || get_kind (self) != KITH_HISTORY_MESSAGE)
    return NULL;

  return kith_message_bubble_get_text (KITH_MESSAGE_BUBBLE (self->bubble));
}

/**
 * kith_history_row_get_bubble:
 *
 * Returns: (transfer none) (nullable): where a menu for the message points to
 */
GtkWidget *
kith_history_row_get_bubble (KithHistoryRow *self)
{
  g_return_val_if_fail (KITH_IS_HISTORY_ROW (self), NULL);

  return self->bubble;
}

/**
 * kith_history_row_prepare_item:
 * @item: a list's child around a row
 *
 * Finds out how high it is as wide as it will be in the view, which may not have its place yet.
 */
void
kith_history_row_prepare_item (GtkWidget *item)
{
  GtkWidget *placed = item;
  int minimum;

  while (placed != NULL && gtk_widget_get_width (placed) == 0)
    placed = gtk_widget_get_parent (placed);
  if (placed == NULL)
    return;

  gtk_widget_measure (item, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_measure (item, GTK_ORIENTATION_VERTICAL, MAX (minimum, gtk_widget_get_width (placed)), NULL, NULL, NULL, NULL);
}
