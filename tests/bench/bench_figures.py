# SPDX-License-Identifier: GPL-3.0-or-later
"""What was measured: reads raw figures, and makes a table and JSON of the results."""

import collections
import json
import re
import statistics

# The longest turn of a main loop: its length, how much of that it had a processor, and how much it waited for one; and the most of
# a processor that any turn had. In ms.
Block = collections.namedtuple('Block', 'wall cpu waited busiest')


class Figures:
    """Results by name, in the order of measuring: Kith's value, its unit, the peer's value, an aim."""

    def __init__(self):
        self._rows = {}
        self.notes = []

    def add(self, name, words, unit, value, peer=None, aim=None, more=False):
        """AIM is what value should stay below, or above if MORE is better. A value of None says that there is none."""
        self._rows[name] = {'words': words, 'unit': unit, 'value': rounded(value),
                            'peer': rounded(peer), 'aim': rounded(aim), 'more': more}

    def add_block(self, name, words, block, peer=None, aim=None):
        """A Block. One that mostly waited for a processor says little about the program: the busiest turn tells what is its own."""
        parts = (('', words, 'wall', aim), ('_cpu', '… of which processor', 'cpu', None),
                 ('_waited', '… of which waiting for one', 'waited', None),
                 ('_busiest', '… most processor in one turn', 'busiest', aim))
        for suffix, words, part, aim in parts:
            self.add(name + suffix, words, 'ms', getattr(block, part), getattr(peer, part, None), aim)

    def note(self, words):
        if words not in self.notes:
            self.notes.append(words)

    def as_json(self):
        return {name: {key: row[key] for key in ('value', 'unit', 'peer')}
                for name, row in self._rows.items()}

    def write(self, path):
        with open(path, 'w', encoding='utf-8') as file:
            json.dump(self.as_json(), file, indent=2)
            file.write('\n')

    def table(self):
        lines = [('', 'Kith', 'Dino', 'unit', 'aim')]
        for row in self._rows.values():
            aim = '' if row['aim'] is None else f'{"<>"[row["more"]]} {shown(row["aim"])} ' + (
                '✓' if reached(row['value'], row['aim'], row['more']) else '✗')
            lines.append((row['words'], shown(row['value']), shown(row['peer']), row['unit'], aim))
        widths = [max(len(line[i]) for line in lines) for i in range(5)]
        text = []
        for line in lines:
            text.append(f'{line[0]:{widths[0]}}  {line[1]:>{widths[1]}}  {line[2]:>{widths[2]}}  '
                        f'{line[3]:{widths[3]}}  {line[4]}'.rstrip())
        return '\n'.join(text + [''] * bool(self.notes) + self.notes)


def rounded(value):
    return None if value is None else round(value, 2)


def reached(value, aim, more):
    return value is not None and (value > aim if more else value < aim)


def shown(value):
    if value is None:
        return '–'
    return f'{value:.0f}' if abs(value) >= 100 or value == int(value) else f'{value:.1f}'


def median(values):
    """The middle of VALUES, leaving out what could not be measured; None if nothing is left."""
    values = [value for value in values if value is not None]
    return statistics.median(values) if values else None


def megabytes(text, key):
    """KEY of a /proc file that has lines such as "VmRSS:   1234 kB", in MB of a million bytes."""
    match = re.search(rf'^{key}:\s+(\d+) kB$', text, re.MULTILINE)
    return int(match[1]) * 1024 / 1e6 if match else None


def wakeups(text):
    """How often a thread has gone to sleep by itself, of its /proc status."""
    match = re.search(r'^voluntary_ctxt_switches:\s+(\d+)$', text, re.MULTILINE)
    return int(match[1]) if match else 0


def parse_blocks(text):
    """The main loop's long turns that kith-loop-probe wrote: (begin, length, processor, waited for one) in µs."""
    return [tuple(int(part) for part in line.split()) for line in text.splitlines()
            if re.fullmatch(r'\d+( \d+){3}', line)]


def longest(blocks, begin, end):
    """The Block of the turns that lie in BEGIN … END, even partly."""
    within = [turn for since, *turn in blocks if since < end and since + turn[0] > begin]
    busiest = max((cpu for _, cpu, _ in within), default=0)
    return Block(*(value / 1000 for value in (*max(within, default=(0, 0, 0)), busiest)))


def find_rows(lines):
    """Middles of a list's rows, from LINES of grey pixels cut out where each row has a picture.

    The pictures stand at equal distances, which is how they are told from what else is there.
    """
    ground = statistics.mode(pixel for line in lines for pixel in line)
    bands, begin = [], None
    for number, line in enumerate(lines + [[ground]]):
        filled = any(abs(pixel - ground) > 32 for pixel in line)
        if filled and begin is None:
            begin = number
        elif not filled and begin is not None:
            if 24 <= number - begin <= 56:
                bands.append((begin + number) // 2)
            begin = None
    steps = [after - before for before, after in zip(bands, bands[1:])]
    if not steps:
        return []
    step = statistics.mode(steps)
    first = bands[steps.index(step)]
    return [band for band in bands if band >= first and (band - first) % step == 0]
