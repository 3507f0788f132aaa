"""Names that people give to files: shown to people, never used as a path."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 120
_PATH: Final = re.compile(r"[/\\:]")
#: Characters that reorder or hide others, so that `gpj.exe` reads as a picture.
_UNSEEN: Final = frozenset(["Cc", "Cf", "Cs", "Zl", "Zp"])
_ENDING: Final = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_FORBIDDEN: Final = re.compile(r'[<>"|?*%]')


def shown(name: str, ending: str) -> str:
    """The last part of a name without tricks, with the ending that its content has: ..\\a/b.php → b.jpg."""
    text = _PATH.split(unicodedata.normalize("NFC", name))[-1]
    text = "".join(sign for sign in text if unicodedata.category(sign) not in _UNSEEN)
    text = _FORBIDDEN.sub("", _ENDING.sub("", text.strip())).strip(" .")[:LONGEST].strip()
    return f"{text or '附件'}.{ending}"
