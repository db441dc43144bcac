# SPDX-License-Identifier: GPL-3.0-or-later
"""A private ejabberd for tests: free ports on loopback, a temporary folder, TLS from a throwaway CA.

    with Ejabberd(users={'ada': 'secret'}) as server:
        ... server.host, server.port, server.direct_tls_port, server.ca_file, server.domain

It offers no channel binding: ejabberd 23.01 says that it can without saying how, and knows tls-unique alone, which TLS 1.3 has not.

It runs in an Erlang of its own that listens to nothing else, as whoever started it, and ends with the block.
"""

import glob
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from kith_server import HOST, ServerError, end_with_parent, free_port, make_certificate

START_SECONDS = 60
MODULES = ('adhoc', 'blocking', 'caps', 'carboncopy', 'client_state', 'disco', 'last', 'offline', 'ping', 'privacy',
           'roster', 'stream_mgmt', 'time', 'vcard', 'version')


def erlang(text):
    """TEXT as an Erlang binary."""
    return '<<' + ','.join(str(byte) for byte in text.encode()) + '>>'


class Ejabberd:
    """Owns one ejabberd process and its folder; both are gone after close ()."""

    def __init__(self, domain='kith.example', users=None):
        self.domain = domain
        self.users = dict(users or {})
        self.host = HOST
        self.port = self.direct_tls_port = 0
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='kith-ejabberd-'))
        self.process = None
        try:
            make_certificate(self.folder, domain)
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    @property
    def ca_file(self):
        return str(self.folder / 'ca.pem')

    def _configuration(self):
        """YAML understands JSON."""
        def listen(port, **how):
            return {'port': port, 'ip': HOST, 'module': 'ejabberd_c2s', 'max_stanza_size': 4 * 1024 * 1024, **how}
        return {
            'hosts': [self.domain], 'loglevel': 'info', 'ca_file': self.ca_file,
            'certfiles': [str(self.folder / 'server.pem'), str(self.folder / 'server.key')],
            'listen': [listen(self.port, starttls_required=True), listen(self.direct_tls_port, tls=True)],
            'auth_password_format': 'scram', 'auth_scram_hash': 'sha256',
            'disable_sasl_mechanisms': ['digest-md5', 'X-OAUTH2'],
            'shaper_rules': {'max_user_sessions': 10},
            'modules': {**{f'mod_{name}': {} for name in MODULES},
                        'mod_mam': {'default': 'always'}, 'mod_pubsub': {'plugins': ['flat', 'pep']}},
        }

    def _users(self):
        """An Erlang script that makes the accounts."""
        return ''.join(f'ejabberd_auth:try_register({erlang(name)}, {erlang(self.domain)}, {erlang(password)}).\n'
                       for name, password in self.users.items()) + 'ok.\n'

    def start(self):
        for _ in range(5):
            self.port, self.direct_tls_port = free_port(), free_port()
            self._launch()
            if self._wait_ready():
                return self
            self.stop()
        raise ServerError('ejabberd did not start:\n' + self.log_tail())

    def _launch(self):
        libraries = sorted(glob.glob('/usr/lib/*/ejabberd-*/ebin'))
        if not libraries or not shutil.which('erl'):
            raise ServerError('ejabberd is not installed; ./dev deps installs it')

        (self.folder / 'ejabberd.yml').write_text(json.dumps(self._configuration()), encoding='utf-8')
        (self.folder / 'users').write_text(self._users(), encoding='utf-8')
        environment = {**os.environ, 'HOME': str(self.folder), 'ERL_LIBS': str(pathlib.Path(libraries[-1]).parents[1]),
                       'EJABBERD_CONFIG_PATH': str(self.folder / 'ejabberd.yml'),
                       'EJABBERD_LOG_PATH': str(self.folder / 'ejabberd.log'),
                       'EJABBERD_PID_PATH': str(self.folder / 'ejabberd.pid'),
                       'ERL_CRASH_DUMP': str(self.folder / 'crash'), 'ERL_CRASH_DUMP_BYTES': '0'}
        made = self.folder / 'ready'
        made.unlink(missing_ok=True)
        with open(self.folder / 'output', 'wb') as output:
            self.process = subprocess.Popen(
                ['erl', '-noinput', '-noshell', '-mnesia', 'dir', f'"{self.folder / "mnesia"}"', '-s', 'ejabberd',
                 '-eval', f'{{ok, _}} = file:script("{self.folder / "users"}"), ok = file:write_file("{made}", "").'],
                cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                preexec_fn=end_with_parent)

    def _wait_ready(self):
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            if (self.folder / 'ready').exists() and self._accepts(self.port) and self._accepts(self.direct_tls_port):
                return True
            time.sleep(0.1)
        return False

    def _accepts(self, port):
        try:
            socket.create_connection((self.host, port), timeout=1).close()
            return True
        except OSError:
            return False

    def log_tail(self, lines=20):
        parts = []
        for name in ('output', 'ejabberd.log'):
            path = self.folder / name
            if path.exists():
                parts += path.read_text(errors='replace').splitlines()[-lines:]
        return '\n'.join(parts)

    def stop(self):
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None

    def close(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(self, *exception):
        self.close()
