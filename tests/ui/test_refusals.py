#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What does not get through, and who shall not, in the real program and by keyboard alone: messages that come back say why, a report
names what was written, and a whole server is blocked. Argument: the build directory."""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from kith_story import Story, tell  # noqa: E402
from kith_server import Server, encoded, make_password  # noqa: E402

PASSWORDS = {name: make_password() for name in ('ada', 'ben', 'dora', 'carla')}
REASONS = {
    'resource-constraint': 'There is no room for more messages to them: try again later',
    'gone': 'They have left this address: ask them for their new one',
    'forbidden': 'They do not take messages from you',
    'policy-violation': "The server's rules did not let this message through",
}
ELSEWHERE = 'spam.example'


class Refusals(Story):
    def refuse(self, message):
        """Ben's side answers each message that names an error with it, once."""
        condition = message['body'].split()[0]
        if condition in self.refusing:
            self.refusing.remove(condition)
            self.ben.client.send_raw(
                f"<message type='error' to='{message['from'].full}' id='{message['id']}'><error type='cancel'>"
                f"<{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>")

    def row(self, body, end):
        return self.screen.find('item', re.compile(f'^You, .*: {re.escape(body)}, {re.escape(end)}$'))

    def test_each_message_says_why_it_came_back(self):
        self.refusing = set(REASONS)
        self.ben = self.friends.join('ben', PASSWORDS['ben'])
        self.ben.client['xep_0184'].auto_ack = False
        self.ben.client.on_body = self.refuse
        self.start()
        self.sign_in('ada', PASSWORDS['ada'])
        self.ben.wait_presence(self.jid('ada'))
        self.screen.key('ctrl+n')
        self.write('Name or address', 'ben')
        self.screen.key('Return')
        self.screen.find('entry', 'Message Ben')
        for condition, reason in REASONS.items():
            self.screen.type(f'{condition} this')
            self.screen.key('Return')
            self.row(f'{condition} this', f'not sent. {reason}')
        self.screen.type('but not this')
        self.screen.key('Return')
        self.row('but not this', 'sent')

    def test_tried_again_it_gets_through(self):
        # From the composer into the messages, up to the last of those that failed, and its menu.
        self.screen.key('shift+Tab')
        self.go_to('item', re.compile(': policy-violation this'), 'Up')
        self.screen.key('Menu')
        self.screen.find('menu item', 'Try again')
        self.screen.key('t')
        self.row('policy-violation this', 'sent')
        self.screen.wait_gone(REASONS['policy-violation'])
        self.screen.wait_shows(REASONS['gone'])
        self.ben.wait('the message twice', lambda: len(
            [m for m in self.ben.client.messages if m['body'] == 'policy-violation this']) == 2)

    def confirm(self, heading):
        """Answers a question with its other button."""
        self.screen.wait_shows(heading)
        self.go_to('button', re.compile('^_Block'), 'Tab')
        self.screen.key('space')
        self.screen.wait_gone(heading)

    def test_message_to_somebody_blocked_says_so(self):
        self.screen.key('ctrl+i')
        self.screen.find('button', 'Block')
        self.go_to('button', 'Block', 'Tab')
        self.screen.key('space')
        self.confirm('Block Ben?')
        self.screen.find('button', 'Unblock')
        self.screen.key('Escape')
        self.screen.wait_gone('Unblock')
        self.write('Message Ben', 'can you hear me?')
        self.screen.key('Return')
        self.row('can you hear me?', 'not sent. You have blocked them: unblock them to write to them')

    def choose(self, item, steps):
        """Opens the page of requests, and from there the menu "Block"."""
        self.screen.find('button', '1 message request')
        self.go_to('button', '1 message request', 'shift+Tab')
        self.screen.key('space')
        self.screen.find('button', 'Accept')
        self.go_to('button', 'Block', 'Tab')
        self.screen.key('space')
        self.screen.find('menu item', item)
        self.screen.key(*['Down'] * steps, 'Return')

    def test_report_names_what_was_written(self):
        dora = self.friends.join('dora', PASSWORDS['dora'])
        for body in ('Buy this', 'Buy that'):
            dora.send(self.jid('ada'), body)
        self.screen.find('button', '1 message request')
        self.choose('Block and report as spam', 1)
        self.screen.wait_shows('No requests')
        said = f'Reported as urn:xmpp:reporting:spam: {self.jid("dora")}: Buy this, Buy that'
        self.screen.wait('the report', lambda: said in self.server.log_tail(1000))

    def say(self, name):
        """Somebody at another server writes: what that server would hand over."""
        done = self.server.shell(
            '> prosody.core_post_stanza(prosody.hosts["%s"], require"prosody.util.stanza".message({from="%s@%s/x", to="%s", '
            'type="chat", id="%s"}, "Buy from %s"))' % (self.server.domain, name, ELSEWHERE, self.jid('ada'), name, name))
        assert 'Result' in done or 'OK' in done, done

    def test_whole_server_is_blocked(self):
        self.say('eve')
        self.screen.find('button', '1 message request')
        self.choose(f'Block everyone at {ELSEWHERE}…', 2)
        self.confirm(f'Block everyone at {ELSEWHERE}?')
        self.screen.wait_gone('Buy from eve')
        blocked = self.server.folder / 'data' / encoded(self.server.domain) / 'blocklist' / 'ada.dat'
        self.screen.wait('the server told', lambda: f'["{ELSEWHERE}"]' in blocked.read_text())
        self.say('mallory')
        carla = self.friends.join('carla', PASSWORDS['carla'])
        carla.send(self.jid('ada'), 'Hello, I am new')
        self.screen.find('button', '1 message request')
        self.screen.wait_shows('Hello, I am new')
        assert not self.screen.shows('mallory'), self.screen.describe()
        self.end()


if __name__ == '__main__':
    server = Server(users=PASSWORDS, modules=['spam_reporting', 'kith_reports'])
    server.befriend('ada', 'ben')
    tell(Refusals(sys.argv[1], server))
