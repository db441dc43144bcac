#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person does with contacts and accounts in the real program, seen by a foreign client and by another device of
the same person: who asks is approved or denied, a contact is renamed, put into groups, blocked, let in again and removed; a
second account comes; a password that was changed elsewhere is asked for. Argument: the build directory."""

import pathlib
import re
import sys
from xml.etree import ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from kith_story import Story, tell  # noqa: E402
from kith_server import Server, make_password  # noqa: E402

ARCHIVE = '{urn:xmpp:mam:2}'
PASSWORDS = {name: make_password() for name in ('ada', 'ben', 'carla', 'dora', 'eve')}


class Contacts(Story):
    def test_signs_in(self):
        self.ben, self.carla, self.dora = (self.friends.join(name, PASSWORDS[name]) for name in ('ben', 'carla', 'dora'))
        # Another device of Ada: what Kith does must reach the server.
        self.other = self.friends.join('ada', PASSWORDS['ada'], resource='other')
        self.start()
        self.sign_in('ada', PASSWORDS['ada'])
        self.ben.wait_presence(self.jid('ada'))

    def roster(self, name):
        """What the server says of a contact of Ada's: a dictionary, None if there is none."""
        async def ask():
            question = self.other.client.Iq()
            question['type'] = 'get'
            question.enable('roster')                # of no version: all of it
            answer = await question.send()
            return answer['roster'].get_items().get(self.jid(name))
        return self.other.run(ask())

    def ask_ada(self, friend):
        friend.do(friend.client.send_presence_subscription, pto=self.jid('ada'))

    def open_details(self, name):
        self.screen.key('ctrl+n')
        self.screen.find('entry', 'Name or address')
        self.screen.type(name)
        self.screen.wait_shows(re.compile(f'^{name}'))
        self.screen.key('Return')
        self.screen.wait_gone('Name or address')
        self.screen.key('ctrl+i')
        self.screen.wait_shows('Who sees whom')

    def close_details(self):
        self.screen.key('Escape')
        self.screen.wait_gone('Who sees whom')

    def answer(self, name, button):
        """Clicks on BUTTON in the row of NAME's request."""
        row = self.screen.find('item', self.jid(name))
        self.screen.click(self.screen.find('button', button, under=row))

    def test_who_asks_is_approved(self):
        self.ask_ada(self.carla)
        self.screen.click(self.screen.find('button', '1 contact request'))
        self.answer('carla', 'Approve')
        self.carla.wait_presence(self.jid('ada'), 'subscribed')
        self.carla.wait_presence(self.jid('ada'))
        self.screen.wait_shows('No requests')
        # Ada asks back.
        self.carla.wait_presence(self.jid('ada'), 'subscribe')
        self.carla.do(self.carla.client.send_presence, pto=self.jid('ada'), ptype='subscribed')
        self.screen.wait('both see each other', lambda: (self.roster('carla') or {}).get('subscription') == 'both')

    def test_who_asks_is_denied(self):
        self.ask_ada(self.dora)
        self.answer('dora', 'Deny')
        self.dora.wait_presence(self.jid('ada'), 'unsubscribed')
        self.screen.wait_shows('No requests')
        assert self.roster('dora') is None, self.roster('dora')

    def test_contact_is_renamed(self):
        self.open_details('ben')
        self.screen.key('ctrl+a')                   # the name has the focus
        self.screen.type('Benjamin')
        self.screen.key('Return')
        self.screen.wait('the new name at the server', lambda: self.roster('ben')['name'] == 'Benjamin')
        self.screen.wait_shows(re.compile('^Benjamin'))

    def test_contact_comes_into_groups(self):
        groups = self.screen.find('entry', 'Groups, separated by commas')
        self.screen.click(groups)
        self.screen.key('ctrl+a')
        self.screen.type('Friends, Work')
        self.screen.key('Return')
        self.screen.wait('the groups at the server', lambda: sorted(self.roster('ben')['groups']) == ['Friends', 'Work'])
        self.close_details()
        self.screen.key('ctrl+2')
        self.screen.wait_shows(re.compile('^Friends'))
        self.screen.wait_shows(re.compile('^Work'))

    def never_kept(self):
        """With whom the server's archive keeps nothing."""
        async def ask():
            question = self.other.client.Iq()
            question['type'] = 'get'
            question.append(ElementTree.Element(f'{ARCHIVE}prefs'))
            answer = await question.send()
            return [jid.text for jid in answer.xml.iterfind(f'.//{ARCHIVE}never/{ARCHIVE}jid')]
        return self.other.run(ask())

    def test_chat_is_not_kept(self):
        self.open_details('Benjamin')
        self.go_to('row', re.compile('^Do not keep this chat'), 'Tab')
        self.screen.key('space')
        self.screen.wait('the server told', lambda: self.never_kept() == [self.jid('ben')])
        self.screen.key('space')
        self.screen.wait('the server told again', lambda: self.never_kept() == [])
        self.close_details()

    def test_blocked_contact_reaches_nobody(self):
        self.open_details('Benjamin')
        self.screen.press(self.screen.find('button', 'Block'))
        self.screen.wait_shows('Block Benjamin?')
        self.screen.key('alt+b')
        self.ben.wait_presence(self.jid('ada'), 'unavailable')
        self.screen.find('button', 'Unblock')
        self.ben.send(self.jid('ada'), 'Do you hear me?')

    def test_unblocked_contact_is_heard_again(self):
        self.screen.press(self.screen.find('button', 'Unblock'))
        self.screen.find('button', 'Block')
        self.close_details()
        self.ben.send(self.jid('ada'), 'And now?')
        self.screen.wait_shows('And now?')
        assert not self.screen.shows('Do you hear me?')

    def test_contact_is_removed(self):
        self.open_details('Benjamin')
        self.screen.press(self.screen.find('button', 'Remove'))
        self.screen.wait_shows('Remove Benjamin from your contacts?')
        self.screen.key('alt+r')
        self.screen.wait('Ben gone from the roster', lambda: self.roster('ben') is None)
        self.ben.wait_presence(self.jid('ada'), 'unsubscribed')
        self.screen.wait_gone('Who sees whom')
        # The chat stays.
        self.screen.wait_shows('And now?')

    def test_second_account_comes(self):
        self.screen.key('ctrl+comma')
        add = self.screen.find('button', 'Add an account')
        self.screen.press(add)
        self.screen.find('button', 'Create account')
        self.screen.key('Escape')                   # not now
        self.screen.wait_gone('Create account')
        self.screen.press(add)
        self.sign_in('eve', PASSWORDS['eve'])
        self.screen.wait('both accounts at the server', lambda: self.is_online('eve') and self.is_online('ada'))
        self.screen.wait_shows(self.jid('eve'))
        self.screen.key('Escape')
        self.screen.wait_gone('Add an account')

    def test_both_accounts_come_back(self):
        self.other.leave()
        self.end()
        self.screen.wait('nobody at the server', lambda: not self.is_online('eve') and not self.is_online('ada'))
        self.start()
        self.screen.wait('both accounts at the server', lambda: self.is_online('eve') and self.is_online('ada'))

    def test_wrong_password_is_asked_for(self):
        self.end()
        self.desktop.remember(self.jid('ada'), 'not this one')
        self.start()
        self.screen.wait_shows(f"{self.jid('ada')}: The password was not accepted")
        self.screen.press(self.screen.find('button', 'Enter it again'))
        self.screen.wait_shows('Enter your password')
        self.write('Password', PASSWORDS['ada'])
        self.screen.key('Return')
        self.screen.wait('Ada at the server', lambda: self.is_online('ada'))
        self.screen.wait_gone('The password was not accepted')
        self.end()


if __name__ == '__main__':
    server = Server(users=PASSWORDS)
    server.befriend('ada', 'ben')
    tell(Contacts(sys.argv[1], server))
