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
from maplebridge.core.viewer import ANONYMOUS
from maplebridge.people import public as people

from .. import queries
from ..messages import STATES
from ..models import Conversation, Matter
from ..rules.conversing import (
    MESSAGES_AN_HOUR,
    REASON_WAITS,
    TALK,
    Asking,
    Said,
    Wish,
    is_recent,
    parse,
    without_reference,
)
from ..rules.input import title_of
from ..rules.states import State
from . import placing
from .doubting import added, ask_which, in_doubt, keep_and_ask, take_which
from .judging import add_lines, judge, mine, own, reopen, take_reason
from .telling import day, say, talk
from .turns import Turn, photos_of, stop_asking

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
    """Do what the message wants. A broken rule is said and changes nothing: what was kept stays kept."""
    earlier = _messages_of_this_hour(turn)
    if earlier > MESSAGES_AN_HOUR:
        return talk("too_many", most=MESSAGES_AN_HOUR) if earlier == MESSAGES_AN_HOUR + 1 else ""
    try:
        with transaction.atomic():
            return _reply(turn)
    except RuleBroken as broken:
        turn.row = _conversation(turn.incoming, turn.now)
        turn.matter = None
        if turn.row.asking == Asking.REASON:
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
    asking, wish = _waited_for(turn), said.wish
    if wish is Wish.HELP:
        return talk("help")
    if wish is Wish.PROGRESS:
        return _progress(turn, said.reference)
    if asking == Asking.REASON:
        return take_reason(turn, said)
    if asking and wish is Wish.CANCEL:
        stop_asking(turn.row)
        return talk("cancelled")
    if asking == Asking.PLACE:
        return placing.take_place(turn, turn.incoming.text)
    if asking == Asking.WHICH:
        return take_which(turn, said)
    if wish in {Wish.RATE, Wish.DISPUTE, Wish.CANCEL}:
        judged = judge(turn, said)
        return judged if judged is not None else _spoken(turn, said, turn.incoming.text.strip())
    if wish is Wish.NEW:
        turn.row.open_until = None
        return placing.take_concern(turn, said.rest) if said.rest else talk("new")
    return _spoken(turn, said, said.rest)


def _waited_for(turn: Turn) -> str:
    """What we asked and still wait for; a reason that nobody gave for two days is given up."""
    row = turn.row
    if row.asking == Asking.REASON and not is_recent(row.asked_at, turn.now, REASON_WAITS):
        stop_asking(row)
    return row.asking


def _spoken(turn: Turn, said: Said, text: str) -> str:
    """Words or photos without a wish: for the matter that is named or spoken of, else a new one."""
    named = own(turn, said.reference)
    if named is not None:
        return _add(turn, named, without_reference(text))
    current = _current(turn)
    if current is None or turn.row.asking == Asking.WORDS:
        return placing.take_concern(turn, text)
    if in_doubt(turn, current, text):
        return ask_which(turn, current, text)
    return _add(turn, current, text)


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


def _add(turn: Turn, matter: Matter, text: str) -> str:
    """More words or photos for a matter; a reference alone asks how it stands."""
    photos = photos_of([turn.incoming.pk])
    if not text and not photos:
        turn.row.matter, turn.row.open_until = matter, turn.now + TALK
        return _progress(turn, matter.reference)
    if matter.state == State.CLOSED:
        return reopen(turn, matter, text or talk("photo_words"), [turn.incoming.pk])
    add_lines(turn, matter, text or talk("photo_words"), photos)
    return added(turn, matter)


def _take_spot(turn: Turn) -> str:
    """A position: the answer to "where?", or one more line of the matter that is spoken of."""
    asking = _waited_for(turn)
    if asking == Asking.WHICH:
        return keep_and_ask(turn, "")
    current = _current(turn)
    if asking == Asking.PLACE or current is None:
        return placing.take_spot(turn)
    if asking != Asking.REASON and in_doubt(turn, current, ""):
        return ask_which(turn, current, "")
    add_lines(turn, current, placing.spot_words(turn.incoming.data), [])
    return added(turn, current)


def _progress(turn: Turn, reference: str) -> str:
    """How the sender's matters stand: one that is named, else the latest few."""
    named = own(turn, reference)
    found = [named] if named is not None else mine(turn)[:SHOWN]
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
