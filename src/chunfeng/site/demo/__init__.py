"""The demo city: a folder as a county would hand it over, and the answer sheet to it."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

from chunfeng.site.demo import city, classfiles, countyfiles, layouts, moneyfiles, plants, rosterfiles, workfiles
from chunfeng.site.demo.layouts import Places
from chunfeng.site.demo.noise import settle_noise
from chunfeng.site.demo.selfcheck import check
from chunfeng.site.demo.truth import Truth
from chunfeng.site.demo.world import AS_OF, World, build, top_up

SIZES = ("small", "city-year")
TRAINEES = 80_090


def compose(size: str, seed: int) -> tuple[World, Truth]:
    world, truth = build(size, seed), Truth()
    settle_noise(world)
    planter = plants.Planter(world, truth, random.Random(f"plants-{seed}"))
    for number in range(1 if size == "small" else 3):
        planter.round = number
        for plant in plants.ALL:
            plant(planter)
    if size == "city-year":
        top_up(world, TRAINEES)
    check(world, truth)
    return world, truth


def generate(
    out: Path, size: str = "small", seed: int = 1, progress: Callable[[str], None] | None = None
) -> dict[str, int]:
    """Writes OUT/in and OUT/truth.csv; the same size and seed give the same bytes."""
    if size not in SIZES:
        raise ValueError(f"size: {' | '.join(SIZES)}")
    say = progress or (lambda stage: None)
    folder = out / "in"
    say("人员和班级")
    world, truth = compose(size, seed)
    if folder.exists():
        shutil.rmtree(folder)
    places = Places(folder, truth.wanted())
    if size == "city-year":
        say("工资、社保和备案")
        city.write(world, places, city.Workforce(world))
    say("机构、开班、申领、发放")
    countyfiles.basics(world, places)
    countyfiles.opened(world, places)
    countyfiles.certificates(world, places)
    moneyfiles.claims(world, places)
    moneyfiles.payments(world, places)
    say("花名册、考勤、考核")
    classes = countyfiles.provider_of(world)
    for provider in world.providers:
        own = classes.get(provider.name, [])
        rosterfiles.rosters(world, places, provider, own)
        classfiles.attendance(world, places, provider, own)
        classfiles.exams(places, provider, own)
    say("外部名单和用工")
    workfiles.registers(world, places)
    workfiles.employment(world, places)
    workfiles.wages(world, places)
    workfiles.shifts(world, places)
    layouts.broken(places, "12其他/补贴标准（传输中断）.xlsx", "01基础资料/补贴标准.xlsx")
    layouts.raw(places, "12其他/扫描件.pdf", layouts.scan())
    layouts.raw(places, "02开班/~$泰山区开班名单.xlsx", b"\x05admin" + bytes(159))
    layouts.raw(places, "03花名册/Thumbs.db", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504))
    lines = truth.write(out / "truth.csv", places)
    people = len({e.person.number for k in world.classes for e in k.people})
    return {"trainees": people, "classes": len(world.classes), "rows": places.rows, "truth": lines}


__all__ = ["AS_OF", "SIZES", "check", "compose", "generate"]
