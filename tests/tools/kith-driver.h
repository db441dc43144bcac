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
};

/* kith-driver.c: reads the next command; each verb calls it once it has been carried out. */
void kith_driver_next (KithDriver *self);

/* kith-driver-events.c */
void kith_driver_watch (KithDriver *self);
void kith_driver_follow (KithContact *contact);
void kith_driver_say (JsonBuilder *event);
void kith_driver_say_error (const char *verb, const char *why);
void kith_driver_say_failure (const char *verb, const GError *error);
JsonBuilder *kith_driver_begin (const char *event, KithAccount *account);
void kith_driver_set (JsonBuilder *builder, const char *name, const char *value);
void kith_driver_add_message (JsonBuilder *builder, KithMessage *message);
void kith_driver_add_contact (JsonBuilder *builder, KithContact *contact);
const char *kith_driver_error_word (const GError *error);

/* kith-driver-verbs.c: carries one command out, or says what is wrong with it. */
void kith_driver_do (KithDriver *self, JsonObject *command);

G_END_DECLS
