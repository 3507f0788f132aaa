"""`chunfeng account …`: the first administrator and a way back in, without any gateway."""

from __future__ import annotations

from typing import Annotated, NoReturn

import typer

app = typer.Typer(no_args_is_help=True, help="账号：建立、给岗位、重设密码、停用")


@app.command()
def create(
    username: Annotated[str, typer.Argument(help="用户名")],
    name: Annotated[str, typer.Option(help="姓名")],
    role: Annotated[str, typer.Option(help="岗位代码，如 system_admin")],
    place: Annotated[str | None, typer.Option(help="管辖地代码")] = None,
    org: Annotated[str | None, typer.Option(help="单位的统一社会信用代码")] = None,
    number: Annotated[str | None, typer.Option(help="身份证号：一个人只有一个账号")] = None,
) -> None:
    """建账号并给岗位，打印一次性密码。首次登录须改密码，工作人员还要设置第二验证。"""
    _start()
    from django.db import transaction
    from django.utils import timezone

    from chunfeng.base.access.identity import identify
    from chunfeng.base.access.models import User
    from chunfeng.base.access.posts import give
    from chunfeng.base.audit.record import record
    from chunfeng.base.orgs.models import Org
    from chunfeng.base.places.models import Place

    where = Place.objects.filter(code=place).first() if place else None
    unit = Org.objects.filter(credit_code=org).first() if org else None
    if place and where is None:
        _stop(f"没有地方 {place}")
    if org and unit is None:
        _stop(f"没有单位 {org}")
    if User.objects.filter(username=username).exists():
        _stop(f"已有用户名 {username}")
    from chunfeng.desks.staff.passwords import one_time_password

    password = one_time_password()
    with transaction.atomic():
        user = User.objects.create_user(username, password, name=name, must_change_password=True)
        # Stopping leaves by an exception, which takes the account back.
        if number and (said := identify(user, number)):
            _stop(said)
        made = give(user, role, first=timezone.localdate(), place=where, org=unit)
        if isinstance(made, str):
            _stop(made)
        record("account.create", _console(), "user", user.pk, role=role, place=place or "", org=org or "")
    typer.echo(f"已建 {username}（{name}），一次性密码：{password}")


@app.command()
def reset(username: Annotated[str, typer.Argument(help="用户名")]) -> None:
    """重设密码并撤销第二验证，打印一次性密码。此人所有登录立即失效。"""
    _start()
    from chunfeng.desks.staff.passwords import reset_login

    password = reset_login(_user(username), _console())
    typer.echo(f"{username} 的一次性密码：{password}")


@app.command()
def close(username: Annotated[str, typer.Argument(help="用户名")]) -> None:
    """停用账号并结束全部岗位；办过的事仍在其名下。"""
    _start()
    from django.db import transaction

    from chunfeng.base.access import posts
    from chunfeng.base.audit.record import record

    user = _user(username)
    with transaction.atomic():
        record("account.close", _console(), "user", user.pk, substitutes=posts.close(user))
    typer.echo(f"已停用 {username}")


def _start() -> None:
    from chunfeng.site.django_setup import start

    start()


def _console():  # type: ignore[no-untyped-def]
    """Whoever holds the machine: the event says so."""
    import getpass

    from chunfeng.base.access.actor import Actor

    return Actor(None, f"控制台 {getpass.getuser()}"[:50])


def _user(username: str):  # type: ignore[no-untyped-def]
    from chunfeng.base.access.models import User

    user = User.objects.filter(username=username).first()
    if user is None:
        _stop(f"没有用户 {username}")
    return user


def _stop(said: str) -> NoReturn:
    typer.echo(said, err=True)
    raise typer.Exit(2)
