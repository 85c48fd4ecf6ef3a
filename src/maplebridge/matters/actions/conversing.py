"""A resident writes by a channel: understood as a new concern, more words, a rating or a question."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation

from maplebridge.channels import public as channels
from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import ANONYMOUS, Viewer
from maplebridge.people import public as people

from .. import queries
from ..messages import STATES
from ..models import Conversation, Matter
from ..rules import receipts
from ..rules.conversing import (
    MESSAGES_AN_HOUR,
    TALK,
    Asking,
    Said,
    Wish,
    parse,
    says_yes,
    without_reference,
)
from ..rules.input import PHOTOS_MAX, title_of
from ..rules.states import State
from . import placing
from .reporting import receipt_for
from .residents import add_words, dispute, rate
from .telling import day, say, talk
from .turns import Turn, ask, photos_of, stop_asking

SHOWN = 3


def take_message(*, incoming_id: UUID, now: datetime) -> None:
    """Understand one incoming message and reply. Runs once a message, one at a time an address."""
    incoming = channels.Incoming.objects.filter(pk=incoming_id).first()
    if incoming is None:
        return
    person = channels.person_behind(
        channel=incoming.channel, account=incoming.account, address=incoming.sender, now=now
    )
    language = person.language if person else settings.LANGUAGE_CODE
    with transaction.atomic(), translation.override(language):
        viewer = people.viewer_of(person, now=now) if person else ANONYMOUS
        turn = Turn(_conversation(incoming, now), incoming, viewer, now)
        words = _understood(turn)
        turn.row.last_at = now
        turn.row.save()
        if words:
            say(
                channel=incoming.channel, account=incoming.account, address=incoming.sender,
                text=words, matter=turn.matter, short=turn_short(turn), now=now,
            )  # fmt: skip


def turn_short(turn: Turn) -> str:
    return str(STATES[State(turn.matter.state)][0]) if turn.matter else ""


def _conversation(incoming: channels.Incoming, now: datetime) -> Conversation:
    """The row of this address, locked until the transaction ends."""
    key = {"channel": incoming.channel, "account": incoming.account, "address": incoming.sender}
    Conversation.objects.get_or_create(**key, defaults={"last_at": now})
    found = Conversation.objects.select_for_update(of=("self",))
    return found.select_related("place", "matter").get(**key)


def _understood(turn: Turn) -> str:
    """Do what the message wants; a broken rule is said and leaves nothing behind but the question."""
    earlier = _messages_of_this_hour(turn)
    if earlier > MESSAGES_AN_HOUR:
        return talk("too_many", most=MESSAGES_AN_HOUR) if earlier == MESSAGES_AN_HOUR + 1 else ""
    try:
        with transaction.atomic():
            return _reply(turn)
    except RuleBroken as broken:
        turn.row = _conversation(turn.incoming, turn.now)
        turn.matter = None
        if turn.row.asking:
            stop_asking(turn.row)
        return broken.sentence


def _messages_of_this_hour(turn: Turn) -> int:
    found = channels.Incoming.objects.filter(
        channel=turn.incoming.channel,
        account=turn.incoming.account,
        sender=turn.incoming.sender,
        pk__lte=turn.incoming.pk,
        received_at__gt=turn.incoming.received_at - timedelta(hours=1),
    )
    return found.count()


def _reply(turn: Turn) -> str:
    kind = turn.incoming.kind
    if kind in {"follow", "scan"}:
        return placing.take_scene(turn)
    if kind == "location":
        return _take_spot(turn)
    if kind == "click":
        return _wished(turn, Said(_CLICKS.get(turn.incoming.data.get("key", ""), Wish.HELP)))
    if cannot := _cannot_take(turn):
        return talk(cannot)
    if channels.prove(incoming=turn.incoming, now=turn.now):
        return talk("linked")
    said = parse(turn.incoming.text)
    if said.wish is Wish.UNLINK:
        return _unlink(turn)
    if not said.reference and (known := turn.incoming.data.get("reference")):
        said = replace(said, reference=str(known))  # the thread of a mail says which matter
    return _wished(turn, said)


def _cannot_take(turn: Turn) -> str:
    """The key of what is said to a message that holds nothing for us; "" for any other."""
    kind = turn.incoming.kind
    if kind == "voice" and not turn.incoming.text:
        return "voice"
    if kind == "image" and turn.incoming.data.get("lost"):
        return "photo_lost"
    if kind in {"video", "file"}:
        return "video"
    return "" if kind in {"text", "image", "voice", "link"} else "kind_unknown"


_CLICKS = {"report": Wish.NEW, "progress": Wish.PROGRESS, "help": Wish.HELP}


def _wished(turn: Turn, said: Said) -> str:
    asking, wish = turn.row.asking, said.wish
    if wish is Wish.HELP:
        return talk("help")
    if wish is Wish.PROGRESS:
        return _progress(turn, said.reference)
    if asking == Asking.REASON:
        return _reason(turn, said)
    if asking in {Asking.PLACE, Asking.WORDS} and wish is Wish.CANCEL:
        stop_asking(turn.row)
        return talk("cancelled")
    if asking == Asking.PLACE:
        return placing.take_place(turn, turn.incoming.text)
    if wish in {Wish.RATE, Wish.DISPUTE, Wish.CANCEL}:
        return _judge(turn, said)
    if wish is Wish.NEW:
        turn.row.open_until = None
        return placing.take_concern(turn, said.rest) if said.rest else talk("new")
    mine = _own(turn, said.reference)
    if mine is not None:
        return _add(turn, mine, without_reference(said.rest))
    current = _current(turn)
    if current is not None and asking != Asking.WORDS:
        return _add(turn, current, said.rest)
    return placing.take_concern(turn, said.rest)


def _unlink(turn: Turn) -> str:
    incoming = turn.incoming
    gone = channels.let_go(
        channel=incoming.channel, account=incoming.account, address=incoming.sender, now=turn.now
    )
    return talk("unlinked" if gone else "not_linked")


def _current(turn: Turn) -> Matter | None:
    """The matter that is being spoken of, while it is not closed."""
    row = turn.row
    if row.matter is None or row.open_until is None or row.open_until < turn.now:
        return None
    return row.matter if row.matter.state != State.CLOSED else None


def _mine(turn: Turn) -> list[Matter]:
    """The sender's latest matters: those told at this address, and the proved person's."""
    return queries.matters_of_address(
        turn.incoming.channel, turn.incoming.account, turn.incoming.sender, turn.viewer.person_id
    )


def _own(turn: Turn, reference: str) -> Matter | None:
    if not reference:
        return None
    return queries.matter_of_address(
        reference, turn.incoming.channel, turn.incoming.account, turn.incoming.sender,
        turn.viewer.person_id,
    )  # fmt: skip


def _as_reporter(turn: Turn, matter: Matter) -> tuple[Viewer, str]:
    """Who acts, and the receipt of a matter that nobody's name stands on."""
    if matter.reporter_id is None:
        return ANONYMOUS, receipts.hash_of(receipt_for(matter.pk))
    return turn.viewer, ""


def _add(turn: Turn, matter: Matter, text: str) -> str:
    """More words or photos for a matter; a reference alone asks how it stands."""
    photos = photos_of([turn.incoming.pk])
    turn.row.matter, turn.row.open_until = matter, turn.now + TALK
    if not text and not photos:
        return _progress(turn, matter.reference)
    if matter.state == State.CLOSED:
        return _reopen(turn, matter, text or talk("photo_words"))
    _add_lines(turn, matter, text or talk("photo_words"), photos)
    turn.matter = matter
    return talk("added", reference=matter.reference)


def _add_lines(turn: Turn, matter: Matter, text: str, photos: list[UUID]) -> None:
    viewer, receipt_hash = _as_reporter(turn, matter)
    add_words(
        viewer=viewer, matter_id=matter.pk, text=text, photos=photos[:PHOTOS_MAX],
        receipt_hash=receipt_hash, now=turn.now,
    )  # fmt: skip


def _take_spot(turn: Turn) -> str:
    """A position: the answer to "where?", or one more line of the matter that is spoken of."""
    if turn.row.asking == Asking.PLACE:
        return placing.take_spot(turn)
    current = _current(turn)
    if current is None:
        return placing.take_spot(turn)
    facts = {key: turn.incoming.data.get(key, "") for key in ("lat", "lon", "label")}
    _add_lines(turn, current, talk("spot_words", **facts).strip(), [])
    turn.matter = current
    return talk("added", reference=current.reference)


def _judge(turn: Turn, said: Said) -> str:
    """A rating, for the latest answer, or for one that stood until the clock closed it.

    One or two stars ask what is wrong before anything is closed, three whether it is solved.
    """
    mine = _mine(turn)
    waiting = [m for m in mine if m.state == State.ANSWERED]
    waiting += [m for m in mine if m.state == State.CLOSED and queries.rates_late(m, turn.now)]
    named = [m for m in waiting if m.reference == said.reference]
    matter = next(iter(named or waiting), None)
    if matter is None or said.wish is Wish.CANCEL:
        return talk("nothing_to_rate")
    turn.row.matter = matter
    if said.wish is Wish.DISPUTE and without_reference(said.rest):
        return _reopen(turn, matter, without_reference(said.rest))
    if said.wish is Wish.DISPUTE or said.stars < 3:
        ask(turn.row, Asking.REASON, turn.now)
        turn.row.stars = said.stars or 1
        return talk("ask_reason", reference=matter.reference)
    if said.stars == 3:
        ask(turn.row, Asking.REASON, turn.now)
        turn.row.stars = 3
        return talk("ask_solved", reference=matter.reference)
    viewer, receipt_hash = _as_reporter(turn, matter)
    rate(
        viewer=viewer, matter_id=matter.pk, stars=said.stars, solved=True,
        receipt_hash=receipt_hash, now=turn.now,
    )  # fmt: skip
    return ""


def _reason(turn: Turn, said: Said) -> str:
    """The answer to "is it solved?" and "what is still not right?": words open it again, 0 closes
    it as rated, and a yes to three stars as solved."""
    matter, stars = turn.row.matter, turn.row.stars or 1
    answer = says_yes(turn.incoming.text) if stars == 3 else None
    if matter is not None and answer is False:
        return talk("ask_reason", reference=matter.reference)
    stop_asking(turn.row)
    if matter is None:
        return talk("nothing_to_rate")
    solved = answer is True
    if said.wish is not Wish.CANCEL and not solved:
        return _reopen(turn, matter, turn.incoming.text or talk("photo_words"))
    viewer, receipt_hash = _as_reporter(turn, matter)
    rate(
        viewer=viewer, matter_id=matter.pk, stars=stars, solved=solved,
        receipt_hash=receipt_hash, now=turn.now,
    )  # fmt: skip
    return ""


def _reopen(turn: Turn, matter: Matter, reason: str) -> str:
    """Dispute the answer; photos that came along are added. The step itself is told."""
    viewer, receipt_hash = _as_reporter(turn, matter)
    dispute(
        viewer=viewer, matter_id=matter.pk, reason=reason, receipt_hash=receipt_hash, now=turn.now
    )
    if photos := photos_of([turn.incoming.pk]):
        _add_lines(turn, matter, talk("photo_words"), photos)
    turn.row.matter, turn.row.open_until = matter, turn.now + TALK
    return ""


def _progress(turn: Turn, reference: str) -> str:
    """How the sender's matters stand: one that is named, else the latest few."""
    named = _own(turn, reference)
    found = [named] if named is not None else _mine(turn)[:SHOWN]
    if not found:
        return talk("nothing_reported")
    if named is not None:
        turn.matter = named
    return "\n".join(_standing(matter) for matter in found)


def _standing(matter: Matter) -> str:
    facts = {
        "reference": matter.reference,
        "title": title_of(matter.words, 20),
        "state": STATES[State(matter.state)][0],
    }
    if matter.state == State.ANSWERED and (said := queries.last_answer_of(matter)):
        return talk("progress_answered", reference=matter.reference, text=said)
    if matter.due_at is None:
        return talk("progress", **facts)
    return talk("progress_due", **facts, day=day(matter.due_at))
