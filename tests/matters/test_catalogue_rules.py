"""The catalogue as a rule: what a kind says, what is refused, and the tree that it stands in."""

from __future__ import annotations

import copy
import json
from importlib import resources
from typing import Any

import pytest

from maplebridge.matters.rules import catalogue
from maplebridge.matters.rules.catalogue import LANGUAGES, Datatype


def shipped() -> dict[str, Any]:
    """The catalogue that comes with the program, as read from its file."""
    folder = resources.files("maplebridge.matters") / "data"
    found: dict[str, Any] = json.loads((folder / "catalogue-2026-01.json").read_text("utf-8"))
    return copy.deepcopy(found)


def kind(data: dict[str, Any], code: str) -> dict[str, Any]:
    found: dict[str, Any] = next(row for row in data["categories"] if row["code"] == code)
    return found


def test_every_kind_stands_once_in_the_tree_and_says_when_it_is_settled() -> None:
    book = catalogue.parse(shipped())
    standing = [one.code for _, kinds in book.tree() for one in kinds]
    assert sorted(standing) == sorted(one.code for one in book.categories)
    assert [group.code if group else "" for group, _ in book.tree()] == [
        "safety", "facilities", "environment", "living", ""
    ]  # fmt: skip
    for one in book.categories:
        assert all(one.closing_condition.get(language) for language in LANGUAGES), one.code
        assert one.private


def test_a_kind_that_says_little_gets_cautious_defaults() -> None:
    one = catalogue.parse(shipped()).get("other")
    assert one is not None
    assert (one.private, one.anonymous, one.attributes, one.duplicate_radius_m) == (
        True, True, (), 150
    )  # fmt: skip
    assert not one.public_spot
    assert one.duty == ("grid", "community", "street")


def test_no_kind_asks_for_what_names_a_person() -> None:
    """Number plates, names and numbers of people are personal: no kind asks for them."""
    asked = [
        name.lower()
        for one in catalogue.parse(shipped()).categories
        for attribute in one.attributes
        for name in (*attribute.names.values(), attribute.code)
    ]
    assert asked
    assert not [
        a for a in asked if any(w in a for w in ("plate", "车牌", "姓名", "身份证", "phone"))
    ]


def test_answers_are_named_in_the_language_of_the_reader() -> None:
    one = catalogue.parse(shipped()).get("lighting")
    assert one is not None
    how = one.attribute("how")
    assert how is not None
    assert how.datatype is Datatype.ONE
    assert how.name("en") == "What does the lamp do?"
    assert how.value_name("dark", "zh-hans") == "一直不亮"
    assert how.value_name("gone", "en") == "gone"
    assert one.attribute("nothing") is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: kind(d, "road").update(group="none"), "there is no group none"),
        (lambda d: kind(d, "road").update(duty=["street", "grid"]), "in this order"),
        (lambda d: kind(d, "road").update(duty=[]), "in this order"),
        (lambda d: kind(d, "road").update(duplicate_radius_m=-1), "0 m or more"),
        (lambda d: kind(d, "road").update(settle_days=0), "one hour and one day"),
        (lambda d: kind(d, "lighting")["attributes"][1].update(values=[]), "values to choose"),
        (lambda d: kind(d, "lighting")["attributes"][1].update(code="pole"), "appears twice"),
        (lambda d: kind(d, "lighting")["attributes"][0]["names"].pop("en"), "no name in en"),
        (lambda d: d["categories"].pop(), "'other' is missing"),
        (lambda d: d["categories"].append(d["categories"][0]), "a code appears twice"),
        (lambda d: d.update(office_hours=[["09:00", "08:00"]]), "open before they close"),
        (lambda d: d.update(close_days=0), "1 or more"),
    ],
)
def test_a_catalogue_with_a_fault_is_refused_with_its_name(change: Any, said: str) -> None:
    data = shipped()
    change(data)
    with pytest.raises(ValueError, match=said):
        catalogue.parse(data)
