/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-message-list-private.h"

#include "kith-conversation-private.h"
#include "kith-gap-list-private.h"
#include "kith-known-messages-private.h"
#include "kith-message-page-private.h"
#include "kith-message-private.h"

/* The window over one conversation's history. Owns the messages in the window, knows every message object of the conversation
 * that is alive, and where messages are missing; owned by the conversation; main thread. */

/* What a window shows, and a little: a bigger page would take longer than a frame to be laid out. The view asks for the next one
 * when the first is on screen. */
#define PAGE 20

/* How far back the line "New messages" is looked for before a conversation is shown. */
#define SEEK 600
#define SEEK_PAGE 200

struct _KithMessageList
{
  GObject            parent_instance;

  GPtrArray         *messages;    /* KithMessage (owned), oldest first */
  KithGapList       *gaps;        /* owned */
  KithKnownMessages *known;       /* owned */
  KithMessage       *first_unread; /* owned */
  GPtrArray         *waiting;     /* GTask (owned) of callers while a page is on its way */
  GCancellable      *cancellable;

  KithConversation  *conversation; /* weak */

  gint64             floor_time;  /* of the oldest that came with a page, and its id: from there on nothing that is stored is left out */
  gint64             floor_id;

  guint              n_unread;    /* where the line belongs, once the message is here; 0: nothing to do */
  guint              n_asked;     /* how many messages the page on its way has, if there are so many */
  guint              has_older : 1;
  guint              loading : 1;
  guint              loaded : 1;  /* the newest page is here */
};

enum
{
  PROP_0,
  PROP_HAS_OLDER,
  PROP_LOADING,
  PROP_FIRST_UNREAD,
  N_PROPS
};

static void kith_message_list_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KithMessageList, kith_message_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      kith_message_list_iface_init))

static GParamSpec *properties[N_PROPS];

static GType
get_item_type (GListModel *model)
{
  return KITH_TYPE_MESSAGE;
}

static guint
get_n_items (GListModel *model)
{
  return KITH_MESSAGE_LIST (model)->messages->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  KithMessageList *self = KITH_MESSAGE_LIST (model);

  if (position >= self->messages->len)
    return NULL;

  return g_object_ref (g_ptr_array_index (self->messages, position));
}

static void
kith_message_list_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
set_loading (KithMessageList *self,
             gboolean         loading)
{
  if (self->loading == loading)
    return;

  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

/* Whether @message is in the window already: it is near the end, if at all. */
static gboolean
find (KithMessageList *self,
      KithMessage     *message,
      guint           *position)
{
  for (guint i = self->messages->len; i > 0; i--)
    {
      if (g_ptr_array_index (self->messages, i - 1) == message)
        {
          *position = i - 1;
          return TRUE;
        }
    }

  return FALSE;
}

/* Puts the line "New messages" over the n-th message that came in, counted from the newest, as soon as that is here. */
static void
resolve_unread (KithMessageList *self)
{
  KithMessage *first = NULL;
  guint n = 0;

  if (self->n_unread == 0 || !self->loaded)
    return;

  for (guint i = self->messages->len; i > 0 && n < self->n_unread; i--)
    {
      KithMessage *message = g_ptr_array_index (self->messages, i - 1);

      if (kith_message_get_direction (message) == KITH_DIRECTION_IN)
        {
          first = message;
          n++;
        }
    }

  if (n < self->n_unread && self->has_older)
    return;

  self->n_unread = 0;
  if (g_set_object (&self->first_unread, first))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIRST_UNREAD]);
}

/* From @oldest on the window has all that is stored. */
static void
set_floor (KithMessageList *self,
           KithMessage     *oldest)
{
  self->floor_time = kith_message_get_time (oldest);
  self->floor_id = kith_message_get_id (oldest);
}

/* Whether @message is in that part of the history which the window has whole. What was not stored when the page around it came may stand
 * before. */
static gboolean
is_behind_floor (KithMessageList *self,
                 KithMessage     *message)
{
  gint64 time = kith_message_get_time (message);

  return time > self->floor_time || (time == self->floor_time && kith_message_get_id (message) >= self->floor_id);
}

/* What is missing before a window with more behind it concerns the pages that are yet to come. What comes in behind it changes that
 * with the next page alone, so that nothing goes that somebody looks at. */
static void
update_floor (KithMessageList *self)
{
  gint64 floor = self->loaded ? G_MININT64 : G_MAXINT64;

  if (self->loaded && self->has_older && self->messages->len > 0)
    floor = kith_message_get_time (g_ptr_array_index (self->messages, 0));

  kith_gap_list_set_floor (self->gaps, floor);
}

static void
answer_waiting (KithMessageList *self,
                const GError    *error)
{
  g_autoptr(GPtrArray) waiting = g_steal_pointer (&self->waiting);

  for (guint i = 0; waiting != NULL && i < waiting->len; i++)
    {
      GTask *task = g_ptr_array_index (waiting, i);

      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_boolean (task, TRUE);
    }
}

static void
page_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(KithMessageList) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) page = NULL;

  page = kith_conversation_load_page_finish (KITH_CONVERSATION (source), result, &error);
  if (page != NULL)
    kith_message_list_prepend (self, page, page->len == self->n_asked);

  set_loading (self, FALSE);
  answer_waiting (self, error);
}

/* The oldest stored message of what the window has whole: what the next page ends before. */
static gint64
get_first_id (KithMessageList *self)
{
  if (!self->loaded)
    return 0;

  for (guint i = 0; i < self->messages->len; i++)
    {
      KithMessage *message = g_ptr_array_index (self->messages, i);

      if (kith_message_get_id (message) != 0 && is_behind_floor (self, message))
        return kith_message_get_id (message);
    }

  return 0;
}

static void
kith_message_list_dispose (GObject *object)
{
  KithMessageList *self = KITH_MESSAGE_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_weak_pointer (&self->conversation);
  g_clear_object (&self->first_unread);
  g_ptr_array_set_size (self->messages, 0);

  G_OBJECT_CLASS (kith_message_list_parent_class)->dispose (object);
}

static void
kith_message_list_finalize (GObject *object)
{
  KithMessageList *self = KITH_MESSAGE_LIST (object);

  g_clear_pointer (&self->messages, g_ptr_array_unref);
  g_clear_pointer (&self->known, kith_known_messages_free);
  g_clear_object (&self->gaps);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (kith_message_list_parent_class)->finalize (object);
}

static void
kith_message_list_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  KithMessageList *self = KITH_MESSAGE_LIST (object);

  switch (prop_id)
    {
    case PROP_HAS_OLDER:
      g_value_set_boolean (value, self->has_older);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    case PROP_FIRST_UNREAD:
      g_value_set_object (value, self->first_unread);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_message_list_class_init (KithMessageListClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_message_list_dispose;
  object_class->finalize = kith_message_list_finalize;
  object_class->get_property = kith_message_list_get_property;

  properties[PROP_HAS_OLDER] = g_param_spec_boolean ("has-older", NULL, NULL, TRUE, flags);
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  properties[PROP_FIRST_UNREAD] =
    g_param_spec_object ("first-unread", NULL, NULL, KITH_TYPE_MESSAGE, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
kith_message_list_init (KithMessageList *self)
{
  self->messages = g_ptr_array_new_with_free_func (g_object_unref);
  self->known = kith_known_messages_new ();
  self->gaps = kith_gap_list_new ();
  self->cancellable = g_cancellable_new ();
  self->has_older = TRUE;
  self->floor_time = G_MININT64;
}

/**
 * kith_message_list_new:
 * @conversation: (nullable): where pages come from; not kept alive
 *
 * Returns: (transfer full): a window over nothing yet
 */
KithMessageList *
kith_message_list_new (KithConversation *conversation)
{
  KithMessageList *self = g_object_new (KITH_TYPE_MESSAGE_LIST, NULL);

  g_set_weak_pointer (&self->conversation, conversation);

  return self;
}

void
kith_message_list_add (KithMessageList *self,
                       KithMessage     *message)
{
  guint position;

  g_return_if_fail (KITH_IS_MESSAGE_LIST (self));

  for (position = self->messages->len; position > 0; position--)
    {
      KithMessage *other = g_ptr_array_index (self->messages, position - 1);

      if (other == message)
        return;
      if (kith_message_compare (other, message) <= 0)
        break;
    }

  if (position == 0 && self->messages->len > 0 && self->has_older)
    return;

  g_ptr_array_insert (self->messages, position, g_object_ref (message));
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
}

void
kith_message_list_remove (KithMessageList *self,
                          KithMessage     *message)
{
  guint position;

  g_return_if_fail (KITH_IS_MESSAGE_LIST (self));

  if (self->first_unread == message)
    kith_message_list_mark_unread (self, 0);

  if (!find (self, message, &position))
    return;

  g_ptr_array_remove_index (self->messages, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

void
kith_message_list_prepend (KithMessageList *self,
                           GPtrArray       *page,
                           gboolean         has_older)
{
  g_autoptr(GPtrArray) old = NULL;
  guint n_common;

  g_return_if_fail (KITH_IS_MESSAGE_LIST (self));

  old = g_steal_pointer (&self->messages);
  self->messages = kith_message_page_join (page, old, has_older);
  n_common = kith_message_page_count_common (old, self->messages);
  self->loaded = TRUE;
  self->has_older = !!has_older;
  if (page->len > 0)
    set_floor (self, g_ptr_array_index (page, 0));

  if (old->len > n_common || self->messages->len > n_common)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, old->len - n_common, self->messages->len - n_common);
  update_floor (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_OLDER]);
  resolve_unread (self);
}

/* Borrowed, or NULL: the object of the message with @id, if anybody holds it. */
KithMessage *
kith_message_list_find (KithMessageList *self,
                        gint64           id)
{
  return kith_known_messages_find (self->known, id);
}

void
kith_message_list_know (KithMessageList *self,
                        KithMessage     *message)
{
  kith_known_messages_add (self->known, message);
}

gboolean
kith_message_list_is_open (KithMessageList *self)
{
  return self->loaded || self->loading;
}

KithMessage *
kith_message_list_get_newest (KithMessageList *self)
{
  guint n = self->messages->len;

  return n > 0 ? g_ptr_array_index (self->messages, n - 1) : NULL;
}

/**
 * kith_message_list_mark_unread:
 * @n_unread: how many messages that came in are unread; 0 takes the line away
 *
 * Says where the line "New messages" belongs.
 */
void
kith_message_list_mark_unread (KithMessageList *self,
                               guint            n_unread)
{
  g_return_if_fail (KITH_IS_MESSAGE_LIST (self));

  self->n_unread = n_unread;

  if (n_unread > 0)
    resolve_unread (self);
  else if (g_set_object (&self->first_unread, NULL))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIRST_UNREAD]);
}

void
kith_message_list_set_has_older (KithMessageList *self,
                                 gboolean         has_older)
{
  if (self->has_older == !!has_older)
    return;

  if (has_older && self->messages->len > 0)
    set_floor (self, g_ptr_array_index (self->messages, 0));
  self->has_older = !!has_older;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_OLDER]);
}

/**
 * kith_message_list_get_has_older:
 *
 * Returns: whether there may be messages before the first one here; %TRUE before anything was loaded
 */
gboolean
kith_message_list_get_has_older (KithMessageList *self)
{
  g_return_val_if_fail (KITH_IS_MESSAGE_LIST (self), FALSE);

  return self->has_older;
}

gboolean
kith_message_list_get_loading (KithMessageList *self)
{
  g_return_val_if_fail (KITH_IS_MESSAGE_LIST (self), FALSE);

  return self->loading;
}

/**
 * kith_message_list_get_first_unread:
 *
 * Returns: (transfer none) (nullable): the message over which the line "New messages" stands
 */
KithMessage *
kith_message_list_get_first_unread (KithMessageList *self)
{
  g_return_val_if_fail (KITH_IS_MESSAGE_LIST (self), NULL);

  return self->first_unread;
}

/**
 * kith_message_list_get_gaps:
 *
 * Returns: (transfer none): a GListModel of #KithGap, oldest first: where in the window, or before it if the store has no more, messages
 *   are missing that the server may have
 */
GListModel *
kith_message_list_get_gaps (KithMessageList *self)
{
  g_return_val_if_fail (KITH_IS_MESSAGE_LIST (self), NULL);

  return G_LIST_MODEL (self->gaps);
}

/**
 * kith_message_list_is_seeking:
 *
 * Returns: whether the line "New messages" stands further back than what is here, but near enough to be looked for before anybody
 *   sees the conversation; then older pages should be loaded first
 */
gboolean
kith_message_list_is_seeking (KithMessageList *self)
{
  g_return_val_if_fail (KITH_IS_MESSAGE_LIST (self), FALSE);

  return self->n_unread > 0 && self->has_older && MAX (self->n_unread, self->messages->len) <= SEEK;
}

/**
 * kith_message_list_load_older_async:
 *
 * Loads the newest page, then one further back each time; two calls at once share one page.
 */
void
kith_message_list_load_older_async (KithMessageList    *self,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (KITH_IS_MESSAGE_LIST (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, kith_message_list_load_older_async);

  if (self->conversation == NULL || (self->loaded && !self->has_older))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  if (self->waiting == NULL)
    self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->waiting, g_steal_pointer (&task));

  if (self->loading)
    return;

  self->n_asked = kith_message_list_is_seeking (self) ? CLAMP (self->n_unread, PAGE, SEEK_PAGE) : PAGE;
  set_loading (self, TRUE);
  kith_conversation_load_page_async (self->conversation, get_first_id (self), self->n_asked,
                                     self->cancellable, page_cb, g_object_ref (self));
}

gboolean
kith_message_list_load_older_finish (KithMessageList *self,
                                     GAsyncResult    *result,
                                     GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * kith_message_list_trim:
 *
 * Keeps the newest page alone, as when a conversation is left, so that memory stays flat.
 */
void
kith_message_list_trim (KithMessageList *self)
{
  guint n_gone;

  g_return_if_fail (KITH_IS_MESSAGE_LIST (self));

  if (self->loading || self->messages->len <= PAGE)
    return;

  n_gone = self->messages->len - PAGE;
  g_ptr_array_remove_range (self->messages, 0, n_gone);
  set_floor (self, g_ptr_array_index (self->messages, 0));
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_gone, 0);
  kith_message_list_set_has_older (self, TRUE);
  update_floor (self);
}
