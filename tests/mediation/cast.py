"""He mediates in the east community; Wang and Chen are at odds about water that drips."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from maplebridge.core.values import uuid7
from maplebridge.core.viewer import Role
from maplebridge.mediation import actions, queries
from maplebridge.mediation.models import MediationFile, Party
from maplebridge.mediation.queries.access import Loaded
from maplebridge.mediation.rules.parts import About, Chair, How, Side
from maplebridge.mediation.rules.screening import QUESTIONS, Answer
from maplebridge.mediation.rules.stages import Verb
from maplebridge.people.models import Person, Post
from tests.world import World, build_world, person, post, viewer

NO = dict.fromkeys(QUESTIONS, Answer.NO)


@dataclass(frozen=True)
class Room:
    """The world with the mediator He, his post, a second one, and Zhou the judge."""

    world: World
    he: Person
    he_post: Post
    lu: Person
    lu_post: Post
    judge: Person


def build_room() -> Room:
    world = build_world()
    he, lu = person("何调解", "13900000021"), person("陆调解", "13900000022")
    return Room(
        world, he, post(he, Role.MEDIATOR, world.community), lu,
        post(lu, Role.MEDIATOR, world.community), person("周法官", "13900000023"),
    )  # fmt: skip


def sent(**more: Any) -> actions.Sent:
    return actions.Sent(**({"id": uuid7(), "kind": "neighbours", "facts": "楼上漏水"} | more))


def someone(who: Person, side: Side, **more: Any) -> actions.Someone:
    return actions.Someone(side=side, name=who.name, phone=who.phone, **more)


def taken(room: Room, *, now: datetime | None = None, **more: Any) -> MediationFile:
    """He writes down what Wang and Chen say."""
    cast = room.world
    return actions.take(
        viewer=viewer(room.he), sent=sent(place_id=cast.community.pk, **more),
        parties=(
            someone(cast.wang, Side.APPLICANT, address="枫林苑 3 栋"),
            someone(cast.chen, Side.RESPONDENT, address="枫林苑 3 栋 102"),
        ),
        now=now or timezone.now(),
    )  # fmt: skip


def accepted(room: Room, *, now: datetime | None = None, **more: Any) -> MediationFile:
    now = now or timezone.now()
    file = taken(room, now=now, **more)
    he = viewer(room.he, now=now)
    actions.answer(viewer=he, file_id=file.pk, answers=NO, now=now)
    actions.decide(viewer=he, file_id=file.pk, verb=Verb.ACCEPT, now=now)
    return file


def led(room: Room) -> MediationFile:
    """Taken on, and led by He."""
    file, now = accepted(room), timezone.now()
    actions.appoint(viewer=viewer(room.he), file_id=file.pk, post_id=room.he_post.pk, now=now)
    return file


def agreed_to(room: Room, file: MediationFile, now: datetime | None = None) -> None:
    """Both say yes, each with their own account."""
    for who in (room.world.wang, room.world.chen):
        party = party_of(file, who)
        actions.say(
            viewer=viewer(who), file_id=file.pk, party_id=party.pk, about=About.MEDIATION,
            said=True, how=How.HERE, now=now or timezone.now(),
        )  # fmt: skip


def talking(room: Room, *, now: datetime | None = None, **more: Any) -> MediationFile:
    """Taken on, agreed to, led by He, begun."""
    now = now or timezone.now()
    file = accepted(room, now=now, **more)
    agreed_to(room, file, now)
    he = viewer(room.he, now=now)
    actions.appoint(viewer=he, file_id=file.pk, post_id=room.he_post.pk, now=now)
    actions.step(viewer=he, file_id=file.pk, verb=Verb.BEGIN, now=now)
    return MediationFile.objects.get(pk=file.pk)


def party_of(file: MediationFile, who: Person) -> Party:
    return Party.objects.get(file=file, person=who)


def load(who: Person, file: MediationFile) -> Loaded:
    return queries.get_file(viewer(who), file.pk, timezone.now())


def sits_in(room: Room, file: MediationFile, who: Person, chair: Chair, title: str) -> Person:
    """Somebody of an office, to whom Wang and Chen both said yes."""
    now = timezone.now()
    seat = actions.ask_seat(
        viewer=viewer(room.he), file_id=file.pk, chair=chair, title=title, name=who.name,
        phone=who.phone, now=now,
    )  # fmt: skip
    for one in (room.world.wang, room.world.chen):
        actions.say(
            viewer=viewer(one), file_id=file.pk, party_id=party_of(file, one).pk, about=About.SEAT,
            seat_id=seat.pk, said=True, how=How.HERE, now=now,
        )  # fmt: skip
    return who
