"""The reviews of the last two months of a world, so that a newcomer meets one that is alive.

All of it goes through the verbs of the review itself: drafted, called, concluded, proposed, tried
and adopted on the days when the people of the world would have done so. What they wrote says that
it is made up.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from maplebridge.core import calendar
from maplebridge.core.viewer import Viewer
from maplebridge.matters import public as matters
from maplebridge.people.public import Person, viewer_of
from maplebridge.review import actions
from maplebridge.review.models import CallBack, MonthlyReview
from maplebridge.review.rules import figures, splitting
from maplebridge.review.rules.changes import Kind, Part, Wanted
from maplebridge.territory import public as territory

from . import cast, words

ROUTED = "lighting"
"""The kind that is asked of the community first from last month on."""
_OUTCOMES = (("solved", 72), ("not_solved", 9), ("declined", 4), ("not_reached", 15))


def last_month(now: datetime) -> date:
    return figures.month_before(figures.month_of(calendar.today(now)))


def add_reviews(now: datetime, chance: Random) -> None:
    """Two reviews of each place: of the earlier month concluded, of the last one still a draft."""
    month = last_month(now)
    earlier = figures.month_before(month)
    for one in (earlier, month):
        actions.draft_month(one, now=_morning_after(one))
    _call(earlier, chance, left=0.0)
    _call(month, chance, left=0.3)
    head = _head(now)
    root = territory.root()
    review = MonthlyReview.objects.get(place=root, month=earlier)
    actions.conclude(
        viewer=head, review_id=review.pk, text=words.CONCLUDED, now=_morning_after(earlier)
    )
    _adopt_route(head, root, month)
    _propose_more(head, root, month, now)


def _morning_after(month: date) -> datetime:
    """Nine in the morning of the first day after a month."""
    return calendar.start_of(figures.month_after(month)) + timedelta(hours=9)


def _head(now: datetime) -> Viewer:
    return viewer_of(Person.objects.get(phone=cast.HEAD.phone), now=now)


def _call(month: date, chance: Random, *, left: float) -> None:
    """How most calls ended, as the callers of the other communities would have noted it."""
    noted_at = _morning_after(month) + timedelta(days=2)
    names = [name for name, _ in _OUTCOMES]
    weights = [weight for _, weight in _OUTCOMES]
    calls = list(CallBack.objects.filter(sample__month=month).order_by("community__path", "matter"))
    noted = [call for call in calls if chance.random() >= left]
    for call in noted:
        call.outcome, call.noted_at = chance.choices(names, weights)[0], noted_at
        if call.outcome == "not_solved":
            call.text = chance.choice(words.CALLED)
    CallBack.objects.bulk_update(noted, ["outcome", "noted_at", "text"], batch_size=500)


def _adopt_route(head: Viewer, root: territory.Place, month: date) -> None:
    """Adopted before last month began, so that last month's review says whether it worked."""
    eve = calendar.start_of(month) - timedelta(hours=6)
    wanted = Wanted(Kind.ROUTE, ROUTED, level="community")
    made = actions.propose(
        viewer=head, place_id=root.pk, wanted=wanted, why=words.WHY_ROUTE, now=eve
    )
    actions.replay(viewer=head, proposal_id=made.pk, now=eve)
    actions.adopt(viewer=head, proposal_id=made.pk, now=eve)


def _propose_more(head: Viewer, root: territory.Place, month: date, now: datetime) -> None:
    """Left for the visitor to decide: the split that the review found, else another limit."""
    review = MonthlyReview.objects.get(place=root, month=month)
    category = matters.catalogue(calendar.today(now)).get(ROUTED)
    assert category is not None
    hours, days = category.promise.first_answer_hours, category.promise.settle_days
    wanted, why = Wanted(Kind.LIMIT, ROUTED, hours, days + 2), words.WHY_LIMIT
    for row in review.figures["splits"]:
        kind, found = splitting.unpacked(row)
        if kind == ROUTED and found.measure == splitting.HANDED:
            left = tuple(word for word in category.keywords if "楼道" not in word)
            parts = (
                Part("路灯照明", "路燈照明", "Street lamps", left[:20], hours, days),
                Part("楼道照明", "樓道照明", "Stairwell lights", ("楼道",), hours, days + 2),
            )
            wanted, why = Wanted(Kind.SPLIT, ROUTED, parts=parts), words.WHY_SPLIT
    made = actions.propose(viewer=head, place_id=root.pk, wanted=wanted, why=why, now=now)
    actions.replay(viewer=head, proposal_id=made.pk, now=now)
