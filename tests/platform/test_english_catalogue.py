"""Every text of the interface has its English: no message is empty, fuzzy or has lost a placeholder."""

from __future__ import annotations

import json
import re
from pathlib import Path

import chunfeng

CATALOGUE = Path(chunfeng.__file__).parent / "site" / "locale" / "en" / "LC_MESSAGES" / "django.po"
#: gettext calls in Python and templates, as far as their text stands in one literal.
CALLS = re.compile(
    r"""(?:(?<![\w.])(?:_|later)|gettext|gettext_lazy)\(\s*"((?:[^"\\]|\\.)*)"\s*[,)]|\{%\s*translate\s+"([^"]+)\""""
)
#: One Chinese word for two things: context and text.
IN_CONTEXT = re.compile(r"""(?<![\w.])pgettext(?:_lazy)?\(\s*"([^"]+)",\s*"([^"]+)"\s*\)""")
HAN = re.compile("[\u4e00-\u9fff]")
PLACES = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def entries() -> dict[str, str]:
    found = {}
    for block in CATALOGUE.read_text("utf-8").split("\n\n"):
        texts = re.findall(r'^(msgctxt|msgid|msgstr|msgstr\[0\]) (".*")$', block, re.M)
        values = {kind: json.loads(text) for kind, text in texts}
        context = f"{values['msgctxt']}\x04" if "msgctxt" in values else ""
        found[context + values.get("msgid", "")] = values.get("msgstr", values.get("msgstr[0]", ""))
    found.pop("", None)
    return found


def test_no_message_is_empty_or_loses_a_placeholder() -> None:
    known = entries()
    assert len(known) > 2000
    assert not [text for text, english in known.items() if not english]
    assert not [t for t, e in known.items() if set(PLACES.findall(t)) != set(PLACES.findall(e))]


def test_every_text_of_the_tree_is_in_the_catalogue() -> None:
    known = entries()
    missing = set()
    root = Path(chunfeng.__file__).parent
    for path in (*root.rglob("*.py"), *root.rglob("*.html")):
        if {"tests", "packs", "specimens"} & set(path.relative_to(root).parts):
            continue
        source = path.read_text("utf-8")
        missing |= {key for pair in IN_CONTEXT.findall(source) if (key := "\x04".join(pair)) not in known}
        for found in CALLS.findall(source):
            text = found[0].replace('\\"', '"').replace("\\n", "\n") or found[1]
            if HAN.search(text) and text not in known:
                missing.add(text)
    assert not missing, f"{len(missing)} texts without English: run makemessages"


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    import gettext

    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert not [t for t, e in entries().items() if compiled.gettext(t) != e and compiled.ngettext(t, t, 1) != e]
