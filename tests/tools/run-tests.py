#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs Meson's tests of a build directory and closes with one line: "N passed, N failed".

Arguments: the build directory, then suites or test names (none: everything). What is counted are
test cases: a program that speaks TAP counts with each of its cases, any other program as one.
"""

import json
import os
import re
import subprocess
import sys

TAP_LINE = re.compile(r'^( *)(not ok|ok)\b(?! *#\s*Subtest)(.*)$')
DIRECTIVE = re.compile(r'#\s*(skip|todo)\b', re.IGNORECASE)
PLAN = re.compile(r'^1\.\.(\d+)')
GOOD = ('OK', 'EXPECTEDFAIL')


def count_tap(text):
    """Cases passed, failed, skipped; a line that closes a group of subtests is not a case."""
    passed = failed = skipped = 0
    last_indent = 0
    for line in text.splitlines():
        match = TAP_LINE.match(line)
        if not match:
            continue
        indent = len(match[1])
        closes_group = indent < last_indent
        last_indent = indent
        if closes_group:
            continue
        if DIRECTIVE.search(match[3]):
            skipped += 1
        elif match[2] == 'ok':
            passed += 1
        else:
            failed += 1
    return passed, failed, skipped


def count_test(test):
    passed, failed, skipped = count_tap(test.get('stdout') or '')
    if test['result'] == 'SKIP' and passed + failed + skipped == 0:
        skipped = 1
    elif passed + failed + skipped == 0:
        passed, failed = (1, 0) if test['result'] in GOOD else (0, 1)
    elif test['result'] not in GOOD + ('SKIP',) and failed == 0:
        failed = 1                       # crashed, timed out, or leaked after its last case
    return passed, failed, skipped


def selection(build, names):
    """Meson's arguments for NAMES, each a suite or else a test."""
    listed = subprocess.run(['meson', 'introspect', '--tests', build],
                            check=True, capture_output=True, text=True).stdout
    tests = json.loads(listed)
    suites = {suite.split(':')[-1] for test in tests for suite in test['suite']}
    for name in names:
        if name not in suites and all(test['name'] != name for test in tests):
            sys.exit(f'There is no suite and no test "{name}". Suites: '
                     + ', '.join(sorted(suites)))
    if all(name in suites for name in names):
        return [argument for name in names for argument in ('--suite', name)]
    # Meson runs what is in the suites *and* has the names: say the suites by their tests.
    return sorted({test['name'] for test in tests
                   if test['name'] in names
                   or any(suite.split(':')[-1] in names for suite in test['suite'])})


def patience(build):
    """Meson's arguments for a build that is slow because it watches itself."""
    listed = subprocess.run(['meson', 'introspect', '--buildoptions', build],
                            check=True, capture_output=True, text=True).stdout
    sanitized = any(option['name'] == 'b_sanitize' and option['value'] != 'none'
                    for option in json.loads(listed))
    return ['--timeout-multiplier', '5'] if sanitized else []


def main():
    build, names = sys.argv[1], sys.argv[2:]
    log = os.path.join(build, 'meson-logs', 'testlog.json')
    if os.path.exists(log):
        os.remove(log)
    status = subprocess.run(['meson', 'test', '-C', build, '--no-rebuild', '--print-errorlogs']
                            + patience(build) + selection(build, names), stdin=subprocess.DEVNULL).returncode

    totals = [0, 0, 0]
    if os.path.exists(log):
        with open(log, encoding='utf-8', errors='replace') as lines:
            for line in lines:
                totals = [a + b for a, b in zip(totals, count_test(json.loads(line)))]
    passed, failed, skipped = totals
    if status != 0 and failed == 0:
        failed = 1
    line = f'{passed} passed, {failed} failed'
    if skipped:
        line += f', {skipped} skipped'
    print(line, flush=True)
    return 1 if failed or passed == 0 else 0


if __name__ == '__main__':
    sys.exit(main())
