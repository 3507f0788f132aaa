"""Which lists are taken by the web, and the reader of files that they share with `chunfeng audit`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from chunfeng.base.policy.declarations import Feed
from chunfeng.base.policy.values import pack
from chunfeng.base.uploads.declarations import RECEIVERS, Read
from chunfeng.engines.feeds.outcome import Bad
from chunfeng.engines.feeds.single import parse_row, read_single, schema_of
from chunfeng.kernel.refusal import Refusal
from chunfeng.site.registry import words_of


@dataclass
class FeedsReader:
    """workers 0 reads in this process, without limits: for files one has made oneself."""

    workers: int = 1

    def whole(self, path: Path, feed: Feed, work: Path, seconds: float | None = None) -> Read | Refusal:
        found = read_single(path, feed, words_of(pack()), work, self.workers, seconds)
        return Refusal(found.wrong, found.mend) if isinstance(found, Bad) else found

    def row(self, feed: Feed, cells: Mapping[str, str]) -> tuple[dict[str, Any], tuple[tuple[str, str, str], ...]]:
        return parse_row(feed, cells, words_of(pack()))

    def schema(self, feed: Feed) -> pa.Schema:
        return schema_of(feed)


def declare() -> None:
    from chunfeng.plans.rights.employment.actions import RECEIVERS as EMPLOYERS
    from chunfeng.plans.training.catalogue.actions import RECEIVERS as STANDARDS
    from chunfeng.plans.training.certification.actions import RECEIVERS as MARKS
    from chunfeng.plans.training.classes.actions import RECEIVERS as ROSTERS
    from chunfeng.plans.training.planning.actions import RECEIVERS as PLANS
    from chunfeng.plans.training.providers.actions.lists import RECEIVERS as PROVIDERS
    from chunfeng.plans.training.registers.actions import RECEIVERS as REGISTERS
    from chunfeng.plans.training.subsidy.actions.paying import RECEIVERS as BANK

    RECEIVERS.declare((*BANK, *PROVIDERS, *ROSTERS, *MARKS, *STANDARDS, *REGISTERS, *PLANS, *EMPLOYERS), FeedsReader())
