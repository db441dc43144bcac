/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-sentence.h"

#include <glib/gi18n.h>

#include "kith-model-error.h"
#include "kith-time-words.h"

/* One row for each thing that can go wrong: in words of daily life, and what to press. */
typedef struct
{
  KithModelError code;
  const char    *text;
  const char    *action_label;
  const char    *action; /* the account's address is its parameter, unless it has one */
} Row;

static const Row rows[] = {
  { KITH_MODEL_ERROR_FAILED, N_("Something went wrong"), N_("Try again"), "win.connect" },
  { KITH_MODEL_ERROR_HOST_NOT_FOUND, N_("There is no chat server at this address"), N_("Change address"), "win.account" },
  { KITH_MODEL_ERROR_UNREACHABLE, N_("The server cannot be reached"), N_("Try again"), "win.connect" },
  { KITH_MODEL_ERROR_TIMEOUT, N_("The server does not answer"), N_("Try again"), "win.connect" },
  { KITH_MODEL_ERROR_LOST, N_("The connection was lost"), N_("Connect now"), "win.connect" },
  { KITH_MODEL_ERROR_CERTIFICATE, N_("The server could not prove that it is genuine"), N_("Show details"),
    "win.certificate" },
  { KITH_MODEL_ERROR_NO_TLS, N_("The server offers no safe connection, so Kith did not sign in"), N_("Account settings"),
    "win.account" },
  { KITH_MODEL_ERROR_NOT_AUTHORIZED, N_("The password was not accepted"), N_("Enter it again"), "win.password" },
  { KITH_MODEL_ERROR_ACCOUNT_DISABLED, N_("The server has closed this account"), N_("Account settings"), "win.account" },
  { KITH_MODEL_ERROR_WEAK_MECHANISM, N_("The server asks for the password in a way that is not safe"),
    N_("Account settings"), "win.account" },
  { KITH_MODEL_ERROR_WEAKER_MECHANISM, N_("The server offers only a less safe way to sign in than before"),
    N_("Show choices"), "win.weaker" },
  { KITH_MODEL_ERROR_SERVER_FORGED, N_("The server does not know your password: it may be an impostor"),
    N_("Account settings"), "win.account" },
  { KITH_MODEL_ERROR_CONFLICT, N_("Another device took this device's place"), N_("Connect here"), "win.connect" },
  { KITH_MODEL_ERROR_POLICY, N_("The server ended the connection because of its rules"), N_("Try again"), "win.connect" },
  { KITH_MODEL_ERROR_SERVER_REFUSED, N_("The server cannot serve you right now"), N_("Try again"), "win.connect" },
  { KITH_MODEL_ERROR_PROTOCOL, N_("What answered there is not a chat server"), N_("Account settings"), "win.account" },
  { KITH_MODEL_ERROR_PASSWORD_NEEDED, N_("Your password is needed to sign in"), N_("Enter password"), "win.password" },
  { KITH_MODEL_ERROR_OFFLINE, N_("You are not connected"), N_("Connect now"), "win.connect" },
  { KITH_MODEL_ERROR_RECIPIENT_NOT_FOUND, N_("There is nobody at this address"), NULL, NULL },
  { KITH_MODEL_ERROR_RECIPIENT_UNAVAILABLE, N_("They cannot be reached right now: try again later"), NULL, NULL },
  { KITH_MODEL_ERROR_REMOTE_SERVER_NOT_FOUND, N_("Their server cannot be found: is the address right?"), NULL, NULL },
  { KITH_MODEL_ERROR_REMOTE_SERVER_TIMEOUT, N_("Their server does not answer: try again later"), NULL, NULL },
  { KITH_MODEL_ERROR_FORBIDDEN, N_("They do not take messages from you"), NULL, NULL },
  { KITH_MODEL_ERROR_BLOCKED, N_("You have blocked them: unblock them to write to them"), NULL, NULL },
  { KITH_MODEL_ERROR_QUOTA, N_("Too much at once: the server asks you to wait a little"), NULL, NULL },
  { KITH_MODEL_ERROR_MOVED, N_("They have left this address: ask them for their new one"), NULL, NULL },
  { KITH_MODEL_ERROR_NOT_DELIVERED,
    N_("It could not be delivered: the address does not exist, or they take no messages from you or while away"), NULL, NULL },
  { KITH_MODEL_ERROR_NOT_ALLOWED, N_("The server does not let you write to them"), NULL, NULL },
  { KITH_MODEL_ERROR_CONTACTS_ONLY, N_("They take messages from their contacts only: add them, and wait for their answer"),
    NULL, NULL },
  { KITH_MODEL_ERROR_MAILBOX_FULL, N_("There is no room for more messages to them: try again later"), NULL, NULL },
  { KITH_MODEL_ERROR_MESSAGE_POLICY, N_("The server's rules did not let this message through"), NULL, NULL },
  { KITH_MODEL_ERROR_MESSAGE_REFUSED, N_("The server did not accept this message"), NULL, NULL },
  { KITH_MODEL_ERROR_SERVER_TROUBLE, N_("Their server has a problem: try again later"), NULL, NULL },
  { KITH_MODEL_ERROR_TOO_LONG, N_("This is too long for the server"), NULL, NULL },
  { KITH_MODEL_ERROR_NOT_SUPPORTED, N_("The server does not offer this"), NULL, NULL },
  { KITH_MODEL_ERROR_ADDRESS, N_("This is not a chat address, such as name@example.org"), NULL, NULL },
  { KITH_MODEL_ERROR_ACCOUNT_EXISTS, N_("You are already signed in with this address"), NULL, NULL },
  { KITH_MODEL_ERROR_NAME_TAKEN, N_("This name is already taken"), NULL, NULL },
  { KITH_MODEL_ERROR_NOT_ACCEPTABLE, N_("The server did not accept what you entered"), NULL, NULL },
  { KITH_MODEL_ERROR_STORE_CORRUPT, N_("Your chat history on this computer is damaged"), N_("Quit"), "app.quit" },
  { KITH_MODEL_ERROR_STORE_NEWER, N_("Your chat history was written by a newer version of Kith"), N_("Quit"), "app.quit" },
  { KITH_MODEL_ERROR_STORE_READ_ONLY, N_("Kith is not allowed to write to your chat history"), N_("Quit"), "app.quit" },
  { KITH_MODEL_ERROR_STORE_FULL, N_("The disk is full, so this could not be saved"), NULL, NULL },
  { KITH_MODEL_ERROR_STORE_LOCKED, N_("Kith is already running"), N_("Quit"), "app.quit" },
  { KITH_MODEL_ERROR_KEYRING_UNAVAILABLE,
    N_("This computer has no keyring, so Kith cannot keep your password and asks at each start"), NULL, NULL },
  { KITH_MODEL_ERROR_KEYRING_LOCKED, N_("Your keyring is locked, so Kith could not read your password"),
    N_("Enter password"), "win.password" },
};

/* What to do where Kith cannot work at all, in a second line. */
static const struct
{
  KithModelError code;
  const char    *text;
} advices[] = {
  { KITH_MODEL_ERROR_STORE_CORRUPT,
    N_("Nothing was changed. Bring this file back from a backup, or move it elsewhere to begin with an empty history.") },
  { KITH_MODEL_ERROR_STORE_NEWER, N_("Nothing was changed. The newest version of Kith opens this file again.") },
  { KITH_MODEL_ERROR_STORE_READ_ONLY, N_("Start Kith again when this file and its folder belong to you and can be written.") },
  { KITH_MODEL_ERROR_STORE_LOCKED, N_("Quit the other Kith that uses this file, and start this one again.") },
};

static const Row *
find_row (const GError *error)
{
  if (error->domain == KITH_MODEL_ERROR)
    {
      for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        {
          if ((int)rows[i].code == error->code)
            return &rows[i];
        }
    }

  return &rows[0];
}

static char *
dup_action (const char  *action,
            KithAccount *account)
{
  if (action == NULL)
    return NULL;

  if (g_str_has_prefix (action, "app."))
    return g_strdup (action);

  if (account == NULL)
    return NULL;

  return g_strdup_printf ("%s('%s')", action, kith_account_get_address (account));
}

/**
 * kith_sentence_for_error:
 * @error: of %KITH_MODEL_ERROR; anything else is "Something went wrong"
 * @account: (nullable): whose trouble it is, for the action
 *
 * Returns: (transfer full): what to say
 */
KithSentence *
kith_sentence_for_error (const GError *error,
                         KithAccount  *account)
{
  KithSentence *self = g_new0 (KithSentence, 1);
  const Row *row = find_row (error);

  if (row->code == KITH_MODEL_ERROR_CERTIFICATE && account != NULL &&
      kith_account_get_certificate (account) != NULL)
    {
      g_autoptr(KithSentence) certificate =
        kith_sentence_for_certificate (kith_account_get_certificate (account),
                                       kith_account_get_certificate_flaws (account),
                                       kith_jid_get_domainpart (kith_account_get_jid (account)));

      self->text = g_steal_pointer (&certificate->text);
    }
  else
    {
      self->text = g_strdup (_(row->text));
    }

  self->action = dup_action (row->action, account);
  if (self->action != NULL)
    self->action_label = g_strdup (_(row->action_label));

  return self;
}

/**
 * kith_sentence_dup_advice:
 * @error: why Kith cannot work
 * @path: the file with the chat history
 *
 * What can be done about it, with the path, as Pango markup.
 *
 * Returns: (transfer full) (nullable): what to say; %NULL if nothing can be done
 */
char *
kith_sentence_dup_advice (const GError *error,
                          const char   *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (advices); i++)
    {
      if (g_error_matches (error, KITH_MODEL_ERROR, advices[i].code))
        return g_markup_printf_escaped ("%s\n\n<small>%s</small>", _(advices[i].text), path);
    }

  return NULL;
}

/**
 * kith_sentence_for_certificate:
 *
 * The gravest flaw of a certificate in one sentence. There is no action.
 *
 * Returns: (transfer full): what to say
 */
KithSentence *
kith_sentence_for_certificate (GTlsCertificate     *certificate,
                               GTlsCertificateFlags flaws,
                               const char          *domain)
{
  KithSentence *self = g_new0 (KithSentence, 1);
  g_autoptr(GDateTime) until = g_tls_certificate_get_not_valid_after (certificate);

  if (flaws & G_TLS_CERTIFICATE_REVOKED)
    {
      self->text = g_strdup (_("This server's certificate was revoked"));
    }
  else if (flaws & G_TLS_CERTIFICATE_BAD_IDENTITY)
    {
      /* Translators: %s is a domain such as example.org */
      self->text = g_strdup_printf (_("This server's certificate was not made for %s"), domain);
    }
  else if ((flaws & G_TLS_CERTIFICATE_EXPIRED) && until != NULL)
    {
      g_autofree char *day = kith_time_words_date (g_date_time_to_unix (until) * G_USEC_PER_SEC);

      /* Translators: %s is a day such as 3 May 2026 */
      self->text = g_strdup_printf (_("This server's certificate expired on %s"), day);
    }
  else if (flaws & G_TLS_CERTIFICATE_NOT_ACTIVATED)
    {
      self->text = g_strdup (_("This server's certificate is not valid yet. Is the date of this computer right?"));
    }
  else if (flaws & G_TLS_CERTIFICATE_UNKNOWN_CA)
    {
      self->text = g_strdup (_("Nobody whom this computer trusts vouches for this server"));
    }
  else
    {
      self->text = g_strdup (_("This server's certificate is not safe"));
    }

  return self;
}

/**
 * kith_sentence_text:
 *
 * Returns: (transfer full): the sentence of @error alone
 */
char *
kith_sentence_text (const GError *error)
{
  return g_strdup (_(find_row (error)->text));
}

static gboolean
shows_action (const KithSentence *self,
              GtkButton          *button)
{
  g_autoptr(GVariant) target = NULL;
  g_autofree char *name = NULL;
  GVariant *shown = gtk_actionable_get_action_target_value (GTK_ACTIONABLE (button));

  if (self->action == NULL)
    return !gtk_widget_get_visible (GTK_WIDGET (button));

  return gtk_widget_get_visible (GTK_WIDGET (button)) &&
         g_action_parse_detailed_name (self->action, &name, &target, NULL) &&
         g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), name) == 0 &&
         g_strcmp0 (gtk_button_get_label (button), self->action_label) == 0 &&
         (target == shown || (target != NULL && shown != NULL && g_variant_equal (target, shown)));
}

/**
 * kith_sentence_show_action:
 *
 * Makes @button the one thing to do, or hides it where there is none. One that shows it already is not drawn again.
 */
void
kith_sentence_show_action (const KithSentence *self,
                           GtkButton          *button)
{
  g_autoptr(GVariant) target = NULL;
  g_autofree char *name = NULL;

  if (shows_action (self, button))
    return;

  /* First without an action: a name whose parameter is not there yet is complained of. */
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), NULL);
  gtk_widget_set_visible (GTK_WIDGET (button), self->action != NULL);

  if (self->action != NULL && g_action_parse_detailed_name (self->action, &name, &target, NULL))
    {
      gtk_button_set_label (button, self->action_label);
      gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button), target);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), name);
    }
}

void
kith_sentence_free (KithSentence *self)
{
  g_free (self->text);
  g_free (self->action_label);
  g_free (self->action);
  g_free (self);
}
