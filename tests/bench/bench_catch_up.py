#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast an empty profile catches up with a long archive, and how long the main loop is held meanwhile: Kith and Dino, in
their windows, with the same server.

That is a private Prosody on this machine, so that all share its processors; its own time is shown beside.
By itself, without a window and without Dino: KITH_BUILD=_build bench_catch_up.py [MESSAGES …]
"""

import contextlib
import os
import pathlib
import shutil
import sqlite3
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'live')]

import kith_archive  # noqa: E402
import kith_driver  # noqa: E402
from bench_figures import longest, parse_blocks  # noqa: E402
from bench_profiles import fill_kith, make_dino_account, set_account  # noqa: E402
from bench_program import DINO, KITH, Kind, Program  # noqa: E402
from bench_room import Room, loopback_address  # noqa: E402
from kith_server import Server, free_port, make_password  # noqa: E402

CONVERSATIONS = 50
QUIET = 3                 # seconds without work on either side: it is done
XMPP_PORT = 5222          # where a client looks that finds nothing else in DNS
# As a server is set up that means to be quick: big pages, no counting of all that matches for each, and a garbage collector that does not
# run all the time, which takes four fifths of Prosody's time otherwise.
SETTINGS = {'max_archive_query_results': 500, 'mam_include_total': False,
            'gc': {'mode': 'incremental', 'threshold': 500, 'speed': 200}}


class CatchUpError(Exception):
    """It did not come to its end, or not to the right one."""


def processor_seconds(pid):
    fields = pathlib.Path(f'/proc/{pid}/stat').read_text().rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


def peak_memory(pid):
    """The most that was resident, in MB."""
    status = pathlib.Path(f'/proc/{pid}/status').read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith('VmHWM'))) * 1024 / 1e6


def wait_done(pids, patience, count=None, messages=0):
    """When the last of the work was done: when COUNT () says so, or if no QUIET seconds pass in which a process of PIDS worked for a
    twentieth of them. None: not in PATIENCE seconds."""
    end = time.monotonic() + patience
    busy, used = time.monotonic(), [processor_seconds(pid) for pid in pids]
    while time.monotonic() < end:
        time.sleep(0.1)
        now = [processor_seconds(pid) for pid in pids]
        if count is not None and count() >= messages:
            return time.monotonic()
        if any(after - before >= 0.02 for before, after in zip(used, now)):
            busy, used = time.monotonic(), now
        elif time.monotonic() - busy > QUIET and count is None:
            return busy
    return None


def count_kith(profile):
    """(messages, gaps) that the profile of a Kith that has ended has."""
    path = next(pathlib.Path(profile).rglob('*.db'))
    with contextlib.closing(sqlite3.connect(path)) as database:
        return (database.execute('SELECT count(*) FROM messages').fetchone()[0],
                database.execute('SELECT count(*) FROM gaps').fetchone()[0])


def count_dino(profile):
    """How many messages a Dino that may be running has stored."""
    try:
        with contextlib.closing(sqlite3.connect(f'file:{profile}/dino.db?mode=ro', uri=True, timeout=5)) as database:
            return database.execute('SELECT count(*) FROM message').fetchone()[0]
    except sqlite3.Error:
        return 0


@contextlib.contextmanager
def long_archive(messages, password, **options):
    """A server in whose archive "me" has MESSAGES."""
    with contextlib.closing(Server(users={'me': password}, settings=SETTINGS, **options)) as server:
        peers = [f'peer{number}@{server.domain}' for number in range(CONVERSATIONS)]
        server.set_roster('me', {peer: {} for peer in peers})
        talk = list(kith_archive.talk(f'me@{server.domain}', peers, messages, time.time() - 60))
        if not kith_archive.fill_database(server, 'me', talk):
            kith_archive.fill(server, 'me', talk)
        # The ports are known to who comes without asking.
        server.port, server.direct_tls_port = XMPP_PORT if options else free_port(), free_port()
        server.start()
        yield server


def reckon(messages, seconds, before, after, blocks):
    return {'rate': messages / seconds, 'seconds': seconds, 'cpu': after[0] - before[0],
            'server_cpu': after[1] - before[1], 'block': blocks}


def measure_program(desktop, kind, server, messages, patience):
    """What reckon () answers, and 'stored', of KIND in a window, whose profile is in its place."""
    profile = desktop.folder / 'data' / kind.name
    log = server.folder / 'prosody.log'
    signed_in = log.read_text(errors='replace').count('Authenticated as')
    with Program(desktop, kind, probed=True) as program:
        pids = (program.pid, server.process.pid)
        end = time.monotonic() + 60
        while log.read_text(errors='replace').count('Authenticated as') == signed_in:
            if time.monotonic() > end:
                raise CatchUpError(f'{kind.name} did not sign in:\n{server.log_tail(5)}\n{desktop.log("kith-screen-watch")[-2000:]}')
            time.sleep(0.02)
        before, began = [processor_seconds(pid) for pid in pids], time.monotonic()
        counting = (lambda: count_dino(profile)) if kind.name == 'dino' else None
        done = wait_done(pids, patience, counting, messages)
        ended = done or time.monotonic()
        after, peak = [processor_seconds(pid) for pid in pids], peak_memory(program.pid)
        blocks = longest(program.blocks(), began * 1e6, ended * 1e6)
    stored = count_dino(profile) if kind.name == 'dino' else count_kith(profile)[0]
    return {**reckon(stored, ended - began, before, after, blocks), 'stored': stored, 'peak': peak}


def measure_both(desktop, kinds, messages, patience):
    """Kind → what was found, Dino's in PATIENCE seconds, and what to say where it could not be measured."""
    found, note, password = {}, None, make_password()
    address = loopback_address()
    with long_archive(messages, password, host=address) as server:
        jid = f'me@{server.domain}'
        for kind in kinds:
            place = desktop.folder / 'data' / kind.name
            shutil.rmtree(place, ignore_errors=True)
            if kind is KITH:
                fill_kith(desktop.build, place, contacts=0, conversations=0, messages=0)
                set_account(place, jid, server.host, server.port, server.certificate_sha256)
                desktop.remember(jid, password)
                found[KITH] = measure_program(desktop, KITH, server, messages, 60 + messages / 100)
                stored, gaps = count_kith(place)
                if (stored, gaps) != (messages, 0):
                    raise CatchUpError(f'{stored} of {messages} messages, {gaps} gaps')
                continue
            room = Room(desktop.folder / 'room', server.domain, address, server.ca_file)
            if not room.works():
                note = ('Dino finds its server by DNS alone, and this machine lets no program have an /etc/hosts of its own, so it did'
                        ' not catch up.')
                continue
            make_dino_account(desktop, jid, password, time.time() - (messages + 10) * 60)
            found[DINO] = measure_program(desktop, Kind('dino', 'dino', room.wrapper), server, messages, patience)
    return found, note


def add_catch_up(figures, desktop, kinds, amounts, patience):
    """Adds to FIGURES what a catch-up with each of AMOUNTS messages shows; PATIENCE is how many seconds Dino has for it."""
    for messages in amounts:
        found, note = measure_both(desktop, kinds, messages, patience)
        kith, dino = found[KITH], found.get(DINO, {})

        def add(name, words, unit, key, aim=None, more=False):
            figures.add(f'catch_up_{messages}_{name}', words, unit, kith[key], dino.get(key), aim, more)

        add('rate', f'catch-up with {messages} messages', '1/s', 'rate', max(3000, dino.get('rate', 0)), True)
        add('cpu', '… of a processor', 's', 'cpu')
        add('server_cpu', "… the server's share", 's', 'server_cpu')
        figures.add_block(f'catch_up_{messages}_block', '… longest main-loop block', kith['block'], dino.get('block'), 16)
        add('peak', '… resident memory at most', 'MB', 'peak', 130)
        if note:
            figures.note(note)
        if dino:
            figures.note('Dino fetches but one page of an archive that it knows nothing of, so for the catch-up it was told that it had been there'
                         ' before the first message.')
        if dino and dino['stored'] < messages:
            figures.note(f'Dino had {dino["stored"]} of {messages} messages when its time was over ({patience} s).')


def measure(build, messages):
    """{'rate', 'seconds', 'cpu', 'server_cpu', 'block', 'peak'} of one catch-up of the model alone."""
    build, password = pathlib.Path(build), make_password()
    kith_driver.DRIVER = str(build / 'tests' / 'tools' / 'kith-driver')
    with long_archive(messages, password) as server, tempfile.TemporaryDirectory() as folder:
        blocks = pathlib.Path(folder, 'blocks')
        profile = pathlib.Path(folder, 'profile')
        profile.mkdir()
        environment = {**os.environ, 'LD_PRELOAD': str(build / 'tests' / 'bench' / 'kith-loop-probe.so'),
                       'KITH_LOOP_PROBE': str(blocks)}
        with kith_driver.Driver(profile=profile, env=environment) as driver:
            pids = (driver.process.pid, server.process.pid)
            before = [processor_seconds(pid) for pid in pids]
            driver.sign_in(server, 'me', password)
            began = time.monotonic()
            # SQLite needs no processor while it waits for the disk, nor does anybody while the machine is busy elsewhere.
            done = wait_done(pids, 60 + messages / 100)
            if done is None:
                raise CatchUpError('not done in time')
            after, peak = [processor_seconds(pid) for pid in pids], peak_memory(pids[0])
            driver.close()
        stored, gaps = count_kith(profile)
        if (stored, gaps) != (messages, 0):
            raise CatchUpError(f'{stored} of {messages} messages, {gaps} gaps')
        turns = longest(parse_blocks(blocks.read_text()), began * 1e6, done * 1e6)
    return {**reckon(messages, done - began, before, after, turns), 'peak': peak}


def main():
    for messages in [int(word) for word in sys.argv[1:]] or [10000, 100000]:
        found = measure(os.environ.get('KITH_BUILD', '_build'), messages)
        block = found['block']
        print(f'{messages} messages: {found["rate"]:.0f}/s in {found["seconds"]:.1f} s, processor {found["cpu"]:.1f} s'
              f' (server {found["server_cpu"]:.1f} s), longest block {block.wall:.1f} ms'
              f' (processor {block.cpu:.1f} ms, waiting for one {block.waited:.1f} ms), most processor in one turn'
              f' {block.busiest:.1f} ms, {found["peak"]:.0f} MB at most', flush=True)


if __name__ == '__main__':
    main()
