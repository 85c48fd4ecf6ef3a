"""Slips as PDFs: one, a part for the council, or all of a village one part after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from maplebridge.core import documents
from maplebridge.core.viewer import Viewer

from ..messages import SLIP_FIGURES
from ..models import MonthSeal, VillageBank
from ..queries import sheets
from ..queries import slips as reading
from ..rules import slips as rules
from .closing import note_slips_printed


def all_slips(
    *,
    viewer: Viewer,
    bank: VillageBank,
    month: date,
    language: str,
    now: datetime,
    after: int = 0,
) -> Iterator[tuple[int, int, bytes]]:
    """The parts of a village in the order of the numbers: first, last and the PDF of each.

    Each part is read, printed and noted by itself, so that ten thousand households need no more
    memory than a hundred. For whoever runs the machine; the council has its pages. Raises Missing
    `sheet_not_sealed`, RuleBroken `slip_book_changed`.
    """
    seal = sheets.get_seal(bank, month)
    while found := reading.part_of_slips(bank, seal, after):
        first, after = found[0].said.number, found[-1].said.number
        content = slips_pdf(bank, seal, found, "pair", language)
        note_slips_printed(viewer=viewer, seal=seal, first=first, last=after, now=now)
        yield first, after, content


def slips_pdf(
    bank: VillageBank,
    seal: MonthSeal,
    found: Sequence[reading.HouseholdSlip],
    size: str,
    language: str,
) -> bytes:
    """`size`: "pair" for two on a sheet of A4, "one" for one in large type. Takes seconds."""
    address = settings.SITE_URL.rstrip("/") + reverse("bank:check_slip", args=[bank.pk])
    context = {
        "bank": bank,
        "sheet_month": f"{seal.month:%Y-%m}",
        "size": size,
        "head": rules.in_groups(seal.head),
        "address": address,
        "slips": [_drawn(one, address, language) for one in found],
    }
    return documents.sheet(
        template="bank/slip_paper.html", context=context, style="bank/slip.css", language=language
    )


def labelled(said: rules.SlipFigures) -> list[tuple[Any, int]]:
    """The figures with their words."""
    return [
        (SLIP_FIGURES[name], figure)
        for name, figure in zip(rules.FIGURES, said.figures, strict=True)
    ]


def _drawn(one: reading.HouseholdSlip, address: str, language: str) -> dict[str, Any]:
    said = one.said
    asked = {"m": f"{said.month:%Y-%m}", "n": said.number, "f": said.dotted, "c": said.code}
    return {
        "number": said.number,
        "figures": labelled(said),
        "closing": one.line.closing,
        "promised": one.line.promised,
        "rows": [(row.at, _row_words(row, language), row.amount) for row in one.rows],
        "more": one.more,
        "code": rules.in_fours(said.code),
        "qr": documents.qr(f"{address}?{urlencode(asked)}"),
    }


def _row_words(row: reading.SlipRow, language: str) -> str:
    if row.deed is not None:
        kind = row.deed.catalogue.catalogue.kind(row.deed.kind)
        return kind.name_in(language) if kind else row.deed.kind
    if row.code == "redeem":
        return gettext("Exchanged")
    return gettext("Adjusted") if row.code in {"reverse", "reinstate"} else gettext("Other")
