/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "kith-account.h"

G_BEGIN_DECLS

/**
 * KithSentence:
 *
 * What is said to a person of something that went wrong, and the one thing to do about it. Strings are translated;
 * @action is detailed, to be activated from a widget of the window, or NULL where nothing can be done but wait.
 */
typedef struct
{
  char *text;
  char *action_label;
  char *action;
} KithSentence;

KithSentence *kith_sentence_for_error (const GError *error, KithAccount *account);
KithSentence *kith_sentence_for_certificate (GTlsCertificate *certificate, GTlsCertificateFlags flaws, const char *domain);
char *kith_sentence_text (const GError *error);
char *kith_sentence_dup_advice (const GError *error, const char *path);
void kith_sentence_show_action (const KithSentence *self, GtkButton *button);
void kith_sentence_free (KithSentence *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithSentence, kith_sentence_free)

G_END_DECLS
