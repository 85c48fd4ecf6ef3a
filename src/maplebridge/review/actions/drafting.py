"""The review drafts itself on the first working day; a head writes what follows from it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import SYSTEM, Level, Viewer
from maplebridge.matters import public as matters
from maplebridge.territory import public as territory

from .. import policy, queries
from ..models import CallBack, CallSample, MonthlyReview
from ..rules import figures as rules
from ..rules import sample as lots

WORDS_MAX = 5000


def draft_due(*, now: datetime) -> None:
    """Every morning: on the first working day, or the first day after it that a worker runs, draft
    the month before, once. A day of a year that is not announced counts as worked."""
    today = calendar.today(now)
    month = rules.month_before(rules.month_of(today))
    root = territory.root()
    if MonthlyReview.objects.filter(place=root, month=month).exists() or not _has_worked(today):
        return
    draft_month(month, now=now)


def _has_worked(today: date) -> bool:
    """Whether this month had a working day, today included."""
    kinds = [calendar.is_workday(today.replace(day=day)) for day in range(1, today.day + 1)]
    return any(kind.workday or not kind.known for kind in kinds)


@transaction.atomic
def draft_month(month: date, *, now: datetime) -> None:
    """Freeze the figures of a month for the whole, each town or street and each community, list what is at the end of the
    ladder on the day of the draft, and draw whom to call.

    Twice is once. Concluded reviews and drawn lots stay; figures that nobody concluded from yet are
    counted anew.
    """
    root = territory.root()
    found = queries.figures_of(month)
    stuck = matters.stuck(now)
    listed = [str(key) for key, _ in stuck]
    more = {"stuck": listed, "splits": queries.splits_of(month)}
    _freeze(root, month, found.stored(None) | more, now)
    communities = list(_below(root, Level.COMMUNITY))
    for place in [*_below(root, Level.DISTRICT), *_below(root, Level.STREET), *communities]:
        inside = {one.pk for one in communities if one.path.startswith(place.path)}
        listed = [str(key) for key, community in stuck if community in inside]
        figures = found.stored(inside, by_grid=place.level == Level.COMMUNITY)
        _freeze(place, month, figures | {"stuck": listed}, now)
    if not CallSample.objects.filter(month=month).exists():
        _draw(month, [place.pk for place in communities], now)


def _below(root: territory.Place, level: Level) -> Iterator[territory.Place]:
    after = ""
    while page := territory.places_below(root.path, level, after):
        yield from page
        after = page[-1].path


def _freeze(place: territory.Place, month: date, figures: dict[str, object], now: datetime) -> None:
    made, fresh = MonthlyReview.objects.get_or_create(
        place=place, month=month,
        defaults={"path": place.path, "figures": figures, "drafted_at": now},
    )  # fmt: skip
    if not fresh and made.concluded_at is None:
        made.figures, made.drafted_at = figures, now
        made.save(update_fields=["figures", "drafted_at"])
    if fresh:
        audit.record(viewer=SYSTEM, verb="review.draft", thing=made, now=now)


def _draw(month: date, communities: list[UUID], now: datetime) -> None:
    closed = queries.closed_in(month)
    seed = lots.seed_of(f"{month:%Y-%m}", secrets.token_hex(16))
    rulebook = matters.catalogue(rules.last_day(month))
    drawn = CallSample.objects.create(
        month=month, seed=seed, share_bp=100 * rulebook.call_back_percent,
        most=rulebook.call_back_most, rulebook=rulebook.version, keys_digest=lots.digest(closed),
        closed=sum(len(keys) for keys in closed.values()), left_out=queries.left_out(month),
        drawn_at=now,
    )  # fmt: skip
    callers = lots.callers(communities, seed)
    lucky = lots.drawn(closed, seed, drawn.share_bp, drawn.most)
    posts = {} if callers else _posts([key for keys in lucky.values() for key in keys], seed, now)
    CallBack.objects.bulk_create(
        CallBack(
            sample=drawn, matter_id=key, community_id=place, drawn_at=now,
            caller_id=callers.get(place), caller_post_id=posts.get(key),
        )
        for place, keys in lucky.items()
        for key in keys
    )  # fmt: skip
    audit.record(
        viewer=SYSTEM,
        verb="review.draw",
        thing=drawn,
        now=now,
        seed=seed,
        rulebook=rulebook.version,
    )


def _posts(keys: list[UUID], seed: str, now: datetime) -> dict[UUID, UUID | None]:
    """Where there is one community alone: an operator or head without a part in each matter."""
    free = queries.calling_posts(calendar.today(now))
    involved = queries.involved_in(keys, calendar.today(now))
    return {key: lots.independent(key, free, involved[key], seed) for key in keys}


def conclude(*, viewer: Viewer, review_id: UUID, text: str, now: datetime) -> MonthlyReview:
    """A head writes what follows from the figures; again replaces what was written before."""
    text = text.strip()
    if not text or len(text) > WORDS_MAX or "\x00" in text:
        raise RuleBroken("review_words_missing")
    with transaction.atomic():
        review = queries.review_at(viewer, review_id)
        review = MonthlyReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
        post = policy.concludes(viewer, review.path)
        if post is None:
            raise Forbidden("review_needs_head")
        review.conclusions, review.concluded_at = text, now
        review.concluded_by_id = post.post_id
        review.save(update_fields=["conclusions", "concluded_at", "concluded_by"])
        audit.record(viewer=viewer, verb="review.conclude", thing=review, now=now)
        return review
