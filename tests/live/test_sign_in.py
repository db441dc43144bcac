#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in and making accounts at a real Prosody, by the xmpp layer alone."""

import os
import subprocess
import sys
import time
import uuid

import kith_tap
from kith_server import Server

SIGN_IN = os.environ['KITH_SIGN_IN']
PASSWORD = 'ada-pa\u00dfword \u2168'
USERS = {'ada': PASSWORD}

# As src/xmpp/kith-xmpp-error.h numbers them.
NO_TLS, NOT_AUTHORIZED, ACCOUNT_DISABLED, WEAK_MECHANISM = (f'kith-xmpp-error-quark:{n}' for n in (5, 6, 7, 8))
CONFLICT, NOT_ACCEPTABLE = (f'kith-stanza-error-quark:{n}' for n in (1, 8))


def command(server, user, password, *options):
    port = server.direct_tls_port if '--direct-tls' in options else server.port
    trust = ['--ca-file', server.ca_file] if os.path.exists(server.ca_file) else []
    return [SIGN_IN, '--host', server.host, '--port', str(port), *trust, *options,
            f'{user}@{server.domain}', password]


def read(line):
    """What a line says, as a dictionary; 'what' is its first word."""
    what, *words = line.rstrip().split(' ')
    print('#', line.rstrip())
    return {'what': what, **dict(word.split('=', 1) for word in words if '=' in word)}


def sign_in(server, user='ada', password=PASSWORD, *options):
    """All that the program says."""
    done = subprocess.run(command(server, user, password, *options),
                          capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return [read(line) for line in done.stdout.splitlines()]


def test_bound_to_the_channel():
    with Server(users=USERS) as server:
        [line] = sign_in(server)
        assert line['mechanism'] == 'SCRAM-SHA-256-PLUS', line
        assert line['bound'].startswith(f'ada@{server.domain}/'), line
        [line] = sign_in(server, 'ada', PASSWORD, '--direct-tls')
        assert line['mechanism'] == 'SCRAM-SHA-256-PLUS', line


def test_old_hash():
    with Server(users=USERS, scram='SHA-1') as server:
        [line] = sign_in(server)
        assert line['mechanism'] == 'SCRAM-SHA-1-PLUS', line
        [line] = sign_in(server, 'ada', PASSWORD, '--best', 'SCRAM-SHA-512')
        assert line['mechanism'] == 'SCRAM-SHA-1-PLUS', 'bound to the channel is stronger'
        [line] = sign_in(server, 'ada', PASSWORD, '--best', 'SCRAM-SHA-256-PLUS')
        assert line['error'] == WEAK_MECHANISM, line


def test_wrong_password():
    for sasl2 in (False, True):
        with Server(users=USERS, sasl2=sasl2) as server:
            [line] = sign_in(server, 'ada', 'wrong')
            assert line['error'] == NOT_AUTHORIZED, line
            [line] = sign_in(server, 'nobody', 'wrong')
            assert line['error'] == NOT_AUTHORIZED, line


def test_plain_only():
    settings = {'disable_sasl_mechanisms': [f'SCRAM-SHA-{h}{p}' for h in (1, 256, 512) for p in ('', '-PLUS')]}
    with Server(users=USERS, settings=settings) as server:
        [line] = sign_in(server)
        assert line['error'] == WEAK_MECHANISM, line
        [line] = sign_in(server, 'ada', PASSWORD, '--allow-plain')
        assert line['mechanism'] == 'PLAIN', line


def test_sasl2_and_tokens():
    with Server(users=USERS, sasl2=True) as server:
        first, second, third = sign_in(server, 'ada', PASSWORD, '--user-agent', str(uuid.uuid4()), '--rounds', '3')
        assert first['mechanism'].startswith('SCRAM-SHA-256'), first
        assert first['token'].startswith('HT-SHA-256-'), first
        assert int(first['days']) > 10, first
        assert '/Kith~' in first['bound'], first
        assert second['mechanism'] == third['mechanism'] == first['token'], (second, third)
        assert second['best'] == first['best'], second


def test_password_changes_under_a_token():
    agent = str(uuid.uuid4())
    with Server(users=USERS, sasl2=True) as server:
        with subprocess.Popen(command(server, 'ada', PASSWORD, '--user-agent', agent, '--rounds', '3', '--ask'),
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as program:
            first = read(program.stdout.readline())
            time.sleep(1.1)      # the server dates passwords to the second
            server.shell(f'user:password("ada@{server.domain}", "another one")')
            program.stdin.write('another one\n')
            second = read(program.stdout.readline())
            program.stdin.write('another one\n')
            third = read(program.stdout.readline())
        assert second['mechanism'] == first['mechanism'] and second['token'] == first['token'], second
        assert third['mechanism'] == first['token'], third


def test_disabled_account():
    with Server(users=USERS) as server:
        server.shell(f'user:disable("ada@{server.domain}")')
        [line] = sign_in(server)
        assert line['error'] == ACCOUNT_DISABLED, line


def test_no_encryption():
    with Server(users=USERS, tls=False) as server:
        [line] = sign_in(server, 'ada', PASSWORD, '--allow-plain')
        assert line['error'] == NO_TLS, line


def test_downgrade_protection():
    for sasl2 in (False, True):
        with Server(users=USERS, sasl2=sasl2, modules=['sasl_ssdp']) as server:
            [line] = sign_in(server)
            assert 'mechanism' in line, line


def test_new_account():
    for registration in ('open', 'form'):
        with Server(registration=registration) as server:
            form, submitted, line = sign_in(server, 'cyd', 'cyd-password', '--create')
            assert form['what'] == 'form' and form['complete'] == '0', form
            assert submitted['what'] == 'submit', submitted
            assert 'mechanism' in line, line
            form, refused = sign_in(server, 'cyd', 'other', '--create')
            assert refused['error'] == CONFLICT, refused


def test_new_account_by_captcha():
    with Server(registration='captcha') as server:
        form, submitted, line = sign_in(server, 'cyd', 'cyd-password', '--create')
        assert form['picture'] == '1' and form['url'] == 'https://kith.example/register', form
        assert submitted['what'] == 'submit', submitted
        assert 'mechanism' in line, line
        form, refused = sign_in(server, 'dan', 'dan-password', '--create', '--answer', 'misread')
        assert refused['error'] == NOT_ACCEPTABLE, refused


def test_no_new_accounts():
    with Server() as server:
        [line] = sign_in(server, 'cyd', 'cyd-password', '--create')
        assert line['what'] == 'fetch' and line['error'].startswith('kith-stanza-error-quark:'), line


if __name__ == '__main__':
    kith_tap.run(test_bound_to_the_channel,
                 test_old_hash,
                 test_wrong_password,
                 test_plain_only,
                 test_sasl2_and_tokens,
                 test_password_changes_under_a_token,
                 test_disabled_account,
                 test_no_encryption,
                 test_downgrade_protection,
                 test_new_account,
                 test_new_account_by_captcha,
                 test_no_new_accounts)
