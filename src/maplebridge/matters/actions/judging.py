"""A resident says by a channel what they think of an answer, or more about a matter of theirs."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from maplebridge.core.viewer import ANONYMOUS, Viewer

from .. import queries
from ..models import Matter
from ..rules import receipts
from ..rules.conversing import TALK, Asking, Said, Wish, says_yes, without_reference
from ..rules.input import PHOTOS_MAX
from ..rules.states import State
from . import placing
from .reporting import receipt_for
from .residents import add_words, dispute, rate
from .telling import talk
from .turns import Turn, ask, photos_of, stop_asking


def mine(turn: Turn) -> list[Matter]:
    """The sender's latest matters: those told at this address, and the proved person's."""
    return queries.matters_of_address(
        turn.incoming.channel, turn.incoming.account, turn.incoming.sender, turn.viewer.person_id
    )


def own(turn: Turn, reference: str) -> Matter | None:
    if not reference:
        return None
    return queries.matter_of_address(
        reference, turn.incoming.channel, turn.incoming.account, turn.incoming.sender,
        turn.viewer.person_id,
    )  # fmt: skip


def as_reporter(turn: Turn, matter: Matter) -> tuple[Viewer, str]:
    """Who acts, and the receipt of a matter that nobody's name stands on."""
    if matter.reporter_id is None:
        return ANONYMOUS, receipts.hash_of(receipt_for(matter.pk))
    return turn.viewer, ""


def add_lines(turn: Turn, matter: Matter, text: str, photos: Sequence[UUID]) -> None:
    """Add words to a matter; more photos than one line holds come in further lines."""
    viewer, receipt_hash = as_reporter(turn, matter)
    for at in range(0, max(len(photos), 1), PHOTOS_MAX):
        add_words(
            viewer=viewer, matter_id=matter.pk, text=talk("photo_words") if at else text,
            photos=photos[at : at + PHOTOS_MAX], receipt_hash=receipt_hash, now=turn.now,
        )  # fmt: skip


def judge(turn: Turn, said: Said) -> str | None:
    """A rating, for the latest answer or the one that is named, also one that stood until the clock
    closed it. None when no answer waits and words came along: they are words like any others.

    One or two stars ask what is wrong before anything is closed, three whether it is solved. A
    picture that still waits for its words is a matter of its own before: one question at a time.
    """
    matter = _judged(turn, said.reference)
    words = without_reference(said.rest)
    if matter is None and said.wish is Wish.DISPUTE and words:
        return None
    if matter is None or said.wish is Wish.CANCEL:
        return talk("nothing_to_rate")
    asks_on = said.stars <= 3 and not words
    told = placing.report_kept(turn) if asks_on and turn.row.pending else ""
    turn.row.matter = matter
    if said.wish is Wish.DISPUTE and words:
        return reopen(turn, matter, words, [turn.incoming.pk])
    if asks_on:
        return "\n".join(filter(None, (told, _ask_on(turn, matter, said.stars or 1))))
    _rate(turn, matter, said.stars, solved=True, messages=[turn.incoming.pk])
    return ""


def _rate(
    turn: Turn, matter: Matter, stars: int, *, solved: bool, messages: Sequence[UUID]
) -> None:
    """Rate the answer; photos that came with these messages are added before that closes it."""
    photos = photos_of(messages)
    if photos and matter.state == State.ANSWERED:
        add_lines(turn, matter, talk("photo_words"), photos)
    viewer, receipt_hash = as_reporter(turn, matter)
    rate(
        viewer=viewer, matter_id=matter.pk, stars=stars, solved=solved,
        receipt_hash=receipt_hash, now=turn.now,
    )  # fmt: skip


def _judged(turn: Turn, reference: str) -> Matter | None:
    found = mine(turn)
    waiting = [m for m in found if m.state == State.ANSWERED]
    waiting += [m for m in found if m.state == State.CLOSED and queries.rates_late(m, turn.now)]
    if reference:
        waiting = [m for m in waiting if m.reference == reference]
    return next(iter(waiting), None)


def _ask_on(turn: Turn, matter: Matter, stars: int) -> str:
    """Ask what is wrong, or at three stars whether it is solved. A photo that came along is kept."""
    stop_asking(turn.row)
    ask(turn.row, Asking.REASON, turn.now)
    turn.row.stars = stars
    if photos_of([turn.incoming.pk]):
        turn.row.pending = [str(turn.incoming.pk)]
    return talk("ask_solved" if stars == 3 else "ask_reason", reference=matter.reference)


def take_reason(turn: Turn, said: Said) -> str:
    """The answer to "is it solved?" and "what is still not right?": words open it again, 0 closes
    it as rated, and a yes to three stars as solved."""
    matter, stars = turn.row.matter, turn.row.stars or 1
    answer = says_yes(turn.incoming.text) if stars == 3 else None
    if matter is not None and answer is False:
        return talk("ask_reason", reference=matter.reference)
    kept = [UUID(pk) for pk in turn.row.pending]
    stop_asking(turn.row)
    if matter is None:
        return talk("nothing_to_rate")
    solved = answer is True
    if said.wish is not Wish.CANCEL and not solved:
        words = turn.incoming.text or talk("photo_words")
        return reopen(turn, matter, words, [*kept, turn.incoming.pk])
    _rate(turn, matter, stars, solved=solved, messages=[*kept, turn.incoming.pk])
    return ""


def reopen(turn: Turn, matter: Matter, reason: str, messages: Sequence[UUID]) -> str:
    """Dispute the answer; photos that came with these messages are added. The step itself is told."""
    viewer, receipt_hash = as_reporter(turn, matter)
    dispute(
        viewer=viewer, matter_id=matter.pk, reason=reason, receipt_hash=receipt_hash, now=turn.now
    )
    if photos := photos_of(messages):
        add_lines(turn, matter, talk("photo_words"), photos)
    turn.row.matter, turn.row.open_until = matter, turn.now + TALK
    return ""
