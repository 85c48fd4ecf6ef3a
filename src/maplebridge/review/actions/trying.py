"""What a proposed change would have meant for past matters, each judged by the version of its day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from maplebridge.core import calendar
from maplebridge.core.errors import RuleBroken
from maplebridge.matters import public as matters

from ..models import Proposal
from ..rules import changes
from ..rules.changes import Kind, Wanted

MONTHS = 6
"""How far back a proposal is tried."""
LOOK_AHEAD = timedelta(days=400)
"""No deadline of the past lies further ahead."""


def tried(proposal: Proposal, wanted: Wanted, now: datetime) -> dict[str, Any]:
    """The result as plain data. Reads up to 200,000 timelines."""
    since = now - timedelta(days=30 * MONTHS)
    match wanted.kind:
        case Kind.STAFFING:
            return _staffing(proposal, wanted, since, now)
        case Kind.KEYWORDS:
            return _keywords(proposal, wanted, since, now)
        case Kind.SPLIT:
            return _split(proposal, wanted, since, now)
        case Kind.LIMIT:
            limit = matters.LimitChange(
                wanted.category, wanted.first_answer_hours, wanted.settle_days
            )
            return _timelines(proposal, wanted, since, now, limit)
    route = matters.RouteChange(wanted.category, proposal.path, wanted.level)
    return _timelines(proposal, wanted, since, now, route)


def _replayed(
    proposal: Proposal, since: datetime, now: datetime,
    change: matters.LimitChange | matters.RouteChange | matters.SplitChange | None,
) -> matters.Replayed:  # fmt: skip
    """All rounds of the place, each by the promises and office hours of its own version."""
    return matters.replay(
        matters.past_matters(proposal.path, since),
        promise_of=_promise_of,
        calendar_of=_calendars(now),
        now=now,
        change=change,
    )


def _promise_of(version: str, kind: str) -> matters.Promise:
    book = matters.catalogue_version(version)
    category = book.get(kind) or book.get("other")
    assert category is not None, "every catalogue has the category OTHER"
    return category.promise


def _calendars(now: datetime) -> Callable[[str], Any]:
    """The working calendar of a version by its name."""

    @lru_cache(maxsize=64)
    def calendar_of(version: str) -> Any:
        return matters.office(now, matters.catalogue_version(version))

    return calendar_of


def _staffing(proposal: Proposal, wanted: Wanted, since: datetime, now: datetime) -> dict[str, Any]:
    """The past of the place as a queue, with its posts and with more; in the hours of today."""
    today = calendar.today(now)
    book = matters.catalogue(today)
    axis = matters.working_time(calendar.today(since), today + LOOK_AHEAD, book, now)
    jobs, left_out = matters.jobs_of(
        matters.past_matters(proposal.path, since),
        promise_of=_promise_of,
        calendar_of=_calendars(now),
        minutes=axis.minutes,
    )
    found = matters.staffed(jobs, left_out, wanted.posts)
    if found is None:
        raise RuleBroken("proposal_nothing_to_try", months=MONTHS)
    return {"staffed": asdict(found), "assumptions": ["staffing", "staffing_work"]}


def _timelines(
    proposal: Proposal, wanted: Wanted, since: datetime, now: datetime,
    change: matters.LimitChange | matters.RouteChange,
) -> dict[str, Any]:  # fmt: skip
    before = _replayed(proposal, since, now, None)
    after = _replayed(proposal, since, now, change)
    return {
        "before": _packed(before, wanted.category),
        "after": _packed(after, wanted.category),
        "versions": _versions(before, wanted.category),
        "assumptions": list(after.assumptions),
    }


def _packed(replayed: matters.Replayed, kind: str) -> dict[str, int]:
    return asdict(replayed.kinds.get(kind) or matters.Tally())


def _versions(replayed: matters.Replayed, *kinds: str) -> list[list[Any]]:
    """How many rounds were reported under which version, most first."""
    count: Counter[str] = Counter()
    for (kind, version), rounds in replayed.versions.items():
        if kind in kinds:
            count[version] += rounds
    return [list(row) for row in count.most_common()]


def _split(proposal: Proposal, wanted: Wanted, since: datetime, now: datetime) -> dict[str, Any]:
    """Where each would have gone by the new keywords; what names neither stays with the first."""
    book = matters.catalogue(calendar.today(now))
    content = changes.applied(
        matters.dump_catalogue(book), wanted, version="trial", valid_from=book.valid_from
    )
    one, two = (part.code for part in wanted.parts)
    guess = matters.parts_by_words(matters.parse_catalogue(content), (one, two))
    named: Counter[bool] = Counter()

    def part_of(words: str) -> str:
        found = guess(words)
        named[bool(found)] += 1
        return found or one

    before = _replayed(proposal, since, now, matters.SplitChange(wanted.category, part_of))
    named.clear()
    limits = {part.code: (part.first_answer_hours, part.settle_days) for part in wanted.parts}
    change = matters.SplitChange(wanted.category, part_of, limits)
    after = _replayed(proposal, since, now, change)
    return {
        "parts": [
            {"before": _packed(before, code), "after": _packed(after, code)} for code in (one, two)
        ],
        "named": named[True],
        "unnamed": named[False],
        "versions": _versions(before, one, two),
        "assumptions": list(after.assumptions),
    }


def _keywords(proposal: Proposal, wanted: Wanted, since: datetime, now: datetime) -> dict[str, Any]:
    book = matters.catalogue(calendar.today(now))
    changed = changes.applied(
        matters.dump_catalogue(book), wanted, version="trial", valid_from=book.valid_from
    )
    count, right_before, right_after = matters.first_guesses(
        proposal.path, since, wanted.category, matters.parse_catalogue(changed)
    )
    return {
        "named": count,
        "right_before": right_before,
        "right_after": right_after,
        "assumptions": ["keywords"],
    }
