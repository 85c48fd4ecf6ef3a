"""What may stand in a claim file, said once: it reads values, writes them back and is the JSON Schema.

Reading never stops at the first fault. A value that cannot be read is NOTHING, and so is what holds it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, Protocol

from .values import Fault, percent, yuan

NOTHING: Any = object()
"""Stands for a value that was refused; its fault is in the list."""
Faults = list[Fault]


class Shape(Protocol):
    """Any: a shape reads untyped JSON into the type of its field, which no annotation can follow."""

    def read(self, value: object, at: str, faults: Faults) -> Any: ...
    def write(self, value: Any) -> object: ...
    def schema(self) -> dict[str, Any]: ...


def refuse(faults: Faults, at: str, code: str, **facts: str | int) -> Any:
    faults.append(Fault.at(at, code, **facts))
    return NOTHING


def shown(value: object) -> str:
    """What was typed, short enough for a sentence."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 40 else text[:39] + "…"


@dataclass(frozen=True)
class Text:
    most: int = 80
    pattern: str = ""

    def read(self, value: object, at: str, faults: Faults) -> Any:
        if not isinstance(value, str):
            return refuse(faults, at, "claim_not_text", value=shown(value))
        if not value.strip() or len(value) > self.most or not value.isprintable():
            return refuse(faults, at, "claim_text_length", most=self.most)
        if self.pattern and not re.fullmatch(self.pattern, value):
            return refuse(faults, at, "claim_not_id", value=shown(value))
        return value

    def write(self, value: str) -> object:
        return value

    def schema(self) -> dict[str, Any]:
        rule = {"type": "string", "minLength": 1, "maxLength": self.most}
        return rule | ({"pattern": f"^{self.pattern}$"} if self.pattern else {})


ID = Text(40, r"[a-z0-9][a-z0-9_-]{0,39}")


@dataclass(frozen=True)
class Whole:
    least: int
    most: int

    def read(self, value: object, at: str, faults: Faults) -> Any:
        if isinstance(value, bool) or not isinstance(value, int):
            return refuse(faults, at, "claim_not_whole", value=shown(value))
        if not self.least <= value <= self.most:
            return refuse(
                faults, at, "claim_out_of_bounds", value=value, least=self.least, most=self.most
            )
        return value

    def write(self, value: int) -> object:
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True)
class Flag:
    def read(self, value: object, at: str, faults: Faults) -> Any:
        if not isinstance(value, bool):
            return refuse(faults, at, "claim_not_yes_no", value=shown(value))
        return value

    def write(self, value: bool) -> object:
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Money:
    """Yuan as text, "1234.5", or a whole number; kept in fen."""

    pattern = r"(0|[1-9][0-9]{0,9})(\.[0-9]{1,2})?"
    most_yuan = 9_999_999_999

    def read(self, value: object, at: str, faults: Faults) -> Any:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or not re.fullmatch(self.pattern, value):
            return refuse(faults, at, "claim_not_money", value=shown(value))
        whole, _, rest = value.partition(".")
        return int(whole) * 100 + int(rest.ljust(2, "0") or 0)

    def write(self, value: int) -> object:
        return yuan(value)

    def schema(self) -> dict[str, Any]:
        return {
            "anyOf": [
                {"type": "string", "pattern": f"^{self.pattern}$"},
                {"type": "integer", "minimum": 0, "maximum": self.most_yuan},
            ]
        }


@dataclass(frozen=True)
class Share:
    """ "70%", "33.33%" or "1/3"; between nothing and the whole."""

    pattern = r"([0-9]{1,3}(\.[0-9]{1,2})?%|[0-9]{1,4}/[1-9][0-9]{0,3})"

    def read(self, value: object, at: str, faults: Faults) -> Any:
        if not isinstance(value, str) or not re.fullmatch(self.pattern, value):
            return refuse(faults, at, "claim_not_share", value=shown(value))
        exact = Fraction(value[:-1]) / 100 if value.endswith("%") else Fraction(value)
        if exact > 1:
            return refuse(faults, at, "claim_share_over_one", value=value)
        return exact

    def write(self, value: Fraction) -> object:
        return percent(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{self.pattern}$"}


@dataclass(frozen=True)
class Number:
    """A positive count with at most two decimals, as text or whole: years of a device."""

    most: int
    pattern = r"[0-9]{1,3}(\.[0-9]{1,2})?"

    def read(self, value: object, at: str, faults: Faults) -> Any:
        text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if not isinstance(text, str) or not re.fullmatch(self.pattern, text):
            return refuse(faults, at, "claim_not_number", value=shown(value))
        exact = Fraction(text)
        if not 0 < exact <= self.most:
            return refuse(faults, at, "claim_number_bounds", value=text, most=self.most)
        return exact

    def write(self, value: Fraction) -> object:
        return yuan(int(value * 100))

    def schema(self) -> dict[str, Any]:
        return {
            "anyOf": [
                {"type": "string", "pattern": f"^{self.pattern}$"},
                {"type": "integer", "minimum": 1, "maximum": self.most},
            ]
        }


@dataclass(frozen=True)
class Day:
    pattern = r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]"

    def read(self, value: object, at: str, faults: Faults) -> Any:
        try:
            if isinstance(value, str) and re.fullmatch(self.pattern, value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        return refuse(faults, at, "claim_not_day", value=shown(value))

    def write(self, value: date) -> object:
        return value.isoformat()

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{self.pattern}$"}


@dataclass(frozen=True)
class Choice:
    of: type[StrEnum]
    among: tuple[StrEnum, ...] = ()

    @property
    def values(self) -> list[str]:
        return [one.value for one in self.among or tuple(self.of)]

    def read(self, value: object, at: str, faults: Faults) -> Any:
        if not isinstance(value, str) or value not in self.values:
            return refuse(
                faults, at, "claim_not_a_choice", value=shown(value), among=", ".join(self.values)
            )
        return self.of(value)

    def write(self, value: StrEnum) -> object:
        return value.value

    def schema(self) -> dict[str, Any]:
        return {"enum": self.values}


@dataclass(frozen=True)
class Many:
    """A list; `apart` names the field in which no two may be alike."""

    of: Shape
    most: int
    least: int = 0
    apart: str = ""

    def read(self, value: object, at: str, faults: Faults) -> Any:
        if not isinstance(value, list):
            return refuse(faults, at, "claim_not_list", value=shown(value))
        if not self.least <= len(value) <= self.most:
            return refuse(
                faults, at, "claim_list_length", count=len(value), least=self.least, most=self.most
            )
        found = [self.of.read(one, f"{at}[{i}]", faults) for i, one in enumerate(value)]
        if any(one is NOTHING for one in found):
            return NOTHING
        if self.apart:
            self._apart(found, at, faults)
        return tuple(found)

    def _apart(self, found: Sequence[Any], at: str, faults: Faults) -> None:
        seen: set[object] = set()
        for place, one in enumerate(found):
            name = one if self.apart == "." else getattr(one, self.apart)
            if name in seen:
                refuse(faults, f"{at}[{place}]", "claim_twice", value=str(name))
            seen.add(name)

    def write(self, value: Sequence[Any]) -> object:
        return [self.of.write(one) for one in value]

    def schema(self) -> dict[str, Any]:
        return {
            "type": "array",
            "items": self.of.schema(),
            "minItems": self.least,
            "maxItems": self.most,
        }


@dataclass(frozen=True)
class Record:
    """An object whose keys are the fields of a dataclass. What is left out takes the field's default."""

    makes: Callable[..., Any]
    keys: Mapping[str, Shape]
    needed: frozenset[str]
    constant: Mapping[str, Any] = field(default_factory=dict)
    """Fields that a tag decided already, such as the head of an item."""

    def read(self, value: object, at: str, faults: Faults) -> Any:
        if not isinstance(value, dict):
            return refuse(faults, at, "claim_not_object", value=shown(value))
        inside = f"{at}." if at else ""
        for name in sorted(set(value) - set(self.keys)):
            refuse(
                faults, inside + shown(name), "claim_unknown_key", key=shown(name),
                among=", ".join(self.keys),
            )  # fmt: skip
        missing = sorted(self.needed - set(value))
        for name in missing:
            refuse(faults, inside + name, "claim_key_missing", key=name)
        read = {
            name: shape.read(value[name], inside + name, faults)
            for name, shape in self.keys.items()
            if name in value
        }
        if missing or any(one is NOTHING for one in read.values()):
            return NOTHING
        return self.makes(**self.constant, **read)

    def write(self, value: Any) -> dict[str, object]:
        defaults = {one.name: one.default for one in fields(value)}
        return {
            name: shape.write(given)
            for name, shape in self.keys.items()
            if (given := getattr(value, name)) != defaults[name] or name in self.needed
        }

    def schema(self) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {name: shape.schema() for name, shape in self.keys.items()},
            "required": sorted(self.needed),
            "additionalProperties": False,
        }


@dataclass(frozen=True)
class Tagged:
    """An object whose other keys depend on one: an item by its head."""

    tag: str
    choices: type[StrEnum]
    records: Mapping[str, Record]
    instead: Record
    """The record that stands for any choice, known by the key that only it has."""
    known_by: str

    def read(self, value: object, at: str, faults: Faults) -> Any:
        if not isinstance(value, dict):
            return refuse(faults, at, "claim_not_object", value=shown(value))
        if self.tag not in value:
            return refuse(faults, f"{at}.{self.tag}", "claim_key_missing", key=self.tag)
        choice = Choice(self.choices).read(value[self.tag], f"{at}.{self.tag}", faults)
        if choice is NOTHING:
            return NOTHING
        record = self.instead if self.known_by in value else self.records[choice]
        return self._with_tag(record, choice).read(value, at, faults)

    def _with_tag(self, record: Record, choice: StrEnum) -> Record:
        tagged = Choice(self.choices, (choice,))
        return Record(record.makes, {self.tag: tagged, **record.keys}, record.needed | {self.tag})

    def write(self, value: Any) -> dict[str, object]:
        choice = getattr(value, self.tag)
        known = {one.name for one in fields(value)}
        record = self.instead if self.known_by in known else self.records[choice]
        return self._with_tag(record, choice).write(value)

    def schema(self) -> dict[str, Any]:
        every = [
            self._with_tag(record, self.choices(choice)).schema()
            for choice, record in self.records.items()
        ]
        any_choice = self._with_tag(self.instead, next(iter(self.choices))).schema()
        any_choice["properties"][self.tag] = {"enum": [one.value for one in self.choices]}
        return {"oneOf": [*every, any_choice]}


def record(makes: Callable[..., Any], needed: str, **keys: Shape) -> Record:
    """A Record; `needed` names the keys that must stand there, with spaces between."""
    return Record(makes, keys, frozenset(needed.split()))
