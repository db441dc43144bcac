/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-schema.h"

#include "kith-store-error.h"

/* "Kith" as `PRAGMA application_id`, so that another program's database is not taken for ours. */
#define APPLICATION_ID 0x4b697468

/* The tables. `user_version` is the number of steps that a file has been through. A step that has been released is never
 * changed: a new one is added after it, and a fixture of the old version to the test.
 *
 * Messages: `direction` and `delivery` are the numbers of KithDirection and KithDelivery. An id is never used twice. What orders a
 * history is `time`, then `id`. The long columns come last, so that the others are read without them.
 *
 * Conversations repeat their newest message and count what is unread, so that the list is loaded without a look at the messages.
 *
 * The search index holds no text of its own. It is fed and emptied by hand, see kith-search-text.c. */
static const char VERSION_1[] =
  "CREATE TABLE accounts ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  position INTEGER NOT NULL DEFAULT 0,"
  "  jid TEXT NOT NULL UNIQUE,"
  "  enabled INTEGER NOT NULL,"
  "  host TEXT,"
  "  port INTEGER NOT NULL,"
  "  direct_tls INTEGER NOT NULL,"
  "  allow_plain INTEGER NOT NULL,"
  "  ask_password INTEGER NOT NULL,"
  "  resource TEXT,"
  "  pinned_certificate TEXT,"
  "  best_mechanism TEXT,"
  "  user_agent_id TEXT,"
  "  roster_version TEXT,"
  "  nickname TEXT,"
  "  avatar_hash TEXT,"
  "  show TEXT NOT NULL,"
  "  status TEXT);"

  "CREATE TABLE roster ("
  "  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,"
  "  jid TEXT NOT NULL,"
  "  name TEXT,"
  "  subscription TEXT NOT NULL,"
  "  ask INTEGER NOT NULL,"
  "  approved INTEGER NOT NULL,"
  "  groups BLOB,"
  "  PRIMARY KEY (account_id, jid)) WITHOUT ROWID;"

  "CREATE TABLE requests ("
  "  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,"
  "  jid TEXT NOT NULL,"
  "  nick TEXT,"
  "  text TEXT,"
  "  time INTEGER NOT NULL,"
  "  PRIMARY KEY (account_id, jid)) WITHOUT ROWID;"

  "CREATE TABLE conversations ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,"
  "  peer TEXT NOT NULL,"
  "  pinned INTEGER NOT NULL DEFAULT 0,"
  "  hidden INTEGER NOT NULL DEFAULT 0,"
  "  muted INTEGER NOT NULL DEFAULT 0,"
  "  unread INTEGER NOT NULL DEFAULT 0,"
  "  read_id INTEGER NOT NULL DEFAULT 0,"
  "  read_time INTEGER NOT NULL DEFAULT 0,"
  "  last_id INTEGER NOT NULL DEFAULT 0,"
  "  last_time INTEGER NOT NULL DEFAULT 0,"
  "  last_direction INTEGER NOT NULL DEFAULT 0,"
  "  last_delivery INTEGER NOT NULL DEFAULT 0,"
  "  last_body TEXT,"
  "  draft_time INTEGER NOT NULL DEFAULT 0,"
  "  draft TEXT,"
  "  UNIQUE (account_id, peer));"

  "CREATE TABLE messages ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,"
  "  account_id INTEGER NOT NULL,"
  "  time INTEGER NOT NULL,"
  "  direction INTEGER NOT NULL,"
  "  delivery INTEGER NOT NULL,"
  "  stanza_id TEXT,"
  "  origin_id TEXT,"
  "  archive_id TEXT,"
  "  sender TEXT,"
  "  error TEXT,"
  "  body TEXT NOT NULL);"
  "CREATE INDEX messages_by_time ON messages (conversation_id, time, id);"
  "CREATE INDEX messages_by_stanza_id ON messages (conversation_id, stanza_id)"
  "  WHERE stanza_id IS NOT NULL;"
  "CREATE INDEX messages_by_origin_id ON messages (conversation_id, origin_id)"
  "  WHERE origin_id IS NOT NULL;"
  "CREATE UNIQUE INDEX messages_by_archive_id ON messages (account_id, archive_id)"
  "  WHERE archive_id IS NOT NULL;"
  "CREATE INDEX messages_pending ON messages (account_id, time, id)"
  "  WHERE direction = 1 AND delivery = 1;"

  "CREATE VIRTUAL TABLE search USING fts5 (text, content = '', columnsize = 0,"
  "  tokenize = \"unicode61 remove_diacritics 2\");"

  "CREATE TABLE caps ("
  "  id INTEGER PRIMARY KEY,"
  "  key TEXT NOT NULL UNIQUE,"
  "  features BLOB NOT NULL);"

  "CREATE TABLE profiles ("
  "  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,"
  "  jid TEXT NOT NULL,"
  "  nickname TEXT,"
  "  avatar_hash TEXT,"
  "  PRIMARY KEY (account_id, jid)) WITHOUT ROWID;"

  "CREATE TABLE avatars ("
  "  hash TEXT PRIMARY KEY,"
  "  data BLOB NOT NULL);";

/* Streams, so that one is resumed after a restart: `handled` is committed with the messages that it counts, and the `sequence` of a
 * message of ours is its number on the stream, until it is acknowledged.
 *
 * Archives: what the server kept is here up to the message `newest_id`, but for the gaps, each of which lies between two messages; a
 * gap without `after_id` reaches to the beginning of the archive. A part says that a gap is filled for one conversation down to
 * `before_id`, or whole if that is NULL.
 *
 * Conversations: what was read is told to the other side and to our other devices up to `told_id`; `read_mark` is the archive id up to
 * which another device has read; that message may not be here yet. `request`: somebody not known wrote first; `archiving`: the number
 * of a KithArchiving. */
static const char VERSION_2[] =
  "CREATE TABLE streams ("
  "  account_id INTEGER PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,"
  "  id TEXT NOT NULL,"
  "  location TEXT,"
  "  bound TEXT,"
  "  handled INTEGER NOT NULL,"
  "  max INTEGER NOT NULL,"
  "  time INTEGER NOT NULL);"

  "CREATE TABLE archives ("
  "  account_id INTEGER PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,"
  "  newest_id TEXT NOT NULL,"
  "  newest_time INTEGER NOT NULL);"

  "CREATE TABLE gaps ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,"
  "  after_id TEXT,"
  "  after_time INTEGER NOT NULL,"
  "  before_id TEXT NOT NULL,"
  "  before_time INTEGER NOT NULL);"
  "CREATE INDEX gaps_by_time ON gaps (account_id, before_time);"

  "CREATE TABLE gap_parts ("
  "  gap_id INTEGER NOT NULL REFERENCES gaps (id) ON DELETE CASCADE,"
  "  conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,"
  "  before_id TEXT,"
  "  before_time INTEGER NOT NULL,"
  "  PRIMARY KEY (gap_id, conversation_id)) WITHOUT ROWID;"

  "ALTER TABLE conversations ADD COLUMN request INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE conversations ADD COLUMN archiving INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE conversations ADD COLUMN told_id INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE conversations ADD COLUMN told_time INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE conversations ADD COLUMN read_mark TEXT;"
  "UPDATE conversations SET told_id = read_id, told_time = read_time;"

  "ALTER TABLE messages ADD COLUMN markable INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE messages ADD COLUMN sequence INTEGER;"
  "CREATE INDEX messages_by_sequence ON messages (account_id, sequence) WHERE sequence IS NOT NULL;"
  "CREATE INDEX messages_unseen ON messages (conversation_id, time, id)"
  "  WHERE direction = 1 AND delivery IN (2, 3);";

/* Who is on the server's list of those who are blocked, and whom the person wants there: while these differ, the wish holds, and the
 * server is yet to be told. */
static const char VERSION_3[] =
  "CREATE TABLE blocks ("
  "  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,"
  "  jid TEXT NOT NULL,"
  "  listed INTEGER NOT NULL,"
  "  wanted INTEGER NOT NULL,"
  "  PRIMARY KEY (account_id, jid)) WITHOUT ROWID;";

/* What was wanted without a server to do it; `kind` is a KithWishKind, and a later wish about the same matter takes the place of an
 * earlier one. */
static const char VERSION_4[] =
  "CREATE TABLE wishes ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,"
  "  jid TEXT NOT NULL,"
  "  matter INTEGER NOT NULL,"
  "  kind INTEGER NOT NULL,"
  "  name TEXT,"
  "  groups TEXT NOT NULL,"
  "  text TEXT,"
  "  UNIQUE (account_id, jid, matter));";

/* Where the archive's ends are among the rows, as these are numbered: up to `newest_row` and `after_row` they stand before what is yet
 * to come, those of the archive behind `before_row` stand behind it; -1: nobody knows which do. */
static const char VERSION_5[] =
  "ALTER TABLE archives ADD COLUMN newest_row INTEGER NOT NULL DEFAULT 0;"
  "UPDATE archives SET newest_row = (SELECT ifnull (max (id), 0) FROM messages);"
  "ALTER TABLE gaps ADD COLUMN after_row INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE gaps ADD COLUMN before_row INTEGER NOT NULL DEFAULT -1;";

/* What was said of messages that were not here; `kind` is a KithNoteKind. */
static const char VERSION_6[] =
  "CREATE TABLE early_notes ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,"
  "  peer TEXT NOT NULL,"
  "  stanza_id TEXT NOT NULL,"
  "  kind INTEGER NOT NULL,"
  "  error TEXT,"
  "  UNIQUE (account_id, peer, stanza_id, kind));";

static const KithSchemaStep STEPS[] = {
  { VERSION_1 },
  { VERSION_2 },
  { VERSION_3 },
  { VERSION_4 },
  { VERSION_5 },
  { VERSION_6 },
};

static gboolean
read_number (KithConnection *connection,
             const char     *sql,
             gint64         *number,
             GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (connection, sql);

  *number = kith_statement_step (statement) ? kith_statement_get_int (statement, 0) : 0;
  return kith_statement_check (statement, error);
}

static gboolean
check_owner (KithConnection *connection,
             gboolean        fresh,
             GError        **error)
{
  gint64 application, n_tables;

  if (!read_number (connection, "PRAGMA application_id", &application, error) ||
      !read_number (connection, "SELECT count (*) FROM sqlite_schema", &n_tables, error))
    {
      return FALSE;
    }
  if (application != APPLICATION_ID && (application != 0 || (fresh && n_tables != 0)))
    {
      g_set_error_literal (error, KITH_STORE_ERROR, KITH_STORE_ERROR_CORRUPT,
                           "not a database of Kith");
      return FALSE;
    }
  return TRUE;
}

static gboolean
run_step (KithConnection       *connection,
          const KithSchemaStep *step,
          guint                 version,
          GError              **error)
{
  g_autofree char *mark = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %u;",
                                           APPLICATION_ID, version);

  if (!kith_connection_begin (connection, error))
    {
      return FALSE;
    }
  if ((step->sql == NULL || kith_connection_exec (connection, step->sql, error)) &&
      (step->func == NULL || step->func (connection, error)) &&
      kith_connection_exec (connection, mark, error) &&
      kith_connection_commit (connection, error))
    {
      return TRUE;
    }
  kith_connection_rollback (connection);
  return FALSE;
}

/**
 * kith_schema_migrate:
 *
 * Brings the database from its `user_version` through all @steps that are missing, each in a transaction with the new number:
 * after a failure the file is at the last version that succeeded.
 *
 * Returns: whether the database is at version @n_steps; else %KITH_STORE_ERROR_NEWER, or %KITH_STORE_ERROR_CORRUPT for a file that
 *   is damaged or not ours, or what else went wrong
 */
gboolean
kith_schema_migrate (KithConnection       *connection,
                     const KithSchemaStep *steps,
                     guint                 n_steps,
                     GError              **error)
{
  gint64 version;

  if (!read_number (connection, "PRAGMA user_version", &version, error) ||
      !check_owner (connection, version == 0, error))
    {
      return FALSE;
    }
  if (version < 0 || version > n_steps)
    {
      g_set_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NEWER,
                   "version %" G_GINT64_FORMAT ", known up to %u", version, n_steps);
      return FALSE;
    }
  if (!kith_connection_exec (connection, "PRAGMA journal_mode = WAL", error))
    {
      return FALSE;
    }
  for (guint i = version; i < n_steps; i++)
    {
      if (!run_step (connection, &steps[i], i + 1, error))
        {
          return FALSE;
        }
    }
  return TRUE;
}

/* Returns: the version that this Kith writes */
guint
kith_schema_get_version (void)
{
  return G_N_ELEMENTS (STEPS);
}

/* Brings the database to the version of this Kith: see kith_schema_migrate(). */
gboolean
kith_schema_prepare (KithConnection *connection,
                     GError        **error)
{
  return kith_schema_migrate (connection, STEPS, G_N_ELEMENTS (STEPS), error);
}
