"""summary.json: the counts of a run, for other programs. Keys sorted, so that equal runs give equal bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def write_summary(path: Path, summary: Mapping[str, Any]) -> None:
    text = json.dumps(summary, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
