/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-welcome-page.h"

#include "kith-create-account-page.h"
#include "kith-sign-in-page.h"

/**
 * KithWelcomePage:
 *
 * The way into Kith: its name, one sentence, and the two doors, signing in and creating an account. Stands in the window
 * while there is no account, and in the dialog that adds another.
 *
 * Signal "done" (KithAccount): somebody is signed in.
 */
struct _KithWelcomePage
{
  GtkWidget       parent_instance;

  /* Template children */
  GtkWidget      *box;
  GtkWidget      *back_button;
  GtkWidget      *sign_in_button;
  GtkStack       *stack;

  /* Owned by the stack */
  KithSignInPage *sign_in_page;
  GtkWidget      *create_page;
};

enum
{
  SIGNAL_DONE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_TYPE (KithWelcomePage, kith_welcome_page, GTK_TYPE_WIDGET)

static void
show_page (KithWelcomePage *self,
           const char      *name)
{
  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_widget_set_visible (self->back_button, g_strcmp0 (name, "start") != 0);
  gtk_widget_grab_focus (gtk_stack_get_visible_child (self->stack));
}

static void
sign_in_cb (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  show_page (KITH_WELCOME_PAGE (widget), "sign-in");
}

static void
create_cb (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  show_page (KITH_WELCOME_PAGE (widget), "create");
}

static void
back_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  KithWelcomePage *self = KITH_WELCOME_PAGE (widget);

  show_page (self, "start");
  gtk_widget_grab_focus (self->sign_in_button);
}

/* Back to the start; from there the key is left to the window. */
static gboolean
escape_cb (GtkWidget *widget,
           GVariant  *arguments,
           gpointer   user_data)
{
  KithWelcomePage *self = KITH_WELCOME_PAGE (widget);

  if (!gtk_widget_get_visible (self->back_button))
    return FALSE;

  back_cb (widget, NULL, NULL);

  return TRUE;
}

static void
done_cb (KithWelcomePage *self,
         KithAccount     *account)
{
  g_signal_emit (self, signals[SIGNAL_DONE], 0, account);
}

static void
created_cb (KithWelcomePage           *self,
            const char                *address,
            const char                *password,
            const KithAccountSettings *settings)
{
  kith_sign_in_page_fill (self->sign_in_page, address, password, settings);
  show_page (self, "sign-in");
  kith_sign_in_page_submit (self->sign_in_page);
}

static gboolean
kith_welcome_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (KITH_WELCOME_PAGE (widget)->sign_in_button);
}

static void
kith_welcome_page_dispose (GObject *object)
{
  KithWelcomePage *self = KITH_WELCOME_PAGE (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (kith_welcome_page_parent_class)->dispose (object);
}

static void
kith_welcome_page_class_init (KithWelcomePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kith_welcome_page_dispose;
  widget_class->grab_focus = kith_welcome_page_grab_focus;

  signals[SIGNAL_DONE] = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, KITH_TYPE_ACCOUNT);

  gtk_widget_class_set_template_from_resource (widget_class, "/im/kith/Kith/kith-welcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KithWelcomePage, box);
  gtk_widget_class_bind_template_child (widget_class, KithWelcomePage, back_button);
  gtk_widget_class_bind_template_child (widget_class, KithWelcomePage, sign_in_button);
  gtk_widget_class_bind_template_child (widget_class, KithWelcomePage, stack);
  gtk_widget_class_install_action (widget_class, "welcome.sign-in", NULL, sign_in_cb);
  gtk_widget_class_install_action (widget_class, "welcome.create", NULL, create_cb);
  gtk_widget_class_install_action (widget_class, "welcome.back", NULL, back_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
}

static void
kith_welcome_page_init (KithWelcomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * kith_welcome_page_new:
 *
 * Returns: (transfer floating): the page, which adds accounts to @client
 */
GtkWidget *
kith_welcome_page_new (KithClient *client)
{
  KithWelcomePage *self = g_object_new (KITH_TYPE_WELCOME_PAGE, NULL);

  self->sign_in_page = KITH_SIGN_IN_PAGE (kith_sign_in_page_new (client));
  self->create_page = kith_create_account_page_new ();
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->sign_in_page), "sign-in");
  gtk_stack_add_named (self->stack, self->create_page, "create");

  g_signal_connect_object (self->sign_in_page, "done", G_CALLBACK (done_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->create_page, "created", G_CALLBACK (created_cb), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}
