#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans of faults between Kith's driver, a server and a peer; at the end each message is everywhere once, and in order.

A plan follows from its number: --seed 137 --plans 1 is that plan again.
"""

import argparse
import asyncio
import itertools
import os
import pathlib
import sys
import time
import warnings

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'live')]

import kith_plan  # noqa: E402
import kith_trial  # noqa: E402
from kith_ledger import Ledger  # noqa: E402
from kith_server import Server  # noqa: E402

PASSWORD = 'not a secret'


class Worker:
    """Carries plans out one after the other, at a server of its own."""

    def __init__(self, options, seeds):
        self.program, self.slow_disk, self.keep = options.driver, options.slow_disk, options.keep
        self.password = PASSWORD
        self.server = Server(users={f'{name}{seed}': PASSWORD for seed in seeds for name in ('ada', 'ben')},
                             sasl2=True, settings={
            'smacks_hibernation_time': kith_plan.HIBERNATION, 'default_iteration_count': 4096,
            'limits': {}, 'c2s_timeout': 20})
        for seed in seeds:
            self.server.befriend(f'ada{seed}', f'ben{seed}')

    async def work(self, queue, report, count):
        try:
            await asyncio.to_thread(self.server.start)
            while not queue.empty():
                seed, kind = queue.get_nowait()
                start = time.monotonic()
                trial = kith_trial.Trial(self, kind, seed, count)
                ledger = await trial.run()
                report(kind, seed, ledger, time.monotonic() - start)
        finally:
            await asyncio.to_thread(self.server.close)


class Books:
    """A ledger for each kind, and one for all."""

    def __init__(self, kinds, verbose):
        self.kinds = {kind: Ledger() for kind in kinds}
        self.failed = {kind: [] for kind in kinds}
        self.verbose = verbose
        self.done = 0

    def report(self, kind, seed, ledger, seconds):
        self.done += 1
        self.kinds[kind].merge(ledger)
        if not ledger.is_right():
            self.failed[kind].append(seed)
            print(f'# plan {seed} ({kind.__name__}), {seconds:.1f} s:', flush=True)
            for line in ledger.wrong:
                print(f'#   {line}', flush=True)
        elif self.verbose:
            print(f'# plan {seed} ({kind.__name__}): right, {ledger.cuts} cuts, {seconds:.1f} s', flush=True)

    def table(self):
        total = Ledger()
        lines = [Ledger.HEAD]
        for kind, ledger in self.kinds.items():
            if ledger.plans:
                lines.append(ledger.line(kind.__name__.replace('_', ' ')))
            total.merge(ledger)
        return lines + [total.line('all')]

    def tap(self):
        kinds = [kind for kind, ledger in self.kinds.items() if ledger.plans]
        print(f'1..{len(kinds)}')
        for number, kind in enumerate(kinds, 1):
            bad = self.failed[kind]
            print(f'{"not ok" if bad else "ok"} {number} - {kind.__name__.replace("_", " ")}, '
                  f'{self.kinds[kind].plans} plans' + (f', wrong: {", ".join(map(str, bad))}' if bad else ''))


def plans_from(seed, kinds, wanted):
    """(seed, kind), without end; the kind follows from the seed, so that the seed alone names the plan."""
    for number in itertools.count(seed):
        kind = kinds[number % len(kinds)]
        if not wanted or kind.__name__ in wanted:
            yield number, kind


async def run(options):
    kinds = kith_trial.possible_kinds()
    plans = list(itertools.islice(plans_from(options.seed, kinds, options.kind), options.plans))
    if kith_plan.clock not in kinds:
        print('# There is no libfaketime here: the clock does not jump.')
    queue = asyncio.Queue()
    for plan in plans:
        queue.put_nowait(plan)
    books = Books(kinds, options.verbose)
    seeds = [seed for seed, _ in plans]
    workers = [Worker(options, seeds) for _ in range(min(options.parallel, len(plans)))]
    await asyncio.gather(*(worker.work(queue, books.report, options.messages) for worker in workers))
    return books


def arguments():
    parser = argparse.ArgumentParser(description='Do everything to Kith\'s connections, and count its messages.')
    parser.add_argument('--driver', default=os.environ.get('KITH_DRIVER'))
    parser.add_argument('--slow-disk', default=os.environ.get('KITH_SLOW_DISK'))
    parser.add_argument('--seed', type=int, default=0, help='number of the first plan')
    parser.add_argument('--plans', type=int, default=200)
    parser.add_argument('--messages', type=int, default=100, help='of each side in each plan')
    parser.add_argument('--parallel', type=int, default=2 * (os.cpu_count() or 1), help='plans at a time')
    parser.add_argument('--kind', action='append', choices=[kind.__name__ for kind in kith_plan.KINDS],
                        help='only plans of this kind')
    parser.add_argument('--keep', type=pathlib.Path, help='folder for the logs of plans that went wrong')
    parser.add_argument('--tap', action='store_true')
    parser.add_argument('--verbose', action='store_true')
    return parser.parse_args()


def main():
    warnings.simplefilter('ignore')
    options = arguments()
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    if options.tap:
        print('TAP version 13', flush=True)
    books = asyncio.run(run(options))
    for line in books.table():
        print(('# ' if options.tap else '') + line)
    if options.tap:
        books.tap()
    wrong = sum(map(len, books.failed.values()))
    if not options.tap:
        print(f'{books.done} plans in {time.monotonic() - start:.0f} s')
        print(f'{books.done - wrong} passed, {wrong} failed')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
