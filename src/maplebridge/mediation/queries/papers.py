"""A paper out of the table of papers and of what a file knows: the same for the screen, PDF and .docx."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from maplebridge.core.documents.blocks import (
    Area,
    Block,
    Boxes,
    Facts,
    Grid,
    Heading,
    Numbered,
    Paper,
    Signatures,
    Signed,
    Text,
)

from ..messages.papers import (
    FIXED,
    HEADINGS,
    LABELS,
    PAPER_NAMES,
    PERSON_LABELS,
    ROLES,
    TICKS,
)
from ..rules import papers
from ..rules.capitals import capitals, yuan
from ..rules.lint import Draft, Manner, Payment
from ..rules.papers import ABOUT_A_PERSON, PAPERS, Entry, Kind

WIDE = frozenset({"address", "body"})
COUNTED = frozenset({"rights", "duties", "attachments"})


@dataclass(frozen=True, slots=True)
class Filled:
    """What is known: facts and words by key, people by role, what is ticked, who signed."""

    house: str = ""
    number: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    ticked: Mapping[str, str] = field(default_factory=dict)
    signed: Mapping[str, Sequence[Signed]] = field(default_factory=dict)
    draft: Draft | None = None


def compose(kind: Kind, filled: Filled, language: str) -> Paper:
    """The paper in a language; what is not known is left to be written by hand."""
    with translation.override(language):
        blocks = tuple(block for entry in PAPERS[kind] for block in _drawn(entry, filled))
        if known := filled.words.get("hash"):
            said = _("To check that not one signed word was changed (SHA-256): %(hash)s")
            groups = " ".join(known[at : at + 8] for at in range(0, len(known), 8))
            blocks = (*blocks, Text(said % {"hash": groups}, aside=True))
        return Paper(str(PAPER_NAMES[kind]), filled.house, filled.number, blocks)


def _drawn(entry: Entry, filled: Filled) -> Iterator[Block]:
    match entry:
        case papers.Line():
            rows = tuple((str(LABELS[key]), filled.words.get(key, "")) for key in entry.keys)
            yield Facts(rows, wide=False)
        case papers.Area():
            yield from _area(entry, filled)
        case papers.People():
            yield Heading(str(ROLES[entry.key]))
            for one in filled.people.get(entry.key) or [{}]:
                yield from _person(one)
        case papers.Choice():
            chosen = filled.ticked.get(entry.key)
            options = tuple((str(TICKS[one]), one == chosen) for one in entry.options)
            yield Boxes(str(LABELS[entry.key]), options)
        case papers.Words():
            yield from _fixed(entry.key)
        case papers.Sign():
            places = [place for key in entry.keys for place in _places(key, filled)]
            yield Signatures(tuple(places))


def _area(entry: papers.Area, filled: Filled) -> Iterator[Block]:
    """Of an agreement only what it says; of any other paper room to write where nothing is known."""
    words = filled.words.get(entry.key, "")
    if filled.draft is None:
        yield Area(str(LABELS[entry.key]), words, entry.lines)
    elif entry.key == "agreed":
        yield Heading(str(LABELS["agreed"]))
        yield from _agreed(filled.draft)
    elif words:
        yield Heading(str(LABELS[entry.key]))
        yield Text(words)


def _fixed(key: str) -> Iterator[Block]:
    yield Heading(str(HEADINGS[key]))
    said = tuple(str(one) for one in FIXED[key])
    if key in COUNTED:
        yield Numbered(said)
    else:
        yield from (Text(one) for one in said)


def _person(known: Mapping[str, str]) -> Iterator[Block]:
    """All lines of an empty form; of somebody known only what is known."""
    for wide in (False, True):
        keys = [key for key in ABOUT_A_PERSON if (key in WIDE) is wide]
        asked = [key for key in keys if not known or known.get(key)]
        if asked:
            yield Facts(tuple((str(PERSON_LABELS[key]), known.get(key, "")) for key in asked), wide)


def _agreed(draft: Draft) -> Iterator[Block]:
    """Payments in full sentences, their parts as a table below, then what else was promised."""
    number = 0
    names = {one.key: one.name for one in draft.parties}
    for payment in draft.payments:
        number += 1
        yield Numbered((_payment(payment, names.get(payment.payer, "")),), number)
        if payment.parts:
            rows = tuple(
                (str(part.number), _day(part.due_on), yuan(part.amount), capitals(part.amount))
                for part in payment.parts
            )
            headings = (_("Part"), _("Due on"), _("Yuan"), _("In capitals"))
            yield Grid(headings, rows, frozenset({2}))
    if draft.clauses:
        yield Numbered(draft.clauses, number + 1)


def _payment(payment: Payment, payer: str) -> str:
    said = {
        "payer": payer,
        "payee": payment.payee,
        "yuan": yuan(payment.amount),
        "capitals": payment.capitals,
        "account": payment.account,
    }
    if payment.parts:
        if payment.manner is Manner.CASH:
            return (
                _(
                    "%(payer)s pays %(payee)s %(yuan)s yuan (in capitals: %(capitals)s) in cash, in "
                    "these parts:"
                )
                % said
            )
        return (
            _(
                "%(payer)s pays %(payee)s %(yuan)s yuan (in capitals: %(capitals)s) by transfer to the "
                "account %(account)s, in these parts:"
            )
            % said
        )
    said["day"] = _day(payment.due_on) if payment.due_on else ""
    if payment.manner is Manner.CASH:
        return (
            _(
                "%(payer)s pays %(payee)s %(yuan)s yuan (in capitals: %(capitals)s) in cash, at the "
                "latest on %(day)s."
            )
            % said
        )
    return (
        _(
            "%(payer)s pays %(payee)s %(yuan)s yuan (in capitals: %(capitals)s) by transfer to the "
            "account %(account)s, at the latest on %(day)s."
        )
        % said
    )


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _places(key: str, filled: Filled) -> Sequence[Signed]:
    return filled.signed.get(key) or [Signed(str(ROLES[key]))]
