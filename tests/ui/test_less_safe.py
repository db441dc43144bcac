#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that offers less safety at signing in than before: Kith does not sign in by itself, the person may, once or
always. Argument: the build directory."""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from kith_story import Story, tell  # noqa: E402
from kith_server import Server, make_password  # noqa: E402

PASSWORD = make_password()
TROUBLE = 'The server offers only a less safe way to sign in than before'


class LessSafe(Story):
    def is_in(self):
        self.screen.wait('Ada at the server', lambda: self.is_online('ada'), timeout=40)

    def choose(self, key):
        self.screen.wait_shows(TROUBLE, timeout=40)
        assert not self.is_online('ada')
        self.screen.press(self.screen.find('button', 'Show choices'))
        self.screen.wait_shows('Sign in less safely?')
        self.screen.key(key)
        self.is_in()
        self.screen.wait_gone(TROUBLE)

    def test_signs_in_safely(self):
        self.start()
        self.sign_in('ada', PASSWORD)
        self.is_in()
        self.end()

    def test_lost_safety_is_told_and_accepted_once(self):
        self.server.stop()
        self.server.set('disable_sasl_mechanisms', ['SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256', 'PLAIN'])
        self.server.start()
        self.start()
        self.choose('alt+o')
        self.end()

    def test_once_is_not_always(self):
        """Chosen on the account's page this time, which says the same as the window and does the same."""
        self.start()
        self.screen.wait_shows(TROUBLE, timeout=40)
        self.screen.key('ctrl+comma')
        self.screen.find('button', 'Add an account')
        self.go_to('item', re.compile('^ada@'), 'Tab')
        self.screen.key('Return')
        self.screen.find('entry', 'Your name')
        self.go_to('button', 'Show choices', 'Tab')
        self.screen.key('space')
        self.screen.wait_shows('Sign in less safely?')
        self.screen.key('alt+a')
        self.is_in()
        self.screen.wait_gone(TROUBLE)
        self.screen.press(self.screen.find('button', 'Back'))
        self.screen.wait_gone('Your name')
        self.screen.key('Escape')
        self.screen.wait_gone('Add an account')
        self.end()

    def test_always_is_remembered(self):
        self.start()
        self.is_in()
        assert not self.screen.shows(TROUBLE)
        self.end()


if __name__ == '__main__':
    tell(LessSafe(sys.argv[1], Server(users={'ada': PASSWORD}, settings={'authentication': 'internal_plain'})))
