/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-test-store.h"

/* Fills the store of a profile with people and what they wrote, the same with every run, for measuring.
 *
 *   kith-store-fill [OPTIONS] DIRECTORY
 *
 * The messages are spread over the conversations, the first ones getting more than the last; the long conversation comes on top
 * of them. Every tenth conversation has something unread. */

/* Messages in one transaction. */
#define BATCH 5000

/* 2026-06-01 12:00 UTC: the time of the newest message. */
#define END_TIME (G_GINT64_CONSTANT (1780315200) * G_USEC_PER_SEC)

static char *account_jid = NULL;
static int n_contacts = 2000;
static int n_conversations = 200;
static int n_messages = 100000;
static int n_long = 0;
static int seed = 1;
static gboolean disabled = FALSE;

static const GOptionEntry OPTIONS[] = {
  { "account", 0, 0, G_OPTION_ARG_STRING, &account_jid, "Whose profile it is", "JID" },
  { "contacts", 0, 0, G_OPTION_ARG_INT, &n_contacts, "Entries of the roster", "N" },
  { "conversations", 0, 0, G_OPTION_ARG_INT, &n_conversations, "Conversations", "N" },
  { "messages", 0, 0, G_OPTION_ARG_INT, &n_messages, "Messages of all of them", "N" },
  { "long", 0, 0, G_OPTION_ARG_INT, &n_long, "One more conversation of so many messages", "N" },
  { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "Another seed gives other texts", "N" },
  { "disabled", 0, 0, G_OPTION_ARG_NONE, &disabled, "The account does not connect", NULL },
  { NULL }
};

static const char *const LATIN[] = {
  "the", "a", "and", "tomorrow", "we", "could", "meet", "at", "station", "when", "train", "arrives", "café", "naïve",
  "maybe", "later", "thanks", "see", "you", "there", "I", "think", "it", "works", "now", "please", "send", "me", "that",
  "picture", "again", "https://kith.example/a/long/path?with=query", "größer", "déjà", "vu", "señor", "ok",
};
static const char *const EMOJI[] = {
  "😀", "👍🏽", "👩‍👩‍👧‍👦", "🎉", "❤️", "🇨🇦", "🤷", "haha", "yes", "wow",
};
static const char *const CJK[] = {
  "你好", "今天晚上", "我们", "一起", "吃饭", "吧，", "火车", "几点", "到？", "ありがとう", "また", "明日", "カメラ", "안녕하세요", "내일",
};
static const char *const RTL[] = {
  "مرحبا", "كيف", "حالك", "اليوم", "שלום", "מה", "שלומך", "מחר", "غدا", "2026",
};

static const struct
{
  const char *const *words;
  guint              n_words;
  guint              share;
} SCRIPTS[] = {
  { LATIN, G_N_ELEMENTS (LATIN), 75 },
  { EMOJI, G_N_ELEMENTS (EMOJI), 10 },
  { CJK, G_N_ELEMENTS (CJK), 10 },
  { RTL, G_N_ELEMENTS (RTL), 5 },
};

static guint
pick_length (GRand *random)
{
  int percent = g_rand_int_range (random, 0, 1000);

  if (percent < 600)
    {
      return g_rand_int_range (random, 1, 9);
    }
  if (percent < 900)
    {
      return g_rand_int_range (random, 9, 31);
    }
  if (percent < 995)
    {
      return g_rand_int_range (random, 31, 120);
    }
  return g_rand_int_range (random, 300, 800);
}

static char *
make_body (GRand *random)
{
  GString *body = g_string_new (NULL);
  int share = g_rand_int_range (random, 0, 100);
  gsize script = 0;
  guint n_words = pick_length (random);

  while (share >= (int)SCRIPTS[script].share)
    {
      share -= SCRIPTS[script].share;
      script++;
    }
  for (guint i = 0; i < n_words; i++)
    {
      guint word = g_rand_int_range (random, 0, SCRIPTS[script].n_words);

      if (i > 0)
        {
          g_string_append_c (body, i % 40 == 0 ? '\n' : ' ');
        }
      g_string_append (body, SCRIPTS[script].words[word]);
    }
  return g_string_free (body, FALSE);
}

static char *
contact_jid (guint i)
{
  return g_strdup_printf ("person%04u@people.example", i);
}

static gint64
fill_account (KithStore *store,
              GError   **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(KithAccountRecord) record = kith_account_record_new ();

  record->jid = g_strdup (account_jid != NULL ? account_jid : "me@people.example");
  record->show = KITH_SHOW_AVAILABLE;
  record->enabled = !disabled;
  KITH_TEST_CALL (save_account, result, store, record);
  return kith_store_save_account_finish (store, result, error);
}

static gboolean
fill_roster (KithStore *store,
             gint64     account_id,
             GError   **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) items =
    g_ptr_array_new_with_free_func ((GDestroyNotify)kith_roster_item_free);
  const char *groups[] = { "Friends", "Family", "Work", "Neighbours", "Choir" };

  for (int i = 0; i < n_contacts; i++)
    {
      g_autofree char *text = contact_jid (i);
      g_autoptr(KithJid) jid = kith_jid_new (text, error);
      KithRosterItem *item;

      if (jid == NULL)
        {
          return FALSE;
        }
      item = kith_roster_item_new (jid);
      item->name = g_strdup_printf ("Person %04d", i);
      item->subscription = i % 17 == 0 ? KITH_SUBSCRIPTION_TO : KITH_SUBSCRIPTION_BOTH;
      g_strfreev (item->groups);
      item->groups = g_new0 (char *, 2);
      item->groups[0] = g_strdup (groups[i % G_N_ELEMENTS (groups)]);
      g_ptr_array_add (items, item);
    }
  KITH_TEST_CALL (save_roster, result, store, account_id, items, TRUE, "1");
  return kith_store_save_roster_finish (store, result, error);
}

static KithMessageRecord *
make_message (GRand      *random,
              gint64      account_id,
              const char *peer,
              int         number,
              gint64      time)
{
  gboolean out = g_rand_boolean (random);
  g_autofree char *body = make_body (random);
  KithMessageRecord *record = kith_test_store_make_message (
    account_id, peer, out ? KITH_DIRECTION_OUT : KITH_DIRECTION_IN, time, body);

  record->delivery = out ? KITH_DELIVERY_READ : KITH_DELIVERY_NONE;
  record->stanza_id = g_strdup_printf ("%s-%d", peer, number);
  record->origin_id = g_strdup (record->stanza_id);
  record->archive_id = g_strdup_printf ("%08x%08x%08x", g_rand_int (random), g_rand_int (random), number);
  return record;
}

static gboolean
mark_read (KithStore *store,
           GPtrArray *added,
           guint      index,
           GError   **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  const KithMessageRecord *last = g_ptr_array_index (added, index);

  KITH_TEST_CALL (mark_read, result, store, last->conversation_id, ABS (last->id));
  return kith_store_mark_read_finish (store, result, error) >= 0;
}

/* Writes @n messages with contact @contact, of which the last @n_new stay unread. */
static gboolean
fill_conversation (KithStore *store,
                   GRand     *random,
                   gint64     account_id,
                   int        contact,
                   int        n,
                   guint      n_new,
                   GError   **error)
{
  g_autofree char *peer = contact_jid (contact);
  gint64 step = G_GINT64_CONSTANT (600) * G_USEC_PER_SEC;
  gint64 end = END_TIME - contact * step;

  for (int done = 0; done < n;)
    {
      g_autoptr(GPtrArray) records =
        g_ptr_array_new_with_free_func ((GDestroyNotify)kith_message_record_free);
      g_autoptr(GPtrArray) added = NULL;

      for (; done < n && records->len < BATCH; done++)
        {
          g_ptr_array_add (records, make_message (random, account_id, peer, done, end - (n - done) * step));
        }
      added = kith_test_store_add (store, records, error);
      if (added == NULL ||
          (added->len > n_new && !mark_read (store, added, added->len - 1 - n_new, error)))
        {
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
fill (KithStore *store,
      GError   **error)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (seed);
  int left = n_messages;
  gint64 account_id;

  if (!kith_test_store_try_open (store, error))
    {
      return FALSE;
    }
  account_id = fill_account (store, error);
  if (account_id < 0 || !fill_roster (store, account_id, error))
    {
      return FALSE;
    }
  for (int i = 0; i < n_conversations; i++)
    {
      int rest = n_conversations - i;
      int n = rest == 1 ? left : MIN (left, 2 * left / (rest + 1) + 1);

      left -= n;
      if (!fill_conversation (store, random, account_id, i, n, i % 10 == 0 ? 3 : 0, error))
        {
          return FALSE;
        }
    }
  return n_long <= 0 || fill_conversation (store, random, account_id, n_conversations, n_long, 0, error);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GOptionContext) context = g_option_context_new ("DIRECTORY");
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;
  KithStore *store;

  g_option_context_add_main_entries (context, OPTIONS, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2)
    {
      g_printerr ("%s\n", error != NULL ? error->message : "One directory, please.");
      return 2;
    }
  path = g_build_filename (argv[1], KITH_STORE_FILE, NULL);
  store = kith_store_new (path);
  if (!fill (store, &error))
    {
      g_printerr ("%s\n", error->message);
      g_object_unref (store);
      return 1;
    }
  kith_test_store_end (store);
  g_free (account_jid);
  return 0;
}
