# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample people of the demo: who they are, how they look, what was said, what they answer.

Times of messages are minutes before now. Nothing here is about anybody.
"""

import dataclasses

from portraits import portrait

OWNER = 'robin'
OWNER_NAME = 'Robin Keller'


@dataclasses.dataclass
class Person:
    name: str
    groups: tuple
    looks: dict
    presence: str = None            # None (available), chat, away, xa, dnd, or 'unavailable'
    status: str = None
    history: tuple = ()             # (minutes ago, "me" or "them", text)
    waiting: tuple = ()             # sent while Robin was away: unread when Kith opens
    answers: dict = None            # word → answer; '' holds what is said in turn otherwise
    subscription: str = 'both'      # or 'ask' (Robin waits), 'asks' (waits for Robin)

    def avatar(self):
        return portrait(**self.looks)


DAY = 24 * 60

OWNER_LOOKS = dict(background=('#8ec5fc', '#4a7bd0'), skin='#e8b796', hair='#6b4226',
                   shirt='#2f6f4f', style='short', glasses=True)

PEOPLE = {
    'ada': Person(
        'Ada Moreau', ('Friends', 'Choir'),
        dict(background=('#ffd3a5', '#fd6585'), skin='#f0c8a8', hair='#7b3f1d', shirt='#35477d',
             style='long'),
        status='Packing for the lake',
        history=(
            (2 * DAY + 320, 'them', 'Have you seen the forecast? Sun all weekend!'),
            (2 * DAY + 318, 'me', 'Finally! Then let’s really do the lake this time.'),
            (2 * DAY + 317, 'me', 'I can bring the canoe if somebody helps me lift it onto the car.'),
            (2 * DAY + 310, 'them', 'Ben surely does. I’ll ask him.'),
            (2 * DAY + 309, 'them', '💪'),
            (DAY + 205, 'them', 'Ben is in. He wants to know whether there is a place to cook.'),
            (DAY + 198, 'me', 'There is a fire pit by the old boathouse. Wood is sold at the kiosk '
                              'until six, so we should be there before that.'),
            (DAY + 196, 'them', 'Perfect. I’ll make the potato salad that your mother liked so much.'),
            (DAY + 195, 'me', 'She still talks about it 😄'),
            (46, 'them', 'Morning! I looked up the trains: 9:12 gets us there at 10:40, or 10:12 if '
                         'we want to sleep in.'),
            (45, 'them', 'I vote for 9:12.'),
            (41, 'me', 'Same. More lake, less sleep.'),
            (40, 'me', 'Shall we meet at the bakery before?'),
            (38, 'them', 'Yes! Quarter to nine, I’ll get us something warm. Poppy seed roll for you?'),
            (37, 'me', 'You know me too well.'),
        ),
        answers={'coffee': 'Black, please. And a big one.', 'train': 'The 9:12 from platform 4.',
                 'canoe': 'Ben and I will carry it, you steer!', '?': 'Good question. I think so, yes!',
                 'thank': 'Always 🙂',
                 '': ('Sounds good to me!', 'Ha, I was about to write the same.',
                      'I’ll put it on the list.', 'See you at the bakery then 🥐')}),
    'ben': Person(
        'Ben Okafor', ('Work', 'Friends'),
        dict(background=('#a8edea', '#3aa6a6'), skin='#8d5a3b', hair='#1f1a17', shirt='#e0a030',
             style='short', beard=True),
        presence='chat', status='Ask me anything',
        history=(
            (DAY + 540, 'me', 'Did the review go well?'),
            (DAY + 538, 'them', 'Better than I feared. They only wanted the second chart larger.'),
            (DAY + 537, 'them', 'And they liked your summary a lot.'),
            (150, 'them', 'I pushed the new numbers. Could you have a look before four?'),
            (149, 'me', 'On it.'),
            (95, 'me', 'Looks right to me. Page 3 still has last year’s total, though.'),
        ),
        answers={'page': 'Fixed, thanks for looking so closely.', '?': 'Let me check … yes.',
                 '': ('Got it.', 'Makes sense, I’ll change it.', 'Let’s talk about it on Monday.')}),
    'yara': Person(
        'Yara Haddad', ('Neighbours',),
        dict(background=('#d4fc79', '#70b85f'), skin='#d9a37c', hair='#2a1a14', shirt='#b04a6a',
             style='curls'),
        history=((3 * DAY, 'me', 'Thank you for watering the plants!'),
                 (3 * DAY - 4, 'them', 'Any time. The tomatoes are nearly ripe, by the way.')),
        waiting=('Your parcel is with me, I’m at home until eight.',
                 'It is quite heavy! Did you order an anvil? 😂')),
    'jun': Person(
        'Jun Tanaka', ('Work',),
        dict(background=('#c2e9fb', '#6a8fd6'), skin='#f1cfae', hair='#141414', shirt='#44546a',
             style='short', glasses=True),
        presence='dnd', status='In a meeting until three',
        history=((DAY + 90, 'them', '会議は3時までです。'),
                 (DAY + 88, 'me', 'Got it, I’ll call you after three.'),
                 (DAY + 87, 'them', 'ありがとう!'))),
    'carla': Person(
        'Carla Rossi', ('Family',),
        dict(background=('#fbc2eb', '#a18cd1'), skin='#eec1a0', hair='#b5b5b8', shirt='#7a4e8a',
             style='bun', glasses=True),
        presence='away', status='Out for a walk',
        history=((2 * DAY + 60, 'them', 'Are you coming for lunch on Sunday?'),
                 (2 * DAY + 30, 'me', 'Sunday I’m at the lake, but I’d love to come on Monday evening.'),
                 (2 * DAY + 28, 'them', 'Then Monday. I’ll make lasagne ❤️'))),
    'lena': Person(
        'Lena Novak', ('Choir',),
        dict(background=('#fddb92', '#d9a441'), skin='#f3d3b8', hair='#d9b45b', shirt='#2d6a8a',
             style='long'),
        presence='xa', status='On holiday until Monday',
        history=((6 * DAY, 'them', 'The concert is on the 12th, rehearsal starts half an hour earlier.'),)),
    'noah': Person(
        'Noah Petrov', ('Friends',),
        dict(background=('#e0c3fc', '#8058c4'), skin='#e3b08c', hair='#a34b1f', shirt='#333b48',
             style='curls', beard=True),
        history=((4 * DAY, 'me', 'Chess on Thursday?'), (4 * DAY - 10, 'them', 'You’re on. ♟️'))),
    'mei': Person(
        'Mei Lin 林美', ('Friends',),
        dict(background=('#f6d365', '#fda085'), skin='#f2d2b0', hair='#1b1512', shirt='#3c7a5b',
             style='bun'),
        history=((9 * DAY, 'them', '周末愉快!'),)),
    'olga': Person(
        'Olga Hansen', ('Family',),
        dict(background=('#cfd9df', '#8aa0b0'), skin='#ecc3a4', hair='#e7e2da', shirt='#8c5a3c',
             style='long'),
        presence='unavailable', status='Good night'),
    'sam': Person(
        'Sam Costa', ('Work', 'Choir'),
        dict(background=('#84fab0', '#3f9fbf'), skin='#b67c56', hair='#3a2417', shirt='#c9504a',
             style='bald', beard=True),
        presence='unavailable'),
    'tove': Person(
        'Tove Eriksen', ('Neighbours',),
        dict(background=('#ff9a9e', '#c9566b'), skin='#f5d6c0', hair='#c9742f', shirt='#4a4a6a',
             style='short'),
        presence='unavailable', subscription='ask'),
    'wim': Person(
        'Wim Jansen', (),
        dict(background=('#b2bbc8', '#66738a'), skin='#e9bf9e', hair='#5a4a3c', shirt='#3d6b99',
             style='short', glasses=True, beard=True),
        subscription='asks', status='Hello, it’s Wim from the choir'),
}
