"""What audits of small folders have in common."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., None]:
    """(name, row, row, …): a workbook of one sheet in the folder `in`."""
    folder = tmp_path / "in"
    folder.mkdir()

    def written(name: str, *rows: list[object]) -> None:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        for row in rows:
            sheet.append(row)
        book.save(folder / name)

    return written
