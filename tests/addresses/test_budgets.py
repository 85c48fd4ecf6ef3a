"""What each page asks of the database stays within its budget, whoever looks."""

from __future__ import annotations

import pytest

from tests.addresses.walking import walked
from tests.budgets import BUDGETS


@pytest.mark.django_db
def test_no_page_asks_more_than_its_budget() -> None:
    most = walked().queries
    over = {name: number for name, number in most.items() if number > BUDGETS.get(name, number)}
    assert not over, f"more queries than tests/budgets.py allows: {over}"
