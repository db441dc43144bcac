/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-search-text.h"
#include "kith-test-store.h"

#define ME "me@kith.example"

typedef struct
{
  KithStore *store;
  gint64     account;
  gint64     next;
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->store = kith_test_store_open (NULL);
  f->account = kith_test_store_add_account (f->store, ME);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  kith_test_store_end (f->store);
}

static void
add (Fixture    *f,
     const char *body)
{
  kith_message_record_free (kith_test_store_add_one (
                              f->store, kith_test_store_make_message (f->account, "juliet@capulet.example",
                                                                      KITH_DIRECTION_IN, ++f->next, body)));
}

static void
assert_found (Fixture    *f,
              const char *text,
              guint       expected)
{
  g_autoptr(GPtrArray) found = kith_test_store_search (f->store, text);

  g_assert_cmpuint (found->len, ==, expected);
  for (guint i = 1; i < found->len; i++)
    {
      const KithMessageRecord *a = g_ptr_array_index (found, i - 1);
      const KithMessageRecord *b = g_ptr_array_index (found, i);

      g_assert_cmpint (a->time, >, b->time);
    }
}

static void
test_words (Fixture      *f,
            gconstpointer data)
{
  add (f, "But soft, what light through yonder window breaks");
  add (f, "It is the east, and Juliet is the sun; the LIGHT");
  add (f, "Meet me at the café, crème brûlée there; größer");
  add (f, "don't");

  assert_found (f, "light", 2);
  assert_found (f, "Light", 2);
  assert_found (f, "lig", 2);
  assert_found (f, "ight", 0);
  assert_found (f, "light window", 1);
  assert_found (f, "window light", 1);
  assert_found (f, "light sun moon", 0);
  assert_found (f, "cafe", 1);
  assert_found (f, "CRÈME", 1);
  assert_found (f, "cre\xcc\x80me", 1);
  assert_found (f, "grosser", 0);
  assert_found (f, "größ", 1);
  assert_found (f, "don't", 1);
  assert_found (f, "", 0);
  assert_found (f, "  \n ", 0);
}

static void
test_cjk (Fixture      *f,
          gconstpointer data)
{
  add (f, "今天晚上我们一起吃饭吧，火车几点到？");
  add (f, "明日カメラーを買います");
  add (f, "안녕하세요 내일 만나요");
  add (f, "晚饭 吃了吗");
  add (f, "Kith真好用ok");
  add (f, "ｶﾒﾗ");

  assert_found (f, "今天晚上", 1);
  assert_found (f, "晚上", 1);
  assert_found (f, "我们一起", 1);
  assert_found (f, "上我", 1);
  assert_found (f, "晚吃", 0);
  assert_found (f, "晚", 2);
  assert_found (f, "吧", 1);
  assert_found (f, "到", 1);
  assert_found (f, "吃 晚", 2);
  assert_found (f, "カメラ", 2);
  assert_found (f, "メラー", 1);
  assert_found (f, "녕하", 1);
  assert_found (f, "kith真好", 1);
  assert_found (f, "好用ok", 1);
  assert_found (f, "用", 1);
}

static void
test_other_scripts (Fixture      *f,
                    gconstpointer data)
{
  add (f, "שלום עולם");
  add (f, "مرحبا بالعالم");
  add (f, "Привет, мир! 😀🎉");

  assert_found (f, "שלום", 1);
  assert_found (f, "مرح", 1);
  assert_found (f, "ПРИВЕТ", 1);
  assert_found (f, "😀", 1);
  assert_found (f, "🎉", 1);
  assert_found (f, "😡", 0);
}

/* Nothing that is typed is syntax. */
static void
test_syntax (Fixture      *f,
             gconstpointer data)
{
  const char *texts[] = {
    "\"", "\"\"", "'", "*", "a*", "(", ")", "a AND", "OR", "NOT b", "NEAR(a b)", "text:a", "{text}:a", "^a", "a + b", "-a",
    "a\" OR \"b", "%", "_", "\\", "; DROP TABLE messages", "\"晚", "a\xff" "b", "text : ^ \" * 晚上 (",
  };

  add (f, "plain words");
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GPtrArray) found = kith_test_store_search (f->store, texts[i]);

      g_assert_cmpuint (found->len, ==, 0);
    }
  assert_found (f, "plain", 1);
  assert_found (f, "\"plain\"", 1);
  assert_found (f, "plain* (words)", 1);
}

static void
test_limit (Fixture      *f,
            gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) found = NULL;

  for (guint i = 0; i < 10; i++)
    {
      add (f, "word");
    }
  KITH_TEST_CALL (search, result, f->store, "word", 3);
  found = kith_store_search_finish (f->store, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 3);
  g_assert_cmpint (((KithMessageRecord *)g_ptr_array_index (found, 0))->time, ==, 10);
  g_assert_cmpstr (((KithMessageRecord *)g_ptr_array_index (found, 0))->peer, ==, "juliet@capulet.example");
}

static void
assert_text (char       *text,
             const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static void
test_text (void)
{
  assert_text (kith_search_text_for_index ("Some \"words\""), "Some \"words\"");
  assert_text (kith_search_text_for_index ("a你好吗b"), "a 你好 好吗 吗 b");
  assert_text (kith_search_text_for_index ("界"), " 界 ");
  assert_text (kith_search_text_for_index (""), "");
  assert_text (kith_search_text_for_query ("two w\"ords"), "\"two\"* \"w\"* \"ords\"* ");
  assert_text (kith_search_text_for_query ("你"), "\"你\"* ");
  assert_text (kith_search_text_for_query ("你好吗"), "\" 你好 好吗\" ");
  assert_text (kith_search_text_for_query ("\"'*()"), NULL);
}

static char *
repeat (const char *unit,
        gsize       size)
{
  GString *text = g_string_new (NULL);

  while (text->len < size)
    g_string_append (text, unit);

  return g_string_free (text, FALSE);
}

/* What a stranger sends must not hold the database up: this took minutes. And a long text is found as a short one is. */
static void
test_long_text (void)
{
  static const char *const units[] = {
    "\303\251",                    /* é */
    "e\314\201",                   /* e and an accent */
    "\314\201\314\243",          /* accents in the wrong order, on nothing */
    "\341\204\200\341\205\241", /* letters of Hangul */
    "\357\275\266\357\276\236", /* half width Kana, voiced */
    "\344\275\240",               /* Han */
    "caf\303\251 au lait ",
  };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autofree char *text = repeat (units[i], 1024 * 1024);
      g_autofree char *words = kith_search_text_for_index (text);
      g_autofree char *query = kith_search_text_for_query (text);
      g_autofree char *few = repeat (units[i], 9000);
      g_autofree char *expected = g_utf8_normalize (few, -1, G_NORMALIZE_ALL_COMPOSE);
      g_autofree char *pieces = kith_search_text_for_index (few);
      g_autofree char *whole = kith_search_text_for_index (expected);

      g_assert_nonnull (words);
      g_assert_nonnull (query);
      if (i != 2)
        g_assert_cmpstr (pieces, ==, whole);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/store/search/words", Fixture, NULL, set_up, test_words, tear_down);
  g_test_add ("/store/search/cjk", Fixture, NULL, set_up, test_cjk, tear_down);
  g_test_add ("/store/search/other-scripts", Fixture, NULL, set_up, test_other_scripts, tear_down);
  g_test_add ("/store/search/syntax", Fixture, NULL, set_up, test_syntax, tear_down);
  g_test_add ("/store/search/limit", Fixture, NULL, set_up, test_limit, tear_down);
  g_test_add_func ("/store/search/text", test_text);
  g_test_add_func ("/store/search/long-text", test_long_text);

  return g_test_run ();
}
