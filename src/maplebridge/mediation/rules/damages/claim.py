"""A claim as the mediator entered it: what happened, to whom, and who stands behind each side.

A side is a vehicle with those in charge of it, or a person on foot. A claimant belongs to a side: as its driver (or
the walker), as a passenger, or as the owner of things on it. Everything here was said by people; nothing is computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class SubLimit(StrEnum):
    """The three purses of compulsory cover, and what stands outside them."""

    MEDICAL = "medical"
    DISABILITY = "disability"
    PROPERTY = "property"
    OUTSIDE = "outside"
    """Indirect loss: lost operation, substitute transport. By share from the people, not from cover."""
    APPRAISAL = "appraisal"
    """The appraisal fee, whose carrier is local practice."""


class Head(StrEnum):
    """A head of loss."""

    MEDICAL = "medical"
    FOLLOW_UP = "follow_up"
    COSMETIC = "cosmetic"
    HOSPITAL_MEALS = "hospital_meals"
    NUTRITION = "nutrition"
    LOST_INCOME = "lost_income"
    NURSING = "nursing"
    LONG_CARE = "long_care"
    TRANSPORT = "transport"
    LODGING = "lodging"
    REHABILITATION = "rehabilitation"
    DEVICE = "device"
    DISABILITY = "disability"
    DEPENDANTS = "dependants"
    DEATH = "death"
    FUNERAL = "funeral"
    KIN_COSTS = "kin_costs"
    MENTAL = "mental"
    REPAIR = "repair"
    REPLACEMENT = "replacement"
    CARGO = "cargo"
    TOWING = "towing"
    BELONGINGS = "belongings"
    LOST_OPERATION = "lost_operation"
    SUBSTITUTE_TRANSPORT = "substitute_transport"
    APPRAISAL_FEE = "appraisal_fee"


class Kind(StrEnum):
    MOTOR = "motor"
    TRAILER = "trailer"
    """Without cover of its own: the vehicle that draws it is a side by itself."""
    NONMOTOR = "nonmotor"
    FOOT = "foot"


class Blame(StrEnum):
    """What the certificate of the police says of a side."""

    FULL = "full"
    MAIN = "main"
    EQUAL = "equal"
    MINOR = "minor"
    NONE = "none"


class Conduct(StrEnum):
    DRUNK = "drunk"
    UNLICENSED = "unlicensed"
    DRUGGED = "drugged"
    INTENT = "intent"
    FLED = "fled"


class Position(StrEnum):
    DRIVER = "driver"
    PASSENGER = "passenger"
    OWNER = "owner"


class BearerKind(StrEnum):
    """Who stands behind a side when covers are used up."""

    DRIVER = "driver"
    EMPLOYER = "employer"
    """In place of the driver at work."""
    OWNER_AT_FAULT = "owner_at_fault"
    LENDER_AT_FAULT = "lender_at_fault"
    JOINT_OWNER = "joint_owner"
    ATTACHED_OPERATOR = "attached_operator"


class Excluded(StrEnum):
    """What a commercial policy does not pay: heads of loss, or accidents with a conduct."""

    MENTAL = "mental"
    OUTSIDE = "outside"
    APPRAISAL = "appraisal"
    DRUNK = "drunk"
    UNLICENSED = "unlicensed"
    DRUGGED = "drugged"
    INTENT = "intent"
    FLED = "fled"


STANDARD_EXCLUSIONS = frozenset(Excluded) - {Excluded.APPRAISAL}
"""What policies usually leave out, from memory: the sheet asks to look at the contract."""


class CoverKind(StrEnum):
    LIABILITY = "liability"
    SEAT = "seat"
    """For those on the side itself, so much for each of them."""


class Way(StrEnum):
    """How lost income or the cost of a carer is shown."""

    ACTUAL = "actual"
    DAILY = "daily"
    MONTHLY = "monthly"
    THREE_YEARS = "three_years"
    INDUSTRY = "industry"


class ReducedFor(StrEnum):
    OWN_SIDE = "own_side"
    """A free ride: only the side that gave it owes less."""
    ALL_SIDES = "all_sides"
    """Own fault of a passenger, such as no belt or helmet: every side owes less."""


class AdvancedBy(StrEnum):
    SIDE = "side"
    INSURER = "insurer"
    FUND = "fund"


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount shown by receipts, or one that people weigh, such as mental distress."""

    head: Head
    amount: int
    outside_commercial: int = 0
    """The part of a medical bill that the commercial policy does not pay by its contract."""


@dataclass(frozen=True, slots=True)
class PerDay:
    """Meals in hospital and nutrition: days at a rate, that of the rulebook unless said otherwise."""

    head: Head
    days: int
    rate: int | None = None


@dataclass(frozen=True, slots=True)
class Earnings:
    """Lost income and nursing: days at a day's worth, for so many persons."""

    head: Head
    way: Way
    days: int = 0
    persons: int = 1
    amount: int | None = None
    rate: int | None = None
    years: tuple[int, ...] = ()
    industry: str = ""
    paid_on: int = 0
    """Wages that were paid all the same, taken off."""


@dataclass(frozen=True, slots=True)
class LongCare:
    """Care after the assessment: a year's cost, years and the degree of dependence."""

    head: Head
    years: int
    dependence: Fraction
    persons: int = 1
    annual: int | None = None
    industry: str = ""


@dataclass(frozen=True, slots=True)
class Device:
    head: Head
    unit: int
    term_years: Fraction
    cycle_years: Fraction
    upkeep: int = 0


@dataclass(frozen=True, slots=True)
class Statutory:
    """Disability, death and funeral: all of it follows from the person and the statistics."""

    head: Head


@dataclass(frozen=True, slots=True)
class Dependant:
    name: str
    born: date
    supporters: int


@dataclass(frozen=True, slots=True)
class Dependants:
    head: Head
    persons: tuple[Dependant, ...]


@dataclass(frozen=True, slots=True)
class Agreed:
    """A head whose amount the parties agreed on or a mediator entered: no formula is applied."""

    head: Head
    agreed: int
    by: str


Item = Sum | PerDay | Earnings | LongCare | Device | Statutory | Dependants | Agreed


@dataclass(frozen=True, slots=True)
class Disability:
    assessed_on: date
    levels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reduction:
    share: Fraction
    of: ReducedFor
    by: str


@dataclass(frozen=True, slots=True)
class Claimant:
    id: str
    side: str
    items: tuple[Item, ...]
    name: str = ""
    position: Position = Position.DRIVER
    born: date | None = None
    died_on: date | None = None
    disability: Disability | None = None
    residence: str = ""
    """Another place, proved, whose figures count when they are higher."""
    mental_first: bool | None = None
    reduction: Reduction | None = None
    intent: bool = False
    """The person wanted the harm."""


@dataclass(frozen=True, slots=True)
class Used:
    """What an earlier settlement of the same accident took out of the cover."""

    medical: int = 0
    disability: int = 0
    property: int = 0


@dataclass(frozen=True, slots=True)
class Compulsory:
    insurer: str = ""
    obligor: str = ""
    """Who should have insured the vehicle and did not; stands in for the cover."""
    used: Used = Used()


@dataclass(frozen=True, slots=True)
class Commercial:
    insurer: str
    limit: int
    kind: CoverKind = CoverKind.LIABILITY
    used: int = 0
    deductible: int = 0
    deductible_share: Fraction = Fraction(0)
    excludes: tuple[Excluded, ...] | None = None

    @property
    def exclusions(self) -> frozenset[Excluded]:
        return STANDARD_EXCLUSIONS if self.excludes is None else frozenset(self.excludes)


@dataclass(frozen=True, slots=True)
class Bearer:
    kind: BearerKind
    name: str
    share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Side:
    id: str
    kind: Kind
    blame: Blame
    name: str = ""
    conduct: tuple[Conduct, ...] = ()
    unidentified: bool = False
    compulsory: Compulsory | None = None
    commercial: tuple[Commercial, ...] = ()
    bearers: tuple[Bearer, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    side: str
    share: Fraction


@dataclass(frozen=True, slots=True)
class Shares:
    """Who bears how much of what covers leave; what is not said is the claimant's own part."""

    claimant: str
    parts: tuple[Part, ...]
    by: str


@dataclass(frozen=True, slots=True)
class Advance:
    by: AdvancedBy
    to: str
    amount: int
    side: str = ""


@dataclass(frozen=True, slots=True)
class Override:
    """A local rule that the parties agreed on, or that a mediator entered by name."""

    key: str
    value: str
    by: str


@dataclass(frozen=True, slots=True)
class Claim:
    format: int
    jurisdiction: str
    accident_on: date
    settled_on: date
    sides: tuple[Side, ...]
    claimants: tuple[Claimant, ...]
    reference: str = ""
    rulebook: str = ""
    statistics_year: int | None = None
    shares: tuple[Shares, ...] = ()
    agreed: tuple[Override, ...] = ()
    advances: tuple[Advance, ...] = ()
    joint: tuple[tuple[str, ...], ...] = ()
    """Sides that are liable for each other's share."""
    insured_first: bool = False
    """The claimants ask the insured vehicles to pay before the uninsured one."""
    set_off: bool = False
    """The parties agreed to set their claims against each other."""

    @property
    def year(self) -> int:
        """The year whose statistics count: the one before the signing, unless the claim pins another."""
        return self.statistics_year or self.settled_on.year - 1

    def side(self, id: str) -> Side:
        return next(one for one in self.sides if one.id == id)

    def by_side(self) -> Mapping[str, Side]:
        return {one.id: one for one in self.sides}
