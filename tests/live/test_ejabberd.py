#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kith at another server than Prosody: a real ejabberd."""

import kith_probe
import kith_tap
from kith_driver import Driver
from kith_ejabberd import Ejabberd
from kith_friend import Friends
from kith_probe import USERS


def sign_in(driver, server, port, **how):
    driver.do('account', jid=f'ada@{server.domain}', password=USERS['ada'], host=server.host, port=port,
              cafile=server.ca_file, **how)
    driver.do('connect')
    driver.wait('state', state='online')


def test_sign_in_both_ways():
    with Ejabberd(users=USERS) as server:
        for port, direct in ((server.port, False), (server.direct_tls_port, True)):
            with Driver() as driver:
                sign_in(driver, server, port, direct_tls=direct)


def test_roster_and_messages():
    with Ejabberd(users=USERS) as server, Friends(server) as friends, Driver() as driver:
        sign_in(driver, server, server.port)
        ben = friends.join('ben', USERS['ben'])
        driver.do('subscribe', jid=ben.jid)
        ben.wait_presence(f'ada@{server.domain}', 'subscribe')
        ben.do(ben.client.send_presence, pto=f'ada@{server.domain}', ptype='subscribed')
        driver.wait('presence', jid=ben.jid)

        driver.do('send', to=ben.jid, body='Hello Ben', ref='1')
        ben.wait_message(body='Hello Ben')
        driver.wait('changed', ref='1', state='delivered')
        ben.send(f'ada@{server.domain}', 'Hello Ada')
        driver.wait('message', body='Hello Ada', direction='in')


def test_archive_both_ways():
    with Ejabberd(users=USERS) as server:
        kith_probe.check_archive(server, count=500, support='basic')


def test_carbons_both_directions():
    with Ejabberd(users=USERS) as server:
        kith_probe.check_carbons(server)


def test_read_on_another_device():
    with Ejabberd(users=USERS) as server:
        kith_probe.check_read_sync(server)


def test_cut_and_resumed():
    with Ejabberd(users=USERS) as server:
        kith_probe.check_resumption(server)


if __name__ == '__main__':
    kith_tap.run(test_sign_in_both_ways, test_roster_and_messages, test_archive_both_ways, test_carbons_both_directions,
                 test_read_on_another_device, test_cut_and_resumed)
