#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether each .c file is as uncrustify would write it, and no line is longer than can be read."""

import re
import subprocess

import tree

CONFIGURATION = ".uncrustify.cfg"
COLUMNS = 140  # 100 is the aim
LONG_STRING = re.compile(r'"[^"]{60,}"')  # a sentence is not broken to fit


def differs(root, path):
    done = subprocess.run(
        ["uncrustify", "-q", "-l", "C", "-c", str(root / CONFIGURATION), "--check", str(root / path)],
        capture_output=True)
    return done.returncode != 0


def check_format(root):
    return [f"{path}: is formatted otherwise; uncrustify -l C -c {CONFIGURATION} --replace --no-backup {path}"
            for path in tree.files(root, ".c") if differs(root, path)]


def check_lines(root):
    problems = []
    for path in tree.files(root, ".c"):
        for number, line in enumerate(tree.text(root, path).split("\n"), 1):
            width = len(LONG_STRING.sub('""', line))
            if width > COLUMNS:
                problems.append(f"{path}:{number}: {width} columns, more than {COLUMNS}")
            if line != line.rstrip() or "\t" in line:
                problems.append(f"{path}:{number}: has a tab or ends in a space")
    return problems


if __name__ == "__main__":
    tree.main(check_format, check_lines)
