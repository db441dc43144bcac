# SPDX-License-Identifier: GPL-3.0-or-later
"""A throwaway desktop: own home, own D-Bus session, own unlocked keyring, and, if asked, own screen.

    with Desktop(build, screen=True) as desktop:
        kith = desktop.start_kith()
        ...
        desktop.picture('window.png')

Nothing of the person who runs it is read or changed, and close () ends every process by its id.
"""

import ctypes
import os
import pathlib
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / 'live'))

from kith_patience import SECONDS  # noqa: E402

# What the session's bus may start by itself: no portal, no settings daemon of the machine, and no
# second keyring beside the unlocked one.
SERVICES = ('org.a11y.Bus',)
BUS_CONFIGURATION = '''<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <keep_umask/>
  <listen>unix:path={folder}/run/{name}</listen>
  <auth>EXTERNAL</auth>
  <servicedir>{folder}/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
'''
FORGET = ('DBUS_SESSION_BUS_ADDRESS', 'GTK_A11Y', 'NO_AT_BRIDGE', 'AT_SPI_BUS_ADDRESS', 'GTK_THEME',
          'XDG_CURRENT_DESKTOP', 'GNOME_KEYRING_CONTROL', 'GTK_IM_MODULE', 'XDG_DATA_HOME',
          'G_DEBUG', 'GSETTINGS_BACKEND', 'MALLOC_PERTURB_', 'G_MESSAGES_DEBUG', 'LANGUAGE')


class DesktopError(Exception):
    """Something of the throwaway desktop did not start; says what."""


def end_with_parent():
    """Called in a child: end it when its parent dies, even of SIGKILL."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def wait_for(what, condition, timeout=SECONDS):
    """Waits until CONDITION () answers something true, and answers that."""
    end = time.monotonic() + timeout
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise DesktopError(f'waited {timeout} s for {what}')
        time.sleep(0.05)


class Desktop:
    """Owns a folder and the processes of a session; see the module's comment.

    build       Meson's build directory that Kith is run from
    screen      True: an X server without a screen; False: the person's own display
    size        of the screen, in pixels
    variables   further environment variables for everything that runs here
    """

    def __init__(self, build, screen=True, size=(1280, 900), variables=None):
        self.build = pathlib.Path(build).resolve()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='kith-desktop-'))
        self._screen, self._size = screen, size
        self._children = []
        self.environment = self._make_environment(variables or {})

    def _make_environment(self, variables):
        real = os.environ
        environment = {k: v for k, v in real.items() if k not in FORGET}
        for name, folder in (('HOME', 'home'), ('XDG_RUNTIME_DIR', 'run'), ('XDG_DATA_HOME', 'data'),
                             ('XDG_CONFIG_HOME', 'config'), ('XDG_CACHE_HOME', 'cache'),
                             ('XDG_STATE_HOME', 'state')):
            (self.folder / folder).mkdir(mode=0o700)
            environment[name] = str(self.folder / folder)
        environment.update(DBUS_SESSION_BUS_ADDRESS=f'unix:path={self.folder}/run/bus',
                           GSETTINGS_BACKEND='keyfile', ADW_DISABLE_PORTAL='1',
                           GSETTINGS_SCHEMA_DIR=str(self.build / 'data'), NO_AT_BRIDGE='0')
        if self._screen:
            environment.pop('WAYLAND_DISPLAY', None)
            environment.pop('XAUTHORITY', None)
            environment.update(GDK_BACKEND='x11', GSK_RENDERER='cairo', LIBGL_ALWAYS_SOFTWARE='1',
                               LANG='C.UTF-8', LC_ALL='C.UTF-8')
        else:
            wayland = real.get('WAYLAND_DISPLAY')
            if wayland and not wayland.startswith('/'):
                # The socket stands in the person's own runtime folder.
                environment['WAYLAND_DISPLAY'] = os.path.join(real.get('XDG_RUNTIME_DIR', ''),
                                                              wayland)
            if 'XAUTHORITY' not in real and (pathlib.Path.home() / '.Xauthority').exists():
                environment['XAUTHORITY'] = str(pathlib.Path.home() / '.Xauthority')
        environment.update(variables)
        return environment

    @property
    def profile(self):
        """Where Kith keeps its store here."""
        return self.folder / 'data' / 'kith'

    def spawn(self, *command, **options):
        """Starts a process of this desktop; close () ends it. Its output goes to a file of its name."""
        log = open(self.folder / (pathlib.Path(command[0]).name + '.log'), 'ab')
        options.setdefault('stdin', subprocess.DEVNULL)
        options.setdefault('stdout', log)
        options.setdefault('stderr', log)
        try:
            process = subprocess.Popen([str(part) for part in command], env=self.environment,
                                       cwd=self.folder, preexec_fn=end_with_parent, **options)
        except FileNotFoundError as error:
            raise DesktopError(f'{command[0]} is not installed; ./dev deps installs it') from error
        finally:
            log.close()
        self._children.append(process)
        return process

    def run(self, *command, check=True, **options):
        """Runs a program to its end in this desktop; answers what it printed."""
        done = subprocess.run([str(part) for part in command], env=self.environment,
                              cwd=self.folder, capture_output=True, text=True, timeout=60, **options)
        if check and done.returncode != 0:
            raise DesktopError(f'{command[0]} failed: {done.stderr.strip()}')
        return done.stdout.strip()

    def start(self):
        if self._screen:
            self._start_screen()
        self._start_bus()
        self._start_keyring()
        if self._screen:
            self.spawn('openbox', '--sm-disable')
        return self

    def _start_screen(self):
        reading, writing = os.pipe()
        width, height = self._size
        try:
            self.spawn('Xvfb', '-displayfd', writing, '-screen', 0, f'{width}x{height}x24',
                       '-nolisten', 'tcp', '-noreset', '-dpi', 96, pass_fds=[writing])
        finally:
            os.close(writing)
        with os.fdopen(reading) as number:
            display = number.readline().strip()
        if not display:
            raise DesktopError('Xvfb did not start')
        self.environment['DISPLAY'] = ':' + display
        settings = self.folder / 'config' / 'gtk-4.0'
        settings.mkdir()
        # The same letters on every machine, whatever fonts are installed.
        (settings / 'settings.ini').write_text('[Settings]\ngtk-font-name=Cantarell 11\n')

    def _start_bus(self):
        services = self.folder / 'services'
        services.mkdir()
        for service in SERVICES:
            file = pathlib.Path('/usr/share/dbus-1/services') / (service + '.service')
            if file.exists():
                (services / file.name).symlink_to(file)
        self.start_bus('bus')

    def start_bus(self, name):
        """Starts a D-Bus session, beside the desktop's own if NAME is not "bus"; answers its address."""
        configuration = self.folder / (name + '.conf')
        configuration.write_text(BUS_CONFIGURATION.format(folder=self.folder, name=name))
        self.spawn('dbus-daemon', '--nofork', '--nopidfile', '--nosyslog',
                   f'--config-file={configuration}')
        wait_for('the D-Bus session', (self.folder / 'run' / name).exists)
        return f'unix:path={self.folder}/run/{name}'

    def _start_keyring(self):
        process = self.spawn('gnome-keyring-daemon', '--foreground', '--unlock',
                             '--components=secrets', stdin=subprocess.PIPE)
        process.stdin.write(secrets.token_urlsafe(24).encode())
        process.stdin.close()
        # Storing something shows that the collection is there and open before Kith asks.
        wait_for('the keyring', lambda: self.remember('probe', 'probe'))
        self.run('secret-tool', 'clear', 'xdg:schema', 'im.kith.Kith.Account', 'account', 'probe', 'kind', 'password')

    def remember(self, account, password):
        """Puts the account's password into this desktop's keyring, where Kith looks for it."""
        done = subprocess.run(['secret-tool', 'store', f'--label=Kith: {account}', 'xdg:schema',
                               'im.kith.Kith.Account', 'account', account, 'kind', 'password'],
                              env=self.environment, input=password, capture_output=True, text=True)
        return done.returncode == 0

    def start_kith(self, *arguments, **variables):
        """Starts Kith from the build directory; answers the process, which close () ends."""
        saved = dict(self.environment)
        self.environment.update(variables)
        try:
            return self.spawn(self.build / 'src' / 'app' / 'kith', *arguments)
        finally:
            self.environment = saved

    def log(self, program):
        """What a program of this desktop has written."""
        path = self.folder / (program + '.log')
        return path.read_text(errors='replace') if path.exists() else ''

    def states(self):
        """Which of its programs have ended, and how: for a failed test's log."""
        return ', '.join(f'{pathlib.Path(process.args[0]).name} ended with {process.returncode}'
                         for process in self._children if process.poll() is not None) or 'running'

    def end(self, process, how=signal.SIGTERM):
        """Ends one process of this desktop and answers its exit code."""
        if process.poll() is None:
            process.send_signal(how)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if process in self._children:
            self._children.remove(process)
        return process.returncode

    def picture(self, path, window=None):
        """The whole screen, or the one window of that X11 id, as a PNG."""
        pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
        self.run('import', '-window', window or 'root', path)

    def window(self, title):
        """X11 id of the visible window whose title matches the regular expression TITLE."""
        found = self.run('xdotool', 'search', '--onlyvisible', '--name', title, check=False)
        return found.split()[0] if found else None

    def close(self):
        for process in reversed(list(self._children)):
            self.end(process)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(self, *exception):
        self.close()
