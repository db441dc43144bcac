#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines, files and servers that are not what they should be: each gets an answer in words, and nothing is lost or ends."""

import os
import pathlib
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time

import kith_tap
from kith_driver import DRIVER, Driver
from kith_friend import Friends
from kith_server import CERTIFICATES, Server, free_port

USERS = {'ada': 'ada-password', 'ben': 'ben-password'}
ADA, BEN = (f'{name}@kith.example' for name in USERS)
MEGABYTE = 1024 * 1024


def add(driver, server, **members):
    """Ada's account, as SERVER says it is to be reached."""
    driver.do('account', **{'jid': ADA, 'password': USERS['ada'], 'host': server.host, 'port': server.port,
                            'cafile': server.ca_file, **members})


def test_lines_that_hold_no_command():
    lines = (b'\0', b'{"do": "roster"\0}', b'{"do": "send", "to": "a@b", "body": "a\\u0000b"}',
             b'{"do": "\\ud800"}', b'{"do": "\\udc00\\ud800"}', b'{"do": "\\ud83d\\u0041"}', b'{"do": "\\u12"}',
             b'{"do": "\\x41"}', b'{"do": "\xed\xa0\x80"}', b'{"do": "\xc0\x80"}', b'[' * 200000,
             b'{"a":' * 200000, b'"' + b'x' * MEGABYTE, b'x' * MEGABYTE, b'{"do": "roster"} {"do": "roster"}}',
             b'\xef\xbb\xbf{"do": "fly"}', b'{"do": "' + b'f' * MEGABYTE + b'"}', b'{"do": null}', b'{"do": {}}',
             b'{"do": ["send"]}', b'{"do": true}', b'{"do": 1e999}', b'{"do": "Roster"}')
    with Driver() as ada:
        for line in lines:
            since = ada.mark()
            ada.write(line)
            assert ada.wait('error', since)['why'], line[:40]
            assert ada.process.poll() is None, line[:40]
        # And those that may look like them are none.
        since = ada.mark()
        ada.write(b'{"do": "fly\\ud83d\\ude00\\\\u0000"}')
        assert ada.wait('error', since)['do'] == 'fly\U0001f600\\u0000'
        assert ada.close() == 0


def test_addresses_that_are_none():
    addresses = ('', '@', 'a@', '@b', 'a b@kith.example', 'a@b@c', '\U0001f600@', 'a@kith..example', 'x' * 1024 + '@b',
                 'a@' + 'b' * 1024, 'a@b/' + 'c' * 1024, '<a>@b', 'a@b:5222', ' ', '\n')
    with Driver() as ada:
        for address in addresses:
            since = ada.mark()
            ada.do('account', jid=address, password='x')
            assert ada.wait('error', since)['do'] == 'account', address
        ada.do('account', jid=ADA, password='x')
        for verb, name in (('send', 'to'), ('history', 'with'), ('subscribe', 'jid'), ('approve', 'jid'), ('deny', 'jid'),
                           ('remove', 'jid'), ('block', 'jid')):
            for address in addresses:
                since = ada.mark()
                ada.do(verb, body='x', **{name: address})
                assert ada.wait('error', since)['do'] == verb, (verb, address)


def test_offline_actions_hold():
    """What the server has to be told later is so here at once; nothing waits for ever."""
    with Driver() as ada:
        ada.do('account', jid=ADA, password='x')
        for verb, shown in (('subscribe', {'in_roster': True}), ('remove', {'in_roster': False}),
                            ('block', {'blocked': True})):
            since = ada.mark()
            ada.do(verb, jid=BEN)
            ada.wait('contact', since, jid=BEN, **shown)
            assert ada.find('error', since) is None
        assert ada.ask('history', with_=BEN)['messages'] == []
        assert ada.ask('search', text='x')['messages'] == []


def test_end_of_input():
    """In the middle of a line, too: the client is closed in order."""
    for text in (b'', b'\n', b'{"do": "roster"', b'{"do": "quit"}'):
        with Driver() as ada:
            ada.process.stdin.write(text)
            ada.process.stdin.close()
            assert ada.process.wait(20) == 0, text


def test_signals():
    """SIGTERM is "quit"; what was written is kept."""
    for number in (signal.SIGTERM, signal.SIGINT):
        with tempfile.TemporaryDirectory() as profile, Server(users=USERS) as server:
            ada = Driver(profile=profile)
            add(ada, server)
            ada.do('connect')
            ada.wait('state', state='online')
            ada.do('disconnect')
            ada.do('send', to=BEN, body='kept', ref='kept')
            ada.wait('message', ref='kept')
            ada.process.send_signal(number)
            assert ada.process.wait(20) == 0
            with Driver(profile=profile) as again:
                history = again.ask('history', with_=BEN)['messages']
                assert [(m['body'], m['state']) for m in history] == [('kept', 'pending')], history


def test_nobody_reads():
    """Whoever no longer listens does not end it by a signal."""
    reading, writing = os.pipe()
    ada = subprocess.Popen([DRIVER], stdin=subprocess.PIPE, stdout=writing)
    os.close(writing)
    os.close(reading)
    ada.stdin.write(b'{"do": "roster"}\n' * 10)
    ada.stdin.close()
    assert ada.wait(20) == 0


def store_file(profile):
    [file] = [p for p in pathlib.Path(profile).iterdir() if p.is_file() and p.read_bytes()[:6] == b'SQLite']
    return file


def make_profile(profile):
    with Driver(profile=profile) as ada:
        ada.do('account', jid=ADA, password='x')
        ada.do('send', to=BEN, body='precious', ref='p')
        ada.wait('message', ref='p')
        assert ada.close() == 0
    return store_file(profile)


def opening(profile):
    """What opening PROFILE is answered with, and how the program ends."""
    with Driver(profile=profile) as ada:
        error = ada.wait('error')
        return error['why'], ada.close()


def test_profile_of_a_newer_version():
    with tempfile.TemporaryDirectory() as profile:
        file = make_profile(profile)
        with sqlite3.connect(file) as database:
            database.execute('PRAGMA user_version = 1000')
        database.close()
        assert opening(profile) == ('store-newer', 0)
        with sqlite3.connect(file) as database:
            assert database.execute('PRAGMA user_version').fetchone() == (1000,)
        database.close()


def test_profile_that_is_damaged():
    with tempfile.TemporaryDirectory() as profile:
        file = make_profile(profile)
        file.write_bytes(b'This is no database. ' * 1000)
        assert opening(profile) == ('store-corrupt', 0)
        assert file.read_bytes().startswith(b'This is no database'), 'not thrown away'


def test_profile_that_is_none():
    with tempfile.NamedTemporaryFile() as file:
        why, code = opening(file.name)
        assert why in ('store-read-only', 'store-corrupt', 'failed') and code == 0, why
        why, code = opening(file.name + '/below')
        assert why in ('store-read-only', 'store-corrupt', 'failed') and code == 0, why


def test_profile_in_use():
    """A second Kith on the same profile is told so, and the first is not disturbed."""
    with tempfile.TemporaryDirectory() as profile:
        make_profile(profile)
        with Driver(profile=profile) as first:
            first.ask('roster')
            assert opening(profile) == ('store-locked', 0)
            assert len(first.ask('history', with_=BEN)['messages']) == 1


def test_certificates():
    for kind in CERTIFICATES:
        with Server(users=USERS, certificate=kind) as server:
            for direct in (False, True):
                with Driver() as ada:
                    add(ada, server, direct_tls=direct, port=server.direct_tls_port if direct else server.port)
                    ada.do('connect')
                    expected = {'state': 'online'} if kind == 'valid' else {'state': 'failed', 'error': 'certificate'}
                    ada.wait('state', **expected)


def test_unknown_authority():
    with Server(users=USERS) as server, Driver() as ada:
        ada.do('account', jid=ADA, password=USERS['ada'], host=server.host, port=server.port)
        ada.do('connect')
        ada.wait('state', state='failed', error='certificate')


def test_server_without_encryption():
    with Server(users=USERS, tls=False) as server, Driver() as ada:
        ada.do('account', jid=ADA, password=USERS['ada'], host=server.host, port=server.port, allow_plain=True)
        ada.do('connect')
        ada.wait('state', error='no-tls')


def test_nobody_there():
    with Driver() as ada:
        ada.do('account', jid=ADA, password='x', host='127.0.0.1', port=free_port())
        ada.do('connect')
        ada.wait('state', state='waiting', error='unreachable')
        ada.do('disconnect')
        ada.wait('state', ada.mark() - 1, state='offline')


def talk_nonsense(listener, answers):
    """A port that says something else to each who connects."""
    for answer in answers:
        connection, _ = listener.accept()
        with connection:
            connection.recv(1000)
            connection.sendall(answer)
            time.sleep(0.2)


def test_servers_that_speak_something_else():
    answers = (b'HTTP/1.1 400 Bad Request\r\n\r\n', b'220 mail.example ESMTP\r\n', b'\0' * 1000, b'<', b'',
               b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x/>",
               b"<stream:stream xmlns:stream='urn:x' xmlns='jabber:client'>",
               b"<stream:stream xmlns:stream='http://etherx.jabber.org/streams' xmlns='jabber:client' version='1.0'><"
               + b'x' * 100000)
    with socket.create_server(('127.0.0.1', 0)) as listener:
        thread = threading.Thread(target=talk_nonsense, args=(listener, answers), daemon=True)
        thread.start()
        with Driver() as ada:
            ada.do('account', jid=ADA, password='x', host='127.0.0.1', port=listener.getsockname()[1])
            for answer in answers:
                since = ada.mark()
                ada.do('connect')
                ada.wait('state', since, state='connecting')
                end = time.monotonic() + 20
                while not any(e.get('error') for e in ada.events[since:]) and time.monotonic() < end:
                    time.sleep(0.05)
                found = [e['error'] for e in ada.events[since:] if e.get('error')]
                assert found and found[0] in ('protocol', 'lost', 'no-tls', 'server-refused'), (answer[:50], found)
                since = ada.mark()
                ada.do('disconnect')
                ada.wait('state', since, state='offline')
        thread.join(5)


def test_megabyte_goes_out():
    """What the server takes arrives whole; what it will not take fails with its reason, and the talk goes on."""
    body = ('Kith \u00e9\u4f60\U0001f600 ' * (MEGABYTE // 16)).encode()[:MEGABYTE].decode(errors='ignore').strip()
    with Server(users=USERS, settings={'c2s_stanza_size_limit': 8 * MEGABYTE}) as server, Friends(server) as friends:
        ben = friends.join('ben', USERS['ben'])
        with Driver() as ada:
            ada.sign_in(server, 'ada', USERS['ada'])
            ada.do('send', to=BEN, body=body, ref='big')
            ada.wait('changed', ref='big', state='delivered')
            assert ben.wait_message(body=body)
            ada.do('send', to=BEN, body='x' * (2 * MEGABYTE), ref='bigger')
            failed = ada.wait('changed', ref='bigger', state='failed')
            assert failed['error'] == 'too-long', failed['error']
            ada.do('send', to=BEN, body='small', ref='small')
            ada.wait('changed', ref='small', state='delivered')


def test_megabyte_that_the_server_refuses():
    """Prosody's usual limit is 256 kB; past it, it ends the stream. That must not go on for ever, nor hold up the rest."""
    with Server(users=USERS) as server, Friends(server) as friends:
        ben = friends.join('ben', USERS['ben'])
        with Driver() as ada:
            ada.sign_in(server, 'ada', USERS['ada'])
            ada.do('send', to=BEN, body='x' * 1000000, ref='big')
            failed = ada.wait('changed', ref='big', state='failed')
            assert failed['error'] == 'too-long', failed['error']
            ada.do('send', to=BEN, body='small', ref='small')
            ada.wait('changed', ref='small', state='delivered')
            assert ben.wait_message(body='small')


if __name__ == '__main__':
    kith_tap.run(*[case for name, case in list(globals().items()) if name.startswith('test_')])
