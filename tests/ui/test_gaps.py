#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where messages of a chat are missing, in the real program at a real server with a long archive: a row says so, asks for them when
somebody looks, says why they did not come, and tries again. Argument: the build directory."""

import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from kith_story import Story, tell  # noqa: E402
import kith_archive  # noqa: E402
from kith_server import Server, make_password  # noqa: E402

PASSWORDS = {name: make_password() for name in ('ada', 'ben', 'carla')}
COUNT = 60
MANY = 9000
OFFLINE = 'Earlier messages come when you are connected'
LOADING = 'Loading earlier messages…'
FAILED = 'Earlier messages did not come'


class Gaps(Story):
    entries = ()

    def say(self, count, many, end):
        """COUNT old words with Ben, then MANY with Carla, so that it takes long until the archive is here; END seconds ago the last."""
        now = time.time()
        ada, ben, carla = (self.jid(name) for name in PASSWORDS)
        entries = list(self.entries)
        entries += kith_archive.talk(ada, [ben], count, now - end - 1.5 * many)
        entries += kith_archive.talk(ada, [carla], many, now - end, step=1)
        for number, entry in enumerate(entries):
            entry.key = f'entry-{number:08}'
            entry.message_id = f'id-{number:08}'
        self.entries = entries
        self.server.stop()
        kith_archive.fill(self.server, 'ada', entries)
        self.server.start()

    def open_chat(self):
        self.screen.key('ctrl+2')
        self.screen.click_until('item', 'Ben, Offline', lambda: self.screen.all('entry', 'Message Ben'))

    def test_server_that_lost_its_archive(self):
        """There is a gap, and then nobody to fill it: the row says why."""
        self.say(COUNT, MANY, 200000)
        self.start()
        self.sign_in('ada', PASSWORDS['ada'])
        # The newest page is here, and with it what is missing before it.
        self.screen.wait_shows(f'message number {MANY - 1},')
        self.server.shell('module:unload("mam", "kith.example")')
        self.open_chat()
        self.screen.wait_shows(FAILED)
        self.screen.find('item', lambda name: name.startswith(FAILED))
        self.screen.wait_shows('The server does not offer this')

    def test_tried_again_by_keyboard(self):
        """From where one writes to the button, and the words are there."""
        self.server.shell('module:load("mam", "kith.example")')
        self.tab_to('Try again', keys='shift+Tab')
        self.screen.key('Return')
        self.screen.wait_shows(f'message number {COUNT - 1},')
        self.screen.wait_gone(FAILED)

    def test_filled_when_looked_at(self):
        """All of the chat, long before all of the archive."""
        self.screen.click(self.screen.find('entry', 'Message Ben'))
        self.screen.wait('the beginning', lambda: self.screen.key('Page_Up') or self.screen.shows('message number 0,'))
        self.screen.wait_gone(LOADING)

    def test_without_a_connection(self):
        """Away while something came, and back where there is no server: the row says when the rest comes; and it does."""
        self.end()
        self.say(COUNT + 1, MANY + 1, 60)
        self.start()
        self.screen.wait_shows(f'message number {MANY},')
        self.server.kill()
        self.open_chat()
        self.screen.wait_shows(OFFLINE)
        self.server.start()
        self.screen.wait_shows(f'message number {COUNT},', timeout=60)
        self.screen.wait_gone(OFFLINE)
        self.end()


if __name__ == '__main__':
    server = Server(users=PASSWORDS, settings={'max_archive_query_results': 20})
    server.befriend('ada', 'ben', 'carla')
    tell(Gaps(sys.argv[1], server))
