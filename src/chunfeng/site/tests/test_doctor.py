"""Each fault of an installation is found and told with its mending."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.access.identity import identify
from chunfeng.base.access.models import Assignment, User
from chunfeng.base.audit.models import Event
from chunfeng.base.audit.record import record
from chunfeng.base.keys.seal import file_keeper
from chunfeng.site import doctor
from chunfeng.site.backup.schema import ahead, applied, version

pytestmark = pytest.mark.django_db


def _said(check: str, today: date | None = None) -> str:
    return "\n".join(f"{found.level} {found.said}" for found in doctor.examine(today) if found.check == check)


def test_the_structure_bears_a_version() -> None:
    assert _said("数据库结构").startswith("ok 结构版本 ")
    assert version(applied()) in _said("数据库结构")


def test_a_structure_of_a_later_release_is_known_by_its_names() -> None:
    assert ahead({"audit": "0999_later"}) == ["audit"]
    assert ahead(applied()) == []


def test_keys_that_others_can_read_are_found() -> None:
    ring = file_keeper().file
    ring.chmod(0o644)
    try:
        assert "别人也能读" in _said("密钥")
    finally:
        ring.chmod(0o600)
    assert _said("密钥") == "ok 没有问题"


def test_a_worker_that_does_not_run_is_found_by_its_work() -> None:
    assert "后台没有运行" not in _said("后台")
    record("test", Actor.the_system(), "thing", 1, at=timezone.now() - timedelta(hours=1))
    assert "bad 1 条日志 60 分钟没有封存" in _said("后台")


def test_a_row_put_into_the_log_is_found() -> None:
    forged = record("test", Actor.the_system(), "thing", 1)
    assert _said("日志") == "ok 没有问题"
    Event.objects.filter(pk=forged.pk).update(object_id="2")
    assert f"bad 第 {forged.pk} 条记录不是系统写的" in _said("日志")


def test_a_clock_that_went_back_is_found() -> None:
    record("test", Actor.the_system(), "thing", 1, at=timezone.now() + timedelta(hours=1))
    assert "bad 日志最后一条在将来" in _said("时钟")


def test_a_year_without_its_holidays_is_pressing_when_it_begins() -> None:
    assert "bad 没有2060年" in _said("日历", date(2060, 1, 2))
    assert "note 没有2061年" in _said("日历", date(2060, 1, 2))
    assert _said("日历", date(2016, 3, 1)) == "ok 没有问题"


def test_without_backup_or_with_an_old_one_it_says_so() -> None:
    assert "bad 还没有备份过" in _said("备份")
    made = record("backup.make", Actor.the_system(), "backup", "x", checked=True)
    assert _said("备份") == "ok 没有问题"
    Event.objects.filter(pk=made.pk).update(at=timezone.now() - timedelta(days=9))
    assert "bad 上次备份在" in _said("备份")


def test_an_installation_without_an_administrator_is_found() -> None:
    assert "没有系统管理员" in _said("账号")
    user = User.objects.create_user("root", name="管理员")
    Assignment.objects.create(user=user, role="system_admin", valid_from_on=date(2016, 1, 1))
    assert "note 1 个工作人员账号没有登记证件号" in _said("账号")
    assert not identify(user, "11010519491231002X")
    assert _said("账号").startswith("note root 提出的岗位没有另一人能确认")
    second = User.objects.create_user("policy", name="政策")
    Assignment.objects.create(user=second, role="policy_admin", valid_from_on=date(2016, 1, 1))
    assert not identify(second, "E12345678")
    assert _said("账号") == "ok 没有问题"


def test_who_holds_duties_that_must_stay_apart_is_named() -> None:
    user = User.objects.create_user("both", name="兼任")
    for role in ("system_admin", "auditor"):
        Assignment.objects.create(user=user, role=role, valid_from_on=date(2016, 1, 1))
    assert "bad 账号 both 的岗位不相容：管账号的人不能看审计日志" in _said("账号")


def test_a_full_disk_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_FREE_BYTES", 2**60)
    assert "只剩" in _said("磁盘")


def test_an_upload_that_never_ended_is_found() -> None:
    import os

    stale = Path(settings.HOME) / "files" / "incoming" / "left"
    stale.parent.mkdir(parents=True, exist_ok=True)
    stale.write_bytes(b"x")
    os.utime(stale, (0, 0))
    try:
        assert "没有传完" in _said("附件")
    finally:
        stale.unlink()
