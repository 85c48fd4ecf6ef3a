from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from tests.bank.shop import Shop
from tests.bank.village import Village
from tests.people.ground import Ground


@pytest.fixture
def ground(db: None) -> Ground:
    return Ground()


@pytest.fixture
def village(ground: Ground) -> Village:
    return Village(ground)


@pytest.fixture
def shop(ground: Ground) -> Shop:
    return Shop(ground)


@pytest.fixture(autouse=True)
def _sentences_in_english() -> Iterator[None]:
    with override("en"):
        yield
