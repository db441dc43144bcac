# SPDX-License-Identifier: GPL-3.0-or-later
"""One plan carried out: Kith and a peer write a hundred messages each while things go wrong, then the books are balanced."""

import asyncio
import glob
import os
import pathlib
import random
import shutil
import tempfile
import time

import kith_ledger
import kith_plan
from kith_ledger import IN, OUT
from kith_proxy import Proxy
from kith_server import ServerError
from kith_sides import Kith, Peer, SideError

SETTLE_SECONDS = 60
GIVE_UP_SECONDS = 45         # it notices within 30 s, and within 10 of what is not answered
DISK_RETRY_SECONDS = 11      # Kith tries a full disk again every 10 s
PLAN_SECONDS = 240
FAKE_TIME = next(iter(glob.glob('/usr/lib*/faketime/libfaketimeMT.so.1')
                      + glob.glob('/usr/lib*/*/faketime/libfaketimeMT.so.1')), None)


def possible_kinds():
    """All but the jumping clock where there is no libfaketime."""
    return [kind for kind in kith_plan.KINDS if FAKE_TIME or kind is not kith_plan.clock]


class Trial:
    """Owns a profile, two proxies, Kith and the peer; the server is its worker's, and has users of its own for it."""

    def __init__(self, worker, kind, seed, count):
        self.worker, self.kind, self.seed, self.count = worker, kind, seed, count
        self.server = worker.server
        self.chance = random.Random(f'{kind.__name__} {seed}')
        self.jitter = random.Random(seed)
        self.ada, self.ben = (f'{name}{seed}@{self.server.domain}' for name in ('ada', 'ben'))
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='kith-faults-'))
        self.ledger = kith_ledger.Ledger()
        self.started = time.monotonic()
        self.notes = []
        self.written = {OUT: 0, IN: 0}
        self.crashed = False
        self.room_since = 0.0                    # when the disk was last full no more
        self.progress = asyncio.Condition()
        self.pen = asyncio.Lock()                # held by who lets Kith write, or must not have it written
        self.clock_file = self.folder / 'clock'
        self.log = open(self.folder / 'kith.log', 'wb')
        self.proxy = self.peer_proxy = self.kith = self.peer = None

    def note(self, text):
        self.notes.append(f'{time.monotonic() - self.started:7.3f} {text}')

    def environment(self):
        """What the kind needs around Kith."""
        environment = {'G_MESSAGES_DEBUG': 'all',
                       'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '') + ':verify_asan_link_order=0'}
        if self.kind is kith_plan.clock:
            self.clock_file.write_text('+0\n')
            environment.update(LD_PRELOAD=FAKE_TIME, FAKETIME_TIMESTAMP_FILE=str(self.clock_file),
                               FAKETIME_NO_CACHE='1', FAKETIME_DONT_FAKE_MONOTONIC='1', DONT_FAKE_MONOTONIC='1')
        if self.kind is kith_plan.slow_disk:
            environment.update(LD_PRELOAD=str(self.worker.slow_disk),
                               KITH_DISK_DELAY=str(self.chance.choice((5000, 20000, 60000))))
        return environment

    async def run(self):
        """Answers the ledger. What does not come to an end is written there, too."""
        try:
            self.proxy = await Proxy(self.server.port, self.note).start()
            self.peer_proxy = await Proxy(self.server.port, lambda text: self.note('peer: ' + text)).start()
            self.kith = Kith(self.worker.program, self.folder / 'profile', self.ada, self.worker.password, self.server,
                             self.proxy.port, self.environment(), self.log)
            self.kith.back_after = self.chance.choice((0, 0.1, 0.5, 1.5))
            self.peer = Peer(self.ben, self.worker.password, self.server, self.peer_proxy.port, self.ada)
            await asyncio.wait_for(self._carry_out(), PLAN_SECONDS)
            await self._balance()
        except (SideError, ServerError, OSError, asyncio.TimeoutError) as error:
            self.ledger.blame(f'did not come to an end: {error or "time is up"}')
            self.ledger.lost += 1
        finally:
            await self._end()
        return self.ledger

    async def _carry_out(self):
        fate = asyncio.ensure_future(self.kind(self))
        await asyncio.sleep(0)                   # what it prepares is there before the first connection
        self.peer.start()
        await self.kith.start()
        parts = [asyncio.ensure_future(self._write(OUT)), asyncio.ensure_future(self._write(IN)), fate]
        try:
            await asyncio.gather(*parts)
        finally:
            for part in parts:
                part.cancel()
            await asyncio.gather(*parts, return_exceptions=True)

    # Writing.

    async def _write(self, direction):
        """COUNT messages in bursts."""
        chance = random.Random(f'{direction} {self.seed}')
        number = 1
        while number <= self.count:
            for _ in range(min(chance.randint(1, 15), self.count - number + 1)):
                text = kith_ledger.body_of(direction, number, chance.choice((0, 0, 30, 200, 1500)))
                if direction == IN:
                    self.peer.write(number, text)
                else:
                    async with self.pen:
                        self._send(number, text)
                await self._count(direction, number)
                number += 1
            await asyncio.sleep(chance.uniform(0.01, 0.35))

    def _send(self, number, text):
        self.kith.do('send', to=self.ben, body=text, ref=str(number))

    async def _count(self, direction, number):
        async with self.progress:
            self.written[direction] = number
            self.progress.notify_all()

    async def reached(self, messages):
        """Waits until so many have been written by both together."""
        async with self.progress:
            await self.progress.wait_for(lambda: sum(self.written.values()) >= messages)

    async def retype(self):
        """Whoever holds the pen writes again what Kith has not got, as a person would who looks at the screen."""
        there = {n for d, n in await self.shown() if d == OUT}
        missing = [n for n in range(1, self.written[OUT] + 1) if n not in there]
        if missing:
            self.note(f'written again: {kith_ledger.tell(missing)}')
        for number in missing:
            self._send(number, kith_ledger.body_of(OUT, number))

    async def shown(self):
        """What Kith shows, without what it says could not be sent."""
        rows = await self.kith.history(self.ben)
        return [found for found in (kith_ledger.number_of(row.get('body')) for row in rows
                                    if row.get('state') != 'failed') if found]

    # What plans do.

    async def kill_kith(self, seconds):
        async with self.pen:
            self.note('Kith is killed')
            await self.kith.kill()
            await asyncio.sleep(seconds)
            self.note('Kith is started')
            await self.kith.start(connect=False)
            await self.retype()
            if self.kith.wanted:
                self.kith.do('connect')

    async def go_away(self, orderly):
        self.note(f'away, {"in order" if orderly else "cut"}')
        self.kith.wanted = False
        if orderly:
            self.kith.do('disconnect')
            await asyncio.sleep(0.3)
        else:
            self.proxy.refusing = True
            self.proxy.cut('rst')
            await asyncio.sleep(kith_plan.HIBERNATION + 1)

    def come_back(self):
        self.note('back')
        self.proxy.refusing = False
        self.kith.wanted = True
        self.kith.do('connect')

    async def restart_server(self, seconds, crash):
        self.note('the server is killed' if crash else 'the server ends')
        self.crashed = self.crashed or crash
        await asyncio.to_thread(self.server.kill if crash else self.server.stop)
        await asyncio.sleep(seconds)
        await asyncio.to_thread(self.server.start)
        self.note('the server is there')

    async def wait_given_up(self, link):
        """Kith has to notice by itself that nothing comes any more."""
        try:
            await asyncio.wait_for(link.given_up.wait(), GIVE_UP_SECONDS)
        except asyncio.TimeoutError:
            raise SideError(f'Kith has not noticed within {GIVE_UP_SECONDS} s that its connection is dead') from None
        self.note('Kith has noticed')

    def set_clock(self, seconds):
        self.note(f'the clock is {seconds:+} s off')
        self.clock_file.write_text(f'{seconds:+}\n')

    async def fill_disk(self, seconds, cuts):
        await self.kith.wait_online()            # an account that was never stored is none
        async with self.pen:
            self.note('the disk is full')
            self.kith.set_room(0)
            if self.written[OUT] < self.count:
                self._send(self.written[OUT] + 1, kith_ledger.body_of(OUT, self.written[OUT] + 1))
            if cuts:
                self.proxy.cut('rst')
            await asyncio.sleep(seconds)
            self.kith.set_room(None)
            self.note('there is room again')
            self.room_since = time.monotonic()
            await asyncio.sleep(0.5)
            await self.retype()

    # The end.

    def _is_complete(self, shown):
        wanted = 2 * self.count
        return len(set(shown)) >= wanted and len(set(self._archive(self.ben))) >= wanted

    async def _balance(self):
        """Everything is well again; what is missing has some time to arrive, then each list is read."""
        self.note('everything is well')
        self.proxy.heal()
        self.peer_proxy.heal()
        if self.clock_file.exists():
            self.set_clock(0)                    # wrong enough, it lets no certificate be valid
        self.kith.wanted, self.kith.back_after = True, 0.2
        if self.kith.state != 'online':
            self.kith.do('connect')
        end = time.monotonic() + SETTLE_SECONDS
        while time.monotonic() < end:
            rows = await self.kith.history(self.ben)
            shown = [found for found in (kith_ledger.number_of(row.get('body')) for row in rows) if found]
            if self._is_complete(shown) and not any(row.get('state') == 'pending' for row in rows):
                break
            await asyncio.sleep(0.3)
        await asyncio.sleep(max(0.7, self.room_since + DISK_RETRY_SECONDS - time.monotonic()))
        self.note('the books are balanced')
        torn = self._torn()
        self.ledger.add('Kith shows', await self.shown(), self.count, torn)
        self._check_notified()
        if await self.kith.close() != 0:
            self.ledger.blame('Kith did not end well')
        await self.kith.start(connect=False)
        self.ledger.add('Kith keeps', await self.shown(), self.count, torn)
        await self.kith.close()
        for name, jid in (('the archive of Kith\'s user', self.ada), ('the archive of the peer', self.ben)):
            self.ledger.add(name, self._archive(jid), self.count, torn)
        self._check_live()

    def _archive(self, jid):
        return kith_ledger.archive_numbers(self.server, jid.partition('@')[0])

    def _torn(self):
        """What a server that was killed has in the archive of the one who wrote it, and not of the other.

        It writes the one, then the other. Killed in between it has told the writer, truthfully, that it has the message; what
        it forgot to pass on no client can know of. Only after a crash, and only of the writer's own.
        """
        if not self.crashed:
            return set()
        ada, ben = set(self._archive(self.ada)), set(self._archive(self.ben))
        torn = {n for n in ada - ben if n[0] == OUT} | {n for n in ben - ada if n[0] == IN}
        self.ledger.torn = len(torn)
        if torn:
            self.note(f'torn by the server: {sorted(torn)}')
        return torn

    def _check_notified(self):
        """Each run of Kith says each message at most once."""
        said = [(e['run'], kith_ledger.number_of(e['body'])) for e in self.kith.events
                if e['event'] == 'message' and e['direction'] == 'in']
        twice = sorted({number[1] for run, number in said if number and said.count((run, number)) > 1})
        if twice:
            self.ledger.doubled += len(twice)
            self.ledger.blame(f'Kith said twice: {kith_ledger.tell(twice)}')

    def _check_live(self):
        """What came live to the peer is in its archive once, whatever connection it came by."""
        ids = {}
        for archive_id, number in self.peer.live:
            ids.setdefault(number, set()).add(archive_id)
        twice = [number[1] for number, different in ids.items() if len(different) > 1]
        if twice:
            self.ledger.doubled += len(twice)
            self.ledger.blame(f'the peer got twice: {kith_ledger.tell(twice)}')

    async def _end(self):
        if self.kith is not None and self.kith.process is not None:
            await self.kith.kill()
        if self.peer is not None:
            await self.peer.close()
        for proxy in (self.proxy, self.peer_proxy):
            if proxy is not None:
                self.ledger.cuts += proxy.cuts
                await proxy.close()
        self.log.close()
        self.ledger.plans = 1
        self.ledger.messages = 2 * self.count
        if not self.ledger.is_right():
            self._keep()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _keep(self):
        """What tells how it came to that: notes, events, the log, the profile and the archives."""
        if self.worker.keep is None:
            return
        place = self.worker.keep / f'{self.kind.__name__}-{self.seed}'
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.folder, place)
        (place / 'notes').write_text('\n'.join(self.notes + [''] + self.ledger.wrong) + '\n', encoding='utf-8')
        (place / 'events').write_text(''.join(f'{event}\n' for event in self.kith.events), encoding='utf-8')
        for user in (self.ada, self.ben):
            for path in (self.server.folder / 'data').glob(f'*/archive/{user.partition("@")[0]}.list'):
                shutil.copy(path, place)
