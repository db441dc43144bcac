/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-account-private.h"
#include "kith-contact-private.h"
#include "kith-conversation-order.h"
#include "kith-conversation-private.h"
#include "kith-conversation-selection.h"

typedef struct
{
  KithAccount           *account;
  GListStore            *conversations;
  KithConversationOrder *order;
  guint                  n_changes;
} Fixture;

static void
changed_cb (Fixture *self)
{
  self->n_changes++;
}

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  g_autoptr(KithJid) jid = kith_jid_new ("me@kith.example", NULL);

  self->account = kith_account_new (jid);
  self->conversations = g_list_store_new (KITH_TYPE_CONVERSATION);
  self->order = kith_conversation_order_new (G_LIST_MODEL (self->conversations));
  g_signal_connect_swapped (self->order, "items-changed", G_CALLBACK (changed_cb), self);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  g_assert_finalize_object (self->order);
  g_list_store_remove_all (self->conversations);
  g_assert_finalize_object (self->conversations);
  g_assert_finalize_object (self->account);
}

static KithConversation *
add (Fixture    *self,
     const char *name,
     gint64      time)
{
  g_autofree char *address = g_strdup_printf ("%s@kith.example", name);
  g_autoptr(KithJid) jid = kith_jid_new (address, NULL);
  g_autoptr(KithContact) contact = kith_contact_new (self->account, jid);
  g_autoptr(KithConversation) conversation = kith_conversation_new (self->account, contact);

  kith_conversation_set_last (conversation, time, "text", KITH_DIRECTION_IN, KITH_DELIVERY_NONE);
  g_list_store_append (self->conversations, conversation);

  return conversation;
}

static void
assert_order (Fixture    *self,
              const char *expected)
{
  g_autoptr(GString) names = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->order)); i++)
    {
      g_autoptr(KithConversation) conversation = g_list_model_get_item (G_LIST_MODEL (self->order), i);

      g_string_append_printf (names, "%s%s", i > 0 ? " " : "", kith_conversation_get_title (conversation));
    }

  g_assert_cmpstr (names->str, ==, expected);
}

static void
test_order (Fixture      *self,
            gconstpointer data)
{
  KithConversation *ada = add (self, "ada", 30);
  KithConversation *bob = add (self, "bob", 20);
  KithConversation *eve = add (self, "eve", 10);

  assert_order (self, "ada bob eve");

  kith_conversation_set_last (eve, 40, "text", KITH_DIRECTION_IN, KITH_DELIVERY_NONE);
  assert_order (self, "eve ada bob");

  kith_conversation_set_pinned (bob, TRUE);
  assert_order (self, "bob eve ada");

  /* What is in its place already does not move. */
  self->n_changes = 0;
  kith_conversation_set_last (eve, 50, "text", KITH_DIRECTION_IN, KITH_DELIVERY_NONE);
  g_assert_cmpuint (self->n_changes, ==, 0);

  kith_conversation_set_hidden (eve, TRUE);
  assert_order (self, "bob ada");
  kith_conversation_set_hidden (eve, FALSE);
  assert_order (self, "bob eve ada");

  /* What one has begun to write comes up, and goes back when it is given up. */
  kith_conversation_set_draft (ada, "half a tho");
  assert_order (self, "bob ada eve");
  kith_conversation_set_draft (ada, NULL);
  assert_order (self, "bob eve ada");

  g_list_store_remove (self->conversations, 0);
  assert_order (self, "bob eve");
}

static void
test_search (Fixture      *self,
             gconstpointer data)
{
  add (self, "ada", 30);
  add (self, "bob", 20);

  kith_conversation_order_set_needle (self->order, "AD");
  assert_order (self, "ada");
  kith_conversation_order_set_needle (self->order, "bob@kith");
  assert_order (self, "bob");
  kith_conversation_order_set_needle (self->order, "nobody");
  assert_order (self, "");

  add (self, "nobody", 40);
  assert_order (self, "nobody");
  kith_conversation_order_set_needle (self->order, "");
  assert_order (self, "nobody ada bob");
}

static void
test_many (Fixture      *self,
           gconstpointer data)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 last = G_MAXINT64;

  for (int i = 0; i < 500; i++)
    {
      g_autofree char *name = g_strdup_printf ("person%d", i);

      add (self, name, g_test_rand_int_range (1, 1000));
    }

  for (guint i = 0; i < 500; i++)
    g_ptr_array_add (all, g_list_model_get_item (G_LIST_MODEL (self->conversations), i));

  self->n_changes = 0;
  g_list_store_remove_all (self->conversations);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->order)), ==, 0);
  g_list_store_splice (self->conversations, 0, 0, all->pdata, all->len);
  g_assert_cmpuint (self->n_changes, ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->order)), ==, 500);

  for (guint i = 0; i < 500; i++)
    {
      g_autoptr(KithConversation) each = g_list_model_get_item (G_LIST_MODEL (self->order), i);

      g_assert_cmpint (kith_conversation_get_last_time (each), <=, last);
      last = kith_conversation_get_last_time (each);
    }
}

/* The open one stays selected wherever it goes; nothing else selects. */
static void
test_selection (Fixture      *self,
                gconstpointer data)
{
  KithConversationSelection *selection = kith_conversation_selection_new (G_LIST_MODEL (self->order));
  GtkSelectionModel *model = GTK_SELECTION_MODEL (selection);
  KithConversation *ada = add (self, "ada", 30);

  add (self, "bob", 20);
  g_assert_false (gtk_selection_model_is_selected (model, 0));
  gtk_selection_model_select_item (model, 1, TRUE);
  g_assert_false (gtk_selection_model_is_selected (model, 1));

  kith_conversation_selection_set_open (selection, ada);
  g_assert_true (gtk_selection_model_is_selected (model, 0));
  add (self, "eve", 40);
  g_assert_false (gtk_selection_model_is_selected (model, 0));
  g_assert_true (gtk_selection_model_is_selected (model, 1));

  kith_conversation_set_hidden (ada, TRUE);
  g_assert_false (gtk_selection_model_is_selected (model, 1));
  g_assert_true (kith_conversation_selection_get_open (selection) == ada);
  kith_conversation_set_hidden (ada, FALSE);
  g_assert_true (gtk_selection_model_is_selected (model, 1));

  g_assert_finalize_object (selection);
}

static void
add_test (const char *path,
          void (     *function ) (Fixture      *self,
                                  gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, function, tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add_test ("/conversation-order/order", test_order);
  add_test ("/conversation-order/search", test_search);
  add_test ("/conversation-order/many", test_many);
  add_test ("/conversation-order/selection", test_selection);

  return g_test_run ();
}
