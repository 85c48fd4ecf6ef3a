"""A village founds its bank, seats its council and changes its rules from a day on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from maplebridge import events
from maplebridge.bank import actions, queries
from maplebridge.bank.handlers import reward_those_who_took_part
from maplebridge.bank.models import BANK_DEEDS, BankCouncilMember, Passbook, Rulebook, VillageBank
from maplebridge.bank.rules import Field
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.values import uuid7
from maplebridge.core.viewer import SYSTEM, Role, Viewer
from maplebridge.ledger import public as ledger
from maplebridge.people.models import Person
from maplebridge.people.public import viewer_of
from tests.people.ground import LONG_AGO, NOW, TODAY, Ground, day


def head(ground: Ground) -> Viewer:
    return viewer_of(ground.worker("钱主任", ground.street, Role.HEAD), now=NOW)


def found(ground: Ground, **more: Any) -> VillageBank:
    ask: dict[str, Any] = {
        "viewer": SYSTEM, "place_id": ground.grid.pk, "name": "安乐村积分社",
        "founded_on": day(-100), "now": NOW,
    }  # fmt: skip
    return actions.found_bank(**ask | more)


def seat(bank: VillageBank, person: Person, role: str = "member", **more: Any) -> BankCouncilMember:
    ask: dict[str, Any] = {
        "viewer": SYSTEM, "bank_id": bank.pk, "person_id": person.pk, "role": role,
        "way": "elected", "term_from": day(-50), "now": NOW,
    }  # fmt: skip
    return actions.seat_member(**ask | more)


def test_a_bank_opens_with_proposed_rules_and_a_number_for_each_household(ground: Ground) -> None:
    ground.person("李强", home=ground.other_home)
    ground.person("王芳", home=ground.home)
    ground.person("远客", home=ground.far_home)
    bank = found(ground)
    numbers = Passbook.objects.filter(bank=bank).values_list("number", "household__home__number")
    assert list(numbers) == [(1, "101"), (2, "102")]
    kinds = queries.catalogue_on(bank.pk, TODAY).catalogue
    assert all(kinds.of(field) for field in Field)
    assert all(kind.points > 0 for kind in kinds.kinds)
    assert queries.charter_on(bank.pk, TODAY).charter.objection_days == 5
    with pytest.raises(RuleBroken):
        queries.catalogue_on(bank.pk, day(-101))


def test_the_proposed_name_avoids_the_word_that_the_law_keeps_for_banks(ground: Ground) -> None:
    assert actions.proposed_name(ground.grid) == "第一網格积分社"


def test_only_a_head_of_the_place_founds_a_bank(ground: Ground) -> None:
    worker = viewer_of(ground.worker("李网格", ground.grid), now=NOW)
    with pytest.raises(Forbidden):
        found(ground, viewer=worker)
    assert found(ground, viewer=head(ground)).place_id == ground.grid.pk


@pytest.mark.parametrize("where", ["grid", "east"])
def test_no_bank_stands_within_another(ground: Ground, where: str) -> None:
    found(ground)
    with pytest.raises(RuleBroken, match="安乐村积分社"):
        found(ground, place_id=getattr(ground, where).pk)
    assert found(ground, place_id=ground.next_grid.pk)


def test_a_bank_is_no_street_and_opens_today_at_the_latest(ground: Ground) -> None:
    for wrong in ({"place_id": ground.street.pk}, {"founded_on": day(1)}, {"name": "  "}):
        with pytest.raises(RuleBroken):
            found(ground, **wrong)
    assert not VillageBank.objects.exists()


def test_who_sits_on_the_council_depends_on_the_day(ground: Ground) -> None:
    bank = found(ground)
    chair, wang, late = (ground.person(name) for name in ("周理事", "王芳", "迟到"))
    seat(bank, wang)
    seat(bank, chair, "chair")
    seat(bank, late, term_from=day(1))
    assert [one.person_id for one in queries.seats_on(bank.pk, TODAY)] == [chair.pk, wang.pk]
    assert queries.seat_of(late.pk, bank.pk, TODAY) is None
    assert queries.seat_of(late.pk, bank.pk, day(1)) is not None
    assert queries.banks_served_by(wang.pk, TODAY) == [bank]


def test_nobody_holds_two_seats_and_nobody_shares_the_chair(ground: Ground) -> None:
    bank = found(ground)
    chair, wang = ground.person("周理事"), ground.person("王芳")
    held = seat(bank, chair, "chair")
    for who, role in ((chair, "member"), (wang, "chair")):
        with pytest.raises(RuleBroken):
            seat(bank, who, role)
    actions.end_seat(viewer=SYSTEM, seat_id=held.pk, last_day=day(-1), now=NOW)
    assert seat(bank, wang, "chair", term_from=TODAY).person_id == wang.pk
    with pytest.raises(Forbidden):
        seat(bank, ground.person("陈晨"), viewer=viewer_of(wang, now=NOW))


def test_the_chair_changes_the_rules_from_today_on_and_a_member_does_not(ground: Ground) -> None:
    bank = found(ground)
    chair, wang = ground.person("周理事"), ground.person("王芳")
    seat(bank, chair, "chair")
    seat(bank, wang)
    body = actions.shipped_rulebook(BANK_DEEDS).body
    ask: dict[str, Any] = {
        "bank_id": bank.pk, "body": {"kinds": body["kinds"][:2]}, "source": "理事会 3 号", "now": NOW
    }  # fmt: skip
    with pytest.raises(Forbidden):
        actions.adopt_catalogue(viewer=viewer_of(wang, now=NOW), valid_from=TODAY, **ask)
    chairs = viewer_of(chair, now=NOW)
    with pytest.raises(RuleBroken):
        actions.adopt_catalogue(viewer=chairs, valid_from=day(-1), **ask)
    book = actions.adopt_catalogue(viewer=chairs, valid_from=TODAY, **ask)
    assert book.citation == f"bank_deeds@{bank.pk.hex}/2"
    assert len(queries.catalogue_on(bank.pk, TODAY).catalogue.kinds) == 2
    assert len(queries.catalogue_on(bank.pk, day(-1)).catalogue.kinds) == len(body["kinds"])


def test_two_banks_count_their_versions_apart(ground: Ground) -> None:
    one, other = found(ground), found(ground, place_id=ground.far_grid.pk)
    versions = Rulebook.objects.filter(name=BANK_DEEDS).values_list("owner_id", "version")
    assert sorted(versions, key=str) == sorted([(one.pk, 1), (other.pk, 1)], key=str)


def test_a_community_has_a_tariff_of_its_own_for_concerns(ground: Ground) -> None:
    wang = ground.person("王芳", home=ground.home)
    body = {"rewarded_codes": ["fixed"], "reporter_points": 5, "helper_points": 1}
    actions.adopt_tariff(
        viewer=head(ground), body=body, valid_from=TODAY, source="东社区议事", now=NOW,
        community_id=ground.east.pk,
    )  # fmt: skip
    for place, points in ((ground.grid, 5), (ground.far_grid, 7)):
        fact = events.MatterClosed(
            matter_id=uuid7(), place_id=place.pk, closing=1, closing_code="fixed",
            reporter_id=wang.pk, helper_ids=(),
        )  # fmt: skip
        reward_those_who_took_part(fact, now=NOW)
        assert queries.my_points(Viewer(person_id=wang.pk)) == points


def test_points_come_out_of_the_account_of_the_households_bank(ground: Ground) -> None:
    wang = ground.person("王芳", home=ground.home)
    bank = found(ground)
    fact = events.MatterClosed(
        matter_id=uuid7(), place_id=ground.grid.pk, closing=1, closing_code="fixed",
        reporter_id=wang.pk, helper_ids=(),
    )  # fmt: skip
    reward_those_who_took_part(fact, now=NOW + timedelta(hours=1))
    assert ledger.balance(actions.issuance_account(bank.pk, now=NOW)).posted == -2


def test_a_later_household_gets_the_next_number_once(ground: Ground) -> None:
    ground.person("王芳", home=ground.home)
    bank = found(ground)
    late = ground.live(ground.person("李强"), ground.other_home).household
    book = actions.open_passbook(bank, late.pk, now=NOW)
    assert (book.number, actions.open_passbook(bank, late.pk, now=NOW).pk) == (2, book.pk)


def test_a_seat_names_nobody_once_the_person_is_forgotten(ground: Ground) -> None:
    bank = found(ground)
    person = ground.person("周理事", left_on=None)
    seat(bank, person, "chair")
    Person.objects.filter(pk=person.pk).update(left_on=LONG_AGO, name="", phone="")
    assert queries.seats_on(bank.pk, TODAY)[0].person.name == ""
