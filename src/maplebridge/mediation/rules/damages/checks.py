"""What the parts of a claim say about each other: names that meet, dates in order, blame that fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from . import claim as c
from .values import Fault

EARLIEST = date(2008, 2, 1)
"""The limits of compulsory cover before this day are not known here."""
OLDEST_YEARS = 120
ONCE = {
    c.Head.DISABILITY, c.Head.DEATH, c.Head.FUNERAL, c.Head.DEPENDANTS, c.Head.MENTAL,
}  # fmt: skip
_THINGS = {
    c.Head.REPAIR, c.Head.REPLACEMENT, c.Head.CARGO, c.Head.TOWING, c.Head.BELONGINGS,
    c.Head.LOST_OPERATION, c.Head.SUBSTITUTE_TRANSPORT,
}  # fmt: skip
_OF_DEATH = {c.Head.DEATH, c.Head.FUNERAL, c.Head.KIN_COSTS}
_NEEDS_SHARE = {c.BearerKind.OWNER_AT_FAULT, c.BearerKind.LENDER_AT_FAULT}


def check(claim: c.Claim) -> list[Fault]:
    return [
        *_dates(claim),
        *_blame(claim),
        *(fault for i, one in enumerate(claim.sides) for fault in _side(one, f"sides[{i}]")),
        *(
            fault
            for i, one in enumerate(claim.claimants)
            for fault in _claimant(one, claim, f"claimants[{i}]")
        ),
        *_shares(claim),
        *_advances(claim),
        *_joint(claim),
    ]


def _dates(claim: c.Claim) -> Iterator[Fault]:
    if claim.accident_on < EARLIEST:
        yield Fault.at("accident_on", "claim_too_early", day=EARLIEST.isoformat())
    if claim.settled_on < claim.accident_on:
        yield Fault.at("settled_on", "claim_settled_before")
    if claim.statistics_year and claim.statistics_year > claim.settled_on.year:
        yield Fault.at("statistics_year", "claim_year_ahead", year=claim.statistics_year)


def _blame(claim: c.Claim) -> Iterator[Fault]:
    """The words of a certificate fit together: full beside none, main beside minor, equal beside equal."""
    counts = Counter(one.blame for one in claim.sides)
    blamed = len(claim.sides) - counts[c.Blame.NONE]
    if counts[c.Blame.FULL] and blamed > 1:
        yield Fault.at("sides", "claim_blame_full")
    elif counts[c.Blame.MAIN] > 1 or (counts[c.Blame.MAIN] and not counts[c.Blame.MINOR]):
        yield Fault.at("sides", "claim_blame_main")
    elif counts[c.Blame.EQUAL] == 1:
        yield Fault.at("sides", "claim_blame_equal")
    elif counts[c.Blame.MINOR] and blamed == counts[c.Blame.MINOR]:
        yield Fault.at("sides", "claim_blame_minor")


def _side(side: c.Side, at: str) -> Iterator[Fault]:
    cover = side.compulsory
    if side.kind is c.Kind.MOTOR and not side.unidentified:
        if cover is None:
            yield Fault.at(f"{at}.compulsory", "claim_cover_missing", side=side.id)
        elif bool(cover.insurer) == bool(cover.obligor):
            yield Fault.at(f"{at}.compulsory", "claim_cover_unclear", side=side.id)
    elif cover is not None:
        yield Fault.at(f"{at}.compulsory", "claim_cover_none", side=side.id)
    if side.commercial and (side.unidentified or side.kind is c.Kind.FOOT):
        yield Fault.at(f"{at}.commercial", "claim_cover_none", side=side.id)
    yield from _bearers(side, at)


def _bearers(side: c.Side, at: str) -> Iterator[Fault]:
    for number, one in enumerate(side.bearers):
        if (one.share is None) == (one.kind in _NEEDS_SHARE):
            yield Fault.at(f"{at}.bearers[{number}].share", "claim_bearer_share", name=one.name)
    if sum(one.share or 0 for one in side.bearers) > 1:
        yield Fault.at(f"{at}.bearers", "claim_shares_over_one", name=side.id)
    for kind in (c.BearerKind.DRIVER, c.BearerKind.EMPLOYER):
        if sum(one.kind is kind for one in side.bearers) > 1:
            yield Fault.at(f"{at}.bearers", "claim_bearer_twice", name=side.id)


def _claimant(one: c.Claimant, claim: c.Claim, at: str) -> Iterator[Fault]:
    if one.side not in claim.by_side():
        yield Fault.at(f"{at}.side", "claim_unknown_name", name=one.side)
        return
    if one.position is c.Position.PASSENGER and claim.side(one.side).kind is c.Kind.FOOT:
        yield Fault.at(f"{at}.position", "claim_no_passenger", side=one.side)
    if one.reduction and (
        one.reduction.of is c.ReducedFor.OWN_SIDE and one.position is not c.Position.PASSENGER
    ):
        yield Fault.at(f"{at}.reduction", "claim_reduction_of_passenger")
    yield from _life(one, claim, at)
    heads = Counter(item.head for item in one.items)
    for number, item in enumerate(one.items):
        where = f"{at}.items[{number}]"
        if item.head in ONCE and heads[item.head] > 1:
            yield Fault.at(where, "claim_head_twice", head=item.head.value)
        yield from _item(item, one, claim, where)
    if heads[c.Head.MENTAL] and one.mental_first is None:
        yield Fault.at(f"{at}.mental_first", "claim_mental_first")


def _life(one: c.Claimant, claim: c.Claim, at: str) -> Iterator[Fault]:
    """Born, hurt, assessed or dead, in this order and within a life."""
    born, died, assessed = one.born, one.died_on, one.disability and one.disability.assessed_on
    last = died or assessed or claim.accident_on
    if born and not born <= claim.accident_on:
        yield Fault.at(f"{at}.born", "claim_born_after")
    elif born and last.year - born.year > OLDEST_YEARS:
        yield Fault.at(f"{at}.born", "claim_too_old", years=OLDEST_YEARS)
    for name, day in (("died_on", died), ("disability.assessed_on", assessed)):
        if day and not claim.accident_on <= day <= claim.settled_on:
            yield Fault.at(f"{at}.{name}", "claim_day_outside", day=day.isoformat())
    if died and assessed:
        yield Fault.at(f"{at}.died_on", "claim_died_and_disabled")


def _item(item: c.Item, one: c.Claimant, claim: c.Claim, at: str) -> Iterator[Fault]:
    yield from _fits(item, one, at)
    if isinstance(item, c.Sum) and item.outside_commercial > item.amount:
        yield Fault.at(f"{at}.outside_commercial", "claim_part_over_whole")
    if isinstance(item, c.Earnings):
        yield from _earnings(item, one, claim, at)
    if isinstance(item, c.LongCare) and (item.annual is None) == (not item.industry):
        yield Fault.at(at, "claim_one_of", keys="annual, industry")
    if isinstance(item, c.Dependants):
        for number, person in enumerate(item.persons):
            if person.born > claim.settled_on:
                yield Fault.at(f"{at}.persons[{number}].born", "claim_born_after_all")


def _fits(item: c.Item, one: c.Claimant, at: str) -> Iterator[Fault]:
    """A head of loss fits what happened to the person."""
    by_law = not isinstance(item, c.Agreed)
    if item.head in _OF_DEATH and one.died_on is None:
        yield Fault.at(at, "claim_needs_death", head=item.head.value)
    if item.head is c.Head.DISABILITY and one.disability is None:
        yield Fault.at(at, "claim_needs_disability")
    if item.head is c.Head.DEPENDANTS and one.disability is None and one.died_on is None:
        yield Fault.at(at, "claim_needs_outcome")
    if item.head in {c.Head.DISABILITY, c.Head.DEATH} and by_law and one.born is None:
        yield Fault.at(f"{at.partition('.')[0]}.born", "claim_needs_birth")
    if item.head not in _THINGS | {c.Head.APPRAISAL_FEE} and one.position is c.Position.OWNER:
        yield Fault.at(at, "claim_owner_unhurt", head=item.head.value)


_WAY_KEYS = {
    c.Way.ACTUAL: {"amount"},
    c.Way.DAILY: {"days", "rate"},
    c.Way.MONTHLY: {"days", "rate"},
    c.Way.THREE_YEARS: {"days", "years"},
    c.Way.INDUSTRY: {"days", "industry"},
}


def _earnings(item: c.Earnings, one: c.Claimant, claim: c.Claim, at: str) -> Iterator[Fault]:
    """Each way has its own keys; income is lost at most until the day before the assessment.

    Law: 人身損害賠償解釋 art. 7 (in force 2022-05-01).
    """
    given = {
        name
        for name, value in (
            ("amount", item.amount is not None), ("days", item.days), ("rate", item.rate is not None),
            ("years", item.years), ("industry", item.industry),
        )
        if value
    }  # fmt: skip
    if given != _WAY_KEYS[item.way]:
        yield Fault.at(
            at, "claim_way_keys", way=item.way.value, keys=", ".join(sorted(_WAY_KEYS[item.way]))
        )
    if item.head is c.Head.LOST_INCOME and item.persons != 1:
        yield Fault.at(f"{at}.persons", "claim_one_earner")
    if item.head is c.Head.LOST_INCOME and one.disability is not None:
        most = (one.disability.assessed_on - claim.accident_on).days
        if item.days > most:
            yield Fault.at(f"{at}.days", "claim_days_past_assessment", days=item.days, most=most)


def _shares(claim: c.Claim) -> Iterator[Fault]:
    claimants = {one.id: one for one in claim.claimants}
    for number, one in enumerate(claim.shares):
        at = f"shares[{number}]"
        if one.claimant not in claimants:
            yield Fault.at(f"{at}.claimant", "claim_unknown_name", name=one.claimant)
            continue
        if sum(part.share for part in one.parts) > 1:
            yield Fault.at(f"{at}.parts", "claim_shares_over_one", name=one.claimant)
        who = claimants[one.claimant]
        for place, part in enumerate(one.parts):
            if part.side not in claim.by_side():
                yield Fault.at(f"{at}.parts[{place}].side", "claim_unknown_name", name=part.side)
            elif part.side == who.side and who.position is not c.Position.PASSENGER:
                yield Fault.at(f"{at}.parts[{place}].side", "claim_own_side", name=part.side)


def _advances(claim: c.Claim) -> Iterator[Fault]:
    claimants = {one.id: one for one in claim.claimants}
    for number, one in enumerate(claim.advances):
        at = f"advances[{number}]"
        if one.to not in claimants:
            yield Fault.at(f"{at}.to", "claim_unknown_name", name=one.to)
        if (one.by is c.AdvancedBy.FUND) == bool(one.side):
            yield Fault.at(f"{at}.side", "claim_advance_side")
        elif one.side and one.side not in claim.by_side():
            yield Fault.at(f"{at}.side", "claim_unknown_name", name=one.side)
        elif one.by is c.AdvancedBy.INSURER:
            cover = claim.side(one.side).compulsory
            if cover is None or not cover.insurer:
                yield Fault.at(f"{at}.side", "claim_advance_no_insurer", side=one.side)
        if one.amount == 0:
            yield Fault.at(f"{at}.amount", "claim_advance_nothing")


def _joint(claim: c.Claim) -> Iterator[Fault]:
    for number, group in enumerate(claim.joint):
        for name in group:
            if name not in claim.by_side():
                yield Fault.at(f"joint[{number}]", "claim_unknown_name", name=name)
