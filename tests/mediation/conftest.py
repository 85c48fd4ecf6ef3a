from __future__ import annotations

import pytest

from tests.mediation.cast import Room, build_room


@pytest.fixture
def room(db: None) -> Room:
    return build_room()
