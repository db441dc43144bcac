/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-avatar-picture.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

/* Somebody with an avatar, and nothing else. */
#define TEST_TYPE_PERSON (test_person_get_type ())
G_DECLARE_FINAL_TYPE (TestPerson, test_person, TEST, PERSON, GObject)

struct _TestPerson
{
  GObject parent_instance;

  GBytes *avatar;   /* owned */
};

G_DEFINE_FINAL_TYPE (TestPerson, test_person, G_TYPE_OBJECT)

static void
test_person_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boxed (value, TEST_PERSON (object)->avatar);
}

static void
test_person_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  g_clear_pointer (&TEST_PERSON (object)->avatar, g_bytes_unref);
  TEST_PERSON (object)->avatar = g_value_dup_boxed (value);
}

static void
test_person_finalize (GObject *object)
{
  g_clear_pointer (&TEST_PERSON (object)->avatar, g_bytes_unref);

  G_OBJECT_CLASS (test_person_parent_class)->finalize (object);
}

static void
test_person_class_init (TestPersonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = test_person_finalize;
  object_class->get_property = test_person_get_property;
  object_class->set_property = test_person_set_property;
  g_object_class_install_property (object_class, 1,
                                   g_param_spec_boxed ("avatar", NULL, NULL, G_TYPE_BYTES,
                                                       G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
}

static void
test_person_init (TestPerson *self)
{
}

static GBytes *
make_picture (int width, int height, const char *type)
{
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  g_autoptr(GError) error = NULL;
  char *data = NULL;
  gsize size = 0;

  gdk_pixbuf_fill (pixbuf, 0x336699ff);
  gdk_pixbuf_save_to_buffer (pixbuf, &data, &size, type, &error, NULL);
  g_assert_no_error (error);

  return g_bytes_new_take (data, size);
}

/* A PNG that says it is so large, with hardly anything in it. */
static GBytes *
make_claim (guint32 width, guint32 height)
{
  g_autoptr(GBytes) honest = make_picture (8, 8, "png");
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (honest, &size);
  guint8 *copy = g_memdup2 (data, size);
  guint32 numbers[2] = { GUINT32_TO_BE (width), GUINT32_TO_BE (height) };
  guint32 sum = 0xffffffff;

  /* In the first chunk, behind the signature, its length and its name; and the checksum of that chunk made right again. */
  memcpy (copy + 16, numbers, sizeof numbers);
  for (guint i = 12; i < 29; i++)
    {
      sum ^= copy[i];
      for (guint bit = 0; bit < 8; bit++)
        sum = sum & 1 ? (sum >> 1) ^ 0xedb88320 : sum >> 1;
    }
  sum = GUINT32_TO_BE (~sum);
  memcpy (copy + 29, &sum, sizeof sum);

  return g_bytes_new_take (copy, size);
}

static void
changed_cb (guint *count)
{
  *count += 1;
}

/* Shows @bytes behind a picture that is fine. Returns: whether they are a picture, too */
static gboolean
is_shown (GBytes *bytes)
{
  TestPerson *person = g_object_new (TEST_TYPE_PERSON, NULL);
  g_autoptr(GBytes) fine = make_picture (16, 16, "png");
  KithAvatarPicture *picture = kith_avatar_picture_of (G_OBJECT (person));
  gint64 end = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;
  guint n_changes = 0;
  gboolean shown = FALSE;

  g_signal_connect_swapped (picture, "changed", G_CALLBACK (changed_cb), &n_changes);
  g_object_set (person, "avatar", fine, NULL);
  while (n_changes < 1 && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_nonnull (kith_avatar_picture_get_surface (picture));

  g_object_set (person, "avatar", bytes, NULL);
  while (n_changes < 2 && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (n_changes, ==, 2);
  shown = kith_avatar_picture_get_surface (picture) != NULL;
  if (shown)
    g_assert_cmpint (cairo_image_surface_get_width (kith_avatar_picture_get_surface (picture)), ==, 256);

  g_assert_finalize_object (person);

  return shown;
}

static void
test_pictures (void)
{
  g_autoptr(GBytes) png = make_picture (300, 200, "png");
  g_autoptr(GBytes) jpeg = make_picture (2048, 2048, "jpeg");
  g_autoptr(GBytes) thin = make_picture (1, 2000, "png");

  g_assert_true (is_shown (png));
  g_assert_true (is_shown (jpeg));
  g_assert_true (is_shown (thin));
}

/* Small to send, enormous to draw. */
static void
test_bombs (void)
{
  static const guint32 sizes[][2] = {
    { 20000, 20000 }, { 65535, 65535 }, { 2049, 2048 }, { 1, 5000000 }, { 5000000, 1 }, { 0x7fffffff, 0x7fffffff },
    { 0xffffffff, 1 }, { 0, 0 }, { 0, 8 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(GBytes) bytes = make_claim (sizes[i][0], sizes[i][1]);

      g_test_message ("%u × %u", sizes[i][0], sizes[i][1]);
      g_assert_false (is_shown (bytes));
    }
}

/* The claim alone, within the bounds, is no picture either: there is nothing behind it. */
static void
test_half (void)
{
  g_autoptr(GBytes) whole = make_picture (100, 100, "png");
  g_autoptr(GBytes) head = g_bytes_new_from_bytes (whole, 0, 40);
  g_autoptr(GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr(GBytes) signature = g_bytes_new_static ("\x89PNG\r\n\x1a\n\0", 9);

  g_assert_false (is_shown (head));
  g_assert_false (is_shown (nothing));
  g_assert_false (is_shown (signature));
}

/* Whatever else a loader might be found for: drawings that load others, documents, cursors. */
static void
test_other_kinds (void)
{
  static const char *const texts[] = {
    "<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'><image href='file:///etc/passwd' width='8' height='8'/></svg>",
    "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'><rect width='8' height='8'/></svg>",
    "/* XPM */ static char *x[] = { \"1 1 1 1\", \"a c #ffffff\", \"a\" };",
    "P6 1 1 255\nabc", "BM and more that is not looked at", "GIF8", "RIFFxxxxWEBP", "%PDF-1.4",
  };
  g_autoptr(GBytes) bmp = make_picture (8, 8, "bmp");
  g_autoptr(GBytes) ico = make_picture (8, 8, "ico");

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GBytes) bytes = g_bytes_new (texts[i], strlen (texts[i]));

      g_assert_false (is_shown (bytes));
    }
  g_assert_false (is_shown (bmp));
  g_assert_false (is_shown (ico));
}

static void
test_too_many_bytes (void)
{
  g_autoptr(GBytes) picture = make_picture (8, 8, "png");
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (picture, &size);
  guint8 *much = g_malloc0 (3 * 1024 * 1024);
  g_autoptr(GBytes) bytes = NULL;

  memcpy (much, data, size);
  bytes = g_bytes_new_take (much, 3 * 1024 * 1024);
  g_assert_false (is_shown (bytes));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/avatar-picture/pictures", test_pictures);
  g_test_add_func ("/avatar-picture/bombs", test_bombs);
  g_test_add_func ("/avatar-picture/half", test_half);
  g_test_add_func ("/avatar-picture/other-kinds", test_other_kinds);
  g_test_add_func ("/avatar-picture/too-many-bytes", test_too_many_bytes);

  return g_test_run ();
}
