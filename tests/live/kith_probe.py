# SPDX-License-Identifier: GPL-3.0-or-later
"""A session of the xmpp layer from Python, and what it must do at any server."""

import os
import socket
import threading
import xml.etree.ElementTree as ET

import kith_driver
from kith_friend import Friends

USERS = {'ada': 'ada-password', 'ben': 'ben-password'}
DISPLAYED = 'urn:xmpp:mds:displayed:0'
PUBSUB = 'http://jabber.org/protocol/pubsub'
ITEM_NOT_FOUND = 6                       # as src/xmpp/kith-xmpp-error.h numbers it
COUNT = 3000


class Probe(kith_driver.Driver):
    """One probe process, as a Driver. PORT: of a proxy, if it is not the server's own."""

    def __init__(self, server, user='ada', port=None):
        kith_driver.DRIVER, driver = os.environ['KITH_PROBE'], kith_driver.DRIVER
        try:
            super().__init__(f'{user}@{server.domain}', USERS[user], server.host, str(port or server.port), server.ca_file)
        finally:
            kith_driver.DRIVER = driver

    def ask(self, verb, event, **members):
        """Does VERB and answers the EVENT that comes of it."""
        since = self.mark()
        self.do(verb, **members)
        return self.wait(event, since)

    def online(self):
        self.wait('state', state='online')
        support = self.wait('support')
        return support['archive']


class Proxy:
    """Passes bytes on until they are cut."""

    def __init__(self, server):
        self._target = (server.host, server.port)
        self._listener = socket.create_server((server.host, 0))
        self.port = self._listener.getsockname()[1]
        self._open = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            upstream = socket.create_connection(self._target)
            self._open += [client, upstream]
            for pair in ((client, upstream), (upstream, client)):
                threading.Thread(target=self._pass, args=pair, daemon=True).start()

    @staticmethod
    def _pass(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass

    def cut(self):
        """Ends every connection without a word to either side's XMPP."""
        sockets, self._open = self._open, []
        for end in sockets:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()

    def close(self):
        self._listener.close()
        self.cut()


def fill(sender, to, count):
    """COUNT messages as fast as they go."""
    def act():
        for number in range(count):
            message = sender.client.make_message(mto=to, mbody=f'Message {number}', mtype='chat')
            message.send()
    sender.do(act)


def bodies(pages):
    return [message['body'] for page in pages for message in page['messages'] if 'body' in message]


def walk(probe, newest, **members):
    """All pages in the order in which they come."""
    pages, anchor = [], {}
    while not pages or not pages[-1]['complete']:
        page = probe.ask('page', 'page', newest=newest, max=250, **members, **anchor)
        assert 'code' not in page, page
        if pages and not page['messages']:
            break
        pages.append(page)
        anchor = {'before': page['first']} if newest else {'after': page['last']}
    return pages


def check_single(probe, message, first, last):
    """What an archive that can do more than the least can do."""
    single = probe.ask('page', 'page', id=message['archive_id'])
    assert bodies([single]) == [message['body']], single
    ends = probe.ask('ends', 'ends')
    assert ends['first'] == first and ends['last'] == last, ends


def check_archive(server, count=COUNT, support='extended'):
    """Through some thousand messages from either end, and between two of them."""
    expected = [f'Message {number}' for number in range(count)]
    with Friends(server) as friends:
        phone = friends.join('ada', USERS['ada'], resource='phone')
        ben = friends.join('ben', USERS['ben'])
        fill(ben, f'ada@{server.domain}', count)
        phone.wait_message(body=expected[-1], timeout=120)
        phone.send(f'ben@{server.domain}', 'The last word')
        ben.wait_message(body='The last word')
        phone.leave()

        with Probe(server) as probe:
            assert probe.online() == support
            forward = walk(probe, False)
            assert bodies(forward) == [*expected, 'The last word'], len(bodies(forward))
            backward = walk(probe, True, with_=ben.jid)
            assert bodies(reversed(backward)) == [*expected, 'The last word'], len(bodies(backward))
            assert len(forward) > count / 250 - 1

            messages = [message for page in forward for message in page['messages'] if 'body' in message]
            assert all(message['via'] == 'archive' and message['time'] > 0 for message in messages)
            assert [m['time'] for m in messages] == sorted(m['time'] for m in messages)
            assert not messages[0]['outgoing'] and messages[0]['from'].startswith(ben.jid)
            assert messages[-1]['outgoing'] and messages[-1]['to'].startswith(ben.jid)

            between = probe.ask('page', 'page', newest=True, after=messages[10]['archive_id'], before=messages[20]['archive_id'])
            assert bodies([between]) == expected[11:20], between
            between = probe.ask('page', 'page', after=messages[10]['archive_id'], before=messages[20]['archive_id'], max=3)
            assert bodies([between]) == expected[11:14], between

            gone = probe.ask('page', 'page', after='00000000-never')
            if support == 'extended':
                assert gone.get('code') == ITEM_NOT_FOUND, gone
                check_single(probe, messages[7], forward[0]['first'], backward[0]['last'])


def check_carbons(server):
    """Both directions, both ways, beside a foreign client of the same account."""
    with Friends(server) as friends, Probe(server) as probe:
        probe.online()
        phone = friends.join('ada', USERS['ada'], resource='phone')
        ben = friends.join('ben', USERS['ben'])
        copies = []
        for event in ('carbon_sent', 'carbon_received'):
            phone.client.add_event_handler(event, copies.append)

        phone.send(ben.jid, 'From the phone')
        copy = probe.wait('message', body='From the phone')
        assert copy['via'] == 'carbon' and copy['outgoing'] and copy['to'] == ben.jid, copy
        phone_id = copy.get('archive_id')

        ben.send(phone.client.boundjid.full, 'To the phone')
        copy = probe.wait('message', body='To the phone')
        assert copy['via'] == 'carbon' and not copy['outgoing'] and copy['from'].startswith(ben.jid), copy

        probe.do('send', to=ben.jid, id='p1', body='From Kith')
        ben.wait_message(body='From Kith')
        phone.wait('a copy of what Kith sent', lambda: any(
            'From Kith' in str(message) for message in copies))
        probe.wait('receipt', id='p1')

        page = probe.ask('page', 'page', newest=True)
        archived = {message['body']: message for message in page['messages'] if 'body' in message}
        assert set(archived) >= {'From the phone', 'To the phone', 'From Kith'}, archived
        assert archived['To the phone']['archive_id'] == copy['archive_id'], 'one row whichever way it came'
        assert phone_id in (None, archived['From the phone']['archive_id'])
        assert archived['From Kith']['origin_id'] == 'p1', archived


def publish_displayed(friend, chat, archive_id, access=None):
    """What another client says that it has shown; ACCESS: None: without options."""
    client = friend.client
    iq = client.make_iq_set()
    pubsub = ET.SubElement(iq.xml, f'{{{PUBSUB}}}pubsub')
    item = ET.SubElement(ET.SubElement(pubsub, f'{{{PUBSUB}}}publish', node=DISPLAYED), f'{{{PUBSUB}}}item', id=chat)
    displayed = ET.SubElement(item, f'{{{DISPLAYED}}}displayed')
    ET.SubElement(displayed, '{urn:xmpp:sid:0}stanza-id', id=archive_id, by=client.boundjid.bare)
    if access:
        form = ET.SubElement(ET.SubElement(pubsub, f'{{{PUBSUB}}}publish-options'), '{jabber:x:data}x', type='submit')
        for name, value in (('FORM_TYPE', PUBSUB + '#publish-options'), ('pubsub#access_model', access)):
            field = ET.SubElement(form, '{jabber:x:data}field', var=name)
            ET.SubElement(field, '{jabber:x:data}value').text = value
    friend.run(client_send(iq))


async def client_send(iq):
    return await iq.send()


def get_displayed(friend, owner):
    """Whether FRIEND can read OWNER's node."""
    async def act():
        iq = friend.client.make_iq_get(ito=owner)
        ET.SubElement(ET.SubElement(iq.xml, f'{{{PUBSUB}}}pubsub'), f'{{{PUBSUB}}}items', node=DISPLAYED)
        try:
            return str(await iq.send())
        except Exception as error:                # slixmpp's IqError has no text of its own
            return error.condition
    return friend.run(act())


def check_read_sync(server):
    """What one device has shown, the other hears of; nobody else does."""
    with Friends(server) as friends:
        phone = friends.join('ada', USERS['ada'], resource='phone')
        ben = friends.join('ben', USERS['ben'])
        publish_displayed(phone, ben.jid, 'shown-1', access='open')
        assert 'shown-1' in get_displayed(ben, f'ada@{server.domain}'), 'another client made it open'

        with Probe(server) as probe:
            probe.online()
            probe.wait('synced', jid=ben.jid, id='shown-1')
            publish_displayed(phone, ben.jid, 'shown-2')
            probe.wait('synced', jid=ben.jid, id='shown-2')

            published = probe.ask('publish', 'published', jid=ben.jid, id='shown-3')
            assert 'code' not in published, published
            assert 'shown-3' in get_displayed(phone, f'ada@{server.domain}')
            assert get_displayed(ben, f'ada@{server.domain}') in ('forbidden', 'not-allowed', 'not-authorized', 'item-not-found')


def check_resumption(server):
    """A cut in the middle of a conversation: nothing lost, nothing doubled."""
    proxy = Proxy(server)
    try:
        with Friends(server) as friends, Probe(server, port=proxy.port) as probe:
            probe.online()
            ben = friends.join('ben', USERS['ben'])
            ben.send(f'ada@{server.domain}', 'Before')
            probe.wait('message', body='Before')
            since = probe.mark()
            proxy.cut()
            ben.send(f'ada@{server.domain}', 'Meanwhile')
            state = probe.wait('state', since, state='online')
            assert state['resumption'] == 'continued', state
            probe.wait('message', since, body='Meanwhile')
            probe.do('send', to=ben.jid, id='r1', body='After')
            ben.wait_message(body='After')
            probe.wait('receipt', id='r1')
            assert sum(event.get('body') == 'Meanwhile' for event in probe.events) == 1
    finally:
        proxy.close()
