"""Rows of a table that are no data: totals, signatures, notes, group headings, and `label：value` lines between rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from chunfeng.engines.feeds.above import pairs_of
from chunfeng.engines.feeds.chunks import filled
from chunfeng.engines.feeds.titles import Titles, plain

DATA, BLANK, HEADER, TOTAL, SUBTOTAL, SIGNATURE, NOTE, LABELS, EXAMPLE = range(9)

_ODD = re.compile(
    r"^示例|[计：:注※【]|签|审核|制表|制单|说明|填表|负责人|经办|备注|盖章|^[（(]?[一二三四五六七八九十]+[)）、.]|第.{1,6}[期班]|学校|公司|中心|以下空白|以上"
    r"|^\s*(?:(?:\d{2,4})?\s*年)?\s*\d{0,2}\s*月份?(?:\s*\d{0,2}\s*日)?\s*$"
)
#: Without one of these signs there is nothing odd in a text: names of persons seldom hold one.
_ODD_SIGNS = frozenset("示月计：:注※【】签审制说填负经备盖一二三四五六七八九十第学公中以")


def odd_among(values: Iterable[Any]) -> set[str]:
    """The texts that make their rows worth a closer look; everything else is data without one."""
    free = _ODD_SIGNS.isdisjoint
    return {v for v in values if v.__class__ is str and not free(v) and _ODD.search(v)}


_TOTAL = re.compile(
    r"^(本[页表班月次]|全[班部]|[本该]单位|本项目|本机构|共)?(合计|总计|总合计|共计|总额|累计|总人数|合计人数|合计金额|总金额)"
)
_SUB = re.compile(r"^.{0,12}?(小计|本页合计|本页小计|分计)")
_SIGN = re.compile(
    r"^(制表|制单|填表|填报|审核|审批|复核|经办|负责|经手|编制|批准|考评员|班主任|教师|领导|主管|财务|会计|出纳|单位负责|校长|监考|阅卷"
    r"|记录|统计|报送|申报|培训机构|用人单位|单位|项目经理|劳资员)[\u4e00-\u9fff()（）/、]{0,10}[：:]"
)
_SIGNED = re.compile(r"(签字|签名|盖章|公章|签章)[)）]?[：:]?")
_NOTE = re.compile(r"^(注|说明|备注|填表说明|填写说明|附|附注|提示|【|※|\*|以下空白|以上|此表|本表|记号|符号|图例)")
#: The row of a template that shows how to fill it in, in its first cell: it looks like data and is nobody's.
_EXAMPLE = re.compile(r"^示例([（(：:].*)?$")
_GROUP = re.compile(
    r"^([一二三四五六七八九十]+[、.．]|[(（][一二三四五六七八九十]+[)）]|第.{1,6}[期班]|.*(学校|公司|中心|学院|项目部|班)$)"
)
MONTH = re.compile(r"(?:19|20)\d{2}年?[.\-/]?(?:1[0-2]|0?[1-9])月?(?:份)?|(?:1[0-2]|0?[1-9])月份?")
#: A date alone in its row dates the sheet; 年 月 日 is left open for it.
_DAY = re.compile(r"(?:(?:19|20)\d{2})?年\d{0,2}月(?:\d{0,2}日)?")
_NUMBER = re.compile(r"\d{15}|\d{17}[\dXx]")
#: A figure or a day alone in its row is what is left of somebody's row, not a note.
_VALUE = re.compile(r"[\d.,:/\-]+元?")


def judge(
    cells: list[Any], left: int, right: int, titles: Titles, signature: frozenset[str], person: tuple[bool, bool]
) -> int:
    """What a row is. person: whether the table has a person column, and whether this row fills one (name or number)."""
    part = cells[left:right]
    here = [part[at] for at in filled(part)]
    if not here:
        return BLANK
    texts = [unicodedata.normalize("NFKC", c) for c in here if isinstance(c, str)]
    bare = ["".join(t.split()) for t in texts]
    same = sum(1 for t in bare if (plain(t) in signature and titles.knows(t)) or plain(t) in ("序号", "备注"))
    if same >= 2 and same >= 0.5 * len(here):
        return HEADER
    has_person, fills = person
    if bare and _EXAMPLE.match(bare[0]):
        return EXAMPLE
    numbered = has_person and any(map(_NUMBER.fullmatch, bare))
    if not numbered:
        for text in bare[:4]:
            if _SUB.match(text) and len(text) <= 20:
                return SUBTOTAL
            if _TOTAL.match(text) and len(text) <= 40:
                return TOTAL
        if any(_SIGN.match(t) for t in bare) or (
            any(_SIGNED.search(t) and len(t) <= 24 for t in bare) and len(here) <= 4
        ):
            return SIGNATURE
        if bare and _NOTE.match(bare[0]) and (len(here) == 1 or (len(here) <= 3 and bare[0][-1:] in "：:")):
            return NOTE
        if len(here) <= 6 and texts and any(pairs_of(t)[0] for t in texts):
            return LABELS
        if len(here) == 1 and texts:
            text = texts[0].strip()
            if _GROUP.match(bare[0]) or MONTH.fullmatch(bare[0]):
                return LABELS
            if len(text) > 12 or _DAY.fullmatch(bare[0]) or re.search(r"[，。；]", text):
                return NOTE
            if has_person and not fills and not _VALUE.fullmatch(bare[0]):
                return NOTE
    return DATA
