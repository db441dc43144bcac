# SPDX-License-Identifier: GPL-3.0-or-later
"""A room of its own for a program that finds its server by DNS alone and trusts the system's authorities alone.

In a mount namespace that nobody else sees, a name leads to an address on loopback, no name server is asked, and one more authority is trusted.
"""

import os
import pathlib
import random
import subprocess

AUTHORITIES = pathlib.Path('/etc/ssl/certs/ca-certificates.crt')
# SOURCE TARGET pairs up to "--", then the program. It keeps the process id.
SCRIPT = '''
while [ "$1" != -- ]; do
  mount --bind "$1" "$2" || exit 1
  shift 2
done
shift
exec "$@"
'''


def loopback_address():
    """An address of this machine alone where most likely no server listens."""
    return '127.' + '.'.join(str(random.randint(2, 250)) for _ in range(3))


class Room:
    """Where DOMAIN is at ADDRESS, and AUTHORITY (a PEM file) is trusted; FOLDER is for the room's own files."""

    def __init__(self, folder, domain, address, authority):
        folder.mkdir(exist_ok=True)
        files = {'/etc/hosts': f'127.0.0.1 localhost\n{address} {domain}\n',
                 '/etc/resolv.conf': f'nameserver {address}\noptions timeout:1 attempts:1\n',
                 '/etc/nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
                 str(AUTHORITIES): pathlib.Path(authority).read_text() + (
                     AUTHORITIES.read_text() if AUTHORITIES.exists() else '')}
        self._mounts = []
        for target, content in files.items():
            if pathlib.Path(target).exists():
                source = folder / pathlib.Path(target).name
                source.write_text(content)
                self._mounts += [str(source), target]

    @property
    def wrapper(self):
        """The command that runs in the room what follows it."""
        inside = ['sh', '-c', SCRIPT, 'sh', *self._mounts, '--']
        if os.geteuid() == 0:
            return ['unshare', '--mount', '--propagation', 'private', *inside]
        # Root of a namespace, for mounting, and in it oneself again, as the session's bus wants to see.
        return ['unshare', '--user', '--map-root-user', '--mount', '--propagation', 'private', *inside,
                'unshare', '--user', f'--map-user={os.getuid()}', f'--map-group={os.getgid()}']

    def works(self):
        """Whether this machine permits it."""
        if not AUTHORITIES.exists():
            return False
        try:
            return subprocess.run([*self.wrapper, 'true'], stdin=subprocess.DEVNULL, capture_output=True).returncode == 0
        except FileNotFoundError:
            return False
