"""Intake by our own people: several questions on one page, because they ask them all day long."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.orgs import queries as orgs
from chunfeng.base.places.models import Place
from chunfeng.engines.display.page import Field, Form, Option
from chunfeng.kernel import credit_code
from chunfeng.kernel.digits import natural
from chunfeng.kernel.money import read_yuan
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.rights.inspection import queries
from chunfeng.plans.rights.inspection.actions import Told
from chunfeng.plans.rights.inspection.models import Channel, Complaint, Topic

Given = Mapping[str, str]
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{9,11}")
#: What an office opens without being told by a person.
_OWN = (Channel.INSPECTOR, Channel.SPECIAL, Channel.REVIEW, Channel.WARNING, Channel.TRANSFERRED)


def places_of(actor: Actor, permission: str) -> list[Place]:
    """Where the holder of a permission may place a matter: the counties, zones, towns and cells of the own posts."""
    found = Place.objects.filter(queries.in_posts(actor, permission, "path"), valid_to_on=None)
    return list(found.exclude(kind="village").order_by("path")[:400])


def channels_of(actor: Actor) -> tuple[Channel, ...]:
    told = (Channel.PHONE, Channel.COUNTER)
    return (*told, *_OWN) if actor.holds("inspection.accept") else told


def complaint_form(actor: Actor, url: str, request_key: str, given: Given, wrong: Mapping[str, str]) -> Form:
    yes_no = (Option("yes", _("仍在持续")), Option("no", _("已经停止")))
    elsewhere = (Option("no", _("没有")), *(Option(v, str(t)) for v, t in Complaint.Elsewhere.choices if v))
    reach = (
        Option("own", _("可以告诉办案人员")), Option("secret", _("要求保密")), Option("anonymous", _("不留姓名电话")),
    )  # fmt: skip
    fields = (
        Field("channel", _("来源"), "choice", options=tuple(Option(c.value, str(c.label)) for c in channels_of(actor))),
        Field("topic", _("事由"), "choice", options=tuple(Option(t.value, str(t.label)) for t in Topic)),
        Field("employer", _("用人单位或工头"), max_length=120),
        Field("code", _("统一社会信用代码"), optional=True, max_length=18),
        Field("site", _("工地或地址"), optional=True, max_length=120),
        Field("place", _("所在地"), "choice", options=_place_options(places_of(actor, "complaint.take"))),
        Field("said", _("所述情况"), "long", max_length=4000),
        Field("since", _("开始日期"), "day"),
        Field("still", _("现在"), "radios", options=yes_no),
        Field("until", _("停止日期"), "day", optional=True),
        Field("amount", _("金额"), "money", optional=True),
        Field("persons", _("涉及人数"), "number", optional=True, unit=_("人")),
        Field("elsewhere", _("仲裁或诉讼"), "radios", options=elsewhere),
        Field("reach", _("身份"), "radios", options=reach),
        Field("name", _("姓名"), optional=True, max_length=30),
        Field("phone", _("电话"), "tel", optional=True),
    )
    return _filled(
        Form(
            _("登记投诉"),
            url=url,
            hidden=(("request_key", request_key),),
            promise=_("登记后得到编号和查询码，请告诉投诉人。"),
        ),
        fields,
        given,
        wrong,
    )


def lead_form(actor: Actor, url: str, request_key: str, given: Given, wrong: Mapping[str, str]) -> Form:
    """What a grid assistant saw on the round: an assistant reports, and never punishes."""
    fields = (
        Field("topic", _("看到什么"), "choice", options=tuple(Option(t.value, str(t.label)) for t in Topic)),
        Field("employer", _("用人单位或工头"), max_length=120),
        Field("site", _("工地或地址"), max_length=120),
        Field("place", _("网格"), "choice", options=_place_options(places_of(actor, "lead.submit"))),
        Field("said", _("情况"), "long", max_length=4000),
        Field("persons", _("涉及人数"), "number", optional=True, unit=_("人")),
    )
    return _filled(
        Form(
            _("上报线索"), url=url, hidden=(("request_key", request_key),), promise=_("交给区县劳动保障监察机构核查。")
        ),
        fields,
        given,
        wrong,
    )


def _place_options(places: Sequence[Place]) -> tuple[Option, ...]:
    return tuple(Option(p.code, p.name, p.code) for p in places)


def _filled(form: Form, fields: Sequence[Field], given: Given, wrong: Mapping[str, str]) -> Form:
    """With what was typed and what is wrong with it."""
    ready = (
        replace(f, value=given.get(f.name, ""), errors=(wrong[f.name],) if f.name in wrong else ()) for f in fields
    )
    return replace(form, fields=tuple(ready), errors=(wrong[""],) if "" in wrong else ())


def _day(given: Given, name: str, wrong: dict[str, str], today: date, *, needed: bool) -> date | None:
    text = given.get(name, "").strip()
    if not text:
        if needed:
            wrong[name] = _("请填写日期，如 2016-11-23")
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        wrong[name] = _("请填写日期，如 2016-11-23")
        return None
    if found > today:
        wrong[name] = _("不能晚于今天")
    return found


def _common(given: Given, actor: Actor, permission: str, wrong: dict[str, str]) -> tuple[Place | None, int | None]:
    if given.get("topic", "") not in Topic.values:
        wrong["topic"] = _("请选一项")
    for name, longest in (("employer", 120), ("site", 120), ("said", 4000)):
        if len(given.get(name, "")) > longest:
            wrong[name] = _("最多%(most)d个字") % {"most": longest}
    if not given.get("employer", "").strip():
        wrong["employer"] = _("请写明单位或工头怎么称呼")
    if not given.get("said", "").strip():
        wrong["said"] = _("请写明情况")
    place = next((p for p in places_of(actor, permission) if p.code == given.get("place")), None)
    if place is None:
        wrong["place"] = _("请选本岗位管辖的地方")
    persons = given.get("persons", "").strip()
    if persons and not 0 < (natural(persons) or 0) <= 100_000:
        wrong["persons"] = _("请填写人数")
        return place, None
    return place, int(persons) if persons else None


def read_complaint(given: Given, actor: Actor, today: date) -> tuple[Told | None, dict[str, str]]:
    """The values of the form, or what is wrong with each box."""
    wrong: dict[str, str] = {}
    place, persons = _common(given, actor, "complaint.take", wrong)
    if given.get("channel") not in {c.value for c in channels_of(actor)}:
        wrong["channel"] = _("请选一项")
    since = _day(given, "since", wrong, today, needed=True)
    still = given.get("still", "")
    if still not in ("yes", "no"):
        wrong["still"] = _("请选一项")
    until = _day(given, "until", wrong, today, needed=still == "no") if still == "no" else None
    if since and until and until < since:
        wrong["until"] = _("不能早于开始日期")
    fen = read_yuan(given["amount"]) if given.get("amount", "").strip() else None
    if isinstance(fen, Refusal) or (fen is not None and fen <= 0):
        wrong["amount"] = _("请填写金额，如 12600.00")
    if given.get("elsewhere") not in ("no", "arbitration", "court"):
        wrong["elsewhere"] = _("请选一项")
    org = None
    if code := given.get("code", "").strip():
        if said := credit_code.problem(code):
            wrong["code"] = _(said)
        elif (org := orgs.by_code(code)) is None:
            wrong["code"] = _("没有登记过这个单位，先不填，受理后再核实")
    reach, own = given.get("reach", ""), given.get("channel") in _OWN
    phone = re.sub(r"[\s-]", "", given.get("phone", ""))
    name = given.get("name", "").strip()
    if reach not in ("own", "secret", "anonymous"):
        wrong["reach"] = _("请选一项")
    elif reach != "anonymous":
        if not name:
            wrong["name"] = _("请填写姓名")
        if not _PHONE.fullmatch(phone):
            wrong["phone"] = _("电话不对，手机是11位数字")
    if wrong or place is None:
        return None, wrong
    kind = Complaint.Kind.LEAD if own else Complaint.Kind.COMPLAINT if reach == "own" else Complaint.Kind.REPORT
    told = Told(
        topic=given["topic"], channel=given["channel"], kind=kind.value, place=place, employer=given["employer"].strip(),
        org=org, site=given.get("site", "").strip(), said=given["said"].strip(), happened_from=since, happened_to=until,
        continuing=still == "yes", amount_fen=fen if isinstance(fen, int) else None, persons=persons,
        elsewhere="" if given["elsewhere"] == "no" else given["elsewhere"], anonymous=reach == "anonymous",
        secret=reach != "own", name=name, phone=phone,
    )  # fmt: skip
    return told, {}


def read_lead(given: Given, actor: Actor, today: date) -> tuple[Told | None, dict[str, str]]:
    wrong: dict[str, str] = {}
    place, persons = _common(given, actor, "lead.submit", wrong)
    if not given.get("site", "").strip():
        wrong["site"] = _("请写明地点")
    if wrong or place is None:
        return None, wrong
    told = Told(
        topic=given["topic"], channel=Channel.PATROL.value, kind=Complaint.Kind.LEAD.value, place=place,
        employer=given["employer"].strip(), site=given["site"].strip(), said=given["said"].strip(), happened_from=today,
        continuing=True, persons=persons, anonymous=True,
    )  # fmt: skip
    return told, {}
