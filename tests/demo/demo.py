#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kith among sample people: a private server, a throwaway profile signed in to it, friends who answer.

Nothing of the person who starts it is read or changed; everything is gone when Kith is closed.
"""

import argparse
import asyncio
import json
import pathlib
import random
import re
import signal
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'live'), str(HERE.parent / 'ui')]

from kith_desktop import Desktop, DesktopError  # noqa: E402
from kith_friend import FriendError, Friends  # noqa: E402
from kith_server import Server, ServerError, make_password  # noqa: E402
from people import OWNER, OWNER_LOOKS, OWNER_NAME, PEOPLE  # noqa: E402
from portraits import portrait  # noqa: E402


def make_server():
    """A server with an account for everybody, each with a password nobody knows."""
    server = Server(users={name: make_password() for name in (OWNER, *PEOPLE)})
    owner = f'{OWNER}@{server.domain}'
    contacts = {}
    for name, person in PEOPLE.items():
        if person.subscription == 'both':
            contacts[f'{name}@{server.domain}'] = {'name': person.name, 'groups': person.groups}
            server.set_roster(name, {owner: {'name': OWNER_NAME}})
        elif person.subscription == 'ask':
            contacts[f'{name}@{server.domain}'] = {'name': person.name, 'groups': person.groups,
                                                   'subscription': 'none', 'ask': 'subscribe'}
    server.set_roster(OWNER, contacts)
    return server


def profile_lines(server):
    """What Kith finds in its store: the account and the history, for kith-fill."""
    now = time.time()
    yield {'account': f'{OWNER}@{server.domain}', 'host': server.host, 'port': server.port,
           'certificate': server.certificate_sha256, 'nickname': OWNER_NAME}
    for name, person in PEOPLE.items():
        jid = f'{name}@{server.domain}'
        if person.subscription == 'both':
            yield {'contact': jid, 'name': person.name, 'groups': list(person.groups)}
        for number, (minutes, who, text) in enumerate(person.history):
            yield {'message': text, 'peer': jid, 'own': who == 'me',
                   'time': int((now - minutes * 60) * 1_000_000), 'id': f'{name}-{number}'}
        if person.history:
            yield {'read': jid, 'pinned': name == 'ada'}


def fill_profile(desktop, lines):
    desktop.profile.mkdir(mode=0o700)
    done = subprocess.run([desktop.build / 'tests' / 'tools' / 'kith-fill',
                           desktop.profile / 'kith.db'], text=True, capture_output=True,
                          input=''.join(json.dumps(line) + '\n' for line in lines),
                          env=desktop.environment)
    if done.returncode != 0:
        raise DesktopError(done.stderr)


class Answers:
    """One of the two who answer: they read, type for a moment, and send what fits."""

    def __init__(self, friend, person):
        self._client = friend.client
        self._answers = person.answers
        self._turn = 0
        friend.do(self._listen)

    def _listen(self):
        self._client.on_body = lambda message: self._client.loop.create_task(self._answer(message))

    def _choose(self, text):
        for word, answer in self._answers.items():
            if word and re.search(re.escape(word), text, re.IGNORECASE):
                return answer
        in_turn = self._answers['']
        self._turn += 1
        return in_turn[(self._turn - 1) % len(in_turn)]

    def _send(self, to, state, body=None):
        message = self._client.make_message(mto=to, mtype='chat', mbody=body)
        message['chat_state'] = state
        if body:
            message['request_receipt'] = True
        message.send()

    async def _answer(self, message):
        to = message['from'].bare
        answer = self._choose(message['body'])
        await asyncio.sleep(random.uniform(0.6, 1.2))
        self._send(to, 'composing')
        await asyncio.sleep(min(3.5, 0.9 + len(answer) * 0.04))
        self._send(to, 'active', answer)


def bring_people(server, friends, passwords):
    """Signs everybody in, with pictures and presences, and lets them say what Robin finds unread."""
    owner_jid = f'{OWNER}@{server.domain}'
    owner = friends.join(OWNER, passwords[OWNER])
    owner.publish(OWNER_NAME, portrait(**OWNER_LOOKS))
    owner.leave()

    for name, person in PEOPLE.items():
        friend = friends.join(name, passwords[name])
        friend.publish(person.name, person.avatar())
        for text in person.waiting:
            friend.send(owner_jid, text)
        if person.subscription == 'asks':
            friend.do(friend.client.send_presence, pto=owner_jid, ptype='subscribe',
                      pstatus=person.status)
        if person.presence == 'unavailable':
            friend.show('unavailable', person.status)
            friend.leave()
            continue
        friend.show(person.presence, person.status)
        if person.answers:
            Answers(friend, person)


def take_pictures(desktop, folder):
    """Walks through the demo on the unseen screen and keeps what it looks like."""
    from kith_screen import Screen, text

    title = '^Kith'
    dark = {'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'}

    def open_chat(screen, name):
        composer = re.compile(f'^Message {name}')
        screen.click_until('item', re.compile(f'^{name}'), lambda: screen.all('entry', composer))
        return screen.find('entry', composer)

    kith = desktop.start_kith()
    screen = Screen(desktop)
    composer = open_chat(screen, 'Ada Moreau')
    screen.wait_shows('You know me too well.')
    screen.wait_shows('anvil')                       # what came while Robin was away is in the list
    time.sleep(1.5)                                  # pictures of the others have come
    desktop.picture(folder / 'chats.png', desktop.window(title))
    screen.click(composer)
    screen.type('Who brings the coffee?')
    screen.key('Return')
    screen.wait('the message to have left the composer', lambda: not text(composer).strip())
    screen.wait_shows('Black, please. And a big one.')
    time.sleep(1)
    desktop.picture(folder / 'conversation.png', desktop.window(title))
    desktop.end(kith)

    kith = desktop.start_kith(**dark)
    open_chat(screen, 'Ada Moreau')
    screen.wait_shows('Black, please. And a big one.')
    time.sleep(1.5)
    desktop.picture(folder / 'dark.png', desktop.window(title))
    desktop.end(kith)

    kith = desktop.start_kith()
    screen.find('item', re.compile('Ada Moreau'))
    desktop.run('xdotool', 'windowsize', '--sync', desktop.window(title), 360, 640)
    time.sleep(1.5)
    desktop.picture(folder / 'narrow-list.png', desktop.window(title))
    open_chat(screen, 'Ada Moreau')
    screen.wait_shows('Black, please. And a big one.')
    time.sleep(1)
    desktop.picture(folder / 'narrow.png', desktop.window(title))
    desktop.end(kith)
    for name in ('chats', 'conversation', 'dark', 'narrow-list', 'narrow'):
        print(folder / (name + '.png'))


def main():
    parser = argparse.ArgumentParser(description='Kith among sample people.')
    parser.add_argument('--build', required=True, type=pathlib.Path)
    parser.add_argument('--headless', type=pathlib.Path, metavar='DIR')
    options = parser.parse_args()
    folder = options.headless.resolve() if options.headless else None
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    server = make_server()
    try:
        with server, Friends(server) as friends, \
                Desktop(options.build, screen=folder is not None) as desktop:
            print('Sample people are coming in …', flush=True)
            bring_people(server, friends, server.users)
            fill_profile(desktop, profile_lines(server))
            if not desktop.remember(f'{OWNER}@{server.domain}', server.users[OWNER]):
                raise DesktopError('the throwaway keyring did not take the password')
            if folder:
                from kith_screen import NotThere
                try:
                    take_pictures(desktop, folder)
                except NotThere as error:
                    desktop.picture(folder / 'failed.png')
                    raise DesktopError(f'{error}\n{desktop.log("kith")}') from error
                return 0
            print('Kith is open. Write to Ada or Ben: they answer. Close the window to end.',
                  flush=True)
            return desktop.start_kith().wait()
    except (ServerError, FriendError, DesktopError) as error:
        print(f'The demo did not work: {error}', file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == '__main__':
    sys.exit(main())
