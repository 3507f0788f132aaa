"""Rosters of the demo city, handed in by their providers as a list that is read, checked and confirmed."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chunfeng.base.access.actor import Actor
from chunfeng.base.uploads import actions
from chunfeng.base.uploads.declarations import RECEIVERS
from chunfeng.base.uploads.models import Upload
from chunfeng.kernel.refusal import Refusal

_HEADER = ("姓名", "身份证号", "手机号", "班期", "开班日期", "结业日期", "人员类别")


class NotTaken(Exception):
    """A roster of the demo came back: the demo and the reading of lists no longer agree."""


@dataclass(frozen=True)
class Roster:
    """people: name, number, phone. category: title of training.trainee_categories."""

    class_no: str
    starts_on: date
    ends_on: date
    people: Sequence[tuple[str, str, str]]
    category: str = "农村新成长劳动力"

    def file(self) -> bytes:
        out = io.StringIO()
        days = (self.class_no, self.starts_on, self.ends_on, self.category)
        csv.writer(out).writerows([_HEADER, *((*person, *days) for person in self.people)])
        return out.getvalue().encode()


def hand_in(roster: Roster, clerk: Actor) -> Upload:
    """A clerk's roster for the own provider, whole. NotTaken where a row comes back."""
    receiver = RECEIVERS["roster"]
    taken = actions.receive(
        [roster.file()], f"{roster.class_no}花名册.csv", receiver, receiver.targets(clerk)[0], clerk
    )
    if isinstance(taken, Refusal):
        raise NotTaken(str(taken))
    upload = taken[0]
    if upload.state != "staged" or upload.rows_returned:
        raise NotTaken(f"{roster.class_no}：{upload.get_state_display()} {upload.said} {upload.rows_returned}")
    if refused := actions.confirm(upload, clerk):
        raise NotTaken(str(refused))
    return upload
