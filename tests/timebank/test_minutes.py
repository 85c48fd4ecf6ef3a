"""Minutes in the ledger: who pays, the cap, the pool, gifts to relatives, and rules as dated data."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from maplebridge import timebank
from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing
from maplebridge.core.values import Minutes
from maplebridge.core.viewer import SYSTEM
from maplebridge.ledger import public as ledger
from maplebridge.people.models import HouseholdMember
from maplebridge.timebank import actions
from maplebridge.timebank.actions import minutes as book
from maplebridge.timebank.models import HoursRules, Kinship, Member
from maplebridge.timebank.queries.minutes import COMMUNITY, POOL, WALLET
from tests.timebank.cast import Hours
from tests.timebank.test_a_visit import balance, refused
from tests.world import LONG_AGO, NOON

BODY = json.loads((Path(timebank.__file__).parent / "data" / "rules.json").read_text("utf-8"))[
    "body"
]


def adopt(hours: Hours, **change: object) -> HoursRules:
    """In force from today on, entered by the system as the head of the whole place would."""
    return actions.adopt_rules(
        viewer=SYSTEM,
        body=BODY | change,
        valid_from=calendar.today(NOON),
        source="会议决定",
        now=NOON,
    )


def grant_from_nothing(hours: Hours, person_id: object, minutes: int) -> None:
    """Minutes that somebody earned long ago, entered as a service of the community."""
    ledger.transfer(
        viewer=SYSTEM, id=uuid4(), unit=ledger.Unit.MIN, debit=book.community(now=NOON),
        credit=book.wallet(person_id, now=NOON),  # type: ignore[arg-type]  # a person's key
        amount=Minutes(minutes),
        code="serve", now=NOON,
    )  # fmt: skip


def test_an_elder_pays_with_their_own_minutes_first_then_the_pool_then_the_community(
    hours: Hours,
) -> None:
    wang, chen = hours.world.wang, hours.world.chen
    grant_from_nothing(hours, wang.pk, 20)
    grant_from_nothing(hours, hours.world.li.pk, 30)
    actions.donate(viewer=hours.see(hours.world.li), id=uuid4(), minutes=30, now=NOON)
    visit = hours.visited(hours.agreed()[0], chen, 60)
    assert (balance(WALLET, wang.pk).available, balance(POOL).available) == (0, 0)
    later = hours.at(20)
    actions.confirm(viewer=hours.see(wang, later), visit_id=visit.pk, now=later)
    assert balance(WALLET, chen.pk).available == 60
    assert balance(COMMUNITY).posted == -50 - 10
    assert balance(WALLET, wang.pk).posted == 0
    assert sum(
        balance(kind, owner).posted
        for kind, owner in (
            (WALLET, wang.pk), (WALLET, chen.pk), (WALLET, hours.world.li.pk), (POOL, None),
            (COMMUNITY, None),
        )
    ) == 0  # fmt: skip


def test_what_is_above_the_cap_goes_to_the_pool(hours: Hours) -> None:
    adopt(hours, cap_minutes=100)
    grant_from_nothing(hours, hours.world.chen.pk, 70)
    visit = hours.visited(hours.agreed()[0], hours.world.chen, 60)
    later = hours.at(20)
    confirm = {"viewer": hours.see(hours.world.wang, later), "visit_id": visit.pk, "now": later}
    actions.confirm(**confirm)
    with refused("timebank_visit_moved_on"):
        actions.confirm(**confirm)
    assert balance(WALLET, hours.world.chen.pk).available == 100
    assert balance(POOL).available == 30
    codes = ledger.Transfer.objects.filter(unit="MIN", code="donate").values_list(
        "amount", "rulebook"
    )
    assert list(codes) == [(30, "timebank/2")]


def test_minutes_are_given_to_relatives_in_the_direct_line_alone(hours: Hours) -> None:
    chen, wang = hours.world.chen, hours.world.wang
    grant_from_nothing(hours, chen.pk, 90)
    sun = hours.see(hours.world.sun)
    note = {"giver_id": chen.pk, "relative_id": wang.pk, "now": NOON}
    with refused("timebank_relation_not_allowed"):
        actions.note_relative(viewer=sun, relation="spouse_parent", age=True, **note)
    with refused("timebank_age_not_shown"):
        actions.note_relative(viewer=sun, relation="parent", age=False, **note)
    with refused("timebank_coordinators_only", Forbidden):
        actions.note_relative(viewer=hours.see(hours.world.li), relation="parent", age=True, **note)
    tie = actions.note_relative(viewer=sun, relation="parent", age=True, **note)
    gift = {"id": uuid4(), "tie_id": tie.pk, "minutes": 60, "now": NOON}
    for _ in range(2):
        actions.give(viewer=hours.see(chen), **gift)
    assert balance(WALLET, chen.pk).available == 30
    assert balance(WALLET, wang.pk).available == 60
    with refused("timebank_missing", Missing):
        actions.give(viewer=hours.see(wang), **gift)
    with refused("ledger_not_enough"):
        actions.give(viewer=hours.see(chen), **gift | {"id": uuid4()})
    adopt(hours, gift_relations=["child"])
    with refused("timebank_relation_not_allowed"):
        actions.give(viewer=hours.see(chen), **gift | {"id": uuid4(), "minutes": 1})


def test_a_gift_cannot_lift_a_relative_above_the_cap(hours: Hours) -> None:
    adopt(hours, cap_minutes=100)
    chen, wang = hours.world.chen, hours.world.wang
    grant_from_nothing(hours, chen.pk, 90)
    grant_from_nothing(hours, wang.pk, 60)
    tie = Kinship.objects.create(
        giver=chen, relative=wang, relation="parent", age_reached=60, seen_by=hours.world.sun,
        seen_at=NOON, used_at=NOON,
    )  # fmt: skip
    with refused("timebank_above_cap"):
        actions.give(viewer=hours.see(chen), id=uuid4(), tie_id=tie.pk, minutes=41, now=NOON)
    actions.give(viewer=hours.see(chen), id=uuid4(), tie_id=tie.pk, minutes=40, now=NOON)


def test_the_pool_helps_whom_the_coordinator_of_the_place_names(hours: Hours) -> None:
    grant_from_nothing(hours, hours.world.chen.pk, 50)
    actions.donate(viewer=hours.see(hours.world.chen), id=uuid4(), minutes=50, now=NOON)
    wang = hours.world.wang
    gift = {"id": uuid4(), "person_id": wang.pk, "minutes": 40, "now": NOON}
    for who in (hours.world.li, hours.world.wu, wang):
        with refused("timebank_coordinators_only", Forbidden):
            actions.grant(viewer=hours.see(who), **gift)
    actions.grant(viewer=hours.see(hours.world.sun), **gift)
    assert (balance(WALLET, wang.pk).available, balance(POOL).available) == (40, 10)
    with refused("ledger_not_enough"):
        actions.grant(viewer=hours.see(hours.world.sun), **gift | {"id": uuid4()})


def test_who_gives_of_the_pool_takes_no_part_by_that(hours: Hours) -> None:
    grant_from_nothing(hours, hours.world.chen.pk, 50)
    actions.donate(viewer=hours.see(hours.world.chen), id=uuid4(), minutes=50, now=NOON)
    actions.grant(
        viewer=hours.see(hours.world.sun), id=uuid4(), person_id=hours.world.wang.pk, minutes=40,
        now=NOON,
    )  # fmt: skip
    assert not Member.objects.filter(person=hours.world.sun).exists()


def test_nobody_empties_the_pool_alone(hours: Hours) -> None:
    adopt(hours, granted_minutes_month=40, grantor_minutes_month=60)
    grant_from_nothing(hours, hours.world.chen.pk, 500)
    actions.donate(viewer=hours.see(hours.world.chen), id=uuid4(), minutes=500, now=NOON)
    sun, wang, zhao = hours.see(hours.world.sun), hours.world.wang, hours.world.zhao
    gift = {"id": uuid4(), "person_id": wang.pk, "minutes": 40, "now": NOON}
    actions.grant(viewer=sun, **gift)
    actions.grant(viewer=sun, **gift)  # sent again: once
    with refused("timebank_granted_enough"):
        actions.grant(viewer=sun, **gift | {"id": uuid4(), "minutes": 1})
    with refused("timebank_gave_enough"):
        actions.grant(viewer=sun, **gift | {"id": uuid4(), "person_id": zhao.pk, "minutes": 21})
    actions.grant(viewer=sun, **gift | {"id": uuid4(), "person_id": zhao.pk, "minutes": 20})
    later = NOON + timedelta(days=31)
    actions.grant(viewer=hours.see(hours.world.sun, later), **gift | {"id": uuid4(), "now": later})
    assert balance(POOL).available == 400


def test_nobody_gives_of_the_pool_to_their_own_household(hours: Hours) -> None:
    home = HouseholdMember.objects.get(person=hours.world.zhao).household
    HouseholdMember.objects.create(household=home, person=hours.world.sun, began_on=LONG_AGO)
    with refused("timebank_own_household"):
        actions.grant(
            viewer=hours.see(hours.world.sun), id=uuid4(), person_id=hours.world.zhao.pk, minutes=1,
            now=NOON,
        )  # fmt: skip


@pytest.mark.parametrize("minutes", [0, -5, 10**7])
def test_minutes_are_whole_and_positive(hours: Hours, minutes: int) -> None:
    with refused("timebank_no_minutes"):
        actions.donate(viewer=hours.see(hours.world.chen), id=uuid4(), minutes=minutes, now=NOON)


def test_rules_are_entered_by_the_head_of_the_whole_place_and_stand(hours: Hours) -> None:
    day = calendar.today(NOON)
    change = {"body": BODY, "valid_from": day, "source": "会议决定", "now": NOON}
    with refused("timebank_rules_need_head", Forbidden):
        actions.adopt_rules(viewer=hours.see(hours.world.qian), **change)
    made = actions.adopt_rules(viewer=SYSTEM, **change)
    assert (made.version, made.citation) == (2, "timebank/2")
    with refused("timebank_rules_in_the_past"):
        actions.adopt_rules(viewer=SYSTEM, **change)
    with refused("timebank_rules_unreadable"):
        later = change | {"valid_from": day + timedelta(days=1), "body": BODY | {"label": "coin"}}
        actions.adopt_rules(viewer=SYSTEM, **later)
    with pytest.raises(DatabaseError), transaction.atomic():
        HoursRules.objects.filter(pk=made.pk)._raw_delete("default")


def test_a_row_that_was_changed_behind_our_back_is_refused(hours: Hours) -> None:
    made = adopt(hours)
    made.body = made.body | {"cap_minutes": 1}
    with pytest.raises(ValueError, match="timebank/2"):
        _ = made.book
