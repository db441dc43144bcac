#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures Kith, and Dino beside it where that is installed: start, memory, opening, idling, signing in and back, sending, catching up.

Both run on one screen without hardware, with the same fonts, people and messages, one after the
other, and are looked at from outside in the same way. Nothing here is a test: how fast a machine is
today says nothing about whether Kith is right.
"""

import argparse
import pathlib
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'ui'), str(HERE.parent / 'live')]

from bench_catch_up import CatchUpError, add_catch_up  # noqa: E402
from bench_figures import Figures, longest, median  # noqa: E402
from bench_profiles import (ACCOUNT, bring_up, count_roster, fill_dino, fill_kith,  # noqa: E402
                            make_dino, set_account)
from bench_program import DINO, KITH, Program, ProgramError, now  # noqa: E402
from bench_wire import add_wire  # noqa: E402
from kith_desktop import Desktop  # noqa: E402
from kith_server import Server, make_password, many_contacts  # noqa: E402


class Amounts:
    """How much there is to show, and how often it is measured."""

    def __init__(self, quick):
        self.contacts, self.conversations = (20, 16) if quick else (2000, 200)
        self.messages, self.long = (400, 500) if quick else (100000, 100000)
        self.starts, self.openings = (1, 1) if quick else (9, 5)
        self.idle_seconds = 1 if quick else 20
        self.opened = 3 if quick else 10
        self.sends, self.resumes = (10, 1) if quick else (300, 5)
        self.missed, self.patience = ((300,), 20) if quick else ((10000, 100000), 60)


class Bench:
    """All measurements, in one desktop, into one Figures."""

    def __init__(self, desktop, amounts, kinds):
        self.desktop, self.amounts, self.kinds = desktop, amounts, kinds
        self.figures = Figures()
        self.profiles = desktop.folder / 'profiles'

    # Profiles.

    def make_profiles(self):
        amounts = self.amounts
        fill_kith(self.desktop.build, self.profiles / 'many' / 'kith', contacts=amounts.contacts,
                  conversations=amounts.conversations, messages=amounts.messages)
        fill_kith(self.desktop.build, self.profiles / 'long' / 'kith', contacts=amounts.contacts,
                  conversations=16, messages=800, long=amounts.long)
        bring_up(self.profiles / 'long' / 'kith', 'person0016@people.example')
        shutil.copytree(self.profiles / 'many' / 'kith', self.profiles / 'sign-in' / 'kith')
        if DINO in self.kinds:
            empty = make_dino(self.desktop)
            for name in ('many', 'long'):
                fill_dino(empty, self.profiles / name / 'dino', self.profiles / name / 'kith')

    def use(self, name):
        """Puts the profiles NAME where the programs look for theirs."""
        for kind in self.kinds:
            place = self.desktop.folder / 'data' / kind.name
            shutil.rmtree(place, ignore_errors=True)
            if (self.profiles / name / kind.name).exists():
                shutil.copytree(self.profiles / name / kind.name, place)

    # Measurements; what is answered is a value for each kind.

    def measure_starts(self):
        self.use('many')
        times = {kind: [] for kind in self.kinds}
        for run in range(-1, self.amounts.starts):
            for kind in self.kinds:
                with Program(self.desktop, kind) as program:
                    shown = program.wait_list()
                    program.settle(0.5)
                if run >= 0:                       # the first only warms up what lies on disk
                    times[kind].append(shown)
        values = self.values(lambda kind: median(wall for wall, _ in times[kind]))
        aim = 300 if values[1] is None else min(300, values[1] / 2)
        self.figures.add('start_first_frame', 'start to first frame with the list', 'ms', *values, aim)
        self.figures.add('start_cpu', '… of a processor', 'ms',
                         *self.values(lambda kind: median(cpu for _, cpu in times[kind])))

    def measure_memory(self):
        begin, opened, idle = {}, {}, {}
        for kind in self.kinds:
            with Program(self.desktop, kind) as program:
                program.wait_list()
                program.settle()
                begin[kind] = program.memory()
                idle[kind] = program.wakeups_per_second(self.amounts.idle_seconds)
                program.find_rows()
                for row in range(1, 1 + self.amounts.opened):
                    program.open_row(row % len(program.rows))
                    program.settle(0.5)
                opened[kind] = program.memory()
        add = self.figures.add
        add('start_rss', 'resident memory after start', 'MB', *self.values(lambda k: begin[k][0]), 130)
        add('start_pss', '… its fair share (PSS)', 'MB', *self.values(lambda k: begin[k][1]))
        add('opened_rss', f'resident memory, {self.amounts.opened} chats opened', 'MB',
            *self.values(lambda k: opened[k][0]), 130)
        add('opened_pss', '… its fair share (PSS)', 'MB', *self.values(lambda k: opened[k][1]))
        add('idle_offline', 'wake-ups when idle, offline', '1/s', *self.values(idle.get), 1)

    def measure_opening(self):
        self.use('long')
        times = {kind: [] for kind in self.kinds}
        for _ in range(self.amounts.openings):
            for kind in self.kinds:
                with Program(self.desktop, kind) as program:
                    program.wait_list()
                    program.settle()
                    program.find_rows()
                    times[kind].append(program.open_row(1))
        self.figures.add('open_long', f'opening a chat of {self.amounts.long} messages', 'ms',
                         *self.values(lambda kind: median(times[kind])))

    def measure_blocks(self):
        self.use('long')
        start, opening = {}, {}
        for kind in self.kinds:
            with Program(self.desktop, kind, probed=True) as program:
                program.wait_list()
                listed = now()
                program.settle()
                program.find_rows()
                clicked = now()
                program.open_row(1)
                program.settle()
                start[kind] = longest(program.blocks(), 0, listed)
                opening[kind] = longest(program.blocks(), clicked, now())
        self.add_blocks('start_block', 'longest main-loop block: start', start)
        self.add_blocks('open_block', 'longest main-loop block: opening', opening, 16)

    def measure_sign_in(self):
        """Kith alone: Dino takes no server but the one that DNS names, nor a certificate to pin."""
        password, contacts = make_password(), self.amounts.contacts
        with Server(users={'me': password}) as server:
            server.stop()
            server.set_roster('me', many_contacts(contacts, server.domain))
            server.start()
            jid = f'me@{server.domain}'
            set_account(self.profiles / 'sign-in' / 'kith', jid, server.host, server.port,
                        server.certificate_sha256)
            self.use('sign-in')
            self.desktop.remember(jid, password)
            with Program(self.desktop, KITH, probed=True) as program:
                program.wait_list()
                listed = now()
                program.settle(3)
                blocks = longest(program.blocks(), listed, now())
                idle = program.wakeups_per_second(self.amounts.idle_seconds)
                memory = program.memory()[0]
            if count_roster(self.desktop.profile) != contacts:
                raise ProgramError('Kith was not signed in:\n' + server.log_tail())
        self.add_blocks('sign_in_block', f'longest main-loop block: sign-in, {contacts} contacts',
                        {KITH: blocks}, 16)
        self.figures.add('idle_online', 'wake-ups when idle, online', '1/s', idle, None, 1)
        self.figures.add('online_rss', 'resident memory, signed in', 'MB', memory, None, 130)

    def measure_wire(self):
        """Kith's model alone, for the same reason."""
        add_wire(self.figures, self.desktop.build, self.amounts.sends, self.amounts.resumes)

    def measure_catch_up(self):
        add_catch_up(self.figures, self.desktop, self.kinds, self.amounts.missed, self.amounts.patience)

    # Results.

    def values(self, of):
        """OF () Kith and of Dino, if that is there."""
        return of(KITH), of(DINO) if DINO in self.kinds else None

    def add_blocks(self, name, words, found, aim=None):
        self.figures.add_block(name, words, found[KITH], found.get(DINO), aim)

    def run(self):
        steps = (self.make_profiles, self.measure_starts, self.measure_memory, self.measure_opening,
                 self.measure_blocks, self.measure_sign_in, self.measure_wire, self.measure_catch_up)
        for number, step in enumerate(steps, 1):
            say(f'[{number}/{len(steps)}] {step.__name__.replace("_", " ")} …')
            step()
        if DINO not in self.kinds:
            self.figures.note('Dino is not installed, or was not asked for.')
        else:
            self.figures.note(
                'Dino opens the first chat by itself at start; Kith opens none. Dino cannot be told'
                ' which server and certificate to use, so it was signed in for the catch-up alone.')
        return self.figures


def say(words):
    print(words, file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(prog='./dev bench', description=__doc__.splitlines()[0])
    parser.add_argument('--build', required=True, help=argparse.SUPPRESS)
    parser.add_argument('--json', metavar='FILE', help='write the figures there, too')
    parser.add_argument('--quick', action='store_true',
                        help='little data and one run: shows that measuring works, nothing else')
    parser.add_argument('--no-peer', action='store_true', help='do not measure Dino')
    options = parser.parse_args()

    kinds = [KITH] if options.no_peer or not shutil.which('dino') else [KITH, DINO]
    build = pathlib.Path(options.build)
    if not (build / 'tests' / 'bench' / 'kith-screen-watch').exists():
        sys.exit('The benchmark was not built: the headers of libX11 and libXdamage are missing.')
    with Desktop(build, screen=True, variables={'GTK_A11Y': 'none'}) as desktop:
        desktop.remember(ACCOUNT, make_password())
        try:
            figures = Bench(desktop, Amounts(options.quick), kinds).run()
        except (ProgramError, CatchUpError) as error:
            sys.exit(str(error))
    print(figures.table())
    if options.json:
        figures.write(options.json)


if __name__ == '__main__':
    main()
