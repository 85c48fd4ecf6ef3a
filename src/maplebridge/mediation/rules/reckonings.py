"""A claim document while it is being filled in: its parts, whose they are, and where a fault is mended.

A person who claims carries the key of their party, what somebody was in charge of "v-" and that key.
Nothing here computes: `damages` does, from the same document.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .damages.claim import Head
from .damages.values import Fault

Document = dict[str, Any]
"""JSON; half done it lacks keys."""
Change = Callable[[Document], Document]
VERSIONS_MAX = 50
UNKNOWN = "unknown"
"""Who was in charge of a vehicle that drove away."""
SIDE_MARK = "v-"
BY_LAW = {
    "disabled": (Head.DISABILITY,), "died": (Head.DEATH, Head.FUNERAL), "injured": (),
}  # fmt: skip
"""Heads that follow from what happened to a person."""


class Screen(StrEnum):
    """The short pages on which a document is filled in."""

    ACCIDENT = "accident"
    VEHICLE = "vehicle"
    COVER = "cover"
    PERSON = "person"
    TREATMENT = "treatment"
    INCOME = "income"
    THINGS = "things"
    SHARES = "shares"
    ADVANCES = "advances"
    RULES = "rules"


@dataclass(frozen=True, slots=True)
class Where:
    """A page, and the vehicle or person that it is about."""

    screen: Screen
    whom: str = ""


THINGS = (
    Head.REPAIR, Head.REPLACEMENT, Head.TOWING, Head.BELONGINGS, Head.CARGO, Head.SUBSTITUTE_TRANSPORT,
    Head.LOST_OPERATION, Head.APPRAISAL_FEE,
)  # fmt: skip
INCOME = (
    Head.LOST_INCOME, Head.DISABILITY, Head.DEATH, Head.FUNERAL, Head.KIN_COSTS, Head.DEPENDANTS,
    Head.MENTAL,
)  # fmt: skip
TREATMENT = tuple(one for one in Head if one not in THINGS + INCOME)
PAGE_OF: Mapping[Head, Screen] = {
    **dict.fromkeys(TREATMENT, Screen.TREATMENT),
    **dict.fromkeys(INCOME, Screen.INCOME),
    **dict.fromkeys(THINGS, Screen.THINGS),
}


def side_key(party: str) -> str:
    return f"{SIDE_MARK}{party}"


def party_of_side(side: str) -> str:
    """The party in charge; "" for a vehicle that nobody here was in charge of."""
    party = side.removeprefix(SIDE_MARK)
    return "" if party == side or party.startswith(UNKNOWN) else party


def sides(document: Document) -> list[Document]:
    return list(document.get("sides", []))


def claimants(document: Document) -> list[Document]:
    return list(document.get("claimants", []))


def one_of(rows: Iterable[Document], key: str) -> Document:
    """The row of this key, an empty one where there is none."""
    return next((copy.deepcopy(one) for one in rows if one.get("id") == key), {})


def put(document: Document, part: str, row: Document, before: str = "") -> Document:
    """The document with this row in the place of the one that was called `before`, or at the end."""
    made = copy.deepcopy(document)
    rows: list[Document] = made.setdefault(part, [])
    place = next(
        (at for at, one in enumerate(rows) if one.get("id") == (before or row["id"])), None
    )
    if place is None:
        rows.append(row)
    else:
        rows[place] = row
    if before and before != row["id"]:
        _renamed(made, part, before, row["id"])
    return made


def without(document: Document, part: str, key: str) -> Document:
    """The document without a person or vehicle, and without what only spoke of it."""
    made = copy.deepcopy(document)
    made[part] = [one for one in made.get(part, []) if one.get("id") != key]
    if part == "sides":
        for one in made.get("claimants", []):
            if one.get("side") == key:
                one.pop("side")
        for said in made.get("shares", []):
            said["parts"] = [one for one in said["parts"] if one["side"] != key]
        made["advances"] = [one for one in made.get("advances", []) if one.get("side") != key]
        made["joint"] = [group for group in made.get("joint", []) if key not in group]
    else:
        made["shares"] = [one for one in made.get("shares", []) if one["claimant"] != key]
        made["advances"] = [one for one in made.get("advances", []) if one["to"] != key]
    return {name: value for name, value in made.items() if value not in ([],)}


def _renamed(document: Document, part: str, old: str, new: str) -> None:
    about = [
        *((one, "side") for one in document.get("claimants", []) if part == "sides"),
        *((one, "side") for said in document.get("shares", []) for one in said["parts"] if part == "sides"),
        *((one, "claimant") for one in document.get("shares", []) if part == "claimants"),
        *((one, "side" if part == "sides" else "to") for one in document.get("advances", [])),
    ]  # fmt: skip
    for row, key in about:
        if row.get(key) == old:
            row[key] = new
    if part == "sides":
        document["joint"] = [
            [new if one == old else one for one in group] for group in document.get("joint", [])
        ]
        if not document["joint"]:
            document.pop("joint")


def named(document: Document, names: Mapping[str, str], reference: str) -> Document:
    """The document as it is computed: with the names of the parties and the number of the file."""
    made = copy.deepcopy(document)
    made["format"], made["reference"] = 1, reference
    for one in made.get("claimants", []):
        if name := names.get(one.get("id", "")):
            one["name"] = name
        if one.get("items") == []:
            one.pop("items")
    for one in made.get("sides", []):
        if name := names.get(party_of_side(one.get("id", ""))):
            one["name"] = name
    return made


def bound(document: Document, names: Mapping[str, str]) -> Document:
    """A document that came from outside: persons and vehicles that are called like exactly one party
    become that party's; the others stay as they are until somebody says whose they are."""
    keys: dict[str, list[str]] = {}
    for key, name in names.items():
        keys.setdefault(name, []).append(key)
    made = copy.deepcopy(document)
    for part, key_of in (("claimants", str), ("sides", side_key)):
        for one in list(made.get(part, [])):
            found = keys.get(one.get("name", ""), [])
            taken = {row["id"] for row in made[part]}
            if len(found) == 1 and key_of(found[0]) not in taken:
                made = put(made, part, {**one, "id": key_of(found[0])}, before=one["id"])
    return made


def outcome(person: Document) -> str:
    if person.get("died_on"):
        return "died"
    return "disabled" if person.get("disability") else "injured"


def where(fault: Fault, document: Document) -> Where:
    """The page on which a fault can be mended."""
    facts = dict(fault.facts)
    if fault.code in {"shares_needed", "share_in_range"} or fault.path.startswith("shares"):
        return Where(Screen.SHARES)
    if fault.code == "rulebook_cell_empty":
        share = str(facts.get("key", "")).startswith(("motor_", "nonmotor_"))
        return Where(Screen.SHARES if share else Screen.RULES)
    part, _, rest = fault.path.partition("[")
    if part in {"sides", "claimants"} and rest:
        return _of_row(part, rest, document)
    simple = {
        "sides": Screen.VEHICLE, "claimants": Screen.PERSON, "advances": Screen.ADVANCES,
        "agreed": Screen.RULES,
    }  # fmt: skip
    return Where(simple.get(part, Screen.ACCIDENT))


def _of_row(part: str, rest: str, document: Document) -> Where:
    number, _, inside = rest.partition("]")
    rows = document.get(part, [])
    row: Document = rows[int(number)] if int(number) < len(rows) else {}
    whom = str(row.get("id", ""))
    inside = inside.removeprefix(".")
    if part == "sides":
        covers = inside.startswith(("commercial", "compulsory.used"))
        return Where(Screen.COVER if covers else Screen.VEHICLE, whom)
    if inside.startswith("items["):
        return Where(_page_of_item(row, inside), whom)
    if inside == "items":
        return Where(Screen.THINGS if row.get("position") == "owner" else Screen.TREATMENT, whom)
    return Where(Screen.PERSON, whom)


def _page_of_item(row: Document, inside: str) -> Screen:
    number = int(inside.removeprefix("items[").partition("]")[0])
    items = row.get("items", [])
    head = items[number].get("head", "") if number < len(items) else ""
    return PAGE_OF[Head(head)] if head in {one.value for one in Head} else Screen.TREATMENT


def told(fault: Fault, names: Mapping[str, str]) -> Fault:
    """The fault with persons and vehicles by their names instead of their keys."""
    facts = {
        key: names.get(party_of_side(str(value)) or str(value), value) for key, value in fault.facts
    }
    return Fault.at(fault.path, fault.code, **facts)


def missing_keys(faults: Iterable[Fault]) -> list[str]:
    """The local rules that a document needs and nobody said yet; shares have a page of their own."""
    keys = {
        str(dict(one.facts)["key"]) for one in faults if one.code == "rulebook_cell_empty"
    }  # fmt: skip
    return sorted(one for one in keys if not one.startswith(("motor_", "nonmotor_")))
