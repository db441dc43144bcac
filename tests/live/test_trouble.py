#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A disk without room, a profile that cannot be written, a log that somebody reads, a flood: what must not do harm."""

import base64
import ctypes
import os
import pathlib
import resource
import signal
import stat
import tempfile
import time

import kith_tap
from kith_driver import Driver
from kith_friend import Friends
from kith_server import Server

USERS = {'ada': 'ada-password', 'ben': 'ben-password'}
ADA, BEN = (f'{name}@kith.example' for name in USERS)
RETRY_SECONDS = 30        # Kith tries a full disk again every 10 s


def survive_full_disk():
    """In the child: writing past the limit fails, as on a full disk, and does not kill."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def set_room(driver, room):
    """From now on no file of DRIVER's can grow beyond ROOM bytes; None: there is room again."""
    _, most = resource.prlimit(driver.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(driver.process.pid, resource.RLIMIT_FSIZE, (most if room is None else room, most))


def bodies(driver, last=100):
    return [m['body'] for m in driver.ask('history', with_=BEN, last=last)['messages']]


def test_full_disk():
    """What comes in is shown, and stored once there is room; what cannot be stored is not sent, and says why."""
    with tempfile.TemporaryDirectory() as profile, Server(users=USERS) as server, \
            Friends(server) as friends:
        server.befriend('ada', 'ben')
        ben = friends.join('ben', USERS['ben'])
        with Driver(profile=profile, preexec_fn=survive_full_disk) as ada:
            ada.sign_in(server, 'ada', USERS['ada'])
            ada.wait('presence', jid=BEN, show='available')
            ada.do('send', to=BEN, body='before', ref='before')
            ada.wait('changed', ref='before', state='delivered')

            set_room(ada, 0)
            unseen = ben.send(ADA, 'in spite of it')
            came = ada.wait('message', direction='in', body='in spite of it')
            assert came['with'] == BEN, came
            ada.do('send', to=BEN, body='no room for this', ref='lost')
            failed = ada.wait('changed', ref='lost', state='failed')
            assert failed['error'] == 'store-full', failed
            ada.do('presence', show='away', status='full')
            ben.wait_presence(ADA, 'away')
            assert bodies(ada) == ['before', 'in spite of it', 'no room for this'], bodies(ada)
            time.sleep(0.5)
            assert unseen not in ben.do(lambda: list(ben.client.receipts)), 'a receipt for what is not kept'
            assert 'no room for this' not in [m['body'] for m in ben.do(lambda: list(ben.client.messages))]

            set_room(ada, None)
            ben.wait_receipt(unseen, RETRY_SECONDS)
            ada.do('send', to=BEN, body='after', ref='after')
            ada.wait('changed', ref='after', state='delivered')
            assert len([e for e in ada.events if e.get('body') == 'in spite of it']) == 1, 'shown once'
            assert ada.close() == 0
        with Driver(profile=profile) as ada:
            assert bodies(ada) == ['before', 'in spite of it', 'after'], bodies(ada)


def test_full_disk_at_the_end():
    """Closing without room loses nothing that was answered."""
    with tempfile.TemporaryDirectory() as profile:
        with Driver(profile=profile, preexec_fn=survive_full_disk) as ada:
            ada.do('account', jid=ADA, password='x')
            for number in range(20):
                ada.do('send', to=BEN, body=f'number {number}', ref=str(number))
            assert len(ada.ask('search', text='number')['messages']) == 20
            set_room(ada, 0)
            assert ada.close() == 0
        with Driver(profile=profile) as ada:
            assert bodies(ada) == [f'number {number}' for number in range(20)], bodies(ada)


def test_no_disk_to_begin_with():
    """It says so at once, and with room again the same profile opens."""
    def no_room():
        survive_full_disk()
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))

    with tempfile.TemporaryDirectory() as profile:
        with Driver(profile=profile, preexec_fn=no_room) as ada:
            assert ada.wait('error')['why'] == 'store-full', ada.events
            assert ada.close() == 0
        with Driver(profile=profile) as ada:
            ada.do('account', jid=ADA, password='x')
            assert ada.ask('roster')['contacts'] == []


def without_rights():
    """In the child: no right that goes beyond the modes of files."""
    if os.geteuid() == 0:
        # Root it stays, so that it can reach the program wherever that lies.
        drop_from_bounding_set, dac_override, dac_read_search = 24, 1, 2
        libc = ctypes.CDLL(None)
        libc.prctl(drop_from_bounding_set, dac_override, 0, 0, 0)
        libc.prctl(drop_from_bounding_set, dac_read_search, 0, 0, 0)


def test_read_only_profile():
    with tempfile.TemporaryDirectory() as above:
        os.chmod(above, 0o755)
        profile = pathlib.Path(above, 'profile')
        profile.mkdir()
        with Driver(profile=profile) as ada:
            ada.do('account', jid=ADA, password='x')
            ada.do('send', to=BEN, body='precious', ref='p')
            ada.wait('message', ref='p')
            assert ada.close() == 0
        files = [p for p in profile.iterdir() if p.is_file()]
        assert files and all(stat.S_IMODE(p.stat().st_mode) == 0o600 for p in files), 'nobody else reads them'
        for path in files:
            path.chmod(0o444)
        profile.chmod(0o555)
        with Driver(profile=profile, preexec_fn=without_rights) as ada:
            assert ada.wait('error')['why'] == 'store-read-only', ada.events
            assert ada.close() == 0
        profile.chmod(0o755)
        for path in files:
            path.chmod(0o600)
        with Driver(profile=profile) as ada:
            assert bodies(ada) == ['precious']


def test_log_keeps_secrets():
    """With every debug message switched on, what people wrote and what lets them in is not among them."""
    secrets = {'password': USERS['ada'], 'sent': 'the cat is in the piano', 'received': 'it sings in D minor',
               'draft': 'never to be sent', 'status': 'at the dentist', 'search': 'zebra crossing',
               'request': 'let me in, it is cold'}
    environment = {**os.environ, 'G_MESSAGES_DEBUG': 'all'}
    for fast in (False, True):
        with tempfile.TemporaryFile() as log, Server(users=USERS, sasl2=fast) as server, \
                Friends(server) as friends, Driver(stderr=log, env=environment) as ada:
            server.befriend('ada', 'ben')
            ben = friends.join('ben', USERS['ben'])
            ada.sign_in(server, 'ada', USERS['ada'])
            ada.do('send', to=BEN, body=secrets['sent'], ref='1')
            ada.wait('changed', ref='1', state='delivered')
            ben.send(ADA, secrets['received'])
            ada.wait('message', body=secrets['received'])
            ada.do('presence', show='away', status=secrets['status'])
            ben.wait_presence(ADA, 'away')
            ada.do('search', text=secrets['search'] + '" OR *')
            ada.do('subscribe', jid='nobody@nowhere.example', text=secrets['request'])
            ada.do('send', to='nobody@kith.example', body=secrets['sent'], ref='2')
            ada.wait('changed', ref='2', state='failed')
            for _ in range(2):                  # the second time by a token, where there are any
                since = ada.mark()
                ada.do('disconnect')
                ada.wait('state', since, state='offline')
                ada.do('connect')
                ada.wait('state', since, state='online')
            since = ada.mark()
            ada.do('account', jid=BEN, password='wrong ' + secrets['password'], host=server.host, port=server.port,
                   cafile=server.ca_file)
            ada.do('connect', account=BEN)
            ada.wait('state', since, account=BEN, state='failed')
            assert ada.close() == 0
            log.seek(0)
            text = log.read()
            assert text.count(b'\n') > 3, 'the log was not read'
            for name, secret in secrets.items():
                plain = secret.encode()
                for form in (plain, base64.b64encode(plain)[:-4], base64.b64encode(b'\0ada\0' + plain)[:-4]):
                    assert form not in text, f'{name} is in the log'
            for word in (b'<message', b'<auth', b'<response', b'<token', b'<presence', b'<iq', b'c=biws', b',r='):
                assert word not in text, f'{word} is in the log'


if __name__ == '__main__':
    kith_tap.run(*[case for name, case in list(globals().items()) if name.startswith('test_')])
