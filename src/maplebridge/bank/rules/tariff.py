"""What taking part in a matter earns: a dated tariff, and who gets a share of one closing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID, uuid5

from maplebridge.core.values import Points

POINTS_MAX = 100
"""The most that one share of one matter may be worth, whatever a council writes."""

GIVES_AS = {"unsolved": "answered"}
"""Who says that it is not solved gets what they would get otherwise: points do not buy ratings."""

_NAMESPACE = UUID("6d61706c-6562-5269-8467-65706f696e74")


class Part(StrEnum):
    """How somebody took part in a matter. The paid handler never earns points."""

    REPORTER = "reporter"
    HELPER = "helper"


class Reason(StrEnum):
    """Why a share is what it is. Everything but GIVEN comes with no points."""

    GIVEN = "given"
    NOT_REWARDED = "not_rewarded"
    """The matter was withdrawn, a duplicate, or closed in another way that the tariff leaves out."""
    ANONYMOUS = "anonymous"
    NO_HOUSEHOLD = "no_household"
    SAME_HOUSEHOLD = "same_household"
    """Another member of the household already has the share of this matter."""
    ALREADY_GIVEN = "already_given"
    """An earlier closing of the same matter was rewarded."""


@dataclass(frozen=True, slots=True)
class Tariff:
    """What one version of the tariff gives, per matter."""

    rewarded_codes: frozenset[str]
    reporter_points: Points
    helper_points: Points

    def points_for(self, part: Part) -> Points:
        return self.reporter_points if part is Part.REPORTER else self.helper_points


def read_tariff(body: object) -> Tariff:
    """Validate a tariff as entered. Raises ValueError naming the first field that is wrong."""
    if not isinstance(body, Mapping):
        raise ValueError("body")
    unknown = set(body) - {"rewarded_codes", "reporter_points", "helper_points"}
    if unknown:
        raise ValueError(min(str(name) for name in unknown))
    codes = body.get("rewarded_codes")
    if not isinstance(codes, list) or not all(isinstance(c, str) and c for c in codes):
        raise ValueError("rewarded_codes")
    return Tariff(
        rewarded_codes=frozenset(codes),
        reporter_points=_points(body, "reporter_points"),
        helper_points=_points(body, "helper_points"),
    )


def _points(body: Mapping[str, object], name: str) -> Points:
    value = body.get(name)
    if type(value) is not int or not 0 <= value <= POINTS_MAX:
        raise ValueError(name)
    return Points(value)


def digest(name: str, version: int, valid_from: str, body: object) -> str:
    """SHA-256 of one version of a rulebook in canonical JSON, as 64 hexadecimal digits."""
    plain = {"name": name, "version": version, "valid_from": valid_from, "body": body}
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Taker:
    """Somebody who took part; None for the household of a person who has none here."""

    part: Part
    known: bool
    household_id: UUID | None


@dataclass(frozen=True, slots=True)
class Share:
    """What one closing gives one of those who took part. `points` is 0 unless the reason is GIVEN."""

    part: Part
    household_id: UUID | None
    points: Points
    reason: Reason


def shares(
    tariff: Tariff, closing_code: str, takers: Sequence[Taker], rewarded: AbstractSet[UUID]
) -> tuple[Share, ...]:
    """Return one share for each taker, in the same order; the reporter comes first.

    A household gets one share of a matter, ever: `rewarded` are the households that earlier
    closings of it rewarded. A closing after a dispute therefore gives nothing twice, but does give
    to those whom the first closing left out.
    """
    found: list[Share] = []
    now_given: set[UUID] = set()
    for taker in takers:
        reason = _reason(tariff, closing_code, taker, rewarded, now_given)
        points = tariff.points_for(taker.part) if reason is Reason.GIVEN else Points(0)
        if reason is Reason.GIVEN and points == 0:
            reason = Reason.NOT_REWARDED
        if reason is Reason.GIVEN and taker.household_id:
            now_given.add(taker.household_id)
        found.append(Share(taker.part, taker.household_id, points, reason))
    return tuple(found)


def _reason(
    tariff: Tariff,
    closing_code: str,
    taker: Taker,
    rewarded: AbstractSet[UUID],
    now_given: AbstractSet[UUID],
) -> Reason:
    if GIVES_AS.get(closing_code, closing_code) not in tariff.rewarded_codes:
        return Reason.NOT_REWARDED
    if not taker.known:
        return Reason.ANONYMOUS
    if taker.household_id is None:
        return Reason.NO_HOUSEHOLD
    if taker.household_id in rewarded:
        return Reason.ALREADY_GIVEN
    if taker.household_id in now_given:
        return Reason.SAME_HOUSEHOLD
    return Reason.GIVEN


def transfer_id(matter_id: UUID, household_id: UUID) -> UUID:
    """The one key under which a household's share of a matter can ever be entered."""
    return uuid5(_NAMESPACE, f"{matter_id}:{household_id}")
