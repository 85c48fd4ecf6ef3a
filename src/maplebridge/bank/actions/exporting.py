"""A bank's book as the tables of a workbook: what it holds now, and an empty one to be filled in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from functools import cache
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from maplebridge.core import audit, calendar
from maplebridge.core.tables import Column, Table, Value
from maplebridge.core.viewer import Viewer

from .. import queries
from ..messages import FIELDS, LINE_KINDS, REWARD_KINDS, SOURCES, STATES
from ..models import VillageBank
from ..queries import fund as of_fund
from ..queries import workbook as reading
from ..rules import Catalogue, Field
from ..rules import workbook as rules
from .importing import carried

_WIDE = {"id": 38, "kind": 30, "about": 34, "name": 24, "note": 40}


def export_book(
    *, viewer: Viewer, bank_id: UUID, language: str, now: datetime
) -> tuple[VillageBank, list[Table]]:
    """Deeds, households, rewards and the fund, each row with its id; the rows are read as they are
    written. Notes, names and photos stay here. Raises Forbidden `workbook_not_yours`.
    """
    bank = carried(viewer, bank_id, now)
    with transaction.atomic():
        audit.record(viewer=viewer, verb="export_book", thing=bank, now=now)
    return bank, [
        _table("deeds", language, ["id", "passbook", "kind", "day", "points", "field", "state",
                                   "entered", "notice"], _deeds(bank, language)),
        _table("households", language, ["passbook", "door", "opened", "available", "held",
                                        "promised"], _households(bank)),
        _table("rewards", language, ["id", "name", "sort", "points", "offered", "free", "reserved",
                                     "collected", "written_off", "cost"], _rewards(bank)),
        _table("fund", language, ["id", "at", "entry", "number", "source", "about", "money",
                                  "goods", "undone"], _fund(bank)),
    ]  # fmt: skip


def blank_book(*, viewer: Viewer, bank_id: UUID, what: str, language: str, now: datetime) -> Table:
    """An empty sheet with the headings that an import wants, and the kinds of today to choose from."""
    bank = carried(viewer, bank_id, now)
    if what == rules.OPENING:
        return _table(what, language, ["passbook", "points"], iter(()))
    today = queries.catalogue_on(bank.pk, calendar.today(now)).catalogue
    names = _names(today, language)
    return _table(
        what, language, ["id", "passbook", "kind", "day", "note"], iter(()),
        choices=tuple(names[kind.code] for kind in today.kinds),
    )  # fmt: skip


def _table(
    sheet: str,
    language: str,
    codes: list[str],
    rows: Iterator[list[Value]],
    choices: tuple[str, ...] = (),
) -> Table:
    columns = [
        Column(
            rules.heading(code, language), width=_WIDE.get(code, 16),
            text=code in {"id", "number"}, choices=choices if code == "kind" else (),
        )
        for code in codes
    ]  # fmt: skip
    return Table(rules.word(rules.SHEETS[sheet], language), columns, rows)


def _names(catalogue: Catalogue, language: str) -> dict[str, str]:
    """What each kind is called in a workbook: its name, or its code where two have the same name."""
    names = {kind.code: kind.name_in(language) for kind in catalogue.kinds}
    said = list(names.values())
    return {code: code if said.count(name) > 1 else name for code, name in names.items()}


def _deeds(bank: VillageBank, language: str) -> Iterator[list[Value]]:
    versions = reading.catalogues_of(bank)

    @cache
    def names(version: UUID) -> dict[str, str]:
        return _names(versions[version].catalogue, language)

    for one in reading.book_deeds(bank):
        yield [
            str(one.id), one.passbook, names(one.catalogue_id).get(one.kind, one.kind), one.done_on,
            one.points, str(FIELDS[Field(one.field)]), str(STATES[one.state]), _local(one.entered_at),
            f"{one.notice_month:%Y-%m}" if one.notice_month else "",
        ]  # fmt: skip


def _households(bank: VillageBank) -> Iterator[list[Value]]:
    for one in reading.book_households(bank):
        yield [
            one.number, one.door, _local(one.opened_at), one.available, one.held, one.promised
        ]  # fmt: skip


def _rewards(bank: VillageBank) -> Iterator[list[Value]]:
    for one in reading.book_rewards(bank):
        yield [
            str(one.reward.pk), one.reward.name, str(REWARD_KINDS[one.reward.kind]),
            one.reward.points, one.reward.offered, one.free, one.reserved, one.collected,
            one.written_off, _yuan(one.cost_fen),
        ]  # fmt: skip


def _fund(bank: VillageBank) -> Iterator[list[Value]]:
    for one in of_fund.all_lines(bank.pk):
        yield [
            str(one.id), _local(one.at), str(LINE_KINDS.get(one.kind, one.kind)), one.number,
            str(SOURCES.get(one.source, "")), one.about, _yuan(one.money), _yuan(one.stock),
            one.undone,
        ]  # fmt: skip


def _local(at: datetime) -> datetime:
    return timezone.localtime(at, calendar.zone())


def _yuan(fen: int) -> Decimal:
    return Decimal(fen) / 100
