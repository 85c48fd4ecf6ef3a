from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from tests.people.ground import Ground
from tests.precepts.hamlet import Hamlet


@pytest.fixture
def hamlet(db: None) -> Hamlet:
    return Hamlet(Ground())


@pytest.fixture(autouse=True)
def _sentences_in_english() -> Iterator[None]:
    with override("en"):
        yield
