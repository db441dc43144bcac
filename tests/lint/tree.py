# SPDX-License-Identifier: GPL-3.0-or-later
"""What every lint shares: the files of a tree, and how problems are told."""

import subprocess
import sys
from pathlib import Path

GENERATED = ("_build", "build", ".git", "subprojects", "__pycache__", ".flatpak-builder")


def files(root, *suffixes):
    """The files of the tree that are, or will be, in version control; sorted, relative to root."""
    root = Path(root)
    if (root / ".git").exists():
        listing = subprocess.run(
            ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            check=True, capture_output=True).stdout.decode()
        found = [Path(name) for name in listing.split("\0") if name]
    else:
        found = [path.relative_to(root) for path in root.rglob("*")]
    return sorted({
        path for path in found
        if (root / path).is_file() and not path.parts[0].startswith(GENERATED)
        and "__pycache__" not in path.parts
        and (not suffixes or path.name.endswith(suffixes))})


def text(root, path):
    return (Path(root) / path).read_text(encoding="utf-8", errors="replace")


def is_binary(root, path):
    return b"\0" in (Path(root) / path).read_bytes()[:8192]


def main(*checks):
    """Runs each check on the tree named on the command line; 1 if one has something to say."""
    root = Path(sys.argv[1]).resolve()
    problems = [problem for check in checks for problem in check(root)]
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problem(s)")
    sys.exit(1 if problems else 0)
