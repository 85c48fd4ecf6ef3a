"""A computed head of loss, with everything a reader needs to follow it on paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from ..claim import Claimant, Head, SubLimit
from ..laws import Article
from ..rulebook import Cell, DailyRounding, DayDivisor, Rulebook
from ..statistics import Figure, Figures
from ..values import Refused, half_up, yuan

MEDICAL = {
    Head.MEDICAL, Head.FOLLOW_UP, Head.COSMETIC, Head.HOSPITAL_MEALS, Head.NUTRITION,
}  # fmt: skip
PROPERTY = {Head.REPAIR, Head.REPLACEMENT, Head.CARGO, Head.TOWING, Head.BELONGINGS}
INDIRECT = {Head.LOST_OPERATION, Head.SUBSTITUTE_TRANSPORT}


def sub_limit(head: Head) -> SubLimit:
    """The purse of compulsory cover that a head belongs to.

    The division follows the clauses of the compulsory policy as judgments apply them; the clauses
    themselves were not read here.
    """
    if head in MEDICAL:
        return SubLimit.MEDICAL
    if head in PROPERTY:
        return SubLimit.PROPERTY
    if head in INDIRECT:
        return SubLimit.OUTSIDE
    if head is Head.APPRAISAL_FEE:
        return SubLimit.APPRAISAL
    return SubLimit.DISABILITY


@dataclass(frozen=True, slots=True)
class Line:
    claimant: str
    head: Head
    fen: int
    formula: str
    articles: tuple[Article, ...]
    figures: tuple[Figure, ...] = ()
    cells: tuple[Cell, ...] = ()
    agreed_by: str = ""
    outside_commercial: int = 0

    @property
    def sub_limit(self) -> SubLimit:
        return sub_limit(self.head)


@dataclass(slots=True)
class Basis:
    """The figures and local rules of one claim; remembers which of them a line used."""

    figures: Figures
    book: Rulebook
    year: int
    accident_on: date
    used_figures: list[Figure] = field(default_factory=list)
    used_cells: list[Cell] = field(default_factory=list)

    def cell(self, key: str) -> Cell:
        """Raises Refused when the cell is empty."""
        cell = self.book.cell(key)
        if cell not in self.used_cells:
            self.used_cells.append(cell)
        return cell

    def need(self, *keys: str) -> None:
        """Raises Refused with every one of these cells that is empty."""
        missing = []
        for key in keys:
            try:
                self.cell(key)
            except Refused as refused:
                missing.append(refused)
        if missing:
            raise Refused.all(missing)

    def figure(self, series: str) -> Figure:
        """Raises Refused when nobody entered it."""
        return self._use(self.figures.get(self.book.place, series, self.year))

    def best_figure(self, key: str, who: Claimant) -> Figure:
        """The figure of the court's place, or that of the proved residence where it is higher.

        Law: 人身損害賠償解釋 art. 18, 22 (in force 2022-05-01).
        """
        series = str(self.cell(key).value.value)
        here = self.figures.get(self.book.place, series, self.year)
        if who.residence and who.residence != self.book.place:
            there = self.figures.get(who.residence, series, self.year)
            here = max(here, there, key=lambda one: one.fen)
        return self._use(here)

    def _use(self, figure: Figure) -> Figure:
        if figure not in self.used_figures:
            self.used_figures.append(figure)
        return figure

    def industry(self, industry: str) -> Figure:
        return self.figure(f"{self.cell('industry_wage').value.value}.{industry}")

    def per_day(self, yearly: int) -> tuple[Fraction, str]:
        """A year's money as a day's, by the local convention, and how that is written."""
        divisor: DayDivisor = self.cell("day_divisor").value
        rounding: DailyRounding = self.cell("daily_rounding").value
        parts = {
            DayDivisor.YEAR_365: (Fraction(365), "÷ 365"),
            DayDivisor.MONTHS_30: (Fraction(360), "÷ 12 ÷ 30"),
            DayDivisor.MONTHS_21_75: (Fraction(261), "÷ 12 ÷ 21.75"),
        }
        by, written = parts[divisor]
        return self._rounded(Fraction(yearly) / by, f"{yuan(yearly)} {written}", rounding)

    def per_month_day(self, monthly: int) -> tuple[Fraction, str]:
        """A month's money as a day's: a month has 30 days, or 21.75 where the year is divided so."""
        divisor: DayDivisor = self.cell("day_divisor").value
        rounding: DailyRounding = self.cell("daily_rounding").value
        if divisor is DayDivisor.YEAR_365:
            return self._rounded(
                Fraction(monthly * 12, 365), f"{yuan(monthly)} × 12 ÷ 365", rounding
            )
        by = Fraction(30) if divisor is DayDivisor.MONTHS_30 else Fraction(87, 4)
        written = "÷ 30" if divisor is DayDivisor.MONTHS_30 else "÷ 21.75"
        return self._rounded(Fraction(monthly) / by, f"{yuan(monthly)} {written}", rounding)

    @staticmethod
    def _rounded(exact: Fraction, written: str, how: DailyRounding) -> tuple[Fraction, str]:
        if how is DailyRounding.NONE:
            return exact, written
        fen = {
            DailyRounding.FEN: half_up(exact),
            DailyRounding.FEN_DOWN: int(exact),
            DailyRounding.YUAN: half_up(exact / 100) * 100,
        }[how]
        return Fraction(fen), f"({written} ≈ {yuan(fen)})"
