#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the fuzz targets: configures a build with Clang, makes seeds of the tests' examples, and lets each run for a while.

What was learned is kept in the build folder, and the next run goes on from there. What once was a finding lies in
tests/fuzz/found/TARGET/ and is tried first, always.
"""

import argparse
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import seeds

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MAX_LENGTH = {'stanza': 8192, 'stream': 6144, 'form': 4096, 'features': 3072, 'address': 1200, 'links': 2048, 'scram': 512, 'time': 64}
TICK = os.sysconf('SC_CLK_TCK')


class FuzzError(Exception):
    """The targets could not be built, or one of them found something."""


def run_quietly(command, **options):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, **options)
    if done.returncode != 0:
        raise FuzzError(f'{" ".join(command[:3])} failed:\n{done.stdout[-6000:]}')
    return done.stdout


def configure(build):
    """A build folder of its own: the instruments are not those of the tests."""
    if (build / 'build.ninja').exists():
        return
    clang = shutil.which('clang')
    if clang is None:
        raise FuzzError('Clang is not installed; ./dev deps installs it')
    compiler = ['ccache', clang] if shutil.which('ccache') else [clang]
    run_quietly(['meson', 'setup', str(build), str(ROOT), '-Dfuzzing=true', '-Db_sanitize=address,undefined',
                 '-Db_lundef=false'], env={**os.environ, 'CC': ' '.join(compiler)})


def compile_targets(build):
    configure(build)
    print(''.join(line + '\n' for line in run_quietly(['ninja', '-C', str(build), 'fuzzers']).splitlines()
                  if 'warning:' in line), end='')


def environment():
    symbolizer = shutil.which('llvm-symbolizer') or shutil.which('addr2line') or ''
    sanitizer = f'external_symbolizer_path={symbolizer}'
    return {**os.environ, 'G_DEBUG': 'gc-friendly,fatal-criticals', 'GIO_USE_VFS': 'local',
            'ASAN_OPTIONS': 'allocator_may_return_null=1:' + sanitizer,
            'UBSAN_OPTIONS': 'print_stacktrace=1:halt_on_error=1:' + sanitizer,
            'LSAN_OPTIONS': f'suppressions={ROOT}/tests/tools/lsan.supp:print_suppressions=0'}


def cpu_seconds(pid):
    """What the process has used so far; None when it is gone."""
    try:
        fields = pathlib.Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / TICK


def end_after(process, seconds):
    """Lets the fuzzer end in good order when it has had its CPU time."""
    asked = False
    while process.poll() is None:
        if not asked and (cpu_seconds(process.pid) or 0) >= seconds:
            process.send_signal(signal.SIGUSR1)
            asked = True
        time.sleep(0.1)
    return process.returncode


def fuzz(build, target, seconds, corpus, work):
    """Runs TARGET for SECONDS of CPU time; answers how many inputs were tried. Raises with the report of a finding."""
    program = build / 'tests' / 'fuzz' / f'fuzz-{target}'
    folders = [corpus, work / 'seeds' / target]
    found = HERE / 'found' / target
    if found.is_dir():
        folders.append(found)
    artifacts = build / 'findings'
    for folder in (corpus, artifacts):
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile('w+') as log:
        process = subprocess.Popen(
            [str(program), *map(str, folders), f'-dict={work / "dictionary"}', '-timeout=20', '-rss_limit_mb=2560',
             f'-max_len={MAX_LENGTH[target]}', f'-artifact_prefix={artifacts}/{target}-', '-print_final_stats=1'],
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, env=environment(), cwd=work)
        try:
            code = end_after(process, seconds)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        log.seek(0)
        text = log.read()
    if code != 0:
        raise FuzzError(f'{target}: a finding, kept in {artifacts}:\n{text[-12000:]}')
    for line in text.splitlines():
        if line.startswith('stat::number_of_executed_units:'):
            return int(line.split()[1])
    raise FuzzError(f'{target} did not say how it ended:\n{text[-4000:]}')


def run_all(build, targets, seconds, keep, report):
    """Each target in turn; REPORT (target, tried, error). Answers how many found something."""
    failures = 0
    with tempfile.TemporaryDirectory(prefix='kith-fuzz-') as name:
        work = pathlib.Path(name)
        seeds.write(ROOT, work / 'seeds', targets)
        seeds.write_dictionary(ROOT, work / 'dictionary')
        for target in targets:
            corpus = (build if keep else work) / 'corpus' / target
            try:
                report(target, fuzz(build, target, seconds, corpus, work), None)
            except FuzzError as error:
                failures += 1
                report(target, 0, error)
    return failures


def say(target, tried, error):
    print(error if error else f'{target}: {tried} inputs, no finding', flush=True)


class Tap:
    """One case for each target."""

    def __init__(self, count):
        self.number = 0
        print(f'TAP version 13\n1..{count}', flush=True)

    def report(self, target, tried, error):
        self.number += 1
        if error:
            print(error, file=sys.stderr)
        print(f'{"not ok" if error else "ok"} {self.number} - {target}, {tried} inputs', flush=True)


def main():
    names = sorted(MAX_LENGTH)
    parser = argparse.ArgumentParser(description='Fuzz what strangers can make Kith read.')
    parser.add_argument('--build', type=pathlib.Path, required=True)
    parser.add_argument('--tap', action='store_true', help='as a test: nothing is kept of what was learned')
    parser.add_argument('--build-only', action='store_true')
    parser.add_argument('seconds', type=float, nargs='?', default=60, help='CPU seconds for each target')
    parser.add_argument('target', nargs='*', help=f'all, or of {", ".join(names)}')
    options = parser.parse_args()
    unknown = set(options.target) - set(names)
    if unknown:
        parser.error(f'there is no target {", ".join(sorted(unknown))}; there are {", ".join(names)}')
    targets = options.target or names
    build = options.build.resolve()
    try:
        compile_targets(build)
    except FuzzError as error:
        print(error, file=sys.stderr)
        return 1
    if options.build_only:
        return 0
    report = Tap(len(targets)).report if options.tap else say
    return 1 if run_all(build, targets, options.seconds, not options.tap, report) else 0


if __name__ == '__main__':
    sys.exit(main())
