"""Where a matter can be handed on to, where it would go now, and why its kind names a service point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from maplebridge.core import calendar
from maplebridge.people import public as people
from maplebridge.territory import public as territory

from .. import policy, queries
from ..messages import LEVELS
from ..messages.routing import ABOVE, BY_KIND, BY_PLACE, GAPS, TEAM_HERE, TEAM_THERE
from ..models import Matter, MatterEvent
from ..rules import ladder
from ..rules.states import State, Verb
from .wording import category_name

_REFER_LEVELS = {"grid", "community", "street", "jurisdiction"}


@dataclass(frozen=True, slots=True)
class Goal:
    """A place, or the team of a service point by the id of the point."""

    pk: UUID
    name: str


def goals(request: HttpRequest, matter: Matter, now: datetime) -> list[Goal]:
    """Where a matter can go: what was searched for, else the teams of its grid's service points,
    the community's grids and its parents. Not where it is; but it may be decided to stay there."""
    handler = matter.handler if matter.state != State.RETURNED else None
    found = _goals(request, matter, now)
    return [goal for goal in found if handler is None or goal.pk != handler.place_id]


def _goals(request: HttpRequest, matter: Matter, now: datetime) -> list[Goal]:
    if searched := request.GET.get("refer_to", "")[:60].strip():
        return [Goal(one.pk, one.name) for one in territory.search_places(searched, limit=12)]
    above = [p for p in territory.ancestors(matter.path) if p.level in _REFER_LEVELS]
    beside = territory.children(matter.community, limit=40) if matter.community else []
    places = [*reversed(above), *(p for p in beside if p.level == "grid" and p not in above)]
    teams = queries.teams_near(matter, calendar.today(now))
    return [
        *(
            Goal(point.pk, people.office_name(team))
            for team, point in teams
            if team.pk != matter.handler_id or matter.state == State.RETURNED
        ),
        *(Goal(one.pk, one.name) for one in places),
    ]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where a matter that was sorted or placed anew would go: handed there in one tap, with `why`."""

    pk: UUID
    post: str
    holder: str
    why: str


def proposal(
    matter: Matter, events: Sequence[MatterEvent], standing: policy.Standing, now: datetime
) -> Proposal | None:
    """The post that the rulebook names now, after somebody said of what kind the matter is or where
    it lies. None when that post has it, when it was sent somewhere since, or had been there."""
    last = ladder.sorted_since_sent([Verb(event.verb) for event in events])
    if last is None or not policy.allows(standing, State(matter.state), Verb.REFER):
        return None
    asked = queries.answers_first(matter, calendar.today(now))
    if asked.post_id is None or asked.post_id == matter.handler_id:
        return None
    moves = queries.moves_of(matter)
    passed = ladder.was_decided(moves) or ladder.held_before(moves, asked.post_id)
    if passed and standing is policy.Standing.HANDLER:
        return None
    post = queries.goal_of(asked)
    assert post is not None, "it was read a moment ago"
    named = {
        "kind": category_name(matter.rulebook, matter.category),
        "place": matter.place.name,
        "post": people.office_name(post),
    }
    why = str(BY_KIND if last is Verb.TRIAGE else BY_PLACE) % named
    return Proposal(post.service_point_id or post.place_id, named["post"], post.person.name, why)


def why_here(matter: Matter, now: datetime) -> str:
    """What the rulebook says of the service point, for a kind that has one; "" for any other."""
    asked = queries.point_asked(matter, calendar.today(now))
    if asked is None:
        return ""
    facts = {
        "point": asked.point.name if asked.point else "",
        "grid": matter.grid.name if matter.grid else "",
        "next": _next_level(matter),
    }
    if asked.gap is not None:
        return str(GAPS[asked.gap]) % facts
    here = asked.team is not None and asked.team.pk == matter.handler_id
    return str(TEAM_HERE if here else TEAM_THERE) % facts


def _next_level(matter: Matter) -> str:
    duty = queries.category_of(matter)[1].duty
    behind = duty[duty.index("point") + 1 :]
    return str(LEVELS[behind[0]] if behind else ABOVE)
