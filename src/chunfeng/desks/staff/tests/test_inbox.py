"""Messages and lists handed in go on past the first page."""

from __future__ import annotations

import pytest
from django.utils import timezone

from chunfeng.base.access.actor import actor_of
from chunfeng.base.access.models import User
from chunfeng.base.messages.actions import put
from chunfeng.base.places.models import Place
from chunfeng.base.uploads.declarations import RECEIVERS
from chunfeng.base.uploads.models import Upload
from chunfeng.desks.staff import inbox
from chunfeng.desks.staff.tests.test_desk import login
from chunfeng.desks.ui import uploads

pytestmark = pytest.mark.django_db


def test_older_messages_are_on_further_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "PAGE", 2)
    client = login("section_checker", "甲")
    user = User.objects.get(name="甲")
    keys = [put("inbox", str(user.pk), "case.late", f"第{n}件到期", f"t{n}").pk for n in range(3)]  # type: ignore[union-attr]
    first = client.get("/inbox/").content.decode()
    assert "第2件到期" in first and "第1件到期" in first and "第0件到期" not in first
    assert f"/inbox/?after={keys[1]}" in first
    second = client.get(f"/inbox/?after={keys[1]}").content.decode()
    assert "第0件到期" in second and "第1件到期" not in second and f"/inbox/?before={keys[0]}" in second


def test_older_lists_are_on_further_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "PAGE", 2)
    county = Place.objects.create(code="990000", name="春城", kind="city", path="990000/")
    client = login("counter_clerk", "乙", county)
    actor, now = actor_of(User.objects.get(name="乙")), timezone.now()
    target = RECEIVERS["employers"].targets(actor)[0]
    made = [
        Upload.objects.create(
            feed="employers", target=target.code, target_title=f"第{n}份", place_id=target.place, place_path=target.place_path,
            name="名单.xlsx", size=1, sm3=f"{n}", path=f"{n}", key="0", state="committed", by_user=actor.user, by_name=actor.name,
            staged_at=now, committed_at=now,
        ).pk
        for n in range(3)
    ]  # fmt: skip
    first = client.get("/desk/uploads/").content.decode()
    assert "第2份" in first and "第0份" not in first and f"/desk/uploads/?after={made[1]}" in first
    second = client.get(f"/desk/uploads/?after={made[1]}").content.decode()
    assert "第0份" in second and "第1份" not in second
