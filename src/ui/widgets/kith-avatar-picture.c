/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-avatar-picture.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gdk/gdk.h>
#include <string.h>

/* What strangers send is bounded before and while it is read. */
#define MAX_BYTES (2 * 1024 * 1024)
#define MAX_PIXELS (2048 * 2048)
#define CHUNK 4096

/* As large as Kith ever shows one, doubled for dense screens. */
#define SIZE 256

/**
 * KithAvatarPicture:
 *
 * The decoded avatar of one person: a square of %SIZE pixels, read in a thread of GTask's pool whenever the person's `avatar`
 * changes, and kept for all widgets that show them. Owned by the person. Signal "changed". Main thread.
 */
struct _KithAvatarPicture
{
  GObject          parent_instance;

  /* Owned */
  GBytes          *bytes;
  cairo_surface_t *surface;
  GCancellable    *cancellable;

  /* Borrowed: owns self */
  GObject         *person;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithAvatarPicture, kith_avatar_picture, G_TYPE_OBJECT)

/* Only these: a loader of vectors or of documents is no business of a stranger. */
static const char *
sniff_type (const guint8 *data,
            gsize length)
{
  if (length > 8 && memcmp (data, "\x89PNG\r\n\x1a\n", 8) == 0)
    return "png";
  if (length > 3 && memcmp (data, "\xff\xd8\xff", 3) == 0)
    return "jpeg";
  if (length > 6 && memcmp (data, "GIF8", 4) == 0)
    return "gif";
  if (length > 12 && memcmp (data, "RIFF", 4) == 0 && memcmp (data + 8, "WEBP", 4) == 0)
    return "webp";

  return NULL;
}

static void
size_prepared_cb (GdkPixbufLoader *loader,
                  int              width,
                  int              height,
                  gpointer         user_data)
{
  gboolean *too_large = user_data;
  double scale;

  if (width <= 0 || height <= 0 || (gint64)width * height > MAX_PIXELS)
    {
      *too_large = TRUE;
      gdk_pixbuf_loader_set_size (loader, 0, 0);
      return;
    }

  scale = (double)SIZE / MIN (width, height);
  if (scale < 1 && MAX (width, height) < 8 * MIN (width, height))
    gdk_pixbuf_loader_set_size (loader, MAX ((int)(width * scale), SIZE), MAX ((int)(height * scale), SIZE));
}

static GdkPixbuf *
decode (GBytes  *bytes,
        GError **error)
{
  g_autoptr(GdkPixbufLoader) loader = NULL;
  gboolean too_large = FALSE;
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  const char *type = sniff_type (data, length);
  GdkPixbuf *pixbuf;

  if (type == NULL || length > MAX_BYTES)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "not a picture of a known kind and size");
      return NULL;
    }

  loader = gdk_pixbuf_loader_new_with_type (type, error);
  if (loader == NULL)
    return NULL;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), &too_large);

  for (gsize at = 0; at < length; at += CHUNK)
    {
      if (!gdk_pixbuf_loader_write (loader, data + at, MIN (CHUNK, length - at), error) || too_large)
        {
          gdk_pixbuf_loader_close (loader, NULL);
          if (error != NULL && *error == NULL)
            g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "too many pixels");
          return NULL;
        }
    }

  if (!gdk_pixbuf_loader_close (loader, error))
    return NULL;

  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  if (pixbuf == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "no picture in it");
      return NULL;
    }

  return g_object_ref (pixbuf);
}

/* The square in the middle, as large as wanted. */
static cairo_surface_t *
cut_square (GdkPixbuf *pixbuf)
{
  int width = gdk_pixbuf_get_width (pixbuf);
  int height = gdk_pixbuf_get_height (pixbuf);
  double scale = (double)SIZE / MIN (width, height);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, SIZE, SIZE);
  cairo_t *cr = cairo_create (surface);

  cairo_scale (cr, scale, scale);
  gdk_cairo_set_source_pixbuf (cr, pixbuf, (MIN (width, height) - width) / 2.0, (MIN (width, height) - height) / 2.0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  return surface;
}

static void
decode_thread (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkPixbuf) pixbuf = decode (task_data, &error);

  if (pixbuf == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, cut_square (pixbuf), (GDestroyNotify)cairo_surface_destroy);
}

static void
set_surface (KithAvatarPicture *self,
             cairo_surface_t   *surface)
{
  if (self->surface == surface)
    return;

  g_clear_pointer (&self->surface, cairo_surface_destroy);
  self->surface = surface;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
decoded_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  KithAvatarPicture *self = KITH_AVATAR_PICTURE (source);
  cairo_surface_t *surface = g_task_propagate_pointer (G_TASK (result), NULL);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    g_clear_pointer (&surface, cairo_surface_destroy);
  else
    set_surface (self, surface);
}

static void
avatar_changed_cb (KithAvatarPicture *self)
{
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GTask) task = NULL;

  g_object_get (self->person, "avatar", &bytes, NULL);
  if (bytes == self->bytes || (bytes != NULL && self->bytes != NULL && g_bytes_equal (bytes, self->bytes)))
    return;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->bytes, g_bytes_unref);

  if (bytes == NULL)
    {
      set_surface (self, NULL);
      return;
    }

  self->bytes = g_bytes_ref (bytes);
  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, decoded_cb, NULL);
  g_task_set_source_tag (task, avatar_changed_cb);
  g_task_set_task_data (task, g_bytes_ref (bytes), (GDestroyNotify)g_bytes_unref);
  g_task_run_in_thread (task, decode_thread);
}

static void
kith_avatar_picture_dispose (GObject *object)
{
  KithAvatarPicture *self = KITH_AVATAR_PICTURE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->surface, cairo_surface_destroy);

  G_OBJECT_CLASS (kith_avatar_picture_parent_class)->dispose (object);
}

static void
kith_avatar_picture_class_init (KithAvatarPictureClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kith_avatar_picture_dispose;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
kith_avatar_picture_init (KithAvatarPicture *self)
{
}

/**
 * kith_avatar_picture_of:
 * @person: an object with a property `avatar` of GBytes
 *
 * Returns: (transfer none): its decoded avatar, shared by all who ask; it lives as long as @person
 */
KithAvatarPicture *
kith_avatar_picture_of (GObject *person)
{
  static GQuark quark;
  KithAvatarPicture *self;

  g_return_val_if_fail (G_IS_OBJECT (person), NULL);

  if (quark == 0)
    quark = g_quark_from_static_string ("kith-avatar-picture");

  self = g_object_get_qdata (person, quark);
  if (self != NULL)
    return self;

  self = g_object_new (KITH_TYPE_AVATAR_PICTURE, NULL);
  self->person = person;
  g_object_set_qdata_full (person, quark, self, g_object_unref);
  g_signal_connect_object (person, "notify::avatar", G_CALLBACK (avatar_changed_cb), self, G_CONNECT_SWAPPED);
  avatar_changed_cb (self);

  return self;
}

/**
 * kith_avatar_picture_get_surface:
 *
 * Returns: (transfer none) (nullable): a square picture; %NULL where there is none or none yet
 */
cairo_surface_t *
kith_avatar_picture_get_surface (KithAvatarPicture *self)
{
  g_return_val_if_fail (KITH_IS_AVATAR_PICTURE (self), NULL);

  return self->surface;
}
