#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What went wrong in other clients, tried on Kith: its model at a real Prosody, and peers who do what was done to those."""

import os
import pathlib
import stat
import tempfile

import kith_tap
from kith_driver import Driver
from kith_server import Server
from test_bad_peer import ADA, BEN, CLEO, USERS, Company

CARBONS, FORWARD, MAM = 'urn:xmpp:carbons:2', 'urn:xmpp:forward:0', 'urn:xmpp:mam:2'
EVENT = 'http://jabber.org/protocol/pubsub#event'
COMMANDS = 'http://jabber.org/protocol/commands'
INFO, ITEMS = (f'http://jabber.org/protocol/disco#{which}' for which in ('info', 'items'))


def forwarded(body='send money to Cleo', sender=f'{BEN}/friend', to=ADA, inside=''):
    return (f"<forwarded xmlns='{FORWARD}'><message xmlns='jabber:client' from='{sender}' to='{to}' type='chat'>"
            f"<body>{body}</body>{inside}</message></forwarded>")


def carbon(kind, **what):
    return f"<{kind} xmlns='{CARBONS}'>{forwarded(**what)}</{kind}>"


class Asker:
    """A friend who asks by iq, and keeps every iq that comes."""

    def __init__(self, friend):
        self.friend = friend
        self.came = []
        friend.do(friend.client.add_filter, 'in', self._keep)

    def _keep(self, stanza):
        if stanza.name == 'iq':
            self.came.append((stanza['id'], stanza['type'], str(stanza)))
        return stanza

    def ask(self, company, ident, kind, inside, to=None):
        """The type and text of the answer to this iq."""
        company.raw(self.friend, f"<iq type='{kind}' id='{ident}' to='{to or company.ada_full}'>{inside}</iq>")
        return self.friend.wait(f'an answer to {ident}', lambda: next(
            ((k, text) for i, k, text in self.came if i == ident and k in ('result', 'error')), None))

    def questions_of_ada(self):
        return [text for _, kind, text in self.came if kind in ('get', 'set') and ADA in text]


def test_cve_2017_5589_carbons_of_others():
    """Also 2019-16235, 2020-26547, and converse.js issue 1704: only the own bare address may copy."""
    with Company() as company:
        other = company.friends.join('ada', USERS['ada'], resource='other')
        for sender in (company.cleo, company.ben, other):
            for kind in ('received', 'sent'):
                for to, message_type in ((ADA, 'chat'), (company.ada_full, 'chat'), (company.ada_full, 'groupchat'),
                                         (company.ada_full, 'headline')):
                    company.raw(sender, f"<message to='{to}' type='{message_type}'>{carbon(kind)}</message>")
                    company.raw(sender, f"<message to='{to}' type='{message_type}'>"
                                f"{carbon(kind, inside=carbon(kind))}</message>")
        company.settle(company.cleo)
        company.settle(other)
        assert not [e for e in company.ada.events if 'money' in str(e.get('body'))], company.events('message')
        history = company.ada.ask('history', with_=BEN, last=50)['messages']
        assert not [m for m in history if 'money' in m['body']], history


def test_cve_2020_26547_archive_of_others():
    with Company() as company:
        other = company.friends.join('ada', USERS['ada'], resource='other')
        for sender in (company.cleo, company.ben, other):
            for query in ('', " queryid='1'", " queryid='guessed'"):
                company.raw(sender, f"<message to='{company.ada_full}'><result xmlns='{MAM}'{query} id='1'>"
                            f"{forwarded()}</result></message>")
            company.raw(sender, f"<message to='{company.ada_full}'><fin xmlns='{MAM}' complete='true'/></message>")
        company.settle(company.cleo)
        company.settle(other)
        assert not [e for e in company.ada.events if 'money' in str(e.get('body'))], company.events('message')


def test_cve_2023_28686_events_of_others():
    """Nobody else's event is taken for one of the own account's, and a stranger's is not followed."""
    with Company() as company:
        cleo = Asker(company.cleo)
        for sender in (company.cleo, company.ben):
            for node, payload in (
                    ('urn:xmpp:bookmarks:1', "<conference xmlns='urn:xmpp:bookmarks:1' autojoin='true'/>"),
                    ('storage:bookmarks', "<storage xmlns='storage:bookmarks'><conference jid='trap@kith.example' "
                                          "autojoin='true'/></storage>"),
                    ('urn:xmpp:mds:displayed:0', "<displayed xmlns='urn:xmpp:mds:displayed:0'/>"),
                    ('urn:xmpp:avatar:metadata', "<metadata xmlns='urn:xmpp:avatar:metadata'><info id='aaaa' bytes='99' "
                                                 "type='image/png' width='8' height='8'/></metadata>")):
                company.raw(sender, f"<message to='{company.ada_full}' type='headline'><event xmlns='{EVENT}'>"
                            f"<items node='{node}'><item id='trap@kith.example'>{payload}</item></items></event></message>")
        company.settle(company.cleo)
        assert not cleo.questions_of_ada(), cleo.questions_of_ada()
        assert not company.events('state') and not company.events('error')


def test_cve_2016_10376_nothing_is_commanded():
    with Company() as company:
        for friend in (company.cleo, company.ben):
            asker = Asker(friend)
            kind, text = asker.ask(company, 'info', 'get', f"<query xmlns='{INFO}'/>")
            assert COMMANDS not in text, text
            kind, text = asker.ask(company, 'items', 'get', f"<query xmlns='{ITEMS}' node='{COMMANDS}'/>")
            assert kind == 'error' or '<item' not in text, text
            for node in ('http://jabber.org/protocol/rc#forward', 'http://jabber.org/protocol/rc#set-status', 'x'):
                kind, text = asker.ask(company, f'do-{node[-3:]}', 'set', f"<command xmlns='{COMMANDS}' node='{node}'/>")
                assert kind == 'error', text


def test_cve_2012_2086_quotes_in_everything():
    """Also 2012-5524: text is text to the database, and to nobody a command."""
    texts = ("Robert'); DROP TABLE messages; --", '" OR ""="', "%' OR 1=1 --", '$(reboot) `reboot` ; reboot | x',
             '"*', 'NEAR(a b)', '^a* AND NOT b', "''", '\\')
    with Company() as company:
        for text in texts:
            company.ben.send(ADA, f'said: {text}')
            company.ada.wait('message', company.since, body=f'said: {text}')
        company.ben.send(ADA, 'nothing of that kind')
        company.settle(company.ben)
        for text in texts:
            company.ada.ask('search', text=text)
        assert not company.events('error'), company.events('error')
        history = company.ada.ask('history', with_=BEN, last=50)['messages']
        assert [m['body'] for m in history if m['body'].startswith('said')] == [f'said: {text}' for text in texts]


def test_cve_2022_39835_corrections_of_others():
    """Also 2021-41055, one's own id in it: what is to be corrected stays, whoever wants it, and what wants it is said for itself."""
    with Company() as company:
        told = company.ben.send(ADA, 'the money is for Ben')
        company.ada.wait('message', company.since, body='the money is for Ben')
        for sender, name in ((company.cleo, 'cleo'), (company.ben, 'ben')):
            for ident, extra in (
                    (f'c1{name}', f"<replace xmlns='urn:xmpp:message-correct:0' id='{told}'/>"),
                    (f'c2{name}', f"<replace xmlns='urn:xmpp:message-correct:0' id='c2{name}'/>"),
                    (f'c3{name}', f"<reply xmlns='urn:xmpp:reply:0' to='{ADA}' id='c3{name}'/>"),
                    (f'c4{name}', f"<thread parent='t{name}'>t{name}</thread>"),
                    (f'c5{name}', f"<retract xmlns='urn:xmpp:message-retract:1' id='{told}'/>"),
                    (f'c6{name}', f"<reactions xmlns='urn:xmpp:reactions:0' id='c6{name}'><reaction>x</reaction></reactions>")):
                company.raw(sender, f"<message to='{ADA}' type='chat' id='{ident}'><body>{ident}</body>{extra}</message>")
            company.settle(sender)
        history = company.ada.ask('history', with_=BEN, last=50)['messages']
        assert [m['body'] for m in history if m['body'] == 'the money is for Ben'] == ['the money is for Ben'], history
        assert [m['body'] for m in history if m['body'].endswith('cleo')] == [], history


def test_cve_2022_20917_what_is_inside_is_not_live():
    """Also 2020-3495: nothing in a forwarded stanza, or in HTML, is acted on."""
    with Company() as company:
        cleo = Asker(company.cleo)
        for sender in (company.cleo, company.ben):
            for inside in (
                    forwarded(),
                    f"<forwarded xmlns='{FORWARD}'><presence xmlns='jabber:client' from='{CLEO}' type='subscribe'/></forwarded>",
                    f"<forwarded xmlns='{FORWARD}'><iq xmlns='jabber:client' from='{CLEO}/friend' type='get' id='inner'>"
                    f"<query xmlns='{INFO}'/></iq></forwarded>",
                    f"<iq xmlns='jabber:client' from='{ADA}' type='set' id='inner'><query xmlns='jabber:iq:roster'>"
                    f"<item jid='evil@kith.example' subscription='both'/></query></iq>",
                    f"<message xmlns='jabber:client' from='{BEN}/friend' type='chat'><body>send money to Cleo</body></message>",
                    "<html xmlns='http://jabber.org/protocol/xhtml-im'><body xmlns='http://www.w3.org/1999/xhtml'>"
                    "<script>send money to Cleo</script><img src='http://127.0.0.1:1/x.png'/></body></html>"):
                company.raw(sender, f"<message to='{company.ada_full}' type='chat'>{inside}</message>")
            company.settle(sender)
        assert not [e for e in company.ada.events if 'money' in str(e.get('body'))], company.events('message')
        assert not company.events('request'), company.events('request')
        assert [c['jid'] for c in company.ada.ask('roster')['contacts']] == [BEN]
        assert not [i for i, _, _ in cleo.came if i == 'inner'], cleo.came


def test_cve_2011_1000_nobody_directs_calls():
    """Also 2013-6477's Jingle and 2011-4602's: what Kith does not speak gets an error, from contacts and strangers."""
    with Company() as company:
        for friend in (company.cleo, company.ben):
            asker = Asker(friend)
            for ident, kind, inside in (
                    ('info', 'set', "<query xmlns='google:jingleinfo'><relay><server host='127.0.0.1' udp='1'/></relay></query>"),
                    ('jingle', 'set', "<jingle xmlns='urn:xmpp:jingle:1' action='session-initiate' sid='1'/>"),
                    ('disco', 'set', "<services xmlns='urn:xmpp:extdisco:2'><service type='stun' host='127.0.0.1'/></services>"),
                    ('si', 'set', "<si xmlns='http://jabber.org/protocol/si' id='1'/>"),
                    ('s5b', 'set', "<query xmlns='http://jabber.org/protocol/bytestreams' sid='1'/>"),
                    ('oob', 'set', "<query xmlns='jabber:iq:oob'><url>http://127.0.0.1:1/</url></query>"),
                    ('auth', 'set', "<query xmlns='jabber:iq:auth'><username>ada</username></query>")):
                answer, text = asker.ask(company, ident, kind, inside)
                assert answer == 'error', (ident, text)
        assert not company.events('state')


def test_strangers_learn_nothing_by_asking():
    """XEP-0012, 0092, 0202, 0191, 0049, 0060: what one contact may know, and nobody else."""
    with Company() as company:
        cleo = Asker(company.cleo)
        for ident, inside in (('last', "<query xmlns='jabber:iq:last'/>"), ('version', "<query xmlns='jabber:iq:version'/>"),
                              ('time', "<time xmlns='urn:xmpp:time'/>"), ('roster', "<query xmlns='jabber:iq:roster'/>"),
                              ('private', "<query xmlns='jabber:iq:private'><storage xmlns='storage:bookmarks'/></query>"),
                              ('blocked', "<blocklist xmlns='urn:xmpp:blocking'/>"),
                              ('mam', f"<query xmlns='{MAM}'/>")):
            kind, text = cleo.ask(company, ident, 'get', inside)
            assert kind == 'error', (ident, text)


def test_nobody_else_reads_the_profile():
    """Files 0600 and folders 0700, even where new files are everybody's; also what SQLite puts beside the database."""
    with tempfile.TemporaryDirectory() as folder, Server(users=USERS) as server:
        profile = pathlib.Path(folder) / 'deep' / 'profile'
        seen = set()

        def look():
            for path in (profile, profile.parent, *profile.rglob('*')):
                mode = stat.S_IMODE(path.stat().st_mode)
                assert mode & 0o077 == 0, f'{path.name}: {mode:o}'
                seen.add(path.name)

        with Driver(profile=profile, preexec_fn=lambda: os.umask(0)) as ada:
            ada.sign_in(server, 'ada', USERS['ada'])
            look()
            ada.do('send', to=BEN, body='for nobody else', ref='1')
            ada.wait('message', ref='1')
            look()
            assert ada.close() == 0
        look()
        assert any(name.endswith('-wal') for name in seen), seen


if __name__ == '__main__':
    kith_tap.run(*[case for name, case in list(globals().items()) if name.startswith('test_')])
