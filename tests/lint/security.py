#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cases that tests/security.md names are there."""

import re

import tree

INDEX = "tests/security.md"
REFERENCE = re.compile(r"`([\w./-]+): ([^`]+)`")


def check_cases(root):
    if not (root / INDEX).exists():
        return []
    problems = []
    for number, line in enumerate(tree.text(root, INDEX).splitlines(), 1):
        if not line.startswith("| ") or line.startswith("| Row"):
            continue
        references = REFERENCE.findall(line)
        if not references:
            problems.append(f"{INDEX}:{number}: names no case")
        for name, cases in references:
            path = root / "tests" / name
            if not path.exists():
                problems.append(f"{INDEX}:{number}: {name} does not exist")
                continue
            text = path.read_text(encoding="utf-8")
            problems += [f"{INDEX}:{number}: {name} has no {case}" for case in cases.split(", ") if case not in text]
    return problems


if __name__ == "__main__":
    tree.main(check_cases)
