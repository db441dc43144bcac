#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmark reads, reckons and reports rightly; how fast anything is, no test asks."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'live')]

import kith_tap  # noqa: E402
from bench_figures import (Block, Figures, find_rows, longest, median, megabytes, parse_blocks,  # noqa: E402
                           wakeups)
from bench_room import AUTHORITIES, Room, loopback_address  # noqa: E402

NAMES = {'start_first_frame': 'ms', 'start_cpu': 'ms', 'start_rss': 'MB', 'start_pss': 'MB', 'opened_rss': 'MB',
         'opened_pss': 'MB', 'idle_offline': '1/s', 'open_long': 'ms', 'idle_online': '1/s', 'online_rss': 'MB', 'send_wire_median': 'ms',
         'send_wire_p99': 'ms', 'resume_sasl2': 'ms', 'resume_sasl2_trips': '', 'resume': 'ms', 'resume_trips': '',
         'catch_up_300_rate': '1/s', 'catch_up_300_cpu': 's', 'catch_up_300_server_cpu': 's',
         'catch_up_300_peak': 'MB',
         **{f'{name}_block{part}': 'ms' for name in ('start', 'open', 'sign_in', 'catch_up_300')
            for part in ('', '_cpu', '_waited', '_busiest')}}


def test_statistics():
    assert median([3, 1, 2]) == 2
    assert median([None, 4, 2]) == 3
    assert median([None]) is None
    assert median([]) is None


def test_what_the_kernel_says():
    status = 'Name:\tkith\nVmHWM:\t  9 kB\nVmRSS:\t  125000 kB\nvoluntary_ctxt_switches:\t42\n' \
             'nonvoluntary_ctxt_switches:\t7\n'
    assert megabytes(status, 'VmRSS') == 128.0
    assert megabytes(status, 'Pss') is None
    assert wakeups(status) == 42
    assert wakeups('') == 0


def test_blocks():
    blocks = parse_blocks('1000 20000 3000 16000\nhalf a li\n30000 5000 4000 0\n90000 7000 1000')
    assert blocks == [(1000, 20000, 3000, 16000), (30000, 5000, 4000, 0)]
    assert longest(blocks, 0, 100000) == (20, 3, 16, 4)
    assert longest(blocks, 20999, 30000) == (20, 3, 16, 3)
    assert longest(blocks, 21000, 100000) == (5, 4, 0, 4)
    assert longest(blocks, 0, 1000) == (0, 0, 0, 0)


def test_rows():
    ground, picture = [250] * 8, [90, 250, 120, 80, 80, 80, 80, 90]
    lines = [ground] * 5 + [picture] * 30 + [ground] * 11
    for _ in range(4):
        lines += [picture] * 40 + [ground] * 24
    assert find_rows(lines) == [66, 130, 194, 258]
    assert find_rows([ground] * 100) == []


def test_table():
    figures = Figures()
    figures.add('start', 'start', 'ms', 123.456, 300.0, 150)
    figures.add('idle', 'idle', '1/s', 2.5, None, 1)
    figures.add('rate', 'rate', '1/s', 10, 4, 3, more=True)
    figures.note('A word.')
    figures.note('A word.')
    assert figures.as_json() == {'start': {'value': 123.46, 'unit': 'ms', 'peer': 300.0},
                                 'idle': {'value': 2.5, 'unit': '1/s', 'peer': None},
                                 'rate': {'value': 10, 'unit': '1/s', 'peer': 4}}
    assert figures.table().splitlines() == [
        '       Kith  Dino  unit  aim', 'start   123   300  ms    < 150 ✓',
        'idle    2.5     –  1/s   < 1 ✗', 'rate     10     4  1/s   > 3 ✓', '', 'A word.']


def test_table_of_a_block():
    figures = Figures()
    figures.add_block('block', 'block', Block(20, 3, 16, 4), None, 16)
    assert figures.table().splitlines()[1:] == [
        'block                           20     –  ms    < 16 ✗', '… of which processor             3     –  ms',
        '… of which waiting for one      16     –  ms', '… most processor in one turn     4     –  ms    < 16 ✓']


def test_a_room_of_ones_own():
    with tempfile.TemporaryDirectory(prefix='kith-bench-') as folder:
        folder = pathlib.Path(folder)
        (folder / 'ca.pem').write_text('an authority\n')
        address = loopback_address()
        room = Room(folder / 'room', 'kith.example', address, folder / 'ca.pem')
        if room.works():
            seen = subprocess.run([*room.wrapper, 'sh', '-c', f'id -u; cat /etc/hosts; head -n 1 {AUTHORITIES}'],
                                  capture_output=True, text=True, check=True).stdout.splitlines()
            assert seen == [str(os.getuid()), '127.0.0.1 localhost', f'{address} kith.example', 'an authority']
        assert 'kith.example' not in pathlib.Path('/etc/hosts').read_text()


def test_a_quick_run():
    with tempfile.TemporaryDirectory(prefix='kith-bench-') as folder:
        path = pathlib.Path(folder) / 'figures.json'
        done = subprocess.run([sys.executable, HERE / 'bench.py', '--build', os.environ['KITH_BUILD'],
                               '--quick', '--no-peer', '--json', path],
                              capture_output=True, text=True, stdin=subprocess.DEVNULL)
        assert done.returncode == 0, done.stderr
        figures = json.loads(path.read_text(encoding='utf-8'))
    assert {name: figure['unit'] for name, figure in figures.items()} == NAMES
    for name, figure in figures.items():
        assert set(figure) == {'value', 'unit', 'peer'}, name
        assert isinstance(figure['value'], (int, float)) and figure['value'] >= 0, (name, figure)
        assert figure['peer'] is None, name
    assert 10 < figures['start_rss']['value'] < 10000
    assert len(done.stdout.splitlines()) >= len(NAMES) + 1


kith_tap.run(test_statistics, test_what_the_kernel_says, test_blocks, test_rows, test_table,
             test_table_of_a_block, test_a_room_of_ones_own, test_a_quick_run)
