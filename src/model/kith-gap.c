/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-gap-private.h"

#include "kith-model-enums.h"

/* Owned by the list of gaps of a conversation, and by whoever shows it; main thread. */

struct _KithGap
{
  GObject      parent_instance;

  GError      *error; /* owned */

  gint64       id;
  gint64       time;
  KithGapState state;
  guint        wanted : 1;
};

enum
{
  PROP_0,
  PROP_STATE,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (KithGap, kith_gap, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
kith_gap_finalize (GObject *object)
{
  g_clear_error (&KITH_GAP (object)->error);

  G_OBJECT_CLASS (kith_gap_parent_class)->finalize (object);
}

static void
kith_gap_get_property (GObject    *object,
                       guint       prop_id,
                       GValue     *value,
                       GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, KITH_GAP (object)->state);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_gap_class_init (KithGapClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = kith_gap_finalize;
  object_class->get_property = kith_gap_get_property;

  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, KITH_TYPE_GAP_STATE, KITH_GAP_WAITING,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
kith_gap_init (KithGap *self)
{
}

/**
 * kith_gap_new:
 * @id: by which the store knows it
 * @time: where it ends, µs since 1970, UTC
 *
 * Returns: (transfer full): a gap that nobody has asked for
 */
KithGap *
kith_gap_new (gint64 id,
              gint64 time)
{
  KithGap *self = g_object_new (KITH_TYPE_GAP, NULL);

  self->id = id;
  self->time = time;

  return self;
}

gint64
kith_gap_get_id (KithGap *self)
{
  g_return_val_if_fail (KITH_IS_GAP (self), 0);

  return self->id;
}

gint64
kith_gap_get_time (KithGap *self)
{
  g_return_val_if_fail (KITH_IS_GAP (self), 0);

  return self->time;
}

void
kith_gap_set_time (KithGap *self,
                   gint64   time)
{
  g_return_if_fail (KITH_IS_GAP (self));

  self->time = time;
}

KithGapState
kith_gap_get_state (KithGap *self)
{
  g_return_val_if_fail (KITH_IS_GAP (self), KITH_GAP_WAITING);

  return self->state;
}

/**
 * kith_gap_get_error:
 *
 * Returns: (transfer none) (nullable): why it was not filled
 */
const GError *
kith_gap_get_error (KithGap *self)
{
  g_return_val_if_fail (KITH_IS_GAP (self), NULL);

  return self->error;
}

void
kith_gap_set_state (KithGap      *self,
                    KithGapState  state,
                    const GError *error)
{
  g_return_if_fail (KITH_IS_GAP (self));

  if (self->state == state && error == NULL)
    return;

  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

gboolean
kith_gap_get_wanted (KithGap *self)
{
  g_return_val_if_fail (KITH_IS_GAP (self), FALSE);

  return self->wanted;
}

void
kith_gap_set_wanted (KithGap *self,
                     gboolean wanted)
{
  g_return_if_fail (KITH_IS_GAP (self));

  self->wanted = !!wanted;
}
