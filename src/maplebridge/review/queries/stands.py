"""What the catalogue says where a change would overwrite it, in words of the active language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language, pgettext

from maplebridge.matters import public as matters

from ..messages import STANDS


def stands_words(stands: Iterable[Mapping[str, Any]]) -> str:
    """What the catalogue says, from tomorrow on and then from each later version on, in one line."""
    return " → ".join(
        ", ".join(f"{STANDS[name]} {_value(one[name])}" for name in STANDS if name in one)
        for one in stands
    )


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get(get_language() or "en", value.get("en", "")))
    if isinstance(value, list):
        words = (str(matters.DUTY_NAMES.get(one, one)) for one in value)
        return pgettext("between names", ", ").join(words)
    return str(value)
