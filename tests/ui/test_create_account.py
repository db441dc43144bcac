#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A new account by keyboard alone, at a provider whose certificate nobody vouches for and that shows a picture to read:
the certificate is looked at and trusted, the wrong letters get another picture, the right ones an account that is signed in and
still is after a restart. Argument: the build directory."""

import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from kith_story import Story, tell  # noqa: E402
from kith_screen import text  # noqa: E402
from kith_server import Server, make_password  # noqa: E402

PUZZLE = 'Enter the text you see'


class NewAccount(Story):
    password = make_password()

    def test_certificate_of_the_provider_is_refused(self):
        self.start()
        self.tab_to('Create account')
        self.screen.key('Return')
        self.write('Provider, such as example.org', self.server.domain)
        self.tab_to('Advanced settings')
        self.screen.key('space')
        time.sleep(0.5)                                  # it unfolds
        self.write('Server, if not found by the address', self.server.host, ['Tab'])
        self.write('Port', str(self.server.port), ['Tab'])
        self.screen.key('Return')
        self.screen.wait_shows('Nobody whom this computer trusts vouches for this server')

    def test_certificate_is_shown_and_trusted(self):
        # The focus is on the one thing to do.
        self.screen.key('Return')
        shown = self.server.certificate_sha256.upper()
        self.screen.wait_shows(':'.join(shown[i:i + 2] for i in range(0, len(shown), 2)))
        self.tab_to('Trust for this account')
        self.screen.key('Return')

    def test_form_with_a_picture_is_filled_in(self):
        self.screen.wait_shows('Read the letters, or register on the page.')
        self.screen.wait_shows('Picture with a puzzle to solve')
        self.write(PUZZLE, 'wrong')
        self.write('Username', 'dora', ['Tab'])
        self.write('Password', self.password, ['Tab'])
        self.screen.key('Return')

    def test_wrong_letters_get_another_picture(self):
        self.screen.wait_shows('The server did not accept what you entered')
        self.screen.wait('an empty line for the new picture', lambda: text(self.screen.find('entry', PUZZLE)) == '')
        assert text(self.screen.find('entry', 'Username')) == 'dora'
        self.write(PUZZLE, 'kith')
        self.screen.key('Return')

    def test_new_account_is_signed_in(self):
        self.screen.wait('dora at the server', lambda: self.is_online('dora'))

    def test_and_stays_after_a_restart(self):
        self.end()
        self.start()
        self.screen.wait('dora at the server again', lambda: self.is_online('dora'))
        self.end()


if __name__ == '__main__':
    tell(NewAccount(sys.argv[1], Server(registration='captcha')))
