"""Which sums everybody can do, and which villages a bank covers."""

from __future__ import annotations

from maplebridge.insight.rules import roll_out


def test_a_natural_village_is_covered_by_its_own_bank_or_by_that_of_its_village() -> None:
    villages = ["000100010001", "000100010002", "000100020001", "00010003"]
    assert roll_out.covered_villages(villages, ["000100010001"]) == (1, 4)
    assert roll_out.covered_villages(villages, ["00010001", "00010003"]) == (3, 4)
    assert roll_out.covered_villages(villages, []) == (0, 4)
    assert roll_out.covered_villages([], ["0001"]) == (0, 0)


def test_each_place_is_the_sum_of_its_parts_and_its_households_of_two_kinds() -> None:
    found = list(roll_out.sums({"town": ["a", "b"], "county": ["town"]}))
    assert roll_out.Sum(("town", "deeds"), (("a", "deeds"), ("b", "deeds"))) in found
    assert roll_out.Sum(("county", "deeds"), (("town", "deeds"),)) in found
    shares = [one for one in found if one.parts[0][0] == one.total[0]]
    assert {one.total[0] for one in shares} == {"a", "b", "town", "county"}


def test_sums_leave_nothing_out() -> None:
    rows = [{"deeds": 3, "granted": 5}, {"deeds": 4}]
    total = roll_out.summed(rows)
    assert (total["deeds"], total["granted"], total["notices"]) == (7, 5, 0)
