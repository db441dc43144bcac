/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-nickname-module.h"

#include "kith-ns.h"
#include "kith-pubsub-module.h"
#include "kith-router.h"
#include "kith-xmpp-error.h"

/* In bytes; a longer one is cut. */
#define MAX_NICK 1023

struct _KithNicknameModule
{
  KithModule parent_instance;
};

enum
{
  NICKNAME_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithNicknameModule, kith_nickname_module, KITH_TYPE_MODULE)

static void
kith_nickname_module_event (KithModule *module, KithJid *publisher, const char *node, KithStanza *items)
{
  KithStanza *item = kith_stanza_find (items, "item", KITH_NS_PUBSUB_EVENT);
  KithStanza *element = item != NULL ? kith_stanza_find (item, "nick", KITH_NS_NICK) : NULL;
  g_autofree char *nick = element != NULL ? kith_stanza_dup_short_text (element, MAX_NICK) : NULL;

  if (item != NULL && element == NULL)
    return;

  g_signal_emit (module, signals[NICKNAME_CHANGED], 0, publisher, nick);
}

static const char *const notify[] = { KITH_NS_NICK, NULL };

static void
kith_nickname_module_class_init (KithNicknameModuleClass *klass)
{
  KITH_MODULE_CLASS (klass)->notify = notify;
  KITH_MODULE_CLASS (klass)->event = kith_nickname_module_event;

  /**
   * KithNicknameModule::nickname-changed:
   * @jid: who
   * @nick: (nullable): what they call themselves, %NULL: nothing any more
   */
  signals[NICKNAME_CHANGED] = g_signal_new ("nickname-changed", KITH_TYPE_NICKNAME_MODULE, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 2, KITH_TYPE_JID, G_TYPE_STRING);
}

static void
kith_nickname_module_init (KithNicknameModule *self)
{
}

static void
published_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (kith_pubsub_module_change_finish (KITH_PUBSUB_MODULE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * kith_nickname_module_publish_async:
 * @nick: (nullable): what to call ourselves, %NULL: nothing
 *
 * Publishes it as the one item of its node (XEP-0172, 4; XEP-0163, 3), to whom the node lets see it: the contacts who see our
 * presence, unless another client of ours decided otherwise. That nothing is published says that there is none any more.
 */
void
kith_nickname_module_publish_async (KithNicknameModule *self,
                                    const char         *nick,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  KithRouter *router = kith_module_get_router (KITH_MODULE (self));
  KithPubsubModule *pubsub = router != NULL ? kith_router_get_module (router, KITH_TYPE_PUBSUB_MODULE) : NULL;
  KithStanza *payload = NULL;

  g_return_if_fail (KITH_IS_NICKNAME_MODULE (self));

  g_task_set_source_tag (task, kith_nickname_module_publish_async);
  if (pubsub == NULL)
    {
      g_task_return_new_error (task, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST, "Not connected");
      return;
    }

  payload = kith_stanza_new ("nick", KITH_NS_NICK);
  kith_stanza_set_text (payload, nick);
  kith_pubsub_module_publish_async (pubsub, KITH_NS_NICK, "current", payload, cancellable, published_cb,
                                    g_steal_pointer (&task));
}

/**
 * kith_nickname_module_publish_finish:
 *
 * Returns: %TRUE if the server has it; else an error as kith_router_send_iq_finish () gives
 */
gboolean
kith_nickname_module_publish_finish (KithNicknameModule *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
