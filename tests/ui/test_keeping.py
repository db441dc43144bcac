#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server keeps of chats, chosen by keyboard in the real program: the server is told, one that is
chosen without a connection is told later, and where there is nothing to choose it says why. Argument: the build directory."""

import pathlib
import re
import sys
from xml.etree import ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from kith_screen import states  # noqa: E402
from kith_story import Story, tell  # noqa: E402
from kith_friend import Friends  # noqa: E402
from kith_server import Server, make_password  # noqa: E402

PASSWORDS = {'ada': make_password()}
ARCHIVE = '{urn:xmpp:mam:2}'
ALL, CONTACTS, NONE = 'Of all chats', 'Of chats with contacts only', 'Of no chat'
ANY = re.compile(f'^({ALL}|{CONTACTS}|{NONE})$')


class Keeping(Story):
    def ask(self):
        """What the server says it keeps, to another device."""
        async def ask():
            question = self.other.client.Iq()
            question['type'] = 'get'
            question.append(ElementTree.Element(f'{ARCHIVE}prefs'))
            answer = await question.send()
            return next(answer.xml.iter(f'{ARCHIVE}prefs')).get('default')
        return self.other.run(ask())

    def chosen(self):
        # Later GTKs call them by what they are.
        return [node.get_name() for role in ('check box', 'radio button') for node in self.screen.all(role, ANY)
                if 'checked' in states(node)]

    def wait_chosen(self, name):
        self.screen.wait(f'{name!r} chosen', lambda: self.chosen() == [name])

    def open_page(self):
        self.screen.key('ctrl+comma')
        self.screen.wait_shows('Add an account')
        self.screen.click(self.screen.find('list item', self.jid('ada')))
        self.screen.find('entry', 'Your name')

    def close_page(self):
        self.screen.press(self.screen.find('button', 'Back'))
        self.screen.wait_gone('Your name')
        self.screen.key('Escape')
        self.screen.wait_gone('Add an account')

    def choose(self, name):
        self.go_to('list item', re.compile(f'^{name}'), 'Tab', 60)
        self.screen.key('space')
        self.wait_chosen(name)

    def test_signs_in(self):
        self.other = self.friends.join('ada', PASSWORDS['ada'], resource='other')
        self.start()
        self.sign_in('ada', PASSWORDS['ada'])
        self.open_page()
        self.wait_chosen(ALL)

    def test_server_is_told(self):
        self.choose(NONE)
        self.screen.wait('the server told', lambda: self.ask() == 'never')
        self.choose(CONTACTS)
        self.screen.wait('the server told again', lambda: self.ask() == 'roster')

    def test_choice_without_a_connection_is_told_later(self):
        self.friends.close()
        self.server.stop()
        self.screen.wait_gone('Connected')
        self.choose(ALL)
        # The program ends before there is a server again.
        self.close_page()
        self.end()
        self.start()
        self.open_page()
        self.wait_chosen(ALL)
        self.server.start()
        self.friends = Friends(self.server)
        self.other = self.friends.join('ada', PASSWORDS['ada'], resource='other')
        self.screen.wait('the choice at the server', lambda: self.ask() == 'always')
        self.wait_chosen(ALL)
        self.close_page()
        self.end()

    def test_server_without_an_archive_leaves_no_choice(self):
        self.friends.close()
        self.server.stop()
        self.server.set('modules_disabled', ['mam'])
        self.server.start()
        self.friends = Friends(self.server)
        self.start()
        self.open_page()
        self.screen.wait_shows(re.compile('^Your server keeps no copies'))
        assert self.chosen() == [], self.chosen()
        assert all('sensitive' not in states(row) for row in self.screen.all('list item', ANY))
        self.close_page()
        self.end()


if __name__ == '__main__':
    server = Server(users=PASSWORDS)
    tell(Keeping(sys.argv[1], server))
