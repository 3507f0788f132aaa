"""Rows of a table that are no data: totals, signatures, notes, group headings, and `label：value` lines between rows."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from chunfeng.engines.feeds.above import pairs_of
from chunfeng.engines.feeds.chunks import is_blank
from chunfeng.engines.feeds.titles import Titles

DATA, BLANK, HEADER, TOTAL, SUBTOTAL, SIGNATURE, NOTE, LABELS = range(8)

#: A distinct value that matches makes its rows worth a closer look; everything else is data without one.
ODD = re.compile(
    r"[计：:注※【]|签|审核|制表|制单|说明|填表|负责人|经办|备注|盖章|^[（(]?[一二三四五六七八九十]+[)）、.]|第.{1,6}[期班]|学校|公司|中心|以下空白|以上"
    r"|^\s*(?:(?:\d{2,4})?\s*年)?\s*\d{0,2}\s*月份?(?:\s*\d{0,2}\s*日)?\s*$"
)

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
_GROUP = re.compile(
    r"^([一二三四五六七八九十]+[、.．]|[(（][一二三四五六七八九十]+[)）]|第.{1,6}[期班]|.*(学校|公司|中心|学院|项目部|班)$)"
)
MONTH = re.compile(r"(?:19|20)\d{2}年?[.\-/]?(?:1[0-2]|0?[1-9])月?(?:份)?|(?:1[0-2]|0?[1-9])月份?")
#: A date alone in its row dates the sheet; 年 月 日 is left open for it.
_DAY = re.compile(r"(?:(?:19|20)\d{2})?年\d{0,2}月(?:\d{0,2}日)?")
#: A figure or a day alone in its row is what is left of somebody's row, not a note.
_VALUE = re.compile(r"[\d.,:/\-]+元?")


def judge(
    cells: list[Any], left: int, right: int, titles: Titles, signature: frozenset[str], person: tuple[bool, bool]
) -> int:
    """What a row is. person: whether the table has a person column, and whether this row fills one (name or number)."""
    from chunfeng.engines.feeds.titles import plain

    here = [(at, cells[at]) for at in range(min(left, len(cells)), min(right, len(cells))) if not is_blank(cells[at])]
    if not here:
        return BLANK
    texts = [unicodedata.normalize("NFKC", c) for _, c in here if isinstance(c, str)]
    bare = [re.sub(r"\s+", "", t) for t in texts]
    same = sum(1 for t in bare if (plain(t) in signature and titles.knows(t)) or plain(t) in ("序号", "备注"))
    if same >= 2 and same >= 0.5 * len(here):
        return HEADER
    has_person, filled = person
    numbered = has_person and any(re.fullmatch(r"\d{15}|\d{17}[\dXx]", t) for t in bare)
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
            if has_person and not filled and not _VALUE.fullmatch(bare[0]):
                return NOTE
    return DATA
