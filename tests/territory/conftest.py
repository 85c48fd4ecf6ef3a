from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib import messages

from maplebridge.territory.public import forget_index
from tests.territory.ground import Ground


@pytest.fixture(autouse=True)
def _the_ground_of_this_test() -> Iterator[None]:
    """The index lives as long as the process, a test's rows do not."""
    forget_index()
    yield
    forget_index()


@pytest.fixture(autouse=True)
def _bare_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """The frame around the pages belongs to the portal and has its own tests."""
    for say in ("success", "warning", "error"):
        monkeypatch.setattr(messages, say, lambda *_: None)


@pytest.fixture
def ground(db: None) -> Ground:
    return Ground()
