"""Where a concern that came by message is: scanned, lived, sent, or asked for in one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from maplebridge.channels import public as channels
from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.viewer import ANONYMOUS
from maplebridge.people import public as people
from maplebridge.territory import public as territory

from .. import queries
from ..messages import kind_name
from ..models import Conversation, Matter, MatterAddress
from ..rules import receipts
from ..rules.conversing import (
    CHOICES_MAX,
    MISSES_MAX,
    SCENE,
    SPOT,
    TALK,
    UNPLACED,
    Asking,
    Wish,
    is_recent,
    parse,
    place_guesses,
)
from ..rules.input import PHOTOS_MAX, PLACE_TEXT_MAX, WORDS_MAX, on_earth, storable, tidy
from .reporting import Report, Reported, report
from .residents import add_words
from .telling import day, matter_channel, say, talk
from .turns import Turn, ask, photos_of, stop_asking

BATCH = 100
WITH_LOCATION = frozenset({"wechat"})
EXAMPLE = "楓林苑3棟"


def take_concern(turn: Turn, text: str) -> str:
    """A new concern, or the words that were missing of one: reported when its place is known."""
    row = turn.row
    keep(turn, text)
    if not text:
        ask(row, Asking.WORDS, turn.now)
        return talk("ask_words") if len(row.pending) == 1 else ""
    return _placed(turn)


def keep(turn: Turn, text: str) -> None:
    """Keep a message until it is clear what becomes of it. Raises RuleBroken for words that no
    matter could hold."""
    kept = words_of(turn.row.pending)
    length = len(kept) + bool(kept) + len(text)
    if length > WORDS_MAX:
        raise RuleBroken("matter_words_too_long", length=length, most=WORDS_MAX)
    if not storable(tidy(text)):
        raise RuleBroken("matter_words_unreadable")
    turn.row.pending = [*turn.row.pending, str(turn.incoming.pk)]


def take_kept(turn: Turn) -> str:
    """What was kept is about something else: a new concern, placed as if it came now."""
    row = turn.row
    row.asking, row.misses = "", 0
    _use_kept_spot(turn)
    if words_of(row.pending):
        return _placed(turn)
    ask(row, Asking.WORDS, turn.now)
    return talk("ask_words") if photos_of(_ids(row.pending)) else talk("new")


def report_kept(turn: Turn) -> str:
    """The same, with no more questions: without a known place it goes to the top of the house."""
    _use_kept_spot(turn)
    return _report(turn) if _place_is_known(turn) else _report_nowhere(turn, "")


def _placed(turn: Turn) -> str:
    if _place_is_known(turn):
        return _report(turn)
    ask(turn.row, Asking.PLACE, turn.now)
    return _where(turn)


def _use_kept_spot(turn: Turn) -> None:
    """A position among what was kept says where it is, as one that comes now."""
    kept = channels.Incoming.objects.filter(pk__in=_ids(turn.row.pending), kind="location")
    for message in kept.order_by("id"):
        if (spot := _spot_in(message.data)) and territory.locate(*spot) is not None:
            turn.row.lon, turn.row.lat = spot
            turn.row.spot_at = turn.now


def take_scene(turn: Turn) -> str:
    """A grid's QR code was scanned: what is sent next is about that grid.

    Where the code of somebody's page was scanned, the channel has joined it and said so.
    """
    if turn.incoming.data.get("joined"):
        return ""
    place = _place_of_scene(turn.incoming.data.get("place_id", ""))
    if place is None:
        return "" if turn.incoming.kind == "follow" else talk("help")
    turn.row.place, turn.row.place_at = place, turn.now
    if turn.row.asking == Asking.PLACE:
        return _report(turn)
    return "" if turn.incoming.data.get("greeted") else talk("scene", place=place.name)


def take_spot(turn: Turn) -> str:
    """A position was sent, before the words or as the answer to our question."""
    row, spot = turn.row, _spot_in(turn.incoming.data)
    if spot is None:
        raise RuleBroken("matter_point_unreadable")
    if territory.locate(*spot) is None:
        return talk("outside", place=territory.root().name)
    row.lon, row.lat = spot
    row.spot_at = turn.now
    if row.asking == Asking.PLACE:
        return _report(turn)
    ask(row, Asking.WORDS, turn.now)
    return talk("new")


def _spot_in(data: Mapping[str, Any]) -> tuple[float, float] | None:
    """Length and breadth of a position that was sent."""
    lon, lat = data.get("lon"), data.get("lat")
    if isinstance(lon, float) and isinstance(lat, float) and on_earth(lon, lat):
        return lon, lat
    return None


def take_place(turn: Turn, text: str) -> str:
    """The answer to "where is it?": one of the offered, a name, or after two misses the whole house.

    What is no name of one place is kept as words: it may say more than where.
    """
    row = turn.row
    chosen = text.strip().rstrip(".。、")
    if chosen.isdecimal() and 1 <= int(chosen) <= len(row.choices):
        return _report_at(turn, row.choices[int(chosen) - 1])
    if not text.strip():
        row.pending = [*row.pending, str(turn.incoming.pk)]
        return ""
    for guess in place_guesses(text):
        found = territory.search_places(guess, limit=CHOICES_MAX)
        if len(found) == 1:
            _keep_what_is_too_long(turn, text)
            return _report_at(turn, str(found[0].pk), place_text=text)
        if found:
            keep(turn, text)
            return _offer(turn, found)
    row.misses += 1
    if row.misses >= MISSES_MAX:
        _keep_what_is_too_long(turn, text)
        return _report_nowhere(turn, text)
    keep(turn, text)
    return talk("ask_place_again", example=EXAMPLE)


def _keep_what_is_too_long(turn: Turn, text: str) -> None:
    """What a place's line cannot hold stands among the words as well."""
    if len(text.strip()) > PLACE_TEXT_MAX or photos_of([turn.incoming.pk]):
        keep(turn, text)


def _offer(turn: Turn, found: list[territory.Place]) -> str:
    around = territory.addresses(found)
    turn.row.choices = [str(place.pk) for place in found]
    lines = [
        f"{number} {around.get(place.pk, '')} {place.name}".replace("  ", " ")
        for number, place in enumerate(found, start=1)
    ]
    return "\n".join([talk("ask_which"), *lines])


def _where(turn: Turn) -> str:
    with_location = turn.incoming.channel in WITH_LOCATION
    return talk("ask_place_or_spot" if with_location else "ask_place")


def _place_of_scene(text: str) -> territory.Place | None:
    try:
        place = territory.place_by_id(UUID(text))
    except (ValueError, Missing):
        return None
    return place if place.valid_to is None else None


def _place_is_known(turn: Turn) -> bool:
    row = turn.row
    return (
        is_recent(row.spot_at, turn.now, SPOT)
        or row.place is not None
        or turn.viewer.home_grid_id is not None
    )


def _report(turn: Turn) -> str:
    """At the sent position, else the code scanned today, else the home, else the code of a while ago."""
    row = turn.row
    if is_recent(row.spot_at, turn.now, SPOT):
        return _received(turn, _report_pending(turn, lon=row.lon, lat=row.lat))
    scanned = row.place
    lives = turn.viewer.home_grid_id
    if scanned is not None and (lives is None or is_recent(row.place_at, turn.now, SCENE)):
        return _received(turn, _report_pending(turn, place_id=scanned.pk))
    return _received(turn, _report_pending(turn, place_id=lives))


def _report_at(turn: Turn, place_id: str, place_text: str = "") -> str:
    return _received(turn, _report_pending(turn, place_id=UUID(place_id), place_text=place_text))


def _report_nowhere(turn: Turn, text: str) -> str:
    top = territory.root()
    reported = _report_pending(turn, place_id=top.pk, place_text=text)
    return "\n".join(
        [_received(turn, reported), talk("nowhere", reference=reported.matter, place=top.name)]
    )


def _report_pending(
    turn: Turn,
    *,
    place_id: UUID | None = None,
    place_text: str = "",
    lon: float | None = None,
    lat: float | None = None,
) -> Reported:
    """Make the matter of all that was sent for it. Its id is that of the first message: once only."""
    row = turn.row
    ids = _ids(row.pending) or [turn.incoming.pk]
    words, photos = words_of(ids), photos_of(ids)
    sent = Report(
        id=ids[0],
        words=words or talk("photo_words"),
        place_id=place_id,
        lon=lon,
        lat=lat,
        place_text=place_text.strip()[:PLACE_TEXT_MAX],
        photos=tuple(photos[:PHOTOS_MAX]),
        channel=matter_channel(turn.incoming.channel),
        sorts=True,
    )
    reported = report(viewer=turn.viewer, sent=sent, now=turn.now)
    told = {
        "channel": turn.incoming.channel,
        "account": turn.incoming.account,
        "address": turn.incoming.sender,
    }
    MatterAddress.objects.get_or_create(matter=reported.matter, defaults=told)
    stop_asking(row)
    row.matter, row.open_until, row.about_until = reported.matter, turn.now + TALK, None
    row.lon = row.lat = row.spot_at = None
    turn.matter = reported.matter
    _add_the_rest(turn, reported, photos[PHOTOS_MAX:])
    return reported


def _ids(pending: Sequence[str | UUID]) -> list[UUID]:
    return [pk if isinstance(pk, UUID) else UUID(pk) for pk in pending]


def words_of(pending: Sequence[str | UUID], *, spots: bool = False) -> str:
    """The words of some messages in their order, each line once; with `spots` positions as words."""
    messages = channels.Incoming.objects.filter(pk__in=_ids(pending)).order_by("id")
    lines = (_words_in(message, spots=spots) for message in messages) if pending else ()
    return "\n".join(filter(None, dict.fromkeys(lines)))


def _words_in(message: channels.Incoming, *, spots: bool) -> str:
    """The words of a message without the wish that came with them."""
    if message.kind == "location":
        return spot_words(message.data) if spots else ""
    said = parse(message.text)
    return said.rest if said.wish is Wish.NEW else message.text


def spot_words(data: Mapping[str, Any]) -> str:
    facts = {key: data.get(key, "") for key in ("lat", "lon", "label")}
    return talk("spot_words", **facts).strip()


def _add_the_rest(turn: Turn, reported: Reported, photos: list[UUID]) -> None:
    """More pictures than one line holds come in further lines."""
    receipt_hash = receipts.hash_of(reported.receipt) if reported.receipt else ""
    for at in range(0, len(photos), PHOTOS_MAX):
        add_words(
            viewer=turn.viewer, matter_id=reported.matter.pk, text=talk("photo_words"),
            photos=photos[at : at + PHOTOS_MAX], receipt_hash=receipt_hash, now=turn.now,
        )  # fmt: skip


def _received(turn: Turn, reported: Reported) -> str:
    matter: Matter = reported.matter
    facts = {
        "reference": matter.reference,
        "place": matter.place.name,
        "day": day(matter.first_answer_due_at),
    }
    if reported.receipt:
        url = f"{settings.SITE_URL}{reverse('matters:receipt')}"
        words = talk("received_anonymous", **facts, url=url, receipt=reported.receipt)
    else:
        words = talk("received", **facts)
    kind = queries.catalogue_version(matter.rulebook).get(matter.category)
    if not reported.read or kind is None:
        return words
    return "\n".join([words, talk("read", kind=kind_name(kind))])


def report_unplaced(*, now: datetime) -> None:
    """Concerns whose place or words nobody sent for two hours go to the top, to be asked about; words
    of which nobody said what they are about become a matter of their own.

    One transaction a conversation, at most BATCH a run.
    """
    asked = [Asking.PLACE.value, Asking.WORDS.value, Asking.WHICH.value]
    found = Conversation.objects.filter(asking__in=asked, asked_at__lte=now - UNPLACED)
    for pk in list(found.order_by("asked_at", "id").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            locked = found.select_for_update(of=("self",), skip_locked=True)
            row = locked.select_related("place").filter(pk=pk).first()
            if row is None:
                continue
            first = channels.Incoming.objects.filter(pk__in=row.pending).order_by("id").first()
            if first is None or not (words_of(row.pending) or photos_of(_ids(row.pending))):
                stop_asking(row)  # only a position was sent, or all was forgotten
                row.save()
                continue
            _report_late(Turn(row, first, ANONYMOUS, now))


def _report_late(turn: Turn) -> None:
    first, now = turn.incoming, turn.now
    person = channels.person_behind(
        channel=first.channel, account=first.account, address=first.sender, now=now
    )
    if person is not None:
        turn.viewer = people.viewer_of(person, now=now)
    with translation.override(person.language if person else settings.LANGUAGE_CODE):
        words = _late_words(turn)
        turn.row.save()
        say(
            channel=first.channel, account=first.account, address=first.sender, text=words,
            matter=turn.matter, now=now,
        )  # fmt: skip


def _late_words(turn: Turn) -> str:
    """What became of it. What cannot be reported is said, and holds up nobody else's."""
    unsaid = [talk("unsaid")] if turn.row.asking == Asking.WHICH else []
    try:
        with transaction.atomic():
            return "\n".join([*unsaid, report_kept(turn)])
    except RuleBroken as broken:
        turn.matter = None
        stop_asking(turn.row)
        return broken.sentence
