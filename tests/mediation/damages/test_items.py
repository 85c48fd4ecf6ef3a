"""Heads of loss, worked by hand from the formulas of the interpretation of 2022 (articles in brackets)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mediation.damages.arithmetic import by_hand, found, rows
from tests.mediation.damages.example import assessed, car, claim, item, other, person


def hurt(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A walker who did nothing wrong, hurt by one car."""
    agreed = [
        {"key": key, "value": value, "by": "parties"} for key, value in more.pop("by", {}).items()
    ]
    return claim(
        [car("car", "full"), other("walker", "foot", "none")],
        person("li", "walker", *items, **more),
        agreed=agreed,
    )


def disabled(
    *levels: int, born: str = "1980-05-05", on: str = "2024-09-01", **more: Any
) -> dict[str, Any]:
    items = more.pop("items", [item("disability")])
    return hurt(*items, born=born, disability={"assessed_on": on, "levels": list(levels)}, **more)


def dead(*items: dict[str, Any], born: str = "1980-05-05", **more: Any) -> dict[str, Any]:
    return hurt(*items, born=born, died_on="2024-03-01", **more)


def keeps(*persons: tuple[str, int]) -> dict[str, Any]:
    return item(
        "dependants",
        persons=[
            {"name": f"D{n}", "born": born, "supporters": supporters}
            for n, (born, supporters) in enumerate(persons)
        ],
    )


FOUR = keeps(("2016-01-01", 2), ("2016-02-01", 2), ("2016-03-01", 2), ("2016-04-01", 2))

CASES: list[tuple[str, dict[str, Any], str]] = [
    (
        "Bills are added up; every one is its own line (6)",
        hurt(item("medical", "3200.50"), item("medical", "99.50"), item("follow_up", "8000")),
        """li medical = 3200.50 + 99.50 = 3300
           li follow_up = 8000
           li loss = 3300 + 8000 = 11300""",
    ),
    (
        "Meals in hospital: days at the local rate of 50 (10)",
        hurt(item("hospital_meals", days=9)),
        "li hospital_meals = 9 * 50 = 450",
    ),
    (
        "Nutrition: days of the medical opinion at 30; another rate said so (11)",
        hurt(item("nutrition", days=30), item("hospital_meals", days=4, rate="100")),
        """li nutrition = 30 * 30 = 900
           li hospital_meals = 4 * 100 = 400""",
    ),
    (
        "Lost income of a fixed wage: what was really lost (7)",
        hurt(item("lost_income", "6123.45", way="actual")),
        "li lost_income = 6123.45",
    ),
    (
        "Lost income by the day, less what the employer paid on (7)",
        hurt(item("lost_income", way="daily", rate="200", days=60, paid_on="5000")),
        "li lost_income = 200 * 60 - 5000 = 7000",
    ),
    (
        "An employer who paid on more than was lost leaves nothing, and nothing below it (7)",
        hurt(item("lost_income", way="daily", rate="100", days=10, paid_on="5000")),
        "li lost_income = 0",
    ),
    (
        "Lost income by the month: 7,300 a month is 240 a day (7)",
        hurt(item("lost_income", way="monthly", rate="7300", days=30)),
        "li lost_income = 7300 * 12 / 365 * 30 = 7200",
    ),
    (
        "A month of 30 days, where that is the custom (7)",
        hurt(item("lost_income", way="monthly", rate="7300", days=30), by={"day_divisor": "12x30"}),
        "li lost_income = 7300 / 30 * 30 = 7300",
    ),
    (
        "Lost income by the average of three years (7)",
        hurt(item("lost_income", way="three_years", years=["70000", "73000", "76000"], days=60)),
        "li lost_income = (70000 + 73000 + 76000) / 3 / 365 * 60 = 12000",
    ),
    (
        "Lost income by the wage of the industry: a farmer, 100 a day (7)",
        hurt(item("lost_income", way="industry", industry="agriculture", days=90)),
        "li lost_income = 36500 / 365 * 90 = 9000",
    ),
    (
        "A day's wage by 12 months of 21.75 days, cut to the fen (7, custom)",
        hurt(
            item("lost_income", way="three_years", years=["73000", "73000", "73000"], days=10),
            by={"day_divisor": "12x21.75", "daily_rounding": "fen_down"},
        ),
        "li lost_income = down(73000 / 12 / 21.75) * 10 = 2796.90",
    ),
    (
        "A day's wage rounded to the yuan before it is multiplied (7, custom)",
        hurt(
            item("lost_income", way="three_years", years=["70000", "70000", "70000"], days=10),
            by={"daily_rounding": "yuan"},
        ),
        "li lost_income = near_yuan(70000 / 365) * 10 = 1920",
    ),
    (
        "A day's wage rounded to the fen, then multiplied: not the same as rounding at the end (7, custom)",
        hurt(
            item("lost_income", way="three_years", years=["70000", "70000", "70000"], days=100),
            by={"daily_rounding": "fen"},
        ),
        "li lost_income = near(70000 / 365) * 100 = 19178",
    ),
    (
        "Two carers of the resident services, on medical opinion (8)",
        hurt(item("nursing", way="industry", industry="resident_services", days=60, persons=2)),
        "li nursing = 54750 / 365 * 60 * 2 = 18000",
    ),
    (
        "Care after the assessment: twenty years, half dependent (8)",
        disabled(
            3, items=[item("long_care", industry="resident_services", years=20, dependence="50%")]
        ),
        "li long_care = 54750 * 20 * 50% = 547500",
    ),
    (
        "A prosthesis: twenty years, a new one every four and a half, so five of them (13)",
        hurt(item("device", unit="8000", term_years=20, cycle_years="4.5", upkeep="3000")),
        "li device = 8000 * ceil(20 / 4.5) + 3000 = 43000",
    ),
    (
        "Level ten at 44: twenty years at 10 % (12)",
        disabled(10),
        "li disability = 50000 * 20 * 10% = 100000",
    ),
    (
        "Level one: all of it (12)",
        disabled(1),
        "li disability = 50000 * 20 * 100% = 1000000",
    ),
    (
        "Level eight at 63: three years less (12)",
        disabled(8, born="1961-05-05"),
        "li disability = 50000 * (20 - (63 - 60)) * 30% = 255000",
    ),
    (
        "The day before the sixtieth birthday no year is taken off (12)",
        disabled(10, born="1964-09-02"),
        "li disability = 50000 * 20 * 10% = 100000",
    ),
    (
        "On the sixty-first birthday it is one year (12)",
        disabled(10, born="1963-09-01"),
        "li disability = 50000 * (20 - (61 - 60)) * 10% = 95000",
    ),
    (
        "At 74 six years, from 75 on five (12)",
        disabled(9, born="1949-09-01"),
        "li disability = 50000 * 5 * 20% = 50000",
    ),
    (
        "Three injuries, levels 8, 9 and 10: 30 % and 2 % and 1 % (12, custom)",
        disabled(10, 8, 9),
        "li disability = 50000 * 20 * (30% + 2% + 1%) = 330000",
    ),
    (
        "What further injuries add stops at 10 % (12, custom)",
        disabled(5, 5, 5),
        "li disability = 50000 * 20 * (60% + 10%) = 700000",
    ),
    (
        "And all together stop at the whole (12, custom)",
        disabled(1, 4),
        "li disability = 50000 * 20 * 100% = 1000000",
    ),
    (
        "One per cent for each further injury, where that is the custom (12)",
        disabled(8, 9, 10, by={"multi_level": "one_percent"}),
        "li disability = 50000 * 20 * (30% + 1% + 1%) = 320000",
    ),
    (
        "Only the worst counts, where that is the custom (12)",
        disabled(8, 9, 10, by={"multi_level": "top_only"}),
        "li disability = 50000 * 20 * 30% = 300000",
    ),
    (
        "A proved residence whose income is higher counts (18); its lower consumption does not",
        disabled(10, residence="elsewhere", items=[item("disability"), keeps(("2014-01-01", 2))]),
        """li disability = 60000 * 20 * 10% = 120000
           li dependants = 30000 * 10% * (18 - 10) / 2 = 12000""",
    ),
    (
        "Death at 43: twenty years (15) and half a year's wage for the funeral (14)",
        dead(item("death"), item("funeral"), item("kin_costs", "2400")),
        """li death = 50000 * 20 = 1000000
           li funeral = 73000 / 12 * 6 = 36500
           li loss = 1000000 + 36500 + 2400 = 1038900""",
    ),
    (
        "Death at 66: fourteen years (15)",
        dead(item("death"), born="1958-01-15"),
        "li death = 50000 * (20 - (66 - 60)) = 700000",
    ),
    (
        "Death at 78: five years (15)",
        dead(item("death"), born="1946-01-15"),
        "li death = 50000 * 5 = 250000",
    ),
    (
        "A child of ten with two parents, level nine (17)",
        disabled(9, items=[item("disability"), keeps(("2014-01-01", 2))]),
        "li dependants = 30000 * 20% * (18 - 10) / 2 = 24000",
    ),
    (
        "After a death a child of eight and a mother of 70 with three children (17)",
        dead(keeps(("2015-06-01", 2), ("1953-06-01", 3))),
        "li dependants = 30000 * 10 * (1/2 + 1/3) = 250000",
    ),
    (
        "A brother of 30 who cannot work is kept twenty years, a father of 80 five (17)",
        dead(keeps(("1994-01-01", 2), ("1944-01-01", 4))),
        "li dependants = 30000 * (5 * (1/2 + 1/4) + 15 * 1/2) = 337500",
    ),
    (
        "Three children of 12, 14 and 16: while all three are small the cap holds (17)",
        dead(keeps(("2012-01-01", 2), ("2010-01-01", 2), ("2008-01-01", 2))),
        "li dependants = 30000 * (2 * 1 + 2 * 1 + 2 * 1/2) = 150000",
    ),
    (
        "Half disabled, four dependants: the cap on the sum after the coefficient (17, one reading)",
        disabled(6, items=[FOUR]),
        "li dependants = 30000 * min(4 * 1/2 * 50%, 1) * 10 = 300000",
    ),
    (
        "The same people: the shares capped before the coefficient (17, the other reading)",
        disabled(6, items=[FOUR], by={"dependant_cap": "shares_first"}),
        "li dependants = 30000 * min(4 * 1/2, 1) * 50% * 10 = 150000",
    ),
    (
        "The term of a child in months, where that is the custom: 8 years and 3 months (17)",
        dead(keeps(("2014-06-15", 2)), by={"dependant_years": "months"}),
        "li dependants = 30000 * 99 / 12 / 2 = 123750",
    ),
    (
        "A child born after the accident is kept eighteen years (17)",
        dead(keeps(("2024-06-01", 2))),
        "li dependants = 30000 * 18 / 2 = 270000",
    ),
    (
        "An amount that the parties agreed on stands for any head",
        disabled(10, items=[item("disability", agreed="88888.88", by="parties")]),
        "li disability = 88888.88",
    ),
    (
        "Things: repair, towing, what was carried (1184; traffic 12)",
        hurt(item("repair", "1500"), item("towing", "300"), item("belongings", "199.99")),
        "li loss = 1500 + 300 + 199.99 = 1999.99",
    ),
]


@pytest.mark.parametrize(
    ("body", "worked"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_head_of_loss_is_what_a_lawyer_gets_by_hand(body: dict[str, Any], worked: str) -> None:
    assessment = assessed(body)
    for who, what, arithmetic, fen in rows(worked):
        assert by_hand(arithmetic) == fen, f"the row itself is wrong: {arithmetic}"
        assert found(assessment, who, what) == fen, what


def test_an_amount_is_rounded_once_and_half_up() -> None:
    """70,000 ÷ 365 × 7 is 1,342.4657…: 1,342.47; a day rounded first would have given 1,342.46."""
    body = hurt(item("lost_income", way="three_years", years=["70000", "70000", "70000"], days=7))
    assert found(assessed(body), "li", "lost_income") == 134_247


def test_a_line_names_its_formula_article_figure_and_rule() -> None:
    body = disabled(8, 10)
    (line,) = assessed(body).lines
    assert line.formula == "50000.00 × 20 × 31%"
    assert [(one.law, one.number) for one in line.articles] == [("人身損害賠償解釋", "12")]
    assert [(one.series, one.year, one.source) for one in line.figures] == [
        ("income_urban", 2024, "made up")
    ]
    assert {one.key: one.written for one in line.cells} == {
        "income_series": "income_urban",
        "multi_level": "by_level",
    }
