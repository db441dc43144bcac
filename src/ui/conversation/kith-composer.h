/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "kith-conversation.h"

G_BEGIN_DECLS

#define KITH_TYPE_COMPOSER (kith_composer_get_type ())
G_DECLARE_FINAL_TYPE (KithComposer, kith_composer, KITH, COMPOSER, GtkWidget)

GtkWidget *kith_composer_new (void);
void kith_composer_set_conversation (KithComposer *self, KithConversation *conversation);
gboolean kith_composer_take_key (KithComposer *self, GtkEventControllerKey *controller, guint keyval, GdkModifierType state);
char *kith_composer_dup_text (KithComposer *self);
gboolean kith_composer_has_selection (KithComposer *self);

G_END_DECLS
