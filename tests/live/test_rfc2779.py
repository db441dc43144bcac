#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Some of what RFC 2779 says that people are owed, each by its number: what Kith's model does at a real Prosody."""

import re

import kith_tap
from test_bad_peer import ADA, BEN, CLEO, Company

ADDRESS = re.compile(r'\b\d{1,3}(?:\.\d{1,3}){3}\b|\[?\b(?:[0-9a-f]{1,4}:){3,}')


def test_3_1_2_who_it_is_from_is_not_in_the_payload():
    """Also 4.1.2 and 4.1.3: the address that the server has stamped counts, whatever is said inside."""
    with Company() as company:
        for number, inside in enumerate((
                f"<addresses xmlns='http://jabber.org/protocol/address'><address type='ofrom' jid='{CLEO}'/>"
                f"<address type='replyto' jid='{CLEO}'/></addresses>",
                f"<nick xmlns='http://jabber.org/protocol/nick'>{CLEO}</nick>",
                f"<delay xmlns='urn:xmpp:delay' from='{CLEO}' stamp='2020-01-01T00:00:00Z'/>",
                f"<origin-id xmlns='urn:xmpp:sid:0' id='1' by='{CLEO}'/>")):
            company.raw(company.ben, f"<message to='{ADA}' type='chat' id='p{number}'><body>who {number}</body>{inside}</message>")
            came = company.ada.wait('message', company.since, body=f'who {number}')
            assert (came['from'], came['with']) == (BEN, BEN), came
        assert company.ada.ask('history', with_=CLEO, last=10)['messages'] == []


def test_4_1_9_ids_are_their_senders():
    with Company() as company:
        company.raw(company.ben, f"<message to='{ADA}' type='chat' id='same'><body>Ben's</body></message>")
        company.settle(company.ben)
        company.ada.do('send', to=CLEO, body='so that she is no stranger', ref='1')
        company.ada.wait('message', company.since, ref='1')
        company.raw(company.cleo, f"<message to='{ADA}' type='chat' id='same'><body>Cleo's</body></message>")
        company.settle(company.cleo)
        for jid, body in ((BEN, "Ben's"), (CLEO, "Cleo's")):
            history = company.ada.ask('history', with_=jid, last=10)['messages']
            assert [m['body'] for m in history if m['id'] == 'same'] == [body], history


def test_5_1_8_nobody_cancels_for_another():
    with Company() as company:
        for kind in ('unsubscribe', 'unsubscribed', 'unavailable'):
            company.raw(company.cleo, f"<presence to='{ADA}' type='{kind}'><item jid='{BEN}'/></presence>")
        company.settle(company.cleo)
        contacts = company.ada.ask('roster')['contacts']
        assert [(c['jid'], c['subscription']) for c in contacts] == [(BEN, 'both')], contacts
        assert not [e for e in company.events('presence') if e['jid'] == BEN and e['show'] == 'offline']


def test_5_3_2_presence_of_strangers_draws_nothing():
    with Company() as company:
        for show in ('', '<show>dnd</show>', '<show>chat</show><status>look at me</status>'):
            company.raw(company.cleo, f"<presence to='{ADA}'>{show}</presence>")
            company.raw(company.cleo, f"<presence to='{company.ada_full}'>{show}</presence>")
        company.settle(company.cleo)
        assert not [e for e in company.events('presence') + company.events('contact') if e['jid'] == CLEO]
        assert [c['jid'] for c in company.ada.ask('roster')['contacts']] == [BEN]


def test_5_1_17_no_network_address_in_any_stanza():
    """Also 5.1.18, 5.2.5 and 5.4.5: what a contact sees of Ada, asked or not, holds none."""
    with Company() as company:
        seen = []
        company.ben.do(company.ben.client.add_filter, 'in', lambda stanza: seen.append(str(stanza)) or stanza)
        company.ada.do('presence', show='away', status='out')
        company.ben.wait_presence(ADA, 'away')
        company.ada.do('send', to=BEN, body='hello', ref='1')
        company.ada.wait('changed', company.since, ref='1', state='delivered')
        for number, inside in enumerate((
                "<query xmlns='http://jabber.org/protocol/disco#info'/>", "<query xmlns='http://jabber.org/protocol/disco#items'/>",
                "<query xmlns='jabber:iq:version'/>", "<time xmlns='urn:xmpp:time'/>", "<ping xmlns='urn:xmpp:ping'/>",
                "<query xmlns='jabber:iq:last'/>", "<vCard xmlns='vcard-temp'/>")):
            company.raw(company.ben, f"<iq type='get' id='look{number}' to='{company.ada_full}'>{inside}</iq>")
            company.ben.wait('an answer', lambda n=number: any(f'look{n}"' in text for text in seen))
        words = [text for text in seen if ADA in text]
        assert len(words) > 8, words
        assert not [text for text in words if ADDRESS.search(text)], [text for text in words if ADDRESS.search(text)]


def test_5_4_1_what_was_not_delivered_says_so():
    """Also 2.2.1: somebody who is not there, and a domain that is not."""
    with Company() as company:
        for ref, to in (('nobody', 'nobody@kith.example'), ('nowhere', 'ada@nowhere.invalid')):
            company.ada.do('send', to=to, body='are you there?', ref=ref)
            failed = company.ada.wait('changed', company.since, ref=ref, state='failed', timeout=40)
            assert failed['error'], failed
        company.settle(company.ben)
        assert not company.events('state'), company.events('state')


def test_5_4_10_the_blocked_wait_nowhere():
    """Also 2.3.7: blocked while Ada is there, and writing while she is away."""
    with Company() as company:
        company.ada.do('block', jid=CLEO)
        company.settle(company.ben)
        company.cleo.send(ADA, 'first', receipt=False)
        since = company.ada.mark()
        company.ada.do('disconnect')
        company.ada.wait('state', since, state='offline')
        company.cleo.send(ADA, 'second', receipt=False)
        company.raw(company.cleo, f"<presence to='{ADA}' type='subscribe'/>")
        company.ada.do('connect')
        company.ada.wait('state', since, state='online')
        company.settle(company.ben)
        assert company.ada.ask('history', with_=CLEO, last=10)['messages'] == []
        assert not [e for e in company.events('request') if e['jid'] == CLEO]


if __name__ == '__main__':
    kith_tap.run(*[case for name, case in list(globals().items()) if name.startswith('test_')])
