"""`chunfeng doctor`: what stands against running this installation, each with its mending."""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Final, Literal

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from chunfeng.kernel.refusal import Refusal

Level = Literal["ok", "note", "bad"]
#: Free space below which nobody should wait.
LEAST_FREE_BYTES: Final = 2 * 2**30
LEAST_FREE_SHARE: Final = 0.05
#: The worker seals and sends within a minute; ten of them tell that it does not run.
WORKER_SECONDS: Final = 600
BACKUP_DAYS: Final = 2
CLOCK_SECONDS: Final = 5


@dataclass(frozen=True)
class Found:
    check: str
    level: Level
    said: str

    @classmethod
    def of(cls, check: str, level: Level, faults: list[Refusal]) -> Iterator[Found]:
        for fault in faults:
            yield cls(check, level, str(fault))


def examine(today: date | None = None) -> list[Found]:
    """Every check in order; one that finds nothing says ok, one that cannot be made says why."""
    today = today or timezone.localdate()
    found: list[Found] = []
    for title, check in CHECKS:
        try:
            said = list(check(title, today))
        except DatabaseError as error:
            said = [Found(title, "bad", f"数据库查不了：{type(error).__name__}")]
        found += said or [Found(title, "ok", "没有问题")]
    return found


def _configuration(title: str, today: date) -> Iterator[Found]:
    if settings.DEMO:
        yield Found(title, "note", "这是演示：人物虚构，时钟可用未公布安排的年份")
    elif not settings.HTTPS:
        yield Found(title, "bad", "CHUNFENG_HTTPS=0：登录凭证会明文传输；除演示外请去掉")
    if not settings.DEMO and set(settings.ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "testserver"}:
        yield Found(title, "bad", "没有设置 CHUNFENG_HOSTS，网站只能在本机打开")
    if "*" in settings.ALLOWED_HOSTS:
        yield Found(title, "bad", "CHUNFENG_HOSTS 里有 *，请写明域名")
    home = Path(settings.HOME)
    if not os.access(home, os.W_OK):
        yield Found(title, "bad", f"{home} 不可写")


def _keys(title: str, today: date) -> Iterator[Found]:
    from chunfeng.base.keys.queries import faults

    yield from Found.of(title, "bad", faults())
    folder = Path(settings.HOME) / "keys"
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        found = file.stat()
        if stat.S_IMODE(found.st_mode) & 0o077:
            yield Found(title, "bad", f"密钥文件 {file} 别人也能读；请 chmod 600，并考虑更换")
        if found.st_uid != os.geteuid() and os.geteuid() != 0:
            yield Found(title, "bad", f"密钥文件 {file} 不属于运行的用户")


def _clocks(title: str, today: date) -> Iterator[Found]:
    from chunfeng.base.audit.models import Event

    if time.timezone != 0 and time.tzname[0] not in ("CST", "UTC") and settings.TIME_ZONE != "Asia/Shanghai":
        yield Found(title, "note", f"时区是 {settings.TIME_ZONE}")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select extract(epoch from clock_timestamp())")
            apart = abs(float(cursor.fetchone()[0]) - time.time())
        if apart > CLOCK_SECONDS:
            yield Found(title, "bad", f"本机与数据库的时钟相差 {apart:.0f} 秒；请校时")
    last = Event.objects.order_by("-pk").values_list("at", flat=True).first()
    if last and last > timezone.now() + timedelta(seconds=CLOCK_SECONDS):
        yield Found(title, "bad", f"日志最后一条在将来（{last:%Y-%m-%d %H:%M}）；本机时钟倒退了，请校时")


def _calendar(title: str, today: date) -> Iterator[Found]:
    from chunfeng.base.policy.values import calendar
    from chunfeng.kernel.workdays import UnknownYear

    for year in (today.year, today.year + 1):
        try:
            calendar().kind(date(year, 1, 1))
        except UnknownYear:
            # The State Council orders the next year's days in November.
            pressing = year == today.year or today.month == 12
            yield Found(title, "bad" if pressing and not settings.DEMO else "note",
                        f"没有{year}年的放假安排：跨年期限只能暂算，公布后请更新政策包的日历")  # fmt: skip


def _migrations(title: str, today: date) -> Iterator[Found]:
    from chunfeng.site.backup.schema import ahead, applied, behind, version

    schema = applied()
    if steps := behind():
        yield Found(title, "bad", f"落后 {steps} 步：先备份，再运行 chunfeng migrate")
    elif later := ahead(schema):
        yield Found(title, "bad", f"数据库比程序新（{'、'.join(later)}）：请安装新版本的程序")
    else:
        yield Found(title, "ok", f"结构版本 {version(schema)}")


def _disk(title: str, today: date) -> Iterator[Found]:
    disk = shutil.disk_usage(settings.HOME)
    if disk.free < max(LEAST_FREE_BYTES, int(disk.total * LEAST_FREE_SHARE)):
        yield Found(title, "bad", f"{settings.HOME} 只剩 {disk.free / 2**30:.1f} GiB")


def _backlog(title: str, today: date) -> Iterator[Found]:
    from chunfeng.site.backlog import measure

    waits = measure()
    if waits.unsealed_seconds > WORKER_SECONDS:
        yield Found(
            title,
            "bad",
            f"{waits.unsealed} 条日志 {waits.unsealed_seconds // 60} 分钟没有封存：后台没有运行，请启动 chunfeng worker",
        )
    if waits.clocks_untold:
        yield Found(title, "note", f"{waits.clocks_untold} 个到期的期限后台还没有处理")
    if waits.clocks_late:
        yield Found(title, "note", f"{waits.clocks_late} 个期限已超过，须经办人处理")
    if waits.messages_seconds > WORKER_SECONDS:
        yield Found(title, "note", f"{waits.messages_waiting} 条消息在等，最久 {waits.messages_seconds // 60} 分钟")


def _forged(title: str, today: date) -> Iterator[Found]:
    from chunfeng.base.audit.sealing import refused

    for fault in islice(refused(), 20):
        yield Found(title, "bad", f"{fault.said}：有人直接改了库；请不要删除，交审计查")


def _states(title: str, today: date) -> Iterator[Found]:
    from chunfeng.base.workflow.queries import astray

    for case in astray()[:20]:
        yield Found(title, "bad", f"事项 {case.number} 的状态与日志不符：有人直接改了库；请查日志并恢复")


def _messages(title: str, today: date) -> Iterator[Found]:
    from chunfeng.base.messages.queries import faults

    yield from Found.of(title, "note", faults())


def _documents(title: str, today: date) -> Iterator[Found]:
    from chunfeng.base.documents.queries import faults, missing

    lost = bool(missing())
    for found in faults():
        yield Found(title, "bad" if lost and "不在了" in found.wrong else "note", str(found))
    incoming = Path(settings.HOME) / "files" / "incoming"
    old = [f for f in incoming.iterdir() if f.stat().st_mtime < time.time() - 86400] if incoming.is_dir() else []
    if old:
        yield Found(title, "note", f"{len(old)} 个没有传完的附件留了一天以上")


def _backup(title: str, today: date) -> Iterator[Found]:
    from chunfeng.base.audit.models import Event

    last = Event.objects.filter(kind="backup.make").order_by("-pk").first()
    if last is None:
        yield Found(title, "note" if settings.DEMO else "bad", "还没有备份过：运行 chunfeng backup")
    elif last.at < timezone.now() - timedelta(days=BACKUP_DAYS):
        yield Found(title, "bad", f"上次备份在 {timezone.localtime(last.at):%Y-%m-%d}")
    elif not last.known.get("checked"):
        yield Found(title, "note", "上次备份没有恢复到另一处核对")


def _accounts(title: str, today: date) -> Iterator[Found]:
    from chunfeng.base.access.confirming import alone
    from chunfeng.base.access.models import Assignment
    from chunfeng.base.access.posts import conflicts
    from chunfeng.base.access.queries import unidentified

    if not Assignment.objects.valid_on(today).filter(role="system_admin", user__is_active=True).exists():
        yield Found(title, "bad", "没有系统管理员：运行 chunfeng account create 用户名 --name 姓名 --role system_admin")
    for user in alone():
        yield Found(
            title, "note",
            f"{user.username} 提出的岗位没有另一人能确认，给不了：运行 chunfeng account create 建一名政策管理员或系统管理员",
        )  # fmt: skip
    for user, why in conflicts():
        yield Found(title, "bad", f"账号 {user.username} 的岗位不相容：{why}；请结束其中一个")
    if count := unidentified(today):
        yield Found(title, "note", f"{count} 个工作人员账号没有登记证件号，查不出一人两号：在账号页补登")


CHECKS: tuple[tuple[str, Callable[[str, date], Iterator[Found]]], ...] = (
    ("配置", _configuration),
    ("数据库结构", _migrations),
    ("密钥", _keys),
    ("时钟", _clocks),
    ("日历", _calendar),
    ("磁盘", _disk),
    ("后台", _backlog),
    ("日志", _forged),
    ("事项", _states),
    ("消息", _messages),
    ("附件", _documents),
    ("备份", _backup),
    ("账号", _accounts),
)
