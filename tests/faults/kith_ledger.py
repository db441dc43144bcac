# SPDX-License-Identifier: GPL-3.0-or-later
"""Who has which message: read from the archives and histories, and held against what was sent."""

import re

OUT, IN = 'o', 'i'                   # written by Kith's user, and by the peer
BODY = re.compile(r'^([oi])(\d{3,})\b')
# A text within a child of a stanza, as Prosody's storage writes it, whatever the order of the child's other members.
ARCHIVED = re.compile(r'^\t\t"([oi]\d{3,}\b[^"]*)";$', re.M)


def body_of(direction, number, filler=0):
    """The text of message NUMBER, with FILLER bytes that make it longer."""
    return f'{direction}{number:03} {"lorem ipsum dolor sit amet " * (filler // 27 + 1)}'[:filler + 4].rstrip()


def number_of(body):
    """(direction, number) of a text that body_of () made; None for any other."""
    match = BODY.match(body or '')
    return (match[1], int(match[2])) if match else None


def archive_numbers(server, user):
    """What USER's archive at SERVER holds, as it lies in Prosody's storage: (direction, number), in order."""
    path = next((server.folder / 'data').glob(f'*/archive/{user}.list'), None)
    if path is None:
        return []
    text = path.read_text(encoding='utf-8', errors='replace')
    return [found for found in map(number_of, ARCHIVED.findall(text)) if found]


def tell(numbers):
    """Numbers in few words: 3, 5–7."""
    parts = []
    for number in sorted(numbers):
        if parts and parts[-1][1] == number - 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ', '.join(str(a) if a == b else f'{a}–{b}' for a, b in parts)


class Page:
    """One list of messages of one direction, held against 1 … COUNT."""

    def __init__(self, name, numbers, count, excused):
        self.name = name
        there = set(numbers) | excused
        self.lost = [n for n in range(1, count + 1) if n not in there]
        self.doubled = sorted({n for n in numbers if numbers.count(n) > 1})
        first = list(dict.fromkeys(numbers))
        self.disordered = [b for a, b in zip(first, first[1:]) if b < a]

    def is_right(self):
        return not (self.lost or self.doubled or self.disordered)

    def __str__(self):
        return '; '.join([self.name] + [f'{word} {tell(numbers)}' for word, numbers in (
            ('lost', self.lost), ('doubled', self.doubled), ('out of order', self.disordered)) if numbers])


class Ledger:
    """The pages of one plan, or the sums of many."""

    def __init__(self):
        self.plans = self.messages = self.lost = self.doubled = self.disordered = self.cuts = self.torn = 0
        self.wrong = []              # of str

    def add(self, name, numbers, count, excused=frozenset()):
        """NUMBERS: (direction, number) in the order of the list; EXCUSED: those that may be missing."""
        for direction, words in ((OUT, 'written by Kith'), (IN, 'written by the peer')):
            page = Page(f'{name}, {words}', [n for d, n in numbers if d == direction], count,
                        {n for d, n in excused if d == direction})
            self.lost += len(page.lost)
            self.doubled += len(page.doubled)
            self.disordered += len(page.disordered)
            if not page.is_right():
                self.wrong.append(str(page))

    def blame(self, text):
        self.wrong.append(text)

    def is_right(self):
        return not self.wrong

    def merge(self, other):
        for name in ('plans', 'messages', 'lost', 'doubled', 'disordered', 'cuts', 'torn'):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.wrong += other.wrong

    def line(self, name):
        return (f'{name:<14}{self.plans:>6}{self.messages:>10}{self.cuts:>7}{self.lost:>7}{self.doubled:>9}'
                f'{self.disordered:>14}' + (f'   {self.torn} torn by the server' if self.torn else ''))

    HEAD = f'{"faults":<14}{"plans":>6}{"messages":>10}{"cuts":>7}{"lost":>7}{"doubled":>9}{"out of order":>14}'
