/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-account-private.h"
#include "kith-router.h"
#include "kith-session.h"
#include "kith-store-records.h"
#include "kith-store.h"

G_BEGIN_DECLS

/* An account over a store in memory and a session whose server the test plays: what is sent is queued, what comes is said. */
typedef struct
{
  KithStore *store;     /* owned */
  KithAccount *account; /* owned */
  KithSession *session; /* owned */
  KithRouter *router;   /* the session's */
  GQueue sent;          /* KithStanza (owned) */
  gint64 account_id;
  gint64 n_numbered;    /* for a test that numbers what is sent */
  char *directory;      /* owned, NULL: the store is in memory */
} KithModelFixture;

KithModelFixture *kith_model_fixture_new (void);

/* The same with a store on a disk that kith_model_test_set_room (FALSE) fills. */
KithModelFixture *kith_model_fixture_new_on_disk (void);
void kith_model_test_set_room (gboolean room);
void kith_model_fixture_free (KithModelFixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithModelFixture, kith_model_fixture_free)

void kith_model_fixture_receive (KithModelFixture *self, const char *xml);

/* The first stanza of that name and with that text in it (NULL: any) that was sent and not taken yet; waits for it. */
KithStanza *kith_model_fixture_take (KithModelFixture *self, const char *name, const char *text) G_GNUC_WARN_UNUSED_RESULT;
gboolean kith_model_fixture_has_sent (KithModelFixture *self, const char *name, const char *text);

/* Answers what the own account can: names of features, NULL at the end. */
void kith_model_fixture_say_features (KithModelFixture *self, const char *feature, ...) G_GNUC_NULL_TERMINATED;

/* Answers the next ping to the server. */
void kith_model_fixture_pong (KithModelFixture *self);

/* Puts @xml's items into the account's roster, as the server does. */
void kith_model_fixture_push (KithModelFixture *self, const char *jid, const char *subscription);

/* The chat with @address; borrowed. */
KithConversation *kith_model_fixture_talk_to (KithModelFixture *self, const char *address);

/* A message of ours to @peer that is stored and not sent; borrowed. */
KithMessage *kith_model_fixture_write (KithModelFixture *self, const char *peer, const char *body);

/* What @peer wrote, to be filled in and stored. */
KithMessageRecord *kith_model_fixture_new_record (KithModelFixture *self,
                                                  const char       *peer,
                                                  const char       *body,
                                                  gint64            time) G_GNUC_WARN_UNUSED_RESULT;

/* Stores it; returns its id, as the store answers it. */
gint64 kith_model_fixture_store_record (KithModelFixture *self, KithMessageRecord *record);

/* What the store has of messages that the server does not have: of KithMessageRecord. */
GPtrArray *kith_model_fixture_load_pending (KithModelFixture *self) G_GNUC_WARN_UNUSED_RESULT;

/* All that the store has of the chat with @peer, oldest first: of KithMessageRecord. */
GPtrArray *kith_model_fixture_load_messages (KithModelFixture *self, const char *peer) G_GNUC_WARN_UNUSED_RESULT;

/* Lets the main loop do what it can at once, and the store answer what it was asked. */
void kith_model_fixture_settle (KithModelFixture *self);

KithStore *kith_model_test_open_store (const char *path) G_GNUC_WARN_UNUSED_RESULT;
void kith_model_test_settle (KithStore *store);

/* Runs the main loop until @condition is true; fails after ten seconds. */
#define kith_model_test_wait(condition) \
  G_STMT_START { \
    gint64 wait_end = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND; \
    while (!(condition)) \
      { \
        g_assert_cmpint (g_get_monotonic_time (), <, wait_end); \
        if (!g_main_context_iteration (NULL, FALSE)) \
          g_usleep (500); \
      } \
  } G_STMT_END

/* Runs the main loop until it would wait. */
void kith_model_test_drain (void);

/* Runs the main loop for a while: for what is not to happen. What is to happen is waited for. */
void kith_model_test_run (guint milliseconds);

G_END_DECLS
