#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether what is installed beside the program is valid, and says what the README says."""

import re
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import tree

DOAP = "data/kith.doap"
XMPP = "{https://linkmauve.fr/ns/xmpp-doap#}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
XEP = re.compile(r"XEP-(\d{4})")
STATUS = {"complete", "partial", "planned", "deprecated", "removed", "wontfix"}


def run(*command):
    """What a program has to say against its input; a program that is not there says so."""
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except OSError:    # also where a folder of PATH may not be read
        return f"{command[0]} is not installed"
    if done.returncode == 0:
        return None
    return " ".join((done.stdout + done.stderr).split()) or f"{command[0]} failed"


def run_on_source(root, path, *command):
    """The same for a file whose name ends in .in, which the program would not know."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name.removesuffix(".in")
        shutil.copyfile(root / path, copy)
        return run(*command, str(copy))


def check_desktop(root):
    return [f"{path}: {said}" for path in tree.files(root, ".desktop.in", ".desktop")
            if (said := run_on_source(root, path, "desktop-file-validate"))]


def check_metainfo(root):
    return [f"{path}: {said}" for path in tree.files(root, ".metainfo.xml.in", ".metainfo.xml")
            if (said := run_on_source(root, path, "appstreamcli", "validate", "--no-net", "--pedantic"))]


def check_xml(root):
    return [f"{path}: {said}"
            for path in tree.files(root, ".svg", ".ui", ".xml", ".xml.in", ".doap", ".gresource.xml")
            if (said := run("xmllint", "--noout", "--nonet", str(root / path)))]


def check_schemas(root):
    folders = sorted({path.parent for path in tree.files(root, ".gschema.xml")})
    return [f"{folder}: {said}" for folder in folders
            if (said := run("glib-compile-schemas", "--strict", "--dry-run", str(root / folder)))]


def check_pictures(root):
    """An icon is drawn: nothing embedded, nothing fetched, no text that needs a font."""
    problems = []
    for path in tree.files(root, ".svg"):
        content = tree.text(root, path)
        for pattern, what in ((r"<image\b", "an embedded picture"), (r"<text\b", "text"),
                              (r"href=[\"'](?!#)", "a reference outside"), (r"<script\b", "a script")):
            if re.search(pattern, content):
                problems.append(f"{path}: has {what}")
        if path.parts[0] == "data" and "viewBox" not in content:
            problems.append(f"{path}: has no viewBox")
    return problems


def readme_features(text):
    """The numbers of the XEPs that stand in the README's tables."""
    return {number for line in text.splitlines() if line.lstrip().startswith("|")
            for number in XEP.findall(line)}


def check_doap(root):
    if not (root / DOAP).exists():
        return [f"{DOAP}: is missing"]
    try:
        document = ElementTree.parse(root / DOAP)
    except ElementTree.ParseError as error:
        return [f"{DOAP}: {error}"]

    problems, declared = [], set()
    for entry in document.iter(XMPP + "SupportedXep"):
        link = entry.find(XMPP + "xep")
        number = re.search(r"xep-(\d{4})\.html$", link.get(RDF + "resource", "") if link is not None else "")
        if number is None:
            problems.append(f"{DOAP}: an entry names no XEP")
            continue
        name = f"XEP-{number.group(1)}"
        if number.group(1) in declared:
            problems.append(f"{DOAP}: {name} stands twice")
        declared.add(number.group(1))
        if entry.findtext(XMPP + "status") not in STATUS:
            problems.append(f"{DOAP}: {name} has no status")
        if not re.fullmatch(r"\d+(\.\d+)+(rc\d+)?", entry.findtext(XMPP + "version") or ""):
            problems.append(f"{DOAP}: {name} has no version")
    if not declared:
        problems.append(f"{DOAP}: declares nothing")

    readme = root / "README.md"
    listed = readme_features(readme.read_text(encoding="utf-8")) if readme.exists() else set()
    if listed:
        problems += [f"README.md: XEP-{number} is in {DOAP} but in no table" for number in sorted(declared - listed)]
        problems += [f"{DOAP}: XEP-{number} is in the README's table alone" for number in sorted(listed - declared)]
    return problems


if __name__ == "__main__":
    tree.main(check_desktop, check_metainfo, check_xml, check_schemas, check_pictures, check_doap)
