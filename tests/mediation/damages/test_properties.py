"""What holds for every claim: nothing is lost, no order matters, no limit is exceeded, cover helps."""

from __future__ import annotations

import copy
import json
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from maplebridge.mediation.rules.damages.allocation import PayerKind
from maplebridge.mediation.rules.damages.assessment import Assessment
from maplebridge.mediation.rules.damages.claim import SubLimit
from maplebridge.mediation.rules.damages.compulsory import divide
from maplebridge.mediation.rules.damages.items.lasting import capped
from maplebridge.mediation.rules.damages.limits import left
from maplebridge.mediation.rules.damages.output import as_data
from maplebridge.mediation.rules.damages.reading import read_claim, write_claim
from maplebridge.mediation.rules.damages.rulebook import DependantCap
from tests.mediation.damages.example import (
    assessed,
    car,
    claim,
    item,
    other,
    person,
    policy,
    uninsured,
)

HEADS = ["medical", "transport", "repair", "substitute_transport", "mental", "appraisal_fee"]
yuan = st.integers(0, 40_000_000).map(lambda fen: f"{fen // 100}.{fen % 100:02d}")
percents = st.integers(0, 100)


@st.composite
def sides(draw: st.DrawFn) -> list[dict[str, Any]]:
    count = draw(st.integers(1, 3))
    blames = draw(
        st.sampled_from(
            [["full"], ["main", "minor"], ["equal", "equal"], ["main", "minor", "minor"]]
        )
    )
    found = []
    for number in range(count):
        blame = blames[number] if number < len(blames) else "none"
        conduct = draw(st.sampled_from([[], [], ["drunk"], ["fled"]]))
        if draw(st.booleans()):
            cover = draw(
                st.sampled_from([[], policy(draw(yuan), deductible_share="10%"), policy()])
            )
            found.append(car(f"v{number}", blame, commercial=cover, conduct=conduct))
        else:
            found.append(uninsured(f"v{number}", blame, conduct=conduct))
    rest = blames[count:]
    found.append(other("walker", "foot", rest[0] if rest else "none"))
    found += [other(f"w{n}", "nonmotor", blame) for n, blame in enumerate(rest[1:])]
    return found


@st.composite
def claims(draw: st.DrawFn) -> dict[str, Any]:
    these = draw(sides())
    ids = [one["id"] for one in these]
    claimants, shares, advances = [], [], []
    for number in range(draw(st.integers(1, 3))):
        side = draw(st.sampled_from(ids))
        heads = draw(st.lists(st.sampled_from(HEADS), min_size=1, max_size=4, unique=True))
        name = f"p{number}"
        claimants.append(
            person(
                name,
                side,
                *(item(one, draw(yuan)) for one in heads),
                mental_first=draw(st.booleans()),
            )
        )
        others = [one for one in ids if one != side]
        weights = [draw(percents) for _ in others]
        whole = max(sum(weights), draw(st.integers(1, 200)))
        parts = [
            {"side": one, "share": f"{w}/{whole}"} for one, w in zip(others, weights, strict=True)
        ]
        shares.append({"claimant": name, "parts": parts, "by": "parties"})
        if draw(st.booleans()):
            advances.append(
                {"by": "side", "side": draw(st.sampled_from(ids)), "to": name, "amount": draw(yuan)}
            )
        if draw(st.booleans()):
            advances.append({"by": "fund", "to": name, "amount": draw(yuan)})
    return claim(
        these, *claimants, shares=shares, insured_first=draw(st.booleans()),
        advances=[one for one in advances if one["amount"] != "0.00"],
    )  # fmt: skip


def by_payer(found: Assessment) -> dict[tuple[Any, ...], int]:
    sums: dict[tuple[Any, ...], int] = {}
    for due in found.allocation.dues:
        key = (due.claimant, due.payer, due.sub_limit)
        sums[key] = sums.get(key, 0) + due.fen
    return sums


@given(claims())
@settings(max_examples=80, deadline=None)
def test_payments_and_the_own_part_are_the_loss(body: dict[str, Any]) -> None:
    found = assessed(body)
    for who in found.claim.claimants:
        own = found.allocation.own_parts[who.id]
        assert own >= 0
        assert found.due(who.id) + own == found.loss(who.id)
        moved = [one for one in found.payments.transfers if one.claimant == who.id]
        assert all(one.fen > 0 for one in moved)
        assert sum(one.fen for one in moved) == found.due(who.id)
        to_person = sum(one.fen for one in moved if one.why == "to_claimant")
        before = sum(one.amount for one in found.claim.advances if one.to == who.id)
        back = sum(one.fen for one in found.payments.open if one.claimant == who.id)
        assert to_person + before - back == found.due(who.id)


@given(claims())
@settings(max_examples=60, deadline=None)
def test_no_limit_is_exceeded_and_none_is_left_while_a_loss_is_open(body: dict[str, Any]) -> None:
    found = assessed(body)
    for side in found.claim.sides:
        mine = [one for one in found.allocation.dues if one.payer.side == side.id]
        if side.compulsory is not None:
            limits = left(side, found.claim.accident_on)
            for sub in limits:
                paid = sum(one.fen for one in mine if one.sub_limit == sub)
                assert paid <= limits[sub]
                for who in found.claim.claimants:
                    asked = sum(
                        one.fen
                        for one in found.lines
                        if one.claimant == who.id and one.sub_limit == sub
                    )
                    got = sum(
                        one.fen
                        for one in found.allocation.dues
                        if one.claimant == who.id and one.sub_limit == sub
                    )
                    assert got <= asked
                    if who.side != side.id and got < asked:
                        assert limits[sub] == paid
        for number, one in enumerate(side.commercial):
            paid = sum(
                due.fen
                for due in mine
                if due.payer.kind is PayerKind.COMMERCIAL and due.payer.number == number
            )
            assert paid <= one.limit


@given(claims(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_no_order_of_persons_vehicles_or_items_changes_anything(
    body: dict[str, Any], chance: Any
) -> None:
    turned = copy.deepcopy(body)
    for listed in (turned["sides"], turned["claimants"], turned["shares"], turned["advances"]):
        chance.shuffle(listed)
    for one in turned["claimants"]:
        chance.shuffle(one["items"])
    first, second = assessed(body), assessed(turned)
    assert by_payer(first) == by_payer(second)
    assert first.payments == second.payments
    assert first.allocation.own_parts == second.allocation.own_parts


@given(claims(), st.integers(0, 2), yuan)
@settings(max_examples=60, deadline=None)
def test_more_cover_never_lowers_what_covers_pay_a_person(
    body: dict[str, Any], number: int, more: str
) -> None:
    """A higher policy of any side: nobody gets less out of covers, nobody bears more alone."""
    richer = copy.deepcopy(body)
    side = richer["sides"][number % len(richer["sides"])]
    if side["kind"] != "motor":
        return
    side["commercial"] = [*side.get("commercial", []), *policy(more)]
    first, second = assessed(body), assessed(richer)
    covers = {PayerKind.COMPULSORY, PayerKind.COMMERCIAL, PayerKind.OBLIGOR}
    for who in first.claim.claimants:
        paid = [
            sum(
                d.fen
                for d in one.allocation.dues
                if d.claimant == who.id and d.payer.kind in covers
            )
            for one in (first, second)
        ]
        assert paid[0] <= paid[1]
    assert first.allocation.own_parts == second.allocation.own_parts


@given(
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 10**7), min_size=1),
    st.dictionaries(st.sampled_from("xyz"), st.integers(0, 10**7), min_size=1),
    st.integers(1, 10**6),
)
@settings(max_examples=100, deadline=None)
def test_a_higher_limit_takes_from_nobody(
    losses: dict[str, int], limits: dict[str, int], more: int
) -> None:
    reach = {who: frozenset(limits) for who in losses}
    higher = {**limits, min(limits): limits[min(limits)] + more}
    first, second = divide(losses, limits, reach), divide(losses, higher, reach)
    assert sum(first.values()) == min(sum(losses.values()), sum(limits.values()))
    for who in losses:
        before, after = (sum(f for (w, _), f in one.items() if w == who) for one in (first, second))
        assert before <= after + 1  # a fen of rounding may sit with another


def test_the_last_fen_finds_its_place_even_where_it_has_to_push_another() -> None:
    people, covers = dict.fromkeys("abc", 98), dict.fromkeys("xyz", 98)
    paid = divide(people, covers, {who: frozenset(covers) for who in people})
    for who, side in zip(people, covers, strict=True):
        assert sum(fen for (one, _), fen in paid.items() if one == who) == 98
        assert sum(fen for (_, one), fen in paid.items() if one == side) == 98


@given(
    st.fractions(0, 6, max_denominator=12),
    st.fractions(0, 1, max_denominator=100),
    st.sampled_from(DependantCap),
)
def test_no_year_of_dependants_costs_more_than_one_person(
    parts: Fraction, share: Fraction, cap: DependantCap
) -> None:
    yearly = capped(parts, share, cap)
    assert 0 <= yearly <= 1
    assert yearly <= parts * share
    if parts <= 1:
        assert yearly == parts * share


@given(claims())
@settings(max_examples=40, deadline=None)
def test_what_the_program_writes_it_reads_back(body: dict[str, Any]) -> None:
    found = assessed(body)
    again = read_claim(json.dumps(write_claim(found.claim)))
    assert again == found.claim
    data = json.loads(json.dumps(as_data(found)))
    assert read_claim(json.dumps(data["claim"])) == found.claim
    assert {one["id"] for one in data["claimants"]} == {one.id for one in found.claim.claimants}
    assert set(SubLimit) >= {
        line["sub_limit"] for one in data["claimants"] for line in one["lines"]
    }
