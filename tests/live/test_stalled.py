#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A connection that is dead and does not say so: everything is taken, and nothing comes through. What is sent into it arrives once. That it
is given up in time is seen by the tests of KithKeepalive, which have a clock of their own."""

import asyncio
import pathlib
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'faults'))

import kith_tap  # noqa: E402
from kith_driver import Driver  # noqa: E402
from kith_friend import Friends  # noqa: E402
from kith_proxy import Proxy  # noqa: E402
from kith_server import Server  # noqa: E402

USERS = {'ada': 'ada-password', 'ben': 'ben-password'}
ADA, BEN = (f'{name}@kith.example' for name in USERS)
SECONDS = 120


class Loop:
    """Runs the proxy beside the test."""

    def __enter__(self):
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *exception):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    def run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(SECONDS)

    def do(self, function, *arguments):
        async def work():
            return function(*arguments)
        return self.run(work())


def test_message_into_a_stalled_connection():
    with tempfile.TemporaryDirectory() as profile, Server(users=USERS) as server, Friends(server) as friends, Loop() as loop:
        server.befriend('ada', 'ben')
        ben = friends.join('ben', USERS['ben'])
        proxy = loop.run(Proxy(server.port).start())
        with Driver(profile=profile) as ada:
            since = ada.mark()
            ada.do('account', jid=ADA, password=USERS['ada'], host=server.host, port=proxy.port, cafile=server.ca_file)
            ada.do('connect')
            ada.wait('state', since, state='online')
            ben.wait_presence(ADA)
            ada.do('send', to=BEN, body='before', ref='1')
            ben.wait_message('before')
            loop.do(proxy.stall)
            since = ada.mark()
            ada.do('send', to=BEN, body='into the dark', ref='2')
            ada.wait('state', since, timeout=SECONDS, state='waiting')
            loop.do(proxy.go_on)
            ada.wait('state', since, timeout=SECONDS, state='online')
            ada.do('send', to=BEN, body='after', ref='3')
            ben.wait_message('after')
            bodies = ben.do(lambda: [message['body'] for message in ben.client.messages if message['body']])
            assert bodies == ['before', 'into the dark', 'after'], bodies
            assert ada.close() == 0
        loop.run(proxy.close())


if __name__ == '__main__':
    kith_tap.run(*[case for name, case in list(globals().items()) if name.startswith('test_')])
