"""What waits for somebody in mediation, for the first page: files they lead, what a party is asked,
payments, and what came to a court. A few lines; each leads to the page where it is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from maplebridge.core import calendar
from maplebridge.core.values import Fen
from maplebridge.core.viewer import Role, Viewer
from maplebridge.organisations import public as organisations

from .. import policy
from ..models import (
    AgreedPart,
    AgreedPayment,
    Agreement,
    MediationFile,
    PaidNote,
    Party,
    PartyConsent,
    Representative,
    Signature,
)
from ..rules.capitals import yuan
from ..rules.parts import About
from ..rules.stages import PENDING, State
from . import court
from .clocks import days_of
from .lists import FOUND_MAX, at_place, places_of
from .performing import account_in

LINES_MAX = 4
"""So many of a sort stand on the first page; the rest is in the lists."""
_PENDING = [one.value for one in PENDING - {State.SUSPENDED}]
_KEEPING = [State.AGREED.value, State.PERFORMING.value, State.BREACHED.value]


class Kind(StrEnum):
    """What is to be done; whoever shows it has the words."""

    LEADS = "leads"
    """`day`: when the next clock of the file rings."""
    TO_LEAD = "to_lead"
    """`count` files of a place have nobody who leads them."""
    SAY = "say"
    SIGN = "sign"
    PAYS = "pays"
    GETS = "gets"
    """`amount` until `day`."""
    CONFIRM = "confirm"
    REGISTER = "register"
    """`count` at the viewer's courts, the first until `day`."""


@dataclass(frozen=True, slots=True)
class Waits:
    """One line. `late`: its day is over. Names of the other side never stand here."""

    kind: Kind
    file_id: UUID | None = None
    reference: str = ""
    day: date | None = None
    amount: Fen | None = None
    count: int = 0
    late: bool = False

    @property
    def yuan(self) -> str:
        return yuan(self.amount) if self.amount is not None else ""


def waits_for(viewer: Viewer, now: datetime) -> list[Waits]:
    """What waits for the viewer, at most LINES_MAX of a sort. Two queries for who is in no file, two
    more at a desk, seven at a court, five for a party; the same however many files there are."""
    if viewer.person_id is None:
        return []
    today = calendar.today(now)
    acting = organisations.acts_for(viewer.person_id, today)
    found = [*_at_the_desk(viewer)]
    if any(one.organisation.kind == organisations.OrganisationKind.COURT for one in acting):
        found += _at_court(viewer, now)
    mine = _parties(viewer.person_id, [one.organisation_id for one in acting])
    if mine:
        found += [*_asked(mine), *_payments(mine, today)]
    return found


def _at_the_desk(viewer: Viewer) -> Iterator[Waits]:
    if viewer.holds(Role.MEDIATOR):
        led = MediationFile.objects.filter(
            lead__in=[one.post_id for one in viewer.posts], ended_at__isnull=True
        ).only("id", "reference", "ring_at")
        for one in led.order_by(F("ring_at").asc(nulls_last=True), "id")[:LINES_MAX]:
            day = calendar.today(one.ring_at) if one.ring_at else None
            yield Waits(Kind.LEADS, one.pk, one.reference, day)
    for post in places_of(viewer)[:1]:
        if policy.keeps_books(viewer, post.path):
            free = at_place(MediationFile.objects.exclude(state=State.DRAFT.value), post)
            free = free.filter(ended_at__isnull=True, lead__isnull=True)
            if count := free.order_by()[: court.COUNTED_MAX].count():
                yield Waits(Kind.TO_LEAD, count=count)


def _at_court(viewer: Viewer, now: datetime) -> Iterator[Waits]:
    days, today = days_of(now), calendar.today(now)
    asked, handed = court.unanswered(viewer, now)
    dated = [
        (Kind.CONFIRM, len(asked), [court.answer_by(one, days) for one in asked]),
        (Kind.REGISTER, len(handed), [court.register_by(one, days) for one in handed]),
    ]
    for kind, count, ends in dated:
        if count:
            day = min((one for one in ends if one is not None), default=None)
            yield Waits(kind, day=day, count=count, late=day is not None and day < today)


def _parties(me: UUID, acting: list[UUID]) -> dict[UUID, UUID]:
    """The parties that the viewer is, speaks for or acts for and that did not leave, with their files."""
    speaks = Representative.objects.filter(person=me, ended_at__isnull=True).values("party")
    found = Party.objects.filter(Q(person=me) | Q(organisation__in=acting) | Q(pk__in=speaks))
    rows = found.filter(left_at__isnull=True).order_by("-file").values_list("pk", "file_id")
    return dict(rows[:FOUND_MAX])


def _asked(mine: dict[UUID, UUID]) -> Iterator[Waits]:
    """A yes or no to mediation, and a signature, that the viewer's party has not given."""
    said = PartyConsent.objects.filter(party=OuterRef("pk"), about=About.MEDIATION.value)
    fixed = Agreement.objects.filter(file=OuterRef("file"), state="signing")
    open_ = Party.objects.filter(pk__in=mine, file__state__in=_PENDING).exclude(
        Exists(said) | Exists(fixed)
    )
    for one in _with_files(open_):
        yield Waits(Kind.SAY, one.file_id, one.file.reference)
    signed = Signature.objects.filter(agreement__file=OuterRef("file"), party=OuterRef("pk"))
    signed = signed.filter(agreement__state="signing")
    waiting = Party.objects.filter(pk__in=mine, file__state__in=_PENDING)
    for one in _with_files(waiting.filter(Exists(fixed)).exclude(Exists(signed))):
        yield Waits(Kind.SIGN, one.file_id, one.file.reference)


def _with_files(found: QuerySet[Party]) -> QuerySet[Party]:
    chosen = found.select_related("file").order_by("-file", "position")
    return chosen.only("id", "file_id", "file__reference")[:LINES_MAX]


def _payments(mine: dict[UUID, UUID], today: date) -> list[Waits]:
    """The next part of each payment that the viewer's party owes or gets, the earliest first."""
    own = Q(payer__in=mine) | Q(payee__in=mine)
    found = AgreedPayment.objects.filter(
        own, agreement__state="in_effect", agreement__file__state__in=_KEEPING
    )
    found = found.select_related("agreement__file").order_by("-id")[:FOUND_MAX]
    made = []
    for one in found.prefetch_related(
        Prefetch("parts", AgreedPart.objects.order_by("number")),
        Prefetch("paid", PaidNote.objects.filter(denied_at__isnull=True)),
    ):
        held = account_in(one, today)
        line = next((part for part in held.lines if part.owed > 0), None)
        if line is not None:
            kind, day = Kind.PAYS if one.payer_id in mine else Kind.GETS, line.part.due_on
            file = one.agreement.file
            made.append(Waits(kind, file.pk, file.reference, day, line.owed, late=day < today))
    made.sort(key=lambda one: one.day or today)
    return made[:LINES_MAX]
