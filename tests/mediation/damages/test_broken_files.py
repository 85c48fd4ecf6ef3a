"""Ways to break a claim file: each is told by its own clear sentence, at its own place, and all at once."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
from django.utils import translation

from maplebridge.mediation.messages import damages as said
from maplebridge.mediation.rules.damages.assessment import assess
from maplebridge.mediation.rules.damages.checks import check
from maplebridge.mediation.rules.damages.reading import claim_schema, read_claim
from maplebridge.mediation.rules.damages.shipped import figures, rulebooks
from maplebridge.mediation.rules.damages.values import ClaimRefused
from tests.mediation.damages.example import BOOKS, FIGURES, car, claim, item, other, person

GOOD = claim(
    [
        car("a", "main", name="Zhang", commercial=[{"insurer": "I", "limit": "1000000"}]),
        other("bike", "nonmotor", "minor"),
    ],
    person(
        "li", "bike", item("medical", "30000"), item("lost_income", way="daily", rate="200", days=90),
        item("disability"), item("mental", "5000"),
        item("dependants", persons=[{"name": "Child", "born": "2015-01-01", "supporters": 2}]),
        disability={"assessed_on": "2024-09-01", "levels": [10]}, mental_first=True,
    ),
    advances=[{"by": "side", "side": "a", "to": "li", "amount": "5000"}],
)  # fmt: skip
Change = Callable[[dict[str, Any]], object]


def who(body: dict[str, Any]) -> dict[str, Any]:
    return body["claimants"][0]  # type: ignore[no-any-return]


def items(body: dict[str, Any]) -> list[dict[str, Any]]:
    return who(body)["items"]  # type: ignore[no-any-return]


def put(holder: Callable[[dict[str, Any]], Any], key: Any, value: object) -> Change:
    return lambda body: holder(body).__setitem__(key, value)


BROKEN: list[tuple[str, Change, str, str]] = [
    ("a negative sum", put(lambda b: items(b)[0], "amount", "-5"), "claimants[0].items[0].amount", "claim_not_money"),
    ("three decimals", put(lambda b: items(b)[0], "amount", "1.005"), "claimants[0].items[0].amount", "claim_not_money"),
    ("an absurd sum", put(lambda b: items(b)[0], "amount", "99999999999"), "claimants[0].items[0].amount", "claim_not_money"),
    ("an exponent", put(lambda b: items(b)[0], "amount", "1e9"), "claimants[0].items[0].amount", "claim_not_money"),
    ("negative days", put(lambda b: items(b)[1], "days", -3), "claimants[0].items[1].days", "claim_out_of_bounds"),
    ("yes for a number", put(lambda b: items(b)[1], "days", True), "claimants[0].items[1].days", "claim_not_whole"),
    ("an unknown head", put(lambda b: items(b)[0], "head", "fame"), "claimants[0].items[0].head", "claim_not_a_choice"),
    ("the fee of a lawsuit", put(lambda b: items(b)[0], "head", "court_fee"), "claimants[0].items[0].head", "claim_not_a_choice"),
    ("an unknown key", put(who, "ethnicity", "Han"), "claimants[0].ethnicity", "claim_unknown_key"),
    ("a key is missing", lambda b: b.pop("settled_on"), "settled_on", "claim_key_missing"),
    ("no claimants", put(lambda b: b, "claimants", []), "claimants", "claim_list_length"),
    ("too many items", put(who, "items", [item("medical", "1")] * 61), "claimants[0].items", "claim_list_length"),
    ("a list that is none", put(lambda b: b, "sides", {}), "sides", "claim_not_list"),
    ("a day that does not exist", put(lambda b: b, "accident_on", "2024-02-30"), "accident_on", "claim_not_day"),
    ("settled before the accident", put(lambda b: b, "settled_on", "2024-02-28"), "settled_on", "claim_settled_before"),
    ("assessed after the settlement", put(lambda b: who(b)["disability"], "assessed_on", "2025-09-01"), "claimants[0].disability.assessed_on", "claim_day_outside"),
    ("a negative age", put(who, "born", "2024-06-01"), "claimants[0].born", "claim_born_after"),
    ("an age of 150", put(who, "born", "1874-06-01"), "claimants[0].born", "claim_too_old"),
    ("a dependant from the future", put(lambda b: items(b)[4]["persons"][0], "born", "2030-01-01"), "claimants[0].items[4].persons[0].born", "claim_born_after_all"),
    ("an accident in a time without known limits", put(lambda b: b, "accident_on", "2007-05-01"), "accident_on", "claim_too_early"),
    ("level eleven", put(lambda b: who(b)["disability"], "levels", [11]), "claimants[0].disability.levels[0]", "claim_out_of_bounds"),
    ("a disability without an assessment", lambda b: who(b).pop("disability"), "claimants[0].items[2]", "claim_needs_disability"),
    ("dead and disabled", put(who, "died_on", "2024-05-01"), "claimants[0].died_on", "claim_died_and_disabled"),
    ("no birthday where the years depend on it", lambda b: who(b).pop("born"), "claimants[0].born", "claim_needs_birth"),
    ("two heads of a kind", lambda b: items(b).append(item("mental", "1")), "claimants[0].items[3]", "claim_head_twice"),
    ("nobody asked about mental distress", lambda b: who(b).pop("mental_first"), "claimants[0].mental_first", "claim_mental_first"),
    ("income lost after the assessment", put(lambda b: items(b)[1], "days", 185), "claimants[0].items[1].days", "claim_days_past_assessment"),
    ("a way with the keys of another", put(lambda b: items(b)[1], "way", "industry"), "claimants[0].items[1]", "claim_way_keys"),
    ("the same name twice", lambda b: b["claimants"].append(copy.deepcopy(who(b))), "claimants[1]", "claim_twice"),
    ("a side that nobody knows", put(who, "side", "tram"), "claimants[0].side", "claim_unknown_name"),
    ("two sides with all the blame", put(lambda b: b["sides"][0], "blame", "full"), "sides", "claim_blame_full"),
    ("main blame without minor", put(lambda b: b["sides"][1], "blame", "none"), "sides", "claim_blame_main"),
    ("a car without its cover", lambda b: b["sides"][0].pop("compulsory"), "sides[0].compulsory", "claim_cover_missing"),
    ("insured and not insured", put(lambda b: b["sides"][0], "compulsory", {"insurer": "I", "obligor": "O"}), "sides[0].compulsory", "claim_cover_unclear"),
    ("a share above the whole", put(lambda b: b, "shares", [{"claimant": "li", "parts": [{"side": "a", "share": "120%"}], "by": "parties"}]), "shares[0].parts[0].share", "claim_share_over_one"),
    ("a share that is no share", put(lambda b: b, "shares", [{"claimant": "li", "parts": [{"side": "a", "share": "most"}], "by": "parties"}]), "shares[0].parts[0].share", "claim_not_share"),
    ("a share of the own side", put(lambda b: b, "shares", [{"claimant": "li", "parts": [{"side": "bike", "share": "20%"}], "by": "parties"}]), "shares[0].parts[0].side", "claim_own_side"),
    ("a lender without a share", put(lambda b: b["sides"][0], "bearers", [{"kind": "lender_at_fault", "name": "Lin"}]), "sides[0].bearers[0].share", "claim_bearer_share"),
    ("an advance to nobody", put(lambda b: b["advances"][0], "to", "wu"), "advances[0].to", "claim_unknown_name"),
    ("an advance of nothing", put(lambda b: b["advances"][0], "amount", "0"), "advances[0].amount", "claim_advance_nothing"),
    ("a passenger of a walker", lambda b: (b["sides"][1].update(kind="foot"), who(b).update(position="passenger")), "claimants[0].position", "claim_no_passenger"),
    ("a control character in a name", put(who, "name", "Li\u0007"), "claimants[0].name", "claim_text_length"),
    ("a number for a name", put(who, "name", 7), "claimants[0].name", "claim_not_text"),
    ("format two", put(lambda b: b, "format", 2), "format", "claim_out_of_bounds"),
    ("equal blame of one side alone", lambda b: (b["sides"][0].update(blame="equal"), b["sides"][1].update(blame="none")), "sides", "claim_blame_equal"),
    ("minor blame of one side alone", put(lambda b: b["sides"][0], "blame", "none"), "sides", "claim_blame_minor"),
    ("compulsory cover of a bicycle", put(lambda b: b["sides"][1], "compulsory", {"insurer": "I"}), "sides[1].compulsory", "claim_cover_none"),
    ("a policy of a walker", lambda b: b["sides"][1].update(kind="foot", commercial=[{"insurer": "I", "limit": "1"}]), "sides[1].commercial", "claim_cover_none"),
    ("two drivers", put(lambda b: b["sides"][0], "bearers", [{"kind": "driver", "name": "A"}, {"kind": "driver", "name": "B"}]), "sides[0].bearers", "claim_bearer_twice"),
    ("an owner and a lender with more than all", put(lambda b: b["sides"][0], "bearers", [{"kind": "owner_at_fault", "name": "A", "share": "60%"}, {"kind": "lender_at_fault", "name": "B", "share": "60%"}]), "sides[0].bearers", "claim_shares_over_one"),
    ("figures of a year to come", put(lambda b: b, "statistics_year", 2030), "statistics_year", "claim_year_ahead"),
    ("a free ride of the rider", put(who, "reduction", {"share": "20%", "of": "own_side", "by": "parties"}), "claimants[0].reduction", "claim_reduction_of_passenger"),
    ("a funeral of the living", lambda b: items(b).append(item("funeral")), "claimants[0].items[5]", "claim_needs_death"),
    ("dependants without death or disability", lambda b: (who(b).pop("disability"), items(b).pop(2)), "claimants[0].items[3]", "claim_needs_outcome"),
    ("an owner who was not there and was hurt", put(who, "position", "owner"), "claimants[0].items[0]", "claim_owner_unhurt"),
    ("a part larger than the bill", put(lambda b: items(b)[0], "outside_commercial", "40000"), "claimants[0].items[0].outside_commercial", "claim_part_over_whole"),
    ("a carer by two measures", lambda b: items(b).append(item("long_care", annual="1", industry="health", years=1, dependence="50%")), "claimants[0].items[5]", "claim_one_of"),
    ("two people who lose one income", put(lambda b: items(b)[1], "persons", 2), "claimants[0].items[1].persons", "claim_one_earner"),
    ("shares for nobody", put(lambda b: b, "shares", [{"claimant": "wu", "parts": [], "by": "parties"}]), "shares[0].claimant", "claim_unknown_name"),
    ("shares of a side that is not there", put(lambda b: b, "shares", [{"claimant": "li", "parts": [{"side": "tram", "share": "20%"}], "by": "parties"}]), "shares[0].parts[0].side", "claim_unknown_name"),
    ("shares of more than all together", lambda b: (b["sides"].append(car("c", "none")), b.update(shares=[{"claimant": "li", "parts": [{"side": "a", "share": "60%"}, {"side": "c", "share": "60%"}], "by": "parties"}])), "shares[0].parts", "claim_shares_over_one"),
    ("the fund as one of the sides", put(lambda b: b["advances"][0], "by", "fund"), "advances[0].side", "claim_advance_side"),
    ("an advance of a side that is not there", put(lambda b: b["advances"][0], "side", "tram"), "advances[0].side", "claim_unknown_name"),
    ("an insurer that is none", lambda b: b["advances"][0].update(by="insurer", side="bike"), "advances[0].side", "claim_advance_no_insurer"),
    ("jointly liable with nobody", put(lambda b: b, "joint", [["a", "tram"]]), "joint[0]", "claim_unknown_name"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "path", "code"), [one[1:] for one in BROKEN], ids=[one[0] for one in BROKEN]
)
def test_a_broken_claim_is_told_where_and_why(change: Change, path: str, code: str) -> None:
    body = copy.deepcopy(GOOD)
    change(body)
    with pytest.raises(ClaimRefused) as refused:
        read_claim(json.dumps(body))
    assert (path, code) in {(one.path, one.code) for one in refused.value.faults}
    _is_clear(refused.value)


TEXTS = [
    ("no JSON", '{"format": 1,', "claim_not_json"),
    ("an empty file", "", "claim_not_json"),
    ("not a number", '{"format": NaN}', "claim_bare_decimal"),
    ("without end", '{"format": Infinity}', "claim_bare_decimal"),
    ("a bare decimal", '{"format": 1.5}', "claim_bare_decimal"),
    ("a number without end", f'{{"format": {"9" * 5000}}}', "claim_number_absurd"),
    ("a key twice", '{"format": 1, "format": 1}', "claim_key_twice"),
    ("brackets without end", "[" * 100_000, "claim_too_deep"),
    ("too large", " " * 1_000_001, "claim_too_large"),
    ("another encoding", "事故".encode("gb18030"), "claim_not_utf8"),
    ("a list of claims", "[]", "claim_not_object"),
]


@pytest.mark.parametrize(
    ("text", "code"), [one[1:] for one in TEXTS], ids=[one[0] for one in TEXTS]
)
def test_a_file_that_is_no_claim_is_told_why(text: str | bytes, code: str) -> None:
    with pytest.raises(ClaimRefused) as refused:
        read_claim(text)
    assert code in {one.code for one in refused.value.faults}
    _is_clear(refused.value)


MISSING: list[tuple[str, dict[str, Any], set[tuple[str, str]]]] = [
    (
        "an unknown place",
        {"jurisdiction": "atlantis"},
        {("jurisdiction", "claim_unknown_rulebook")},
    ),
    ("another version", {"rulebook": "1999"}, {("rulebook", "claim_unknown_version")}),
    (
        "a year without figures, named by figure and year",
        {"statistics_year": 2019},
        {
            ("claimants[0].items[2]", "figure_missing"),
            ("claimants[0].items[4]", "figure_missing"),
        },
    ),
    (
        "an agreed rule that does not exist",
        {"agreed": [{"key": "kindness", "value": "1", "by": "parties"}]},
        {("agreed[0].key", "claim_not_a_choice")},
    ),
    (
        "an agreed rule with no such value",
        {"agreed": [{"key": "day_divisor", "value": "360", "by": "parties"}]},
        {("agreed[0].value", "claim_not_a_choice")},
    ),
]


@pytest.mark.parametrize(
    ("change", "faults"), [one[1:] for one in MISSING], ids=[one[0] for one in MISSING]
)
def test_what_is_missing_stops_the_calculation(
    change: dict[str, Any], faults: set[tuple[str, str]]
) -> None:
    found = read_claim(json.dumps({**GOOD, **change}))
    with pytest.raises(ClaimRefused) as refused:
        assess(found, FIGURES, BOOKS)
    assert faults <= {(one.path, one.code) for one in refused.value.faults}
    _is_clear(refused.value)


def test_the_shipped_book_of_jiangxi_stops_at_every_cell_that_nobody_could_read() -> None:
    """All at once: the mediator sees the whole list, and an agreement under `agreed` lifts each."""
    body = {**copy.deepcopy(GOOD), "jurisdiction": "jiangxi", "accident_on": "2024-03-01"}
    items(body).append(item("nursing", way="industry", industry="resident_services", days=30))
    items(body).append(item("hospital_meals", days=10))
    found = read_claim(json.dumps(body))
    with pytest.raises(ClaimRefused) as refused:
        assess(found, figures(), rulebooks())
    keys = {dict(one.facts).get("key") for one in refused.value.faults}
    assert keys == {
        "dependant_years", "industry_wage", "day_divisor", "daily_rounding", "hospital_meal_rate",
        "nonmotor_minor",
    }  # fmt: skip
    body["agreed"] = [
        {"key": key, "value": value, "by": "parties"}
        for key, value in {
            "dependant_years": "whole", "industry_wage": "wage_in_post", "day_divisor": "365",
            "daily_rounding": "none", "hospital_meal_rate": "50", "nonmotor_minor": "75%",
        }.items()
    ]  # fmt: skip
    with pytest.raises(ClaimRefused) as still:
        assess(read_claim(json.dumps(body)), figures(), rulebooks())
    (fault,) = still.value.faults
    with translation.override("en"):
        sentence = said.fault_said(fault)
    assert sentence.startswith(
        "claimants[0].items[5]: “average wage of those in post in non-private units, resident services”"
        " of Jiangxi for 2024 is missing"
    )


def _is_clear(refused: ClaimRefused) -> None:
    """A sentence in both languages, with its facts filled in."""
    for language in ("en", "zh-hans"):
        with translation.override(language):
            for fault in refused.faults:
                sentence = said.fault_said(fault)
                assert not re.search(r"%\(|%[sd]", sentence), sentence
                assert len(sentence) > 10
                if language == "zh-hans":
                    assert re.search(r"[\u4e00-\u9fff]{2}", sentence), sentence


def test_the_schema_says_of_files_what_the_reader_says() -> None:
    """The same words make both; where the schema is silent, it is about how parts fit together."""
    validator = jsonschema.Draft202012Validator(claim_schema())
    jsonschema.Draft202012Validator.check_schema(claim_schema())
    assert validator.is_valid(GOOD)
    beyond = {
        "claim_settled_before", "claim_day_outside", "claim_born_after", "claim_too_old",
        "claim_born_after_all", "claim_too_early", "claim_needs_disability", "claim_needs_birth",
        "claim_died_and_disabled", "claim_head_twice", "claim_mental_first", "claim_way_keys",
        "claim_days_past_assessment", "claim_twice", "claim_unknown_name", "claim_blame_full",
        "claim_blame_main", "claim_cover_missing", "claim_cover_unclear", "claim_share_over_one",
        "claim_own_side", "claim_bearer_share", "claim_advance_nothing", "claim_no_passenger",
        "claim_not_day", "claim_text_length", "claim_blame_equal", "claim_blame_minor",
        "claim_cover_none", "claim_bearer_twice", "claim_shares_over_one", "claim_year_ahead",
        "claim_reduction_of_passenger", "claim_needs_death", "claim_needs_outcome",
        "claim_owner_unhurt", "claim_part_over_whole", "claim_one_of", "claim_one_earner",
        "claim_advance_side", "claim_advance_no_insurer",
    }  # fmt: skip
    for name, change, _, code in BROKEN:
        body = copy.deepcopy(GOOD)
        change(body)
        assert validator.is_valid(body) is (code in beyond), name


def test_a_good_claim_has_no_faults() -> None:
    assert check(read_claim(json.dumps(GOOD))) == []
