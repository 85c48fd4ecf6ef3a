"""Finding the household that a deed is entered for: by number, door or, for the council, name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q, QuerySet

from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from ..models import Deed, Passbook, VillageBank

FOUND_MAX = 20
RECENT = 8
WORDS_MAX = 6
NAME_PURPOSE = "bank_name"
"""The consent under which a bank's public notice may say a member's name."""


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """A household in a list: its passbook number, the way to its door, and covered names for those
    who may read them."""

    household_id: UUID
    number: int
    door: str
    names: str = ""


def find_households(
    bank: VillageBank, text: str, *, by_name: bool, after: int = 0, limit: int = FOUND_MAX
) -> list[HouseholdRow]:
    """The bank's households that all words of `text` fit, in the order of their numbers.

    A word is a passbook number, a door, a part of a building's name; with `by_name` also a part of a
    member's name. No text finds all, `limit` at a time; `after` is the last number before.
    """
    found = _passbooks(bank).filter(number__gt=after)
    for word in text.split()[:WORDS_MAX]:
        found = found.filter(_fits(word, by_name=by_name))
    return _rows(list(found.distinct()[:limit]), by_name=by_name)


def household_rows(
    bank: VillageBank, ids: Collection[UUID], *, by_name: bool
) -> dict[UUID, HouseholdRow]:
    """The rows of known households, by household."""
    found = list(_passbooks(bank).filter(household__in=ids))
    return {row.household_id: row for row in _rows(found, by_name=by_name)}


def recent_households(viewer: Viewer, bank: VillageBank) -> list[UUID]:
    """The viewer's own household, then those that they entered deeds for last."""
    own = own_household(viewer)
    entered = (
        Deed.objects.filter(entered_by=viewer.person_id, bank=bank)
        .order_by("-entered_at")
        .values_list("household", flat=True)[:50]
        if viewer.person_id
        else []
    )
    return list(dict.fromkeys([*([own] if own else []), *entered]))[:RECENT]


def recent_kinds(viewer: Viewer, bank: VillageBank) -> list[str]:
    """Codes of the kinds that the viewer entered last, then those that the bank did."""
    deeds = Deed.objects.filter(bank=bank).order_by("-entered_at").values_list("kind", flat=True)
    mine = deeds.filter(entered_by=viewer.person_id)[:50] if viewer.person_id else []
    return list(dict.fromkeys([*mine, *deeds[:50]]))


def own_household(viewer: Viewer) -> UUID | None:
    if viewer.person_id is None:
        return None
    household = people.household_of(viewer.person_id)
    return household.pk if household else None


def agreed_names(ids: Collection[UUID]) -> dict[UUID, str]:
    """The name of a member who agreed to be named in public, by household; others are not in it."""
    stays = list(
        people.HouseholdMember.objects.filter(household__in=ids, ended_on__isnull=True)
        .select_related("person")
        .order_by("began_on", "id")
    )
    agreed = people.who_agreed([stay.person_id for stay in stays], NAME_PURPOSE)
    names: dict[UUID, str] = {}
    for stay in stays:
        if stay.person_id in agreed and stay.person.name:
            names.setdefault(stay.household_id, stay.person.name)
    return names


def _passbooks(bank: VillageBank) -> QuerySet[Passbook]:
    home = "household__home"
    return (
        Passbook.objects.filter(bank=bank, household__ended_on__isnull=True)
        .select_related(f"{home}__building", f"{home}__entrance")
        .only(
            "number",
            "household__id",
            f"{home}__number",
            f"{home}__building__name",
            f"{home}__entrance__name",
        )
        .order_by("number")
    )


def _fits(word: str, *, by_name: bool) -> Q:
    home = "household__home"
    bare = word.rstrip("室號号房户戶")
    if bare.isascii() and bare.isdigit() and len(bare) < 9:
        whole = f"(^|[^0-9]){bare}([^0-9]|$)"  # 1 is not a part of 10
        return (
            Q(number=int(bare))
            | Q(**{f"{home}__number": bare})
            | Q(**{f"{home}__building__name__regex": whole})
            | Q(**{f"{home}__entrance__name__regex": whole})
        )
    fits = (
        Q(**{f"{home}__number": bare})
        | Q(**{f"{home}__building__name__icontains": word})
        | Q(**{f"{home}__entrance__name__icontains": word})
    )
    if by_name:
        fits |= Q(
            household__members__person__name__icontains=word,
            household__members__ended_on__isnull=True,
        )
    return fits


def _rows(passbooks: list[Passbook], *, by_name: bool) -> list[HouseholdRow]:
    names = _covered_names([book.household_id for book in passbooks]) if by_name else {}
    return [
        HouseholdRow(
            household_id=book.household_id,
            number=book.number,
            door=_door(book.household),
            names=names.get(book.household_id, ""),
        )
        for book in passbooks
    ]


def _door(household: people.Household) -> str:
    home = household.home
    parts = [home.building.name, home.entrance.name if home.entrance else "", home.number]
    return " ".join(part for part in parts if part)


def _covered_names(ids: Collection[UUID]) -> dict[UUID, str]:
    """Up to three members of each household, their names covered."""
    stays = (
        people.HouseholdMember.objects.filter(household__in=ids, ended_on__isnull=True)
        .annotate(name=F("person__name"))
        .select_related("person")
        .order_by("began_on", "id")
    )
    names: dict[UUID, list[str]] = {}
    for stay in stays:
        names.setdefault(stay.household_id, []).append(people.masked(stay.person).name)
    return {key: " ".join(found[:3]) for key, found in names.items()}
