#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the real program leaves for others to find: in its debug log, in its files, and on the session bus. Argument: the build
directory."""

import base64
import os
import pathlib
import re
import stat
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from kith_story import Story, tell  # noqa: E402
from kith_server import Server, make_password  # noqa: E402

PASSWORDS = {name: make_password() for name in ('ada', 'ben')}
SAID, HEARD, DRAFT = 'the spare key is under the fern', 'then water the fern', 'a draft about ferns'
BUS = 'im.kith.Kith'


class Privacy(Story):
    def start(self):
        # As careless as a machine can be: new files are everybody's.
        mask = os.umask(0)
        try:
            self.kith = self.desktop.start_kith(G_MESSAGES_DEBUG='all')
        finally:
            os.umask(mask)
        self.screen.application()

    def test_talk(self):
        self.ben = self.friends.join('ben', PASSWORDS['ben'])
        self.start()
        self.sign_in('ada', PASSWORDS['ada'])
        self.ben.wait_presence(self.jid('ada'))
        self.ben.send(self.jid('ada'), HEARD)
        self.screen.wait_shows(HEARD)
        self.screen.click_until('item', re.compile('^Ben'), lambda: self.screen.all('entry', 'Message Ben'))
        self.screen.type(SAID)
        self.screen.key('Return')
        self.ben.wait_message(SAID)
        self.screen.type(DRAFT)

    def test_cve_2018_18467_the_bus_sends_nothing(self):
        """Other programs may open pages of Kith; no action of theirs says or accepts anything."""
        names = set()
        listing = self.desktop.run('gdbus', 'introspect', '--session', '--recurse', '--dest', BUS, '--object-path', '/im/kith/Kith')
        paths = re.findall(r'^\s*node (/\S+) \{', listing, re.MULTILINE)
        assert '/im/kith/Kith' in paths, listing
        for path in paths:
            if 'org.gtk.Actions' in self.desktop.run('gdbus', 'introspect', '--session', '--dest', BUS, '--object-path', path):
                names |= set(re.findall(r"'([\w.-]+)'", self.desktop.run(
                    'gdbus', 'call', '--session', '--dest', BUS, '--object-path', path, '--method', 'org.gtk.Actions.List')))
        assert {'quit', 'about'} <= names, names
        acts = {name for name in names if re.search('send|accept|approve|block|remove|delete|report|sign|trust|account-', name)}
        assert not acts, acts

    def test_profile_is_nobody_elses(self):
        files = [self.desktop.profile, *self.desktop.profile.rglob('*')]
        assert any(path.name.endswith('-wal') for path in files), files
        for path in files:
            mode = stat.S_IMODE(path.stat().st_mode)
            assert mode & 0o077 == 0, f'{path.name}: {mode:o}'

    def test_log_tells_nothing(self):
        self.kith.terminate()
        self.kith.wait(60)
        log = self.desktop.log('kith')
        assert 'DEBUG' in log, log
        for secret in (SAID, HEARD, DRAFT, PASSWORDS['ada'], 'fern'):
            plain = secret.encode()
            for form in (plain, base64.b64encode(plain)[:-4], base64.b64encode(b'\0ada\0' + plain)[:-4]):
                assert form.decode() not in log, f'{len(secret)} letters that nobody should read'
        for word in ('<message', '<auth', '<response', '<token', '<presence', '<iq', 'c=biws', ',r='):
            assert word not in log, word


if __name__ == '__main__':
    server = Server(users=PASSWORDS)
    server.befriend('ada', 'ben')
    tell(Privacy(sys.argv[1], server))
