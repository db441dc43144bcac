# SPDX-License-Identifier: GPL-3.0-or-later
"""Profiles to measure with: Kith's store, filled by kith-store-fill, and the same people and
messages in a database that Dino has made for itself."""

import shutil
import sqlite3
import subprocess
import time
from contextlib import closing

ACCOUNT = 'me@people.example'
WINDOW = (1000, 720)

# Dino's words, as its own database has them.
DINO_CHAT, DINO_MESSAGE, DINO_MARK_READ, DINO_NO_ENCRYPTION = 1, 1, 2, 0


class ProfileError(Exception):
    """A profile could not be made; says why."""


def fill_kith(build, folder, **amounts):
    """A new store in FOLDER; AMOUNTS are kith-store-fill's options."""
    folder.mkdir(parents=True)
    options = [f'--{name}={value}' for name, value in {'account': ACCOUNT, **amounts}.items()]
    done = subprocess.run([build / 'tests' / 'store' / 'kith-store-fill', *options, folder],
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise ProfileError('kith-store-fill: ' + done.stderr.strip())


def set_account(folder, jid, host, port, certificate):
    """The store's account signs in at HOST instead, and trusts this one certificate (SHA-256)."""
    with closing(sqlite3.connect(folder / 'kith.db')) as store, store:
        store.execute('UPDATE accounts SET jid = ?, host = ?, port = ?, pinned_certificate = ?,'
                      ' roster_version = NULL', (jid, host, port, certificate))
        store.execute('DELETE FROM roster')


def bring_up(folder, peer):
    """Moves the conversation with PEER to the second place of the list."""
    with closing(sqlite3.connect(folder / 'kith.db')) as store, store:
        first, = store.execute('SELECT max(last_time) FROM conversations').fetchone()
        number, last = store.execute('SELECT id, last_time FROM conversations WHERE peer = ?',
                                     (peer,)).fetchone()
        later = first - 60 * 1000000 - last
        store.execute('UPDATE messages SET time = time + ? WHERE conversation_id = ?', (later, number))
        store.execute('UPDATE conversations SET last_time = last_time + ?, read_time = read_time + ?'
                      ' WHERE id = ?', (later, later, number))


def count_roster(folder):
    """How many contacts the store of a Kith that has ended knows."""
    with closing(sqlite3.connect(folder / 'kith.db')) as store:
        return store.execute('SELECT count(*) FROM roster').fetchone()[0]


def make_dino(desktop):
    """Lets Dino make its empty database, and answers the database's path."""
    path = desktop.folder / 'data' / 'dino' / 'dino.db'
    process = desktop.spawn('dino')
    end = time.monotonic() + 30
    while not dino_is_complete(path):
        if time.monotonic() > end or process.poll() is not None:
            raise ProfileError('Dino made no database:\n' + desktop.log('dino'))
        time.sleep(0.2)
    desktop.end(process)
    return path


def dino_is_complete(path):
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(path)) as database:
            return database.execute("SELECT count(*) FROM sqlite_master WHERE name ="
                                    " 'settings_conversationid_key'").fetchone()[0] == 1
    except sqlite3.Error:
        return False


def make_dino_account(desktop, jid, password, last_seen):
    """In Dino's place, a profile that is empty but for an account that signs in and was last there at LAST_SEEN (seconds since 1970).

    Of an archive from which it has nothing yet, Dino 0.5 fetches the newest page alone.
    """
    with closing(sqlite3.connect(make_dino(desktop))) as dino, dino:
        dino.execute('INSERT INTO account (id, bare_jid, resourcepart, password, enabled)'
                     ' VALUES (1, ?, "bench", ?, 1)', (jid, password))
        dino.execute('INSERT INTO mam_catchup (account_id, server_jid, from_end, from_id, from_time, to_id, to_time)'
                     ' VALUES (1, ?, 1, "none", ?, "none", ?)', (jid, int(last_seen), int(last_seen)))


def fill_dino(empty, folder, kith_folder):
    """A profile of Dino in FOLDER, from its EMPTY database, with all that Kith's store has."""
    folder.mkdir(parents=True)
    shutil.copytree(empty.parent, folder, dirs_exist_ok=True)
    with closing(sqlite3.connect(folder / 'dino.db')) as dino, dino, \
            closing(sqlite3.connect(f'file:{kith_folder}/kith.db?mode=ro', uri=True)) as kith:
        account, = kith.execute('SELECT jid FROM accounts').fetchone()
        dino.execute('INSERT INTO account (id, bare_jid, resourcepart, password, enabled)'
                     ' VALUES (1, ?, "bench", "bench", 1)', (account,))
        dino.executemany('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)',
                         (('window_width', WINDOW[0]), ('window_height', WINDOW[1])))
        dino.executemany('INSERT INTO roster VALUES (1, ?, ?, ?, NULL)',
                         kith.execute('SELECT jid, name, subscription FROM roster'))
        for row in kith.execute('SELECT id, peer, last_time, read_id FROM conversations'):
            fill_dino_conversation(dino, kith, *row)


def fill_dino_conversation(dino, kith, number, peer, last_time, read_id):
    dino.execute('INSERT INTO jid (id, bare_jid) VALUES (?, ?)', (number, peer))
    rows = kith.execute('SELECT id, stanza_id, archive_id, direction, time / 1000000, body'
                        ' FROM messages WHERE conversation_id = ? ORDER BY time, id', (number,))
    read_item = -1
    for message, stanza, archive, direction, seconds, body in rows:
        dino.execute(
            'INSERT INTO message (id, stanza_id, server_id, account_id, counterpart_id,'
            ' our_resource, counterpart_resource, direction, type, time, local_time, body,'
            ' encryption, marked) VALUES (?, ?, ?, 1, ?, "bench", "phone", ?, ?, ?, ?, ?, ?, ?)',
            (message, stanza, archive, number, direction, DINO_CHAT, seconds, seconds, body,
             DINO_NO_ENCRYPTION, DINO_MARK_READ if direction else 0))
        item = dino.execute(
            'INSERT INTO content_item (conversation_id, time, local_time, content_type, foreign_id)'
            ' VALUES (?, ?, ?, ?, ?)',
            (number, seconds, seconds, DINO_MESSAGE, message)).lastrowid
        if message == read_id:
            read_item = item
    dino.execute('INSERT INTO conversation (id, account_id, jid_id, active, last_active, type,'
                 ' encryption, read_up_to, read_up_to_item, notification, send_typing, send_marker)'
                 ' VALUES (?, 1, ?, 1, ?, 0, 0, ?, ?, 0, 0, 0)',
                 (number, number, last_time // 1000000, read_id, read_item))
