from __future__ import annotations

from collections.abc import Iterator

import pytest

from maplebridge.territory.public import forget_index
from tests.territory.ground import Ground


@pytest.fixture(autouse=True)
def _the_ground_of_this_test() -> Iterator[None]:
    """The index lives as long as the process, a test's rows do not."""
    forget_index()
    yield
    forget_index()


@pytest.fixture
def ground(db: None) -> Ground:
    return Ground()
