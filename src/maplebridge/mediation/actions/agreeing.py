"""A party says yes or no to being mediated or to a seat at the table, and takes a yes back at any time."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from maplebridge.core import files
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Viewer

from .. import policy, queries
from ..models import PartyConsent
from ..rules.parts import About, How
from ..rules.stages import PENDING
from .moving import fetch, keep, note


def say(
    *, viewer: Viewer, file_id: UUID, party_id: UUID, about: About, said: bool, how: How,
    seat_id: UUID | None = None, paper: UploadedFile[Any] | None = None, now: datetime,
) -> None:  # fmt: skip
    """Note what a party said. The party itself says it `HERE`; whoever leads notes what was said to
    them, on paper with its scan. The latest answer counts; a no is as good as a yes.

    Law: 人民調解法 art. 17, 20, 23 (in force 2011-01-01).
    """
    kept = files.ingest(paper, kinds=("image", "pdf"), now=now) if paper else None
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        party = loaded.party(party_id)
        if not policy.may_say_for(loaded.standing, party.pk):
            raise Forbidden("mediation_not_yours")
        if loaded.file.stage not in PENDING:
            raise RuleBroken("mediation_not_now", reference=loaded.file.reference)
        if seat_id is not None and loaded.seat(seat_id).left_at is not None:
            raise RuleBroken("mediation_seat_left")
        own = party.pk in loaded.standing.settles
        if how is How.HERE and not own:
            raise RuleBroken("mediation_how")
        PartyConsent.objects.create(
            party=party, about=about.value, seat_id=seat_id, said=said,
            how=How.HERE.value if own else how.value, noted_by_id=viewer.person_id, paper=kept,
            said_at=now,
        )  # fmt: skip
        code = f"{about.value}_{'yes' if said else 'no'}"
        note(loaded, viewer, "say", now, code=code, thing_id=party.pk)
        keep(loaded, now)


def give_up(
    *, viewer: Viewer, file_id: UUID, party_id: UUID, about: About, seat_id: UUID | None = None,
    now: datetime,
) -> None:  # fmt: skip
    """Take a yes back. To the mediation itself: that is leaving, see `leave`."""
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        party = loaded.party(party_id)
        if not policy.may_say_for(loaded.standing, party.pk):
            raise Forbidden("mediation_not_yours")
        if not queries.agrees(party, about, seat_id):
            raise RuleBroken("mediation_no_yes")
        rows = [one for one in party.consents.all() if (one.about, one.seat_id) == (about, seat_id)]
        rows[-1].withdrawn_at = now
        rows[-1].save(update_fields=["withdrawn_at"])
        note(loaded, viewer, "give_up", now, code=about.value, thing_id=party.pk)
        keep(loaded, now)
