from __future__ import annotations

import pytest

from tests.people.ground import Ground


@pytest.fixture
def ground(db: None) -> Ground:
    return Ground()
