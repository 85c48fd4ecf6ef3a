"""What must be in order before a helper goes: insurance, company on a first visit, no clash of times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .windows import Window, overlap


@dataclass(frozen=True, slots=True)
class Going:
    """One helper about to be asked or to go."""

    insured_until: date | None
    knows_elder: bool
    taken: tuple[Window, ...] = ()


def seats_needed(going: list[Going], *, pair_first_visit: bool) -> int:
    """Two while anybody of them would come to this home for the first time, where so ruled."""
    new = any(not one.knows_elder for one in going)
    return 2 if pair_first_visit and new else 1


def obstacle(one: Going, when: Window, *, insured: bool) -> str:
    """The code of the sentence that says why this helper may not go then; "" when nothing stands there.

    Law: 志願服務條例 art. 17 (in force 2017-12-01).
    """
    if insured and one.insured_until is None:
        return "timebank_not_insured"
    if insured and one.insured_until is not None and one.insured_until < when.day:
        return "timebank_insurance_ends"
    if any(overlap(when, other) for other in one.taken):
        return "timebank_elsewhere"
    return ""
