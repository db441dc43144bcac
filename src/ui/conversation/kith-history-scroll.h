/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KithHistoryScroll:
 *
 * Properties: `at-end` (boolean), `n-new` (uint: what came in below what is in sight). Signal `moved ()`: the view shows
 * something else, or knows more of how long the list is; not before kith_history_scroll_open().
 */
#define KITH_TYPE_HISTORY_SCROLL (kith_history_scroll_get_type ())
G_DECLARE_FINAL_TYPE (KithHistoryScroll, kith_history_scroll, KITH, HISTORY_SCROLL, GObject)

#define KITH_HISTORY_END G_MAXUINT

KithHistoryScroll *kith_history_scroll_new (GtkScrolledWindow *scroller) G_GNUC_WARN_UNUSED_RESULT;

void kith_history_scroll_close (KithHistoryScroll *self);
void kith_history_scroll_open (KithHistoryScroll *self, guint row, guint n_new);
void kith_history_scroll_to_end (KithHistoryScroll *self);
void kith_history_scroll_add (KithHistoryScroll *self, guint n_rows, gboolean own);
void kith_history_scroll_see (KithHistoryScroll *self, guint n_below);

gboolean kith_history_scroll_is_settling (KithHistoryScroll *self);
gboolean kith_history_scroll_get_at_end (KithHistoryScroll *self);
guint kith_history_scroll_get_n_new (KithHistoryScroll *self);
double kith_history_scroll_get_pages_above (KithHistoryScroll *self);

G_END_DECLS
