#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Catching up with a real Prosody's archive: after a while away, after a cut, and when the same message comes by every way there is."""

import tempfile
import time
from xml.etree import ElementTree

import kith_archive
import kith_tap
from kith_driver import Driver
from kith_friend import Friends
from kith_server import Server

USERS = {'ada': 'ada-password', 'ben': 'ben-password'}
ADA, BEN = (f'{name}@kith.example' for name in USERS)
WEEK = 7 * 24 * 3600
SECONDS = 60


def history(driver, with_=BEN, last=1000000):
    since = driver.mark()
    driver.do('history', with_=with_, last=last)
    return driver.wait('history', since, timeout=SECONDS)['messages']


def wait_history(driver, count, with_=BEN, seconds=SECONDS):
    """The history once it has COUNT messages; it never has more."""
    end = time.monotonic() + seconds
    while True:
        messages = history(driver, with_)
        assert len(messages) <= count, f'{len(messages)} messages, more than {count}'
        if len(messages) == count:
            return messages
        assert time.monotonic() < end, f'{len(messages)} messages, fewer than {count}'
        time.sleep(0.2)


def assert_talk(messages, count, first=0):
    """They are those of kith_archive.talk () with one peer, each once and in order."""
    numbers = [int(m['body'].split('number ')[1].split(',')[0]) for m in messages]
    assert numbers == list(range(first, first + count)), numbers[:50]
    for number, message in zip(numbers, messages):
        ours = number % 5 == 4
        assert message['direction'] == ('out' if ours else 'in'), message
        assert message['state'] == ('sent' if ours else None), message


def test_one_row_by_every_way():
    """The same message from offline storage, from the archive and live, and one of ours as a copy, from the archive and as we sent it."""
    with tempfile.TemporaryDirectory() as profile, Server(users=USERS) as server, Friends(server) as friends:
        server.befriend('ada', 'ben')
        ben = friends.join('ben', USERS['ben'])
        for number in range(5):
            ben.send(ADA, f'while you were away, {number}')
        with Driver(profile=profile) as ada, Driver() as phone:
            ada.sign_in(server, 'ada', USERS['ada'])
            assert len(wait_history(ada, 5)) == 5
            phone.sign_in(server, 'ada', USERS['ada'])
            wait_history(phone, 5)
            ben.wait_presence(ADA)
            ada.do('send', to=BEN, body='from the desk', ref='desk')
            ada.wait('changed', ref='desk', state='delivered')
            phone.do('send', to=BEN, body='from the phone', ref='phone')
            ada.wait('message', direction='out', body='from the phone', state='sent')
            ben.send(ADA, 'to both')
            ada.wait('message', body='to both')
            phone.wait('message', body='to both')
            for driver in (ada, phone):
                assert [m['body'] for m in wait_history(driver, 8)][5:] == ['from the desk', 'from the phone', 'to both']
        with Driver(profile=profile) as ada:
            assert len(history(ada)) == 8
            since = ada.mark()
            ada.sign_in(server, 'ada', USERS['ada'])
            ben.send(ADA, 'and now')
            ada.wait('message', since, body='and now')
            time.sleep(1)
            assert len(wait_history(ada, 9)) == 9


def test_week_away():
    """An old profile gets what came in a week, both ways, each once and in its order, and nothing of it as if it were new here."""
    now = time.time()
    entries = list(kith_archive.talk(ADA, [BEN], 1500, now - 60, step=400))
    with tempfile.TemporaryDirectory() as profile, Server(users=USERS) as server:
        server.befriend('ada', 'ben')
        server.stop()
        kith_archive.fill(server, 'ada', entries[:100])
        server.start()
        with Driver(profile=profile) as ada:
            ada.sign_in(server, 'ada', USERS['ada'])
            assert_talk(wait_history(ada, 100), 100)
        server.stop()
        kith_archive.fill(server, 'ada', entries)
        server.start()
        with Driver(profile=profile) as ada:
            ada.sign_in(server, 'ada', USERS['ada'])
            assert_talk(wait_history(ada, 1500), 1500)


def test_interrupted():
    """Killed while it catches up, again and again, and its server, too: it goes on where it stopped."""
    entries = list(kith_archive.talk(ADA, [BEN], 3000, time.time() - 60))
    with tempfile.TemporaryDirectory() as profile, Server(users=USERS) as server:
        server.befriend('ada', 'ben')
        server.stop()
        kith_archive.fill(server, 'ada', entries)
        server.start()
        with Driver(profile=profile) as ada:
            ada.sign_in(server, 'ada', USERS['ada'])
            ada.wait('message', body=entries[-1].body)
            ada.kill()
        for delay in (0.3, 0.6, 0.9):
            with Driver(profile=profile) as ada:
                ada.sign_in(server, 'ada', USERS['ada'])
                time.sleep(delay)
                ada.kill()
        with Driver(profile=profile) as ada:
            ada.sign_in(server, 'ada', USERS['ada'])
            time.sleep(0.3)
            server.kill()
            server.start()
            assert_talk(wait_history(ada, 3000), 3000)


def wait_for(condition):
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


def wait_unread(driver, count, with_=BEN):
    end = time.monotonic() + SECONDS
    while (unread := driver.ask('history', with_=with_, last=1)['unread']) != count:
        assert time.monotonic() < end, f'{unread} unread, not {count}'
        time.sleep(0.1)


def test_two_devices():
    """What is read on one is read on the other, now or when it comes back; the sender learns of it, and what they saw is seen on both."""
    with tempfile.TemporaryDirectory() as profile, Server(users=USERS) as server, Driver() as ben, Driver() as phone:
        server.befriend('ada', 'ben')
        ben.sign_in(server, 'ben', USERS['ben'])
        phone.sign_in(server, 'ada', USERS['ada'])
        with Driver(profile=profile) as desk:
            desk.sign_in(server, 'ada', USERS['ada'])
            # What was there before the desk counts as read on it: so it has to be there, and not the phone alone.
            desk.do('send', to=BEN, body='at the desk', ref='desk')
            for device in (ben, phone):
                device.wait('message', body='at the desk')
            for number in range(3):
                ben.do('send', to=ADA, body=f'number {number}', ref=str(number))
            for device in (desk, phone):
                device.wait('message', body='number 2')
                wait_unread(device, 3)
            phone.do('read', with_=BEN)
            wait_unread(desk, 0)
            for number in range(3):
                ben.wait('changed', ref=str(number), state='read')
            desk.do('send', to=BEN, body='seen', ref='seen')
            ben.wait('message', body='seen')
            phone.wait('message', body='seen', direction='out')
            ben.do('read', with_=ADA)
            desk.wait('changed', ref='seen', state='read')
            assert desk.close() == 0
        for number in range(3, 6):
            ben.do('send', to=ADA, body=f'number {number}', ref=str(number))
        phone.wait('message', body='number 5')
        wait_unread(phone, 3)
        phone.do('read', with_=BEN)
        ben.wait('changed', ref='5', state='read')
        ben.do('send', to=ADA, body='number 6', ref='6')
        phone.wait('message', body='number 6')
        with Driver(profile=profile) as desk:
            desk.sign_in(server, 'ada', USERS['ada'])
            wait_history(desk, 9, seconds=20)
            wait_unread(desk, 1)
            time.sleep(0.5)
            wait_unread(desk, 1)


def test_gap_looked_at():
    """A chat that lies far back in a long archive is there when it is opened, long before the archive is."""
    others = [f'peer{number}@kith.example' for number in range(4)]
    now = time.time()
    entries = list(kith_archive.talk(ADA, [BEN], 60, now - 90000))
    entries += list(kith_archive.talk(ADA, others, 8000, now - 60, step=10))
    for number, entry in enumerate(entries):
        entry.key = f'entry-{number:08}'
    with Server(users=USERS, settings={'max_archive_query_results': 50}) as server, Driver() as ada:
        server.befriend('ada', 'ben')
        server.stop()
        kith_archive.fill(server, 'ada', entries)
        server.start()
        ada.sign_in(server, 'ada', USERS['ada'])
        time.sleep(1)
        ada.do('send', to=BEN, body='do you remember?', ref='1')
        ada.wait('changed', ref='1', state='sent')
        messages = wait_history(ada, 61)
        assert_talk(messages[:-1], 60)


def preferences(friend):
    """What the server says that it keeps, to another device of the same person."""
    async def ask():
        question = friend.client.Iq()
        question['type'] = 'get'
        question.append(ElementTree.Element('{urn:xmpp:mam:2}prefs'))
        answer = await question.send()
        return next(answer.xml.iter('{urn:xmpp:mam:2}prefs'))
    return friend.run(ask())


def prefer(friend, default, **lists):
    async def tell():
        order = friend.client.Iq()
        order['type'] = 'set'
        prefs = ElementTree.Element('{urn:xmpp:mam:2}prefs', default=default)
        for name, jids in lists.items():
            element = ElementTree.SubElement(prefs, f'{{urn:xmpp:mam:2}}{name}')
            for jid in jids:
                ElementTree.SubElement(element, '{urn:xmpp:mam:2}jid').text = jid
        order.append(prefs)
        await order.send()
    friend.run(tell())


def listed(prefs, name):
    return [jid.text for jid in prefs.iterfind(f'{{urn:xmpp:mam:2}}{name}/{{urn:xmpp:mam:2}}jid')]


def server_keeps(friend):
    """With whom the server never keeps anything."""
    return listed(preferences(friend), 'never')


def server_default(friend):
    return preferences(friend).get('default')


def test_not_kept():
    """A chat that no server is to keep: the server's preferences say so, over a restart, and the archive has nothing of it; taken back
    without a connection it is kept again with the next."""
    with tempfile.TemporaryDirectory() as profile, Server(users=USERS) as server, Friends(server) as friends:
        server.befriend('ada', 'ben')
        ben = friends.join('ben', USERS['ben'])
        other = friends.join('ada', USERS['ada'], resource='other')
        with Driver(profile=profile) as ada:
            ada.sign_in(server, 'ada', USERS['ada'])
            ben.wait_presence(ADA)
            ada.do('send', to=BEN, body='for everybody', ref='1')
            ben.wait_message('for everybody')
            ada.do('keep', with_=BEN, keep=False)
            wait_for(lambda: server_keeps(other) == [BEN])
            ada.do('send', to=BEN, body='between us', ref='2')
            ben.wait_message('between us')
            ben.send(ADA, 'not a word')
            ada.wait('message', body='not a word')
            assert ada.close() == 0
        with Driver() as fresh:
            fresh.sign_in(server, 'ada', USERS['ada'])
            assert [m['body'] for m in wait_history(fresh, 1)] == ['for everybody']
        with Driver(profile=profile) as ada:
            ada.sign_in(server, 'ada', USERS['ada'])
            assert ada.ask('keep', with_=BEN)['keep'] is False
            assert [m['body'] for m in history(ada)] == ['for everybody', 'between us', 'not a word']
            since = ada.mark()
            ada.do('disconnect')
            ada.wait('state', since, state='offline')
            assert ada.ask('keep', with_=BEN, keep=True)['keep'] is True
            assert server_keeps(other) == [BEN]
            ada.do('connect')
            wait_for(lambda: server_keeps(other) == [])


def test_default():
    """What the server keeps of all chats: told at once, or with the next connection, also after a restart; what was chosen for a single
    chat, here and elsewhere, stays as it is, and the archive has what it is to have."""
    with tempfile.TemporaryDirectory() as profile, Server(users=USERS) as server, Friends(server) as friends:
        server.befriend('ada', 'ben')
        ben = friends.join('ben', USERS['ben'])
        other = friends.join('ada', USERS['ada'], resource='other')
        prefer(other, 'roster', always=['eve@kith.example'], never=['dan@kith.example'])
        with Driver(profile=profile) as ada:
            ada.sign_in(server, 'ada', USERS['ada'])
            ben.wait_presence(ADA)
            ada.do('send', to=BEN, body='kept', ref='1')
            ben.wait_message('kept')
            assert ada.ask('keep', all='never')['all'] == 'never'
            assert server_default(other) == 'never'
            ada.do('send', to=BEN, body='not kept', ref='2')
            ben.wait_message('not kept')
            ada.do('keep', with_='finn@kith.example', keep=False)
            wait_for(lambda: 'finn@kith.example' in server_keeps(other))
            assert server_default(other) == 'never'
            since = ada.mark()
            ada.do('disconnect')
            ada.wait('state', since, state='offline')
            assert ada.ask('keep', all='always')['all'] == 'always'
            assert server_default(other) == 'never'
            assert ada.close() == 0
        with Driver(profile=profile) as ada:
            ada.sign_in(server, 'ada', USERS['ada'])
            wait_for(lambda: server_default(other) == 'always')
        prefs = preferences(other)
        assert listed(prefs, 'always') == ['eve@kith.example'], listed(prefs, 'always')
        assert sorted(listed(prefs, 'never')) == ['dan@kith.example', 'finn@kith.example'], listed(prefs, 'never')
        with Driver() as fresh:
            fresh.sign_in(server, 'ada', USERS['ada'])
            assert [m['body'] for m in wait_history(fresh, 1)] == ['kept']


def test_no_archive():
    """A server without one: what comes live is all there is, and nothing goes wrong."""
    modules = {'modules_disabled': ['mam']}
    with Server(users=USERS, settings=modules) as server, Friends(server) as friends, Driver() as ada:
        server.befriend('ada', 'ben')
        ben = friends.join('ben', USERS['ben'])
        ben.send(ADA, 'offline')
        ada.sign_in(server, 'ada', USERS['ada'])
        ada.wait('message', body='offline')
        ben.wait_presence(ADA)
        ben.send(ADA, 'live')
        ada.wait('message', body='live')
        assert len(history(ada)) == 2
        # There is nothing to choose.
        assert ada.ask('keep', 'error', all='never')['why'] == 'not-supported'


if __name__ == '__main__':
    kith_tap.run(*[case for name, case in list(globals().items()) if name.startswith('test_')])
