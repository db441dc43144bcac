# SPDX-License-Identifier: GPL-3.0-or-later
"""Archives that a private Prosody has before it starts: as many messages, as old, as a test needs."""

import datetime

from kith_server import encoded, lua


class Entry:
    """One message in an archive: what Prosody's own storage keeps of it."""

    def __init__(self, number, sender, to, body, time, *, message_id=None, origin_id=None, children=()):
        self.key = f'entry-{number:08}'
        self.sender, self.to, self.body, self.time = sender, to, body, time
        self.message_id = message_id or f'id-{number:08}'
        self.origin_id, self.children = origin_id, list(children)

    def _child(self, name, attributes, text=None):
        return '{ ' + (lua(text) + '; ' if text is not None else '') + \
            f'["name"] = {lua(name)}; ["attr"] = {lua(attributes)}; }}'

    def to_lua(self, owner):
        """The entry in the archive of OWNER, a bare JID."""
        stamp = datetime.datetime.fromtimestamp(self.time, datetime.timezone.utc)
        outgoing = self.sender.split('/')[0] == owner
        peer = (self.to if outgoing else self.sender).split('/')[0]
        children = [self._child('body', {}, self.body)] if self.body is not None else []
        if self.origin_id:
            children.append(self._child('origin-id', {'xmlns': 'urn:xmpp:sid:0', 'id': self.origin_id}))
        children += [self._child(*child) for child in self.children]
        attributes = {'stamp': stamp.isoformat().replace('+00:00', 'Z'), 'id': self.message_id,
                      'to': self.to, 'from': self.sender, 'type': 'chat'}
        return 'item({ ' + ''.join(child + '; ' for child in children) + \
            f'["name"] = "message"; ["with"] = {lua(peer)}; ["key"] = {lua(self.key)}; ' \
            f'["attr"] = {lua(attributes)}; ["when"] = {self.time:.6f}; }});\n'


def fill(server, user, entries):
    """ENTRIES, oldest first, are all that is in the archive of USER. The server is not running."""
    folder = server.folder / 'data' / encoded(server.domain) / 'archive'
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f'{encoded(user)}.lidx').unlink(missing_ok=True)
    with open(folder / f'{encoded(user)}.list', 'w', encoding='utf-8') as file:
        for entry in entries:
            file.write(entry.to_lua(f'{user}@{server.domain}'))


def talk(owner, peers, count, end, step=60):
    """COUNT messages of OWNER with PEERS in turn, both ways, the last one at END (seconds since 1970), STEP seconds apart."""
    for number in range(count):
        peer = peers[number % len(peers)]
        ours = number % 5 == 4
        sender, to = (f'{owner}/phone', peer) if ours else (f'{peer}/phone', owner)
        yield Entry(number, sender, to, f'This is message number {number}, and it says nothing that matters.',
                    end - (count - 1 - number) * step, origin_id=f'origin-{number:08}' if ours else None)
