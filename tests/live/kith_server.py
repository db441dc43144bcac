#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A private Prosody for tests: free ports on loopback, a temporary folder, TLS from a throwaway CA.

From Python:

    with Server(users={'ada': 'secret'}) as server:
        ... server.host, server.port, server.direct_tls_port, server.ca_file, server.domain

From any other language, as a program (--help lists the options): it prints one line of JSON that
says where the server is, and ends it as soon as its own standard input is closed. Until then each
line {"do": "stop" | "kill" | "start" | "restart" | "shell", "command": …} is carried out and
answered with one line of JSON.
"""

import argparse
import ctypes
import json
import os
import pathlib
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

HOST = '127.0.0.1'
MODULES = ['roster', 'saslauth', 'tls', 'disco', 'version', 'ping', 'time', 'uptime', 'lastactivity',
           'presence', 'message', 'iq', 'offline', 'pep', 'vcard4', 'vcard_legacy', 'blocklist',
           'mam', 'carbons', 'smacks', 'csi', 'admin_shell', 'user_account_management']
SASL2_MODULES = ['sasl2', 'sasl2_bind2', 'sasl2_sm', 'sasl2_fast']
PLUGINS = pathlib.Path(__file__).resolve().parent / 'prosody'
START_SECONDS = 30
CERTIFICATES = ('valid', 'expired', 'self-signed', 'wrong-name')


class ServerError(Exception):
    """Prosody could not be set up or started; says why, with the end of its log."""


def free_port():
    """A port that was free a moment ago. Starting is tried again if somebody else took it."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def end_with_parent():
    """Called in a child: end it when its parent dies, even of SIGKILL."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def lua(value):
    """VALUE as a Lua literal."""
    if value is True or value is False:
        return 'true' if value else 'false'
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, str):
        return '"' + ''.join(c if c.isprintable() and c not in '"\\' and c.isascii()
                             else ''.join(f'\\{b:03d}' for b in c.encode()) for c in value) + '"'
    if isinstance(value, (list, tuple)):
        return '{ ' + ', '.join(lua(item) for item in value) + ' }'
    if isinstance(value, dict):
        return '{ ' + '; '.join(f'[{lua(k)}] = {lua(v)}' for k, v in value.items()) + ' }'
    raise TypeError(f'no Lua literal for {type(value)}')


def encoded(name):
    """NAME as Prosody's data manager writes it into a path."""
    return ''.join(c if c.isascii() and c.isalnum()
                   else ''.join(f'%{b:02x}' for b in c.encode()) for c in name)


def openssl(*arguments):
    done = subprocess.run(['openssl', *map(str, arguments)], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise ServerError('openssl ' + str(arguments[0]) + ': ' + done.stderr.strip())
    return done.stdout


def make_certificate(folder, domain, kind='valid'):
    """Writes ca.pem, server.pem and server.key for DOMAIN to FOLDER; KIND is one of CERTIFICATES."""
    name = 'elsewhere.example' if kind == 'wrong-name' else domain
    new_key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    openssl('req', '-x509', *new_key, '-keyout', folder / 'ca.key', '-out', folder / 'ca.pem',
            '-days', 30, '-subj', '/O=Kith test/CN=Throwaway CA',
            '-addext', 'keyUsage=critical,keyCertSign,cRLSign')
    openssl('req', '-new', *new_key, '-keyout', folder / 'server.key',
            '-out', folder / 'server.csr', '-subj', f'/O=Kith test/CN={name}')
    (folder / 'extensions').write_text(
        f'basicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\n'
        f'subjectAltName=DNS:{name},otherName:1.3.6.1.5.5.7.8.5;UTF8:{name}\n', encoding='utf-8')
    (folder / 'index').write_text('')
    (folder / 'ca.conf').write_text(
        f'[ca]\ndefault_ca=throwaway\n[throwaway]\ndatabase={folder}/index\nnew_certs_dir={folder}\n'
        f'rand_serial=yes\ndefault_md=sha256\npolicy=any\n[any]\norganizationName=optional\n'
        f'commonName=supplied\n', encoding='utf-8')
    day = 24 * 3600
    first, last = (-30 * day, -2 * day) if kind == 'expired' else (-day, 28 * day)
    dates = [time.strftime('%Y%m%d%H%M%SZ', time.gmtime(time.time() + t)) for t in (first, last)]
    signer = (['-selfsign', '-keyfile', folder / 'server.key'] if kind == 'self-signed'
              else ['-cert', folder / 'ca.pem', '-keyfile', folder / 'ca.key'])
    openssl('ca', '-batch', '-notext', '-config', folder / 'ca.conf', *signer,
            '-startdate', dates[0], '-enddate', dates[1], '-extfile', folder / 'extensions',
            '-in', folder / 'server.csr', '-out', folder / 'server.pem')


def fingerprint(certificate_file):
    """SHA-256 of the first certificate of a PEM file, in lower-case hexadecimal."""
    text = openssl('x509', '-in', certificate_file, '-noout', '-fingerprint', '-sha256')
    return text.strip().split('=')[1].replace(':', '').lower()


class Server:
    """Owns one Prosody process and its folder; both are gone after close ().

    users         name → password of accounts that are there from the start
    sasl2         offer SASL 2, Bind 2 and FAST beside the older way
    scram         "SHA-1" or "SHA-256": the one hash that the server offers
    registration  None, "open", "form" (a data form with an e-mail field) or "captcha"
    certificate   one of CERTIFICATES
    tls           False: a server without any TLS, that still wants passwords
    settings      further global Prosody settings
    host          the address on loopback that it listens to
    """

    def __init__(self, domain='kith.example', users=None, *, sasl2=False, scram='SHA-256',
                 registration=None, certificate='valid', tls=True, modules=(), without=(),
                 settings=None, host=HOST):
        self.domain = domain
        self.users = dict(users or {})
        self.host = host
        self.port = self.direct_tls_port = 0
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='kith-server-'))
        self.process = None
        self._sasl2, self._scram, self._registration = sasl2, scram, registration
        self._tls = tls
        self._modules = [m for m in [*MODULES, *modules] if m not in without]
        self._settings = dict(settings or {})
        try:
            (self.folder / 'data').mkdir()
            if tls:
                make_certificate(self.folder, domain, certificate)
            for name, password in (users or {}).items():
                self.add_user(name, password)
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    # What a client is told.

    @property
    def ca_file(self):
        return str(self.folder / 'ca.pem')

    @property
    def certificate_sha256(self):
        return fingerprint(self.folder / 'server.pem')

    def describe(self):
        """All of it as plain values, for other languages."""
        answer = {'host': self.host, 'port': self.port, 'domain': self.domain,
                  'direct_tls_port': self.direct_tls_port, 'folder': str(self.folder),
                  'pid': self.process.pid if self.process else 0}
        if self._tls:
            answer.update(cafile=self.ca_file, certificate_sha256=self.certificate_sha256)
        return answer

    # Data, written before the start: what Prosody's internal storage would have written.

    def _store(self, store, user, lua_table):
        folder = self.folder / 'data' / encoded(self.domain) / store
        folder.mkdir(parents=True, exist_ok=True)
        (folder / (encoded(user) + '.dat')).write_text(f'return {lua_table};\n', encoding='utf-8')

    def add_user(self, name, password):
        """An account; its password is hashed at the first sign-in."""
        self._store('accounts', name, lua({'password': password}))

    def set_roster(self, user, contacts):
        """CONTACTS: bare JID → {"name", "subscription" ("both"), "groups" ([]), "ask"}."""
        rows = ['[false] = { version = 1; pending = {}; }']
        for jid, contact in contacts.items():
            row = {'jid': jid, 'subscription': contact.get('subscription', 'both'),
                   'groups': {group: True for group in contact.get('groups', ())}}
            if contact.get('name'):
                row['name'] = contact['name']
            if contact.get('ask'):
                row['ask'] = contact['ask']
            rows.append(f'[{lua(jid)}] = {lua(row)}')
        self._store('roster', user, '{\n' + ';\n'.join(rows) + '\n}')

    def befriend(self, *names):
        """Everybody in NAMES is in the roster of everybody else, and has no one besides."""
        for name in names:
            self.set_roster(name, {f'{other}@{self.domain}': {'name': other.capitalize()}
                                   for other in names if other != name})

    def set(self, name, value):
        """A global Prosody setting, from the next start on."""
        self._settings[name] = value

    # The process.

    def _configuration(self):
        modules = list(self._modules)
        if self._sasl2:
            modules += SASL2_MODULES
        settings = {
            'daemonize': False, 'run_as_root': True, 'pidfile': str(self.folder / 'prosody.pid'),
            'data_path': str(self.folder / 'data'), 'certificates': str(self.folder),
            'plugin_paths': [str(PLUGINS)], 'interfaces': [self.host],
            'c2s_ports': [self.port], 'c2s_direct_tls_ports': [self.direct_tls_port],
            's2s_ports': [], 'http_ports': [], 'https_ports': [], 'component_ports': [],
            'modules_disabled': ['s2s', 'posix', 'offline'] if 'offline' not in modules else ['s2s'],
            'admin_socket': str(self.folder / 'socket'), 'authentication': 'internal_hashed',
            'password_hash': self._scram, 'storage': 'internal', 'archive_expires_after': 'never',
            'default_archive_policy': True, 'c2s_require_encryption': self._tls,
            'allow_unencrypted_plain_auth': not self._tls, 'hide_os_type': True,
            'smacks_hibernation_time': 60, 'c2s_direct_tls_ssl': {},
            'registration_throttle_max': 1000, 'whitelist_registration_only': False,
        }
        if self._registration:
            modules.append('register_ibr')
            settings['allow_registration'] = True
        if self._registration == 'form':
            settings['additional_registration_fields'] = ['email+', 'name']
        if self._registration == 'captcha':
            modules.append('kith_captcha')
        if self._tls:
            settings['ssl'] = settings['c2s_direct_tls_ssl'] = {
                'certificate': str(self.folder / 'server.pem'),
                'key': str(self.folder / 'server.key')}
        else:
            modules.remove('tls')
            settings['c2s_direct_tls_ports'] = []
        settings['modules_enabled'] = modules
        settings.update(self._settings)
        lines = [f'{key} = {lua(value)}' for key, value in settings.items()]
        lines.append(f'log = {{ info = {lua(str(self.folder / "prosody.log"))} }}')
        lines.append(f'VirtualHost {lua(self.domain)}')
        return '\n'.join(lines) + '\n'

    def start(self):
        """Starts it, on the same ports if it had run before; returns when it takes connections."""
        again = self.port != 0
        for _ in range(5):
            if not again:
                self.port, self.direct_tls_port = free_port(), free_port()
            self._launch()
            if self._wait_ready():
                return self
            self.kill()
        raise ServerError('Prosody did not start:\n' + self.log_tail())

    def _launch(self):
        configuration = self.folder / 'prosody.cfg.lua'
        configuration.write_text(self._configuration(), encoding='utf-8')
        (self.folder / 'prosody.log').write_text('')
        with open(self.folder / 'output', 'wb') as output:
            try:
                self.process = subprocess.Popen(
                    ['prosody', '--config', str(configuration), '-F'], cwd=self.folder,
                    stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                    preexec_fn=end_with_parent)
            except FileNotFoundError as error:
                raise ServerError('Prosody is not installed; ./dev deps installs it') from error

    def _wait_ready(self):
        ports = [self.port] + ([self.direct_tls_port] if self._tls else [])
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            log = (self.folder / 'prosody.log').read_text(errors='replace')
            if self.process.poll() is not None or 'Failed to open server port' in log:
                return False
            if all(f':{port}' in log for port in ports) and self._accepts():
                return True
            time.sleep(0.05)
        return False

    def _accepts(self):
        try:
            socket.create_connection((self.host, self.port), timeout=1).close()
            return True
        except OSError:
            return False

    def log_tail(self, lines=20):
        parts = []
        for name in ('output', 'prosody.log'):
            path = self.folder / name
            if path.exists():
                parts += path.read_text(errors='replace').splitlines()[-lines:]
        return '\n'.join(parts)

    def shell(self, command):
        """Runs COMMAND in Prosody's admin shell, e.g. 'c2s:close("ada@kith.example")'."""
        done = subprocess.run(['prosodyctl', '--config', str(self.folder / 'prosody.cfg.lua'),
                               'shell', command], capture_output=True, text=True, timeout=30,
                              stdin=subprocess.DEVNULL)
        return done.stdout + done.stderr

    def _end(self, how):
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None

    def stop(self):
        """Ends it in good order: clients get a closing stream."""
        self._end(signal.SIGTERM)

    def kill(self):
        """Ends it at once, as a crash does."""
        self._end(signal.SIGKILL)

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


def carry_out(server, line):
    """One command line of the program; returns the answer."""
    try:
        request = json.loads(line)
        verb = request['do']
        if verb == 'shell':
            return {'done': verb, 'output': server.shell(request['command'])}
        if verb not in ('stop', 'kill', 'start', 'restart'):
            return {'error': f'unknown verb {verb}'}
        if verb == 'restart':
            server.stop()
            server.start()
        else:
            getattr(server, verb)()
        return {'done': verb, **server.describe()}
    except (ValueError, KeyError, TypeError, ServerError, subprocess.SubprocessError) as error:
        return {'error': str(error)}


def main():
    parser = argparse.ArgumentParser(description='A private Prosody that lives until stdin closes.')
    parser.add_argument('--domain', default='kith.example')
    parser.add_argument('--user', action='append', default=[], metavar='NAME:PASSWORD')
    parser.add_argument('--friends', action='store_true', help='all users have each other as contacts')
    parser.add_argument('--contacts', type=int, default=0, metavar='N',
                        help='give the first user N contacts')
    parser.add_argument('--sasl2', action='store_true')
    parser.add_argument('--scram', choices=('SHA-1', 'SHA-256'), default='SHA-256')
    parser.add_argument('--registration', choices=('open', 'form', 'captcha'))
    parser.add_argument('--certificate', choices=CERTIFICATES, default='valid')
    parser.add_argument('--no-tls', action='store_true')
    options = parser.parse_args()

    users = dict(user.split(':', 1) for user in options.user)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server = Server(options.domain, users, sasl2=options.sasl2, scram=options.scram,
                    registration=options.registration, certificate=options.certificate,
                    tls=not options.no_tls)
    try:
        if options.friends:
            server.befriend(*users)
        if options.contacts:
            server.set_roster(next(iter(users)), many_contacts(options.contacts, options.domain))
        server.start()
        print(json.dumps(server.describe()), flush=True)
        for line in sys.stdin:
            print(json.dumps(carry_out(server, line)), flush=True)
    except ServerError as error:
        print(json.dumps({'error': str(error)}), flush=True)
        return 1
    finally:
        server.close()
    return 0


GIVEN = ('Ada Ben Carla Dan Elif Femi Grace Hugo Ines Jun Kemal Lena Mia Noah Olga Pia Quentin Rosa '
         'Sam Tove Uma Vera Wim Xenia Yara Zoe').split()
FAMILY = ('Adler Brandt Costa Duarte Eriksen Fischer Garcia Hansen Ito Jansen Keller Larsen Moreau '
          'Novak Okafor Petrov Quist Rossi Sato Tanaka').split()
GROUPS = ('Family', 'Friends', 'Work', 'Choir', 'Neighbours')


def many_contacts(count, domain):
    """COUNT contacts with plausible names in a few groups, the same ones at each call."""
    chance = random.Random(1)
    contacts = {}
    for number in range(count):
        given, family = chance.choice(GIVEN), chance.choice(FAMILY)
        contacts[f'{given}.{family}.{number}@{domain}'.lower()] = {
            'name': f'{given} {family}',
            'groups': chance.sample(GROUPS, chance.choice((0, 1, 1, 1, 2)))}
    return contacts


def make_password():
    return secrets.token_urlsafe(18)


if __name__ == '__main__':
    sys.exit(main())
