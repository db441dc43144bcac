#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast an empty profile catches up with a long archive, and how long the main loop is held meanwhile.

The archive is a private Prosody's on this machine, so that both share its processors; Prosody's own time is shown beside, because as a rule it
is the limit. By itself: KITH_BUILD=_build bench_catch_up.py [MESSAGES …]
"""

import contextlib
import os
import pathlib
import sqlite3
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'live'))

import kith_archive  # noqa: E402
import kith_driver  # noqa: E402
from bench_figures import longest, parse_blocks  # noqa: E402
from kith_server import Server, make_password  # noqa: E402

CONVERSATIONS = 50
QUIET = 3                 # seconds without work on either side: it is done
# As a server is set up that means to be quick: big pages, and no counting of all that matches for each.
SETTINGS = {'max_archive_query_results': 500, 'mam_include_total': False}


class CatchUpError(Exception):
    """It did not come to its end, or not to the right one."""


def processor_seconds(pid):
    fields = pathlib.Path(f'/proc/{pid}/stat').read_text().rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


def wait_done(pids, patience):
    """When the last of the work was done: until then no QUIET seconds pass in which a process of PIDS worked for a twentieth of them."""
    end = time.monotonic() + patience
    busy, used = time.monotonic(), [processor_seconds(pid) for pid in pids]
    while time.monotonic() < end:
        time.sleep(0.1)
        now = [processor_seconds(pid) for pid in pids]
        if any(after - before >= 0.02 for before, after in zip(used, now)):
            busy, used = time.monotonic(), now
        elif time.monotonic() - busy > QUIET:
            return busy
    raise CatchUpError(f'not done after {patience} s')


def count(profile):
    """(messages, gaps) that the profile has."""
    path = next(pathlib.Path(profile).rglob('*.db'))
    with contextlib.closing(sqlite3.connect(path)) as database:
        return (database.execute('SELECT count(*) FROM messages').fetchone()[0],
                database.execute('SELECT count(*) FROM gaps').fetchone()[0])


def measure(build, messages):
    """{'rate', 'seconds', 'cpu', 'server_cpu', 'block', 'block_cpu', 'rss'} of one catch-up with MESSAGES."""
    build, password = pathlib.Path(build), make_password()
    kith_driver.DRIVER = str(build / 'tests' / 'tools' / 'kith-driver')
    peers = [f'peer{number}@kith.example' for number in range(CONVERSATIONS)]
    with Server(users={'me': password}, settings=SETTINGS) as server, tempfile.TemporaryDirectory() as folder:
        server.stop()
        server.set_roster('me', {peer: {} for peer in peers})
        kith_archive.fill(server, 'me', kith_archive.talk(f'me@{server.domain}', peers, messages, time.time() - 60))
        server.start()
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
            used = [processor_seconds(pid) - start for pid, start in zip(pids, before)]
            rss = int(next(line.split()[1] for line in pathlib.Path(f'/proc/{pids[0]}/status').read_text().splitlines()
                           if line.startswith('VmHWM'))) * 1024 / 1e6
            driver.close()
        stored, gaps = count(profile)
        if (stored, gaps) != (messages, 0):
            raise CatchUpError(f'{stored} of {messages} messages, {gaps} gaps')
        wall, cpu = longest(parse_blocks(blocks.read_text()), began * 1e6, done * 1e6)
    return {'rate': messages / (done - began), 'seconds': done - began, 'cpu': used[0], 'server_cpu': used[1],
            'block': wall, 'block_cpu': cpu, 'rss': rss}


def main():
    for messages in [int(word) for word in sys.argv[1:]] or [10000, 100000]:
        found = measure(os.environ.get('KITH_BUILD', '_build'), messages)
        print(f'{messages} messages: {found["rate"]:.0f}/s in {found["seconds"]:.1f} s, processor {found["cpu"]:.1f} s'
              f' (server {found["server_cpu"]:.1f} s), longest block {found["block"]:.1f} ms'
              f' ({found["block_cpu"]:.1f} ms of a processor), {found["rss"]:.0f} MB at most', flush=True)


if __name__ == '__main__':
    main()
