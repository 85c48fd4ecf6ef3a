"""A village honours households once a year: named by neighbours, asked first, chosen by the council."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from .. import queries
from ..models import HonourCategory, Nomination, Passbook
from .stock import keeper_of_rewards

NAME_DAYS = 365


@transaction.atomic
def begin_honour(
    *, viewer: Viewer, bank_id: UUID, year: int, name: str, now: datetime
) -> HonourCategory:
    """Begin a category of a year. Raises Forbidden `bank_needs_council`, RuleBroken `honour_unclear`."""
    bank = keeper_of_rewards(viewer, bank_id, now)
    name = name.strip()
    this_year = calendar.today(now).year
    if not name or len(name) > 60 or "\x00" in name or not this_year - 1 <= year <= this_year:
        raise RuleBroken("honour_unclear")
    made, _ = HonourCategory.objects.get_or_create(
        bank=bank, year=year, name=name, defaults={"made_at": now}
    )
    audit.record(viewer=viewer, verb="begin_honour", thing=made, now=now)
    return made


@transaction.atomic
def nominate(
    *, viewer: Viewer, category_id: UUID, passbook: int, shown_name: str, words: str, now: datetime
) -> Nomination:
    """A villager, or the council, names a household; it hears of it and nobody else does until it agrees.

    Raises Missing `honour_missing`, Forbidden `honour_not_here`, RuleBroken `bank_no_passbook`,
    `honour_words`, `honour_named_already`.
    """
    category = queries.get_honour(category_id)
    own = people.household_of(viewer.person_id) if viewer.person_id else None
    seat = queries.seat_of(viewer.person_id, category.bank_id, calendar.today(now))
    if seat is None and not (own and own.path.startswith(category.bank.path)):
        raise Forbidden("honour_not_here")
    shown_name, words = shown_name.strip(), words.strip()
    if not (shown_name and words) or "\x00" in shown_name + words:
        raise RuleBroken("honour_words")
    if len(shown_name) > 60 or len(words) > 300:
        raise RuleBroken("honour_words")
    book = Passbook.objects.filter(bank=category.bank_id, number=passbook).first()
    if book is None:
        raise RuleBroken("bank_no_passbook", number=passbook)
    made, fresh = Nomination.objects.get_or_create(
        category=category, household_id=book.household_id,
        defaults={
            "shown_name": shown_name, "words": words, "made_by_id": viewer.person_id, "made_at": now
        },
    )  # fmt: skip
    if not fresh:
        raise RuleBroken("honour_named_already")
    audit.record(viewer=viewer, verb="nominate", thing=made, now=now)
    return made


@transaction.atomic
def answer_nomination(
    *, viewer: Viewer, nomination_id: UUID, agrees: bool, now: datetime
) -> Nomination:
    """The household says yes or no; a no, also after a yes, empties name and words for good.

    A council member of another household may note a signed yes. Raises Missing `honour_missing`,
    RuleBroken `honour_declined`, `bank_own_household`.
    """
    found = (
        Nomination.objects.select_for_update(of=("self",)).select_related("category__bank")
        .filter(pk=nomination_id).first()
    )  # fmt: skip
    own = people.household_of(viewer.person_id) if viewer.person_id else None
    if found is None:
        raise Missing("honour_missing")
    mine = own is not None and own.pk == found.household_id
    if not mine:
        keeper_of_rewards(viewer, found.category.bank_id, now)
    if found.declined_at is not None:
        raise RuleBroken("honour_declined")
    if agrees:
        found.agreed_at, found.way = (
            found.agreed_at or now,
            found.way or ("account" if mine else "paper"),
        )
        found.noted_by_id = found.noted_by_id or (None if mine else viewer.person_id)
    else:
        found.agreed_at, found.way, found.chosen_at, found.declined_at = None, "", None, now
        found.shown_name = found.words = ""
    found.save(
        update_fields=[
            "agreed_at", "way", "noted_by", "chosen_at", "declined_at", "shown_name", "words",
        ]
    )  # fmt: skip
    audit.record(viewer=viewer, verb="answer_nomination", thing=found, now=now, agrees=agrees)
    return found


@transaction.atomic
def choose(*, viewer: Viewer, nomination_id: UUID, now: datetime) -> Nomination:
    """The council honours a household that agreed. Its own members' households are others' to choose.

    Raises Forbidden `bank_needs_council`, RuleBroken `bank_own_household`, `honour_not_agreed`.
    """
    found = Nomination.objects.select_for_update(of=("self",)).select_related("category__bank")
    nomination = found.filter(pk=nomination_id).first()
    if nomination is None:
        raise Missing("honour_missing")
    keeper_of_rewards(viewer, nomination.category.bank_id, now)
    own = people.household_of(viewer.person_id) if viewer.person_id else None
    if own is not None and own.pk == nomination.household_id:
        raise RuleBroken("bank_own_household")
    if nomination.agreed_at is None:
        raise RuleBroken("honour_not_agreed")
    if nomination.chosen_at is None:
        nomination.chosen_at = now
        nomination.save(update_fields=["chosen_at"])
        audit.record(viewer=viewer, verb="honour", thing=nomination, now=now)
    return nomination


def forget_nominations(*, now: datetime) -> None:
    """Duty: empty name and words of whom the council did not choose within NAME_DAYS."""
    old = Nomination.objects.filter(made_at__lt=now - timedelta(days=NAME_DAYS), chosen_at=None)
    old.filter(~Q(words="") | ~Q(shown_name="")).update(words="", shown_name="")
