# SPDX-License-Identifier: GPL-3.0-or-later
"""People for tests and for the demo: clients built on slixmpp, which is nobody's code of ours.

    with Friends(server) as friends:
        ben = friends.join('ben', 'password')
        ben.send('ada@kith.example', 'Hello')
        message = ben.wait_message(body='Hi Ben')

All clients run on one thread with an event loop; every method here may be called from any other
thread, waits until it is done, and raises what went wrong.
"""

import asyncio
import hashlib
import threading
import time

import slixmpp

from kith_patience import SECONDS

PLUGINS = ('xep_0030', 'xep_0054', 'xep_0084', 'xep_0085', 'xep_0092', 'xep_0115', 'xep_0172',
           'xep_0184', 'xep_0198', 'xep_0199', 'xep_0280', 'xep_0313', 'xep_0359')


class FriendError(Exception):
    """Something that a friend waited for did not come, or signing in failed."""


class Client(slixmpp.ClientXMPP):
    """One connection. Lives on the thread of its Friends."""

    def __init__(self, jid, password, server, direct_tls):
        super().__init__(jid, password)
        self._server, self._direct_tls = server, direct_tls
        self.ca_certs = server.ca_file
        self.auto_authorize = None       # who asks is answered by the test alone
        self.auto_subscribe = False
        self.messages, self.chat_states, self.receipts, self.presences = [], [], [], []
        self.online = self.loop.create_future()
        for plugin in PLUGINS:
            self.register_plugin(plugin)
        self.add_event_handler('session_start', self._on_start)
        self.add_event_handler('failed_all_auth', lambda _: self._fail('the password is wrong'))
        self.add_event_handler('connection_failed', lambda why: self._fail(str(why)))
        self.add_event_handler('message', self._on_message)
        self.add_event_handler('receipt_received',
                               lambda message: self.receipts.append(message['receipt']))
        self.add_event_handler('presence', self.presences.append)
        for state in ('active', 'composing', 'paused', 'inactive', 'gone'):
            self.add_event_handler('chatstate_' + state, self._on_chat_state)
        self.on_body = None          # called with each message that has a body

    def open(self):
        port = self._server.direct_tls_port if self._direct_tls else self._server.port
        if hasattr(self, 'enable_direct_tls'):               # slixmpp 1.9 and newer
            self.enable_direct_tls = self._direct_tls
            self.enable_starttls = not self._direct_tls
            self.connect(self._server.host, port)
        else:
            self.connect((self._server.host, port), use_ssl=self._direct_tls,
                         disable_starttls=self._direct_tls)

    def _fail(self, why):
        if not self.online.done():
            self.online.set_exception(FriendError(f'{self.boundjid.bare}: {why}'))

    async def _on_start(self, _event):
        self['xep_0280'].enable()
        self.send_presence()
        await self.get_roster()
        if not self.online.done():
            self.online.set_result(None)

    def _on_message(self, message):
        if message['type'] in ('chat', 'normal') and message['body']:
            self.messages.append(message)
            if self.on_body:
                self.on_body(message)

    def _on_chat_state(self, message):
        self.chat_states.append((message['from'].bare, message['chat_state']))


class Friend:
    """The calm face of a Client for other threads."""

    def __init__(self, friends, client):
        self._friends = friends
        self.client = client
        self.jid = client.boundjid.bare

    def run(self, coroutine, timeout=SECONDS):
        """Runs COROUTINE on the clients' thread and answers its result."""
        return self._friends.run(coroutine, timeout)

    def do(self, function, *arguments, **keywords):
        """Calls FUNCTION on the clients' thread."""
        async def call():
            return function(*arguments, **keywords)
        return self.run(call())

    def send(self, to, body, receipt=True, **attributes):
        """Sends a chat message; answers its id."""
        def act():
            message = self.client.make_message(mto=to, mbody=body, mtype='chat')
            message['chat_state'] = 'active'
            message['request_receipt'] = receipt
            for name, value in attributes.items():
                message[name] = value
            message.send()
            return message['id']
        return self.do(act)

    def typing(self, to, state='composing'):
        def act():
            message = self.client.make_message(mto=to, mtype='chat')
            message['chat_state'] = state
            message.send()
        self.do(act)

    def show(self, show=None, status=None):
        """Presence: None (available), chat, away, xa, dnd or 'unavailable'."""
        if show == 'unavailable':
            self.do(self.client.send_presence, ptype='unavailable', pstatus=status)
        else:
            self.do(self.client.send_presence, pshow=show, pstatus=status)

    def publish(self, nickname=None, avatar=None):
        """Nickname (XEP-0172) and avatar (XEP-0084; AVATAR is a PNG), for all who are subscribed."""
        async def act():
            if nickname:
                await self.client['xep_0172'].publish_nick(nickname)
            if avatar:
                key = hashlib.sha1(avatar).hexdigest()
                await self.client['xep_0084'].publish_avatar(avatar)
                await self.client['xep_0084'].publish_avatar_metadata(
                    {'id': key, 'type': 'image/png', 'bytes': str(len(avatar)),
                     'width': str(int.from_bytes(avatar[16:20], 'big')),
                     'height': str(int.from_bytes(avatar[20:24], 'big'))})
        self.run(act())

    def wait(self, what, condition, timeout=SECONDS):
        """Waits until CONDITION () answers something true, and answers that; WHAT says what for."""
        end = time.monotonic() + timeout
        while True:
            found = self.do(condition)
            if found:
                return found
            if time.monotonic() > end:
                raise FriendError(f'{self.jid} waited {timeout} s for {what}')
            time.sleep(0.05)

    def wait_message(self, body=None, sender=None, timeout=SECONDS):
        """The first message with that text or of that bare JID that has come or comes."""
        def look():
            return next((m for m in self.client.messages
                         if (body is None or m['body'] == body)
                         and (sender is None or m['from'].bare == sender)), None)
        return self.wait(f'a message {body or ""!r}', look, timeout)

    def wait_chat_state(self, state, timeout=SECONDS):
        return self.wait(f'the chat state {state}', lambda: any(
            s == state for _, s in self.client.chat_states), timeout)

    def wait_receipt(self, message_id, timeout=SECONDS):
        return self.wait('a receipt', lambda: message_id in self.client.receipts, timeout)

    def wait_presence(self, jid, kind='available', timeout=SECONDS):
        """KIND: what slixmpp calls the type: available, away, dnd, unavailable, subscribe …"""
        return self.wait(f'{kind} of {jid}', lambda: any(
            p['from'].bare == jid and p['type'] == kind for p in self.client.presences), timeout)

    def leave(self):
        self.run(self._friends.disconnect(self.client))


class Friends:
    """The thread that all clients of one test live on."""

    def __init__(self, server):
        self._server = server
        self._clients = []
        self._gone = []              # kept: their tasks end with the loop
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._live, daemon=True)
        self._thread.start()

    def _live(self):
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    def run(self, coroutine, timeout=SECONDS):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(timeout)

    def join(self, name, password, direct_tls=False, resource='friend'):
        """Signs NAME in; answers a Friend that is online."""
        async def act():
            client = Client(f'{name}@{self._server.domain}/{resource}', password, self._server,
                            direct_tls)
            self._clients.append(client)
            client.open()
            await asyncio.wait_for(client.online, SECONDS)
            return client
        return Friend(self, self.run(act(), SECONDS + 5))

    async def disconnect(self, client):
        if client in self._clients:
            self._clients.remove(client)
            self._gone.append(client)
            client.auto_reconnect = False
            gone = client.disconnect(wait=1.0)
            if gone is not None:
                await asyncio.wait([gone], timeout=3)

    def close(self):
        if not self.loop.is_running():
            return

        async def act():
            for client in list(self._clients):
                await self.disconnect(client)
            rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in rest:
                task.cancel()
            await asyncio.gather(*rest, return_exceptions=True)
        try:
            self.run(act())
        finally:
            self.loop.call_soon_threadsafe(self.loop.stop)
            self._thread.join(5)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()
