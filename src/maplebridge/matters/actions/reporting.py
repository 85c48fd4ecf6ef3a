"""A resident reports: checked, routed to a post, received once however often it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from maplebridge import events as facts
from maplebridge.core import audit, calendar, outbox, references
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.values import uuid7
from maplebridge.core.viewer import Level, Viewer
from maplebridge.people import public as people
from maplebridge.territory import public as territory

from .. import queries
from ..messages import kind_name
from ..models import Matter, MatterEvent, MatterWords
from ..rules import ladder, receipts
from ..rules.answers import Answer
from ..rules.catalogue import OTHER, Catalogue, Category
from ..rules.clocks import due_from
from ..rules.input import (
    PHOTOS_MAX,
    PLACE_TEXT_MAX,
    WORDS_MAX,
    on_earth,
    storable,
    tidy,
)
from ..rules.states import State, Verb
from .answering import answered_before, checked, keep
from .looking import ask_for_a_look
from .steps import (
    attach,
    check_words,
    told_place,
)


@dataclass(frozen=True, slots=True)
class Report:
    """What a resident sends, as typed. `id` comes from the client or is None."""

    words: str
    id: UUID | None = None
    category: str = ""
    place_id: UUID | None = None
    lon: float | None = None
    lat: float | None = None
    place_text: str = ""
    photos: tuple[UUID, ...] = ()
    neighbours_see: bool = False
    everybody_sees: bool = False
    channel: str = "web"
    reporter_id: UUID | None = None
    nameless: bool = False
    """A worker brings it for somebody whom they do not name: it gets a receipt code."""
    attributes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Answers to the questions of the kind, as typed, by the code of the question."""
    sorts: bool = False
    """A kind left open is the one that the words leave no doubt about; whoever sent it is told."""
    by_words: bool = False
    """Words alone are place enough: who answers for the whole jurisdiction finds it by them."""
    words_most: int = WORDS_MAX
    """How many characters are taken: a standard may allow more than our own forms."""


@dataclass(frozen=True, slots=True)
class Reported:
    """The matter; whether this call made it; and for a visitor the receipt code, shown once.

    `answers` are those that were kept with it. `read`: nobody chose the kind, the words did.
    """

    matter: Matter
    created: bool
    receipt: str = ""
    answers: tuple[Answer, ...] = ()
    read: bool = False


def report(*, viewer: Viewer, sent: Report, now: datetime) -> Reported:
    """Receive a concern and route it. The same `sent.id` with the same content is the same matter.

    Raises RuleBroken (words, place, photos, category, an id that means something else already) and
    Forbidden when the viewer may not report for `sent.reporter_id`.
    """
    sent = _checked(sent)
    if earlier := _sent_before(viewer, sent):
        return earlier
    reporter_id = _reporter_of(viewer, sent, now)
    place = _place_of(viewer, sent, reporter_id)
    try:
        with transaction.atomic():
            return _receive(viewer, sent, reporter_id, place, now)
    except IntegrityError:
        earlier = _sent_before(viewer, sent)
        if earlier is None:
            raise
        return earlier


def _checked(sent: Report) -> Report:
    words, place_text = tidy(sent.words), tidy(sent.place_text)
    check_words(words, missing="matter_words_missing", most=sent.words_most)
    if len(place_text) > PLACE_TEXT_MAX:
        raise RuleBroken("matter_place_text_too_long", most=PLACE_TEXT_MAX)
    if not storable(place_text):
        raise RuleBroken("matter_words_unreadable")
    if (sent.lon is None) != (sent.lat is None):
        raise RuleBroken("matter_point_unreadable")
    if sent.lon is not None and sent.lat is not None and not on_earth(sent.lon, sent.lat):
        raise RuleBroken("matter_point_unreadable")
    if len(sent.photos) > PHOTOS_MAX:
        raise RuleBroken("matter_too_many_photos", most=PHOTOS_MAX)
    return replace(
        sent,
        words=words,
        category=sent.category or ("" if sent.sorts else OTHER),
        place_text=place_text,
        photos=tuple(dict.fromkeys(sent.photos)),
    )


def _sent_before(viewer: Viewer, sent: Report) -> Reported | None:
    earlier = Matter.objects.filter(pk=sent.id).first() if sent.id is not None else None
    if earlier is None:
        return None
    same = (
        (earlier.on_behalf_by_id or earlier.reporter_id) == viewer.person_id
        and earlier.words == sent.words
        and sent.category in {earlier.category, ""}
        and (earlier.lon, earlier.lat) == (sent.lon, sent.lat)
        and earlier.place_text == sent.place_text
        and sent.place_id in {None, earlier.place_id}
        and sent.reporter_id in {None, earlier.reporter_id}
    )
    answers = answered_before(earlier, sent.attributes, sent.channel) if same else None
    if answers is None:
        raise RuleBroken("matter_id_taken")
    receipt = receipt_for(earlier.pk) if earlier.receipt_hash else ""
    return Reported(earlier, created=False, receipt=receipt, answers=answers)


def receipt_for(matter_id: UUID) -> str:
    """The receipt code of a visitor's matter: made from the secret key, so a retry shows it again."""
    digest = salted_hmac("maplebridge.matters.receipt", str(matter_id), algorithm="sha256").digest()
    return receipts.receipt_from(digest)


def _reporter_of(viewer: Viewer, sent: Report, now: datetime) -> UUID | None:
    """The person whose concern it is. A worker reports for residents of the place they serve."""
    wanted = sent.reporter_id
    if sent.nameless and viewer.works:
        return None
    if wanted is None or wanted == viewer.person_id:
        return viewer.on_behalf_of or viewer.person_id
    if queries.may_report_for(viewer, wanted, now):
        return wanted
    raise Forbidden("matter_not_for_them")


def _place_of(viewer: Viewer, sent: Report, reporter_id: UUID | None) -> territory.Place:
    """The narrowest place we know: the chosen one, the point's, the reporter's home grid, or what
    their words name."""
    if sent.place_id is not None:
        place = territory.place_by_id(sent.place_id)
        if place.valid_to is not None:
            raise RuleBroken("matter_place_missing")
        return place
    if sent.lon is not None and sent.lat is not None:
        found = territory.locate(sent.lon, sent.lat)
        if found is None:
            raise RuleBroken("matter_place_outside", name=territory.root().name)
        return found
    if reporter_id is not None and reporter_id == viewer.person_id:
        if viewer.home_grid_id is not None:
            return territory.place_by_id(viewer.home_grid_id)
    elif reporter_id is not None and (home := people.home_grid(reporter_id)) is not None:
        return home
    if sent.by_words and sent.place_text:
        return queries.place_by_words(sent.place_text) or territory.root()
    raise RuleBroken("matter_place_missing")


def _receive(
    viewer: Viewer,
    sent: Report,
    reporter_id: UUID | None,
    place: territory.Place,
    now: datetime,
) -> Reported:
    today = calendar.today(now)
    rulebook = queries.catalogue(today)
    category, sorted_as = _kind(rulebook, sent, reporter_id, today)
    answers = checked(category, sent.attributes, sent.channel)
    first, settle = due_from(now, category.promise, queries.office(now, rulebook))
    places = {p.level: p for p in territory.ancestors(place.path)}
    around = {level: p.pk for level, p in places.items()}
    answering = queries.first_asked(category, place, places, today)
    matter_id = sent.id or uuid7()
    receipt = receipt_for(matter_id) if reporter_id is None else ""
    matter = Matter(
        id=matter_id,
        reference=references.next_reference("M", now),
        words=sent.words,
        category=category.code,
        rulebook=rulebook.version,
        lon=sent.lon,
        lat=sent.lat,
        place_text=sent.place_text,
        place=place,
        path=place.path,
        grid_id=around.get(Level.GRID),
        community_id=around.get(Level.COMMUNITY),
        street_id=around.get(Level.STREET),
        reporter_id=reporter_id,
        on_behalf_by_id=viewer.person_id if reporter_id != viewer.person_id else None,
        receipt_hash=receipts.hash_of(receipt) if receipt else "",
        channel=sent.channel,
        visibility=_visibility(viewer, sent, reporter_id),
        handler_id=answering.post_id,
        reported_at=now,
        first_answer_due_at=first.at,
        settle_due_at=settle.at,
        due_at=first.at,
        due_certain=first.certain and settle.certain,
        act_at=ladder.overdue_alarm(first.at, 0),
        last_activity_at=now,
    )
    matter.save(force_insert=True)
    MatterWords.objects.create(
        matter=matter, grams=queries.grams_of(matter.words, matter.place_text), whole=True
    )
    keep(matter, answers)
    _open_timeline(viewer, matter, sent.photos, sorted_as, now)
    ask_for_a_look(matter, now)
    audit.record(
        viewer=viewer, verb="matter.report", thing=matter, now=now, rulebook=rulebook.version,
        handler=answering.post_id, gap=answering.gap.value if answering.gap else None,
        reporter=reporter_id if matter.on_behalf_by_id else None,
    )  # fmt: skip
    outbox.tell(facts.MatterReported(matter.pk, told_place(matter)), now=now)
    return Reported(matter, created=True, receipt=receipt, answers=answers, read=bool(sorted_as))


def _kind(
    rulebook: Catalogue, sent: Report, reporter_id: UUID | None, today: date
) -> tuple[Category, str]:
    """The kind, and its code once more when it was read from the words."""
    read = None
    if not sent.category:
        read = queries.certain(sent.words, today, anonymous=reporter_id is None)
    category = read.category if read else rulebook.get(sent.category or OTHER)
    if category is None:
        raise RuleBroken("matter_category_unknown")
    if reporter_id is None and not category.anonymous:
        raise RuleBroken("matter_kind_needs_a_name", kind=kind_name(category))
    return category, read.category.code if read else ""


def _visibility(viewer: Viewer, sent: Report, reporter_id: UUID | None) -> str:
    """Only the reporter, signed in, lets everybody read it: who brought it for them asks them first."""
    if sent.everybody_sees:
        if viewer.person_id is None or reporter_id != viewer.person_id:
            raise RuleBroken("matter_public_by_reporter")
        return "public"
    return "neighbours" if sent.neighbours_see else "private"


def _open_timeline(
    viewer: Viewer, matter: Matter, photos: tuple[UUID, ...], sorted_as: str, now: datetime
) -> None:
    event = MatterEvent(
        matter=matter,
        verb=Verb.REPORT.value,
        actor_id=viewer.person_id,
        by_reporter=True,
        to_post_id=matter.handler_id,
        text=matter.words,
        to_state=State.RECEIVED.value,
        code=sorted_as,
        at=now,
    )
    event.save(force_insert=True)
    attach(event, photos)
