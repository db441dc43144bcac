#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether translators get to see every sentence, and what they wrote can be used.

With --complete behind the folder every catalogue must also translate every sentence of the sources.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import tree

MARKED = {
    ".c": re.compile(r"\b(_|N_|C_|Q_|NC_|ngettext|gettext)\s?\(\s*\""),
    ".h": re.compile(r"\b(_|N_|C_|Q_|NC_|ngettext|gettext)\s?\(\s*\""),
    ".ui": re.compile(r"translatable=[\"'](yes|true|1)[\"']"),
    ".in": re.compile(r"."),
}


def entries(root, name):
    path = root / "po" / name
    if not path.exists():
        return []
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines()
            if line.strip() and not line.startswith("#")]


def is_marked(root, path):
    if path.parts[0] not in ("src", "data"):
        return False
    if path.suffix == ".in" and not path.name.endswith((".desktop.in", ".metainfo.xml.in")):
        return False
    pattern = MARKED.get(path.suffix)
    return pattern is not None and pattern.search(tree.text(root, path)) is not None


def check_potfiles(root):
    listed = entries(root, "POTFILES")
    marked = [path.as_posix() for path in tree.files(root) if is_marked(root, path)]
    problems = [f"po/POTFILES: {name} is missing" for name in marked if name not in listed]
    problems += [f"po/POTFILES: {name} does not exist" for name in listed if not (root / name).is_file()]
    problems += [f"po/POTFILES: {name} has nothing to translate" for name in listed
                 if (root / name).is_file() and name not in marked]
    if listed != sorted(set(listed)):
        problems.append("po/POTFILES: is not sorted")
    return problems


def check_catalogues(root):
    problems = []
    for language in entries(root, "LINGUAS"):
        path = root / "po" / f"{language}.po"
        if not path.exists():
            problems.append(f"po/LINGUAS: {language} has no catalogue")
            continue
        done = subprocess.run(["msgfmt", "--check", "--output-file=/dev/null", str(path)],
                              capture_output=True, text=True)
        if done.returncode != 0:
            problems.append(f"po/{language}.po: {' '.join(done.stderr.split())}")
    return problems


def untranslated(root):
    """Every sentence of the sources that a catalogue does not say in its language."""
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "kith.pot"
        subprocess.run(
            ["xgettext", "--from-code=UTF-8", "--files-from=po/POTFILES", f"--output={template}",
             "--keyword=_", "--keyword=N_", "--keyword=C_:1c,2", "--keyword=NC_:1c,2", "--force-po"],
            cwd=root, check=True, capture_output=True)
        for language in entries(root, "LINGUAS"):
            merged = Path(folder) / f"{language}.po"
            subprocess.run(["msgmerge", "--quiet", "--no-fuzzy-matching", f"--output-file={merged}",
                            str(root / "po" / f"{language}.po"), str(template)], check=True)
            left = subprocess.run(["msgattrib", "--no-obsolete", "--untranslated", str(merged)],
                                  check=True, capture_output=True, text=True).stdout
            left += subprocess.run(["msgattrib", "--no-obsolete", "--only-fuzzy", str(merged)],
                                   check=True, capture_output=True, text=True).stdout
            for sentence in re.findall(r'^msgid "(.+)"$', left, re.M):
                problems.append(f"po/{language}.po: “{sentence}” is not translated")
    return problems


if __name__ == "__main__":
    tree.main(check_potfiles, check_catalogues, *([untranslated] if "--complete" in sys.argv else []))
