/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-model-fixture.h"

G_BEGIN_DECLS

/* An archive of the fixture's server: entries 0 … n - 1, a second apart, in turn with the peers; every fifth is ours. Entry i says "number i". */
typedef struct
{
  KithModelFixture *fixture;
  guint n_entries;
  guint n_expired;      /* that many of the oldest are no longer there */
  guint n_queries;      /* so many have been answered */
  guint n_last;         /* so many entries the last page had */
  gboolean extended;
  gboolean silent;      /* queries are taken and not answered */
  gboolean only_with;   /* queries about all conversations at once are not taken */
  const char *condition; /* with which queries are refused, NULL: they are not */
} KithTestArchive;

extern const char *const kith_test_archive_peers[3];

/* Says what the account's server can: answers the question that is asked on a new stream. */
void kith_test_archive_announce (KithTestArchive *self);

gint64 kith_test_archive_get_time (guint entry);

/* Answers what has been asked so far. */
void kith_test_archive_answer (KithTestArchive *self);

/* An entry of a page that a test says word by word. */
typedef struct
{
  const char *id;        /* the archive's */
  const char *from;
  const char *to;
  const char *stanza_id; /* origin-id, too */
  gint64 time;           /* µs since 1970 */
} KithTestEntry;

/* Answers the next question to the archive, waiting for it, with a page or with an error, which is taken then; returns what
 * was asked. */
KithStanza *kith_test_archive_say_page (KithModelFixture    *fixture,
                                        gboolean             complete,
                                        const KithTestEntry *entries,
                                        guint                n_entries) G_GNUC_WARN_UNUSED_RESULT;
KithStanza *kith_test_archive_refuse (KithModelFixture *fixture, const char *condition) G_GNUC_WARN_UNUSED_RESULT;

/* Runs the main loop and answers until @condition is true. */
#define kith_test_archive_wait(self, condition) \
  kith_model_test_wait ((kith_test_archive_answer (self), (condition)))

G_END_DECLS
