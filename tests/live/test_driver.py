#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every verb of kith-driver, and with it the model, at a real Prosody with slixmpp on the other side."""

import contextlib
import tempfile
import time

import kith_tap
from kith_driver import Driver, DriverError
from kith_friend import Friends
from kith_server import Server

USERS = {'ada': 'ada-password', 'ben': 'ben-password', 'cleo': 'cleo-password'}
ADA, BEN, CLEO = (f'{name}@kith.example' for name in USERS)
PNG = (b'\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00'
       b'\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\xa5\xf6'
       b'E@\x00\x00\x00\x00IEND\xaeB`\x82')


def friendly_server():
    """One where Ada and Ben know each other."""
    server = Server(users=USERS)
    server.befriend('ada', 'ben')
    return server


def ask(friend):
    """Waits until the server has dealt with all that FRIEND has sent."""
    async def act():
        await friend.client.get_roster()
    friend.run(act())


def test_talk():
    """Out, receipt, in, typed while away, history and search, also after a restart."""
    with tempfile.TemporaryDirectory() as profile, Server(users=USERS) as server, \
            Friends(server) as friends:
        ben = friends.join('ben', USERS['ben'])
        with Driver(profile=profile) as ada:
            ada.sign_in(server, 'ada', USERS['ada'])
            ada.do('send', to=BEN, body='Hello Ben', ref='first')
            sent = ada.wait('message', ref='first', direction='out', state='pending', with_=BEN)
            ada.wait('changed', id=sent['id'], state='delivered', ref='first')
            assert ben.wait_message(body='Hello Ben')['id'] == sent['id']

            ben.send(ADA, 'Hello Ada\nhow are you? \U0001f600')
            came = ada.wait('message', direction='in', with_=BEN)
            assert came['body'] == 'Hello Ada\nhow are you? \U0001f600' and came['from'] == BEN

            since = ada.mark()
            ada.do('disconnect')
            ada.wait('state', since, state='offline')
            ada.do('send', to=BEN, body='written while away', ref='second')
            ada.wait('message', since, ref='second', state='pending')
            ada.do('send', to=BEN, body='and another', ref='third')
            ada.do('connect')
            ada.wait('changed', since, ref='second', state='delivered')
            ada.wait('changed', since, ref='third', state='delivered')
            bodies = [m['body'] for m in ben.do(lambda: list(ben.client.messages))]
            assert bodies == ['Hello Ben', 'written while away', 'and another'], bodies

            history = ada.ask('history', with_=BEN, last=3)['messages']
            assert [m['body'] for m in history] == [came['body'], 'written while away', 'and another']
            assert ada.close() == 0

        with Driver(profile=profile) as ada:
            history = ada.ask('history', with_=BEN, last=50)['messages']
            assert [m['body'] for m in history] == ['Hello Ben', came['body'], 'written while away',
                                                    'and another'], history
            assert [m['state'] for m in history] == ['delivered', None, 'delivered', 'delivered']
            found = ada.ask('search', text='hello')['messages']
            assert {m['body'] for m in found} == {'Hello Ben', came['body']}, found
            assert ada.ask('search', text='nowhere')['messages'] == []


def test_pending_survives_a_kill():
    """What was written and not sent is sent by the next run, once."""
    with tempfile.TemporaryDirectory() as profile, Server(users=USERS) as server, \
            Friends(server) as friends:
        ben = friends.join('ben', USERS['ben'])
        ada = Driver(profile=profile)
        ada.do('account', jid=ADA, password=USERS['ada'], host=server.host, port=server.port,
               cafile=server.ca_file)
        for number in range(5):
            ada.do('send', to=BEN, body=f'number {number}', ref=str(number))
        assert len(ada.ask('search', text='number')['messages']) == 5
        ada.kill()
        with Driver(profile=profile) as ada:
            history = ada.ask('history', with_=BEN)['messages']
            assert [m['state'] for m in history] == ['pending'] * 5, history
            ada.sign_in(server, 'ada', USERS['ada'])
            ben.wait_message(body='number 4')
            time.sleep(0.5)
            bodies = [m['body'] for m in ben.do(lambda: list(ben.client.messages))]
            assert bodies == [f'number {number}' for number in range(5)], bodies


def test_kill_without_stream_management():
    """Whether the server has what was handed over the archive knows: it is not sent twice."""
    with tempfile.TemporaryDirectory() as profile, Server(users=USERS, without=['smacks']) as server, \
            Friends(server) as friends:
        ben = friends.join('ben', USERS['ben'])
        for word in ('once', 'and once more'):
            ada = Driver(profile=profile)
            ada.sign_in(server, 'ada', USERS['ada'])
            ada.do('send', to=BEN, body=word)
            ben.wait_message(body=word)
            ada.kill()
        with Driver(profile=profile) as ada:
            ada.sign_in(server, 'ada', USERS['ada'])
            ada.do('send', to=BEN, body='at last', ref='last')
            ada.wait('changed', ref='last', state='delivered')
            bodies = [m['body'] for m in ben.do(lambda: list(ben.client.messages))]
            assert bodies == ['once', 'and once more', 'at last'], bodies


def test_server_restart():
    """A cut: everything that is written arrives once the server is back, in order, once."""
    with Server(users=USERS) as server, Friends(server) as friends, Driver() as ada:
        ada.sign_in(server, 'ada', USERS['ada'])
        since = ada.mark()
        server.kill()
        ada.do('send', to=BEN, body='into the void', ref='void')
        ada.wait('state', since, state='waiting')
        assert ada.find('changed', since, ref='void', state='sent') is None
        ada.do('send', to=BEN, body='later', ref='later')
        server.start()
        ben = friends.join('ben', USERS['ben'])
        ada.do('connect')
        ada.wait('state', since, state='online')
        ada.wait('changed', since, ref='later', state='delivered')
        bodies = [m['body'] for m in ben.do(lambda: list(ben.client.messages))]
        assert bodies == ['into the void', 'later'], bodies


def test_bounce():
    """A message to nobody comes back as failed, with its reason."""
    with Server(users=USERS) as server, Driver() as ada:
        ada.sign_in(server, 'ada', USERS['ada'])
        ada.do('send', to='nobody@kith.example', body='anybody there?', ref='lost')
        failed = ada.wait('changed', ref='lost', state='failed')
        assert failed['error'] == 'not-delivered', failed


ERRORS = {
    'gone': 'moved', 'resource-constraint': 'mailbox-full', 'forbidden': 'forbidden', 'policy-violation': 'message-policy',
    'not-acceptable': 'message-refused', 'recipient-unavailable': 'recipient-unavailable', 'not-authorized': 'not-allowed',
    'item-not-found': 'recipient-not-found', 'remote-server-not-found': 'remote-server-not-found',
    'remote-server-timeout': 'remote-server-timeout', 'subscription-required': 'contacts-only',
    'internal-server-error': 'server-trouble'}


def refuse(friend):
    """FRIEND's side answers each message with the error that it names."""
    def answer(message):
        condition = message['body'].split()[0]
        if condition in ERRORS:
            friend.client.send_raw(
                f"<message type='error' to='{message['from'].full}' id='{message['id']}'><error type='cancel'>"
                f"<{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>")
    friend.client['xep_0184'].auto_ack = False
    friend.client.on_body = answer


def test_bounces_say_why():
    """Each message that comes back says why, and no other does; also after a restart."""
    with tempfile.TemporaryDirectory() as profile, friendly_server() as server, Friends(server) as friends:
        ben = friends.join('ben', USERS['ben'])
        refuse(ben)
        with Driver(profile=profile) as ada:
            ada.sign_in(server, 'ada', USERS['ada'])
            for condition, words in ERRORS.items():
                ada.do('send', to=BEN, body=f'{condition} please', ref=condition)
                failed = ada.wait('changed', ref=condition, state='failed')
                assert failed['error'] == words, failed
            ada.do('send', to=BEN, body='and now a good one', ref='good')
            ada.wait('changed', ref='good', state='sent')
            ada.do('block', jid=CLEO)
            ada.wait('contact', jid=CLEO, blocked=True)
            ada.do('send', to=CLEO, body='to somebody blocked', ref='blocked')
            assert ada.wait('changed', ref='blocked', state='failed')['error'] == 'blocked'
            assert ada.close() == 0
        with Driver(profile=profile) as ada:
            found = [(m['state'], m['error']) for m in ada.ask('history', with_=BEN, last=100)['messages']]
            assert found == [('failed', words) for words in ERRORS.values()] + [('sent', None)], found


def test_retry_and_discard():
    """What failed is sent again under the same id, or forgotten; nothing else can be."""
    with Server(users=USERS) as server, Friends(server) as friends, Driver() as ada:
        ada.sign_in(server, 'ada', USERS['ada'])
        ada.do('send', to=BEN, body='too early', ref='early')
        sent = ada.wait('changed', ref='early', state='sent')
        ada.do('retry', id=sent['id'])
        assert 'not failed' in ada.wait('error', do='retry')['why']

        for ref in ('again', 'away'):
            ada.do('send', to='later@kith.example', body=ref, ref=ref)
        again = ada.wait('changed', ref='again', state='failed')
        away = ada.wait('changed', ref='away', state='failed')
        assert again['origin_id'] == again['id'] and again['archive_id'] is None, again
        server.add_user('later', 'later-password')
        later = friends.join('later', 'later-password')
        ada.do('discard', id=away['id'])
        ada.do('retry', id=again['id'])
        assert later.wait_message(body='again')['id'] == again['id']
        ada.wait('changed', ref='again', state='delivered')
        history = ada.ask('history', with_='later@kith.example')['messages']
        assert [m['body'] for m in history] == ['again'], history
        ada.do('discard', id=away['id'])
        ada.do('retry', id='made-up')
        assert 'no such message' in ada.wait('error', do='retry', why='there is no such message; '
                                             '"history" makes old ones known')['why']


def wait_unread(driver, count):
    """Until what DRIVER read of Ben's is noted."""
    end = time.monotonic() + 10
    while driver.ask('history', with_=BEN)['unread'] != count:
        assert time.monotonic() < end, driver.ask('history', with_=BEN)['unread']
        time.sleep(0.05)


def test_read_and_requests():
    """Who is not known asks first; what was read is read also after a restart."""
    with tempfile.TemporaryDirectory() as profile, friendly_server() as server, \
            Friends(server) as friends:
        ben = friends.join('ben', USERS['ben'])
        cleo = friends.join('cleo', USERS['cleo'])
        with Driver(profile=profile) as ada:
            ada.sign_in(server, 'ada', USERS['ada'])
            ada.wait('presence', jid=BEN, show='available')
            assert ada.ask('requests')['requests'] == []
            cleo.send(ADA, 'psst')
            ada.wait('request', jid=CLEO, for_='message')
            cleo.do(lambda: cleo.client.send_presence_subscription(pto=ADA))
            ada.wait('request', jid=CLEO, for_='presence')
            asked = {r['for']: r for r in ada.ask('requests')['requests']}
            assert set(asked) == {'message', 'presence'}, asked
            assert asked['message']['jid'] == asked['presence']['jid'] == CLEO, asked
            assert asked['message']['text'] == 'psst', asked

            ben.send(ADA, 'read this')
            came = ada.wait('message', direction='in', with_=BEN)
            assert came['archive_id'], came
            ada.do('read', with_=BEN, id='made-up')
            ada.wait('error', do='read')
            for number in (2, 3):
                ben.send(ADA, f'and number {number}')
                last = ada.wait('message', direction='in', body=f'and number {number}')
            ada.do('read', with_=BEN, id=came['id'])
            wait_unread(ada, 2)
            assert ada.close() == 0

        with Driver(profile=profile) as ada:
            history = ada.ask('history', with_=BEN)
            assert history['unread'] == 2, history
            ada.do('read', with_=BEN, id=last['id'])
            wait_unread(ada, 0)
            assert ada.close() == 0


def test_presence():
    """Theirs, ours, and nothing known without a connection."""
    with friendly_server() as server:
        with Friends(server) as friends, Driver() as ada:
            ben = friends.join('ben', USERS['ben'])
            ada.sign_in(server, 'ada', USERS['ada'])
            ada.wait('presence', jid=BEN, show='available', devices=['friend'])
            ben.show('dnd', 'hands full')
            ada.wait('presence', jid=BEN, show='do-not-disturb', status='hands full')
            since = ada.mark()
            ada.do('presence', show='away', status='tea')
            ben.wait_presence(ADA, 'away')
            ben.show('unavailable')
            ada.wait('presence', since, jid=BEN, show='offline', devices=[])
            ben.show()
            ada.wait('presence', since, jid=BEN, show='available')
            since = ada.mark()
            ada.do('presence', show='offline')
            ada.wait('state', since, state='offline')
            ada.wait('presence', since, jid=BEN, show='unknown', devices=[])
            ben.wait_presence(ADA, 'unavailable')
            ada.do('presence', show='available')
            ada.wait('state', since, state='online')
            ada.wait('presence', since, jid=BEN, show='available')


def test_roster_is_there_before_the_network():
    with tempfile.TemporaryDirectory() as profile, friendly_server() as server:
        with Driver(profile=profile) as ada:
            ada.sign_in(server, 'ada', USERS['ada'])
            ada.wait('contact', jid=BEN, name='Ben', subscription='both')
            ada.close()
        with Driver(profile=profile) as ada:
            [ben] = ada.ask('roster')['contacts']
            assert ben['name'] == 'Ben' and ben['subscription'] == 'both', ben
            assert ben['show'] == 'unknown', ben
            since = ada.mark()
            ada.sign_in(server, 'ada', USERS['ada'])
            ada.wait('presence', since, jid=BEN, show='offline')
            assert len(ada.ask('roster')['contacts']) == 1


def test_avatar_and_nickname():
    with friendly_server() as server:
        with Friends(server) as friends, Driver() as ada:
            ben = friends.join('ben', USERS['ben'])
            ada.sign_in(server, 'ada', USERS['ada'])
            ada.wait('presence', jid=BEN, show='available')
            ben.publish(nickname='Benny', avatar=PNG)
            ada.wait('contact', jid=BEN, avatar=True)


def test_subscriptions():
    """Ask, be approved, approve, be removed; deny; remove."""
    with Server(users=USERS) as server, Friends(server) as friends, Driver() as ada:
        ben = friends.join('ben', USERS['ben'])
        ben.do(lambda: setattr(ben.client, 'auto_authorize', None))
        ada.sign_in(server, 'ada', USERS['ada'])

        ada.do('subscribe', jid=BEN, name='Benjamin', text='it is me')
        ada.wait('contact', jid=BEN, name='Benjamin', asked=True)
        ben.wait_presence(ADA, 'subscribe')
        ben.do(ben.client.send_presence, pto=ADA, ptype='subscribed')
        ada.wait('contact', jid=BEN, subscription='to', asked=False)
        ada.wait('presence', jid=BEN, show='available')

        ben.do(ben.client.send_presence, pto=ADA, ptype='subscribe', pstatus='me too')
        assert ada.wait('request', jid=BEN)['text'] == 'me too'
        ada.do('approve', jid=BEN)
        ada.wait('contact', jid=BEN, subscription='both')
        ben.wait_presence(ADA, 'subscribed')
        ben.wait_presence(ADA, 'available')

        cleo = friends.join('cleo', USERS['cleo'])
        cleo.do(cleo.client.send_presence, pto=ADA, ptype='subscribe')
        ada.wait('request', jid=CLEO)
        ada.do('deny', jid=CLEO)
        cleo.wait_presence(ADA, 'unsubscribed')

        since = ada.mark()
        ada.do('remove', jid=BEN)
        ada.wait('contact', since, jid=BEN, in_roster=False)
        assert ada.ask('roster')['contacts'] == []
        ben.wait_presence(ADA, 'unsubscribe')


def shut_out(driver, peer):
    """Waits until the server, too, has blocked PEER: then it refuses what is sent there."""
    for number in range(20):
        ref = f'shut-{number}'
        since = driver.mark()
        driver.do('send', to=peer, body='are you shut out?', ref=ref)
        driver.wait('message', since, ref=ref)
        with contextlib.suppress(DriverError):
            driver.wait('changed', since, timeout=1, ref=ref, state='failed')
            return
    raise DriverError(f'{peer} was not shut out')


def test_block():
    with friendly_server() as server, Friends(server) as friends, Driver() as ada:
        ben = friends.join('ben', USERS['ben'])
        ada.sign_in(server, 'ada', USERS['ada'])
        ada.do('block', jid=BEN)
        ada.wait('contact', jid=BEN, blocked=True)
        shut_out(ada, BEN)
        ben.send(ADA, 'can you hear me?')
        ask(ben)                                 # the server has dealt with it
        ada.do('block', jid=BEN, blocked=False)
        ada.wait('contact', jid=BEN, blocked=False)
        ada.do('send', to=BEN, body='you can speak again', ref='told')
        ada.wait('changed', ref='told', state='delivered')    # the server, too, has unblocked them
        ben.send(ADA, 'and now?')
        assert ada.wait('message', direction='in')['body'] == 'and now?'


def test_wanted_while_away():
    """Blocked, renamed and asked without a connection, and killed: it is done at the next one."""
    with tempfile.TemporaryDirectory() as profile, friendly_server() as server, \
            Friends(server) as friends:
        ben = friends.join('ben', USERS['ben'])
        with Driver(profile=profile) as ada:
            ada.sign_in(server, 'ada', USERS['ada'])
            ada.wait('contact', jid=BEN)
            since = ada.mark()
            ada.do('disconnect')
            ada.wait('state', since, state='offline')
            ada.do('block', jid=BEN)
            ada.wait('contact', since, jid=BEN, blocked=True)
            ada.do('subscribe', jid=CLEO, name='Cleopatra')
            ada.wait('contact', since, jid=CLEO, name='Cleopatra', asked=True)
            assert ada.ask('search', text='x')['messages'] == []    # all that was to be stored is
            ada.kill()
        ben.send(ADA, 'do you hear me?')
        ask(ben)
        cleo = friends.join('cleo', USERS['cleo'])
        with Driver(profile=profile) as ada:
            ada.sign_in(server, 'ada', USERS['ada'])
            cleo.wait_presence(ADA, 'subscribe')
            ada.wait('contact', jid=CLEO, name='Cleopatra')
            ben.send(ADA, 'and now?')
            ask(ben)
            ada.wait('contact', jid=BEN, blocked=True)
            assert ada.ask('history', with_=BEN)['messages'] == []


def test_strangers_learn_nothing():
    """A stranger's message is kept where it is no chat yet; no receipt goes back."""
    with Server(users=USERS) as server, Friends(server) as friends, Driver() as ada:
        cleo = friends.join('cleo', USERS['cleo'])
        ada.sign_in(server, 'ada', USERS['ada'])
        ident = cleo.send(ADA, 'psst')
        ada.wait('request', jid=CLEO, for_='message')
        time.sleep(1)
        assert ada.find('message', with_=CLEO) is None
        assert ident not in cleo.do(lambda: list(cleo.client.receipts))


def test_friends_get_receipts():
    with friendly_server() as server:
        with Friends(server) as friends, Driver() as ada:
            ben = friends.join('ben', USERS['ben'])
            ada.sign_in(server, 'ada', USERS['ada'])
            ada.wait('presence', jid=BEN, show='available')
            ben.wait_receipt(ben.send(ADA, 'got it?'))


def test_wrong_password_and_certificate():
    with Server(users=USERS) as server, Driver() as ada:
        ada.do('account', jid=ADA, password='wrong', host=server.host, port=server.port,
               cafile=server.ca_file)
        ada.do('connect')
        ada.wait('state', state='failed', error='not-authorized')
        since = ada.mark()
        ada.sign_in(server, 'ada', USERS['ada'])
        assert ada.find('state', since, state='failed') is None
    with Server(users=USERS) as server, Driver() as ada:
        ada.do('account', jid=ADA, password=USERS['ada'], host=server.host, port=server.port)
        ada.do('connect')
        ada.wait('state', state='failed', error='certificate')
        ada.do('account', jid=ADA, pin=server.certificate_sha256, host=server.host,
               port=server.direct_tls_port, direct_tls=True)
        ada.do('connect')
        ada.wait('state', state='online')


def test_two_accounts():
    with friendly_server() as server, Driver() as both:
        both.sign_in(server, 'ada', USERS['ada'])
        both.do('account', jid=BEN, password=USERS['ben'], host=server.host, port=server.port)
        both.do('connect', account=BEN)
        both.wait('state', account=BEN, state='online')
        both.do('send', account=BEN, to=ADA, body='from the other side')
        both.wait('message', account=ADA, direction='in', body='from the other side', with_=BEN)
        both.wait('message', account=BEN, direction='out', with_=ADA)


def test_bad_lines():
    """Each is answered with an error, and the program goes on."""
    with Server(users=USERS) as server, Driver() as ada:
        for line in ('nonsense', '{', '[]', '"text"', '17', 'null', '{}', '{"do": 5}', b'\xff\xfe{}',
                     '{"do": "fly"}', '{"do": "connect"}', '{"do": "account"}',
                     '{"do": "account", "jid": "@@"}', '{"do": "account", "jid": "kith.example"}',
                     '{"do": "account", "jid": 5}'):
            since = ada.mark()
            ada.write(line)
            assert ada.wait('error', since)['why'], line
        ada.sign_in(server, 'ada', USERS['ada'])
        for line in ('{"do": "send"}', '{"do": "send", "to": "@", "body": "x"}',
                     '{"do": "send", "to": "ben@kith.example", "body": ["x"]}',
                     '{"do": "send", "to": "ben@kith.example", "body": " \\n"}',
                     '{"do": "send", "account": "who@kith.example", "to": "a@b", "body": "x"}',
                     '{"do": "history", "with": "ben@kith.example", "last": -1}',
                     '{"do": "history", "with": "ben@kith.example", "last": "many"}',
                     '{"do": "presence", "show": "happy"}', '{"do": "search", "text": {}}',
                     '{"do": "subscribe"}', '{"do": "block", "jid": "ben@kith.example", "blocked": 1}',
                     '{"do": "account", "jid": "x@y", "port": 70000}',
                     '{"do": "account", "jid": "x@y", "cafile": "/nowhere.pem"}'):
            since = ada.mark()
            ada.write(line)
            assert ada.wait('error', since)['why'], line
        ada.write('')
        assert ada.ask('roster')['contacts'] == []
        assert ada.close() == 0


kith_tap.run(*[case for name, case in list(globals().items()) if name.startswith('test_')])
