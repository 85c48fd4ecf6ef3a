"""The organisations of a demo world and who acts for them, of the cast or from elsewhere. All of it is invented.

The volunteer acts for a team, so that a visitor finds two names to take a matter on in; the chief
was asked by the property company and has not answered yet.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from maplebridge.core import calendar, outbox
from maplebridge.core.viewer import Role
from maplebridge.organisations import public as organisations
from maplebridge.organisations.public import Entry, Organisation, OrganisationKind
from maplebridge.people.models import Account
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
COURT = Entry(
    name="枫桥示范区人民法院（虚构）", short_name="示范区法院", kind=OrganisationKind.COURT.value,
    about="双方共同申请确认调解协议的，在这里受理和答复。",
)  # fmt: skip


def add_organisations(now: datetime) -> None:
    """Entered by the operator three weeks ago, the court half a year ago; one question waits."""
    at = now - timedelta(days=20)
    for guest in cast.GUESTS:
        _let_in(guest, now - timedelta(days=180))
    made = [_entered(entry, at) for entry in (SOCIAL, TEAM, PROPERTY)]
    _acts_for(cast.VOLUNTEER, made[1], at)
    _acts_for(cast.CHIEF, made[2], at, accepts=False)
    began = now - timedelta(days=170)
    _acts_for(cast.COURT, _entered(COURT, began), began)
    outbox.deliver_all(now)


def _let_in(guest: cast.Member, at: datetime) -> None:
    """Somebody who lives elsewhere and signs in with the password of the demo."""
    person = Person.objects.create(name=guest.name, phone=guest.phone, demo=True, created_at=at)
    Account.objects.create(
        person=person, phone=guest.phone, phone_verified=True, created_at=at,
        password=make_password(cast.PASSWORD, salt="maplebridge-demo"),
    )  # fmt: skip


def _entered(entry: Entry, at: datetime) -> Organisation:
    keeper = Person.objects.get(phone=cast.OPERATOR.phone)
    post = Post.objects.get(person=keeper, role=Role.OPERATOR.value)
    return organisations.enter(
        viewer=viewer_of(keeper, now=at), entry=entry, place_id=post.place_id, now=at
    )


def _acts_for(who: cast.Member, found: Organisation, at: datetime, *, accepts: bool = True) -> None:
    """Asked by the operator for a year, with a yes or none yet."""
    keeper = viewer_of(Person.objects.get(phone=cast.OPERATOR.phone), now=at)
    asked = organisations.invite(
        viewer=keeper, organisation_id=found.pk, name=who.name, phone=who.phone,
        until=calendar.today(at) + timedelta(days=365), now=at,
    )  # fmt: skip
    if accepts:
        organisations.accept(viewer=viewer_of(asked.person, now=at), delegate_id=asked.pk, now=at)
