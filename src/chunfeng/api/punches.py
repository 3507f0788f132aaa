"""Punch devices: one punch, thousands of them after a day without a network, the cards of today, the clock.

Every answer to what cannot be taken is a 4xx with a sentence for whoever looks at the device, and a code for the device.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, NinjaAPI, Schema, Status
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from chunfeng.base.policy.values import value
from chunfeng.plans.training.attendance.actions import punching
from chunfeng.plans.training.attendance.actions.punching import MOST, Outcome
from chunfeng.plans.training.attendance.queries import cards
from chunfeng.plans.training.attendance.queries.devices import Caller, area_of, caller


class _Key(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        return caller(token.strip())


API = NinjaAPI(
    title="Chunfeng: attendance of classes", version="1", auth=_Key(), docs_url=None, urls_namespace="api",
    description="A device of a provider, confirmed by the county, sends `Authorization: Bearer KEY`. A person is known by the code "
    "of a card alone: numbers of identity and parts of a body have no place here.",
)  # fmt: skip


class PunchIn(Schema):
    """One punch. uid is the device's own number of it: sent again it does no harm."""

    uid: str = Field(pattern="^[!-~]{1,64}$", description="the device's own number of this punch")
    card: str = Field(pattern="^[0-9A-Za-z]{4,16}$", description="code of the trainee's card")
    at: datetime = Field(description="by the device's clock; without an offset it is the time of China")


class OneIn(PunchIn):
    sent_at: datetime | None = Field(None, description="the device's clock as it sends, by which its error is told")


class ManyIn(Schema):
    sent_at: datetime | None = Field(None, description="the device's clock as it sends, by which its error is told")
    punches: list[PunchIn] = Field(max_length=MOST)


class ClockOut(Schema):
    """skew_seconds: how far the device's clock is ahead of ours; clock_said: where it is too far."""

    skew_seconds: int | None = None
    clock_said: str = ""


class OneOut(ClockOut):
    """result: taken, or known where it came before."""

    result: str
    said: str
    held_on: str
    half_day: int


class RefusedRow(Schema):
    """nth: which of the list, the first is 0. What is known already is no fault and only counted."""

    nth: int
    uid: str
    code: str
    said: str


class ManyOut(ClockOut):
    taken: int
    known: int
    refused: int
    rows: list[RefusedRow]


class HalfOut(Schema):
    held_on: str
    half_day: int
    clock: str
    class_no: str
    cards: list[str]


class CardsOut(Schema):
    half_days: list[HalfOut]


class NowOut(Schema):
    now: datetime


class Fault(Schema):
    code: str
    said: str


def _body(of: type[Schema]) -> dict[str, Any]:
    """Described by the schema, read by hand: of a thousand punches one that is wrong turns nobody else's away."""
    schema = of.model_json_schema(ref_template="#/components/schemas/{model}")
    for model, inner in schema.pop("$defs", {}).items():
        schema = json.loads(
            json.dumps(schema).replace(f'{{"$ref": "#/components/schemas/{model}"}}', json.dumps(inner))
        )
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


_FAULTS: dict[int, Any] = {400: Fault, 401: Fault, 409: Fault, 413: Fault, 422: Fault}


@API.post(
    "/attendance/punches/", response={200: OneOut, 201: OneOut, **_FAULTS}, openapi_extra=_body(OneIn), url_name="punch"
)
def punch(request: HttpRequest) -> Any:
    """One punch, as it happens."""
    sent, now = _read(request), timezone.now()
    skew, told = _clock(sent, now, request)
    one = punching.read(sent)
    if isinstance(one, punching.Given):
        one = punching.take(_device(request), [one], now, skew)[0]
    assert isinstance(one, Outcome)
    if not one.kept:
        return Status(409 if one.code == "number_used" else 422, {"code": one.code, "said": one.said})
    answer = {
        "result": one.code, "said": one.said, "held_on": str(one.held_on), "half_day": one.slot, "skew_seconds": skew,
        "clock_said": told,
    }  # fmt: skip
    return Status(201 if one.code == "taken" else 200, answer)


@API.post("/attendance/batches/", response={200: ManyOut, **_FAULTS}, openapi_extra=_body(ManyIn), url_name="punches")
def punches(request: HttpRequest) -> Any:
    """What a device kept while it had no network. Each row is answered by itself, and a batch may be sent again."""
    sent, now = _read(request), timezone.now()
    rows = sent.get("punches")
    if not isinstance(rows, list):
        return Status(422, {"code": "unreadable", "said": _("punches 是打卡的列表")})
    if len(rows) > MOST:
        return Status(422, {"code": "too_many", "said": _("一次最多传 %(n)s 条，请分几次") % {"n": MOST}})
    skew, told = _clock(sent, now, request)
    outcomes = punching.take(_device(request), [punching.read(row) for row in rows], now, skew)
    refused = [
        {"nth": nth, "uid": _uid(rows[nth]), "code": one.code, "said": one.said}
        for nth, one in enumerate(outcomes)
        if not one.kept
    ]
    return {
        "taken": sum(one.code == "taken" for one in outcomes), "known": sum(one.code == "known" for one in outcomes),
        "refused": len(refused), "rows": refused, "skew_seconds": skew, "clock_said": told,
    }  # fmt: skip


@API.get("/attendance/cards/", response={200: CardsOut, 401: Fault}, url_name="cards")
def today(request: HttpRequest) -> Any:
    """The half days of today and their cards, for a device that may lose its network."""
    found = cards.of_today(_device(request), timezone.localdate())
    return {
        "half_days": [
            {"held_on": str(half.held_on), "half_day": half.slot, "clock": half.clock, "class_no": name, "cards": codes}
            for half, name, codes in found
        ]
    }


@API.get("/attendance/clock/", response={200: NowOut, 401: Fault}, url_name="clock")
def clock(request: HttpRequest) -> Any:
    """By which a device sets its own."""
    return {"now": timezone.localtime()}


def _device(request: Any) -> Caller:
    found: Caller = request.auth
    return found


def _uid(row: Any) -> str:
    return str(row.get("uid", ""))[:64] if isinstance(row, dict) else ""


def _read(request: HttpRequest) -> dict[str, Any]:
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        raise HttpError(400, _("内容不是 JSON")) from None
    if not isinstance(sent, dict):
        raise HttpError(422, _("内容应是一个 JSON 对象"))
    return sent


def _clock(sent: dict[str, Any], now: datetime, request: Any) -> tuple[int | None, str]:
    """How far the device's clock is ahead, and what is said of it; what cannot be read tells nothing."""
    device = punching.instant(sent.get("sent_at"))
    if device is None:
        return None, ""
    skew = max(-(2**31), min(2**31 - 1, round((device - now).total_seconds())))
    if abs(skew) <= value("training.clock_skew_seconds", timezone.localdate(now), area_of(_device(request).case)):
        return skew, ""
    said = _("设备时钟快了 %(n)s 秒，请校准") if skew > 0 else _("设备时钟慢了 %(n)s 秒，请校准")
    return skew, said % {"n": abs(skew)}


# ---- what goes wrong


def _fault(request: HttpRequest, status: int, code: str, said: str) -> HttpResponse:
    return API.create_response(request, {"code": code, "said": said}, status=status)


@API.exception_handler(AuthenticationError)
def _no_key(request: HttpRequest, exc: Any) -> HttpResponse:
    answer = _fault(request, 401, "no_key", _("没有密钥，或者密钥已停用；请在机构端重新生成"))
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@API.exception_handler(HttpError)
def _told(request: HttpRequest, exc: HttpError) -> HttpResponse:
    return _fault(request, exc.status_code, "unreadable", str(exc))


@API.exception_handler(ValidationError)
def _invalid(request: HttpRequest, exc: ValidationError) -> HttpResponse:
    return _fault(request, 422, "unreadable", _("内容不符合接口说明"))


@API.exception_handler(Http404)
def _nothing(request: HttpRequest, exc: Any) -> HttpResponse:
    return _fault(request, 404, "not_here", _("没有这个地址"))


@API.exception_handler(SuspiciousOperation)
def _too_large(request: HttpRequest, exc: Any) -> HttpResponse:
    return _fault(request, 413, "too_large", _("内容太大，请分几次传"))


@API.exception_handler(UnreadablePostError)
def _broken_off(request: HttpRequest, exc: Any) -> HttpResponse:
    return _fault(request, 400, "broken_off", _("内容没有传完，请再传一次"))
