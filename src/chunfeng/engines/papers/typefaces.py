"""Which typefaces the house has. 公文 asks for 仿宋, 小标宋, 黑体 and 楷体, which may not be given away with a program: where an
office has installed them they are taken, else free ones of the same kind stand in."""

from __future__ import annotations

from collections.abc import Set
from typing import Final

from chunfeng.engines.papers.paper import CannotPrint
from chunfeng.kernel.refusal import Refusal

_SONG: Final = ("Noto Serif CJK SC", "Source Han Serif SC")
_KAI: Final = ("LXGW WenKai",)
#: In order of preference; a true 小标宋 is heavy by itself, a stand-in is set bold.
_BODY: Final = ("FangSong", "FangSong_GB2312", "STFangsong", "FZFangSong-Z02S", *_SONG)
_TITLE: Final = ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "STZhongsong")
_HEADING: Final = ("SimHei", "STHeiti", "FZHei-B01S", "Noto Sans CJK SC", "Source Han Sans SC")
_CLERKLY: Final = ("KaiTi", "KaiTi_GB2312", "STKaiti", "FZKai-Z03S", *_KAI)


def choose(families: Set[str]) -> dict[str, object]:
    """Lists of families for the template: the first has the look, the others only help out with rare characters.

    Raises CannotPrint when no Chinese typeface is there at all."""
    spare = [family for family in (*_SONG, *_KAI) if family in families]
    body = next((family for family in _BODY if family in families), None)
    if body is None:
        raise CannotPrint(
            Refusal("本机没有可用的中文字体，不能生成 PDF", "安装 fonts-noto-cjk（Debian）或仿宋字体后重启服务")
        )

    def led_by(wanted: tuple[str, ...]) -> list[str]:
        first = next((family for family in wanted if family in families), body)
        return [first, *(family for family in spare if family != first)]

    title = next((family for family in _TITLE if family in families), None)
    return {
        "body": led_by((body,)),
        "title": led_by((title,) if title else _SONG),
        "title_weight": 400 if title else 700,
        "heading": led_by(_HEADING),
        "clerkly": led_by(_CLERKLY),
    }
