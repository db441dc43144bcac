#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Strangers who write, in the real program: they wait on a quiet page, learn nothing, and are accepted, declined or blocked; over
a restart, too. Argument: the build directory."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from kith_story import Story, tell  # noqa: E402
from kith_server import Server, make_password  # noqa: E402

PASSWORDS = {name: make_password() for name in ('ada', 'ben', 'carla', 'dora')}
HELLO = 'We met at the choir, do you remember?'


class Requests(Story):
    def test_stranger_waits_quietly(self):
        self.ben, self.carla, self.dora = (self.friends.join(name, PASSWORDS[name]) for name in ('ben', 'carla', 'dora'))
        self.start()
        self.sign_in('ada', PASSWORDS['ada'])
        self.ben.wait_presence(self.jid('ada'))
        number = self.carla.send(self.jid('ada'), HELLO)
        self.screen.find('button', '1 message request')
        self.screen.wait_shows('No chats yet')
        # Ben, who is a contact, gets his receipt after her words were stored; she got none.
        other = self.ben.send(self.jid('ada'), 'Good morning')
        self.ben.wait_receipt(other)
        assert number not in self.carla.client.receipts
        assert not self.carla.client.chat_states

    def test_request_is_there_after_a_restart(self):
        self.end()
        self.start()
        self.screen.click(self.screen.find('button', '1 message request'))
        row = self.screen.find('item', self.jid('carla'))
        self.screen.wait_shows(HELLO, under=row)

    def answer(self, name, button):
        row = self.screen.find('item', self.jid(name))
        self.screen.click(self.screen.find('button', button, under=row))

    def test_accepted_it_is_a_chat(self):
        self.answer('carla', 'Accept')
        self.screen.find('entry', 'Message carla')
        self.screen.wait_shows('No requests')
        self.screen.type('Of course!')
        self.screen.key('Return')
        self.carla.wait_message('Of course!')
        self.carla.send(self.jid('ada'), 'See you on Monday')
        self.screen.wait_shows('See you on Monday')
        assert not self.screen.all('button', '1 message request') or not self.screen.shows('1 message request')

    def test_declined_it_is_gone(self):
        self.dora.send(self.jid('ada'), 'Buy this')
        self.screen.click(self.screen.find('button', '1 message request'))
        self.screen.wait_shows('Buy this')
        self.answer('dora', 'Decline')
        self.screen.wait_gone('Buy this')
        self.screen.wait_shows('No requests')

    def test_blocked_nothing_comes_any_more(self):
        self.dora.send(self.jid('ada'), 'Buy that')
        self.screen.find('item', self.jid('dora'))
        self.screen.click_until('button', 'Block', lambda: self.screen.all('menu item', 'Block'))
        self.screen.press(self.screen.find('menu item', 'Block'))
        self.screen.wait_gone('Buy that')
        self.dora.send(self.jid('ada'), 'Buy something')
        number = self.ben.send(self.jid('ada'), 'Good evening')
        self.ben.wait_receipt(number)
        assert not self.screen.shows('Buy something')
        self.end()


if __name__ == '__main__':
    server = Server(users=PASSWORDS)
    server.befriend('ada', 'ben')
    tell(Requests(sys.argv[1], server))
