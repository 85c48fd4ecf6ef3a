"""Sessions are set, told of with proof, answered, held, called off; minutes are read back and signed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from maplebridge.core import audit, calendar, files
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer

from .. import policy
from ..messages.sittings import SITTING_TOLD
from ..models import CalendarFeed, MinutesSign, Party, Sitting, SittingNotice
from ..queries.access import Loaded
from ..rules.parts import How
from ..rules.sittings import (
    LINK_MAX,
    MINUTES_TEXT_MAX,
    WHERE_MAX,
    Coming,
    Served,
    SittingKind,
    in_time,
    may_set,
)
from ..rules.stages import State, Verb
from .moving import fetch, keep, move, note, tidy
from .telling import around, write

SITTINGS_MAX = 100
ONCE_NOTICED = frozenset({State.ACCEPTED, State.CHOOSING})


@dataclass(frozen=True, slots=True)
class Setting:
    """When, where and how a session is to be. `early`: all parties agreed to less than three days."""

    kind: SittingKind
    starts_at: datetime
    length: int
    where: str = ""
    link: str = ""
    party_id: UUID | None = None
    early: bool = False


def set_sitting(*, viewer: Viewer, file_id: UUID, one: Setting, now: datetime) -> Sitting:
    """Set a session and write to the parties and to who speaks for them; whoever has no way of being
    written to is told by the desk.

    Raises RuleBroken when nobody leads, for a time that has passed, less than three days ahead without everybody's
    agreement, a session with one side without naming it, or an online one without a link.

    Law: 道路交通事故處理程序規定 art. 88 (in force 2018-05-01).
    """
    _checked(one, now)
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        if Sitting.objects.filter(file=loaded.file).count() >= SITTINGS_MAX:
            raise RuleBroken("mediation_sittings", most=SITTINGS_MAX)
        if loaded.file.lead_id is None:
            raise RuleBroken("mediation_no_lead")
        party = loaded.party(one.party_id) if one.party_id else None
        before = move(loaded, viewer, Verb.NOTIFY, now)
        made = Sitting.objects.create(
            file=loaded.file, kind=one.kind.value, party=party, starts_at=one.starts_at,
            length=one.length, where=tidy(one.where, WHERE_MAX), link=tidy(one.link, LINK_MAX),
            early=one.early, set_by_id=viewer.person_id, set_at=now,
        )  # fmt: skip
        note(loaded, viewer, Verb.NOTIFY, now, code=one.kind.value, thing_id=made.pk, before=before)
        reached = _write(made, loaded, "set", now)
        for each in invited(made, loaded):
            if reached & around(each, now):
                _serve(made, each, Served.HERE, viewer, None, now)
        keep(loaded, now)
    return made


def _checked(one: Setting, now: datetime) -> None:
    if not may_set(one.starts_at, one.length, now):
        raise RuleBroken("mediation_sitting_time")
    if not one.early and not in_time(calendar.today(one.starts_at), calendar.today(now)):
        raise RuleBroken("mediation_sitting_early")
    if (one.kind is SittingKind.CAUCUS) != (one.party_id is not None):
        raise RuleBroken("mediation_sitting_party")
    online = one.kind is SittingKind.ONLINE
    if online and not one.link.startswith("https://"):
        raise RuleBroken("mediation_sitting_link")
    if not online and not one.where.strip():
        raise RuleBroken("mediation_sitting_where")


def invited(sitting: Sitting, loaded: Loaded) -> list[Party]:
    """Whom a session is for: one side alone, or every party that is there."""
    return [one for one in loaded.present if sitting.party_id in {None, one.pk}]


def tell(
    *, viewer: Viewer, file_id: UUID, sitting_id: UUID, party_id: UUID, how: Served,
    proof: UploadedFile[Any] | None = None, now: datetime,
) -> None:  # fmt: skip
    """Note how a party was told; on paper and by post with the receipt."""
    if how in {Served.PAPER, Served.POST} and proof is None:
        raise RuleBroken("mediation_proof")
    kept = files.ingest(proof, kinds=("image", "pdf"), now=now) if proof else None
    with transaction.atomic():
        loaded, sitting = _open(viewer, file_id, sitting_id, now)
        party = next((one for one in invited(sitting, loaded) if one.pk == party_id), None)
        if party is None:
            raise Missing("mediation_missing")
        if how is Served.HERE:
            raise RuleBroken("mediation_how")
        _serve(sitting, party, how, viewer, kept, now)
        note(loaded, viewer, "tell", now, code=how.value, thing_id=_about(sitting, party))


def _about(sitting: Sitting, party: Party) -> UUID:
    """What a line of the record is about: a session with one side alone names that side, and the
    line is shown to those who see the session."""
    return party.pk if sitting.party_id is None else sitting.pk


def _serve(
    sitting: Sitting, party: Party, how: Served, viewer: Viewer, proof: Any, now: datetime
) -> None:
    SittingNotice.objects.update_or_create(
        sitting=sitting, party=party,
        defaults={
            "served": how.value, "served_at": now, "served_by_id": viewer.person_id, "proof": proof,
        },
    )  # fmt: skip


def answer_notice(
    *, viewer: Viewer, file_id: UUID, sitting_id: UUID, party_id: UUID, coming: Coming,
    now: datetime,
) -> None:  # fmt: skip
    """A party says whether it comes; for who has no account, the desk writes it down."""
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        sitting = _sitting(loaded, sitting_id)
        party = loaded.party(party_id)
        if party.pk not in loaded.standing.own and not policy.may_write(loaded.standing):
            raise Forbidden("mediation_not_yours")
        found = SittingNotice.objects.filter(sitting=sitting, party=party).first()
        if sitting.cancelled_at or sitting.held_at or sitting.starts_at <= now:
            raise RuleBroken("mediation_sitting_over")
        if found is None:
            found = _known_of(sitting, party, loaded, viewer, now)
        found.coming, found.answered_at = coming.value, now
        found.save(update_fields=["coming", "answered_at"])
        about = _about(sitting, party)
        note(loaded, viewer, "answer_notice", now, code=coming.value, thing_id=about)


def _known_of(
    sitting: Sitting, party: Party, loaded: Loaded, viewer: Viewer, now: datetime
) -> SittingNotice:
    """A party that answers here without having been written to read it here. Raises RuleBroken for
    the desk: how that party was told is noted first."""
    if party.pk not in loaded.standing.own or party not in invited(sitting, loaded):
        raise RuleBroken("mediation_sitting_untold", name=party.name)
    _serve(sitting, party, Served.HERE, viewer, None, now)
    return SittingNotice.objects.get(sitting=sitting, party=party)


def call_off(*, viewer: Viewer, file_id: UUID, sitting_id: UUID, now: datetime) -> None:
    with transaction.atomic():
        loaded, sitting = _open(viewer, file_id, sitting_id, now)
        sitting.cancelled_at = now
        sitting.save(update_fields=["cancelled_at"])
        note(loaded, viewer, "call_off", now, thing_id=sitting.pk)
        _write(sitting, loaded, "off", now)


def write_minutes(
    *, viewer: Viewer, file_id: UUID, sitting_id: UUID, text: str, read_back: bool, now: datetime
) -> None:
    """What was said in a session that was held. Once read back they stand, and are signed.

    A session with one side alone has no minutes: what was said there is a note of its own.

    Law: 人民調解法 art. 27 (in force 2011-01-01).
    """
    words = tidy(text, MINUTES_TEXT_MAX)
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        sitting = _sitting(loaded, sitting_id)
        if not policy.may_write(loaded.standing):
            raise Forbidden("mediation_not_yours")
        if sitting.cancelled_at is not None or sitting.starts_at > now:
            raise RuleBroken("mediation_sitting_not_held")
        if sitting.read_back_at is not None:
            raise RuleBroken("mediation_minutes_stand")
        alone = sitting.kind == SittingKind.CAUCUS
        if (alone and words) or (not alone and not words):
            raise RuleBroken("mediation_minutes_alone" if alone else "mediation_minutes_empty")
        sitting.minutes, sitting.held_at = words, sitting.held_at or now
        sitting.read_back_at = now if read_back and not alone else None
        sitting.save(update_fields=["minutes", "held_at", "read_back_at"])
        verb = "read_back" if sitting.read_back_at else "write_minutes"
        note(loaded, viewer, verb, now, thing_id=sitting.pk)


def sign_minutes(
    *, viewer: Viewer, file_id: UUID, sitting_id: UUID, party_id: UUID, signed: bool, how: How,
    paper: UploadedFile[Any] | None = None, now: datetime,
) -> None:  # fmt: skip
    """A party signs what was read back, here or on paper, or says that it does not."""
    kept = files.ingest(paper, kinds=("image", "pdf"), now=now) if paper else None
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        sitting = _sitting(loaded, sitting_id)
        party = loaded.party(party_id)
        if not policy.may_say_for(loaded.standing, party.pk):
            raise Forbidden("mediation_not_yours")
        if sitting.read_back_at is None:
            raise RuleBroken("mediation_not_read_back")
        own = party.pk in loaded.standing.settles
        if how is How.HERE and not own:
            raise RuleBroken("mediation_how")
        if MinutesSign.objects.filter(sitting=sitting, party=party).exists():
            raise RuleBroken("mediation_signed_already")
        MinutesSign.objects.create(
            sitting=sitting, party=party, signed=signed, how=(How.HERE if own else how).value,
            paper=kept, noted_by_id=viewer.person_id, at=now,
        )  # fmt: skip
        code = "signed" if signed else "not_signed"
        note(loaded, viewer, "sign_minutes", now, code=code, thing_id=party.pk)


def _sitting(loaded: Loaded, sitting_id: UUID) -> Sitting:
    """A session of this file that the viewer may see: one with the other side alone is none."""
    found = Sitting.objects.filter(pk=sitting_id, file=loaded.file).first()
    if found is None or not policy.sees_sitting(loaded.standing, found.party_id):
        raise Missing("mediation_missing")
    return found


def _open(viewer: Viewer, file_id: UUID, sitting_id: UUID, now: datetime) -> tuple[Loaded, Sitting]:
    loaded = fetch(viewer, file_id, now)
    sitting = _sitting(loaded, sitting_id)
    if not policy.may_write(loaded.standing):
        raise Forbidden("mediation_not_yours")
    if sitting.cancelled_at is not None or sitting.held_at is not None:
        raise RuleBroken("mediation_sitting_over")
    return loaded, sitting


def _write(sitting: Sitting, loaded: Loaded, what: str, now: datetime) -> set[UUID]:
    whom = set[UUID]().union(*(around(one, now) for one in invited(sitting, loaded)))
    return write(whom, loaded.file, SITTING_TOLD[what], calendar.today(sitting.starts_at), now)


def make_feed(*, viewer: Viewer, now: datetime) -> CalendarFeed:
    """A new address for one's calendar; the one before ends."""
    assert viewer.person_id is not None
    with transaction.atomic():
        CalendarFeed.objects.filter(person=viewer.person_id).delete()
        made = CalendarFeed.objects.create(
            person_id=viewer.person_id, secret=secrets.token_urlsafe(32), made_at=now
        )
        audit.record(viewer=viewer, verb="mediation.make_feed", thing=made, now=now)
    return made


def end_feed(*, viewer: Viewer, now: datetime) -> None:
    """The address opens nothing any more."""
    with transaction.atomic():
        found = CalendarFeed.objects.filter(person=viewer.person_id).first()
        if found is None:
            raise RuleBroken("mediation_no_feed")
        audit.record(viewer=viewer, verb="mediation.end_feed", thing=found, now=now)
        found.delete()


def forget_feed(*, person_id: UUID) -> None:
    CalendarFeed.objects.filter(person=person_id).delete()
