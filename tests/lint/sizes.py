#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a file and a function may be."""

import re

import tree

REASON = re.compile(r"/\* size: \S.*\*/")
REASON_WITHIN = 40

# Kind of file: (lines from which it needs a reason, lines from which it always fails)
LIMITS = {".c": (600, 1000), ".h": (150, 250), ".ui": (400, 400)}
FUNCTION_LIMIT = 100


def check_files(root):
    problems = []
    for suffix, (soft, hard) in LIMITS.items():
        for path in tree.files(root, suffix):
            lines = tree.text(root, path).splitlines()
            if len(lines) > hard:
                problems.append(f"{path}: {len(lines)} lines, more than {hard}")
            elif len(lines) > soft and not any(REASON.search(line) for line in lines[:REASON_WITHIN]):
                problems.append(f"{path}: {len(lines)} lines, more than {soft} without /* size: reason */")
    return problems


def functions(lines):
    """(name, length of the body) of each function: a brace in the first column after its head."""
    name, start = None, None
    for number, line in enumerate(lines):
        head = re.match(r"([A-Za-z_]\w*) \(", line)
        if head:
            name = head.group(1)
        elif line == "{" and name is not None:
            start = number
        elif line.startswith("}"):
            if start is not None:
                yield name, number - start - 1
            name, start = None, None
        elif line.endswith(";") and start is None:
            name = None


def check_functions(root):
    return [f"{path}: {name} () has {length} lines, more than {FUNCTION_LIMIT}"
            for path in tree.files(root, ".c")
            for name, length in functions(tree.text(root, path).splitlines())
            if length > FUNCTION_LIMIT]


if __name__ == "__main__":
    tree.main(check_files, check_functions)
