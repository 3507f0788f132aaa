"""Whatever is tried in whatever order, the books balance, no fund falls below nothing, and of no claim more is paid than was
committed to it. `python -m bench --only ledger` takes ten thousand walks."""

from __future__ import annotations

import pytest

from chunfeng.engines.ledger.tests.walks import walk


@pytest.mark.django_db(transaction=True)
def test_whatever_is_tried_the_books_hold() -> None:
    refused, wrong = walk(120, seed=20_161)
    assert not wrong and refused > 120
