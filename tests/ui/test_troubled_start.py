#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person reads when Kith cannot open its history: one sentence, the way out, and nothing of the history
touched. Argument: the build directory."""

import contextlib
import os
import pathlib
import sqlite3
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'live')]

import kith_tap  # noqa: E402
from kith_desktop import Desktop, wait_for  # noqa: E402
from kith_screen import Screen  # noqa: E402

NEWEST = 1000000        # of user_version: no Kith will have had so many migrations


class Troubles:
    """One desktop, whose profile is made bad in another way for each case."""

    def __init__(self, desktop):
        self.desktop = desktop
        self.screen = Screen(desktop)
        self.database = desktop.profile / 'kith.db'
        self._make_profile()

    def _make_profile(self):
        """A good one, as the first start leaves it."""
        kith = self.desktop.start_kith()
        self.screen.find('button', 'Create account')
        self._quit(kith)
        self.good = self.database.read_bytes()

    def _quit(self, kith):
        self.screen.key('ctrl+q')
        assert kith.wait(15) == 0, f'Kith ended with {kith.returncode}\n{self.desktop.log("kith")}'

    def _write(self, content):
        for path in self.desktop.profile.iterdir():
            path.unlink()
        self.database.write_bytes(content)

    def _reads(self, sentence, kith=None):
        """Kith says SENTENCE with a button that ends it, offers nothing else, and ends in good order."""
        kith = kith or self.desktop.start_kith()
        try:
            self.screen.wait_shows(sentence)
            self.screen.wait_shows(str(self.database))
            self.screen.press(self.screen.find('button', 'Quit'))
        except BaseException:
            self.desktop.end(kith)
            raise
        assert kith.wait(15) == 0, f'Kith ended with {kith.returncode}\n{self.desktop.log("kith")}'

    def cases(self):
        return [self.damaged, self.written_by_a_newer_version, self.not_to_be_written, self.held_by_another_kith,
                self.well_again, self.nothing_was_complained_of]

    def damaged(self):
        garbage = b'This was a database once.' * 1000
        self._write(garbage)
        self._reads('Your chat history on this computer is damaged')
        assert self.database.read_bytes() == garbage, 'what may be rescued was written over'

    def written_by_a_newer_version(self):
        self._write(self.good)
        with contextlib.closing(sqlite3.connect(self.database)) as connection:
            connection.execute(f'PRAGMA user_version = {NEWEST}')
        self._reads('Your chat history was written by a newer version of Kith')

    def not_to_be_written(self):
        self._write(self.good)
        os.chmod(self.database, 0o400)
        os.chmod(self.desktop.profile, 0o500)
        try:
            self._reads('Kith is not allowed to write to your chat history', self._start_without_rights_of_root())
        finally:
            os.chmod(self.desktop.profile, 0o700)
            os.chmod(self.database, 0o600)
        assert self.database.read_bytes() == self.good

    def _start_without_rights_of_root(self):
        """Root may write whatever the mode says; not so without this capability."""
        drop = ['setpriv', '--bounding-set=-dac_override', '--inh-caps=-dac_override'] if os.geteuid() == 0 else []
        return self.desktop.spawn(*drop, self.desktop.build / 'src' / 'app' / 'kith')

    def held_by_another_kith(self):
        """On the same bus a second start shows the first one's window; over another bus only the store knows."""
        self._write(self.good)
        bus = self.desktop.start_bus('other-bus')
        first = self.desktop.start_kith(DBUS_SESSION_BUS_ADDRESS=bus, GTK_A11Y='none')
        wait_for('the first Kith to hold the history', self._is_held)
        self._reads('Kith is already running')
        assert first.poll() is None, 'the first one did not stay'
        self.desktop.end(first)

    def _is_held(self):
        try:
            with contextlib.closing(sqlite3.connect(self.database, timeout=0)) as connection:
                connection.execute('SELECT count (*) FROM sqlite_schema').fetchall()
        except sqlite3.OperationalError as error:
            return 'locked' in str(error)
        return False

    def well_again(self):
        self._write(self.good)
        kith = self.desktop.start_kith()
        self.screen.find('button', 'Create account')
        self._quit(kith)

    def nothing_was_complained_of(self):
        log = self.desktop.log('kith')
        assert 'CRITICAL' not in log and 'WARNING' not in log, log


if __name__ == '__main__':
    with Desktop(sys.argv[1]) as desktop:
        kith_tap.run(*Troubles(desktop).cases())
