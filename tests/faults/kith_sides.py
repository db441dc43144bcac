# SPDX-License-Identifier: GPL-3.0-or-later
"""The two who write to each other: Kith's driver, and a peer built on slixmpp. Both live on an asyncio loop."""

import asyncio
import json
import logging
import os
import resource
import signal

import slixmpp

import kith_ledger
from kith_server import end_with_parent

PATIENCE = 30
DISK_PATIENCE = 120                  # the store answers in order: behind a hundred commits on the slowest of the disks
LINE_LIMIT = 64 * 1024 * 1024
logging.getLogger('slixmpp').setLevel(logging.CRITICAL)


class SideError(Exception):
    """One of the two did not do what it has to be relied on for."""


def prepare_child():
    """In the child: it ends with its parent, and a full disk fails instead of killing."""
    end_with_parent()
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


class Kith:
    """kith-driver with one profile: started, killed, started again."""

    def __init__(self, program, profile, jid, password, server, port, environment=None, log=None):
        self.program, self.profile, self.jid, self.password = program, profile, jid, password
        self.server, self.port = server, port
        self.environment = {**os.environ, **(environment or {})}
        self.log = log
        self.events = []
        self.state = 'offline'
        self.process = None
        self.wanted = True           # whether it is to come back by our word when it waits
        self.back_after = 0.0        # seconds that it waits for it
        self._news = asyncio.Condition()
        self._reader = None
        self._runs = 0

    async def start(self, connect=True):
        self.process = await asyncio.create_subprocess_exec(
            self.program, '--profile', str(self.profile), stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, stderr=self.log or asyncio.subprocess.DEVNULL, env=self.environment,
            preexec_fn=prepare_child, limit=LINE_LIMIT)
        self._runs += 1
        self._reader = asyncio.ensure_future(self._read(self.process.stdout))
        self.do('account', jid=self.jid, password=self.password, host=self.server.host, port=self.port,
                cafile=self.server.ca_file)
        if connect:
            self.do('connect')
        return self

    async def _read(self, stream):
        async for line in stream:
            event = json.loads(line)
            event['run'] = self._runs
            async with self._news:
                self.events.append(event)
                if event['event'] == 'state':
                    self._follow(event['state'])
                self._news.notify_all()

    def _follow(self, state):
        self.state = state
        if state in ('waiting', 'failed') and self.wanted:
            asyncio.get_running_loop().call_later(self.back_after, self._come_back, self.process)

    def _come_back(self, process):
        if process is self.process and self.is_running() and self.wanted and self.state in ('waiting', 'failed'):
            self.do('connect')

    def is_running(self):
        return self.process is not None and self.process.returncode is None

    def do(self, verb, **members):
        """{"do": VERB, …}; with_ stands for "with". Lost if the driver is dead."""
        members = {name.rstrip('_'): value for name, value in members.items()}
        if self.is_running() and not self.process.stdin.is_closing():
            self.process.stdin.write(json.dumps({'do': verb, **members}).encode() + b'\n')

    async def wait(self, event, since=0, timeout=PATIENCE, **members):
        members = {name.rstrip('_'): value for name, value in members.items()}

        def find():
            return next((e for e in self.events[since:] if e['event'] == event
                         and all(e.get(k) == v for k, v in members.items())), None)
        async with self._news:
            try:
                await asyncio.wait_for(self._news.wait_for(find), timeout)
            except asyncio.TimeoutError:
                raise SideError(f'Kith said no {event} {members} within {timeout} s; it is {self.state}') from None
        return find()

    async def history(self, peer, last=2000):
        since = len(self.events)
        self.do('history', with_=peer, last=last)
        return (await self.wait('history', since, DISK_PATIENCE))['messages']

    async def wait_online(self, timeout=PATIENCE):
        async with self._news:
            try:
                await asyncio.wait_for(self._news.wait_for(lambda: self.state == 'online'), timeout)
            except asyncio.TimeoutError:
                raise SideError(f'Kith is {self.state} after {timeout} s, not online') from None

    async def kill(self):
        if self.is_running():
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
        await self.process.wait()
        await self._reader
        self.state = 'dead'

    async def close(self):
        """Ends it in good order; answers its exit status."""
        self.do('quit')
        if self.is_running():
            self.process.stdin.close()
        try:
            status = await asyncio.wait_for(self.process.wait(), PATIENCE)
        except asyncio.TimeoutError:
            await self.kill()
            raise SideError(f'Kith did not end within {PATIENCE} s') from None
        await self._reader
        self.state = 'dead'
        return status

    def signal(self, number):
        if self.is_running():
            self.process.send_signal(number)

    def set_room(self, room):
        """From now on no file of it can grow beyond ROOM bytes; None: there is room again."""
        if self.is_running():
            _, most = resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (most if room is None else room, most))


class PeerClient(slixmpp.ClientXMPP):
    """One connection of the peer."""

    def __init__(self, jid, password, server, port):
        super().__init__(jid, password)
        self.ca_certs = server.ca_file
        self.auto_reconnect = False
        self.whitespace_keepalive = False
        self.register_plugin('xep_0184')
        self.register_plugin('xep_0359')
        self.online = self.loop.create_future()
        self.over = self.loop.create_future()
        self.add_event_handler('session_start', self._on_start)
        self.add_event_handler('disconnected', lambda _: self._end())
        self.add_event_handler('connection_failed', lambda _: self._end())
        self.connect((server.host, port))

    async def _on_start(self, _event):
        self.send_presence()
        if not self.online.done():
            self.online.set_result(True)

    def _end(self):
        self.cancel_connection_attempt()
        for future in (self.online, self.over):
            if not future.done():
                future.set_result(False)


    def leave(self):
        """Breaks the connection off and leaves nothing that runs behind."""
        try:
            self.abort()
        except AttributeError:           # it was just being closed by the other side
            self._end()
        if self._run_out_filters is not None:
            self._run_out_filters.cancel()


class Peer:
    """Writes exactly once, whatever happens to its connections, so that it can be judge over the other side.

    It takes slixmpp for no more than single connections, without stream management, which loses what it should send again
    when it resumes. Instead, each time it comes back, it reads in its archive, as it lies on the server's disk, how far it got:
    the server archives what it takes in, in order and before anything else is done with it, so what is archived is
    a beginning of what was sent. In the same way, what the peer has received is what lies in its archive; what comes live is
    held against that.
    """

    def __init__(self, jid, password, server, port, other):
        self.jid, self.password, self.server, self.port = jid, password, server, port
        self.other = other
        self.user = jid.partition('@')[0]
        self.client = None
        self.texts = {}              # number → text of all that is to be written
        self.written = 0             # how many have been handed over
        self.sent = 0                # how many of these went into the current connection
        self.live = []               # (archive id, (direction, number)) of what came
        self.back_after = 0.2
        self._connections = 0
        self._wake = asyncio.Event()
        self._task = None
        self._ending = False

    def start(self):
        self._task = asyncio.ensure_future(self._live())

    def write(self, number, text):
        self.texts[number] = text
        self.written = max(self.written, number)
        self._wake.set()

    def archived(self):
        return [n for d, n in kith_ledger.archive_numbers(self.server, self.user) if d == kith_ledger.IN]

    async def _live(self):
        while not self._ending:
            self._connections += 1
            client = PeerClient(f'{self.jid}/peer{self._connections}', self.password, self.server, self.port)
            client.add_event_handler('message', self._on_message)
            self.client = client
            try:
                if await asyncio.wait_for(client.online, PATIENCE):
                    await self._write_on(client)
            except asyncio.TimeoutError:
                pass
            client.leave()
            await asyncio.sleep(self.back_after)

    async def _write_on(self, client):
        self.sent = max(self.archived(), default=0)
        while not self._ending and not client.over.done():
            while self.sent < self.written and not client.over.done():
                self.sent += 1
                message = client.make_message(mto=self.other, mbody=self.texts[self.sent], mtype='chat')
                message['request_receipt'] = True
                message.send()
            self._wake.clear()
            waker = asyncio.ensure_future(self._wake.wait())
            await asyncio.wait([waker, client.over], return_when=asyncio.FIRST_COMPLETED)
            waker.cancel()

    def _on_message(self, message):
        number = kith_ledger.number_of(message['body'])
        if number:
            self.live.append((message['stanza_id']['id'], number))

    def kill(self):
        """Its process is gone from one moment to the next, as far as anybody can tell."""
        if self.client is not None:
            self.client.leave()

    async def close(self):
        self._ending = True
        self._wake.set()
        if self.client is not None:
            self.client.leave()
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
