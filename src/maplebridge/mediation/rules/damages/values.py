"""Money in fen and shares as exact fractions: how they are rounded, divided and written.

There is no float in this package. An amount is rounded once, when its item is finished, half up to the fen; what
is divided among several is divided so that the parts add up to the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

Fact = str | int
Facts = tuple[tuple[str, Fact], ...]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong or missing: where it stands in the claim, and what fills the sentence."""

    path: str
    code: str
    facts: Facts = ()

    @classmethod
    def at(cls, path: str, code: str, **facts: Fact) -> Fault:
        return cls(path, code, tuple(sorted(facts.items())))


class ClaimRefused(Exception):
    """A claim cannot be read or computed. Holds every reason that was found, not only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__(", ".join(f"{fault.path}: {fault.code}" for fault in self.faults))


class Refused(Exception):
    """Figures or local rules are missing. The caller knows the path and makes Faults of it."""

    def __init__(self, code: str, /, **facts: Fact) -> None:
        super().__init__(code)
        self.reasons: tuple[tuple[str, dict[str, Fact]], ...] = ((code, facts),)

    @classmethod
    def all(cls, several: Iterable[Refused]) -> Refused:
        """Everything that is missing for one step, so that nobody has to ask twice."""
        first, *others = several
        first.reasons += tuple(reason for one in others for reason in one.reasons)
        return first

    def faults(self, path: str) -> list[Fault]:
        return [Fault.at(path, code, **facts) for code, facts in self.reasons]


def half_up(exact: Fraction | int) -> int:
    """The nearest whole number; a half goes up. Amounts here are never negative."""
    exact = Fraction(exact)
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def spread(total: int, weights: Mapping[str, Fraction]) -> dict[str, int]:
    """Divide a whole number by weights so that the parts add up to it.

    Each part is rounded down; what is left goes, one by one, to the largest remainders, and among
    equal remainders by name: the order in which the parts were given changes nothing.
    """
    whole = sum(weights.values(), Fraction(0))
    if not whole:
        return dict.fromkeys(weights, 0)
    exact = {name: total * weight / whole for name, weight in weights.items()}
    parts = {name: int(part) for name, part in exact.items()}
    left = total - sum(parts.values())
    for name in sorted(exact, key=lambda one: (parts[one] - exact[one], one))[:left]:
        parts[name] += 1
    return parts


def yuan(fen: int) -> str:
    """Fen written as yuan with two decimals, as on a sheet: 12345 is 123.45."""
    return f"{fen // 100}.{fen % 100:02d}"


def percent(share: Fraction) -> str:
    """A share as a percentage where that is exact to two decimals, else as a fraction."""
    hundredths = share * 10_000
    if hundredths.denominator != 1:
        return f"{share.numerator}/{share.denominator}"
    whole, rest = divmod(int(hundredths), 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + "%"


def plain(number: Fraction | int) -> str:
    """A number in a formula: whole, else as a fraction."""
    number = Fraction(number)
    if number.denominator == 1:
        return str(number.numerator)
    return f"{number.numerator}/{number.denominator}"
