"""Where a matter went: the lines of its timeline that the ladder and the clocks read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q

from maplebridge.core import calendar
from maplebridge.core.viewer import Role
from maplebridge.people import public as people
from maplebridge.territory import public as territory

from ..models import Matter, MatterEvent
from ..policy import SUPERVISING
from ..rules import clocks as rules
from ..rules.catalogue import OTHER, PLACE_LEVELS, Catalogue, Category
from ..rules.clocks import Clocks, Promise, Step
from ..rules.ladder import Asked, Moved, asked_for
from ..rules.states import State, Verb
from .rulebook import catalogue_version, office

LINES_MAX = 1_000
QUESTION = "question"
"""The code of a worker's words that ask the reporter something."""
SILENT = ExpressionWrapper(Q(text=""), output_field=BooleanField())
"""Of a line: nobody wrote a word with it."""


def category_of(matter: Matter) -> tuple[Catalogue, Category]:
    """The rulebook that a matter was reported under, and its kind there."""
    rulebook = catalogue_version(matter.rulebook)
    category = rulebook.get(matter.category) or rulebook.get(OTHER)
    assert category is not None, "every catalogue has the category OTHER"
    return rulebook, category


def moves_of(matter: Matter) -> list[Moved]:
    """Every line, oldest first: what was done, and to which post it went."""
    names = ("verb", "to_post_id", "code", "from_state")
    lines = matter.events.order_by("at", "id").values_list(*names)[:LINES_MAX]
    return [_moved(Verb(verb), to_post, code, before) for verb, to_post, code, before in lines]


def _moved(verb: Verb, to_post: UUID | None, code: str, before: str) -> Moved:
    asked = asked_for(verb, code, undecided=before == State.RETURNED)
    return Moved(verb, to_post, asked)


def clocks_of(matter: Matter, now: datetime, *, then: Verb | None = None) -> Clocks:
    """The clocks by the matter's category of this moment, as if `then` were done at `now`."""
    rulebook, _ = category_of(matter)
    names = ("at", "verb", "by_reporter", "code", SILENT)
    lines = matter.events.order_by("at", "id").values_list(*names)[:LINES_MAX]
    steps = [
        Step(at, Verb(verb), by_reporter, code == QUESTION and not by_reporter, silent)
        for at, verb, by_reporter, code, silent in lines
    ]
    if then is not None:
        steps.append(Step(now, then, by_reporter=False))
    return rules.clocks(steps, promise_of(matter), office(now, rulebook))


def promise_of(matter: Matter) -> Promise:
    """What was promised: that of its kind, and never more time than the kind that it was taken for
    while `promised_as` names it."""
    rulebook, category = category_of(matter)
    kept = rulebook.get(matter.promised_as) if matter.promised_as else None
    return rules.shorter(category.promise, kept.promise) if kept else category.promise


def supervisors(matter: Matter, path: str, now: datetime) -> list[people.Cover]:
    """Who is asked when a matter is handed up from `path`, nearest first.

    A level that has no duty for this kind is passed over, unless nobody else is there.
    """
    today, duty = calendar.today(now), category_of(matter)[1].duty
    passed_over = set(PLACE_LEVELS) - set(duty)
    without = {
        place.path
        for place in (territory.ancestors(matter.path) if passed_over else ())
        if place.level in passed_over
    }
    chain = people.who_supervises(path, today=today, without=without)
    return chain if chain or not without else people.who_supervises(path, today=today)


_ASKED = Q(verb=Verb.RETURN.value) | Q(
    ~Q(code=Asked.OVERDUE.value), verb=Verb.ESCALATE.value, from_state=State.RETURNED.value
)
"""The lines that ask somebody to decide where a matter belongs."""


def last_resort(concerned: Collection[UUID], now: datetime) -> people.Post | None:
    """Who is asked when nobody is there today: an operator of the whole jurisdiction, else its head,
    away or not, and none of those concerned."""
    today = calendar.today(now)
    root = territory.root()
    found = people.Post.objects.filter(
        Q(term_to__isnull=True) | Q(term_to__gte=today),
        term_from__lte=today, path=root.path, role__in=[role.value for role in SUPERVISING],
    )  # fmt: skip
    posts = list(found.exclude(pk__in=concerned).order_by("id")[:LINES_MAX])
    return min(posts, key=lambda post: post.role != Role.OPERATOR, default=None)


def arbiter_asked(matter: Matter) -> people.Post | None:
    """The post that was asked last to decide where a returned matter belongs."""
    line = (
        matter.events.filter(_ASKED).select_related("to_post__place").order_by("-at", "-id").first()
    )
    return line.to_post if line else None


def arbiters_asked(matters: Sequence[UUID]) -> dict[UUID, people.Post]:
    """For each returned matter the post that was asked last to decide. One query."""
    asked = MatterEvent.objects.filter(_ASKED, matter__in=matters, to_post__isnull=False)
    lines = asked.select_related("to_post__place").order_by("at", "id")
    return {line.matter_id: line.to_post for line in lines if line.to_post is not None}
