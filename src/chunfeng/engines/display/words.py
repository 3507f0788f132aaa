"""How codes, values and evidence are said in Chinese. One place, so that report, workbook and terminal say the same.

`say` gives a text in the language of a page. Report, workbook and terminal go without it: they are Chinese."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from itertools import count as count_from
from typing import Any

from chunfeng.engines.display.evidence_titles import TITLES

Say = Callable[[str], str]

SEVERITY = {"block": "冻结", "high": "高", "medium": "中", "low": "低"}
#: Tone of the chip: a red one only for what must not be paid before somebody has decided.
TONE = {"block": "bad", "high": "due", "medium": "info", "low": ""}
SUBJECT = {
    "enrolment": "名册行",
    "claim": "申领行",
    "payment": "发放行",
    "certificate": "证书行",
    "exam": "成绩行",
    "class": "班期",
    "session": "课次",
    "provider": "培训机构",
    "payroll": "工资行",
    "attendance": "考勤行",
    "employer": "用人单位",
    "person": "人员",
    "registers": "名单行",
    "filing": "备案行",
    "contract": "合同行",
    "insurance": "参保行",
    "teacher": "教师",
    "room": "教室",
    "visit": "检查记录",
    "standard": "补贴标准",
    "trade": "工种",
    "project": "工程项目",
}
KIND = {
    "providers": "培训机构",
    "teachers": "教师",
    "rooms": "教室",
    "trades": "工种目录",
    "standards": "补贴标准",
    "classes": "班期",
    "sessions": "课次",
    "enrolments": "学员名册",
    "attendance": "考勤",
    "visits": "检查记录",
    "exams": "成绩",
    "certificates": "证书",
    "claims": "补贴申领",
    "payments": "补贴发放",
    "employers": "用人单位",
    "filings": "用工备案",
    "contracts": "劳动合同",
    "payroll": "工资表",
    "insurance": "参保缴费",
    "projects": "工程项目",
    "registers": "外部名单",
    "persons": "人员",
    "deceased": "死亡登记",
    "pension": "养老待遇",
    "public_payroll": "财政供养",
    "student": "在校学生",
    "detained": "羁押",
    "abroad": "出入境",
    "hospital": "住院",
    "poverty": "贫困人口",
    "disability": "残疾人",
    "shareholder": "股东",
    "unemployment": "失业登记",
}
UNIT = {
    "percent": "%",
    "days": "天",
    "months": "个月",
    "years": "岁（年）",
    "minutes": "分钟",
    "hours": "小时",
    "persons": "人",
    "times": "次",
    "fen": "元",
    "分": "元",
    "seconds": "秒",
    "workdays": "个工作日",
    "classes": "个班",
    "lessons": "课时",
}
#: What a value rests on. An unmarked value, or one that was checked against its source, needs no words.
MARK = {
    "demo": "演示值",
    "proposal": "建议值",
    "default": "默认值，待本地确定",
    "practice": "通行做法，待核",
    "notice": "",
    "document": "",
}

_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:00(\.0+)?)?$")
_VALUES = {
    "present": "到",
    "late": "迟到",
    "left_early": "早退",
    "absent": "缺勤",
    "leave": "请假",
    "sick": "病假",
    "approved": "已核准",
    "paid": "已发放",
    "refused": "不予补贴",
    "cancelled": "已取消",
    "male": "男",
    "female": "女",
    "M": "男",
    "F": "女",
    "m": "男",
    "f": "女",
    "monthly": "月工资",
    "settlement": "结算",
    **{kind: title for kind, title in KIND.items() if kind not in ("persons",)},
    **SUBJECT,
}


def subject(code: str, titles: Mapping[str, str] | None = None, say: Say = str) -> str:
    """What kind of row is accused; of a list kind that words do not know, its title tells."""
    title = (titles or {}).get(f"{code}s")
    return say(SUBJECT[code]) if code in SUBJECT else f"{title}行" if title else code


#: What stands in a rule's sentence as a value: a number, a day and its hour, a code, a name in marks.
_VALUE = re.compile(r"“[^”]*”|[A-Za-z0-9](?:[A-Za-z0-9,.:-]*[A-Za-z0-9])?(?: \d\d:\d\d)?")
#: What rules add at the end of a sentence about a list without an end date.
_NO_END = "（名单未写截止日期，按核查日计）"


def pattern(said: str) -> str:
    """死亡登记日期 {0}，早于开班日期 {1}: a rule's sentence without its values."""
    at = count_from()
    return _VALUE.sub(lambda _found: f"{{{next(at)}}}", said.replace("{", "{{").replace("}", "}}"))


def retold(said: str, say: Say) -> str:
    """A finding's sentence in the language of a page. It is stored as the rule wrote it; one whose values cannot be told
    from its words stays as it stands."""
    sentence = said.removesuffix(_NO_END)
    told = say(pattern(sentence)).format(*_VALUE.findall(sentence))
    return told + say(_NO_END) if sentence != said else told


def yuan(fen: int | None) -> str:
    """12,600.00; nothing known is --."""
    if fen is None:
        return "--"
    whole, part = divmod(abs(int(fen)), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{part:02d}"


def count(number: int | None) -> str:
    return "--" if number is None else f"{number:,}"


def percent(part: int, whole: int) -> str:
    """One decimal, half up, in integers: a float would round differently on another machine."""
    if whole <= 0:
        return "--"
    tenths = (part * 2000 + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


def numeral(number: int) -> str:
    """一 … 九十九: the numbers of the sections of an official paper."""
    digits = "零一二三四五六七八九"
    if number < 10:
        return digits[number]
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")


def address(file: str | None, sheet: str | None, row: int | None, say: Say = str) -> str:
    if not file:
        return ""
    place = f"{file}［{sheet}］" if sheet else file
    return say("%(place)s第%(row)s行") % {"place": place, "row": row} if row is not None else place


def quantity(value: int | str | None, unit: str) -> str:
    """A parameter's value with its unit; money stands in fen and is said in yuan."""
    if value is None:
        return "没有标准"
    if unit in ("flag", "是否"):
        return "实行" if value else "未实行"
    if unit in ("fen", "分") and isinstance(value, int):
        return f"{yuan(value)} 元"
    word = UNIT.get(unit, unit)
    return f"{value}{word}" if word in ("%", "") else f"{value} {word}"


def evidence(
    text: str | None, titles: Mapping[str, str] | None = None, here: str = "", say: Say = str
) -> list[tuple[str, str]]:
    """The evidence of a finding as pairs of words; what is not JSON is told as it stands. `here`: an address that the
    reader sees beside it, and which `rows` need not repeat."""
    if not text:
        return []
    try:
        data = json.loads(text)
    except ValueError:
        return [(say("说明"), text)]
    if not isinstance(data, dict):
        return [(say("说明"), _said("", data, say))]
    titles = titles or {}
    if here and isinstance(data.get("rows"), list):
        data["rows"] = [row for row in data["rows"] if _said("", row) != here]
    told: list[tuple[str, str]] = []
    for key in sorted(data, key=lambda k: _ORDER.get(k, 1)):
        value, until = data[key], _SPANS.get(key, "")
        if key in _SILENT or value is None or value in ("", []) or _begun(key, data):
            continue
        title = titles.get(key) or _title(key, say)
        if data.get(until):
            title = say(_SPAN_TITLES[key]) if key in _SPAN_TITLES else title
            told.append((title, f"{_said(key, value, say)} ～ {_said(until, data[until], say)}"))
        else:
            told.append((title, _said(key, value, say)))
    return told


#: The class first, other rows last; all else as it came.
_ORDER = {"class": 0, "rows": 2, "also": 3, "joined_by_name": 3}
#: Two days that are one span are told as one.
_SPANS = {
    "from_on": "to_on",
    "first_on": "last_on",
    "starts_on": "ends_on",
    "other_starts_on": "other_ends_on",
    "employed_from_on": "employed_to_on",
    "from_month": "to_month",
}
_SPAN_TITLES = {
    "from_on": "起止日期",
    "first_on": "首末日期",
    "starts_on": "授课日期",
    "other_starts_on": "另一班授课日期",
    "employed_from_on": "就业起止",
    "from_month": "起止月份",
}


def _begun(key: str, data: Mapping[str, Any]) -> bool:
    """Whether the day was told already, as the end of a span."""
    return any(end == key and data.get(start) for start, end in _SPANS.items())


#: Shown in a column of its own where it is needed, and a row of letters anywhere else.
_SILENT = ("fingerprint",)


def evidence_line(text: str | None, titles: Mapping[str, str] | None = None) -> str:
    return "".join(f"{key}：{value}；" for key, value in evidence(text, titles))


_PREFIXES = {
    "other_": "另一%(what)s",
    "earlier_": "前次%(what)s",
    "later_": "后次%(what)s",
    "first_": "首次%(what)s",
    "last_": "末次%(what)s",
}


def _title(key: str, say: Say) -> str:
    """A column name, known or made of known words: other_starts_on from `starts_on`; any other stays as it is."""
    if key in TITLES:
        return say(TITLES[key])
    for prefix, word in _PREFIXES.items():
        rest = key.removeprefix(prefix)
        if rest != key and rest in TITLES:
            return say(word) % {"what": say(TITLES[rest])}
    for suffix in ("_fen", "_on", "_at"):
        rest = key.removesuffix(suffix)
        if rest != key and rest in TITLES:
            return say(TITLES[rest])
    return key


def _said(key: str, value: Any, say: Say = str) -> str:
    if isinstance(value, bool):
        return say("是") if value else say("否")
    if isinstance(value, int) and key.endswith("_fen"):
        return say("%(amount)s 元") % {"amount": yuan(value)}
    if isinstance(value, int) and key in ("share", "due_share", "share_due", "percent"):
        return f"{value}%"
    if key == "also":
        return say("%(n)s 处同样的命中") % {"n": value}
    if isinstance(value, dict):
        if "file" in value:
            return address(value.get("file"), value.get("sheet"), value.get("row"), say)
        return say("，").join(f"{_title(k, say)} {_said(k, v, say)}" for k, v in value.items() if v is not None)
    if isinstance(value, list):
        if len(value) == 3 and isinstance(value[0], str) and isinstance(value[2], int):
            return address(value[0], value[1], value[2], say)
        return say("、").join(_said(key, item, say) for item in value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    if key == "field":
        return _title(text, say)
    found = _TIME.fullmatch(text)
    if found:
        return found[1] if found[2] == "00:00" and key.endswith("_on") else f"{found[1]} {found[2]}"
    if key.endswith("month") and re.fullmatch(r"\d{4}-\d\d-01", text):
        return text[:7]
    if "class" in key and "|" in text:
        # A class without a number goes by provider, trade, level and opening date.
        provider, *rest = text.split("|")
        return " ".join([provider, *(_known(LEVEL, part, say) for part in rest if part)])
    return _known(LEVEL if key == "level" or key.endswith("_level") else _VALUES, text, say)


def _known(words: Mapping[str, str], text: str, say: Say) -> str:
    """What stands in a row is said as it was written, unless it is a code of ours."""
    return say(words[text]) if text in words else text


LEVEL = {
    "5": "初级（五级）",
    "4": "中级（四级）",
    "3": "高级（三级）",
    "2": "技师（二级）",
    "1": "高级技师（一级）",
    "6": "专项能力",
    "7": "培训合格证",
}
