/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-server-row.h"

/**
 * KithServerRow:
 *
 * The settings that most people never need, folded away: where the server is and how it is spoken to. Part of every form
 * that connects.
 *
 * Property `offers-plain`: whether PLAIN may be allowed here. Signals: "changed"; "activated-entry": Return in an entry.
 */
struct _KithServerRow
{
  AdwExpanderRow parent_instance;

  /* Template children */
  GtkEditable   *host_row;
  GtkEditable   *port_row;
  GtkSwitch     *direct_tls_switch;
  GtkWidget     *plain_row;
  GtkSwitch     *allow_plain_switch;
};

enum
{
  PROP_0,
  PROP_OFFERS_PLAIN,
  N_PROPS,
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_ACTIVATED_ENTRY,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_TYPE (KithServerRow, kith_server_row, ADW_TYPE_EXPANDER_ROW)

/* 0: none given; -1: nonsense. */
static int
read_port (KithServerRow *self)
{
  const char *text = gtk_editable_get_text (self->port_row);
  guint64 port;

  if (*text == '\0')
    return 0;

  if (!g_ascii_string_to_unsigned (text, 10, 1, 65535, &port, NULL))
    return -1;

  return (int)port;
}

static void
changed_cb (KithServerRow *self)
{
  if (read_port (self) < 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->port_row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->port_row), "error");

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
entry_activated_cb (KithServerRow *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED_ENTRY], 0);
}

static void
kith_server_row_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  KithServerRow *self = KITH_SERVER_ROW (object);

  switch (prop_id)
    {
    case PROP_OFFERS_PLAIN:
      g_value_set_boolean (value, gtk_widget_get_visible (self->plain_row));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_server_row_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  KithServerRow *self = KITH_SERVER_ROW (object);

  switch (prop_id)
    {
    case PROP_OFFERS_PLAIN:
      gtk_widget_set_visible (self->plain_row, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_server_row_class_init (KithServerRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = kith_server_row_get_property;
  object_class->set_property = kith_server_row_set_property;

  properties[PROP_OFFERS_PLAIN] =
    g_param_spec_boolean ("offers-plain", NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
  signals[SIGNAL_ACTIVATED_ENTRY] = g_signal_new ("activated-entry", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                                  NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-server-row.ui");
  gtk_widget_class_bind_template_child (widget_class, KithServerRow, host_row);
  gtk_widget_class_bind_template_child (widget_class, KithServerRow, port_row);
  gtk_widget_class_bind_template_child (widget_class, KithServerRow, direct_tls_switch);
  gtk_widget_class_bind_template_child (widget_class, KithServerRow, plain_row);
  gtk_widget_class_bind_template_child (widget_class, KithServerRow, allow_plain_switch);
}

static void
kith_server_row_init (KithServerRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->host_row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->port_row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->direct_tls_switch, "notify::active", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->allow_plain_switch, "notify::active", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->host_row, "entry-activated", G_CALLBACK (entry_activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->port_row, "entry-activated", G_CALLBACK (entry_activated_cb), self, G_CONNECT_SWAPPED);
}

/**
 * kith_server_row_is_valid:
 *
 * Returns: whether what was entered can be used
 */
gboolean
kith_server_row_is_valid (KithServerRow *self)
{
  g_return_val_if_fail (KITH_IS_SERVER_ROW (self), FALSE);

  return read_port (self) >= 0;
}

/**
 * kith_server_row_dup_settings:
 *
 * Returns: (transfer full): what was entered; nothing is pinned
 */
KithAccountSettings *
kith_server_row_dup_settings (KithServerRow *self)
{
  KithAccountSettings *settings = kith_account_settings_new ();
  g_autofree char *host = g_strstrip (g_strdup (gtk_editable_get_text (self->host_row)));

  if (*host != '\0')
    settings->host = g_steal_pointer (&host);

  settings->port = (guint)MAX (read_port (self), 0);
  settings->direct_tls = gtk_switch_get_active (self->direct_tls_switch);
  settings->allow_plain = gtk_switch_get_active (self->allow_plain_switch);

  return settings;
}

/**
 * kith_server_row_fill:
 *
 * Shows @settings, unfolded if they say anything.
 */
void
kith_server_row_fill (KithServerRow             *self,
                      const KithAccountSettings *settings)
{
  g_autofree char *port = settings->port != 0 ? g_strdup_printf ("%u", settings->port) : g_strdup ("");

  g_return_if_fail (KITH_IS_SERVER_ROW (self));

  gtk_editable_set_text (self->host_row, settings->host != NULL ? settings->host : "");
  gtk_editable_set_text (self->port_row, port);
  gtk_switch_set_active (self->direct_tls_switch, settings->direct_tls);
  gtk_switch_set_active (self->allow_plain_switch, settings->allow_plain);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), settings->host != NULL || settings->direct_tls);
}
