# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong: kinds of faults. What a plan does follows from its seed; only when within a message it strikes is chance.

A kind is a coroutine that gets the trial: its chance (random.Random), and what can be done to Kith, the peer, the server
and the connections between them. It may prepare things before its first await; then Kith and the peer begin to write.
"""

import asyncio
import math
import signal

from kith_proxy import DIRECTIONS, DOWN, UP, Bytes, SmallRecord

SEEN = ('rst', 'fin', 'half')        # a connection that Kith sees end
HIBERNATION = 5                      # seconds that the server keeps a stream that has lost its connection


def moments(trial, low, high):
    """When to strike, as counts of messages written by both."""
    count = trial.chance.randint(low, high)
    return sorted(trial.chance.sample(range(5, 2 * trial.count - 5), count))


def some_bytes(trial, least=1, most=25000):
    """Few as likely as many."""
    return int(math.exp(trial.chance.uniform(math.log(least), math.log(most))))


def byte_trap(trial, least=1, most=25000, how=SEEN):
    return Bytes(trial.chance.choice(DIRECTIONS), some_bytes(trial, least, most), trial.chance.choice(how))


def record_trap(trial):
    chance = trial.chance
    return SmallRecord(chance.choice(DIRECTIONS), chance.randint(1, 5), chance.choice(('before', 'in', 'behind')),
                       chance.choice(SEEN))


def directions(trial):
    return trial.chance.choice((DIRECTIONS, (UP,), (DOWN,)))


async def cut(trial):
    """Cut now and then, and seen at once."""
    for moment in moments(trial, 3, 8):
        await trial.reached(moment)
        trial.proxy.cut(trial.chance.choice(SEEN))


async def after_bytes(trial):
    """Each connection is cut after any count of bytes."""
    trial.proxy.next_traps = [[byte_trap(trial)] for _ in range(trial.chance.randint(3, 10))]


async def login(trial):
    """Cut while signing in, coming back, or shortly behind that."""
    trial.proxy.next_traps = [[byte_trap(trial, 1, 9000)] for _ in range(trial.chance.randint(3, 6))]
    for moment in moments(trial, 2, 4):
        await trial.reached(moment)
        trial.proxy.next_traps += [[byte_trap(trial, 1, 9000)] for _ in range(trial.chance.randint(1, 3))]
        trial.proxy.cut('rst')


async def ack(trial):
    """Cut before, in or behind what is as small as an acknowledgement."""
    for moment in moments(trial, 3, 8):
        trap = record_trap(trial)
        await trial.reached(moment)
        trial.proxy.trap(trap)


async def stall(trial):
    """Nothing passes for a while, then everything."""
    for moment in moments(trial, 2, 5):
        stalled, seconds = directions(trial), trial.chance.uniform(0.2, 2.5)
        cuts, how = trial.chance.random() < 0.4, trial.chance.choice(SEEN)
        await trial.reached(moment)
        trial.proxy.stall(stalled)
        await asyncio.sleep(seconds)
        if cuts:
            trial.proxy.cut(how)
        trial.proxy.go_on()


async def slow(trial):
    """A long way to the server, and cuts on it."""
    longest = trial.chance.uniform(0.01, 0.15)
    trial.proxy.delay = lambda: trial.jitter.uniform(0, longest)
    for moment in moments(trial, 1, 4):
        await trial.reached(moment)
        trial.proxy.cut(trial.chance.choice(SEEN))


async def hole(trial):
    """What is sent vanishes, and nobody says so; a reset may follow."""
    for moment in moments(trial, 1, 2):
        told, seconds = trial.chance.random() < 0.6, trial.chance.uniform(0.5, 4)
        await trial.reached(moment)
        link = trial.proxy.current()
        if link is None:
            continue
        trial.proxy.cut('hole')
        if told:
            await asyncio.sleep(seconds)
            link.cut('rst')
        else:
            await trial.wait_given_up(link)


async def catch_up(trial):
    """Away while the peer writes, then cut while it is made up for."""
    for moment in moments(trial, 1, 2):
        traps = [[byte_trap(trial, 3000, 80000)] for _ in range(trial.chance.randint(1, 3))]
        orderly, behind = trial.chance.random() < 0.5, trial.chance.randint(10, 60)
        await trial.reached(moment)
        await trial.go_away(orderly)
        await trial.reached(min(moment + behind, 2 * trial.count))
        trial.proxy.next_traps = traps
        trial.come_back()


async def restart(trial):
    """The server ends in good order and comes back, knowing no streams."""
    for moment in moments(trial, 1, 2):
        seconds = trial.chance.uniform(0, 1)
        await trial.reached(moment)
        await trial.restart_server(seconds, crash=False)


async def crash(trial):
    """The server is killed."""
    for moment in moments(trial, 1, 2):
        seconds = trial.chance.uniform(0, 1)
        await trial.reached(moment)
        await trial.restart_server(seconds, crash=True)


async def forgotten(trial):
    """Cut for longer than the server keeps a stream."""
    moment, how = moments(trial, 1, 1)[0], trial.chance.choice(SEEN)
    await trial.reached(moment)
    trial.proxy.refusing = True
    trial.proxy.cut(how)
    await asyncio.sleep(HIBERNATION + 2)
    trial.proxy.refusing = False


async def kill_kith(trial):
    """Kith is killed and started again with what it had stored."""
    for moment in moments(trial, 1, 4):
        seconds = trial.chance.choice((0, 0, 0.3, 1.5))
        await trial.reached(moment)
        await trial.kill_kith(seconds)


async def kill_and_cut(trial):
    """The same, with cuts around it, and now and then for longer than the server keeps a stream."""
    for moment in moments(trial, 1, 3):
        trap, seconds = byte_trap(trial), trial.chance.choice((0, 0.5, 0.5, HIBERNATION + 1.5))
        await trial.reached(moment)
        if trial.chance.random() < 0.5:
            trial.proxy.cut(trial.chance.choice(SEEN + ('hole',)))
        await trial.kill_kith(seconds)
        trial.proxy.next_traps = [[trap]]


async def kill_peer(trial):
    """The peer is killed and comes back, and Kith's connection is cut, too."""
    for moment in moments(trial, 2, 5):
        also = trial.chance.random() < 0.5
        await trial.reached(moment)
        trial.peer.kill()
        if also:
            trial.proxy.cut(trial.chance.choice(SEEN))


async def both(trial):
    """The connections of both are cut after any count of bytes."""
    number = trial.chance.randint(3, 6)
    trial.proxy.next_traps = [[byte_trap(trial)] for _ in range(number)]
    trial.peer_proxy.next_traps = [[byte_trap(trial, 4000, 40000)] for _ in range(number)]


async def clock(trial):
    """The clock jumps, by minutes or by half a day, and the connection is cut around it."""
    for moment in moments(trial, 2, 4):
        jump = trial.chance.choice((-1, 1)) * trial.chance.choice((90, 3600, 40000))
        cuts = trial.chance.random() < 0.5
        await trial.reached(moment)
        trial.set_clock(jump)
        if cuts:
            trial.proxy.cut(trial.chance.choice(SEEN))


async def full_disk(trial):
    """No room for a while: nothing is sent that was not stored, and nothing is missed."""
    for moment in moments(trial, 1, 2):
        seconds, cuts = trial.chance.uniform(0.5, 2), trial.chance.random() < 0.5
        await trial.reached(moment)
        await trial.fill_disk(seconds, cuts)


async def slow_disk(trial):
    """Whatever is written to the disk takes its time, while connections break and Kith is killed."""
    for moment in moments(trial, 2, 4):
        kills = trial.chance.random() < 0.4
        await trial.reached(moment)
        if kills:
            await trial.kill_kith(0)
        else:
            trial.proxy.cut(trial.chance.choice(SEEN))


async def asleep(trial):
    """Kith stands still, as with the lid closed; its connection may be gone when it wakes."""
    for moment in moments(trial, 2, 4):
        seconds, cuts = trial.chance.choice((0.1, 0.5, 2.0)), trial.chance.random() < 0.6
        await trial.reached(moment)
        trial.kith.signal(signal.SIGSTOP)
        await asyncio.sleep(seconds / 2)
        if cuts:
            trial.proxy.cut(trial.chance.choice(SEEN))
        await asyncio.sleep(seconds / 2)
        trial.kith.signal(signal.SIGCONT)


async def everything(trial):
    """Any of it, one after the other."""
    for moment in moments(trial, 3, 6):
        which = trial.chance.randrange(9)
        trap, how = byte_trap(trial), trial.chance.choice(SEEN)
        await trial.reached(moment)
        if which < 2:
            trial.proxy.cut(how)
        elif which < 4:
            trial.proxy.trap(trap)
        elif which == 4:
            await trial.kill_kith(0.2)
        elif which == 5:
            await trial.restart_server(0.2, crash=False)
        elif which == 6:
            trial.peer.kill()
        elif which == 7:
            trial.proxy.stall()
            await asyncio.sleep(0.7)
            trial.proxy.cut(how)
            trial.proxy.go_on()
        else:
            trial.proxy.trap(SmallRecord(DOWN, 1, 'in', how))


KINDS = (cut, after_bytes, login, ack, stall, slow, hole, catch_up, restart, crash, forgotten, kill_kith, kill_and_cut,
         kill_peer, both, clock, full_disk, slow_disk, asleep, everything)
