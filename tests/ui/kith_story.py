# SPDX-License-Identifier: GPL-3.0-or-later
"""What the stories of this folder share: a server, friends, a desktop with the real program, and a person at it.

    class Wedding(Story):
        def test_invitation(self): …
        def test_feast(self): …                    # goes on where the one before has stopped

    if __name__ == '__main__':
        tell(Wedding(sys.argv[1], Server(…)))
"""

import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'live')]

import kith_tap  # noqa: E402
from kith_desktop import Desktop  # noqa: E402
from kith_friend import Friends  # noqa: E402
from kith_screen import Screen, states, text, walk  # noqa: E402

TRUST = 'Trust for this account'


class Story:
    """Owns the server, the friends and the desktop of one test program."""

    def __init__(self, build, server, size=(1280, 900)):
        self.build = pathlib.Path(build).resolve()
        self.server = server
        self.desktop = Desktop(build, size=size)
        self.friends = None
        self.kith = None

    def __enter__(self):
        try:
            self.server.start()
            self.friends = Friends(self.server)
            self.desktop.start()
            self.screen = Screen(self.desktop)
            return self
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *exception):
        if self.friends:
            self.friends.close()
        self.desktop.close()
        self.server.close()

    def jid(self, name):
        return f'{name}@{self.server.domain}'

    # The program.

    def start(self):
        self.kith = self.desktop.start_kith()
        self.screen.application()

    def end(self):
        """Ends it as a person does, and reads what it had to say."""
        self.screen.key('ctrl+q')
        self.kith.wait(60)
        assert self.kith.returncode == 0, self.kith.returncode
        log = self.desktop.log('kith')
        assert 'CRITICAL' not in log and 'WARNING' not in log, log

    def is_online(self, name):
        """Whether the server has somebody of that name."""
        return f'{self.jid(name)}/' in self.server.shell('> for name in pairs(prosody.full_sessions) do print(name) end')

    # What a person does.

    def sign_in(self, name, password):
        """From the welcome page to the window, trusting the certificate."""
        screen = self.screen
        screen.press(screen.find('button', 'Sign in'))
        screen.fill(screen.find('entry', 'Address'), self.jid(name))
        screen.fill(screen.find('entry', 'Password'), password)
        screen.fill(screen.find('entry', 'Server, if not found by the address'), self.server.host)
        screen.fill(screen.find('entry', 'Port'), str(self.server.port))
        screen.press(screen.all('button', 'Sign in')[-1])
        screen.wait_shows('vouches for this server')
        screen.press(screen.find('button', 'Show details'))
        screen.press(screen.find('button', TRUST))
        # The window is there before its dialog and the welcome page are gone, which would take the next key.
        screen.find('button', 'New chat')
        screen.wait_gone(TRUST)
        screen.wait_gone('Create account')

    def has_focus(self, name):
        """Whether the button or row that takes the keys is called NAME (text or expression); an entry does not say so."""
        wanted = name if isinstance(name, re.Pattern) else re.compile(f'^{re.escape(name)}$')
        named = [node for _, node in walk(self.screen.application()) if wanted.search(node.get_name() or '')]
        # Asked only of these, and behind the walk: it clears what is known of all below, under the feet of who walks there.
        return any('focused' in states(node) for node in named)

    def write(self, name, words, keys=()):
        """Presses KEYS and types: the entry NAME has the focus and takes the words, which only that shows."""
        if keys:
            self.screen.key(*keys)
        before = len(text(self.screen.find('entry', name)))
        self.screen.type(words)
        self.screen.wait(f'the words in {name!r}',
                         lambda: any(len(text(node)) == before + len(words) for node in self.screen.all('entry', name)))

    def tab_to(self, name, keys='Tab', steps=30):
        """Goes on by keyboard until NAME has the focus."""
        for _ in range(steps):
            if self.has_focus(name):
                return
            self.screen.key(keys)
        raise AssertionError(f'{keys} does not lead to {name!r}:\n{self.screen.describe()}')

    def go_to(self, role, name, keys, steps=30):
        """Presses KEYS until that thing, of which there may be more, has the focus."""
        for _ in range(steps):
            if any('focused' in states(node) for node in self.screen.all(role, name)):
                return
            self.screen.key(keys)
        raise AssertionError(f'{keys} does not lead to {name!r}:\n{self.screen.describe()}')


def told(story, step):
    """STEP, that leaves a picture and the program's own words where it fails."""
    def run():
        try:
            step()
        except Exception:
            picture = story.build / 'meson-logs' / f'{type(story).__name__.lower()}-{step.__name__}.png'
            story.desktop.picture(picture)
            print(f'# picture: {picture}; {story.desktop.states()}\n{story.desktop.log("kith")}', file=sys.stderr)
            raise
    run.__name__ = step.__name__
    return run


def tell(story):
    """Runs the test_… methods of STORY in the order in which they are written."""
    with story:
        kith_tap.run(*(told(story, getattr(story, name)) for name in type(story).__dict__ if name.startswith('test_')),
                     in_order=True)
