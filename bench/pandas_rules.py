"""Our heaviest rules as a competent analyst would write them in pandas: the same Parquet files, only the columns needed,
rows filtered as early as pandas can. Each gives the subjects that the rule hits; lines that could not be judged are no hits."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from bench.measure import Clock, digest

CAME = ("present", "late", "left_early")


def _read(tables: Path, name: str, *columns: str, dates: tuple[str, ...] = ()) -> pd.DataFrame:
    frame = pd.read_parquet(tables / f"{name}.parquet", columns=list(columns))
    for column in dates:
        frame[column] = pd.to_datetime(frame[column])
    return frame


def _parameter(tables: Path, code: str, on: pd.Series) -> pd.Series:
    """The value in force on each date."""
    rows = pd.read_parquet(tables / "parameters.parquet")
    result = pd.Series(float("nan"), index=on.index)
    for row in rows[rows["code"] == code].itertuples():
        until = pd.Timestamp(row.valid_to_on) if pd.notna(row.valid_to_on) else pd.Timestamp.max
        result[(on >= pd.Timestamp(row.valid_from_on)) & (on < until)] = row.value
    return result


def identical_punch_times(tables: Path) -> pd.Series:
    columns = ["kind", "class", "marked_on", "slot", "person", "in_at", "out_at", "machine", "status"]
    a = _read(tables, "attendance", *columns)
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
    return c.index[(c["sessions"] >= c["least"]) & (c["same"] >= c["times"])].to_series()


def attendance_below_share(tables: Path) -> pd.Series:
    c = _read(tables, "claims", "class", "person", "item", "state")
    gone = ("draft", "returned", "refused", "withdrawn", "cancelled", "recovered")
    c = c[c["item"].fillna("tuition").eq("tuition") & ~c["state"].fillna("submitted").isin(gone)]
    claimed = c[["class", "person"]].dropna().drop_duplicates()
    a = _read(tables, "attendance", "kind", "class", "person", "marked_on", "slot", "status", "in_at", "machine")
    a = a[(a["kind"] == "class") & a["class"].notna() & a["marked_on"].notna()]
    punched = a.loc[a["machine"].eq(True), ["class", "marked_on", "slot"]].fillna({"slot": 1}).drop_duplicates()
    sessions = punched.groupby("class").size().rename("sessions")
    status = a["status"].where(a["status"].notna() | a["in_at"].isna(), "present")
    own = pd.DataFrame({
        "class": a["class"], "person": a["person"], "came": status.isin(CAME).astype("int32"),
        "absent": a["status"].eq("absent").astype("int32"), "excused": a["status"].isin(("leave", "sick")).astype("int32"),
    })  # fmt: skip
    own = own.groupby(["class", "person"]).sum().reset_index().merge(claimed, on=["class", "person"])
    e = _read(tables, "enrolments", "enrolment", "class", "person", "removed_on", "transferred_on")
    e = e[e["removed_on"].isna() & e["transferred_on"].isna()]
    k = _read(tables, "classes", "class", "starts_on", dates=("starts_on",))
    j = own.merge(e[["enrolment", "class", "person"]], on=["class", "person"]).merge(k, on="class")
    j = j.join(sessions, on="class").fillna({"sessions": 0})
    expected = (j["came"] + j["absent"]).where(
        lambda s: s >= j["sessions"] - j["excused"], j["sessions"] - j["excused"]
    )
    percent = _parameter(tables, "training.attend_percent", j["starts_on"])
    return j.loc[j["came"] * 100 < expected * percent, "enrolment"]


def _roster(tables: Path, *programmes: str) -> pd.DataFrame:
    """Enrolments that count, of classes of these programmes."""
    dates = ("removed_on", "transferred_on")
    e = _read(tables, "enrolments", "enrolment", "person", "class", "employer", *dates, dates=dates)
    names = ("class", "programme", "starts_on", "ends_on", "state")
    k = _read(tables, "classes", *names, dates=("starts_on", "ends_on"))
    k = k[k["programme"].isin(programmes) & k["starts_on"].notna() & k["state"].fillna("").ne("cancelled")]
    e = e[e["person"].notna() & e["employer"].notna() & e["transferred_on"].isna()].merge(k, on="class")
    end = e["ends_on"].fillna(e["starts_on"])
    e = e[e["removed_on"].isna() | (e["removed_on"] > end)]
    return e.assign(month=e["starts_on"].dt.to_period("M").dt.to_timestamp())


def _open(rows: pd.DataFrame, start: str, end: str, on: str) -> pd.DataFrame:
    """Those rows whose span holds the day; an end that is not told is open."""
    return rows[(rows[start] <= rows[on]) & (rows[end].isna() | (rows[end] >= rows[on]))]


def employer_without_insurance(tables: Path) -> pd.Series:
    s = _roster(tables, "POST_UPGRADE")
    span = ("starts_on", "ends_on")
    t = _read(tables, "contracts", "person", "employer", "user_unit", "starts_on", dates=("starts_on",))
    f = _read(tables, "filings", "person", "employer", "starts_on", dates=("starts_on",))
    i = _read(tables, "insurance", "person", "employer", "from_month", "to_month")
    i = i[i["employer"].isin(s["employer"].unique()) | i["employer"].isin(t["employer"].unique())]
    i = i.assign(from_month=pd.to_datetime(i["from_month"]), to_month=pd.to_datetime(i["to_month"]))
    keys = ["enrolment", "person", "employer", "month"]
    sent = s[keys].merge(t[t["user_unit"].notna()], on="person", suffixes=("_own", ""))
    sent = sent[sent["user_unit"] == sent["employer_own"]]
    payers = pd.concat([s[keys], sent[keys]]).drop_duplicates()
    paid = _open(payers.merge(i, on=["person", "employer"]), "from_month", "to_month", "month")["enrolment"].unique()
    asked = payers[["employer", "month"]].drop_duplicates()
    spans = i[["employer", "from_month", "to_month"]].drop_duplicates()
    covered = _open(asked.merge(spans, on="employer"), "from_month", "to_month", "month")
    covered = covered[["employer", "month"]].drop_duplicates().assign(covered=True)
    jobs = pd.concat([t[["person", "employer", span[0]]], f]).rename(columns={span[0]: "hired_on"})
    hired = s[["enrolment", "person", "employer"]].merge(jobs, on=["person", "employer"])
    hired = hired.groupby("enrolment")["hired_on"].min()
    s = s[~s["enrolment"].isin(paid)].join(hired, on="enrolment").merge(covered, on=["employer", "month"])
    days = _parameter(tables, "training.register_days", s["starts_on"])
    return s.loc[s["hired_on"].isna() | ((s["starts_on"] - s["hired_on"]).dt.days > days), "enrolment"]


def leaver_in_post_training(tables: Path) -> pd.Series:
    s = _roster(tables, "POST_UPGRADE", "POST_TRANSFER").rename(columns={"starts_on": "opened_on"})
    s = s[["enrolment", "person", "employer", "opened_on", "month"]]
    span = ("starts_on", "ends_on")
    f = _read(tables, "filings", "person", "employer", "kind", *span, dates=span)
    t = _read(tables, "contracts", "person", "employer", "user_unit", *span, dates=span)
    filed = _open(s.merge(f, on="person", suffixes=("", "_of")), *span, "opened_on")
    filed = filed[(filed["employer_of"] == filed["employer"]) | filed["kind"].eq("dispatch")]
    signed = _open(s.merge(t, on="person", suffixes=("", "_of")), *span, "opened_on")
    signed = signed[(signed["employer_of"] == signed["employer"]) | (signed["user_unit"] == signed["employer"])]
    y = _read(tables, "payroll", "person", "employer", "month")
    y = y[y["person"].isin(s["person"].unique())]
    paid = s.merge(y.assign(month=pd.to_datetime(y["month"])), on=["person", "employer", "month"])
    i = _read(tables, "insurance", "person", "employer", "from_month", "to_month")
    i = i[i["person"].isin(s["person"].unique())]
    i = i.assign(from_month=pd.to_datetime(i["from_month"]), to_month=pd.to_datetime(i["to_month"]))
    insured = _open(s.merge(i, on=["person", "employer"]), "from_month", "to_month", "month")
    in_post = pd.concat([part["enrolment"] for part in (filed, signed, paid, insured)]).unique()
    o = s[~s["enrolment"].isin(in_post)]
    asked = s[["employer", "opened_on"]].drop_duplicates()
    for name, rows in (("filings", f), ("contracts", t)):
        spans = rows[["employer", *span]].drop_duplicates()
        seen = _open(asked.merge(spans, on="employer"), *span, "opened_on")[["employer", "opened_on"]].drop_duplicates()
        o = o.merge(seen.assign(**{name: True}), on=["employer", "opened_on"], how="left")
    ends = pd.concat([f[["person", "employer", "ends_on"]], t[["person", "employer", "ends_on"]]]).dropna()
    left = o[["enrolment", "person", "employer", "opened_on"]].merge(ends, on=["person", "employer"])
    left = left[left["ends_on"] < left["opened_on"]].groupby("enrolment")["ends_on"].max().rename("left_on")
    o = o.join(left, on="enrolment")
    moved = o[o["left_on"].notna()].merge(f, on="person", suffixes=("", "_of"))
    gap = (moved["starts_on"] - moved["left_on"]).dt.days
    moved = moved[(moved["employer_of"] != moved["employer"]) & (gap >= 0) & (gap <= 1)]["enrolment"].unique()
    has_filings, has_contracts = o["filings"].notna(), o["contracts"].notna()
    judged = (has_filings & has_contracts) | (o["left_on"].notna() & (has_filings | has_contracts))
    return o.loc[judged & ~o["enrolment"].isin(moved), "enrolment"]


def below_minimum_wage(tables: Path) -> pd.Series:
    names = ("pay", "employer", "project", "person", "month", "days", "absent_days", "hours", "hourly", "left_on", "due_fen",
             "overtime_fen", "allowance_fen", "sheet_kind", "months_covered")  # fmt: skip
    p = _read(tables, "payroll", *names)
    monthly = p["sheet_kind"].fillna("monthly").eq("monthly")
    r = p[monthly & p["due_fen"].notna() & p["person"].notna() & p["months_covered"].fillna(1).eq(1)]
    others = p.loc[~monthly, ["employer", "person", "month", "sheet_kind", "due_fen"]]
    del p
    r = r.assign(wage=r["due_fen"] - r["overtime_fen"].fillna(0) - r["allowance_fen"].fillna(0))
    x = pd.read_parquet(tables / "parameters.parquet")
    months = pd.Series(r["month"].dropna().unique(), name="month")
    standards = {}
    for unit in ("monthly", "hourly"):
        w = x[x["code"] == f"rights.minimum_wage_{unit}_fen"].merge(months, how="cross")
        standards[unit] = w[
            (w["valid_from_on"] <= w["month"]) & (w["valid_to_on"].isna() | (w["month"] < w["valid_to_on"]))
        ]
    highest = {unit: w.groupby("month")["value"].max() for unit, w in standards.items()}
    least = {unit: w.groupby("month")["value"].min() for unit, w in standards.items()}
    by_hour = r["hourly"].eq(True)
    low = (by_hour & (r["wage"] < r["hours"] * r["month"].map(highest["hourly"]))) | (
        ~by_hour & (r["wage"] < r["month"].map(highest["monthly"]))
    )
    r = r[low].copy()
    r["month_on"] = pd.to_datetime(r["month"])
    last = r["month_on"] + pd.offsets.MonthEnd(0)
    r["pay_days"] = [
        sum(d.weekday() < 5 for d in pd.date_range(a, b)) for a, b in zip(r["month_on"], last, strict=True)
    ]
    seats = _read(tables, "employers", "employer", "area").groupby("employer")["area"].min()
    sites = _read(tables, "projects", "project", "area").groupby("project")["area"].min()
    r["area"] = r["project"].map(sites).astype("str").fillna(r["employer"].map(seats)).str[:6]
    for unit in ("monthly", "hourly"):
        minimum = f"{unit}_minimum"
        own = standards[unit].rename(columns={"value": minimum})[["month", "area", minimum]]
        r = r.merge(own, on=["month", "area"], how="left")
        r[minimum] = r[minimum].fillna(r["month"].map(least[unit]))
    key = ["employer", "person", "month"]
    bonus = others[others["sheet_kind"] == "bonus"].groupby(key)["due_fen"].sum().rename("bonus").reset_index()
    settled = others.loc[others["sheet_kind"].isin(("settlement", "compensation")), key].drop_duplicates()
    r = r.merge(bonus, on=key, how="left").merge(settled.assign(settled=True), on=key, how="left")
    r = r[r["settled"].isna()]
    r["wage"] = r["wage"] + r["bonus"].fillna(0)
    f = _read(tables, "filings", "employer", "person", "kind", "starts_on", "ends_on", dates=("starts_on", "ends_on"))
    f = r[[*key, "month_on"]].drop_duplicates().merge(f, on=["employer", "person"])
    end = f["month_on"] + pd.offsets.MonthEnd(0)
    f = f[(f["starts_on"] <= end) & (f["ends_on"].isna() | (f["ends_on"] >= f["month_on"]))]
    end = f["month_on"] + pd.offsets.MonthEnd(0)
    f["whole"] = (f["starts_on"] <= f["month_on"]) & (f["ends_on"].isna() | (f["ends_on"] >= end))
    f["part_time"] = f["kind"].eq("part_time")
    r = r.merge(f.groupby(key)[["whole", "part_time"]].max().reset_index(), on=key, how="left")
    absent = r["absent_days"].fillna(0)
    days = r["days"].astype("float64")
    left = pd.to_datetime(r["left_on"])
    part = (absent > 0) | (days < r["pay_days"]) | (left < r["month_on"] + pd.offsets.MonthEnd(0))
    known = days.notna() | r["whole"].eq(True)
    paid_days = days.fillna(r["pay_days"] - absent)
    missed = absent.where(absent > 0, (r["pay_days"] - days.fillna(r["pay_days"])).clip(lower=0))
    by_hour, minimum = r["hourly"].eq(True), r["monthly_minimum"]
    judged = ~by_hour & known & ~r["part_time"].eq(True)
    hours = r["hours"].astype("float64")
    hourly = by_hour & (hours > 0) & (r["wage"] + (hours + 7) // 8 < hours * r["hourly_minimum"])
    full = judged & ~part & (r["wage"] + r["pay_days"] < minimum)
    rounded = r["wage"] + paid_days
    partly = (
        judged & part & (paid_days > 0)
        & (rounded * 2175 < minimum * paid_days * 100)
        & (rounded * 2175 < minimum * (2175 - missed * 100))
        & (rounded * r["pay_days"] < minimum * paid_days)
    )  # fmt: skip
    return r.loc[hourly | full | partly, "pay"]


RULES: dict[str, Callable[[Path], pd.Series]] = {
    "training.identical_punch_times": identical_punch_times,
    "training.attendance_below_share": attendance_below_share,
    "training.leaver_in_post_training": leaver_in_post_training,
    "training.employer_without_insurance": employer_without_insurance,
    "rights.below_minimum_wage": below_minimum_wage,
}

if __name__ == "__main__":
    clock = Clock()
    clock.report(digest(RULES[sys.argv[2]](Path(sys.argv[1]))))
