"""Taking part: the row of a person, what they offer, their insurance, and the relatives they may give to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.matters import public as matters
from maplebridge.people import public as people

from .. import policy, queries
from ..models import Kinship, Member, Offer
from ..rules.windows import WINDOWS_MAX, Weekly, sound
from .rulebook import rules_for

THINGS = ("pets", "smoke")
LANGUAGES = ("mandarin", "gan", "sign")


@dataclass(frozen=True, slots=True)
class Offering:
    """What somebody offers, as typed."""

    skills: tuple[str, ...]
    weekly: tuple[Weekly, ...]
    wide: bool = False
    """Whether they go to the whole community, not just their own grid."""
    languages: tuple[str, ...] = ()
    gender: str = ""
    avoids: tuple[str, ...] = ()
    notes: str = ""


def member_of(person_id: UUID, *, now: datetime) -> Member:
    """The row of somebody who takes part, made now when there is none. Safe to race."""
    Member.objects.bulk_create(
        [Member(person_id=person_id, joined_at=now, active_at=now)], ignore_conflicts=True
    )
    return Member.objects.get(person_id=person_id)


def lock_members(person_ids: Sequence[UUID], *, now: datetime) -> dict[UUID, Member]:
    """The locked rows by person, in the order of their keys; they were active now."""
    for person_id in person_ids:
        member_of(person_id, now=now)
    rows = Member.objects.select_for_update().filter(person__in=person_ids).order_by("id")
    found = {row.person_id: row for row in rows}
    Member.objects.filter(pk__in=[row.pk for row in found.values()]).update(active_at=now)
    return found


@transaction.atomic
def offer(*, viewer: Viewer, sent: Offering, now: datetime) -> Offer:
    """Say what I would do for neighbours; said again, it replaces what stood. Needs a home here.

    Raises Forbidden `timebank_sign_in`, RuleBroken `timebank_no_home`, `timebank_offer_empty`,
    `timebank_hours_unsound`, `timebank_kind_unknown`, `timebank_words`.
    """
    if viewer.person_id is None:
        raise Forbidden("timebank_sign_in")
    place = people.home_grid(viewer.person_id)
    if place is None:
        raise RuleBroken("timebank_no_home")
    book = rules_for(calendar.today(now), now=now).book
    _check(sent, {kind.code for kind in book.kinds})
    area_id, area = place.pk, place.path
    if sent.wide and place.parent_id and place.level == "grid":
        area_id, area = place.parent_id, place.path[: -queries.STEP]
    member = member_of(viewer.person_id, now=now)
    made, _ = Offer.objects.update_or_create(
        member=member,
        defaults={
            "skills": sorted(sent.skills), "place_id": area_id,
            "weekly": [[one.weekday, one.first, one.last] for one in sorted(sent.weekly)],
            "path": area, "languages": sorted(sent.languages), "gender": sent.gender,
            "avoids": sorted(sent.avoids), "notes": clean(sent.notes, 300), "offered_at": now,
        },
    )  # fmt: skip
    audit.record(viewer=viewer, verb="timebank.offer", thing=made, now=now)
    return made


def _check(sent: Offering, kinds: set[str]) -> None:
    if not sent.skills or not sent.weekly:
        raise RuleBroken("timebank_offer_empty")
    if not set(sent.skills) <= kinds:
        raise RuleBroken("timebank_kind_unknown")
    for one in sent.weekly:
        if not sound(one.first, one.last) or not 0 <= one.weekday <= 6:
            raise RuleBroken("timebank_hours_unsound")
    if len(sent.weekly) > WINDOWS_MAX:
        raise RuleBroken("timebank_hours_unsound")
    if sent.gender not in {"", "female", "male"} or not set(sent.avoids) <= set(THINGS):
        raise RuleBroken("timebank_kind_unknown")


def clean(text: str, most: int) -> str:
    """Words as typed, without what cannot be stored. Raises RuleBroken `timebank_words`."""
    words = matters.tidy(text)
    if len(words) > most or not matters.storable(words):
        raise RuleBroken("timebank_words", most=most)
    return words


@transaction.atomic
def stop_offering(*, viewer: Viewer, now: datetime) -> None:
    """Take my offer back. Visits that I accepted stand until I say no to them."""
    found = Offer.objects.filter(member__person=viewer.person_id).first()
    if found is None:
        raise Missing("timebank_no_offer")
    audit.record(viewer=viewer, verb="timebank.stop_offering", thing=found, now=now)
    found.delete()


@transaction.atomic
def insure(
    *, viewer: Viewer, member_id: UUID, policy_number: str, until: date, now: datetime
) -> Member:
    """Note the accident insurance that was taken out for a helper of my place.

    Raises Missing, RuleBroken `timebank_policy_number`, `timebank_insurance_over`.
    """
    member = queries.get_helper(viewer, member_id)
    number = clean(policy_number, 60)
    if not number:
        raise RuleBroken("timebank_policy_number")
    if until < calendar.today(now):
        raise RuleBroken("timebank_insurance_over")
    member.insurance, member.insured_until = number, until
    member.save(update_fields=["insurance", "insured_until"])
    audit.record(
        viewer=viewer, verb="timebank.insure", thing=member, now=now, until=until.isoformat()
    )
    return member


@transaction.atomic
def note_relative(
    *, viewer: Viewer, giver_id: UUID, relative_id: UUID, relation: str, age: bool, now: datetime
) -> Kinship:
    """A coordinator of the giver's place saw a paper that shows the tie and the relative's age.

    Raises Missing, Forbidden, RuleBroken `timebank_relation_not_allowed`, `timebank_age_not_shown`.
    """
    if (
        not policy.coordinates(viewer, people.current_path(giver_id))
        or viewer.person_id == giver_id
    ):
        raise Forbidden("timebank_coordinators_only")
    book = rules_for(calendar.today(now), now=now).book
    if relation not in book.gift_relations or giver_id == relative_id:
        raise RuleBroken("timebank_relation_not_allowed")
    if not age:
        raise RuleBroken("timebank_age_not_shown", years=book.gift_age_min)
    assert viewer.person_id is not None, "policy lets only persons note it"
    made, _ = Kinship.objects.update_or_create(
        giver_id=giver_id, relative_id=relative_id,
        defaults={
            "relation": relation, "age_reached": book.gift_age_min, "seen_by_id": viewer.person_id,
            "seen_at": now, "used_at": now,
        },
    )  # fmt: skip
    audit.record(viewer=viewer, verb="timebank.note_relative", thing=made, now=now)
    return made


@transaction.atomic
def forget_relative(*, viewer: Viewer, tie_id: UUID, now: datetime) -> None:
    """The giver takes back that somebody is noted as a relative."""
    found = Kinship.objects.filter(pk=tie_id, giver=viewer.person_id).first()
    if found is None:
        raise Missing("timebank_missing")
    audit.record(viewer=viewer, verb="timebank.forget_relative", thing=found, now=now)
    found.delete()
