/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "kith-account.h"

G_BEGIN_DECLS

typedef struct _KithContact KithContact;
typedef struct _KithConversation KithConversation;
typedef struct _KithGap KithGap;
typedef struct _KithMessage KithMessage;

/**
 * KithAccountBackend:
 *
 * Who acts for one account: what the objects of the model ask for when the person does something with them. Each kind of account
 * implements it once, and tells the objects in turn, by their private setters, what became of it. Nothing here speaks of a protocol.
 *
 * What gets a @task (transfer full) lets it answer a boolean, if nothing else is said, when the server has; errors of
 * %KITH_MODEL_ERROR. Whoever made the task has its cancellable, and its own object as its source: a backend that goes away is not
 * held by what it was asked.
 */
#define KITH_TYPE_ACCOUNT_BACKEND (kith_account_backend_get_type ())
G_DECLARE_INTERFACE (KithAccountBackend, kith_account_backend, KITH, ACCOUNT_BACKEND, GObject)

struct _KithAccountBackendInterface
{
  GTypeInterface parent_iface;

  /* The account in its profile */
  void           (*load) (KithAccountBackend *self, GTask *task);
  void           (*leave) (KithAccountBackend *self, GTask *task);
  void           (*forget) (KithAccountBackend *self, GTask *task);
  void           (*set_tls_database) (KithAccountBackend *self, GTlsDatabase *database);
  gint64         (*get_id) (KithAccountBackend *self);

  /* The account */
  void           (*connect) (KithAccountBackend *self);
  void           (*disconnect) (KithAccountBackend *self);
  void           (*check_connection) (KithAccountBackend *self);
  void           (*set_active) (KithAccountBackend *self, gboolean active);
  void           (*presence_changed) (KithAccountBackend *self);
  void           (*enabled_changed) (KithAccountBackend *self);
  void           (*settings_changed) (KithAccountBackend *self);
  void           (*accept_weaker) (KithAccountBackend *self, gboolean always);
  void           (*set_password) (KithAccountBackend *self, const char *password, gboolean remember);
  void           (*set_nickname) (KithAccountBackend *self, const char *nickname, GTask *task);
  void           (*set_keeping) (KithAccountBackend *self, KithKeeping keeping, GTask *task);

  /* Conversations */
  void           (*store_conversation) (KithAccountBackend *self, KithConversation *conversation);
  void           (*set_kept) (KithAccountBackend *self, KithConversation *conversation, gboolean kept);
  void           (*mark_read) (KithAccountBackend *self, KithConversation *conversation, KithMessage *last);
  void           (*settle_request) (KithAccountBackend *self, KithConversation *conversation, gboolean accepted);
  void           (*send_chat_state) (KithAccountBackend *self, KithConversation *conversation, KithChatState state);
  void           (*send_message) (KithAccountBackend *self, KithMessage *message);
  void           (*forget_message) (KithAccountBackend *self, KithMessage *message);
  void           (*load_page) (KithAccountBackend *self, KithConversation *conversation, gint64 before_id, guint limit, GTask *task);
  void           (*fill_gap) (KithAccountBackend *self, KithConversation *conversation, KithGap *gap);

  /* Contacts */
  void           (*set_item) (KithAccountBackend *self, KithContact *contact, const char *name, const char *const *groups, GTask *task);
  void           (*remove_item) (KithAccountBackend *self, KithContact *contact, GTask *task);
  void           (*set_blocked) (KithAccountBackend *self, KithContact *contact, gboolean blocked, GTask *task);
  void           (*report) (KithAccountBackend *self, KithContact *contact, GTask *task);
  void           (*ask_presence) (KithAccountBackend *self, KithContact *contact, const char *text);
  void           (*stop_seeing) (KithAccountBackend *self, KithContact *contact);
  void           (*share_presence) (KithAccountBackend *self, KithContact *contact);
  void           (*stop_sharing) (KithAccountBackend *self, KithContact *contact);
  void           (*forget_request) (KithAccountBackend *self, KithContact *contact);
};

/* Fills the account with what is stored; signs out and stores what is left; forgets all there is, secrets too. */
void kith_account_backend_load (KithAccountBackend *self, GTask *task);
void kith_account_backend_leave (KithAccountBackend *self, GTask *task);
void kith_account_backend_forget (KithAccountBackend *self, GTask *task);

/* Against which certificates are checked from the next connection on; NULL: the system's. */
void kith_account_backend_set_tls_database (KithAccountBackend *self, GTlsDatabase *database);

/* By which the store knows the account. */
gint64 kith_account_backend_get_id (KithAccountBackend *self);

void kith_account_backend_connect (KithAccountBackend *self);
void kith_account_backend_disconnect (KithAccountBackend *self);

/* There is a reason to doubt the connection; whether somebody looks at Kith. */
void kith_account_backend_check_connection (KithAccountBackend *self);
void kith_account_backend_set_active (KithAccountBackend *self, gboolean active);

/* The choices of the person, which the account has, changed: to be stored, and acted upon. */
void kith_account_backend_presence_changed (KithAccountBackend *self);
void kith_account_backend_enabled_changed (KithAccountBackend *self);
void kith_account_backend_settings_changed (KithAccountBackend *self);
void kith_account_backend_accept_weaker (KithAccountBackend *self, gboolean always);
void kith_account_backend_set_password (KithAccountBackend *self, const char *password, gboolean remember);

/* What we call ourselves, NULL: nothing. @task answers as well when it is kept to be told to the server later. */
void kith_account_backend_set_nickname (KithAccountBackend *self, const char *nickname, GTask *task);
void kith_account_backend_set_keeping (KithAccountBackend *self, KithKeeping keeping, GTask *task);

/* Draft, pin and the like. */
void kith_account_backend_store_conversation (KithAccountBackend *self, KithConversation *conversation);
/* Whether the server is to keep what is said there from now on. */
void kith_account_backend_set_kept (KithAccountBackend *self, KithConversation *conversation, gboolean kept);
void kith_account_backend_mark_read (KithAccountBackend *self, KithConversation *conversation, KithMessage *last);
void kith_account_backend_settle_request (KithAccountBackend *self, KithConversation *conversation, gboolean accepted);
void kith_account_backend_send_chat_state (KithAccountBackend *self, KithConversation *conversation, KithChatState state);
void kith_account_backend_send_message (KithAccountBackend *self, KithMessage *message);
void kith_account_backend_forget_message (KithAccountBackend *self, KithMessage *message);
void kith_account_backend_load_page (KithAccountBackend *self,
                                     KithConversation   *conversation,
                                     gint64              before_id,
                                     guint               limit,
                                     GTask              *task);

/* Brings what is missing in @gap, the newest of it first, as soon as there is a connection. */
void kith_account_backend_fill_gap (KithAccountBackend *self, KithConversation *conversation, KithGap *gap);

void kith_account_backend_set_item (KithAccountBackend *self,
                                    KithContact        *contact,
                                    const char         *name,
                                    const char *const  *groups,
                                    GTask              *task);
void kith_account_backend_remove_item (KithAccountBackend *self, KithContact *contact, GTask *task);
void kith_account_backend_set_blocked (KithAccountBackend *self, KithContact *contact, gboolean blocked, GTask *task);
/* Blocks for good, and tells who runs the server why, where that is wanted. */
void kith_account_backend_report (KithAccountBackend *self, KithContact *contact, GTask *task);

/* Presence, both ways; text for the other side may be NULL. */
void kith_account_backend_ask_presence (KithAccountBackend *self, KithContact *contact, const char *text);
void kith_account_backend_stop_seeing (KithAccountBackend *self, KithContact *contact);
void kith_account_backend_share_presence (KithAccountBackend *self, KithContact *contact);
void kith_account_backend_stop_sharing (KithAccountBackend *self, KithContact *contact);

/* The request of @contact has left the account's list. */
void kith_account_backend_forget_request (KithAccountBackend *self, KithContact *contact);

G_END_DECLS
