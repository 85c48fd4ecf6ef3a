"""Deadlines that are counted anew: another calendar, a shorter promise, another kind, an ended post."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta

from maplebridge.core import actions as core
from maplebridge.core import calendar
from maplebridge.core.models import Fact
from maplebridge.core.outbox import deliver_all
from maplebridge.core.viewer import SYSTEM, Role
from maplebridge.matters import actions, queries
from maplebridge.matters.actions import recounting, tasks
from maplebridge.matters.models import Matter
from maplebridge.matters.rules.catalogue import dump
from maplebridge.people import actions as people
from tests.matters.test_handing import fresh, reported
from tests.world import NOON, World, post, viewer

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
YEARS_END = datetime(2026, 12, 30, 2, 0, tzinfo=UTC)
HOLIDAYS = ["2027-01-01,0,元旦", "2027-01-04,0,元旦", "2027-01-05,0,元旦"]


def road(world: World, now: datetime) -> Matter:
    sent = actions.Report(words="路面塌了", category="road", place_id=world.grid.pk)
    return actions.report(viewer=viewer(world.wang, now=now), sent=sent, now=now).matter


def test_an_announced_year_moves_what_is_open_and_says_so(world: World) -> None:
    matter = road(world, YEARS_END)
    assert not matter.due_certain
    now = YEARS_END + HOUR
    core.import_year(viewer=SYSTEM, year=2027, lines=HOLIDAYS, source="国办", now=now)
    deliver_all(now=now)
    moved = fresh(matter)
    assert moved.due_certain
    assert moved.settle_due_at > matter.settle_due_at
    line = matter.events.get(verb="recount")
    assert (line.code, line.until) == ("calendar", moved.settle_due_at)
    core.import_year(viewer=SYSTEM, year=2027, lines=HOLIDAYS, source="国办", now=now)
    deliver_all(now=now)
    assert matter.events.filter(verb="recount").count() == 1, "the same calendar moves nothing"


def test_many_are_counted_in_batches_one_after_another(world: World, monkeypatch: object) -> None:
    monkeypatch.setattr(recounting, "BATCH", 2)  # type: ignore[attr-defined]
    open_ones = [road(world, YEARS_END) for _ in range(5)]
    now = YEARS_END + HOUR
    core.import_year(viewer=SYSTEM, year=2027, lines=HOLIDAYS, source="国办", now=now)
    deliver_all(now=now)
    assert all(fresh(one).due_certain for one in open_ones)


def test_a_shorter_promise_counts_for_what_is_open_only_when_the_adopter_says_so(
    world: World,
) -> None:
    matter, other = reported(world), road(world, NOON)
    content = copy.deepcopy(dump(queries.catalogue(calendar.today(NOON))))
    content |= {"version": "2026-shorter", "valid_from": (calendar.today(NOON) + DAY).isoformat()}
    for row in content["categories"]:
        if row["code"] == "lighting":
            row["settle_days"] = 1
        if row["code"] == "road":
            row["settle_days"] += 9
    post(world.chen, Role.HEAD, world.jurisdiction.root)
    head = viewer(world.chen, now=NOON)
    actions.adopt_catalogue(viewer=head, content=content, why="更快", also_open=True, now=NOON)
    deliver_all(now=NOON)
    assert fresh(matter).settle_due_at == matter.settle_due_at, "not before its day"
    deliver_all(now=NOON + DAY)
    assert fresh(matter).settle_due_at < matter.settle_due_at
    assert fresh(matter).rulebook == "2026-shorter"
    kept = fresh(other)
    assert (kept.settle_due_at, kept.rulebook) == (other.settle_due_at, other.rulebook)


def test_who_has_to_answer_wins_no_time_by_sorting(world: World) -> None:
    matter = reported(world)
    actions.triage(viewer=viewer(world.li), matter_id=matter.pk, category="road", now=NOON + HOUR)
    assert fresh(matter).settle_due_at == matter.settle_due_at
    assert not matter.events.filter(verb="recount").exists()
    actions.triage(viewer=viewer(world.sun), matter_id=matter.pk, category="noise", now=NOON + HOUR)
    sun = viewer(world.sun)
    actions.triage(viewer=sun, matter_id=matter.pk, category="road", longer=True, now=NOON + HOUR)
    later = fresh(matter)
    assert later.settle_due_at > matter.settle_due_at, "somebody above may say so, expressly"


def test_what_an_ended_post_had_goes_to_its_successor_who_is_told(world: World) -> None:
    matter, asked = reported(world), reported(world)
    tomorrow = NOON + DAY
    part = tasks.ask(
        viewer=viewer(world.sun), matter_id=asked.pk, what="看看灯杆", post_id=world.li_post.pk,
        due_on=calendar.today(tomorrow), now=NOON,
    )  # fmt: skip
    today = calendar.today(NOON)
    people.end_term(viewer=SYSTEM, post_id=world.li_post.pk, last_day=today, now=NOON)
    after = people.appoint(
        viewer=SYSTEM, person=world.zhao, role=Role.GRID_WORKER, place=world.grid,
        term_from=calendar.today(tomorrow), term_to=None, now=NOON,
    )  # fmt: skip
    actions.pass_on_ended(now=tomorrow)
    assert fresh(matter).handler_id == after.pk
    told = Fact.objects.filter(kind__endswith="PostAsked").values_list("payload", flat=True)
    assert {(one["post_id"], one["why"]) for one in told} == {(str(after.pk), "passed_on")}
    part.refresh_from_db()
    assert part.state == "dropped"
    assert fresh(asked).handler_id == after.pk


def test_what_an_ended_post_had_goes_to_the_wider_place(world: World) -> None:
    matter, taken = reported(world), reported(world)
    actions.accept(viewer=viewer(world.li), matter_id=taken.pk, now=NOON)
    people.end_term(
        viewer=SYSTEM, post_id=world.li_post.pk, last_day=calendar.today(NOON), now=NOON
    )
    deliver_all(now=NOON)
    assert fresh(matter).handler_id == world.li_post.pk, "the last day still counts"
    actions.pass_on_ended(now=NOON + DAY)
    for one, state in ((matter, "received"), (taken, "referred")):
        moved = fresh(one)
        assert moved.handler is not None
        assert (moved.handler.person_id, moved.state) == (world.sun.pk, state)
        assert moved.due_at == one.events.model.objects.get(matter=one, verb="report").matter.due_at
    actions.pass_on_ended(now=NOON + DAY)
    assert matter.events.filter(verb="pass_on").count() == 1
