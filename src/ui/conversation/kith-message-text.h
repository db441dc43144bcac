/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KithTextShape:
 * @width: of the longest line
 * @height: of all lines
 * @last_width: of the last line
 * @last_rtl: whether the last line is written from right to left
 * @n_lines: how many lines there are
 *
 * What a text comes to when it is wrapped; in pixels.
 */
typedef struct
{
  int width;
  int height;
  int last_width;
  int n_lines;
  gboolean last_rtl;
} KithTextShape;

#define KITH_TYPE_MESSAGE_TEXT (kith_message_text_get_type ())
G_DECLARE_FINAL_TYPE (KithMessageText, kith_message_text, KITH, MESSAGE_TEXT, GtkWidget)

GtkWidget *kith_message_text_new (void);
void kith_message_text_set_text (KithMessageText *self, const char *text);
const KithTextShape *kith_message_text_wrap (KithMessageText *self, int width);
guint kith_message_text_get_n_emoji (KithMessageText *self);
GStrv kith_message_text_dup_links (KithMessageText *self);

gboolean kith_message_text_has_more (KithMessageText *self);
void kith_message_text_show_more (KithMessageText *self);
char *kith_message_text_dup_selection (KithMessageText *self);
void kith_message_text_clear_selection (KithMessageText *self);

G_END_DECLS
