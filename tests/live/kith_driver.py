# SPDX-License-Identifier: GPL-3.0-or-later
"""kith-driver from Python: commands go in, events are kept in the order in which they came."""

import json
import os
import subprocess
import threading

from kith_patience import SECONDS

DRIVER = os.environ.get('KITH_DRIVER', '')


class DriverError(Exception):
    """An event that was waited for did not come."""


class Driver:
    """One kith-driver process. It ends with close () or with the block. STARTING is for Popen."""

    def __init__(self, *arguments, profile=None, **starting):
        options = [*arguments, *(['--profile', str(profile)] if profile else [])]
        self.process = subprocess.Popen([DRIVER, *options], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, **starting)
        self.events = []
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.process.stdout:
            with self._changed:
                self.events.append(json.loads(line))
                self._changed.notify_all()

    def write(self, line):
        """Writes LINE as it is; bytes or text, without its end."""
        data = line if isinstance(line, bytes) else line.encode()
        self.process.stdin.write(data + b'\n')
        self.process.stdin.flush()

    def do(self, verb, **members):
        """{"do": VERB, …}; with_ stands for "with"."""
        members = {name.rstrip('_'): value for name, value in members.items()}
        self.write(json.dumps({'do': verb, **members}))

    def mark(self):
        """Where the events stand now, for SINCE."""
        with self._changed:
            return len(self.events)

    def find(self, event, since=0, **members):
        members = {name.rstrip('_'): value for name, value in members.items()}
        for entry in self.events[since:]:
            if entry['event'] == event and all(entry.get(k) == v for k, v in members.items()):
                return entry
        return None

    def wait(self, event, since=0, timeout=SECONDS, **members):
        """The first event with these members that has come after SINCE, or comes."""
        with self._changed:
            self._changed.wait_for(lambda: self.find(event, since, **members), timeout)
            found = self.find(event, since, **members)
        if found is None:
            seen = '\n'.join(json.dumps(entry) for entry in self.events[since:])
            raise DriverError(f'no {event} {members} within {timeout} s; seen:\n{seen}')
        return found

    def ask(self, verb, event=None, **members):
        """Does VERB and waits for the next EVENT, which is named like it unless said."""
        since = self.mark()
        self.do(verb, **members)
        return self.wait(event or verb, since)

    def sign_in(self, server, name, password, **members):
        """Adds NAME's account at SERVER and waits until it is online."""
        since = self.mark()
        self.do('account', jid=f'{name}@{server.domain}', password=password, host=server.host,
                port=server.port, cafile=server.ca_file, **members)
        self.do('connect')
        self.wait('state', since, state='online', account=f'{name}@{server.domain}')

    def close(self):
        """Asks it to quit; answers how it ended."""
        if self.process.poll() is None:
            try:
                self.do('quit')
                self.process.stdin.close()
            except BrokenPipeError:
                pass
        code = self.process.wait(SECONDS)
        self._reader.join(SECONDS)
        return code

    def kill(self):
        self.process.kill()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        try:
            self.close()
        except subprocess.TimeoutExpired:
            self.kill()
            raise
