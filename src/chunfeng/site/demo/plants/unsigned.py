"""People away for the whole of a class of which no attendance was handed in: F-03, F-04, F-05, F-18 by the class's dates."""

from collections.abc import Callable
from datetime import date, timedelta

from chunfeng.site.demo.plants.planter import Planter

D = timedelta
UNSIGNED = ("none",)


def deceased(p: Planter) -> None:
    for name, after, status in (
        ("f03-before-opening", -40, "正常"),
        ("f03-opening-day", 0, "正常"),
        ("f03-entry-taken-back", -40, "已注销"),
    ):
        k, e = p.one(UNSIGNED)
        e.score = e.exam_on = None
        p.register("deceased", e.person, k.starts + D(after), status=status)
        if name == "f03-before-opening":
            p.hit(name, "F-03", "block", e)
        else:
            p.near(name, "F-03", e)


def away(p: Planter) -> None:
    """From before the opening until after the end; whoever is back on the last day could have come to it."""
    for kind, pattern, severity, sub, harmless in (
        ("detained", "F-04", "high", "刑事拘留", "社区矫正"),
        ("abroad", "F-05", "high", "因私出境", ""),
        ("hospital", "F-18", "medium", "住院", "日间病房"),
    ):
        name = f"{pattern.replace('-', '').lower()}-{kind}-all-along"
        k, e = p.one(UNSIGNED)
        p.register(kind, e.person, k.starts - D(9), k.ends + D(1), sub)
        p.hit(name, pattern, severity, e)
        k, e = p.one(UNSIGNED)
        p.register(kind, e.person, k.starts - D(9), k.ends, sub)
        p.near(f"{name}-but-the-last-day", pattern, e)
        if harmless:
            k, e = p.one(UNSIGNED)
            p.register(kind, e.person, k.starts - D(9), k.ends + D(1), harmless)
            p.near(f"{name}-harmless", pattern, e)
        # A class that has its book judges by the book: this one never came, and nobody claims for him.
        k, e = p.one()
        e.present, e.score, e.exam_on, e.certificate, e.issued_on, e.claims = frozenset(), None, None, "", None, []
        p.register(kind, e.person, k.starts - D(9), k.ends + D(1), sub)
        p.near(f"{name}-never-came", pattern, e)


def emigrants(p: Planter) -> None:
    for name, start, end in (
        ("f05-emigrant", -700, None),
        ("f05-emigrated-on-the-day", 0, None),
        ("f05-emigrated-later", 1, None),
        ("f05-came-home", -700, -30),
    ):
        k, e = p.one()
        back: date | None = None if end is None else k.starts + D(end)
        p.register("abroad", e.person, k.starts + D(start), back, "移民定居")
        if name in ("f05-emigrant", "f05-emigrated-on-the-day"):
            p.hit(name, "F-05", "medium", e)
        else:
            p.near(name, "F-05", e)


ALL: tuple[Callable[[Planter], None], ...] = (deceased, away, emigrants)
