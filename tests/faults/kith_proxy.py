# SPDX-License-Identifier: GPL-3.0-or-later
"""A TCP proxy on loopback that does to a connection what networks do: cuts, stalls, delays, swallows.

It sees what somebody on the way would see: with TLS, bytes and the lengths of records. Lives on an asyncio loop.
"""

import asyncio
import socket
import struct

HOST = '127.0.0.1'
UP, DOWN = 'up', 'down'              # from the client to the server, and back
DIRECTIONS = (UP, DOWN)
APPLICATION_DATA = 23


class Cut(Exception):
    """This connection has been cut."""


class Records:
    """Follows the records of TLS in one direction, from the first handshake on."""

    def __init__(self):
        self.started = False
        self.head = b''
        self.left = 0

    def feed(self, data):
        """The records that begin in DATA, as (offset, length with head, kind). A head may be cut in two."""
        if not self.started:
            if not data.startswith(b'\x16\x03'):
                return []
            self.started = True
        found, offset = [], 0
        while offset < len(data):
            if self.left:
                step = min(self.left, len(data) - offset)
                self.left -= step
                offset += step
                continue
            start = offset - len(self.head)
            self.head += data[offset:offset + 5 - len(self.head)]
            offset = start + len(self.head)
            if len(self.head) == 5:
                kind, _, length = struct.unpack('>BHH', self.head)
                self.head, self.left = b'', length
                found.append((max(start, 0), length + 5, kind))
        return found


class Bytes:
    """Cut when COUNT bytes have passed in DIRECTION."""

    def __init__(self, direction, count, how):
        self.direction, self.count, self.how = direction, count, how

    def look(self, link, direction, data):
        """How much of DATA is let through before the cut; None: all of it, and no cut."""
        if direction != self.direction or link.passed[direction] + len(data) < self.count:
            return None
        return max(self.count - link.passed[direction], 0)


class SmallRecord:
    """Cut at the NUMBER-th record in DIRECTION that is as small as an acknowledgement, before, in or behind it."""

    SIZES = range(40, 90)            # <r/> and <a h='…'/> with what TLS adds

    def __init__(self, direction, number, where, how):
        self.direction, self.number, self.where, self.how = direction, number, where, how

    def look(self, link, direction, data):
        if direction != self.direction:
            return None
        for offset, length, kind in link.fresh_records:
            if kind == APPLICATION_DATA and length in self.SIZES:
                self.number -= 1
                if self.number == 0:
                    return min(offset + {'before': 0, 'in': length // 2, 'behind': length}[self.where], len(data))
        return None


class Link:
    """One connection through the proxy."""

    def __init__(self, proxy, client_reader, client_writer):
        self.proxy = proxy
        self.readers = {UP: client_reader}
        self.writers = {DOWN: client_writer}
        self.passed = {UP: 0, DOWN: 0}
        self.swallowed = set()       # directions from which nothing arrives any more
        self.fresh_records = []
        self.records = {UP: Records(), DOWN: Records()}
        self.traps = []
        self.over = asyncio.Event()
        self.given_up = asyncio.Event()          # the client has ended its side, whoever heard of it

    async def run(self):
        try:
            self.readers[DOWN], self.writers[UP] = await asyncio.open_connection(HOST, self.proxy.target)
        except OSError:
            self.close_client('rst')
            return
        pumps = [asyncio.ensure_future(self.pump(direction)) for direction in DIRECTIONS]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            self.finish()

    async def pump(self, direction):
        reader, writer = self.readers[direction], self.writers[direction]
        while True:
            try:
                data = await reader.read(16384)
            except OSError:
                data = b''
            if not data:
                if direction == UP:
                    self.given_up.set()
                # What one side has ended is ended for the other, too, unless nobody hears of it.
                if self.swallowed:
                    await self.over.wait()
                raise Cut
            await self.proxy.wait_for_turn(direction)
            if self.over.is_set():
                raise Cut
            if direction in self.swallowed:
                continue
            await self.let_pass(direction, data, writer)

    async def let_pass(self, direction, data, writer):
        self.fresh_records = self.records[direction].feed(data)
        for trap in self.traps:
            keep = trap.look(self, direction, data)
            if keep is not None:
                self.passed[direction] += keep
                await self.write(writer, data[:keep])
                self.proxy.note(f'{trap.how} after {self.passed[UP]} bytes up, {self.passed[DOWN]} down')
                self.cut(trap.how)
                if self.over.is_set():
                    raise Cut
                return
        self.passed[direction] += len(data)
        await self.write(writer, data)

    @staticmethod
    async def write(writer, data):
        try:
            writer.write(data)
            await writer.drain()
        except OSError:
            raise Cut from None

    def cut(self, how):
        """'rst' or 'fin': both sides see it; 'half': the server sees nothing; 'hole': nobody sees anything."""
        self.proxy.cuts += 1
        self.traps.clear()
        if how in ('rst', 'fin'):
            self.close_client(how)
            self.close_server(how)
            self.over.set()
        elif how == 'half':
            self.swallowed.update(DIRECTIONS)
            self.close_client('rst')
        else:
            self.swallowed.update(DIRECTIONS)

    def close_client(self, how):
        self._close(self.writers.get(DOWN), how)

    def close_server(self, how):
        self._close(self.writers.get(UP), how)

    @staticmethod
    def _close(writer, how):
        if writer is None or writer.transport.is_closing():
            return
        if how == 'rst':
            with_no_linger = struct.pack('ii', 1, 0)
            raw = writer.transport.get_extra_info('socket')
            if raw is not None:
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, with_no_linger)
            writer.transport.abort()
        else:
            writer.close()

    def finish(self):
        self.over.set()
        self.close_client('fin')
        self.close_server('fin')


class Proxy:
    """Listens on a port of its own and leads to TARGET."""

    def __init__(self, target, note=lambda text: None):
        self.target = target
        self.port = 0
        self.note = note
        self.cuts = 0
        self.links = []
        self.next_traps = []         # one list for each connection to come
        self.refusing = False
        self.deaf = False            # takes connections and never says a word
        self.delay = None            # () → seconds, for each piece
        self._turn = {direction: asyncio.Event() for direction in DIRECTIONS}
        self._last = {UP: 0.0, DOWN: 0.0}
        self._tasks = set()
        self._server = None
        for event in self._turn.values():
            event.set()

    async def start(self):
        self._server = await asyncio.start_server(self._accept, HOST, 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def _accept(self, reader, writer):
        link = Link(self, reader, writer)
        if self.refusing:
            link.close_client('rst')
            return
        writer.transport.get_extra_info('socket').setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.next_traps:
            link.traps = self.next_traps.pop(0)
        if self.deaf:
            link.swallowed.update(DIRECTIONS)
        self.links.append(link)
        task = asyncio.current_task()
        self._tasks.add(task)
        try:
            await link.run()
        except asyncio.CancelledError:
            link.finish()
        finally:
            self._tasks.discard(task)
            self.links.remove(link)

    async def wait_for_turn(self, direction):
        """Waits as long as this direction is stalled, and as long as a piece is on its way."""
        await self._turn[direction].wait()
        if self.delay is not None:
            await asyncio.sleep(self.delay())

    def stall(self, directions=DIRECTIONS):
        for direction in directions:
            self._turn[direction].clear()

    def go_on(self):
        for event in self._turn.values():
            event.set()

    def current(self):
        """The newest connection that is alive; None: there is none."""
        return next((link for link in reversed(self.links) if not link.over.is_set() and not link.swallowed), None)

    def cut(self, how):
        """Cuts the current connection; answers whether there was one."""
        link = self.current()
        if link is not None:
            self.note(f'{how} after {link.passed[UP]} bytes up, {link.passed[DOWN]} down')
            link.cut(how)
        return link is not None

    def trap(self, trap):
        """For the current connection, or else the next one."""
        link = self.current()
        if link is not None:
            link.traps.append(trap)
        else:
            self.next_traps.append([trap])

    def heal(self):
        """From now on everything passes. What was swallowed stays so, and is cut."""
        self.next_traps.clear()
        self.refusing = self.deaf = False
        self.delay = None
        for link in self.links:
            link.traps.clear()
            if link.swallowed:
                link.cut('rst')
        self.go_on()

    async def close(self):
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()
