"""Where a matter belongs and when it rests: nobody passes it round, and a clock asks those above."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import F
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.channels.models import Outgoing, Sender
from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.models import Fact
from maplebridge.core.outbox import deliver_all
from maplebridge.core.viewer import Role
from maplebridge.matters import actions, queries
from maplebridge.matters.models import Matter
from maplebridge.matters.rules import clocks, ladder
from maplebridge.matters.rules.clocks import Moment, Promise, Step
from maplebridge.matters.rules.states import OPEN, TRANSITIONS, State, Verb
from maplebridge.people.models import Post
from maplebridge.review.queries.figures import figures_of
from tests.world import NOON, World, client_for, go_on_leave, person, post, viewer

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def reported(world: World, **more: object) -> Matter:
    sent = actions.Report(words="路灯不亮", category="lighting", place_id=world.grid.pk)
    return actions.report(viewer=viewer(world.wang, now=NOON), sent=sent, now=NOON).matter


def fresh(matter: Matter) -> Matter:
    return Matter.objects.get(pk=matter.pk)


def handed_to_next_grid(world: World, matter: Matter, now: datetime) -> Post:
    """Li hands the matter on to the worker of the next grid, who is Chen here."""
    other = post(world.chen, Role.GRID_WORKER, world.next_grid)
    actions.refer(
        viewer=viewer(world.li, now=now), matter_id=matter.pk, place_id=world.next_grid.pk,
        reason="在第二网格", now=now,
    )  # fmt: skip
    return other


def play_until(end: datetime) -> None:
    """Let the clock do all that is due until `end`, each at its own instant."""
    while (due := Matter.objects.filter(act_at__lte=end).order_by("act_at").first()) is not None:
        assert due.act_at is not None
        actions.act_on_alarms(now=due.act_at)


def back(world: World, matter: Matter, now: datetime, who: object = None) -> Matter:
    return actions.return_(
        viewer=viewer(who or world.li, now=now), matter_id=matter.pk, reason="other_duty",  # type: ignore[arg-type]
        text="归供电所管", now=now,
    )  # fmt: skip


def test_the_first_asked_answers_for_it_until_the_other_takes_it_on(world: World) -> None:
    matter = reported(world)
    other = handed_to_next_grid(world, matter, NOON + HOUR)
    waiting = fresh(matter)
    assert (waiting.state, waiting.handler_id) == ("referred", other.pk)
    assert waiting.first_asked_id == world.li_post.pk
    assert queries.get_matter(viewer(world.li), matter.pk)
    actions.accept(viewer=viewer(world.chen), matter_id=matter.pk, now=NOON + 2 * HOUR)
    taken = fresh(matter)
    assert (taken.state, taken.first_asked_id, taken.handler_id) == ("accepted", None, other.pk)


def test_the_first_asked_may_take_it_back(world: World) -> None:
    matter = reported(world)
    handed_to_next_grid(world, matter, NOON + HOUR)
    actions.accept(viewer=viewer(world.li), matter_id=matter.pk, now=NOON + 2 * HOUR)
    taken = fresh(matter)
    assert (taken.handler_id, taken.first_asked_id) == (world.li_post.pk, None)


def test_a_matter_is_not_passed_round(world: World) -> None:
    matter = reported(world)
    handed_to_next_grid(world, matter, NOON + HOUR)
    with pytest.raises(RuleBroken, match=r"退回|asked about"):
        actions.refer(
            viewer=viewer(world.chen), matter_id=matter.pk, place_id=world.grid.pk,
            reason="还给你", now=NOON + 2 * HOUR,
        )  # fmt: skip
    assert fresh(matter).state == "referred"


def test_handed_back_it_waits_for_those_above_and_the_first_asked_holds_it(world: World) -> None:
    matter = reported(world)
    handed_to_next_grid(world, matter, NOON + HOUR)
    back(world, matter, NOON + 2 * HOUR, world.chen)
    now = fresh(matter)
    assert (now.state, now.handler_id, now.first_asked_id) == ("returned", world.li_post.pk, None)
    asked = queries.arbiter_asked(now)
    assert asked is not None
    assert asked.person_id == world.sun.pk
    assert Fact.objects.filter(kind__endswith="MatterEscalated").count() == 1


def test_the_decision_from_above_stands_for_this_round(world: World) -> None:
    matter = reported(world)
    back(world, matter, NOON + HOUR)
    decided = actions.assign(
        viewer=viewer(world.sun), matter_id=matter.pk, place_id=world.grid.pk,
        reason="灯杆在第一网格", now=NOON + 2 * HOUR,
    )  # fmt: skip
    assert (decided.state, decided.handler_id) == ("referred", world.li_post.pk)
    with pytest.raises(RuleBroken, match=r"定了|decided"):
        back(world, matter, NOON + 3 * HOUR)
    with pytest.raises(RuleBroken, match=r"定了|decided"):
        handed_to_next_grid(world, matter, NOON + 3 * HOUR)
    actions.answer(
        viewer=viewer(world.li), matter_id=matter.pk, text="换了灯泡", now=NOON + 4 * HOUR
    )
    actions.dispute(
        viewer=viewer(world.wang), matter_id=matter.pk, reason="还黑", now=NOON + 5 * HOUR
    )
    assert back(world, matter, NOON + 6 * HOUR).state == "returned"


def test_nobody_below_the_one_who_was_asked_decides(world: World) -> None:
    """Between two communities the street decides, not the operator of one of them."""
    matter = reported(world)
    wu_post = Post.objects.get(person=world.wu)
    actions.refer(
        viewer=viewer(world.li), matter_id=matter.pk, place_id=world.other_grid.pk,
        reason="在西社區", now=NOON + HOUR,
    )  # fmt: skip
    assert fresh(matter).handler_id == wu_post.pk
    back(world, matter, NOON + 2 * HOUR, world.wu)
    asked = queries.arbiter_asked(fresh(matter))
    assert asked is not None
    assert asked.person_id == world.qian.pk
    decision = {
        "matter_id": matter.pk,
        "place_id": world.grid.pk,
        "reason": "归东社區",
        "now": NOON + 3 * HOUR,
    }
    with pytest.raises(RuleBroken, match="徐家坊"):
        actions.assign(viewer=viewer(world.sun), **decision)  # type: ignore[arg-type]
    with pytest.raises(Forbidden):
        actions.assign(viewer=viewer(world.li), **decision)  # type: ignore[arg-type]
    assert actions.assign(viewer=viewer(world.qian), **decision).handler_id == world.li_post.pk  # type: ignore[arg-type]


def test_a_hand_over_that_nobody_takes_goes_to_those_above_by_the_clock(world: World) -> None:
    matter = reported(world)
    handed_to_next_grid(world, matter, NOON + HOUR)
    alarm = fresh(matter).decide_by
    assert alarm is not None
    actions.act_on_alarms(now=alarm - timedelta(seconds=1))
    assert fresh(matter).state == "referred"
    play_until(alarm)
    actions.act_on_alarms(now=alarm)
    assert (fresh(matter).state, fresh(matter).handler_id) == ("returned", world.li_post.pk)
    assert matter.events.filter(verb="return").count() == 1


def test_when_nobody_decides_the_next_rung_is_asked(world: World) -> None:
    matter = reported(world)
    back(world, matter, NOON + HOUR)
    alarm = fresh(matter).decide_by
    assert alarm is not None
    play_until(alarm)
    asked = queries.arbiter_asked(fresh(matter))
    assert asked is not None
    assert asked.person_id == world.qian.pk
    again = fresh(matter).decide_by
    assert again is not None
    play_until(again + 30 * DAY)
    assert fresh(matter).act_at is None, "nobody stands further above"
    assert (fresh(matter).state, fresh(matter).decide_by) == ("returned", again)


def test_a_missed_deadline_is_told_one_rung_at_a_time(world: World) -> None:
    matter = reported(world)
    due = matter.due_at
    assert due is not None
    asked = []
    for hours in (0, 24, 72, 300):
        actions.act_on_alarms(now=due + timedelta(hours=hours))
        lines = matter.events.filter(verb="escalate").order_by("at", "id")
        asked = [line.to_post.person_id for line in lines if line.to_post]
    assert asked == [world.sun.pk, world.qian.pk]


def test_sorting_anew_counts_the_promise_from_the_report(world: World) -> None:
    matter = reported(world)
    sorted_anew = actions.triage(
        viewer=viewer(world.li),
        matter_id=matter.pk,
        category="hazard",
        text="漏电",
        now=NOON + HOUR,
    )
    assert (sorted_anew.state, sorted_anew.category) == ("triaged", "hazard")
    assert sorted_anew.due_at == NOON + 2 * HOUR
    line = matter.events.get(verb="triage")
    assert (line.earlier_code, line.code) == ("lighting", "hazard")
    with pytest.raises(RuleBroken):
        actions.triage(viewer=viewer(world.li), matter_id=matter.pk, category="hazard", now=NOON)
    with pytest.raises(RuleBroken):
        actions.triage(viewer=viewer(world.li), matter_id=matter.pk, category="人品", now=NOON)
    with pytest.raises(Forbidden):
        actions.triage(viewer=viewer(world.wang), matter_id=matter.pk, category="road", now=NOON)


def test_a_resting_matter_goes_on_by_itself_with_the_time_it_had_left(world: World) -> None:
    matter = reported(world)
    actions.accept(viewer=viewer(world.li), matter_id=matter.pk, now=NOON + HOUR)
    before = fresh(matter).settle_due_at
    until = calendar.today(NOON) + 7 * DAY
    actions.suspend(
        viewer=viewer(world.li), matter_id=matter.pk, reason="parts", text="灯头在路上",
        until=until, now=NOON + 2 * HOUR,
    )  # fmt: skip
    resting = fresh(matter)
    assert resting.state == "suspended"
    assert resting.due_at == resting.act_at == calendar.start_of(until)
    actions.act_on_alarms(now=calendar.start_of(until))
    awake = fresh(matter)
    assert awake.state == "accepted"
    assert awake.settle_due_at >= before + 5 * DAY
    assert awake.due_at == awake.settle_due_at
    with pytest.raises(RuleBroken, match=r"挂起过|rested once"):
        actions.suspend(
            viewer=viewer(world.li), matter_id=matter.pk, reason="weather", text="下雨",
            until=until + 3 * DAY, now=calendar.start_of(until) + HOUR,
        )  # fmt: skip
    actions.suspend(
        viewer=viewer(world.sun), matter_id=matter.pk, reason="weather", text="下雨",
        until=until + 3 * DAY, now=calendar.start_of(until) + HOUR,
    )  # fmt: skip


@pytest.mark.parametrize("days", [-1, 0, 31, 400])
def test_a_rest_has_an_end_that_can_be_waited_for(world: World, days: int) -> None:
    matter = reported(world)
    actions.accept(viewer=viewer(world.li), matter_id=matter.pk, now=NOON)
    with pytest.raises(RuleBroken, match="30"):
        actions.suspend(
            viewer=viewer(world.li), matter_id=matter.pk, reason="parts", text="等",
            until=calendar.today(NOON) + days * DAY, now=NOON,
        )  # fmt: skip
    assert fresh(matter).state == "accepted"


def test_each_post_is_asked_once_and_the_last_one_keeps_it(world: World) -> None:
    """Operator and head of one place are two rungs; they do not ask each other for ever."""
    head = post(world.chen, Role.HEAD, world.community)
    matter = reported(world)
    back(world, matter, NOON + HOUR)
    play_until(NOON + 40 * DAY)
    asked = [
        line.to_post.person_id
        for line in matter.events.filter(code__in=["decide", "other_duty"]).order_by("at", "id")
        if line.to_post
    ]
    assert asked == [world.sun.pk, head.person_id, world.qian.pk]
    stuck = queries.inbox(viewer(world.qian), queries.Tab.STUCK, now=NOON + 40 * DAY).rows
    assert [row.id for row in stuck] == [matter.pk]
    decide = queries.inbox(viewer(world.qian), queries.Tab.DECIDE, now=NOON + 40 * DAY).rows
    assert [row.id for row in decide] == [matter.pk], "what is late does not drop out of the list"
    assert queries.inbox_counts(viewer(world.qian), now=NOON + 40 * DAY).stuck == 1


def test_handing_back_stops_no_deadline(world: World) -> None:
    sent = actions.Report(words="电线掉下来了", category="hazard", place_id=world.grid.pk)
    matter = actions.report(viewer=viewer(world.wang, now=NOON), sent=sent, now=NOON).matter
    back(world, matter, NOON + timedelta(minutes=10))
    play_until(NOON + 20 * DAY)
    late = matter.events.filter(verb="escalate", code="overdue").order_by("at", "id")
    assert [line.at - NOON for line in late] == [2 * HOUR, 26 * HOUR, 74 * HOUR]
    assert fresh(matter).rung == 3
    month = figures_of(NOON.date().replace(day=1))
    assert sum(one.late_three for one in month.months.values()) == 1


def test_a_hand_over_stops_no_deadline(world: World) -> None:
    matter = reported(world)
    due = matter.due_at
    assert due is not None
    handed_to_next_grid(world, matter, due - timedelta(minutes=5))
    play_until(due + HOUR)
    assert fresh(matter).state == "referred", "the other may still take it on"
    assert matter.events.filter(verb="escalate", code="overdue").count() == 1


def test_what_nobody_can_decide_stays_with_the_first_asked_and_is_listed(world: World) -> None:
    Post.objects.filter(role__in=["operator", "head"]).update(term_to=F("term_from"))
    matter = reported(world)
    handed_to_next_grid(world, matter, NOON + HOUR)
    back(world, matter, NOON + 2 * HOUR, world.chen)
    now = fresh(matter)
    assert (now.state, now.handler_id, now.decide_by) == ("returned", world.li_post.pk, None)
    page = client_for(world.li).get(f"/matters/{matter.pk}/").content.decode()
    assert "没有" in page
    zhou = person("周总台", "13900000011")
    post(zhou, Role.OPERATOR, world.jurisdiction.root)
    rows = queries.inbox(viewer(zhou), queries.Tab.STUCK, now=NOON + 2 * HOUR).rows
    assert [row.id for row in rows] == [matter.pk]
    play_until(NOON + 3 * DAY)
    asked = queries.arbiter_asked(fresh(matter))
    assert asked is not None, "who came into office meanwhile is asked"
    assert asked.person_id == zhou.pk


def test_the_operator_of_the_whole_is_asked_even_while_away(world: World) -> None:
    Post.objects.filter(role__in=["operator", "head"]).update(term_to=F("term_from"))
    zhou = person("周总台", "13900000011")
    office = post(zhou, Role.OPERATOR, world.jurisdiction.root)
    go_on_leave(zhou, now=NOON)
    matter = reported(world)
    assert back(world, matter, NOON + HOUR).state == "returned"
    asked = queries.arbiter_asked(fresh(matter))
    assert asked is not None
    assert asked.pk == office.pk


def test_those_who_decide_are_written_to_and_so_are_those_who_wait(
    world: World, settings: Any
) -> None:
    settings.MAIL_BOX = "house@example.org"
    for who, address in ((world.sun, "sun@example.org"), (world.li, "li@example.org")):
        Sender.objects.create(channel="mail", address=address, person=who, proved_at=NOON)
    matter = reported(world)
    back(world, matter, NOON + HOUR)
    deliver_all(now=NOON + HOUR)
    (asked,) = Outgoing.objects.filter(to="sun@example.org")
    assert matter.reference in asked.text
    assert "路灯" not in asked.text
    assert f"/matters/{matter.pk}/" in asked.text
    assert asked.state == "sent", "in the day it goes out at once"
    night = NOON + timedelta(hours=11)  # eleven in the evening
    actions.assign(
        viewer=viewer(world.sun), matter_id=matter.pk, place_id=world.grid.pk,
        reason="灯杆在第一网格", now=night,
    )  # fmt: skip
    deliver_all(now=night)
    (decided,) = Outgoing.objects.filter(to="li@example.org")
    assert decided.due_at == calendar.start_of(calendar.today(NOON) + DAY) + 8 * HOUR
    assert decided.state == "waiting"


# The rules alone


class EveryDay:
    """A calendar in which each day is worked, from midnight to midnight."""

    def add_working_hours(self, start: datetime, hours: int) -> Moment:
        return Moment(start + timedelta(hours=hours))

    def add_working_days(self, start: datetime, days: int) -> Moment:
        midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
        return Moment(midnight + timedelta(days=days + 1))


minutes = st.integers(min_value=1, max_value=60 * 24 * 40)


@given(minutes, minutes, st.integers(1, 60), st.booleans())
def test_a_rest_never_shortens_and_never_excuses(
    before: int, length: int, days: int, round_the_clock: bool
) -> None:
    promise = Promise(4, days, round_the_clock)
    rested = NOON + timedelta(minutes=before)
    woke = rested + timedelta(minutes=length)
    report = Step(NOON, Verb.REPORT, True)
    rest = [report, Step(rested, Verb.SUSPEND, False), Step(woke, Verb.RESUME, False)]
    without = clocks.clocks([report], promise, EveryDay()).settle_due.at
    with_it = clocks.clocks(rest, promise, EveryDay()).settle_due.at
    assert with_it >= without
    if rested >= without:
        assert with_it == without
    else:
        assert with_it - without <= (woke - rested) + 2 * DAY
    if round_the_clock and rested < without:
        assert with_it - without == woke - rested


@given(st.lists(st.sampled_from(sorted(set(Verb) - {Verb.REPORT})), max_size=30))
def test_every_way_through_the_states_keeps_the_resident_an_answer(verbs: list[Verb]) -> None:
    """From wherever people bring a matter, it can still be answered, or it was and can be disputed."""
    state = State.RECEIVED
    for verb in verbs:
        state = TRANSITIONS[state].get(verb, state)
    known = TRANSITIONS[state]
    assert Verb.ANSWER in known if state in OPEN else Verb.DISPUTE in known


@given(st.lists(st.uuids(), max_size=6), st.lists(st.uuids(), max_size=6))
def test_the_next_above_is_nobody_concerned(chain: list[object], passed: list[object]) -> None:
    found = ladder.next_above(chain, passed)  # type: ignore[arg-type]
    assert found is None or (found in chain and found not in passed)
    if found is None:
        assert set(chain) <= set(passed)


def test_each_round_starts_afresh() -> None:
    one, two = uuid4(), uuid4()
    moves = [ladder.Moved(Verb.REPORT, one), ladder.Moved(Verb.ASSIGN, two)]
    assert ladder.was_decided(moves)
    assert ladder.held_before(moves, one)
    again = [*moves, ladder.Moved(Verb.ANSWER), ladder.Moved(Verb.DISPUTE)]
    assert not ladder.was_decided(again)
    assert not ladder.held_before(again, one)
