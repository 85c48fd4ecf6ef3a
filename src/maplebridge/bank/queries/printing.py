"""How far the printing of a village's slips is, and its parts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from maplebridge.core.errors import Missing

from ..models import MonthSeal, SlipPart, SlipRun

STILL = timedelta(minutes=15)


def run_of(seal: MonthSeal, language: str) -> SlipRun | None:
    """The printing of all slips in a language; None while there is none, or its files are gone."""
    found = SlipRun.objects.filter(seal=seal, language=language).exclude(state="gone")
    return found.select_related("asked_by").first()


def waits_to_go_on(run: SlipRun, now: datetime) -> bool:
    """Whether it stopped: with a reason, or because nothing moved for longer than any part takes."""
    return run.state == "printing" and (bool(run.problem) or run.moved_at < now - STILL)


def ready_run(seal: MonthSeal, language: str) -> SlipRun:
    """The printing that is ready to be fetched. Raises Missing `slips_not_ready`."""
    run = run_of(seal, language)
    if run is None or run.state != "ready":
        raise Missing("slips_not_ready")
    return run


def parts_of_run(run: SlipRun) -> Iterator[SlipPart]:
    """Its parts in the order of the passbooks, with their files."""
    found = SlipPart.objects.filter(run=run).select_related("file").order_by("first")
    yield from found.iterator(chunk_size=100)
