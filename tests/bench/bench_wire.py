#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How soon a message is on the wire, and how soon Kith is current again when the network is back.

Kith's model, as kith-driver runs it, signs in at a private Prosody through a relay on loopback that
writes down when bytes pass, and lets them wait if asked to: with a known way to the server, round
trips can be read from the time.
"""

import argparse
import pathlib
import queue
import socket
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'live')]

import kith_driver  # noqa: E402
from bench_figures import Figures, median  # noqa: E402
from kith_server import HOST, Server, make_password  # noqa: E402

PEERS = 100
DELAY = 0.05                         # each way
OUTAGE = 2
MISSED = 20
LETTERS = 600                        # more than anything else that is sent meanwhile


class Relay:
    """A TCP relay to PORT. What it takes up waits DELAY seconds, each way, before it goes on."""

    def __init__(self, port):
        self.target, self.delay, self.refusing = port, 0, False
        self.accepted = 0
        self.upward = []             # (time, bytes) of what came from the client
        self._sockets = []
        self._listener = socket.create_server((HOST, 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.refusing:
                client.close()
                continue
            self.accepted = time.monotonic()
            server = socket.create_connection((HOST, self.target))
            self._sockets += [client, server]
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._pump(client, server, self.upward)
            self._pump(server, client, None)

    def _pump(self, source, sink, record):
        pieces = queue.Queue()
        for work in (self._take, self._pass):
            threading.Thread(target=work, args=(source, sink, record, pieces), daemon=True).start()

    def _take(self, source, _sink, record, pieces):
        data = b'-'
        while data:
            try:
                data = source.recv(65536)
            except OSError:
                data = b''
            if record is not None:
                record.append((time.monotonic(), len(data)))
            pieces.put((time.monotonic() + self.delay, data))

    @staticmethod
    def _pass(_source, sink, _record, pieces):
        while True:
            due, data = pieces.get()
            time.sleep(max(0, due - time.monotonic()))
            try:
                if not data:
                    sink.shutdown(socket.SHUT_RDWR)
                    return
                sink.sendall(data)
            except OSError:
                return

    def cut(self):
        """Ends what is connected; who tries again is refused until refusing is taken back."""
        self.refusing = True
        for end in self._sockets:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()
        self._sockets.clear()

    def close(self):
        self.cut()
        self._listener.close()


def sign_in(driver, server, name, password, port, **members):
    driver.do('account', jid=f'{name}@{server.domain}', password=password, host=HOST, port=port,
              cafile=server.ca_file, **members)
    driver.do('connect')
    driver.wait('state', state='online')


def measure_send(sends):
    """Milliseconds from the command to the bytes in the relay, of each of SENDS."""
    password = make_password()
    names = [f'peer{number}' for number in range(PEERS)]
    with Server(users={'me': password, **{name: password for name in names}}) as server, \
            tempfile.TemporaryDirectory() as profile:
        server.stop()
        server.set_roster('me', {f'{name}@{server.domain}': {} for name in names})
        server.start()
        relay = Relay(server.port)
        try:
            with kith_driver.Driver(profile=profile) as driver:
                sign_in(driver, server, 'me', password, relay.port)
                return [send_one(driver, relay, f'{names[number % PEERS]}@{server.domain}', number)
                        for number in range(-PEERS, sends)][PEERS:]
        finally:
            relay.close()


def send_one(driver, relay, peer, number):
    time.sleep(0.02)
    since, seen = driver.mark(), len(relay.upward)
    began = time.monotonic()
    driver.do('send', to=peer, body='x' * LETTERS, ref=f'ref-{number}')
    driver.wait('changed', since, ref=f'ref-{number}', state='sent')
    return next(1000 * (at - began) for at, size in relay.upward[seen:] if size >= LETTERS)


def measure_resume(sasl2):
    """(round trips, milliseconds) from the accepted connection to the last message that was missed.

    The round trips are the whole ones in that time, without the one of TLS.
    """
    password = make_password()
    with Server(users={'me': password, 'ada': password}, sasl2=sasl2) as server, \
            tempfile.TemporaryDirectory() as mine, tempfile.TemporaryDirectory() as hers:
        server.stop()
        server.befriend('me', 'ada')
        server.start()
        relay = Relay(server.direct_tls_port)
        try:
            with kith_driver.Driver(profile=mine) as driver, \
                    kith_driver.Driver(profile=hers) as other:
                sign_in(driver, server, 'me', password, relay.port, direct_tls=True)
                sign_in(other, server, 'ada', password, server.port)
                other.do('send', to=f'me@{server.domain}', body='first')
                driver.wait('message', body='first')
                time.sleep(1)
                relay.cut()
                for number in range(MISSED):
                    other.do('send', to=f'me@{server.domain}', body=f'missed {number}')
                time.sleep(OUTAGE)
                relay.delay, relay.refusing = DELAY, False
                driver.wait('message', timeout=90, body=f'missed {MISSED - 1}')
                passed = time.monotonic() - relay.accepted
                return int(passed / (2 * DELAY)) - 1, 1000 * passed
        finally:
            relay.close()


def percentile(values, part):
    """The value that PART of VALUES do not exceed."""
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


def add_wire(figures, build, sends=300, resumes=3):
    """Adds what is measured here to FIGURES; BUILD is Meson's directory."""
    kith_driver.DRIVER = str(pathlib.Path(build) / 'tests' / 'tools' / 'kith-driver')
    times = measure_send(sends)
    figures.add('send_wire_median', f'send to the wire, {PEERS} chats: median', 'ms', median(times))
    figures.add('send_wire_p99', '… 99 of 100', 'ms', percentile(times, 0.99), None, 5)
    for sasl2 in (True, False):
        found = [measure_resume(sasl2) for _ in range(resumes)]
        name = 'resume_sasl2' if sasl2 else 'resume'
        words = f'connected to caught up, {1000 * 2 * DELAY:.0f} ms a round trip'
        words += ', SASL 2' if sasl2 else ', SASL'
        figures.add(name, words, 'ms', median(passed for _, passed in found))
        figures.add(name + '_trips', '… round trips after that of TLS', '', median(trips for trips, _ in found), None,
                    3 if sasl2 else None)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--build', default='_build')
    parser.add_argument('--json', metavar='FILE')
    parser.add_argument('--quick', action='store_true')
    options = parser.parse_args()
    figures = Figures()
    add_wire(figures, options.build, *((20, 1) if options.quick else ()))
    print(figures.table())
    if options.json:
        figures.write(options.json)


if __name__ == '__main__':
    main()
