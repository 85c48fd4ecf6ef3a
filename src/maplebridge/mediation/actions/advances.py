"""An advance is written down, also while the talks rest; what was wrong is taken back with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.models import StoredFile
from maplebridge.core.values import Fen
from maplebridge.core.viewer import Viewer

from .. import policy
from ..messages.advances import ADVANCE_NOTED, ADVANCE_STRUCK, RESCUE_FUND
from ..models import Advance, Party
from ..queries import advances as queries
from ..queries.access import Loaded
from ..rules.advances import ADVANCES_MAX, ADVANCES_OF_ONE, LAWS, PAPER_MAX, REASON_MAX, Kind
from ..rules.ranges import FIGURE_MAX
from .counting import OLDEST_YEARS
from .moving import note, pending, tidy
from .telling import around, write

ADVANCED, TAKEN_BACK = "advanced", "advance_back"
NAME_MAX = 80


@dataclass(frozen=True, slots=True)
class Part:
    """What one payer gave: a party, or an insurer or office by name."""

    fen: Fen
    payer_id: UUID | None = None
    payer_name: str = ""


@dataclass(frozen=True, slots=True)
class Advanced:
    """What was paid for a party; several parts only for what several paid together."""

    kind: Kind
    payee_id: UUID
    parts: Sequence[Part]
    paid_on: date
    cover_of_id: UUID | None = None
    paper: str = ""


def note_advance(
    *, viewer: Viewer, file_id: UUID, one: Advanced, proof: StoredFile | None = None, now: datetime
) -> list[Advance]:
    """Write down what was paid in advance; a row for each who paid. Who paid and for whom are told.

    Raises Forbidden, Missing, RuleBroken.
    Law: 道路交通安全法 art. 75 (in force 2021-04-29).
    """
    with transaction.atomic():
        loaded = pending(viewer, file_id, now)
        for part in one.parts:
            if not policy.may_note_advance(loaded.standing, one.kind, part.payer_id):
                raise Forbidden("mediation_not_yours")
        today = calendar.today(now)
        if one.paid_on > today:
            raise RuleBroken("advance_in_the_future")
        if one.paid_on.year < today.year - OLDEST_YEARS:
            raise RuleBroken("day_of_the_past")
        if one.kind is Kind.JOINT and len(one.parts) < 2:
            raise RuleBroken("advance_together")
        rows = Advance.objects.filter(file=loaded.file)
        if rows.count() + len(one.parts) > ADVANCES_MAX:
            raise RuleBroken("advances_full", most=ADVANCES_MAX)
        if loaded.standing.own and rows.filter(by=viewer.person_id).count() >= ADVANCES_OF_ONE:
            raise RuleBroken("advances_full", most=ADVANCES_OF_ONE)
        payee, cover = loaded.party(one.payee_id), _cover(loaded, one)
        paper = tidy(one.paper, PAPER_MAX)
        made = [
            Advance(
                file=loaded.file, kind=one.kind.value, payee=payee, cover_of=cover,
                amount_fen=_sum(part), paid_on=one.paid_on, paper=paper, proof=proof,
                by_id=viewer.person_id, at=now, **_payer(viewer, loaded, one, part, now),
            )
            for part in one.parts
        ]  # fmt: skip
        _not_there_yet(made)
        for row in made:
            row.save(force_insert=True)
        for row in made:
            note(loaded, viewer, ADVANCED, now, thing_id=row.pk, articles=LAWS[one.kind])
        touched = {payee, *(row.payer for row in made if row.payer is not None)}
        whom = set[UUID]().union(*(around(one, now) for one in touched)) - {viewer.person_id}
        write(whom, loaded.file, ADVANCE_NOTED, calendar.today(now), now)
    return made


def take_advance_back(
    *, viewer: Viewer, file_id: UUID, advance_id: UUID, reason: str, now: datetime
) -> None:
    """A row that is wrong counts no more; it stays with the reason."""
    with transaction.atomic():
        loaded = pending(viewer, file_id, now)
        found = queries.advance_of(loaded.file, advance_id)
        entered = found.by_id is not None and found.by_id == viewer.person_id
        if not policy.may_take_advance_back(loaded.standing, found.payee_id, entered=entered):
            raise Forbidden("mediation_not_yours")
        if found.ended_at is not None:
            raise RuleBroken("advance_back_already")
        found.end_reason = tidy(reason, REASON_MAX).replace("\n", " ")
        if not found.end_reason:
            raise RuleBroken("advance_why")
        found.ended_at, found.ended_by_id = now, viewer.person_id
        found.save(update_fields=["ended_at", "ended_by", "end_reason"])
        note(loaded, viewer, TAKEN_BACK, now, thing_id=found.pk)
        touched = {one for one in (found.payer, found.payee) if one is not None}
        whom = set[UUID]().union(*(around(one, now) for one in touched)) - {viewer.person_id}
        write(whom, loaded.file, ADVANCE_STRUCK, calendar.today(now), now)


def _not_there_yet(made: Sequence[Advance]) -> None:
    """The same form sent twice would count the money twice: two equal rows need papers of their own."""
    same = ("kind", "payer", "payer_name", "cover_of", "payee", "amount_fen", "paid_on", "paper")
    for row in made:
        equal = Advance.objects.filter(
            file=row.file, ended_at__isnull=True, **{name: getattr(row, name) for name in same}
        )
        if equal.exists():
            raise RuleBroken("advance_there_already")


def _sum(part: Part) -> Fen:
    if not 0 < part.fen <= FIGURE_MAX:
        raise RuleBroken("item_sum_odd")
    return part.fen


def _cover(loaded: Loaded, one: Advanced) -> Party | None:
    """Whose compulsory cover an insurer paid from; None for whoever else paid."""
    if one.kind is not Kind.INSURER:
        return None
    if one.cover_of_id is None or one.cover_of_id == one.payee_id:
        raise RuleBroken("advance_own_cover")
    return loaded.party(one.cover_of_id)


def _payer(
    viewer: Viewer, loaded: Loaded, one: Advanced, part: Part, now: datetime
) -> dict[str, object]:
    if one.kind is Kind.FUND:
        return {"payer_name": tidy(part.payer_name, NAME_MAX) or str(RESCUE_FUND)}
    if part.payer_id is not None:
        if part.payer_id == one.payee_id:
            raise RuleBroken("advance_to_itself")
        return {"payer": loaded.party(part.payer_id)}
    name = tidy(part.payer_name, NAME_MAX)
    if one.kind is not Kind.INSURER or not name:
        raise RuleBroken("advance_payer")
    if not policy.may_write(loaded.standing):
        own = queries.insurers_of(viewer, loaded, calendar.today(now))
        if name not in own:
            raise RuleBroken("advance_not_your_insurer")
    return {"payer_name": name}
