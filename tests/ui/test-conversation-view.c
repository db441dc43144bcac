/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <adwaita.h>

#include "kith-account-backend-private.h"
#include "kith-account-private.h"
#include "kith-contact-private.h"
#include "kith-conversation-private.h"
#include "kith-conversation-view.h"
#include "kith-history-foot.h"
#include "kith-history-row.h"
#include "kith-history-view.h"
#include "kith-history-words.h"
#include "kith-message-list-private.h"
#include "kith-message-private.h"

/* Widgets of a conversation on a screen that nobody sees. */

typedef struct
{
  KithAccount      *account;
  KithConversation *conversation;
  GtkWidget        *window;
  GtkWidget        *view;
} Fixture;

/* Has the older messages of a history, and does nothing else. */
#define TEST_TYPE_BACKEND (test_backend_get_type ())
G_DECLARE_FINAL_TYPE (TestBackend, test_backend, TEST, BACKEND, GObject)

struct _TestBackend
{
  GObject parent_instance;
};

static gint64
get_time (gint64 id)
{
  return (1000 + id * 60) * (gint64)G_USEC_PER_SEC;
}

static KithMessage *
new_message (KithConversation *conversation,
             gint64            id)
{
  KithMessage *message = kith_message_new (conversation, KITH_DIRECTION_IN, "ada@kith.example", "Some words",
                                           get_time (id), NULL);

  kith_message_set_id (message, id);

  return message;
}

static void
load_page (KithAccountBackend *backend,
           KithConversation   *conversation,
           gint64              before_id,
           guint               limit,
           GTask              *task)
{
  GPtrArray *page = g_ptr_array_new_with_free_func (g_object_unref);

  for (gint64 id = MAX (before_id - limit, 1); id < before_id; id++)
    g_ptr_array_add (page, new_message (conversation, id));

  g_task_return_pointer (task, page, (GDestroyNotify)g_ptr_array_unref);
  g_object_unref (task);
}

static void
fill_gap (KithAccountBackend *backend,
          KithConversation   *conversation,
          KithGap            *gap)
{
  kith_gap_set_state (gap, KITH_GAP_LOADING, NULL);
}

static void
do_nothing (KithAccountBackend *backend,
            KithConversation   *conversation)
{
}

static void
mark_read (KithAccountBackend *backend,
           KithConversation   *conversation,
           KithMessage        *last)
{
}

static void
test_backend_iface_init (KithAccountBackendInterface *iface)
{
  iface->load_page = load_page;
  iface->fill_gap = fill_gap;
  iface->store_conversation = do_nothing;
  iface->mark_read = mark_read;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestBackend, test_backend, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (KITH_TYPE_ACCOUNT_BACKEND, test_backend_iface_init))

static void
test_backend_class_init (TestBackendClass *klass)
{
}

static void
test_backend_init (TestBackend *self)
{
}

static gboolean
wake_cb (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;

  return G_SOURCE_REMOVE;
}

static void
run_for (guint milliseconds)
{
  gboolean done = FALSE;

  g_timeout_add (milliseconds, wake_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

static GtkWidget *
find_child (GtkWidget *widget,
            GType      type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_child (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static GtkAdjustment *
get_adjustment (Fixture *self)
{
  GtkWidget *list = find_child (self->view, GTK_TYPE_LIST_VIEW);

  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (gtk_widget_get_ancestor (list, GTK_TYPE_SCROLLED_WINDOW)));
}

static void
run_frame (Fixture *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (self->window);
  gboolean painted = FALSE;
  gulong id = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (wake_cb), &painted);

  gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
  while (!painted)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, id);
}

/* Goes on for @milliseconds, and, however slow the machine, until ten frames have shown the same place. */
static void
settle (Fixture *self,
        guint    milliseconds)
{
  GtkAdjustment *adjustment = get_adjustment (self);
  guint n_same = 0;

  run_for (milliseconds);
  while (n_same < 10)
    {
      double value = gtk_adjustment_get_value (adjustment);
      double upper = gtk_adjustment_get_upper (adjustment);

      run_frame (self);
      n_same = value == gtk_adjustment_get_value (adjustment) && upper == gtk_adjustment_get_upper (adjustment) ? n_same + 1 : 0;
    }
}

/* @data: how many messages there are, 60 if NULL */
static void
set_up (Fixture      *self,
        gconstpointer data)
{
  int n = data != NULL ? GPOINTER_TO_INT (data) : 60;
  g_autoptr(KithJid) jid = kith_jid_new ("me@kith.example", NULL);
  g_autoptr(KithJid) peer = kith_jid_new ("ada@kith.example", NULL);
  g_autoptr(KithContact) contact = NULL;
  g_autoptr(GPtrArray) page = g_ptr_array_new_with_free_func (g_object_unref);

  self->account = kith_account_new (jid);
  contact = kith_contact_new (self->account, peer);
  self->conversation = kith_conversation_new (self->account, contact);
  for (int i = 1; i <= n; i++)
    g_ptr_array_add (page, new_message (self->conversation, i));
  kith_message_list_prepend (kith_conversation_get_messages (self->conversation), page, FALSE);

  self->view = kith_conversation_view_new ();
  self->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (self->window), self->view);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 500, 500);
  kith_conversation_view_set_conversation (KITH_CONVERSATION_VIEW (self->view), self->conversation);
  gtk_window_present (GTK_WINDOW (self->window));
  settle (self, 300);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  run_for (50);
  g_assert_finalize_object (self->conversation);
  g_assert_finalize_object (self->account);
}

static double
get_distance_to_end (Fixture *self)
{
  GtkAdjustment *adjustment = get_adjustment (self);

  return gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) -
         gtk_adjustment_get_value (adjustment);
}

static void
receive (Fixture    *self,
         const char *body)
{
  g_autoptr(KithMessage) message = kith_message_new (self->conversation, KITH_DIRECTION_IN, "ada@kith.example", body,
                                                     g_get_real_time (), NULL);

  kith_conversation_add_message (self->conversation, message, TRUE);
  settle (self, 200);
}

/* Opens at its end and stays there, but lets whoever reads further up read on. */
static void
test_end (Fixture      *self,
          gconstpointer data)
{
  GtkWidget *list = find_child (self->view, GTK_TYPE_LIST_VIEW);
  double before;

  g_assert_cmpfloat (get_distance_to_end (self), <=, 1);
  receive (self, "One more");
  g_assert_cmpfloat (get_distance_to_end (self), <=, 1);

  gtk_widget_activate_action (list, "list.scroll-to-item", "u", 20);
  settle (self, 200);
  before = get_distance_to_end (self);
  g_assert_cmpfloat (before, >, 500);
  receive (self, "And one");
  g_assert_cmpfloat (get_distance_to_end (self), >, before);

  /* What the person writes is always shown. */
  kith_conversation_send (self->conversation, "Mine");
  settle (self, 200);
  g_assert_cmpfloat (get_distance_to_end (self), <=, 1);
}

/* Where on the screen the message with @id stands; fails if it is not in sight. */
static double
get_place (Fixture *self,
           gint64   id)
{
  GtkWidget *list = find_child (self->view, GTK_TYPE_LIST_VIEW);

  for (GtkWidget *child = gtk_widget_get_first_child (list); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      KithHistoryItem *item = kith_history_row_get_item (KITH_HISTORY_ROW (gtk_widget_get_first_child (child)));
      KithMessage *message = item != NULL ? kith_history_item_get_message (item) : NULL;
      graphene_rect_t bounds;

      if (message == NULL || kith_history_item_get_kind (item) != KITH_HISTORY_MESSAGE || kith_message_get_id (message) != id)
        continue;

      g_assert_true (gtk_widget_compute_bounds (child, list, &bounds));
      g_assert_cmpfloat (graphene_rect_get_y (&bounds), >=, 0);
      g_assert_cmpfloat (graphene_rect_get_y (&bounds), <, gtk_widget_get_height (list));

      return graphene_rect_get_y (&bounds);
    }

  g_assert_not_reached ();
}

static KithGap *
get_gap (Fixture *self)
{
  g_autoptr(KithGap) gap =
    g_list_model_get_item (kith_message_list_get_gaps (kith_conversation_get_messages (self->conversation)), 0);

  return gap;
}

/* As an archive brings them: the gap moves, then they come one by one. */
static void
bring (Fixture *self,
       gint64   first,
       gint64   end)
{
  KithMessageList *messages = kith_conversation_get_messages (self->conversation);

  kith_gap_list_move (KITH_GAP_LIST (kith_message_list_get_gaps (messages)), 1, get_time (first));
  for (gint64 id = first; id < end; id++)
    {
      g_autoptr(KithMessage) message = new_message (self->conversation, id);

      kith_message_list_add (messages, message);
    }
}

/* What is missing at the very top is asked for when somebody looks there, and what is read does not move when it comes. */
static void
test_gap (Fixture      *self,
          gconstpointer data)
{
  KithMessageList *messages = kith_conversation_get_messages (self->conversation);
  GtkWidget *list = find_child (self->view, GTK_TYPE_LIST_VIEW);
  const KithGapEnd end = { 1, get_time (1) };
  double before;

  kith_account_take_backend (self->account, g_object_new (TEST_TYPE_BACKEND, NULL));
  kith_gap_list_set (KITH_GAP_LIST (kith_message_list_get_gaps (messages)), &end, 1);
  settle (self, 200);
  g_assert_cmpint (kith_gap_get_state (get_gap (self)), ==, KITH_GAP_WAITING);

  gtk_widget_activate_action (list, "list.scroll-to-item", "u", 0);
  settle (self, 300);
  g_assert_cmpint (kith_gap_get_state (get_gap (self)), ==, KITH_GAP_LOADING);
  before = get_place (self, 3);
  bring (self, -50, 0);
  settle (self, 300);
  g_assert_cmpfloat_with_epsilon (get_place (self, 3), before, 1);

  /* The rest of it is out of sight by now, and waits for somebody to look there. */
  kith_gap_set_state (get_gap (self), KITH_GAP_WAITING, NULL);
  settle (self, 200);
  g_assert_cmpint (kith_gap_get_state (get_gap (self)), ==, KITH_GAP_WAITING);
  gtk_widget_activate_action (list, "list.scroll-to-item", "u", 0);
  settle (self, 300);
  before = get_place (self, -48);
  kith_gap_list_remove (KITH_GAP_LIST (kith_message_list_get_gaps (messages)), 1);
  settle (self, 200);
  g_assert_cmpfloat (get_place (self, -48), <=, before);
}

/* What fills a gap in the middle of what is in sight puts its rows above what somebody has come from, who reads upwards. */
static void
test_gap_in_sight (Fixture      *self,
                   gconstpointer data)
{
  KithMessageList *messages = kith_conversation_get_messages (self->conversation);
  const KithGapEnd end = { 1, get_time (31) };
  double before;

  kith_account_take_backend (self->account, g_object_new (TEST_TYPE_BACKEND, NULL));
  gtk_widget_activate_action (find_child (self->view, GTK_TYPE_LIST_VIEW), "list.scroll-to-item", "u", 28);
  settle (self, 300);
  kith_gap_list_set (KITH_GAP_LIST (kith_message_list_get_gaps (messages)), &end, 1);
  settle (self, 300);
  g_assert_cmpint (kith_gap_get_state (get_gap (self)), ==, KITH_GAP_LOADING);
  before = get_place (self, 33);
  kith_gap_list_move (KITH_GAP_LIST (kith_message_list_get_gaps (messages)), 1, get_time (30) + 1);
  for (int i = 1; i <= 20; i++)
    {
      g_autoptr(KithMessage) message = kith_message_new (self->conversation, KITH_DIRECTION_IN, "ada@kith.example", "Some words",
                                                         get_time (30) + i, NULL);

      kith_message_list_add (messages, message);
      if (i % 7 == 0)
        settle (self, 50);
    }
  settle (self, 300);
  g_assert_cmpfloat_with_epsilon (get_place (self, 33), before, 1);
  kith_gap_list_remove (KITH_GAP_LIST (kith_message_list_get_gaps (messages)), 1);
  settle (self, 200);
  g_assert_cmpfloat_with_epsilon (get_place (self, 33), before, 1);
}

static void
test_draft (Fixture      *self,
            gconstpointer data)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (find_child (self->view, GTK_TYPE_TEXT_VIEW)));
  g_autofree char *flood = g_strnfill (1000000, 'x');

  gtk_text_buffer_insert_at_cursor (buffer, "Half a thou", -1);
  settle (self, 800);
  g_assert_cmpstr (kith_conversation_get_draft (self->conversation), ==, "Half a thou");

  /* A megabyte is refused, and what was there stays. */
  gtk_text_buffer_insert_at_cursor (buffer, flood, -1);
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer), ==, 11);

  /* Leaving keeps the draft at once, coming back brings it back. */
  gtk_text_buffer_insert_at_cursor (buffer, "ght", -1);
  kith_conversation_view_set_conversation (KITH_CONVERSATION_VIEW (self->view), NULL);
  g_assert_cmpstr (kith_conversation_get_draft (self->conversation), ==, "Half a thought");
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer), ==, 0);
  kith_conversation_view_set_conversation (KITH_CONVERSATION_VIEW (self->view), self->conversation);
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer), ==, 14);
}

static void
test_label (Fixture      *self,
            gconstpointer data)
{
  g_autoptr(GDateTime) noon = g_date_time_new_local (2026, 5, 6, 12, 0, 0);
  g_autoptr(KithMessage) message = kith_message_new (self->conversation, KITH_DIRECTION_OUT, "me@kith.example", "Hello",
                                                     g_date_time_to_unix (noon) * G_USEC_PER_SEC, NULL);
  g_autoptr(KithHistoryItem) item = kith_history_item_new (KITH_HISTORY_MESSAGE, message);
  g_autofree char *label = NULL;

  kith_message_set_delivery (message, KITH_DELIVERY_DELIVERED, NULL);
  label = kith_history_words_dup_label (item);
  g_assert_cmpstr (label, ==, "You, 12:00: Hello, delivered");
}

/* Words of a megabyte, with and without blanks and lines, take no row higher than what is shown of them. */
static void
test_flood (Fixture      *self,
            gconstpointer data)
{
  g_autofree char *solid = g_strnfill (1000000, 'x');
  g_autofree char *lines = g_strnfill (1000000, '\n');

  receive (self, solid);
  receive (self, lines);
  receive (self, "That was it");
  settle (self, 1000);
  g_assert_cmpfloat (get_distance_to_end (self), <=, 1);
}

/* More of a long text is shown when asked for, and takes no longer for a word that never ends. */
static void
test_more (Fixture      *self,
           gconstpointer data)
{
  g_autoptr(KithMessageText) text = KITH_MESSAGE_TEXT (g_object_ref_sink (kith_message_text_new ()));
  g_autofree char *solid = g_strnfill (1000000, 'x');
  int n_lines;

  kith_message_text_set_text (text, "Short");
  g_assert_false (kith_message_text_has_more (text));

  kith_message_text_set_text (text, solid);
  g_assert_true (kith_message_text_has_more (text));
  n_lines = kith_message_text_wrap (text, 400)->n_lines;
  kith_message_text_show_more (text);
  g_assert_false (kith_message_text_has_more (text));
  g_assert_cmpint (kith_message_text_wrap (text, 400)->n_lines, >, n_lines);
}

static GtkWidget *
find_row (GtkWidget      *list,
          KithHistoryKind kind,
          gboolean        last)
{
  GtkWidget *found = NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (list); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      KithHistoryItem *item = kith_history_row_get_item (KITH_HISTORY_ROW (gtk_widget_get_first_child (child)));

      if (item != NULL && kith_history_item_get_kind (item) == kind && (found == NULL || last))
        found = child;
    }

  return found;
}

static double
get_y (GtkWidget *row,
       GtkWidget *scroller,
       gboolean   end)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (row, scroller, &bounds));

  return bounds.origin.y + (end ? bounds.size.height : 0);
}

/* What does not fill the view stands at its bottom, and what comes pushes it up until it is full. */
static void
test_short (Fixture      *self,
            gconstpointer data)
{
  GtkWidget *list = find_child (self->view, GTK_TYPE_LIST_VIEW);
  GtkWidget *history = find_child (self->view, KITH_TYPE_HISTORY_VIEW);
  double above;

  g_assert_cmpfloat (get_y (find_row (list, KITH_HISTORY_MESSAGE, TRUE), history, TRUE), ==,
                     gtk_widget_get_height (history));
  above = get_y (find_row (list, KITH_HISTORY_DAY, FALSE), history, FALSE);
  g_assert_cmpfloat (above, >, 200);

  receive (self, "One more, that is long enough for a second line, however wide the letters of the font may be");
  g_assert_cmpfloat (get_y (find_row (list, KITH_HISTORY_MESSAGE, TRUE), history, TRUE), ==,
                     gtk_widget_get_height (history));
  g_assert_cmpfloat (get_y (find_row (list, KITH_HISTORY_DAY, FALSE), history, FALSE), <, above);

  gtk_window_set_default_size (GTK_WINDOW (self->window), 400, 600);
  settle (self, 300);
  g_assert_cmpfloat (get_y (find_row (list, KITH_HISTORY_MESSAGE, TRUE), history, TRUE), ==,
                     gtk_widget_get_height (history));

  for (int i = 0; i < 24; i++)
    receive (self, "And more");
  g_assert_cmpfloat (get_distance_to_end (self), <=, 1);
  g_assert_cmpfloat (get_y (find_row (list, KITH_HISTORY_MESSAGE, TRUE), history, TRUE), <=,
                     gtk_widget_get_height (history) + 1);
  g_assert_false (gtk_widget_get_child_visible (find_row (list, KITH_HISTORY_DAY, FALSE)));
}

/* Opens with the line over what is new near the top, under something of what was read, and tells how much is below; also where
 * that takes more than the page that was kept when the conversation was left. */
static void
test_unread (Fixture      *self,
             gconstpointer data)
{
  GtkWidget *list = find_child (self->view, GTK_TYPE_LIST_VIEW);
  GtkWidget *history = find_child (self->view, KITH_TYPE_HISTORY_VIEW);
  GtkWidget *foot = find_child (self->view, KITH_TYPE_HISTORY_FOOT);
  gboolean at_end;
  guint n_new, before;
  double y;

  kith_account_take_backend (self->account, g_object_new (TEST_TYPE_BACKEND, NULL));
  kith_conversation_view_set_conversation (KITH_CONVERSATION_VIEW (self->view), NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (kith_conversation_get_messages (self->conversation))), <, 40);
  kith_message_list_mark_unread (kith_conversation_get_messages (self->conversation), 40);
  kith_conversation_view_set_conversation (KITH_CONVERSATION_VIEW (self->view), self->conversation);
  settle (self, 400);

  y = get_y (find_row (list, KITH_HISTORY_UNREAD, FALSE), history, FALSE);
  g_assert_cmpfloat (y, >, 40);
  g_assert_cmpfloat (y, <, gtk_widget_get_height (history) * 0.4);
  g_assert_cmpfloat (gtk_widget_get_opacity (gtk_widget_get_parent (list)), ==, 1);

  g_object_get (foot, "at-end", &at_end, "n-new", &n_new, NULL);
  g_assert_false (at_end);
  g_assert_cmpuint (n_new, >, 20);
  g_assert_cmpuint (n_new, <, 40);
  before = n_new;
  receive (self, "One more");
  g_object_get (foot, "n-new", &n_new, NULL);
  g_assert_cmpuint (n_new, ==, before + 1);

  g_signal_emit_by_name (foot, "newest");
  settle (self, 300);
  g_assert_cmpfloat (get_distance_to_end (self), <=, 1);
  g_object_get (foot, "at-end", &at_end, "n-new", &n_new, NULL);
  g_assert_true (at_end);
  g_assert_cmpuint (n_new, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add ("/conversation-view/end", Fixture, NULL, set_up, test_end, tear_down);
  g_test_add ("/conversation-view/draft", Fixture, NULL, set_up, test_draft, tear_down);
  g_test_add ("/conversation-view/label", Fixture, NULL, set_up, test_label, tear_down);
  g_test_add ("/conversation-view/flood", Fixture, NULL, set_up, test_flood, tear_down);
  g_test_add ("/conversation-view/gap", Fixture, NULL, set_up, test_gap, tear_down);
  g_test_add ("/conversation-view/gap-in-sight", Fixture, NULL, set_up, test_gap_in_sight, tear_down);
  g_test_add ("/conversation-view/more", Fixture, NULL, set_up, test_more, tear_down);
  g_test_add ("/conversation-view/short", Fixture, GINT_TO_POINTER (3), set_up, test_short, tear_down);
  g_test_add ("/conversation-view/unread", Fixture, NULL, set_up, test_unread, tear_down);

  return g_test_run ();
}
