"""Two heavy rules as one would write them in pandas, over the same Parquet files and only the columns they need."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from bench.measure import Clock

CAME = ("present", "late", "left_early")


def _parameter(tables: Path, code: str, on: pd.Series) -> pd.Series:
    """The value in force on each date."""
    rows = pd.read_parquet(tables / "parameters.parquet")
    result = pd.Series(float("nan"), index=on.index)
    for row in rows[rows["code"] == code].itertuples():
        until = pd.Timestamp(row.valid_to_on) if pd.notna(row.valid_to_on) else pd.Timestamp.max
        result[(on >= pd.Timestamp(row.valid_from_on)) & (on < until)] = row.value
    return result


def identical_punch_times(tables: Path) -> int:
    columns = ["kind", "class", "marked_on", "slot", "person", "in_at", "out_at", "machine", "status"]
    a = pd.read_parquet(tables / "attendance.parquet", columns=columns)
    a = a[(a["kind"] == "class") & a["class"].notna()]
    a = a[a["class"].isin(a.loc[a["machine"].eq(True), "class"].unique())]
    status = a["status"].where(a["status"].notna() | a["in_at"].isna(), "present")
    a = a[a["marked_on"].notna() & a["person"].notna() & status.isin(CAME)]
    a = a.assign(slot=a["slot"].fillna(1), by_machine=a["machine"].eq(True) & a["in_at"].notna())
    a["marked_on"] = pd.to_datetime(a["marked_on"])
    bases = a.groupby("class").agg(all_persons=("person", "nunique"), first_on=("marked_on", "min")).reset_index()
    spans = a.groupby(["class", "marked_on", "slot"]).agg(
        persons=("person", "nunique"), first_in=("in_at", "min"), last_in=("in_at", "max"),
        first_out=("out_at", "min"), last_out=("out_at", "max"), by_machine=("by_machine", "min"),
    ).reset_index()  # fmt: skip
    for name in ("first_in", "last_in", "first_out", "last_out"):
        t = pd.to_datetime(spans[name]).dt
        spans[name] = t.hour * 3600 + t.minute * 60 + t.second
    for name in ("base_persons", "same_time_seconds", "base_sessions", "same_time_sessions"):
        bases[name] = _parameter(tables, f"training.{name}", bases["first_on"])
    h = spans.merge(bases[bases["all_persons"] >= bases["base_persons"]], on="class")
    within = h["last_in"] <= h["first_in"] + h["same_time_seconds"]
    outs = h["first_out"].isna() | (h["last_out"] <= h["first_out"] + h["same_time_seconds"])
    h["same"] = h["by_machine"] & (h["persons"] >= h["base_persons"]) & within & outs
    c = h.groupby("class").agg(
        sessions=("same", "size"), same=("same", "sum"),
        least=("base_sessions", "first"), times=("same_time_sessions", "first"),
    )  # fmt: skip
    return int(((c["sessions"] >= c["least"]) & (c["same"] >= c["times"])).sum())


def full_attendance_run(tables: Path) -> int:
    columns = ["kind", "class", "person", "marked_on", "slot", "status", "in_at"]
    a = pd.read_parquet(tables / "attendance.parquet", columns=columns)
    a = a[(a["kind"] == "class") & a["class"].notna() & a["marked_on"].notna() & a["person"].notna()]
    status = a["status"].where(a["status"].notna() | a["in_at"].isna(), "present")
    a = a.assign(slot=a["slot"].fillna(1), came=status.isin(CAME).astype("int8"))
    marks = a.groupby(["class", "person", "marked_on", "slot"])["came"].max().reset_index()
    sessions = marks.drop_duplicates(["class", "marked_on", "slot"]).groupby("class").size().rename("sessions")
    came = marks.groupby("class").agg(persons=("person", "nunique"), came=("came", "sum"))
    e = pd.read_parquet(tables / "enrolments.parquet", columns=["class", "person", "removed_on", "transferred_on"])
    e = e[e["person"].notna() & e["removed_on"].isna() & e["transferred_on"].isna()]
    roster = e.groupby("class")["person"].nunique().rename("roster")
    k = pd.read_parquet(tables / "classes.parquet", columns=["class", "provider", "starts_on"])
    k = k[k["provider"].notna()].set_index("class").join(sessions, how="inner").join(came, how="inner")
    k = k.join(roster).reset_index()
    k["starts_on"] = pd.to_datetime(k["starts_on"])
    k["persons"] = k[["persons", "roster"]].max(axis=1)
    for name in ("base_persons", "base_sessions", "full_attendance_classes"):
        k[name] = _parameter(tables, f"training.{name}", k["starts_on"])
    k = k[(k["sessions"] >= k["base_sessions"]) & (k["persons"] >= k["base_persons"])]
    k = k.sort_values(["provider", "starts_on", "class"])
    k["complete"] = k["came"] == k["persons"] * k["sessions"]
    island = (k["complete"] != k.groupby("provider")["complete"].shift()).cumsum()
    run = k.groupby([k["provider"], island])["class"].transform("size")
    return int((k["complete"] & (run >= k["full_attendance_classes"])).sum())


RULES: dict[str, Callable[[Path], int]] = {
    "training.identical_punch_times": identical_punch_times,
    "training.full_attendance_run": full_attendance_run,
}

if __name__ == "__main__":
    clock = Clock()
    clock.report(RULES[sys.argv[2]](Path(sys.argv[1])))
