"""日登分: a deed is entered once, seen by a neighbour, and approved by another household's member."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maplebridge.bank import actions, queries
from maplebridge.bank.models import Deed, DeedWitness
from maplebridge.bank.rules import DeedState, read_catalogue, read_charter
from maplebridge.bank.rules.deeds import Counted, cap_reached
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.ledger import public as ledger
from maplebridge.people.models import Person
from tests.bank.village import Village
from tests.people.ground import NOW, TODAY, Ground, day


def points(village: Village, person: Person) -> ledger.Balance:
    account = actions.household_account(village.house(person), village.bank.pk, now=NOW)
    return ledger.balance(account)


def test_a_neighbours_deed_is_promised_when_the_council_says_yes(village: Village) -> None:
    deed = village.enter(village.wang)
    assert (deed.state, deed.points) == ("entered", 2)
    assert points(village, village.wang).incoming == 0
    deed = village.approve(deed)
    assert deed.state == "approved"
    balance = points(village, village.wang)
    assert (balance.available, balance.incoming) == (0, 2)


def test_a_deed_cites_the_rules_of_its_day_for_ever(village: Village) -> None:
    deed = village.enter(village.wang)
    village.approve(deed)
    assert deed.catalogue.citation == f"bank_deeds@{village.bank.pk.hex}/1"
    transfer = ledger.Transfer.objects.get(thing_id=deed.pk)
    assert transfer.rulebook == deed.catalogue.citation


def test_entered_twice_it_stands_once(village: Village) -> None:
    entry = village.entry(village.wang)
    ask: dict[str, Any] = {"viewer": village.sees(village.wang), "now": NOW}
    first = actions.enter_deed(entry=entry, **ask)
    assert actions.enter_deed(entry=entry, **ask) == first
    assert Deed.objects.count() == 1
    other = village.entry(village.wang, id=entry.id, kind="trees")
    with pytest.raises(RuleBroken, match="other content"):
        actions.enter_deed(entry=other, **ask)


@pytest.mark.parametrize(
    ("who", "may"),
    [("wang", True), ("son", True), ("chair", True), ("worker", True), ("stranger", False)],
)
def test_villagers_the_council_and_workers_enter(village: Village, who: str, may: bool) -> None:
    by = getattr(village, who)
    if may:
        assert village.enter(village.wang, by=by).entered_by_id == by.pk
        return
    with pytest.raises(Forbidden):
        village.enter(village.wang, by=by)


def test_a_bank_can_leave_entering_to_its_council(village: Village) -> None:
    village.rules(entered_by=[])
    for who in (village.wang, village.worker):
        with pytest.raises(Forbidden):
            village.enter(village.wang, by=who)
    assert village.enter(village.wang, by=village.chair)


@pytest.mark.parametrize(
    "wrong",
    [
        {"done_on": day(1)},
        {"done_on": day(-32)},
        {"kind": "snooping"},
        {"text": "x" * 201},
    ],
)
def test_what_does_not_fit_is_refused(village: Village, wrong: dict[str, Any]) -> None:
    with pytest.raises(RuleBroken):
        village.enter(village.wang, **wrong)
    assert not Deed.objects.exists()


def test_a_household_of_another_village_has_no_deeds_here(village: Village) -> None:
    with pytest.raises(RuleBroken):
        village.enter(village.stranger)


def test_nobody_of_the_household_approves_it(village: Village) -> None:
    deed = village.enter(village.chair)
    with pytest.raises(Forbidden, match="own household"):
        village.approve(deed, by=village.chair)
    for who in (village.li, village.wang):
        with pytest.raises((Forbidden, Missing)):
            village.approve(deed, by=who)
    assert village.approve(deed, by=village.treasurer).state == "approved"


def test_the_database_too_refuses_an_approval_from_within(village: Village) -> None:
    deed = village.enter(village.wang)
    with pytest.raises(IntegrityError), transaction.atomic():
        Deed.objects.filter(pk=deed.pk).update(approver_household_id=deed.household_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        DeedWitness.objects.create(
            deed=deed, household_id=deed.household_id, beneficiary=deed.household_id
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Deed.objects.filter(pk=deed.pk).update(state="approved")


def test_who_entered_it_does_not_approve_it_unless_the_rules_say_so(village: Village) -> None:
    deed = village.enter(village.wang, by=village.chair)
    with pytest.raises(Forbidden, match="entered it yourself"):
        village.approve(deed)
    village.rules(enterer_may_approve=True)
    again = village.enter(village.wang, by=village.chair)
    assert village.approve(again).state == "approved"


def test_a_deed_waits_until_another_household_says_that_it_saw_it(village: Village) -> None:
    deed = village.enter(village.wang, by=village.wang, witnesses=[village.house(village.li)])
    with pytest.raises(RuleBroken, match="so far 0"):
        village.approve(deed)
    assert queries.asked_what_they_saw(village.house(village.li)) == [deed]
    actions.say_saw(viewer=village.sees(village.li), deed_id=deed.pk, now=NOW)
    assert village.approve(deed).state == "approved"


def test_only_households_of_the_village_are_noted_as_witnesses(village: Village) -> None:
    deed = village.enter(village.wang, by=village.wang)
    for far in (village.house(village.stranger), uuid4()):
        with pytest.raises(RuleBroken) as refused:
            actions.say_saw(
                viewer=village.sees(village.treasurer), deed_id=deed.pk, now=NOW, heard_from=far
            )
        assert refused.value.code == "deed_witness_unknown"


def test_nobody_of_the_household_is_its_witness(village: Village) -> None:
    deed = village.enter(village.wang, by=village.wang, witnesses=[village.house(village.wang)])
    assert not deed.witnesses.exists()
    with pytest.raises(RuleBroken):
        actions.say_saw(viewer=village.sees(village.son), deed_id=deed.pk, now=NOW)


def test_the_council_notes_what_it_heard_from_somebody_without_a_phone(village: Village) -> None:
    deed = village.enter(village.wang, by=village.wang)
    heard: dict[str, Any] = {
        "deed_id": deed.pk, "heard_from": village.house(village.li), "now": NOW
    }  # fmt: skip
    with pytest.raises(Forbidden):
        actions.say_saw(viewer=village.sees(village.wang), **heard)
    said = actions.say_saw(viewer=village.sees(village.treasurer), **heard)
    assert (said.noted_by_id, said.person_id) == (village.treasurer.pk, None)
    assert village.approve(deed).state == "approved"


def test_an_entry_is_taken_back_by_who_entered_it_and_nobody_else(village: Village) -> None:
    deed = village.enter(village.wang)
    village.approve(deed)
    for who in (village.wang, village.chair):
        with pytest.raises(Forbidden):
            actions.withdraw_deed(viewer=village.sees(who), deed_id=deed.pk, now=NOW)
    actions.withdraw_deed(viewer=village.sees(village.li), deed_id=deed.pk, now=NOW)
    assert points(village, village.wang).incoming == 0
    with pytest.raises(RuleBroken):
        village.approve(deed)


def test_a_refusal_says_why(village: Village) -> None:
    deed = village.enter(village.wang)
    ask: dict[str, Any] = {"viewer": village.sees(village.chair), "deed_id": deed.pk, "now": NOW}
    with pytest.raises(RuleBroken):
        actions.refuse_deed(reason=" ", **ask)
    assert actions.refuse_deed(reason="那天没有下地", **ask).refusal == "那天没有下地"


def test_others_do_not_read_an_entry(village: Village) -> None:
    deed = village.enter(village.wang)
    for who in (village.wang, village.son, village.li, village.chair):
        assert queries.get_deed(village.sees(who), deed.pk, TODAY) == deed
    for other in (village.zhao, village.stranger, village.head):
        with pytest.raises(Missing):
            queries.get_deed(village.sees(other), deed.pk, TODAY)


def test_caps_of_kind_and_household_name_what_is_taken(village: Village) -> None:
    village.rules(household_day_points=5, household_month_points=9)
    for _ in range(2):
        village.enter(village.wang)
    with pytest.raises(RuleBroken, match="2 times a day"):
        village.enter(village.wang)
    with pytest.raises(RuleBroken, match="5 points a day"):
        village.enter(village.wang, kind="trees")
    village.enter(village.wang, done_on=day(-1), kind="patrol")
    with pytest.raises(RuleBroken, match="9 points a month"):
        village.enter(village.wang, done_on=day(-2), kind="hazard_removed")
    assert village.enter(village.li, by=village.wang)


def test_what_was_refused_or_taken_back_counts_no_more(village: Village) -> None:
    for _ in range(2):
        last = village.enter(village.wang)
    actions.withdraw_deed(viewer=village.sees(village.li), deed_id=last.pk, now=NOW)
    assert village.enter(village.wang)


def test_a_clean_up_day_is_entered_at_once_and_names_who_is_left_out(village: Village) -> None:
    village.enter(village.zhao, kind="cleanup_day", done_on=TODAY)
    homes = [village.house(one) for one in (village.wang, village.li, village.zhao)]
    entry = village.entry(village.wang, kind="cleanup_day")
    ask: dict[str, Any] = {
        "viewer": village.sees(village.chair), "entry": entry, "household_ids": homes, "now": NOW
    }  # fmt: skip
    entered, refused = actions.enter_for_many(**ask)
    assert {deed.household_id for deed in entered} == set(homes[:2])
    assert [one.household_id for one in refused] == homes[2:]
    assert actions.enter_for_many(**ask)[0] == entered
    assert Deed.objects.filter(kind="cleanup_day").count() == 3


def test_many_are_approved_at_once_and_the_rest_is_named(village: Village) -> None:
    good, own = village.enter(village.wang), village.enter(village.chair)
    approved, left = actions.approve_deeds(
        viewer=village.sees(village.chair), deed_ids=[good.pk, own.pk], now=NOW
    )
    assert (approved, [key for key, _ in left]) == ([good], [own.pk])


def test_a_household_is_found_by_number_door_and_by_the_council_by_name(village: Village) -> None:
    def found(text: str, by_name: bool = False) -> list[Any]:
        rows = queries.find_households(village.bank, text, by_name=by_name)
        return [row.household_id for row in rows]

    assert found("102") == found("2") == found("3棟 102室") == [village.house(village.li)]
    assert found("李强") == []
    assert found("李强", by_name=True) == [village.house(village.li)]
    assert len(found("楓林苑")) == 4
    row = queries.find_households(village.bank, "102", by_name=True)[0]
    assert row.names == "李*"
    assert queries.find_households(village.bank, "102", by_name=False)[0].names == ""


def test_what_was_used_last_comes_first(village: Village) -> None:
    village.enter(village.wang, kind="trees")
    village.enter(village.zhao, now=NOW + timedelta(minutes=1))
    viewer = village.sees(village.li)
    homes = [village.house(one) for one in (village.li, village.zhao, village.wang)]
    assert queries.recent_households(viewer, village.bank) == homes
    assert queries.recent_kinds(viewer, village.bank) == ["help_neighbour", "trees"]


KINDS = read_catalogue(
    {"kinds": [
        {"code": code, "field": "environment", "names": {"en": code}, "points": worth,
         "per_day": often, "per_month": often * 3}
        for code, worth, often in (("a", 1, 3), ("b", 3, 2), ("c", 7, 1))
    ]}
)  # fmt: skip
RULES = read_charter(
    actions.shipped_rulebook("bank_rules").body
    | {"household_day_points": 10, "household_month_points": 25}
)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 4)), max_size=40))
def test_no_order_of_entries_goes_beyond_the_caps(wanted: list[tuple[str, int]]) -> None:
    taken: list[Counted] = []
    for code, number in wanted:
        kind = KINDS.kind(code)
        assert kind is not None
        if cap_reached(RULES, kind, day(number), taken) is None:
            taken.append(Counted(code, day(number), kind.points))
    assert sum(deed.points for deed in taken) <= 25
    for number in range(1, 5):
        on_day = [deed for deed in taken if deed.done_on == day(number)]
        assert sum(deed.points for deed in on_day) <= 10
        for code, most in (("a", 3), ("b", 2), ("c", 1)):
            assert sum(deed.kind == code for deed in on_day) <= most


@settings(
    max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.lists(st.sampled_from(["approve", "refuse", "withdraw", "publish", "post"]), max_size=6))
def test_whatever_is_asked_a_deed_is_promised_and_given_once(
    village: Village, verbs: list[str]
) -> None:
    with transaction.atomic():
        deed = village.enter(village.wang)
        now, state = NOW, DeedState.ENTERED
        for verb in verbs:
            now += timedelta(days=15)
            _try(village, deed, verb, now)
            deed.refresh_from_db()
            state = DeedState(deed.state)
            balance = points(village, village.wang)
            promised = state in {DeedState.APPROVED, DeedState.NOTICED}
            assert balance.incoming == (deed.points if promised else 0)
            assert balance.posted == (deed.points if state is DeedState.POSTED else 0)
        transaction.set_rollback(True)


def _try(village: Village, deed: Deed, verb: str, now: Any) -> None:
    ask: dict[str, Any] = {"viewer": village.sees(village.chair, now), "now": now}
    try:
        if verb == "approve":
            village.approve(deed, now=now)
        elif verb == "refuse":
            actions.refuse_deed(deed_id=deed.pk, reason="不对", **ask)
        elif verb == "withdraw":
            mine = village.sees(village.li, now)
            actions.withdraw_deed(viewer=mine, deed_id=deed.pk, now=now)
        elif verb == "publish":
            month = (now - timedelta(days=30)).date()
            actions.publish_notice(bank_id=village.bank.pk, month=month, **ask)
        else:
            actions.post_due(now=now)
    except RuleBroken:
        pass


def test_a_passbook_number_is_given_once(village: Village, ground: Ground) -> None:
    newcomer = ground.person("新来", home=ground._home(ground.building, "105"))
    actions.look_after_households(now=NOW)
    rows = queries.find_households(village.bank, "105", by_name=False)
    assert [(row.household_id, row.number) for row in rows] == [(village.house(newcomer), 5)]
