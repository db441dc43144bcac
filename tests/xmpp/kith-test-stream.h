/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-ns.h"
#include "kith-test-wire.h"

G_BEGIN_DECLS

/* Words of a server that manages streams (XEP-0198), for several tests. */
#define SM(name, attributes) "<" name " xmlns='" KITH_NS_SM "' " attributes "/>"
#define ENABLED SM ("enabled", "id='some-long-sm-id' resume='true' max='600'")

/* What was sent since the last time, as "message:id r a:3", after whatever the main loop does next. */
void kith_test_stream_assert_sent (KithTestWire *wire, const char *expected);
void kith_test_stream_settle (void);

KithStanza *kith_test_stream_create (const char *name, const char *id) G_GNUC_WARN_UNUSED_RESULT;
KithStanza *kith_test_stream_parse (const char *xml) G_GNUC_WARN_UNUSED_RESULT;

/* Appends each number that is signalled, as "1 5 ". */
void kith_test_stream_note_cb (GString *numbers, gint64 number);

G_END_DECLS
