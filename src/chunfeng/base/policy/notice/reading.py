"""From the bytes of a saved web page or text file to clean lines."""

from __future__ import annotations

import codecs
import html
import re
from pathlib import Path

#: Bytes. No notice comes near it; a file beyond it was chosen by mistake.
LIMIT = 8 * 2**20

_FOLDED = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord(sign): ord(plain)
    for sign, plain in {"\u3000": " ", "\u00a0": " ", "—": "-", "–": "-", "−": "-", "～": "-", "~": "-"}.items()
}
_HIDDEN = re.compile("[\u200b-\u200f\u2028-\u202e\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")
_BREAKS = frozenset(
    re.findall(r"\w+", "p div br hr li ul ol dl dt dd tr table section article body head title h1 h2 h3 h4 h5 h6")
)
_CELLS = frozenset(("td", "th"))
_DROPPED = frozenset(("script", "style", "noscript", "template"))
_TAG = re.compile(r"/?([a-zA-Z][a-zA-Z0-9]*)")


class NotANotice(Exception):
    """The file cannot be read as the text of a notice; says why, for whoever chose it."""


def fold(text: str) -> str:
    """Full-width signs as half-width ones, all dashes as one. Keeps the length, so that places stay true."""
    return text.translate(_FOLDED)


def decode(data: bytes) -> str:
    """UTF-8 (with or without mark), UTF-16 with mark, else GB 18030; NotANotice when it is none of them."""
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for code in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(code)
        except UnicodeDecodeError:
            continue
        # A binary file may pass as GB 18030, but then it is full of control signs.
        if text.count("\x00") > len(text) // 100:
            break
        return text
    raise NotANotice("这个文件不是文字：请把通知另存为纯文本（UTF-8 或 GB18030）或网页再试")


def _without_tags(text: str) -> str:
    """The text of a page, one walk from left to right: a tag that never ends costs no second look."""
    pieces: list[str] = []
    place, skipping = 0, ""
    while (opens := text.find("<", place)) >= 0:
        if not skipping:
            pieces.append(text[place:opens])
        tag = _TAG.match(text, opens + 1)
        comment = text.startswith("<!", opens)
        if not tag and not comment:
            if not skipping:
                pieces.append("<")
            place = opens + 1
            continue
        sign = "-->" if text.startswith("<!--", opens) else ">"
        closes = text.find(sign, opens)
        if closes < 0:
            place = len(text) if skipping or comment else opens + 1
            if place == opens + 1:
                pieces.append(text[opens:])
                place = len(text)
            break
        name = tag[1].lower() if tag else ""
        closing = text[opens + 1] == "/"
        if skipping:
            skipping = "" if closing and name == skipping else skipping
        elif name in _DROPPED and not closing and text[closes - 1] != "/":
            skipping = name
        elif name in _BREAKS:
            pieces.append("\n")
        elif name in _CELLS and closing:
            pieces.append("\t")
        place = closes + len(sign)
    if not skipping:
        pieces.append(text[place:])
    return "".join(pieces)


def lines_of(text: str) -> list[str]:
    """Lines without page markup, entities, invisible signs and outer blanks. Empty lines stay: numbers of lines are
    told to people. Of a page with markup the lines are those of its text."""
    if re.search(r"</?(p|div|br|span|html|body|table|td)\b", text, re.I):
        text = _without_tags(text)
    text = html.unescape(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    return [_HIDDEN.sub("", line).strip(" \t\u3000\u00a0") for line in text.split("\n")]


def read(path: Path) -> list[str]:
    """Lines of a file; NotANotice when it is missing, empty, too large or no text."""
    try:
        if path.stat().st_size > LIMIT:
            raise NotANotice(f"{path} 超过 {LIMIT // 2**20} MB，不像是一份通知")
        data = path.read_bytes()
    except OSError as error:
        raise NotANotice(f"读不到 {path}：{error.strerror}") from None
    lines = lines_of(decode(data))
    if not any(lines):
        raise NotANotice(f"{path} 里没有文字")
    return lines
