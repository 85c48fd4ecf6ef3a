"""What lasts: disability, death, the funeral, and those whom the person kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from ..claim import Claimant, Dependant, Dependants, Statutory
from ..rulebook import DependantCap, DependantYears, MultiLevel
from ..values import half_up, percent, plain, yuan
from .lines import Basis

Computed = tuple[int, str]
ADULT = 18
YEARS = 20
EXTRAS_MOST = Fraction(10, 100)


def age(born: date, day: date) -> int:
    """Completed years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def years_for(years_of_age: int) -> int:
    """Twenty years; from 60 on one less for each year of age; from 75 on five.

    Law: 人身損害賠償解釋 art. 12, 15, 17 (in force 2022-05-01).
    """
    if years_of_age >= 75:
        return 5
    return YEARS - max(years_of_age - 60, 0)


def coefficient(levels: Iterable[int], rule: MultiLevel | None) -> Fraction:
    """100 % for the first of the ten levels down to 10 % for the tenth, and what more injuries add.

    How more than one level counts is local practice; no rule is needed for a single one.
    """
    worst, *others = sorted(levels)
    top = Fraction(11 - worst, 10)
    if not others or rule is MultiLevel.TOP_ONLY:
        return top
    each = [Fraction(1 if rule is MultiLevel.ONE_PERCENT else 11 - level, 100) for level in others]
    return min(top + min(sum(each, Fraction(0)), EXTRAS_MOST), Fraction(1))


def _coefficient(who: Claimant, basis: Basis) -> Fraction:
    assert who.disability is not None  # checks.py asks for it
    levels = who.disability.levels
    return coefficient(levels, basis.cell("multi_level").value if len(levels) > 1 else None)


def disability(item: Statutory, who: Claimant, basis: Basis) -> Computed:
    """A year's income x years by age at the assessment x coefficient.

    Law: 人身損害賠償解釋 art. 12 (in force 2022-05-01).
    """
    assert who.disability is not None  # checks.py asks for both
    assert who.born is not None
    share = _coefficient(who, basis)
    years = years_for(age(who.born, who.disability.assessed_on))
    income = basis.best_figure("income_series", who).fen
    return half_up(income * years * share), f"{yuan(income)} × {years} × {percent(share)}"


def death(item: Statutory, who: Claimant, basis: Basis) -> Computed:
    """A year's income x years by age at death.

    Law: 人身損害賠償解釋 art. 15 (in force 2022-05-01).
    """
    assert who.born is not None  # checks.py asks for both
    assert who.died_on is not None
    years = years_for(age(who.born, who.died_on))
    income = basis.best_figure("income_series", who).fen
    return income * years, f"{yuan(income)} × {years}"


def funeral(item: Statutory, who: Claimant, basis: Basis) -> Computed:
    """Six months of the average wage of the year before.

    Law: 人身損害賠償解釋 art. 14 (in force 2022-05-01).
    """
    wage = basis.figure(str(basis.cell("funeral_wage").value.value)).fen
    return half_up(Fraction(wage * 6, 12)), f"{yuan(wage)} ÷ 12 × 6"


def dependants(item: Dependants, who: Claimant, basis: Basis) -> Computed:
    """Those whom the person kept, stage by stage, so that no year costs more than one person's consumption.

    The amount belongs to the compensation for disability or death.

    Law: 人身損害賠償解釋 art. 16, 17 (in force 2022-05-01).
    """
    start = who.died_on or (who.disability.assessed_on if who.disability else None)
    assert start is not None  # checks.py asks for one of them
    share = Fraction(1) if who.died_on else _coefficient(who, basis)
    year = basis.best_figure("consumption_series", who).fen
    terms = [(_term(one, start, basis), Fraction(1, one.supporters)) for one in item.persons]
    cap = _cap(terms, share, basis)
    total, written, gone = Fraction(0), [], Fraction(0)
    for end in sorted({term for term, _ in terms if term}):
        parts = sum((part for term, part in terms if term >= end), Fraction(0))
        yearly = capped(parts, share, cap)
        total += year * yearly * (end - gone)
        written.append(_stage(year, parts, share, yearly, end - gone))
        gone = end
    return half_up(total), " + ".join(written) or yuan(0)


def capped(parts: Fraction, share: Fraction, cap: DependantCap | None) -> Fraction:
    """The part of one person's consumption that a year costs, by either reading of the cap.

    No rule is needed where both readings say the same.

    Law: 人身損害賠償解釋 art. 17 (in force 2022-05-01).
    """
    if cap is DependantCap.SHARES_FIRST:
        return min(parts, Fraction(1)) * share
    return min(parts * share, Fraction(1))


def _cap(
    terms: list[tuple[Fraction, Fraction]], share: Fraction, basis: Basis
) -> DependantCap | None:
    """The local reading, asked for only where the two differ: several shares, and a coefficient."""
    most = sum((part for term, part in terms if term), Fraction(0))
    return basis.cell("dependant_cap").value if most > 1 and share < 1 else None


def _term(one: Dependant, start: date, basis: Basis) -> Fraction:
    """Years for which a person is kept, from the death or the assessment on."""
    years = age(one.born, start)
    if years >= ADULT:
        return Fraction(years_for(years))
    if basis.cell("dependant_years").value is DependantYears.WHOLE:
        return Fraction(ADULT - max(years, 0))
    months = (one.born.year + ADULT - start.year) * 12 + one.born.month - start.month
    return Fraction(months - (start.day > one.born.day), 12)


def _stage(year: int, parts: Fraction, share: Fraction, yearly: Fraction, term: Fraction) -> str:
    by = "" if share == 1 else f" × {percent(share)}"
    written = f"{yuan(year)} × {plain(parts)}{by}"
    if yearly != parts * share:
        written = f"[{written} → {yuan(half_up(year * yearly))}]"
    return f"{written} × {plain(term)}"
