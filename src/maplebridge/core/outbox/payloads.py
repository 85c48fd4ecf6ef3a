"""Facts as JSON and back: frozen dataclasses of ids, integers, codes and dates."""

from __future__ import annotations

import types
import typing
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID


class FactChanged(Exception):
    """The stored fact does not fit its class any more: fields were added, removed or retyped."""


def encode(fact: Any) -> dict[str, Any]:
    """The fields of a fact as JSON values. Raises TypeError for anything that is not plain."""
    assert is_dataclass(fact)
    assert not isinstance(fact, type)
    return {field.name: _plain(getattr(fact, field.name)) for field in fields(fact)}


def decode(kind: type, payload: dict[str, Any]) -> Any:
    """Rebuild a fact of class `kind`. Raises FactChanged when the stored fields do not fit."""
    hints = _hints(kind)
    if set(payload) != set(hints):
        odd = ", ".join(sorted(set(payload) ^ set(hints)))
        raise FactChanged(f"{kind.__name__} changed since this was told: {odd}")
    try:
        return kind(**{name: _typed(hints[name], value) for name, value in payload.items()})
    except (TypeError, ValueError) as problem:
        raise FactChanged(f"{kind.__name__} changed since this was told") from problem


@lru_cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _plain(value: object) -> object:
    if value is None or type(value) in (int, str, bool):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, str | int):  # StrEnum, NewType over int
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    raise TypeError(f"a fact holds ids, integers, codes and dates, not {type(value).__name__}")


def _typed(hint: Any, value: Any) -> Any:
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        options = [option for option in typing.get_args(hint) if option is not type(None)]
        if value is None and len(options) < len(typing.get_args(hint)):
            return None
        (hint,) = options
        return _typed(hint, value)
    if origin is tuple:
        return _typed_tuple(typing.get_args(hint), value)
    if hint in (UUID, date, datetime):
        if not isinstance(value, str):
            raise TypeError(hint)
        return UUID(value) if hint is UUID else hint.fromisoformat(value)
    hint = getattr(hint, "__supertype__", hint)
    if isinstance(hint, type) and not isinstance(value, bool) and issubclass(hint, str | int):
        if not isinstance(value, str if issubclass(hint, str) else int):
            raise TypeError(hint)
        return hint(value)
    if hint is bool and isinstance(value, bool):
        return value
    raise TypeError(hint)


def _typed_tuple(inner: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise TypeError(tuple)
    if len(inner) == 2 and inner[1] is Ellipsis:
        return tuple(_typed(inner[0], part) for part in value)
    if len(inner) != len(value):
        raise TypeError(tuple)
    return tuple(_typed(hint, part) for hint, part in zip(inner, value, strict=True))
