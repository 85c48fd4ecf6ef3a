"""Two at once: one seat, one check-in, and a cap that holds however many confirm at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import SYSTEM
from maplebridge.timebank import actions
from maplebridge.timebank.models import Visit
from maplebridge.timebank.queries.minutes import POOL, WALLET
from tests.timebank.cast import Hours, build_hours
from tests.timebank.test_a_visit import balance
from tests.timebank.test_minutes import BODY
from tests.world import NOON


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run all in threads of their own; the codes of those that were refused, "" for the others."""
    ready, outcomes = threading.Barrier(len(acts), timeout=30), list[str]()

    def run(act: Callable[[], object]) -> None:
        try:
            ready.wait()
            act()
            outcomes.append("")
        except RuleBroken as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(outcomes)


def again(hours: Hours) -> list[Visit]:
    """Both were at Wang's before, so that the next request has one seat, for which both are asked."""
    hours.confirmed()
    return hours.proposed(hours.ask(), hours.chen, hours.zhao, first=600)


@pytest.mark.django_db(transaction=True)
def test_races_leave_one_seat_one_coming_and_a_cap_that_holds() -> None:
    hours = build_hours()
    actions.adopt_rules(
        viewer=SYSTEM, body=BODY | {"cap_minutes": 100}, valid_from=NOON.date(), source="会议",
        now=NOON,
    )  # fmt: skip
    visits = again(hours)
    helpers = (hours.world.chen, hours.world.zhao)
    viewers = [hours.see(who) for who in helpers]
    told = at_once(
        lambda: actions.accept(viewer=viewers[0], visit_id=visits[0].pk, now=NOON),
        lambda: actions.accept(viewer=viewers[1], visit_id=visits[1].pk, now=NOON),
    )
    assert told == ["", "timebank_seats_taken"]
    taken = Visit.objects.get(request=visits[0].request, stage="accepted")
    who = hours.world.chen if taken.member == hours.chen else hours.world.zhao
    actions.agree(
        viewer=hours.see(hours.world.wang), request_id=taken.request_id, yes=True, now=NOON
    )
    came, left, later = hours.at(10), hours.at(11), hours.at(20)
    code, viewer = hours.number(taken, came), hours.see(who, came)

    def come() -> object:
        return actions.come(viewer=viewer, visit_id=taken.pk, code=code, now=came)

    assert at_once(come, come) == ["", "timebank_visit_moved_on"]
    actions.leave(viewer=viewer, visit_id=taken.pk, code=hours.number(taken, left), now=left)
    elder, chair = hours.see(hours.world.wang, later), hours.see(hours.world.sun, later)
    told = at_once(
        lambda: actions.confirm(viewer=elder, visit_id=taken.pk, now=later),
        lambda: actions.confirm(viewer=chair, visit_id=taken.pk, now=later),
    )
    assert told == ["", "timebank_visit_moved_on"]
    assert balance(WALLET, who.pk).posted == 100
    assert balance(POOL).posted == 20


@pytest.mark.django_db(transaction=True)
def test_two_visits_confirmed_at_once_do_not_pass_the_cap_together() -> None:
    hours = build_hours()
    actions.adopt_rules(
        viewer=SYSTEM, body=BODY | {"cap_minutes": 90, "pair_first_visit": False},
        valid_from=NOON.date(), source="会议", now=NOON,
    )  # fmt: skip
    chen, later, visits = hours.world.chen, hours.at(20), []
    for first in (540, 600):
        (visit,) = hours.proposed(hours.ask(), hours.chen, first=first)
        actions.accept(viewer=hours.see(chen), visit_id=visit.pk, now=NOON)
        actions.agree(
            viewer=hours.see(hours.world.wang), request_id=visit.request_id, yes=True, now=NOON
        )
        came, left = hours.at(first // 60), hours.at(first // 60 + 1)
        actions.type_card(
            viewer=hours.see(hours.world.sun, later), visit_id=visit.pk, came=came, left=left,
            now=later,
        )  # fmt: skip
        visits.append(visit)
    elder = hours.see(hours.world.wang, later)
    told = at_once(*(
        lambda visit=visit: actions.confirm(viewer=elder, visit_id=visit.pk, now=later)
        for visit in visits
    ))  # fmt: skip
    assert told == ["", ""]
    assert (balance(WALLET, chen.pk).posted, balance(POOL).posted) == (90, 30)
