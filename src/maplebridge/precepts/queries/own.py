"""What this app keeps about one person, for the copy that they take away."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from maplebridge.people import public as people

from ..models import FamilyPrecept, PreceptVoice, RulesComment


def own_rows(person_id: UUID, now: datetime) -> list[people.OwnRows]:
    """Words on drafts, the precept of the household, and what the person said to it."""
    household = people.household_of(person_id)
    precepts = FamilyPrecept.objects.filter(household=household.pk if household else None)
    comments = RulesComment.objects.filter(person=person_id)
    return [
        people.OwnRows("words_on_rules", RulesComment, comments, hidden=("decided_by",)),
        people.OwnRows("family_precepts", FamilyPrecept, precepts, hidden=("written_by",)),
        people.OwnRows(
            "precept_voices", PreceptVoice, PreceptVoice.objects.filter(person=person_id),
            hidden=("noted_by",),
        ),
    ]  # fmt: skip
