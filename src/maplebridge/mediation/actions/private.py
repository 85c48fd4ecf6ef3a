"""What a party says alone is written down; who reads a file or opens a number is written down too."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from .. import policy
from ..models import CaucusNote, FileReading, Party
from ..queries.access import Loaded
from ..rules.keeping import KEPT_NOTES
from ..rules.parts import NOTE_MAX, NOTES_MAX
from ..rules.visibility import Hat
from .moving import fetch, tidy

REASON_MAX = 200
READERS = (Hat.LEAD, Hat.CO_MEDIATOR, Hat.INSURER, Hat.ADVISER, Hat.COMMITTEE, Hat.COURT)


def write_note(
    *, viewer: Viewer, file_id: UUID, party_id: UUID, text: str, now: datetime
) -> CaucusNote:
    """A note of what a party said alone; only while there are talks.

    The audit says that one was written, by id; nothing of it stands in the file's record.
    """
    words = tidy(text, NOTE_MAX)
    if not words:
        raise RuleBroken("mediation_note_empty")
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        party = loaded.party(party_id)
        if not policy.may_write_note(loaded.standing, party.pk):
            raise Forbidden("mediation_not_yours")
        if loaded.file.stage not in KEPT_NOTES:
            raise RuleBroken("mediation_no_notes_now", reference=loaded.file.reference)
        if CaucusNote.objects.filter(file=loaded.file).count() >= NOTES_MAX:
            raise RuleBroken("mediation_notes", most=NOTES_MAX)
        made = CaucusNote.objects.create(
            file=loaded.file, party=party, author_id=viewer.person_id, text=words, at=now
        )
        audit.record(viewer=viewer, verb="mediation.write_note", thing=made, now=now)
    return made


def share_note(
    *, viewer: Viewer, file_id: UUID, note_id: UUID, shared: bool, now: datetime
) -> None:
    """The party ticks, or unticks, that a co-mediator may read a note of theirs."""
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        found = CaucusNote.objects.filter(pk=note_id, file=loaded.file).first()
        if found is None or not policy.sees_note(loaded.standing, found.party_id, found.shared):
            raise Missing("mediation_missing")
        if found.party_id not in loaded.standing.settles:
            raise Forbidden("mediation_not_yours")
        found.shared = shared
        found.save(update_fields=["shared"])
        audit.record(viewer=viewer, verb="mediation.share_note", thing=found, now=now)


def read_file(*, viewer: Viewer, loaded: Loaded, now: datetime) -> None:
    """Note once a day that somebody who is no party reads the file."""
    hat = next((one for one in READERS if one in loaded.standing.hats), None)
    if hat is None or viewer.person_id is None or getattr(loaded.file, "read_today", False):
        return
    FileReading.objects.bulk_create(
        [FileReading(
            file=loaded.file, reader_id=viewer.person_id, hat=hat.value, what="file",
            day=calendar.today(now), at=now,
        )],
        ignore_conflicts=True,
    )  # fmt: skip


def open_contact(
    *, viewer: Viewer, file_id: UUID, party_id: UUID, reason: str, now: datetime
) -> Party:
    """A party's number and address, for a written reason; the party reads who opened them and why.

    Raises Forbidden for who sees them covered only.
    """
    reason = " ".join(reason.split())
    if not reason or len(reason) > REASON_MAX or not reason.isprintable():
        raise RuleBroken("mediation_why")
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        party = loaded.party(party_id)
        if not policy.may_open_contact(loaded.standing, party.pk):
            raise Forbidden("mediation_not_yours")
        if party.pk in loaded.standing.own:
            return party
        assert viewer.person_id is not None
        hat = next(one for one in READERS if one in loaded.standing.hats)
        FileReading.objects.create(
            file=loaded.file, reader_id=viewer.person_id, hat=hat.value, what="contact",
            party=party, reason=reason, day=calendar.today(now), at=now,
        )  # fmt: skip
        if party.person_id is not None:
            people.log_access(
                viewer=viewer, subject_id=party.person_id, what="mediation", reason=reason,
                thing_id=loaded.file.pk, now=now,
            )  # fmt: skip
        audit.record(
            viewer=viewer, verb="mediation.open_contact", thing=loaded.file, now=now,
            party=party.pk,
        )  # fmt: skip
    return party
