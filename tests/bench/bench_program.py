# SPDX-License-Identifier: GPL-3.0-or-later
"""A program under measurement, Kith or its peer, in a throwaway desktop."""

import pathlib
import subprocess
import time

from PIL import Image

from bench_figures import find_rows, megabytes, parse_blocks, wakeups

LATE = 30000


class ProgramError(Exception):
    """A program did not do what was to be measured; says what."""


class Program:
    """A program that kith-screen-watch has started and looks at, until close ().

    kind      a Kind below
    probed    with the main loop's probe, which costs a little
    """

    def __init__(self, desktop, kind, probed=False):
        tools = desktop.build / 'tests' / 'bench'
        self.desktop, self.kind = desktop, kind
        self.blocks_path = desktop.folder / f'{kind.name}-blocks'
        self.blocks_path.unlink(missing_ok=True)
        variables = []
        if probed:
            variables += [f'LD_PRELOAD={tools}/kith-loop-probe.so',
                          f'KITH_LOOP_PROBE={self.blocks_path}']
        self._watch = desktop.spawn(tools / 'kith-screen-watch', *kind.command(desktop, variables),
                                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.began, self.pid = self._ask('start')[:2]

    def _ask(self, line, after=None):
        self._watch.stdin.write(line + '\n')
        self._watch.stdin.flush()
        if after:
            after()
        words = self._watch.stdout.readline().split()
        if not words or words[0] in ('late', 'failed'):
            raise ProgramError(f'{self.kind.name}: nothing to see for "{line}"\n'
                               + self.desktop.log('kith-screen-watch')[-2000:])
        return [int(word) for word in words[1:]]

    def wait_list(self):
        """Milliseconds from the start to the first frame in which the list is filled, and how many
        of a processor it took."""
        shown, used, self.x, self.y, self.width, self.height = self._ask(f'list {LATE}')
        return (shown - self.began) / 1000, used / 1000

    def find_rows(self):
        """Where the list's rows are now, by the pictures of the people in them."""
        picture = self.desktop.folder / 'rows.png'
        self.desktop.picture(picture)
        with Image.open(picture) as image:
            strip = image.convert('L').crop((self.x + 16, self.y, self.x + 48, self.y + self.height))
            lines = [[strip.getpixel((x, y)) for x in range(strip.width)]
                     for y in range(strip.height)]
        self.rows = find_rows(lines)

    def open_row(self, row):
        """Clicks the list's row; milliseconds from the click to the first frame of its messages."""
        self.desktop.run('xdotool', 'mousemove', self.x + 120, self.y + self.rows[row])
        time.sleep(0.3)
        self._ask('keep')
        clicked = now()
        shown = self._ask(f'pane {LATE}', lambda: self.desktop.run('xdotool', 'click', 1))[0]
        return (shown - clicked) / 1000

    def memory(self):
        """(resident, proportional) in MB, now."""
        process = pathlib.Path('/proc') / str(self.pid)
        return (megabytes((process / 'status').read_text(), 'VmRSS'),
                megabytes((process / 'smaps_rollup').read_text(), 'Pss'))

    def wakeups_per_second(self, seconds):
        """How often all threads together go to sleep again, a second."""
        before, began = self._count_wakeups(), time.monotonic()
        time.sleep(seconds)
        after, passed = self._count_wakeups(), time.monotonic() - began
        return sum(count - before.get(task, 0) for task, count in after.items()) / passed

    def _count_wakeups(self):
        """Thread id → how often it has gone to sleep by itself."""
        counts = {}
        for task in (pathlib.Path('/proc') / str(self.pid) / 'task').iterdir():
            try:
                counts[task.name] = wakeups((task / 'status').read_text())
            except (FileNotFoundError, ProcessLookupError):
                pass                                  # it ended meanwhile
        return counts

    def settle(self, seconds=1.0, timeout=60):
        """Waits until it has used next to no processor for that long."""
        end, since, used = time.monotonic() + timeout, time.monotonic(), self._ticks()
        while time.monotonic() - since < seconds and time.monotonic() < end:
            time.sleep(0.1)
            if self._ticks() - used > 1:
                since, used = time.monotonic(), self._ticks()

    def _ticks(self):
        stat = (pathlib.Path('/proc') / str(self.pid) / 'stat').read_text()
        return sum(int(field) for field in stat.rpartition(')')[2].split()[11:13])

    def blocks(self):
        """The main loop's long turns so far; the program was started with probed."""
        return parse_blocks(self.blocks_path.read_text()) if self.blocks_path.exists() else []

    def close(self):
        self._watch.stdin.close()
        try:
            self._watch.wait(15)
        finally:
            self.desktop.end(self._watch)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()


class Kind:
    """Which program, and its folder among the person's data. WRAPPER is a command that runs what follows it in its own place."""

    def __init__(self, name, program=None, wrapper=()):
        self.name, self._program, self._wrapper = name, program, wrapper

    def command(self, desktop, variables):
        """VARIABLES (NAME=VALUE) are the program's alone."""
        program = self._program or desktop.build / 'src' / 'app' / 'kith'
        return [*self._wrapper, 'env', *variables, program] if self._wrapper else [*variables, program]


KITH = Kind('kith')
DINO = Kind('dino', 'dino')


def now():
    """The monotonic clock, in microseconds."""
    return time.monotonic_ns() // 1000
