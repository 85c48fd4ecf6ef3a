"""The organisations of a demo world and who of the cast acts for them. All of it is invented.

The volunteer acts for a team, so that a visitor finds two names to take a matter on in; the chief
was asked by the property company and has not answered yet.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from maplebridge.core import calendar, outbox
from maplebridge.core.viewer import Role
from maplebridge.organisations import public as organisations
from maplebridge.organisations.public import Entry, OrganisationKind
from maplebridge.people.public import Person, Post, viewer_of

from . import cast

PROPERTY = Entry(
    name="枫林示范物业服务有限公司（虚构）", short_name="枫林物业", kind=OrganisationKind.PROPERTY.value,
    about="电梯、路灯、保洁和门岗。", address="枫林路1号", phone="0791-00000000",
)  # fmt: skip
TEAM = Entry(
    name="红马甲志愿服务队（虚构）", short_name="红马甲", kind=OrganisationKind.VOLUNTEERS.value,
    about="每周六上午，修修补补，种花浇水。",
)  # fmt: skip
SOCIAL = Entry(
    name="邻里乐助老服务中心（虚构）",
    kind=OrganisationKind.SOCIAL.value,
    about="助餐、助浴、陪诊。",
)


def add_organisations(now: datetime) -> None:
    """Entered by the operator three weeks ago; one yes, one question that waits."""
    at = now - timedelta(days=20)
    keeper = Person.objects.get(phone=cast.OPERATOR.phone)
    post = Post.objects.get(person=keeper, role=Role.OPERATOR.value)
    viewer = viewer_of(keeper, now=at)
    made = [
        organisations.enter(viewer=viewer, entry=entry, place_id=post.place_id, now=at)
        for entry in (SOCIAL, TEAM, PROPERTY)
    ]
    year = calendar.today(now) + timedelta(days=365)
    for who, found in ((cast.VOLUNTEER, made[1]), (cast.CHIEF, made[2])):
        asked = organisations.invite(
            viewer=viewer, organisation_id=found.pk, name=who.name, phone=who.phone, until=year,
            now=at,
        )  # fmt: skip
        if who is cast.VOLUNTEER:
            organisations.accept(
                viewer=viewer_of(asked.person, now=at), delegate_id=asked.pk, now=at
            )
    outbox.deliver_all(now)
