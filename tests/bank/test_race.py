"""Many people enter and approve at the same moment: the caps hold, and nothing is promised twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from maplebridge.bank import actions
from maplebridge.bank.models import Deed
from maplebridge.core.errors import RuleBroken
from maplebridge.ledger import public as ledger
from tests.bank.village import Village
from tests.people.ground import NOW, Ground


def at_once(*asks: Callable[[], Any]) -> list[str]:
    """Ask all at the same moment; "done" or the code of the refusal, for each."""
    start, outcomes = threading.Barrier(len(asks)), []

    def ask(one: Callable[[], Any]) -> None:
        try:
            start.wait(10)
            one()
            outcomes.append("done")
        except RuleBroken as broken:
            outcomes.append(broken.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(one,)) for one in asks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(outcomes)


def test_caps_hold_and_points_are_promised_once_in_a_race(transactional_db: None) -> None:
    village = Village(Ground())
    viewers = [village.sees(one) for one in (village.li, village.zhao, village.chair)]

    def entering(number: int) -> Callable[[], Any]:
        entry = village.entry(village.wang, saw_it=True)
        viewer = viewers[number % 3]
        return lambda: actions.enter_deed(viewer=viewer, entry=entry, now=NOW)

    outcomes = at_once(*(entering(number) for number in range(6)))
    assert outcomes == ["deed_kind_day"] * 4 + ["done"] * 2
    deeds = list(Deed.objects.filter(entered_by=village.li.pk)) or list(Deed.objects.all())
    deed = deeds[0]
    council = [
        village.sees(one)
        for one in (village.chair, village.treasurer)
        if one.pk != deed.entered_by_id
    ] * 2
    asks = [
        lambda viewer=viewer: actions.approve_deed(viewer=viewer, deed_id=deed.pk, now=NOW)
        for viewer in council
    ]
    assert at_once(*asks).count("done") == 1
    account = actions.household_account(village.house(village.wang), village.bank.pk, now=NOW)
    assert ledger.balance(account).incoming == deed.points
