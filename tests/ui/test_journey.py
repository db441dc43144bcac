#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job from end to end, with the real program: welcome, sign in at a real server, accept its
certificate, pick a contact, write; a foreign client receives it; its answer appears; after a restart
everything is there. Argument: the build directory."""

import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'live')]

import kith_tap  # noqa: E402
from kith_desktop import Desktop  # noqa: E402
from kith_friend import Friends  # noqa: E402
from kith_screen import Screen, text  # noqa: E402
from kith_server import Server, make_password  # noqa: E402

HELLO = 'Good morning, Ben, ça va? 😀'
ANSWER = 'All well here, Ada.'


class Journey:
    """The steps, each a case; a later one goes on where the one before has stopped."""

    def __init__(self, desktop, server, friends, passwords):
        self.desktop, self.server, self.passwords = desktop, server, passwords
        self.ben = friends.join('ben', passwords['ben'])
        self.kith = desktop.start_kith()
        self.screen = Screen(desktop)
        self.ada_jid = f'ada@{server.domain}'

    def cases(self):
        return [self.sign_in_from_the_welcome_page, self.decide_about_the_certificate,
                self.see_who_is_there, self.write_to_a_contact, self.read_the_answer,
                self.find_it_again_after_a_restart]

    def _fill(self, name, words):
        entry = self.screen.find('entry', name)
        self.screen.fill(entry, words)
        assert text(entry) == words or name == 'Password', f'{name} says {text(entry)!r}'

    def _submit(self):
        # The welcome page behind has a button of the same words.
        self.screen.find('button', 'Sign in')
        self.screen.press(self.screen.all('button', 'Sign in')[-1])

    def _open_ben(self):
        composer = re.compile('^Message Ben')
        self.screen.click_until('item', re.compile('^Ben'),
                                lambda: self.screen.all('entry', composer))
        return self.screen.find('entry', composer)

    def sign_in_from_the_welcome_page(self):
        self.screen.press(self.screen.find('button', re.compile('Sign in')))
        self._fill('Address', self.ada_jid)
        self._fill('Password', self.passwords['ada'])
        self._fill('Server, if not found by the address', self.server.host)
        self._fill('Port', str(self.server.port))
        self._submit()

    def decide_about_the_certificate(self):
        """Its issuer is a throwaway CA that nobody trusts: Kith must ask, and say the fingerprint."""
        trust = re.compile('Trust for this account')
        self.screen.wait_shows('vouches for this server')
        self.screen.click_until('button', 'Show details', lambda: self.screen.all('button', trust))
        fingerprint = self.server.certificate_sha256
        shown = re.compile('[^0-9a-f]*'.join(fingerprint[:16]), re.IGNORECASE)
        self.screen.wait_shows(shown)
        self.screen.press(self.screen.find('button', trust))

    def see_who_is_there(self):
        def look():
            self.screen.key('ctrl+2')                # the list of contacts
            return self.screen.shows('Ben')

        self.ben.wait_presence(self.ada_jid)
        self.screen.wait('Ben among the contacts', look, timeout=30)

    def write_to_a_contact(self):
        composer = self._open_ben()
        self.screen.click(composer)
        self.screen.type(HELLO)
        self.screen.wait('the words in the composer', lambda: text(composer) == HELLO)
        self.screen.key('Return')
        message = self.ben.wait_message(HELLO)
        assert message['from'].bare == self.ada_jid
        self.screen.wait_shows(re.compile(re.escape(HELLO) + '.*delivered', re.S))

    def read_the_answer(self):
        self.ben.typing(self.ada_jid)
        self.screen.wait_shows(re.compile('typing', re.I))
        number = self.ben.send(self.ada_jid, ANSWER)
        self.screen.wait_shows(ANSWER)
        self.ben.wait_receipt(number)

    def find_it_again_after_a_restart(self):
        assert self.desktop.end(self.kith) is not None
        self.kith = self.desktop.start_kith()
        self._open_ben()
        self.screen.wait_shows(HELLO)
        self.screen.wait_shows(ANSWER)
        # The password came from the keyring and the certificate is remembered: Ada is back.
        number = self.ben.send(self.ada_jid, 'Are you there again?')
        self.screen.wait_shows('Are you there again?')
        self.ben.wait_receipt(number)


def explained(step, desktop):
    """STEP, that leaves a picture and the program's own words where it fails."""
    def run():
        try:
            step()
        except Exception:
            picture = pathlib.Path(sys.argv[1]).resolve() / 'meson-logs' / f'journey-{step.__name__}.png'
            desktop.picture(picture)
            print(f'# picture: {picture}; {desktop.states()}\n{desktop.log("kith")}',
                  file=sys.stderr)
            raise
    run.__name__ = step.__name__
    return run


def main():
    passwords = {'ada': make_password(), 'ben': make_password()}
    server = Server(users=passwords)
    server.befriend('ada', 'ben')
    with server, Friends(server) as friends, Desktop(sys.argv[1]) as desktop:
        journey = Journey(desktop, server, friends, passwords)
        kith_tap.run(*(explained(step, desktop) for step in journey.cases()), in_order=True)


if __name__ == '__main__':
    main()
