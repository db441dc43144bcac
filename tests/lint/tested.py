#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every type below ui has a test of its own name, which is run."""

import re

import tree

# Layers whose types are tested one by one; above them it is screens that are.
LAYERS = ("base", "xmpp", "store", "model", "desktop")

# What makes a type in a header: a GObject, an interface, or a value that is freed by its owner.
TYPE = re.compile(r"^(?:G_DECLARE_(?:FINAL_TYPE|DERIVABLE_TYPE|INTERFACE)|G_DEFINE_AUTOPTR_CLEANUP_FUNC) \((\w+)",
                  re.MULTILINE)


def check_tests(root):
    problems = []
    for path in tree.files(root, ".h"):
        types = TYPE.findall(tree.text(root, path))
        if path.parts[0] != "src" or path.parts[1] not in LAYERS or not types:
            continue
        name = re.sub(r"^kith-|-private$", "", path.stem)
        folder = root / "tests" / path.parts[1]
        test = folder / f"test-{name}.c"
        shown = test.relative_to(root)
        if not test.exists():
            problems.append(f"{path}: declares {types[0]}, and {shown} is missing")
            continue
        if not re.search(r"\b(g_test_add|kith_transcript_add_tests)", tree.text(root, test)):
            problems.append(f"{shown}: has no test in it")
        if f"'{name}'" not in tree.text(root, folder / "meson.build"):
            problems.append(f"{shown}: is not run by {(folder / 'meson.build').relative_to(root)}")
    return problems


if __name__ == "__main__":
    tree.main(check_tests)
