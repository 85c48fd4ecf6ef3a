"""Fixtures of the channels' tests."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from tests.channels import letters


@pytest.fixture
def door(settings: Any) -> Iterator[ModuleType]:
    """Every channel goes out by a door that the test holds."""
    settings.CHANNEL_DOORS = dict.fromkeys(
        ("wechat", "sms", "mail", "relay"), "tests.channels.letters.door"
    )
    letters.forget()
    yield letters
    letters.forget()
