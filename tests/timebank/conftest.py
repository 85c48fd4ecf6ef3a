from __future__ import annotations

import pytest

from tests.timebank.cast import Hours, build_hours


@pytest.fixture
def hours(db: None) -> Hours:
    return build_hours()
