#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the other live tests stand on: the server comes up, its people can talk, both end."""

import os
import socket
import ssl
import sys

import kith_tap
from kith_friend import FriendError, Friends
from kith_server import Server, many_contacts

USERS = {'ada': 'ada-password', 'ben': 'ben-password'}


def test_two_people_talk():
    with Server(users=USERS) as server:
        server.stop()
        server.befriend('ada', 'ben')
        server.start()
        with Friends(server) as friends:
            ada = friends.join('ada', USERS['ada'])
            ben = friends.join('ben', USERS['ben'], direct_tls=True)
            ada.wait_presence(ben.jid)
            ben.typing(ada.jid)
            ada.wait_chat_state('composing')
            number = ben.send(ada.jid, 'Good morning, Ada')
            message = ada.wait_message('Good morning, Ada')
            assert message['from'].bare == ben.jid
            ben.wait_receipt(number)


def test_wrong_password_is_refused():
    with Server(users=USERS) as server, Friends(server) as friends:
        try:
            friends.join('ada', 'not the password')
        except FriendError:
            return
        raise AssertionError('a wrong password was taken')


def handshake(server):
    context = ssl.create_default_context(cafile=server.ca_file)
    with socket.create_connection((server.host, server.direct_tls_port), timeout=10) as plain:
        with context.wrap_socket(plain, server_hostname=server.domain):
            pass


def test_certificates_are_what_they_are_called():
    with Server(certificate='valid') as server:
        handshake(server)
    for kind in ('expired', 'self-signed', 'wrong-name'):
        with Server(certificate=kind) as server:
            try:
                handshake(server)
            except ssl.SSLCertVerificationError:
                continue
            raise AssertionError(f'the {kind} certificate was accepted')


def offered(server):
    """Features of the stream over direct TLS, as text."""
    context = ssl.create_default_context(cafile=server.ca_file)
    with socket.create_connection((server.host, server.direct_tls_port), timeout=10) as plain:
        with context.wrap_socket(plain, server_hostname=server.domain) as stream:
            # FAST is offered only to a stream that says whose it is.
            stream.sendall((f"<?xml version='1.0'?><stream:stream from='ada@{server.domain}' "
                            f"to='{server.domain}' version='1.0' xmlns='jabber:client' "
                            f"xmlns:stream='http://etherx.jabber.org/streams'>").encode())
            text = b''
            while b'</stream:features>' not in text:
                text += stream.recv(65536)
            return text.decode()


def test_options_change_what_is_offered():
    with Server(scram='SHA-256') as server:
        features = offered(server)
        assert 'SCRAM-SHA-256' in features and 'SCRAM-SHA-1<' not in features
        assert 'urn:xmpp:sasl:2' not in features
        assert 'iq-register' not in features
    with Server(scram='SHA-1', sasl2=True, registration='open') as server:
        features = offered(server)
        assert 'SCRAM-SHA-1<' in features and 'SCRAM-SHA-256<' not in features
        assert 'urn:xmpp:sasl:2' in features and 'urn:xmpp:bind:0' in features
        assert 'urn:xmpp:fast:0' in features
        assert 'iq-register' in features


def test_two_thousand_contacts():
    server = Server(users=USERS)
    server.set_roster('ada', many_contacts(2000, server.domain))
    with server, Friends(server) as friends:
        ada = friends.join('ada', USERS['ada'])
        roster = ada.do(lambda: list(ada.client.client_roster.keys()))
        assert len([jid for jid in roster if '.' in jid.split('@')[0]]) == 2000, len(roster)


def test_nothing_is_left_behind():
    with Server() as server:
        folder, pid = server.folder, server.process.pid
    assert not folder.exists()
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return
    raise AssertionError('Prosody still runs')


if __name__ == '__main__':
    sys.dont_write_bytecode = True
    kith_tap.run(test_two_people_talk, test_wrong_password_is_refused,
                 test_certificates_are_what_they_are_called, test_options_change_what_is_offered,
                 test_two_thousand_contacts, test_nothing_is_left_behind)
