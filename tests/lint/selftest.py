#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hands every lint a tree that breaks its rule and sees it say so; and one that does not."""

import tempfile
import unittest
from pathlib import Path

import catalogue
import data
import format as formatting
import idioms
import layers
import security
import sizes
import tested

SPDX = "/* SPDX-License-Identifier: GPL-3.0-or-later */\n"
CONFIGURATION = (Path(__file__).resolve().parents[2] / ".uncrustify.cfg")


class Tree(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.root = Path(self._folder.name).resolve()
        self.addCleanup(self._folder.cleanup)

    def write(self, name, content):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")

    def assert_fails(self, check, *words):
        problems = "\n".join(check(self.root))
        self.assertTrue(problems, "the lint saw nothing")
        for word in words:
            self.assertIn(word, problems)

    def assert_passes(self, check):
        self.assertEqual(check(self.root), [])


class Layers(Tree):
    def include(self, path, *names):
        self.write(path, "".join(f"#include {name}\n" for name in names))

    def test_arrows(self):
        for lower, upper in (("base", "xmpp"), ("xmpp", "store"), ("store", "xmpp"), ("xmpp", "model"),
                             ("ui", "xmpp"), ("ui", "store"), ("ui", "desktop"), ("desktop", "ui"),
                             ("model", "ui"), ("app", "xmpp")):
            self.include(f"src/{upper}/kith-{upper}.h", "<glib.h>")
            self.include(f"src/{lower}/kith-a.c", f'"kith-{upper}.h"')
            with self.subTest(f"{lower} → {upper}"):
                self.assert_fails(layers.check_layers, f"kith-{upper}.h", "must not know")
            (self.root / f"src/{lower}/kith-a.c").unlink()

    def test_allowed(self):
        self.include("src/base/kith-b.h", "<glib-object.h>")
        self.include("src/xmpp/kith-x.h", '"kith-b.h"', "<strophe.h>")
        self.include("src/model/kith-m.c", '"kith-x.h"', '"kith-b.h"', '"kith-model-enums.h"')
        self.include("src/ui/kith-u.c", '"kith-b.h"', "<gtk/gtk.h>", "<glib/gi18n.h>", "<string.h>")
        self.include("tests/xmpp/kith-test-x.h", "<glib.h>")
        self.include("tests/model/test-m.c", '"kith-test-x.h"', '"kith-x.h"')
        self.assert_passes(layers.check_layers)

    def test_generated_header_of_another_layer(self):
        self.include("src/base/kith-b.c", '"kith-model-enums.h"')
        self.assert_fails(layers.check_layers, "must not know")

    def test_external(self):
        for layer, name in (("base", "strophe.h"), ("model", "sqlite3.h"), ("model", "gtk/gtk.h"),
                            ("desktop", "adwaita.h"), ("ui", "libsecret/secret.h"), ("xmpp", "libsoup/soup.h"),
                            ("store", "expat.h"), ("model", "glib/gi18n.h")):
            self.include(f"src/{layer}/kith-a.c", f"<{name}>")
            with self.subTest(f"{layer}: {name}"):
                self.assert_fails(layers.check_layers, "alone")
            (self.root / f"src/{layer}/kith-a.c").unlink()

    def test_unknown(self):
        self.include("src/ui/kith-a.c", "<curl/curl.h>")
        self.assert_fails(layers.check_layers, "known to no rule")
        self.include("src/ui/kith-a.c", '"kith-nowhere.h"')
        self.assert_fails(layers.check_layers, "in no layer")
        self.include("src/ui/kith-a.c", '"widgets/kith-a.h"')
        self.assert_fails(layers.check_layers, "flat")
        self.include("src/ui/kith-a.c", '"kith-b.c"')
        self.assert_fails(layers.check_layers, "not a header")

    def test_unknown_layer(self):
        self.include("src/misc/kith-a.c", "<glib.h>")
        self.assert_fails(layers.check_layers, "no layer")

    def test_private(self):
        self.include("src/model/kith-m-private.h", "<glib.h>")
        self.include("src/ui/kith-a.c", '"kith-m-private.h"')
        self.assert_fails(layers.check_layers, "private")

    def test_test_header_in_source(self):
        self.include("tests/xmpp/kith-test-x.h", "<glib.h>")
        self.include("src/xmpp/kith-a.c", '"kith-test-x.h"')
        self.assert_fails(layers.check_layers, "tests")

    def test_test_of_a_layer_looks_up(self):
        self.include("src/model/kith-m.h", "<glib.h>")
        self.include("tests/xmpp/test-a.c", '"kith-m.h"')
        self.assert_fails(layers.check_layers, "must not know")

    def test_two_headers_of_one_name(self):
        self.include("src/base/kith-a.h", "<glib.h>")
        self.include("src/ui/kith-a.h", "<glib.h>")
        self.assert_fails(layers.check_layers, "second")

    def test_public_model(self):
        self.include("src/xmpp/kith-x.h", "<glib.h>")
        self.include("src/model/kith-m.h", '"kith-x.h"')
        self.assert_fails(layers.check_layers, "public header of model")
        self.assert_fails(layers.check_public_model, "hidden layer")
        self.include("src/model/kith-m-private.h", '"kith-x.h"')
        self.include("src/model/kith-m.h", '"kith-m-private.h"')
        self.assert_fails(layers.check_public_model, "hidden layer")

    def test_model_objects(self):
        self.include("src/xmpp/kith-x.h", "<glib.h>")
        self.include("src/store/kith-s.h", "<glib.h>")
        self.include("src/model/kith-object-private.h", "<glib.h>")
        self.include("src/model/backend/kith-acting-private.h", '"kith-object-private.h"', '"kith-x.h"')
        self.include("src/model/kith-client-private.h", '"kith-s.h"', '"kith-acting-private.h"')
        self.include("src/model/kith-client.c", '"kith-client-private.h"')
        self.include("src/model/kith-object.c", '"kith-object-private.h"')
        self.assert_passes(layers.check_model_objects)
        for name in ("kith-x.h", "kith-s.h", "kith-acting-private.h", "kith-client-private.h"):
            for path in ("src/model/kith-object.c", "src/model/kith-object-private.h"):
                self.include(path, f'"{name}"')
                with self.subTest(f"{path}: {name}"):
                    self.assert_fails(layers.check_model_objects, path, name)
                self.include(path, "<glib.h>")
        self.include("src/model/backend/kith-acting.c", '"kith-client-private.h"')
        self.assert_fails(layers.check_model_objects, "kith-acting.c", "root")

    def test_parts(self):
        self.include("src/xmpp/kith-a.h", "<glib.h>")
        self.include("src/xmpp/wire/kith-w.h", '"kith-a.h"')
        self.include("src/xmpp/session/kith-s.h", '"kith-w.h"')
        self.include("src/ui/sidebar/kith-row.h", "<glib.h>")
        self.include("src/ui/kith-window.c", '"kith-row.h"')
        self.assert_passes(layers.check_parts)
        self.include("src/xmpp/wire/kith-w.c", '"kith-s.h"')
        self.assert_fails(layers.check_parts, "kith-w.c", "must not know")
        self.include("src/xmpp/wire/kith-w.c", "<glib.h>")
        self.include("src/ui/conversation/kith-bubble.c", '"kith-row.h"')
        self.assert_fails(layers.check_parts, "kith-bubble.c", "must not know")
        self.include("src/ui/conversation/kith-bubble.c", "<glib.h>")
        self.include("src/ui/misc/kith-x.c", "<glib.h>")
        self.assert_fails(layers.check_parts, "no part of ui")

    def test_cycles(self):
        self.include("src/base/kith-a.h", '"kith-b.h"')
        self.include("src/base/kith-b.h", '"kith-c.h"')
        self.include("src/base/kith-c.h", "<glib.h>")
        self.assert_passes(layers.check_cycles)
        self.include("src/base/kith-c.h", '"kith-a.h"')
        self.assert_fails(layers.check_cycles, "kith-a.h ↔ kith-b.h ↔ kith-c.h")
        self.include("src/base/kith-c.h", '"kith-c.h"')
        self.assert_fails(layers.check_cycles, "kith-c.h")


class Sizes(Tree):
    def test_files(self):
        for name, lines in (("a.c", 601), ("b.c", 1001), ("c.h", 151), ("d.h", 251), ("e.ui", 401)):
            self.write(f"src/ui/{name}", "x\n" * lines)
            self.assert_fails(sizes.check_files, name)
            (self.root / "src/ui" / name).unlink()

    def test_reason(self):
        self.write("src/ui/a.c", SPDX + "/* size: one table */\n" + "x\n" * 700)
        self.assert_passes(sizes.check_files)
        self.write("src/ui/a.c", SPDX + "/* size: one table */\n" + "x\n" * 1000)
        self.assert_fails(sizes.check_files, "a.c")
        self.write("src/ui/a.c", "x\n" * 610 + "/* size: too late */\n")
        self.assert_fails(sizes.check_files, "a.c")

    def test_functions(self):
        head = "static void\nlong_one (int   a,\n          int   b)\n{\n"
        self.write("src/ui/a.c", head + "  x ();\n" * 101 + "}\n")
        self.assert_fails(sizes.check_functions, "long_one")
        self.write("src/ui/a.c", head + "  x ();\n" * 100 + "}\n")
        self.assert_passes(sizes.check_functions)

    def test_tables_are_no_functions(self):
        self.write("src/ui/a.c", "int f (void);\nstatic int t[] =\n{\n" + "  1,\n" * 200 + "};\n")
        self.assert_passes(sizes.check_functions)


class Format(Tree):
    def setUp(self):
        super().setUp()
        self.write(".uncrustify.cfg", CONFIGURATION.read_text(encoding="utf-8"))

    def test_format(self):
        self.write("src/base/a.c", SPDX + "\nstatic void\nf (void)\n{\n  if (a)\n    b (c, d);\n}\n")
        self.assert_passes(formatting.check_format)
        for wrong in ("static void f(void) {\n  b ();\n}\n", "static void\nf (void)\n{\n    b(c,d);\n}\n",
                      "static void\nf (void)\n{\n  if (a) {\n    b ();\n  }\n}\n"):
            self.write("src/base/a.c", SPDX + "\n" + wrong)
            self.assert_fails(formatting.check_format, "a.c")

    def test_lines(self):
        self.write("src/base/a.c", "/* " + "x" * 140 + " */\n")
        self.assert_fails(formatting.check_lines, "columns")
        self.write("src/base/a.c", "int a; \n")
        self.assert_fails(formatting.check_lines, "space")


class Idioms(Tree):
    WRONG = {
        "src/ui/a.c": ['#include "../model/b.h"', '#include "b.c"', "kith_client_get_default ();",
                       "g_main_loop_run (loop);", "while (g_main_context_iteration (NULL, TRUE));",
                       "secret_password_lookup_sync (x);", "g_bus_get_sync (x);", "x = g_set_str;",
                       "AdwBanner *banner;", "x = g_utf8_substring (text, 0, 9);", 'g_print ("x"); printf ("the password is %s", p);'],
        "src/model/a.c": ['title = _("Chats");', "#include <glib/gi18n.h>", 'ngettext ("a", "b", n);'],
        "src/ui/a.ui": ['<object class="AdwDialog"/>', '<object class="GtkFileDialog"/>'],
        "tests/tools/a.sh": ["pki" "ll -f prosody", "kill" "all prosody"],
        "README.md": ["TO" "DO: more", "FIX" "ME", "XX" "X", "see /ho" "me/ada/kith", "in /wo" "rk/x",
                      "from pypi.org", "-----BEGIN RSA PRIVATE KEY-----", "ghp_" + "a1" * 18],
    }
    RIGHT = {
        "src/app/a.c": ["kith_application_get_default ();"],
        "src/ui/a.c": ['title = _("Chats");', "g_dbus_connection_call (x);", "AdwClamp *clamp;", "GtkSpinner *spinner;"],
        "src/model/a.c": ["func_ (x);", "g_resolver_lookup_by_name_async (x);"],
        "README.md": ["https://example.org/home/page", "XXXL", "a session with a user agent"],
    }

    def test_wrong(self):
        for name, lines in self.WRONG.items():
            for line in lines:
                with self.subTest(line):
                    self.write(name, line + "\n")
                    self.assert_fails(idioms.check_rules, name + ":1")
            (self.root / name).unlink()

    def test_right(self):
        for name, lines in self.RIGHT.items():
            self.write(name, "\n".join(lines) + "\n")
        self.assert_passes(idioms.check_rules)

    def test_licence(self):
        self.write("src/ui/a.c", SPDX)
        self.write("tests/lint/a.py", "#!/usr/bin/env python3\n# SPDX-License-Identifier: GPL-3.0-or-later\n")
        self.assert_passes(idioms.check_licence)
        for name, content in (("a.c", "\n" + SPDX), ("a.h", ""), ("a.py", "import x\n"), ("a.sh", "#!/bin/sh\n")):
            self.write(name, content)
            self.assert_fails(idioms.check_licence, name)
            (self.root / name).unlink()


DOAP = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://usefulinc.com/ns/doap#"
 xmlns:xmpp="https://linkmauve.fr/ns/xmpp-doap#"><Project>%s</Project></rdf:RDF>"""
ENTRY = """<implements><xmpp:SupportedXep><xmpp:xep rdf:resource="https://xmpp.org/extensions/xep-%s.html"/>
<xmpp:status>%s</xmpp:status><xmpp:version>%s</xmpp:version></xmpp:SupportedXep></implements>"""


class Data(Tree):
    def test_desktop(self):
        self.write("data/a.desktop.in", "[Desktop Entry]\nType=Application\nName=A\nExec=a\n")
        self.assert_passes(data.check_desktop)
        self.write("data/a.desktop.in", "[Desktop Entry]\nType=Application\nName=A\nCategories=Nonsense;\n")
        self.assert_fails(data.check_desktop, "a.desktop.in")

    def test_metainfo(self):
        self.write("data/a.metainfo.xml.in", "<component type='desktop-application'><id>a</id></component>")
        self.assert_fails(data.check_metainfo, "a.metainfo.xml.in")

    def test_xml(self):
        self.write("src/ui/a.ui", "<interface/>")
        self.assert_passes(data.check_xml)
        self.write("src/ui/a.ui", "<interface>")
        self.assert_fails(data.check_xml, "a.ui")

    def test_schemas(self):
        self.write("data/a.gschema.xml", "<schemalist><schema id='a.b' path='/a/b/'><key name='k' type='b'>"
                   "<default>true</default></key></schema></schemalist>")
        self.assert_passes(data.check_schemas)
        self.write("data/a.gschema.xml", "<schemalist><schema id='a.b' path='/a/b/'><key name='k' type='b'>"
                   "<default>1</default></key></schema></schemalist>")
        self.assert_fails(data.check_schemas, "data")

    def test_pictures(self):
        self.write("data/a.svg", "<svg viewBox='0 0 1 1'><use href='#a'/></svg>")
        self.assert_passes(data.check_pictures)
        for wrong in ("<svg/>", "<svg viewBox='0'><image/></svg>", "<svg viewBox='0'><text>a</text></svg>",
                      "<svg viewBox='0'><use href='http://a'/></svg>"):
            self.write("data/a.svg", wrong)
            self.assert_fails(data.check_pictures, "a.svg")

    def test_missing_program(self):
        self.assertIn("not installed", data.run("kith-no-such-program"))

    def test_doap(self):
        self.assert_fails(data.check_doap, "missing")
        self.write(data.DOAP, DOAP % (ENTRY % ("0030", "complete", "2.5.0")))
        self.assert_passes(data.check_doap)
        for wrong in ("<a>", DOAP % "", DOAP % (ENTRY % ("0030", "splendid", "1.0")),
                      DOAP % (ENTRY % ("0030", "complete", "")), DOAP % (2 * ENTRY % (("0030", "complete", "1.0") * 2)),
                      DOAP % (ENTRY % ("30", "complete", "1.0"))):
            self.write(data.DOAP, wrong)
            self.assert_fails(data.check_doap, data.DOAP)

    def test_readme(self):
        self.write(data.DOAP, DOAP % (ENTRY % ("0030", "complete", "2.5.0")))
        self.write("README.md", "XEP-0999 in a sentence\n\n| What | Where |\n|---|---|\n| Disco | XEP-0030 |\n")
        self.assert_passes(data.check_doap)
        self.write("README.md", "| Disco | XEP-0030 |\n| Ping | XEP-0199 |\n")
        self.assert_fails(data.check_doap, "XEP-0199")
        self.write("README.md", "| Ping | XEP-0199 |\n")
        self.assert_fails(data.check_doap, "XEP-0030", "XEP-0199")


class Security(Tree):
    def setUp(self):
        super().setUp()
        self.write("tests/live/test_bad.py", "def test_forged_roster(): pass\ndef test_bomb(): pass\n")

    def index(self, cases):
        self.write("tests/security.md", f"# Words\n\n| Row | What | Cases |\n|---|---|---|\n| CVE | x | {cases} |\n")

    def test_right(self):
        self.assert_passes(security.check_cases)
        self.index("`live/test_bad.py: test_forged_roster, test_bomb`")
        self.assert_passes(security.check_cases)

    def test_gone(self):
        self.index("`live/test_bad.py: test_forged_roster, test_carbons`")
        self.assert_fails(security.check_cases, "has no test_carbons")
        self.index("`live/test_worse.py: test_bomb`")
        self.assert_fails(security.check_cases, "does not exist")
        self.index("soon")
        self.assert_fails(security.check_cases, "names no case")


class Tested(Tree):
    def setUp(self):
        super().setUp()
        self.write("src/xmpp/kith-wire-tap.h", "G_DECLARE_FINAL_TYPE (KithWireTap, kith_wire_tap, KITH, WIRE_TAP, GObject)\n")
        self.write("src/store/kith-row.h", "typedef struct _KithRow KithRow;\nG_DEFINE_AUTOPTR_CLEANUP_FUNC (KithRow, x)\n")
        self.write("src/model/backend/kith-outbox-private.h",
                   "G_DECLARE_FINAL_TYPE (KithOutbox, kith_outbox, KITH, OUTBOX, GObject)\n")
        self.write("src/xmpp/kith-ns.h", "#define KITH_NS_A \"a\"\n")
        self.write("src/ui/kith-page.h", "G_DECLARE_FINAL_TYPE (KithPage, kith_page, KITH, PAGE, GtkWidget)\n")
        self.write("tests/xmpp/test-wire-tap.c", 'g_test_add_func ("/wire-tap/open", test_open);\n')
        self.write("tests/xmpp/meson.build", "tests = ['wire-tap']\n")
        self.write("tests/store/test-row.c", 'kith_transcript_add_tests ("/row", "row.xml", run);\n')
        self.write("tests/store/meson.build", "tests = ['row']\n")
        self.write("tests/model/test-outbox.c", 'g_test_add ("/outbox/way", Fixture, NULL, set_up, test_way, tear_down);\n')
        self.write("tests/model/meson.build", "tests = ['outbox']\n")

    def test_right(self):
        self.assert_passes(tested.check_tests)

    def test_subfolder(self):
        (self.root / "tests/model/test-outbox.c").unlink()
        self.assert_fails(tested.check_tests, "KithOutbox", "tests/model/test-outbox.c is missing")

    def test_missing(self):
        (self.root / "tests/xmpp/test-wire-tap.c").unlink()
        self.assert_fails(tested.check_tests, "KithWireTap", "test-wire-tap.c is missing")

    def test_empty(self):
        self.write("tests/store/test-row.c", "int main (void) { return 0; }\n")
        self.assert_fails(tested.check_tests, "has no test in it")

    def test_not_run(self):
        self.write("tests/xmpp/meson.build", "tests = ['wire']\n")
        self.assert_fails(tested.check_tests, "is not run")


HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


class Catalogue(Tree):
    def setUp(self):
        super().setUp()
        self.write("src/ui/a.c", 'x = _("Chats");\n')
        self.write("po/POTFILES", "src/ui/a.c\n")
        self.write("po/LINGUAS", "zh_CN\n")
        self.write("po/zh_CN.po", HEADER + 'msgid "Chats"\nmsgstr "聊天"\n')

    def test_right(self):
        self.assert_passes(catalogue.check_potfiles)
        self.assert_passes(catalogue.check_catalogues)
        self.assert_passes(catalogue.check_complete)

    def test_potfiles(self):
        self.write("src/ui/b.ui", "<x translatable='yes'>Y</x>")
        self.assert_fails(catalogue.check_potfiles, "b.ui is missing")
        self.write("po/POTFILES", "src/ui/b.ui\nsrc/ui/a.c\n")
        self.assert_fails(catalogue.check_potfiles, "sorted")
        self.write("po/POTFILES", "src/ui/a.c\nsrc/ui/b.ui\nsrc/ui/c.c\n")
        self.assert_fails(catalogue.check_potfiles, "c.c does not exist")
        self.write("src/ui/c.c", "int a;\n")
        self.assert_fails(catalogue.check_potfiles, "nothing to translate")

    def test_catalogues(self):
        self.write("po/zh_CN.po", HEADER + '#, c-format\nmsgid "%d chats"\nmsgstr "%s 聊天"\n')
        self.assert_fails(catalogue.check_catalogues, "zh_CN.po")
        (self.root / "po/zh_CN.po").unlink()
        self.assert_fails(catalogue.check_catalogues, "no catalogue")

        self.write("po/zh_CN.po", HEADER + 'msgid "Chats\nmsgstr "聊天"\n')
        self.assert_fails(catalogue.check_catalogues, "zh_CN.po")
        self.write("po/zh_CN.po", HEADER + 'msgid "_Chats"\nmsgstr "聊天"\n')
        self.assert_fails(catalogue.check_catalogues, "accelerator")

    def test_untranslated(self):
        self.write("src/ui/a.c", 'x = _("Chats"); y = _("Contacts");\n')
        self.assert_fails(catalogue.check_complete, "Contacts")
        self.write("src/ui/a.c", 'x = _("%s words");\n' % ("Many, many" * 20))
        self.assert_fails(catalogue.check_complete, "words")
        self.write("src/ui/a.c", 'x = C_("list", "Chats");\n')
        self.assert_fails(catalogue.check_complete, "Chats")
        self.write("src/ui/a.c", 'x = ngettext ("%u chat", "%u chats", n);\n')
        self.assert_fails(catalogue.check_complete, "%u chat")
        self.write("src/ui/a.c", 'x = _("Chats");\n')
        self.write("po/zh_CN.po", HEADER + '#, fuzzy\nmsgid "Chats"\nmsgstr "聊天"\n')
        self.assert_fails(catalogue.check_complete, "not sure")

    def test_formats(self):
        for wrong in ("%d 聊天", "聊天", "%s %s"):
            self.write("src/ui/a.c", 'x = _("Chats of %s");\n')
            self.write("po/zh_CN.po", HEADER + f'msgid "Chats of %s"\nmsgstr "{wrong}"\n')
            self.assert_fails(catalogue.check_complete, "zh_CN.po")
        self.write("src/ui/a.c", 'x = _("%-e %B");\n')
        for right, translation in ((True, "%-m月%-d日"), (False, "%Q月%-d日"), (False, "%-m月 100%")):
            self.write("po/zh_CN.po", HEADER + f'msgid "%-e %B"\nmsgstr "{translation}"\n')
            if right:
                self.assert_passes(catalogue.check_complete)
            else:
                self.assert_fails(catalogue.check_complete, "no date")


if __name__ == "__main__":
    unittest.main()
