#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules of the xmpp layer at a real Prosody, beside a foreign client of the same account."""

import kith_probe
import kith_tap
from kith_probe import Probe, USERS
from kith_server import Server


def test_archive_both_ways():
    with Server(users=USERS) as server:
        kith_probe.check_archive(server)


def test_carbons_both_directions():
    with Server(users=USERS) as server:
        kith_probe.check_carbons(server)


def test_read_on_another_device():
    with Server(users=USERS) as server:
        kith_probe.check_read_sync(server)


def test_cut_and_resumed():
    with Server(users=USERS) as server:
        kith_probe.check_resumption(server)


def test_what_the_archive_keeps():
    with Server(users=USERS) as server, Probe(server) as probe:
        probe.online()
        answer = probe.ask('forget', 'preferences', jid=f'ben@{server.domain}')
        assert answer.get('default') == 'always' and answer.get('never') == 1, answer
        probe.do('send', to=f'ben@{server.domain}', id='f1', body='Not to be kept')
        probe.do('send', to=f'carla@{server.domain}', id='f2', body='For the moment', **{'no-store': True})
        probe.do('send', to=f'dan@{server.domain}', id='f3', body='To be kept')
        page = probe.ask('page', 'page', newest=True)
        assert kith_probe.bodies([page]) == ['To be kept'], page


def test_server_without_an_archive():
    with Server(users=USERS, without=('mam', 'carbons')) as server, Probe(server) as probe:
        assert probe.online() == 'none'
        page = probe.ask('page', 'page')
        assert page['code'] == 2, page                 # feature-not-implemented


def test_report():
    for modules in (('spam_reporting',), ()):
        with Server(users=USERS, modules=modules) as server, Probe(server) as probe:
            probe.online()
            answer = probe.ask('report', 'reported', jid='mallory@evil.example')
            assert 'code' not in answer, answer


if __name__ == '__main__':
    kith_tap.run(test_archive_both_ways, test_carbons_both_directions, test_read_on_another_device, test_cut_and_resumed,
                 test_what_the_archive_keeps, test_server_without_an_archive, test_report)
