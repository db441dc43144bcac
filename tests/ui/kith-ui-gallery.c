/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <adwaita.h>
#include <locale.h>
#include <time.h>

#include "kith-account-private.h"
#include "kith-composer.h"
#include "kith-contact-private.h"
#include "kith-conversation-list.h"
#include "kith-conversation-private.h"
#include "kith-conversation-title.h"
#include "kith-conversation-view.h"
#include "kith-message-list-private.h"
#include "kith-message-private.h"
#include "kith-model-error.h"

/* Shows the widgets of conversations with people and messages that nobody wrote, to be looked at:
 * kith-ui-gallery [--width W] [--height H] [--dark] [--rtl] [--chat N] [--pane list|chat] [--many N] [--messages N] [--unread N]
 * [--scroll]: scrolls up through the chat, prints how long frames took, and ends */

typedef struct
{
  KithAccount *account;
  GListStore  *conversations;
  GtkWidget   *list;
  GtkWidget   *title;
  GtkWidget   *view;
  gint64       now;
} Gallery;

static int width = 1000, height = 720, chat, many, n_messages, n_unread;
static gboolean dark, rtl, scroll;
static char *pane;

static const GOptionEntry options[] = {
  { "width", 0, 0, G_OPTION_ARG_INT, &width, NULL, NULL },
  { "height", 0, 0, G_OPTION_ARG_INT, &height, NULL, NULL },
  { "chat", 0, 0, G_OPTION_ARG_INT, &chat, NULL, NULL },
  { "many", 0, 0, G_OPTION_ARG_INT, &many, NULL, NULL },
  { "unread", 0, 0, G_OPTION_ARG_INT, &n_unread, NULL, NULL },
  { "messages", 0, 0, G_OPTION_ARG_INT, &n_messages, NULL, NULL },
  { "dark", 0, 0, G_OPTION_ARG_NONE, &dark, NULL, NULL },
  { "rtl", 0, 0, G_OPTION_ARG_NONE, &rtl, NULL, NULL },
  { "scroll", 0, 0, G_OPTION_ARG_NONE, &scroll, NULL, NULL },
  { "pane", 0, 0, G_OPTION_ARG_STRING, &pane, NULL, NULL },
  { NULL },
};

static GBytes *
make_picture (void)
{
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 96, 128);
  guint8 *pixels = gdk_pixbuf_get_pixels (pixbuf);
  char *buffer;
  gsize length;

  for (int y = 0; y < 128; y++)
    for (int x = 0; x < 96; x++)
      {
        guint8 *pixel = pixels + y * gdk_pixbuf_get_rowstride (pixbuf) + x * 3;
        gboolean face = (x - 48) * (x - 48) + (y - 56) * (y - 56) < 24 * 24;
        gboolean body = (x - 48) * (x - 48) + (y - 124) * (y - 124) < 40 * 40;

        pixel[0] = face ? 240 : body ? 60 : 120;
        pixel[1] = face ? 200 : body ? 90 : 170;
        pixel[2] = face ? 170 : body ? 150 : 200;
      }

  gdk_pixbuf_save_to_buffer (pixbuf, &buffer, &length, "png", NULL, NULL);

  return g_bytes_new_take (buffer, length);
}

static KithConversation *
add_conversation (Gallery    *self,
                  const char *address,
                  const char *name,
                  KithShow    show)
{
  g_autoptr(KithJid) jid = kith_jid_new (address, NULL);
  g_autoptr(KithContact) contact = kith_contact_new (self->account, jid);
  KithConversation *conversation;

  if (name != NULL)
    kith_contact_set_nickname (contact, name);
  if (show != KITH_SHOW_UNKNOWN)
    kith_contact_set_presence (contact, "here", show, NULL, 0, 0, self->now);

  conversation = kith_conversation_new (self->account, contact);
  g_list_store_append (self->conversations, conversation);
  g_object_unref (conversation);

  return conversation;
}

static KithMessage *
add_message (GPtrArray        *page,
             KithConversation *conversation,
             gint64            time,
             KithDelivery      delivery,
             const char       *body)
{
  KithDirection direction = delivery == KITH_DELIVERY_NONE ? KITH_DIRECTION_IN : KITH_DIRECTION_OUT;
  KithMessage *message = kith_message_new (conversation, direction, direction == KITH_DIRECTION_IN ? "them" : "me", body,
                                           time, NULL);
  g_autoptr(GError) error = NULL;

  if (delivery == KITH_DELIVERY_FAILED)
    error = g_error_new_literal (KITH_MODEL_ERROR, 1, "refused");
  if (delivery != KITH_DELIVERY_NONE)
    kith_message_set_delivery (message, delivery, error);

  g_ptr_array_add (page, message);
  kith_conversation_set_last (conversation, time, body, direction, delivery);

  return message;
}

#define MINUTE ((gint64)60 * G_USEC_PER_SEC)
#define DAY (24 * 60 * MINUTE)

static void
fill_rich (Gallery          *self,
           KithConversation *conversation)
{
  g_autoptr(GPtrArray) page = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 t = self->now - 3 * DAY;

  add_message (page, conversation, t, KITH_DELIVERY_NONE, "Have you read the new paper on analytical engines?");
  add_message (page, conversation, t + MINUTE, KITH_DELIVERY_NONE, "It has a whole chapter on Bernoulli numbers.");
  add_message (page, conversation, t + 3 * MINUTE, KITH_DELIVERY_READ, "Not yet!");
  add_message (page, conversation, t + 4 * MINUTE, KITH_DELIVERY_READ,
               "I shall start tonight, if the children let me. Last time I got as far as the table of contents before "
               "somebody needed a glass of water, and then another, and then a story about a dragon who writes programs.");
  add_message (page, conversation, t + DAY, KITH_DELIVERY_NONE, "😀");
  add_message (page, conversation, t + DAY + MINUTE, KITH_DELIVERY_NONE, "See https://en.wikipedia.org/wiki/Analytical_Engine (and xmpp:ada@kith.example).");
  add_message (page, conversation, t + DAY + 9 * MINUTE, KITH_DELIVERY_DELIVERED, "👍🏽 👩‍🚀 🇫🇷");
  add_message (page, conversation, t + DAY + 30 * MINUTE, KITH_DELIVERY_NONE, "مرحبا! كيف حالك اليوم؟ أرسل لك هذه الرسالة من القاهرة، وأتمنى أن تكون بخير وأن نلتقي قريبا في المدينة القديمة.");
  add_message (page, conversation, t + DAY + 31 * MINUTE, KITH_DELIVERY_DELIVERED, "مرحبا");
  add_message (page, conversation, t + DAY + 40 * MINUTE, KITH_DELIVERY_NONE, "今天天气很好，我们去公园走走吧？听说樱花已经开了，再不去就要谢了。");
  add_message (page, conversation, t + 2 * DAY, KITH_DELIVERY_SENT, "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftskapitänskajütenschlüsselloch");
  add_message (page, conversation, self->now - 20 * MINUTE, KITH_DELIVERY_NONE, "Are you there?");
  add_message (page, conversation, self->now - 19 * MINUTE, KITH_DELIVERY_NONE, "1. Buy bread\n2. Feed the cat\n3. Finish note G");
  add_message (page, conversation, self->now - 5 * MINUTE, KITH_DELIVERY_FAILED, "Yes, one moment");
  add_message (page, conversation, self->now - 4 * MINUTE, KITH_DELIVERY_SENT, "On my way");
  add_message (page, conversation, self->now - 3 * MINUTE, KITH_DELIVERY_PENDING, "Two minutes");
  kith_message_list_prepend (kith_conversation_get_messages (conversation), page, FALSE);
  kith_message_list_mark_unread (kith_conversation_get_messages (conversation), 2);
}

static void
fill_long (Gallery          *self,
           KithConversation *conversation,
           int               n)
{
  static const char *const words[] = { "night", "name", "rose", "wherefore", "by", "any", "other", "love", "is", "the" };
  g_autoptr(GPtrArray) page = g_ptr_array_new_with_free_func (g_object_unref);
  GRand *rand = g_rand_new_with_seed (7);

  for (int i = 0; i < n; i++)
    {
      g_autoptr(GString) text = g_string_new (NULL);

      g_string_printf (text, "#%d", i);
      for (int j = g_rand_int_range (rand, 1, 50); j > 0; j--)
        g_string_append_printf (text, " %s", words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))]);
      add_message (page, conversation, self->now - (n - i) * 4 * MINUTE,
                   g_rand_boolean (rand) ? KITH_DELIVERY_NONE : KITH_DELIVERY_READ, text->str);
    }

  kith_message_list_prepend (kith_conversation_get_messages (conversation), page, FALSE);
  kith_message_list_mark_unread (kith_conversation_get_messages (conversation), (guint)n_unread);
  g_rand_free (rand);
}

/* A megabyte without a blank, and one of lines. */
static void
fill_flood (Gallery          *self,
            KithConversation *conversation)
{
  g_autoptr(GPtrArray) page = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *solid = g_strnfill (1000000, 'x');
  g_autofree char *lines = g_strnfill (1000000, '\n');

  add_message (page, conversation, self->now - 30 * DAY, KITH_DELIVERY_NONE, solid);
  add_message (page, conversation, self->now - 30 * DAY, KITH_DELIVERY_NONE, lines);
  add_message (page, conversation, self->now - 30 * DAY, KITH_DELIVERY_NONE, "That was it");
  kith_message_list_prepend (kith_conversation_get_messages (conversation), page, FALSE);
}

static void
set_last (Gallery          *self,
          KithConversation *conversation,
          gint64            age,
          const char       *body,
          KithDelivery      delivery)
{
  kith_conversation_set_last (conversation, self->now - age, body,
                              delivery == KITH_DELIVERY_NONE ? KITH_DIRECTION_IN : KITH_DIRECTION_OUT, delivery);
}

static void
fill (Gallery *self)
{
  g_autoptr(GBytes) picture = make_picture ();
  KithConversation *each;

  fill_rich (self, add_conversation (self, "ada@kith.example", "Ada Lovelace", KITH_SHOW_AVAILABLE));

  each = add_conversation (self, "grace@kith.example", "Grace Hopper", KITH_SHOW_AWAY);
  kith_contact_set_avatar (kith_conversation_get_contact (each), picture);
  set_last (self, each, 50 * MINUTE, "I found a moth in the relay. Shall I keep it?", KITH_DELIVERY_NONE);
  kith_conversation_set_unread (each, 3);

  each = add_conversation (self, "bartholomew@kith.example", "Bartholomew Maximilian Featherstonehaugh-Cholmondeley the Third",
                           KITH_SHOW_DO_NOT_DISTURB);
  set_last (self, each, DAY, "A very long sentence that has to end before the end of the line, whatever the width is", KITH_DELIVERY_READ);

  each = add_conversation (self, "li@kith.example", "李小龙", KITH_SHOW_OFFLINE);
  set_last (self, each, 2 * DAY, "今天天气很好", KITH_DELIVERY_DELIVERED);
  kith_conversation_set_muted (each, TRUE);
  kith_conversation_set_unread (each, 120);

  each = add_conversation (self, "layla@kith.example", "ليلى", KITH_SHOW_CHATTY);
  set_last (self, each, 3 * DAY, "مرحبا، كيف حالك؟", KITH_DELIVERY_NONE);

  each = add_conversation (self, "nobody@kith.example", NULL, KITH_SHOW_UNKNOWN);
  set_last (self, each, 9 * DAY, "👍🏽", KITH_DELIVERY_SENT);
  kith_conversation_set_pinned (each, TRUE);

  each = add_conversation (self, "draft@kith.example", "Katherine Johnson", KITH_SHOW_AWAY);
  set_last (self, each, 10 * DAY, "Old words", KITH_DELIVERY_NONE);
  kith_conversation_restore (each, "About the orbit of", 0, FALSE, FALSE, FALSE);

  each = add_conversation (self, "typing@kith.example", "Hedy Lamarr", KITH_SHOW_AVAILABLE);
  set_last (self, each, 400 * DAY, "Old words", KITH_DELIVERY_FAILED);
  kith_conversation_set_chat_state (each, KITH_CHAT_STATE_COMPOSING);
  fill_long (self, each, n_messages > 0 ? n_messages : 3);

  each = add_conversation (self, "failed@kith.example", "Alan Turing", KITH_SHOW_OFFLINE);
  set_last (self, each, 20 * DAY, "Did this get through?", KITH_DELIVERY_FAILED);

  fill_flood (self, add_conversation (self, "flood@kith.example", "Flood", KITH_SHOW_UNKNOWN));
  each = add_conversation (self, "empty@kith.example", "Nobody Yet", KITH_SHOW_OFFLINE);
  kith_message_list_set_has_older (kith_conversation_get_messages (each), FALSE);

  for (int i = 0; i < many; i++)
    {
      g_autofree char *address = g_strdup_printf ("person%d@kith.example", i);
      g_autofree char *name = g_strdup_printf ("Person %d", i);

      each = add_conversation (self, address, name, i % 7);
      set_last (self, each, (i + 30) * DAY / 10, "The quick brown fox jumps over the lazy dog", i % 6);
    }
}

static void
open_cb (Gallery          *self,
         KithConversation *conversation)
{
  kith_conversation_list_set_open (KITH_CONVERSATION_LIST (self->list), conversation);
  kith_conversation_title_set_conversation (KITH_CONVERSATION_TITLE (self->title), conversation);
  kith_conversation_view_set_conversation (KITH_CONVERSATION_VIEW (self->view), conversation);
  gtk_widget_grab_focus (self->view);
}

static GtkWidget *
make_pane (GtkWidget *title,
           GtkWidget *child)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();

  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), title);
  gtk_widget_add_css_class (header, "flat");
  gtk_box_append (GTK_BOX (box), header);
  gtk_widget_set_vexpand (child, TRUE);
  gtk_box_append (GTK_BOX (box), child);

  return box;
}

#define SCROLL_FRAMES 300
#define SCROLL_PIXELS 60

typedef struct
{
  gint64  began;
  gint64  frame;
  GArray *times; /* µs of each frame */
  int     n;
} Scroll;

/* µs that this thread has worked: others on a busy machine do not count. */
static gint64
get_work (void)
{
  struct timespec work;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &work);

  return (gint64)work.tv_sec * G_USEC_PER_SEC + work.tv_nsec / 1000;
}

static void
before_paint_cb (Scroll *self)
{
  self->frame = get_work ();
}

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;

  return (x > y) - (x < y);
}

static void
print_times (Scroll *self)
{
  gint64 *times;

  g_array_sort (self->times, compare_times);
  times = (gint64 *)(void *)self->times->data;
  g_print ("scrolled: %u frames, p50 %.1f ms, p99 %.1f ms, longest %.1f ms\n", self->times->len,
           times[self->times->len / 2] / 1000.0, times[self->times->len * 99 / 100] / 1000.0,
           times[self->times->len - 1] / 1000.0);
}

static void
after_paint_cb (Scroll *self)
{
  gint64 now = get_work ();
  gint64 time = now - self->frame;

  if (self->n == 0)
    g_print ("first frame: after %.0f ms, of which %.0f in it\n", (now - self->began) / 1000.0, time / 1000.0);
  if (self->n++ > 30)
    g_array_append_val (self->times, time);
  if (self->n == SCROLL_FRAMES)
    {
      print_times (self);
      g_application_quit (g_application_get_default ());
    }
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

static gboolean
tick_cb (GtkWidget     *view,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (find_child (view, GTK_TYPE_LIST_VIEW), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  Scroll *self = user_data;

  if (self->n > 30)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) - SCROLL_PIXELS);
  gtk_widget_queue_draw (view);

  return G_SOURCE_CONTINUE;
}

static void
measure (GtkWidget *window,
         GtkWidget *view)
{
  static Scroll self;
  GdkFrameClock *clock;

  self.began = 0;
  self.times = g_array_new (FALSE, FALSE, sizeof (gint64));
  gtk_widget_realize (window);
  clock = gtk_widget_get_frame_clock (window);
  g_signal_connect_swapped (clock, "before-paint", G_CALLBACK (before_paint_cb), &self);
  g_signal_connect_data (clock, "after-paint", G_CALLBACK (after_paint_cb), &self, NULL, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  gtk_widget_add_tick_callback (view, tick_cb, &self, NULL);
}

static void
activate_cb (GtkApplication *application,
             Gallery        *self)
{
  GtkWidget *window = adw_application_window_new (application);
  GtkWidget *panes = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *sidebar, *content;
  g_autoptr(KithConversation) first = NULL;

  if (rtl)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  if (dark)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);

  self->list = kith_conversation_list_new (G_LIST_MODEL (self->conversations));
  self->title = kith_conversation_title_new ();
  self->view = kith_conversation_view_new ();
  g_signal_connect_swapped (self->list, "open", G_CALLBACK (open_cb), self);

  sidebar = make_pane (adw_window_title_new ("Chats", NULL), self->list);
  gtk_widget_set_size_request (sidebar, 320, -1);
  content = make_pane (self->title, self->view);
  gtk_widget_set_hexpand (content, TRUE);
  if (g_strcmp0 (pane, "chat") != 0)
    gtk_box_append (GTK_BOX (panes), sidebar);
  else
    g_object_ref_sink (sidebar);
  if (pane == NULL)
    gtk_box_append (GTK_BOX (panes), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  if (g_strcmp0 (pane, "list") != 0)
    gtk_box_append (GTK_BOX (panes), content);
  else
    g_object_ref_sink (content);

  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), panes);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);

  first = g_list_model_get_item (G_LIST_MODEL (self->conversations), (guint)chat);
  if (first != NULL)
    open_cb (self, first);

  if (scroll)
    measure (window, self->view);

  gtk_window_present (GTK_WINDOW (window));
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autoptr(AdwApplication) application = NULL;
  g_autoptr(KithJid) jid = NULL;
  g_autoptr(GError) error = NULL;
  Gallery gallery = { 0 };

  setlocale (LC_ALL, "");
  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }

  jid = kith_jid_new ("me@kith.example", NULL);
  gallery.now = g_get_real_time ();
  gallery.account = kith_account_new (jid);
  gallery.conversations = g_list_store_new (KITH_TYPE_CONVERSATION);
  fill (&gallery);

  application = adw_application_new ("im.kith.Kith", G_APPLICATION_NON_UNIQUE);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), &gallery);

  return g_application_run (G_APPLICATION (application), 1, argv);
}
