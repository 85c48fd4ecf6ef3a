"""The dossier of a file: its papers in the order of the archive, and the files that go with them.

What was said alone, what was claimed or conceded in talks, silent offers, and numbers and addresses
stand in none of it: a dossier may be asked for by whoever did not sit at the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from maplebridge.core import calendar
from maplebridge.core.documents.blocks import Block, Facts, Grid, Heading, Paper
from maplebridge.core.models import StoredFile
from maplebridge.core.values import Fen

from .. import policy
from ..messages import CAPACITIES, HOWS, IDENTITIES, POWERS, SIDES, STANDS
from ..messages.advances import ADVANCED_BY
from ..messages.papers import COURT_SAYS
from ..messages.reckonings import BLAMES
from ..messages.scene import RECORDS
from ..messages.steps import step_words
from ..models import (
    Advance,
    Agreement,
    CourtConfirmation,
    FollowUp,
    MinutesSign,
    SceneRecord,
    Sitting,
    SittingNotice,
    Step,
)
from ..rules.advances import Kind as AdvanceKind
from ..rules.capitals import yuan
from ..rules.damages.claim import Blame
from ..rules.papers import Kind
from ..rules.parts import About
from ..rules.scene import Record
from ..rules.stages import OVER, State
from .access import Loaded
from .advances import advances_of
from .agreements import agreement_of, house_of, in_force, paper_of
from .file_papers import filled_with
from .minutes import minutes_of
from .papers import compose
from .performing import Kept, kept_of
from .scene import records_of
from .sittings import OF_ONE_PARTY

STEPS_MAX = 500
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A kept file that lies in the dossier as it is: what it is, of whom, from which day."""

    title: str
    of: str
    day: date
    file: StoredFile

    @property
    def ending(self) -> str:
        return ENDINGS.get(self.file.media_type, "bin")


@dataclass(frozen=True, slots=True)
class Dossier:
    """The printed sheets, the cover first, and what is enclosed, numbered by the index."""

    sheets: tuple[Paper, ...]
    enclosed: tuple[Enclosed, ...]


def dossier_of(loaded: Loaded, language: str, today: date) -> Dossier:
    """All that is there today. The same number of queries, however many sessions, visits, papers
    and payments the file holds."""
    found = in_force(loaded.file) or agreement_of(loaded.file)
    effect = found is not None and found.state == "in_effect"
    kept = kept_of(found, today) if found is not None and effect else []
    with translation.override(language):
        signs = MinutesSign.objects.select_related("paper").order_by("id")
        joint = list(
            Sitting.objects.filter(file=loaded.file, party__isnull=True)
            .prefetch_related(Prefetch("signs", signs))
            .order_by("starts_at", "id")
        )
        visits = list(
            FollowUp.objects.filter(file=loaded.file).select_related("party", "by").order_by("id")
        )
        found_there = [one for one in records_of(loaded.file) if one.ended_at is None]
        paid = [one for one in advances_of(loaded.file) if one.ended_at is None]
        sheets = (
            *_opening(loaded, found, language),
            _people(loaded),
            *_scene(loaded, found_there),
            *(minutes_of(loaded, one, found, language) for one in joint if one.minutes),
            *_in_advance(loaded, paid),
            *_agreed(loaded, found, kept, language),
            *(_visit(loaded, one, found, language) for one in visits),
            *_court_and_end(loaded, found, language),
            _record(loaded),
        )
        return Dossier(sheets, tuple(_enclosed(loaded, found, kept, joint, paid, found_there)))


def _opening(loaded: Loaded, found: Agreement | None, language: str) -> Iterator[Paper]:
    kinds = [Kind.COVER, Kind.APPLICATION, Kind.ACCEPTANCE, Kind.RIGHTS]
    if loaded.file.source != "party":
        kinds.remove(Kind.APPLICATION)
    for kind in kinds:
        yield compose(kind, filled_with(loaded, kind, found, language), language)


def _people(loaded: Loaded) -> Paper:
    """How each party was identified, what it agreed to and who speaks for it; no numbers."""
    blocks: list[Block] = []
    for party in loaded.parties:
        rows = [
            (_("Party"), f"{SIDES[party.side]} {party.name}"),
            (_("Can decide"), str(CAPACITIES[party.capacity])),
        ]
        if party.identity:
            rows.append((_("Identified by"), str(IDENTITIES[party.identity])))
        said = [one for one in party.consents.all() if one.about == About.MEDIATION]
        rows += [
            (_("To be mediated"), _said(one.said, one.withdrawn_at, HOWS[one.how], one.said_at))
            for one in said
        ]
        rows += [
            (_("Speaks for them"), f"{one.name} · {STANDS[one.stands]} · {POWERS[one.power]}")
            for one in party.representatives.all()
        ]
        if party.left_at:
            rows.append((_("Left"), _day(calendar.today(party.left_at))))
        blocks += [Heading(party.name), Facts(tuple((label, str(words)) for label, words in rows))]
    return _paper(loaded, _("Identity, consents and powers"), *blocks)


def _said(said: bool, withdrawn: datetime | None, how: object, at: datetime) -> str:
    words = _("yes") if said else _("no")
    if withdrawn is not None:
        words = _("yes, taken back on %(day)s") % {"day": _day(calendar.today(withdrawn))}
    return f"{words} · {how} · {_day(calendar.today(at))}"


def _scene(loaded: Loaded, found_there: list[SceneRecord]) -> Iterator[Paper]:
    """What was found at the scene and counts; nothing where there was none."""
    blocks: list[Block] = []
    names = {str(one.pk): one.name for one in loaded.parties}
    for one in found_there:
        rows = [(_("Day"), _day(one.made_on))]
        rows += [(_("Number"), one.number)] if one.number else []
        rows += [(_("Issued by"), one.office)] if one.office else []
        rows += [(_("Served on"), _day(one.served_on))] if one.served_on else []
        rows += [
            (names[key], str(BLAMES[Blame(code)]))
            for key, code in one.blames.items()
            if key in names
        ]
        rows += [(_("Words of the paper"), one.words)] if one.words else []
        blocks += [Heading(str(RECORDS[Record(one.kind)])), Facts(tuple(rows))]
    if blocks:
        yield _paper(loaded, _("Scene and responsibility"), *blocks)


def _in_advance(loaded: Loaded, paid: list[Advance]) -> Iterator[Paper]:
    """What was paid in advance and was not taken back; nothing where there was none."""
    if paid:
        heads = (_("Payer"), _("Receiver"), _("Kind"), _("Day"), _("Notice or receipt"), _("Yuan"))
        rows = tuple(
            (
                _advanced_by(one), one.payee.name, str(ADVANCED_BY[AdvanceKind(one.kind)]),
                _day(one.paid_on), one.paper, yuan(Fen(one.amount_fen)),
            )
            for one in paid
        )  # fmt: skip
        yield _paper(loaded, _("Paid in advance"), Grid(heads, rows, frozenset({5})))


def _advanced_by(one: Advance) -> str:
    return one.payer.name if one.payer else one.payer_name


def _agreed(
    loaded: Loaded, found: Agreement | None, all_kept: list[Kept], language: str
) -> Iterator[Paper]:
    """The agreement, when its sealed paper is not enclosed, and what was paid of it."""
    if found is None or found.state == "draft":
        return
    if found.document is None:
        yield paper_of(loaded, found, language)
    rows = [row for kept in all_kept for row in _due_and_paid(kept)]
    if rows:
        heads = (_("Payer"), _("Receiver"), _("Due or paid"), _("Day"), _("Yuan"))
        yield _paper(loaded, _("How it was kept"), Grid(heads, tuple(rows), frozenset({4})))


def _due_and_paid(kept: Kept) -> Iterator[tuple[str, ...]]:
    """What falls due, then what was paid, the oldest first."""
    between = (kept.payment.payer.name, kept.payment.payee_name)
    for part in kept.payment.parts.all():
        yield (*between, _("due"), _day(part.due_on), yuan(Fen(part.amount_fen)))
    for note in reversed(kept.notes):
        how = _("noted")
        if note.denied_at or note.confirmed_at:
            how = _("denied") if note.denied_at else _("confirmed")
        paid = _("paid, %(how)s") % {"how": how}
        yield (*between, paid, _day(note.paid_on), yuan(Fen(note.amount_fen)))


def _visit(loaded: Loaded, visit: FollowUp, found: Agreement | None, language: str) -> Paper:
    filled = filled_with(loaded, Kind.VISIT, found, language)
    words = {
        **filled.words, "party_name": visit.party.name, "visited_on": _day(visit.visited_on),
        "manner_of_visit": _("in a call") if visit.by_phone else _("in person"),
        "visitor": visit.by.name if visit.by else "", "performance": visit.words,
    }  # fmt: skip
    ticked = {**filled.ticked, "performed": visit.performed, "satisfied": visit.content}
    return compose(Kind.VISIT, replace(filled, words=words, ticked=ticked), language)


def _court_and_end(loaded: Loaded, found: Agreement | None, language: str) -> Iterator[Paper]:
    asked = CourtConfirmation.objects.filter(agreement=found).first() if found else None
    if asked is not None and asked.applied_on is not None:
        yield compose(
            Kind.CONFIRMATION, filled_with(loaded, Kind.CONFIRMATION, found, language), language
        )
        answer = [(_("Applied on"), _day(asked.applied_on)), (_("People’s court"), asked.court)]
        if asked.answered_on is not None:
            answer += [
                (_("Answered on"), _day(asked.answered_on)),
                (_("Answer"), str(COURT_SAYS[asked.outcome])), (_("Case number"), asked.case_number),
            ]  # fmt: skip
        yield _paper(loaded, _("The court’s answer"), Facts(tuple(answer)))
    if loaded.file.stage in OVER - {State.DRAFT}:
        yield compose(Kind.CLOSING, filled_with(loaded, Kind.CLOSING, found, language), language)


def _record(loaded: Loaded) -> Paper:
    """The steps of the file, the oldest first, without those of sessions with one side alone and
    reminders of the days of one party."""
    alone = Sitting.objects.filter(file=loaded.file, party__isnull=False).values("pk")
    steps = Step.objects.filter(file=loaded.file).exclude(OF_ONE_PARTY).order_by("id")
    steps = steps.exclude(thing_id__in=alone)
    rows = tuple(
        (_moment(one.at), str(step_words(one.verb, one.code))) for one in steps[:STEPS_MAX]
    )
    return _paper(loaded, _("Record of the file"), Grid((_("Time"), _("Step")), rows))


def _enclosed(
    loaded: Loaded,
    found: Agreement | None,
    all_kept: list[Kept],
    joint: list[Sitting],
    paid: list[Advance],
    found_there: list[SceneRecord],
) -> Iterator[Enclosed]:
    """Every kept file, in the order of the sheets."""
    speakers = [one for party in loaded.parties for one in party.representatives.all()]
    said = [one for party in loaded.parties for one in party.consents.all()]
    ids = {*(one.paper_id for one in speakers), *(one.paper_id for one in said)} - {None}
    papers = StoredFile.objects.in_bulk(ids)
    for party in loaded.parties:
        for speaker in party.representatives.all():
            kept = papers.get(speaker.paper_id) if speaker.paper_id else None
            yield from _one(_("Power of attorney"), party.name, speaker.added_at, kept)
        for answer in party.consents.all():
            kept = papers.get(answer.paper_id) if answer.paper_id else None
            yield from _one(_("Consent on paper"), party.name, answer.said_at, kept)
    names = {one.pk: one.name for one in loaded.parties}
    for seen in found_there:
        yield from _one(str(RECORDS[Record(seen.kind)]), seen.office, seen.at, seen.paper)
    yield from _of_sessions(joint, names)
    for one in paid if policy.mediates(loaded.standing) else ():  # a hospital's tells of an injury
        yield from _one(_("Receipt of an advance"), _advanced_by(one), one.at, one.proof)
    if found is not None and found.state != "draft":
        yield from _of_the_agreement(found, names, all_kept)


def _of_sessions(joint: list[Sitting], names: Mapping[UUID, str]) -> Iterator[Enclosed]:
    notices = SittingNotice.objects.filter(sitting__in=joint).select_related("proof")
    for one in notices.order_by("id"):
        yield from _one(_("Proof of notice"), names[one.party_id], one.served_at, one.proof)
    for sitting in joint:
        for sign in sitting.signs.all():
            yield from _one(_("Signed minutes"), names[sign.party_id], sign.at, sign.paper)


def _of_the_agreement(
    found: Agreement, names: Mapping[UUID, str], all_kept: list[Kept]
) -> Iterator[Enclosed]:
    if found.document is not None:
        title = _("Sealed agreement %(number)s") % {"number": found.number}
        yield from _one(title, "", found.document.made_at, found.document.file)
    for one in found.signatures.all():
        of = names.get(one.party_id, "") if one.party_id else ""
        yield from _one(_("Signed agreement, scan"), of, one.at, one.paper)
    for kept in all_kept:
        for note in reversed(kept.notes):
            yield from _one(_("Receipt of payment"), kept.payment.payer.name, note.at, note.proof)


def _one(title: str, of: str, at: datetime, kept: StoredFile | None) -> Iterator[Enclosed]:
    if kept is not None:
        yield Enclosed(title, of, calendar.today(at), kept)


def _paper(loaded: Loaded, title: str, *blocks: Block) -> Paper:
    return Paper(title, house_of(loaded.file), loaded.file.reference, blocks)


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _moment(at: datetime) -> str:
    return date_format(localtime(at, calendar.zone()), "DATETIME_FORMAT")
