#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A person's first day with Kith by keyboard alone, with what goes wrong on the way: a wrong address, a
certificate that nobody vouches for, a wrong password; then a chat, and the next day with its draft.
Argument: the build directory."""

import os
import pathlib
import re
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'live')]

import kith_tap  # noqa: E402
from kith_desktop import Desktop  # noqa: E402
from kith_friend import Friends  # noqa: E402
from kith_screen import Screen, states, walk  # noqa: E402
from kith_server import Server  # noqa: E402

USERS = {'ada': 'ada-password', 'ben': 'ben-password'}


# What a screen reader passes over, and what libadwaita makes inside its own rows and switchers.
CONTAINERS = ('list', 'list box', 'scroll pane', 'filler', 'panel', 'viewport', 'page tab list')
NARROW = 360
CLASS_NAME = re.compile(r'(Gtk|Adw|Kith)[A-Z]?')


def where_is(node):
    """A node by the names and roles above it."""
    steps = []
    while node is not None and len(steps) < 9:
        steps.append(f'{node.get_role_name()} {node.get_name()!r}')
        node = node.get_parent()
    return ' < '.join(steps)


def is_foreign(node):
    """What GTK and libadwaita put into their own widgets without a name: the eye and the pencil of entry
    rows, the search of the preferences window."""
    return node.get_name() in ('GtkImage', 'GtkSearchEntry')


class Journey:
    """What the steps share; each step stands on the one before."""

    def __init__(self, build):
        self.server = Server(users=USERS, sasl2=True)
        self.desktop = Desktop(build)
        self.friends = None

    def __enter__(self):
        self.server.start()
        self.server.stop()
        self.server.befriend('ada', 'ben')
        # Ben and some who are never there, in groups, so that the list of contacts is a tree.
        people = {'ben': (), 'carla': ('Family',), 'max': ('Work',), 'tove': ('Choir', 'Friends'), 'yara': ('Friends',)}
        self.server.set_roster('ada', {f'{name}@{self.server.domain}': {'name': name.capitalize(), 'groups': groups}
                                       for name, groups in people.items()})
        self.server.start()
        self.friends = Friends(self.server)
        self.ben = self.friends.join('ben', USERS['ben'])
        self.desktop.start()
        self.screen = Screen(self.desktop)
        return self

    def __exit__(self, *exception):
        self.friends.close()
        self.desktop.close()
        self.server.close()

    def start(self):
        self.kith = self.desktop.start_kith()
        self.screen.application()

    def assert_named(self, where):
        """Nothing that takes the focus is without a name of its own, or called by its class."""
        nameless = [where_is(node)
                    for _, node in walk(self.screen.application())
                    if 'focusable' in states(node) and CLASS_NAME.match(node.get_name() or 'Gtk')
                    and node.get_role_name() not in CONTAINERS and not is_foreign(node)]
        assert not nameless, f'{where}: {nameless}'

    def assert_fits(self, title):
        """A narrow screen is broad enough for the window."""
        number = self.desktop.window(f'^{title}$')
        self.desktop.run('xdotool', 'windowsize', '--sync', number, str(NARROW), '600')
        lines = self.desktop.run('xdotool', 'getwindowgeometry', '--shell', number).splitlines()
        assert f'WIDTH={NARROW}' in lines, lines

    def test_welcome(self):
        self.start()
        self.screen.find('button', 'Sign in')
        self.screen.find('button', 'Create account')
        self.assert_named('welcome')
        self.screen.key('Return')
        self.screen.find('entry', 'Address')

    def test_wrong_address_is_told_while_typing(self):
        self.screen.type('ada@kith example')
        trouble = self.screen.find(None, 'This is not a chat address, such as name@example.org')
        self.screen.wait('the trouble on the screen',
                         lambda: self.screen.place(trouble)[1] > self.screen.place(self.screen.find('entry', 'Password'))[1])
        # Return goes on to the password, and no further: there is nobody to sign in.
        self.screen.key('Return')
        self.screen.type('wrong')
        self.screen.key('Return')
        assert not self.screen.shows('Signing in')
        self.screen.key('shift+Tab', 'ctrl+a')

    def test_sign_in_shows_the_certificate(self):
        self.screen.type(f'ada@{self.server.domain}')
        self.screen.key('Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'space')
        self.screen.find('entry', 'Port')
        time.sleep(0.5)
        self.screen.key('Tab')
        self.screen.type(self.server.host)
        self.screen.key('Tab')
        self.screen.type(str(self.server.port))
        self.screen.key('Return')
        self.screen.wait_shows('Nobody whom this computer trusts vouches for this server')
        self.screen.key('Return')
        self.screen.wait_shows('Fingerprint')
        shown = self.server.certificate_sha256.upper()
        self.screen.wait_shows(':'.join(shown[i:i + 2] for i in range(0, len(shown), 2)))
        self.screen.press(self.screen.find('button', 'Trust for this account'))

    def test_wrong_password_is_told_in_words(self):
        self.screen.wait_shows('The password was not accepted')
        # The focus is where the person goes on.
        self.screen.key('ctrl+a')
        self.screen.type(USERS['ada'])
        self.screen.key('Return')
        self.screen.wait_gone('The password was not accepted')

    def test_contact_is_there(self):
        self.screen.key('ctrl+2')
        self.screen.find('item', lambda name: name.startswith('Ben'))

    def test_contacts_are_searched(self):
        search = self.screen.find('entry', 'Search contacts')
        self.screen.fill(search, 'zzz')
        self.screen.wait_gone(re.compile('^Ben'))
        self.screen.fill(search, '')
        self.screen.find('item', lambda name: name.startswith('Ben'))
        assert 'CRITICAL' not in self.desktop.log('kith'), self.desktop.log('kith')

    def test_every_dialog_is_named_and_left_by_escape(self):
        for keys, sign in (('ctrl+n', 'Name or address'), ('ctrl+shift+n', 'Your name for them'),
                           ('ctrl+comma', 'Add an account'), ('ctrl+question', 'Insert emoji')):
            before = len(self.screen.all('window'))
            self.screen.key(keys)
            self.screen.wait_shows(sign)
            time.sleep(0.5)
            self.assert_named(keys)
            if keys == 'ctrl+question':
                self.assert_fits('Keyboard shortcuts')
            self.screen.key('Escape')
            self.screen.wait(f'{keys} gone', lambda: len(self.screen.all('window')) <= before)

    def test_writing_reaches_the_other_client(self):
        self.screen.key('ctrl+n')
        self.screen.find('entry', 'Name or address')
        time.sleep(0.5)
        self.screen.type('ben')
        time.sleep(0.5)
        self.screen.key('Return')
        self.screen.wait_shows('No messages yet')
        self.screen.type('Hello Ben, can you hear me?')
        self.screen.key('Return')
        message = self.ben.wait_message('Hello Ben, can you hear me?')
        assert message['from'].bare == f'ada@{self.server.domain}'

    def test_delivery_is_told(self):
        self.screen.find('item', lambda name: 'Hello Ben' in name and 'elivered' in name)

    def test_typing_and_answer_appear(self):
        me = f'ada@{self.server.domain}'
        self.ben.typing(me)
        self.screen.wait_shows('typing')
        self.ben.send(me, 'Loud and clear, Ada')
        self.screen.find('item', lambda name: 'Loud and clear, Ada' in name)

    def test_restart_keeps_history_draft_and_password(self):
        self.screen.type('half a thought')
        time.sleep(1)
        self.screen.key('ctrl+q')
        self.kith.wait(15)
        assert self.kith.returncode == 0, self.kith.returncode
        self.start()
        self.screen.wait_shows('half a thought')
        self.screen.key('alt+Down')
        self.screen.find('item', lambda name: 'Hello Ben' in name)
        self.screen.find('item', lambda name: 'Loud and clear, Ada' in name)
        # Signed in again without a question: what Ben writes arrives.
        self.ben.send(f'ada@{self.server.domain}', 'Good morning')
        self.screen.find('item', lambda name: 'Good morning' in name, timeout=30)

    def test_secret_is_in_the_keyring_alone(self):
        for folder, _, files in os.walk(self.desktop.folder):
            for name in files:
                path = os.path.join(folder, name)
                if not os.path.isfile(path):
                    continue
                with open(path, 'rb') as file:
                    assert USERS['ada'].encode() not in file.read(), f'the password lies in {name}'

    def test_end_is_clean(self):
        self.screen.key('ctrl+q')
        self.kith.wait(15)
        assert self.kith.returncode == 0, self.kith.returncode
        log = self.desktop.log('kith')
        assert 'CRITICAL' not in log and 'WARNING' not in log, log


if __name__ == '__main__':
    with Journey(sys.argv[1]) as journey:
        kith_tap.run(*(getattr(journey, name) for name in Journey.__dict__ if name.startswith('test_')), in_order=True)
