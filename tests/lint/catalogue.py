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

# What g_date_time_format () takes, of what Kith uses; xgettext does not know such formats.
DATE_PART = re.compile(r"%-?[aAbBdeHIlmMpy]|%[FRTYxX]")
DATE = re.compile(r"(%-?[aAbBeHImMpY]|[ ,.:])+")


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


def check_usable(path, name):
    """What msgfmt has against a catalogue: its syntax, its header, formats and mnemonics that differ."""
    done = subprocess.run(["msgfmt", "--check", "--check-accelerators=_", "--output-file=/dev/null", str(path)],
                          capture_output=True, text=True)
    return [] if done.returncode == 0 else [f"{name}: {' '.join(done.stderr.split())}"]


def check_catalogues(root):
    problems = []
    for language in entries(root, "LINGUAS"):
        path = root / "po" / f"{language}.po"
        if not path.exists():
            problems.append(f"po/LINGUAS: {language} has no catalogue")
            continue
        problems += check_usable(path, f"po/{language}.po")
    return problems


def extract(root, template):
    """What there is to translate now, as Meson's preset for GLib programs extracts it."""
    subprocess.run(
        ["xgettext", "--from-code=UTF-8", "--files-from=po/POTFILES", f"--output={template}", "--add-comments",
         "--keyword=_", "--keyword=N_", "--keyword=C_:1c,2", "--keyword=NC_:1c,2", "--keyword=g_dngettext:2,3",
         "--flag=C_:2:pass-c-format", "--flag=NC_:2:pass-c-format", "--flag=ngettext:1:pass-c-format",
         "--flag=ngettext:2:pass-c-format", "--force-po"],
        cwd=root, check=True, capture_output=True)


def sentences(path, *selection):
    """The msgid of every message of a catalogue that msgattrib selects, and its translations."""
    listing = subprocess.run(["msgattrib", "--no-obsolete", "--no-wrap", *selection, str(path)],
                             check=True, capture_output=True, text=True).stdout
    found = []
    for block in listing.split("\n\n"):
        parts = re.findall(r'^(msgid|msgstr)(?:_plural)?(?:\[\d+\])? ((?:"[^\n]*"\n?)+)', block + "\n", re.M)
        texts = [(kind, "".join(re.findall(r'"(.*)"', lines))) for kind, lines in parts]
        if texts and texts[0][1]:
            found.append((texts[0][1], [text for kind, text in texts if kind == "msgstr"]))
    return found


def check_complete(root):
    """Every sentence of the sources that a catalogue does not say in its language, or says with other formats."""
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "kith.pot"
        extract(root, template)
        for language in entries(root, "LINGUAS"):
            name = f"po/{language}.po"
            merged = Path(folder) / f"{language}.po"
            subprocess.run(["msgmerge", "--quiet", "--no-fuzzy-matching", f"--output-file={merged}",
                            str(root / name), str(template)], check=True, capture_output=True)
            problems += [f"{name}: “{text}” is not translated" for text, _ in sentences(merged, "--untranslated")]
            problems += [f"{name}: “{text}” is not sure" for text, _ in sentences(merged, "--only-fuzzy")]
            problems += check_usable(merged, name)
            problems += [f"{name}: “{text}” becomes “{other}”, which is no date"
                         for text, others in sentences(merged, "--translated") for other in others
                         if DATE.fullmatch(text) and "%" in DATE_PART.sub("", other)]
    return problems


if __name__ == "__main__":
    tree.main(check_potfiles, check_catalogues, *([check_complete] if "--complete" in sys.argv else []))
