"""No address without a row, no row without an address, and every cell true."""

from __future__ import annotations

import pytest

from tests.addresses.table import COLUMNS, rows
from tests.addresses.walking import PATTERNS, walked


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    listed = {row.name for row in rows()}
    assert listed == set(PATTERNS), "write the row, or remove it, in tests/addresses/table.py"
    assert all(len(row.answers) == len(COLUMNS) for row in rows())


@pytest.mark.django_db
def test_every_role_gets_what_the_table_says() -> None:
    found = walked().answers
    wrong = [
        f"{row.name} {row.method} {' '.join(found[row.name + ' ' + row.method])}"
        for row in rows()
        if found[row.name + " " + row.method] != row.answers
    ]
    assert not wrong, "\n".join(wrong)
