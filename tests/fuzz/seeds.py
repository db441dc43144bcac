# SPDX-License-Identifier: GPL-3.0-or-later
"""What the fuzzers begin with: the transcripts and the examples of the unit tests, and a dictionary of their words."""

import ast
import pathlib
import re
import xml.etree.ElementTree as ET

STREAM = 'http://etherx.jabber.org/streams'
HEADER = f"<stream:stream xmlns='jabber:client' xmlns:stream='{STREAM}' version='1.0'>"
LITERALS = re.compile(r'"(?:[^"\\\n]|\\.)*"(?:\s*"(?:[^"\\\n]|\\.)*")*')

# Target: the tests whose strings it reads.
EXAMPLES = {
    'address': ('tests/base/test-jid.c', 'tests/base/test-precis.c', 'tests/xmpp/test-saslprep.c'),
    'features': ('tests/xmpp/test-sasl-offer.c', 'tests/xmpp/test-negotiation.c', 'tests/xmpp/test-stream-error.c',
                 'tests/xmpp/test-negotiation-sasl2.c', 'tests/xmpp/test-registration-form.c', 'tests/xmpp/kith-test-prosody.c'),
    'form': ('tests/xmpp/test-data-form-stanza.c',),
    'links': ('tests/ui/test-links.c',),
    'scram': ('tests/xmpp/test-scram-message.c', 'tests/xmpp/test-scram.c', 'tests/xmpp/test-sasl.c'),
    'stream': ('tests/xmpp/test-stanza-parser.c', 'tests/xmpp/test-wire-input.c'),
    'time': ('tests/base/test-datetime.c',),
}
FORMS = ('tests/xmpp/test-registration.c', 'tests/xmpp/test-disco-info.c')


def c_strings(path):
    """The string literals of a C file, neighbours joined, as bytes."""
    for literal in LITERALS.findall(path.read_text(encoding='utf-8')):
        parts = re.findall(r'"((?:[^"\\\n]|\\.)*)"', literal)
        data = b''.join(decode(part) for part in parts)
        if data:
            yield data


def decode(part):
    """What a C compiler makes of a literal: \\u is a character, \\x and octals are bytes."""
    part = re.sub(r'\\([uU])([0-9a-fA-F]{4}|[0-9a-fA-F]{8})',
                  lambda m: chr(int(m[2], 16)) if int(m[2], 16) < 0xd800 or int(m[2], 16) > 0xdfff else '', part)
    data = b''
    for piece in re.split(r'(\\x[0-9a-fA-F]{1,2}|\\[0-7]{1,3}|\\.)', part):
        if piece.startswith('\\'):
            try:
                data += ast.literal_eval(f"b'{piece}'")
            except (SyntaxError, ValueError):
                data += piece[1:].encode()
        else:
            data += piece.encode()
    return data


def plain(xml, above=''):
    """An element in text, each with its namespace, if it is another than that of the one around it."""
    ns, _, name = xml.tag.rpartition('}')
    ns = ns.lstrip('{') or above
    escape = {'&': '&amp;', '<': '&lt;', '"': '&quot;'}

    def escaped(text):
        return re.sub('[&<"]', lambda m: escape[m[0]], text or '')

    attributes = ''.join(f' {key.replace("{http://www.w3.org/XML/1998/namespace}", "xml:")}="{escaped(value)}"'
                         for key, value in xml.attrib.items() if not key.startswith('{http://e'))
    declared = f' xmlns="{ns}"' if ns != above else ''
    inner = escaped(xml.text) + ''.join(plain(child, ns) + escaped(child.tail) for child in xml)
    return f'<{name}{declared}{attributes}>{inner}</{name}>'


def transcript_cases(root):
    """The steps of each case of the transcripts, as XML elements."""
    for path in sorted((root / 'tests/xmpp/transcripts').glob('*.xml')):
        for case in ET.parse(path).getroot():
            yield f'{path.stem}-{case.get("name")}', list(case)


def stanza_seed(steps):
    """A case as the target "stanza" reads it: what comes in as it is, for what goes out a request of the same kind."""
    parts = []
    for step in steps:
        if step.tag in ('online', 'offline'):
            parts.append(plain(step))
        elif step.tag == 'in' and len(step):
            parts.append(plain(step[0]))
        elif step.tag == 'out' and len(step) and step[0].tag == 'iq' and len(step[0]):
            if step[0].get('type') in ('get', 'set'):
                ns = step[0][0].tag.rpartition('}')[0].lstrip('{')
                ask = ET.Element('ask', {'ns': ns, 'jid': step[0].get('to') or 'romeo@montague.example'})
                parts.append(plain(ask))
    return ''.join(parts)


def forms(root):
    """Every data form that a transcript or a test holds."""
    for _, steps in transcript_cases(root):
        for step in steps:
            for form in step.iter('{jabber:x:data}x'):
                yield plain(form).encode()
    for name in FORMS:
        for data in c_strings(root / name):
            if b'jabber:x:data' in data:
                yield data


def write(root, folder, targets):
    """Writes the seeds of each of TARGETS to FOLDER/TARGET/."""
    cases = list(transcript_cases(root))
    for target in targets:
        seeds = [data for name in EXAMPLES.get(target, ()) for data in c_strings(root / name)]
        if target == 'stanza':
            seeds += [stanza_seed(steps).encode() for _, steps in cases]
        elif target == 'stream':
            seeds += [(HEADER + stanza_seed(steps) + '</stream:stream>').encode() for _, steps in cases]
            seeds = [bytes([number * 37 % 256]) + data for number, data in enumerate(seeds)]
        elif target == 'features':
            seeds = [bytes([number * 37 % 256]) + data for number, data in enumerate(seeds) if b'<' in data]
        elif target == 'form':
            seeds += list(forms(root))
        place = folder / target
        place.mkdir(parents=True, exist_ok=True)
        for number, data in enumerate(dict.fromkeys(seeds)):
            (place / f'{number:04}').write_bytes(data)


def write_dictionary(root, path):
    """The words of the protocol: namespaces, element and attribute names of the transcripts."""
    words = set()
    for data in c_strings(root / 'src/xmpp/kith-ns.h'):
        words.add(data.decode())
    for _, steps in transcript_cases(root):
        for step in steps:
            for xml in step.iter():
                ns, _, name = xml.tag.rpartition('}')
                words.update((f'<{name}', f'</{name}>', ns.lstrip('{')))
                words.update(f' {key}="{value}"' for key, value in xml.attrib.items() if len(value) < 40)
    words.update(('<ask ns="', '<online/>', '<offline/>', 'xmlns="', ']]>', '&amp;', '&#x0;', '<![CDATA['))
    escaped = (re.sub(r'[^ -~]|["\\]', lambda m: ''.join(f'\\x{b:02x}' for b in m[0].encode()), word)
               for word in sorted(words) if word)
    path.write_text(''.join(f'"{word}"\n' for word in escaped), encoding='utf-8')
