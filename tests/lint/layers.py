#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may include whom. Fails closed: a header that no rule knows is a problem, too."""

import re

import tree

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.M)
GENERATED = re.compile(r"^kith-([a-z]+)-(enums|resources|marshal)\.h$")

# A layer and the layers whose headers it may include, besides its own.
BELOW = {
    "base": set(),
    "xmpp": {"base"},
    "store": {"base"},
    "crypto": {"base"},
    "net": {"base"},
    "model": {"base", "xmpp", "store", "crypto", "net"},
    "desktop": {"base", "model"},
    "ui": {"base", "model"},
    "app": {"base", "model", "desktop", "ui"},
}

# The tests of a layer see what the layer sees; these see more.
TESTS_BELOW = {
    "tools": {"base", "xmpp", "store", "crypto", "net", "model", "desktop"},
    "ui": {"base", "xmpp", "store", "crypto", "net", "model", "desktop", "ui"},
    "live": set(BELOW),
    "fuzz": {"base", "xmpp", "ui"},
    "bench": {"bench"},
}

# What model offers upwards speaks of none of these.
HIDDEN_BY_MODEL = {"xmpp", "store", "crypto", "net"}

# Within model, those who act for the accounts know the objects, and the root knows both; the objects know neither.
MODEL_BACKEND = "src/model/backend/"
MODEL_ROOT = re.compile(r"^kith-client[-.]")

# Folders within a layer, and what each may include of the others; "" is what lies beside them.
PARTS = {
    "xmpp": {
        "": set(),
        "wire": {""},
        "stream": {"", "wire"},
        "sign-in": {"", "wire", "stream"},
        "modules": {""},
        "session": {"", "wire", "stream", "sign-in", "modules"},
    },
    "ui": {
        "": {"widgets", "accounts", "conversation", "people", "sidebar"},
        "widgets": set(),
        "accounts": {"widgets"},
        "conversation": {"widgets"},
        "people": {"widgets"},
        "sidebar": {"widgets"},
    },
}

EVERYWHERE = re.compile(
    r"^(assert|ctype|errno|fcntl|float|grp|inttypes|langinfo|limits|locale|malloc|math|netdb|poll|signal|stdarg|"
    r"stdbool|stddef|stdint|stdio|stdlib|string|time|unistd)\.h$|^(arpa|net|netinet|sys|linux)/|"
    r"^(glib|glib-object|glib/gstdio|glib-unix|gmodule)\.h$|^(gio|gobject)/")

ONLY_IN = {
    r"^strophe\.h$": {"xmpp"},
    r"^expat\.h$": {"xmpp"},
    r"^gnutls/": {"xmpp"},
    r"^sqlite3\.h$": {"store"},
    r"^libsoup/": {"net"},
    r"^libsecret/": {"desktop"},
    r"^(omemo|signal)/": {"crypto"},
    r"^(gtk|gdk|gsk)/|^adwaita\.h$|^libadwaita|^(pango|cairo|graphene|gdk-pixbuf)": {"ui", "app"},
    r"^json-glib/": {"tools", "live"},
    r"^X11/|^spawn\.h$": {"bench"},
    r"^dlfcn\.h$": {"faults"},
    r"^glib/gi18n(-lib)?\.h$": {"ui", "app", "desktop"},
}


def includes(text):
    return [(bracket == "<", name) for bracket, name in INCLUDE.findall(text)]


def place(path):
    """(kind, layer) of a file: ("src", "xmpp"), ("tests", "xmpp"), or None for any other."""
    if len(path.parts) >= 3 and path.parts[0] in ("src", "tests"):
        return path.parts[0], path.parts[1]
    return None


def allowed_layers(kind, layer):
    if kind == "tests" and layer in TESTS_BELOW:
        return TESTS_BELOW[layer]
    return BELOW.get(layer, set()) | {layer}


def check_external(path, kind, layer, name):
    if EVERYWHERE.match(name):
        return []
    for pattern, layers in ONLY_IN.items():
        if re.match(pattern, name):
            own = layer in layers or (kind == "tests" and allowed_layers(kind, layer) & layers)
            return [] if own else [f"{path}: <{name}> belongs to {', '.join(sorted(layers))} alone"]
    return [f"{path}: <{name}> is known to no rule; say in tests/lint/layers.py whose it is"]


def check_project(path, kind, layer, name, owners):
    if "/" in name:
        return [f"{path}: \"{name}\" is not a flat name"]
    if not name.endswith(".h"):
        return [f"{path}: \"{name}\" is not a header"]
    if name == "kith-config.h":
        return []
    generated = GENERATED.match(name)
    owner = owners.get(name) or (("src", generated.group(1)) if generated else None)
    if owner is None:
        return [f"{path}: \"{name}\" is in no layer"]
    if owner[0] == "tests":
        return [] if kind == "tests" else [f"{path}: \"{name}\" belongs to the tests"]
    if owner[1] not in allowed_layers(kind, layer):
        return [f"{path}: \"{name}\" is of {owner[1]}, which {layer} must not know"]
    if name.endswith("-private.h") and owner[1] != layer and kind == "src":
        return [f"{path}: \"{name}\" is private to {owner[1]}"]
    if (kind, layer) == ("src", "model") and owner[1] in HIDDEN_BY_MODEL and path.suffix == ".h" \
            and not path.name.endswith("-private.h"):
        return [f"{path}: a public header of model shows {owner[1]} by \"{name}\""]
    return []


def check_layers(root):
    problems, owners = [], {}
    for path in tree.files(root, ".h"):
        owner = place(path)
        if owner is None:
            continue
        if path.name in owners:
            problems.append(f"{path}: a second header of this name")
        owners[path.name] = owner
    for path in tree.files(root, ".c", ".h"):
        where = place(path)
        if where is None:
            problems.append(f"{path}: is in no layer")
            continue
        kind, layer = where
        if kind == "src" and layer not in BELOW:
            problems.append(f"{path}: {layer} is no layer")
            continue
        for external, name in includes(tree.text(root, path)):
            if external:
                problems += check_external(path, kind, layer, name)
            else:
                problems += check_project(path, kind, layer, name, owners)
    return problems


def model_part(path):
    if path.as_posix().startswith(MODEL_BACKEND):
        return "backend"
    return "root" if MODEL_ROOT.match(path.name) else "objects"


def check_model_objects(root):
    """The objects of model know who acts for their account by an interface, and the root not at all."""
    rank = ("objects", "backend", "root")
    headers = {path.name: path for path in tree.files(root, ".h") if place(path) is not None}
    problems = []
    for path in tree.files(root, ".c", ".h"):
        if place(path) != ("src", "model"):
            continue
        part = model_part(path)
        for external, name in includes(tree.text(root, path)):
            if external or name not in headers:
                continue
            kind, layer = place(headers[name])
            if part == "objects" and kind == "src" and layer in HIDDEN_BY_MODEL:
                problems.append(f"{path}: an object of model includes {headers[name]}")
            elif layer == "model" and rank.index(model_part(headers[name])) > rank.index(part):
                problems.append(f"{path}: one of the {part} of model includes the {model_part(headers[name])}'s {name}")
    return problems


def part_of(path):
    return path.parts[2] if len(path.parts) > 3 else ""


def check_parts(root):
    """The folders within a layer, too, know each other in one direction."""
    headers = {path.name: path for path in tree.files(root, ".h") if path.parts[0] == "src"}
    problems = []
    for path in tree.files(root, ".c", ".h"):
        kind, layer = place(path) or ("", "")
        if kind != "src" or layer not in PARTS:
            continue
        part = part_of(path)
        if part not in PARTS[layer]:
            problems.append(f"{path}: {part} is no part of {layer}; say in tests/lint/layers.py what it may know")
            continue
        for external, name in includes(tree.text(root, path)):
            if external or name not in headers or place(headers[name])[1] != layer:
                continue
            if part_of(headers[name]) not in PARTS[layer][part] | {part}:
                problems.append(f"{path}: must not know {headers[name]}")
    return problems


def cycles(graph):
    """The strongly connected parts of a graph that have more than one member, or a self-reference."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for target in graph.get(node, ()):
            if target not in index:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in stack:
                low[node] = min(low[node], index[target])
        if low[node] == index[node]:
            part = []
            while not part or part[-1] != node:
                part.append(stack.pop())
            if len(part) > 1 or node in graph.get(node, ()):
                found.append(sorted(part))

    for node in sorted(graph):
        if node not in index:
            visit(node)
    return sorted(found)


def check_cycles(root):
    graph = {}
    for path in tree.files(root, ".h"):
        graph[path.name] = [name for external, name in includes(tree.text(root, path)) if not external]
    return [f"headers in a circle: {' ↔ '.join(part)}" for part in cycles(graph)]


def check_public_model(root):
    """No way round: a public header of model must not reach a hidden layer through another header."""
    headers = {path.name: path for path in tree.files(root, ".h") if place(path) is not None}
    problems = []
    for name, path in headers.items():
        if place(path) != ("src", "model") or name.endswith("-private.h"):
            continue
        seen, queue = set(), [name]
        while queue:
            for external, other in includes(tree.text(root, headers[queue.pop()])):
                if external or other in seen or other not in headers:
                    continue
                seen.add(other)
                queue.append(other)
                if place(headers[other])[1] in HIDDEN_BY_MODEL:
                    problems.append(f"{path}: reaches {headers[other]} of a hidden layer")
    return problems


if __name__ == "__main__":
    tree.main(check_layers, check_model_objects, check_parts, check_cycles, check_public_model)
