"""Family precepts: the household's own, and those that all of a household agreed to show."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from maplebridge.core.errors import Missing
from maplebridge.core.scope import below, scope_of
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from .. import policy
from ..models import FamilyPrecept, PreceptVoice
from ..rules.family import Said

PAGE = 30


def my_precept(household_id: UUID) -> FamilyPrecept | None:
    """The household's precept, published or not."""
    found = FamilyPrecept.objects.filter(household=household_id, deleted_at__isnull=True)
    return found.prefetch_related("voices").first()


def get_precept(precept_id: UUID) -> FamilyPrecept:
    """Raises Missing."""
    found = FamilyPrecept.objects.filter(pk=precept_id, deleted_at__isnull=True)
    precept = found.select_related("household").first()
    if precept is None:
        raise Missing("precepts_missing")
    return precept


def members_of(household_id: UUID) -> list[people.HouseholdMember]:
    """Who lives there now, longest first."""
    stays = people.HouseholdMember.objects.filter(household=household_id, ended_on__isnull=True)
    return list(stays.select_related("person").order_by("began_on", "id"))


def said_of(precept: FamilyPrecept, members: Collection[UUID]) -> dict[UUID, str]:
    """What each member said. A child is one while a worker of the place noted it and the child has no
    account; whoever signs in is asked."""
    themselves = set(people.with_account().filter(person__in=members))
    said = {}
    for voice in precept.voices.all():
        void = voice.said == Said.CHILD and (
            voice.noted_by is None or voice.person_id in themselves
        )
        said[voice.person_id] = Said.ASKED.value if void else voice.said
    return said


def families(
    path: str, *, after: FamilyPrecept | None = None, limit: int = PAGE
) -> list[FamilyPrecept]:
    """Precepts of households below a path that everybody there agreed to show, latest first; one more
    than `limit` when there are more. Who moved in since has to agree first."""
    found = _shown().filter(below("household__path", path))
    if after is not None and after.published_at is not None:
        found = found.filter(
            Q(published_at__lt=after.published_at)
            | Q(published_at=after.published_at, pk__lt=after.pk)
        )
    return list(found.order_by("-published_at", "-id")[: limit + 1])


def on_paper(
    viewer: Viewer, *, after: UUID | None = None, limit: int = PAGE
) -> list[FamilyPrecept]:
    """Precepts in the viewer's places whose household asked that signatures are noted, and is not
    through with it; one more than `limit` when there are more."""
    scope = scope_of(viewer, *policy.WORKERS)
    found = FamilyPrecept.objects.filter(
        scope.q("household__path"), on_paper=True, deleted_at__isnull=True,
        published_at__isnull=True, household__ended_on__isnull=True,
    )  # fmt: skip
    if after is not None:
        found = found.filter(pk__gt=after)
    home = "household__home"
    wanted = found.select_related(f"{home}__building", f"{home}__entrance")
    return list(wanted.order_by("id")[: limit + 1])


def _shown() -> QuerySet[FamilyPrecept]:
    child = Q(said=Said.CHILD.value, noted_by__isnull=False) & ~Q(person__in=people.with_account())
    agreed = PreceptVoice.objects.filter(
        Q(said=Said.AGREED.value) | child,
        precept=OuterRef(OuterRef("pk")), person=OuterRef("person"),
    )  # fmt: skip
    living = people.HouseholdMember.objects.filter(
        household=OuterRef("household"), ended_on__isnull=True
    )
    return FamilyPrecept.objects.filter(
        Exists(living), ~Exists(living.filter(~Exists(agreed))),
        published_at__isnull=False, deleted_at__isnull=True, household__ended_on__isnull=True,
    )  # fmt: skip
