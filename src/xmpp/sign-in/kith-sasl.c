/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-sasl.h"

#include "kith-xmpp-error.h"

typedef struct
{
  char *name;   /* owned */
} KithSaslPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (KithSasl, kith_sasl, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_NAME,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* A mechanism that has said everything in its first message is asked nothing. */
static void
kith_sasl_real_respond (KithSasl *self,
                        GBytes   *challenge,
                        GTask    *task)
{
  g_task_return_new_error (task, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL,
                           "A challenge for %s, which knows none", kith_sasl_get_name (self));
}

static gboolean
kith_sasl_real_verify (KithSasl *self,
                       GBytes   *data,
                       GError  **error)
{
  return TRUE;
}

static void
kith_sasl_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  KithSaslPrivate *priv = kith_sasl_get_instance_private (KITH_SASL (object));

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, priv->name);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_sasl_set_property (GObject      *object,
                        guint         prop_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  KithSaslPrivate *priv = kith_sasl_get_instance_private (KITH_SASL (object));

  switch (prop_id)
    {
    case PROP_NAME:
      priv->name = g_value_dup_string (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_sasl_finalize (GObject *object)
{
  KithSaslPrivate *priv = kith_sasl_get_instance_private (KITH_SASL (object));

  g_free (priv->name);

  G_OBJECT_CLASS (kith_sasl_parent_class)->finalize (object);
}

static void
kith_sasl_class_init (KithSaslClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = kith_sasl_finalize;
  object_class->get_property = kith_sasl_get_property;
  object_class->set_property = kith_sasl_set_property;

  klass->respond = kith_sasl_real_respond;
  klass->verify = kith_sasl_real_verify;

  /**
   * KithSasl:name:
   *
   * The mechanism's registered name.
   */
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
kith_sasl_init (KithSasl *self)
{
}

/**
 * kith_sasl_get_name:
 *
 * Returns: (transfer none): such as "SCRAM-SHA-256-PLUS"
 */
const char *
kith_sasl_get_name (KithSasl *self)
{
  KithSaslPrivate *priv = kith_sasl_get_instance_private (self);

  g_return_val_if_fail (KITH_IS_SASL (self), NULL);

  return priv->name;
}

/**
 * kith_sasl_start:
 *
 * Returns: (transfer full): the initial response, or %NULL with %KITH_XMPP_ERROR
 */
GBytes *
kith_sasl_start (KithSasl *self,
                 GError  **error)
{
  g_return_val_if_fail (KITH_IS_SASL (self), NULL);

  return KITH_SASL_GET_CLASS (self)->start (self, error);
}

/**
 * kith_sasl_respond_async:
 * @challenge: what the server said
 *
 * Works out the answer to a challenge; what takes long is done in a thread.
 */
void
kith_sasl_respond_async (KithSasl           *self,
                         GBytes             *challenge,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (KITH_IS_SASL (self));
  g_return_if_fail (challenge != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, kith_sasl_respond_async);

  KITH_SASL_GET_CLASS (self)->respond (self, challenge, task);
}

/**
 * kith_sasl_respond_finish:
 *
 * Returns: (transfer full): the answer, empty where there is nothing left to say, or %NULL with %KITH_XMPP_ERROR
 */
GBytes *
kith_sasl_respond_finish (KithSasl     *self,
                          GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kith_sasl_verify:
 * @data: (nullable): what came with the server's success
 *
 * The server says that we are in: is it the server that knows our secret?
 *
 * Returns: %FALSE with %KITH_XMPP_ERROR_SERVER_FORGED where it could not prove that
 */
gboolean
kith_sasl_verify (KithSasl *self,
                  GBytes   *data,
                  GError  **error)
{
  g_return_val_if_fail (KITH_IS_SASL (self), FALSE);

  return KITH_SASL_GET_CLASS (self)->verify (self, data, error);
}

/**
 * kith_sasl_decode:
 * @text: base64 (RFC 4648, 4) with its padding; RFC 6120 writes "=" where there is nothing
 *
 * Returns: (transfer full) (nullable): the bytes, or %NULL if @text is anything else
 */
GBytes *
kith_sasl_decode (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *again = NULL;
  g_autofree guint8 *data = NULL;
  gsize size = 0;

  if (*stripped == '\0' || g_str_equal (stripped, "="))
    return g_bytes_new (NULL, 0);

  /* GLib reads on behind anything; what it would have written itself is base64. */
  data = g_base64_decode (stripped, &size);
  again = g_base64_encode (data, size);
  if (!g_str_equal (stripped, again))
    return NULL;

  return g_bytes_new_take (g_steal_pointer (&data), size);
}

/**
 * kith_sasl_encode:
 *
 * Returns: (transfer full): base64 of @bytes
 */
char *
kith_sasl_encode (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  return size > 0 ? g_base64_encode (data, size) : g_strdup ("");
}
