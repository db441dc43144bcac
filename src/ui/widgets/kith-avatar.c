/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-avatar.h"

#include <math.h>

#include "kith-account.h"
#include "kith-avatar-picture.h"
#include "kith-color.h"
#include "kith-presence-dot.h"

#define DOT_SIZE 11
#define DOT_RING 2
#define LARGE 64

/**
 * KithAvatar:
 *
 * The round picture of a person, or their initials on their colour (XEP-0392), with how available they are at its lower end.
 * Draws itself, for lists have many. `person` is a contact or an account: what has `display-name`, `address`, `avatar` and `show`.
 */
struct _KithAvatar
{
  GtkWidget    parent_instance;

  /* Owned */
  GtkWidget   *dot; /* or NULL */
  GObject     *person;
  PangoLayout *initials;

  int          size;
};

enum
{
  PROP_0,
  PROP_PERSON,
  PROP_SIZE,
  PROP_SHOW_PRESENCE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (KithAvatar, kith_avatar, GTK_TYPE_WIDGET)

static char *
dup_string (KithAvatar *self,
            const char *property)
{
  char *text = NULL;

  if (self->person != NULL)
    g_object_get (self->person, property, &text, NULL);

  return text != NULL ? text : g_strdup ("");
}

static PangoLayout *
get_initials (KithAvatar *self)
{
  g_autofree char *name = NULL;
  g_autofree char *initials = NULL;
  PangoFontDescription *font;

  if (self->initials != NULL)
    return self->initials;

  name = dup_string (self, "display-name");
  initials = kith_avatar_dup_initials (name);
  self->initials = gtk_widget_create_pango_layout (GTK_WIDGET (self), initials);

  font = pango_font_description_copy (pango_context_get_font_description (pango_layout_get_context (self->initials)));
  pango_font_description_set_weight (font, PANGO_WEIGHT_SEMIBOLD);
  pango_font_description_set_absolute_size (font, self->size * 0.4 * PANGO_SCALE);
  pango_layout_set_font_description (self->initials, font);
  pango_font_description_free (font);

  return self->initials;
}

static void
draw_picture (KithAvatar      *self,
              cairo_t         *cr,
              cairo_surface_t *surface)
{
  double scale = (double)self->size / cairo_image_surface_get_width (surface);

  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_GOOD);
  cairo_fill (cr);
}

static void
draw_initials (KithAvatar *self,
               cairo_t    *cr)
{
  g_autofree char *address = dup_string (self, "address");
  cairo_pattern_t *shade = cairo_pattern_create_linear (0, 0, 0, self->size);
  PangoLayout *layout = get_initials (self);
  double hue = kith_color_hue (address);
  PangoRectangle logical;
  double rgb[3];

  /* White on these has a contrast of 4.5 : 1 at least where the letters are. */
  kith_color_for_hue (hue, 75, 54, rgb);
  cairo_pattern_add_color_stop_rgb (shade, 0, rgb[0], rgb[1], rgb[2]);
  kith_color_for_hue (hue, 80, 42, rgb);
  cairo_pattern_add_color_stop_rgb (shade, 1, rgb[0], rgb[1], rgb[2]);
  cairo_set_source (cr, shade);
  cairo_fill (cr);
  cairo_pattern_destroy (shade);

  pango_layout_get_pixel_extents (layout, NULL, &logical);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_move_to (cr, (self->size - logical.width) / 2.0 - logical.x, (self->size - logical.height) / 2.0);
  pango_cairo_show_layout (cr, layout);
}

static gboolean
is_rtl (KithAvatar *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

static gboolean
has_dot (KithAvatar *self)
{
  return self->dot != NULL && kith_presence_dot_get_show (KITH_PRESENCE_DOT (self->dot)) != KITH_SHOW_UNKNOWN;
}

static int
get_dot_size (KithAvatar *self)
{
  return self->size < LARGE ? DOT_SIZE : self->size / 6;
}

/* The disc without the ring around the dot, so that the dot stands free on a row of any colour. */
static void
clip_ring (KithAvatar *self,
           cairo_t    *cr)
{
  double radius = get_dot_size (self) / 2.0 + (self->size < LARGE ? DOT_RING : 2 * DOT_RING);
  double edge = self->size - get_dot_size (self) / 2.0 + 1;

  cairo_rectangle (cr, 0, 0, self->size, self->size);
  cairo_new_sub_path (cr);
  cairo_arc (cr, is_rtl (self) ? self->size - edge : edge, edge, radius, 0, 2 * G_PI);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_clip (cr);
}

static void
kith_avatar_snapshot (GtkWidget   *widget,
                      GtkSnapshot *snapshot)
{
  KithAvatar *self = KITH_AVATAR (widget);
  cairo_surface_t *surface = NULL;
  cairo_t *cr;

  if (self->person == NULL)
    return;

  surface = kith_avatar_picture_get_surface (kith_avatar_picture_of (self->person));
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((gtk_widget_get_width (widget) - self->size) / 2,
                                                (gtk_widget_get_height (widget) - self->size) / 2));
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, self->size, self->size));

  if (has_dot (self))
    clip_ring (self, cr);

  cairo_arc (cr, self->size / 2.0, self->size / 2.0, self->size / 2.0, 0, 2 * G_PI);
  if (surface != NULL)
    draw_picture (self, cr, surface);
  else
    draw_initials (self, cr);

  cairo_destroy (cr);
  gtk_snapshot_restore (snapshot);

  if (has_dot (self))
    gtk_widget_snapshot_child (widget, self->dot, snapshot);
}

static void
kith_avatar_measure (GtkWidget     *widget,
                     GtkOrientation orientation,
                     int            for_size,
                     int           *minimum,
                     int           *natural,
                     int           *minimum_baseline,
                     int           *natural_baseline)
{
  *minimum = *natural = KITH_AVATAR (widget)->size;
  *minimum_baseline = *natural_baseline = -1;
}

static void
kith_avatar_size_allocate (GtkWidget *widget,
                           int        width,
                           int        height,
                           int        baseline)
{
  KithAvatar *self = KITH_AVATAR (widget);
  int dot = get_dot_size (self);
  int edge = self->size - dot + 1;
  int x = (width - self->size) / 2 + (is_rtl (self) ? -1 : edge);

  if (self->dot == NULL)
    return;

  gtk_widget_measure (self->dot, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_size_allocate (self->dot,
                            &(GtkAllocation){ x, (height - self->size) / 2 + edge, dot, dot }, -1);
}

static void
kith_avatar_css_changed (GtkWidget         *widget,
                         GtkCssStyleChange *change)
{
  g_clear_object (&KITH_AVATAR (widget)->initials);

  GTK_WIDGET_CLASS (kith_avatar_parent_class)->css_changed (widget, change);
}

static void
name_changed_cb (KithAvatar *self)
{
  g_clear_object (&self->initials);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Of an account it is what others see: nothing, while it is not connected. */
static KithShow
get_show (GObject *person)
{
  if (KITH_IS_CONTACT (person))
    return kith_contact_get_show (KITH_CONTACT (person));

  if (KITH_IS_ACCOUNT (person) && kith_account_get_state (KITH_ACCOUNT (person)) == KITH_ACCOUNT_ONLINE)
    return kith_account_get_show (KITH_ACCOUNT (person));

  return person != NULL ? KITH_SHOW_OFFLINE : KITH_SHOW_UNKNOWN;
}

static void
show_changed_cb (KithAvatar *self)
{
  KithShow show = get_show (self->person);

  if (self->dot == NULL || kith_presence_dot_get_show (KITH_PRESENCE_DOT (self->dot)) == show)
    return;

  /* A dot that comes or goes changes the disc around it, too. */
  kith_presence_dot_set_show (KITH_PRESENCE_DOT (self->dot), show);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
kith_avatar_dispose (GObject *object)
{
  KithAvatar *self = KITH_AVATAR (object);

  g_clear_pointer (&self->dot, gtk_widget_unparent);
  g_clear_object (&self->person);
  g_clear_object (&self->initials);

  G_OBJECT_CLASS (kith_avatar_parent_class)->dispose (object);
}

static void
kith_avatar_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  KithAvatar *self = KITH_AVATAR (object);

  switch (prop_id)
    {
    case PROP_PERSON:
      g_value_set_object (value, self->person);
      break;

    case PROP_SIZE:
      g_value_set_int (value, self->size);
      break;

    case PROP_SHOW_PRESENCE:
      g_value_set_boolean (value, self->dot != NULL);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_avatar_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  KithAvatar *self = KITH_AVATAR (object);

  switch (prop_id)
    {
    case PROP_PERSON:
      kith_avatar_set_person (self, g_value_get_object (value));
      break;

    case PROP_SIZE:
      self->size = g_value_get_int (value);
      break;

    case PROP_SHOW_PRESENCE:
      if (g_value_get_boolean (value))
        {
          self->dot = kith_presence_dot_new ();
          gtk_widget_set_parent (self->dot, GTK_WIDGET (self));
        }
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_avatar_class_init (KithAvatarClass *klass)
{
  const GParamFlags fixed = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kith_avatar_dispose;
  object_class->get_property = kith_avatar_get_property;
  object_class->set_property = kith_avatar_set_property;
  widget_class->measure = kith_avatar_measure;
  widget_class->size_allocate = kith_avatar_size_allocate;
  widget_class->snapshot = kith_avatar_snapshot;
  widget_class->css_changed = kith_avatar_css_changed;

  properties[PROP_PERSON] =
    g_param_spec_object ("person", NULL, NULL, G_TYPE_OBJECT,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SIZE] = g_param_spec_int ("size", NULL, NULL, 1, 256, 40, fixed);
  properties[PROP_SHOW_PRESENCE] = g_param_spec_boolean ("show-presence", NULL, NULL, TRUE, fixed);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "personavatar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
kith_avatar_init (KithAvatar *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

/**
 * kith_avatar_new:
 * @size: of the disc, in pixels
 * @show_presence: whether the dot stands at it
 */
GtkWidget *
kith_avatar_new (int      size,
                 gboolean show_presence)
{
  return g_object_new (KITH_TYPE_AVATAR, "size", size, "show-presence", show_presence, NULL);
}

/**
 * kith_avatar_get_person:
 *
 * Returns: (transfer none) (nullable): the contact or account
 */
GObject *
kith_avatar_get_person (KithAvatar *self)
{
  g_return_val_if_fail (KITH_IS_AVATAR (self), NULL);

  return self->person;
}

/**
 * kith_avatar_set_person:
 * @person: (nullable): a #KithContact or #KithAccount
 */
void
kith_avatar_set_person (KithAvatar *self,
                        GObject    *person)
{
  g_return_if_fail (KITH_IS_AVATAR (self));

  if (self->person == person)
    return;

  if (self->person != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->person, self);
      g_signal_handlers_disconnect_by_data (kith_avatar_picture_of (self->person), self);
    }

  g_set_object (&self->person, person);

  if (person != NULL)
    {
      g_signal_connect_object (person, "notify::display-name", G_CALLBACK (name_changed_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (person, "notify::show", G_CALLBACK (show_changed_cb), self, G_CONNECT_SWAPPED);
      if (KITH_IS_ACCOUNT (person))
        g_signal_connect_object (person, "notify::state", G_CALLBACK (show_changed_cb), self, G_CONNECT_SWAPPED);

      g_signal_connect_object (kith_avatar_picture_of (person), "changed", G_CALLBACK (gtk_widget_queue_draw), self,
                               G_CONNECT_SWAPPED);
    }

  name_changed_cb (self);
  show_changed_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PERSON]);
}

void
kith_avatar_set_contact (KithAvatar  *self,
                         KithContact *contact)
{
  kith_avatar_set_person (self, (GObject *)contact);
}

static char *
dup_first_letter (const char *word)
{
  const char *end = g_utf8_next_char (word);
  g_autofree char *letter = NULL;

  while (g_unichar_ismark (g_utf8_get_char (end)))
    end = g_utf8_next_char (end);

  letter = g_strndup (word, (gsize)(end - word));

  return g_utf8_strup (letter, -1);
}

static gboolean
is_wide (const char *letter)
{
  return g_unichar_iswide (g_utf8_get_char (letter));
}

/**
 * kith_avatar_dup_initials:
 * @name: valid UTF-8
 *
 * Returns: (transfer full): the first letters of its first and last word; one alone where letters are wide
 */
char *
kith_avatar_dup_initials (const char *name)
{
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  gboolean within = FALSE;

  for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at))
    {
      gboolean letter = g_unichar_isalnum (g_utf8_get_char (at));

      if (letter && !within)
        {
          g_free (last);
          last = dup_first_letter (at);
          if (first == NULL)
            first = g_steal_pointer (&last);
        }

      if (letter || g_unichar_isspace (g_utf8_get_char (at)) || *at == '-' || *at == '(')
        within = letter;
    }

  if (first == NULL)
    return g_strdup ("?");

  if (last == NULL || is_wide (first))
    return g_steal_pointer (&first);

  return g_strconcat (first, last, NULL);
}
