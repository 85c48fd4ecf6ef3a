"""Treatment and the time it takes: bills, meals, nutrition, lost income, carers, devices."""

from __future__ import annotations

from fractions import Fraction

from ..claim import Device, Earnings, Head, LongCare, PerDay, Sum, Way
from ..laws import CIVIL_CODE, INJURY, MENTAL, TRAFFIC, Article, cite
from ..values import half_up, percent, plain, yuan
from .lines import Basis

Computed = tuple[int, str]

SUM_ARTICLES: dict[Head, tuple[Article, ...]] = {
    Head.MEDICAL: cite(INJURY, 6),
    Head.FOLLOW_UP: cite(INJURY, 6),
    Head.COSMETIC: cite(INJURY, 6),
    Head.REHABILITATION: cite(INJURY, 6),
    Head.TRANSPORT: cite(INJURY, 9),
    Head.LODGING: cite(INJURY, 10),
    Head.KIN_COSTS: cite(CIVIL_CODE, 1179),
    Head.MENTAL: cite(CIVIL_CODE, 1183) + cite(MENTAL, 5),
    Head.REPAIR: cite(CIVIL_CODE, 1184) + cite(TRAFFIC, 12),
    Head.REPLACEMENT: cite(CIVIL_CODE, 1184) + cite(TRAFFIC, 12),
    Head.CARGO: cite(CIVIL_CODE, 1184) + cite(TRAFFIC, 12),
    Head.TOWING: cite(TRAFFIC, 12),
    Head.BELONGINGS: cite(CIVIL_CODE, 1184),
    Head.LOST_OPERATION: cite(TRAFFIC, 12),
    Head.SUBSTITUTE_TRANSPORT: cite(TRAFFIC, 12),
    Head.APPRAISAL_FEE: (),
}


def amount(item: Sum, basis: Basis) -> Computed:
    """What receipts show, what a thing was worth at the time, or what people weigh for distress.

    Law: 人身損害賠償解釋 art. 6, 9, 10 (in force 2022-05-01).
    Law: 民法典 art. 1179, 1183, 1184 (in force 2021-01-01).
    Law: 交通事故賠償解釋 art. 12 (in force 2021-01-01).
    Law: 精神損害賠償解釋 art. 5 (in force 2021-01-01).
    """
    return item.amount, yuan(item.amount)


def per_day(item: PerDay, basis: Basis) -> Computed:
    """Meals in hospital and nutrition: days at a rate.

    Law: 人身損害賠償解釋 art. 10, 11 (in force 2022-05-01).
    """
    key = "hospital_meal_rate" if item.head is Head.HOSPITAL_MEALS else "nutrition_rate"
    rate = item.rate if item.rate is not None else int(basis.cell(key).value)
    return rate * item.days, f"{yuan(rate)} × {item.days}"


def earnings(item: Earnings, basis: Basis) -> Computed:
    """Lost income, and the income or hire of a carer.

    What was really lost; else the average of three years; else the wage of the industry.

    Law: 人身損害賠償解釋 art. 7, 8 (in force 2022-05-01).
    """
    if item.way is Way.ACTUAL:
        lost, formula = Fraction(item.amount or 0), yuan(item.amount or 0)
    else:
        daily, written = _daily(item, basis)
        lost, formula = daily * item.days, f"{written} × {item.days}"
    if item.persons > 1:
        lost, formula = lost * item.persons, f"{formula} × {item.persons}"
    if item.paid_on:
        lost, formula = lost - item.paid_on, f"{formula} − {yuan(item.paid_on)}"
    return half_up(max(lost, Fraction(0))), formula


def _daily(item: Earnings, basis: Basis) -> tuple[Fraction, str]:
    if item.way is Way.DAILY:
        return Fraction(item.rate or 0), yuan(item.rate or 0)
    industry = ["industry_wage"] if item.way is Way.INDUSTRY else []
    basis.need(*industry, "day_divisor", "daily_rounding")
    if item.way is Way.MONTHLY:
        return basis.per_month_day(item.rate or 0)
    if item.way is Way.THREE_YEARS:
        yearly = half_up(Fraction(sum(item.years), 3))
        daily, written = basis.per_day(yearly)
        years = " + ".join(yuan(one) for one in item.years)
        return daily, f"[({years}) ÷ 3 = {yuan(yearly)}] {written}"
    return basis.per_day(basis.industry(item.industry).fen)


def long_care(item: LongCare, basis: Basis) -> Computed:
    """Care after the assessment: a year's cost, at most twenty years, by the degree of dependence.

    Law: 人身損害賠償解釋 art. 8 (in force 2022-05-01).
    """
    annual = item.annual if item.annual is not None else basis.industry(item.industry).fen
    formula = f"{yuan(annual)} × {item.years} × {percent(item.dependence)}"
    if item.persons > 1:
        formula += f" × {item.persons}"
    return half_up(annual * item.years * item.dependence * item.persons), formula


def device(item: Device, basis: Basis) -> Computed:
    """As many pieces as the term has cycles begun, and their upkeep.

    Law: 人身損害賠償解釋 art. 13 (in force 2022-05-01).
    """
    cycles = item.term_years / item.cycle_years
    pieces = -(-cycles.numerator // cycles.denominator)
    formula = (
        f"{yuan(item.unit)} × ⌈{plain(item.term_years)} ÷ {plain(item.cycle_years)}⌉"
        f" = {yuan(item.unit)} × {pieces}"
    )
    if item.upkeep:
        formula += f" + {yuan(item.upkeep)}"
    return item.unit * pieces + item.upkeep, formula
