"""What the bank does when others tell of a fact. Runs in the delivery's transaction."""

from __future__ import annotations

from datetime import datetime

from maplebridge import events
from maplebridge.core import outbox
from maplebridge.core.viewer import SYSTEM

from .actions import print_on, reward_matter, work_on


def reward_those_who_took_part(fact: events.MatterClosed, *, now: datetime) -> None:
    """Give points to the households of the reporter and of those who helped."""
    reward_matter(
        viewer=SYSTEM,
        matter_id=fact.matter_id,
        place_id=fact.place_id,
        closing=fact.closing,
        closing_code=fact.closing_code,
        reporter_id=fact.reporter_id,
        helper_ids=fact.helper_ids,
        now=now,
    )


@outbox.outside
def work_on_import(fact: events.BankImportRequested, *, now: datetime) -> None:
    """Read or enter a workbook on. It has transactions of its own, one a piece, each made once."""
    work_on(run_id=fact.run_id, now=now)


@outbox.outside
def print_slips(fact: events.SlipsRequested, *, now: datetime) -> None:
    """Print a village's slips on. It has transactions of its own, one a part, each made once."""
    print_on(run_id=fact.run_id, now=now)
