"""When a matter is closed, the households of those who took part get their points, once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from maplebridge import events
from maplebridge.bank.actions import adopt_tariff
from maplebridge.bank.handlers import reward_those_who_took_part
from maplebridge.bank.models import MatterReward, Rulebook
from maplebridge.bank.queries import my_points, my_statement, points_for_matter
from maplebridge.core import outbox
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.frozen import FrozenError
from maplebridge.core.models import Delivery
from maplebridge.core.viewer import ANONYMOUS, SYSTEM, Viewer
from maplebridge.ledger import public as ledger
from maplebridge.matters import public as matters
from maplebridge.people.models import Person
from tests.people.ground import NOW, Ground, day


def closed(
    reporter: Person | None,
    *helpers: Person,
    code: str = "fixed",
    closing: int = 1,
    matter: UUID | None = None,
) -> events.MatterClosed:
    return events.MatterClosed(
        matter_id=matter or uuid4(),
        place_id=uuid4(),
        closing=closing,
        closing_code=code,
        reporter_id=reporter.pk if reporter else None,
        helper_ids=tuple(helper.pk for helper in helpers),
    )


def tell(fact: events.MatterClosed) -> list[MatterReward]:
    with transaction.atomic():
        reward_those_who_took_part(fact, now=NOW)
    return list(MatterReward.objects.filter(matter_id=fact.matter_id, closing=fact.closing))


def seen_by(person: Person) -> Viewer:
    return Viewer(person_id=person.pk)


def test_the_reporters_household_gets_two_points_and_a_helpers_one(ground: Ground) -> None:
    wang = ground.person("王芳", home=ground.home)
    li = ground.person("李强", home=ground.other_home)
    fact = closed(wang, li)
    tell(fact)
    assert my_points(seen_by(wang)) == 2
    assert my_points(seen_by(li)) == 1
    assert points_for_matter(seen_by(wang), fact.matter_id) == 2


def test_points_belong_to_the_household_and_to_nobody_else(ground: Ground) -> None:
    wang = ground.person("王芳", home=ground.home)
    husband = ground.person("王军", home=ground.home)
    neighbour = ground.person("李强", home=ground.other_home)
    fact = closed(wang)
    tell(fact)
    assert my_points(seen_by(husband)) == 2
    assert my_points(seen_by(neighbour)) == 0
    assert points_for_matter(seen_by(neighbour), fact.matter_id) is None


@pytest.mark.parametrize("code", ["withdrawn", "duplicate", "not_ours", "no_contact", "unheard"])
def test_other_endings_give_nothing_and_say_so(ground: Ground, code: str) -> None:
    wang = ground.person("王芳", home=ground.home)
    assert [row.reason for row in tell(closed(wang, code=code))] == ["not_rewarded"]
    assert my_points(seen_by(wang)) == 0


def test_without_a_household_the_reason_is_kept_and_the_helper_still_gets_a_share(
    ground: Ground,
) -> None:
    guest = ground.person("陈晨")
    li = ground.person("李强", home=ground.other_home)
    rows = tell(closed(guest, li))
    assert [(row.part, row.points, row.reason) for row in rows] == [
        ("reporter", 0, "no_household"),
        ("helper", 1, "given"),
    ]
    assert my_points(seen_by(guest)) is None


def test_an_anonymous_report_gives_nothing(ground: Ground) -> None:
    assert [row.reason for row in tell(closed(None))] == ["anonymous"]
    assert my_points(ANONYMOUS) is None


def test_the_same_fact_delivered_again_changes_nothing(ground: Ground) -> None:
    wang = ground.person("王芳", home=ground.home)
    fact = closed(wang)
    first = tell(fact)
    assert tell(fact) == first
    assert my_points(seen_by(wang)) == 2


def test_the_worker_brings_the_points(ground: Ground) -> None:
    wang = ground.person("王芳", home=ground.home)
    outbox.tell(closed(wang), now=NOW)
    outbox.deliver_all(NOW)  # others react too, and miss the matter that this fact made up
    ours = Delivery.objects.get(handler__endswith=".reward_those_who_took_part")
    assert ours.state == "done"
    assert my_points(seen_by(wang)) == 2


def test_a_matter_that_was_reopened_is_not_rewarded_twice(ground: Ground) -> None:
    wang = ground.person("王芳", home=ground.home)
    li = ground.person("李强", home=ground.other_home)
    fact = closed(wang)
    tell(fact)
    rows = tell(closed(wang, li, closing=2, matter=fact.matter_id))
    assert [row.reason for row in rows] == ["already_given", "given"]
    assert (my_points(seen_by(wang)), my_points(seen_by(li))) == (2, 1)


def test_a_first_ending_without_points_does_not_spoil_the_second(ground: Ground) -> None:
    wang = ground.person("王芳", home=ground.home)
    fact = closed(wang, code="cannot_fix")
    tell(fact)
    tell(closed(wang, closing=2, matter=fact.matter_id))
    assert my_points(seen_by(wang)) == 2


def test_each_outcome_names_the_tariff_that_it_used(ground: Ground) -> None:
    wang = ground.person("王芳", home=ground.home)
    (row,) = tell(closed(wang))
    assert row.rulebook.citation == row.transfer.rulebook == "matter_points/1"
    assert row.rulebook.tariff.reporter_points == row.points == row.transfer.amount


BODY = {"rewarded_codes": ["fixed"], "reporter_points": 5, "helper_points": 0}


def test_a_new_tariff_counts_from_its_day_and_leaves_old_points_alone(ground: Ground) -> None:
    wang = ground.person("王芳", home=ground.home)
    li = ground.person("李强", home=ground.other_home)
    tell(closed(wang))
    book = adopt_tariff(viewer=SYSTEM, body=BODY, valid_from=day(1), source="议事会 7 号", now=NOW)
    assert book.citation == "matter_points/2"
    tell(closed(wang))
    assert my_points(seen_by(wang)) == 4
    tomorrow = NOW + timedelta(days=1)
    reward_those_who_took_part(closed(wang, li), now=tomorrow)
    assert my_points(seen_by(wang)) == 9
    assert my_points(seen_by(li)) == 0
    assert MatterReward.objects.filter(part="helper").get().reason == "not_rewarded"


def test_only_the_head_enters_a_tariff_and_never_for_the_past(ground: Ground) -> None:
    wang = ground.person("王芳", home=ground.home)
    ask: dict[str, Any] = {"body": BODY, "source": "议事会 7 号", "now": NOW}
    with pytest.raises(Forbidden):
        adopt_tariff(viewer=seen_by(wang), valid_from=day(1), **ask)
    with pytest.raises(RuleBroken) as refused:
        adopt_tariff(viewer=SYSTEM, valid_from=day(-1), **ask)
    assert refused.value.code == "bank_tariff_in_the_past"
    with pytest.raises(RuleBroken) as refused:
        adopt_tariff(viewer=SYSTEM, valid_from=day(1), **ask | {"body": {"reporter_points": -2}})
    assert refused.value.code == "bank_tariff_unreadable"
    assert not Rulebook.objects.exists()


@pytest.mark.parametrize("table", ["bank_rulebook", "bank_matterreward"])
def test_rulebooks_and_outcomes_stand_as_they_were_entered(ground: Ground, table: str) -> None:
    tell(closed(ground.person("王芳", home=ground.home)))
    for sql in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id"):
        with pytest.raises(DatabaseError, match="bank_append_only"), transaction.atomic():
            connection.cursor().execute(sql)
    for model in (Rulebook, MatterReward):
        with pytest.raises(FrozenError):
            model.objects.all().delete()
        with pytest.raises(FrozenError):
            model.objects.get().save()


def test_a_rulebook_that_somebody_bent_is_not_used() -> None:
    book = Rulebook(name="matter_points", version=1, valid_from=day(0), body=BODY, digest="0" * 64)
    with pytest.raises(ValueError, match="matter_points/1"):
        _ = book.tariff


def test_the_statement_says_where_each_point_came_from(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    wang = ground.person("王芳", home=ground.home)
    li = ground.person("李强", home=ground.other_home)
    first, second = closed(wang), closed(li, wang)
    tell(first)
    reward_those_who_took_part(second, now=NOW + timedelta(hours=1))
    everything = {first.matter_id, second.matter_id}
    monkeypatch.setattr(matters, "readable_ids", lambda _viewer, ids: everything & set(ids))
    page = my_statement(seen_by(wang))
    assert page.available == 3
    assert [(line.amount, line.part, line.matter_id) for line in page.lines] == [
        (1, "helper", second.matter_id),
        (2, "reporter", first.matter_id),
    ]
    assert {line.rulebook for line in page.lines} == {"matter_points/1"}


def test_all_points_together_are_what_was_issued(ground: Ground) -> None:
    wang = ground.person("王芳", home=ground.home)
    for _ in range(3):
        tell(closed(wang))
    issuance = ledger.find_account(unit=ledger.Unit.PT, kind="issuance", owner_id=None)
    assert issuance is not None
    assert ledger.balance(issuance).posted == -6
