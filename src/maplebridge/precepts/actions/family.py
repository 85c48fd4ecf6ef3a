"""A household writes down what it holds dear; others read it only while all of it agree."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from .. import policy, queries
from ..models import FamilyPrecept, PreceptVoice
from ..rules import family as rules
from ..rules.family import Said
from .talking import words_of


@transaction.atomic
def write_precept(
    *, viewer: Viewer, text: str, shown_name: str, on_paper: bool, now: datetime
) -> FamilyPrecept:
    """Write the household's precept, or write it anew: then everybody is asked again.

    Whoever writes agrees by writing. Who is a child is not for the household to say: see `note_child`.
    Raises RuleBroken `precepts_no_home`, `precepts_words`, `precepts_family_words`.
    """
    household = _own_household(viewer)
    words, name = words_of(text, rules.TEXT_MAX), shown_name.strip()
    if not words or len(name) > rules.NAME_MAX or "\x00" in name:
        raise RuleBroken("precepts_family_words", most=rules.TEXT_MAX)
    people.Household.objects.select_for_update().get(pk=household.pk)
    precept, fresh = FamilyPrecept.objects.get_or_create(
        household=household, deleted_at__isnull=True,
        defaults={"text": words, "shown_name": name, "on_paper": on_paper,
                  "written_by": viewer.person_id, "written_at": now},
    )  # fmt: skip
    if not fresh:
        precept.text, precept.shown_name, precept.published_at = words, name, None
        precept.on_paper = on_paper
        precept.written_by, precept.written_at = viewer.person_id, now
        precept.save(
            update_fields=[
                "text", "shown_name", "published_at", "on_paper", "written_by", "written_at",
            ]
        )  # fmt: skip
    precept.voices.all().delete()
    for stay in queries.members_of(household.pk):
        said = Said.AGREED if stay.person_id == viewer.person_id else Said.ASKED
        PreceptVoice.objects.create(precept=precept, person=stay.person, said=said.value, at=now)
    _publish(precept, now)
    audit.record(viewer=viewer, verb="write_precept", thing=precept, now=now)
    return precept


@transaction.atomic
def say(
    *, viewer: Viewer, precept_id: UUID, agrees: bool, now: datetime, seen: str = ""
) -> FamilyPrecept:
    """A member says yes or no, and may change that at any time. A no ends the publication at once,
    whatever the words are; a yes is to the words whose seal is `seen`.

    Raises Missing for everybody who does not live there, RuleBroken `precepts_words_changed`.
    """
    precept = _locked(precept_id)
    household = people.household_of(viewer.person_id) if viewer.person_id else None
    if household is None or household.pk != precept.household_id or viewer.person_id is None:
        raise Missing("precepts_missing")
    _same_words(precept, agrees, seen)
    _voice(precept, viewer.person_id, Said.AGREED if agrees else Said.NO, None, now)
    audit.record(viewer=viewer, verb="say_to_precept", thing=precept, now=now, agrees=agrees)
    return precept


@transaction.atomic
def note_paper(
    *, viewer: Viewer, precept_id: UUID, person_id: UUID, agrees: bool, now: datetime,
    seen: str = "",
) -> FamilyPrecept:  # fmt: skip
    """Somebody who works for the place notes what a member without an account signed.

    Raises Missing, also for who works elsewhere, where the household did not ask for it, and for a
    member with an account, who says it there; Forbidden `precepts_own_voice` for one's own; RuleBroken
    `precepts_words_changed` as `say` does.
    """
    precept = _noting(viewer, precept_id, person_id)
    _same_words(precept, agrees, seen)
    _voice(precept, person_id, Said.AGREED if agrees else Said.NO, viewer.person_id, now)
    audit.record(
        viewer=viewer, verb="note_precept_paper", thing=precept, now=now, person=person_id,
        agrees=agrees,
    )  # fmt: skip
    return precept


@transaction.atomic
def note_child(
    *, viewer: Viewer, precept_id: UUID, person_id: UUID, now: datetime
) -> FamilyPrecept:
    """Somebody who works for the place, and does not live in that home, notes that a member is not
    grown up and so is not asked.

    Raises as `note_paper` does, and Missing for who said no.
    """
    precept = _noting(viewer, precept_id, person_id)
    at_home = {stay.person_id for stay in queries.members_of(precept.household_id)}
    if viewer.person_id is None or viewer.person_id in at_home:
        raise Missing("precepts_missing")
    if precept.voices.filter(person=person_id, said=Said.NO.value).exists():
        raise Missing("precepts_missing")
    _voice(precept, person_id, Said.CHILD, viewer.person_id, now)
    audit.record(viewer=viewer, verb="note_precept_child", thing=precept, now=now, person=person_id)
    return precept


@transaction.atomic
def open_names(*, viewer: Viewer, precept_id: UUID, reason: str, now: datetime) -> dict[UUID, str]:
    """The names of a household that asked to have its signatures noted; each member's log shows it.

    Raises Missing as `note_paper` does, RuleBroken `reason_unusable`.
    """
    precept = queries.get_precept(precept_id)
    if not precept.on_paper or not policy.may_note_paper(viewer, precept.household.path):
        raise Missing("precepts_missing")
    members = queries.members_of(precept.household_id)
    for stay in members:
        if stay.person_id != viewer.person_id:
            people.log_access(
                viewer=viewer, subject_id=stay.person_id, what="family_precept", reason=reason,
                now=now, thing_id=precept.pk,
            )  # fmt: skip
    return {stay.person_id: stay.person.name for stay in members}


@transaction.atomic
def delete_precept(*, viewer: Viewer, precept_id: UUID, now: datetime) -> FamilyPrecept:
    """Empty it for good, by any member of the household. Raises Missing for others."""
    precept = _locked(precept_id)
    household = people.household_of(viewer.person_id) if viewer.person_id else None
    if household is None or household.pk != precept.household_id:
        raise Missing("precepts_missing")
    empty(precept, now)
    audit.record(viewer=viewer, verb="delete_precept", thing=precept, now=now)
    return precept


def empty(precept: FamilyPrecept, now: datetime) -> None:
    """Words, name and voices are gone; in the caller's transaction."""
    precept.text = precept.shown_name = ""
    precept.published_at, precept.deleted_at = None, now
    precept.save(update_fields=["text", "shown_name", "published_at", "deleted_at"])
    precept.voices.all().delete()


def _noting(viewer: Viewer, precept_id: UUID, person_id: UUID) -> FamilyPrecept:
    """The precept, locked, for who notes a paper of a member that has no account."""
    precept = _locked(precept_id)
    if not precept.on_paper or not policy.may_note_paper(viewer, precept.household.path):
        raise Missing("precepts_missing")
    members = {stay.person_id for stay in queries.members_of(precept.household_id)}
    if person_id not in members:
        raise Missing("precepts_missing")
    if person_id == viewer.person_id:
        raise Forbidden("precepts_own_voice")
    if people.with_account().filter(person=person_id).exists():
        raise Missing("precepts_missing")
    return precept


def _same_words(precept: FamilyPrecept, agrees: bool, seen: str) -> None:
    if agrees and seen != precept.seal:
        raise RuleBroken("precepts_words_changed")


def _voice(
    precept: FamilyPrecept, person_id: UUID, said: Said, noted_by: UUID | None, now: datetime
) -> None:
    PreceptVoice.objects.update_or_create(
        precept=precept, person_id=person_id,
        defaults={"said": said.value, "at": now, "noted_by": noted_by},
    )  # fmt: skip
    _publish(precept, now)


def _publish(precept: FamilyPrecept, now: datetime) -> None:
    """Published from the moment when all have agreed, until one of them has not."""
    members = [stay.person_id for stay in queries.members_of(precept.household_id)]
    agreed = rules.agreed(members, queries.said_of(precept, members))
    if agreed != (precept.published_at is not None):
        precept.published_at = now if agreed else None
        precept.save(update_fields=["published_at"])


def _own_household(viewer: Viewer) -> people.Household:
    found = people.household_of(viewer.person_id) if viewer.person_id else None
    if found is None:
        raise RuleBroken("precepts_no_home")
    return found


def _locked(precept_id: UUID) -> FamilyPrecept:
    """The precept, locked: of two who speak at once the second sees the first."""
    found = FamilyPrecept.objects.select_for_update(of=("self",)).select_related("household")
    precept = found.filter(pk=precept_id, deleted_at__isnull=True).first()
    if precept is None:
        raise Missing("precepts_missing")
    return precept
