"""The code that leads to the page where a paper is checked. Drawn as lines, not dots: sharp at any size."""

from __future__ import annotations

import io

import segno


def svg(url: str) -> str:
    """An SVG of the code, quiet zone of four modules included."""
    out = io.BytesIO()
    segno.make_qr(url, error="m").save(
        out, kind="svg", border=4, xmldecl=False, svgns=True, omitsize=True, light="#fff"
    )
    return out.getvalue().decode("ascii")


def png(url: str) -> bytes:
    """The same as a picture for Word, ten dots a module."""
    out = io.BytesIO()
    segno.make_qr(url, error="m").save(out, kind="png", border=4, scale=10)
    return out.getvalue()
