"""Who may do what with a matter: role x state x verb, as one table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from maplebridge.core.errors import Forbidden
from maplebridge.core.viewer import HeldPost, Role, Viewer

from .models import OPENED, Matter, MatterGroup, MatterTask
from .rules.groups import POSSIBLE, GroupState, GroupVerb
from .rules.states import State, Verb, next_state
from .rules.tasks import TaskState, TaskVerb, next_task_state


class Standing(StrEnum):
    """What a viewer is to one matter; the first that fits, from near to far.

    A messenger is a worker who brought a concern of a resident whom they serve to a place that they
    do not serve: they follow it and may add words, the resident judges.
    """

    SYSTEM = "system"
    HANDLER = "handler"
    SUPERVISOR = "supervisor"
    REPORTER = "reporter"
    MESSENGER = "messenger"
    NEIGHBOUR = "neighbour"
    OUTSIDER = "outsider"


WORKERS = frozenset({Standing.HANDLER, Standing.SUPERVISOR})

ALLOWED: dict[Verb, frozenset[Standing]] = {
    Verb.ACCEPT: WORKERS,
    Verb.TRIAGE: WORKERS,
    Verb.REFER: WORKERS,
    Verb.RETURN: frozenset({Standing.HANDLER}),
    Verb.ASSIGN: frozenset({Standing.SUPERVISOR}),
    Verb.START: WORKERS,
    Verb.SUSPEND: WORKERS,
    Verb.RESUME: WORKERS | {Standing.SYSTEM},
    Verb.ESCALATE: frozenset({Standing.SYSTEM}),
    Verb.ANSWER: WORKERS,
    Verb.MARK_DUPLICATE: WORKERS,
    Verb.JOIN: frozenset({Standing.NEIGHBOUR}),
    Verb.SPLIT: WORKERS,
    Verb.ADD_WORDS: WORKERS | {Standing.REPORTER, Standing.MESSENGER},
    Verb.TAKE_PART: frozenset({Standing.NEIGHBOUR}),
    Verb.RATE: frozenset({Standing.REPORTER}),
    Verb.DISPUTE: frozenset({Standing.REPORTER}),
    Verb.WITHDRAW: frozenset({Standing.REPORTER}),
    Verb.CLOSE_UNDISPUTED: frozenset({Standing.SYSTEM}),
    Verb.ADD_TASK: WORKERS,
    Verb.LEAVE_TASKS: WORKERS,
    Verb.GROUP: WORKERS,
    Verb.UNGROUP: WORKERS,
    Verb.NAME_RECOURSE: frozenset({Standing.REPORTER}),
    Verb.END_RECOURSE: frozenset({Standing.REPORTER}),
    Verb.RECOUNT: frozenset({Standing.SYSTEM}),
    Verb.PASS_ON: frozenset({Standing.SYSTEM}),
    Verb.CALL_BACK: frozenset(),
    Verb.PLACE: WORKERS,
}
"""Nobody judges their own work: workers never rate, dispute or withdraw. Whom a lot lets call back
the review knows."""

VERBS_OF_REPORTER = (Verb.ADD_WORDS, Verb.RATE, Verb.DISPUTE, Verb.WITHDRAW)
SUPERVISING = (Role.OPERATOR, Role.HEAD)
ANSWERING = (Role.GRID_WORKER, *SUPERVISING)


class Bond(StrEnum):
    """Why somebody who reported for another may still follow the matter today."""

    NONE = ""
    MANDATE = "mandate"
    POST = "post"


def needs_bond(viewer: Viewer, matter: Matter) -> bool:
    """Whether the viewer's standing hangs on what binds them to the reporter, and nothing nearer."""
    return (
        viewer.person_id is not None
        and viewer.person_id == matter.on_behalf_by_id
        and viewer.person_id != matter.reporter_id
        and handling_post(viewer, matter) is None
    )


def serves(viewer: Viewer, path: str | None) -> bool:
    """Whether the viewer holds a post in which they report for the people who live at `path`."""
    return path is not None and viewer.holds(*ANSWERING, path=path) is not None


def is_reporter(viewer: Viewer, matter: Matter, receipt_hash: str = "") -> bool:
    """Whether the viewer's concern it is, acts for that person by mandate, or holds its receipt."""
    if viewer.person_id is not None and viewer.person_id == matter.reporter_id:
        return True
    if matter.bond == Bond.MANDATE and needs_bond(viewer, matter):
        return True
    return bool(receipt_hash) and receipt_hash == matter.receipt_hash


def handling_post(viewer: Viewer, matter: Matter) -> HeldPost | None:
    """The post in which the viewer may work on the matter: its handler's, the grid's, or above.

    Who stands above the place does so also where they are in the team that has it: they decide.
    """
    above = viewer.holds(*SUPERVISING, path=matter.path)
    for post in viewer.posts:
        if post.post_id in (matter.handler_id, matter.first_asked_id):
            return above if above and post.role is Role.SERVICE_TEAM else post
    return viewer.holds(Role.GRID_WORKER, path=matter.path) or above


def standing_of(viewer: Viewer, matter: Matter, receipt_hash: str = "") -> Standing:
    """What the viewer is to the matter. A worker's own report is theirs as its reporter."""
    if viewer.system:
        return Standing.SYSTEM
    if is_reporter(viewer, matter, receipt_hash):
        own = viewer.person_id is not None and viewer.person_id == matter.reporter_id
        if own or handling_post(viewer, matter) is None:
            return Standing.REPORTER
    post = handling_post(viewer, matter)
    if post is not None:
        supervises = post.role in SUPERVISING and post.post_id != matter.handler_id
        return Standing.SUPERVISOR if supervises else Standing.HANDLER
    if matter.bond == Bond.POST and needs_bond(viewer, matter):
        return Standing.MESSENGER
    if is_neighbour(viewer, matter):
        return Standing.NEIGHBOUR
    return Standing.OUTSIDER


def is_neighbour(viewer: Viewer, matter: Matter) -> bool:
    """Whether an open-to-neighbours matter lies in a community where the viewer lives or serves."""
    if matter.visibility not in OPENED or not viewer.signed_in:
        return False
    community = matter.community
    if community is None:
        return False
    around = [viewer.home_path, *(post.path for post in viewer.posts)]
    return any(path and path.startswith(community.path) for path in around)


def may_see(viewer: Viewer, matter: Matter, receipt_hash: str = "") -> bool:
    return standing_of(viewer, matter, receipt_hash) is not Standing.OUTSIDER


class HasVisibility(Protocol):
    """A matter, or the row of a list that says how far it was opened."""

    @property
    def visibility(self) -> str: ...


def may_show_public(matter: HasVisibility) -> bool:
    """Whether its reporter lets everybody read it. What they then read is what a post released."""
    return matter.visibility == "public"


def may_open(viewer: Viewer, matter: Matter, receipt_hash: str = "") -> bool:
    """Whether the viewer says who may read it: its reporter, their agent, or who holds its receipt."""
    return standing_of(viewer, matter, receipt_hash) is Standing.REPORTER


def may_see_photos(standing: Standing) -> bool:
    return standing in WORKERS | {Standing.REPORTER, Standing.MESSENGER, Standing.SYSTEM}


def may_adopt_catalogue(viewer: Viewer) -> bool:
    """Operators and heads of the whole jurisdiction: the promise is the same everywhere in it."""
    return viewer.system or viewer.holds(*SUPERVISING, path="") is not None


def may_train(viewer: Viewer) -> bool:
    """A model suggests kinds in the whole jurisdiction: whoever keeps the catalogue keeps it."""
    return may_adopt_catalogue(viewer)


def may_read_answer(standing: Standing, *, neighbours_see: bool) -> bool:
    """An answer to a question of the kind: neighbours read those that the catalogue opens."""
    return neighbours_see or may_see_photos(standing)


def may_see_spot(standing: Standing) -> bool:
    """The exact place and point; neighbours learn the grid or the community only."""
    return may_see_photos(standing)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a matter is, as exactly as one viewer may know it."""

    name: str
    text: str
    lon: float | None
    lat: float | None


def whereabouts(matter: Matter, standing: Standing) -> Whereabouts:
    """The spot for those inside; for a neighbour its grid or community and a point in the middle."""
    if may_see_spot(standing):
        return Whereabouts(matter.place.name, matter.place_text, matter.lon, matter.lat)
    around_it = matter.grid or matter.community
    if around_it is None or matter.lon is None:
        return Whereabouts(around_it.name if around_it else "", "", None, None)
    return Whereabouts(around_it.name, "", around_it.lon, around_it.lat)


def allows(standing: Standing, state: State, verb: Verb) -> bool:
    """The table: may this standing do this verb in this state?"""
    return standing in ALLOWED.get(verb, frozenset()) and next_state(state, verb) is not None


def may(viewer: Viewer, matter: Matter, verb: Verb, receipt_hash: str = "") -> bool:
    """Whether the post or the person fits the verb, whatever the state."""
    return standing_of(viewer, matter, receipt_hash) in ALLOWED.get(verb, frozenset())


def not_yours(matter: Matter) -> Forbidden:
    """The refusal for somebody who sees the matter and holds no post for this step."""
    return Forbidden("matter_not_yours", reference=matter.reference)


def may_import(viewer: Viewer) -> bool:
    """Taking over an old hotline's matters is for those who run the whole jurisdiction."""
    return viewer.system or may_adopt_catalogue(viewer)


def may_keep_articles(viewer: Viewer, path: str) -> bool:
    """Writing what is known, and wordings for answers, is for those above the place."""
    return viewer.holds(*SUPERVISING, path=path) is not None


def may_release_articles(viewer: Viewer, path: str) -> bool:
    """Whether an article is true enough to be used is the head's word."""
    return viewer.holds(Role.HEAD, path=path) is not None


def may_take_calls(viewer: Viewer) -> bool:
    """The console is for those who keep a place's inbox: they report for whoever calls."""
    return viewer.holds(*SUPERVISING) is not None


class Hand(StrEnum):
    """What a viewer is to a task. Who keeps its matter may be the one who was asked, too."""

    SYSTEM = "system"
    ASKED = "asked"
    KEEPER = "keeper"


HANDS_ON: dict[TaskVerb, frozenset[Hand]] = {
    TaskVerb.TAKE: frozenset({Hand.ASKED}),
    TaskVerb.FINISH: frozenset({Hand.ASKED, Hand.KEEPER}),
    TaskVerb.DROP: frozenset({Hand.ASKED, Hand.KEEPER, Hand.SYSTEM}),
}
"""Nobody takes on what another post was asked. The keeper may note what the other said by phone."""


def asked_post(viewer: Viewer, task: MatterTask) -> HeldPost | None:
    """The post in which the viewer owes the task: the one that was asked, or one above it."""
    for post in viewer.posts:
        if post.post_id == task.asked_id:
            return post
    return viewer.holds(*SUPERVISING, path=task.asked.path)


def hands_of(viewer: Viewer, task: MatterTask) -> frozenset[Hand]:
    """What the viewer is to the task, of its matter and asked post; empty for an outsider."""
    if viewer.system:
        return frozenset({Hand.SYSTEM})
    asked = {Hand.ASKED} if asked_post(viewer, task) else set()
    if task.matter is not None:
        keeps = standing_of(viewer, task.matter) in WORKERS
    else:
        assert task.group is not None, "a task is of one thing"
        keeps = leads(viewer, task.group)
    return frozenset(asked | ({Hand.KEEPER} if keeps else set()))


def may_task(viewer: Viewer, task: MatterTask, verb: TaskVerb) -> bool:
    """Whether the post fits the step, whatever the state."""
    return bool(hands_of(viewer, task) & HANDS_ON[verb])


def allows_task(hands: frozenset[Hand], state: TaskState, verb: TaskVerb) -> bool:
    """The table: may these hands do this in this state?"""
    return bool(hands & HANDS_ON[verb]) and next_task_state(state, verb) is not None


def may_be_asked(role: str, path: str, matter_path: str) -> bool:
    """Whether a post may be asked for a part: one that answers matters anywhere, as a hand-over
    may go anywhere; a chief, volunteer or contact person where the matter is, or inside there."""
    return (
        role in (*ANSWERING, Role.SERVICE_TEAM)
        or matter_path.startswith(path)
        or path.startswith(matter_path)
    )


class GroupStanding(StrEnum):
    """What a viewer is to a group: its keeper leads it or stands above, a hand works on a matter of it."""

    KEEPER = "keeper"
    HAND = "hand"
    OUTSIDER = "outsider"


_KEEPERS = frozenset({GroupStanding.KEEPER})
_ALL_HANDS = frozenset({GroupStanding.KEEPER, GroupStanding.HAND})
WITH_GROUPS: dict[GroupVerb, frozenset[GroupStanding]] = {
    GroupVerb.ADD: _ALL_HANDS,
    GroupVerb.REMOVE: _ALL_HANDS,
    GroupVerb.NEWS: _KEEPERS,
    GroupVerb.ANSWER: _KEEPERS,
    GroupVerb.ASK: _KEEPERS,
    GroupVerb.CHANGE: _KEEPERS,
    GroupVerb.END: _KEEPERS,
}
"""Whoever adds, removes or answers must work on the matter itself, too: a group gives no right over it."""


def leads(viewer: Viewer, group: MatterGroup) -> bool:
    """Whether the viewer acts in the lead post, or supervises its place."""
    if any(post.post_id == group.lead_id for post in viewer.posts):
        return True
    return viewer.holds(*SUPERVISING, path=group.path) is not None


def group_standing(viewer: Viewer, group: MatterGroup, *, works_on_one: bool) -> GroupStanding:
    if leads(viewer, group):
        return GroupStanding.KEEPER
    return GroupStanding.HAND if works_on_one else GroupStanding.OUTSIDER


def allows_group(standing: GroupStanding, state: GroupState, verb: GroupVerb) -> bool:
    """The table: may this standing do this with a group in this state?"""
    return standing in WITH_GROUPS[verb] and verb in POSSIBLE[state]


def reaches(post_id: UUID, role: str, path: str, matter: Matter) -> bool:
    """Whether a post could answer a matter, so that it may lead a group in which it is."""
    if post_id in (matter.handler_id, matter.first_asked_id):
        return True
    return role in ANSWERING and matter.path.startswith(path)


def stands_over(role: str, path: str, group: MatterGroup) -> bool:
    """Whether a post answers for the place of a group: its own, or one in the line above it."""
    return role in ANSWERING and group.path.startswith(path)
