"""References: unique, rising, by series and year, also when many ask at once."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Thread

import pytest
from django.db import connection, transaction

from maplebridge.core.references import next_reference

NOW = datetime(2026, 3, 4, tzinfo=UTC)


@pytest.mark.django_db
def test_numbers_rise_within_their_series_and_year() -> None:
    new_year = datetime(2026, 12, 31, 16, tzinfo=UTC)  # 2027 in China
    first = next_reference("TA", NOW)
    assert first == "TA-2026-000001"
    assert next_reference("TA", NOW) > first
    assert next_reference("TB", NOW) == "TB-2026-000001"
    assert next_reference("TA", new_year) == "TA-2027-000001"


@pytest.mark.django_db
def test_a_series_is_a_few_capital_letters() -> None:
    with pytest.raises(AssertionError):
        next_reference("m; drop", NOW)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_never_share_a_number_also_in_a_new_series() -> None:
    taken: list[str] = []

    def take() -> None:
        for _ in range(10):
            with transaction.atomic():
                taken.append(next_reference("TC", NOW))
        connection.close()

    threads = [Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(taken)) == 80
