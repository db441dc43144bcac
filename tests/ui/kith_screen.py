# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at and uses a program's windows as a screen reader and a hand do: AT-SPI and xdotool.

Make one Screen a process, after its Desktop: the accessibility bus is found once.
Role names differ between GTK versions, so roles are given as this module's own words.
"""

import os
import re
import subprocess
import time
import warnings

import gi

warnings.simplefilter('ignore')
gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402

from kith_desktop import SECONDS  # noqa: E402

ROLES = {
    'button': ('push button', 'button', 'toggle button'),
    'entry': ('text', 'entry', 'password text'),
    'item': ('list item',),
    'label': ('label',),
    'list': ('list', 'list box'),
    'menu item': ('menu item', 'check menu item', 'radio menu item'),
    'row': ('list item', 'check box', 'push button', 'button', 'text'),
    'switch': ('check box', 'toggle button', 'switch'),
    'window': ('frame', 'window', 'dialog'),
}


class NotThere(Exception):
    """What was looked for on the screen did not appear; says what there was instead."""


def matches(wanted, value):
    """WANTED is None (anything), a text, a compiled expression or a function."""
    if wanted is None:
        return True
    if callable(wanted):
        return wanted(value)
    if isinstance(wanted, re.Pattern):
        return bool(wanted.search(value))
    return wanted == value


def walk(node, depth=0):
    """NODE and all below it, as (depth, node). What goes away meanwhile is left out."""
    yield depth, node
    try:
        children = [node.get_child_at_index(i) for i in range(node.get_child_count())]
    except GLib.Error:
        return
    for child in children:
        if child is not None:
            yield from walk(child, depth + 1)


def text(node):
    """The text in an entry, a text view or a label."""
    try:
        return Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))
    except GLib.Error:
        return ''


def states(node):
    node.clear_cache_single() if hasattr(node, 'clear_cache_single') else node.clear_cache()
    return {state.value_nick for state in node.get_state_set().get_states()}


class Screen:
    """The windows of one program on a Desktop."""

    def __init__(self, desktop, program='kith'):
        self.desktop = desktop
        self.program = program
        # Atspi finds its bus through this process's own environment.
        for name in ('DISPLAY', 'DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR'):
            os.environ[name] = desktop.environment[name]
        os.environ.pop('AT_SPI_BUS_ADDRESS', None)
        Atspi.init()
        Atspi.set_timeout(3000, 15000)

    # Looking.

    def application(self, timeout=SECONDS):
        """The running program's root; waits until it has a window."""
        end = time.monotonic() + timeout
        while True:
            desktop = Atspi.get_desktop(0)
            for i in range(desktop.get_child_count()):
                try:
                    child = desktop.get_child_at_index(i)
                    if child and child.get_name() in (self.program, 'im.kith.Kith', 'Kith') \
                            and child.get_child_count() > 0:
                        return child
                except GLib.Error:
                    continue
            if time.monotonic() > end:
                raise NotThere(f'{self.program} shows no window\n' + self.desktop.log(self.program))
            time.sleep(0.1)

    def all(self, role=None, name=None, under=None):
        """Everything of that role and name there is now."""
        roles = ROLES.get(role, (role,)) if role else None
        found = []
        for _, node in walk(under or self.application()):
            try:
                if (roles is None or node.get_role_name() in roles) \
                        and matches(name, node.get_name() or ''):
                    found.append(node)
            except GLib.Error:
                continue
        return found

    def find(self, role=None, name=None, under=None, timeout=SECONDS):
        """The first of that role and name; waits for it."""
        end = time.monotonic() + timeout
        while True:
            found = self.all(role, name, under)
            if found:
                return found[0]
            if time.monotonic() > end:
                raise NotThere(f'no {role or "thing"} {name!r} within {timeout} s; there is:\n'
                               + self.describe())
            time.sleep(0.1)

    def shows(self, wanted, under=None):
        """Whether any label, name or text says WANTED (a text is found within a longer one)."""
        if isinstance(wanted, str):
            wanted = re.compile(re.escape(wanted))
        for _, node in walk(under or self.application()):
            try:
                if matches(wanted, node.get_name() or '') or matches(wanted, text(node)):
                    return True
            except GLib.Error:
                continue
        return False

    def wait_shows(self, wanted, timeout=SECONDS, under=None):
        self.wait(f'{wanted!r} on the screen', lambda: self.shows(wanted, under), timeout)

    def wait_gone(self, wanted, timeout=SECONDS):
        self.wait(f'{wanted!r} gone from the screen', lambda: not self.shows(wanted), timeout)

    def wait(self, what, condition, timeout=SECONDS):
        end = time.monotonic() + timeout
        while not condition():
            if time.monotonic() > end:
                raise NotThere(f'waited {timeout} s for {what}; there is:\n' + self.describe())
            time.sleep(0.1)

    def describe(self, under=None):
        """Everything on the screen as an indented list, for a failed test's log."""
        lines = []
        for depth, node in walk(under or self.application(timeout=1)):
            try:
                words = text(node)
                name = node.get_name() or ''
                if name or words or depth < 3:
                    lines.append('  ' * min(depth, 20) + f'[{node.get_role_name()}] {name!r}'
                                 + (f' {words!r}' if words and words != name else ''))
            except GLib.Error:
                continue
        return '\n'.join(lines)

    # Doing.

    def press(self, node):
        """Activates a button, switch or menu item as an assistive tool does."""
        if Atspi.Action.get_n_actions(node) < 1 or not Atspi.Action.do_action(node, 0):
            raise NotThere(f'{node.get_role_name()} {node.get_name()!r} cannot be pressed')

    def place(self, node):
        """The middle of NODE in screen pixels."""
        window = self._window_of(node)
        title = '^' + re.escape(window.get_name() or '') + '$'
        number = self.desktop.window(title) or self.desktop.window('.')
        if number is None:
            raise NotThere(f'no X window {title}')
        lines = self.desktop.run('xdotool', 'getwindowgeometry', '--shell', number).splitlines()
        geometry = {k: int(v) for k, v in (line.split('=') for line in lines)}
        frame = Atspi.Component.get_extents(window, Atspi.CoordType.WINDOW)
        box = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
        # Extents are relative to the content; the window has a border of its own around it.
        border_x = (geometry['WIDTH'] - frame.width) // 2 + min(frame.x, 0)
        border_y = (geometry['HEIGHT'] - frame.height) // 2 + min(frame.y, 0)
        return (geometry['X'] + border_x + box.x + box.width // 2,
                geometry['Y'] + border_y + box.y + box.height // 2)

    def _window_of(self, node):
        while node.get_parent() and node.get_parent().get_role_name() != 'application':
            node = node.get_parent()
        return node

    def calm_place(self, node, timeout=SECONDS):
        """The middle of NODE, as soon as it does not move any more."""
        end = time.monotonic() + timeout
        before = None
        while True:
            now = self.place(node)
            if now == before or time.monotonic() > end:
                return now
            before = now
            time.sleep(0.4)

    def click(self, node, times=1, button=1):
        """A real click in the middle of NODE."""
        x, y = self.calm_place(node)
        self.xdotool('mousemove', x, y)
        time.sleep(0.1)
        self.xdotool('click', '--repeat', times, '--delay', 60, button)
        time.sleep(0.2)

    def click_until(self, role, name, condition, tries=5):
        """Clicks on that thing until CONDITION () is true: what has just come may still move away."""
        for _ in range(tries):
            self.click(self.find(role, name))
            end = time.monotonic() + 3
            while time.monotonic() < end:
                if condition():
                    return
                time.sleep(0.1)
        raise NotThere(f'{tries} clicks on {name!r} did nothing; there is:\n' + self.describe())

    def fill(self, node, words):
        """Puts WORDS into an entry at once."""
        if not Atspi.EditableText.set_text_contents(node, words):
            raise NotThere(f'{node.get_name()!r} cannot be written to')

    def type(self, words):
        """Types WORDS key by key to whatever has the focus."""
        self.xdotool('type', '--delay', 20, '--', words)
        time.sleep(0.2)

    def key(self, *keys):
        self.xdotool('key', *keys)
        time.sleep(0.2)

    def xdotool(self, *arguments):
        subprocess.run(['xdotool', *map(str, arguments)], check=True, timeout=60,
                       env=self.desktop.environment, stdout=subprocess.DEVNULL)
