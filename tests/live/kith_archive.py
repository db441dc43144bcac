# SPDX-License-Identifier: GPL-3.0-or-later
"""Archives that a private Prosody has before it starts: as many messages, as old, as a test needs."""

import contextlib
import datetime
import sqlite3
import subprocess
from xml.sax.saxutils import escape, quoteattr

from kith_server import encoded, lua


class Entry:
    """One message in an archive: what Prosody's own storage keeps of it."""

    def __init__(self, number, sender, to, body, time, *, message_id=None, origin_id=None, children=()):
        self.key = f'entry-{number:08}'
        self.sender, self.to, self.body, self.time = sender, to, body, time
        self.message_id = message_id or f'id-{number:08}'
        self.origin_id, self.children = origin_id, list(children)

    def _child(self, name, attributes, text=None):
        return '{ ' + (lua(text) + '; ' if text is not None else '') + \
            f'["name"] = {lua(name)}; ["attr"] = {lua(attributes)}; }}'

    def peer(self, owner):
        """Whom OWNER, a bare JID, has exchanged it with."""
        return (self.to if self.sender.split('/')[0] == owner else self.sender).split('/')[0]

    def to_xml(self):
        """The message itself. One with children is not for this."""
        assert not self.children
        origin = f'<origin-id xmlns="urn:xmpp:sid:0" id={quoteattr(self.origin_id)}/>' if self.origin_id else ''
        return f'<message id={quoteattr(self.message_id)} to={quoteattr(self.to)} from={quoteattr(self.sender)}' \
            f' type="chat"><body>{escape(self.body)}</body>{origin}</message>'

    def to_lua(self, owner):
        """The entry in the archive of OWNER, a bare JID."""
        stamp = datetime.datetime.fromtimestamp(self.time, datetime.timezone.utc)
        children = [self._child('body', {}, self.body)] if self.body is not None else []
        if self.origin_id:
            children.append(self._child('origin-id', {'xmlns': 'urn:xmpp:sid:0', 'id': self.origin_id}))
        children += [self._child(*child) for child in self.children]
        attributes = {'stamp': stamp.isoformat().replace('+00:00', 'Z'), 'id': self.message_id,
                      'to': self.to, 'from': self.sender, 'type': 'chat'}
        return 'item({ ' + ''.join(child + '; ' for child in children) + \
            f'["name"] = "message"; ["with"] = {lua(self.peer(owner))}; ["key"] = {lua(self.key)}; ' \
            f'["attr"] = {lua(attributes)}; ["when"] = {self.time:.6f}; }});\n'


def fill(server, user, entries):
    """ENTRIES, oldest first, are all that is in the archive of USER. The server is not running."""
    folder = server.folder / 'data' / encoded(server.domain) / 'archive'
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f'{encoded(user)}.lidx').unlink(missing_ok=True)
    with open(folder / f'{encoded(user)}.list', 'w', encoding='utf-8') as file:
        for entry in entries:
            file.write(entry.to_lua(f'{user}@{server.domain}'))


# As Prosody's mod_storage_sql makes it, which it does only when the first query comes.
DATABASE = '''
CREATE TABLE prosodyarchive (sort_id INTEGER PRIMARY KEY AUTOINCREMENT, host TEXT NOT NULL, user TEXT NOT NULL,
  store TEXT NOT NULL, key TEXT NOT NULL, "when" INTEGER NOT NULL, "with" TEXT NOT NULL, type TEXT NOT NULL,
  value MEDIUMTEXT NOT NULL);
CREATE UNIQUE INDEX prosodyarchive_index ON prosodyarchive (host, user, store, key);
CREATE INDEX prosodyarchive_with_when ON prosodyarchive (host, user, store, "with", "when");
CREATE INDEX prosodyarchive_when ON prosodyarchive (host, user, store, "when");
CREATE INDEX prosodyarchive_sort ON prosodyarchive (host, user, store, sort_id);
'''


def fill_database(server, user, entries):
    """As fill (), but into SQLite, where a page costs the same wherever in the archive it is.

    False, and nothing done: this Prosody cannot, because Lua's binding of SQLite is not installed.
    """
    path, owner = server.folder / 'archive.sqlite', f'{user}@{server.domain}'
    about = subprocess.run(['prosodyctl', 'about'], stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout
    if 'LuaDBI' not in about:
        return False
    server.set('storage', {'archive': 'sql'})
    server.set('sql', {'driver': 'SQLite3', 'database': str(path)})
    server.set('sqlite_tune', 'fast')
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.executescript(DATABASE)
        database.executemany(
            'INSERT INTO prosodyarchive (host, user, store, "when", "with", key, type, value)'
            ' VALUES (?, ?, "archive", ?, ?, ?, "xml", ?)',
            ((server.domain, user, entry.time, entry.peer(owner), entry.key, entry.to_xml()) for entry in entries))
    return True


def talk(owner, peers, count, end, step=60):
    """COUNT messages of OWNER with PEERS in turn, both ways, the last one at END (seconds since 1970), STEP seconds apart."""
    for number in range(count):
        peer = peers[number % len(peers)]
        ours = number % 5 == 4
        sender, to = (f'{owner}/phone', peer) if ours else (f'{peer}/phone', owner)
        yield Entry(number, sender, to, f'This is message number {number}, and it says nothing that matters.',
                    end - (count - 1 - number) * step, origin_id=f'origin-{number:08}' if ours else None)
