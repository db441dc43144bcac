#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words and calls that the house style forbids, each with the reason."""

import re

import tree

CODE = (".c", ".h", ".py", ".sh")
OWN_FOLDER = "tests/lint/"

# (folder, suffixes, but not in, pattern, why)
RULES = [
    ("", (".c", ".h"), (), r'#\s*include\s+"\.\./', "includes are flat names"),
    ("", (".c", ".h"), (), r'#\s*include\s+"[^"]+\.c"', "a test never includes a .c"),
    ("src/", (".c", ".h"), ("src/app/",), r"\b(kith_\w+|g_application)_get_default\b",
     "collaborators are construct-only properties"),
    ("src/", (".c", ".h"), (), r"\b(g_main_loop_run|g_main_context_iteration|g_main_loop_new)\b",
     "no nested main loop: the window never freezes"),
    ("src/", (".c", ".h"), (),
     r"\b(g_bus_get_sync|g_dbus_\w+_sync|secret_\w+_sync|soup_session_send_and_read|soup_session_send|"
     r"g_resolver_lookup_by_name|g_resolver_lookup_service|g_socket_client_connect_to_\w+(?<!_async)|"
     r"g_socket_client_connect|g_tls_connection_handshake|g_usleep|sleep) \(",
     "no blocking call on the main thread"),
    ("src/", (".c", ".h"), ("src/ui/", "src/app/", "src/desktop/"),
     r"gi18n|\b(_|N_|C_|gettext|ngettext|dgettext|g_dgettext)\s?\(", "what people read is made in ui"),
    ("", (".c", ".h", ".ui"), (),
     r"\bGtk(FileDialog|AlertDialog|ColumnViewRow|GraphicsOffload)\b|\bAdw(Dialog|AlertDialog|Banner|"
     r"Breakpoint|NavigationSplitView|NavigationView|OverlaySplitView|SpinRow|Spinner|SwitchRow|ToolbarView)\b|\bg_set_str\b|\bgtk_list_view_scroll_to\b",
     "is not in the baseline"),
    ("", (".c", ".h"), (), r"\bg_utf8_substring \([^)]", "reads behind the end of a short text: kith_text_dup_start"),
    ("", (".c", ".h"), (), r"\b(printf|puts|fputs|putchar) \(\"[^\"]*(password|token|secret)", "is never printed"),
    ("", None, (), r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b", "nothing is left for later"),
    ("", None, (), r"\b(pki" r"ll|kill" r"all)\b", "end only what you started, by its id"),
    ("", None, (), r"(?<![\w.:/-])/(?:wo" r"rk|ro" r"ot|ho" r"me)/\w", "is a path of one machine"),
    ("", None, (), r"\b(pypi\.org|pythonhosted\.org|registry\.npmjs\.org|proxy\.golang\.org|artifactory)\b",
     "is a registry's name"),
    ("", None, (), r"-----BEGIN ([A-Z]+ )*PRIVATE KEY-----|\bgh[pousr]_\w{30}|\bAKIA[0-9A-Z]{16}\b",
     "looks like a secret"),
]

# Where a word that is forbidden elsewhere is meant: the rules themselves.
SPDX = {".c": "/* SPDX-License-Identifier: GPL-3.0-or-later */", ".h": "/* SPDX-License-Identifier: GPL-3.0-or-later */",
        ".py": "# SPDX-License-Identifier: GPL-3.0-or-later", ".sh": "# SPDX-License-Identifier: GPL-3.0-or-later"}


def check_rules(root):
    problems = []
    for path in tree.files(root):
        if tree.is_binary(root, path) or path.name in ("LICENSE", "COPYING"):
            continue
        name, content = path.as_posix(), tree.text(root, path)
        for folder, suffixes, exempt, pattern, why in RULES:
            if not name.startswith(folder) or name.startswith(exempt or ("\0",)):
                continue
            if suffixes is not None and path.suffix not in suffixes:
                continue
            if name == OWN_FOLDER + "idioms.py" or name == OWN_FOLDER + "selftest.py":
                continue
            for match in re.finditer(pattern, content):
                number = content.count("\n", 0, match.start()) + 1
                problems.append(f"{path}:{number}: “{match.group(0).strip()}” {why}")
    return problems


def check_licence(root):
    problems = []
    for path in tree.files(root, *CODE):
        first = [line for line in tree.text(root, path).splitlines()[:2] if not line.startswith("#!")][:1]
        if first != [SPDX[path.suffix]]:
            problems.append(f"{path}: does not begin with “{SPDX[path.suffix]}”")
    return problems


if __name__ == "__main__":
    tree.main(check_rules, check_licence)
