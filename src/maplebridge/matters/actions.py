"""What people do with a matter. Each verb locks the matter, checks, writes its line, tells others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from maplebridge import events as facts
from maplebridge.core import audit, calendar, outbox, references
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.values import uuid7
from maplebridge.core.viewer import SYSTEM, Level, Role, Viewer
from maplebridge.people import public as people
from maplebridge.territory import public as territory

from . import policy, queries
from .models import Helper, Matter, MatterEvent, MatterPhoto, Rating
from .rules import receipts
from .rules.catalogue import OTHER
from .rules.clocks import due_from
from .rules.input import (
    PHOTOS_MAX,
    PLACE_TEXT_MAX,
    STARS,
    WORDS_MAX,
    on_earth,
    storable,
    tidy,
)
from .rules.states import ANSWER_CODES, ClosingCode, State, Verb, closing_code, next_state

KEEP_DAYS = 1095
BATCH = 200


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
    channel: str = "web"
    reporter_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """The matter; whether this call made it; and for a visitor the receipt code, shown once."""

    matter: Matter
    created: bool
    receipt: str = ""


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
    check_words(words, missing="matter_words_missing")
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
    return Report(
        words=words,
        id=sent.id,
        category=sent.category or OTHER,
        place_id=sent.place_id,
        lon=sent.lon,
        lat=sent.lat,
        place_text=place_text,
        photos=tuple(dict.fromkeys(sent.photos)),
        neighbours_see=sent.neighbours_see,
        channel=sent.channel,
        reporter_id=sent.reporter_id,
    )


def check_words(words: str, *, missing: str) -> None:
    """Raise RuleBroken when `words` (tidied) are absent, too long or cannot be shown."""
    if not words:
        raise RuleBroken(missing)
    if len(words) > WORDS_MAX:
        raise RuleBroken("matter_words_too_long", length=len(words), most=WORDS_MAX)
    if not storable(words):
        raise RuleBroken("matter_words_unreadable")


def _sent_before(viewer: Viewer, sent: Report) -> Reported | None:
    earlier = Matter.objects.filter(pk=sent.id).first() if sent.id is not None else None
    if earlier is None:
        return None
    same = (
        (earlier.on_behalf_by_id or earlier.reporter_id) == viewer.person_id
        and earlier.words == sent.words
        and earlier.category == sent.category
        and (earlier.lon, earlier.lat) == (sent.lon, sent.lat)
        and earlier.place_text == sent.place_text
        and sent.place_id in {None, earlier.place_id}
    )
    if not same:
        raise RuleBroken("matter_id_taken")
    receipt = receipt_for(earlier.pk) if earlier.receipt_hash else ""
    return Reported(earlier, created=False, receipt=receipt)


def receipt_for(matter_id: UUID) -> str:
    """The receipt code of a visitor's matter: made from the secret key, so a retry shows it again."""
    digest = salted_hmac("maplebridge.matters.receipt", str(matter_id), algorithm="sha256").digest()
    return receipts.receipt_from(digest)


def _reporter_of(viewer: Viewer, sent: Report, now: datetime) -> UUID | None:
    """The person whose concern it is. A worker reports for residents of the place they serve."""
    wanted = sent.reporter_id
    if wanted is None or wanted == viewer.person_id:
        return viewer.on_behalf_of or viewer.person_id
    if people.may_act_for(viewer, wanted, now):
        return wanted
    home = people.home_grid(wanted)
    if home is not None and viewer.holds(
        Role.GRID_WORKER, Role.OPERATOR, Role.HEAD, path=home.path
    ):
        return wanted
    raise Forbidden("matter_not_for_them")


def _place_of(viewer: Viewer, sent: Report, reporter_id: UUID | None) -> territory.Place:
    """The narrowest place we know: the chosen one, the point's, or the reporter's home grid."""
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
    category = rulebook.get(sent.category)
    if category is None:
        raise RuleBroken("matter_category_unknown")
    first, settle = due_from(now, category.promise, queries.office(now, rulebook))
    around = {p.level: p.pk for p in territory.ancestors(place.path)}
    answering = people.who_answers(place.path, Role.GRID_WORKER, today=today)
    matter_id = sent.id or uuid7()
    receipt = receipt_for(matter_id) if reporter_id is None else ""
    matter = Matter(
        id=matter_id,
        reference=references.next_reference("M", now),
        words=sent.words,
        category=sent.category,
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
        visibility="neighbours" if sent.neighbours_see else "private",
        handler=answering.post if answering else None,
        reported_at=now,
        first_answer_due_at=first.at,
        settle_due_at=settle.at,
        due_at=first.at,
        due_certain=first.certain and settle.certain,
        last_activity_at=now,
    )
    matter.save(force_insert=True)
    event = MatterEvent(
        matter=matter,
        verb=Verb.REPORT.value,
        actor_id=viewer.person_id,
        by_reporter=True,
        to_post=answering.post if answering else None,
        text=sent.words,
        to_state=State.RECEIVED.value,
        at=now,
    )
    event.save(force_insert=True)
    _attach(event, sent.photos)
    audit.record(
        viewer=viewer, verb="matter.report", thing=matter, now=now, rulebook=rulebook.version,
        handler=answering.post.pk if answering else None,
    )  # fmt: skip
    outbox.tell(facts.MatterReported(matter.pk, _told_place(matter)), now=now)
    return Reported(matter, created=True, receipt=receipt)


def _told_place(matter: Matter) -> UUID:
    return matter.grid_id or matter.community_id or matter.place_id


def _attach(event: MatterEvent, photos: Sequence[UUID]) -> None:
    if len(photos) > PHOTOS_MAX:
        raise RuleBroken("matter_too_many_photos", most=PHOTOS_MAX)
    MatterPhoto.objects.bulk_create(
        MatterPhoto(event=event, file_id=file_id, order=order)
        for order, file_id in enumerate(photos)
    )


# Steps of workers


def accept(*, viewer: Viewer, matter_id: UUID, text: str = "", now: datetime) -> Matter:
    """Take a matter on. The resident sees who and by when."""
    with transaction.atomic():
        matter = _lock(viewer, matter_id, Verb.ACCEPT)
        _hand_to_viewer(viewer, matter)
        _heard(matter, now)
        _step(viewer, matter, Verb.ACCEPT, now, text=_optional(text))
        return matter


def refer(*, viewer: Viewer, matter_id: UUID, place_id: UUID, reason: str, now: datetime) -> Matter:
    """Hand the matter on to who answers at another place, with the reason. Clocks run on."""
    reason = tidy(reason)
    check_words(reason, missing="matter_reason_missing")
    with transaction.atomic():
        matter = _lock(viewer, matter_id, Verb.REFER)
        place = territory.place_by_id(place_id)
        role = Role.GRID_WORKER if place.level == Level.GRID else Role.OPERATOR
        found = people.who_answers(place.path, role, today=calendar.today(now))
        if found is None:
            raise RuleBroken("matter_refer_nowhere")
        if found.post.pk == matter.handler_id:
            raise RuleBroken("matter_refer_same")
        deputy_for = _deputy_for(viewer, matter)
        matter.handler = found.post
        _step(
            viewer, matter, Verb.REFER, now,
            text=reason, to_post_id=found.post.pk, deputy_for=deputy_for,
        )  # fmt: skip
        return matter


def answer(
    *,
    viewer: Viewer,
    matter_id: UUID,
    text: str,
    code: str = ClosingCode.FIXED.value,
    photos: Sequence[UUID] = (),
    helpers: Sequence[UUID] = (),
    now: datetime,
) -> Matter:
    """Answer the resident and propose how it ends. `helpers` are those who said they took part."""
    text = tidy(text)
    check_words(text, missing="matter_answer_missing")
    if code not in ANSWER_CODES:
        raise RuleBroken("matter_code_unknown")
    with transaction.atomic():
        matter = _lock(viewer, matter_id, Verb.ANSWER)
        _heard(matter, now)
        matter.answered_at = now
        matter.due_at = None
        matter.proposed_code = code
        event = _step(viewer, matter, Verb.ANSWER, now, text=text, code=code)
        _attach(event, photos)
        matter.helpers.filter(person_id__in=helpers).update(confirmed_at=now)
        return matter


def mark_duplicate(*, viewer: Viewer, matter_id: UUID, of_reference: str, now: datetime) -> Matter:
    """Close the matter as a repetition of an earlier one that the viewer works on too."""
    with transaction.atomic():
        matter = _lock(viewer, matter_id, Verb.MARK_DUPLICATE)
        earlier = Matter.objects.filter(reference=of_reference.strip().upper()[:24]).first()
        if (
            earlier is None
            or earlier.pk == matter.pk
            or policy.standing_of(viewer, earlier) not in policy.WORKERS
        ):
            raise RuleBroken("matter_duplicate_unknown")
        matter.duplicate_of = earlier
        _close(matter, ClosingCode.DUPLICATE, now)
        _step(viewer, matter, Verb.MARK_DUPLICATE, now, text=earlier.reference)
        _tell_closed(matter, now)
        return matter


def see_contact(
    *, viewer: Viewer, matter_id: UUID, reason: str, now: datetime
) -> people.PersonCard:
    """Who reported it and how to reach them, for those who work on it; logged with the reason."""
    reason = tidy(reason)
    if not reason or len(reason) > 200 or not storable(reason):
        raise RuleBroken("matter_reason_for_contact")
    matter = queries.get_matter(viewer, matter_id)
    if policy.standing_of(viewer, matter) not in policy.WORKERS:
        raise Forbidden("matter_not_yours", reference=matter.reference)
    if matter.reporter_id is None:
        raise Missing("matter_missing")
    return people.read_person(viewer=viewer, person_id=matter.reporter_id, reason=reason, now=now)


# Steps of residents


def add_words(
    *,
    viewer: Viewer,
    matter_id: UUID,
    text: str,
    photos: Sequence[UUID] = (),
    receipt_hash: str = "",
    now: datetime,
) -> Matter:
    """Add words or photos from either side. Only a worker's words count as heard."""
    text = tidy(text)
    check_words(text, missing="matter_words_missing")
    with transaction.atomic():
        matter = _lock(viewer, matter_id, Verb.ADD_WORDS, receipt_hash)
        by_reporter = policy.standing_of(viewer, matter, receipt_hash) not in policy.WORKERS
        if not by_reporter:
            _heard(matter, now)
        event = _step(viewer, matter, Verb.ADD_WORDS, now, text=text, by_reporter=by_reporter)
        _attach(event, photos)
        return matter


def take_part(*, viewer: Viewer, matter_id: UUID, now: datetime) -> Matter:
    """A neighbour or volunteer says that they helped; the handler confirms with the answer."""
    with transaction.atomic():
        matter = _lock(viewer, matter_id, Verb.TAKE_PART)
        assert viewer.person_id is not None, "policy lets only neighbours take part"
        _, fresh = Helper.objects.get_or_create(
            matter=matter, person_id=viewer.person_id, defaults={"said_at": now}
        )
        if not fresh:
            raise RuleBroken("matter_already_helping", reference=matter.reference)
        _step(viewer, matter, Verb.TAKE_PART, now)
        return matter


def rate(
    *,
    viewer: Viewer,
    matter_id: UUID,
    stars: int,
    solved: bool,
    text: str = "",
    receipt_hash: str = "",
    now: datetime,
) -> Matter:
    """Rate the answer and close the matter with the code that follows from it."""
    if stars not in STARS:
        raise RuleBroken("matter_stars_unknown")
    text = _optional(text)
    with transaction.atomic():
        matter = _lock(viewer, matter_id, Verb.RATE, receipt_hash)
        _close(matter, closing_code(ClosingCode(matter.proposed_code), solved=solved), now)
        Rating.objects.create(
            matter=matter, closing=matter.closing, stars=stars, solved=solved, text=text, at=now
        )
        _step(
            viewer, matter, Verb.RATE, now,
            text=text, by_reporter=True, code=matter.closing_code,
        )  # fmt: skip
        _tell_closed(matter, now)
        return matter


def dispute(
    *, viewer: Viewer, matter_id: UUID, reason: str, receipt_hash: str = "", now: datetime
) -> Matter:
    """Not solved: the matter is opened again, goes back to its post and gets new clocks."""
    reason = tidy(reason)
    check_words(reason, missing="matter_reason_missing")
    with transaction.atomic():
        matter = _lock(viewer, matter_id, Verb.DISPUTE, receipt_hash)
        rulebook = queries.catalogue_version(matter.rulebook)
        _check_still_disputable(matter, rulebook.reopen_days, now)
        category = rulebook.get(matter.category) or rulebook.get(OTHER)
        assert category is not None
        first, settle = due_from(now, category.promise, queries.office(now, rulebook))
        matter.first_answer_due_at, matter.settle_due_at = first.at, settle.at
        matter.due_at, matter.due_certain = first.at, first.certain and settle.certain
        matter.first_answered_at = matter.answered_at = matter.closed_at = None
        matter.closing_code = matter.proposed_code = ""
        matter.duplicate_of = None
        _step(viewer, matter, Verb.DISPUTE, now, text=reason, by_reporter=True)
        outbox.tell(facts.MatterReopened(matter.pk, _told_place(matter)), now=now)
        return matter


def _check_still_disputable(matter: Matter, days: int, now: datetime) -> None:
    """An answer may be disputed while it stands, a closed matter for `days` calendar days."""
    if matter.closed_at is not None and now > matter.closed_at + timedelta(days=days):
        raise RuleBroken("matter_reopen_too_late", days=days, reference=matter.reference)


def withdraw(
    *, viewer: Viewer, matter_id: UUID, reason: str = "", receipt_hash: str = "", now: datetime
) -> Matter:
    """The reporter takes the matter back; nothing is owed any more."""
    reason = _optional(reason)
    with transaction.atomic():
        matter = _lock(viewer, matter_id, Verb.WITHDRAW, receipt_hash)
        _close(matter, ClosingCode.WITHDRAWN, now)
        _step(viewer, matter, Verb.WITHDRAW, now, text=reason, by_reporter=True)
        _tell_closed(matter, now)
        return matter


# Duties of the clock


def close_undisputed(*, now: datetime) -> None:
    """Close matters whose answer stood unrated. A fix that nobody confirmed counts as answered.

    One transaction a matter, at most BATCH a run; who rates in the same moment wins or comes after.
    """
    days = queries.catalogue(calendar.today(now)).close_days
    before = now - timedelta(days=days)
    for matter_id in queries.undisputed(before, BATCH):
        with transaction.atomic():
            matter = _fetch(matter_id)
            if matter.state != State.ANSWERED or matter.answered_at is None:
                continue
            if matter.answered_at > before:
                continue
            proposed = ClosingCode(matter.proposed_code)
            _close(matter, closing_code(proposed, solved=False), now)
            _step(SYSTEM, matter, Verb.CLOSE_UNDISPUTED, now, code=matter.closing_code)
            _tell_closed(matter, now)


def purge_expired(*, now: datetime) -> None:
    """Empty words, photos and names of matters closed KEEP_DAYS ago; kinds, places, times stay."""
    before = now - timedelta(days=KEEP_DAYS)
    old = Matter.objects.filter(state=State.CLOSED, last_activity_at__lt=before).exclude(words="")
    for matter_id in old.order_by("last_activity_at").values_list("id", flat=True)[:BATCH]:
        with transaction.atomic():
            lines = MatterEvent.objects.filter(matter=matter_id)
            MatterPhoto.objects.filter(event__matter=matter_id).delete()
            lines.update(text="")
            lines.filter(by_reporter=True).update(actor=None)
            lines.filter(verb=Verb.TAKE_PART.value).update(actor=None)
            Rating.objects.filter(matter=matter_id).update(text="")
            Helper.objects.filter(matter=matter_id).delete()
            Matter.objects.filter(pk=matter_id).update(
                words="", place_text="", lon=None, lat=None, reporter=None, on_behalf_by=None
            )
            audit.record(
                viewer=SYSTEM, verb="matter.purge", thing=("matters.matter", matter_id), now=now
            )


# Shared by the steps


def _fetch(matter_id: UUID) -> Matter:
    """The matter, locked until the transaction ends. Raises Missing."""
    found = Matter.objects.select_for_update(of=("self",), no_key=True)
    matter = found.select_related("community").filter(pk=matter_id).first()
    if matter is None:
        raise Missing("matter_missing")
    return matter


def _lock(viewer: Viewer, matter_id: UUID, verb: Verb, receipt_hash: str = "") -> Matter:
    """Fetch + lock, may?, rule? in this order: Missing, Forbidden, then the state."""
    matter = _fetch(matter_id)
    if not policy.may_see(viewer, matter, receipt_hash):
        raise Missing("matter_missing")
    if not policy.may(viewer, matter, verb, receipt_hash):
        raise Forbidden("matter_not_yours", reference=matter.reference)
    if next_state(State(matter.state), verb) is None:
        raise RuleBroken("matter_state_forbids", reference=matter.reference)
    return matter


def _deputy_for(viewer: Viewer, matter: Matter) -> UUID | None:
    post = policy.handling_post(viewer, matter)
    return post.deputy_for if post else None


def _hand_to_viewer(viewer: Viewer, matter: Matter) -> None:
    """Who accepts holds it: a supervisor who takes a matter on becomes its handler."""
    post = policy.handling_post(viewer, matter)
    if post is not None and matter.handler_id is None:
        matter.handler_id = post.post_id


def _heard(matter: Matter, now: datetime) -> None:
    if matter.first_answered_at is None:
        matter.first_answered_at = now
        if matter.due_at is not None:
            matter.due_at = matter.settle_due_at


def _close(matter: Matter, code: ClosingCode, now: datetime) -> None:
    matter.closing += 1
    matter.closing_code = code.value
    matter.closed_at = now
    matter.due_at = None


def _step(
    viewer: Viewer,
    matter: Matter,
    verb: Verb,
    now: datetime,
    *,
    text: str = "",
    by_reporter: bool = False,
    code: str = "",
    to_post_id: UUID | None = None,
    deputy_for: UUID | None = None,
) -> MatterEvent:
    """Write the next state, the line of the timeline and the audit entry."""
    before = State(matter.state)
    after = next_state(before, verb)
    assert after is not None
    if deputy_for is None and not by_reporter:
        deputy_for = _deputy_for(viewer, matter)
    matter.state = after.value
    matter.last_activity_at = now
    matter.save(update_fields=_CHANGING)
    event = MatterEvent(
        matter=matter,
        verb=verb.value,
        actor_id=viewer.person_id,
        by_reporter=by_reporter,
        deputy_for_id=deputy_for,
        to_post_id=to_post_id,
        text=text,
        from_state=before.value,
        to_state=after.value,
        code=code or matter.closing_code,
        closing=matter.closing,
        at=now,
    )
    event.save(force_insert=True)
    audit.record(
        viewer=viewer, verb=f"matter.{verb.value}", thing=matter, now=now, deputy_for=deputy_for,
        event=event.pk, state=after.value,
    )  # fmt: skip
    return event


_CHANGING = [
    "state", "handler", "first_answer_due_at", "settle_due_at", "due_at", "due_certain",
    "first_answered_at", "answered_at", "closed_at", "proposed_code", "closing_code", "closing",
    "duplicate_of", "last_activity_at",
]  # fmt: skip


def _tell_closed(matter: Matter, now: datetime) -> None:
    helped = matter.helpers.filter(confirmed_at__isnull=False).order_by("said_at", "id")
    outbox.tell(
        facts.MatterClosed(
            matter_id=matter.pk,
            place_id=_told_place(matter),
            closing=matter.closing,
            closing_code=matter.closing_code,
            reporter_id=matter.reporter_id,
            helper_ids=tuple(helped.values_list("person_id", flat=True)[:50]),
        ),
        now=now,
    )


def _optional(text: str) -> str:
    text = tidy(text)
    if text:
        check_words(text, missing="matter_words_missing")
    return text
