"""Words that may be about the matter that is spoken of, or about something else: we ask (decision 0137)."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from maplebridge.core import calendar

from .. import queries
from ..models import Matter
from ..queries import fold
from ..rules.catalogue import OTHER
from ..rules.conversing import (
    TALK,
    Asking,
    Said,
    Which,
    Wish,
    says_thanks,
    share_a_word,
    which,
    without_reference,
)
from ..rules.input import title_of
from ..rules.states import State
from . import placing
from .judging import add_lines, judge, own, reopen
from .telling import talk
from .turns import Turn, ask, photos_of, stop_asking

TITLE = 20


def in_doubt(turn: Turn, matter: Matter, text: str) -> bool:
    """Whether words without a reference may well be about something else than this matter.

    After an answer they may, unless they only thank; before it when they plainly name another kind.
    Not while somebody has just said that they are about it, or replies to a worker's question.
    """
    until = turn.row.about_until
    if until is not None and until >= turn.now:
        return False
    if matter.state == State.ANSWERED:
        return not says_thanks(text)
    return _is_another_kind(turn, matter, text)


def _is_another_kind(turn: Turn, matter: Matter, text: str) -> bool:
    """Whether the words leave no doubt about their kind, it is not the matter's, and they have no
    word in common with it or with its place. A matter that nobody has sorted is never told apart."""
    if matter.category == OTHER:
        return False
    today = calendar.today(turn.now)
    found = queries.certain(text, today, anonymous=matter.reporter_id is None)
    if found is None or found.category.code == matter.category:
        return False
    known = fold(f"{matter.words}\n{matter.place_text}\n{matter.place.name}")
    return not share_a_word(fold(text), known)


def ask_which(turn: Turn, matter: Matter, text: str) -> str:
    """Keep the message and ask. Raises RuleBroken for words that no matter could hold."""
    turn.row.pending, turn.row.misses = [], 0
    placing.keep(turn, text)
    ask(turn.row, Asking.WHICH, turn.now)
    title = title_of(matter.words, TITLE)
    return talk("which", reference=matter.reference, title=title)


def take_which(turn: Turn, said: Said) -> str:
    """The answer to "about it, or something else?". What is no answer is kept too, and asked once more."""
    asked = turn.row.matter
    meant = which(turn.incoming.text)
    if asked is None or meant is Which.ANOTHER:
        return placing.take_kept(turn)
    if said.wish is Wish.NEW:
        if said.rest:
            placing.keep(turn, said.rest)
        return placing.take_kept(turn)
    if meant is Which.ABOUT:
        return _about_it(turn, asked)
    if said.wish in {Wish.RATE, Wish.DISPUTE}:
        return _judged(turn, said, asked)
    named = own(turn, said.reference)
    if named is not None and named.pk == asked.pk:
        return _about_it(turn, asked, without_reference(said.rest), here=True)
    if named is not None and (beside := without_reference(said.rest)):
        return _add_beside(turn, named, beside)
    return keep_and_ask(turn, said.rest)


def _add_beside(turn: Turn, named: Matter, text: str) -> str:
    """What names another matter goes there; the question stands."""
    asked, photos = turn.row.matter, photos_of([turn.incoming.pk])
    if named.state == State.CLOSED:
        told = reopen(turn, named, text, [turn.incoming.pk])
        turn.row.matter = asked
        return told
    add_lines(turn, named, text, photos)
    return talk("added", reference=named.reference)


def keep_and_ask(turn: Turn, text: str) -> str:
    """Once more, and then in silence: the last sentence said what becomes of it."""
    placing.keep(turn, text)
    return _ask_again(turn)


def _ask_again(turn: Turn) -> str:
    row = turn.row
    row.misses += 1
    if row.misses > 1 or row.matter is None:
        return ""
    ask(row, Asking.WHICH, turn.now)
    return talk("which_again", reference=row.matter.reference)


def _about_it(turn: Turn, matter: Matter, more: str = "", *, here: bool = False) -> str:
    """All that was kept goes to this matter, with what this message says (`here`); what was closed
    meanwhile is opened again by it."""
    row = turn.row
    ids = [UUID(pk) for pk in row.pending] + ([turn.incoming.pk] if here else [])
    kept = placing.words_of(row.pending, spots=True)
    words = "\n".join(filter(None, (kept, more))) or talk("photo_words")
    stop_asking(row)
    if matter.state == State.CLOSED:
        return reopen(turn, matter, words, ids)
    add_lines(turn, matter, words, photos_of(ids))
    return added(turn, matter)


def added(turn: Turn, matter: Matter) -> str:
    """What is said when words were added, and that the next ones are about it too."""
    turn.matter = turn.row.matter = matter
    turn.row.open_until = max(turn.row.open_until or turn.now, turn.now + TALK)
    if matter.state != State.ANSWERED:
        return talk("added", reference=matter.reference)
    turn.row.about_until = turn.now + TALK
    return talk("added_answered", reference=matter.reference)


def _judged(turn: Turn, said: Said, asked: Matter) -> str:
    """A rating instead of an answer is about the matter, and so is what was kept: it is the reason
    of a bad one. What plainly names another kind becomes a matter of its own."""
    if asked.state != State.ANSWERED:
        return (
            _ask_again(turn) if said.wish is Wish.RATE else keep_and_ask(turn, turn.incoming.text)
        )
    said = replace(said, reference=asked.reference)
    kept = placing.words_of(turn.row.pending, spots=True)
    if kept and _is_another_kind(turn, asked, kept):
        told = placing.report_kept(turn)
        return "\n".join(filter(None, (told, judge(turn, said))))
    ids = [UUID(pk) for pk in turn.row.pending]
    if said.wish is Wish.DISPUTE or said.stars < 3:
        reason = "\n".join(filter(None, (kept, without_reference(said.rest))))
        stop_asking(turn.row)
        return reopen(turn, asked, reason or talk("photo_words"), [*ids, turn.incoming.pk])
    add_lines(turn, asked, kept or talk("photo_words"), photos_of(ids))
    stop_asking(turn.row)
    told = talk("added", reference=asked.reference)
    return "\n".join(filter(None, (told, judge(turn, said))))
