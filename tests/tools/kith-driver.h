/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "kith-client.h"
#include "kith-request.h"

G_BEGIN_DECLS

/* A command is a JSON object that came in on one line; an event is one that goes out. */

typedef struct _KithDriver KithDriver;

/* The state of the whole program. */
struct _KithDriver
{
  KithClient *client;    /* owned */
  KithSecrets *secrets;  /* owned */
  GMainLoop *loop;       /* owned */
  const char *ref;       /* what the message that is being written is to be called */
  GHashTable *followed;  /* KithMessage (owned): whoever follows a message wants to hear how it ends */
};

/* kith-driver.c: reads the next command; each verb calls it once it has been carried out. */
void kith_driver_next (KithDriver *self);

/* kith-driver-line.c: (transfer full) the object that the line holds; NULL and why (transfer full) it holds none. */
JsonObject *kith_driver_parse_line (const char *line, gsize length, char **why);

/* kith-driver-arguments.c: members of a command; each answers FALSE, and says why, if one is not what it should be. */
gboolean kith_driver_get_string (JsonObject  *command,
                                 const char  *verb,
                                 const char  *name,
                                 gboolean     required,
                                 const char **value);
gboolean kith_driver_get_number (JsonObject *command,
                                 const char *verb,
                                 const char *name,
                                 gint64      fallback,
                                 gint64      max,
                                 gint64     *value);
gboolean kith_driver_get_boolean (JsonObject *command,
                                  const char *verb,
                                  const char *name,
                                  gboolean    fallback,
                                  gboolean   *value);
gboolean kith_driver_get_jid (JsonObject *command, const char *verb, const char *name, KithJid **jid);
gboolean kith_driver_get_show (JsonObject *command, const char *verb, const char *name, KithShow *show);
KithAccount *kith_driver_find_account (KithDriver *self, const char *address);
gboolean kith_driver_get_account (KithDriver *self, JsonObject *command, const char *verb, KithAccount **account);

/* kith-driver-events.c */
void kith_driver_watch (KithDriver *self);
void kith_driver_follow (KithContact *contact);
void kith_driver_follow_message (KithDriver *self, KithMessage *message);
void kith_driver_say (JsonBuilder *event);
void kith_driver_say_error (const char *verb, const char *why);
void kith_driver_say_failure (const char *verb, const GError *error);
JsonBuilder *kith_driver_begin (const char *event, KithAccount *account);
void kith_driver_set (JsonBuilder *builder, const char *name, const char *value);
void kith_driver_add_message (JsonBuilder *builder, KithMessage *message);
void kith_driver_add_contact (JsonBuilder *builder, KithContact *contact);
void kith_driver_add_request (JsonBuilder *builder, KithRequest *request);
void kith_driver_add_message_request (JsonBuilder *builder, KithConversation *conversation);
char *kith_driver_dup_message_id (KithMessage *message);
const char *kith_driver_error_word (const GError *error);

/* kith-driver-chats.c: verbs. */
void kith_driver_do_retry (KithDriver *self, JsonObject *command, const char *verb);
void kith_driver_do_discard (KithDriver *self, JsonObject *command, const char *verb);
void kith_driver_do_read (KithDriver *self, JsonObject *command, const char *verb);
void kith_driver_do_keep (KithDriver *self, JsonObject *command, const char *verb);
void kith_driver_do_requests (KithDriver *self, JsonObject *command, const char *verb);

/* kith-driver-verbs.c: carries one command out, or says what is wrong with it. */
void kith_driver_do (KithDriver *self, JsonObject *command);

G_END_DECLS
