#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person calls themselves, set in the real program: contacts see it, so does whoever is asked to be a
contact or written to for the first time, another device changes it, and one that is set without a connection is told later. Argument: the build directory."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from kith_screen import text  # noqa: E402
from kith_story import Story, tell  # noqa: E402
from kith_friend import Friends  # noqa: E402
from kith_server import Server, make_password  # noqa: E402

PASSWORDS = {name: make_password() for name in ('ada', 'ben', 'carla', 'dora')}
NICK = '{http://jabber.org/protocol/nick}nick'


class OwnName(Story):
    def listen(self, friend):
        """Lets FRIEND note who is called what, the last thing last."""
        friend.names = []
        friend.do(friend.client.add_event_handler, 'user_nick_publish', lambda message: friend.names.append(
            (message['from'].bare, next(message.xml.iter(NICK)).text)))

    def wait_name(self, friend, name):
        friend.wait(f'the name {name!r}', lambda: friend.names and friend.names[-1] == (self.jid('ada'), name))

    def published(self):
        """What the server has."""
        async def ask():
            answer = await self.other.client['xep_0060'].get_items(self.jid('ada'), NICK[1:NICK.index('}')])
            return next(answer.xml.iter(NICK)).text
        return self.other.run(ask())

    def shown(self):
        """What stands in the row."""
        return text(self.screen.find('entry', 'Your name'))

    def open_page(self):
        self.screen.key('ctrl+comma')
        self.screen.wait_shows('Add an account')
        self.screen.click(self.screen.find('list item', self.jid('ada')))
        self.screen.click(self.screen.find('entry', 'Your name'))

    def close_page(self):
        self.screen.press(self.screen.find('button', 'Back'))
        self.screen.wait_gone('Your name')
        self.screen.key('Escape')
        self.screen.wait_gone('Add an account')

    def rename(self, words):
        """Puts WORDS into the row, which has the focus."""
        self.screen.key('ctrl+a')
        self.screen.type(words)
        self.screen.wait('the words in the row', lambda: self.shown() == words)
        self.screen.key('Return')

    def test_signs_in(self):
        self.ben = self.friends.join('ben', PASSWORDS['ben'])
        self.carla = self.friends.join('carla', PASSWORDS['carla'])
        # Another device of Ada.
        self.other = self.friends.join('ada', PASSWORDS['ada'], resource='other')
        for friend in (self.ben, self.other):
            self.listen(friend)
        self.start()
        self.sign_in('ada', PASSWORDS['ada'])
        self.ben.wait_presence(self.jid('ada'))

    def test_contacts_and_devices_see_the_name(self):
        self.open_page()
        assert self.shown() == '', self.shown()
        self.rename('Countess')
        self.wait_name(self.ben, 'Countess')
        self.wait_name(self.other, 'Countess')

    def test_other_device_changes_it(self):
        self.other.publish(nickname='Lady Lovelace')
        self.screen.wait('the other name in the row', lambda: self.shown() == 'Lady Lovelace')
        self.close_page()

    def test_who_is_asked_reads_the_name(self):
        self.screen.key('ctrl+shift+n')
        self.write('Address', self.jid('carla'))
        self.screen.key('Return')
        self.carla.wait_presence(self.jid('ada'), 'subscribe')
        asked = self.carla.do(lambda: [p for p in self.carla.client.presences if p['type'] == 'subscribe'][-1])
        assert next(asked.xml.iter(NICK)).text == 'Lady Lovelace', asked

    def test_stranger_reads_it_with_the_first_message(self):
        dora = self.friends.join('dora', PASSWORDS['dora'])
        self.screen.key('ctrl+n')
        self.write('Name or address', self.jid('dora'))
        self.screen.key('Return')
        self.screen.wait_gone('Name or address')
        for words in ('Good morning', 'Is anybody there?'):
            self.write(lambda name: name.startswith('Message '), words)
            self.screen.key('Return')
            dora.wait_message(body=words)
        names = dora.do(lambda: [[nick.text for nick in message.xml.iter(NICK)] for message in dora.client.messages])
        assert names == [['Lady Lovelace'], []], names

    def test_name_without_a_connection_is_told_later(self):
        self.friends.close()
        self.server.stop()
        self.open_page()
        self.rename('Ada King')
        # The program ends before there is a server again.
        self.close_page()
        self.end()
        self.start()
        self.open_page()
        assert self.shown() == 'Ada King', self.shown()
        self.close_page()
        self.server.start()
        self.friends = Friends(self.server)
        self.other = self.friends.join('ada', PASSWORDS['ada'], resource='other')
        self.screen.wait('the new name at the server', lambda: self.published() == 'Ada King')

    def test_nothing_written_is_no_name(self):
        self.listen(self.other)
        self.open_page()
        self.screen.key('ctrl+a', 'BackSpace')
        self.screen.wait('an empty row', lambda: self.shown() == '')
        self.screen.key('Return')
        self.wait_name(self.other, None)
        self.close_page()
        self.end()


if __name__ == '__main__':
    server = Server(users=PASSWORDS)
    server.befriend('ada', 'ben')
    tell(OwnName(sys.argv[1], server))
