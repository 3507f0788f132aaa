"""The questions of a complaint, one a page: what is asked, what a sound answer is, how it reads on the page to check.

An answer is kept as text, as it was typed; `told` makes the values of it. Every wrong answer has its sentence.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from chunfeng.base.places.models import Place
from chunfeng.desks.worker.uploads import ACCEPT
from chunfeng.engines.display.page import Field, Inline, Option
from chunfeng.kernel import masking
from chunfeng.kernel.digits import natural
from chunfeng.kernel.money import read_yuan, write_yuan
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.rights.inspection.actions import Told
from chunfeng.plans.rights.inspection.models import Channel, Complaint, Topic

Answers = Mapping[str, Any]
#: Topics in which a sum is asked for.
WITH_AMOUNT = (Topic.WAGES, Topic.HOURS, Topic.DEPOSIT, Topic.TRAINING)
#: What is asked about money, by topic.
_ASKED = {
    Topic.WAGES: noop("欠您多少钱？"), Topic.HOURS: noop("少算了多少加班费？"), Topic.DEPOSIT: noop("收了您多少押金？"),
    Topic.TRAINING: noop("收了您多少钱？"),
}  # fmt: skip
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{9,11}")
LONGEST = {"employer": 60, "site": 100, "said": 2000, "name": 30}


@dataclass(frozen=True)
class Question:
    """title: the question, the heading of its page. asks: the boxes, filled with what was answered. judge: cleans what
    was sent and says what is wrong, by box. applies: whether it is asked after the answers so far."""

    code: str
    title: Callable[[Answers], str]
    asks: Callable[[Answers], tuple[Field, ...]]
    judge: Callable[[Mapping[str, str], date], tuple[dict[str, str], dict[str, str]]]
    applies: Callable[[Answers], bool] = lambda answers: True


def _text(given: Mapping[str, str], name: str) -> str:
    return " ".join(given.get(name, "").replace("\0", "").split())


def _too_long(values: Mapping[str, str]) -> dict[str, str]:
    return {
        name: _("最多%(most)d个字，现有%(n)d个字") % {"most": most, "n": len(values[name])}
        for name, most in LONGEST.items()
        if len(values.get(name, "")) > most
    }


# ------------------------------------------------------------------ 1 topic
def _topic_asks(answers: Answers) -> tuple[Field, ...]:
    options = tuple(Option(t.value, str(t.label)) for t in Topic)
    return (
        Field("topic", _("您要反映什么？"), "radios", answers.get("topic", ""), options=options,
              hint=_("选最要紧的一件，后面还能补充。"), heading=True),
    )  # fmt: skip


def _topic_judge(given: Mapping[str, str], today: date) -> tuple[dict[str, str], dict[str, str]]:
    topic = given.get("topic", "")
    return {"topic": topic}, {} if topic in Topic.values else {"topic": _("请选一件")}


# ------------------------------------------------------------------ 2 employer and site
def places() -> tuple[Place, ...]:
    """Counties and zones, and the city for those who do not know."""
    rows = Place.objects.filter(kind__in=("county", "zone"), valid_to_on=None).order_by("code")
    root = Place.objects.filter(kind="city", valid_to_on=None).order_by("code").first()
    return (*rows, *((root,) if root else ()))


def _employer_asks(answers: Answers) -> tuple[Field, ...]:
    options = tuple(Option(p.code, _("说不清在哪个区县") if p.kind == "city" else p.name) for p in places())
    return (
        Field("employer", _("哪个单位，或者谁招的您？"), "text", answers.get("employer", ""), max_length=LONGEST["employer"],
              hint=_("公司、劳务队、工头都可以，记得多少写多少。")),
        Field("site", _("在哪个工地、厂或者店？"), "text", answers.get("site", ""), optional=True, max_length=LONGEST["site"]),
        Field("place", _("在哪个区县？"), "choice", answers.get("place", ""), options=options),
    )  # fmt: skip


def _employer_judge(given: Mapping[str, str], today: date) -> tuple[dict[str, str], dict[str, str]]:
    values = {"employer": _text(given, "employer"), "site": _text(given, "site"), "place": given.get("place", "")}
    wrong = _too_long(values)
    if not values["employer"]:
        wrong["employer"] = _("请写单位或工头怎么称呼")
    if values["place"] not in {p.code for p in places()}:
        wrong["place"] = _("请选区县；不知道就选“说不清”")
    return values, wrong


# ------------------------------------------------------------------ 3 what happened and since when
def _happened_asks(answers: Answers) -> tuple[Field, ...]:
    still = (Option("yes", _("是，现在还这样")), Option("no", _("不是，已经停了")))
    elsewhere = (
        Option("no", _("没有")), Option("arbitration", _("已申请劳动仲裁")), Option("court", _("已到法院起诉")),
    )  # fmt: skip
    return (
        Field("said", _("用自己的话写"), "long", answers.get("said", ""), max_length=LONGEST["said"],
              hint=_("几句话就可以。不要写身份证号和银行卡号。")),
        Field("since", _("从哪年哪月开始？"), "month", answers.get("since", ""), hint=_("比如 2016-09")),
        Field("still", _("现在还这样吗？"), "radios", answers.get("still", ""), options=still),
        Field("until", _("到哪年哪月为止？"), "month", answers.get("until", ""), optional=True, hint=_("已经停了的才填")),
        Field("elsewhere", _("同一件事，申请过仲裁或者起诉过吗？"), "radios", answers.get("elsewhere", ""), options=elsewhere),
    )  # fmt: skip


_MONTH = re.compile(r"(\d{4})[-/.年 ]*(\d{1,2})月?")


def month(text: str) -> date | None:
    """First day of a month as people write it: 2016-09, 2016年9月, 2016.9."""
    found = _MONTH.fullmatch(text.strip())
    if not found or not 1 <= int(found[2]) <= 12 or not 1970 <= int(found[1]) <= 2100:
        return None
    return date(int(found[1]), int(found[2]), 1)


def _happened_judge(given: Mapping[str, str], today: date) -> tuple[dict[str, str], dict[str, str]]:
    values = {name: given.get(name, "").strip() for name in ("since", "still", "until", "elsewhere")}
    values["said"] = given.get("said", "").replace("\0", "").replace("\r\n", "\n").strip()
    wrong = _too_long(values)
    if not values["said"]:
        wrong["said"] = _("请写几句发生了什么")
    since = month(values["since"])
    if since is None:
        wrong["since"] = _("请写年和月，比如 2016-09")
    elif since > today:
        wrong["since"] = _("还没有到这个月")
    if values["still"] not in ("yes", "no"):
        wrong["still"] = _("请选现在还是不是这样")
    if values["still"] == "yes":
        values["until"] = ""
    elif values["still"] == "no":
        until = month(values["until"])
        if until is None:
            wrong["until"] = _("请写停下来的年和月，比如 2016-10")
        elif until > today or (since and until < since):
            wrong["until"] = _("应在开始之后，不晚于本月")
    if values["elsewhere"] not in ("no", "arbitration", "court"):
        wrong["elsewhere"] = _("请选有没有申请仲裁或者起诉")
    return values, wrong


# ------------------------------------------------------------------ 4 money and how many
def _amount_asks(answers: Answers) -> tuple[Field, ...]:
    return (
        Field("amount", _(_ASKED[Topic(answers["topic"])]), "money", answers.get("amount", ""), optional=True,
              hint=_("说不清可以不填。")),
        Field("persons", _("连您一共多少人？"), "number", answers.get("persons", ""), optional=True, unit=_("人")),
    )  # fmt: skip


def _amount_judge(given: Mapping[str, str], today: date) -> tuple[dict[str, str], dict[str, str]]:
    values = {name: given.get(name, "").strip() for name in ("amount", "persons")}
    wrong = {}
    if values["amount"]:
        fen = read_yuan(values["amount"])
        if isinstance(fen, Refusal):
            wrong["amount"] = _("请写金额，比如 9600")
        elif fen <= 0:
            wrong["amount"] = _("金额要大于0")
    if values["persons"] and not 0 < (natural(values["persons"]) or 0) <= 100_000:
        wrong["persons"] = _("请写人数，比如 12")
    return values, wrong


# ------------------------------------------------------------------ 5 photos and voice
def _proof_asks(answers: Answers) -> tuple[Field, ...]:
    hint = _("工资条、考勤、聊天记录、合同、工地牌子，照片或录音都可以。没有也可以，直接继续。")
    return (
        Field("files", _("有照片或录音吗？"), "file", optional=True, multiple=True, accept=ACCEPT, hint=hint),
    )  # fmt: skip


def _proof_judge(given: Mapping[str, str], today: date) -> tuple[dict[str, str], dict[str, str]]:
    return {"proof": "seen"}, {}


# ------------------------------------------------------------------ 6 how to reach you
def _contact_asks(answers: Answers) -> tuple[Field, ...]:
    options = (
        Option("own", _("留电话"), _("方便问清情况、告诉您结果")),
        Option("secret", _("留电话，要求保密"), _("替别人反映，或者怕被知道：只有负责人能看到您是谁")),
        Option("anonymous", _("不留姓名电话"), _("凭编号和查询码自己来看进度")),
    )
    return (
        Field("reach", _("选一种"), "radios", answers.get("reach", ""), options=options),
        Field("name", _("您怎么称呼？"), "text", answers.get("name", ""), optional=True, max_length=LONGEST["name"], autocomplete="name"),
        Field("phone", _("电话"), "tel", answers.get("phone", ""), optional=True, autocomplete="tel", hint=_("选了留电话的才填")),
    )  # fmt: skip


def _contact_judge(given: Mapping[str, str], today: date) -> tuple[dict[str, str], dict[str, str]]:
    values = {
        "reach": given.get("reach", ""),
        "name": _text(given, "name"),
        "phone": re.sub(r"[\s-]", "", given.get("phone", "")),
    }
    wrong = _too_long(values)
    if values["reach"] not in ("own", "secret", "anonymous"):
        wrong["reach"] = _("请选怎么找到您")
    if values["reach"] == "anonymous":
        values["name"] = values["phone"] = ""
    elif values["reach"]:
        if not _PHONE.fullmatch(values["phone"]):
            wrong["phone"] = _("电话不对，手机是11位数字")
        if not values["name"]:
            wrong["name"] = _("请写怎么称呼您，姓什么也可以")
    return values, wrong


QUESTIONS: tuple[Question, ...] = (
    Question("topic", lambda a: _("您要反映什么？"), _topic_asks, _topic_judge),
    Question("employer", lambda a: _("是哪个单位？"), _employer_asks, _employer_judge),
    Question("happened", lambda a: _("发生了什么？"), _happened_asks, _happened_judge),
    Question("amount", lambda a: _(_ASKED[Topic(a["topic"])]), _amount_asks, _amount_judge,
             lambda a: a.get("topic") in WITH_AMOUNT),
    Question("proof", lambda a: _("有照片或录音吗？"), _proof_asks, _proof_judge),
    Question("contact", lambda a: _("怎么找到您？"), _contact_asks, _contact_judge),
)  # fmt: skip
#: The key whose presence says that a question has been answered.
_KEYS = {
    "topic": "topic",
    "employer": "employer",
    "happened": "since",
    "amount": "amount",
    "proof": "proof",
    "contact": "reach",
}


def asked(answers: Answers) -> tuple[Question, ...]:
    return tuple(question for question in QUESTIONS if question.applies(answers))


def is_answered(question: Question, answers: Answers) -> bool:
    return _KEYS[question.code] in answers


def first_open(answers: Answers) -> Question | None:
    """The first question without an answer: nobody gets past it by its address."""
    return next((q for q in asked(answers) if not is_answered(q, answers)), None)


def summary(answers: Answers, files: int) -> list[tuple[str, Inline, str]]:
    """Label, value, code of the question that changes it: the page to check."""
    place = Place.objects.filter(code=answers["place"]).first()
    lines: list[tuple[str, Inline, str]] = [
        (_("反映的事"), str(Topic(answers["topic"]).label), "topic"),
        (_("单位"), answers["employer"], "employer"),
    ]
    if answers.get("site"):
        lines.append((_("地点"), answers["site"], "employer"))
    lines.append((_("区县"), place.name if place else "", "employer"))
    lines.append((_("发生了什么"), answers["said"], "happened"))
    span = _("%(since)s起，现在还这样") if answers["still"] == "yes" else _("%(since)s到%(until)s")
    lines.append((_("时间"), span % {"since": answers["since"], "until": answers["until"]}, "happened"))
    elsewhere = {"no": _("没有"), "arbitration": _("已申请劳动仲裁"), "court": _("已到法院起诉")}
    lines.append((_("仲裁或起诉"), elsewhere[answers["elsewhere"]], "happened"))
    if answers.get("topic") in WITH_AMOUNT:
        fen = read_yuan(answers["amount"]) if answers.get("amount") else None
        lines.append(
            (_("金额"), _("%(yuan)s元") % {"yuan": write_yuan(fen)} if isinstance(fen, int) else _("说不清"), "amount")
        )
        if answers.get("persons"):
            lines.append((_("人数"), _("%(n)s人") % {"n": answers["persons"]}, "amount"))
    lines.append((_("照片、录音"), _("%(n)d个") % {"n": files} if files else _("没有"), "proof"))
    if answers["reach"] == "anonymous":
        lines.append((_("联系您"), _("不留姓名电话"), "contact"))
    else:
        secret = _("（身份保密）") if answers["reach"] == "secret" else ""
        lines.append(
            (_("联系您"), f"{masking.name(answers['name'])} {masking.phone(answers['phone'])}{secret}", "contact")
        )
    return lines


def told(answers: Answers, files: tuple[str, ...]) -> Told:
    """The values of answers that have all been judged sound."""
    since, until = month(answers["since"]), month(answers["until"])
    anonymous = answers["reach"] == "anonymous"
    secret = anonymous or answers["reach"] == "secret"
    with_amount = answers["topic"] in WITH_AMOUNT
    fen = read_yuan(answers["amount"]) if with_amount and answers.get("amount") else None
    return Told(
        topic=answers["topic"],
        channel=Channel.WORKER.value,
        kind=(Complaint.Kind.REPORT if secret else Complaint.Kind.COMPLAINT).value,
        place=Place.objects.get(code=answers["place"]),
        employer=answers["employer"],
        site=answers["site"],
        said=answers["said"],
        happened_from=since,
        happened_to=until.replace(day=monthrange(until.year, until.month)[1]) if until else None,
        continuing=answers["still"] == "yes",
        amount_fen=fen if isinstance(fen, int) else None,
        persons=int(answers["persons"]) if with_amount and answers.get("persons") else None,
        elsewhere="" if answers["elsewhere"] == "no" else answers["elsewhere"],
        anonymous=anonymous,
        secret=secret,
        name=answers["name"],
        phone=answers["phone"],
        files=files,
    )
